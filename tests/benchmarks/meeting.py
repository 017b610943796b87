"""A scripted meeting of thirty: keys counted, and each key's time against an arrow key's in the same run."""

import tempfile
from pathlib import Path
from shutil import copy
from statistics import median

from tests.benchmarks import registers
from tests.benchmarks.screens import _env, _open
from tests.benchmarks.terminal import Terminal

ITEMS = 30
SLIPS = {7, 19}
"""Items at which a wrong digit is pressed first, and taken back."""
NOTE = "seen"
KEYS_MOST = 4


def script() -> list[tuple[str, list[str]]]:
    """What is pressed at each item: status, note, next; what is typed into the note counts as text."""
    keys: list[tuple[str, list[str]]] = []
    for n in range(ITEMS):
        if n in SLIPS:
            keys += [("slip", ["3"]), ("undo", ["u"])]
        keys += [("status", ["12"[n % 2]]), ("note", ["n"]), ("text", list(NOTE)), ("next", ["down"])]
    return keys


def _hold(terminal: Terminal) -> tuple[dict[str, list[float]], int]:
    times: dict[str, list[float]] = {}
    pressed = 0
    for what, keys in script():
        for key in keys:
            took = terminal.press(key)
            if took is not None:
                times.setdefault(what, []).append(took)
            pressed += what != "text"
    return times, pressed


def main(folder: Path) -> list[tuple[str, float, float]]:
    """Hold the meeting on a register kept in `folder`."""
    with tempfile.TemporaryDirectory() as home:
        register = Path(copy(registers.register(2_000, folder), home))
        register.chmod(0o600)
        ours, _ = _open("ours", register, _env(home))
        ours.quiet(1.5)
        while not any("Goes through" in line for line in ours.screen.display):  # The register is checked first.
            ours.press("M", quiet=0.6)
        while not any(" 1 of " in line for line in ours.screen.display):
            ours.press("ctrl+s", quiet=1.0)
        arrows = [ours.press(key) for key in ["\x1b[C"] * ITEMS + ["\x1b[D"] * (ITEMS + 1)]
        arrows = [took for took in arrows[5:] if took is not None]
        ours.press("home")
        times, pressed = _hold(ours)
        ours.close()
    arrow = median(arrows)
    return [
        ("keys a recommendation, besides the note's text", pressed / ITEMS, KEYS_MOST),
        *((f"{what}, against an arrow key", median(took) / arrow, 1.5) for what, took in times.items()),
        ("the slowest key of all, against the slowest arrow key", max(map(max, times.values())) / max(arrows), 1.5),
    ]
