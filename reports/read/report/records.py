"""From one row of a report's table to the record it gives."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from db.readings import Problem, RawRecord
from db.rules import CLOSED, Policy, Status
from reports.columns import READABLE, Kind, plain
from reports.read.dates import MONTH_FIRST, dates_in, either_way, month_first, read_date
from reports.read.further import (
    Moved,
    Percentages,
    Remark,
    answer_in,
    closed_on,
    moved,
    priority_in,
    settle,
    status_in,
    unread_status,
    with_percent,
)
from reports.read.report.beneath import take_apart
from reports.read.report.cells import milestones_in, plain_text, title_and_issued, unpack
from reports.read.report.numerals import months_in
from reports.read.report.opinions import Said, closing_in, conclusion_in, opening_in, opinion_in
from reports.read.report.outline import TableRow
from reports.read.report.who import who_and_when

_NUMBER = re.compile(r"(?:appendix|annexe?|schedule)\s+\w{1,4}\s*[-\u2013\u2014:.]*\s*(?=\S)", re.IGNORECASE)

_DONE = re.compile(r"\b(?:implemented|completed|closed)\b", re.IGNORECASE)
_NOT_DONE = re.compile(
    r"\b(?:not|partial\w*|partly|yet|outstanding|overdue|open|to be|being|remain\w*|due|unless|or|and)\b", re.IGNORECASE
)

_SHORT = 100
"""Letters of an update that may be a status and nothing more."""


@dataclass(slots=True)
class Found:
    """A record, and what its row says beyond it."""

    record: RawRecord
    row: TableRow
    said: list[Said] = field(default_factory=list)
    """Every place where the row tells how far it has come, the surest first."""
    months: int | None = None
    """Months overdue, as the row says."""
    months_words: str = ""
    """In its own words."""
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    """What is to be told of the whole report, and by many rows."""

    @property
    def line(self) -> str:
        """Where its row begins."""
        return self.row.places.at(self.row.first)

    def place_of(self, name: str, words: str) -> str:
        """Where a cell has `words`; where its row begins if they are spread over several lines."""
        pieces = self.row.cells.get(name, ())
        line = next((p.line for p in pieces if words.casefold() in p.text.casefold()), self.row.first)
        return self.row.places.at(line)


def american(rows: Sequence[TableRow]) -> frozenset[str]:
    """The fields in which some dates of the rows give the month before the day."""
    dated = (name for name, column in READABLE.items() if column.kind is Kind.DATE)
    return frozenset(name for name in dated if month_first(row.text(name) for row in rows))


def record_of(
    row: TableRow, policy: Policy, percentages: Percentages, months_first: AbstractSet[str] = frozenset()
) -> Found:
    """The record that a row gives; `percentages` are those of all rows, and so are the fields of `months_first`."""
    text = {name: plain_text(row.text(name)) for name in row.cells}
    beneath = take_apart(text, policy)
    if row.layout.known.isdisjoint({"due", "original_due"}) and text.get("owner"):
        text["owner"], text["due"] = who_and_when(text["owner"])
    problems: list[Problem] = []
    days, due_words = _days(row, text, problems, months_first)
    priority, of_priority = priority_in(text.get("priority", ""), policy)
    remarks = [*settle(text, days), *([Remark(of_priority, priority)] if of_priority else [])]
    remarks += [Remark(MONTH_FIRST, row.layout.heading(name)) for name in sorted(months_first) if text.get(name)]
    title, issued = title_and_issued(text.get("audit", ""))
    packed = unpack(text.get("owner", ""))
    rest_is_action = "action" in plain(row.layout.heading("owner")).split()
    action = "\n".join(filter(None, (packed.rest if rest_is_action else "", packed.action, text.get("action", ""))))
    status_cell = text.get("status", "") or packed.status
    opens_with = opening_in(status_cell, policy).words
    if "update" not in row.layout.known and (opens_with or len(status_cell) > _SHORT):
        text["update"], status_cell = status_cell, opens_with
    opinion = opinion_in(text.get("update", ""), policy)
    months = months_in(status_cell) if status_cell else None
    said = [
        opinion,
        _from_cell(status_cell, row.layout.heading("status"), policy),
        conclusion_in(opinion.text, policy),
        _from_update(opinion.text, policy),
        opening_in(opinion.text, policy),
        closing_in(action, opinion.text),
    ]
    said = [one for one in (*said, _from_section(row.section)) if one.words]
    if "closed_on" not in days:
        closed = _from_cell(text.get("closed_on", ""), "", policy)
    elif any(one.status in CLOSED for one in said):
        closed = Said("")  # the day agrees with whatever closed it
    else:
        closed = Said("", *closed_on(days["closed_on"])[::-1])
    said += [closed] if closed.words else []
    surest = next((one for one in said if one.status), said[0] if said else Said(""))
    standing = with_percent(surest.status, surest.words, text.get("percent", ""), percentages)
    if standing.told:
        problems.append(Problem(row.where, standing.told, standing.text))
    response = text.get("response", "")
    record = RawRecord(
        where=row.where,
        section=row.section,
        ref=text.get("ref", ""),
        source_ref=text.get("source_ref", ""),
        audit=title,
        issued=days.get("issued") or issued,
        auditor=next((a for a in ("external", "internal") if a in text.get("auditor", "").casefold()), ""),
        assurance=text.get("assurance", ""),
        directorate=" ".join(text.get("directorate", "").split()),
        priority=priority,
        recommendation=text.get("recommendation", ""),
        response=response,
        owner="; ".join(filter(None, ("" if rest_is_action else packed.rest, packed.owner))),
        director=text.get("director", "") or packed.director,
        executive_member=text.get("executive_member", "") or packed.executive_member,
        original_due=days.get("original_due"),
        due=days.get("due") or (None if due_words else days.get("original_due")),
        due_words=due_words,
        milestones=beneath or milestones_in(response),
        status=standing.status,
        status_words=standing.words,
        update=opinion.text,
        update_on=days.get("update_on"),
        closed_on=days.get("closed_on"),
        action=action,
        words=_printed(row),
    )
    found = Found(record, row, said, months, status_cell if months is not None else "", problems, remarks)
    _tell_missing(found)
    return found


def _printed(row: TableRow) -> dict[str, str]:
    """The cells as printed, by their heading."""
    printed: dict[str, str] = {}
    for name, pieces in row.cells.items():
        heading = row.layout.heading(name)
        while heading in printed:
            heading += " (again)"
        printed[heading] = "\n".join(piece.text for piece in pieces)
    return printed


def _from_cell(words: str, heading: str, policy: Policy) -> Said:
    """A status of its own, or the answer to what its heading asks."""
    flat = " ".join(words.split())
    return Said("", flat, status_in(flat, policy) or answer_in(heading, flat))


def _from_update(update: str, policy: Policy) -> Said:
    """A status that is all an update says."""
    flat = " ".join(update.partition("\nDirection: ")[0].split())
    status = status_in(flat, policy) if len(flat) < _SHORT else None
    return Said("", flat, status) if status else Said("")


def _from_section(heading: str) -> Said:
    """The heading of an appendix of what has been implemented speaks for all its rows."""
    done = _DONE.search(heading) and not _NOT_DONE.search(heading)
    return Said("", _NUMBER.sub("", heading), Status.IMPLEMENTED) if done else Said("")


def _days(
    row: TableRow, text: dict[str, str], problems: list[Problem], months_first: AbstractSet[str]
) -> tuple[dict[str, date], str]:
    """The dates of a row by field, the due date in force among them, and the words that stand where one should."""
    days: dict[str, date] = {}
    unread = ""
    for name, words in text.items():
        column = READABLE.get(name)
        if column is None or column.kind is not Kind.DATE or not words.strip():
            continue
        flat = " ".join(words.split())
        plain_due = name == "original_due" or (name == "due" and "original_due" not in row.layout.known)
        doubtful = name in months_first and either_way(flat)
        day, found = (None, None) if doubtful else (read_date(flat), moved(name, words, revised=not plain_due))
        if day or found:
            days |= {name: day} if day else _as_moved(name, found)
        elif name in {"due", "original_due"} and not unread:
            several = len(dates_in(flat)) > 1
            what = "There are several dates where the due date should be" if several else "The due date is not a date"
            problems.append(Problem(row.where, f"{what}; its words are kept and no date is made of them.", flat))
            unread = flat
        if not day and found and found.told:
            problems.append(Problem(row.where, found.told, flat))
    return days, unread


def _as_moved(name: str, found: Moved | None) -> dict[str, date]:
    """The days that the words of a date's having been moved come to."""
    if found is None or found.due is None:
        return {}
    return {"original_due": found.original, "due": found.due} if found.original else {name: found.due}


def _tell_missing(found: Found) -> None:
    record, row = found.record, found.row

    def tell(what: str, text: str) -> None:
        found.problems.append(Problem(row.where, what, text))

    if not record.recommendation:
        tell("This row has no recommendation.", "; ".join(f"{name}: {cell}" for name, cell in record.words.items()))
        return
    if not record.audit:
        tell("This row has no audit title.", record.recommendation)
    if not record.due and not record.due_words:
        tell("This row has no due date.", record.recommendation)
    issued = row.cells.get("issued")
    if issued and not record.issued:
        tell("The date of the audit's report is not a date.", row.text("issued"))
    if record.status_words and not record.status:
        tell(unread_status(record.status_words), record.status_words)
