"""The lines of a long list, read from the register in blocks as they come into view."""

from array import array
from collections.abc import Callable, Sequence

from db.connection import RegisterError
from db.rows import Line

BLOCK = 64
"""Lines read at once: a screenful and a little, in a millisecond or two."""
KEPT = 4096
"""Lines kept in memory at most, whatever the size of the register."""


class Blocks:
    """An order of row ids, and those of its lines that have been seen."""

    def __init__(self, fetch: Callable[[Sequence[int]], list[Line]]) -> None:
        self._fetch = fetch
        self._lines: dict[int, Line] = {}
        self._given_up: set[int] = set()
        """Row ids that turned out not to be in the register any more."""
        self.order: array[int] = array("q")
        self.count = 0
        """How many lines there are; more than are in `order` while only the first are known."""

    def begin(self, lines: Sequence[Line], count: int) -> None:
        """Only the first lines are known, and how many there will be."""
        self.order = array("q", (line.rowid for line in lines))
        self.count = max(count, len(lines))
        self._keep(lines)

    def place(self, order: "array[int]") -> None:
        """The whole order."""
        self.order, self.count = order, len(order)

    def forget(self) -> None:
        """The register has changed: every line is to be read again."""
        self._lines.clear()
        self._given_up.clear()

    def rowid(self, index: int) -> int | None:
        """The row id in that place, if it is known."""
        return self.order[index] if 0 <= index < len(self.order) else None

    def index(self, rowid: int | None) -> int | None:
        """The place of a row id, if it has one."""
        try:
            return None if rowid is None else self.order.index(rowid)
        except ValueError:
            return None

    def line(self, index: int) -> Line | None:
        """The line in that place; None while it is not to be had."""
        rowid = self.rowid(index)
        if rowid is None:
            return None
        line = self._lines.get(rowid)
        if line is None and rowid not in self._given_up:
            self._read(index)
            line = self._lines.get(rowid)
        return line

    def lacks(self, index: int) -> bool:
        """Will the line in that place come if it is asked for again?"""
        rowid = self.rowid(index)
        return rowid is not None and rowid not in self._lines and rowid not in self._given_up

    def _read(self, index: int) -> None:
        start = index // BLOCK * BLOCK
        wanted = [rowid for rowid in self.order[start : start + BLOCK] if rowid not in self._lines]
        try:
            lines = self._fetch(wanted)
        except RegisterError:
            return  # Busy with a save; the table draws placeholders and asks again.
        self._keep(lines)
        self._given_up.update(set(wanted).difference(line.rowid for line in lines))

    def _keep(self, lines: Sequence[Line]) -> None:
        if len(self._lines) + len(lines) > KEPT:
            self._lines.clear()
        self._lines.update((line.rowid, line) for line in lines)
