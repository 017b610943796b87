"""The appendices by the command line, against a bare Platypus table of the same text; whole processes on both sides."""

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from db.connection import connect
from db.queries import Reader
from db.rows import Recommendation
from db.rules import show_date
from reports.write.cells import TITLES, opinion, standing
from tests.benchmarks.registers import AS_AT, register

PEER = Path(__file__).parent / "peers" / "platypus.py"
ROUNDS = 5


def cells(r: Recommendation) -> list[str]:
    """The words of one row of the paper."""
    return [
        f"{r.audit} {r.ref} {r.priority} {show_date(r.issued)} {r.assurance}",
        f"{show_date(r.due)} {r.due_words} {show_date(r.original_due)}",
        r.recommendation,
        r.response,
        f"{r.update} {show_date(r.update_on)} {opinion(r)}",
        f"Director: {r.director} Executive Member: {r.executive_member} Owner: {r.owner}"
        f" Status: {standing(r)} Action: {r.action}",
    ]


def same_text(path: Path) -> Path:
    """A file with the words of every row, for the peer."""
    with closing(connect(path, read_only=True)) as connection:
        rows = [cells(r) for r in Reader(connection, AS_AT).recommendations()]
    file = path.with_suffix(".json")
    file.write_text(json.dumps([TITLES, *rows]), "utf-8")
    return file


def seconds(*command: str) -> float:
    """How long a whole process takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True, env=dict(os.environ))
    return time.perf_counter() - began


def main(folder: Path) -> list[tuple[str, float, float]]:
    """Measure in interleaved rounds on registers kept in `folder`."""
    few, many = register(500, folder), register(5_000, folder)
    text = same_text(few)
    paper, bare = str(folder / "paper.pdf"), str(folder / "bare.pdf")

    def ours(path: Path) -> float:
        export = ("-m", "tui.cli", "export", "appendices", "--register", str(path), "-o", paper)
        return seconds(*export, "--as-at", AS_AT.isoformat(), "--overwrite")

    took = [(ours(few), seconds(str(PEER), str(text), bare), ours(many)) for _ in range(ROUNDS)]
    ours_few, peer, ours_many = (median(times) for times in zip(*took, strict=True))
    return [
        ("appendices of 500, against a bare Platypus table", ours_few / peer, 1.0),
        ("appendices of 5,000, against 500", ours_many / ours_few, 10.5),
    ]
