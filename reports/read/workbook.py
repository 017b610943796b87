"""XLSX: which sheet of a workbook is the list of recommendations; the others are told."""

from collections.abc import Mapping

from db.rows import Problem
from db.rules import Policy
from reports.read import Unreadable
from reports.read.headings import find_heading
from reports.read.package import Package, Part
from reports.read.records import Records, read_records
from reports.read.sheet import read_sheet

_PROBED = 60
"""How many rows of each sheet are read to see whether one is a heading."""


def read_workbook(
    name: str, data: bytes, heading_map: Mapping[str, str], policy: Policy, wanted: str | None = None
) -> Records:
    """The records of the sheet that is `wanted`, or of the one whose heading is best recognised."""
    package = Package(name, data)
    if not package.sheets:
        raise Unreadable(f"{name}: the workbook has no sheet of cells.")
    names = ", ".join(sheet.name for sheet in package.sheets)
    if wanted is not None:
        chosen = next((sheet for sheet in package.sheets if sheet.name.casefold() == wanted.casefold()), None)
        if chosen is None:
            raise Unreadable(f'{name}: there is no sheet "{wanted}". The sheets are: {names}.')
        others: list[Problem] = []
    elif len(package.sheets) == 1:
        chosen, others = package.sheets[0], []
    else:
        chosen, others = _choose(package, heading_map)
    grid = read_sheet(package, chosen)
    if not grid.rows:
        raise Unreadable(f'{name}: the sheet "{chosen.name}" is empty.')
    if chosen.hidden and wanted is None:
        grid.problems.append(Problem(chosen.name, "This sheet is hidden; it was read."))
    grid.problems += others
    return read_records(name, grid, heading_map, policy)


def _choose(package: Package, heading_map: Mapping[str, str]) -> tuple[Part, list[Problem]]:
    """The sheet with the best heading, a visible one before a hidden one; what the others are."""
    likeness: dict[Part, int] = {}
    for sheet in package.sheets:
        rows = read_sheet(package, sheet, _PROBED).rows
        if rows:
            likeness[sheet] = find_heading(rows, heading_map)[1]
    if not likeness:
        raise Unreadable(f"{package.name}: all sheets of the workbook are empty.")
    chosen = max(likeness, key=lambda sheet: (likeness[sheet] > 1, not sheet.hidden, likeness[sheet]))
    others = []
    for sheet, found in likeness.items():
        if sheet != chosen:
            kind = "hidden sheet" if sheet.hidden else "sheet"
            also = ", though it has a heading too" if found > 1 else ""
            others.append(Problem(sheet.name, f'This {kind} was not read{also}; read it with --sheet "{sheet.name}".'))
    return chosen, others
