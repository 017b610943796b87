"""Undo and redo: which transaction is next, whether it may be taken back, and its inverse."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from db.said import said
from db.transaction import KEYS, TABLES, Refused, Transaction


def next_to_undo(cursor: sqlite3.Cursor, writer: str) -> str | None:
    """This writer's latest transaction that stands."""
    taken_back: set[str] = set()
    for transaction, verb, undoes in _backwards(cursor, writer):
        if transaction in taken_back:
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
    """Append the inverse of transaction `undone`; refused where something later stands on it."""
    cursor = t.cursor
    events = [
        (seq, on, kind, record, json.loads(changes))
        for seq, on, kind, record, changes in cursor.execute(
            'SELECT seq, effective_on, kind, record, changes FROM event WHERE "transaction" = ? ORDER BY seq DESC',
            (undone,),
        ).fetchall()
    ]
    done = [(kind, record, changes) for _, _, kind, record, changes in reversed(events)]
    if t.verb == "redo":
        done = [(kind, record, {f: (new, old) for f, (old, new) in ch.items()}) for kind, record, ch in reversed(done)]
    told = said(done, t.name)
    for seq, on, kind, record, changes in events:
        if fields := _changed_since(cursor, seq, undone, kind, record) & changes.keys():
            what = ", ".join(sorted(field.replace("_", " ") for field in fields if field != KEYS[kind]))
            raise Refused(f"{t.name(kind, record)}: {what} has been changed since; take that back first.")
        _apply(t, on, kind, record, {field: old for field, (old, _) in changes.items()})
    refuse_if_used(t)
    t.undoes = undone
    t.said = f"{'Undone' if t.verb == 'undo' else 'Done again'}: {told}"


def _apply(t: Transaction, on: str, kind: str, record: str, values: Mapping[str, Any]) -> None:
    if KEYS[kind] not in values:
        t.change(kind, record, values, on=on)
    elif values[KEYS[kind]] is None:
        t.remove(kind, record, on=on)
    else:
        t.create(kind, record, values, on=on)


def _changed_since(cursor: sqlite3.Cursor, seq: int, undone: str, kind: str, record: str) -> set[str]:
    """The fields of a record that later transactions have changed, but for those taken back in their turn."""
    fields: set[str] = set()
    taken_back: set[str] = set()
    for transaction, undoes, changes in cursor.execute(
        'SELECT "transaction", undoes, changes FROM event'
        ' WHERE kind = ? AND record = ? AND seq > ? AND "transaction" <> ? ORDER BY seq DESC',
        (kind, record, seq, undone),
    ).fetchall():
        if transaction in taken_back:
            continue
        if undoes:
            taken_back.add(undoes)
        else:
            fields.update(json.loads(changes))
    return fields


def refuse_if_used(t: Transaction) -> None:
    """A record cannot go while one that stays refers to it."""
    removed = t.removed
    for kind, record in removed:
        for other, table in TABLES.items():
            for column in (c for c in table.columns for key in c.foreign_keys if key.column.table is TABLES[kind]):
                users = t.cursor.execute(f'SELECT {KEYS[other]} FROM {other} WHERE "{column.name}" = ?', (record,))
                if any((other, id_) not in removed for (id_,) in users.fetchall()):
                    what = other.replace("_", " ")
                    raise Refused(f"{t.name(kind, record)} cannot go: there is now a {what} that refers to it.")
