"""British dates as people write them and as extraction breaks them; what is not one date is no date."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_PLAIN = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u00ad\u200b\ufeff", " ")
)
"""Dashes and invisible characters made plain one for one, so that places in the text stay true."""

_START = r"(?<!\w)(?<![0-9][-/.])"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2}(?![0-9])|'?[0-9]{2}(?!\w|:|[-/.][0-9]|\s+(?-i:[a-z])))"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2021-11-30, and the same at the head of a date with its time
        r"(?<![\w/.-])(?P<year>[0-9]{4})(?P<mark>[-/])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9]|[-/.][0-9])",
        # 30/9/19, 30/09/ 2019 in a narrow column
        _START + r"(?P<day>[0-9]{1,2})\s?/\s?(?P<month>[0-9]{1,2})\s?/\s?" + _YEAR,
        # 30-09-2019
        _START + r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-" + _YEAR,
        # 30.09.2019, and 30.9.19
        _START + r"(?P<day>[0-9]{1,2})(?P<dot>\.)(?P<month>[0-9]{1,2})\." + _YEAR,
        # 30 Novem ber 2021, 1st of January, 2022, 30-Sep-19
        _START
        + r"(?P<day>[0-9]{1,2})(?:\s?(?:st|nd|rd|th)\b)?(?:\s+of\b)?[\s/.-]{0,3}"
        + r"(?P<name>[a-z]+(?:-?\s{1,3}[a-z]+){0,2})[\s,./-]{0,3}"
        + _YEAR,
        # September 30, 2019: the month is a word, so nothing is guessed
        r"(?<!\w)(?P<name>[a-z]{3,10})\.?\s{1,3}(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[\s,]{1,3}(?P<year>(?:19|20)[0-9]{2})(?![0-9])",
    )
)
_AROUND = re.compile(
    r"(?:[\s,.;:()-]|\b(?:by|due|on|the|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b)*",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[T\s,]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:[ap]m)?\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?", re.IGNORECASE
)


class Dated(NamedTuple):
    """A date and where its words stand in the text."""

    day: date
    start: int
    end: int


def read_date(words: str) -> date | None:
    """The one date that `words` are; None where they are no date, several, or more than a date.

    >>> read_date("30 Novem ber 2021")
    datetime.date(2021, 11, 30)
    """
    plain = words.translate(_PLAIN)
    found = list(_scan(plain, dotted=True))
    if len(found) != 1:
        return None
    before, after = plain[: found[0].start], plain[found[0].end :]
    time = _TIME.match(after)
    rest = after[time.end() :] if time else after
    return found[0].day if _AROUND.fullmatch(before) and _AROUND.fullmatch(rest) else None


_NUMBERS = re.compile(
    r"(?<![\w/.-])(?P<one>[0-9]{1,2})(?P<mark>[/.-])(?P<two>[0-9]{1,2})(?P=mark)(?:[0-9]{4}|[0-9]{2})(?!\w)"
)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """The first two numbers of what looks like a date in numbers."""
    for found in _NUMBERS.finditer(text.translate(_PLAIN)):
        yield int(found["one"]), int(found["two"])


def month_first(texts: Iterable[str]) -> bool:
    """Is there among the dates of a column one like `04/13/2022`, and none like `13/04/2022`?"""
    pairs = {pair for text in texts for pair in _numbers(text)}
    return any(one <= 12 < two <= 31 for one, two in pairs) and not any(two <= 12 < one <= 31 for one, two in pairs)


MONTH_FIRST = (
    "Some dates here give the month first, as in America; those that are another date when the day comes first are "
    "kept as words and no date is made of them."
)
"""What is told of such a column."""


def late_in_month(texts: Iterable[str]) -> int:
    """How many dates in numbers there are, if every one of them is of a day after the twelfth; else none."""
    pairs = [pair for text in texts for pair in _numbers(text)]
    return len(pairs) if all(two <= 12 < one for one, two in pairs) else 0


def either_way(text: str) -> bool:
    """Would a date in it be another one, if the month came first?"""
    return any(one != two and one <= 12 and two <= 12 for one, two in _numbers(text))


def dates_in(text: str) -> list[Dated]:
    """Every date in prose, in order."""
    return list(_scan(text.translate(_PLAIN), dotted=False))


def _scan(plain: str, *, dotted: bool) -> Iterator[Dated]:
    """Dates from left to right; in prose `3.1.12` is the number of a paragraph, unless `dotted`."""
    end = 0
    for found in sorted((d for form in _FORMS for d in _of(form, plain, dotted=dotted)), key=lambda d: d.start):
        if found.start >= end:
            yield found
            end = found.end


def _of(form: re.Pattern[str], plain: str, *, dotted: bool) -> Iterator[Dated]:
    """Dates of one form; what only looks like one hides none that begins inside it."""
    place = 0
    while match := form.search(plain, place):
        day = _day(match, dotted=dotted)
        if day is not None:
            yield Dated(day, match.start(), match.end())
        place = match.start() + 1 if day is None else match.end()


def _day(match: re.Match[str], *, dotted: bool) -> date | None:
    parts = match.groupdict()
    if parts.get("dot") and len(parts["year"]) != 4 and not dotted:
        return None
    month = int(parts["month"]) if parts.get("month") else _month(parts["name"])
    try:
        return date(_year(parts["year"]), month or 0, int(parts["day"]))
    except ValueError:
        return None


def _year(digits: str) -> int:
    """Two digits are the year nearest the life of a register: 69 is 2069, 70 is 1970."""
    year = int(digits.lstrip("'"))
    if len(digits) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _month(name: str) -> int | None:
    """The month that a name means: whole, cut short, broken by spaces, or with one slip of the pen."""
    letters = "".join(filter(str.isalpha, name.casefold()))
    if len(letters) < 3:
        return None
    whole = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(letters)]
    close = whole or [n for n, month in enumerate(_MONTHS, 1) if len(letters) > 3 and _one_slip(letters, month)]
    return close[0] if len(close) == 1 else None


def _one_slip(word: str, month: str) -> bool:
    """Is `word` the `month` but for one letter missing, added, changed, or two neighbours swapped?"""
    shorter = min(len(word), len(month))
    head = next((n for n in range(shorter) if word[n] != month[n]), shorter)
    tail = next((n for n in range(shorter - head) if word[-1 - n] != month[-1 - n]), shorter - head)
    left, right = word[head : len(word) - tail], month[head : len(month) - tail]
    return (len(left) <= 1 and len(right) <= 1) or (len(left) == 2 and left == right[::-1])
