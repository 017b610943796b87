"""What a process that takes a stranger's file apart may not do: write, connect, start anything, look at other files."""

import os
import sys

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
    ours = tuple(sorted({*filter(None, map(_folder, [*sys.path, sys.prefix, sys.base_prefix, os.devnull]))}))

    def check(event: str, given: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = given
            if isinstance(flags, int) and flags & _WRITES:
                raise Forbidden(event)
            _check_place(event, path, ours)
        elif event == "ctypes.dlopen":
            _check_place(event, given[0], ours)
        elif event.startswith(_NEVER):
            raise Forbidden(event)

    sys.addaudithook(check)


def _folder(path: str) -> str:
    return os.path.normcase(os.path.realpath(path)) if path else ""


def _check_place(event: str, path: object, ours: tuple[str, ...]) -> None:
    if isinstance(path, bytes | str | os.PathLike) and not _folder(os.fsdecode(path)).startswith(ours):
        raise Forbidden(event)
