"""One transaction on its way into the register: records made and changed, gathered, then written with their events."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy import Table, bindparam, delete, update
from sqlmodel import Session

from db import history
from db.ids import new_id
from db.models import EVENTED
from db.rules import Status, unstorable
from db.said import meeting_name, said
from db.stood import FIELDS, OWNED, Keeping

Stored = str | int | None
"""A field's value as tables and events hold it: dates as ISO text, words as text."""


class Refused(Exception):
    """A change that may not be made, as a sentence for a person."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """One of several recommendations that a change was refused for."""

    id: str
    """As it was asked for."""
    ref: str
    """Empty where there is no such recommendation."""
    why: str
    """As a sentence."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was saved; given only after COMMIT."""

    transaction: str
    """Its id; empty where there was nothing to change."""
    seq: int
    """The number of its last event; 0 where there was nothing to change."""
    recorded_at: datetime
    said: str
    """What was done: `MHC-1: not implemented → implemented`."""
    records: tuple[str, ...]
    """The recommendations it is about, by id."""
    refused: tuple[NotTaken, ...] = ()
    """Those of several that it was not done for."""


def cursor_of(session: Session) -> sqlite3.Cursor:
    """The plain driver, within a session's transaction."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - the engine was given one
    return connection.cursor()


def stored(value: object) -> Stored:
    """`value` as it is kept; refused where it cannot be kept exactly."""
    if isinstance(value, str):
        if trouble := unstorable(value):
            raise Refused(trouble)
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int):
        return value
    raise TypeError(type(value).__name__)


TABLES: Mapping[str, Table] = {kind: model.metadata.tables[kind] for kind, model in EVENTED.items()}
KEYS: Mapping[str, str] = {kind: history.key_of(kind) for kind in TABLES}
"""The field that identifies a record of each kind."""
_BLANKS: Mapping[str, Mapping[str, Stored]] = {
    kind: {c.name: None if c.nullable else "" for c in table.columns if c.name != "rowid"}
    for kind, table in TABLES.items()
}
_SELECTS: Mapping[str, str] = {
    kind: "SELECT {} FROM {} WHERE {} = ?".format(", ".join(f'"{name}"' for name in blank), kind, KEYS[kind])
    for kind, blank in _BLANKS.items()
}
RISK_ACCEPTED = str(Status.RISK_ACCEPTED)
_SEARCHED = frozenset({
    "id", "audit_id", "ref", "source_ref", "priority", "text", "response", "owner", "director", "executive_member",
    "due_words", "status_words", "action", "recommendation_id", "management", "reason", "note", "file_name",
})  # fmt: skip
"""The fields that the view search_text speaks of."""


@dataclass(slots=True)
class _Record:
    """A record as the register has it, and as it is to be."""

    before: dict[str, Stored] | None
    after: dict[str, Stored] | None
    seq: int | None
    """Its latest event."""
    hash: str
    latest: str
    """The last day any of its events is of."""
    days: list[str] = field(default_factory=list)
    """Those that something is said of here, in the order of saying."""


class Transaction:
    """What one verb does. Nothing is in the file before `write`."""

    def __init__(self, session: Session, *, verb: str, by: str, on: date, at: datetime, why: str) -> None:
        self.session = session
        self.id = new_id()
        self.verb, self.by, self.on, self.at = verb, str(stored(by)), on, at
        self.why, self.undoes = str(stored(why)), ""
        self.said = ""
        """What was done, for a person, where the changes do not say it best."""
        self.receipt = Receipt("", 0, at, "", ())
        """What was saved, once it is."""
        self._records: dict[tuple[str, str], _Record] = {}
        self._unseen: dict[str, list[str]] = {}
        """Records made here that may have a history, by kind: one that was taken back, and comes in again."""
        self._changes: dict[tuple[str, str, str], dict[str, tuple[Stored, Stored]]] = {}
        self._attachments: dict[str, bytes] = {}
        self._connection = session.connection()
        self.cursor = cursor_of(session)

    # What a verb may ask for.

    def get(self, kind: str, id: str) -> Mapping[str, Stored] | None:
        """The record as it will be."""
        return self._record(kind, id).after

    def create(self, kind: str, id: str, fields: Mapping[str, object], *, on: date | None = None) -> None:
        """Make a record; what is not given is blank."""
        record = self._records.get((kind, id))
        if record is None:  # so new, as a rule, that to look for each one would take longer than to make it
            record = self._records[kind, id] = _Record(None, None, None, "", "")
            self._unseen.setdefault(kind, []).append(id)
        elif record.after is not None:
            raise Refused(f"There is already such a {kind}.")
        record.after = {**_BLANKS[kind], **{name: stored(value) for name, value in fields.items()}, KEYS[kind]: id}
        blank = _BLANKS[kind]
        self._note(kind, id, on, {n: (None, v) for n, v in record.after.items() if v != blank[n]})

    def change(self, kind: str, id: str, fields: Mapping[str, object], *, on: date | None = None) -> None:
        """Change fields of a record; a value of later effect stays in force, as does that it was removed later."""
        record = self._record(kind, id)
        day = str(on or self.on)
        old, later = (record.after or {}, set()) if day >= record.latest else self._as_of(kind, id, day)
        if not old.get(KEYS[kind]):
            raise Refused(f"There is no such {kind}.")
        new = {name: stored(value) for name, value in fields.items()}
        if kind == "recommendation" and new.get("status", RISK_ACCEPTED) != RISK_ACCEPTED:
            new |= {"accepted_until": None, "status_before": None}  # an acceptance ends with the status it gave
        self._note(kind, id, on, {name: (old[name], value) for name, value in new.items() if old[name] != value})
        if record.after is not None:
            record.after = {**record.after, **{name: value for name, value in new.items() if name not in later}}

    def remove(self, kind: str, id: str, *, on: date | None = None) -> None:
        """Take a record out of the tables; its history stays."""
        record = self._record(kind, id)
        if record.after is None:
            raise Refused(f"There is no such {kind}.")
        self._note(kind, id, on, {n: (v, None) for n, v in record.after.items() if v != _BLANKS[kind][n]})
        record.after = None

    def put_back(
        self,
        kind: str,
        id: str,
        fields: Mapping[str, Stored] | None,
        changes: Mapping[str, tuple[Stored, Stored]],
        *,
        on: str,
    ) -> None:
        """Bring a record to what the history says once a transaction is taken back; `changes` tell of it."""
        record = self._record(kind, id)
        record.after = None if fields is None else {**_BLANKS[kind], **fields}
        self._note(kind, id, on, changes)

    def attach(self, content: bytes) -> str:
        """Keep bytes under their SHA-256."""
        digest = sha256(content).hexdigest()
        if not self.cursor.execute("SELECT 1 FROM attachment WHERE sha256 = ?", (digest,)).fetchone():
            self._attachments[digest] = content
        return digest

    def name(self, kind: str, id: str) -> str:
        """What a person calls a record."""
        record = self._record(kind, id)
        fields = record.after or record.before or {}
        if kind == "meeting":
            return meeting_name(str(fields["body"]), str(fields["held_on"]))
        names = ("person",) if kind == "post" else ("ref", "title", "name", "key")
        return str(next((fields[name] for name in names if name in fields), kind))

    @property
    def changes_nothing(self) -> bool:
        """Is there no event to write?"""
        return all(old == new for noted in self._changes.values() for old, new in noted.values())

    def as_of(self, kind: str, id: str, day: date | None = None) -> Mapping[str, Stored]:
        """The record as of a day, that of the transaction if none is given."""
        found = self.was(kind, id, day or self.on)
        if found is None:
            raise Refused(f"There is no such {kind}.")
        return found

    def was(self, kind: str, id: str, day: date) -> Mapping[str, Stored] | None:
        """The record as of a day; None where it was not there, or no longer."""
        record = self._record(kind, id)
        wanted = str(day)
        fields = record.after if wanted >= record.latest else self._as_of(kind, id, wanted)[0]
        return fields if fields and fields.get(KEYS[kind]) else None

    @cached_property
    def out_of_effect(self) -> frozenset[str]:
        """The transactions that were taken back: looked up once, for nothing is written while this one is gathered."""
        return history.out_of_effect(self.cursor.connection)

    def in_words(self) -> str:
        """What is gathered so far, for a person."""
        return said(((kind, id_, noted) for (kind, id_, _), noted in self._told.items()), self.name, self.about)

    @property
    def recommendations(self) -> tuple[str, ...]:
        """Those that what is gathered so far is about, by id."""
        return tuple(dict.fromkeys(of for kind, id_, _ in self._told for of in self.about(kind, id_)))

    def days(self, kind: str, id: str) -> set[date]:
        """The days that this transaction says something of a record for."""
        return set(map(date.fromisoformat, self._record(kind, id).days))

    def of(self, kind: str, recommendation: str) -> list[Mapping[str, Stored]]:
        """The records of a kind that belong to a recommendation, as they will be."""
        rows = self.cursor.execute(f"SELECT id FROM {kind} WHERE recommendation_id = ?", (recommendation,))
        ids = dict.fromkeys(
            [*(id_ for (id_,) in rows.fetchall()), *(id_ for other, id_ in self._records if other == kind)]
        )
        there = (self.get(kind, id_) for id_ in ids)
        return [fields for fields in there if fields and fields["recommendation_id"] == recommendation]

    @property
    def touched(self) -> list[tuple[str, Mapping[str, Stored]]]:
        """The records that are made, changed or removed, by kind."""
        return [(kind, r.after or r.before or {}) for (kind, _), r in self._records.items() if r.before != r.after]

    @property
    def removed(self) -> frozenset[tuple[str, str]]:
        """The records that will be gone, by kind and id."""
        return frozenset(key for key, record in self._records.items() if record.before and not record.after)

    def about(self, kind: str, id: str) -> Iterable[str]:
        """The recommendations that a record is of."""
        return _recommendations((kind, id), self._record(kind, id))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is gathered in this block, of records that nothing else here is about, counts if nothing is refused."""
        before = self._records, self._unseen, self._changes, self._attachments
        self._records, self._unseen, self._changes, self._attachments = {}, {}, {}, {}
        try:
            yield
        except BaseException:
            self._records, self._unseen, self._changes, self._attachments = before
            raise
        records, unseen, changes, attachments = before
        records |= self._records
        changes |= self._changes
        attachments |= self._attachments
        for kind, ids in self._unseen.items():
            unseen.setdefault(kind, []).extend(ids)
        self._records, self._unseen, self._changes, self._attachments = before

    # How it is gathered.

    @property
    def _told(self) -> dict[tuple[str, str, str], dict[str, tuple[Stored, Stored]]]:
        """The changes that change something: each is an event."""
        return {key: noted for key, noted in self._changes.items() if any(old != new for old, new in noted.values())}

    def _record(self, kind: str, id: str) -> _Record:
        record = self._records.get((kind, id))
        if record is None:
            seq, hash_, latest = self.cursor.execute(
                "SELECT seq, hash, (SELECT max(effective_on) FROM event WHERE kind = ?1 AND record = ?2)"
                " FROM event WHERE kind = ?1 AND record = ?2 ORDER BY seq DESC LIMIT 1",
                (kind, id),
            ).fetchone() or (None, "", "")
            row = self.cursor.execute(_SELECTS[kind], (id,)).fetchone()
            before = None if row is None else dict(zip(_BLANKS[kind], row, strict=True))
            record = self._records[kind, id] = _Record(before, before, seq, hash_, latest)
        return record

    def _note(self, kind: str, id: str, on: date | str | None, changes: Mapping[str, tuple[Stored, Stored]]) -> None:
        day = str(on or self.on)
        record = self._records[kind, id]
        if (kind, id, day) not in self._changes:
            self._changes[kind, id, day] = {}
            record.days.append(day)
        noted = self._changes[kind, id, day]
        for name, (old, new) in changes.items():
            noted[name] = (noted[name][0] if name in noted else old, new)
        record.latest = max(record.latest, day)

    def _as_of(self, kind: str, id: str, day: str) -> tuple[Mapping[str, Stored], set[str]]:
        """The record as of a day, and the fields that have a value of later effect."""
        told = history.records(self.cursor.connection, kind, self.out_of_effect, id)
        events = [event for _, of_it in told for event in of_it]
        unwritten = ((on, self._changes[kind, id, on]) for on in self._record(kind, id).days)
        events += [(on, n, changes) for n, (on, changes) in enumerate(unwritten, events[-1][1] + 1 if events else 0)]
        later = {name for on, _, changes in events if on > day for name in changes}
        return {**_BLANKS[kind], **history.replay(events, day)}, later

    # How it is written.

    def write(self, writer: str) -> Receipt:
        """Put everything into the file, within the session's transaction."""
        changes = self._told
        if not changes:
            return Receipt("", 0, self.at, self.said, ())
        self._connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        found = [
            id_
            for key, record in self._records.items()
            if _is_found_anew(key, record)
            for id_ in _recommendations(key, record)
        ]
        found += self._of_renamed_audits()
        self._index("INSERT INTO search (search, rowid, body) SELECT 'delete', rowid, body", found)
        if self._attachments:
            self._insert(
                "attachment",
                [{"sha256": d, "size": len(content), "content": content} for d, content in self._attachments.items()],
            )
        self._write_rows()
        self._index("INSERT INTO search (rowid, body) SELECT rowid, body", found)
        self.said = self.said or self.in_words()
        touched = self.recommendations
        receipt = Receipt(self.id, self._write_events(writer, changes), self.at, self.said, touched)
        self._keep_standing(changes)
        return receipt

    def _write_rows(self) -> None:
        made: dict[str, list[Mapping[str, Stored]]] = {}
        changed: dict[tuple[str, tuple[str, ...]], list[Mapping[str, Stored]]] = {}
        gone: dict[str, list[Mapping[str, Stored]]] = {}
        for (kind, id_), record in self._records.items():
            if record.before is None and record.after is not None:
                made.setdefault(kind, []).append(record.after)
            elif record.before is not None and record.after is None:
                gone.setdefault(kind, []).append({"its_key": id_})
            elif record.before is not None and record.after is not None and record.before != record.after:
                new = {n: v for n, v in record.after.items() if v != record.before[n]}
                changed.setdefault((kind, tuple(new)), []).append({"its_key": id_, **new})
        for kind in (k for k in reversed(list(TABLES)) if k in gone):
            table = TABLES[kind]
            self._connection.execute(delete(table).where(table.c[KEYS[kind]] == bindparam("its_key")), gone[kind])
        for (kind, names), rows in changed.items():
            table = TABLES[kind]
            statement = update(table).where(table.c[KEYS[kind]] == bindparam("its_key"))
            self._connection.execute(statement.values({name: bindparam(name) for name in names}), rows)
        for kind in (k for k in TABLES if k in made):
            self._insert(kind, made[kind])

    def _write_events(
        self, writer: str, changes: Mapping[tuple[str, str, str], Mapping[str, tuple[Stored, Stored]]]
    ) -> int:
        self._look_up_unseen()
        seq = history.last_event(self.cursor.connection)
        n, head = self.cursor.execute(
            "SELECT n, hash FROM event WHERE writer = ? ORDER BY n DESC LIMIT 1", (writer,)
        ).fetchone() or (0, "")
        at = self.at.isoformat(timespec="milliseconds")
        rows = []
        for (kind, id_, day), noted in changes.items():
            record = self._records[kind, id_]
            seq, n = seq + 1, n + 1
            row: dict[str, Stored] = {
                "seq": seq,
                "transaction": self.id,
                "writer": writer,
                "n": n,
                "recorded_at": at,
                "effective_on": day,
                "by": self.by,
                "verb": self.verb,
                "kind": kind,
                "record": id_,
                "previous": record.seq,
                "changes": history.canonical({name: pair for name, pair in noted.items() if pair[0] != pair[1]}),
                "why": self.why,
                "undoes": self.undoes,
                "prev_hash": head,
            }
            row["hash"] = head = history.event_hash(row, record.hash)
            rows.append(row)
            record.seq, record.hash = seq, head
        self._insert("event", rows)
        return seq

    def _keep_standing(self, changes: Mapping[tuple[str, str, str], Mapping[str, object]]) -> None:
        """Figures of any date are to find how each recommendation stood."""
        keeping = Keeping()
        for (kind, id_, day), noted in changes.items():
            record = self._records[kind, id_]
            if kind == "recommendation" and record.after and day == record.latest and not self.undoes:
                if record.before is None or noted.keys() & set(FIELDS):
                    keeping.goes_on(id_, day, record.after)
            elif kind == "recommendation" or (kind in OWNED and (self.undoes or not record.after)):
                for of in self.about(kind, id_):
                    keeping.is_told_anew(of)
            elif kind in OWNED and record.after:
                keeping.has(str(record.after["recommendation_id"]), day)
        keeping.write(self.cursor)

    def _insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Straight to the driver, for the values are what SQLite keeps already; all rows have the same columns."""
        columns, values = ", ".join(f'"{name}"' for name in rows[0]), ", ".join("?" * len(rows[0]))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({values})"
        self._connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])

    def _look_up_unseen(self) -> None:
        for kind, ids in self._unseen.items():
            for id_, seq, hash_ in self.cursor.execute(
                "SELECT record, seq, hash FROM event WHERE kind = ? AND record IN (SELECT value FROM json_each(?))"
                " ORDER BY seq",
                (kind, json.dumps(ids)),
            ):
                self._records[kind, id_].seq, self._records[kind, id_].hash = seq, hash_

    def _index(self, insertion: str, found: Iterable[str]) -> None:
        self._connection.exec_driver_sql(
            f"{insertion} FROM search_text WHERE rowid IN"
            " (SELECT rowid FROM recommendation WHERE id IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(found)),),
        )

    def _of_renamed_audits(self) -> list[str]:
        renamed = [
            id_
            for (kind, id_), r in self._records.items()
            if kind == "audit" and r.before and r.after and r.before["title"] != r.after["title"]
        ]
        rows = self.cursor.execute(
            "SELECT id FROM recommendation WHERE audit_id IN (SELECT value FROM json_each(?))", (json.dumps(renamed),)
        )
        return [id_ for (id_,) in rows]


def _recommendations(key: tuple[str, str], record: _Record) -> Iterable[str]:
    kind, id_ = key
    if kind == "recommendation":
        return (id_,)
    sides = (record.before, record.after)
    return {str(side["recommendation_id"]) for side in sides if side and "recommendation_id" in side}


def _is_found_anew(key: tuple[str, str], record: _Record) -> bool:
    """Does the change touch words that a recommendation is found by?"""
    if key[0] not in {"recommendation", "progress_update", "evidence"}:
        return False
    before, after = record.before or {}, record.after or {}
    return any(before.get(name) != after.get(name) for name in {*before, *after} & _SEARCHED)
