"""Numbers as reports write them: 25, five, twenty-five."""

import re

_SMALL = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

NUMBER = rf"(?:\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[1:10])}))?|{'|'.join(reversed(_SMALL))})"
"""A pattern, regardless of case, for what `number` reads."""

_MONTHS = re.compile(rf"\b({NUMBER})\s+(?:full\s+|whole\s+)?months?\b", re.IGNORECASE)


def number(words: str) -> int:
    """The number that `words`, a match of `NUMBER`, say."""
    plain = words.casefold().strip()
    if plain.isdecimal():
        return int(plain)
    tens, _, unit = plain.replace("-", " ").partition(" ")
    if tens in _TENS:
        return 20 + 10 * _TENS.index(tens) + (_SMALL.index(unit) if unit else 0)
    return _SMALL.index(plain)


def months_in(text: str) -> int | None:
    """The months that a text tells of, `Five months overdue`; None where it tells of none."""
    found = _MONTHS.search(text)
    return number(found[1]) if found else None
