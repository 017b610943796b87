"""A published report against the register as at its date: where they disagree, each with place and reference."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from db import history
from db.intake import Outcome, Plan, plan
from db.intake.matching import SAME, Text, likeness, title_key
from db.promises import NUMBERS, number
from db.queries import Reader
from db.readings import Problem, RawRecord, Reading
from db.rows import NO_DIRECTORATE, Recommendation
from db.rules import CLOSED, Policy, calendar_months, completed_months, is_overdue, listed, show_date


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that a published report and the register say otherwise."""

    rule: str
    where: str
    """The place in the file; empty where the file says nothing."""
    ref: str
    """The recommendation of the register; empty where it has none, or where it is about several."""
    record_id: str
    said: str


@dataclass(frozen=True, slots=True)
class Published:
    """All that is to be said of a published report."""

    reading: Reading
    as_at: date
    own: tuple[Problem, ...]
    """Where the report contradicts itself, and what could not be read of it."""
    disagreements: tuple[Disagreement, ...]
    """Where the register says otherwise."""


@dataclass(frozen=True, slots=True)
class _Matched:
    """A row of the report, and the recommendation of the register that it is."""

    raw: RawRecord
    row: Recommendation


def against_register(connection: sqlite3.Connection, reading: Reading, as_at: date) -> Published:
    """What the report says beside what the register knew at its date; which is which, the import decides."""
    policy = Reader(connection, as_at).policy
    planned = plan(connection, reading, as_of=as_at, policy=policy)
    then = Reader(history.at(connection, as_at), as_at)
    known = {one.id: one for one in then.recommendations()}
    refs = tuple(f"{one.ref}: " for one in known.values())
    own = tuple(problem for problem in planned.problems if not problem.what.startswith(refs))
    return Published(reading, as_at, (*own, *_spellings(reading)), tuple(compare(planned, known, policy)))


def _spellings(reading: Reading) -> Iterator[Problem]:
    """One audit whose title the report prints in several ways."""
    printed: dict[str, dict[str, str]] = {}
    for raw in reading.records:
        title = " ".join(raw.audit.split())
        if title:
            printed.setdefault(title_key(title), {}).setdefault(title, raw.where)
    for spelt in printed.values():
        if len({title.casefold() for title in spelt}) > 1:
            (first, place), *others = spelt.items()
            ways = listed(f"{title} at {where}" for title, where in others)
            yield Problem(place, f"One audit is named in {len(spelt)} ways: {first} here, {ways}.", first)


def compare(planned: Plan, known: Mapping[str, Recommendation], policy: Policy) -> Iterator[Disagreement]:
    """Where they disagree; `known` is the register as at the report's date, by id."""
    as_at = planned.as_of
    if not known:
        yield Disagreement("lacking", "", "", "", f"The register held no recommendation as at {show_date(as_at)}.")
        return
    matched = [
        _Matched(entry.raw, known[entry.recommendation_id or ""])
        for entry in planned.entries
        if entry.outcome in {Outcome.UPDATE, Outcome.UNCHANGED} and entry.recommendation_id in known
    ]
    told = {problem.text for problem in planned.reading.problems}
    for one in matched:
        yield from _dates(one)
        yield from _months(one, as_at, told)
        yield from _words(one)
    yield from _lacking(planned, known)
    yield from _omitted(matched, known, policy, as_at)
    yield from _directorates(matched, known, policy, as_at)
    yield from _sections(matched, known, policy, as_at)


def _of(one: _Matched, rule: str, said: str) -> Disagreement:
    return Disagreement(rule, one.raw.where, one.row.ref, one.row.id, f"{one.row.ref}: {said}")


# One recommendation. -----------------------------------------------------------------------------------------------


def _dates(one: _Matched) -> Iterator[Disagreement]:
    printed = one.raw.due_in_force
    if printed and one.row.due and printed not in {one.row.due, one.row.issued}:
        yield _of(one, "due", f"due {show_date(printed)} in the paper, {show_date(one.row.due)} in the register.")
    first = one.raw.original_due
    if first and one.row.original_due and first not in {one.row.original_due, printed}:
        said = f"first due {show_date(first)} in the paper, {show_date(one.row.original_due)} in the register."
        yield _of(one, "original_due", said)
    issued = one.raw.issued
    if issued and one.row.issued and issued != one.row.issued:
        said = (
            f"the audit's report is of {show_date(issued)} in the paper, {show_date(one.row.issued)} in the register."
        )
        yield _of(one, "issued", said)


_OVERDUE = re.compile(rf"\b(?P<many>\d{{1,3}}|{'|'.join(NUMBERS)})\s+months?\s+(?:over\s?due|late)\b", re.IGNORECASE)


def _months(one: _Matched, as_at: date, told: set[str]) -> Iterator[Disagreement]:
    """Months as printed, against both counts by the register's due date; what the paper itself shows is told there."""
    due, said = one.row.due, _printed_months(one.raw)
    if said is None or due is None:
        return
    words, printed = said
    completed, calendar = completed_months(due, as_at), calendar_months(due, as_at)
    if printed in {completed, calendar} or (words in told and due == one.raw.due):
        return
    counted = f"{completed} (completed) or {calendar} (calendar)" if completed != calendar else str(completed)
    if due >= as_at:
        counted = "not overdue"
    yield _of(one, "months", f"{words} in the paper; by the register it is {counted} at {show_date(as_at)}.")


def _printed_months(raw: RawRecord) -> tuple[str, int] | None:
    for heading, cell in raw.words.items():
        if "month" in heading.casefold() and cell.strip().isdecimal():
            return f"{cell.strip()} months overdue", int(cell)
        found = _OVERDUE.search(" ".join(cell.split()))
        if found:
            return found[0], number(found["many"])
    return None


_PEOPLE = {"owner": "owner", "director": "director", "executive_member": "Executive Member"}


def _words(one: _Matched) -> Iterator[Disagreement]:
    raw, row = one.raw, one.row
    if raw.status and row.status and raw.status is not row.status:
        yield _of(one, "status", f"{raw.status} in the paper, {row.status} in the register.")
    if raw.audit and title_key(raw.audit) != title_key(row.audit):
        yield _of(one, "audit", f"the audit is {raw.audit} in the paper, {row.audit} in the register.")
    if raw.priority and row.priority and raw.priority.strip().casefold() != row.priority.casefold():
        yield _of(one, "priority", f"{raw.priority} in the paper, {row.priority} in the register.")
    for field, called in _PEOPLE.items():
        printed, held = getattr(raw, field), getattr(row, field)
        if printed.strip() and held.strip() and not _same_person(printed, held):
            yield _of(one, field, f"the {called} is {printed} in the paper, {held} in the register.")


def _same_person(one: str, other: str) -> bool:
    """With or without a title, a slip aside."""
    mine, theirs = Text.of(one), Text.of(other)
    return mine.letters in theirs.letters or theirs.letters in mine.letters or likeness(mine, theirs) >= SAME


# What one has and the other has not. -------------------------------------------------------------------------------


def _lacking(planned: Plan, known: Mapping[str, Recommendation]) -> Iterator[Disagreement]:
    for entry in planned.entries:
        raw = entry.raw
        name = f"{raw.audit or 'a recommendation without an audit'}, \u201c{_opening(raw.recommendation)}\u201d"
        if entry.outcome is Outcome.ADD:
            yield Disagreement("lacking", raw.where, "", "", f"The register does not have this: {name}.")
        elif entry.outcome is Outcome.DOUBTFUL:
            refs = " or ".join(candidate.ref for candidate in entry.candidates)
            said = f"This may be {refs}, or one that the register does not have: {name}."
            yield Disagreement("lacking", raw.where, "", "", said)
        elif entry.outcome is not Outcome.SKIPPED and entry.recommendation_id not in known:
            said = f"The register has {entry.ref} only from a later day than {show_date(planned.as_of)}."
            yield Disagreement("lacking", raw.where, entry.ref, entry.recommendation_id or "", said)


def _expected(row: Recommendation, policy: Policy, as_at: date) -> bool:
    """Would a committee see it among the overdue?"""
    return is_overdue(row.status, row.due, as_at) and policy.reported(row.priority)


def _omitted(
    matched: list[_Matched], known: Mapping[str, Recommendation], policy: Policy, as_at: date
) -> Iterator[Disagreement]:
    printed = {one.row.id for one in matched}
    for row in known.values():
        if row.id not in printed and _expected(row, policy, as_at):
            late = f"overdue since {show_date(row.due)} and {row.priority or 'of no priority given'}"
            said = f"{row.ref} ({row.audit}): {late} in the register at {show_date(as_at)}; the paper does not have it."
            yield Disagreement("omitted", "", row.ref, row.id, said)


# Counts. -----------------------------------------------------------------------------------------------------------


def _directorates(
    matched: list[_Matched], known: Mapping[str, Recommendation], policy: Policy, as_at: date
) -> Iterator[Disagreement]:
    """Overdue by directorate, as the rows of the paper have it and as the register has it."""
    held = Counter(r.directorate for r in known.values() if _expected(r, policy, as_at))
    printed = Counter(o.row.directorate for o in matched if _printed_overdue(o.raw, as_at))
    for directorate in sorted({*held, *printed}):
        if held[directorate] != printed[directorate]:
            name = directorate or NO_DIRECTORATE
            said = f"{name}: {printed[directorate]} overdue in the paper, {held[directorate]} in the register"
            yield Disagreement("directorate", "", "", "", f"{said} at {show_date(as_at)}.")


def _printed_overdue(raw: RawRecord, as_at: date) -> bool:
    due = raw.due_in_force
    return raw.status not in CLOSED and due is not None and due < as_at


_BETWEEN = re.compile(r"\b(?P<low>\d+)\s*(?:months\s*)?(?:and|to|[-\u2013])\s*(?P<high>\d+)\s+months", re.IGNORECASE)
_OVER = re.compile(r"\b(?:over|more than|exceeding)\s+(?P<low>\d+)\s+months", re.IGNORECASE)
_UNDER = re.compile(r"\b(?:under|less than|fewer than|up to)\s+(?P<high>\d+)\s+months", re.IGNORECASE)


def _sections(
    matched: list[_Matched], known: Mapping[str, Recommendation], policy: Policy, as_at: date
) -> Iterator[Disagreement]:
    """`Recommendations over 12 months overdue`: as many as the register has, by either count, edges on either side."""
    given = Counter(one.raw.section for one in matched)
    for section, many in given.items():
        found = _BETWEEN.search(section) or _OVER.search(section) or _UNDER.search(section)
        if not found or "due" not in section.casefold():
            continue
        edges = found.groupdict()
        low, high = int(edges.get("low") or 0), int(edges.get("high") or 10_000)
        low = 0 if low == 1 else low  # the first month begins with its first day
        least = most = 0
        for row in known.values():
            if row.due is not None and _expected(row, policy, as_at):
                counts = completed_months(row.due, as_at), calendar_months(row.due, as_at)
                least += all(low < months < high for months in counts)
                most += any(low <= months <= high for months in counts)
        if not least <= many <= most:
            held = str(least) if least == most else f"{least} to {most}, as the edges are read"
            said = f"{section}: {many} in the paper, {held} in the register at {show_date(as_at)}."
            yield Disagreement("section", "", "", "", said)


def _opening(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 80 else f"{plain[:79].rstrip()}\u2026"
