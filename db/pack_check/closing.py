"""Rules on how recommendations were closed: on what evidence, on whose word, with which record."""

from collections.abc import Iterator

from db.pack_check.findings import Finding, Pack, Reported, about, of
from db.rules import Status, listed, visible

_REPORTED = "reported as "
"""How the reason of a closure begins that an import brought."""


def closed_untested(pack: Pack) -> Iterator[Finding]:
    """Implemented, on no evidence that audit accepted and for no reason that is kept."""
    for one in pack.told():
        if _untested(one) and not visible(one.reason):
            ref = one.recommendation.ref
            said = f"{ref} is implemented, but no evidence is accepted and no reason is given."
            yield of(one.recommendation, "closed_untested", said, "evidence", one.recommendation.closed_on)


def closed_as_reported(pack: Pack) -> Iterator[Finding]:
    """What a file reported as implemented was not tested here: told once for the file, not for every row."""
    sources: dict[str, list[Reported]] = {}
    for one in pack.told():
        if one.source and _untested(one) and one.reason.startswith(_REPORTED):
            sources.setdefault(one.source, []).append(one)
    for source, of_it in sources.items():
        refs = [one.recommendation.ref for one in of_it]
        name = of_it[0].source_name
        are = "recommendation is" if len(refs) == 1 else "recommendations are"
        said = f"{len(refs)} {are} implemented because {name} reported so, and not tested here: {listed(refs)}."
        yield Finding(
            "closed_as_reported",
            name,
            "source",
            source,
            said,
            about(*refs),
            "evidence",
            tuple(one.recommendation.id for one in of_it),
        )


def _untested(one: Reported) -> bool:
    return one.recommendation.status is Status.IMPLEMENTED and not one.accepted_evidence


_RECORD = {
    "role": "in what role",
    "mitigation": "what is done about the risk",
    "residual_risk": "what risk is left",
    "expires_on": "until when it holds",
}


def acceptance_incomplete(pack: Pack) -> Iterator[Finding]:
    """Risk accepted: by whom, in what role, why, with what mitigation and residual risk, until when?"""
    for one in pack.told():
        row, record = one.recommendation, one.acceptance
        if row.status is not Status.RISK_ACCEPTED:
            continue
        missing = ["by whom", *_RECORD.values()] if record is None else []
        if record is not None:
            missing = [words for name, words in _RECORD.items() if not getattr(record, name)]
        if missing:
            said = f"The risk of {row.ref} is accepted, but it is not recorded {listed(missing)}."
            # What is missing is added to the record; a last day is another acceptance.
            place = "edit" if record is not None and record.expires_on else "status"
            yield of(row, "acceptance_incomplete", said, place, *missing)
