"""OpenDocument spreadsheets (.ods): their sheets as grids, and what has to be told of them."""

import math
import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from db.readings import Problem
from reports.cells import letters
from reports.read import Unreadable
from reports.read.grid import Grid, Row, Trouble, Value
from reports.read.open_words import comment, given, local, number, paragraphs_of
from reports.read.package import Part
from reports.read.progress import Progress, walked
from reports.read.sheet import apply_merged, runs
from reports.read.zipped import Zipped

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet, in every program."""

_MOST_CELLS = 2_000_000
"""Filled ones; a few bytes say that a cell stands a thousand million times."""

_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


class OpenSheets:
    """The sheets of an OpenDocument spreadsheet."""

    def __init__(self, package: Zipped, progress: Progress) -> None:
        self.name, self._progress = package.name, progress
        content = package.tree("content.xml")
        body = None if content is None else content.find("{*}body/{*}spreadsheet")
        if content is None or body is None:
            raise Unreadable(f"{self.name}: the file is damaged or cut off.")
        unseen = _undisplayed(content) | _undisplayed(package.tree("styles.xml"))
        self._tables: dict[Part, etree._Element] = {}
        for table in body.iterfind("{*}table"):
            name = given(table, "name")
            if not name.startswith("'file:"):  # what another file held when it was last looked up
                self._tables[Part(name, "", given(table, "style-name") in unseen)] = table
        if not self._tables:
            raise Unreadable(f"{self.name}: the workbook has no sheet of cells.")
        self._tracked = len(body.findall("{*}tracked-changes/*"))
        start = body.find("{*}calculation-settings/{*}null-date")
        self._epoch_1904 = start is not None and given(start, "date-value").startswith("1904")

    @property
    def sheets(self) -> tuple[Part, ...]:
        """All of them, the hidden ones too."""
        return tuple(self._tables)

    def read(self, sheet: Part) -> Grid:
        """The rows of a sheet that hold something."""
        look = _Look(self.name, self._tables[sheet], self._progress)
        grid = Grid(list(look.rows.values()), "row", sheet.name, epoch_1904=self._epoch_1904)
        apply_merged(self.name, look.rows, look.merged)
        if hidden := sorted(look.hidden & look.rows.keys()):
            what = f"Hidden rows were read like the others: {', '.join(runs(hidden))}."
            grid.problems.append(Problem(sheet.name, what))
        if look.comments:
            what = f"Comments on cells were not read: {', '.join(look.comments)}."
            grid.problems.append(Problem(sheet.name, what, " \u2026 ".join(look.comments.values())))
        if self._tracked:
            what = "Changes are tracked in this file; it was read as if all of them were accepted."
            grid.problems.append(Problem(sheet.name, what))
        return grid


def _undisplayed(tree: etree._Element | None) -> set[str]:
    """The styles of sheets that are not shown."""
    found = () if tree is None else tree.iter("{*}table-properties")
    parents = (part.getparent() for part in found if given(part, "display") == "false")
    return {given(style, "name") for style in parents if style is not None}


class _Look:
    """Goes through a sheet once; what stands many times over is written once, with a number."""

    def __init__(self, name: str, table: etree._Element, progress: Progress) -> None:
        self.name = name
        self.sheet = given(table, "name")
        self.rows: dict[int, Row] = {}
        """By number, the first being 1."""
        self.hidden: set[int] = set()
        self.merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        """First and last row and column of each merged cell, all counted from 0."""
        self.comments: dict[str, str] = {}
        """By cell."""
        self._cells = 0
        at = 1
        for element in walked(_rows(table), progress):
            at = self._row(element, at)

    def _row(self, element: etree._Element, at: int) -> int:
        """Take the row `at`; return the number of the next."""
        times = number(given(element, "number-rows-repeated"), 1, _MOST_ROWS)
        cells = dict(self._cells_of(element, at))
        if cells:
            self._count(at + times - 1, max(cells), times * len(cells))
            for n in range(at, at + times):
                self.rows[n] = Row(n, dict(cells))
            if given(element, "visibility") in {"collapse", "filter"}:
                self.hidden.update(range(at, at + times))
        return at + times

    def _cells_of(self, row: etree._Element, at: int) -> Iterator[tuple[int, Value]]:
        column = 0
        for cell in row:
            name = local(cell)
            if name not in {"table-cell", "covered-table-cell"}:
                continue
            times = number(given(cell, "number-columns-repeated"), 1, _MOST_COLUMNS)
            # What another cell covers cannot be seen, whatever it holds.
            if name == "table-cell" and (len(cell) or cell.attrib):
                across = number(given(cell, "number-columns-spanned"), 1, _MOST_COLUMNS)
                down = number(given(cell, "number-rows-spanned"), 1, _MOST_ROWS)
                if across > 1 or down > 1:
                    self.merged.append(((at - 1, column), (at + down - 2, column + across - 1)))
                for annotation in cell.iterfind("{*}annotation"):
                    self.comments[f"{letters(column)}{at}"] = comment(annotation)
                value = _value(cell)
                if value is not None and value != "":
                    self._count(at, column + times - 1, times)
                    yield from ((column + n, value) for n in range(times))
            column += times

    def _count(self, last_row: int, last_column: int, filled: int) -> None:
        self._cells += filled
        if self._cells > _MOST_CELLS or last_row > _MOST_ROWS or last_column >= _MOST_COLUMNS:
            raise Unreadable(
                f'{self.name}: the sheet "{self.sheet}" is filled as far as {letters(last_column)}{last_row}: '
                "clear what stands far from its table and save it again."
            )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if local(element) in _GROUPS:
            yield from _rows(element)
        elif local(element) == "table-row":
            yield element


def _value(cell: etree._Element) -> Value | None:
    """What a cell holds: texts, numbers and days as such, all else as it is shown."""
    kind = str(cell.get(f"{_OFFICE}value-type") or "")
    shown = "\n".join(paragraphs_of(child for child in cell if local(child) in {"p", "list"}))
    if any(value == "error" for key, value in cell.attrib.items() if str(key).endswith("}value-type")):
        return Trouble("An error stands here instead of a value.", shown)
    formula = given(cell, "formula")
    if formula and not kind and not shown:
        what = "This formula has no saved value: open the file in a spreadsheet program, save it, and read it again."
        return Trouble(what, f"={formula.partition('=')[2]}")
    held = str(cell.get(f"{_OFFICE}value") or "")
    if kind == "float":
        # A number too long for a float is a reference, and every digit of it counts.
        return held if len(held) > 15 and held.isdecimal() else _as_number(held, shown)
    if kind == "date":
        return _as_day(str(cell.get(f"{_OFFICE}date-value") or ""), shown)
    return shown or str(cell.get(f"{_OFFICE}string-value") or "") or held


def _as_number(held: str, shown: str) -> Value:
    try:
        value = float(held)
    except ValueError:
        return shown
    return value if math.isfinite(value) else shown


_MONTH = re.compile(r"(?:[^\W\d]{3,}\.?|\d{1,2})[\s/.'-]*\d{2}(?:\d{2})?")
"""A month and its year; where a cell shows no more, its day is the one that a program adds: the first."""


def _as_day(held: str, shown: str) -> Value:
    try:
        day = date.fromisoformat(held.partition("T")[0])
    except ValueError:
        return shown or held
    return shown if day.day == 1 and _MONTH.fullmatch(shown) else day
