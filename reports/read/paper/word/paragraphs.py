"""The paragraphs of a Word document: their words with the number that a reader sees before them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from reports.read.paper.word.styles import Numbers, Styles, W, outline_level, switched, value
from reports.read.paper.word.text import Notes, Words

_P = f"{W}p"


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph as it is printed."""

    text: str
    """Without the number before it; a line feed where a line is broken."""
    mark: str = ""
    """That number as shown, `3.1`, or a bullet."""
    depth: int = 0
    """How deep in its list it stands, from 0."""
    level: int = 0
    """Of a heading, 1 the highest; 0 for others."""
    is_contents: bool = False
    """Does it belong to the table of contents?"""

    @property
    def whole(self) -> str:
        """With its number, if it says anything."""
        text = self.text.strip()
        return f"{self.mark} {text}" if self.mark and text else text


class Paragraphs:
    """Reads them in their order, since each number goes on from the one before."""

    def __init__(self, parts: Mapping[str, etree._Element], read: Callable[[], None]) -> None:
        self._styles = Styles(parts.get("styles"))
        self._numbers = Numbers(parts.get("numbering"), self._styles)
        self.words = Words(self._styles, _notes(parts, self._styles), read)
        self._carried = ""
        """Words of a paragraph whose end is deleted or hidden: they go on in the next."""

    def read(self, element: etree._Element) -> Printed:
        """One paragraph; the empty one where its words go on in the next."""
        properties = element.find(f"{W}pPr")
        style = self._styles.of(properties)
        text = self.words.of(element, style)
        following = element.getnext()
        has_no_end = _has_no_end(properties) and following is not None and following.tag == _P
        if has_no_end and not text.strip():
            return Printed("")
        mark, depth = self._numbers.next(properties, style)
        if has_no_end:
            self._carried += f"{mark} {text}" if mark and not self._carried else text
            return Printed("")
        if self._carried:
            text, mark, self._carried = self._carried + text, "", ""
        level = outline_level(value(properties, "outlineLvl") or "", style.level)
        return Printed(text, mark, depth, level, style.is_contents)


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
