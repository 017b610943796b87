"""A table with ruling lines, over all the pages that it takes: its rows, which of them go on, and what is repeated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reports.columns import column_for
from reports.read.dates import dates_in
from reports.read.paper.blocks import Block, Cell, Paragraph, Row, Table
from reports.read.paper.pdf.aligned_rows import rows_of
from reports.read.paper.pdf.gutters import Columns, Span
from reports.read.paper.pdf.printed import printed_lines
from reports.read.paper.pdf.ruled import Grid, RuledCell
from reports.read.paper.pdf.wrapped import Passage, Vocabulary, begins_anew, levelled, passages, torn

_SAME_EDGE = 4.0
"""Points by which the columns of a table may shift from page to page."""
_WHITE = 15.0
"""Points between an edge of a column and its words; more is no margin of it."""
_TALLEST = 3
"""Rows among which headings are."""
_FEWEST = 3
"""Fields that headings must name to apply to a table further down."""
_DATED = frozenset(("due", "original_due"))


def parts_all_columns(grid: Grid) -> bool:
    """Do its lines part all columns that its headings name? If two of these stand in one cell, they do not."""
    for cell in grid.cells:
        if cell.row >= _TALLEST:
            break
        for line in printed_lines(cell.words):
            if len({column.field for run in line.runs if (column := column_for(run.text))}) > 1:
                return False
    return True


@dataclass(slots=True)
class _Said:
    """A cell, what it says, and whether that goes on with a new paragraph where its row goes on."""

    cell: RuledCell
    passages: list[Passage]
    is_parted: bool = False


@dataclass(slots=True)
class _Row:
    """A row; the first of a page may go on with the one above."""

    place: str
    cells: list[_Said]
    is_drawn: bool = True
    turns_page: bool = False

    @property
    def texts(self) -> list[list[str]]:
        """What it says, cell by cell."""
        return [[passage.text for passage in said.passages] for said in self.cells]


@dataclass(slots=True)
class Spread:
    """A table with ruling lines, page by page."""

    vocabulary: Vocabulary
    xs: list[float] = field(default_factory=list)
    """Where its columns begin and end, on all its pages together, in points."""
    page: int = 0
    """The last one it stands on."""
    ends_open: bool = False
    """Is no line drawn below it there?"""
    rows: list[_Row] = field(default_factory=list)

    def goes_on_with(self, grid: Grid, page: int) -> bool:
        """Has a table the columns of this one, on a later page?"""
        one, other = sorted((self.xs, list(grid.xs)), key=len)
        edges = abs(one[0] - other[0]) <= _SAME_EDGE and abs(one[-1] - other[-1]) <= _SAME_EDGE
        return page > self.page and edges and all(any(abs(x - y) <= _SAME_EDGE for y in other) for x in one)

    def heads(self, grid: Grid) -> bool:
        """Do its headings apply to a table further down that has the same columns and no headings of its own?"""
        columns = len(grid.xs) == len(self.xs) and all(
            abs(x - y) <= _SAME_EDGE for x, y in zip(grid.xs, self.xs, strict=True)
        )
        own = sum(1 for cell in grid.cells if cell.row == 0 and _named(_plain(cell)))
        return columns and len(self.fields) >= _FEWEST and own < 2

    def repeat_headings(self, above: "Spread", place: str) -> None:
        """Begin with the headings of a table `above`."""
        self.rows.append(replace(above.rows[0], place=place))

    def take(self, grid: Grid, page: int, before: int) -> int:
        """Take its part on a page, where tables have so many rows `before`; tell how many rows that has."""
        first = repeated = self.page > 0
        self.xs = sorted([*self.xs, *(x for x in grid.xs if all(abs(x - y) > _SAME_EDGE for y in self.xs))])
        rights = _rights(grid)
        count = 0
        for number, (cells, is_drawn) in enumerate(self._rows(grid)):
            count += 1
            row = _Row(f"page {page} row {before + count}", [], is_drawn)
            for cell in cells:
                said = passages(cell.words, rights[_last(cell)], self.vocabulary, self._field(cell))
                row.cells.append(_Said(cell, said))
            repeated = repeated and number < len(self.rows) and row.texts == self.rows[number].texts
            if repeated:
                continue
            if first and number == 0:
                _behead(row, self.rows[0])
            if first:
                row.is_drawn, row.turns_page = False, True
                self._part(self.rows[-1], row, rights)
            if first and self.ends_open and grid.opens and _fits(self.rows[-1], row):
                self._go_on(self.rows[-1], row)
            else:
                self.rows.append(row)
            first = False
        self.page, self.ends_open = page, grid.ends_open
        return count

    def _field(self, cell: RuledCell) -> str:
        """What the column of a cell gives by its heading, if anything that is known."""
        heading = _over(self.rows[0], cell) if self.rows else None
        return _named(" ".join(passage.text for passage in heading.passages)) if heading else ""

    def _rows(self, grid: Grid) -> Iterator[tuple[list[RuledCell], bool]]:
        """The cells of each row, and whether a line parts it from the one above."""
        rows = [[cell for cell in grid.cells if cell.row == number] for number in range(len(grid.ys) - 1)]
        headings = self.rows[0].texts if self.rows else [[_plain(cell)] for cell in rows[0]]
        for n, cells in enumerate(rows):
            parted = _unruled(cells, [" ".join(said) for said in headings]) if n or self.rows else []
            yield from parted or [(cells, True)]

    def _part(self, above: _Row, row: _Row, rights: Sequence[float]) -> None:
        """See which cells of a row that may go on with the one above begin a paragraph there, or end a broken word."""
        for said in row.cells:
            before = _over(above, said.cell)
            if before and before.passages and said.passages:
                right = rights[_last(said.cell)]
                upper, lower = before.passages[-1], said.passages[0]
                whole = torn(upper, lower, right, self.vocabulary)
                if whole is not None:
                    before.passages[-1] = whole
                    said.passages = said.passages[1:]
                else:
                    said.is_parted = begins_anew(upper, lower, right)
                said.passages = levelled(said.passages, before.passages)

    def _go_on(self, above: _Row, row: _Row) -> None:
        """Put what a row says below what the one above does, with which it is one."""
        for said in row.cells:
            before = _over(above, said.cell)
            if before is None:
                continue
            if before.passages and said.passages and not said.is_parted:
                last, following = before.passages.pop(), said.passages.pop(0)
                text = self.vocabulary.join(last.text, following.text)
                before.passages.append(Passage(text, (*last.lines, *following.lines), last.level))
            before.passages += said.passages

    @property
    def fields(self) -> frozenset[str]:
        """What its headings name."""
        named = (column_for(" ".join(said)) for said in self.rows[0].texts) if self.rows else ()
        return frozenset(column.field for column in named if column)

    @property
    def table(self) -> Table:
        """The table with its cells in the columns of all its pages."""
        table = Table()
        for one in self.rows:
            row = Row(place=one.place, is_drawn=one.is_drawn, turns_page=one.turns_page)
            for said in one.cells:
                first, last = (_nearest(self.xs, x) for x in (said.cell.x0, said.cell.x1))
                inside: list[Block] = [Paragraph(passage.text, level=passage.level) for passage in said.passages]
                row.cells.append(Cell(inside, max(last - first, 1), said.cell.down, said.is_parted))
            table.rows.append(row)
        return table


def _unruled(cells: Sequence[RuledCell], headings: Sequence[str]) -> list[tuple[list[RuledCell], bool]]:
    """The rows in one that lines do not part: where the column of due dates has several, and space parts them."""
    if len(cells) != len(headings) or any(cell.across > 1 or cell.down > 1 for cell in cells):
        return []
    names = [_named(heading) for heading in headings]
    if not any(name in _DATED and len(dates_in(_plain(cell))) > 1 for name, cell in zip(names, cells, strict=True)):
        return []
    edges = [cell.x1 for cell in cells[:-1]]
    starts = tuple(min((word.x0 for word in cell.words), default=cell.x0) for cell in cells)
    middles = tuple((cell.x0 + cell.x1) / 2 for cell in cells)
    columns = Columns(tuple(headings), tuple(Span(x - 1, x + 1) for x in edges), starts, middles)
    lines = printed_lines([word for cell in cells for word in cell.words])
    rows = rows_of(lines, columns, [], begun=False)
    parted: list[tuple[list[RuledCell], bool]] = []
    for n, row in enumerate(rows):
        below = rows[n + 1].top if n + 1 < len(rows) else float("inf")
        within = [
            cell.cut([word for word in cell.words if row.top <= (word.top + word.bottom) / 2 < below]) for cell in cells
        ]
        parted.append((within, row.drawn))
    return parted if len(parted) > 1 else []


def _named(heading: str) -> str:
    """The field that a heading names; nothing for one that is not known."""
    column = column_for(heading)
    return column.field if column else ""


def _plain(cell: RuledCell) -> str:
    return " ".join(line.text for line in printed_lines(cell.words))


def _over(above: _Row, cell: RuledCell) -> _Said | None:
    """The cell of the row above that a cell would go on with."""
    return next((said for said in above.cells if abs(said.cell.x0 - cell.x0) <= _SAME_EDGE), None)


def _fits(above: _Row, row: _Row) -> bool:
    """Has each cell that says something one to go on with?"""
    return all(_over(above, said.cell) for said in row.cells if said.passages)


def _behead(row: _Row, headings: _Row) -> None:
    """Take the headings out of a row from which no line parts them."""
    pairs = list(zip(row.texts, headings.texts, strict=False))
    if len(row.cells) == len(headings.cells) and all(said[: len(named)] == named for said, named in pairs):
        for said, named in zip(row.cells, headings.cells, strict=True):
            said.passages = said.passages[len(named.passages) :]


def _last(cell: RuledCell) -> int:
    """The last column that it covers."""
    return cell.column + cell.across - 1


def _rights(grid: Grid) -> list[float]:
    """How far right the words of each column may reach: as far from its edge as they stand from the other one."""
    rights = [0.0] * (len(grid.xs) - 1)
    for at, (left, right) in enumerate(pairwise(grid.xs)):
        starts = [min(word.x0 for word in c.words) for c in grid.cells if c.column == at and c.words]
        ends = [max(word.x1 for word in c.words) for c in grid.cells if _last(c) == at and c.words]
        white = min(starts, default=left) - left
        rights[at] = max(*ends, right - white if 0 < white < _WHITE else left, left) if ends else right
    return rights


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda n: abs(xs[n] - x))
