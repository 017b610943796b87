"""What a cell of a report says: its pieces joined, its markup read, and what is packed into it taken apart."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html.entities import html5
from typing import NamedTuple

from db.readings import RawMilestone
from reports.read.dates import dates_in


@dataclass(frozen=True, slots=True)
class Piece:
    """One line's part of a cell."""

    line: int
    text: str
    apart: bool = False
    """Is there an empty line of its column before it?"""


_BULLETS = "\u2022\u25cf\u25aa\u25e6\u2043\uf0b7\uf0a7"
_ITEM = re.compile(rf"[{_BULLETS}]|[-\u2013*]\s?\w|\(?(?:\d{{1,2}}|[a-z])[.)]\s")
"""How an item of a list begins."""

_TAG = re.compile(
    r"<(?P<close>/?)(?P<tag>ul|ol|li|p|div|br|b|i|u|em|strong|sup|sub|span)\b(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*[^*\s])?)\*\*")
_LEADS_ON = frozenset(
    (
        "a",
        "an",
        "the",
        "of",
        "to",
        "and",
        "or",
        "in",
        "on",
        "for",
        "with",
        "by",
        "from",
        "that",
        "as",
        "at",
        "into",
        "than",
    )
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


def join(pieces: Sequence[Piece]) -> str:
    """The pieces of a cell as one text with its markup; an empty line of the column begins a paragraph."""
    text = ""
    for piece in pieces:
        item = piece.text[:1] in _BULLETS or (_ITEM.match(piece.text) and text.endswith((".", ":", ";")))
        if not text:
            text = piece.text
        elif piece.apart or item:
            text += "\n" + piece.text
        elif text.endswith("-") and text[-2:-1].isalnum() and piece.text[:1].islower():
            text += piece.text
        else:
            text += " " + piece.text
    return text


def plain_text(marked: str) -> str:
    """A cell's text without markup: a line for every paragraph, and `• ` before every item of a list."""
    text = _BOLD.sub(r"\1", marked.replace("\u00a0", " ").replace("\t", " "))
    text = re.sub(r"(?<=\S) {2,}", _paragraph, text)
    text = re.sub(rf"(?<=[:;]) (?=[-\u2013]\w)|(?<=\S) ?(?=[{_BULLETS}])", "\n", text)
    text = _ENTITY.sub(_character, _unmarked(text))
    lines = [re.sub(rf"^(\s*)[{_BULLETS}]\s*", r"\1• ", line.rstrip()) for line in text.split("\n")]
    return "\n".join(line for line in lines if line.strip(" •"))


def _character(entity: re.Match[str]) -> str:
    """The character that an entity stands for; `&notes;`, which is none, stays as it is."""
    known = entity[0][1] == "#" or entity[0][1:] in html5
    return html.unescape(entity[0]) if known else entity[0]


def _paragraph(gap: re.Match[str]) -> str:
    """Two spaces are where a paragraph ended, unless they stand inside a sentence."""
    before, after = gap.string[: gap.start()][-1:], gap.string[gap.end() :][:4]
    ended = before in set(".:;?!") or after[:1].isupper() or _ITEM.match(after)
    return "\n" if ended else " "


def _unmarked(text: str) -> str:
    out = ""
    lists: list[int | None] = []
    place = 0
    for mark in _TAG.finditer(text):
        run = text[place : mark.start()]
        out += run.lstrip() if out.endswith(("\n", "• ", ". ")) and mark.start() else run
        place = mark.end()
        tag, closing = mark["tag"].casefold(), bool(mark["close"])
        if tag in {"ul", "ol"} and not closing:
            lists.append(0 if tag == "ol" else None)
        elif tag in {"ul", "ol"} and lists:
            lists.pop()
        if tag == "li" and not closing:
            out = out.rstrip(" ") + "\n" + "  " * (len(lists) - 1)
            if lists and (number := lists[-1]) is not None:
                lists[-1] = number + 1
                out += f"{number + 1}. "
            else:
                out += "• "
        elif tag in {"ul", "ol", "li", "p", "div", "br"}:
            out = out.rstrip(" ") + "\n"
    run = text[place:]
    return out + (run.lstrip() if out.endswith("\n") else run)


def ends_open(text: str) -> bool:
    """Does a text stop without a stop, so that its sentence may go on elsewhere? `Agreed` is whole as it is."""
    end = text.rstrip()[-1:]
    return (end.isalnum() or end in set(",-\u2013")) and len(text.split()) > 3


def breaks_off(text: str) -> bool:
    """Does a text stop at a word that cannot be a sentence's last?"""
    return ends_open(text) and (text.rstrip()[-1] == "," or text.rsplit(maxsplit=1)[-1].casefold() in _LEADS_ON)


_BEFORE_DATE = re.compile(
    r"[\s(,:;\u2013-]*(?:\b(?:(?:final |audit )?report )?(?:date of report|report date|dated|issued|date)\b[\s:]*)?$",
    re.IGNORECASE,
)


def title_and_issued(text: str) -> tuple[str, date | None]:
    """An audit's title and, where it is printed under it in the same cell, the date of its report."""
    flat = " ".join(text.split())
    found = dates_in(flat)
    if not found or flat[found[-1].end :].strip(" ).,;"):
        return flat, None
    return _BEFORE_DATE.sub("", flat[: found[-1].start]), found[-1].day


class Packed(NamedTuple):
    """What stands in one cell under labels of its own."""

    director: str = ""
    executive_member: str = ""
    owner: str = ""
    status: str = ""
    action: str = ""
    rest: str = ""
    """What has no label."""


_LABEL = re.compile(
    r"(?:^|(?<=[\s.;,)-]))(?=[A-Z])(?i:(?P<director>(?:(?:strategic|executive|corporate|service)\s+)?directors?)"
    r"|(?P<executive_member>(?:(?:executive|cabinet|lead)\s+members?)|portfolio\s+holders?)"
    r"|(?P<owner>(?:action\s+)?owners?|(?:lead|responsible)\s+officers?)"
    r"|(?P<status>status)"
    r"|(?P<action>(?:next\s+|further\s+)?actions?(?:\s+required)?))\s*:\s*"
)


def unpack(text: str) -> Packed:
    """The labelled parts of a cell, in whatever order they come; the action keeps its paragraphs."""
    parts: dict[str, list[str]] = {}
    labels = list(_LABEL.finditer(text))
    if not labels:
        return Packed(rest=text)
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        value = text[label.end() : end].strip(" \n-\u2013;")
        parts.setdefault(label.lastgroup or "", []).append(value)
    flat = {
        name: "\n".join(filter(None, values))
        if name == "action"
        else "; ".join(" ".join(v.split()) for v in values if v)
        for name, values in parts.items()
    }
    return Packed(**flat, rest=text[: labels[0].start()].strip(" \n-\u2013;"))


def milestones_in(response: str) -> tuple[RawMilestone, ...]:
    """The parts of a due date that open a response: `Draft 31 May 2021 Rolled out 31 August 2021`; else nothing."""
    stones: list[RawMilestone] = []
    place = 0
    for found in dates_in(response):
        what = " ".join(response[place : found.start].split()).strip(" •:,;()-\u2013")
        if not _is_milestone(what):
            break
        stones.append(RawMilestone(what, found.day))
        place = found.end
    return tuple(stones) if len(stones) > 1 else ()


_TOWARDS_DATE = frozenset(
    ("by", "on", "of", "in", "to", "from", "since", "until", "at", "the", "and", "is", "was", "for")
)


def _is_milestone(what: str) -> bool:
    """A few words that name a stage, not the beginning of a sentence that goes on to a date."""
    if not what[:1].isupper() or len(what) > 80 or re.search(r"[.;!?]", what):
        return False
    return what.rsplit(maxsplit=1)[-1].casefold() not in _TOWARDS_DATE
