"""A Word document (.docx) as paragraphs and tables: what a reader of it sees, tracked changes as if accepted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from db.readings import Problem
from reports.read import Unreadable
from reports.read.paper import Paper, Progress
from reports.read.paper.blocks import Block, Cell, Paragraph, Remark, Row, Table, lay
from reports.read.paper.word.paragraphs import Paragraphs
from reports.read.paper.word.styles import BULLET, W, usual
from reports.read.paper.word.tables import LEFT_OUT, GridRow, columns, rows_of
from reports.read.paper.word.text import ALTERNATIVES, chosen, only_asks, quoted, tracked
from reports.read.zipped import Zipped

_LONGEST_HEADING = 120
"""Letters: what is longer is a paragraph, whatever style somebody gave it."""
_STEP = 100
"""Paragraphs between two words of how far the reading is."""
_PARTS = frozenset({"styles", "numbering", "footnotes", "endnotes", "comments"})
_MACROS = "The document brings macros along, programs of its own; they were neither read nor run."


def read_docx(name: str, data: bytes, progress: Progress) -> Paper:
    """What a Word document prints, its tracked changes read as if all were accepted.

    `progress` is told of paragraphs. Raises Unreadable where the file is damaged, locked or too large.
    """
    file = Zipped(name, data)
    root = file.tree(file.main)
    body = None if root is None else usual(root).find(f"{W}body")
    if body is None:
        raise Unreadable(f"{name}: the file is damaged: it is a Word document without its text.")
    parts = {}
    for related in file.related(file.main).values():
        part = file.tree(related.path) if related.type in _PARTS else None
        if part is not None:
            parts[related.type] = usual(part)
    total = sum(1 for _ in body.iter(f"{W}p"))
    document = _Document(parts, _counted(total, progress))
    blocks = document.blocks(body)
    document.say_at_first()
    progress(total, total)
    return lay(name, blocks, [Problem("document", _MACROS)] if file.has_macros else [])


def _counted(total: int, progress: Progress) -> Callable[[], None]:
    done = 0

    def read() -> None:
        nonlocal done
        done += 1
        if done % _STEP == 0:
            progress(min(done, total), total)

    return read


class _Document:
    """Goes through a document once."""

    def __init__(self, parts: Mapping[str, etree._Element], read: Callable[[], None]) -> None:
        self._paragraphs = Paragraphs(parts, read)
        self._words = self._paragraphs.words
        self._first: dict[str, tuple[list[Block], int]] = {}
        """Where tracked changes and pictures were first met: the blocks, and after how many of them."""
        self._lone = ""
        """The number of a paragraph that says nothing else, in the cell that is being read."""

    def say_at_first(self) -> None:
        """Put how many tracked changes and pictures there are in all where the first of each is."""
        remarks = {}
        if changes := self._words.changes:
            what = f"This document has tracked changes that nobody has accepted or rejected, {tracked(changes)}; "
            what += "it was read as if all were accepted. This is the first."
            remarks["change"] = Remark(what, quoted(changes[:1]))
        if (count := self._words.pictures) > 1:
            remarks["picture"] = Remark(
                f"{count} large pictures stand outside tables; what they show was not read. This is the first."
            )
        elif count:
            remarks["picture"] = Remark("A large picture stands here; what it shows was not read.")
        for kind, remark in remarks.items():
            blocks, at = self._first[kind]
            blocks.insert(at, remark)

    def blocks(self, holder: etree._Element, *, in_table: bool = False) -> list[Block]:
        """What stands in the body, in a cell or in a text box."""
        found: list[Block] = []
        for child in _held(holder):
            if child.tag == f"{W}p":
                self._words.in_table = in_table
                found += self._paragraph(child, in_table=in_table)
                for box in self._words.hanging():
                    found += self.blocks(box, in_table=in_table)
            elif child.tag == f"{W}tbl":
                found += self._table(child)
            else:
                found.append(Remark("Another file is put into the document here; nothing of it was read."))
            self._note_first(found)
        return found

    def _note_first(self, blocks: list[Block]) -> None:
        if self._words.changes:
            self._first.setdefault("change", (blocks, len(blocks)))
        if self._words.pictures:
            self._first.setdefault("picture", (blocks, len(blocks)))

    def _paragraph(self, element: etree._Element, *, in_table: bool) -> Iterator[Block]:
        printed = self._paragraphs.read(element)
        if not in_table and printed.is_contents:
            return
        text = printed.whole if in_table else " ".join(printed.whole.split())
        if not text and printed.mark != BULLET:
            self._lone = self._lone or printed.mark
        short = 0 < len(text) <= _LONGEST_HEADING and text[-1] not in ".;,"
        yield Paragraph(text, short and printed.level > 0, printed.depth)
        yield from self._words.told()

    # Tables. -----------------------------------------------------------------------------------------------

    def _table(self, element: etree._Element) -> Iterator[Block]:
        rows = rows_of(element)
        columns(element, rows)
        table = Table()
        merged: dict[int, Cell] = {}
        """Of cells merged downwards, by their first column."""
        gone: list[Block] = []
        for row in rows:
            through = {cell.first for cell in row.cells if cell.goes_on}
            merged = {first: cell for first, cell in merged.items() if first in through}
            if row.change in LEFT_OUT:
                self._words.absent_row(row.element, row.change)
                gone += self._words.told()
                continue
            before = len(self._words.changes)
            cells = list(self._cells(row, merged))
            self._words.changed_row(row.element if row.change else None, self._words.changes[before:])
            if cells:
                cells[0].blocks += [*gone, *self._words.told()]
                gone = []
                self._note_first(cells[0].blocks)
            table.rows.append(Row(cells, row.is_heading))
        yield table
        yield from gone

    def _cells(self, row: GridRow, merged: dict[int, Cell]) -> Iterator[Cell]:
        """Those that begin in a row, and what fills the gaps between them."""
        at = 0
        last = Cell([])
        for cell in row.cells:
            if cell.goes_on and cell.first in merged:
                merged[cell.first].down += 1
            elif cell.first < at:  # one column's cell, parted in this row alone
                last.blocks += self._said(cell.element)
            else:
                if cell.first > at:
                    yield Cell([], cell.first - at)
                last = Cell(self._said(cell.element), cell.last - cell.first + 1)
                if cell.opens:
                    merged[cell.first] = last
                yield last
            at = max(at, cell.last + 1)

    def _said(self, cell: etree._Element) -> list[Block]:
        """What a cell says; rows that number themselves say nothing but their number."""
        self._lone = ""
        found = self.blocks(cell, in_table=True)
        paragraphs = [block for block in found if isinstance(block, Paragraph) and block.text]
        least = min((block.level for block in paragraphs if block.text), default=0)
        if least:
            found[:] = [replace(b, level=max(b.level - least, 0)) if isinstance(b, Paragraph) else b for b in found]
        if self._lone and not paragraphs:
            found.insert(0, Paragraph(self._lone))
        return found


def _held(holder: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs, tables and other files that stand in something, controls and alternatives opened."""
    for child in holder:
        if child.tag in {f"{W}p", f"{W}tbl", f"{W}altChunk", f"{W}subDoc"}:
            yield child
        elif child.tag in {f"{W}sdtContent", f"{W}customXml"} or (child.tag == f"{W}sdt" and not only_asks(child)):
            yield from _held(child)
        elif child.tag == ALTERNATIVES:
            yield from _held(chosen(child))
