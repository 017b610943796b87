"""The structure tree of a PDF, which says what each of its words is: a heading, a cell, the number of an item."""

import ctypes
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from reports.read.paper import Progress
from reports.read.paper.pdf.letters import size_of
from reports.tags import OWNER

_DEEPEST = 60
"""Elements within elements; what a person tags lies within ten."""

_HYPHEN = "\x02"
"""What the library makes of a hyphen at the end of a line."""


@dataclass(slots=True)
class Run:
    """Letters that stand together, and what parts them from those before."""

    letters: list[str]
    gap: str
    r"""Nothing, a blank, or `\n` where a printed line ends; seen on the page, not written in the file."""
    x1: float = 0.0
    """Where it ends, in points from the page's left; known of the last in a printed line or a piece."""
    size: float = 0.0
    """Of the letters there, in points."""

    @property
    def text(self) -> str:
        """As one text."""
        text = "".join(self.letters)
        return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@dataclass(slots=True)
class Piece:
    """What an element has on a page."""

    page: int
    """From 1."""
    line: int
    """The printed line of that page on which it begins, from 1."""
    x0: float
    """Where it begins, in points from the page's left."""
    runs: list[Run] = field(default_factory=list)

    @property
    def exact(self) -> str:
        """Its letters as the file has them, blanks and all; the library leaves out a blank where fonts change."""
        text = ""
        for run in self.runs:
            lost = run.gap == " " and not text.endswith(" ") and not run.text.startswith(" ")
            text += " " + run.text if text and lost else run.text
        return text


@dataclass(slots=True)
class Element:
    """A node of the tree."""

    role: str
    title: str = ""
    actual: str = ""
    """The text that is meant where letters are drawn another way."""
    across: int = 1
    """Columns that a cell covers."""
    down: int = 1
    """Rows that it covers."""
    ours: Mapping[str, str] = field(default_factory=dict)
    """What our own papers say there of a text that cannot be printed as it is."""
    kids: "dict[int, Element | Piece]" = field(default_factory=dict)
    """By their places, which are filled page by page; what has nothing on any page leaves its place empty."""
    places: int = 0
    """How many kids it has, the empty ones with them."""

    @property
    def all(self) -> "Iterator[Element | Piece]":
        """Its kids in the order in which they are read."""
        return (self.kids[at] for at in sorted(self.kids))

    def every(self, *roles: str) -> "Iterator[Element]":
        """All elements of these roles under it."""
        for kid in self.all:
            if isinstance(kid, Element):
                if kid.role in roles:
                    yield kid
                yield from kid.every(*roles)

    @property
    def pieces(self) -> Iterator[Piece]:
        """All that is drawn of it."""
        for kid in self.all:
            if isinstance(kid, Piece):
                yield kid
            else:
                yield from kid.pieces


@dataclass(slots=True)
class Structure:
    """A file's tree, and how far it can be believed."""

    root: Element
    stray: list[Piece] = field(default_factory=list)
    """Words that no element has, and that are not marked as decoration either."""
    covered: int = 0
    """How many letters the tree has."""


def read_structure(document: pdfium.PdfDocument, progress: Progress) -> Structure | None:
    """The whole tree of a file, over all its pages; None where there is none, or one that no person has made."""
    found = Structure(Element("Root"))
    for number in range(len(document)):
        page = document[number]
        drawn, loose = _drawn(page, number + 1)
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        if tree:
            for at in range(raw.FPDF_StructTree_CountChildren(tree)):
                kid = raw.FPDF_StructTree_GetChildAtIndex(tree, at)
                if kid and not _merge(found.root, at, kid, drawn, 0):
                    return None
            raw.FPDF_StructTree_Close(tree)
        found.stray += [piece for piece in (*loose, *drawn.values()) if piece.exact.strip()]
        page.close()
        progress(number + 1, len(document))
    found.covered = sum(len("".join(piece.exact.split())) for piece in found.root.pieces)
    return found if found.root.kids else None


def _merge(parent: Element, at: int, handle: Any, drawn: dict[int, Piece], depth: int) -> bool:
    """Add to the tree what one page shows of an element; False where it lies too deep."""
    if depth > _DEEPEST:
        return False
    known = parent.kids.get(at)
    element = known if isinstance(known, Element) else _element(handle)
    parent.kids[at] = element
    element.places = max(raw.FPDF_StructElement_CountChildren(handle), 0)
    for place in range(element.places):
        kid = raw.FPDF_StructElement_GetChildAtIndex(handle, place)
        if kid:
            if not _merge(element, place, kid, drawn, depth + 1):
                return False
        else:
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(handle, place)
            piece = drawn.pop(mark, None)  # Whoever comes first has it: no word is read twice.
            if piece is not None:
                element.kids[place] = piece
    return True


def _element(handle: Any) -> Element:
    """An element without its kids."""
    element = Element(
        _text(raw.FPDF_StructElement_GetType, handle),
        _text(raw.FPDF_StructElement_GetTitle, handle),
        _text(raw.FPDF_StructElement_GetActualText, handle),
    )
    for at in range(max(raw.FPDF_StructElement_GetAttributeCount(handle), 0)):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(handle, at)
        values = dict(_values(attribute))
        if values.get("O") == OWNER:
            element.ours = {name: value for name, value in values.items() if isinstance(value, str) and name != "O"}
        element.across = _count(values.get("ColSpan")) or element.across
        element.down = _count(values.get("RowSpan")) or element.down
    return element


def _count(value: str | float | None) -> int:
    return max(1, min(int(value), 1000)) if isinstance(value, float) and value == value else 0  # noqa: PLR0124 - no NaN


def _values(attribute: Any) -> Iterator[tuple[str, str | float]]:
    """The names and values of an attribute, so far as they are texts and numbers."""
    for at in range(max(raw.FPDF_StructElement_Attr_GetCount(attribute), 0)):
        length = ctypes.c_ulong()
        name = ctypes.create_string_buffer(128)
        if not raw.FPDF_StructElement_Attr_GetName(attribute, at, name, 128, length):
            continue
        value = raw.FPDF_StructElement_Attr_GetValue(attribute, name)
        kind = raw.FPDF_StructElement_Attr_GetType(value)
        called = name.value.decode("utf-8", "replace")
        if kind == raw.FPDF_OBJECT_NUMBER:
            number = ctypes.c_float()
            if raw.FPDF_StructElement_Attr_GetNumberValue(value, number):
                yield called, number.value
        elif kind == raw.FPDF_OBJECT_STRING:
            yield called, _string(value)
        elif kind == raw.FPDF_OBJECT_NAME:
            named = _held(raw.FPDF_StructElement_Attr_GetStringValue, value)
            yield called, named.decode("utf-16-le", "replace").rstrip("\0")


def _string(value: Any) -> str:
    """A string as its bytes are: read as a text it would lose what follows an escape."""
    held = _held(raw.FPDF_StructElement_Attr_GetBlobValue, value)
    if held.startswith(b"\xfe\xff"):
        return held[2:].decode("utf-16-be", "replace")
    return held.decode("latin-1")


def _held(function: Callable[..., bool], value: Any) -> bytes:
    """What a function of the library writes of a value into a buffer, once it has told how long that is."""
    length = ctypes.c_ulong()
    if not function(value, None, 0, length):
        return b""
    buffer = ctypes.create_string_buffer(length.value)
    function(value, buffer, length.value, length)
    return buffer.raw[: length.value]


def _text(function: Callable[..., int], handle: Any) -> str:
    """What a function of the library writes into a buffer, in UTF-16 with a NUL at its end."""
    length = function(handle, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    function(handle, buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


# What is drawn. ------------------------------------------------------------------------------------------------------

_DECORATION = -2
_LOOSE = -1


def _drawn(page: Any, number: int) -> tuple[dict[int, Piece], list[Piece]]:
    """The marked pieces of a page by their marks, and the words that have none and are no decoration."""
    text = page.get_textpage()
    marked: dict[int, Piece] = {}
    loose: list[Piece] = []
    marks: dict[int, int] = {}
    before = _DECORATION
    line, gap, last = 1, "", 0
    piece: Piece | None = None
    for at in range(max(text.count_chars(), 0)):
        character = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if raw.FPDFText_IsGenerated(text.raw, at) == 1:
            line += character == "\n"
            gap = "\n" if character in "\r\n" or gap == "\n" else " "
            continue
        handle = raw.FPDFText_GetTextObject(text.raw, at)
        address = ctypes.cast(handle, ctypes.c_void_p).value or 0
        if address not in marks:
            marks[address] = _mark(handle)
        mark = marks[address]
        if piece is not None and (gap == "\n" or mark != before):
            piece.runs[-1].x1, piece.runs[-1].size = _edges(text, last)[1], size_of(text.raw, last)
        if mark == _DECORATION:
            piece = None
        elif mark != before:
            piece = marked.get(mark) or Piece(number, line, _edges(text, at)[0])
            if mark != _LOOSE:
                marked[mark] = piece
            else:
                loose.append(piece)
        if piece is not None:
            if mark != before or gap:
                piece.runs.append(Run([], gap))
            piece.runs[-1].letters.append("-" if character == _HYPHEN else character)
        before, gap = mark, ""
        last = last if character.isspace() else at
    text.close()
    return marked, loose


def _edges(text: Any, at: int) -> tuple[float, float]:
    """Where a letter begins and ends."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
    return left.value, right.value


def _mark(handle: Any) -> int:
    """Which marked piece of its page a drawn text belongs to: its number, _DECORATION or _LOOSE."""
    if not handle:
        return _LOOSE
    mark: int = raw.FPDFPageObj_GetMarkedContentID(handle)
    if mark >= 0:
        return mark
    for at in range(max(raw.FPDFPageObj_CountMarks(handle), 0)):
        if _name(raw.FPDFPageObj_GetMark(handle, at)) == "Artifact":
            return _DECORATION
    return _LOOSE


def _name(mark: Any) -> str:
    length = ctypes.c_ulong()
    raw.FPDFPageObjMark_GetName(mark, None, 0, length)
    buffer = (ctypes.c_ushort * max(length.value // 2, 1))()
    raw.FPDFPageObjMark_GetName(mark, buffer, length.value, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
