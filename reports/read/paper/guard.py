"""What a process that takes a stranger's file apart may not do: write, connect, start anything, look at other files."""

import os
import sys
from pathlib import Path

_NEVER = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.spawn",
    "os.posix_spawn",
    "os.startfile",
    "pty.",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.ftruncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "os.setxattr",
    "os.removexattr",
    "os.kill",
    "shutil.",
    "tempfile.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "imaplib.",
    "poplib.",
    "telnetlib.",
    "nntplib.",
    "webbrowser.",
    "sqlite3.",
    "winreg.",
    "msvcrt.",
    "mmap.",
    "syslog.",
)
"""How the events begin of which a reader has no need (see "Audit events table" in Python's own manual)."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Forbidden(BaseException):
    """Something was tried that no reader does; not an Exception, so that no library mends it and goes on."""


def forbid() -> None:
    """From now on this process reads Python's own files and what it was given, and does nothing else.

    It holds for what Python does, for whatever reason; a C library goes past it, to which the limits apply.
    """
    ours = {Path(folder).resolve() for folder in (*sys.path, sys.prefix, sys.base_prefix) if folder}

    def check(event: str, given: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = given
            if isinstance(flags, int) and flags & _WRITES:
                raise Forbidden(event)
            _check_place(event, path, ours)
        elif event == "ctypes.dlopen":
            _check_library(event, given[0], ours)
        elif event.startswith(_NEVER):
            raise Forbidden(event)

    sys.addaudithook(check)


def _check_library(event: str, name: object, ours: set[Path]) -> None:
    """A library named without its folder is looked for wherever the system pleases."""
    if isinstance(name, bytes | str) and not Path(os.fsdecode(name)).is_absolute():
        raise Forbidden(event)
    _check_place(event, name, ours)


def _check_place(event: str, path: object, ours: set[Path]) -> None:
    if isinstance(path, bytes | str | os.PathLike):
        place = Path(os.fsdecode(path)).resolve()
        if not any(place.is_relative_to(folder) for folder in ours):
            raise Forbidden(event)
