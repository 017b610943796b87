"""A report taken apart: rows of its tables, prose, headings, and what could not be placed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.readings import Problem
from reports.read.report.cells import Piece, join
from reports.read.report.columns import Layout
from reports.read.report.lines import Line, Places


@dataclass(slots=True)
class TableRow:
    """One row of a table, with every line's part of each of its cells."""

    section: str
    """The heading the table stands under."""
    first: int
    last: int
    layout: Layout
    """The columns of the page it begins on."""
    places: Places
    cells: dict[str, list[Piece]] = field(default_factory=dict)
    """By field; by the printed heading where that is none of ours."""

    def text(self, name: str) -> str:
        """A cell as one text, its markup with it."""
        return join(self.cells.get(name, ()))

    def end(self, name: str) -> str:
        """The last lines of a cell: enough to see whether it is whole, however long it has grown."""
        return join(self.cells.get(name, ())[-6:])

    @property
    def where(self) -> str:
        """The place of the row."""
        return self.places.span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of prose that stand together."""

    line: int
    text: str
    before_table: bool = False
    """Does a summary table follow at once?"""


@dataclass(slots=True)
class Outline:
    """A report, its every line that is not blank in one of these."""

    places: Places
    rows: list[TableRow] = field(default_factory=list)
    """Each gives a recommendation."""
    summary: list[TableRow] = field(default_factory=list)
    """Each gives directorate, months or status of an audit's recommendations."""
    prose: list[Paragraph] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    """The lines of headings, of sections as of tables, and of page numbers."""
    problems: list[Problem] = field(default_factory=list)
    unread: list[list[tuple[str, ...]]] = field(default_factory=list)
    """Tables that give no recommendations, each with what are likely its headings as its first row."""

    def tell(self, n: int, what: str, text: str) -> None:
        """Something about `text`, which stands in line `n`, counted from 0, is to be looked at."""
        self.problems.append(Problem(self.places.at(n + 1), what, text))

    def tell_of(self, lines: Sequence[Line], n: int, what: str) -> None:
        """Something about these lines, of which the first is `n`."""
        text = "\n".join(line.text.strip() for line in lines if not line.is_blank)
        self.problems.append(Problem(self.places.span(n + 1, n + len(lines)), what, text))
