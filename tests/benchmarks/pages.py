"""An import's plan from a PDF, against taking the bare words of its pages; whole processes on both sides."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.paper import PEER as SETTER
from tests.benchmarks.paper import same_text, seconds
from tests.benchmarks.registers import AS_AT, register

PEER = Path(__file__).parent / "peers" / "pages.py"
ROUNDS = 5


def main(folder: Path) -> list[tuple[str, float, float]]:
    """Measure in interleaved rounds on papers kept in `folder`: one drawn without lines or tags, and one of our own."""
    path = register(500, folder)
    drawn, own, none = str(folder / "drawn.pdf"), str(folder / "own.pdf"), str(folder / "none.db")
    seconds(str(SETTER), str(same_text(path)), drawn)
    export = ("-m", "tui.cli", "export", "appendices", "--register", str(path), "-o", own, "--overwrite")
    seconds(*export, "--as-at", AS_AT.isoformat())

    def ours(paper: str) -> float:
        began = time.perf_counter()
        command = (sys.executable, "-m", "tui.cli", "import", paper, "--dry-run", "--register", none)
        done = subprocess.run(command, check=False, capture_output=True)
        assert done.returncode in {0, 1}, done.stderr  # 1: there are problems to look at
        return time.perf_counter() - began

    took = [(ours(drawn), seconds(str(PEER), drawn), ours(own), seconds(str(PEER), own)) for _ in range(ROUNDS)]
    plain, plain_words, tagged, tagged_words = (median(times) for times in zip(*took, strict=True))
    return [
        ("a PDF without lines or tags, against its words alone", plain / plain_words, 45.0),
        ("a PDF of our own, against its words alone", tagged / tagged_words, 15.0),
    ]
