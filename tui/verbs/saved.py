"""What the verbs that record share: days as they may be, and what is said once something was saved."""

import argparse
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tui import plain
from tui.arguments.typed import day
from tui.verbs.registers import DONE, NotDone, print_json, today

if TYPE_CHECKING:
    from db.ledger import Receipt


def told(typed: argparse.Namespace, receipt: "Receipt", on: date, made: Mapping[str, object] | None = None) -> int:
    """Say what was done; `made` tells programs what came of it."""
    if typed.json:
        said = {"as_at": on.isoformat(), "said": receipt.said, "transaction": receipt.transaction}
        print_json({**said, **(made or {})})
    else:
        plain.say(f"Saved. {receipt.said}")
    return DONE


PAST = {
    "issued": "The report date",
    "followed_up_on": "The follow-up audit",
    "met_on": "The day it was met",
    "dated": "The evidence's own date",
    "received_on": "The day it was received",
    "agreed_on": "The day it was agreed",
}
"""Days that cannot be to come, on the screen as here."""


def not_to_come(field: str, day: object) -> None:
    """Refuse a day to come where the screen does."""
    if field in PAST and isinstance(day, date) and day > today():
        raise NotDone(f"{PAST[field]} cannot be a day to come.")


def as_day(words: str) -> date:
    """A date within what was typed, read and refused as one by itself is."""
    try:
        return day(words)
    except argparse.ArgumentTypeError as trouble:
        said = str(trouble)
        raise NotDone(f"{said[:1].upper()}{said[1:]}.") from None
