"""Text with delimiters: CSV, tab-separated text, and what Excel calls Unicode text."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from db.readings import Problem
from reports.read import Asked, Unreadable
from reports.read.grid import Grid, Row, words
from reports.read.headings import find_heading
from reports.read.layouts import Known
from reports.read.progress import walked
from reports.read.records import Records, read_records

_DELIMITERS = ",\t;|"

_LARGEST_FIELD = 2**31 - 1
"""The most that a C long holds on Windows."""

_END = "\n\x00"
"""A last row of our own: where a quotation mark is never closed, it ends in the last cell instead."""

_PROBED = 60
"""How many rows are read with each delimiter, to see which one makes a heading."""
_SAMPLE = 1_000_000
"""In how many characters."""


def read_delimited(name: str, text: str, asked: Asked, encoding: str = "") -> Records:
    """The records of delimited text; `encoding` is what is to be told of it."""
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        delimiter, skipped = _delimiter(text, asked.known)
        rows = walked(_rows(text + _END, delimiter, skipped), asked.progress)
        grid = Grid([Row(line, dict(cells)) for line, cells in rows])
    except csv.Error as trouble:
        raise Unreadable(f"{name}: this is no delimited text: {trouble}.") from None
    if encoding:
        grid.problems.append(Problem("line 1", encoding))
    _take_end(grid)
    return read_records(name, grid, asked)


def _take_end(grid: Grid) -> None:
    """Take the last row of our own away, and tell it where the file has swallowed it."""
    last = grid.rows[-1]
    at, cell = max(last.cells.items())
    text = words(cell).removesuffix(_END)
    if text == words(cell):
        grid.rows.pop()
        return
    last.cells[at] = text
    what = "A quotation mark opened here is never closed: all that follows was read as one cell."
    grid.problems.append(Problem(grid.where(last), what, text[:200]))


def _rows(text: str, delimiter: str, skipped: int = 0) -> Iterator[tuple[int, dict[int, str]]]:
    """Each row that holds something, with its first physical line."""
    # Line ends inside quotes are part of the text, so that none may be translated.
    source = io.StringIO(text, newline="")
    for _ in range(skipped):
        source.readline()
    reader = csv.reader(source, delimiter=delimiter)
    line = skipped + 1
    for row in reader:
        cells = {at: cell for at, cell in enumerate(row) if cell}
        if cells:
            yield line, cells
        line = skipped + reader.line_num + 1


def _delimiter(text: str, known: Known) -> tuple[str, int]:
    """What stands between cells, and how many lines before the first row say so (`sep=;`, as Excel has it)."""
    first = text[:20].split("\n", 1)[0].strip().strip('"')
    if first[:4].casefold() == "sep=":
        return (first[4:] or "\t")[0], 1

    sample = text[:_SAMPLE]

    def likeness(delimiter: str) -> tuple[int, int]:
        rows = [Row(line, dict(cells)) for line, cells in islice(_rows(sample, delimiter), _PROBED)]
        return find_heading(rows, known)[1], max((len(row.cells) for row in rows), default=0)

    return max(_DELIMITERS, key=likeness), 0
