"""Headings that name the month in which something was told: `Position at March 2026`."""

import re
from collections.abc import Sequence

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WHEN = re.compile(
    rf"\W*\b(?:as )?(?:(?:at|of|in|to|for|on)\W+)?(?:[0-3]?\d(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH})"
    r"[\s.\u2019'-]+(?P<year>(?:20)?\d\d)\b\W*",
    re.IGNORECASE,
)
_LONGEST = 200
"""Letters of a cell that are looked through."""


def undated(heading: str) -> str:
    """A heading without the month that it may name at either end."""
    when = _WHEN.search(heading[:_LONGEST])
    at_an_end = when is not None and (when.start() == 0 or when.end() == len(heading))
    return heading[: when.start()] + heading[when.end() :] if when and at_an_end else heading


def superseded(headings: Sequence[str]) -> frozenset[int]:
    """Where among the headings those stand that another one, of a later month, is over again."""
    told: dict[str, list[tuple[str, int, int]]] = {}
    for at, heading in enumerate(headings):
        if (when := _WHEN.search(heading[:_LONGEST])) and (bare := undated(heading).casefold().strip()):
            month = _MONTHS.index(when["month"][:3].casefold())
            told.setdefault(bare, []).append((when["year"][-2:], month, at))
    return frozenset(at for same in told.values() for _, _, at in sorted(same)[:-1])
