"""The append-only event log: its chains of hashes, and the register as it was on a past day."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any


_HASHED = (
    "transaction", "writer", "n", "recorded_at", "effective_on", "by", "verb", "kind", "record", "changes", "why",
    "undoes", "prev_hash",
)  # fmt: skip


def canonical(changes: object) -> str:
    """The one text that stands for `changes`."""
    return json.dumps(changes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_hash(event: Mapping[str, object], previous: str) -> str:
    """The hash of an event: of its columns, the hash before it in its chain, and the hash of its record's last event.

    Numbers that hold in one file only (`seq`, `previous`) stay out, so that registers can be merged one day.
    """
    told = [event[name] for name in _HASHED]
    return hashlib.sha256(json.dumps([*told, previous], ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def replay(events: Sequence[tuple[str, int, Mapping[str, Any]]], day: str) -> dict[str, Any]:
    """A record's fields as of `day`, from its events (effective_on, seq, changes) in the order they were recorded.

    What it was made with holds from ever; each change holds from its day on, in the order (effective_on, seq).
    """
    fields = {name: new for name, (_, new) in events[0][2].items()} if events else {}
    for on, _, changes in sorted(events, key=lambda e: e[:2]):
        if on <= day:
            fields.update((name, new) for name, (_, new) in changes.items())
    return fields


def fingerprint(connection: sqlite3.Connection) -> str:
    """The whole history in one word: the SHA-256 of the sorted heads of its chains."""
    heads = connection.execute(
        "SELECT (SELECT hash FROM event WHERE writer = w.id ORDER BY n DESC LIMIT 1) FROM writer w"
    )
    return hashlib.sha256("\n".join(sorted(head for (head,) in heads if head)).encode()).hexdigest()
