"""Printed lines as the paragraphs that were wrapped into them: items of lists, labels and broken words told apart."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from reports.read.paper.pdf.narrow import is_full, unbroken
from reports.read.paper.pdf.page import Word
from reports.read.paper.pdf.printed import PrintedLine, printed_lines

_STOPS = (".", ":", ";", "?", "!", ".\u201d", ".'", ".)")
_BULLET = re.compile(r"[\u2022\u25cf\u25aa\u25a0\u25e6\u2043\u00b7\u2219]")
_DASHES = frozenset(("-", "\u2013", "\u2014"))
"""What stands before an item, where its other lines are indented, or a sentence has ended."""
_SIGNS = frozenset(("o", "*", "\u00a7", "\u2192", "\u27a2", "\u2713"))
"""The same, where more than a space follows."""
_APART = 0.5
"""Of the letters' size: so much is more than a space."""
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}[.)]?")
_SIZES = 0.5
"""Points by which the letters of one heading are like each other."""
_INDENT = 6.0
"""Points by which a list within a list stands further right."""
_DEEPEST = 4
"""Lists within lists."""
_LABEL = re.compile(r"[A-Z][\w/&'\u2019() -]{1,40}:$")
_AROUND = ".,;:()?!\"'\u2018\u2019\u201c\u201d"
_BROKEN = re.compile(r"(\w+)([-\u00ad\u2010])$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an item of a list or a heading."""

    text: str
    lines: tuple[PrintedLine, ...]
    level: int = 0
    """How many lists the list that it is an item of stands in."""

    @property
    def is_bold(self) -> bool:
        """Is all of it?"""
        return all(word.bold for line in self.lines for word in line.words)

    @property
    def is_item(self) -> bool:
        """Is it an item of a list?"""
        return self.text.startswith("\u2022 ")


class Vocabulary:
    """The words of a whole paper, which tell how one that is broken at the end of a line is written."""

    def __init__(self, words: Iterable[str], within: Iterable[str] = ()) -> None:
        """`within` are those that stand between others in their line, and are broken by no edge of a column."""
        self.known: Counter[str] = Counter(word.strip(_AROUND).casefold() for word in words)
        self.whole = frozenset(word.strip(_AROUND).casefold() for word in within)

    def join(self, upper: str, lower: str) -> str:
        """One line and the next as one text."""
        broken = _BROKEN.search(upper)
        if not broken or not lower[:1].islower():
            return upper + (lower if upper.endswith("/") and upper[-2:-1] != " " and len(upper) > 1 else " " + lower)
        first, hyphen = broken.groups()
        second = re.split(r"[^\w-]", lower, maxsplit=1)[0]
        whole, parted = self.known[f"{first}{second}".casefold()], self.known[f"{first}-{second}".casefold()]
        if hyphen == "\u00ad" or whole > parted:
            return upper[:-1] + lower
        return upper + lower

    def are_halves(self, upper: str, lower: str, alone: bool) -> bool:
        """Are they halves of a word that the paper writes, and no words of it?

        Of one that stands `alone` in its line, where a word goes that is too long, one half may be a word as well.
        """
        words = sum(1 for half in (upper, lower) if half.casefold() in self.whole)
        return words <= alone and self.known[f"{upper}{lower}".casefold()] > 0


def passages(words: Sequence[Word], right: float, vocabulary: Vocabulary, field: str = "") -> list[Passage]:
    """What stands in one column of words, whose lines reach as far as `right` and which gives `field`, if any."""
    return lines_to_passages(printed_lines(words), right, vocabulary, field)


def lines_to_passages(
    lines: Sequence[PrintedLine], right: float, vocabulary: Vocabulary, field: str = ""
) -> list[Passage]:
    """The same of printed lines."""
    if not lines:
        return []
    column = _Column(min(line.words[0].x0 for line in lines), right, _pitch(lines))
    groups: list[list[PrintedLine]] = [[lines[0]]]
    for n, lower in enumerate(lines[1:], 1):
        following = lines[n + 1] if n + 1 < len(lines) else None
        if column.parts(groups[-1], lower, following):
            groups.append([])
        groups[-1].append(lower)
    return levelled([_passage(group, right, vocabulary, field) for group in groups], ())


def levelled(found: Sequence[Passage], above: Sequence[Passage]) -> list[Passage]:
    """Items of a list as deep as they stand in lists, which may have begun `above`, on the page before."""
    starts = sorted(passage.lines[0].words[0].x0 for passage in (*above, *found) if passage.is_item)
    levels = dict.fromkeys(starts, 0)
    for one, other in pairwise(starts):
        levels[other] = levels[one] + (other - one > _INDENT)
    return [
        replace(passage, level=min(levels[passage.lines[0].words[0].x0], _DEEPEST)) if passage.is_item else passage
        for passage in found
    ]


def begins_anew(above: Passage, below: Passage, right: float) -> bool:
    """Does a passage at the top of a page begin a paragraph, or go on with the one above, on the page before?"""
    lines = above.lines
    column = _Column(min(line.words[0].x0 for line in (*lines, *below.lines)), right, float("inf"))
    following = below.lines[1] if len(below.lines) > 1 else None
    return column.parts(lines, below.lines[0], following)


def torn(above: Passage, below: Passage, right: float, vocabulary: Vocabulary) -> Passage | None:
    """A passage and the one at the top of the next page as one, if a word is broken between them; else None.

    What looks like the rest of a reference may be another one, of another row.
    """
    both = (*above.lines, *below.lines)
    ends = accumulate(map(len, _unbroken(both, right, vocabulary, "")))
    cut = above.text.endswith("/") and above.text[-2:-1].isalnum() and below.text[:1].isalnum()
    broken = sum(len(line.text) for line in above.lines) not in ends
    return replace(_passage(both, right, vocabulary, ""), level=above.level) if cut or broken else None


def _pitch(lines: Sequence[PrintedLine]) -> float:
    """From line to line within a paragraph, in points."""
    steps = sorted(lower.middle - upper.middle for upper, lower in pairwise(lines))
    size = max(line.size for line in lines)
    step = steps[len(steps) // 4] if steps else 0.0
    return step if 0 < step <= 1.7 * size else 1.3 * size


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the lines stand that are to be put together."""

    left: float
    right: float
    """How far their words reach, and may be thought to have had room, in points."""
    pitch: float
    """From line to line within a paragraph, in points."""

    def parts(self, group: Sequence[PrintedLine], lower: PrintedLine, following: PrintedLine | None) -> bool:
        """Does a paragraph begin in line `lower`, below those of `group`?"""
        upper = group[-1]
        if lower.middle - upper.middle > 1.2 * self.pitch + 1 or abs(lower.size - upper.size) > 0.15 * upper.size + 0.5:
            return True
        if _is_bold(upper) and _is_bold(lower) and abs(lower.size - upper.size) > _SIZES:
            return True  # A heading, and one of another rank below it.
        text, ended = upper.text, upper.text.endswith(_STOPS)
        room = self.right - upper.words[-1].x1 - 0.25 * lower.size - (lower.words[0].x1 - lower.words[0].x0)
        mark, in_list = _mark(lower), bool(_mark(group[0]))
        if mark and (_BULLET.fullmatch(mark) or ended or room > 0 or in_list or _hangs(lower, following)):
            return not _is_rest(text, mark)
        if _label(lower) and not text.endswith((",", "-")):
            return True
        if _is_bold(upper) and not lower.words[0].bold and not text.endswith(":"):
            return True
        if _is_bold(lower) and not upper.words[-1].bold:
            return True
        if in_list and lower.words[0].x0 < group[0].words[0].x0 - 2:
            return True
        if ended:
            return room > 0.3 * lower.size
        return room > 1.5 * lower.size and upper.words[0].x0 - self.left < 2 and not lower.text[0].islower()


def _is_rest(text: str, mark: str) -> bool:
    """Is what looks like the number of an item the end of a sentence: `section` / `12.`"""
    return bool(re.fullmatch(r"\d+[.)]", mark)) and bool(re.search(r"\b(?:of|to|section|paragraph|and|in|by)$", text))


def _hangs(line: PrintedLine, following: PrintedLine | None) -> bool:
    """Do the lines of an item stand further right than its mark?"""
    if following is None or len(line.words) < 2:
        return False
    return abs(following.words[0].x0 - line.words[1].x0) <= 3 and following.words[0].x0 > line.words[0].x0 + 3


def _mark(line: PrintedLine) -> str:
    """What a line begins with if it may be an item of a list."""
    first = line.words[0].text
    if _BULLET.match(first):
        return first[0]
    if len(line.words) > 1 and (first in _DASHES or _NUMBER.fullmatch(first)):
        return first
    if len(line.words) > 1 and first in _SIGNS and line.words[1].x0 - line.words[0].x1 > _APART * line.size:
        return first
    return ""


def _label(line: PrintedLine) -> bool:
    """Does a line begin with a label in bold letters, as `Status:`?"""
    bold: list[str] = []
    for word in line.words:
        if not word.bold:
            break
        bold.append(word.text)
        if word.text.endswith(":"):
            return _LABEL.match(" ".join(bold)) is not None
    return False


def _is_bold(line: PrintedLine) -> bool:
    return all(word.bold for word in line.words)


def _unbroken(lines: Sequence[PrintedLine], right: float, vocabulary: Vocabulary, field: str) -> list[str]:
    """The texts of the lines of a passage, those together between which a word was broken."""
    full = [is_full(right - upper.words[-1].x1, lower.size, lower.words[0].text) for upper, lower in pairwise(lines)]
    return unbroken([line.text for line in lines], full, field, vocabulary.are_halves)


def _passage(group: Sequence[PrintedLine], right: float, vocabulary: Vocabulary, field: str) -> Passage:
    first, *others = _unbroken(group, right, vocabulary, field)
    mark = _mark(group[0])
    if mark and mark not in _DASHES and not _NUMBER.fullmatch(mark):
        first = f"\u2022 {first.removeprefix(mark).strip()}"
    text = first
    for line in others:
        text = vocabulary.join(text, line)
    return Passage(text.replace("\u00ad", ""), tuple(group))
