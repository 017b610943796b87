"""The position and its movement as a paper of one sheet: by directorate and age, and how the count came about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

from db.rows import NO_DIRECTORATE, Recommendation
from db.rules import Band, Policy, show_date
from reports.write.appendices import finding, notes
from reports.write.cover import BELOW_TITLE, BODY, FINDING, HEADING_2, TITLE
from reports.write.page import BOLD, BOTTOM, GREY, HAIRLINE, INK, LEFT, NAVY, REGULAR, RIGHT, Setter, Style, rule
from reports.write.table import Block, Cell, Flow, foot
from reports.write.tagging import Document, Element

NUMBER = 66.0
"""The width of a column of numbers."""
MOVEMENT = 320.0
"""The width of the movement."""
TOGETHER = 12
"""Rows of a table that are not parted."""
LINE, PADDING = 12.0, 5.0
"""The height of a line of a table, and the room around each row."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over the figures."""

    organisation: str
    title: str
    to: str
    """Whom they are given to: `To the Audit Committee, meeting on 9 Dec 2021`."""


def write_summary(
    out: BinaryIO,
    recommendations: Sequence[Recommendation],
    *,
    heading: Heading,
    as_at: date,
    policy: Policy,
    fingerprint: str,
    since: date | None,
    movement: Sequence[tuple[str, int]],
) -> None:
    """Write the paper to `out`. `movement`: each line, `+ New`, and its count; the first paper has none."""
    position = f"Position at {show_date(as_at)}"
    document = Document(
        title=f"{heading.title}: {position}",
        author=heading.organisation,
        subject=f"Register {fingerprint}",
        on=as_at,
    )
    setter = Setter(document)
    paper = _Paper(Flow(document, setter, heading.organisation, heading.to), document.body.add("Sect"))
    paper.flow.words(heading.title, TITLE, paper.element, role="H1")
    paper.flow.words(f"{position}. {heading.to}.", BELOW_TITLE, paper.element)
    paper.flow.words(finding(recommendations, policy), FINDING, paper.element, before=10)
    paper.table("By directorate and months overdue", _by_directorate(recommendations, policy), RIGHT - LEFT)
    beside = None
    if since is not None:
        steps = [[line, f"{count:,}"] for line, count in movement]
        head = ["Open recommendations", "Number"]
        beside = paper.table(f"Movement from {show_date(since)} to {show_date(as_at)}", [head, *steps], MOVEMENT)
    paper.notes(notes(as_at, policy, fingerprint), beside)
    paper.flow.close()
    out.write(document.data(foot(setter, position, f"Register {fingerprint[:12]}", len(document.sheets))))


def _by_directorate(recommendations: Sequence[Recommendation], policy: Policy) -> list[list[str]]:
    """The counts, which add up both ways; a column of nothing but noughts that says nothing is left out."""
    first, second = policy.band_edges
    names = {
        Band.OVER_12: f"Over {second}\nmonths",
        Band.SIX_TO_12: f"{first} to {second}\nmonths",
        Band.UNDER_6: f"Under {first}\nmonths",
        Band.NOT_DUE: "Not yet\ndue",
        Band.NO_DATE: "No date",
        Band.CLOSED: "Closed",
    }
    bands: dict[str, Counter[Band]] = {}
    for r in recommendations:
        bands.setdefault(r.directorate, Counter())[r.band] += 1
    all_of_it = sum(bands.values(), Counter())
    shown = [band for band in names if band is not Band.NO_DATE or all_of_it[band]]

    def row(name: str, counts: Counter[Band]) -> list[str]:
        is_open = counts.total() - counts[Band.CLOSED]
        numbers = [*(counts[band] for band in shown if band is not Band.CLOSED), is_open, counts[Band.CLOSED]]
        return [name, *(f"{number:,}" for number in (*numbers, counts.total()))]

    ordered = sorted(bands.items(), key=lambda named: (not named[0], named[0].casefold(), named[0]))
    return [
        ["Directorate", *(names[band] for band in shown if band is not Band.CLOSED), "Open", names[Band.CLOSED], "All"],
        *(row(name or NO_DIRECTORATE, counts) for name, counts in ordered),
        row("All", all_of_it),
    ]


class _Paper:
    """Words and tables, one under another."""

    def __init__(self, flow: Flow, element: Element) -> None:
        self.flow, self.element = flow, element

    def notes(self, notes: Sequence[str], beside: float | None) -> None:
        """How it is counted: at the right of what begins so high on this sheet, or under it."""
        flow = self.flow
        if beside is None:
            for note in notes:
                flow.words(note, BODY, self.element, before=12)
            return
        x = LEFT + MOVEMENT + 40
        blocks = [Block(flow.setter.lines(note, BODY, RIGHT - x), BODY, 8) for note in notes]
        Cell(blocks, self.element, x).draw(flow.sheet, flow.setter, beside - HEADING_2.leading, beside - BOTTOM)

    def table(self, title: str, rows: Sequence[Sequence[str]], width: float) -> float:
        """A heading row, rows that begin with their name, a last one that is what they come to. Where it begins.

        A short one is kept together.
        """
        flow = self.flow
        flow.begin(18.0, HEADING_2.leading + (min(len(rows), TOGETHER) + 1) * (LINE + PADDING))
        top = flow.y
        flow.text([Block(flow.setter.lines(title, HEADING_2, width), HEADING_2, role="H2")], self.element)
        element = self.element.add("Table")
        for n, row in enumerate(rows):
            bold = n in (0, len(rows) - 1)
            style = Style(BOLD if bold else REGULAR, 9, LINE, NAVY if n == 0 else INK)
            self._row(element.add("TR"), row, style, width, head=n == 0)
            heavy = n in (0, len(rows) - 2, len(rows) - 1)
            flow.sheet.decorate(rule(NAVY if heavy else HAIRLINE, 1 if heavy else 0.5, LEFT, flow.y, width))
        return top

    def _row(self, tr: Element, row: Sequence[str], style: Style, width: float, *, head: bool) -> None:
        """Its name may take several lines; numbers end flush, and so do the lines of what stands over them."""
        flow, setter = self.flow, self.flow.setter
        name, *numbers = row
        lines = setter.lines(name, style, width - NUMBER * len(numbers) - 8)
        tall = max(len(lines), *(number.count("\n") + 1 for number in numbers)) * LINE + PADDING
        flow.begin(0.0, tall)
        foot_line = flow.y - tall + PADDING
        for n, number in enumerate(row):
            scope = f"/A<</O/Table/Scope/{'Column' if head else 'Row'}>>"
            cell = tr.add("TH", scope) if head or n == 0 else tr.add("TD")
            letters = style if number != "0" else replace(style, colour=GREY)
            end = LEFT + width - NUMBER * (len(numbers) - n)
            parts = [(words, end - setter.width(words.strip(), letters)) for words in number.splitlines(keepends=True)]
            drawn = [(setter.line(words, letters), x) for words, x in parts] if n else [(line, LEFT) for line in lines]
            up = foot_line + LINE * (len(drawn) - 1)
            shown = [f"1 0 0 1 {x:.2f} {up - LINE * i:.2f} Tm {line}" for i, (line, x) in enumerate(drawn)]
            flow.sheet.mark(cell, f"BT {setter.use(letters)} {' '.join(shown)} ET")
        flow.y -= tall
