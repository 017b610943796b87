"""A document as paragraphs and tables, whatever its markup, and these as the lines of a report."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from db.readings import Problem
from reports.columns import column_for
from reports.read import Unreadable
from reports.read.paper import Paper
from reports.read.paper.cards import unfolded
from reports.read.report.lines import Line

_MOST_CELLS = 2_000_000
"""Of all tables, as written and as laid; more come from no person."""

_DEEPEST = 20
"""Tables within tables; what lies deeper is read as words."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    r"""Words that stand together, the lines in it apart by `\n`."""

    text: str
    is_heading: bool = False
    level: int = 0
    """How many lists the list that it is an item of stands in."""
    place: str = ""
    """Where it is printed; empty where it is told by its number."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know of this place: a comment, a change that is tracked."""

    what: str
    text: str = ""


@dataclass(slots=True)
class Cell:
    """A cell of a table."""

    blocks: "list[Block]"
    across: int = 1
    """How many columns it covers."""
    down: int = 1
    """How many rows."""
    is_parted: bool = False
    """Does it go on with a new paragraph, where its row goes on with the one above?"""


@dataclass(slots=True)
class Row:
    """A row of a table: the cells that begin in it."""

    cells: list[Cell] = field(default_factory=list)
    is_heading: bool = False
    place: str = ""
    """Where it is printed; empty where it is told by its number."""
    is_drawn: bool = True
    """Is it kept apart from the row above, or may it go on with that?"""
    turns_page: bool = False
    """Does it stand on the page after that of the row above?"""


@dataclass(slots=True)
class Table:
    """A table as it is marked up."""

    rows: list[Row] = field(default_factory=list)


Block: TypeAlias = Paragraph | Table | Remark


def lay(name: str, blocks: Sequence[Block], problems: Sequence[Problem] = ()) -> Paper:
    """The lines of a document; `name` is the file's, `problems` what is known of it before it is laid.

    Raises Unreadable where its tables are larger than anybody's.
    """
    laid = _Laid(name, list(problems))
    laid.take(blocks)
    return Paper(tuple(laid.lines), tuple(laid.problems))


@dataclass(slots=True)
class _Placed:
    """A row of a table on its grid."""

    texts: dict[int, str]
    """By column, merged cells in the first of theirs."""
    spans: dict[int, int]
    """The last column of each that is merged across."""
    is_heading: bool


class _Laid:
    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.lines: list[Line] = []
        self.paragraphs = self.tables = self.cells = self.width = 0
        self.columns: list[int] = []
        """Of the last table that had headings of its own, and `width` how many it had with those that say nothing."""

    def take(self, blocks: Sequence[Block], depth: int = 0) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Remark):
                self._tell(f"paragraph {max(self.paragraphs, 1)}", block)
            elif depth < _DEEPEST and _is_layout(block):
                for row in block.rows:
                    for cell in row.cells:
                        self.take(cell.blocks, depth + 1)
            else:
                self._table(block)

    def _tell(self, place: str, remark: Remark) -> None:
        self.problems.append(Problem(place, remark.what, remark.text))

    def _paragraph(self, block: Paragraph) -> None:
        texts = [" ".join(text.split()) for text in block.text.split("\n")]
        if block.is_heading:
            # A document says which words are headings, and so do texts that were made of documents.
            texts = [f"# {' '.join(filter(None, texts))}"] if any(texts) else []
        for text in filter(None, texts):
            self.paragraphs += 1
            self.lines.append(Line((text,), block.place or f"paragraph {self.paragraphs}", drawn=True))

    def _blank(self, where: str) -> None:
        if self.lines and not self.lines[-1].is_blank:
            self.lines.append(Line(("",), f"{where} table {self.tables}"))

    def _table(self, table: Table) -> None:
        self.tables += 1
        self._blank("before")
        rows = list(self._placed(table))
        columns = self._columns([row for _, row in rows])
        self._count(len(columns) * sum(1 for _, row in rows if any(row.texts.values())))
        body: list[Line] = []
        for number, row in rows:
            filled = {at: text for at, text in row.texts.items() if text}
            if not filled:
                continue
            place = table.rows[number - 1].place or f"table {self.tables} row {number}"
            title = len(filled) == 1 and len(columns) > 1 and row.spans.get(min(filled), -1) >= columns[-1]
            if title and not body:
                # What stands over a whole table is its heading, though it is drawn within.
                self.lines += [Line((" ".join(filled[min(filled)].split()),), place, drawn=True)]
                self._blank("within")
                continue
            if title:
                filled = dict.fromkeys(columns, filled[min(filled)])  # across the table, as a heading across several is
            elif row.is_heading or not body:
                for first, last in row.spans.items():
                    filled |= {at: filled[first] for at in range(first + 1, last + 1) if first in filled}
            if table.rows[number - 1].turns_page and body:
                body.append(Line(("",), f"above {place}"))
            drawn = table.rows[number - 1].is_drawn
            body.append(Line(tuple(filled.get(at, "") for at in columns), place, drawn))
        self.lines += unfolded(body)
        self._blank("after")

    def _columns(self, rows: Sequence[_Placed]) -> list[int]:
        """The columns that say something; all those of the table before, if these rows go on under its headings."""
        columns = sorted({at for row in rows for at, text in row.texts.items() if text})
        width = max((at + 1 for row in rows for at in row.texts), default=0)
        first = next((row.texts.values() for row in rows if any(row.texts.values())), ())
        headed = sum(1 for text in first if text and column_for(text)) > 1
        if not headed and width == self.width and set(columns) <= set(self.columns):
            return self.columns
        self.width, self.columns = width, columns
        return columns

    def _placed(self, table: Table) -> Iterator[tuple[int, _Placed]]:
        """Each row on the grid, by its number from 1; a cell merged downwards says its words in each that it covers."""
        hanging: dict[int, tuple[int, int, str]] = {}
        """By first column, what covers rows below: how many, to which column, and its words."""
        opened = width = 0
        """Rows that the headings still take, and columns that the first row has."""
        said = any(row.is_heading for row in table.rows)
        for number, row in enumerate(table.rows, 1):
            place = row.place or f"table {self.tables} row {number}"
            placed = _Placed({}, {}, row.is_heading)
            own = sum(cell.across for cell in row.cells)
            if number > 1 and own <= width < own + sum(last - first + 1 for first, (_, last, _) in hanging.items()):
                # A program that leaves hidden rows out counts them all the same.
                what = "A merged cell reaches into this row, which is full without it; it was taken to end above."
                self._tell(place, Remark(what, "; ".join(text for _, _, text in hanging.values() if text)[:200]))
                hanging.clear()
            width = max(width, own)
            for first, (_, last, text) in hanging.items():
                placed.texts[first] = text
                if last > first:
                    placed.spans[first] = last
            covered = deque(sorted((first, last) for first, (_, last, _) in hanging.items()))
            hanging = {first: (down - 1, last, text) for first, (down, last, text) in hanging.items() if down > 1}
            at = 0
            for cell in row.cells:
                at = _free(covered, at)
                last = at + max(cell.across, 1) - 1
                text = self._words(cell, place)
                text = f"\n{text}" if cell.is_parted and text else text
                placed.texts[at] = text
                if last > at:
                    placed.spans[at] = last
                if cell.down > 1:
                    hanging[at] = cell.down - 1, last, text
                at = last + 1
            opened = max(opened - 1, 0)
            if not said and not opened and any(placed.texts.values()) and number == 1:
                opened = max((cell.down for cell in row.cells), default=1)
            placed.is_heading = row.is_heading or opened > 0
            self._count(len(placed.texts))
            yield number, placed

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > _MOST_CELLS:
            raise Unreadable(f"{self.name}: the tables in this file have more cells than a person can have filled.")

    def _words(self, cell: Cell, place: str, depth: int = 0) -> str:
        r"""All that stands in a cell, its paragraphs apart by `\n`."""
        texts = []
        for block in cell.blocks:
            if isinstance(block, Remark):
                self._tell(place, block)
            elif isinstance(block, Paragraph):
                indent = "  " * block.level
                texts += [indent + " ".join(text.split()) for text in block.text.split("\n") if text.strip()]
            else:
                if depth == 0 and len(block.rows) > 1:
                    what = "A table stands inside a cell; its rows were read as lines of that cell."
                    self._tell(place, Remark(what))
                for row in block.rows:
                    parts = (self._words(inner, place, depth + 1) for inner in row.cells)
                    texts.append(" | ".join(" ".join(part.split()) for part in parts if part))
        return "\n".join(filter(None, texts))


def _free(covered: deque[tuple[int, int]], at: int) -> int:
    """The first column from `at` on that no cell above covers; those that were passed are taken out."""
    while covered and covered[0][0] <= at:
        at = max(at, covered.popleft()[1] + 1)
    return at


def _is_layout(table: Table) -> bool:
    """Does a table only put things beside each other? Then most of it is tables, or one column."""
    inner, own, inside = 0, 0, False
    for row in table.rows:
        for cell in row.cells:
            for block in cell.blocks:
                if isinstance(block, Paragraph):
                    own += len(block.text)
                elif isinstance(block, Table):
                    inner += _length(block)
                    inside = inside or len(block.rows) > 1
    columns = max((len([cell for cell in row.cells if cell.blocks]) for row in table.rows), default=0)
    return columns <= 1 or (columns == 2 and inner > own) or (inside and len(table.rows) == 1)


def _length(table: Table, depth: int = 0) -> int:
    """Letters in a table and those in it."""
    return sum(
        len(block.text) if isinstance(block, Paragraph) else _length(block, depth + 1)
        for row in table.rows
        for cell in row.cells
        for block in cell.blocks
        if not isinstance(block, Remark) and depth < _DEEPEST
    )
