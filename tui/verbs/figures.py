"""The verbs that count, and say how a count came about."""

import argparse

from db.movement import movement
from tui.plain.figures import position_as_json, show_position
from tui.verbs.registers import DONE, NotDone, opened, print_json


def do_position(typed: argparse.Namespace) -> int:
    """Count, as at a date; with --since, say how the count came about."""
    with opened(typed.register, typed.as_at) as reader:
        position = reader.position()
        moved = None
        if typed.since:
            if typed.since > reader.as_at:
                raise NotDone("--since must be before the date of the position.")
            with opened(typed.register, typed.since) as before:
                moved = movement(before.statuses(), reader.statuses())
        if typed.json:
            print_json(position_as_json(position, since=typed.since, moved=moved))
        else:
            show_position(position, since=typed.since, moved=moved)
    return DONE
