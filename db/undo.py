"""Undo and redo: which transaction is next, whether it may be taken back, and its inverse."""

import sqlite3
from collections.abc import Iterator

from db import history
from db.said import said
from db.transaction import KEYS, TABLES, Refused, Transaction

SEALED = frozenset({"seal report", "withdraw report"})
"""What is never taken back: it was told to somebody. Undo passes over it."""


def next_to_undo(cursor: sqlite3.Cursor, writer: str) -> str | None:
    """This writer's latest transaction that stands."""
    taken_back: set[str] = set()
    for transaction, verb, undoes in _backwards(cursor, writer):
        if transaction in taken_back or verb in SEALED:
            continue
        if verb != "undo":
            return transaction
        taken_back.add(undoes)
    return None


def next_to_redo(cursor: sqlite3.Cursor, writer: str) -> str | None:
    """This writer's latest undo that stands, while nothing new has been done since."""
    returned: set[str] = set()
    for transaction, verb, undoes in _backwards(cursor, writer):
        if verb == "redo":
            returned.add(undoes)
        elif verb != "undo":
            return None
        elif transaction not in returned:
            return transaction
    return None


def as_it_stands(cursor: sqlite3.Cursor, transaction: str, verb: str) -> str:
    """What takes this very transaction back, or returns it: itself, or the latest undo or redo of it."""
    undoing = cursor.execute("SELECT undoes, \"transaction\" FROM event WHERE undoes <> '' ORDER BY seq")
    by = dict(undoing.fetchall())
    latest, stands = transaction, True
    while latest in by:
        latest, stands = by[latest], not stands
    if stands is (verb == "redo"):
        raise Refused("it has been returned already" if stands else "it has been taken back already")
    return latest


def _backwards(cursor: sqlite3.Cursor, writer: str) -> Iterator[tuple[str, str, str]]:
    """A writer's transactions, latest first, each with its verb and the one it undoes."""
    n: int | None = None
    while True:
        row = cursor.execute(
            'SELECT n, "transaction", verb, undoes FROM event WHERE writer = ?1 AND (?2 IS NULL OR n < ?2)'
            " ORDER BY n DESC LIMIT 1",
            (writer, n),
        ).fetchone()
        if row is None:
            return
        yield row[1:]
        (n,) = cursor.execute('SELECT min(n) FROM event WHERE "transaction" = ?', row[1:2]).fetchone()


def reverse(t: Transaction, undone: str) -> None:
    """Take transaction `undone` out of effect, and tell of it by inverse events of the same days.

    Refused where something later stands on it.
    """
    connection = t.cursor.connection
    out = history.out_of_effect(connection)
    without = history.out_of_effect(connection, undone)
    events = [
        (seq, on, kind, record, history.changes_in(changes))
        for seq, on, kind, record, changes in connection.execute(
            'SELECT seq, effective_on, kind, record, changes FROM event WHERE "transaction" = ? ORDER BY seq DESC',
            (undone,),
        )
    ]
    inverse = [(kind, record, {f: (new, old) for f, (old, new) in told.items()}) for _, _, kind, record, told in events]
    done = [(kind, record, told) for _, _, kind, record, told in reversed(events)] if t.verb == "undo" else inverse
    t.undoes = undone
    for (seq, on, kind, record, _), (_, _, changes) in zip(events, inverse, strict=True):
        if fields := _changed_since(connection, kind, record, seq, out | {undone}) & changes.keys():
            what = ", ".join(sorted(field.replace("_", " ") for field in fields if field != KEYS[kind]))
            raise Refused(f"{t.name(kind, record)}: {what} has been changed since; take that back first.")
        left = dict(history.records(connection, kind, without, record)).get(record, [])
        fields_left = history.replay(left, history.FOREVER)
        t.put_back(kind, record, fields_left if fields_left.get(KEYS[kind]) else None, changes, on=on)
    # Once all are back, what was returned has its name again.
    t.said = f"{'Undone' if t.verb == 'undo' else 'Done again'}: {said(done, t.name, t.about)}"
    refuse_if_used(t)


def _changed_since(connection: sqlite3.Connection, kind: str, record: str, seq: int, out: frozenset[str]) -> set[str]:
    """The fields of a record that were changed later, and not back."""
    told = (told for _, told in history.records(connection, kind, out, record))
    return {name for events in told for _, later, changes in events if later > seq for name in changes}


def refuse_if_used(t: Transaction) -> None:
    """A record cannot go while one that stays refers to it."""
    removed = t.removed
    for kind, record in removed:
        for other, table in TABLES.items():
            for column in (c for c in table.columns for key in c.foreign_keys if key.column.table is TABLES[kind]):
                users = t.cursor.execute(f'SELECT {KEYS[other]} FROM {other} WHERE "{column.name}" = ?', (record,))
                if any((t.get(other, id_) or {}).get(column.name) == record for (id_,) in users.fetchall()):
                    what = other.replace("_", " ")
                    raise Refused(f"{t.name(kind, record)} cannot go: there is now a {what} that refers to it.")
