"""Tables with ruling lines: from strokes to a grid, from the grid to cells, merged ones and all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reports.read.paper.pdf.page import Page, Stroke, Word

_SAME = 3.0
"""Points between strokes that are one line: a double one, both edges of a thin box, a shaded box beside a border."""
_DASH = 5.0
"""Points between the strokes of a dashed or dotted line."""
_SHORT = 6.0
"""Points: what is shorter, dots and dashes put together, is no line."""
_TOUCH = 4.0
"""Points by which a line may miss the one that it meets."""
_MOSTLY = 0.6
"""Of a cell's edge: so much of it must be drawn for it to be one."""
_MOST = 8_000
"""Lines on a page; more are a drawing."""
_MOST_CELLS = 100_000
"""Of one table on one page."""


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell, and the words in it; its edges in points, its place by the lines it lies between."""

    x0: float
    top: float
    x1: float
    bottom: float
    row: int
    column: int
    down: int
    across: int
    words: tuple[Word, ...]

    def cut(self, words: Sequence[Word]) -> "RuledCell":
        """The same with fewer words."""
        return replace(self, words=tuple(words))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page."""

    xs: tuple[float, ...]
    """Where its columns begin and the last one ends."""
    ys: tuple[float, ...]
    """Where its rows do."""
    cells: tuple[RuledCell, ...]
    """By rows."""
    opens: bool = False
    """Is no line drawn at its top? Then its first row goes on from the page before."""
    ends_open: bool = False
    """Is none drawn at its foot?"""

    @property
    def filled(self) -> int:
        """How many of its columns have words in them."""
        return len({cell.column for cell in self.cells if cell.words})

    def goes_on_with(self, above: "Grid") -> bool:
        """Has it the very columns of the last one on the page before?"""
        return len(self.xs) == len(above.xs) and all(
            abs(x - y) <= _TOUCH for x, y in zip(self.xs, above.xs, strict=True)
        )

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.xs[0]

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.xs[-1]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.ys[-1]

    def holds(self, word: Word) -> bool:
        """Does a word stand in it?"""
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


def find_grids(page: Page, above: Grid | None = None) -> list[Grid]:
    """The tables on a page that ruling lines part into columns, from its top down.

    One of which a single column says something is a box, unless it goes on with the last one of the page before: there
    the rest of one cell may be all that is left.
    """
    across, down = _lines(page.strokes)
    if len(across) + len(down) > _MOST:
        return []
    grids = [grid for frame in _frames(across, down) if (grid := _grid(frame, page.words))]
    grids = [grid for grid in grids if grid.filled > 1 or (above and grid.goes_on_with(above))]
    grids = [one for one in grids if not any(_within(one, other) for other in grids if other is not one)]
    return sorted(grids, key=lambda grid: (grid.top, grid.x0))


def _within(one: Grid, other: Grid) -> bool:
    """Does a table stand in a cell of another?"""
    x, y = (one.x0 + one.x1) / 2, (one.top + one.bottom) / 2
    smaller = one.x1 - one.x0 <= other.x1 - other.x0 and one.bottom - one.top <= other.bottom - other.top
    return smaller and other.x0 < x < other.x1 and other.top < y < other.bottom


# From strokes to lines. ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """A line: at one height and from left to right, or at one place and downwards."""

    at: float
    start: float
    end: float


def _lines(strokes: Sequence[Stroke]) -> tuple[list[_Line], list[_Line]]:
    """The lines across and those down, whole."""
    across: list[_Line] = []
    down: list[_Line] = []
    for stroke in strokes:
        wide, high = stroke.x1 - stroke.x0, stroke.bottom - stroke.top
        middle = _Line((stroke.top + stroke.bottom) / 2, stroke.x0, stroke.x1)
        upright = _Line((stroke.x0 + stroke.x1) / 2, stroke.top, stroke.bottom)
        if wide >= high or max(wide, high) < _SAME:
            across.append(middle)
        if high > wide or max(wide, high) < _SAME:  # a dot may be part of either
            down.append(upright)
    return _whole(across), _whole(down)


def _whole(pieces: list[_Line]) -> list[_Line]:
    """Pieces that lie on one line and meet, put together; those that stay short are left out."""
    pieces.sort(key=lambda line: line.at)
    whole: list[_Line] = []
    first = 0
    for n in range(1, len(pieces) + 1):
        if n < len(pieces) and pieces[n].at - pieces[n - 1].at <= 1.0 and pieces[n].at - pieces[first].at <= _SAME:
            continue
        band = sorted(pieces[first:n], key=lambda line: line.start)
        first = n
        joined = [_Line(band[0].at, band[0].start, band[0].end)]
        for piece in band[1:]:
            if piece.start - joined[-1].end <= _DASH:
                joined[-1].end = max(joined[-1].end, piece.end)
            else:
                joined.append(_Line(piece.at, piece.start, piece.end))
        whole += [line for line in joined if line.end - line.start >= _SHORT]
    return whole


# From lines to frames: those that meet. ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Frame:
    """Lines that meet each other."""

    across: list[_Line] = field(default_factory=list)
    down: list[_Line] = field(default_factory=list)


def _frames(across: Sequence[_Line], down: Sequence[_Line]) -> Iterator[_Frame]:
    """The lines of each table; those that meet none are of no table."""
    parents = list(range(len(across) + len(down)))

    def root(n: int) -> int:
        while parents[n] != n:
            parents[n] = n = parents[parents[n]]
        return n

    heights = [line.at for line in across]  # sorted, as _whole leaves them
    for n, line in enumerate(down, len(across)):
        for m in range(bisect_left(heights, line.start - _TOUCH), bisect_right(heights, line.end + _TOUCH)):
            if across[m].start - _TOUCH <= line.at <= across[m].end + _TOUCH:
                parents[root(n)] = root(m)
    frames: dict[int, _Frame] = {}
    for n, line in enumerate(across):
        frames.setdefault(root(n), _Frame()).across.append(line)
    for n, line in enumerate(down, len(across)):
        frames.setdefault(root(n), _Frame()).down.append(line)
    yield from (frame for frame in frames.values() if frame.across and frame.down)


# From a frame to a grid. ---------------------------------------------------------------------------------------------


def _grid(frame: _Frame, words: Sequence[Word]) -> Grid | None:
    """The table in a frame; None where it has no two columns, or no words."""
    left, right = min(line.start for line in frame.across), max(line.end for line in frame.across)
    top, bottom = min(line.start for line in frame.down), max(line.end for line in frame.down)
    xs, ys = _clustered(frame.down), _clustered(frame.across)
    if len(xs) * len(ys) > _MOST_CELLS:
        return None
    opens, ends_open = ys[0] - top > _TOUCH, bottom - ys[-1] > _TOUCH
    xs = [*([left] if xs[0] - left > _TOUCH else []), *xs, *([right] if right - xs[-1] > _TOUCH else [])]
    ys = [*([top] if opens else []), *ys, *([bottom] if ends_open else [])]
    if len(xs) < 3 or len(ys) < 2:
        return None
    inside = [w for w in words if left < (w.x0 + w.x1) / 2 < right and top < (w.top + w.bottom) / 2 < bottom]
    cells = _cells(frame, xs, ys, inside)
    if not any(cell.words for cell in cells):
        return None
    opens = opens and any(cell.words for cell in cells if cell.row == 0)
    ends_open = ends_open and any(cell.words for cell in cells if cell.row + cell.down == len(ys) - 1)
    return Grid(tuple(xs), tuple(ys), tuple(cells), opens, ends_open)


def _clustered(lines: Sequence[_Line]) -> list[float]:
    """Where the lines are, those of double ones once."""
    found: list[list[float]] = []
    for at in sorted(line.at for line in lines):
        if found and at - found[-1][-1] <= _SAME:
            found[-1].append(at)
        else:
            found.append([at])
    return [(band[0] + band[-1]) / 2 for band in found]


def _cells(frame: _Frame, xs: Sequence[float], ys: Sequence[float], words: Sequence[Word]) -> list[RuledCell]:
    """The cells between the lines; where no line is drawn between two, they are one."""
    across, down = _drawn(frame.across, ys, xs), _drawn(frame.down, xs, ys)
    rows, columns = len(ys) - 1, len(xs) - 1
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        row = bisect_right(ys, (word.top + word.bottom) / 2) - 1
        column = bisect_right(xs, (word.x0 + word.x1) / 2) - 1
        held.setdefault((row, column), []).append(word)
    taken = [[False] * columns for _ in range(rows)]
    cells: list[RuledCell] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            last = column
            while last + 1 < columns and not taken[row][last + 1] and not down[last + 1][row]:
                last += 1
            foot = row
            while foot + 1 < rows and _goes_down(across, down, foot, column, last):
                foot += 1
            covered = [(r, c) for r in range(row, foot + 1) for c in range(column, last + 1)]
            for r, c in covered:
                taken[r][c] = True
            inside = tuple(word for place in covered for word in held.get(place, ()))
            box = xs[column], ys[row], xs[last + 1], ys[foot + 1]
            cells.append(RuledCell(*box, row, column, foot + 1 - row, last + 1 - column, inside))
    return cells


def _goes_down(
    across: Sequence[Sequence[bool]], down: Sequence[Sequence[bool]], row: int, first: int, last: int
) -> bool:
    """Is a cell from column `first` to `last` that has come to `row` one with what lies below it?"""
    if any(across[row + 1][column] for column in range(first, last + 1)):
        return False
    inner = any(down[column][row + 1] for column in range(first + 1, last + 1))
    beyond = not down[first][row + 1] or not down[last + 1][row + 1]
    return not inner and not beyond


def _drawn(lines: Sequence[_Line], places: Sequence[float], steps: Sequence[float]) -> list[list[bool]]:
    """For each place of a line, and each step along it: is it drawn there? The outermost always are."""
    drawn = [[n in {0, len(places) - 1}] * (len(steps) - 1) for n in range(len(places))]
    covered: dict[tuple[int, int], float] = {}
    for line in lines:
        n = min(range(len(places)), key=lambda at: abs(places[at] - line.at))
        for m in range(max(bisect_right(steps, line.start) - 1, 0), min(bisect_left(steps, line.end), len(steps) - 1)):
            reach = min(line.end, steps[m + 1]) - max(line.start, steps[m])
            covered[n, m] = covered.get((n, m), 0.0) + max(reach, 0.0)
    widths = [other - one for one, other in pairwise(steps)]
    for (n, m), reach in covered.items():
        drawn[n][m] = drawn[n][m] or reach >= _MOSTLY * widths[m]
    return drawn
