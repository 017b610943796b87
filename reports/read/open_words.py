"""The words of OpenDocument, in texts as in sheets: what a paragraph says, and what else stands in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

_SPACES = re.compile(r"[ \t\r\n]+")

_MOST_SPACES = 1_000
"""A run of spaces is written as a number."""

_SKIPPED = frozenset(
    {"change", "tracked-changes", "ruby-text", "forms", "shapes", "script", "event-listeners", "title"}
)
_BOXES = frozenset({"frame", "custom-shape", "rect", "ellipse", "g", "text-box", "a-box"})


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def given(element: etree._Element, name: str) -> str:
    """An attribute by its name without a namespace; empty where there is none."""
    end = "}" + name
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(end)), "")


def number(text: str, least: int, most: int) -> int:
    """A count as a file gives it, within bounds; the least where it is none."""
    return max(least, min(int(text), most)) if text.isascii() and text.isdecimal() and len(text) < 12 else least


@dataclass(slots=True)
class Said:
    """What stands in a paragraph."""

    text: str = ""
    r"""Lines in it end with `\n`."""
    boxes: list[etree._Element] = field(default_factory=list)
    """Frames with words of their own."""
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Footnotes and endnotes."""
    hidden: list[str] = field(default_factory=list)
    """Words that no reader sees."""


def hidden_styles(*trees: etree._Element | None) -> frozenset[str]:
    """The names of styles that hide their words."""
    return frozenset(
        given(style, "name")
        for tree in trees
        if tree is not None
        for style in tree.iter("{*}style")
        if any(given(part, "display") == "none" for part in style if local(part) == "text-properties")
    )


def said_in(paragraph: etree._Element, hiding: frozenset[str] = frozenset()) -> Said:
    """What a paragraph says; `hiding` are the styles whose words nobody sees."""
    said = Said()
    if given(paragraph, "style-name") in hiding:
        said.hidden.append(_all_of(paragraph))
        return said
    pieces: list[str] = []
    _collect(paragraph, pieces, said, hiding)
    text = "".join(pieces)
    # Spaces that mean something are elements of their own; those between lines of markup mean nothing.
    said.text = _SPACES.sub(" ", text).strip(" ").replace(_SPACE, " ").replace(_LINE, "\n")
    return said


_SPACE, _LINE = "\ue000", "\ue001"
"""Stand for what was written as an element while the other spaces are joined."""


def _collect(element: etree._Element, pieces: list[str], said: Said, hiding: frozenset[str]) -> None:
    pieces.append(_plain(element.text))
    for child in element:
        name = local(child)
        if name == "s":
            pieces.append(_SPACE * number(given(child, "c"), 1, _MOST_SPACES))
        elif name == "tab":
            pieces.append(_SPACE)
        elif name == "line-break":
            pieces.append(_LINE)
        elif name == "annotation":
            said.comments.append(comment(child))
        elif name == "note":
            said.notes.append(_all_of(child.find("{*}note-body")))
        elif name in _BOXES:
            said.boxes.append(child)
        elif given(child, "is-hidden") == "true" or given(child, "style-name") in hiding:
            said.hidden.append(_all_of(child))
        elif name not in _SKIPPED:
            _collect(child, pieces, said, hiding)
        pieces.append(_plain(child.tail))


def _plain(text: str | None) -> str:
    return (text or "").replace(_SPACE, "").replace(_LINE, "")


def comment(annotation: etree._Element) -> str:
    """What a comment says, and who says it."""
    who = next((str(child.text or "") for child in annotation if local(child) == "creator"), "")
    words = " ".join(paragraphs_of(child for child in annotation if local(child) in {"p", "list"}))
    return f"{who}: {words}" if who else words


def paragraphs_of(elements: Iterable[etree._Element]) -> Iterator[str]:
    """The words of all paragraphs in some elements."""
    for element in elements:
        for paragraph in element.iter("{*}p", "{*}h"):
            yield said_in(paragraph).text


def _all_of(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())
