"""What was changed, in plain lines."""

from collections.abc import Iterable
from itertools import groupby

from db.rows import Event
from db.rules import show_date
from tui.deeds import changes
from tui.plain import document, say
from tui.text import show_line

_RECORDS_SHOWN = 20
"""Of one change: an import makes thousands."""


def events(shown: Iterable[Event]) -> None:
    """What was changed, latest first: who and when, then each record."""
    for _, together in groupby(shown, key=lambda event: event.transaction):
        deed = list(together)
        first = deed[0]
        # Where a file speaks of it is told by `show`.
        deed = [event for event in deed if event.kind != "appearance"] or deed
        why = f" ({show_line(first.why)})" if first.why else ""
        at = first.recorded_at.astimezone()
        as_of = "" if first.effective_on == at.date() else f", as of {show_date(first.effective_on)}"
        say(f"{show_date(at.date())} {at:%H:%M}  {show_line(first.by)}  {first.verb}{as_of}{why}")
        for event in deed[:_RECORDS_SHOWN]:
            about = f"{show_line(event.ref)}: " if event.ref else ""
            if said := "; ".join(changes(event, of="" if event.kind == "recommendation" else None)):
                say(f"    {about}{said}")
        if len(deed) > _RECORDS_SHOWN:
            say(f"    and {len(deed) - _RECORDS_SHOWN:,} more; `outstanding history REF` tells all of one")


def event_as_json(event: Event) -> object:
    """One event, its changes as {field: [old, new]}."""
    return document(event)
