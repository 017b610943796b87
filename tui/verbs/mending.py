"""Rows of a file put right by typing, before anything of it is written."""

import argparse
from typing import Any

from db import corrected
from db.readings import RawRecord, Reading
from db.rules import Policy
from reports.cells import read_milestones
from reports.columns import BY_FIELD, Kind
from reports.read.dates import read_date
from tui.verbs.named import status_named
from tui.verbs.registers import NotDone

_NOTHING = {"status": None, "milestones": (), "due": None, "original_due": None, "issued": None}
"""What a field that is cleared holds, where that is no empty text."""


def put_right(reading: Reading, typed: argparse.Namespace, policy: Policy) -> Reading:
    """The reading with its rows joined, corrected and left out as was typed, in that order. Raises NotDone."""
    for where in typed.join:
        at = _position(reading, where)
        if corrected.rows_of(reading).above(at) is None:
            raise NotDone(f"There is no row above {where} that it could be joined to.")
        reading = corrected.join_above(reading, at)
    for what, value in typed.set:
        where, _, called = what.rpartition(":")
        name = field_named(called)
        if not where.strip() or name not in corrected.CORRECTABLE:
            raise NotDone(
                f"`{what}` is not of the form PLACE:FIELD. The fields are: {', '.join(corrected.CORRECTABLE)}."
            )
        at = _position(reading, where.strip())
        changed = _changed(corrected.rows_of(reading).records[at], name, value, policy)
        reading = corrected.correct(reading, at, changed)
    for where in typed.leave_out:
        reading = corrected.leave_out(reading, _position(reading, where))
    return reading


def field_named(words: str) -> str:
    """A field by its name or as it is called where it is shown: `due`, `Due date`, `source ref`; or the words alone."""
    flat = " ".join(words.replace("_", " ").replace("-", " ").split()).casefold()
    shown = {called.casefold(): name for name, called in corrected.CORRECTABLE.items()}
    return shown.get(flat) or flat.replace(" ", "_")


def _position(reading: Reading, where: str) -> int:
    """The one row at a place that is still taken in."""
    gone = corrected.rows_of(reading).gone
    found = [at for at in corrected.at_place(reading, where) if at not in gone]
    if not found:
        raise NotDone(f"{reading.file} has no row at {where}; `--dry-run --beside` tells the places of all.")
    return found[0]


def _changed(raw: RawRecord, name: str, value: str, policy: Policy) -> dict[str, Any]:
    if not value:
        return {name: _NOTHING.get(name, "")}
    if name == "status":
        return {name: status_named(value, policy)}
    if name == "milestones":
        milestones = read_milestones(value)
        if milestones is None:
            raise NotDone(f"`{value}` are no milestones; each is written as `what: date`, with `;` between them.")
        return {name: milestones}
    if name not in BY_FIELD or BY_FIELD[name].kind is not Kind.DATE:
        return {name: value}
    day = read_date(value)
    if day is None:
        raise NotDone(f"`{value}` is not a date; write 2022-02-15 or 15 Feb 2022.")
    if name == "due" and (why := corrected.too_early(raw, {name: day})):
        raise NotDone(why)
    return {name: day}
