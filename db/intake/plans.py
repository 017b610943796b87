"""An import worked out: what becomes of each row, and its writing in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from db.corrected import in_words
from db.ids import new_id
from db.intake.news import Write
from db.packed import pack
from db.readings import Problem, RawRecord, Reading


class Outcome(StrEnum):
    """What becomes of one row."""

    ADD = "add"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    DOUBTFUL = "doubtful"
    """It may be one that the register has; skipped until a person has said."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recommendation of the register that a doubtful row may be."""

    id: str
    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of one row."""

    position: int
    """Its place among the records read; answers are given by it."""
    outcome: Outcome
    raw: RawRecord
    recommendation_id: str | None
    """The recommendation it speaks of."""
    ref: str
    said: str
    """What is done, or why not: a sentence."""
    writes: tuple[Write, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Transaction(Protocol):
    """What a plan writes through; the ledger's."""

    by: str
    said: str

    def create(self, kind: str, id: str, fields: Mapping[str, object], *, on: date | None = None) -> None:
        """Make a record."""

    def change(self, kind: str, id: str, fields: Mapping[str, object], *, on: date | None = None) -> None:
        """Change fields of a record."""

    def attach(self, content: bytes) -> str:
        """Keep bytes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one import does, before it is done."""

    reading: Reading
    as_of: date
    entries: tuple[Entry, ...]
    """One for each record read, in their order."""
    problems: tuple[Problem, ...]
    """What the reader found, and what the register makes of it."""
    source: str
    """The id of the source."""
    source_is_new: bool
    writes: tuple[Write, ...]
    """Directorates and audits to make and to change."""
    appearances: tuple[tuple[int, str], ...]
    """Places of the file, each with the recommendation it speaks of, that are not on record yet."""

    def _count(self, *outcomes: Outcome) -> int:
        return sum(entry.outcome in outcomes for entry in self.entries)

    @property
    def added(self) -> int:
        """Rows that become recommendations."""
        return self._count(Outcome.ADD)

    @property
    def updated(self) -> int:
        """Rows that change a recommendation."""
        return self._count(Outcome.UPDATE)

    @property
    def unchanged(self) -> int:
        """Rows that say nothing new."""
        return self._count(Outcome.UNCHANGED)

    @property
    def skipped(self) -> int:
        """Rows that are not taken: printed twice, in doubt, or no recommendation."""
        return self._count(Outcome.SKIPPED, Outcome.DOUBTFUL)

    @property
    def changes_nothing(self) -> bool:
        """Is there nothing to write?"""
        return not (self.source_is_new or self.writes or self.appearances or any(e.writes for e in self.entries))

    @property
    def by_hand(self) -> str:
        """What a person put right in its rows, in a sentence for the history; nothing where nobody did."""
        return in_words(self.reading)

    def write(self, transaction: Transaction) -> None:
        """Put everything into a transaction, as of the day the file speaks for."""
        counts = f"{self.added} added, {self.updated} updated, {self.unchanged} unchanged, {self.skipped} skipped"
        transaction.said = f"{self.reading.file}: {counts}"
        if self.changes_nothing:
            return
        if self.source_is_new:
            read: dict[str, object] = {
                "name": self.reading.file,
                "sha256": self.reading.sha256,
                "kind": self.reading.kind,
                "as_of": self.as_of,
                "reading_sha256": transaction.attach(pack(self.reading)),
            }
            transaction.create("source", self.source, read, on=self.as_of)
        for write in (*self.writes, *(write for entry in self.entries for write in entry.writes)):
            fields: dict[str, object] = dict(write.fields)
            if write.kind == "progress_update":
                fields["by"] = transaction.by
            act = transaction.create if write.new else transaction.change
            act(write.kind, write.id, fields, on=self.as_of)
        for position, of in self.appearances:
            fields = {"source_id": self.source, "recommendation_id": of, "position": position}
            transaction.create("appearance", new_id(), fields, on=self.as_of)
