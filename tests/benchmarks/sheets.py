"""An import of a workbook into a new register, against reading the workbook alone; whole processes on both sides."""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import xlsxwriter

from db.connection import connect
from db.queries import Reader
from db.rows import Recommendation
from tests.benchmarks.registers import AS_AT, register

PEER = Path(__file__).parent / "peers" / "workbook.py"
ROUNDS = 7
HEADING = (
    *("Rec no", "Directorate", "Audit", "Report date", "Priority", "Recommendation", "Management response"),
    *("Lead officer", "Director", "Executive Member", "Original due date", "Revised due date", "Status", "Progress"),
    "Next action",
)


def cells(r: Recommendation) -> list[object]:
    """A recommendation as a council's own tracker has it."""
    return [
        *(r.ref, r.directorate, r.audit, r.issued, r.priority, r.recommendation, r.response),
        *(r.owner, r.director, r.executive_member, r.original_due, r.due, r.status, r.update),
        r.action,
    ]


def tracker(path: Path) -> Path:
    """A workbook as Excel saves it, of the recommendations of a register."""
    file = path.with_suffix(".xlsx")
    with (
        closing(connect(path, read_only=True)) as connection,
        xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as workbook,
    ):
        sheet = workbook.add_worksheet("Tracker")
        rows = [list(HEADING), *(cells(r) for r in Reader(connection, AS_AT).recommendations())]
        for n, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(n, column, value)
                else:
                    sheet.write(n, column, value)
    return file


def seconds(*command: str) -> float:
    """How long a whole process takes."""
    began = time.perf_counter()
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "OUTSTANDING_USER": "benchmark"}
    subprocess.run([sys.executable, *command], check=True, capture_output=True, env=env)
    return time.perf_counter() - began


def main(folder: Path) -> list[tuple[str, float, float]]:
    """Measure in interleaved rounds on a workbook kept in `folder`."""
    workbook = str(tracker(register(2_000, folder)))

    def ours() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as new:
            return seconds("-m", "tui.cli", "import", workbook, "--register", f"{new}/new.db")

    rounds = [(ours(), seconds(str(PEER), workbook)) for _ in range(ROUNDS + 1)][1:]  # the first warms the caches
    imported, read = (median(times) for times in zip(*rounds, strict=True))
    return [("import of 2,000 XLSX rows", imported / read, 3.5)]
