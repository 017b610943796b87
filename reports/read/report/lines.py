"""The lines of a report, wherever they were printed: in a text, on the pages of a PDF, in the tables of a document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: a row of a table, or one printed line of it, or words outside of tables."""

    cells: tuple[str, ...]
    r"""What stands in each column; one cell alone stands outside of tables. A `\n` ends a paragraph; one at the
    beginning of a cell says that it goes on with a new one."""
    place: str
    """Where a person finds it: `line 12`, `page 3 row 2`, `table 2 row 5`."""
    drawn: bool = False
    """Is it a row, or a paragraph, that the file itself keeps apart from what is above, by a line or by its markup?"""

    @property
    def in_table(self) -> bool:
        """Does it belong to a table?"""
        return len(self.cells) > 1

    @property
    def is_blank(self) -> bool:
        """Is there nothing in it?"""
        return not any(cell.strip() for cell in self.cells)

    @property
    def text(self) -> str:
        """Its words."""
        return "\t".join(self.cells)


@dataclass(frozen=True, slots=True)
class Places:
    """How the places of lines are named; lines are counted from 1."""

    names: Sequence[str] = field(repr=False)

    def at(self, line: int) -> str:
        """`line 3`, `page 3 row 2`."""
        return self.names[line - 1]

    def span(self, first: int, last: int) -> str:
        """`lines 3-9`, `page 3 rows 2-4`, `page 3 row 2 to page 4 row 1`."""
        one, other = self.at(first), self.at(last)
        if one == other:
            return one
        (what, n), (again, m) = one.rsplit(" ", 1), other.rsplit(" ", 1)
        return f"{what}s {n}-{m}" if what == again else f"{one} to {other}"

    def order(self, where: str) -> int:
        """The line at which a place that was named here begins."""
        first = re.sub(r"s (\d+)-\d+$", r" \1", where.partition(" to ")[0])
        return self.names.index(first) + 1 if first in self.names else 0


def places(lines: Sequence[Line]) -> Places:
    """Of these lines."""
    return Places([line.place for line in lines])


def lines_of_text(text: str) -> list[Line]:
    """The lines that an editor counts, their columns apart by tabs; a form feed only says where a page ended."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    parted = (line.strip("\f").replace("\f", " ").split("\t") for line in plain)
    return [Line(tuple(cells), f"line {n}") for n, cells in enumerate(parted, 1)]
