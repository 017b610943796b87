"""Rules on dates: a due date that is none, one moved with nobody's word, a milestone that was missed."""

from collections.abc import Iterator

from db.pack_check.findings import Finding, Pack, about, of, quoted
from db.rows import DueRevision, Recommendation
from db.rules import listed, show_date

_PRINTED = "as printed in "
"""How the reason of a date begins that an import moved."""


def due_is_report_date(pack: Pack) -> Iterator[Finding]:
    """Due 24 May 2021, by an audit whose report is of 24 May 2021: a date in the wrong column."""
    for one in (one.recommendation for one in pack.told()):
        if one.issued is not None and one.issued in (one.due, one.original_due):
            which = "due date" if one.issued == one.due else "original due date"
            said = f"The {which} of {one.ref}, {show_date(one.issued)}, is the date of the audit's own report."
            yield of(one, "due_is_report_date", said, "due", which, one.issued)


def milestone_missed(pack: Pack) -> Iterator[Finding]:
    """`Draft by 31 May, service-wide by 31 August`: the first is past, and nobody says that it was met."""
    for one in (one.recommendation for one in pack.reported if one.open):
        missed = [m for m in one.milestones if m.met_on is None and m.due < pack.as_at and m.due != one.due]
        if missed:
            told = listed(f"{quoted(m.what, 60)} ({show_date(m.due)})" for m in missed)
            has, is_ = ("have", "are") if len(missed) > 1 else ("has", "is")
            plural = "s" * (len(missed) > 1)
            said = f"{one.ref}: the milestone{plural} {told} {has} passed and {is_} not recorded as met."
            yield of(one, "milestone_missed", said, "edit", *((m.what, m.due) for m in missed))


def due_moved_unagreed(pack: Pack) -> Iterator[Finding]:
    """A later date that nobody is said to have agreed; what a file printed is told once for the file."""
    printed: dict[str, list[Recommendation]] = {}
    for one in pack.reported:
        alone = [r for r in one.revisions if _is_later(r) and not r.agreed_by.strip()] if one.open else []
        for revision in alone:
            if revision.reason.startswith(_PRINTED):
                printed.setdefault(revision.reason, []).append(one.recommendation)
        mine = [r for r in alone if not r.reason.startswith(_PRINTED)]
        if mine:
            moved = listed(f"from {show_date(r.old)} to {show_date(r.new)}" for r in mine)
            said = f"The due date of {one.recommendation.ref} was moved {moved}; nobody is named who agreed it."
            yield of(one.recommendation, "due_moved_unagreed", said, "due", *((r.id, r.old, r.new) for r in mine))
    for reason, rows in printed.items():
        refs = [row.ref for row in rows]
        file = reason.removeprefix(_PRINTED)
        said = f"Due dates were moved {reason}, and nobody is named who agreed it: {listed(refs)}."
        ids = tuple(row.id for row in rows)
        yield Finding("due_moved_unagreed", file, "source", file, said, about(*refs), "due", ids)


def _is_later(revision: DueRevision) -> bool:
    return revision.old is not None and revision.new is not None and revision.new > revision.old
