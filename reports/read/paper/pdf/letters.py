"""The words of a PDF's page, from its letters; a page is turned the way its letters stand, as it is read."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pypdfium2 import raw

from reports.read.paper.pdf.page import Word

Turn = Callable[[float, float], tuple[float, float]]
"""From a point of the file, its y upwards, to one of the page as it is read, its y downwards."""

_SPACE = 0.15
"""Of the letters' size: what is wider parts two words."""
_BACK = 0.5
"""Of the letters' size: who goes back so far begins anew, somewhere else."""
_OFF = 0.45
"""Of a letter's height: how far the middles of two letters of one word may lie apart."""
_ASKEW = 0.05
"""Quarter turns by which letters may stand askew; what stands more so is stamped over the page."""
_SAME_PLACE = 1.0
"""Points: the same word so near is the same, printed twice to look bold."""

_DATE = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d")
"""A letter right behind one begins the next column, however near that stands."""

_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_FORCED = 1 << 18
"""The flag of a font whose letters are to be made bold."""
_WEIGHT = 600
"""Of letters, from which they are bold."""

_HYPHEN = "\x02"
"""What the library makes of a hyphen at the end of a line."""
_PLAIN = {
    **dict.fromkeys("\r\n\t\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
    **dict.fromkeys("\u200b\u200c\u200d\ufeff\u0000\ufffe\uffff", ""),
    **dict.fromkeys("\uf0b7\uf0a7\uf0a8\uf076\uf0d8\uf0fc\u25cf\u25aa\u2043\u2023", "\u2022"),
    **dict(
        zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
    ),
    _HYPHEN: "-",
}
"""Letters that stand for others: spaces, what nobody sees, ligatures, and bullets from fonts of signs."""


class Frame(NamedTuple):
    """The box of a page in the file, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def turned(self, quarters: int) -> tuple[float, float, Turn]:
        """Its width, its height and the way into it, once it has been turned clockwise by so many quarters."""
        left, bottom, right, top = self
        width, height = right - left, top - bottom
        if quarters == 1:
            return height, width, lambda x, y: (y - bottom, x - left)
        if quarters == 2:
            return width, height, lambda x, y: (right - x, y - bottom)
        if quarters == 3:
            return height, width, lambda x, y: (top - y, right - x)
        return width, height, lambda x, y: (x - left, top - y)


@dataclass(slots=True)
class _Object:
    """A text as the file draws it: letters of one font and size."""

    size: float
    bold: bool
    quarters: int | None
    """By how many quarters its page is to be turned clockwise for it to stand upright; None if it stands askew."""


class _Letter(NamedTuple):
    text: str
    """Nothing, where the library adds a space that it sees."""
    box: tuple[float, float, float, float]
    """As the file has it: left, bottom, right, top."""
    drawn: _Object


@dataclass(slots=True)
class Letters:
    """All letters of a page, in the order of the file."""

    letters: list[_Letter]
    unknown: int
    """How many there are besides of which the file does not say what they are."""

    @property
    def quarters(self) -> int | None:
        """By how many quarters the page is to be turned for most of its letters to stand upright."""
        stand = Counter(letter.drawn.quarters for letter in self.letters if letter.text.strip())
        upright = {turn: many for turn, many in stand.items() if turn is not None}
        return max(upright, key=lambda turn: upright[turn], default=None)

    def words(self, turn: Turn, quarters: int) -> tuple[Word, ...]:
        """The words that they make on a page that is turned by `quarters`."""
        return _Words(turn, quarters).of(self.letters)


def letters_of(page: Any) -> Letters:
    """The letters of a page of the library."""
    text = page.get_textpage()
    try:
        return _letters(text.raw, max(text.count_chars(), 0))
    finally:
        text.close()


def _letters(text: Any, many: int) -> Letters:
    found = Letters([], 0)
    objects: dict[int, _Object] = {}
    box = raw.FS_RECTF()
    high = ""
    for at in range(many):
        character = chr(raw.FPDFText_GetUnicode(text, at))
        if raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        if raw.FPDFText_HasUnicodeMapError(text, at) == 1:
            found.unknown += 1
            continue
        if "\ud800" <= character < "\udc00":
            high = character
            continue
        if "\udc00" <= character < "\ue000":
            character = (high + character).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        high = ""
        raw.FPDFText_GetLooseCharBox(text, at, box)
        handle = raw.FPDFText_GetTextObject(text, at)
        address = ctypes.addressof(handle.contents) if handle else 0
        if address not in objects:
            objects[address] = _object(text, at)
        edges = (box.left, box.bottom, box.right, box.top)
        found.letters.append(_Letter(_PLAIN.get(character, character), edges, objects[address]))
    return found


def _object(text: Any, at: int) -> _Object:
    name = ctypes.create_string_buffer(200)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, at, name, len(name), flags)
    called = name.value.decode("latin-1").casefold()
    bold = any(word in called for word in _BOLD) or bool(flags.value & _FORCED)
    bold = bold or raw.FPDFText_GetFontWeight(text, at) >= _WEIGHT
    matrix = raw.FS_MATRIX()
    size = size_of(text, at)
    if raw.FPDFText_GetMatrix(text, at, matrix):
        turned = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        quarters = round(turned)
        return _Object(size, bold, quarters % 4 if abs(turned - quarters) <= _ASKEW else None)
    return _Object(size, bold, 0)


def size_of(text: Any, at: int) -> float:
    """The size of a letter as it stands on the page, in points."""
    matrix = raw.FS_MATRIX()
    size: float = raw.FPDFText_GetFontSize(text, at)
    return size * (math.hypot(matrix.c, matrix.d) or 1.0) if raw.FPDFText_GetMatrix(text, at, matrix) else size


@dataclass(slots=True)
class _Begun:
    """A word to which letters may still be added."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    drawn: _Object
    bold: int
    """How many of its letters are bold."""
    last: tuple[float, float, float, float]
    """The box of its last letter."""

    @property
    def word(self) -> Word:
        bold = 2 * self.bold > len(self.text)
        return Word(self.text, self.x0, self.top, self.x1, self.bottom, self.drawn.size, bold)


class _Words:
    """Puts letters together to words."""

    def __init__(self, turn: Turn, quarters: int) -> None:
        self.turn = turn
        self.quarters = quarters
        self.begun: _Begun | None = None
        self.whole: list[Word] = []

    def of(self, letters: list[_Letter]) -> tuple[Word, ...]:
        for letter in letters:
            if letter.drawn.quarters is None or not letter.text:
                continue
            if letter.drawn.quarters != self.quarters:
                self._aside(letter)
            elif letter.text.isspace():
                self._end()
            else:
                self._take(letter, self._box(letter))
        self._end()
        return tuple(_without_twins(self.whole))

    def _box(self, letter: _Letter) -> tuple[float, float, float, float]:
        left, bottom, right, top = letter.box
        (x0, y0), (x1, y1) = self.turn(left, top), self.turn(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _take(self, letter: _Letter, box: tuple[float, float, float, float]) -> None:
        x0, top, x1, bottom = box
        begun, size = self.begun, letter.drawn.size
        if begun is not None:
            height = max(begun.bottom - begun.top, bottom - top)
            off = abs(begun.top + begun.bottom - top - bottom) / 2
            aside = begun.drawn.quarters != letter.drawn.quarters
            near = box == begun.last or -_BACK * size <= x0 - begun.x1 <= _SPACE * size  # a ligature has one box
            dated = begun.text[-1] in "0123456789" and letter.text.isalpha() and _DATE.fullmatch(begun.text)
            if aside or off > _OFF * height or not near or dated:
                self._end()
                begun = None
        if begun is None:
            self.begun = _Begun(letter.text, x0, top, x1, bottom, letter.drawn, letter.drawn.bold, box)
            return
        begun.last = box
        begun.text += letter.text
        begun.x1 = max(begun.x1, x1)
        begun.top, begun.bottom = min(begun.top, top), max(begun.bottom, bottom)
        begun.bold += letter.drawn.bold
        if letter.drawn.size > begun.drawn.size:
            begun.drawn = letter.drawn

    def _aside(self, letter: _Letter) -> None:
        """Letters that stand upright or on their head beside those of the page: words of one line stay together."""
        x0, top, x1, bottom = self._box(letter)
        begun = self.begun
        if begun is not None and (
            begun.drawn.quarters != letter.drawn.quarters or not _is_near(begun, letter, x0, top)
        ):
            self._end()
            begun = None
        if begun is None:
            if not letter.text.isspace():
                box = (x0, top, x1, bottom)
                self.begun = _Begun(letter.text, x0, top, x1, bottom, letter.drawn, letter.drawn.bold, box)
            return
        begun.text += letter.text
        begun.x0, begun.x1 = min(begun.x0, x0), max(begun.x1, x1)
        begun.top, begun.bottom = min(begun.top, top), max(begun.bottom, bottom)
        begun.bold += letter.drawn.bold

    def _end(self) -> None:
        if self.begun is not None and self.begun.text.strip():
            self.begun.text = self.begun.text.strip()
            self.whole.append(self.begun.word)
        self.begun = None


def _is_near(begun: _Begun, letter: _Letter, x0: float, top: float) -> bool:
    far = 2 * letter.drawn.size
    return begun.x0 - far < x0 < begun.x1 + far and begun.top - far < top < begun.bottom + far


def _without_twins(words: list[Word]) -> list[Word]:
    """Each word once; two at one place are one, and bold."""
    at: dict[tuple[str, int], list[int]] = {}
    kept: list[Word] = []
    for word in words:
        near = [n for step in (-1, 0, 1) for n in at.get((word.text, round(word.top) + step), ())]
        twin = next((n for n in near if abs(kept[n].x0 - word.x0) <= _SAME_PLACE), None)
        if twin is None:
            at.setdefault((word.text, round(word.top)), []).append(len(kept))
            kept.append(word)
        elif not kept[twin].bold:
            one = kept[twin]
            kept[twin] = Word(one.text, one.x0, one.top, one.x1, one.bottom, one.size, bold=True)
    return kept
