"""What each verb of the command line does, from the register to plain lines or one JSON document."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from db import history, store
from db.movement import movement
from db.queries import Ambiguous, Reader
from db.rows import Filter, Reading
from db.rules import Band, Status, read_status
from reports.columns import as_json
from tui import plain

if TYPE_CHECKING:
    from db.intake import Plan
    from db.ledger import Ledger

DONE, PROBLEMS, NOT_DONE, DAMAGED = 0, 1, 2, 3
"""Exit codes: done; done, with problems to look at; not done; the register is damaged or in use."""


class NotDone(Exception):
    """Why nothing was done, as one sentence for a person."""


def today() -> date:
    """The day on this machine's clock: the one place that asks for it."""
    return date.today()  # noqa: DTZ011 - an auditor's day is the local one


# The register. -------------------------------------------------------------------------------------------------


def _existing(path: Path | None) -> Path:
    chosen = path or store.default_register()
    if not chosen.exists():
        raise NotDone(
            f"There is no register at {chosen}. `outstanding import FILE` makes one, `outstanding demo` shows one."
        )
    return chosen


def _made(path: Path | None) -> Path:
    """The register, created with a word about it where there is none."""
    chosen = path or store.default_register()
    if not chosen.exists():
        store.create(chosen)
        print(f"A new register was made: {chosen}", file=sys.stderr)
    return chosen


@contextmanager
def _reader(path: Path | None, as_at: date | None) -> Iterator[Reader]:
    """The register as it stands, or as it was at a past date, with every age counted for that date."""
    connection = store.open_checked(_existing(path))
    try:
        yield Reader(history.at(connection, as_at or today()), as_at or today())
    finally:
        connection.close()


@contextmanager
def _ledger(path: Path, by: str | None = None) -> Iterator["Ledger"]:
    from db.ledger import Ledger, Refused  # noqa: PLC0415 - the ORM takes half a second that no reading verb should pay

    ledger = Ledger(path, by or store.user_name())
    try:
        yield ledger
    except Refused as refused:
        raise NotDone(str(refused)) from None
    finally:
        ledger.close()


def _found(reader: Reader, ref: str) -> str:
    try:
        found = reader.find(ref)
    except Ambiguous as several:
        raise NotDone(str(several)) from None
    if found is None:
        raise NotDone(f"There is no recommendation {ref} in the register.")
    return found


def _filter(typed: argparse.Namespace, reader: Reader) -> Filter:
    """The narrowing options, each checked against what the register knows."""

    def one(what: str, words: str | None, known: dict[str, str]) -> str | None:
        if words is None:
            return None
        if words.casefold() not in known:
            raise NotDone(f"No {what} is called {words}. There are: {', '.join(sorted(known)) or 'none'}.")
        return known[words.casefold()]

    status = read_status(typed.status, reader.policy)
    if typed.status and status is None:
        raise NotDone(f"`{typed.status}` is no status. There are: {', '.join(Status)}.")
    tree = reader.tree()
    return Filter(
        text=" ".join(typed.filter),
        directorate=one("directorate", typed.directorate, {node.name.casefold(): node.id for node in tree}),
        audit=one("audit", typed.audit, {a.title.casefold(): a.id for node in tree for a in node.audits}),
        priority=one("priority", typed.priority, {name.casefold(): name for name in reader.position().priorities}),
        status=status,
        band=Band(band) if (band := one("band", typed.band, {str(b): str(b) for b in Band})) else None,
        open_only=typed.open,
    )


def _print_json(document: object) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    print()


# Reading. ------------------------------------------------------------------------------------------------------


def do_list(typed: argparse.Namespace) -> int:
    """List recommendations, latest first."""
    with _reader(typed.register, typed.as_at) as reader:
        found = reader.recommendations(_filter(typed, reader))
        if typed.json:
            _print_json([as_json(recommendation) for recommendation in found])
        else:
            plain.recommendations(found, as_at=reader.as_at)
    return DONE


def do_show(typed: argparse.Namespace) -> int:
    """Show everything about one recommendation, history included."""
    with _reader(typed.register, typed.as_at) as reader:
        detail = reader.detail(_found(reader, typed.ref))
        if typed.json:
            _print_json(plain.detail_as_json(detail))
        else:
            plain.detail(detail)
    return DONE


def do_position(typed: argparse.Namespace) -> int:
    """Count, as at a date; with --since, say how the count came about."""
    with _reader(typed.register, typed.as_at) as reader:
        position = reader.position()
        moved = None
        if typed.since:
            if typed.since > reader.as_at:
                raise NotDone("--since must be before the date of the position.")
            with _reader(typed.register, typed.since) as before:
                moved = movement(before.statuses(), reader.statuses())
        if typed.json:
            _print_json(plain.position_as_json(position, since=typed.since, moved=moved))
        else:
            plain.position(position, since=typed.since, moved=moved)
    return DONE


def do_history(typed: argparse.Namespace) -> int:
    """Show what was changed, when, by whom and why."""
    with _reader(typed.register, typed.as_at) as reader:
        events = reader.detail(_found(reader, typed.ref)).history if typed.ref else reader.events()
        if typed.json:
            _print_json({"as_at": reader.as_at.isoformat(), "events": [plain.event_as_json(event) for event in events]})
        else:
            plain.events(events)
    return DONE


def do_check(typed: argparse.Namespace) -> int:
    """Look for damage; each finding is a sentence."""
    path = _existing(typed.register)
    findings = store.check(path)
    if typed.json:
        _print_json({"as_at": (typed.as_at or today()).isoformat(), "register": path.name, "findings": findings})
    else:
        for finding in findings or [f"{path} is whole: its pages, its links, its history and its figures agree."]:
            plain.say(finding)
    return DAMAGED if findings else DONE


# Writing. ------------------------------------------------------------------------------------------------------


def do_set(typed: argparse.Namespace) -> int:
    """Record what was found about one recommendation, by the verb and checks of the screen."""
    from pydantic import ValidationError  # noqa: PLC0415 - see _ledger

    from db.models import FollowUp, NewEvidence, sentence  # noqa: PLC0415

    path = _existing(typed.register)
    day = today()
    with _reader(path, None) as reader:
        id_ = _found(reader, typed.ref)
        status = read_status(typed.status, reader.policy)
    if typed.status and status is None:
        raise NotDone(f"`{typed.status}` is no status. There are: {', '.join(Status)}.")
    try:
        change = FollowUp(
            opinion=status,
            text=typed.note,
            due=typed.due,
            reason=typed.reason,
            evidence=NewEvidence(file_name=typed.evidence.name, content=_content(typed.evidence))
            if typed.evidence
            else None,
            accept_evidence=bool(typed.evidence) and status is Status.IMPLEMENTED,
        )
    except ValidationError as trouble:
        raise NotDone(sentence(trouble)) from None
    with _ledger(path, typed.by) as ledger:
        receipt = ledger.follow_up(id_, change, on=day)
    if typed.json:
        _print_json({"as_at": day.isoformat(), "said": receipt.said, "transaction": receipt.transaction})
    else:
        plain.say(f"Saved. {receipt.said}")
    return DONE


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as trouble:
        raise NotDone(f"{path} could not be read: {trouble.strerror}.") from None


def do_undo(typed: argparse.Namespace) -> int:
    """Take back the latest change, or return what was taken back."""
    with _ledger(_existing(typed.register)) as ledger:
        receipt = ledger.redo() if typed.redo else ledger.undo()
    plain.say(receipt.said)
    return DONE


def do_import(typed: argparse.Namespace) -> int:
    """Read files into the register; each is a plan first and then one transaction."""
    from reports.read import Unreadable, read  # noqa: PLC0415 - only an import reads files

    path = _made(typed.register)
    with _reader(path, None) as reader:
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
        _print_json(outcome.as_json())
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

    day = today()
    with _reader(path, None) as reader:
        plan = intake.plan(reader.connection, reading, as_of=typed.as_of or reading.as_of or day, policy=reader.policy)
    only_said = typed.dry_run and len(typed.files) == 1
    if not (plan.changes_nothing or only_said):
        with _ledger(path, typed.by) as ledger:
            ledger.apply(plan, on=plan.as_of)
    return plan


def do_export(typed: argparse.Namespace) -> int:
    """Write a paper or a sheet; a file that is there is left alone unless --overwrite is said."""
    from reports.write.files import Exists, Unwritable, save  # noqa: PLC0415 - only an export writes files

    with _reader(typed.register, typed.as_at) as reader:
        write = _WRITERS[typed.kind](reader, typed)
        try:
            save(typed.output, write, overwrite=typed.overwrite)
        except Exists as trouble:
            raise NotDone(f"{trouble} Say --overwrite to replace it.") from None
        except Unwritable as trouble:
            raise NotDone(str(trouble)) from None
    plain.say(f"Written: {typed.output}")
    return DONE


def _appendices(reader: Reader, typed: argparse.Namespace) -> Callable[[BinaryIO], None]:
    from reports.write.appendices import write_appendices  # noqa: PLC0415 - the page's library is a heavy one

    def write(out: BinaryIO) -> None:
        with plain.progress("Appendices") as progress:
            write_appendices(
                out,
                list(reader.recommendations()),
                as_at=reader.as_at,
                policy=reader.policy,
                fingerprint=reader.fingerprint(),
                title=typed.title,
                organisation=typed.organisation or reader.policy.organisation,
                implemented_since=typed.since,
                progress=progress,
            )

    return write


def _sheet(kind: str) -> Callable[[Reader, argparse.Namespace], Callable[[BinaryIO], None]]:
    def writer(reader: Reader, _: argparse.Namespace) -> Callable[[BinaryIO], None]:
        from reports.write import sheets  # noqa: PLC0415 - only an export writes sheets

        found = list(reader.recommendations())
        return {
            "csv": lambda out: sheets.write_csv(out, found),
            "xlsx": lambda out: sheets.write_xlsx(out, found, as_at=reader.as_at),
            "json": lambda out: sheets.write_json(out, found, as_at=reader.as_at),
        }[kind]

    return writer


_WRITERS: dict[str, Callable[[Reader, argparse.Namespace], Callable[[BinaryIO], None]]] = {
    "appendices": _appendices,
    "csv": _sheet("csv"),
    "xlsx": _sheet("xlsx"),
    "json": _sheet("json"),
}


def do_backup(typed: argparse.Namespace) -> int:
    """Copy the register whole, and check the copy."""
    plain.say(f"Backed up and checked: {store.backup(_existing(typed.register), typed.output)}")
    return DONE


def do_restore(typed: argparse.Namespace) -> int:
    """Put a backup in the register's place; what stood there is kept aside."""
    path = typed.register or store.default_register()
    aside = store.restore(typed.backup, path)
    plain.say(f"Restored: {path}" + (f" (what stood there is kept as {aside})" if aside else ""))
    return DONE


# The screen. ---------------------------------------------------------------------------------------------------


def _at_a_terminal() -> bool:
    """Can the screen be drawn, and keys be read? Textual draws on standard error."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def open_screen(register: Path | None, *, as_at: date | None, ascii_only: bool) -> int:
    """Open the screen on a register; where there is no terminal, say so."""
    if not _at_a_terminal():
        raise NotDone("The screen needs a terminal; `outstanding list` and the other verbs do not.")
    path = _made(register)
    from tui.start import run  # noqa: PLC0415

    return run(path, as_at=as_at, ascii_only=ascii_only)


def do_demo(typed: argparse.Namespace) -> int:
    """Show the sample register: on the screen, or as plain lines where there is no terminal."""
    from db import sample  # noqa: PLC0415 - the sample is built by the ledger, and so by the ORM

    if typed.keep:
        if typed.keep.exists():
            raise NotDone(f"{typed.keep} is already there; name a file that is not.")
        sample.build(typed.keep, today=today())
        plain.say(f"The sample register is at {typed.keep}. Open it with: outstanding {typed.keep}")
        return DONE
    with tempfile.TemporaryDirectory(prefix="outstanding-") as folder:
        path = Path(folder) / "sample.sqlite"
        sample.build(path, today=today())
        if _at_a_terminal():
            return open_screen(path, as_at=typed.as_at, ascii_only=typed.ascii)
        with _reader(path, typed.as_at) as reader:
            plain.position(reader.position(), since=None, moved=None)
        plain.say(DEMO_NEXT)
    return DONE


DEMO_NEXT = """
This is a sample. What to try next:
  outstanding demo                        the same in a terminal, full screen
  outstanding demo --keep sample.sqlite   a sample register that lasts
  outstanding import REPORT.txt           your own register from a report or a spreadsheet"""
