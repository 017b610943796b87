"""Where a report contradicts itself or the calendar: one sentence for each, naming both places."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from db.readings import Problem
from db.rules import CLOSED, add_months, calendar_months, completed_months, show_date
from reports.columns import plain
from reports.read.dates import read_date
from reports.read.report.numerals import NUMBER, number
from reports.read.report.outline import Outline
from reports.read.report.records import Found
from reports.read.report.summary import Listed, pairs


def contradictions(
    out: Outline, found: Sequence[Found], listed: Sequence[Listed], meeting: tuple[date, int] | None
) -> Iterator[Problem]:
    """Everything of a report that cannot all be true; `meeting` is its date and the line that gives it."""
    told: set[int] = set()
    for one, spoken_of in pairs(listed, found):
        for other in spoken_of:
            told.add(id(other))
            yield from _months(other, one, meeting)
            yield from _due_dates(other, one)
            if len(spoken_of) == 1:
                yield from _statuses(other, one)
    for other in found:
        if id(other) not in told:
            yield from _months(other, None, meeting)
        yield from _own_statuses(other)
        yield from _band(other, meeting)
    yield from _due_when_reported(found)
    if meeting:
        yield from _stale_months(out, found, *meeting)


def _months(found: Found, listed: Listed | None, meeting: tuple[date, int] | None) -> Iterator[Problem]:
    """Months overdue in the table, in the appendix, and counted."""
    in_table = listed.months if listed else None
    due = found.record.due
    if found.record.status in CLOSED or (in_table is None and found.months is None):
        return
    counted = {completed_months(due, meeting[0]), calendar_months(due, meeting[0])} if due and meeting else set()
    given = {months for months in (in_table, found.months) if months is not None}
    if len(given) == 1 and (given <= counted or not counted):
        return
    place = found.place_of("owner", "months") if found.months is not None else found.line
    said = []
    if listed and in_table is not None:
        said.append(f"{in_table} in the table at {listed.line}")
    if found.months is not None:
        said.append(f"{found.months} months overdue here")
    sentence = f"{found.record.audit}: {', '.join(said)}"
    if due and meeting:
        completed, calendar = completed_months(due, meeting[0]), calendar_months(due, meeting[0])
        both = f"{completed} (completed) or {calendar} (calendar)" if completed != calendar else str(completed)
        sentence += f"; counted at {show_date(meeting[0])} it is {both}"
        if due >= meeting[0]:
            sentence += ", not yet due"
    yield Problem(place, f"{sentence}.", found.months_words or str(in_table))


def _due_dates(found: Found, listed: Listed) -> Iterator[Problem]:
    if listed.due and found.record.due and listed.due != found.record.due and found.record.status not in CLOSED:
        what = (
            f"{found.record.audit}: due {show_date(found.record.due)} here, {show_date(listed.due)} in the table at "
            f"{listed.line}."
        )
        yield Problem(found.line, what, found.row.text("due"))


def _statuses(found: Found, listed: Listed) -> Iterator[Problem]:
    status = found.record.status
    if status and listed.status and status is not listed.status:
        place = found.place_of("update", found.record.status_words)
        what = (
            f"{found.record.audit}: \u201c{listed.words}\u201d in the table at {listed.line}, "
            f"\u201c{found.record.status_words}\u201d here."
        )
        yield Problem(place, what, found.record.status_words)


def _own_statuses(found: Found) -> Iterator[Problem]:
    """What one row says of itself: its opinion, its conclusion, its next action, and the heading it stands under."""
    known = [said for said in found.said if said.status]
    for said in known[1:]:
        if said.status is not known[0].status:
            what = (
                f"{found.record.audit}: \u201c{known[0].words}\u201d and \u201c{said.words}\u201d are both said of "
                f"this recommendation; {known[0].status} was taken."
            )
            yield Problem(found.row.where, what, said.words)


_OVER = re.compile(rf"\b(?:over|more than|exceeding)\s+({NUMBER})\s+months", re.IGNORECASE)
_UNDER = re.compile(rf"\b(?:under|less than|fewer than|up to)\s+({NUMBER})\s+months", re.IGNORECASE)
_WITHIN = re.compile(rf"\b({NUMBER})\s*(?:months\s*)?(?:and|to|[-\u2013])\s*({NUMBER})\s+months", re.IGNORECASE)


def _edges(heading: str) -> tuple[int, int] | None:
    """The months, from and to, that a heading promises; an edge may belong to either side."""
    if within := _WITHIN.search(heading):
        return number(within[1]), number(within[2])
    if over := _OVER.search(heading):
        return number(over[1]), 10_000
    if under := _UNDER.search(heading):
        return 0, number(under[1])
    return None


def _band(found: Found, meeting: tuple[date, int] | None) -> Iterator[Problem]:
    """Is a recommendation as late as the heading over it says, by either way of counting?"""
    record = found.record
    if not meeting or not record.due or record.status in CLOSED:
        return
    as_of = meeting[0]
    title = f"{record.audit}: due {show_date(record.due)}"
    edges = _edges(record.section)
    words = record.section.casefold()
    if edges and ("overdue" in words or "late" in words.split()):
        counts = sorted({completed_months(record.due, as_of), calendar_months(record.due, as_of)})
        if record.due >= as_of:
            yield Problem(
                found.line, f"{title} is not overdue at {show_date(as_of)}, as the heading says.", record.section
            )
        elif not any(edges[0] <= months <= edges[1] for months in counts):
            shown = " or ".join(map(str, counts))
            what = f"{title} is {shown} months overdue at {show_date(as_of)}, not what the heading says."
            yield Problem(found.line, what, record.section)
    elif re.search(r"\bnot (?:yet )?(?:over)?due\b", words) and record.due < as_of:
        yield Problem(
            found.line, f"{title} is overdue at {show_date(as_of)}, not what the heading says.", record.section
        )


def _due_when_reported(found: Sequence[Found]) -> Iterator[Problem]:
    """A due date that is the date of the audit's own report was most likely put in the wrong column."""
    dated = {(plain(one.record.audit), one.record.issued): one for one in reversed(found)}
    for one in found:
        source = dated.get((plain(one.record.audit), one.record.due))
        if source and one.record.audit and one.record.due:
            place = source.line if one.record.issued is None else "the same place"
            what = (
                f"{one.record.audit}: the due date here, {show_date(one.record.due)}, is the date of the audit's own "
                f"report given at {place}."
            )
            yield Problem(one.line, what, one.row.text("due"))


_THIS_MONTH = re.compile(
    r"\b(?P<which>this|next|last) month[\s,(]+(?P<name>[A-Z][a-z]{2,8})\b\.?(?:\s+(?P<year>\d{4})\b)?\)?"
)


def _stale_months(out: Outline, found: Sequence[Found], as_of: date, line: int) -> Iterator[Problem]:
    """`this month (January)` in a paper of February was written for the paper before."""
    texts = [(out.places.at(paragraph.line), paragraph.text) for paragraph in out.prose]
    for one in found:
        for name in ("recommendation", "response", "update", "owner"):
            text = " ".join(one.row.text(name).split())
            texts += [(one.place_of(name, m["which"] + " month"), m[0]) for m in _THIS_MONTH.finditer(text)]
    for place, text in texts:
        for said in _THIS_MONTH.finditer(text):
            meant = add_months(as_of.replace(day=1), {"this": 0, "next": 1, "last": -1}[said["which"]])
            named = read_date(f"1 {said['name']} {said['year'] or meant.year}")
            if named and named != meant:
                what = f"\u201c{said[0]}\u201d in a report of {show_date(as_of)} ({out.places.at(line)})."
                yield Problem(place, what, said[0])
