"""The position and the movement in plain lines."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date

from db.movement import Movement
from db.rows import Position
from db.rules import show_date
from reports.columns import BAND_TITLES
from tui.plain import document, say
from tui.text import show_line


def show_position(shown: Position, *, since: date | None, moved: Movement | None) -> None:
    """The counts, with their date, and how they came about."""
    say(f"Position as at {show_date(shown.as_at)}, {shown.counting} months, {shown.basis} due dates")
    say(f"{shown.total} recommendations")
    groups: Mapping[str, Mapping[str, int]] = {
        "By age": {BAND_TITLES[band]: count for band, count in shown.bands.items()},
        "By priority": {name or "not given": count for name, count in shown.priorities.items()},
        "By status": shown.statuses,
    }
    for title, counts in groups.items():
        say(f"\n{title}")
        for name, count in counts.items():
            say(f"  {count:>6}  {show_line(name)}")
    say("\nBy directorate: overdue, open, all")
    for name, tally in shown.directorates.items():
        say(f"  {tally.overdue:>6} {tally.open:>6} {tally.total:>6}  {show_line(name) or '(no directorate)'}")
    if moved and since:
        say(f"\nMovement since {show_date(since)}, open recommendations")
        for sign, name, count in _movement_lines(moved):
            say(f"  {sign} {count:>6}  {name}")
        if not moved.balances:
            say("  The movement does not balance. Please run `outstanding check`.")
    say(f"\nFingerprint of the register: {shown.fingerprint[:16]}")


def _movement_lines(moved: Movement) -> Iterator[tuple[str, str, int]]:
    yield " ", "brought forward", moved.brought_forward
    yield "+", "new", moved.new
    yield "+", "reopened", moved.reopened
    yield "-", "implemented", moved.implemented
    yield "-", "risk accepted", moved.risk_accepted
    yield "-", "superseded or not adopted", moved.superseded_or_not_adopted
    if moved.removed:
        yield "-", "recording undone", moved.removed
    yield "=", "carried forward", moved.carried_forward


def position_as_json(shown: Position, *, since: date | None, moved: Movement | None) -> object:
    """The counts as one object; the movement only where it was asked for."""
    counts = {field.name: document(getattr(shown, field.name)) for field in fields(shown)}
    if moved and since:
        counts["movement"] = {"since": since.isoformat(), **asdict(moved), "balances": moved.balances}
    return counts
