"""Move a due date: the new one shown as it was understood, why, and who agreed it."""

from contextlib import suppress
from datetime import date

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from db import cycle
from db.connection import RegisterError
from db.rows import Detail, DueRevision
from db.rules import is_overdue, show_date, so_many, visible
from db.slips import OwnerSlips
from tui.screens.asked import FollowUpAsked
from tui.screens.form import Desk, Form
from tui.screens.status import NAME_CUT, standing
from tui.text import cut, show_line, signs
from tui.widgets.fields import DateField, LineField, ProseField, TickField
from tui.widgets.opening import Opening
from tui.widgets.passages import slipped


def moved(revisions: tuple[DueRevision, ...]) -> str:
    """How often and how far a due date has been moved so far."""
    if not revisions:
        return "Never moved before."
    last = revisions[-1]
    agreed = f", agreed by {show_line(last.agreed_by)}" if visible(last.agreed_by) else ""
    return f"{slipped(revisions).capitalize()}. The last time: {show_line(last.reason)}{agreed}."


def record_of(owner: OwnerSlips) -> str:
    """How an owner has kept dates so far: `Head of Commissioning: 7 dates moved, median 61 days`."""
    many = owner.times
    dates = f"{so_many(many, 'date')} moved, {'median ' * (many > 1)}{so_many(owner.median, 'day')}"
    return f"{cut(show_line(owner.owner), NAME_CUT)}: {dates}"


class DueDialog(Form):
    """The original date stays; what is moved is the date in force."""

    heading = "Move the due date"

    def __init__(self, detail: Detail, desk: Desk) -> None:
        self.detail = detail
        self.about = detail.recommendation.ref
        super().__init__(desk, f"due:{detail.recommendation.id}")

    def body(self) -> ComposeResult:
        """The dates so far, the new one, and why."""
        one, today = self.detail.recommendation, self.desk.today
        original = show_date(one.original_due) or show_line(one.due_words) or "not given"
        now = show_date(one.due) or "no date"
        yield Static(standing(self.detail), classes="quiet", markup=False)
        yield Opening(one.recommendation)
        yield Static(f"Original date {original} {signs.dot} in force {now}", markup=False)
        yield Static(moved(self.detail.revisions), classes="quiet", markup=False)
        yield Static("", classes="quiet gap owner", markup=False)
        yield DateField("New due date", name="due", meaning=self.meaning)
        yield TickField("there is no date in force any more", name="no_due", label="or")
        yield ProseField("Reason", name="reason", placeholder="kept with the date, and shown with it")
        yield LineField("Agreed by", name="agreed_by", placeholder="who agreed it: a person, a meeting")
        yield DateField("Agreed on", today, name="agreed_on", latest=today)

    def on_mount(self) -> None:
        """What the owner's dates have been worth so far is looked up meanwhile."""
        if visible(self.detail.recommendation.owner):
            self._look_up_owner()

    @work
    async def _look_up_owner(self) -> None:
        owner = self.detail.recommendation.owner
        with suppress(RegisterError):  # The date can be moved without it.
            record = await self.desk.read(lambda reader: cycle.moved_by(reader, owner))
            words = record_of(record) if record else f"{cut(show_line(owner), NAME_CUT)}: no date moved"
            self.query_one(".owner", Static).update(f"{words}, as at {show_date(self.desk.today)}.")

    def meaning(self, day: date) -> str:
        """What a new date would mean."""
        one, today = self.detail.recommendation, self.desk.today
        due = one.due
        words = []
        if due is not None and day != due:
            far = so_many(abs((day - due).days), "day")
            words.append(f"{far} {'later' if day > due else 'earlier'} than the date in force")
        if is_overdue(one.status, day, today):
            words.append("past already: it stays overdue")
        if day == due:
            words.append("the date in force already")
        return ", ".join(words) or "the first date it has"

    def consider(self) -> None:
        """A date or none, not both."""
        self.query_one("#due", DateField).disabled = self.query_one("#no_due", TickField).ticked

    async def asked(self) -> FollowUpAsked | None:
        """The date moved."""
        one = self.detail.recommendation
        due, reason = self.query_one("#due", DateField), self.query_one("#reason", ProseField)
        nothing = self.query_one("#no_due", TickField).ticked
        if not nothing and due.day is None:
            due.refuse("Write the new due date: 30 Sep 2019, 30/9/19 or 2019-09-30.")
            return None
        if not nothing and due.day == one.due:
            due.refuse(f"{show_date(one.due)} is the date in force already.")
            return None
        if not visible(reason.words) and (nothing or one.original_due is not None):
            reason.refuse("Moving a due date needs a reason, which is kept.")
            return None
        return FollowUpAsked(
            one.id,
            due=None if nothing else due.day,
            clear_due=nothing,
            reason=reason.words,
            agreed_by=self.query_one("#agreed_by", LineField).words.strip(),
            agreed_on=self.query_one("#agreed_on", DateField).day,
        )
