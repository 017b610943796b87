"""House style of a page: its letters, colours and measures, and the one door from a register's words to paper."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

# Measures, in points; the origin of a page is its lower left corner. -----------------------------------------------

WIDTH, HEIGHT = 841.89, 595.28
"""A4, landscape."""
LEFT, RIGHT = 36.0, WIDTH - 36.0
TOP, BOTTOM = HEIGHT - 50.0, 50.0
"""Of the text; the running head stands above, the footer below."""
HEAD_LINE, FOOT_LINE = HEIGHT - 31.0, 25.0
"""Where running head and footer stand."""

# Colours, as the operands of `rg` and `RG`. --------------------------------------------------------------------------

INK = "0.09 0.09 0.11"
NAVY = "0.114 0.208 0.341"
GREY = "0.33 0.35 0.38"
WHITE = "1 1 1"
PALE = "0.949 0.961 0.976"
HAIRLINE = "0.694 0.706 0.714"


def rule(colour: str, weight: float, x: float, y: float, length: float) -> str:
    """The operators for a line across."""
    return f"{colour} RG {weight:g} w {x:.2f} {y:.2f} m {x + length:.2f} {y:.2f} l S"


def fill(colour: str, x: float, y: float, width: float, height: float) -> str:
    """The operators for a filled rectangle."""
    return f"{colour} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f"


LINE_ENDS = "\n\r\x85\u2028\u2029"

# The one door. -------------------------------------------------------------------------------------------------------


class _Door(dict[int, str]):
    """What is printed for each code point, found once."""

    def __missing__(self, code: int) -> str:
        character = self[code] = self._print(code)
        return character

    @staticmethod
    def _print(code: int) -> str:
        character = chr(code)
        if character in LINE_ENDS or character == "\t":
            return " "
        if 0xFE00 <= code <= 0xFE0F:
            return ""  # A variation selector only asks for another drawing of the sign before it.
        # Letters written from right to left would stand in the wrong order, which is worse than marks.
        hidden = unicodedata.category(character)[0] == "C" or unicodedata.bidirectional(character) in ("R", "AL", "AN")
        if not hidden and (all(code in _font(n).face.charToGlyph for n in _TEXT) or _is_symbol(code)):
            return character
        return " " if unicodedata.category(character) == "Zs" else f"[U+{code:04X}]"


_DOOR = _Door()
_TEXT = ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic")
_SYMBOLS = ("DejaVuSans", "DejaVuSans-Bold")


def _is_symbol(code: int) -> bool:
    return all(code in _font(name).face.charToGlyph for name in _SYMBOLS)


def legible(text: str) -> str:
    """`text` as a line of paper shows it: nothing acts or hides, and what no font draws becomes a mark: `[U+1F642]`."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text).translate(_DOOR)


def blank(text: str) -> bool:
    """Does paper show nothing of `text`? A control is no blank here: it leaves a mark."""
    return not legible(text).strip()


# Letters. ------------------------------------------------------------------------------------------------------------


class _Embedded(TTFont):
    """A font whose map back to Unicode is whole, so that what is copied or read aloud is what was written.

    ReportLab's own maps unused codes to NUL and writes five digits for what lies beyond U+FFFF.
    """

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - ReportLab's name
        subsets: list[list[int]] = self.state[doc].subsets
        known = set(doc.idToObject)
        super().addObjects(doc)
        maps: list[Any] = [
            stream for name, stream in doc.idToObject.items() if name.startswith("toUnicodeCMap:") and name not in known
        ]
        for stream, subset in zip(maps, subsets, strict=True):
            stream.content = _to_unicode(subset)


def _to_unicode(subset: list[int]) -> str:
    """The CMap from the codes of one subset of a font to Unicode."""
    pairs = [f"<{code:02X}> <{chr(u).encode('utf-16-be').hex()}>" for code, u in enumerate(subset) if u]
    blocks = (pairs[i : i + 100] for i in range(0, len(pairs), 100))  # No block may be longer.
    return "\n".join((
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
        *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ))  # fmt: skip


@cache
def _font(name: str) -> _Embedded:
    return _Embedded(name, str(Path(__file__).parent / "fonts" / f"{name}.ttf"), asciiReadable=True)


class _CharacterFonts(dict[str, _Embedded]):
    """The font each character is drawn in."""

    def __init__(self, text: str, symbols: str) -> None:
        self._names = text, symbols

    def __missing__(self, character: str) -> _Embedded:
        text = _font(self._names[0])
        code = 0x20 if character == "\xa0" else ord(character)
        font = self[character] = text if code in text.face.charToGlyph else _font(self._names[1])
        return font


class _CharacterWidths(dict[str, float]):
    """How wide each character is, in thousandths of its size."""

    def __init__(self, fonts: _CharacterFonts) -> None:
        self._fonts = fonts

    def __missing__(self, character: str) -> float:
        face: Any = self._fonts[character].face
        width: float = face.getCharWidth(ord(character))
        self[character] = width
        return width


class _WordWidths(dict[str, float]):
    """How wide each word is; prose has few different ones."""

    def __init__(self, characters: _CharacterWidths) -> None:
        self._characters = characters

    def __missing__(self, word: str) -> float:
        width = sum(map(self._characters.__getitem__, word))
        if len(word) < 40:
            self[word] = width
        return width


class Face:
    """One cut of the letters; the symbols it lacks come from another font."""

    def __init__(self, text: str, symbols: str) -> None:
        self.text = text
        self.fonts = _CharacterFonts(text, symbols)
        self.characters = _CharacterWidths(self.fonts)
        self.words = _WordWidths(self.characters)


REGULAR = Face("NotoSans-Regular", "DejaVuSans")
BOLD = Face("NotoSans-Bold", "DejaVuSans-Bold")
ITALIC = Face("NotoSans-Italic", "DejaVuSans")


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of text is set."""

    face: Face
    size: float = 8.5
    leading: float = 11.5
    colour: str = INK


TEXT = Style(REGULAR)
STRONG = Style(BOLD)
QUIET = Style(REGULAR, colour=GREY)
ASIDE = Style(ITALIC, colour=GREY)
"""What the paper says where the register says nothing."""
HEADING = Style(BOLD, colour=WHITE)
"""Of a table's columns."""

# Setting lines. ------------------------------------------------------------------------------------------------------

_ACTING = re.compile(r"[()\\]")
_JOINTS = re.compile(r"(?<=[^\W\d_]{2})[-/\u2013\u2014](?=[^\W\d_]{2})")
"""Where a word may be broken at any time: between letters, after what joins them."""
_LOOSE = frozenset("-/\u2013\u2014._@?&=,;:|]")
"""After which a word longer than a line is broken for choice."""


class Setter:
    """Sets words as lines of PDF operators for one document. No words come onto a page by another way."""

    def __init__(self, document: PDFDocument) -> None:
        self._document = document

    def use(self, style: Style) -> str:
        """The operators that take up a style's colour and letters."""
        return f"{style.colour} rg {self._letters(style)}"

    def _letters(self, style: Style) -> str:
        return f"{_font(style.face.text).getSubsetInternalName(0, self._document)} {style.size:g} Tf"

    def width(self, text: str, style: Style) -> float:
        """How wide `text` is in one line."""
        return style.face.words[legible(text)] * style.size / 1000

    def line(self, text: str, style: Style, measure: float | None = None) -> str:
        """`text` in one line; what goes beyond the measure is cut off and leaves an ellipsis."""
        text = legible(text)
        if measure is not None and style.face.words[text] * style.size > measure * 1000:
            room = measure * 1000 / style.size - style.face.characters["\u2026"]
            head = next(_chunks(text, style.face, room, room))  # As if it were one word.
            text = head.rstrip() + "\u2026"
        return self._show(text, style)

    def lines(self, text: str, style: Style, measure: float, indent: float = 0.0) -> list[str]:
        """One paragraph of `text` in lines no wider than `measure`, the first one beginning after `indent`."""
        return [self._show(line, style) for line in self.filled(text, style, measure, indent)]

    def filled(self, text: str, style: Style, measure: float, indent: float = 0.0) -> list[str]:
        """The words of these lines."""
        scale = 1000 / style.size
        return _fill(legible(text), style.face, measure * scale, indent * scale)

    def _show(self, line: str, style: Style) -> str:
        if line.isascii():
            return f"({_ACTING.sub(_escaped, line)}) Tj"
        base = current = self._letters(style)
        out = ["("]
        for font, run in groupby(line.replace("\xa0", " "), style.face.fonts.__getitem__):
            for subset, codes in font.splitString("".join(run), self._document):
                letters = f"{font.getSubsetInternalName(subset, self._document)} {style.size:g} Tf"
                if letters != current:
                    out.append(f") Tj {letters} (")
                    current = letters
                out.append("".join(map(_CODES.__getitem__, codes)))
        out.append(") Tj" if current == base else f") Tj {base}")
        return "".join(out)


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


_CODES = [f"\\{code:03o}" if not 0x20 <= code < 0x7F else _ACTING.sub(_escaped, chr(code)) for code in range(256)]
"""How each code of a font is written in a string of a content stream."""


def _fill(text: str, face: Face, measure: float, indent: float) -> list[str]:
    """`text` as lines. All but the last end in a blank, or readers would glue words, unless a word is broken there."""
    widths, blank = face.words, face.characters[" "]
    done: list[str] = []
    line: list[str] = []
    room = measure - indent
    for word in filter(None, text.split(" ")):
        width = widths[word]
        if width > room:
            *heads, last = _broken(word, width, face, room, measure)
            for head in heads:
                if head:
                    line.append(head)
                done.append(" ".join(line) + ("" if head else " "))
                line = []
            word = last  # noqa: PLW2901 - what is left of it
            width = widths[word]
            room = measure
        line.append(word)
        room -= width + blank
    done.append(" ".join(line))
    return done


def _broken(word: str, width: float, face: Face, room: float, measure: float) -> list[str]:
    """A word too wide for `room`, in parts: the first in what room there is, or empty; the others a line each."""
    if width <= measure:
        for joint in reversed([found.end() for found in _JOINTS.finditer(word)]):
            if face.words[word[:joint]] <= room:
                return [word[:joint], word[joint:]]
        return ["", word]
    return list(_chunks(word, face, room, measure))


def _chunks(word: str, face: Face, room: float, measure: float) -> Iterator[str]:
    """A word wider than a line, cut where it is full: after a loose sign for choice.

    It is begun in what room is left on a line only if such a sign allows.
    """
    widths = face.characters
    start, used, loose = 0, 0.0, 0
    for i, character in enumerate(word):
        width = widths[character]
        while used + width > room and (i > start or room < measure):
            full = loose if loose > (start + i) // 2 else i
            end = max(start, loose) if room < measure else full
            yield word[start:end]
            start, room = end, measure
            used = sum(map(widths.__getitem__, word[start:i]))
        used += width
        if character in _LOOSE:
            loose = i + 1
    yield word[start:]
