"""What the register knows, on a given day, of the audits and recommendations that a file may speak of."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from db import history
from db.intake.matching import Text
from db.packed import pack, unpack
from db.readings import RawMilestone, RawRecord, Reading
from db.rows import Post
from db.rules import in_effect
from db.shown import as_date, as_status, in_office, post

Stored = str | int | None

_FIELDS = (
    "id, audit_id, ref, source_ref, priority, text, response, owner, director, executive_member, original_due, due, "
    "due_words, status, status_words, action, accepted_until, status_before"
)


@dataclass(frozen=True, slots=True)
class KnownAudit:
    """An audit of the register."""

    id: str
    title: str
    issued: date | None
    auditor: str
    assurance: str
    directorate_id: str | None


@dataclass(frozen=True, slots=True)
class KnownUpdate:
    """A follow-up entry of the register."""

    id: str
    on: date
    management: str
    text: str
    source: str
    """The name of the file it came from, or empty."""


@dataclass(frozen=True, slots=True)
class Known:
    """A recommendation of the register."""

    id: str
    audit_id: str
    ref: str
    source_ref: str
    fields: Mapping[str, Any]
    """As the tables hold them, as of the day asked for."""
    later: bool
    """Was something of it recorded as of a later day?"""
    text: Text

    @property
    def dues(self) -> frozenset[str]:
        """Its due dates, the original one and that in force."""
        return frozenset(d for d in (self.fields["due"], self.fields["original_due"]) if d)


def known_audits(connection: sqlite3.Connection) -> list[KnownAudit]:
    """The audits of a register, in the order they were made."""
    return [
        KnownAudit(id_, title, as_date(issued), auditor, assurance, directorate)
        for id_, title, issued, auditor, assurance, directorate in connection.execute(
            "SELECT id, title, issued, auditor, assurance, directorate_id FROM audit ORDER BY id"
        )
    ]


class Standing:
    """The register as it stands on a day, read as far as it is asked for."""

    def __init__(self, connection: sqlite3.Connection, as_of: date) -> None:
        self._connection = connection
        self._as_of = as_of
        self._known: dict[str, Known] = {}

    @cached_property
    def directorates(self) -> list[tuple[str, str]]:
        """The directorates: id and name."""
        return [(id_, name) for id_, name in self._connection.execute("SELECT id, name FROM directorate ORDER BY name")]

    @cached_property
    def audits(self) -> list[KnownAudit]:
        """The audits."""
        return known_audits(self._connection)

    def in_office(self, audit_id: str, role: str) -> str:
        """Who holds an office over an audit, for recommendations that print nobody of their own."""
        return in_office(self._posts, self._directorate_of.get(audit_id), role, self._as_of)

    @cached_property
    def _posts(self) -> list[Post]:
        columns = "id, directorate_id, role, person, title, since, until"
        return [
            post(row)
            for row in self._connection.execute(f"SELECT {columns} FROM post ORDER BY since IS NOT NULL, since, rowid")
        ]

    @cached_property
    def _directorate_of(self) -> dict[str, str | None]:
        return {audit.id: audit.directorate_id for audit in self.audits}

    def refs(self) -> Iterable[str]:
        """Every reference there is."""
        return (ref for (ref,) in self._connection.execute("SELECT ref FROM recommendation"))

    def of_audits(self, audits: Iterable[str]) -> list[Known]:
        """The recommendations of some audits."""
        return self._recommendations("audit_id IN (SELECT value FROM json_each(?))", json.dumps(list(audits)))

    def with_ids(self, ids: Iterable[str]) -> list[Known]:
        """The recommendations with these ids, so far as they are there."""
        return self._recommendations("id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))

    def with_refs(self, refs: Iterable[str]) -> list[Known]:
        """The recommendations of these references, ours or printed."""
        wanted = json.dumps([ref for ref in refs if ref])
        within = "(SELECT value FROM json_each(?))"
        return self._recommendations(f"ref IN {within} OR source_ref IN {within}", wanted, wanted)

    def due_on(self, days: Iterable[str]) -> list[Known]:
        """The recommendations due on one of some days, originally or now."""
        wanted = json.dumps(list(days))
        within = "(SELECT value FROM json_each(?))"
        return self._recommendations(f"due IN {within} OR original_due IN {within}", wanted, wanted)

    def with_words(self, words: Sequence[str]) -> list[Known]:
        """The recommendations that hold all of some words."""
        query = " ".join(f'"{word}"' for word in words)
        return self._recommendations("rowid IN (SELECT rowid FROM search WHERE search MATCH ?)", query) if query else []

    def _recommendations(self, where: str, *values: str) -> list[Known]:
        names = [name.strip() for name in _FIELDS.split(",")]
        rows = [
            dict(zip(names, row, strict=True))
            for row in self._connection.execute(f"SELECT {_FIELDS} FROM recommendation WHERE {where}", values)
        ]
        unread = [row for row in rows if row["id"] not in self._known]
        later = self._later([row["id"] for row in unread])
        for row in unread:
            if events := later.get(row["id"]):
                row.update(history.replay(events, self._as_of.isoformat()))
            until, before = as_date(row["accepted_until"]), as_status(row["status_before"])
            row["status"] = in_effect(as_status(row["status"]), until, before, self._as_of)
            self._known[row["id"]] = Known(
                row["id"], row["audit_id"], row["ref"], row["source_ref"], row, bool(events), Text.of(row["text"])
            )
        return [self._known[row["id"]] for row in rows]

    def _later(self, ids: Sequence[str]) -> dict[str, list[tuple[str, int, Mapping[str, Any]]]]:
        """The events of those recommendations of which something was recorded as of a later day."""
        out = history.out_of_effect(self._connection)
        found: dict[str, list[tuple[str, int, Mapping[str, Any]]]] = {}
        for record, on, seq, changes, transaction in self._connection.execute(
            'SELECT record, effective_on, seq, changes, "transaction" FROM event'
            " WHERE kind = 'recommendation' AND undoes = '' AND record IN"
            " (SELECT record FROM event WHERE kind = 'recommendation' AND effective_on > ?"
            " AND record IN (SELECT value FROM json_each(?))) ORDER BY seq",
            (self._as_of.isoformat(), json.dumps(ids)),
        ):
            if transaction not in out:
                found.setdefault(record, []).append((on, seq, json.loads(changes)))
        return found

    def updates(self, ids: Iterable[str]) -> dict[str, list[KnownUpdate]]:
        """The follow-up entries of some recommendations, oldest first."""
        found: dict[str, list[KnownUpdate]] = {}
        for of, id_, on, management, text, source in self._connection.execute(
            "SELECT u.recommendation_id, u.id, u.\"on\", u.management, u.text, coalesce(s.name, '')"
            " FROM progress_update u LEFT JOIN source s ON s.id = u.source_id"
            ' WHERE u.recommendation_id IN (SELECT value FROM json_each(?)) ORDER BY u."on", u.rowid',
            (json.dumps(list(ids)),),
        ):
            found.setdefault(of, []).append(KnownUpdate(id_, date.fromisoformat(on), management, text, source))
        return found

    def milestones(self, ids: Iterable[str]) -> dict[str, list[tuple[str, RawMilestone]]]:
        """The milestones of some recommendations, with their ids."""
        found: dict[str, list[tuple[str, RawMilestone]]] = {}
        for of, id_, what, due, met_on in self._connection.execute(
            "SELECT recommendation_id, id, what, due, met_on FROM milestone"
            " WHERE recommendation_id IN (SELECT value FROM json_each(?)) ORDER BY due",
            (json.dumps(list(ids)),),
        ):
            found.setdefault(of, []).append((id_, RawMilestone(what, date.fromisoformat(due), as_date(met_on))))
        return found

    def said_before(self, reading: Reading) -> "SaidBefore | None":
        """What this very file, or the latest of its name, said when it was imported.

        Reports of several quarters may share a name; only one of the same day is the former one corrected.
        """
        row = self._connection.execute(
            "SELECT s.id, s.sha256, a.content FROM source s JOIN attachment a ON a.sha256 = s.reading_sha256"
            " WHERE s.sha256 = ?1 OR (s.name = ?2 AND (NOT ?3 OR s.as_of = ?4))"
            " ORDER BY s.sha256 = ?1 DESC, s.rowid DESC LIMIT 1",
            (reading.sha256, reading.file, reading.is_paper, self._as_of.isoformat()),
        ).fetchone()
        if row is None:
            return None
        source, sha256, content = row
        try:
            records = unpack(content)
        except ValueError:
            raise sqlite3.DatabaseError from None  # it is damaged: the register lets nothing else in
        rows: dict[str, list[RawRecord]] = {}
        positions: dict[int, str] = {}
        for of, position in self._connection.execute(
            "SELECT recommendation_id, position FROM appearance WHERE source_id = ? ORDER BY position", (source,)
        ):
            if position < len(records):
                rows.setdefault(of, []).append(records[position])
                positions[position] = of
        whole = sha256 == reading.sha256 and content == pack(reading)
        return SaidBefore(source if whole else None, rows, positions if whole else {})


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """What a file said when it was imported before."""

    source: str | None
    """The source, if it is this very file read in the very same way."""
    rows: Mapping[str, Sequence[RawRecord]]
    """Its rows, by the recommendation they were found to speak of."""
    positions: Mapping[int, str]
    """The recommendation that each place of this very file speaks of."""
