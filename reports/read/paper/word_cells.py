"""The paragraphs of a Word document, in its cells and outside: their words with the number that a reader sees."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from reports.read.paper.word_styles import Numbers, Styles, W, switched, value
from reports.read.paper.word_tables import columns, rows_of
from reports.read.paper.word_text import ALTERNATIVES, Notes, Words, chosen

_P, _TABLE = f"{W}p", f"{W}tbl"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What a paragraph says."""

    text: str
    """Without the number before it; `\\n` where a line is broken."""
    mark: str = ""
    """That number as shown, `3.1`, or a bullet."""
    depth: int = 0
    """How deep in its list it stands, from 0."""
    level: int = 0
    """Of a heading, 1 the highest; 0 for others."""
    is_contents: bool = False
    """Does it belong to the table of contents?"""

    @property
    def lines(self) -> Iterator[str]:
        """Its lines with single blanks, the first with its number."""
        lines = [" ".join(line.split()) for line in self.text.split("\n")]
        for n, line in enumerate(filter(None, lines)):
            yield f"{self.mark} {line}" if self.mark and not n else line


class Paragraphs:
    """Reads them in their order, since each number goes on from the one before."""

    def __init__(self, parts: Mapping[str, etree._Element], read: Callable[[], None]) -> None:
        self._styles = Styles(parts.get("styles"))
        self._numbers = Numbers(parts.get("numbering"), self._styles)
        self.words = Words(self._styles, _notes(parts, self._styles), read)
        self._carried = ""
        """Words of a paragraph whose end is deleted or hidden: they go on in the next."""

    def read(self, element: etree._Element) -> Paragraph:
        """One paragraph; the empty one where its words go on in the next."""
        properties = element.find(f"{W}pPr")
        style = self._styles.of(properties)
        text = self.words.of(element, style)
        following = element.getnext()
        has_no_end = _has_no_end(properties) and following is not None and following.tag == _P
        if has_no_end and not text.strip():
            return Paragraph("")
        mark, depth = self._numbers.next(properties, style)
        if has_no_end:
            self._carried += f"{mark} {text}" if mark else text
            return Paragraph("")
        if self._carried:
            text, mark, self._carried = self._carried + text, "", ""
        outline = value(properties, "outlineLvl") or ""
        level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else style.level
        return Paragraph(text, mark, depth, level, style.is_contents)

    def cell(self, element: etree._Element) -> str:
        """The words of a cell, a line for each paragraph; items of a list in a list are set in."""
        found = list(self._within(element))
        if (
            len(found) == 1
            and found[0].mark.isalnum() | found[0].mark.endswith((".", ")"))
            and not found[0].text.strip()
        ):
            return found[0].mark  # rows that number themselves
        least = min((one.depth for one in found if one.mark and one.text.strip()), default=0)
        return "\n".join(
            "  " * (one.depth - least) * bool(one.mark) + line for one in found for n, line in enumerate(one.lines)
        )

    def _within(self, holder: etree._Element) -> Iterator[Paragraph]:
        for child in holder:
            if child.tag == _P:
                yield self.read(child)
                boxes, self.words.boxes = self.words.boxes, []
                for box in boxes:
                    yield from self._within(box)
            elif child.tag == _TABLE:
                yield from self._inner_table(child)
            elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml"}:
                yield from self._within(child)
            elif child.tag == ALTERNATIVES:
                yield from self._within(chosen(child))
            elif child.tag in {f"{W}altChunk", f"{W}subDoc"}:
                self.words.tell("Another file is put into the document here; nothing of it was read.")

    def _inner_table(self, table: etree._Element) -> Iterator[Paragraph]:
        """A table inside a cell: a line for each of its rows; of one column, the paragraphs in it."""
        rows = rows_of(table)
        alone = columns(table, rows) < 2
        for row in rows:
            if row.change == "deletion":
                self.words.deleted_row(row.element)
            elif alone:
                for cell in row.cells:
                    yield from self._within(cell.element)
            else:
                texts = [" ".join(self.cell(cell.element).split()) for cell in row.cells]
                yield Paragraph(" \u2013 ".join(filter(None, texts)))


def _has_no_end(properties: etree._Element | None) -> bool:
    """Is the mark at a paragraph's end deleted, moved away or hidden?"""
    mark = None if properties is None else properties.find(f"{W}rPr")
    if mark is None:
        return False
    return any(mark.find(W + name) is not None for name in ("del", "moveFrom")) or bool(switched(mark, "vanish"))


def _notes(parts: Mapping[str, etree._Element], styles: Styles) -> Notes:
    """Footnotes and endnotes, and comments with who made them."""

    def words(note: etree._Element) -> str:
        reader = Words(styles)
        return " ".join(filter(None, (reader.of(p, styles.of(p.find(f"{W}pPr"))).strip() for p in note.iter(_P))))

    notes = Notes({}, {})
    for kind in ("footnote", "endnote"):
        for note in parts.get(f"{kind}s", ()):
            notes.footnotes[f"{kind} {note.get(f'{W}id', '')}"] = words(note)
    for comment in parts.get("comments", ()):
        said, author = words(comment), comment.get(f"{W}author", "")
        notes.comments[comment.get(f"{W}id", "")] = f"{author}: {said}" if author else said
    return notes
