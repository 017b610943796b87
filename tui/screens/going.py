"""To what was found: an action is done, a record shown where it stands."""

from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from tui.found import Entry, Kind
from tui.screens.meeting import MeetingScreen
from tui.views import turn_to

if TYPE_CHECKING:
    from tui.app import Outstanding, Refreshed
    from tui.screens.reports import ReportsView


async def go_to(desk: "Outstanding", under: Screen[Any], entry: Entry) -> None:
    """Do it or show it; `under` is the screen that the palette was opened over."""
    register = desk.register
    if entry.command is not None:
        if hasattr(under, "action_do"):
            await cast("Refreshed", under).action_do(entry.id)
        else:
            await under.run_action(entry.command.action)
    elif isinstance(under, MeetingScreen) and entry.kind is Kind.RECOMMENDATION and under.lead_to(entry.id):
        return  # It is one of those the meeting goes through.
    elif entry.kind is Kind.REPORT:
        await turn_to(desk, "reports")
        cast("ReportsView", desk.screen).turn_to_report(entry.id)
    else:
        await turn_to(desk, "register")
        match entry.kind:
            case Kind.RECOMMENDATION:
                register.go_to(entry.rowid)
            case Kind.AUDIT:
                register.go_to_part(audit=entry.id)
            case Kind.DIRECTORATE:
                register.go_to_part(directorate=entry.id)
            case _:
                register.find(entry.id)
    if isinstance(under, MeetingScreen) and not under.is_attached:
        under.tell_left()
