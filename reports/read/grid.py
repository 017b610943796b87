"""A file of rows and columns, whatever it was written as: sparse rows whose cells know their place."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from db.readings import Problem
from db.rules import show_date
from reports.cells import letters


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell whose value cannot be had."""

    what: str
    """The trouble, as a sentence."""
    words: str
    """What stands there: the formula, the error."""


Value: TypeAlias = str | float | date | Trouble
"""What a cell holds. Numbers are kept as such because in a column of dates they are days counted from an epoch."""


@dataclass(slots=True)
class Row:
    """One row; only the cells that hold something."""

    number: int
    """Its row in the sheet, or its first line in the file."""
    cells: dict[int, Value]
    """By column, the first being 0."""
    carried: set[int] = field(default_factory=set)
    """The columns whose cell is merged with one that began above."""
    spans: dict[int, int] = field(default_factory=dict)
    """The last column of each cell that is merged over several."""


@dataclass(slots=True)
class Grid:
    """All the rows of a sheet or a file that hold something, in order."""

    rows: list[Row]
    unit: str = "line"
    """What a row is called: `line`, `row`, `item`."""
    sheet: str = ""
    problems: list[Problem] = field(default_factory=list)
    epoch_1904: bool = False
    """Are days counted from 1904, as old Macintosh workbooks count them?"""

    def where(self, row: Row) -> str:
        """The place of a row, for a person."""
        return f"{self.sheet} {self.unit} {row.number}".lstrip()

    def span(self, first: Row, last: Row) -> str:
        """The place of the rows from one to another."""
        if first is last:
            return self.where(first)
        return f"{self.sheet} {self.unit}s {first.number}-{last.number}".lstrip()

    def place(self, row: Row, column: int) -> str:
        """The place of a cell, for a person."""
        return f"{self.sheet}!{letters(column)}{row.number}" if self.sheet else self.where(row)


def words(value: Value | None) -> str:
    """What a cell shows, as text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, Trouble):
        return value.words
    return str(int(value)) if value == int(value) else f"{value:.15g}"


_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)


def serial_date(serial: float, *, epoch_1904: bool) -> date | None:
    """The day that a spreadsheet's number stands for; None beyond the days it counts."""
    if not 0 <= serial < 2_958_466:
        return None
    if epoch_1904:
        return _EPOCH_1904 + timedelta(int(serial)) if serial < 2_957_004 else None
    # Excel has a 29 February 1900 that never was, so that days before it count from one day later.
    return _EPOCH + timedelta(int(serial) + (serial < 60))
