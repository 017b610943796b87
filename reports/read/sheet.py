"""One sheet of a workbook as a grid, in one pass over its XML."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from xml.parsers import expat

from db.rows import Problem
from reports.cells import unescaped
from reports.read import Unreadable
from reports.read.grid import Grid, Row, Trouble, Value, serial_date
from reports.read.package import Enough, Package, Part, parse

_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")

_MOST_MERGED = 1_000_000
"""Cells that take the value of a merged one; more come from no person."""


def read_sheet(package: Package, part: Part, limit: int | None = None) -> Grid:
    """The rows of a sheet that hold something: all of them, or the first `limit`."""
    cells = _Cells(package, limit)
    with package.sound():
        cells.read(part)
        _apply_merged(package.name, cells.rows, cells.merged)
    grid = Grid(cells.rows, "row", part.name, epoch_1904=package.epoch_1904)
    if cells.hidden:
        what = f"Hidden rows were read like the others: {', '.join(_runs(cells.hidden))}."
        grid.problems.append(Problem(part.name, what))
    return grid


class _Cells:
    """What the elements of a sheet say, as they come by."""

    def __init__(self, package: Package, limit: int | None) -> None:
        self.rows: list[Row] = []
        self.merged: list[str] = []
        self.hidden: list[int] = []
        self._package = package
        self._limit = limit
        self._columns: dict[str, int] = {}
        self._parser = expat.ParserCreate()
        # The row and the cell that the parser is in.
        self._number = 0
        self._row: Mapping[str, str] = {}
        self._cells: dict[int, Value] = {}
        self._at = -1
        self._cell: Mapping[str, str] | None = None
        self._formula: list[str] | None = None
        self._pieces: list[str] = []
        self._guide = False

    def read(self, part: Part) -> None:
        """Read the part through."""
        parse(self._package.open(part.path), self._start, self._end, self._parser)
        self.rows.sort(key=lambda row: row.number)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._cell = attributes
            self._at = self._column(attributes["r"]) if "r" in attributes else self._at + 1
        elif name == "row":
            self._row, self._cells, self._at = attributes, {}, -1
            self._number = int(attributes["r"]) if "r" in attributes else self._number + 1
        elif name == "mergeCell":
            self.merged.append(attributes["ref"])
        elif name == "rPh":
            self._guide = True
        elif self._cell is not None and (name == "v" or (name == "t" and not self._guide)):
            self._parser.CharacterDataHandler = self._pieces.append
        elif self._cell is not None and name == "f":
            self._formula = []
            self._parser.CharacterDataHandler = self._formula.append

    def _end(self, name: str) -> None:
        if name == "c":
            if self._pieces or self._formula is not None:
                self._keep()
            self._cell = None
        elif name in {"v", "t", "f"}:
            self._parser.CharacterDataHandler = None
        elif name == "rPh":
            self._guide = False
        elif name == "row" and self._cells:
            self.rows.append(Row(self._number, self._cells))
            if self._row.get("hidden") in {"1", "true"}:
                self.hidden.append(self._number)
            if len(self.rows) == self._limit:
                raise Enough

    def _keep(self) -> None:
        value = self._value(self._cell or {}, "".join(self._pieces), self._formula)
        if value != "":
            self._cells[self._at] = value
        self._pieces.clear()
        self._formula = None

    def _column(self, reference: str) -> int:
        label = reference.rstrip("0123456789")
        column = self._columns.get(label)
        if column is None:
            column = self._columns[label] = column_of(label)
        return column

    def _value(self, attributes: Mapping[str, str], text: str, formula: list[str] | None) -> Value:
        kind = attributes.get("t", "n")
        if kind == "s" and text:
            return self._package.strings[int(text)]
        if kind in {"str", "inlineStr"}:
            return unescaped(text)
        if not text:
            if formula is None:
                return ""
            what = (
                "This formula has no saved value: open the file in a spreadsheet program, save it, and read it again."
            )
            return Trouble(what, f"={''.join(formula)}")
        if kind == "b":
            return "FALSE" if text == "0" else "TRUE"
        if kind == "e":
            return Trouble("An error stands here instead of a value.", text)
        if kind == "d":
            return date.fromisoformat(text[:10])
        return self._numeric(text, shows_day=attributes.get("s") in self._package.date_styles)

    def _numeric(self, text: str, *, shows_day: bool) -> Value:
        number = float(text)
        if shows_day:
            return serial_date(number, epoch_1904=self._package.epoch_1904) or text
        # A number too long for a float is a reference, and every digit of it counts.
        return number if math.isfinite(number) and not (text.isdecimal() and len(text) > 15) else text


def column_of(label: str) -> int:
    """The place of a column from its letters, A being 0."""
    column = 0
    for letter in label.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _apply_merged(name: str, rows: list[Row], merged: list[str]) -> None:
    """A merged cell holds for every row it covers."""
    numbers = [row.number for row in rows]
    covered = 0
    for found in filter(None, map(_RANGE.fullmatch, merged)):
        first, last = column_of(found[1]), column_of(found[3])
        top = bisect_left(numbers, int(found[2]))
        bottom = bisect_left(numbers, int(found[4]) + 1)
        if top == len(rows) or numbers[top] != int(found[2]) or first not in rows[top].cells:
            continue
        if last > first:
            rows[top].spans[first] = last
        covered += bottom - top
        if covered > _MOST_MERGED:
            raise Unreadable(f"{name}: the workbook merges more cells than a person can have merged.")
        for row in rows[top + 1 : bottom]:
            if first not in row.cells:
                row.cells[first] = rows[top].cells[first]
                row.carried.add(first)


def _runs(numbers: list[int]) -> Iterator[str]:
    """Numbers as people list them: 3, 5-9."""
    for _, run in groupby(enumerate(numbers), lambda found: found[1] - found[0]):
        members = [number for _, number in run]
        yield str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}"
