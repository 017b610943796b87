"""Where one row of a report's table ends and the next begins, since extraction keeps no lines between them."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from reports.read.dates import dates_in, read_date
from reports.read.report.cells import ends_open
from reports.read.report.outline import TableRow

LONG = 80
"""Letters: a line with a longer cell holds whole cells, not one line of each."""

_DATE_BEGUN = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?(?:\s+(?:of\s+)?[a-z]{1,9}(?:-?\s[a-z]{1,8})?\.?(?:[\s,]+\d{0,3})?)?|\d{1,2}/(?:\s?\d{1,2}/?\s?\d{0,3})?",
    re.IGNORECASE,
)
"""The beginning of a date that goes on in the next line of its cell."""
_DUE_OPENS = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?(?:[\s/.-]|$)|\d{4}-|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|(?:tbc|tba|tbd|to be|on-?going|n/?a|none|not |immediate|asap|q[1-4]|quarter|end |complete|as and when)",
    re.IGNORECASE,
)
_DUE_WORDS = re.compile(
    r"tbc|tba|tbd|to be (?:confirmed|agreed|determined|advised)|on-?going|n/?a|none|not (?:given|stated|agreed)"
    r"|immediate(?:ly)?|asap|q[1-4]\W.*\d|complete[d]?|as and when",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"(?:.*\W)?cont(?:inued|['\u2019]?d)?\.?\W*", re.IGNORECASE | re.DOTALL)


def opens_due(text: str) -> bool:
    """Could a due date, or the words in its place, begin like this? `2019` goes on with one."""
    return _DUE_OPENS.match(text) is not None


def says_continued(title: str) -> bool:
    """Is a title printed again only to say that its row goes on?"""
    return _CONTINUED.fullmatch(title) is not None


def begins(row: TableRow, given: Mapping[str, str]) -> bool:
    """Does a line with these cells, by field, begin a new row? Else it goes on with `row`."""
    known = row.layout.known
    dated = "original_due" if "original_due" in known else "due"
    due, title, opening = (
        given.get(dated, ""),
        given.get("audit") or given.get("source_ref") or "",
        given.get("recommendation", ""),
    )
    titled = bool(known & {"audit", "source_ref"})
    whole = any(len(text) > LONG for text in given.values())
    new_sentence = bool(opening) and not opening[0].islower() and not ends_open(row.end("recommendation"))
    if title and says_continued(title):
        return False
    if not due:
        if not (title and opening and new_sentence) or title.startswith("(") or read_date(title):
            return False
        return (whole or dated not in known) and not any(flows(row.end(name), text) for name, text in given.items())
    so_far = " ".join(row.end(dated).split())
    complete = read_date(so_far) is not None or _DUE_WORDS.fullmatch(so_far) is not None
    together = f"{so_far} {due}"
    if so_far and not complete and (read_date(together) or _DATE_BEGUN.fullmatch(together)):
        return False
    if not whole and flows(row.end("recommendation"), opening):
        return False
    if titled and not title:
        return opens_due(due) and complete and new_sentence
    return opens_due(due) or (bool(title) and (whole or new_sentence))


_NAMING = frozenset({"audit", "source_ref", "due", "original_due", "months", "status"})


def stands_for_itself(given: Mapping[str, str], known: AbstractSet[str]) -> bool:
    """Has a row that the file keeps apart what makes one? One without goes on with the row above, split by hand.

    `known` are the fields of its table: where none of them names a row, each row is one.
    """
    named = bool(given.keys() & _NAMING) or not known & _NAMING
    return named and not says_continued(given.get("audit", ""))


def stands_alone(row: TableRow, given: Mapping[str, str]) -> bool:
    """Is a line nothing but a title among rows whose lines hold whole cells? Then it heads those that follow."""
    whole = any(len(pieces[-1].text) > LONG for pieces in row.cells.values() if pieces)
    return whole and set(given) == {"audit"} and not dates_in(given["audit"]) and not says_continued(given["audit"])


def flows(before: str, after: str) -> bool:
    """Does `after` go on with the sentence of `before`?"""
    return ends_open(before) and after[:1].islower()


def begins_summary(row: TableRow, given: Mapping[str, str]) -> bool:
    """Does a line of a summary table begin a new row?"""
    dated = next((name for name in ("due", "months", "status") if name in row.layout.known), "")
    if not given.get(dated):
        return False
    so_far = row.end(dated)
    together = f"{so_far} {given[dated]}"
    if dated == "status":
        return bool(given.get("audit")) and not given[dated][0].islower()
    return not so_far or bool(read_date(so_far)) or not (read_date(together) or _DATE_BEGUN.fullmatch(together))
