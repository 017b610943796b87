"""The verbs that open the screen."""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from tui import plain
from tui.plain.figures import position
from tui.verbs.figures import counted
from tui.verbs.registers import DONE, NotDone, made, opened, today


def _at_a_terminal() -> bool:
    """Can the screen be drawn, and keys be read? Textual draws on standard error."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def open_screen(register: Path | None, *, as_at: date | None, ascii_only: bool) -> int:
    """Open the screen on a register; where there is no terminal, say so."""
    if not _at_a_terminal():
        raise NotDone("The screen needs a terminal; `outstanding list` and the other verbs do not.")
    path = made(register)
    from tui.start import run

    return run(path, as_at=as_at, ascii_only=ascii_only)


def do_demo(typed: argparse.Namespace) -> int:
    """Show the sample register: on the screen, or as plain lines where there is no terminal."""
    from db import sample, store  # the sample is built by the ledger, and so by the ORM

    if typed.keep:
        if typed.keep.exists():
            raise NotDone(f"{typed.keep} is already there; name a file that is not.")
        with tempfile.TemporaryDirectory(prefix="outstanding-") as folder:  # whole where it is kept, or not there
            sample.build(Path(folder) / "sample.sqlite", today=today())
            store.backup(Path(folder) / "sample.sqlite", typed.keep)
        plain.say(f"The sample register is at {typed.keep}. Open it with: outstanding {typed.keep}")
        return DONE
    with tempfile.TemporaryDirectory(prefix="outstanding-") as folder:
        path = Path(folder) / "sample.sqlite"
        sample.build(path, today=today())
        if _at_a_terminal():
            return open_screen(path, as_at=typed.as_at, ascii_only=typed.ascii)
        with opened(path, typed.as_at) as reader:
            position(counted(reader, known=reader.as_at, policy=reader.policy))
        plain.say(DEMO_NEXT)
    return DONE


DEMO_NEXT = """
This is a sample. What to try next:
  outstanding demo                        the same in a terminal, full screen
  outstanding demo --keep sample.sqlite   a sample register that lasts
  outstanding import REPORT.pdf           your own register from a report or a spreadsheet"""
