"""A report is read: all that it will tell, at one moment, as what was known on its day."""

import sqlite3
from datetime import date

from db import history
from db.movement import movement
from db.queries import Reader
from db.sealed import Kept


def last_event(connection: sqlite3.Connection) -> int:
    """The latest event: a report made from it is sealed only if nothing was written since."""
    (seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    return int(seq)


def kept(live: sqlite3.Connection, as_at: date, since: date | None) -> Kept:
    """The figures as at a day, their movement since an earlier one, and every recommendation."""
    reader = Reader(history.at(live, as_at), as_at)
    moved = None
    if since is not None:
        moved = movement(Reader(history.at(live, since), since).statuses(), reader.statuses())
    return Kept(reader.position(), moved, reader.policy, tuple(reader.recommendations()))
