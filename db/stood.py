"""How each recommendation stood, from which day until which: what figures at any date are read from."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from db import history
from db.history import Told
from db.migrations import HAS_OWNER, OWNER

Row = tuple[str | None, ...]
"""Of the table `stood`: since, until (None: until further notice), then FIELDS."""

FIELDS = (
    "audit_id", "executive_member", "status", "accepted_until", "status_before", "due", "original_due", "priority",
)  # fmt: skip
"""What figures are made of."""
_WORDS = frozenset({"audit_id", "executive_member", "priority"})
"""Those that are empty, never NULL."""
_COLUMNS = ", ".join(("recommendation_id", "since", "until", *FIELDS))
_INSERT = f"INSERT INTO stood ({_COLUMNS}) VALUES ({', '.join('?' * (3 + len(FIELDS)))})"

OWNED = (
    "progress_update", "evidence", "due_revision", "milestone", "appearance", "acceptance", "escalation_step",
)  # fmt: skip
"""What belongs to a recommendation. Where such a record was there before it, it was there too, as it was made."""


def standing(fields: Mapping[str, str | int | None]) -> Row:
    """Of a recommendation's fields, those that figures are made of."""
    return tuple(str(fields.get(name) or "") if name in _WORDS else _text(fields.get(name)) for name in FIELDS)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


# What the history says. ----------------------------------------------------------------------------------------


def told(connection: sqlite3.Connection) -> Iterator[tuple[str, list[Row]]]:
    """The rows of every recommendation, by its id, as the events in effect say."""
    out = history.out_of_effect(connection)
    early = _early(connection, out)
    for record, events in history.records(connection, "recommendation", out):
        yield record, _rows(events, _owned(connection, record, out) if record in early else ())


def _told_of(connection: sqlite3.Connection, record: str, out: frozenset[str]) -> list[Row]:
    for _, events in history.records(connection, "recommendation", out, record):
        return _rows(events, _owned(connection, record, out))
    return []


def _rows(events: Sequence[Told], owned: Sequence[Sequence[Told]]) -> list[Row]:
    """From a recommendation's own events, and those of each record that belongs to it."""
    days = [(day, standing(fields) if fields["id"] else None) for day, fields in history.unfolded(events)]
    first, made = days[0][0], standing(history.replay(events, ""))
    before = sorted({on for of_one in owned for on, _, _ in of_one if on < first})
    days = [(day, made if any(_is_there(of_one, day) for of_one in owned) else None) for day in before] + days
    rows: list[Row] = []
    for (day, fields), until in pairwise([*days, (None, None)]):
        if fields is not None:
            _add(rows, str(day), until[0], fields)
    return rows


def _is_there(events: Sequence[Told], day: str) -> bool:
    return any(on <= day for on, _, _ in events) and history.replay(events, day)["id"] is not None


def _add(rows: list[Row], since: str, until: str | None, fields: Row) -> None:
    """Where nothing differs from the row before, that one goes on."""
    if rows and rows[-1][1] == since and rows[-1][2:] == fields:
        since = str(rows.pop()[0])
    rows.append((since, until, *fields))


def _owned(connection: sqlite3.Connection, recommendation: str, out: frozenset[str]) -> list[list[Told]]:
    made = connection.execute(
        f"SELECT kind, record FROM event WHERE {HAS_OWNER} AND {OWNER} = ?", (recommendation,)
    ).fetchall()
    return [
        events for kind, record in dict.fromkeys(made) for _, events in history.records(connection, kind, out, record)
    ]


def _early(connection: sqlite3.Connection, out: frozenset[str]) -> frozenset[str]:
    """The recommendations that something belonged to before they were entered."""
    found = connection.execute(
        f"""WITH own (record, first) AS MATERIALIZED (
                SELECT record, min(effective_on) FROM event WHERE kind = 'recommendation' AND undoes = ''
                AND "transaction" NOT IN (SELECT value FROM json_each(:out)) GROUP BY record
            )
            SELECT DISTINCT own.record FROM own JOIN event e ON {HAS_OWNER} AND {OWNER} = own.record
            WHERE own.first >
                (SELECT min(k.effective_on) FROM event k WHERE k.kind = e.kind AND k.record = e.record)""",
        {"out": json.dumps(list(out))},
    )
    return frozenset(record for (record,) in found)


# What the table holds. -----------------------------------------------------------------------------------------


def fill(connection: sqlite3.Connection) -> None:
    """Fill the table of a register that had none."""
    for record, rows in told(connection):
        connection.executemany(_INSERT, [(record, *row) for row in rows])


def differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Where the table is not what the history says, as sentences."""
    if not connection.execute("PRAGMA table_info(stood)").fetchall():
        return  # an older register has none
    kept = connection.execute(f"SELECT {_COLUMNS} FROM stood ORDER BY recommendation_id, since")
    groups = groupby(kept, key=lambda row: str(row[0]))
    there = next(groups, None)
    for record, rows in told(connection):
        while there is not None and there[0] < record:
            yield f"Figures of a past date count the recommendation {there[0]}, which is not in the history."
            there = next(groups, None)
        of_it: list[Row] = []
        if there is not None and there[0] == record:
            of_it = [row[1:] for row in there[1]]
            there = next(groups, None)
        if of_it != rows:
            yield f"Figures of a past date count the recommendation {record} otherwise than its history says."
    while there is not None:
        yield f"Figures of a past date count the recommendation {there[0]}, which is not in the history."
        there = next(groups, None)


class Keeping:
    """What a transaction does to the table, gathered as its events are written."""

    def __init__(self) -> None:
        self._forward: dict[str, tuple[str, Row]] = {}
        self._anew: set[str] = set()
        self._owned: list[tuple[str, str]] = []

    def goes_on(self, recommendation: str, day: str, fields: Mapping[str, str | int | None]) -> None:
        """From `day` on it stands so, and nothing is known of it of a later day."""
        self._forward[recommendation] = day, standing(fields)

    def is_told_anew(self, recommendation: str) -> None:
        """Its past has changed too: its events must be asked."""
        self._anew.add(recommendation)

    def has(self, recommendation: str, day: str) -> None:
        """Something that belongs to it is told of for that day."""
        self._owned.append((recommendation, day))

    def write(self, cursor: sqlite3.Cursor) -> None:
        """Bring the table up to date; the events are written."""
        asked = {*self._forward, *self._anew, *(of for of, _ in self._owned)}
        if not asked:
            return
        before: dict[str, list[Row]] = {record: [] for record in asked}
        kept = cursor.execute(
            f"SELECT {_COLUMNS} FROM stood WHERE recommendation_id IN (SELECT value FROM json_each(?)) ORDER BY since",
            (json.dumps(list(asked)),),
        )
        for record, *row in kept:
            before[record].append(tuple(row))
        after = before | {record: _followed(before[record], *new) for record, new in self._forward.items()}
        anew = self._anew | {of for of, day in self._owned if not after[of] or day < str(after[of][0][0])}
        if anew:
            out = history.out_of_effect(cursor.connection)
            after |= {record: _told_of(cursor.connection, record, out) for record in anew}
        gone = [(of, row[0]) for of, rows in before.items() for row in rows if row not in after[of]]
        made = [(of, *row) for of, rows in after.items() for row in rows if row not in before[of]]
        cursor.executemany("DELETE FROM stood WHERE recommendation_id = ? AND since = ?", gone)
        cursor.executemany(_INSERT, made)


def _followed(rows: Sequence[Row], day: str, fields: Row) -> list[Row]:
    """These rows, and from `day` on other fields."""
    followed = [row if row[1] else (row[0], day, *row[2:]) for row in rows if str(row[0]) < day]
    _add(followed, day, None, fields)
    return followed
