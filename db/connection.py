"""SQLite connections with every safety on, and what SQLite says as sentences for a person."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class RegisterError(Exception):
    """The register cannot be used, as a sentence for a person; it holds no text of a record."""

    def __init__(self, sentence: str, *, in_use: bool = False) -> None:
        super().__init__(sentence)
        self.in_use = in_use


_BUSY_SECONDS = 5.0

_PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "recursive_triggers=ON",  # else INSERT OR REPLACE passes by the triggers that keep history append-only
    "cell_size_check=ON",
    "temp_store=MEMORY",  # no record's text in temporary files; and triggers cost a third of the time
)

_SENTENCES: tuple[tuple[str, str], ...] = (
    ("SQLITE_BUSY", "{path} is in use by another window or program. Nothing was saved; try again in a moment."),
    ("SQLITE_LOCKED", "{path} is in use by another window or program. Nothing was saved; try again in a moment."),
    (
        "SQLITE_READONLY_DBMOVED",
        "{path} was moved or replaced while it was open. Nothing was saved; close it and open it again.",
    ),
    ("SQLITE_READONLY", "{path} can be read but not changed: it, or its folder, is read-only. Nothing was saved."),
    ("SQLITE_CANTOPEN", "{path} could not be opened: it is not there, or you may not read it or write in its folder."),
    ("SQLITE_PERM", "{path} could not be opened: you may not read it."),
    ("SQLITE_AUTH", "{path} could not be opened: you may not read it."),
    ("SQLITE_FULL", "The disk is full. Nothing was saved in {path}, and nothing in it was lost."),
    ("SQLITE_IOERR", "The disk failed or is full ({name}). Nothing was saved in {path}."),
    ("SQLITE_TOOBIG", "A text or file is too large for {path}. Nothing was saved."),
    ("SQLITE_NOTADB", "{path} is not a register of Outstanding."),
)
"""By the beginning of SQLite's name for an error; the first that fits is said."""


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a RegisterError that names the file."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        name = getattr(error, "sqlite_errorname", "")
        fitting = (words for beginning, words in _SENTENCES if name.startswith(beginning))
        said = next(
            fitting, "{path} is damaged ({name}). `outstanding check` says more, `restore` brings a backup back."
        )
        raise RegisterError(
            said.format(path=path, name=name or type(error).__name__),
            in_use=name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")),
        ) from None
    except OSError as error:
        raise RegisterError(f"{error.filename or path} could not be used: {error.strerror or error}.") from None


def is_there(path: Path) -> bool:
    """Is there something at `path`? Refused where the system does not even say, as in a folder one may not enter."""
    with sentences(path):
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
    return True


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection to a file that is there. Transactions are begun by hand, BEGIN IMMEDIATE, never implicitly.

    A reader may be passed between threads (it can change nothing); a writer stays in its own.

    Nothing else may open a register, not even to read its header: on POSIX, closing any file handle lets go of all
    locks that this process holds on the file, a transaction's among them.
    """
    with sentences(path):
        # A reader opens for writing too, if it may, for it must roll back what a killed writer left half done.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=_BUSY_SECONDS,
            check_same_thread=not read_only,
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if read_only:
                connection.execute("PRAGMA query_only=ON")
            else:
                _make_durable(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def path_of(connection: sqlite3.Connection) -> Path:
    """The register a connection is to, or that lies behind its past state, whatever bytes its name is made of."""
    (name,) = connection.execute(
        "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name IN ('live', 'main') ORDER BY name LIMIT 1"
    ).fetchone()
    return Path(os.fsdecode(name))


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    """A commit is on the disk before it is acknowledged; see `synchronous=EXTRA`: the journal's removal too."""
    (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete":  # a file that some other program left in WAL mode, and still holds open
        raise RegisterError(f"{path} is open in another program that keeps its journal ({mode}).", in_use=True)
    connection.execute("PRAGMA synchronous=EXTRA")
    connection.execute("PRAGMA fullfsync=ON")  # macOS: past the disk's own cache
    connection.execute("PRAGMA cache_spill=OFF")  # readers are not locked out before COMMIT


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A reading connection for the length of a block."""
    with sentences(path), closing(connect(path, read_only=True)) as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One whole transaction, or nothing, on a writing connection for the length of a block."""
    with sentences(path), closing(connect(path, read_only=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
