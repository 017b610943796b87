"""A page of a PDF as its readers see it: words and drawn lines, in points from its upper left corner."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that stand together."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float = 10.0
    """Of its letters, in points."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line drawn across or down the page, or one edge of a shaded box."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_across(self) -> bool:
        """Does it run from left to right?"""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """One page, turned the way it is read."""

    number: int
    """From 1, as a viewer counts; not what is printed on it."""
    width: float
    height: float
    words: tuple[Word, ...]
    strokes: tuple[Stroke, ...]
