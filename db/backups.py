"""Verified copies of a register: a ladder of them beside it, and the way back."""

import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from db import checks, migrations
from db.connection import RegisterError, connect, is_there, sentences

RECENT, DAYS, WEEKS = 10, 14, 26
"""How many backups are kept: the latest, and the last of each of so many days and weeks that have one."""

_STAMP = "%Y-%m-%d %H%M%S"
_PART = ".part"


def folder_of(path: Path) -> Path:
    """Where the backups of a register are kept."""
    return path.with_name(f"{path.name} backups")


def backup(
    path: Path, to: Path | None = None, *, why: str = "", in_passing: bool = False, now: datetime | None = None
) -> Path:
    """A verified copy of the register: at `to`, else on the ladder beside it.

    Nothing is copied from a damaged register, so a damaged one never drives a good copy off the ladder. One made
    `in_passing`, before something else, has only its pages checked; it drives out none but others of its kind.
    Raises RegisterError where the register cannot be copied, or the copy cannot be kept.
    """
    now = now or datetime.now(UTC)
    if to is None:
        folder = _folder_made(path)
        to = _free(folder / f"{path.stem} {now.strftime(_STAMP)}{f' {why}' if why else ''}{path.suffix}")
        _copy(path, to, in_passing=in_passing)
        _rotate(path, why if in_passing else None)
    elif is_there(to):
        raise RegisterError(f"{to} exists already; a backup never replaces a file.")
    else:
        _copy(path, to, in_passing=in_passing)
    return to


def restore(backup: Path, path: Path, *, now: datetime | None = None) -> Path | None:
    """Put a backup in a register's place, if it is whole; what stood there is kept aside, and where is returned.

    Raises RegisterError where it is not whole, or the register is in use.
    """
    if not is_there(backup) or not backup.is_file():
        raise RegisterError(f"There is no backup at {backup}.")
    if is_there(path) and path.is_dir():
        raise RegisterError(f"{path} is a folder, not a register.")
    with sentences(path):
        path = path.resolve()  # a link keeps leading to the register
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = _free(path.with_name(f"{path.name}.restoring"))
        _copy(backup, fresh, in_passing=False)
        try:
            aside = _set_aside(path, now or datetime.now(UTC)) if path.exists() else None
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        make_lasting(path.parent)
    return aside


def _copy(source: Path, to: Path, *, in_passing: bool) -> None:
    """Copy whole, check the copy, and only then give it its name."""
    try:
        with new_file(to) as part, sentences(source):
            with closing(connect(source, read_only=True)) as original, closing(connect(part, read_only=False)) as copy:
                # Where somebody writes, this waits some seconds and gives up; the backup itself would wait for ever.
                original.execute("BEGIN")
                original.execute("SELECT 1 FROM sqlite_master")
                original.backup(copy, pages=-1)
            with closing(connect(part, read_only=False)) as copy:
                _check(copy, source, in_passing=in_passing)
    except FileExistsError:
        raise RegisterError(f"{to} exists already; a backup never replaces a file.") from None
    except OSError as error:
        raise RegisterError(f"No copy could be written in {to.parent}: {error.strerror}.") from None


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A file to fill, its owner's alone, which gets its name once it is whole; FileExistsError where there is one."""
    _sweep(path.parent)
    handle, name = tempfile.mkstemp(_PART, ".outstanding-", path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        try:
            os.link(part, path)  # unlike renaming, replaces nothing
        except FileExistsError:
            raise
        except OSError:  # a file system without second names
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    make_lasting(path.parent)


def _sweep(folder: Path) -> None:
    """Clear away what copies left that were killed; nothing takes a day to copy."""
    for left in folder.glob(f".outstanding-*{_PART}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > 24 * 60 * 60:
                left.unlink()


def _check(copy: sqlite3.Connection, source: Path, *, in_passing: bool) -> None:
    application, version = (copy.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if application != migrations.APPLICATION_ID:
        raise RegisterError(f"{source} is not a register of Outstanding.")
    if version > migrations.VERSION:
        raise RegisterError(f"{source} was written by a newer version of Outstanding.")
    found = checks.quick_findings(copy) if in_passing else [*checks.findings(copy), *checks.index_findings(copy)]
    if found:
        raise RegisterError(f"{source} is damaged, so no copy of it is kept. {found[0]}")


def _set_aside(path: Path, now: datetime) -> Path:
    """Give what stands at `path` a second name, beside the backups; the first goes to the file that replaces it."""
    try:
        with sentences(path), closing(connect(path, read_only=False)) as connection:
            connection.execute("BEGIN EXCLUSIVE")  # nobody else has it, and what a killed writer left is settled
            connection.execute("ROLLBACK")
    except RegisterError as error:
        if error.in_use:
            raise
        # Otherwise it is damaged, which is why it is being replaced.
    aside = _free(_folder_made(path) / f"{path.stem} replaced {now.strftime(_STAMP)}{path.suffix}")
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():  # it belongs to the damaged file, and would be played back into the restored one
        journal.rename(aside.with_name(f"{aside.name}-journal"))
    try:
        os.link(path, aside)
    except OSError:  # a file system without second names
        path.rename(aside)
    return aside


def _folder_made(path: Path) -> Path:
    folder = folder_of(path)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise RegisterError(f"The folder for backups, {folder}, could not be made: {error.strerror}.") from None
    return folder


def _free(wanted: Path) -> Path:
    """A name like `wanted` that no file has."""
    n = 2
    free = wanted
    while is_there(free):
        free = wanted.with_name(f"{wanted.stem} {n}{wanted.suffix}")
        n += 1
    return free


def _rotate(path: Path, only: str | None) -> None:
    """Keep the latest backups, the last of each of many days, and the last of each of many weeks.

    Of those made in passing before `only` one thing, the latest.
    """
    reason = "(?: [a-z ]+)?" if only is None else re.escape(f" {only}")
    named = re.compile(
        re.escape(path.stem) + r" (\d{4}-\d\d-\d\d \d{6})" + reason + r"(?: \d+)?" + re.escape(path.suffix)
    )
    made = {
        file: datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
        for file in folder_of(path).iterdir()
        if (match := named.fullmatch(file.name))
    }
    latest_first = sorted(made, key=lambda file: (made[file], file.name), reverse=True)
    kept = set(latest_first[:RECENT])
    if only is None:
        last_of_day = {made[file].date(): file for file in reversed(latest_first)}
        last_of_week = {made[file].isocalendar()[:2]: file for file in reversed(latest_first)}
        kept |= {last_of_day[day] for day in sorted(last_of_day)[-DAYS:]}
        kept |= {last_of_week[week] for week in sorted(last_of_week)[-WEEKS:]}
    for file in made.keys() - kept:
        file.unlink(missing_ok=True)


def make_lasting(folder: Path) -> None:
    """See to it that names given in a folder outlast a power cut. Windows keeps them by itself and opens no folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
