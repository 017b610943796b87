"""Promises in texts: `by the end of February` as the last day it may mean. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from db.rules import MONTHS

_JUST_PASSED = timedelta(days=62)
"""A month named without its year may have passed by so much: what was written for the paper before is read again."""
_PARTS = {"early": 15, "beginning": 15, "start": 15, "mid": 20, "middle": 20, "late": 31, "end": 31}
"""The last day of a month that a part of it may mean."""
_SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 14}
"""The last month that each may mean; winter's is that of the year after."""
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""In words, from 1."""
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that is to be so by a day."""

    words: str
    """As printed: `by the end of February`."""
    start: int
    end: int
    """Where the words stand in the text."""
    by: date
    """The last day that they may mean."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A time that is said, whether promised or not."""

    start: int
    end: int
    by: date


def promises(text: str, on: date) -> list[Promise]:
    """What `text`, written on `on`, says is to come by a date; a year that is not said is taken from `on`."""
    found = []
    for said in _joined(text, on):
        cue = _CUE.search(text, max(0, said.start - 40), said.start)
        if _is_promised(text, said, cue[0] if cue else ""):
            start = cue.start() if cue else said.start
            found.append(Promise(text[start : said.end], start, said.end, said.by))
    return found


# When it is a promise. ---------------------------------------------------------------------------------------------

_CUE = re.compile(
    r"\b(?:by|before|no later than|not later than|due(?: by| on| in)?|from|in|during|on|for|at|within|over|around|"
    r"until|since|as at|as of|dated|ending|ended|to|of|between|after|following)\s+(?:about\s+|around\s+|the\s+)?\Z",
    re.IGNORECASE,
)
_STRONG = re.compile(r"(?:by|before|no later than|not later than)\b", re.IGNORECASE)
"""What makes a date a promise where nothing beside it is told as past."""
_NEVER = re.compile(r"(?:until|since|as at|as of|dated|ending|ended|to|of|between|after|following)\b", re.IGNORECASE)
_DONE = (
    r"(?:\s+(?:be|been|being|not|now|then|also|all|both|still|only|have|to|\w+ly|\w+ed|taken|given|written|sent|put|"
    r"run|held|met|built|made|done))*"
)
"""What goes on with a verb: `will` then `be fully completed`."""
_TOLD = re.compile(
    # What was to be so is as past as what was.
    rf"\b(?P<past>(?:was|were|had(?: been)?)\s+(?:to\b|(?:\w+\s+){{0,2}}?(?:expected|due|planned|meant)\b){_DONE})"
    rf"|\b(?P<ahead>(?:will|shall|should|would|must|aims?|hopes?|intends?|expects?|needs? to"
    rf"|(?:is|are|being|has been|have been|now|currently)\s+(?:\w+\s+){{0,2}}?(?:expected|anticipated|planned|scheduled"
    rf"|proposed|intended|hoped|forecast|booked|aiming|hoping|planning|due|going)|expected|anticipated|scheduled|due"
    rf"|target(?:ed|ing)?|agreed to|with (?:a )?view to[^.;]*|to be|is to|are to|plans? (?:is|are|to)){_DONE})\b"
    r"|(?P<joined>(?<=\band )[a-z]{2,}ed\b)"
    r"|\b(?P<passed>was|were|had|has|have|did|been|since|last|ago|took|held|met|began|went|sent|gave|made|wrote|saw|found"
    # ... and any other verb; but `the revised policy` tells nothing of when.
    r"|(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bnewly )(?<!\bits )(?<!\btheir )(?<!\ball )(?<!\bany )(?<!\bof )"
    r"(?!need|proceed|exceed|succeed|speed|feed|indeed|embed)[a-z]{2,}ed)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;:!?\u2022](?=\s|$)|\n\s*\n|\n\s*[-\u2022*]|,?\s+(?:but|although|however|whereas|which)\b,?")
_COMES = re.compile(
    r"\b(?:is|are|returns?|starts?|begins?|opens?|joins?|goes|meets?|reports?)\s+(?:again\s+|back\s+)?\Z"
)
"""`The officer returns next month`: told as present, meant as to come."""
_EACH = re.compile(r"\s*,?\s*(?:each|every|of each|of every|a) (?:year|month|quarter)|\s*(?:annually|yearly|monthly)\b")
_EVERY = re.compile(r"\b(?:each|every)\s+\Z", re.IGNORECASE)
_THEN = re.compile(r"\s*,?\s*(?:was|were|has|have|had|showed|confirmed)\b")


def _is_promised(text: str, said: _Said, cue: str) -> bool:
    """Does the clause around a date say that something is still to come?"""
    if _NEVER.match(cue) or _EACH.match(text, said.end) or _THEN.match(text, said.end):
        return False
    ends = [m.end() for m in _CLAUSE.finditer(text, 0, said.start)]
    begin = ends[-1] if ends else 0
    until = _CLAUSE.search(text, said.end)
    before = text[begin : said.start - len(cue)]
    if _EVERY.search(before):
        return False
    told = [m.lastgroup for m in _TOLD.finditer(before)]
    while told[1:] and told[-1] == "joined":  # `will be checked and signed`: as what it is joined to
        told.pop()
    if told:
        return told[-1] == "ahead"
    if _COMES.search(before):
        return True
    after = next(_TOLD.finditer(text[said.end : until.start() if until else len(text)]), None)
    if after and after.lastgroup == "ahead":
        return True
    return bool(_STRONG.match(cue)) and not (after and not before.strip())


# When it is. -------------------------------------------------------------------------------------------------------

_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b(?:\.(?=\s+20\d\d))?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d/-]\d)"
_SPAN = r"(?P<year>20\d\d)\s?[/-]\s?(?:20)?\d\d(?!\d)"
"""A financial year: 2021/22, 2021/2022."""
_PART = (
    r"(?P<part>(?:early|late|mid|end)(?=[\s-])|(?:beginning|start|middle|end)(?=\s+of\b))(?:\s+of)?(?:\s+the)?[\s-]+"
)


def _part(match: re.Match[str]) -> int:
    return _PARTS.get((match.groupdict().get("part") or "").casefold(), 31)


def _last(year: int, month: int, day: int = 31) -> date:
    """That day of a month, or its last one; month 14 is February of the year after."""
    return date(year, 1, 1) + relativedelta(months=month - 1, day=day)


def _turned(match: re.Match[str], on: date, month: int, day: int) -> date:
    """The day in the year that is said; else the first such day that is to come or has only just passed."""
    if match["year"]:
        return _last(int(match["year"]), month, day)
    this = _last(on.year, month, day)
    if this < on - _JUST_PASSED:
        return _last(on.year + 1, month, day)
    # In January, December is the one just gone.
    before = _last(on.year - 1, month, day)
    return before if before >= on - _JUST_PASSED and before < on and month >= 11 else this


def number(words: str) -> int:
    """In figures or in words, up to twelve."""
    return int(words) if words.isdecimal() else NUMBERS.index(words.casefold()) + 1


def _month(match: re.Match[str]) -> int:
    return MONTHS.index(match["month"][:3].capitalize()) + 1


def _by_day(match: re.Match[str], on: date) -> date:
    day = int(match["day"])
    by = _turned(match, on, _month(match), day)
    if by.day != day:
        raise ValueError(day)
    return by


def _by_figures(match: re.Match[str], on: date) -> date:
    year = int(match["year"]) if match["year"] else on.year
    return date(year + 2000 if year < 100 else year, int(match["number"]), int(match["day"]))


def _financial(on: date) -> int:
    """The year in which the financial year of a day began."""
    return on.year if on.month >= 4 else on.year - 1


def _year_end(match: re.Match[str], on: date) -> date:
    first = int(match["year"]) if match["year"] else _financial(on)
    return date(first + 1 + ("next" in match[0].casefold()), 3, 31)


def _quarter(match: re.Match[str], on: date) -> date:
    """A quarter of the financial year; where the year is not said, the first that is to come or has just ended."""
    said = match["number"].casefold()
    n = _QUARTERS.get(said) or int(said)
    first = int(match["year"]) if match["year"] else _financial(on - _JUST_PASSED)
    by = _last(first, 3 + 3 * n)
    return by if match["year"] or by >= on - _JUST_PASSED else _last(first + 1, 3 + 3 * n)


def _relative(match: re.Match[str], on: date) -> date:
    later = match["which"].casefold() in {"next", "coming"}
    unit = match["unit"].casefold()
    if unit == "week":
        return on + timedelta(days=6 - on.weekday() + 7 * later)
    if unit == "month":
        return _last(on.year, on.month + later, _part(match))
    if unit == "quarter":
        return _last(on.year, (on.month + 2) // 3 * 3 + 3 * later)
    return date(on.year + later, 12, 31)


def _in_time(match: re.Match[str], on: date) -> date:
    many = number(match["many"])
    unit = match["unit"].casefold()
    if unit == "month":
        return on + relativedelta(months=many)
    return on + timedelta(days=many * (7 if unit == "week" else 1))


def _new_year(_: re.Match[str], on: date) -> date:
    """Its first quarter; in January, the year has just begun."""
    return date(on.year + (on.month > 1), 3, 31)


def _year(match: re.Match[str], on: date) -> date:
    """The end of the year that is said; else the later of the two years' ends that it may mean."""
    if match["year"]:
        return date(int(match["year"]), 12, 31)
    return max(date(on.year, 12, 31), date(_financial(on) + 1, 3, 31))


_COUNT = r"(?P<many>\d{1,2}|" + "|".join(NUMBERS) + r")"
_FORMS: tuple[tuple[frozenset[str], re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = tuple(
    (frozenset(words), re.compile(form), by)
    for words, form, by in (
        (MONTHS, rf"(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?", _by_day),
        (MONTHS, rf"(?<!\w){_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+{_YEAR})?", _by_day),
        (("/",), r"(?<![\w/.-])(?P<day>\d{1,2})/(?P<number>\d{1,2})/(?P<year>(?:20)?\d\d)(?![\w/])", _by_figures),
        (("-",), r"(?<![\w/.-])(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?![\w/-])", _by_figures),
        (
            MONTHS,
            rf"(?i:\b(?:{_PART})?)(?<!\w)(?<!\d\s){_MONTH}(?:,?\s+{_YEAR})?(?!\s+\d{{1,2}}\b)",
            lambda match, on: _turned(match, on, _month(match), _part(match)),
        ),
        (
            ("financial year",),
            r"(?i:\bend of(?: the)?(?: current| next| this)? financial year"
            rf"(?:\s*[-\u2013,(]?\s*(?:of\s+)?{_SPAN}\)?)?)",
            _year_end,
        ),
        (("end of",), rf"(?i:\bend of(?: the)?\s+{_SPAN}(?:\s+(?:financial )?year)?)", _year_end),
        (("year end", "year-end"), rf"(?i:\b(?:financial )?year[- ]end\b(?:\s+{_SPAN})?)", _year_end),
        (
            ("q1", "q2", "q3", "q4", "quarter"),
            r"\b(?:[Qq](?:uarter\s+)?(?P<number>[1-4]))\b(?:,?\s+(?:of\s+)?(?P<year>20\d\d)(?:\s?[/-]\s?(?:20)?\d\d)?)?",
            _quarter,
        ),
        (
            ("first quarter", "second quarter", "third quarter", "fourth quarter", "final quarter"),
            r"(?i:\b(?P<number>first|second|third|fourth|final) quarter\b"
            r"(?:\s+of\s+(?P<year>20\d\d)(?:\s?[/-]\s?(?:20)?\d\d)?)?)",
            _quarter,
        ),
        (
            (
                f"{which} {unit}"
                for which in ("next", "this", "coming")
                for unit in ("week", "month", "quarter", "year")
            ),
            rf"(?i:\b(?:{_PART})?(?P<which>next|this|coming) (?P<unit>week|month|quarter|year)\b)(?!\s+end)",
            _relative,
        ),
        (("next",), rf"(?i:\bnext {_COUNT} (?:working )?(?P<unit>day|week|month)s\b)", _in_time),
        ((" time",), rf"(?i:\b{_COUNT} (?P<unit>week|month)s?['\u2019]? time\b)", _in_time),
        (("new year", "new calendar year"), r"(?i:\b(?:early in )?(?:the )?new (?:calendar )?year\b)", _new_year),
        (("end of",), rf"(?i:\bend of (?:the (?:calendar )?year\b|{_YEAR}))", _year),
        (
            tuple(_SEASONS),
            rf"(?i:\b(?P<season>spring|summer|autumn|winter)\b(?:\s+(?:of\s+)?{_YEAR})?)",
            lambda match, on: _turned(match, on, _SEASONS[match["season"].casefold()], 31),
        ),
    )
)
"""How times are said: words of which each form must have one, the form, and the day that is meant."""
_WORDS = {word for words, _, _ in _FORMS for word in words}.difference(MONTHS)
_BEGINS_MONTH = re.compile("|".join(MONTHS))


def _said(text: str, on: date) -> Iterator[_Said]:
    """Every time that is said, from left to right; where two begin alike, the one with more words."""
    # Most texts say none, and are done with quickly.
    folded = text.casefold()
    there = {*_BEGINS_MONTH.findall(text), *(word for word in _WORDS if word in folded)}
    found = []
    for words, form, by in _FORMS:
        if there.isdisjoint(words):
            continue
        for match in form.finditer(text):
            try:
                found.append(_Said(match.start(), match.end(), by(match, on)))
            except (ValueError, OverflowError):  # 31 June
                continue
    end = 0
    for said in sorted(found, key=lambda said: (said.start, -said.end)):
        if said.start >= end:
            yield said
            end = said.end


_OR = re.compile(r"\s*(?:/|-|\u2013|\bor\b|\bto\b|\band\b)\s*(?:by\s+|the\s+)*")
_NAMED = re.compile(r"\s*\(\s*")


def _joined(text: str, on: date) -> Iterator[_Said]:
    """`The end of January/early February` is one time, its last; `this month (January)` is January."""
    held: _Said | None = None
    for said in _said(text, on):
        if held and _OR.fullmatch(text, held.end, said.start):
            held = _Said(held.start, said.end, max(held.by, said.by))
        elif held and _NAMED.fullmatch(text, held.end, said.start):
            held = _Said(held.start, said.end + (text[said.end : said.end + 1] == ")"), said.by)
        else:
            if held:
                yield held
            held = said
    if held:
        yield held
