"""The columns of a table without ruling lines: what stays white from its headings down to its last line."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.read.paper.pdf.page import Word
from reports.read.paper.pdf.printed import PrintedLine, Run

_LEAST = 1.0
"""Points: a gutter that has become narrower than this is none."""
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
"""Nothing more belongs to its cell if the next column begins right behind it."""
_EDGE = 2.0
"""Points by which words may miss the edge of the column that they begin at."""
_EXACT = 0.5
"""Points, where words of prose might begin at that edge by chance."""
_ABREAST = 4
"""Columns at whose edges words of one line begin; those of prose would not."""
_NOWHERE = float("inf")


@dataclass(frozen=True, slots=True)
class Span:
    """From here to there across the page, in points from its left edge."""

    x0: float
    x1: float

    @property
    def width(self) -> float:
        """In points."""
        return self.x1 - self.x0

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand; the next page's rows, printed without headings, are held against them."""

    headings: tuple[str, ...]
    """As printed, wrapped lines joined."""
    gutters: tuple[Span, ...]
    """The white between each column and the next: one fewer than there are columns."""
    starts: tuple[float, ...]
    """Where the words of each column begin, those of its heading or those below, in points."""
    middles: tuple[float, ...]
    """Of the headings, where words that are centred have theirs."""

    def of(self, word: Word) -> int:
        """The column that a word stands in. One that sticks out of it belongs where it begins or ends at an edge."""
        left = bisect(self.gutters, word.x0, key=lambda gutter: gutter.middle)
        right = bisect(self.gutters, word.x1, key=lambda gutter: gutter.middle)
        if left == right or abs(word.x0 - self.starts[left]) <= _EDGE:
            return left
        return bisect(self.gutters, (word.x0 + word.x1) / 2, key=lambda gutter: gutter.middle)

    def parted(self, line: PrintedLine) -> dict[int, list[Word]]:
        """The words of a printed line by the column that they stand in."""
        parts: dict[int, list[Word]] = {}
        for word in line.words:
            parts.setdefault(self.of(word), []).append(word)
        return parts

    def holds(self, run: Run) -> bool:
        """Does a run of words begin where those of some column do, or is it centred as one is?"""
        middle = (run.x0 + run.x1) / 2
        return any(abs(run.x0 - start) <= _EDGE for start in self.starts) or any(
            abs(middle - other) <= _EDGE for other in self.middles
        )


class Gutters:
    """The white between columns while line after line of the table narrows it."""

    def __init__(self, headings: Sequence[str], over: Sequence[Span], between: Sequence[Span]) -> None:
        """`over` is where the headings stand, `between` the white between them that is likeliest."""
        self.headings = tuple(headings)
        self.between = between
        self.white: list[list[Span]] = [[Span(one, other)] for one, other in _reaches(over, between)]
        self.lines: list[PrintedLine] = []
        self.banners: set[PrintedLine] = set()
        """Lines that head those below, and may reach across columns."""
        self.starts: tuple[float, ...] = tuple(span.x0 for span in over)
        self.middles = tuple(span.middle for span in over)

    @classmethod
    def of_headings(cls, headings: Sequence[str], over: Sequence[Span]) -> "Gutters":
        """Under a line of headings: a column may reach beyond its heading on both sides."""
        between = [Span(one.x1, other.x0) for one, other in pairwise(over)]
        return cls(headings, over, between)

    @classmethod
    def going_on(cls, above: Columns) -> "Gutters":
        """On the page after: the same columns, no wider."""
        gutters = cls(above.headings, (), above.gutters)
        gutters.starts, gutters.middles = above.starts, above.middles
        return gutters

    def take(self, line: PrintedLine) -> bool:
        """Is `line` one of this table? Then it has its say in where the columns are."""
        runs = self._apart(line)
        narrowed = [_without(white, runs) for white in self.white]
        crossed = [n for n, white in enumerate(narrowed) if not white]
        if crossed and not (self._sticks_out(line, crossed) or self._is_abreast(line)):
            return False
        self.white = [after or before for before, after in zip(self.white, narrowed, strict=True)]
        self.lines.append(line)
        return True

    def _apart(self, line: PrintedLine) -> list[Run]:
        """The runs of a line; two that touch where the words of a column begin are two."""
        runs: list[Run] = []
        for run in line.runs:
            at = 0
            for n, word in enumerate(run.words):
                begins = any(abs(word.x0 - start) <= _EXACT for start in self.starts[1:])
                apart = n > at and (word.x0 - run.words[n - 1].x1 >= _LEAST or _DATE.fullmatch(run.words[n - 1].text))
                if begins and apart:
                    runs.append(Run(run.words[at:n]))
                    at = n
            runs.append(Run(run.words[at:]))
        return runs

    def head(self, line: PrintedLine) -> None:
        """Take `line` as one that heads those below: it has no say in where the columns are."""
        self.lines.append(line)
        self.banners.add(line)

    def columns(self) -> Columns:
        """What the lines taken leave white."""
        gutters = tuple(self._likeliest(n, white) for n, white in enumerate(self.white))
        starts = list(self.starts)
        for run in (run for line in self.lines if line not in self.banners for run in self._apart(line)):
            at = bisect(gutters, run.x0, key=lambda gutter: gutter.middle)
            starts[at] = min(starts[at], run.x0)
        return Columns(self.headings, gutters, tuple(starts), self.middles)

    def _likeliest(self, n: int, white: Sequence[Span]) -> Span:
        """The gutter among all that stayed white: one between the headings, that leaves no cell with a hole in it."""
        liked = [part for part in (_common(one, self.between[n]) for one in white) if part.width >= _LEAST]
        spans = liked or white
        return spans[0] if len(spans) == 1 else min(spans, key=lambda span: (self._torn(n, span), -span.width))

    def _torn(self, n: int, span: Span) -> int:
        """How many cells beside a gutter would have a hole in them, or stand askew, were it at `span`."""
        left = self.white[n - 1][0].middle if n else -_NOWHERE
        right = self.white[n + 1][-1].middle if n + 1 < len(self.white) else _NOWHERE
        before = [[run for run in line.runs if left < run.x0 and run.x1 <= span.middle] for line in self.lines]
        after = [[run for run in line.runs if span.middle <= run.x0 and run.x1 < right] for line in self.lines]
        holes = sum(1 for runs in (*before, *after) if len(runs) > 1)
        return holes + _astray(before) + _astray(after)

    def _is_abreast(self, line: PrintedLine) -> bool:
        """Do the words of a line begin where those above do, in several columns? Two may have touched in another."""
        edges = {round(run.x0) for above in self.lines for run in above.runs}
        at_one = [run for run in line.runs if not edges.isdisjoint(range(round(run.x0) - 1, round(run.x0) + 2))]
        return len(at_one) >= _ABREAST and 3 * len(at_one) >= 2 * len(line.runs)

    def _sticks_out(self, line: PrintedLine, crossed: Sequence[int]) -> bool:
        """Do words reach over a gutter only because their column is narrow? What follows must begin at its column."""
        runs = self._apart(line)
        if len(runs) < 2:
            return False
        so_far = self.columns()
        for n in crossed:
            white = so_far.gutters[n]
            run = next((run for run in runs if run.x0 < white.x1 and run.x1 > white.x0), None)
            if run is None:
                return False
            left = [word for word in run.words if word.x0 < white.middle]
            right = [word for word in run.words if word.x0 >= white.middle]
            if not left or abs(left[0].x0 - so_far.starts[n]) > _EDGE:
                return False
            if right and abs(right[0].x0 - so_far.starts[n + 1]) > _EXACT:
                return False
            if not right and len(left) > 1 and run.x1 > so_far.starts[n + 1]:
                return False
        return True


def _astray(cells: Sequence[Sequence[Run]]) -> int:
    """How many of the printed lines of a column do not begin, end or have their middle where most of them do."""
    runs = [line[0] for line in cells if line]
    by_edge = [[run.x0 for run in runs], [run.x1 for run in runs], [(run.x0 + run.x1) / 2 for run in runs]]
    together = (Counter(round(at / _EDGE) for at in edge).most_common(1) for edge in by_edge)
    return len(runs) - max((often[0][1] for often in together if often), default=0)


def _reaches(over: Sequence[Span], between: Sequence[Span]) -> list[tuple[float, float]]:
    """How far to both sides of each gap between headings its gutter may lie."""
    if not over:
        return [(gap.x0, gap.x1) for gap in between]
    return [(one.middle, other.middle) for one, other in pairwise(over)]


def _common(one: Span, other: Span) -> Span:
    return Span(max(one.x0, other.x0), min(one.x1, other.x1))


def _without(white: Sequence[Span], runs: Sequence[Run]) -> list[Span]:
    """What is left of `white` beside the words of a line, if it is wide enough."""
    left = list(white)
    for run in runs:
        if any(run.x0 < span.x1 and run.x1 > span.x0 for span in left):
            parts = ((Span(span.x0, min(span.x1, run.x0)), Span(max(span.x0, run.x1), span.x1)) for span in left)
            left = [part for pair in parts for part in pair if part.width >= _LEAST]
    return left
