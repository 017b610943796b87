"""The minutes of a meeting as a paper of a sheet or two: what was decided, changed, promised, asked and not reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import BinaryIO

from reports.write.cover import BELOW_TITLE, BODY, FINDING, HEADING_2, TITLE
from reports.write.page import HEADING, LEFT, RIGHT, STRONG, TEXT, Setter
from reports.write.table import PADDING, Cell, Column, Flow, beginning, foot, prose
from reports.write.table import Table as Rows
from reports.write.tagging import Document, Element

ALIKE = 2
"""So many columns are as wide in every table."""
MOST = 235.0
"""They are no wider than this."""
UNDER = 4.0
"""Between the name of a table and the table."""


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the minutes, of one row at least: the first two columns say what a row is about, others follow."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    prose: str
    """The column that takes what the others leave; where it is none of them, room is left."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over them."""

    organisation: str
    meeting: str
    """`Meeting of the DLT on 22 Nov 2026`."""
    standing: str
    """Who kept them."""
    finding: str
    """What it came to, in a sentence."""
    queue: str
    """What it was to go through."""


def write_minutes(out: BinaryIO, tables: Sequence[Table], *, heading: Heading, on: date, fingerprint: str) -> None:
    """Write the paper to `out`; the same minutes of the same register give the same bytes."""
    document = Document(
        title=f"Minutes: {heading.meeting}",
        author=heading.organisation,
        subject=f"Register {fingerprint}",
        on=on,
    )
    setter = Setter(document)
    flow = Flow(document, setter, heading.organisation, heading.meeting)
    body = document.body.add("Sect")
    flow.words("Minutes", TITLE, body, role="H1")
    flow.words(heading.meeting, BELOW_TITLE, body)
    flow.words(heading.standing, BODY, body)
    flow.words(heading.finding, FINDING, body, before=10)
    if heading.queue:
        flow.words(heading.queue, BODY, body)
    for n, (table, columns) in enumerate(zip(tables, _columns(setter, tables), strict=True)):
        _table(flow, body, table, columns, n)
    if not tables:
        flow.words("Nothing was recorded.", BODY, body, before=12)
    flow.close()
    out.write(document.data(foot(setter, heading.meeting, f"Register {fingerprint[:12]}", len(document.sheets))))


def _table(flow: Flow, element: Element, table: Table, columns: Sequence[Column], number: int) -> None:
    """A heading, and its rows under the names of their columns."""
    rows = [
        [
            list(prose(flow.setter, words, column.measure, STRONG if n == 0 else TEXT))
            for n, (words, column) in enumerate(zip(row, columns, strict=True))
        ]
        for row in table.rows
    ]
    first = max(Cell(blocks, element, LEFT).height() for blocks in rows[0])
    flow.begin(14.0, HEADING_2.leading + UNDER + beginning(flow.setter, columns, first))
    flow.document.place(f"{number}", flow.sheet, flow.y)
    flow.document.entry(table.title, f"{number}", 0)
    flow.words(table.title, HEADING_2, element, role="H2")
    flow.y -= UNDER
    drawn = Rows(flow, element, columns, first)
    for n, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        drawn.row(cells, row[0], f"{number}-{n}")
    drawn.end()


def _columns(setter: Setter, tables: Sequence[Table]) -> Iterator[list[Column]]:
    """Of each table: the first two columns alike in all, all of them where tables tell the same.

    The others have what they need, or their fair share; what they leave is for prose.
    """
    needs = [[_need(setter, table, n) for n in range(len(table.columns))] for table in tables]
    alike = [min(MOST, max((need[n] for need in needs), default=0.0)) for n in range(ALIKE)]
    for table in tables:
        same = [need for need, other in zip(needs, tables, strict=True) if _shape(other) == _shape(table)]
        need = [max(column) for column in zip(*same, strict=True)]
        widths = [*alike, *_shared(need[ALIKE:], RIGHT - LEFT - sum(alike))]
        lefts = accumulate(widths, initial=LEFT)
        yield [Column(name, left, width) for name, left, width in zip(table.columns, lefts, widths, strict=False)]


def _shape(table: Table) -> tuple[int, str]:
    """How many columns, and what ends each row."""
    return len(table.columns), table.columns[-1]


def _shared(needs: Sequence[float], room: float) -> list[float]:
    """So much room at most among columns: who needs less than a fair share leaves the rest to the others."""
    widths = [0.0] * len(needs)
    *modest, neediest = sorted(range(len(needs)), key=needs.__getitem__)
    for left, n in zip(range(len(needs), 1, -1), modest, strict=True):
        widths[n] = min(needs[n], room / left)
        room -= widths[n]
    widths[neediest] = min(needs[neediest], room)
    return widths


def _need(setter: Setter, table: Table, n: int) -> float:
    """The room the longest words of a column would take on one line; of prose, all there is."""
    if table.columns[n] == table.prose:
        return RIGHT - LEFT
    style = STRONG if n == 0 else TEXT
    longest = max((setter.width(line, style) for row in table.rows for line in row[n].splitlines()), default=0.0)
    return max(longest, setter.width(table.columns[n], HEADING)) + 2 * PADDING + 2
