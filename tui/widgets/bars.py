"""Bars and steps of figures, drawn in signs: parts add up to the room, and a figure is never drawn as nothing. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.rows import DueRevision
from db.rules import slip
from tui.text import signs

STEP = 92
"""Days to a step of the due date's moves: a quarter of a year."""
MOVES = 12
"""Moves drawn at most, the latest."""


@dataclass(frozen=True, slots=True)
class Length:
    """A part of a bar: its figure, and the sign and ink that tell it from the others."""

    figure: int
    sign: str
    ink: str = "foreground"


@dataclass(frozen=True, slots=True)
class Bar:
    """Parts one after another, `after` of the room being left free before them."""

    parts: tuple[Length, ...]
    full: int
    """The figure that would take the whole room."""
    after: int = 0


def shared(figures: Sequence[int], columns: int) -> list[int]:
    """Columns shared out by figures, none of which is below nought: each has one at least unless it is nought."""
    whole, least = sum(figures), sum(figure > 0 for figure in figures)
    if not whole or columns < least:
        return [0] * len(figures)
    ideal = [figure * columns / whole for figure in figures]
    taken = [max(int(share), figure > 0) for share, figure in zip(ideal, figures, strict=True)]
    while (short := columns - sum(taken)) != 0:
        if short > 0:
            at = max(range(len(taken)), key=lambda n: (ideal[n] - taken[n], figures[n]))
            taken[at] += 1
        else:
            wide = (n for n, one in enumerate(taken) if one > 1)
            at = max(wide, key=lambda n: (taken[n] - ideal[n], taken[n], -figures[n]))
            taken[at] -= 1
    return taken


def drawn(bar: Bar, columns: int) -> Iterator[tuple[str, str]]:
    """The bar as signs and inks, in exactly so many columns; blank where there is no room to tell its parts."""
    whole, least = sum(part.figure for part in bar.parts), sum(part.figure > 0 for part in bar.parts)
    full = max(bar.full, bar.after + whole, 1)
    end = min(round((bar.after + whole) * columns / full), columns)
    begin = max(min(round(bar.after * columns / full), columns - least), 0)
    length = max(end - begin, least)
    if not whole or length > columns:
        yield " " * columns, "foreground"
        return
    if begin:
        yield " " * begin, "foreground"
    for part, taken in zip(bar.parts, shared([part.figure for part in bar.parts], length), strict=True):
        if taken:
            yield part.sign * taken, part.ink
    if begin + length < columns:
        yield " " * (columns - begin - length), "foreground"


def moves(revisions: Sequence[DueRevision]) -> str:
    """How far a due date had gone after each of its moves, from where it first was: a quarter of a year to a step."""
    if not revisions:
        return ""
    gone, heights = 0, [0]
    for revision in revisions:
        gone += slip([(revision.old, revision.new)])
        heights.append(gone)
    top = len(signs.steps) - 1
    steps = "".join(signs.steps[max(0, min(-(-height // STEP), top))] for height in heights[-MOVES:])
    return signs.ellipsis * (len(heights) > MOVES) + steps
