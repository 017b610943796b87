"""The screen against an empty Textual app and a bare DataTable: first paint, keys, filter, memory."""

import os
import re
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks import registers
from tests.benchmarks.terminal import Frame, Terminal

PEERS = Path(__file__).parent / "peers"
ROUNDS = 7
WORD = "quorum"


def _env(home: str) -> dict[str, str]:
    return {**os.environ, "HOME": home, "PYTHONDONTWRITEBYTECODE": "", "OUTSTANDING_USER": "benchmark"}


def _refs(frame: Frame) -> tuple[str, ...]:
    """What the table shows: the references in its lines, top to bottom, and not the one over the detail below it."""
    lines = ("".join(cell.data for cell in line) for line in frame)  # type: ignore[attr-defined]
    return tuple(found[1] for line in lines if (found := re.search(r"[○◐◕●◆»✕?] (REC-\d+)", line)))


def _open(what: str, register: Path, env: dict[str, str]) -> tuple[Terminal, float]:
    """The program and the seconds to its first whole paint."""
    argv, words = {
        "empty": ([sys.executable, str(PEERS / "empty.py")], ["Empty, and ready"]),
        "table": ([sys.executable, str(PEERS / "table.py"), str(register)], ["REC-"]),
        "ours": (
            [sys.executable, "-m", "tui.cli", str(register)],
            ["REC-", "Position at", "Adults"],
        ),
    }[what]
    terminal = Terminal(argv, env=env)
    return terminal, terminal.wait_for(*words)


def _keys(terminal: Terminal, key: str, presses: int) -> float:
    terminal.quiet(0.6)
    times = [terminal.press(key) for _ in range(presses)]
    return median(seconds for seconds in times[3:] if seconds is not None)


def _filter(terminal: Terminal) -> float:
    """Seconds from the third letter on to the screenful it leaves."""
    terminal.quiet(0.6)
    terminal.press("/")
    times = [terminal.press(letter, look_at=_refs, quiet=0.4) for letter in WORD]
    return max(seconds for seconds in times[2:] if seconds is not None)


def measure(small: Path, big: Path) -> list[tuple[str, float, float]]:
    """(What, measured ratio, the ratio not to exceed), each the median of interleaved rounds."""
    rounds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as home:
        env = _env(home)
        for round_ in range(ROUNDS):
            empty, floor = _open("empty", small, env)
            empty.close()
            table, _ = _open("table", small, env)
            arrow, page = _keys(table, "down", 25), _keys(table, "pagedown", 12)
            table.close()
            memory = {}
            for name, register in (("2,000", small), ("100,000", big)):
                ours, paint = _open("ours", register, env)
                measured = {
                    f"first paint, {name}": paint / floor,
                    f"arrow key, {name}": _keys(ours, "down", 18) / arrow,
                    f"page down, {name}": _keys(ours, "pagedown", 12) / page,
                    f"filter, {name}": _filter(ours) / arrow,
                }
                memory[name] = ours.memory()
                # Out of the filter: its lines are few, and an arrow at their end paints nothing.
                ours.press("escape", quiet=0.6)
                ours.press("end", quiet=0.6)
                alone = _keys(ours, "up", 18)
                ours.press("ctrl+a", quiet=0.6)
                measured[f"arrow key, all marked, {name}"] = _keys(ours, "up", 18) / alone
                measured[f"mark and go down, {name}"] = _keys(ours, " ", 18) / alone
                ours.close()
                if round_:  # the first round warms the caches
                    for what, ratio in measured.items():
                        rounds.setdefault(what, []).append(ratio)
            rounds.setdefault("memory, 100,000", []).append(memory["100,000"] / memory["2,000"])
    gates = {"first paint, 2,000": 1.5, "first paint, 100,000": 1.6, "filter, 2,000": 2, "filter, 100,000": 6}
    gates |= {f"arrow key, all marked, {n}": 1.5 for n in ("2,000", "100,000")}
    gates |= {f"mark and go down, {n}": 1.5 for n in ("2,000", "100,000")}
    gates |= {"memory, 100,000": 1.3} | {f"arrow key, {n}": 0.7 for n in ("2,000", "100,000")}
    gates |= {f"page down, {n}": 0.5 for n in ("2,000", "100,000")}
    return [(what, median(ratios), gates[what]) for what, ratios in rounds.items()]


def main(folder: Path) -> list[tuple[str, float, float]]:
    """Measure on registers kept in `folder`."""
    return measure(registers.register(2_000, folder), registers.register(100_000, folder))
