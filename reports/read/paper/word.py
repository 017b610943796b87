"""A Word document (.docx) as the lines of a report: its paragraphs and the rows of its tables, in their order."""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from lxml import etree

from db.rows import Problem
from reports.read import Unreadable
from reports.read.paper import Paper, Progress
from reports.read.paper.word_cells import Paragraphs
from reports.read.paper.word_styles import W, usual
from reports.read.paper.word_tables import Cell, Row, columns, rows_of
from reports.read.paper.word_text import ALTERNATIVES, chosen, is_contents, quoted, tracked
from reports.read.report.lines import Line
from reports.read.zipped import Zipped

_P, _TABLE = f"{W}p", f"{W}tbl"
_LONGEST_HEADING = 120
"""Letters: what is longer is a paragraph, whatever style somebody gave it."""
_STEP = 100
"""Paragraphs between two words of how far the reading is."""
_PARTS = frozenset({"styles", "numbering", "footnotes", "endnotes", "comments"})


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
    total = sum(1 for _ in body.iter(_P))
    document = _Document(parts, _counted(total, progress))
    document.blocks(body)
    progress(total, total)
    macros = "The document brings macros, programs of its own; nothing of them was read or run."
    told = (Problem("the document", macros),) if file.has_macros else ()
    return Paper(tuple(document.lines), (*told, *document.remarks()))


def _counted(total: int, progress: Progress) -> Callable[[], None]:
    done = 0

    def read() -> None:
        nonlocal done
        done += 1
        if done % _STEP == 0:
            progress(min(done, total), total)

    return read


class _Document:
    """Goes through the blocks of a document once."""

    def __init__(self, parts: dict[str, etree._Element], read: Callable[[], None]) -> None:
        self.lines: list[Line] = []
        self._paragraphs = Paragraphs(parts, read)
        self._words = self._paragraphs.words
        self._count = 0
        """Of paragraphs outside tables that say something."""
        self._tables = 0

    def remarks(self) -> Iterator[Problem]:
        """What a person should know besides."""
        changes, pictures = self._words.changes, self._words.pictures
        if changes:
            what = (
                f"There are tracked changes here that nobody has settled: {tracked(changes)} in the document, this the "
            )
            what += "first of them; all are read as if they were accepted."
            yield Problem(changes[0].where, what, quoted(changes[:1]))
        if pictures:
            what = (
                "A large picture stands here"
                if len(pictures) == 1
                else f"{len(pictures)} large pictures stand outside tables, the first of them here"
            )
            yield Problem(pictures[0], f"{what}; what it shows was not read.")
        yield from self._words.told

    # Blocks. -----------------------------------------------------------------------------------------------

    def blocks(self, holder: etree._Element) -> None:
        """Read paragraphs and tables; `holder` is the body, a text box, or a cell that only holds others."""
        for child in holder:
            if child.tag == _P:
                self._paragraph(child)
            elif child.tag == _TABLE:
                self._table(child)
            elif child.tag == f"{W}sdt":
                if not is_contents(child):
                    self.blocks(child)
            elif child.tag in {f"{W}sdtContent", f"{W}customXml"}:
                self.blocks(child)
            elif child.tag == ALTERNATIVES:
                self.blocks(chosen(child))
            elif child.tag in {f"{W}altChunk", f"{W}subDoc"}:
                self._words.where = f"paragraph {self._count + 1}"
                self._words.tell("Another file is put into the document here; nothing of it was read.")

    def _paragraph(self, element: etree._Element) -> None:
        self._words.where = f"paragraph {self._count + 1}"
        self._words.in_table = False
        found = self._paragraphs.read(element)
        text = " ".join(found.text.split())
        if text and not found.is_contents:
            self._count += 1
            is_heading = found.level and len(text) <= _LONGEST_HEADING and text[-1] not in ".;,"
            shown = f"{found.mark} {text}" if found.mark else text
            self._stand_alone(f"{'#' * min(found.level, 6)} {shown}" if is_heading else shown, self._words.where)
        self._boxes()

    def _boxes(self) -> None:
        boxes, self._words.boxes = self._words.boxes, []
        for box in boxes:
            self.blocks(box)

    def _stand_alone(self, text: str, where: str) -> None:
        """A line of its own, as paragraphs and headings are."""
        self.lines.append(Line((text,), where))
        self._blank()

    def _blank(self) -> None:
        if self.lines and not self.lines[-1].is_blank:
            self.lines.append(Line(("",), self.lines[-1].place))

    # Tables. -----------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element) -> None:
        rows = rows_of(table)
        count = columns(table, rows)
        if count < 2 or _only_holds_another(rows):
            for row in rows:
                if not self._is_gone(row):
                    for cell in row.cells:
                        self.blocks(cell.element)
            return
        self._blank()
        self._tables += 1
        self._rows(rows, count)
        self._blank()

    def _is_gone(self, row: Row) -> bool:
        if row.change == "deletion":
            self._words.deleted_row(row.element)
        return row.change == "deletion"

    def _rows(self, rows: Sequence[Row], count: int) -> None:
        merged: dict[int, str] = {}
        """Of cells merged downwards, by their first column."""
        number = 0
        headings = _headings([row for row in rows if row.change != "deletion"], count)
        for row in rows:
            self._words.where = f"table {self._tables} row {number + 1}"
            self._words.in_table = True
            if self._is_gone(row):
                for cell in row.cells:
                    merged.pop(cell.first, None)
                continue
            number += 1
            before = len(self._words.changes)
            values = [""] * count
            for cell in row.cells:
                self._set(values, cell, self._text(cell, merged), over=number <= headings)
            self._words.changed_row(row.element if row.change else None, self._words.changes[before:])
            self._add(row, values, is_first=number <= headings)

    def _text(self, cell: Cell, merged: dict[int, str]) -> str:
        if cell.goes_on and cell.first in merged:
            return merged[cell.first]
        text = self._paragraphs.cell(cell.element)
        if cell.opens:
            merged[cell.first] = text
        else:
            merged.pop(cell.first, None)
        return text

    def _set(self, values: list[str], cell: Cell, text: str, *, over: bool) -> None:
        """Put a cell's words in its columns: those of a heading in all that it is over, others in the first."""
        for column in range(cell.first, cell.last + 1 if over else cell.first + 1):
            values[column] = "\n".join(filter(None, (values[column], text)))

    def _add(self, row: Row, values: list[str], *, is_first: bool) -> None:
        where = self._words.where
        if not _is_title(row, len(values)):
            self.lines.append(Line(tuple(values), where, drawn=True))
        elif is_first or len(values) == 2:
            self._blank()
            title = " ".join(values[0].split())
            if title:
                self._stand_alone(f"# {title}" if _is_short(title) else title, where)
        elif values[0]:
            self.lines.append(Line((values[0],) * len(values), where, drawn=True))


def _is_short(title: str) -> bool:
    return len(title) <= _LONGEST_HEADING and title[-1] not in ".;,"


def _is_title(row: Row, count: int) -> bool:
    """Is a row one cell across the whole table?"""
    return len(row.cells) == 1 and (row.cells[0].first, row.cells[0].last) == (0, count - 1)


def _headings(rows: Sequence[Row], count: int) -> int:
    """How many rows are headings: those to be repeated on each page, else the first and what is merged with it."""
    said = sum(1 for _ in takewhile(lambda row: row.is_heading, rows))
    titles = sum(1 for _ in takewhile(lambda row: _is_title(row, count), rows))
    if said > titles or titles == len(rows):
        return said
    first, *rest = rows[titles:]
    parted = any(0 < cell.last - cell.first < count - 1 for cell in first.cells)
    return titles + (2 if rest and parted and any(cell.goes_on for cell in rest[0].cells) else 1)


def _only_holds_another(rows: Sequence[Row]) -> bool:
    """Is a table there for the page's sake, one cell of it holding the real one and the others nothing?"""
    cells = [cell.element for row in rows for cell in row.cells]
    filled = [cell for cell in cells if next(cell.iter(f"{W}t", f"{W}drawing", f"{W}pict"), None) is not None]
    inner = [table for cell in filled for table in cell.iterfind(_TABLE)]
    return len(filled) == 1 and any(columns(table, rows_of(table)) > 2 for table in inner)
