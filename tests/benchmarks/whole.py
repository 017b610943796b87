"""What goes through a whole register of 2,000: as it was on a past day, against a copy of the file in memory; the pack
check, against reading what it checks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from db import history
from db.checked import gather
from db.connection import connect
from db.pack_check import check
from db.queries import Reader
from tests.benchmarks.queries import ratio
from tests.benchmarks.registers import AS_AT, register

PAST = {30: 9.0, 600: 16.0}
"""How many times the copy are too many, by the days gone back: the more has happened since, the more is replayed."""
PACK = 4.0
"""How many times the reading are too many."""


def main(folder: Path) -> Iterator[tuple[str, float, float]]:
    """What was measured, how many times the floor, and how many are too many."""
    with closing(connect(register(2_000, folder), read_only=True)) as connection:

        def copied() -> None:
            with closing(sqlite3.connect(":memory:")) as copy:
                connection.backup(copy)

        def past(days: int) -> None:
            history.state_at(connection, AS_AT - timedelta(days=days)).close()

        for days, gate in PAST.items():
            yield f"the register as it was {days} days ago", ratio(partial(past, days), copied), gate
        reader = Reader(connection, AS_AT)
        pack = gather(reader)
        yield "the pack check", ratio(partial(check, pack), partial(gather, reader)), PACK
