"""One sheet of a workbook as a grid: calamine's values, and what has to be told of them."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from xml.parsers import expat

from db.readings import Problem
from db.rules import show_date
from reports.cells import letters
from reports.read import Unreadable
from reports.read.grid import Grid, Row, Trouble, Value, serial_date
from reports.read.package import Package, Part
from reports.read.progress import STEP, Progress, walked
from reports.read.zipped import parse

_MOST_MERGED = 1_000_000
"""Cells that take the value of a merged one; more come from no person."""

_MOST_CELLS = 20_000_000
"""From the first that is filled to the last, for calamine holds them all at once."""


def read_sheet(package: Package, part: Part, *, progress: Progress) -> Grid:
    """The rows of a sheet that hold something."""
    with package.sound():
        look = _Look(package.xml(part.path), package.months(), progress, epoch_1904=package.epoch_1904)
        last_row, last_column = max(look.rows), max(look.columns)
        if last_row * (last_column + 1) > _MOST_CELLS:
            raise Unreadable(
                f'{package.name}: the sheet "{part.name}" reaches as far as {letters(last_column)}{last_row}: '
                "clear what stands far from its table and save it again."
            )
        sheet = package.cells(part)
        rows = {}
        if sheet.start is not None:
            first = sheet.start[1]
            for number, values in enumerate(walked(sheet.iter_rows(), progress), 1):
                cells = {at: _value(value) for at, value in enumerate(values, first) if value != ""}
                if cells:
                    rows[number] = Row(number, cells)
        for (number, at), value in look.said.items():
            rows.setdefault(number, Row(number, {})).cells[at] = value
        grid = Grid([rows[number] for number in sorted(rows)], "row", part.name, epoch_1904=package.epoch_1904)
        apply_merged(package.name, rows, sheet.merged_cell_ranges or [])
    if hidden := sorted(look.hidden & rows.keys()):
        what = f"Hidden rows were read like the others: {', '.join(runs(hidden))}."
        grid.problems.append(Problem(part.name, what))
    return grid


def _value(value: float | str | date | time | timedelta) -> Value:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time | timedelta) or (isinstance(value, float) and not math.isfinite(value)):
        return str(value)
    return value


class _Look:
    """What calamine does not tell: errors, formulas without a value, long numbers, months, hidden rows, the size."""

    def __init__(self, xml: bytes, months: frozenset[str], progress: Progress, *, epoch_1904: bool) -> None:
        self._months, self._progress, self._epoch_1904 = months, progress, epoch_1904
        self.said: dict[tuple[int, int], Value] = {}
        """By row, the first being 1, and column, the first being 0."""
        self.hidden: set[int] = set()
        self.rows, self.columns = {0}, {-1}
        """Those that hold something."""
        # The cell that the parser is in.
        self._row, self._column, self._kind, self._style = 0, -1, "n", ""
        self._said: dict[str, str] = {}
        self._pieces: list[str] = []
        self._parser = expat.ParserCreate()
        parse(xml, self._start, self._parser)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            place = attributes.get("r")
            if place:
                label = place.rstrip("0123456789")
                self._row, self._column = int(place[len(label) :]), column_of(label)
            else:
                self._column += 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
            if attributes.get("hidden") in {"1", "true"}:
                self.hidden.add(self._row)
            if self._row % STEP == 0:
                self._progress(0, 0)
        elif name in {"v", "is"}:
            self.rows.add(self._row)
            self.columns.add(self._column)
        if name == "f" or (name == "v" and self._kind in {"n", "e"}):
            self._pieces.clear()
            # Most cells have nothing to tell, and are passed over faster without these.
            self._parser.CharacterDataHandler = self._pieces.append
            self._parser.EndElementHandler = self._end

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name != "c":
            self._said[name] = "".join(self._pieces)
            return
        said = self._doubt(self._said.get("f"), self._said.get("v", ""))
        if said is not None:
            self.said[self._row, self._column] = said
        self._said.clear()
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None

    def _doubt(self, formula: str | None, value: str) -> Value | None:
        if self._kind == "e":
            return Trouble("An error stands here instead of a value.", value)
        if formula is not None and not value and self._kind == "n":
            what = (
                "This formula has no saved value: open the file in a spreadsheet program, save it, and read it again."
            )
            return Trouble(what, f"={formula}")
        if self._kind == "n" and self._style in self._months and (month := self._month(value)):
            return month
        # A number too long for a float is a reference, and every digit of it counts.
        return value if self._kind == "n" and len(value) > 15 and value.isdecimal() else None

    def _month(self, value: str) -> str:
        """The month that a cell shows, where its day is the one that a program adds to a month: the first."""
        try:
            day = serial_date(float(value), epoch_1904=self._epoch_1904)
        except ValueError:
            return ""
        return show_date(day).partition(" ")[2] if day is not None and day.day == 1 else ""


@lru_cache(1_000)
def column_of(label: str) -> int:
    """The place of a column from its letters, A being 0."""
    column = 0
    for letter in label.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def apply_merged(name: str, rows: Mapping[int, Row], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A merged cell holds for every row it covers."""
    numbers = sorted(rows)
    covered = 0
    for (top, first), (bottom, last) in merged:
        if top + 1 not in rows or first not in rows[top + 1].cells:
            continue
        if last > first:
            rows[top + 1].spans[first] = last
        below = numbers[bisect_right(numbers, top + 1) : bisect_right(numbers, bottom + 1)]
        covered += len(below)
        if covered > _MOST_MERGED:
            raise Unreadable(f"{name}: the workbook merges more cells than a person can have merged.")
        for row in map(rows.__getitem__, below):
            if first not in row.cells:
                row.cells[first] = rows[top + 1].cells[first]
                row.carried.add(first)


def runs(numbers: list[int]) -> Iterator[str]:
    """Numbers as people list them: 3, 5-9."""
    for _, run in groupby(enumerate(numbers), lambda found: found[1] - found[0]):
        members = [number for _, number in run]
        yield str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}"
