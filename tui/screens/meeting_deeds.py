"""What is recorded in a meeting: on its way into the file while the meeting goes on, taken back, or not saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from db.held import Entry
from db.rules import Status
from tui.screens.asked import FollowUpAsked, SaveFailed
from tui.screens.minuting import InMeetingAsked, MinuteGiven
from tui.sitting import Mark
from tui.text import show_line
from tui.widgets.meeting_hand import Ask, Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.ledger import Ledger, Receipt
    from tui.screens.meeting import MeetingScreen


@dataclass(eq=False)
class Deed:
    """Something recorded in this meeting, on its way into the file or there."""

    item: str
    texts: list[str] = field(default_factory=list)
    """What was typed for it, kept until it is saved."""
    ask: Ask | None = None
    was: Status | None = None
    """The status before it."""
    becomes: Status | None = None
    sets_status: bool = False
    failed: bool = False
    """Set by the writer's thread: there is nothing of it to take back."""
    transaction: str = ""
    """Likewise: what is taken back, whatever another window has recorded since."""


class Deeds:
    """All that a meeting's screen has recorded, latest last, and what was taken back of it."""

    def __init__(self, screen: "MeetingScreen") -> None:
        self._screen = screen
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        self._saving: Counter[str] = Counter()
        """How much of an item is on its way into the file."""
        self.statuses: dict[str, Status | None] = {}
        """What was set here and has not been read back yet."""

    def take_up(self, journal: Iterable[Entry]) -> None:
        """What was recorded before the screen was opened can be taken back too."""
        self._done = [_recorded(entry) for entry in journal]

    def read_back(self) -> None:
        """What has been saved is known by reading now."""
        for id_ in [id_ for id_ in self.statuses if not self._saving[id_]]:
            del self.statuses[id_]

    # What is known of an item. ---------------------------------------------------------------------------------

    def is_saving(self, item: str) -> bool:
        """Is something of it on its way into the file?"""
        return self._saving[item] > 0

    @property
    def saving(self) -> bool:
        """Is anything?"""
        return self._saving.total() > 0

    def status(self, item: str) -> Status | None:
        """Its status at this moment, whether that is saved or not."""
        if item in self.statuses:
            return self.statuses[item]
        screen = self._screen
        one = screen.items[item].one if item in screen.items else screen.known.get(item)
        return one.status if one else None

    def was(self, item: str) -> Status | None:
        """Its status before this meeting."""
        proceedings = self._screen.proceedings
        for entry in proceedings.journal if proceedings else ():
            if entry.recommendation_id == item and entry.status is not None:
                return entry.status[0]
        return next((deed.was for deed in self._done if deed.item == item and deed.sets_status), self.status(item))

    def set_status(self, item: str) -> bool:
        """Was its status set in this meeting?"""
        return any(deed.item == item and deed.sets_status for deed in self._done)

    def _is_touched(self, item: str) -> bool:
        return any(deed.item == item for deed in self._done)

    # Recording. ------------------------------------------------------------------------------------------------

    def record(
        self,
        item: str,
        *minutes: MinuteGiven,
        change: FollowUpAsked | None = None,
        writing: Writing | None = None,
    ) -> None:
        """Have it saved; the next key does not wait for that."""
        screen = self._screen
        deed = Deed(item, writing.texts if writing else [], writing.ask if writing else None, self.status(item))
        if change is not None and change.opinion is not None:
            deed.sets_status, deed.becomes = True, change.opinion
            self.statuses[item] = change.opinion
        self._done.append(deed)
        self._undone.clear()
        screen.going.marks[item] = Mark.DONE
        if writing is not None:
            screen.going.typed(item, writing.ask.what, ())
        asked, today = InMeetingAsked(screen.meeting, item, minutes, change), screen.desk.today

        def work(ledger: "Ledger") -> "Receipt":
            try:
                receipt = asked.carry_out(ledger, today)
            except BaseException:
                deed.failed = True
                raise
            deed.transaction = receipt.transaction
            return receipt

        self._carry(deed, work)

    def undo(self) -> None:
        """Take back the latest thing recorded here, and go to what it was about."""
        screen = self._screen
        if not self._done:
            screen.hand.tell("Nothing of this meeting is left to take back.")
            return
        deed = self._done.pop()
        self._undone.append(deed)
        if deed.sets_status:
            self.statuses[deed.item] = deed.was
        if not self._is_touched(deed.item):
            screen.going.marks[deed.item] = Mark.SEEN

        def work(ledger: "Ledger") -> "Receipt":
            if deed.failed:
                raise SaveFailed("it was never saved, so there is nothing to take back")
            return ledger.undo(deed.transaction)

        screen.through.lead_to(deed.item)
        self._carry(deed, work, undoing=True)

    def redo(self) -> None:
        """Return what was last taken back."""
        screen = self._screen
        if not self._undone:
            screen.hand.tell("Nothing of this meeting was taken back since the last change.")
            return
        deed = self._undone.pop()
        self._done.append(deed)
        if deed.sets_status:
            self.statuses[deed.item] = deed.becomes
        screen.going.marks[deed.item] = Mark.DONE
        screen.through.lead_to(deed.item)
        self._carry(deed, lambda ledger: ledger.redo(deed.transaction), undoing=True)

    # Saving. ---------------------------------------------------------------------------------------------------

    def _carry(self, deed: Deed, work: "Callable[[Ledger], Receipt]", *, undoing: bool = False) -> None:
        screen = self._screen
        self._saving[deed.item] += 1
        screen.show(anew=False)
        screen.afterwards.soon(lambda: screen.afterwards.begin(self._carried(deed, work, undoing=undoing)))
        screen.keeping.soon()

    async def _carried(self, deed: Deed, work: "Callable[[Ledger], Receipt]", *, undoing: bool) -> None:
        screen = self._screen
        try:
            receipt = await screen.desk.carry_out(work)
        except SaveFailed as failed:
            self._saving[deed.item] -= 1
            self.statuses.pop(deed.item, None)
            if screen.is_attached:
                (self._not_taken_back if undoing else self._not_saved)(deed, str(failed))
                screen.refresh_all()
        else:
            self._saving[deed.item] -= 1
            if screen.is_attached:
                saved = f"saved {receipt.recorded_at.astimezone():%H:%M:%S}"
                screen.hand.tell(show_line(receipt.said), "foreground", saved)
                screen.show(anew=False)

    def _not_taken_back(self, deed: Deed, why: str) -> None:
        """Tell it, and have it where it was."""
        self._screen.hand.tell(f"{self._screen.ref(deed.item)}: NOT taken back: {why}", "error")
        if deed in self._undone:
            self._undone.remove(deed)
            self._done.append(deed)
        elif deed in self._done:
            self._done.remove(deed)
            self._undone.append(deed)

    def _not_saved(self, deed: Deed, why: str) -> None:
        """Tell it, with its text kept, and lead back to its item."""
        screen, ref = self._screen, self._screen.ref(deed.item)
        for deeds in (self._done, self._undone):
            if deed in deeds:
                deeds.remove(deed)
        if not self._is_touched(deed.item):
            screen.going.marks.pop(deed.item, None)
        if deed.ask is not None:
            screen.going.typed(deed.item, deed.ask.what, deed.texts)
        screen.keeping.soon()
        screen.hand.tell(f"{ref}: NOT saved: {why}", "error")
        if screen.hand.writing is not None:
            told = f"{ref} was NOT saved: {why} Its text is kept there."
            screen.notify(told, severity="error", timeout=60, markup=False)
            return
        screen.through.lead_to(deed.item)
        screen.show(anew=False)
        if deed.ask is not None:
            screen.write(deed.ask, item=deed.item, trouble=f"NOT saved: {why}")


def _recorded(entry: Entry) -> Deed:
    """What stands in the file already."""
    was, becomes = entry.status or (None, None)
    return Deed(
        entry.recommendation_id,
        was=was,
        becomes=becomes,
        sets_status=entry.status is not None,
        transaction=entry.transaction,
    )
