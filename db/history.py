"""The append-only event log: its chains of hashes, and the register as it was on a past day."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from db import migrations
from db.connection import path_of, sentences

KINDS = (
    "directorate", "post", "audit", "recommendation", "source", "progress_update", "evidence", "due_revision",
    "milestone", "appearance", "setting", "acceptance", "escalation_step", "report", "paper", "dismissal",
    "meeting", "minute",
)  # fmt: skip
"""The tables whose every change is an event; each comes after those it refers to."""

Fields = dict[str, Any]
Told = tuple[str, int, Mapping[str, Any]]
"""Of an event: effective_on, seq, {field: [old, new]}."""

FOREVER = "9999-12-31"
"""No event is of a later day."""

_HASHED = (
    "transaction", "writer", "n", "recorded_at", "effective_on", "by", "verb", "kind", "record", "changes", "why",
    "undoes", "prev_hash",
)  # fmt: skip


def key_of(kind: str) -> str:
    """The field that identifies a record."""
    return "key" if kind == "setting" else "id"


def last_event(connection: sqlite3.Connection) -> int:
    """The number of the latest event; 0 where there is none. It tells whether anything was written since."""
    (seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    return int(seq)


# The chains. ---------------------------------------------------------------------------------------------------


canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""The one JSON text that stands for a value."""


def event_hash(event: Mapping[str, object], previous: str) -> str:
    """The hash of an event: of its columns, the hash before it in its chain, and the hash of its record's last event.

    Numbers that hold in one file only (`seq`, `previous`) stay out, so that registers can be merged one day.
    """
    told = [event[name] for name in _HASHED]
    return hashlib.sha256(canonical([*told, previous]).encode()).hexdigest()


def heads(connection: sqlite3.Connection) -> dict[str, str]:
    """The last hash of each writer's chain; of the live register, whatever day is looked at."""
    schema = "live" if ("live",) in connection.execute("SELECT name FROM pragma_database_list") else "main"
    rows = connection.execute(
        f"SELECT id, (SELECT hash FROM {schema}.event WHERE writer = w.id ORDER BY n DESC LIMIT 1)"
        f" FROM {schema}.writer w"
    )
    return {writer: head for writer, head in rows if head}


def fingerprint(connection: sqlite3.Connection) -> str:
    """The whole history in one word: the SHA-256 of the sorted heads of its chains.

    It is the register's, whatever day is looked at: a register as of a past day has the live one's.
    """
    return hashlib.sha256("\n".join(sorted(heads(connection).values())).encode()).hexdigest()


def verify(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the chains, as sentences; each chain is told of once."""
    names = [f'e."{name}"' for name in (*_HASHED, "seq", "hash")]
    rows = connection.execute(
        f"SELECT {', '.join(names)}, coalesce(p.hash, '')"
        " FROM event e LEFT JOIN event p ON p.seq = e.previous ORDER BY e.seq"
    )
    heads: dict[str, tuple[int, str]] = {}
    broken: dict[str, str] = {}
    for row in rows:
        event = dict(zip(_HASHED, row, strict=False))
        seq, hash_, previous = row[len(_HASHED) :]
        writer = str(event["writer"])
        n, head = heads.get(writer, (0, ""))
        if event["n"] != n + 1 or event["prev_hash"] != head:
            broken.setdefault(writer, f"The history is not whole: event {seq} does not follow the one before it.")
        elif event_hash(event, previous) != hash_:
            broken.setdefault(writer, f"The history has been altered or damaged at event {seq}.")
        heads[writer] = (int(event["n"]), hash_)
    return list(broken.values())


# The state on a day. -------------------------------------------------------------------------------------------


def out_of_effect(connection: sqlite3.Connection, undone: str = "", *, schema: str = "main") -> frozenset[str]:
    """The transactions that were taken back and not returned; with `undone`, as it is once that one is taken back.

    Neither what was undone nor the undoing has a part in any state. Were an undo replayed as a change back, it would
    hold against what is later dated back to a day before it.
    """
    out = {undone}
    undoing = connection.execute(
        f"SELECT \"transaction\", undoes FROM {schema}.event WHERE undoes <> '' ORDER BY seq DESC"
    )
    for transaction, undoes in undoing:
        if transaction not in out:
            out.add(undoes)
    return frozenset(out)


def records(
    connection: sqlite3.Connection,
    kind: str,
    out: frozenset[str],
    only: str | None = None,
    *,
    schema: str = "main",
) -> Iterator[tuple[str, list[Told]]]:
    """Each record of a kind (or one) with its events in effect, in the order they were recorded."""
    rows = connection.execute(
        f'SELECT record, effective_on, seq, changes, "transaction", undoes FROM {schema}.event'
        f" WHERE kind = ?{' AND record = ?' if only is not None else ''} ORDER BY record, seq",
        (kind,) if only is None else (kind, only),
    )
    for record, group in groupby(rows, key=lambda row: str(row[0])):
        told: list[Told] = [(row[1], row[2], changes_in(row[3])) for row in group if not row[5] and row[4] not in out]
        if told:
            yield record, told


def changes_in(kept: str) -> dict[str, Any]:
    """What an event says was changed."""
    try:
        return dict(json.loads(kept))
    except (ValueError, TypeError):
        raise sqlite3.DatabaseError from None


def replay(events: Sequence[Told], day: str) -> Fields:
    """A record's fields as of `day`, from its events in effect, in the order they were recorded.

    What it was made with holds from ever; each change holds from its day on, in the order (effective_on, seq).
    """
    fields = {name: new for name, (_, new) in events[0][2].items()} if events else {}
    for on, _, changes in sorted(events, key=lambda event: event[:2]):
        if on <= day:
            fields.update((name, new) for name, (_, new) in changes.items())
    return fields


def unfolded(events: Sequence[Told]) -> Iterator[tuple[str, Fields]]:
    """Each day that a record's events in effect are of, with its fields from that day on."""
    fields = replay(events, "")
    for day, of_day in groupby(sorted(events, key=lambda event: event[:2]), key=lambda event: event[0]):
        for _, _, changes in of_day:
            fields.update((name, new) for name, (_, new) in changes.items())
        yield day, dict(fields)


def blanks(connection: sqlite3.Connection, kind: str) -> Fields:
    """A record of a kind before anything is said of it."""
    columns = connection.execute(f"PRAGMA table_info({kind})")
    return {name: "" if needed else None for _, name, _, needed, _, key in columns if not (name == "rowid" and key)}


def whole(blank: Fields, fields: Fields) -> Fields:
    """With blanks for what was never said, and for what was taken back with the record's making."""
    return {name: empty if fields.get(name) is None else fields[name] for name, empty in blank.items()}


def at(connection: sqlite3.Connection, day: date) -> sqlite3.Connection:
    """The register as of `day`: the live one itself where nothing in it is of later effect."""
    with sentences(path_of(connection)):
        (last,) = connection.execute("SELECT max(effective_on) FROM event").fetchone()
    return connection if last is None or last <= day.isoformat() else state_at(connection, day)


def state_at(connection: sqlite3.Connection, day: date) -> sqlite3.Connection:
    """A register in memory with what the events of `connection` say of `day`; the same queries work on it.

    A record is there from the first day that an event of it is of. What it then refers to is there too, as it was
    made, though it was entered of a later day: a report of November that is read after that of February still tells
    of audits that February's brought.
    """
    with sentences(path_of(connection)):
        return _replayed(connection, day.isoformat())


def _replayed(connection: sqlite3.Connection, day: str) -> sqlite3.Connection:
    past = sqlite3.connect("file::memory:", uri=True, isolation_level=None, check_same_thread=False)
    past.execute("PRAGMA trusted_schema=OFF")
    past.execute("ATTACH ? AS live", (f"{path_of(connection).as_uri()}?mode=rw",))
    past.execute("PRAGMA main.journal_mode=OFF")  # one that is not filled whole is thrown away
    past.execute("BEGIN")
    schema = [statement for step in migrations.STEPS for statement in step]
    indexes = [statement for statement in schema if statement.startswith("CREATE INDEX")]
    for statement in schema:
        if statement not in indexes:
            past.execute(statement)
    _fill(past, day)
    for statement in indexes:  # of rows that are there, which is quicker
        past.execute(statement)
    _find_anew(past)
    past.execute("DROP TABLE later")
    past.execute("COMMIT")
    # What is immutable is read where it lies; of the history, what is of that day or before.
    past.execute("CREATE TEMP VIEW attachment AS SELECT * FROM live.attachment")
    past.execute("CREATE TEMP VIEW register AS SELECT * FROM live.register")
    past.execute("CREATE TEMP VIEW writer AS SELECT * FROM live.writer")
    past.execute(f"CREATE TEMP VIEW event AS SELECT * FROM live.event WHERE effective_on <= '{day}'")
    past.execute("PRAGMA query_only=ON")
    return past


def _fill(past: sqlite3.Connection, day: str) -> None:
    """Copy what is today as it was on `day`, and replay what is not."""
    out = out_of_effect(past, schema="live")
    past.execute(
        "CREATE TEMP TABLE later AS SELECT DISTINCT kind, record FROM live.event WHERE effective_on > ?", (day,)
    )
    later: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for kind, record in past.execute("SELECT kind, record FROM later"):
        later[kind].add(record)
    for kind in KINDS:
        columns = ", ".join(f'"{name}"' for name in blanks(past, kind))
        past.execute(
            f"INSERT INTO main.{kind} (rowid, {columns}) SELECT rowid, {columns} FROM live.{kind}"
            f" WHERE {key_of(kind)} NOT IN (SELECT value FROM json_each(?))",
            (_listed(later[kind]),),
        )
        for record in tuple(later[kind]):
            if _replay_into(past, kind, record, out, day, only_if_there=True):
                later[kind].remove(record)
    for kind in reversed(KINDS):
        _draw_in(past, kind, later, out, day)
    columns = ", ".join("iif(until > :day, NULL, until)" if c == "until" else c for c in blanks(past, "stood"))
    past.execute(f"INSERT INTO main.stood SELECT {columns} FROM live.stood WHERE since <= :day", {"day": day})


def _replay_into(
    past: sqlite3.Connection, kind: str, record: str, out: frozenset[str], day: str, *, only_if_there: bool
) -> bool:
    """Insert a record as of `day`; False where it was not there."""
    for _, events in records(past, kind, out, record, schema="live"):
        fields, made = replay(events, day), replay(events, "")
        there = any(on <= day for on, _, _ in events) and fields[key_of(kind)] is not None
        if only_if_there and not there:
            return False
        if fields[key_of(kind)] is None:
            fields = made
        row = whole(blanks(past, kind), fields)
        columns, places = (", ".join(style.format(name) for name in row) for style in ('"{}"', ":{}"))
        # One that is gone by now takes a number that none of those still to come has.
        free = " ".join(f"+ coalesce((SELECT max(rowid) FROM {schema}.{kind}), 0)" for schema in ("main", "live"))
        its_rowid = f"coalesce((SELECT rowid FROM live.{kind} WHERE {key_of(kind)} = :{key_of(kind)}), 1 {free})"
        past.execute(f"INSERT INTO main.{kind} (rowid, {columns}) VALUES ({its_rowid}, {places})", row)
        return True
    return False


_REMOVED = frozenset({"audit", "directorate"})
"""What may be gone and yet be referred to by what was said later of a day after."""


def _draw_in(past: sqlite3.Connection, kind: str, later: Mapping[str, set[str]], out: frozenset[str], day: str) -> None:
    """Add what the records of `kind` refer to and is not there yet, or no longer."""
    for key in past.execute(f"PRAGMA main.foreign_key_list({kind})").fetchall():
        parent, column = key[2], key[3]
        if later.get(parent) or parent in _REMOVED:
            wanted = past.execute(
                f"SELECT DISTINCT {column} FROM main.{kind}"
                f" WHERE {column} NOT IN (SELECT {key_of(parent)} FROM main.{parent})"
            )
            for (record,) in wanted.fetchall():
                _replay_into(past, parent, record, out, day, only_if_there=False)


def _find_anew(past: sqlite3.Connection) -> None:
    """Take over the index that finds words, but for the recommendations that had other words then."""
    for part in ("data", "idx", "docsize", "config"):
        past.execute(f"DELETE FROM main.search_{part}")
        past.execute(f"INSERT INTO main.search_{part} SELECT * FROM live.search_{part}")
    past.execute(
        """CREATE TEMP TABLE other_words AS
            WITH perhaps (of) AS (
                SELECT r.rowid FROM live.recommendation r JOIN later ON kind = 'recommendation' AND record = r.id
                UNION SELECT r.rowid FROM live.recommendation r JOIN later ON kind = 'audit' AND record = r.audit_id
                UNION SELECT r.rowid FROM later JOIN live.progress_update u ON u.id = record
                    JOIN live.recommendation r ON r.id = u.recommendation_id WHERE kind = 'progress_update'
                UNION SELECT r.rowid FROM later JOIN live.evidence e ON e.id = record
                    JOIN live.recommendation r ON r.id = e.recommendation_id WHERE kind = 'evidence'
            )
            SELECT of, (SELECT body FROM live.search_text WHERE rowid = of) AS now,
                (SELECT body FROM main.search_text WHERE rowid = of) AS was FROM perhaps"""
    )
    past.execute("DELETE FROM other_words WHERE was IS now")
    past.execute("INSERT INTO main.search (search, rowid, body) SELECT 'delete', of, now FROM other_words")
    past.execute("INSERT INTO main.search (rowid, body) SELECT of, was FROM other_words WHERE was IS NOT NULL")
    past.execute("DROP TABLE other_words")


def _listed(records: Iterable[str]) -> str:
    return json.dumps(list(records))
