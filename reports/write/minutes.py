"""The minutes of a meeting as a paper of a sheet or two: what was decided, changed, promised, asked and not reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import BinaryIO

from reports.write.cover import BELOW_TITLE, BODY, FINDING, HEADING_2, TITLE
from reports.write.page import HEADING, LEFT, RIGHT, STRONG, TEXT, Setter, Style
from reports.write.table import BEGINNING, PADDING, Block, Column, Flow, foot, prose
from reports.write.table import Table as Rows
from reports.write.tagging import Document, Element

NARROW = 118.0
"""A column that needs no more than this gets what it needs."""
LEAST = 90.0
"""The others get no less than this."""


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the minutes: its first column names the row."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


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
    _words(flow, body, "Minutes", TITLE, role="H1")
    _words(flow, body, heading.meeting, BELOW_TITLE)
    _words(flow, body, heading.standing, BODY)
    _words(flow, body, heading.finding, FINDING, 10)
    if heading.queue:
        _words(flow, body, heading.queue, BODY)
    for n, table in enumerate(tables):
        _table(flow, body, table, n)
    if not tables:
        _words(flow, body, "Nothing was recorded.", BODY, 12)
    flow.close()
    out.write(document.data(foot(setter, heading.meeting, f"Register {fingerprint[:12]}", len(document.sheets))))


def _words(flow: Flow, element: Element, words: str, style: Style, before: float = 0.0, *, role: str = "P") -> None:
    flow.begin(before, style.leading)
    flow.text([Block(flow.setter.lines(words, style, RIGHT - LEFT), style, role=role)], element)


def _table(flow: Flow, element: Element, table: Table, number: int) -> None:
    """A heading, and its rows under the names of their columns."""
    flow.begin(18.0, HEADING_2.leading + BEGINNING)
    flow.document.place(f"{number}", flow.sheet, flow.y)
    flow.document.entry(table.title, f"{number}", 0)
    flow.text([Block(flow.setter.lines(table.title, HEADING_2, RIGHT - LEFT), HEADING_2, role="H2")], element)
    flow.y -= 4
    columns = _columns(flow.setter, table)
    rows = Rows(flow, element, columns)
    for n, row in enumerate(table.rows):
        cells = [
            list(prose(flow.setter, words, column.measure, STRONG if c == 0 else TEXT))
            for c, (words, column) in enumerate(zip(row, columns, strict=True))
        ]
        rows.row(cells, row[0], f"{number}-{n}")
    rows.end()


def _columns(setter: Setter, table: Table) -> list[Column]:
    """Short columns as wide as they need to be; the others share the rest by how much they hold."""
    needs = [_need(setter, table, n) for n in range(len(table.columns))]
    wide = [n for n, need in enumerate(needs) if need > NARROW] or [len(needs) - 1]
    rest = RIGHT - LEFT - sum(need for n, need in enumerate(needs) if n not in wide) - LEAST * len(wide)
    share = sum(needs[n] ** 0.5 for n in wide)
    widths = [LEAST + rest * need**0.5 / share if n in wide else need for n, need in enumerate(needs)]
    lefts = accumulate(widths, initial=LEFT)
    return [Column(name, left, width) for name, left, width in zip(table.columns, lefts, widths, strict=False)]


def _need(setter: Setter, table: Table, n: int) -> float:
    """The room the longest words of a column would take on one line."""
    style = STRONG if n == 0 else TEXT
    longest = max((setter.width(line, style) for row in table.rows for line in row[n].splitlines()), default=0.0)
    return max(longest, setter.width(table.columns[n], HEADING)) + 2 * PADDING + 2
