"""A register file: made, connected to, opened with checks; where it is and who uses it."""

import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from platformdirs import user_data_path

from db import migrations
from db.rules import visible


class RegisterError(Exception):
    """The register cannot be used, as a sentence for a person."""

    def __init__(self, sentence: str, *, in_use: bool = False) -> None:
        super().__init__(sentence)
        self.in_use = in_use


def default_register() -> Path:
    """The register used where none is named."""
    named = os.environ.get("OUTSTANDING_REGISTER")
    return Path(named) if named else user_data_path("outstanding", appauthor=False) / "register.db"


def user_name(setting: str = "") -> str:
    """Who is at the keyboard: as the register's settings say, else OUTSTANDING_USER, else the system; never blank."""
    for name in (setting, os.environ.get("OUTSTANDING_USER", "")):
        if visible(name):
            return name.strip()
    try:
        system = getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name; Windows without USERNAME
        system = ""
    return system if visible(system) else "unknown user"


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a sentence that names the file and holds no text of a record."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise RegisterError(_said(error, path), in_use=_is_in_use(error)) from None
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        raise RegisterError(f"{path} is damaged, or is no register.") from None


def _is_in_use(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _said(error: sqlite3.Error, path: Path) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if _is_in_use(error):
        return f"{path} is in use by another window or program; try again in a moment."
    return f"{path} could not be read or written ({name or type(error).__name__})."


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection with every safety on. Transactions are begun by hand: BEGIN IMMEDIATE, never implicitly.

    A reader may be passed between threads (it can change nothing); a writer stays in its own.
    """
    with sentences(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
            uri=True,
            isolation_level=None,
            timeout=5.0,
            check_same_thread=not read_only,
        )
        try:
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA recursive_triggers=ON")
            connection.execute("PRAGMA cell_size_check=ON")
            if read_only:
                connection.execute("PRAGMA query_only=ON")
            else:
                connection.execute("PRAGMA journal_mode=DELETE")
                connection.execute("PRAGMA synchronous=EXTRA")
                connection.execute("PRAGMA fullfsync=ON")
                connection.execute("PRAGMA cache_spill=OFF")
        except BaseException:
            connection.close()
            raise
    return connection


def create(path: Path) -> None:
    """Make an empty register that only this user can read; refuse where something is already there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise RegisterError(f"{path} exists already.") from None
    connection = connect(path, read_only=False)
    try:
        with sentences(path):
            connection.execute("BEGIN IMMEDIATE")
            for statement in (s for step in migrations.STEPS for s in step):
                connection.execute(statement)
            connection.execute(
                "INSERT INTO register VALUES (1, ?, ?)", (str(uuid4()), datetime.now(UTC).isoformat(timespec="seconds"))
            )
            connection.execute(f"PRAGMA application_id={migrations.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={migrations.VERSION}")
            connection.execute("COMMIT")
    finally:
        connection.close()


def open_checked(path: Path) -> sqlite3.Connection:
    """A reading connection to a register that is one, and of this version."""
    if not path.exists():
        raise RegisterError(f"There is no register at {path}.")
    connection = connect(path, read_only=True)
    try:
        with sentences(path):
            application, version = (
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
        if application != migrations.APPLICATION_ID:
            raise RegisterError(f"{path} is not a register of Outstanding.")
        if version > migrations.VERSION:
            raise RegisterError(f"{path} was written by a newer version of Outstanding; install that one to open it.")
    except BaseException:
        connection.close()
        raise
    return connection
