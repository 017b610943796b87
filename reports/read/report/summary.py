"""What a report's own summary table says, and of which recommendations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, utils

from db.readings import Problem
from db.rules import Policy, Status, read_status
from reports.read.dates import read_date
from reports.read.report.cells import plain_text
from reports.read.report.numerals import months_in
from reports.read.report.outline import TableRow
from reports.read.report.records import Found

_ALIKE = 70.0
"""Likeness of titles, in per cent, that is enough where the due date is the same."""
_SAME = 90.0
"""Likeness that is enough by itself."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the summary table."""

    audit: str
    directorate: str
    due: date | None
    months: int | None
    status: Status | None
    words: str
    """The status as printed."""
    row: TableRow

    @property
    def line(self) -> str:
        """Where its row begins."""
        return self.row.places.at(self.row.first)


def read_summary(rows: Sequence[TableRow], policy: Policy) -> list[Listed]:
    """The rows of the summary tables; a directorate printed once stands for those below it too."""
    listed: list[Listed] = []
    for row in rows:
        text = {name: " ".join(plain_text(row.text(name)).split()) for name in row.cells}
        above = listed[-1].directorate if listed and listed[-1].row.section == row.section else ""
        months = text.get("months", "")
        said = text.get("status", "")
        listed.append(
            Listed(
                text.get("audit", ""),
                text.get("directorate", "") or above,
                read_date(text.get("due", "")),
                int(months) if months.isdecimal() and len(months) < 5 else months_in(months or said),
                read_status(said, policy),
                said,
                row,
            )
        )
    return listed


def likeness(listed: Listed, found: Found) -> float:
    """How surely a row of the summary speaks of a recommendation, in its own spelling of the title; 0 for not."""
    one, other = utils.default_process(listed.audit), utils.default_process(found.record.audit)
    if not one or not other:
        return 0.0
    shared = fuzz.token_set_ratio(one, other)
    if listed.due and listed.due == found.record.due and shared >= _ALIKE:
        return 100.0 + shared
    begun = f"{other} ".startswith(f"{one} ") or f"{one} ".startswith(f"{other} ")
    return shared if begun or fuzz.ratio(one, other) >= _SAME else 0.0


def directorate_of(found: Found, listed: Sequence[Listed]) -> str:
    """The directorate that the summary gives for a recommendation's audit."""
    best = max(listed, key=lambda one: likeness(one, found), default=None)
    return best.directorate if best and likeness(best, found) else ""


def pairs(listed: Sequence[Listed], found: Sequence[Found]) -> Iterator[tuple[Listed, list[Found]]]:
    """Each row of the summary with the recommendations it speaks of: those of its due date, else the only one."""
    for one in listed:
        alike = [other for other in found if likeness(one, other)]
        dated = [other for other in alike if likeness(one, other) > 100]
        yield one, dated or (alike if len(alike) == 1 else [])


def unlisted(listed: Sequence[Listed], found: Sequence[Found]) -> Iterator[Problem]:
    """What the summary lists and no appendix gives."""
    for one in listed:
        if found and not any(likeness(one, other) for other in found):
            what = f"The summary table lists \u201c{one.audit}\u201d, of which no appendix gives a recommendation."
            yield Problem(one.row.where, what, " | ".join(" ".join(one.row.text(n).split()) for n in one.row.cells))
