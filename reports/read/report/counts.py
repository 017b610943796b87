"""Counts that a report's sentences give, compared with the rows they speak of."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.readings import Problem
from db.rules import Policy, Status, read_status
from reports.read.report.numerals import NUMBER, number
from reports.read.report.outline import Outline, Paragraph
from reports.read.report.records import Found
from reports.read.report.summary import Listed

_CLAUSE = re.compile(r"^[-*]?\s*\d{1,2}(?:\.\d{1,2})*\.?\s+")
_COUNT = re.compile(rf"\b(?P<count>{NUMBER})\s+(?:[a-z'\u2019/-]+\s+){{0,4}}?recommendations?\b", re.IGNORECASE)
_SHARE = re.compile(rf"\b{NUMBER}\s+of\s+(?:the|these|those|its|our)\s+", re.IGNORECASE)
_PART = re.compile(
    rf"\b(?P<count>{NUMBER})\b(?P<between>(?:(?!\b{NUMBER}\b)[^.;:]){{0,200}}?)"
    r"\b(?:is|are|remains?|were|was|(?:has|have) been)\s+"
    r"(?P<words>[a-z][a-z -]{0,40}?)(?=[,.;:)]|\s+(?:and|as|but|while|with)\b|$)",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"\bappendix\s+(?P<number>\w{1,3})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that a paragraph speaks of."""

    name: str
    where: str
    statuses: tuple[Status | None, ...]


def miscounts(out: Outline, found: Sequence[Found], listed: Sequence[Listed], policy: Policy) -> Iterator[Problem]:
    """Sentences whose numbers are not those of the one appendix, or of the table, that their paragraph names."""
    for paragraph in out.prose:
        group = _spoken_of(paragraph, out, found, listed)
        if group:
            yield from _compare(paragraph, out.places.at(paragraph.line), group, policy)


def _spoken_of(paragraph: Paragraph, out: Outline, found: Sequence[Found], listed: Sequence[Listed]) -> _Group | None:
    """The rows of the only appendix a paragraph names, or of the table that follows it."""
    if paragraph.before_table:
        end = next((p.line for p in out.prose if p.line > paragraph.line), len(out.headings) and 10**9)
        below = [one for one in listed if paragraph.line < one.row.first < end]
        where = out.places.span(below[0].row.first, below[-1].row.last) if below else ""
        return _Group("the table", where, tuple(one.status for one in below)) if below else None
    named = {m["number"].casefold() for m in _APPENDIX.finditer(paragraph.text)}
    if len(named) != 1 or re.search(r"\bappendices\b", paragraph.text, re.IGNORECASE):
        return None
    rows = [one for one in found if (m := _APPENDIX.match(one.record.section)) and m["number"].casefold() in named]
    if not rows:
        return None
    where = out.places.span(rows[0].row.first, rows[-1].row.last)
    return _Group(f"Appendix {named.pop().upper()}", where, tuple(one.record.status for one in rows))


def _compare(paragraph: Paragraph, place: str, group: _Group, policy: Policy) -> Iterator[Problem]:
    text = _APPENDIX.sub("", _CLAUSE.sub("", paragraph.text))
    if _SHARE.search(text):
        return
    count = _COUNT.search(text)
    total = number(count["count"]) if count else 0
    if count and total and total != len(group.statuses):
        what = f"This paragraph counts {total}; {group.name} gives {len(group.statuses)} ({group.where})."
        yield Problem(place, what, count[0])
    parts = [
        (number(m["count"]), m["words"].strip(), status)
        for m in _PART.finditer(text)
        if (status := read_status(m["words"], policy)) and not re.search(r"\baudits\b", m["between"], re.IGNORECASE)
    ]
    given = Counter(group.statuses)
    claimed: Counter[Status | None] = Counter()
    for many, _, status in parts:
        claimed[status] += many
    if all(given[status] == many for status, many in claimed.items()):
        return
    said = " and ".join(f"{many} {words}" for many, words, _ in parts)
    in_all = f", {claimed.total()} of its {total}" if total and claimed.total() > total else ""
    are = " and ".join(f"{many} {status or 'of unknown status'}" for status, many in given.items())
    what = f"This paragraph counts {said}{in_all}; {group.name} gives {are} ({group.where})."
    yield Problem(place, what, "; ".join(m[0] for m in _PART.finditer(text)))
