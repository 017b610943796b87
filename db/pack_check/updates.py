"""Rules on what updates say: unchanged, never written, out of date, or promising what has passed."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from db.pack_check.findings import LATEST_UPDATE, Finding, Pack, of, quoted
from db.promises import Promise, promises
from db.rows import Recommendation
from db.rules import MONTHS, show_date
from db.since import nearly_the_same, percent


def no_update(pack: Pack) -> Iterator[Finding]:
    """Overdue in two reports, and nothing was written of it between them; or nothing was ever written."""
    for one in (one.recommendation for one in pack.reported if one.open):
        if one.months_overdue is None:
            continue
        late = f"{one.ref} is overdue since {show_date(one.due or one.original_due)}"
        if not one.update.strip():
            yield of(one, "no_update", f"{late} and has no update at all.", "update", one.due)
        elif _is_old(pack, one):
            said = f"{late}; nothing was written of it since {pack.last_report}. Its update is of"
            yield of(one, "no_update", f"{said} {show_date(one.update_on)}.", "update", pack.before_at, one.update_on)


def same_update(pack: Pack) -> Iterator[Finding]:
    """The same words again under a new date: `This is still likely to take time.`"""
    for one in (one.recommendation for one in pack.reported if one.open):
        before = (pack.before or {}).get(one.id)
        alike = nearly_the_same(before.update, one.update) if before else None
        if alike is None or _is_old(pack, one):
            continue
        how = "word for word" if alike == 100 else f"nearly word for word ({percent(alike)})"
        said = f"The update of {one.ref} is {how} the one in {pack.last_report}."
        yield of(one, "same_update", said, "update", one.update, pack.before_at)


def _is_old(pack: Pack, one: Recommendation) -> bool:
    """Was it in the last report, and has nothing been written of it since?"""
    told = one.id in (pack.before or {}) and pack.before_at is not None
    return told and (one.update_on is None or one.update_on <= (pack.before_at or date.min))


def past_as_to_come(pack: Pack) -> Iterator[Finding]:
    """In a paper of 15 February: `it should all be aligned by the end of January`."""
    for one, field, words, by, on in _promised(pack):
        if by < on:
            said = f"The {field} of {one.ref} of {show_date(on)} speaks of {quoted(words)} as to come; that was past."
            # It was wrong on the day it was written: those words are corrected, while a promise wants a new update.
            yield of(one, "past_as_to_come", said, LATEST_UPDATE if field == "update" else field, words, on)


def promise_passed(pack: Pack) -> Iterator[Finding]:
    """`Recruitment is expected by the end of February`, in a report as at June."""
    for one, field, words, by, on in _promised(pack):
        if on <= by < pack.as_at:
            what = "next action" if field == "action" else "update"
            said = f"The {what} of {one.ref} ({show_date(on)}) promises something {quoted(words)}"
            passed = f"{said}; {show_date(by)} has passed, and it is still open."
            yield of(one, "promise_passed", passed, field, words, by)


@lru_cache(maxsize=8192)
def _promises(text: str, on: date) -> tuple[Promise, ...]:
    """Read once for the two rules that ask."""
    return tuple(promises(text, on))


def _promised(pack: Pack) -> Iterator[tuple[Recommendation, str, str, date, date]]:
    for one in (one.recommendation for one in pack.reported if one.open):
        on = one.update_on
        if on is None or on > pack.as_at:
            continue
        for field, text in (("update", one.update), ("action", one.action)):
            for promise in _promises(text, on):
                if not _THIS.search(promise.words):  # told by its own rule
                    yield one, field, promise.words, promise.by, on


_THIS = re.compile(
    r"\b(?:[Tt]his|[Tt]he current) (?P<unit>week|month|quarter|financial year|year)\b(?!['\u2019]s)"
    rf"(?:[\s,(]+(?P<month>{'|'.join(MONTHS)})[a-z]*\.?(?:\s+(?P<year>\d{{4}}))?\)?)?",
)


def out_of_date_words(pack: Pack) -> Iterator[Finding]:
    """`Work will start this month (January 2022)` in a paper of February."""
    for one in (one.recommendation for one in pack.reported if one.open):
        for said in _THIS.finditer(one.update):
            then = _meant(said, one.update_on)
            if then is not None and then < pack.as_at and _differs(said["unit"], then, pack.as_at):
                when = "" if one.update_on is None else f", written on {show_date(one.update_on)}"
                sentence = f"The update of {one.ref}{when}, says {quoted(said[0])}"
                sentence += f"; the report is as at {show_date(pack.as_at)}."
                yield of(one, "out_of_date_words", sentence, "update", said[0], then)


def _meant(said: re.Match[str], on: date | None) -> date | None:
    """A day in the time that is meant: the one that is named, else that in which it was written."""
    if said["month"] and (said["year"] or on):
        year = int(said["year"]) if said["year"] else on.year if on else 0
        return date(year, MONTHS.index(said["month"]) + 1, 1) if 1900 < year < 2200 else None
    return on


def _differs(unit: str, then: date, as_at: date) -> bool:
    """Is it another week, month, quarter or year? `This year` may be either of two."""
    if unit == "week":
        return then.isocalendar()[:2] != as_at.isocalendar()[:2]
    month = (as_at.year - then.year) * 12 + as_at.month - then.month
    if unit == "month":
        return month != 0
    if unit == "quarter":
        return (then.year, (then.month - 1) // 3) != (as_at.year, (as_at.month - 1) // 3)
    financial = (then.year - (then.month < 4)) != (as_at.year - (as_at.month < 4))
    return financial and (unit == "financial year" or then.year != as_at.year)
