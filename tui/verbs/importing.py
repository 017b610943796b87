"""The verb that reads files into the register."""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from db import store
from db.layouts import called, remembered
from db.readings import FileLayout, Reading
from db.rules import Policy, Status
from tui.plain.imported import Imported
from tui.verbs.files import being_read
from tui.verbs.layouts import layout_named
from tui.verbs.mending import field_named, put_right
from tui.verbs.named import status_named
from tui.verbs.registers import DONE, PROBLEMS, NotDone, made, opened, print_json, today, written

if TYPE_CHECKING:
    from db.intake import Plan


NOT_READ = "nothing"
"""The field of `--map` for a heading that is not to be read."""


def do_import(typed: argparse.Namespace) -> int:
    """Read files into the register; each is a plan first and then one transaction."""
    if typed.as_of and typed.as_of > today():
        raise NotDone("--as-of is a day to come; a file speaks for today or a day before.")
    if typed.answer and len(typed.files) > 1:
        raise NotDone("--answer is of one file at a time; its places mean other rows in another.")
    if (typed.set or typed.join or typed.leave_out) and len(typed.files) > 1:
        raise NotDone("--set, --join and --leave-out are of one file at a time; its places mean other rows in another.")
    path = typed.register or store.default_register()
    policy = _policy(path)
    words = {word: status for word, name in typed.status if (status := status_named(name, policy))}
    if typed.remember is not None and not typed.remember.strip():
        raise NotDone("--remember wants the name that the layout is to have.")
    if typed.remember and len(typed.files) > 1:
        raise NotDone("--remember is of one file at a time; it keeps what the headings of that one mean.")
    known = _layouts(path)
    said = _said(typed, known, words)
    readings = [_read(file, policy, said, known, typed) for file in typed.files]
    with _target(path, typed) as target:
        if typed.remember:
            _remember(target, readings[0], said, typed)
        outcome = Imported()
        for reading in readings:
            outcome.add(_import_one(target, reading, typed))
    if typed.json:
        print_json(outcome.as_json(beside=typed.beside))
    else:
        outcome.say(dry_run=typed.dry_run, beside=typed.beside)
    return PROBLEMS if outcome.problems else DONE


def _layouts(path: Path) -> tuple[FileLayout, ...]:
    if not store.is_there(path):
        return ()
    with opened(path, None) as reader:
        return remembered(reader.connection)


def _said(typed: argparse.Namespace, known: Sequence[FileLayout], words: Mapping[str, Status]) -> FileLayout:
    """What was typed of headings and words, over the layout that was named."""
    layout = FileLayout()
    if typed.layout:
        layout = layout_named(typed.layout, known)
    named = ((field_named(words), heading) for words, heading in typed.map)
    fields = {heading: "" if name == NOT_READ else name for name, heading in named}
    return replace(layout, fields={**layout.fields, **fields}, statuses={**layout.statuses, **words})


def _remember(path: Path, reading: Reading, said: FileLayout, typed: argparse.Namespace) -> None:
    """Keep what the file's headings were taken for and the words that were told, before it is imported."""
    if not (reading.records and reading.headings):
        raise NotDone(f"{reading.file}: no recommendation was read, so its layout is not remembered.")
    if typed.dry_run:
        return
    by_layout = called(reading.layout, _layouts(path)) if reading.layout else None
    fields = {column.heading: column.field for column in reading.headings}
    layout = FileLayout(typed.remember, fields, {**(by_layout.statuses if by_layout else {}), **said.statuses})
    before = called(typed.remember, _layouts(path))
    if before is None or (before.fields, before.statuses) != (layout.fields, layout.statuses):
        with written(path, typed.by) as ledger:
            ledger.remember_layout(layout, on=today())


def _read(
    file: Path, policy: Policy, said: FileLayout, known: Sequence[FileLayout], typed: argparse.Namespace
) -> Reading:
    from reports.read import read  # only an import reads files

    with being_read(file) as progress:
        return read(
            file,
            policy=policy,
            sheet=typed.sheet,
            status_map={word: said.statuses[word] for word, _ in typed.status},
            layout=said,
            layouts=known,
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
        reading = put_right(reading, typed, reader.policy)
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
