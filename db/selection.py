"""Which recommendations, in which order: a filter and a sort as one statement over the covering indexes."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from db.migrations import IS_CLOSED
from db.policy import priority_name
from db.rows import Filter, Sort, SortBy
from db.rules import Band, Basis, Policy, Status, band_limits

Given = dict[str, Any]


@lru_cache(maxsize=32)
def words(text: str) -> tuple[str, ...]:
    """The words of `text` as the search index cuts and folds them; none where it holds nothing to search for.

    SQLite cuts them: its tables of letters are not Python's, and a word that the index cuts in two may not be asked for
    as one.
    """
    with closing(sqlite3.connect(":memory:")) as scratch:
        scratch.execute("CREATE VIRTUAL TABLE typed USING fts5 (text, tokenize='unicode61 remove_diacritics 2')")
        scratch.execute("CREATE VIRTUAL TABLE words USING fts5vocab (typed, row)")
        scratch.execute("INSERT INTO typed VALUES (?)", (text.encode(errors="replace").decode(),))
        return tuple(word for (word,) in scratch.execute("SELECT term FROM words"))


def aged(policy: Policy) -> str:
    """The due date that ages, as `rules.aged_date` has it."""
    return "due" if policy.basis is Basis.REVISED else "coalesce(original_due, due)"


def limits(as_at: date, policy: Policy) -> Given:
    """The latest due dates of the bands, for statements to compare with."""
    over_12, six_to_12, under_6 = band_limits(as_at, policy)
    return {"over_12": over_12.isoformat(), "six_to_12": six_to_12.isoformat(), "under_6": under_6.isoformat()}


def ages(due: str) -> str:
    """The columns that count by age: all, those with a date, those due by the first, second, third day of `limits`."""
    by = (f"coalesce(sum({due} <= :{limit}), 0)" for limit in ("over_12", "six_to_12", "under_6"))
    return f"count(*), count({due}), {', '.join(by)}"


def by_band(total: int, dated: int, over_12: int, over_6: int, overdue: int) -> dict[Band, int]:
    """How many of what is open are in each band, from the columns of `ages`."""
    return {
        Band.OVER_12: over_12,
        Band.SIX_TO_12: over_6 - over_12,
        Band.UNDER_6: overdue - over_6,
        Band.NOT_DUE: dated - overdue,
        Band.NO_DATE: total - dated,
    }


ENDED = """SELECT json_array(rowid, status_before, audit_id, due, original_due) AS line FROM recommendation
    WHERE accepted_until < :as_at"""
"""Those whose risk acceptance has ended: few, and found by an index of their own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The status in effect, as statements ask for it."""

    closed: str = IS_CLOSED
    status: str = "status"
    given: Mapping[str, str] = field(default_factory=dict)


AS_STORED = Standing()
"""Where no acceptance has ended: statements stay as quick as the indexes make them."""


def standing(ended: Mapping[int, str]) -> Standing:
    """Where acceptances have ended: {rowid: status before}."""
    if not ended:
        return AS_STORED
    given = {"ended": json.dumps(list(ended))}
    cases = ""
    for n, before in enumerate(sorted(set(ended.values()))):
        cases += f" WHEN r.rowid IN (SELECT value FROM json_each(:ended_{n})) THEN '{Status(before)}'"
        given[f"ended_{n}"] = json.dumps([rowid for rowid, status in ended.items() if status == before])
    return Standing(
        closed=f"({IS_CLOSED} AND r.rowid NOT IN (SELECT value FROM json_each(:ended)))",
        status=f"(CASE{cases} ELSE status END)",
        given=given,
    )


def select(
    f: Filter, sort: Sort, as_at: date, policy: Policy, priorities: Sequence[str], *, stands: Standing = AS_STORED
) -> tuple[str, Given]:
    """`SELECT r.rowid ...` and what is bound in it; `priorities` are all those in the register, as stored."""
    if stands is not AS_STORED and _is_walkable(f, sort, policy):
        return _merged(f, sort, as_at, policy, stands)
    conditions, given = _narrowed(f, policy, priorities, stands)
    order, joins, ranks = _ordered(sort, _by_due(f, policy, stands), policy, priorities, stands)
    where = " AND ".join(conditions) or "TRUE"
    index = _index(f, sort, policy)
    return (
        f"SELECT r.rowid FROM recommendation r {index} {joins} WHERE {where} ORDER BY {order}",
        {**limits(as_at, policy), **stands.given, **given, **ranks},
    )


def _merged(f: Filter, sort: Sort, as_at: date, policy: Policy, stands: Standing) -> tuple[str, Given]:
    """Where acceptances have ended, the walk along the index with those few put in at their places."""
    halves: list[str] = []
    ended = "SELECT value FROM json_each(:ended)"
    for half, those in (
        (AS_STORED, f"recommendation r INDEXED BY recommendation_order WHERE r.rowid NOT IN ({ended})"),
        (Standing(closed="0"), f"({ended}) CROSS JOIN recommendation r ON r.rowid = value WHERE TRUE"),
    ):
        conditions, given = _narrowed(f, policy, (), half)
        keys = _by_due(f, policy, half)
        halves.append(f"SELECT r.rowid AS rowid, {keys} FROM {' AND '.join([those, *conditions])}")
    way = "DESC" if sort.reverse else "ASC"
    order = f"2, 3 {way}, 1" if f.open_only or f.band else f"2, 3, 4 {way}, 1"  # by the columns of _by_due
    return f"{' UNION ALL '.join(halves)} ORDER BY {order}", {**limits(as_at, policy), **stands.given, **given}


def _is_walkable(f: Filter, sort: Sort, policy: Policy) -> bool:
    """Is it the order of an index, which also holds all that is asked for?"""
    elsewhere = f.directorate is not None or f.audit or f.priority or f.status or f.reported_only or f.status_unread
    found_by_id = f.among is not None
    return sort.by is SortBy.DUE and policy.basis is Basis.REVISED and not elsewhere and not found_by_id


def _index(f: Filter, sort: Sort, policy: Policy) -> str:
    """The index to read, which holds all that is asked for: SQLite keeps no statistics here to choose by.

    The one in order of due date is walked only as far as a screenful needs; the other is read through and sorted.
    """
    if sort.by is SortBy.TITLE:
        return "NOT INDEXED"
    if f.among is not None:
        return ""  # By their ids they are found one by one.
    return f"INDEXED BY {'recommendation_order' if _is_walkable(f, sort, policy) else 'recommendation_figures'}"


def _narrowed(f: Filter, policy: Policy, priorities: Sequence[str], stands: Standing) -> tuple[list[str], Given]:
    conditions: list[str] = []
    given: Given = {}
    if f.audit:
        conditions.append("audit_id = :audit")
        given["audit"] = f.audit
    if f.directorate is not None:
        conditions.append("audit_id IN (SELECT id FROM audit WHERE directorate_id IS nullif(:directorate, ''))")
        given["directorate"] = f.directorate
    if f.priority or f.reported_only:
        conditions.append("priority IN (SELECT value FROM json_each(:priorities))")
        asked = priority_name(f.priority or "", policy)
        given["priorities"] = json.dumps(
            [
                priority
                for priority in priorities
                if (not f.priority or priority_name(priority, policy) == asked)
                and (not f.reported_only or policy.reported(priority))
            ]
        )
    if f.status is not None:
        conditions.append(f"{stands.status} = :status")
        given["status"] = f.status
    if f.status_unread:
        conditions.append("status IS NULL")
    if f.open_only:
        conditions.append(f"{stands.closed} = 0")
    if f.band is not None:
        conditions.append(_in_band(f.band, aged(policy), stands))
    if f.among is not None:
        conditions.append("r.id IN (SELECT value FROM json_each(:among))")
        given["among"] = json.dumps(f.among)
    if typed := words(f.text):
        conditions.append("r.rowid IN (SELECT rowid FROM search WHERE search MATCH :match)")
        given["match"] = " AND ".join(f'"{word}"*' for word in typed)
    return conditions, given


def _in_band(band: Band, due: str, stands: Standing) -> str:
    if band is Band.CLOSED:
        return f"{stands.closed} = 1"
    return f"{stands.closed} = 0 AND {due_in(band, due)}"


def due_in(band: Band, due: str) -> str:
    """Is this date, of what is open, in that band? With the days of `limits`."""
    return {
        Band.OVER_12: f"{due} <= :over_12",
        Band.SIX_TO_12: f"{due} > :over_12 AND {due} <= :six_to_12",
        Band.UNDER_6: f"{due} > :six_to_12 AND {due} <= :under_6",
        Band.NOT_DUE: f"{due} > :under_6",
        Band.NO_DATE: f"{due} IS NULL",
    }[band]


def _by_due(f: Filter, policy: Policy, stands: Standing) -> str:
    """The order all others end in; where all are open or all closed, saying so again would make SQLite sort them."""
    due = aged(policy)
    mixed = "" if f.open_only or f.band else f"{stands.closed}, "
    return f"{mixed}{due} IS NULL, {due}"


def _ordered(
    sort: Sort, by_due: str, policy: Policy, priorities: Sequence[str], stands: Standing
) -> tuple[str, str, Given]:
    """The ORDER BY, the tables it needs besides, and what is bound in it."""
    way = "DESC" if sort.reverse else "ASC"
    ranks: Given = {}
    joins = ""
    match sort.by:
        case SortBy.DUE:
            return f"{by_due} {way}, r.rowid", joins, ranks
        case SortBy.REF:  # A-2 before A-10
            own = f"rtrim(ref, '0123456789') COLLATE NOCASE {way}, length(ref) {way}, ref COLLATE NOCASE {way}"
        case SortBy.TITLE:
            own = f"substr(text, 1, 80) COLLATE NOCASE {way}"
        case SortBy.PRIORITY:
            scales = (policy.priorities, *policy.further_scales.values())
            of_step = {step.name: n for scale in reversed(scales) for n, step in enumerate(scale)}
            named = {priority: priority_name(priority, policy) for priority in priorities}
            known = {priority: of_step[name] for priority, name in named.items() if name in of_step}
            rank, ranks = _rank("priority", known)
            own = f"{rank} {way}, trim(priority) = '' {way}, priority COLLATE NOCASE {way}"
        case SortBy.STATUS:
            rank, ranks = _rank("status", {str(status): n for n, status in enumerate(Status)}, stands.status)
            own = f"status IS NULL, {rank} {way}"
        case SortBy.AUDIT:
            joins = "JOIN audit a ON a.id = r.audit_id"
            own = f"a.title COLLATE NOCASE {way}, a.issued {way}, a.id {way}"
        case SortBy.DIRECTORATE:
            joins = "JOIN audit a ON a.id = r.audit_id LEFT JOIN directorate d ON d.id = a.directorate_id"
            own = f"d.name IS NULL, d.name COLLATE NOCASE {way}, d.id"
    return f"{own}, {by_due}, r.rowid", joins, ranks


def _rank(column: str, ranks: Mapping[str, int], of: str = "") -> tuple[str, Given]:
    """A number for each known value of a column, a larger one for all others; and the values, to be bound.

    `of` is the column in other words.
    """
    if not ranks:
        return "NULL", {}
    cases = "".join(f" WHEN :{column}_{n} THEN {rank}" for n, rank in enumerate(ranks.values()))
    given = {f"{column}_{n}": name for n, name in enumerate(ranks)}
    return f"CASE {of or column}{cases} ELSE {max(ranks.values()) + 1} END", given
