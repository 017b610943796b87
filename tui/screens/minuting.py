"""What a meeting asks for: to be begun, to have something recorded, to be over."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from tui.screens.asked import FollowUpAsked, checked

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt

GONE = "This meeting is no longer in the register: its beginning was taken back."


@dataclass(frozen=True, slots=True)
class BeginAsked:
    """A meeting over a queue."""

    fields: Mapping[str, object]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Begin it."""
        from db.inputs import NewMeeting  # the ORM is the writer's thread's to load

        return ledger.begin_meeting(checked(NewMeeting, self.fields), on=on)


@dataclass(frozen=True, slots=True)
class MinuteGiven:
    """Words for the minutes."""

    kind: str
    text: str
    who: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class InMeetingAsked:
    """Something a meeting brought about one recommendation."""

    meeting: str
    item: str
    minutes: tuple[MinuteGiven, ...] = ()
    change: FollowUpAsked | None = None

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Record it."""
        from db.inputs import NewMinute  # the ORM is the writer's thread's to load

        minutes = [checked(NewMinute, asdict(minute)) for minute in self.minutes]
        change = self.change.change() if self.change else None
        return ledger.in_meeting(self.meeting, self.item, *minutes, change=change, on=on)


@dataclass(frozen=True, slots=True)
class EndAsked:
    """A meeting is over."""

    meeting: str

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """End it."""
        return ledger.end_meeting(self.meeting, on=on)
