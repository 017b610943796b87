"""Files that a verb is asked to read, watched; or to write: whole or not at all, over none that is there unawares."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reports.write.files import Exists, Unwritable, save
from tui.plain import progress, say
from tui.verbs.registers import NotDone


@contextmanager
def being_read(file: Path) -> Iterator[Callable[[int, int], None]]:
    """Gives what is to be told of pages, which shows how far it is; a file that cannot be read becomes NotDone."""
    from reports.read import Unreadable  # only what reads needs it

    try:
        with progress(f"Reading {file.name}") as told:
            yield told
    except Unreadable as trouble:
        raise NotDone(str(trouble)) from None


@contextmanager
def being_written() -> Iterator[None]:
    """What keeps a file from being written becomes NotDone."""
    try:
        yield
    except Exists as trouble:
        raise NotDone(f"{trouble} Say --overwrite to replace it.") from None
    except Unwritable as trouble:
        raise NotDone(str(trouble)) from None


def write_file(typed: argparse.Namespace, register: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write the file that is asked for, and say so; one that is there is left alone unless --overwrite is said."""
    with being_written():
        save(typed.output, write, overwrite=typed.overwrite, register=register)
    say(f"Written: {typed.output}")
