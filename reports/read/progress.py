"""How far a reading is: who is told of it can stop it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many pages or rows are read, 0 of 0 where nobody knows; whatever it raises stops the reading."""

Row = TypeVar("Row")

STEP = 1000
"""Rows that are read in a moment too short to wait for."""


def unheard(_done: int, _total: int) -> None:
    """Nobody watches."""


def walked(rows: Iterable[Row], progress: Progress, total: int = 0, before: int = 0) -> Iterator[Row]:
    """The rows, of which `progress` is told now and then; without a `total` nobody knows how many there are."""
    for n, row in enumerate(rows, before):
        if n % STEP == 0:
            progress(n if total else 0, total)
        yield row
