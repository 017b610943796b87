"""The position as at any date, past or given, divided by what a committee asks for; and who is behind each figure."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db import then
from db.fetch import fetch, one_moment
from db.policy import priority_name
from db.rows import NO_DIRECTORATE, NO_EXECUTIVE_MEMBER, PRIORITY_NOT_GIVEN, STATUS_NOT_READ
from db.rules import CLOSED, OVERDUE, Band, Basis, Counting, Policy, Status, in_effect
from db.selection import aged, ages, by_band, due_in, limits
from db.shown import as_date, as_status, in_office


class Dimension(StrEnum):
    """What a position is divided by."""

    BAND = "band"
    PRIORITY = "priority"
    STATUS = "status"
    DIRECTORATE = "directorate"
    EXECUTIVE_MEMBER = "executive member"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Share:
    """The recommendations of one value of a dimension, or all of them, by age."""

    value: str
    """What `ids_behind` takes: a name, a status, a band, a directorate's id (empty: none)."""
    name: str
    """What a person calls it; of a band, its code."""
    bands: Mapping[Band, int]
    """Every band."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.bands.values())

    @property
    def open(self) -> int:
        """Those that are followed up."""
        return self.total - self.bands[Band.CLOSED]

    @property
    def overdue(self) -> int:
        """Those that are late."""
        return sum(self.bands[band] for band in OVERDUE)


@dataclass(frozen=True, slots=True)
class PositionBy:
    """The counts at a date: each recommendation is in one share and in one band of it, so that all adds up."""

    dimension: Dimension
    as_at: date
    """The day that ages are computed for."""
    known: date | None
    """The day up to which events count; None: all there are."""
    counting: Counting
    basis: Basis
    edge_included: bool
    shares: tuple[Share, ...]
    """In the order of the scale, or by name; what is not given comes last."""
    whole: Share


def position_by(
    connection: sqlite3.Connection, dimension: Dimension, *, as_at: date, known: date | None, policy: Policy
) -> PositionBy:
    """Count by a dimension, with the ages of `as_at`, from the events up to `known` (as known then: the same day).

    Several Executive Members who answer for one recommendation together are one value, as they are named together:
    were it counted under each, the shares would add up to more than there are.
    """
    with one_moment(connection):
        counted = _Counted(connection, dimension, as_at, known, policy)
        found = counted.shares()
    whole = Share("", "", {band: sum(share.bands[band] for share in found) for band in Band})
    return PositionBy(dimension, as_at, known, policy.counting, policy.basis, policy.edge_included, tuple(found), whole)


def ids_behind(
    connection: sqlite3.Connection,
    dimension: Dimension,
    value: str | None,
    bands: tuple[Band, ...] = tuple(Band),
    *,
    as_at: date,
    known: date | None,
    policy: Policy,
) -> tuple[str, ...]:
    """The recommendations that a figure counts, by id: of one share (None: of all), in any of these bands."""
    with one_moment(connection):
        return _Counted(connection, dimension, as_at, known, policy).ids(value, bands)


_Group = tuple[str | None, ...]
"""Of some recommendations the values of `_Counted.columns`: the last three say their status."""


class _Counted:
    """Counts by groups that share a status, and whatever else decides to which share they belong."""

    def __init__(
        self, connection: sqlite3.Connection, dimension: Dimension, as_at: date, known: date | None, policy: Policy
    ) -> None:
        self.connection, self.dimension, self.as_at, self.policy = connection, dimension, as_at, policy
        day = then.latest(connection, known)
        self.body = then.body(connection, day)
        own = "priority" if dimension is Dimension.PRIORITY else "audit_id, executive_member"
        self.columns = f"{own}, status, accepted_until, status_before"
        self.given = {**limits(as_at, policy), "known": day}
        self.stood = (
            "stood INDEXED BY stood_now WHERE until IS NULL"
            if day is None
            else "stood WHERE since <= :known AND (until IS NULL OR until > :known)"
        )

    def shares(self) -> list[Share]:
        """Of every value that there is, or that the scale has."""
        counts: dict[str, Counter[Band]] = {value: Counter() for value in self._scale()}
        for group, counted in self._groups():
            status = self._status(group)
            if self.dimension is not Dimension.BAND:
                of = counts.setdefault(self._value(group, status), Counter())
            in_bands = {Band.CLOSED: counted[0]} if status in CLOSED else by_band(*counted)
            for band, count in in_bands.items():
                (counts[band] if self.dimension is Dimension.BAND else of)[band] += count
        return [
            Share(value, self._name(value), {band: counts[value][band] for band in Band})
            for value in self._order(counts)
        ]

    def ids(self, value: str | None, bands: tuple[Band, ...]) -> tuple[str, ...]:
        """The recommendations of one share, or of all, in these bands."""
        if self.dimension is Dimension.BAND and value is not None:
            bands = tuple(band for band in bands if band == value)
        asked: dict[str, list[_Group]] = {"closed": [], "open": []}
        for group, _ in self._groups():
            status = self._status(group)
            if self.dimension is Dimension.BAND or value is None or self._value(group, status) == value:
                asked["closed" if status in CLOSED else "open"].append(group)
        # A group is bound as the text that SQLite makes of it: so they are compared.
        of = "json_array({}) IN (SELECT json_array({}) FROM json_each(:{}))"
        each = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(self.columns.count(",") + 1))
        dates = " OR ".join(f"({due_in(band, aged(self.policy))})" for band in bands if band is not Band.CLOSED)
        wanted = f"{of.format(self.columns, each, 'open')} AND ({dates or 'FALSE'})"
        if Band.CLOSED in bands:
            wanted += f" OR {of.format(self.columns, each, 'closed')}"
        (rows,) = fetch(
            self.connection,
            {**self.given, **{name: json.dumps(groups) for name, groups in asked.items()}},
            f"SELECT json_quote(recommendation_id) AS line FROM {self.stood} AND ({wanted})",
        )
        return tuple(map(str, rows))

    def _groups(self) -> Iterator[tuple[_Group, tuple[int, int, int, int, int]]]:
        """Each group with the columns of `ages`."""
        (rows,) = fetch(
            self.connection,
            self.given,
            f"SELECT json_array({self.columns}, {ages(aged(self.policy))}) AS line"
            f" FROM {self.stood} GROUP BY {self.columns}",
        )
        for *group, total, dated, over_12, over_6, overdue in rows:
            yield tuple(group), (total, dated, over_12, over_6, overdue)

    def _status(self, group: _Group) -> Status | None:
        status, until, before = group[-3:]
        return in_effect(as_status(status), as_date(until), as_status(before), self.as_at)

    def _value(self, group: _Group, status: Status | None) -> str:
        first = group[0] or ""
        match self.dimension:
            case Dimension.PRIORITY:
                return priority_name(first, self.policy)
            case Dimension.STATUS:
                return status or STATUS_NOT_READ
            case Dimension.DIRECTORATE:
                return self.body.directorate_of[first]
            case Dimension.AUDITOR:
                return self.body.auditor_of[first]
            case _:
                directorate = self.body.directorate_of[first]
                return (group[1] or "").strip() or in_office(
                    self.body.posts, directorate, "executive member", self.as_at
                )

    def _scale(self) -> Iterator[str]:
        """The values that are told of even where they count nothing."""
        match self.dimension:
            case Dimension.BAND:
                yield from Band
            case Dimension.PRIORITY:
                yield from (step.name for step in self.policy.known_priorities)
            case Dimension.STATUS:
                yield from (*Status, STATUS_NOT_READ)
            case Dimension.DIRECTORATE:
                yield from self.body.there
            case Dimension.AUDITOR:
                yield from ("internal", "external")
            case _:
                return

    def _order(self, values: Mapping[str, object]) -> list[str]:
        """In the order of the scale, others and what has no scale by name, and what is not given last."""
        scale = [] if self.dimension is Dimension.DIRECTORATE else list(self._scale())
        last = PRIORITY_NOT_GIVEN if self.dimension is Dimension.PRIORITY else ""
        others = sorted(values.keys() - scale, key=lambda value: (value == last, self._name(value).casefold(), value))
        return [*scale, *others]

    def _name(self, value: str) -> str:
        if self.dimension is Dimension.DIRECTORATE:
            return self.body.directorates.get(value, NO_DIRECTORATE)
        return value or NO_EXECUTIVE_MEMBER
