"""XLSX and ODS: which sheet of a workbook is the list of recommendations; the others are told."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from db.readings import Problem
from reports.read import Asked, Unreadable
from reports.read.grid import Grid
from reports.read.headings import find_heading
from reports.read.layouts import Known
from reports.read.open_sheets import OpenSheets
from reports.read.package import Package, Part
from reports.read.progress import Progress
from reports.read.records import Records, read_records
from reports.read.sheet import read_sheet
from reports.read.zipped import Kind, Zipped


class _Book(NamedTuple):
    """A workbook, whatever it is written as."""

    name: str
    sheets: tuple[Part, ...]
    read: Callable[[Part], Grid]


def _opened(zipped: Zipped, data: bytes, progress: Progress) -> _Book:
    if zipped.kind is Kind.ODS:
        sheets = OpenSheets(zipped, progress)
        return _Book(zipped.name, sheets.sheets, sheets.read)
    package = Package(zipped, data)
    return _Book(zipped.name, package.sheets, partial(read_sheet, package, progress=progress))


def read_workbook(name: str, data: bytes, asked: Asked) -> Records:
    """The records of the sheet that is asked for, or of the one whose heading is best recognised."""
    zipped = Zipped(name, data)
    book = _opened(zipped, data, asked.progress)
    if (wanted := asked.sheet) is not None:
        chosen = next((sheet for sheet in book.sheets if sheet.name.casefold() == wanted.casefold()), None)
        if chosen is None:
            names = ", ".join(sheet.name for sheet in book.sheets)
            raise Unreadable(f'{name}: there is no sheet "{wanted}". The sheets are: {names}.')
        grid = book.read(chosen)
    else:
        grid = _best(book, asked.known)
    if not grid.rows:
        raise Unreadable(f'{name}: the sheet "{grid.sheet}" is empty.')
    if zipped.has_macros:
        grid.problems.append(Problem(grid.sheet, "This workbook brings macros along; they were not run."))
    return read_records(name, grid, asked)


def _best(book: _Book, known: Known) -> Grid:
    """The sheet with the best heading, a visible one before a hidden one; what the others are is told."""
    grids = {sheet: book.read(sheet) for sheet in book.sheets}
    likeness = {sheet: find_heading(grid.rows, known)[1] for sheet, grid in grids.items() if grid.rows}
    if not likeness:
        raise Unreadable(f"{book.name}: all sheets of the workbook are empty.")
    chosen = max(likeness, key=lambda sheet: (likeness[sheet] > 1, not sheet.hidden, likeness[sheet]))
    grid = grids[chosen]
    if chosen.hidden:
        grid.problems.append(Problem(chosen.name, "This sheet is hidden; it was read."))
    for sheet, found in likeness.items():
        if sheet != chosen:
            kind = "hidden sheet" if sheet.hidden else "sheet"
            also = ", though it has a heading too" if found > 1 else ""
            what = f'This {kind} was not read{also}; read it with --sheet "{sheet.name}".'
            grid.problems.append(Problem(sheet.name, what))
    return grid
