"""The register a verb works on: found, made, opened for reading or writing, and what a verb can end with."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from db import history, store
from db.queries import Reader
from db.refs import Ambiguous
from tui.letters import takes_all
from tui.text import called

if TYPE_CHECKING:
    from db.ledger import Ledger


Input = TypeVar("Input")

DONE, PROBLEMS, NOT_DONE, DAMAGED = 0, 1, 2, 3
"""Exit codes: done; done, with problems to look at; not done; the register is damaged or in use."""


class NotDone(Exception):
    """Why nothing was done, as one sentence for a person."""


def today() -> date:
    """The day on this machine's clock: the one place that asks for it."""
    return date.today()  # noqa: DTZ011 - an auditor's day is the local one


def existing(path: Path | None) -> Path:
    """The register named, or the default one; NotDone where it is not there."""
    chosen = path or store.default_register()
    if not store.is_there(chosen):
        raise NotDone(
            f"There is no register at {chosen}. `outstanding import FILE` makes one, `outstanding demo` shows one."
        )
    _tell_of_upgrade(chosen)
    return chosen


def made(path: Path | None) -> Path:
    """The register, created with a word about it where there is none."""
    chosen = path or store.default_register()
    if not store.is_there(chosen):
        store.create(chosen)
        print(f"A new register was made: {chosen}", file=sys.stderr)
    _tell_of_upgrade(chosen)
    return chosen


def _tell_of_upgrade(path: Path) -> None:
    """Before a long silence, what it is about."""
    if path.is_file() and store.is_older(path):
        words = "was made by an earlier version and is now brought up to date, after a backup beside it"
        print(f"{path.name} {words}. A large one takes some minutes.", file=sys.stderr, flush=True)


@contextmanager
def opened(path: Path | None, as_at: date | None) -> Iterator[Reader]:
    """The register as it stands, or as it was at a past date, with every age counted for that date."""
    connection = store.open_checked(existing(path))
    try:
        reader = Reader(history.at(connection, as_at or today()), as_at or today())
        called.policy = reader.policy
        yield reader
    finally:
        connection.close()


@contextmanager
def written(path: Path, by: str | None = None) -> Iterator["Ledger"]:
    """The register for writing; what the ledger refuses becomes NotDone."""
    from db.ledger import Ledger, Refused  # the ORM takes half a second that no reading verb should pay

    ledger = Ledger(path, by or store.user_name(path))
    try:
        yield ledger
    except Refused as refused:
        raise NotDone(str(refused)) from None
    finally:
        ledger.close()


def asked(make: Callable[[], Input]) -> Input:
    """What a person asks for, as one of the models of db.inputs; what is wrong with it becomes NotDone."""
    from pydantic import ValidationError  # see written

    from db.inputs import sentence

    try:
        return make()
    except ValidationError as trouble:
        said = sentence(trouble)
        raise NotDone(said[:1].upper() + said[1:]) from None


def found_in(reader: Reader, ref: str) -> str:
    """The id of the recommendation called so; NotDone where there is none, or several."""
    try:
        found = reader.find(ref)
    except Ambiguous as several:
        raise NotDone(str(several)) from None
    if found is None:
        raise NotDone(f"There is no recommendation {ref} in the register.")
    return found


def print_json(document: object) -> None:
    """One JSON document on standard output; whatever the encoding there, no character of it is lost."""
    json.dump(document, sys.stdout, ensure_ascii=not takes_all(sys.stdout), indent=2)
    print()
