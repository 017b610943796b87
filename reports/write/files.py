"""Putting a finished file where a person wants it: whole or not at all, and never over another unasked."""

import errno
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


class Unwritable(Exception):
    """The file could not be written; a sentence that says why."""


class Exists(Unwritable):
    """There is a file of that name, and nobody said that it may be replaced."""


_NO_NAME = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u2028-\u202e\u2066-\u2069]')
"""What no file's name should hold, on Windows or anywhere."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)
"""What Windows takes for a device, whatever ending it has."""


def harmless_name(name: str) -> str:
    """A file name as it was given, without folders in it and with nothing that a system would not take."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    harmless = _NO_NAME.sub("_", last).strip(". ") or "evidence"
    return f"_{harmless}" if _DEVICE.match(harmless) else harmless


def save(path: Path, write: Callable[[BinaryIO], None], *, overwrite: bool, register: Path | None = None) -> None:
    """Have `write` make the file, then give it its name; what is not whole leaves nothing behind.

    The `register` that it is made of is never replaced, whatever was said.
    """
    target = _target(path, overwrite=overwrite, register=register)
    folder = target.parent
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".outstanding-")  # Readable by its owner alone.
    except OSError as error:
        raise _sentence(error, path, f"Nothing can be written in the folder {folder}") from error
    temporary = Path(name)
    try:
        try:
            with os.fdopen(handle, "wb") as out:
                write(out)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise _sentence(error, path, f"{path} cannot be written") from error
        _rename(temporary, target, path, overwrite=overwrite)
    finally:
        temporary.unlink(missing_ok=True)
    _keep_name(folder)


def _target(path: Path, *, overwrite: bool, register: Path | None) -> Path:
    """The file that `path` means, links followed, if it may be written."""
    try:
        target = path.resolve()
        exists, is_file, is_folder = target.exists(), target.is_file(), target.is_dir()
        has_folder = target.parent.is_dir()
        is_register = exists and register is not None and register.exists() and target.samefile(register)
    except (OSError, RuntimeError, ValueError) as error:  # Too long, a link to itself, a character no disk allows.
        raise Unwritable(f"{path} cannot be the name of a file.") from error
    if is_folder:
        raise Unwritable(f"{path} is a folder, not a file.")
    if not has_folder:
        raise Unwritable(f"There is no folder {target.parent}.")
    if exists and not is_file:
        raise Unwritable(f"{path} is not a file that can be replaced.")
    if is_register:
        raise Unwritable(f"{path} is the register itself; give the file another name.")
    if exists and not overwrite:
        raise Exists(f"{path} is there already.")
    return target


def _rename(temporary: Path, target: Path, path: Path, *, overwrite: bool) -> None:
    claimed = False
    try:
        if not overwrite:
            # Another program may have made a file of that name meanwhile: only one of us can create it.
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            claimed = True
        temporary.replace(target)
    except FileExistsError as error:
        raise Exists(f"{path} is there already.") from error
    except OSError as error:
        if claimed:
            target.unlink(missing_ok=True)
        # Windows does not let a file be replaced while another program has it open.
        raise _sentence(error, path, f"{path} cannot be replaced; it may be open in another program") from error


def _sentence(error: OSError, path: Path, otherwise: str) -> Unwritable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unwritable(f"There is no room left on the disk for {path}.")
    if error.errno == errno.EROFS:
        return Unwritable(f"{path} is on a disk that can only be read.")
    why = "" if isinstance(error, PermissionError) else f": {error.strerror or error}"
    return Unwritable(f"{otherwise}{why}.")


def _keep_name(folder: Path) -> None:
    """Have the folder remember the new name through a power cut, where a folder can be told so."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
