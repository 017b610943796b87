"""What the verbs' arguments are made of: a verb, the parser that refuses with one sentence, dates and pairs."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from tui.verbs.registers import NotDone


class Parser(argparse.ArgumentParser):
    """Refuses with one sentence."""

    mixed = False
    """May options stand between the words that have none?"""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with what was typed, and where help is."""
        raise NotDone(f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` says what can be typed.")


def nothing(_: Parser) -> None:
    """For a verb that takes no words of its own."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb of the command line."""

    says: str
    """What it does, for the help."""
    does: str = ""
    """Where that is done, `room.function` in tui.verbs, imported when the verb is typed; empty: only `under` is."""
    options: Callable[[Parser], None] = nothing
    """Adds what can be typed after it."""
    under: Mapping[str, "Verb"] = field(default_factory=dict)
    """Its sub-verbs: `outstanding report new`."""
    on_a_register: bool = True
    """Does it take --register?"""


def day(words: str) -> date:
    """A date as an argument."""
    from reports.read.dates import read_date  # the screen opens sooner without

    found = read_date(words)
    if found is None:
        raise argparse.ArgumentTypeError(f"`{words}` is not a date; write 2022-02-15 or 15 Feb 2022")
    if not 1900 <= found.year <= 2999:
        raise argparse.ArgumentTypeError(f"`{words}` is too far away to count months from")
    return found


def pair(form: str, *, may_clear: bool = False) -> Callable[[str], tuple[str, str]]:
    """Two words of the form `FIELD=HEADING` as an argument; the latter may be empty where that clears something."""

    def parted(words: str) -> tuple[str, str]:
        left, equals, right = words.partition("=")
        if not equals or not left.strip() or not (right.strip() or may_clear):
            raise argparse.ArgumentTypeError(f"`{words}` is not of the form {form}")
        return left.strip(), right.strip()

    return parted


def reading(parser: Parser) -> None:
    """What every verb that reads takes."""
    parser.add_argument("--as-at", type=day, metavar="DATE", help="the date to speak of (today)")
    json(parser)


def json(parser: Parser) -> None:
    """For programs."""
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def by(parser: Parser) -> None:
    """For what is recorded."""
    parser.add_argument("--by", metavar="NAME", help="who says so (you)")
