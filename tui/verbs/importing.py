"""The verb that reads files into the register."""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from db import store
from db.rows import Reading
from db.rules import Policy, Status, read_status
from tui.plain.imported import Imported
from tui.verbs.files import being_read
from tui.verbs.registers import DONE, PROBLEMS, NotDone, made, opened, print_json, today, written

if TYPE_CHECKING:
    from db.intake import Plan


def do_import(typed: argparse.Namespace) -> int:
    """Read files into the register; each is a plan first and then one transaction."""
    if typed.as_of and typed.as_of > today():
        raise NotDone("--as-of is a day to come; a file speaks for today or a day before.")
    if typed.answer and len(typed.files) > 1:
        raise NotDone("--answer is of one file at a time; its places mean other rows in another.")
    path = typed.register or store.default_register()
    policy = _policy(path)
    words = {}
    for word, name in typed.status:
        status = read_status(name, policy)
        if status is None:
            raise NotDone(f"`{name}` is no status. There are: {', '.join(Status)}.")
        words[word] = status
    readings = [_read(file, policy, words, typed) for file in typed.files]
    with _target(path, typed) as target:
        outcome = Imported()
        for reading in readings:
            outcome.add(_import_one(target, reading, typed))
    if typed.json:
        print_json(outcome.as_json())
    else:
        outcome.say(dry_run=typed.dry_run)
    return PROBLEMS if outcome.problems else DONE


def _read(file: Path, policy: Policy, words: Mapping[str, Status], typed: argparse.Namespace) -> Reading:
    from reports.read import read  # only an import reads files

    with being_read(file) as progress:
        return read(
            file,
            policy=policy,
            heading_map=dict(typed.map),
            status_map=words,
            sheet=typed.sheet,
            progress=progress,
        )


def _policy(path: Path) -> Policy:
    if not store.is_there(path):
        return Policy()
    with opened(path, None) as reader:
        return reader.policy


@contextmanager
def _target(path: Path, typed: argparse.Namespace) -> Iterator[Path]:
    """The register to import into. A dry run makes none; of its files each sees what those before would do."""
    if not typed.dry_run:
        yield made(path)
    elif store.is_there(path) and len(typed.files) == 1:
        yield path
    else:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder) / "dry run"
            if store.is_there(path):
                store.backup(path, scratch)
            else:
                store.create(scratch)
            yield scratch


def _import_one(path: Path, reading: Reading, typed: argparse.Namespace) -> "Plan":
    from db import intake  # likeness of texts is an import's business alone

    as_of, reading = reading.taken(typed.as_of, today())
    with opened(path, None) as reader:
        plan = intake.plan(reader.connection, reading, as_of=as_of, policy=reader.policy)
        if typed.answer:
            answers = dict(_answers(typed.answer, plan))
            plan = intake.plan(reader.connection, reading, as_of=as_of, policy=reader.policy, answers=answers)
    only_said = typed.dry_run and len(typed.files) == 1
    if not (plan.changes_nothing or only_said):
        with written(path, typed.by) as ledger:
            ledger.apply(plan, on=plan.as_of)
    return plan


def _answers(pairs: Sequence[tuple[str, str]], plan: "Plan") -> Iterator[tuple[int, str]]:
    """What was said of rows in doubt, by their places among all."""
    doubtful = {entry.raw.where.casefold(): entry for entry in plan.entries if entry.candidates}
    for where, answer in pairs:
        entry = doubtful.get(where.casefold())
        if entry is None:
            there = f"there are: {', '.join(e.raw.where for e in doubtful.values())}" if doubtful else "there is none"
            raise NotDone(f"There is no row in doubt at {where}; {there}.")
        wanted = answer.casefold()
        known = {one.ref.casefold(): one.id for one in entry.candidates} | {"add": "add", "skip": "skip"}
        if wanted not in known:
            refs = [one.ref for one in entry.candidates]
            raise NotDone(f"{where} may be {' or '.join(refs)}; answer one of {', '.join([*refs, 'add', 'skip'])}.")
        yield entry.position, known[wanted]
