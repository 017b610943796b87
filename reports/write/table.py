"""Rows of prose that run over sheets: a text becomes blocks of lines once, and blocks flow line by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.tags import AFTER, BEFORE, EXACTLY, attributes, survives
from reports.write.page import (
    BOTTOM,
    FOOT_LINE,
    HAIRLINE,
    HEAD_LINE,
    HEADING,
    LEFT,
    LINE_ENDS,
    NAVY,
    PALE,
    QUIET,
    RIGHT,
    STRONG,
    TEXT,
    TOP,
    WIDTH,
    Setter,
    Style,
    blank,
    fill,
    legible,
    rule,
)
from reports.write.tagging import Document, Element, Sheet

PADDING = 6.0
"""Left and right of a cell's text."""
ABOVE, BELOW = 5.0, 7.0
"""Above and below it."""
BAR = 20.0
"""The height of a table's heading of one line."""
KEEP = 0.2 * (TOP - BOTTOM - BAR - ABOVE - BELOW)
"""A row that fits a fresh sheet whole is not begun in less room than this: a fifth of it."""
FEWEST = 5 * TEXT.leading
"""No row that must be split is begun in less room than this."""


@dataclass(slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading or an item of a list."""

    lines: list[str]
    style: Style = TEXT
    before: float = 0.0
    """Room above it, unless it begins a piece of a cell."""
    indent: float = 0.0
    role: str = "P"
    label: str = ""
    """Operators for the bullet or number of an item, which makes it one."""
    label_indent: float = 0.0
    numbering: str = ""
    """The kind of list an item is of."""
    tag: str = ""
    """What its element says of the words besides: which field they are of."""
    element: Element | None = None


_LINE_END = re.compile(rf"\r\n|[{LINE_ENDS}]")
_ITEM = re.compile(
    r"(?P<inset>[ \t]*)"
    r"(?:[-*\u2013\u00b7\u2022\u2023\u25a0\u25aa\u25cb\u25cf\u25e6\uf0a7\uf0b7\uf0d8][ \t]+(?=\S)"
    r"|[-\u00b7\u2022\u25a0\u25aa\u25cf\uf0a7\uf0b7\uf0d8](?=[^\W\d_])"
    r"|(?P<number>\(?(?:\d{1,3}|[a-z]|[ivx]{2,4})[.)])[ \t]+(?=\S))(?P<text>.*)",
    re.DOTALL,
)
"""A line that is an item of a list. The signs from U+F000 on are what is left of word processors' bullets."""
PARAGRAPH, LINE, ITEM = 5.0, 2.0, 1.5
"""The room above what follows an empty line, above another line, and above another item."""


@dataclass(slots=True)
class _Line:
    """A line of a text that is not blank."""

    words: str
    before: str
    """What stands between it and the one above."""
    is_spaced: bool
    """Is there a blank line in that?"""
    after: str = ""
    """What follows the last one, besides its own end."""


def _lines(text: str) -> list[_Line]:
    """The lines of a text that paper shows, and what stands between them, so that nothing of the text is lost."""
    lines: list[_Line] = []
    passed, spaced, place = "", False, 0
    while place <= len(text):
        end = _LINE_END.search(text, place)
        stop, following = (end.start(), end.end()) if end else (len(text), len(text) + 1)
        words = text[place:stop]
        if blank(words):
            passed, spaced = passed + words, True
        else:
            shown = words.rstrip(" ")
            lines.append(_Line(shown, passed, spaced))
            passed, spaced = words[len(shown) :], False
        passed, place = passed + text[stop:following], following
    if lines:
        lines[-1].after = passed
    return lines


def prose(
    setter: Setter, text: str, measure: float, style: Style = TEXT, *, before: float = 0.0, field: str = ""
) -> Iterator[Block]:
    """A text as paragraphs and lists, line by line as it was typed; an empty line gives more room.

    `field` is the one it is of, where it is to come back when the paper is read.
    """
    for n, line in enumerate(_lines(text)):
        room = before if n == 0 else 0.0
        yield _block(setter, line, measure, style, before=room, field=field, is_first=n == 0)


def _block(
    setter: Setter, line: _Line, measure: float, style: Style, *, before: float, field: str, is_first: bool
) -> Block:
    item = _ITEM.match(line.words)
    room = PARAGRAPH if line.is_spaced else before
    if item is None:
        tag = _tag(field, line, line.words, "", is_first=is_first)
        return Block(setter.lines(line.words, style, measure), style, room or LINE, tag=tag)
    number: str = item["number"] or ""
    label = f"{number or chr(0x2022)} "
    inset = 8.0 * min(len(item["inset"].expandtabs(4)) // 2, 3)
    indent = inset + max(9.0, setter.width(label, style) + 1.5)
    numbering = "Disc" if not number else "Decimal" if number.strip("().").isdigit() else "LowerAlpha"
    return Block(
        setter.lines(item["text"], style, measure - indent),
        style,
        room or ITEM,
        indent,
        label=setter.line(label, style),
        label_indent=inset,
        numbering=numbering,
        tag=_tag(field, line, item["text"], label, is_first=is_first),
    )


def _tag(field: str, line: _Line, words: str, label: str, *, is_first: bool) -> str:
    """What is said of a printed line of `field`: all in which its text is not what `label` and `words` print."""
    if not field:
        return ""
    given = {}
    words = words.lstrip(" ")
    before = line.before + line.words[: len(line.words) - len(words)]
    if before != ("" if is_first else "\n") + label:
        given[BEFORE] = before
    if not survives(words) or legible(words) != words:
        given[EXACTLY] = words
    if line.after:
        given[AFTER] = line.after
    return attributes(field, given)


def labelled(
    setter: Setter, label: str, text: str, measure: float, *, before: float = 0.0, field: str = ""
) -> Iterator[Block]:
    """`label` in bold, and a text that is not blank after it on the same line."""
    first, *rest = _lines(text)
    label += " "
    lines = setter.lines(first.words, TEXT, measure, setter.width(label, STRONG))
    lines[0] = f"{setter.use(STRONG)} {setter.line(label, STRONG)} {setter.use(TEXT)} {lines[0]}"
    yield Block(lines, TEXT, before, tag=_tag(field, first, first.words, "", is_first=True))
    for line in rest:
        yield _block(setter, line, measure, TEXT, before=0.0, field=field, is_first=False)


class Cell:
    """Blocks one under another, and how far they have been drawn."""

    def __init__(self, blocks: Sequence[Block], element: Element, x: float) -> None:
        self.blocks = blocks
        self.element = element
        self.x = x
        self._block = self._line = 0
        self._list: Element | None = None
        self._numbering = ""

    @property
    def done(self) -> bool:
        """Has all of it been drawn?"""
        return self._block == len(self.blocks)

    def height(self) -> float:
        """The height of what has not been drawn."""
        rest = self.blocks[self._block :]
        if not rest:
            return 0.0
        tall = sum(block.before + len(block.lines) * block.style.leading for block in rest)
        return tall - rest[0].before - self._line * rest[0].style.leading

    def draw(self, sheet: Sheet, setter: Setter, top: float, room: float) -> float:
        """Draw what goes into so much room from `top` down; the room it took."""
        down = 0.0
        while not self.done:
            block, first = self.blocks[self._block], self._line
            leading, count = block.style.leading, len(block.lines)
            gap = block.before if down else 0.0
            stop = min(count, first + max(0, int((room - down - gap) / leading + 0.01)))
            # No line of a paragraph is sent ahead alone, or left behind alone.
            if first + 1 < stop == count - 1:
                stop -= 1
            if first == 0 and stop == 1 < count and down:
                stop = 0
            if stop > first:
                down += gap
                self._show(block, " T* ".join(block.lines[first:stop]), sheet, setter, top - down)
                down += (stop - first) * leading
            if stop < count:
                self._line = stop
                return down
            self._block, self._line = self._block + 1, 0
        return down

    def _show(self, block: Block, lines: str, sheet: Sheet, setter: Setter, top: float) -> None:
        style = block.style
        y = top - (style.leading - style.size) / 2 - 0.8 * style.size
        use = setter.use(style)
        if block.element is None:
            if block.numbering != self._numbering:
                self._numbering = block.numbering
                if block.numbering:
                    self._list = self.element.add("L", f"/A<</O/List/ListNumbering/{block.numbering}>>")
            if block.numbering and self._list:
                item = self._list.add("LI")
                x = self.x + block.label_indent
                sheet.mark(item.add("Lbl"), f"BT {use} 1 0 0 1 {x:.2f} {y:.2f} Tm {block.label} ET")
                block.element = item.add("LBody", block.tag)
            else:
                block.element = self.element.add(block.role, block.tag)
        x = self.x + block.indent
        sheet.mark(block.element, f"BT {use} {style.leading:g} TL 1 0 0 1 {x:.2f} {y:.2f} Tm {lines} ET")


class Flow:
    """Sheets filled from top to bottom, one after another."""

    def __init__(self, document: Document, setter: Setter, title: str, about: str) -> None:
        self.document = document
        self.setter = setter
        self.title = title
        self.about = about
        """What is being written of, for the head of the sheets that begin with it."""
        self.table: Table | None = None
        """The table that goes on where a sheet is turned."""
        self._take()

    def _take(self) -> None:
        self.sheet = self.document.sheet()
        self.y = TOP
        self._head = self.about

    def turn(self) -> None:
        """Close this sheet and take a fresh one."""
        self.close()
        self._take()
        if self.table is not None:
            self.table.repeat_heading()

    def begin(self, gap: float, room: float) -> None:
        """Leave a gap before something new, on a fresh sheet unless there is so much room on this one."""
        if self.y < TOP:
            self.y -= gap
            if self.y - BOTTOM < room:
                self.turn()

    def words(
        self, words: str, style: Style, parent: Element, *, before: float = 0.0, role: str = "P", tag: str = ""
    ) -> None:
        """Draw one paragraph, or a heading, across the sheet."""
        self.begin(before, style.leading)
        lines = self.setter.lines(words, style, RIGHT - LEFT)
        self.text([Block(lines, style, role=role, tag=tag)], parent)

    def text(self, blocks: Sequence[Block], parent: Element) -> None:
        """Draw blocks across the sheet, and on over as many as it takes."""
        cell = Cell(blocks, parent, LEFT)
        self.y -= cell.draw(self.sheet, self.setter, self.y, self.y - BOTTOM)
        while not cell.done:
            self.turn()
            self.y -= cell.draw(self.sheet, self.setter, self.y, self.y - BOTTOM)

    def close(self) -> None:
        """Finish this sheet."""
        finish(self.document, self.setter, self.sheet, self.title, self._head)


def foot(setter: Setter, left: str, right: str, pages: int) -> str:
    """What stands at the foot of every sheet, beside its number."""
    x = RIGHT - setter.width(right, QUIET)
    return (
        f"BT {setter.use(QUIET)} 1 0 0 1 {WIDTH / 2:.2f} {FOOT_LINE} Tm {setter.line(f'of {pages}', QUIET)}"
        f" 1 0 0 1 {LEFT} {FOOT_LINE} Tm {setter.line(left, QUIET)}"
        f" 1 0 0 1 {x:.2f} {FOOT_LINE} Tm {setter.line(right, QUIET)} ET"
    )


def finish(document: Document, setter: Setter, sheet: Sheet, title: str = "", about: str = "") -> None:
    """Draw a sheet's head and its number, and close it."""
    use = setter.use(QUIET)
    if title or about:
        half = (RIGHT - LEFT) / 2 - 10
        x = RIGHT - min(setter.width(about, QUIET), half)
        sheet.decorate(
            f"BT {use} 1 0 0 1 {LEFT} {HEAD_LINE} Tm {setter.line(title, QUIET, half)}"
            f" 1 0 0 1 {x:.2f} {HEAD_LINE} Tm {setter.line(about, QUIET, half)} ET"
            f" {rule(HAIRLINE, 0.5, LEFT, HEAD_LINE - 7, RIGHT - LEFT)}"
        )
    number = f"Page {sheet.number} "
    x = WIDTH / 2 - setter.width(number, QUIET)
    sheet.decorate(f"BT {use} 1 0 0 1 {x:.2f} {FOOT_LINE} Tm {setter.line(number, QUIET)} ET")
    document.close(sheet)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    left: float
    width: float

    @property
    def x(self) -> float:
        """Where its text begins."""
        return self.left + PADDING

    @property
    def measure(self) -> float:
        """How wide its text may be."""
        return self.width - 2 * PADDING


def bar(setter: Setter, columns: Sequence[Column]) -> float:
    """How tall a table's heading is: as many lines as its longest title takes."""
    return BAR + HEADING.leading * (max(len(_title(setter, column)) for column in columns) - 1)


def beginning(setter: Setter, columns: Sequence[Column], first: float = KEEP) -> float:
    """No table is begun in less room than this, so that its heading is not left behind by its first row."""
    return bar(setter, columns) + ABOVE + min(first, KEEP) + BELOW


def _title(setter: Setter, column: Column) -> list[str]:
    return setter.lines(column.title, HEADING, column.measure)


class Table:
    """Rows under a heading that each sheet repeats; the first column names the row."""

    def __init__(self, flow: Flow, parent: Element, columns: Sequence[Column], first: float = KEEP) -> None:
        """`first` is how tall the text of its first row is, where that may be little."""
        self._flow = flow
        self._columns = columns
        self._setter = flow.setter
        self._element = parent.add("Table")
        self._bar = bar(self._setter, columns)
        row = self._element.add("THead").add("TR")
        flow.begin(0.0, beginning(self._setter, columns, first))
        self._ground()
        for column in columns:
            flow.sheet.mark(row.add("TH", "/A<</O/Table/Scope/Column>>"), self._heading(column))
        flow.y -= self._bar
        self._body = self._element.add("TBody")
        flow.table = self

    def _ground(self) -> None:
        self._flow.sheet.decorate(fill(NAVY, LEFT, self._flow.y - self._bar, RIGHT - LEFT, self._bar))

    def _heading(self, column: Column) -> str:
        """A title, which ends on the last line of the heading."""
        lines = _title(self._setter, column)
        y = self._flow.y - self._bar + 6.7 + HEADING.leading * (len(lines) - 1)
        use = f"{self._setter.use(HEADING)} {HEADING.leading:g} TL"
        return f"BT {use} 1 0 0 1 {column.x:.2f} {y:.2f} Tm {' T* '.join(lines)} ET"

    def repeat_heading(self) -> None:
        """Draw the heading again on a fresh sheet."""
        self._ground()
        self._flow.sheet.decorate(" ".join(map(self._heading, self._columns)))
        self._flow.y -= self._bar

    def end(self) -> None:
        """No more rows."""
        self._flow.table = None

    def row(self, texts: Sequence[Sequence[Block]], name: str, place: str) -> None:
        """Draw a row, over as many sheets as it takes; where its first column is empty, its name is repeated."""
        flow = self._flow
        row = self._body.add("TR")
        head, *others = self._columns
        cells = [Cell(texts[0], row.add("TH", "/A<</O/Table/Scope/Row>>"), head.x)]
        cells += [Cell(text, row.add("TD"), column.x) for text, column in zip(texts[1:], others, strict=True)]
        tall = max(cell.height() for cell in cells)
        room = self._room()
        fresh = TOP - BOTTOM - self._bar - ABOVE - BELOW
        if tall > room and room < (KEEP if tall <= fresh else FEWEST):
            flow.turn()
        flow.document.place(place, flow.sheet, flow.y)
        while True:
            under = len(flow.sheet.code)
            if cells[0].done:
                flow.sheet.decorate(self._continued(name))
            room = self._room()
            used = max(cell.draw(flow.sheet, self._setter, flow.y - ABOVE, room) for cell in cells)
            bottom = flow.y - ABOVE - used - BELOW
            flow.sheet.code.insert(
                under,
                f"/Artifact BMC {fill(PALE, LEFT, bottom, head.width, flow.y - bottom)}"
                f" {rule(HAIRLINE, 0.5, LEFT, bottom, RIGHT - LEFT)} EMC",
            )
            flow.y = bottom
            if all(cell.done for cell in cells):
                return
            flow.turn()

    def _room(self) -> float:
        return self._flow.y - BOTTOM - ABOVE - BELOW

    def _continued(self, words: str) -> str:
        head, setter = self._columns[0], self._setter
        y = self._flow.y - ABOVE - 8.3
        words = f"{words} "
        line = setter.line(words, STRONG, head.measure)
        return (
            f"BT {setter.use(STRONG)} {TEXT.leading:g} TL 1 0 0 1 {head.x:.2f} {y:.2f} Tm {line}"
            f" {setter.use(QUIET)} T* {setter.line('(continued)', QUIET)} ET"
        )
