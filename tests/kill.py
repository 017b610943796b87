"""Kill a program while it edits, again and again: what it called saved is there, and the register is whole.

`python tests/kill.py 200` does it two hundred times.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "tests")]

from made import TODAY, ask, small_register  # noqa: E402 - the path is set above

from db import store  # noqa: E402
from db.inputs import FollowUp, NewEvidence  # noqa: E402
from db.ledger import Ledger  # noqa: E402

RECOMMENDATIONS = 5


def edit(path: Path, run: str) -> None:
    """The child: edit for ever, and say a number only once its edit is saved."""
    ledger = Ledger(path, run)
    n = 0
    while True:
        words = f"{run}-{n}"
        ref = f"MHC-{n % RECOMMENDATIONS + 1}"
        if n % 3 == 2:
            evidence = NewEvidence(note=words, content=words.encode() * random.randint(1, 20_000))
            ledger.follow_up(ref, FollowUp(text=words, evidence=evidence), on=TODAY)
        else:
            ledger.follow_up(ref, FollowUp(text=words, action=words), on=TODAY)
        print(words, flush=True)
        n += 1


def kill_once(path: Path, run: str, after: float) -> tuple[list[str], bool]:
    """Let a child edit for a while and kill it: what it said it saved, and did it leave a transaction half done?"""
    child = subprocess.Popen(
        [sys.executable, __file__, "edit", str(path), run], stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert child.stdout
    first = child.stdout.readline()
    time.sleep(after)
    child.kill()
    rest, _ = child.communicate()
    said = [line for line in (first + rest).split("\n") if line.startswith(run)]
    return said, path.with_name(f"{path.name}-journal").exists()


def trial(times: int, folder: Path, seed: int = 0) -> str:
    """Kill so many times; an AssertionError tells of anything lost."""
    chance = random.Random(seed)
    path = small_register(folder / "register.db", recommendations=RECOMMENDATIONS)
    saved: set[str] = set()
    half_done = 0
    for n in range(times):
        said, left_journal = kill_once(path, f"run{n}", chance.uniform(0, 0.2))
        saved.update(said)
        half_done += left_journal
        store.open_checked(path).close()
        kept = {text for (text,) in ask(path, "SELECT text FROM progress_update")}
        assert saved <= kept, f"lost: {sorted(saved - kept)[:5]}"
        assert len(kept - saved) <= n + 1, "more was kept than one unacknowledged edit a run"
        saved |= kept
        assert store.quick_check(path) == []
    assert store.check(path) == []
    return f"{times} kills, {len(saved)} edits kept, {half_done} killed in mid-transaction: nothing lost, all whole."


if __name__ == "__main__":
    if sys.argv[1] == "edit":
        edit(Path(sys.argv[2]), sys.argv[3])
    with tempfile.TemporaryDirectory() as scratch:
        print(trial(int(sys.argv[1]), Path(scratch), seed=time.time_ns()))
