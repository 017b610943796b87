"""Words that a narrow column broke without a hyphen: whole again where the line was full and only that makes sense."""

import re
from calendar import month_name
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from db.rules import Policy, read_status
from reports.columns import column_for
from reports.read.dates import read_date

Halves = Callable[[str, str, bool], bool]
"""Are these two the halves of a word that the paper writes elsewhere, the first perhaps alone in its line?"""

_LETTER = 0.65
"""Of the letters' size: so much room most of them need."""
_WIDE = 0.95
"""The same, of the widest."""
_MOST = 6
"""Lines after which a word may be broken, and every way to read them be tried."""
_LONGEST = 80
"""Letters that a date, a status or a heading may have, with its label."""
_STANDARD = Policy()
_NUMBERED = frozenset({"ref", "source_ref"})
_MONTHS = frozenset(name.casefold() for name in month_name[1:])
_CUT_DATE = re.compile(r"\d[-/.]$")
"""What ends a line within a date though there may be room for more."""
_SPLINTER = re.compile(r"(?:[eglnrsty]|[b-df-hj-np-tv-xz]{2,})[,.;:]?")
"""Small letters that end words and are none, nor letters of a list: one, or several without a vowel."""
_REST = re.compile(r"\d[\w/.-]*")
"""Of a reference."""
_SHORT_WORDS = frozenset(("cf", "ft", "kg", "km", "mm", "pp", "vs"))


def is_full(room: float, size: float, below: str) -> bool:
    """Had the first letter of the line `below` no room at the end of a line, of which `room` points are left?"""
    return room < (_WIDE if below[:1] in "mwMW@%" else _LETTER) * size


def no_halves(_upper: str, _lower: str, _alone: bool) -> bool:
    """Of a paper whose words are not known."""
    return False


def unbroken(lines: Sequence[str], full: Sequence[bool], field: str = "", halves: Halves = no_halves) -> list[str]:
    """The lines of a paragraph, those in one between which a word or a date was broken.

    `full` says of each line but the last whether it is, `field` what its column gives, if that is known.
    """
    ends = [n for n, (upper, lower) in enumerate(pairwise(lines)) if _may_break(upper, lower, full[n])]
    if not ends:
        return list(lines)
    broken = _by_meaning(lines, ends) or [
        n
        for n in ends
        if full[n] and (_is_word(lines[n], lines[n + 1], halves) or _is_code(lines[n], lines[n + 1], field))
    ]
    whole = [lines[0]]
    for n, lower in enumerate(lines[1:]):
        if n in broken:
            whole[-1] += lower
        else:
            whole.append(lower)
    return whole


def _may_break(upper: str, lower: str, full: bool) -> bool:
    if not lower[:1].isalnum():
        return False
    dated = bool(_CUT_DATE.search(upper)) and lower[0].isdigit()
    return dated or (full and upper[-1:].isalnum())


def _by_meaning(lines: Sequence[str], ends: Sequence[int]) -> Sequence[int]:
    """Where lines are to be joined for the paragraph to mean what it cannot mean otherwise; nowhere if that is open."""
    if sum(map(len, lines)) > _LONGEST or _meaning(_joined(lines, ())) is not None:
        return ()
    readings: dict[Hashable, Sequence[int]] = {}
    tried = (combinations(ends, many) for many in range(1, len(ends) + 1)) if len(ends) <= _MOST else [[ends]]
    for chosen in (chosen for some in tried for chosen in some):
        meaning = _meaning(_joined(lines, chosen))
        if meaning is not None:
            readings.setdefault(meaning, chosen)
    return next(iter(readings.values())) if len(readings) == 1 else ()


def _joined(lines: Sequence[str], broken: Sequence[int]) -> str:
    return "".join(line + ("" if n in broken else " ") for n, line in enumerate(lines)).strip()


@lru_cache(10_000)  # headings are tried from each line of a page on, and cells say the same few dates
def _meaning(text: str) -> Hashable:
    """The date, status or column that a text names, behind a label or alone; None where it names none."""
    said = text.rpartition(": ")[2]
    column = column_for(text)
    return read_date(said) or read_status(said, _STANDARD) or (column.field if column else None)


def _is_word(upper: str, lower: str, halves: Halves) -> bool:
    """Are the last word of a line and the first one of the next a word, or a date, that is broken?"""
    first, second = upper.rsplit(maxsplit=1)[-1], lower.split(maxsplit=1)[0]
    if first[-1].isdigit() and second[0].isdigit():
        lone = upper == first or lower == second  # else 31/03/20 may be a date of 2020, and 25 something else
        return read_date(first + second) is not None and (lone or read_date(first) is None)
    one, other = _letters(first[::-1])[::-1], _letters(second)
    if not (one and other and other.islower()):
        return False
    alone = one == upper  # most programs begin a line with a word that is too long for it
    splinter = alone and _SPLINTER.fullmatch(second) and other not in _SHORT_WORDS
    return bool(splinter) or (one + other).casefold() in _MONTHS or halves(one, other, alone)


def _letters(word: str) -> str:
    """Those at its beginning."""
    return next((word[:n] for n, letter in enumerate(word) if not letter.isalpha()), word)


def _is_code(upper: str, lower: str, field: str) -> bool:
    """Is a reference broken? Its rest is short and goes on with a digit; what begins with a letter is another one."""
    begun = field in _NUMBERED and " " not in upper and any(map(str.isdigit, upper))
    return begun and bool(_REST.fullmatch(lower)) and 2 * len(lower) <= len(upper)
