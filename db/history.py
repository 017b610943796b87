"""The append-only event log: its chains of hashes, and the register as it was on a past day."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable


def canonical(changes: object) -> str:
    """The one text that stands for `changes`."""
    return json.dumps(changes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_hash(columns: Iterable[object]) -> str:
    """The hash of an event: of its columns as a JSON array, the hash before it included."""
    return hashlib.sha256(json.dumps(list(columns), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def fingerprint(connection: sqlite3.Connection) -> str:
    """The whole history in one word: the SHA-256 of the sorted heads of its chains."""
    heads = connection.execute(
        "SELECT (SELECT hash FROM event WHERE writer = w.id ORDER BY n DESC LIMIT 1) FROM writer w"
    )
    return hashlib.sha256("\n".join(sorted(head for (head,) in heads if head)).encode()).hexdigest()
