"""An error of ours in a sentence: its kind and its place, never its text nor a value, for they may hold a record's."""

import traceback
from pathlib import Path

STOPPED = "The program stopped on an internal error. Everything shown as saved is in the file."


def kind_and_place(error: BaseException | None) -> str:
    """`KeyError in rows.py, line 12`; nothing where there is none."""
    if error is None or error.__traceback__ is None:
        return ""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"


def stopped(error: BaseException | None) -> str:
    """What is said when the program cannot go on."""
    where = kind_and_place(error)
    return f"{STOPPED} ({where})" if where else STOPPED
