"""Who is to do it and by when, where one cell gives both: `Head of Finance, 31 March 2026`."""

import re

from reports.read.dates import dates_in
from reports.read.report.cells import unpack
from reports.read.report.starts import opens_due

_BY = re.compile(r"[\s(,:;\u2013-]*(?:\b(?:to be completed|due|target|date|deadline|by)\b[\s:]*)*$", re.IGNORECASE)
_TO = re.compile(r"^[\s),.:;\u2013-]+")
_IN_WORDS = re.compile(r"(?P<who>.+)(?:\n|[,;:]\s|\s[-\u2013]\s)\s*(?P<when>[^\n,;:]{2,40})", re.DOTALL)
_WIDEST = 300
"""Letters: what is longer is no name with a date."""


def who_and_when(text: str) -> tuple[str, str]:
    """The owner's words, and those of the due date, which stand first or last in the cell; all of it is who, if not."""
    text = text.strip()
    if len(text) > _WIDEST or unpack(text).rest != text:
        return text, ""
    if found := dates_in(text):
        before, after = text[: found[0].start], text[found[-1].end :]
        when = text[found[0].start : found[-1].end]
        if not after.strip(" ).,;"):
            return _BY.sub("", before), when
        return (text, "") if before.strip() else (_TO.sub("", after), when)
    words = _IN_WORDS.fullmatch(text)
    return (words["who"].strip(), words["when"]) if words and opens_due(words["when"]) else (text, "")
