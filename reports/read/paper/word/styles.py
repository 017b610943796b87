"""What a Word document says of its paragraphs besides their words: headings, hidden styles, and automatic numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"

_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_INSET = re.compile(r"list (?:bullet|number|continue) ([2-5])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|table of (?:contents|figures)|index) ?\d?(?: heading)?", re.IGNORECASE)
_WORDS = 9
BULLET = "\u2022"


def usual(root: etree._Element) -> etree._Element:
    """A part by the names that Word usually gives; a file saved as Strict has others for the same things."""
    if str(root.tag).startswith(_STRICT):
        for element in root.iter(f"{_STRICT}*"):
            element.tag = str(element.tag).replace(_STRICT, W)
            for name, said in list(element.attrib.items()):
                element.attrib[str(name).replace(_STRICT, W)] = said
    return root


def value(element: etree._Element | None, *path: str) -> str | None:
    """What the descendant at `path` is set to; None where there is none, `""` where it says nothing more."""
    for name in path:
        element = None if element is None else element.find(W + name)
    return None if element is None else element.get(f"{W}val", "")


def counted(said: str | None, otherwise: int, most: int = 100_000) -> int:
    """A number as a file gives it, at most `most`; what is none is `otherwise`."""
    return min(int(said), most) if said and said.isdecimal() and len(said) < 10 else otherwise


def switched(element: etree._Element | None, name: str) -> bool | None:
    """Is a property on or off? None where the element does not say."""
    said = value(element, name)
    return None if said is None else said not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """A style, with what it has from those that it is based on."""

    name: str = ""
    level: int = 0
    """Of a heading, 1 the highest; 0 for a body of words."""
    list: str | None = None
    """The list whose numbers its paragraphs have."""
    depth: int = 0
    """At which of the list's levels."""
    inset: int = 0
    """How deep its items stand in another list, though they have one of their own."""
    hidden: bool = False

    @property
    def is_contents(self) -> bool:
        """Is it that of a table of contents, which says again what stands elsewhere?"""
        return _CONTENTS.fullmatch(self.name) is not None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._read: dict[str, Style] = {}
        self._usual = ""
        for element in () if root is None else root.iterfind(f"{W}style"):
            named = element.get(f"{W}styleId", "")
            self._elements[named] = element
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default", "0") not in _OFF:
                self._usual = named

    def of(self, properties: etree._Element | None, kind: str = "pStyle") -> Style:
        """That of a paragraph or a run with these properties."""
        usual = self._usual if kind == "pStyle" else ""
        named = value(properties, kind)
        return self._style(usual if named is None else named, ())

    def _style(self, named: str, above: tuple[str, ...]) -> Style:
        if named not in self._read:
            element = self._elements.get(named)
            if element is None or named in above or len(above) > 50:
                return Style()
            parent = value(element, "basedOn")
            self._read[named] = _based(self._style(parent, (*above, named)) if parent else Style(), element)
        return self._read[named]


def outline_level(said: str, otherwise: int) -> int:
    """The level of a heading, 1 the highest, by the outline's, which counts from 0 and ends with words at 9."""
    found = counted(said, -1)
    return otherwise if found < 0 else found + 1 if found < _WORDS else 0


def _based(parent: Style, element: etree._Element) -> Style:
    paragraph = element.find(f"{W}pPr")
    name = value(element, "name") or ""
    heading = _HEADING.fullmatch(name.strip())
    outline = value(paragraph, "outlineLvl")
    level = parent.level
    if heading:
        level = int(heading[1])
    elif name.strip().casefold() == "title":
        level = 1
    elif outline:
        level = outline_level(outline, level)
    inset = _INSET.fullmatch(name.strip())
    numbered = value(paragraph, "numPr", "numId")
    depth = value(paragraph, "numPr", "ilvl")
    hidden = switched(element.find(f"{W}rPr"), "vanish")
    return replace(
        parent,
        name=name,
        level=level,
        list=parent.list if numbered is None else numbered,
        depth=counted(depth, parent.depth),
        inset=int(inset[1]) - 1 if inset else parent.inset,
        hidden=parent.hidden if hidden is None else hidden,
    )


# Automatic numbers. ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    """The level, from 1, after which it begins anew; 0 for never, None for every higher one."""
    legal: bool = False
    """Are the numbers of the levels above shown as 1, 2, 3 whatever they are there?"""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int]
    """Shared by all lists of one scheme, which thus go on counting after each other."""
    anew: dict[int, int] = field(default_factory=dict)
    """Where this list begins its levels when it is first met."""


class Numbers:
    """The numbers that Word counts for itself; asked in the order of the paragraphs."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        schemes = {scheme.get(f"{W}abstractNumId", ""): scheme for scheme in root.iterfind(f"{W}abstractNum")}
        counts: dict[str, dict[int, int]] = {}
        linked = {link: key for key, scheme in schemes.items() if (link := value(scheme, "styleLink"))}
        for number in root.iterfind(f"{W}num"):
            scheme = value(number, "abstractNumId") or ""
            scheme = linked.get(value(schemes.get(scheme), "numStyleLink") or "", scheme)
            found = _List(dict(_levels(schemes.get(scheme))), counts.setdefault(scheme, {}))
            for override in number.iterfind(f"{W}lvlOverride"):
                found.levels |= dict(_levels(override))
                start = counted(value(override, "startOverride"), -1)
                if start >= 0:
                    found.anew[counted(override.get(f"{W}ilvl"), 0)] = start
            self._lists[number.get(f"{W}numId", "")] = found

    def next(self, properties: etree._Element | None, style: Style) -> tuple[str, int]:
        """What stands before the next paragraph, `3.1`, `(a)`, a bullet or nothing, and how deep in its list."""
        own = value(properties, "numPr", "numId")
        said = value(properties, "numPr", "ilvl")
        found = self._lists.get(style.list or "" if own is None else own)
        if found is None:
            return "", 0
        depth = counted(said, style.depth)
        level = found.levels.get(depth)
        if level is None:
            return "", depth
        _count(found, depth)
        if level.format == "bullet":
            return BULLET, max(depth, style.inset)

        def shown(which: re.Match[str]) -> str:
            above = int(which[1]) - 1
            kind = "decimal" if level.legal else found.levels.get(above, level).format
            return _show(found.counts.get(above, 1), kind)

        return re.sub(r"%([1-9])", shown, level.text).strip(), max(depth, style.inset)


def _levels(scheme: etree._Element | None) -> Iterator[tuple[int, _Level]]:
    for level in () if scheme is None else scheme.iterfind(f"{W}lvl"):
        restart = counted(value(level, "lvlRestart"), -1)
        yield (
            counted(level.get(f"{W}ilvl"), 0),
            _Level(
                counted(value(level, "start"), 1),
                value(level, "numFmt") or "decimal",
                value(level, "lvlText") or "",
                restart if restart >= 0 else None,
                bool(switched(level, "isLgl")),
            ),
        )


def _count(found: _List, depth: int) -> None:
    """One more paragraph of the list, `depth` deep."""
    counts = found.counts
    for level in [level for level in found.anew if level <= depth]:
        counts[level] = found.anew.pop(level) - (level == depth)
    for above in range(depth):
        counts.setdefault(above, found.levels.get(above, _Level()).start)
    counts[depth] = counts.get(depth, found.levels[depth].start - 1) + 1
    for below in [level for level in counts if level > depth]:
        restart = found.levels.get(below, _Level()).restart
        if restart is None or depth < restart:
            del counts[below]


def _show(number: int, format: str) -> str:
    if format in {"lowerLetter", "upperLetter"} and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letters if format == "lowerLetter" else letters.upper()
    if format in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        return _roman(number) if format == "lowerRoman" else _roman(number).upper()
    if format == "decimalZero":
        return f"{number:02}"
    return "" if format in {"none", "bullet"} else str(number)


def _roman(number: int) -> str:
    signs = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    shown = ""
    for sign, worth in zip(signs, values, strict=True):
        shown += sign * (number // worth)
        number %= worth
    return shown
