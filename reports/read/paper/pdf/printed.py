"""The printed lines of a page, and the runs of words in them that only spaces part."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from reports.read.paper.pdf.page import Word

_SPACE = 0.5
"""Of the letters' size: what is wider parts two columns, or is a space in a line that was stretched."""
_SAME_LINE = 0.45
"""Of a line's height: how far the middles of two words of one line may lie apart."""


@dataclass(frozen=True)
class Run:
    """Words in one line that nothing wider than a space parts."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """As a person reads it."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def x0(self) -> float:
        """Its left edge, in points."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Its right edge."""
        return max(word.x1 for word in self.words)


@dataclass(frozen=True)
class PrintedLine:
    """What stands at one height, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def top(self) -> float:
        """In points from the upper edge of the page."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """In points from the upper edge of the page."""
        return max(word.bottom for word in self.words)

    @cached_property
    def middle(self) -> float:
        """Half way between the two."""
        return (self.top + self.bottom) / 2

    @cached_property
    def size(self) -> float:
        """Of its largest letters."""
        return max(word.size for word in self.words)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Its words, parted where there is more than a space between them."""
        runs: list[list[Word]] = [[self.words[0]]]
        for word, following in pairwise(self.words):
            if following.x0 - word.x1 > _SPACE * max(word.size, following.size):
                runs.append([])
            runs[-1].append(following)
        return tuple(Run(tuple(run)) for run in runs)

    @cached_property
    def text(self) -> str:
        """All of its words."""
        return " ".join(word.text for word in self.words)


def printed_lines(words: Sequence[Word]) -> list[PrintedLine]:
    """The lines that `words` make, from the top of the page down."""
    lines: list[list[Word]] = []
    middle = height = 0.0
    for word in sorted(
        (word for word in words if word.text.strip()), key=lambda word: (word.top + word.bottom, word.x0)
    ):
        at = (word.top + word.bottom) / 2
        if not lines or at - middle > _SAME_LINE * max(height, word.bottom - word.top):
            lines.append([])
            middle, height = at, word.bottom - word.top
        lines[-1].append(word)
    return [PrintedLine(tuple(sorted(line, key=lambda word: word.x0))) for line in lines]
