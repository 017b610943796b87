"""How the recommendations went from one date to another, as the register knows it; and who is behind each figure."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from db import then
from db.fetch import fetch, one_moment
from db.movement import OPEN_BANDS, Figure, Flow, Movements, Part, Place, lines, movements, restated
from db.rules import Basis, Counting, Policy, in_effect
from db.selection import limits
from db.shown import as_date, as_status


@dataclass(frozen=True, slots=True)
class Moved:
    """The movement between two dates, with what it was counted by."""

    since: date
    as_at: date
    counting: Counting
    basis: Basis
    edge_included: bool
    movements: Movements
    names: Mapping[str, str]
    """Of the directorates, by id, as they were last called; the one that stands for none is not among them."""


Told = Mapping[str, Place]
"""Where a report told that each recommendation stood, by id; the directorate by its name."""


def moved(
    connection: sqlite3.Connection, since: date, as_at: date, *, policy: Policy, told: Told | None = None
) -> Moved:
    """From the register as known on the one day to that as known on the other.

    `told`: what a report sealed as at `since` told: what was recorded later and dated back has then its own line.
    """
    with one_moment(connection):
        period = _Period(connection, since, as_at, policy)
        counts: Counter[_Way] = Counter()
        for _, way, count in period.groups():
            counts[way] += count
        flows = [period.flow(way, count) for way, count in counts.items()]
        restatement = None if told is None else [flow for _, flow in period.since_told(told)]
    return Moved(
        since, as_at, policy.counting, policy.basis, policy.edge_included, movements(flows, restatement), period.names
    )


def ids_moved(
    connection: sqlite3.Connection,
    since: date,
    as_at: date,
    figure: Figure,
    *,
    part: Part = Part.WHOLE,
    of: str = "",
    policy: Policy,
    told: Told | None = None,
) -> tuple[str, ...]:
    """The recommendations that a figure of `moved` counts, by id; `of` is a directorate's id or a band."""
    with one_moment(connection):
        period = _Period(connection, since, as_at, policy)
        if told is None and figure is Figure.RESTATED:
            return ()  # nobody was told anything
        if told is not None and figure in (Figure.RESTATED, Figure.BROUGHT_FORWARD):
            return tuple(
                id_
                for id_, flow in period.since_told(told)
                if (of, figure) in {(whose, line) for whose, line, _ in restated(flow, part)}
            )
        goes: dict[_Way, bool] = {}
        asked = []
        for group, way, _ in period.groups():
            if way not in goes:
                goes[way] = (of, figure) in lines(period.flow(way), part)
            if goes[way]:
                asked.append((way[0], group))
        return period.ids(asked)


_STANDS = ("audit_id", "status", "accepted_until", "status_before")
_Group = tuple[Any, ...]
"""The values that some have in common, by one of the queries."""
_Way = tuple[Any, ...]
"""The query's number, the directorate before and after, and the rest of the group."""


class _Period:
    """Two dates, and what the register knows of each."""

    def __init__(self, connection: sqlite3.Connection, since: date, as_at: date, policy: Policy) -> None:
        self.connection, self.since, self.as_at, self.policy = connection, since, as_at, policy
        self.bodies = tuple(then.body(connection, then.latest(connection, day)) for day in (since, as_at))
        self.names = {**self.bodies[0].directorates, **self.bodies[1].directorates}
        self.given = {
            "first": since.isoformat(),
            "last": as_at.isoformat(),
            **{f"b_{name}": value for name, value in limits(since, policy).items()},
            **{f"a_{name}": value for name, value in limits(as_at, policy).items()},
        }

    def groups(self) -> Iterator[tuple[_Group, _Way, int]]:
        """What some have in common as the register has it, which way they went, and how many they are."""
        found = fetch(
            self.connection,
            self.given,
            *(
                f"SELECT json_array({', '.join(columns)}, count(*)) AS line FROM {source} GROUP BY {', '.join(columns)}"
                for columns, source in self._queries()
            ),
        )
        first, last = (body.directorate_of for body in self.bodies)
        same, changed, gone = found
        for audit, *rest, count in same:
            yield (audit, *rest), (0, first[audit], last[audit], *rest), count
        for before, after, *rest, count in changed:
            start = None if before is None else first[before]
            yield (before, after, *rest), (1, start, last[after], *rest), count
        for audit, *rest, count in gone:
            yield (audit, *rest), (2, first[audit], None, *rest), count

    def flow(self, way: _Way, count: int = 1) -> Flow:
        """That way, gone by so many."""
        n, start, end, *rest = way
        if n == 0:
            *stands, before, after = rest
            return Flow(self._place(0, start, [*stands, before]), self._place(1, end, [*stands, after]), count)
        if n == 1:
            moved, *places = rest
            was = None if start is None else self._place(0, start, places[:4])
            return Flow(was, self._place(1, end, places[4:]), count, bool(moved))
        return Flow(self._place(0, start, rest), None, count)

    def ids(self, asked: list[tuple[int, _Group]]) -> tuple[str, ...]:
        """The recommendations of these groups."""
        queries = []
        for n, (columns, source) in enumerate(self._queries()):
            each = ", ".join(f"json_extract(value, '$[{k}]')" for k in range(len(columns)))
            queries.append(
                f"SELECT json_quote(id) AS line FROM {source} AND json_array({', '.join(columns)}) IN"
                f" (SELECT json_array({each}) FROM json_each(:asked_{n}))"
            )
        given = {f"asked_{k}": json.dumps([group for n, group in asked if n == k]) for k in range(len(queries))}
        return tuple(map(str, chain(*fetch(self.connection, {**self.given, **given}, *queries))))

    def since_told(self, told: Told) -> Iterator[tuple[str, Flow]]:
        """Each recommendation from where it was told to stand on the first day to where it stood, as known now."""
        then_named = {name: id_ for id_, name in self.bodies[0].directorates.items()}
        named = {**then.ever_named(self.connection), **then_named}
        columns = ", ".join(_STANDS)
        (rows,) = fetch(
            self.connection,
            self.given,
            f"SELECT json_array(recommendation_id, {columns}, {self._band('b', 'stood')}) AS line FROM stood"
            " WHERE since <= :first AND (until IS NULL OR until > :first)",
        )
        so = {id_: self._place(0, self.bodies[0].directorate_of[audit], stands) for id_, audit, *stands in rows}
        for id_ in told.keys() | so.keys():
            before = told.get(id_)
            if before is not None:
                before = before._replace(directorate=named.get(before.directorate, before.directorate))
            yield id_, Flow(before, so.get(id_))

    def _queries(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """What is grouped by, and where it is from: what did not change, what did, what is no longer there."""
        before, after = ([f"{side}.{name}" for name in _STANDS] for side in "ba")
        first, last = (self._band(side, "b") for side in "ba")
        moved = f"{self._due('a')} IS NOT {self._due('b')}"
        yield (
            (*before, first, last),
            "(SELECT recommendation_id AS id, * FROM stood WHERE since <= :first) b"
            " WHERE (until IS NULL OR until > :last)",
        )
        yield (
            ("b.audit_id", "a.audit_id", moved, *before[1:], first, *after[1:], self._band("a", "a")),
            "(SELECT recommendation_id AS id, * FROM stood WHERE since > :first AND since <= :last"
            " AND (until IS NULL OR until > :last)) a LEFT JOIN stood b ON b.recommendation_id = a.id"
            " AND b.since <= :first AND (b.until IS NULL OR b.until > :first) WHERE TRUE",
        )
        yield (
            (*before, first),
            "(SELECT recommendation_id AS id, * FROM stood WHERE since <= :first AND until > :first) b"
            " WHERE until <= :last AND NOT EXISTS (SELECT 1 FROM stood a WHERE a.recommendation_id = b.id"
            " AND a.since <= :last AND (a.until IS NULL OR a.until > :last))",
        )

    def _due(self, of: str) -> str:
        return f"{of}.due" if self.policy.basis is Basis.REVISED else f"coalesce({of}.original_due, {of}.due)"

    def _band(self, day: str, of: str) -> str:
        due = self._due(of)
        return (
            f"CASE WHEN {due} <= :{day}_over_12 THEN 0 WHEN {due} <= :{day}_six_to_12 THEN 1"
            f" WHEN {due} <= :{day}_under_6 THEN 2 WHEN {due} IS NOT NULL THEN 3 ELSE 4 END"
        )

    def _place(self, day: int, directorate: str, stands: Sequence[Any]) -> Place:
        status, until, before, band = stands
        on = (self.since, self.as_at)[day]
        status = in_effect(as_status(status), as_date(until), as_status(before), on)
        return Place(directorate, OPEN_BANDS[band], status)
