"""What the six cells of a recommendation say, each printed line tagged with the field it is of."""

from collections.abc import Iterator, Sequence
from datetime import date

from db.rows import Milestone, Recommendation
from db.rules import CLOSED, Status, show_date
from reports.tags import EXACTLY, MILESTONE, attributes, plainly, printed, survives
from reports.write.page import ASIDE, QUIET, STRONG, TEXT, Setter, Style, blank, legible
from reports.write.table import Block, labelled, prose

GAP = 4.0
"""Between the parts of a cell."""

TITLES = (
    "Audit Title",
    "Due Date",
    "Recommendation",
    "Management Response",
    "Update/Opinion",
    "Ownership and Actions",
)


def cells(setter: Setter, r: Recommendation, measures: Sequence[float]) -> list[list[Block]]:
    """The cells of one row, under `TITLES`, set in columns so wide."""
    audit, due, recommendation, response, update, ownership = measures
    return [
        list(_audit(setter, r, audit)),
        list(_due(setter, r, due)),
        list(_text(setter, "recommendation", r.recommendation, "No recommendation recorded", recommendation)),
        list(_text(setter, "response", r.response, "No response recorded", response)),
        list(_update(setter, r, update)),
        list(_ownership(setter, r, ownership)),
    ]


def unbroken(day: date | None) -> str:
    """A date that is not broken at the end of a line."""
    return show_date(day).replace(" ", "\xa0")


def _line(setter: Setter, text: str, measure: float, style: Style, before: float = 0.0, *, tag: str = "") -> Block:
    return Block(setter.lines(text, style, measure), style, before, tag=tag)


def _field(
    setter: Setter, field: str, value: str | date, measure: float, style: Style, *, before: float = 0.0
) -> Block:
    """The line of a field, with what it is called there."""
    text = value.isoformat() if isinstance(value, date) else value
    words = printed(field, text)
    tag = named(field, text, words)
    if isinstance(value, date):
        words = words.replace(show_date(value), unbroken(value))
    return _line(setter, words, measure, style, before, tag=tag)


def named(field: str, value: str, words: str) -> str:
    """The tag of `words` that are printed for the `value` of a field."""
    back = plainly(field, words) == value and survives(words) and legible(words) == words
    return attributes(field, {} if back else {EXACTLY: value})


def _text(setter: Setter, field: str, text: str, without: str, measure: float) -> Iterator[Block]:
    if blank(text):
        yield _line(setter, without, measure, ASIDE)
    else:
        yield from prose(setter, text, measure, field=field)


def _audit(setter: Setter, r: Recommendation, measure: float) -> Iterator[Block]:
    yield _field(setter, "audit", r.audit, measure, STRONG)
    yield _field(setter, "ref", r.ref, measure, TEXT, before=GAP)
    if r.source_ref and r.source_ref != r.ref:
        yield _field(setter, "source_ref", r.source_ref, measure, QUIET)
    if r.priority:
        words = r.priority[:1].upper() + r.priority[1:]
        yield _line(setter, words, measure, TEXT, tag=named("priority", r.priority, words))
    if r.issued is not None:
        yield _field(setter, "issued", r.issued, measure, QUIET)
    if r.assurance:
        yield _field(setter, "assurance", r.assurance, measure, QUIET)
    if _body(r) == "External":
        yield _field(setter, "auditor", "External", measure, QUIET)


def _due(setter: Setter, r: Recommendation, measure: float) -> Iterator[Block]:
    if r.due is not None:
        yield _field(setter, "due", r.due, measure, STRONG)
    if r.due_words:
        yield _field(setter, "due_words", r.due_words, measure, TEXT)
    elif r.due is None:
        yield _line(setter, "No date", measure, ASIDE)
    if r.original_due is not None and r.original_due != r.due:
        yield _field(setter, "original_due", r.original_due, measure, QUIET)
    if r.months_overdue is not None:
        yield _line(setter, overdue(r.months_overdue), measure, TEXT, GAP)
    if r.months_original is not None and r.months_original != r.months_overdue:
        yield _line(setter, f"{months(r.months_original)} past the original date", measure, QUIET)
    if r.milestones:
        yield _line(setter, "Milestones", measure, QUIET, GAP)
        for n, milestone in enumerate(r.milestones, 1):
            yield from prose(setter, _milestone(milestone, r), measure, before=3.0, field=f"{MILESTONE} {n}")


def _milestone(milestone: Milestone, r: Recommendation) -> str:
    if milestone.met_on is not None:
        state = f", met {unbroken(milestone.met_on)}"
    else:
        state = ", missed" if milestone.due < r.as_at and r.status not in CLOSED else ""
    return f"{milestone.what}: {unbroken(milestone.due)}{state}"


def months(count: int) -> str:
    """A number of months in words."""
    return {0: "less than a month", 1: "1 month"}.get(count, f"{count} months")


def overdue(count: int) -> str:
    """How late something is."""
    words = months(count)
    return f"{words[:1].upper()}{words[1:]} overdue"


def _update(setter: Setter, r: Recommendation, measure: float) -> Iterator[Block]:
    yield from _text(setter, "update", r.update, "No update recorded", measure)
    if r.update_on is not None:
        yield _field(setter, "update_on", r.update_on, measure, QUIET, before=GAP)
    told = attributes("status", {EXACTLY: r.status}) if r.status else _printed_as(r)
    yield _line(setter, opinion(r), measure, STRONG, GAP, tag=told)
    if r.open_again:
        yield _line(setter, f"{r.open_again[0].upper()}{r.open_again[1:]}", measure, QUIET)
    if r.status is not None and r.status_words and r.status_words.casefold() != r.status:
        yield _line(setter, f"printed as \u201c{r.status_words}\u201d", measure, QUIET, tag=_printed_as(r))


def _printed_as(r: Recommendation) -> str:
    return attributes("status_words", {EXACTLY: r.status_words}) if r.status_words else ""


def opinion(r: Recommendation) -> str:
    """Audit's opinion, or why there is none."""
    body = f"{_body(r)} Audit"
    if r.status is None:
        return f"Status not read: \u201c{r.status_words}\u201d" if r.status_words else "No status recorded"
    if r.status is Status.AWAITING_VERIFICATION:
        return f"Awaiting verification: management says it is done; {body} has not yet tested it"
    return f"{body} opinion: {_status(r)}"


def _status(r: Recommendation) -> str:
    """The status as the body calls it."""
    name = r.status_name or str(r.status)
    return f"{name[:1].upper()}{name[1:]}"


def _body(r: Recommendation) -> str:
    return "External" if r.auditor.casefold() == "external" else "Internal"


def _ownership(setter: Setter, r: Recommendation, measure: float) -> Iterator[Block]:
    parts = (
        ("director", "Director:", r.director),
        ("executive_member", "Executive Member:", r.executive_member),
        ("owner", "Owner:", r.owner),
        ("", "Status:", standing(r)),
        ("action", "Action:", r.action),
    )
    for field, label, text in parts:
        if blank(text):
            continue
        blocks = list(labelled(setter, label, text, measure, before=GAP, field=field))
        if not field and r.status in CLOSED and r.closed_on is not None:
            blocks[-1].tag = attributes("closed_on", {EXACTLY: r.closed_on.isoformat()})
        yield from blocks


def standing(r: Recommendation) -> str:
    """How late it is, or how it was closed."""
    if r.status in CLOSED:
        closed = _status(r)
        return f"{closed} {unbroken(r.closed_on)}" if r.closed_on is not None else closed
    if r.months_overdue is not None:
        return overdue(r.months_overdue)
    return "Not yet due" if r.due is not None else "Not aged: no due date"
