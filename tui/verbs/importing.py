"""The verb that reads files into the register."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from db import store
from db.rows import Reading
from db.rules import Status, read_status
from tui import plain
from tui.verbs.registers import DONE, PROBLEMS, NotDone, made, opened, print_json, today, written

if TYPE_CHECKING:
    from db.intake import Plan


def do_import(typed: argparse.Namespace) -> int:
    """Read files into the register; each is a plan first and then one transaction."""
    from reports.read import Unreadable, read  # noqa: PLC0415 - only an import reads files

    if typed.as_of and typed.as_of > today():
        raise NotDone("--as-of is a day to come; a file speaks for today or a day before.")
    path = made(typed.register)
    with opened(path, None) as reader:
        policy = reader.policy
    words = {}
    for word, name in typed.status:
        status = read_status(name, policy)
        if status is None:
            raise NotDone(f"`{name}` is no status. There are: {', '.join(Status)}.")
        words[word] = status
    try:
        readings = [
            read(file, policy=policy, heading_map=dict(typed.map), status_map=words, sheet=typed.sheet)
            for file in typed.files
        ]
    except Unreadable as trouble:
        raise NotDone(str(trouble)) from None
    with _scratch(path) if typed.dry_run and len(readings) > 1 else _same(path) as target:
        outcome = plain.Imported()
        for reading in readings:
            outcome.add(_import_one(target, reading, typed))
    if typed.json:
        print_json(outcome.as_json())
    else:
        outcome.say(dry_run=typed.dry_run)
    return PROBLEMS if outcome.problems else DONE


@contextmanager
def _same(path: Path) -> Iterator[Path]:
    yield path


@contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """A throwaway copy, so that a dry run of several files sees what the ones before would have done."""
    with tempfile.TemporaryDirectory() as folder:
        yield store.backup(path, Path(folder) / path.name)


def _import_one(path: Path, reading: Reading, typed: argparse.Namespace) -> "Plan":
    from db import intake  # noqa: PLC0415 - likeness of texts is an import's business alone

    as_of, reading = reading.taken(typed.as_of, today())
    with opened(path, None) as reader:
        plan = intake.plan(reader.connection, reading, as_of=as_of, policy=reader.policy)
    only_said = typed.dry_run and len(typed.files) == 1
    if not (plan.changes_nothing or only_said):
        with written(path, typed.by) as ledger:
            ledger.apply(plan, on=plan.as_of)
    return plan
