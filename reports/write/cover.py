"""The first sheets of a paper: what it is, the position in figures, and the contents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.tags import attributes
from reports.write.page import (
    BOLD,
    BOTTOM,
    GREY,
    HAIRLINE,
    HEIGHT,
    INK,
    LEFT,
    NAVY,
    QUIET,
    REGULAR,
    RIGHT,
    STRONG,
    TOP,
    Setter,
    Style,
    rule,
)
from reports.write.table import Block, Cell, finish
from reports.write.tagging import Document, Element, Link, Sheet

BODY = Style(REGULAR, 9.5, 14)
TITLE = Style(BOLD, 25, 31, NAVY)
BELOW_TITLE = Style(REGULAR, 14, 20, NAVY)
FINDING = Style(BOLD, 10.5, 16)
ABOVE_TITLE = Style(REGULAR, 10.5, 15, GREY)
HEADING_2 = Style(BOLD, 14, 20, NAVY)

START = HEIGHT - 58.0
MEASURE = 396.0
"""Of the words at the left."""
COLUMN_X = LEFT + MEASURE + 48
"""Where the contents begin, at the right."""
GAP = 30.0
"""Between the columns of contents on further sheets."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    title: str
    count: int
    key: str
    """The place it leads to."""
    level: int

    @property
    def style(self) -> Style:
        """How it is set."""
        return Style(BOLD, 9.5, 18) if self.level == 0 else Style(REGULAR, 8.5, 13)

    @property
    def before(self) -> float:
        """Room above it."""
        return 7.0 if self.level == 0 else 0.0


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first sheet says."""

    organisation: str
    title: str
    position: str
    finding: str
    notes: Sequence[str]
    figures: Sequence[Sequence[str]]
    """The summary: a heading row, rows that begin with their name, and the total."""
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a line of the contents stands."""

    sheet: int
    """From 0, the cover."""
    x: float
    width: float
    top: float


def slots(entries: Sequence[Entry]) -> Iterator[Slot]:
    """Where each entry stands: beside the cover's words, then in three columns on each further sheet."""
    width = (RIGHT - LEFT - 2 * GAP) / 3
    column = Slot(0, COLUMN_X, RIGHT - COLUMN_X, START - 26)
    columns = 0
    y = column.top
    for entry in entries:
        before = entry.before if y < column.top else 0.0
        # An appendix is not named at the foot of a column, away from its directorates.
        if y - before - entry.style.leading - (26 if entry.level == 0 else 0) < BOTTOM:
            column = Slot(1 + columns // 3, LEFT + columns % 3 * (width + GAP), width, TOP)
            columns += 1
            y, before = TOP, 0.0
        y -= before
        yield Slot(column.sheet, column.x, column.width, y)
        y -= entry.style.leading


def count_sheets(entries: Sequence[Entry]) -> int:
    """How many sheets the cover and the contents take."""
    return 1 + max((slot.sheet for slot in slots(entries)), default=0)


def draw(document: Document, setter: Setter, sheets: Sequence[Sheet], parent: Element, cover: Cover) -> None:
    """Draw the cover and the contents, now that all page numbers are known."""
    sheet = sheets[0]
    blocks = [
        Block(_at_most(2, setter, cover.organisation, ABOVE_TITLE), ABOVE_TITLE),
        Block(_at_most(3, setter, cover.title, TITLE), TITLE, 2, role="H1"),
        Block(setter.lines(cover.position, BELOW_TITLE, MEASURE), BELOW_TITLE, 4, tag=attributes("as_at", {})),
        Block(setter.lines(cover.finding, FINDING, MEASURE), FINDING, 24),
        *(Block(setter.lines(note, BODY, MEASURE), BODY, 7) for note in cover.notes),
    ]
    y = START - Cell(blocks, parent, LEFT).draw(sheet, setter, START, START - BOTTOM)
    _figures(setter, sheet, parent.add("Table"), cover.figures, y - 20)
    heading = [Block(setter.lines("Contents", HEADING_2, RIGHT - COLUMN_X), HEADING_2, role="H2")]
    Cell(heading, parent, COLUMN_X).draw(sheet, setter, START, HEADING_2.leading)
    contents = parent.add("TOC")
    for entry, slot in zip(cover.entries, slots(cover.entries), strict=True):
        page = str(document.number_of(entry.key))
        link = contents.add("TOCI").add("Reference").add("Link")
        sheets[slot.sheet].mark(link, _entry(setter, entry, slot, page))
        area = (slot.x, slot.top - entry.style.leading, slot.x + slot.width, slot.top)
        sheets[slot.sheet].links.append(Link(link, entry.key, f"{entry.title}, page {page}", area))
        if entry.level == 0:
            sheets[slot.sheet].decorate(rule(HAIRLINE, 0.5, slot.x, slot.top - 14.5, slot.width))
    for each in sheets:
        finish(document, setter, each, *(() if each is sheet else (cover.title, "Contents")))


def _at_most(most: int, setter: Setter, words: str, style: Style) -> list[str]:
    """So many lines of the cover; an ellipsis ends them where there are more."""
    lines = setter.filled(words, style, MEASURE)
    if len(lines) > most:
        lines[most - 1 :] = [f"{lines[most - 1].rstrip()} \u2026"]
    return [setter.line(line, style) for line in lines]


def _entry(setter: Setter, entry: Entry, slot: Slot, page: str) -> str:
    style = entry.style
    inset = 0.0 if entry.level == 0 else 10.0
    count = f" ({entry.count:,}) "
    name = setter.line(entry.title, style, slot.width - inset - setter.width(count, QUIET) - 30)
    right = slot.x + slot.width - setter.width(page, style)
    y = slot.top - 10
    return (
        f"BT {setter.use(style)} 1 0 0 1 {slot.x + inset:.2f} {y:.2f} Tm {name}"
        f" {setter.use(QUIET)} {setter.line(count, QUIET)}"
        f" {setter.use(style)} 1 0 0 1 {right:.2f} {y:.2f} Tm {setter.line(page, style)} ET"
    )


def _figures(setter: Setter, sheet: Sheet, table: Element, rows: Sequence[Sequence[str]], y: float) -> None:
    """Draw a table of numbers: names at the left, numbers in columns that end flush; a long name takes more lines."""
    head, *body = rows
    fair = (MEASURE - 140) / len(head[1:])
    widths = [min(max(34.0, setter.width(name, STRONG) + 14), max(fair, _longest(setter, name))) for name in head[1:]]
    if sum(widths) > MEASURE - 80:  # Of very many names some words are broken, as every one has to be there.
        widths = [fair] * len(widths)
    ends = [LEFT + MEASURE - 4 - sum(widths[i + 1 :]) for i in range(len(widths))]
    rooms = [MEASURE - 4 - sum(widths), *(width - 8 for width in widths)]
    for r, row in enumerate(rows):
        bold = r in (0, len(body))
        tr = table.add("TR")
        base = Style(BOLD if bold else REGULAR, 8.5, 11, NAVY if r == 0 else INK)
        broken = [setter.filled(words, base, room) for words, room in zip(row, rooms, strict=True)]
        y -= 5 + base.leading * max(map(len, broken))
        for c, (words, lines) in enumerate(zip(row, broken, strict=True)):
            style = base if words != "0" else Style(base.face, 8.5, 11, GREY)
            scope = "Column" if r == 0 else "Row"
            cell = tr.add("TH", f"/A<</O/Table/Scope/{scope}>>") if r == 0 or c == 0 else tr.add("TD")
            lefts = [LEFT if c == 0 else ends[c - 1] - setter.width(line.rstrip(), style) for line in lines]
            if words:
                sheet.mark(cell, _stacked(setter, lines, style, lefts, y + 5))
        heavy = r in (0, len(body) - 1)
        sheet.decorate(rule(NAVY if heavy else HAIRLINE, 1 if heavy else 0.5, LEFT, y, MEASURE))


def _longest(setter: Setter, name: str) -> float:
    """The width of a column in which no word of its name is broken."""
    return max((setter.width(word, STRONG) for word in name.split()), default=0.0) + 10


def _stacked(setter: Setter, lines: Sequence[str], style: Style, lefts: Sequence[float], y: float) -> str:
    """Lines that begin where it is said; the last of them stands at `y`."""
    ups = range(len(lines) - 1, -1, -1)
    shown = (
        f"1 0 0 1 {x:.2f} {y + up * style.leading:.2f} Tm {setter.line(words, style)}"
        for words, x, up in zip(lines, lefts, ups, strict=True)
    )
    return f"BT {setter.use(style)} {' '.join(shown)} ET"
