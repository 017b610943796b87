"""From one row of a report's table to the record it gives."""

import re
from dataclasses import dataclass, field
from datetime import date

from db.rows import Problem, RawRecord
from db.rules import Policy, Status, read_status
from reports.columns import plain
from reports.read.dates import dates_in, read_date
from reports.read.report.cells import milestones_in, plain_text, title_and_issued, unpack
from reports.read.report.numerals import months_in
from reports.read.report.opinions import Said, closing_in, conclusion_in, opinion_in
from reports.read.report.outline import TableRow

_NUMBER = re.compile(r"(?:appendix|annexe?|schedule)\s+\w{1,4}\s*[-\u2013\u2014:.]*\s*(?=\S)", re.IGNORECASE)


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

    @property
    def line(self) -> str:
        """Where its row begins."""
        return self.row.places.at(self.row.first)

    def place_of(self, name: str, words: str) -> str:
        """Where a cell has `words`; where its row begins if they are spread over several lines."""
        pieces = self.row.cells.get(name, ())
        line = next((p.line for p in pieces if words.casefold() in p.text.casefold()), self.row.first)
        return self.row.places.at(line)


def record_of(row: TableRow, policy: Policy) -> Found:
    """The record that a row gives."""
    text = {name: plain_text(row.text(name)) for name in row.cells}
    title, issued = title_and_issued(text.get("audit", ""))
    packed = unpack(text.get("owner", ""))
    rest_is_action = "action" in plain(row.layout.heading("owner")).split()
    action = "\n".join(filter(None, (packed.rest if rest_is_action else "", packed.action, text.get("action", ""))))
    status_cell = text.get("status", "") or packed.status
    opinion = opinion_in(text.get("update", ""), policy)
    months = months_in(status_cell) if status_cell else None
    said = [
        opinion,
        _from_cell(status_cell, policy),
        conclusion_in(opinion.text, policy),
        closing_in(action, opinion.text),
    ]
    said = [one for one in (*said, _from_section(row.section)) if one.words]
    surest = next((one for one in said if one.status), said[0] if said else Said(""))
    response = text.get("response", "")
    problems: list[Problem] = []
    due, due_words = _due(row, text, problems)
    record = RawRecord(
        where=row.where,
        section=row.section,
        source_ref=text.get("source_ref", ""),
        audit=title,
        issued=read_date(text.get("issued", "")) or issued,
        auditor=next((a for a in ("external", "internal") if a in text.get("auditor", "").casefold()), ""),
        assurance=text.get("assurance", ""),
        directorate=" ".join(text.get("directorate", "").split()),
        priority=_priority(text.get("priority", ""), policy),
        recommendation=text.get("recommendation", ""),
        response=response,
        owner="; ".join(filter(None, ("" if rest_is_action else packed.rest, packed.owner))),
        director=text.get("director", "") or packed.director,
        executive_member=text.get("executive_member", "") or packed.executive_member,
        original_due=read_date(text.get("original_due", "")),
        due=due,
        due_words=due_words,
        milestones=milestones_in(response),
        status=surest.status,
        status_words=surest.words,
        update=opinion.text,
        action=action,
        words=_printed(row),
    )
    found = Found(record, row, said, months, status_cell if months is not None else "", problems)
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


def _from_cell(words: str, policy: Policy) -> Said:
    """A status of its own, where the cell does not tell of months."""
    flat = " ".join(words.split())
    silent = (
        months_in(flat) is not None or "overdue" in flat.casefold() or flat.casefold() in {"not due", "not yet due"}
    )
    return Said("") if silent else Said("", flat, read_status(flat, policy))


def _from_section(heading: str) -> Said:
    """The heading of an appendix of what has been implemented speaks for all its rows."""
    words = heading.casefold()
    done = "implemented" in words and not any(
        no in words for no in ("not ", "partial", "partly", "yet", "outstanding", "overdue")
    )
    return Said("", _NUMBER.sub("", heading), Status.IMPLEMENTED) if done else Said("")


def _priority(words: str, policy: Policy) -> str:
    """The policy's own word where it is one, else as printed."""
    flat = " ".join(words.split())
    return next((p.name for p in policy.known_priorities if p.name == flat.casefold()), flat)


def _due(row: TableRow, text: dict[str, str], problems: list[Problem]) -> tuple[date | None, str]:
    """The due date in force, and the words that stand where one should."""
    for name in ("due", "original_due"):
        words = " ".join(text.get(name, "").split())
        if not words:
            continue
        day = read_date(words)
        if day:
            return day, ""
        several = len(dates_in(words)) > 1
        what = "There are several dates where the due date should be" if several else "The due date is not a date"
        problems.append(Problem(row.where, f"{what}; its words are kept and no date is made of them.", words))
        return None, words
    return None, ""


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
    if issued and not read_date(row.text("issued")):
        tell("The date of the audit's report is not a date.", row.text("issued"))
    if record.status_words and not record.status:
        tell("This status is not known; its words are kept and the status is left open.", record.status_words)
