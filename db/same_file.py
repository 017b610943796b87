"""Whether a register is still the file that was opened; one replaced or overwritten since is not written to."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from db.connection import RegisterError, reading


@dataclass(frozen=True, slots=True)
class SameFile:
    """A register as it was left."""

    inode: int
    size: int
    written_at: int
    id: str
    """What it was called when it was made."""
    seq: int
    """Its last event."""
    hash: str

    @classmethod
    def at(cls, path: Path) -> Self:
        """The one at `path`, now."""
        with reading(path) as connection:
            return cls(*_stat(path), *_contents(connection.cursor()))

    @classmethod
    def left(cls, path: Path, contents: tuple[str, int, str]) -> Self:
        """After a commit; `contents` were looked up before it."""
        return cls(*_stat(path), *contents)

    def was_written(self, path: Path) -> bool:
        """Has somebody else written to the file since? Refused where it is another file."""
        inode, size, written_at = _stat(path)
        if inode != self.inode:
            raise RegisterError(
                f"{path} was moved, deleted or replaced while it was open. Nothing was saved; close it and open it"
                " again."
            )
        return (size, written_at) != (self.size, self.written_at)

    def contents(self, cursor: sqlite3.Cursor, path: Path) -> tuple[str, int, str]:
        """Which register it is and its last event; refused where it does not go on from what it was."""
        found = cursor.execute("SELECT hash FROM event WHERE seq = ?", (self.seq,)).fetchone() or ("",)
        contents = _contents(cursor)
        if contents[0] != self.id or found[0] != self.hash:
            raise RegisterError(
                f"{path} was overwritten with another register, or an earlier copy, while it was open. Nothing was"
                " saved; close it and open it again."
            )
        return contents


def _stat(path: Path) -> tuple[int, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _contents(cursor: sqlite3.Cursor) -> tuple[str, int, str]:
    (id_,) = cursor.execute("SELECT file_id FROM register").fetchone()
    return (id_, *(cursor.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")))
