"""The tables of a Word document: in which column each cell stands in, however its grid was pulled about."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml import etree

from reports.read.paper.word.styles import W, counted, switched, value

_USUAL_WIDTH = 1000
LEFT_OUT = frozenset({"deletion", "hidden"})
"""What may be true of a row that leaves nothing of it to see."""
_MOST_COLUMNS = 200
"""Word draws no more than 63."""


@dataclass(slots=True)
class GridCell:
    """A cell as the grid has it; its columns are told by `columns`."""

    element: etree._Element
    start: int
    end: int
    """The grid's edges that it stands between."""
    goes_on: bool = False
    """Is it the cell above, merged downwards?"""
    opens: bool = False
    """Is it merged with those below?"""
    first: int = 0
    last: int = 0
    """The columns of the table that it covers."""


@dataclass(slots=True)
class GridRow:
    """A row, those that are deleted among them."""

    element: etree._Element
    cells: list[GridCell]
    is_heading: bool
    """Is it to be repeated at the head of each page?"""
    change: str
    """`insertion` or `deletion`, if the row as a whole is one; `hidden` where nobody sees it."""


def rows_of(table: etree._Element) -> list[GridRow]:
    """The rows of a table from the top, each cell between the edges that the grid has."""
    return [_row(row) for row in _inside(table, f"{W}tr")]


def columns(table: etree._Element, rows: Sequence[GridRow]) -> None:
    """Give every cell its columns.

    A grid has an edge wherever any row has one. The columns are those of the way in which most rows are parted; a row
    with as many cells has them in these columns, however its edges were dragged, and any other cell is in those that
    it covers.
    """
    filled = [row for row in rows if row.cells]
    if not filled:
        return
    edges = _edges(table, filled)
    places = [tuple((edges[cell.start], edges[cell.end]) for cell in row.cells) for row in filled]
    kept = [place for row, place in zip(filled, places, strict=True) if row.change not in LEFT_OUT] or places
    counts = Counter(map(len, kept))
    most = max(counts, key=lambda n: (counts[n], n))
    pattern = Counter(place for place in kept if len(place) == most).most_common(1)[0][0]
    for row, place in zip(filled, places, strict=True):
        in_order = len(place) == most and all(
            _shared(one, other) > 0 for one, other in zip(place, pattern, strict=True)
        )
        for n, cell in enumerate(row.cells):
            cell.first, cell.last = (n, n) if in_order else _covered(place[n], pattern)


def _row(row: etree._Element) -> GridRow:
    properties = row.find(f"{W}trPr")
    at = counted(value(properties, "gridBefore"), 0, _MOST_COLUMNS)
    cells: list[GridCell] = []
    for element in _inside(row, f"{W}tc"):
        own = element.find(f"{W}tcPr")
        if own is not None and own.find(f"{W}cellDel") is not None:
            continue
        end = at + max(1, counted(value(own, "gridSpan"), 1, _MOST_COLUMNS))
        merge = value(own, "vMerge")
        if value(own, "hMerge") in {"", "continue"} and cells:
            cells[-1].end = end  # as old files merge across
        else:
            cells.append(GridCell(element, at, end, merge in {"", "continue"}, merge == "restart"))
        at = min(end, _MOST_COLUMNS)
    marks = (
        {} if properties is None else {"deletion": properties.find(f"{W}del"), "insertion": properties.find(f"{W}ins")}
    )
    if switched(properties, "hidden"):
        return GridRow(row, cells, is_heading=False, change="hidden")
    change = next((kind for kind, mark in marks.items() if mark is not None), "")
    return GridRow(row, cells, bool(switched(properties, "tblHeader")), change)


def _inside(holder: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows or cells of what holds them, those in content controls among them."""
    for child in holder:
        if child.tag == name:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml"}:
            yield from _inside(child, name)


def _edges(table: etree._Element, rows: Sequence[GridRow]) -> list[int]:
    """How far from the left each edge of the grid is."""
    count = max(cell.end for row in rows for cell in row.cells)
    grid = [column.get(f"{W}w", "") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    widths = [counted(width, 0) for width in grid][:count]
    if not any(widths):
        widths = []
    widths += [_USUAL_WIDTH] * (count - len(widths))
    return list(accumulate(widths, initial=0))


def _shared(one: tuple[int, int], other: tuple[int, int]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _covered(place: tuple[int, int], pattern: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The columns of which a cell covers the half or more; else the one that it shares most with."""
    half = [n for n, column in enumerate(pattern) if _shared(place, column) * 2 >= column[1] - column[0] > 0]
    if half:
        return half[0], half[-1]
    most = max(range(len(pattern)), key=lambda n: _shared(place, pattern[n]))
    return most, most
