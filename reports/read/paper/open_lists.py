"""The numbers and bullets of OpenDocument's lists, which a document keeps apart from the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from reports.read.open_words import given, local, number

BULLET = "\u2022"

_DEEPEST = 10
"""Levels that a list has."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How the items of one level are numbered."""

    format: str
    """`1`, `a`, `A`, `i`, `I`, a bullet, or nothing."""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    """How many levels' numbers are printed: 2 for `3.1`."""


@dataclass(slots=True)
class Counting:
    """Where a list has got to, level by level."""

    numbers: dict[int, int] = field(default_factory=dict)

    def next(self, level: int, levels: Mapping[int, _Level], start: str = "") -> str:
        """The label of the next item at `level`, the first being 1, as it is printed; `start` sets its number."""
        style = levels.get(level, _Level(""))
        self.numbers[level] = number(start, 0, 9_999) if start else self.numbers.get(level, style.start - 1) + 1
        for deeper in [key for key in self.numbers if key > level]:
            del self.numbers[deeper]
        if style.format in {"", BULLET}:
            return style.format
        shown = []
        for above in range(max(level - style.shown, 0) + 1, level + 1):
            at = levels.get(above, _Level(""))
            if at.format not in {"", BULLET}:
                shown.append(numeral(self.numbers.get(above, at.start), at.format))
        return f"{style.prefix}{'.'.join(shown)}{style.suffix}".strip()


class Numbering:
    """All the lists of a document."""

    def __init__(self, *trees: etree._Element | None) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._of_paragraphs: dict[str, tuple[str, str]] = {}
        for tree in trees:
            for element in () if tree is None else tree.iter("{*}list-style", "{*}outline-style"):
                name = "" if local(element) == "outline-style" else given(element, "name")
                self._styles[name] = dict(map(_level, element))
            for element in () if tree is None else tree.iter("{*}style"):
                parents = given(element, "list-style-name"), given(element, "parent-style-name")
                self._of_paragraphs[given(element, "name")] = parents
        self._by_id: dict[str, Counting] = {}
        self._by_style: dict[str, Counting] = {}
        self._headings = Counting()

    def heading(self, element: etree._Element) -> str:
        """The number of a heading outside of lists."""
        if given(element, "is-list-header") == "true" or "" not in self._styles:
            return ""
        level = number(given(element, "outline-level"), 1, _DEEPEST)
        restart = given(element, "start-value") if given(element, "restart-numbering") == "true" else ""
        return self._headings.next(level, self._styles[""], restart)

    def levels(self, element: etree._Element, inherited: str) -> tuple[str, Mapping[int, _Level]]:
        """The style of a list, by name, and its levels; `inherited` is that of the list around it."""
        name = given(element, "style-name") or inherited or self._styled_by_paragraph(element)
        return name, self._styles.get(name, {})

    def counting(self, element: etree._Element, style: str) -> Counting:
        """Where an outermost list begins to count: at the start, or where an earlier one has got to."""
        continued = given(element, "continue-list")
        earlier = self._by_id.get(continued) if continued else None
        if earlier is None and given(element, "continue-numbering") == "true":
            earlier = self._by_style.get(style)
        counting = earlier or Counting()
        self._by_style[style] = self._by_id[given(element, "id")] = counting
        return counting

    def _styled_by_paragraph(self, element: etree._Element) -> str:
        paragraph = next(element.iter("{*}p", "{*}h"), None)
        name = "" if paragraph is None else given(paragraph, "style-name")
        for _ in range(_DEEPEST):
            found, name = self._of_paragraphs.get(name, ("", ""))
            if found:
                return found
        return ""


def _level(element: etree._Element) -> tuple[int, _Level]:
    at = number(given(element, "level"), 1, _DEEPEST)
    if local(element) not in {"list-level-style-number", "outline-level-style"}:
        return at, _Level(BULLET)
    return at, _Level(
        given(element, "num-format"),
        given(element, "num-prefix"),
        given(element, "num-suffix"),
        number(given(element, "start-value"), 1, 9_999),
        number(given(element, "display-levels"), 1, _DEEPEST),
    )


_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)


def numeral(count: int, style: str) -> str:
    """A number as lists print it, by their format `1`, `a`, `A`, `i` or `I`: 4, d, D, iv, IV."""
    if style in {"a", "A"} and count > 0:
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif style in {"i", "I"} and count > 0:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (count // value)
            count %= value
    else:
        return str(count)
    return text.upper() if style.isupper() else text
