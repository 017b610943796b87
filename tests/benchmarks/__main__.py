"""All speed figures in one command: `python -m tests.benchmarks [PART ...]`, each a ratio taken within the same run."""

import importlib
import sys
import tempfile
from pathlib import Path

PARTS = ("screens", "meeting", "paper", "pages", "sheets", "queries", "position", "whole")


def main(parts: list[str]) -> None:
    """Measure the parts named, or all, and print a table."""
    folder = Path(tempfile.gettempdir()) / "outstanding-benchmarks"
    folder.mkdir(exist_ok=True)
    for part in parts or PARTS:
        print(f"\n{part}\n{'what':<60}{'measured':>10}{'gate':>8}")
        for what, ratio, gate in importlib.import_module(f"tests.benchmarks.{part}").main(folder):
            print(f"{what:<60}{ratio:>9.2f}x{gate:>7.2f}x{'' if ratio <= gate else '  MISSED'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
