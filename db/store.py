"""A register file: made, opened with checks, brought up to date; where it is, and who uses it."""

import getpass
import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from platformdirs import user_data_path

from db import checks, migrations, stood
from db.backups import backup, new_file, restore
from db.connection import RegisterError, connect, is_there, reading, sentences, writing
from db.rules import visible

__all__ = [
    "RegisterError", "backup", "check", "connect", "create", "default_register", "is_there", "open_checked",
    "quick_check", "restore", "user_name",
]  # fmt: skip


_FIRST_WITH_STOOD = 2
"""The version whose steps make the table that is told from the history."""


def default_register() -> Path:
    """The register used where none is named."""
    named = os.environ.get("OUTSTANDING_REGISTER")
    return Path(named) if named else user_data_path("outstanding", appauthor=False) / "register.db"


def user_name(path: Path | None = None) -> str:
    """Who is at the keyboard, by the register's settings, else OUTSTANDING_USER, else the system; never blank."""
    for name in (_named_in(path) if path else "", os.environ.get("OUTSTANDING_USER", "")):
        if visible(name):
            return name.strip()
    try:
        system = getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name; Windows without USERNAME
        system = ""
    return system if visible(system) else "unknown user"


def _named_in(path: Path) -> str:
    with reading(path) as connection:
        row = connection.execute("SELECT value FROM setting WHERE key = 'user'").fetchone()
    try:
        return str(json.loads(row[0])) if row else ""
    except ValueError:
        return ""


def create(path: Path) -> None:
    """Make an empty register that only this user can read; RegisterError where something is already there."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with new_file(path) as part, sentences(path), closing(connect(part, read_only=False)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            _climb(connection, 0)
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("INSERT INTO register VALUES (1, ?, ?)", (str(uuid4()), made_at))
            connection.execute(f"PRAGMA application_id={migrations.APPLICATION_ID}")
            connection.execute("COMMIT")
    except FileExistsError:
        raise RegisterError(f"{path} exists already.") from None
    except OSError as error:
        raise RegisterError(f"No register could be made at {path}: {error.strerror}.") from None


def open_checked(path: Path) -> sqlite3.Connection:
    """A reading connection to a register that is one, of this version and unaltered; an older one is upgraded first.

    Raises RegisterError where there is none, or it is damaged, altered, newer or in use.
    """
    if not is_there(path):
        raise RegisterError(f"There is no register at {path}.")
    if path.is_dir():
        raise RegisterError(f"{path} is a folder, not a register.")
    connection = connect(path, read_only=True)
    try:
        with sentences(path):
            if _version(connection, path) < migrations.VERSION:
                connection.close()
                _upgrade(path)
                connection = connect(path, read_only=True)
            _refuse_altered(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def is_older(path: Path) -> bool:
    """Will opening it bring a register of an older form up to date? That takes minutes where it is large."""
    try:
        with reading(path) as connection:
            return _version(connection, path) < migrations.VERSION
    except RegisterError:
        return False  # opening it says what is wrong


def quick_check(path: Path) -> list[str]:
    """Damage to the file's pages, as sentences; it takes a quarter of a second for 500 MB."""
    with reading(path) as connection:
        return checks.quick_findings(connection)


def check(path: Path) -> list[str]:
    """Everything that is wrong with a register, as sentences; none where it is whole."""
    try:
        with reading(path) as connection:
            _version(connection, path)
            found = checks.findings(connection)
        if not found and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
            with closing(connect(path, read_only=False)) as connection, sentences(path):
                found = checks.index_findings(connection)
    except RegisterError as error:
        if error.in_use:
            raise
        return [str(error)]
    return found


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a file that is a register, and not a newer one than this program knows."""
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    if application != migrations.APPLICATION_ID:
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        raise RegisterError(f"{path} is {'empty' if empty else 'a database of another program'}, not a register.")
    if version > migrations.VERSION:
        raise RegisterError(
            f"{path} was written by a newer version of Outstanding (its form is {version}, this one knows up to"
            f" {migrations.VERSION}). Nothing was changed; open it with the newer version."
        )
    return int(version)


def _upgrade(path: Path) -> None:
    """Bring an older register to this version, in one transaction and after a verified backup."""
    backup(path, why="before upgrade")
    with writing(path) as connection:
        _climb(connection, _version(connection, path))
        _refuse_altered(connection, path)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise RegisterError(f"{path} could not be brought up to date: its records do not fit together.")


def _climb(connection: sqlite3.Connection, version: int) -> None:
    for statement in (statement for step in migrations.STEPS[version:] for statement in step):
        connection.execute(statement)
    if version < _FIRST_WITH_STOOD:
        stood.fill(connection)
    connection.execute(f"PRAGMA user_version={migrations.VERSION}")


def _refuse_altered(connection: sqlite3.Connection, path: Path) -> None:
    """A register without one of its triggers or rules would take what it must refuse."""
    if found := checks.schema_findings(connection):
        raise RegisterError(f"{path} is not as Outstanding made it. {found[0]} `restore` brings a backup back.")
