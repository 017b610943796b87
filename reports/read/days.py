"""What the cells of a sheet's columns of dates mean; nothing that is not one day becomes one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from db.rules import show_date
from reports.columns import Kind
from reports.read.dates import MONTH_FIRST, either_way, late_in_month, month_first, read_date
from reports.read.further import moved
from reports.read.grid import Grid, Row, Value, serial_date, words
from reports.read.headings import Layout

_LIKELY = (date(1950, 1, 1), date(2100, 1, 1))
"""A bare number in a column of dates is a day between these, or no day: 2022 is a year."""

_LONGEST_DATE = 200

_SWAPPED = (
    "Here all days up to the twelfth are dates and all later ones are text: a program with American settings may have "
    "swapped the days and months of the former. They are read as they stand."
)

# The rows of a tracker say the same few days over and over.
_day_of = lru_cache(10_000)(read_date)


@dataclass(slots=True)
class Days:
    """The columns of dates of one grid; `tell` is told of a place what a person should know, with the words there."""

    grid: Grid
    layout: Layout
    tell: Callable[[str, str, str], None]
    american: set[int] = field(default_factory=set)
    """The columns in which some dates give the month before the day."""

    def look(self, rows: Sequence[Row]) -> None:
        """Where some dates of a column can only be American, nobody knows what `04/05/2022` is."""
        for at, column in self.layout.columns.items():
            if column.kind is not Kind.DATE or self.layout.ours:
                continue
            cells = [row.cells[at] for row in rows if at in row.cells and at not in row.carried]
            texts = [cell for cell in cells if isinstance(cell, str)]
            days = [cell.day for cell in cells if isinstance(cell, date)]
            if month_first(texts):
                self.american.add(at)
                self._tell_heading(at, MONTH_FIRST)
            elif len(days) > 1 and max(days) <= 12 and late_in_month(texts) > 1:
                self._tell_heading(at, _SWAPPED)

    def _tell_heading(self, at: int, what: str) -> None:
        self.tell(self.grid.place(self.layout.heading, at), what, self.layout.names.get(at, ""))

    def read(self, row: Row, at: int, value: Value) -> date | None:
        """The day that a cell means."""
        if isinstance(value, date):
            return value
        if isinstance(value, float | int):
            return self._counted(value)
        text = words(value).strip()
        if self._is_doubtful(at, text):
            return None
        if len(text) == 5 and text.isascii() and text.isdecimal() and (day := self._counted(int(text))):
            what = f"A number where a date should be: read as a spreadsheet's day, {show_date(day)}."
            self.tell(self.grid.place(row, at), what, text)
            return day
        return _day_of(text) if len(text) <= _LONGEST_DATE else None

    def _counted(self, number: float) -> date | None:
        day = serial_date(number, epoch_1904=self.grid.epoch_1904)
        return day if day and _LIKELY[0] <= day < _LIKELY[1] else None

    def _is_doubtful(self, at: int, text: str) -> bool:
        return at in self.american and either_way(text)

    def take_moved(self, row: Row, at: int, text: str, days: dict[str, date]) -> bool:
        """Are a due date's words those of its having been moved? Then the days they come to are taken into `days`."""
        name = self.layout.columns[at].field
        name = "due" if name == "owner" else name  # by when stands in the cell of who
        plain_due = name == "original_due" or (name == "due" and self.layout.column_of("original_due") is None)
        silent = self.layout.ours or self._is_doubtful(at, text)
        found = None if silent else moved(name, text, revised=not plain_due)
        if found is None:
            return False
        if found.due:
            days[name if found.original is None else "due"] = found.due
        if found.original:
            days["original_due"] = found.original
        if found.told:
            self.tell(self.grid.place(row, at), found.told, text)
        return True
