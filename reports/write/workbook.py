"""An XLSX workbook of one sheet: the same rows give the same bytes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from db.rules import show_date
from reports.cells import pieces
from reports.columns import Column

Cell = str | date | int | None

_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier days are written as text."""

_NO_DAY = date(1980, 1, 1)
"""What every zip of the library's is dated."""


def write_workbook(
    out: BinaryIO, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], as_at: date | None
) -> None:
    """The rows under their headings; a text too long for a cell goes on in `Heading (2)`, `Heading (3)`."""
    # In memory, because no text of a register goes into temporary files.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        title = f"Audit recommendations as at {show_date(as_at)}" if as_at else "Audit recommendations"
        workbook.set_properties({"title": title, "created": datetime.combine(as_at or _NO_DAY, time(), UTC)})
        sheet = workbook.add_worksheet("Recommendations")
        sheet.freeze_panes(1, 0)
        heading = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F", "valign": "vcenter", "text_wrap": True}
        spread = _spread(len(columns), rows)
        _write_headings(sheet, workbook.add_format(heading), columns, spread)
        sheet.autofilter(0, 0, len(rows), sum(spread) - 1)
        text = workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        day = workbook.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
        number = workbook.add_format({"valign": "top"})
        for at, row in enumerate(rows, 1):
            cells = ([*found, *[None] * (n - len(found))] for found, n in zip(map(_cells, row), spread, strict=True))
            for column, value in enumerate(chain.from_iterable(cells)):
                if value is None or value == "":
                    continue
                if isinstance(value, date) and value >= _FIRST_DAY:
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(at, column, value, number)
                else:
                    sheet.write_string(at, column, str(value), text)


def _spread(columns: int, rows: Sequence[Sequence[Cell]]) -> list[int]:
    """How many cells the longest text of each column takes."""
    return [max((len(_cells(row[n])) for row in rows), default=1) for n in range(columns)]


def _cells(value: Cell) -> list[Cell]:
    """The cells that a value takes, its text inert."""
    return list(pieces(value)) if isinstance(value, str) and value else [value]


def _write_headings(sheet: Worksheet, style: Format, columns: Sequence[Column], spread: Sequence[int]) -> None:
    at = 0
    for column, count in zip(columns, spread, strict=True):
        for n in range(count):
            sheet.write_string(0, at, f"{column.heading} ({n + 1})" if n else column.heading, style)
            sheet.set_column(at, at, column.width)
            at += 1
