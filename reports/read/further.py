"""What other bodies give in columns of their own, made part of a record: follow-ups, percentages, dates moved."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from db.rules import Policy, Status, plain, read_status, show_date
from reports.columns import READABLE
from reports.read.dates import Dated, dates_in
from reports.read.report.numerals import NUMBER

_DUE_DATES = frozenset({"due", "original_due"}) | {f"revised_due_{n}" for n in range(1, 5)}
_ROUNDS = tuple(range(4, 0, -1))
"""The latest first."""


class Remark(NamedTuple):
    """What is to be told of a file, once for each different `what`."""

    what: str
    text: str = ""


def settle(texts: dict[str, str], days: dict[str, date]) -> Iterator[Remark]:
    """Make what stands in further columns part of the update, the status and the due date; by field."""
    yield from _latest_round(texts, days, "update", "")
    yield from _latest_round(texts, days, "status", "_status")
    moved = [days[f"revised_due_{n}"] for n in _ROUNDS if f"revised_due_{n}" in days]
    if moved:
        days["due"] = moved[0]
    if len(moved) > 1:
        yield Remark("The latest of the revised dates is the due date; the earlier ones are kept as printed.")
    if direction := " ".join(texts.get("direction", "").split()):
        update = texts.get("update", "").rstrip()
        texts["update"] = f"{update}\nDirection: {direction}".lstrip()
        yield Remark("The direction stands at the end of the update's words.", direction)


def _latest_round(texts: dict[str, str], days: dict[str, date], name: str, part: str) -> Iterator[Remark]:
    """The latest follow-up that has words gives the update, or the status, where no column of its own does."""
    given = [n for n in _ROUNDS if texts.get(f"follow_up_{n}{part}", "").strip()]
    if not given:
        return
    if texts.get(name, "").strip():
        yield Remark(f"There is a column for the {name} itself; what was said of it at follow-ups is kept as printed.")
        return
    latest = f"follow_up_{given[0]}{part}"
    texts[name] = texts[latest]
    if name == "update" and f"follow_up_{given[0]}_on" in days:
        days.setdefault("update_on", days[f"follow_up_{given[0]}_on"])
    if len(given) > 1:
        heading = READABLE[latest].heading
        yield Remark(f"The {heading} is the latest with words and gives the {name}; the earlier are kept as printed.")


# Due dates that were moved. ------------------------------------------------------------------------------------

_NOT_MOVED = re.compile(
    r"\W*(?:n/?a|none|nil|no change|not (?:applicable|revised|required|extended)|unchanged|as original|same)?\W*",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:revised|extended|extension|moved|now|changed|amended|previously|originally|original|was)\b|\u2192|->|=>",
    re.IGNORECASE,
)
_UNSETTLED = re.compile(
    r"\b(?:not|no|requested|request|requesting|proposed|proposal|refused|declined|rejected|subject|awaiting|pending|may)\b"
    r"|\b(?:seek|approv)\w*|[?~]",
    re.IGNORECASE,
)
"""Words of a move that nobody has agreed to, or may not have."""
_FORMER = re.compile(
    r"\b(?:was|were|from|original(?:ly)?|initial(?:ly)?|previous(?:ly)?|formerly)\b[ :]*"
    r"(?:\b(?:due|target|agreed|set|date|for|by|on)\b[ :]*)*\Z",
    re.IGNORECASE,
)
"""What stands before a date that is no longer in force."""
_AROUND = re.compile(r"(?:\W|\b(?:revised|extended|moved|now|new|to|until|date|target|agreed|due)\b)*", re.IGNORECASE)


class Moved(NamedTuple):
    """The due date that a cell comes to."""

    due: date | None
    original: date | None = None
    told: str = ""


def moved(name: str, words: str, *, revised: bool) -> Moved | None:
    """What a due date's words come to if they tell of its having been moved, or of its not having been; else None.

    `revised` says that the column is one of revised dates, in which several are revisions whatever stands between them.
    """
    if name not in _DUE_DATES:
        return None
    if revised and _NOT_MOVED.fullmatch(words):
        return Moved(None)
    found = dates_in(words)
    if _UNSETTLED.search(_between(words, found)):
        return None
    if len(found) == 1:
        around = words[: found[0].start] + words[found[0].end :]
        return Moved(found[0].day) if _AROUND.fullmatch(around) and (revised or _MOVES.search(around)) else None
    if len(found) < 2:
        return None
    days = [one.day for one in found]
    between = _between(words[: found[-1].end], found)
    bare = not re.search(r"\w", between)
    if not (_MOVES.search(between) or (revised and bare)):
        return None
    last = max(days)
    ends = [0, *(one.end for one in found)]
    former = {one.day for one, end in zip(found, ends, strict=False) if _FORMER.search(words[end : one.start])}
    if last in former:
        # Brought forward, so the later date is not the one in force.
        in_force = set(days) - former
        if len(former) != 1 or len(in_force) != 1 or _MOVES.search(words[found[-1].end :]):
            return None
        last = in_force.pop()
        told = _moved_from(former.pop(), last)
        return Moved(last, None if revised else max(days), told)
    told = f"The date was moved more than once here; the last, {show_date(last)}, is the due date."
    if revised:
        return Moved(last, told=told if len(days) > 1 else "")
    return Moved(last, min(days), _moved_from(min(days), last))


def _between(words: str, found: Sequence[Dated]) -> str:
    """The words around dates, among which a `May` is none of a doubt."""
    for one in reversed(found):
        words = words[: one.start] + " " + words[one.end :]
    return words


def _moved_from(original: date, last: date) -> str:
    return (
        f"The date was moved here: {show_date(original)} is the original due date, {show_date(last)} the one in force."
    )


# Percentages. --------------------------------------------------------------------------------------------------

_PERCENT = re.compile(
    r"(?:approx\w*\.?|about|c\.?|~)?\s*(?P<number>\d{1,3}(?:\.\d+)?)\s*(?P<sign>%|per\s?cent)?"
    r"(?:\s*(?:complete[d]?|implemented|done))?\.?",
    re.IGNORECASE,
)


class Percentages:
    """The numbers of a column of percentages, which a sheet may hold as parts of one."""

    def __init__(self, cells: Iterable[str | float], *, numbers: bool = False) -> None:
        """`numbers`: they were numbers in a workbook, where 100 % is 1."""
        given = [found for cell in cells if (found := _PERCENT.fullmatch(str(cell).strip())) and not found["sign"]]
        values = [float(found["number"]) for found in given]
        of_one = bool(values) and max(values) <= 1
        self._scale = 100.0 if of_one and (numbers or any(value % 1 for value in values)) else 0.0 if of_one else 1.0

    def read(self, words: str) -> float | None:
        """From 0 to 100; None where nobody can say, as of 1 where nothing says of what."""
        found = _PERCENT.fullmatch(words.strip())
        if not found:
            return None
        number = float(found["number"])
        if found["sign"] or number == 0:
            return number if number <= 100 else None
        value = number * self._scale
        return round(value, 2) if 0 < value <= 100 else None


def status_of(percent: float) -> Status:
    """What a percentage says: whole is what management says, which nobody has verified."""
    if percent >= 100:
        return Status.AWAITING_VERIFICATION
    return Status.PARTIALLY_IMPLEMENTED if percent > 0 else Status.NOT_IMPLEMENTED


class Standing(NamedTuple):
    """A status, the words it was read from, and what is to be told of it."""

    status: Status | None
    words: str
    told: str = ""
    text: str = ""


def with_percent(status: Status | None, words: str, percent: str, percentages: Percentages) -> Standing:
    """A status beside a percentage, which counts only where no words say how far it has come."""
    if not percent.strip():
        return Standing(status, words)
    value = percentages.read(percent)
    said = f"{value:g}%" if value is not None else percent.strip()
    silent = not words.strip() or (status is None and tells_no_progress(words)) or plain(words) in _NOT_YET
    if silent:
        if value is None:
            told = "This percentage cannot be read; its words are kept and the status is left open."
            return Standing(None, words or said, told, percent)
        return Standing(status_of(value), f"{words.strip()} {said}".strip())
    done = status in {Status.IMPLEMENTED, Status.AWAITING_VERIFICATION}
    if value is not None and status in _COUNTED and (value >= 100) != done:
        return Standing(
            status, words, f"The percentage is {said}, the status \u201c{words}\u201d; the status was taken."
        )
    return Standing(status, words)


_NOT_YET = frozenset(("no", "n"))
"""Answers to `Implemented?` that do not say how far it has come."""
_COUNTED = frozenset(
    {Status.NOT_IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED, Status.AWAITING_VERIFICATION, Status.IMPLEMENTED}
)

# Statuses with a colour, or with words of when they are due. ---------------------------------------------------

_COLOUR = r"(?:red|amber|green|blue|yellow|orange|gr[ea]y|purple|black|white)"
_WHEN = r"(?:not (?:yet |over)?due|(?:over|past) ?due)"
_ASIDE = rf"(?:{_COLOUR}|{_WHEN})"
_BESIDE = re.compile(
    rf"{_ASIDE}\b[\s:/(\u2013-]+(?P<after>[^()]+)\)?|(?P<before>[^()]+?)[\s:/(\u2013-]+{_ASIDE}\)?", re.IGNORECASE
)
_ONLY_WHEN = re.compile(
    rf"\W*(?:(?:{NUMBER}|not|yet|over|past|due|overdue|late|by|for|more|less|than|months?|weeks?|days?)\b\W*)+",
    re.IGNORECASE,
)
_DUE = re.compile(r"due\b|\blate\b|\bmonths?\b", re.IGNORECASE)
_BARE = re.compile(rf"(?:{_COLOUR}|[ragb]|brag|rag)(?:[\s/-]+(?:{_COLOUR}|[ragb]))?", re.IGNORECASE)


def is_colour(words: str) -> bool:
    """Is it a colour and nothing more, which means another thing at every body?"""
    return _BARE.fullmatch(plain(words)) is not None


def is_when(words: str) -> bool:
    """Do they say no more than when it is due, or for how long it has been?"""
    return _ONLY_WHEN.fullmatch(words) is not None and _DUE.search(words) is not None


def tells_no_progress(words: str) -> bool:
    """Do they stand where a status should, and say nothing of how far it has come?"""
    return is_colour(words) or is_when(words)


def status_in(words: str, policy: Policy) -> Status | None:
    """The status that words name, be it with a colour or a percentage beside them; None where nobody can say."""
    status = read_status(words, policy)
    if status is None and (beside := _BESIDE.fullmatch(words.strip(" ."))):
        status = read_status(beside["after"] or beside["before"], policy)
    if status is None and (found := _PERCENT.fullmatch(words.strip())) and found["sign"]:
        value = float(found["number"])
        return status_of(value) if value <= 100 else None
    return status


_ASKS = re.compile(r"(?:fully )?(?:implemented|completed?|done)\b", re.IGNORECASE)
_ANSWERS = {
    "yes": Status.IMPLEMENTED,
    "y": Status.IMPLEMENTED,
    "no": Status.NOT_IMPLEMENTED,
    "n": Status.NOT_IMPLEMENTED,
}


def answer_in(heading: str, words: str) -> Status | None:
    """What an answer to a heading such as `Implemented?` says; None where it is none."""
    return _ANSWERS.get(plain(words)) if _ASKS.match(heading) else None


def closed_on(day: date) -> tuple[Status, str]:
    """What the day on which it was closed says of it, where nothing else does, and in which words."""
    return Status.IMPLEMENTED, f"Closed on {show_date(day)}"


def unread_status(words: str) -> str:
    """What is told of a status that nobody can read."""
    if is_when(words):
        return "This status says when it is due and not how far it has come; it is left open."
    if is_colour(words):
        return "What this colour stands for is not known, as it differs from body to body; the status is left open."
    return "This status is not known; its words are kept and the status is left open."


# Priorities. ---------------------------------------------------------------------------------------------------

_RANKED = re.compile(
    r"(?:priority|grade|p)?\s*\d\s*[-\u2013:.)]\s*(?P<name>\D+)|(?P<other>\D+?)\s*\(\s*\d\s*\)", re.IGNORECASE
)


def priority_in(words: str, policy: Policy) -> tuple[str, str]:
    """The policy's own word for a priority, and nothing; else the word as printed, and what is to be told of it."""
    flat = " ".join(words.split())
    ranked = _RANKED.fullmatch(flat)
    known = {step.name for step in policy.known_priorities}
    by_rank = (ranked["name"] or ranked["other"]) if ranked else ""
    for name in (flat, by_rank, flat.casefold().removesuffix(" priority")):
        if name.strip().casefold() in known:
            return name.strip().casefold(), ""
    told = "This priority is on no scale of the policy; it is kept as printed." if flat else ""
    return flat, told
