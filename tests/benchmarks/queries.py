"""What reading a big register costs, against one GROUP BY over the current state in the same run.

At 2,000 the GROUP BY takes less than a millisecond, and a call of ours has costs that it has not.
"""

import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from db.connection import connect
from db.queries import Reader
from db.rows import Filter, Sort, SortBy
from db.rules import Band
from tests.benchmarks.registers import AS_AT, register

GROUP = "SELECT status, priority, count(*) FROM recommendation GROUP BY status, priority"
TYPED = {
    "common, 3 letters": "con",
    "common, 4 letters": "impl",
    "common, 7 letters": "control",
    "two common words": "impl cont",
    "rare": "zeppel",
    "nowhere": "xyzzy",
}
GATES = {
    "first paint: open, tree, position, 50 lines": (10.0, 1.2),
    "tree and position": (6.0, 1.2),
    "tree and position while another thread computes": (60.0, 3.0),
    "first 50 by title": (8.0, 2.0),
}
"""How many times the GROUP BY are too many, at 2,000 and at 100,000."""
REST = (5.0, 1.2)
ROUNDS = 15


def ratio(run: Callable[[], object], floor: Callable[[], object]) -> float:
    """The median time of one over that of the other, taken in turn: the machine's other work falls on both alike."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for times, what in zip(took, (run, floor), strict=True):
            began = time.perf_counter()
            what()
            times.append(time.perf_counter() - began)
    ours, least = map(statistics.median, took)
    return ours / least


def computed_beside(run: Callable[[], object]) -> Callable[[], object]:
    """`run` while another thread holds the interpreter as long as it may, as an import does."""

    def beside() -> None:
        stopped = threading.Event()

        def compute() -> None:
            while not stopped.is_set():
                sum(range(1000))

        thread = threading.Thread(target=compute)
        thread.start()
        try:
            run()
        finally:
            stopped.set()
            thread.join()

    return beside


def bench(path: Path) -> Iterator[tuple[str, float]]:
    """What was measured, and how many times the floor it took."""
    with closing(connect(path, read_only=True)) as connection:
        reader = Reader(connection, AS_AT)

        def floor() -> None:
            connection.execute(GROUP).fetchall()

        def first_paint() -> None:
            with closing(connect(path, read_only=True)) as fresh:
                opened = Reader(fresh, AS_AT)
                opened.tree()
                opened.position()
                opened.first()

        def position() -> None:
            Reader(connection, AS_AT).position()

        rowids = reader.order()
        chance = random.Random(1)
        ids = [line.id for line in reader.lines(chance.sample(rowids, 500))]
        narrow = Filter(text="impl", priority="critical", open_only=True, band=Band.OVER_12)
        measured: dict[str, Callable[[], object]] = {
            "first paint: open, tree, position, 50 lines": first_paint,
            "tree and position": position,
            "the whole order": reader.order,
            **{f"first 50 by {by}": partial(reader.first, sort=Sort(by)) for by in SortBy},
            **{
                f"first 50 of a filter: {what}": partial(reader.first, Filter(text=text))
                for what, text in TYPED.items()
            },
            **{f"the whole of it: {what}": partial(reader.order, Filter(text=text)) for what, text in TYPED.items()},
            "first 50 of four filters together": partial(reader.first, narrow),
            "64 lines from anywhere": lambda: reader.lines(chance.sample(rowids, 64)),
            "one recommendation with all its own": lambda: reader.detail(chance.choice(ids)),
            "find by reference": partial(reader.find, "rec-777"),
        }
        for what, run in measured.items():
            yield what, ratio(run, floor)
        yield "tree and position while another thread computes", ratio(computed_beside(position), floor)


def main(folder: Path) -> Iterator[tuple[str, float, float]]:
    """What was measured, how many times the floor, and how many are too many."""
    for size in (2_000, 100_000):
        for what, measured in bench(register(size, folder)):
            yield f"{size:>7,} {what}", measured, GATES.get(what, REST)[size > 2_000]
