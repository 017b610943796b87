"""What the position and the movement cost at 100,000 recommendations with 500,000 events, against one GROUP BY."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from db.connection import connect
from db.flows import ids_moved, moved
from db.movement import Figure
from db.positions import Dimension, ids_behind, position_by
from db.rules import Band, Policy
from tests.benchmarks.queries import GROUP, ratio
from tests.benchmarks.registers import AS_AT, register

TODAY, PAST = 3.0, 15.0
"""How many times the GROUP BY are too many, for the position of today; for that of a past date, and the movement."""
EARLIER = AS_AT - timedelta(days=600)
BEFORE = EARLIER - timedelta(days=91)


def main(folder: Path) -> Iterator[tuple[str, float, float]]:
    """What was measured, how many times the floor, and how many are too many."""
    with closing(connect(register(100_000, folder), read_only=True)) as connection:
        now, then = (
            {"as_at": AS_AT, "known": None, "policy": Policy()},
            {"as_at": EARLIER, "known": EARLIER, "policy": Policy()},
        )
        measured: dict[str, tuple[Callable[[], object], float]] = {
            **{f"today by {d}": (partial(position_by, connection, d, **now), TODAY) for d in Dimension},
            **{f"as at a past date by {d}": (partial(position_by, connection, d, **then), PAST) for d in Dimension},
            "who is over 12 months overdue today": (
                partial(ids_behind, connection, Dimension.BAND, Band.OVER_12, **now),
                TODAY,
            ),
            "who was, at a past date": (partial(ids_behind, connection, Dimension.BAND, Band.OVER_12, **then), PAST),
            "movement of a past quarter": (partial(moved, connection, BEFORE, EARLIER, policy=Policy()), PAST),
            "movement of two years to today": (partial(moved, connection, BEFORE, AS_AT, policy=Policy()), PAST),
            "who was implemented in them": (
                partial(ids_moved, connection, BEFORE, AS_AT, Figure.IMPLEMENTED, policy=Policy()),
                PAST,
            ),
        }
        for what, (run, gate) in measured.items():
            yield what, ratio(run, lambda: connection.execute(GROUP).fetchall()), gate
