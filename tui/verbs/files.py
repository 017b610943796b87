"""The file that a verb is asked to write: whole or not at all, and over nothing that is there unless that is said."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from reports.write.files import Exists, Unwritable, save
from tui.plain import say
from tui.verbs.registers import NotDone


def write_file(typed: argparse.Namespace, register: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write the file that is asked for, and say so; one that is there is left alone unless --overwrite is said."""
    try:
        save(typed.output, write, overwrite=typed.overwrite, register=register)
    except Exists as trouble:
        raise NotDone(f"{trouble} Say --overwrite to replace it.") from None
    except Unwritable as trouble:
        raise NotDone(str(trouble)) from None
    say(f"Written: {typed.output}")
