"""Say when the next meeting is: from it follows who will have come to a step of escalation, and what is due before."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from db.rules import so_many
from tui.screens.form import Desk, Form
from tui.text import show_line
from tui.widgets.fields import DateField

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt


@dataclass(frozen=True, slots=True)
class MeetingAsked:
    """The day of the next meeting."""

    day: date | None
    """None where it is not known."""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Decide it."""
        return ledger.decide({"next_meeting": self.day.isoformat() if self.day else None}, on=on)


class MeetingDialog(Form):
    """One day."""

    heading = "The next meeting"

    def __init__(self, desk: Desk) -> None:
        self.about = desk.policy.meeting_body
        super().__init__(desk, "meeting")

    def body(self) -> ComposeResult:
        """The day."""
        known = self.desk.policy.next_meeting
        yield DateField("Meets on", known, name="day", meaning=self.meaning, empty="empty: not known")

    def meaning(self, day: date) -> str:
        """How far ahead it is."""
        ahead = (day - self.desk.today).days
        return f"in {so_many(ahead, 'day')}" if ahead > 0 else "past already: nobody is asked to come to it"

    async def asked(self) -> MeetingAsked | None:
        """The day, where it is another."""
        field = self.query_one("#day", DateField)
        if field.day == self.desk.policy.next_meeting:
            field.refuse(f"The {show_line(self.about)}'s next meeting is kept as that already.")
            return None
        return MeetingAsked(field.day)
