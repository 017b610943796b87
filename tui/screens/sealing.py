"""A new report: to whom, as at which day; then it is made beside the screen, and sealed."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ProgressBar, Static

from db import sealed
from db.connection import RegisterError
from db.rows import Report
from db.rules import Policy, show_date, so_many
from tui.commands import bound, named, spelt
from tui.jobs import Progress, Stopped, aside
from tui.screens.asked import Receipted, SaveFailed, SaveRefused
from tui.screens.form import Desk
from tui.screens.stoppable import StoppableSheet
from tui.sealing import Wanted, findings, make, meeting_of, overtaken
from tui.widgets.fields import DateField, Field, LineField

KEPT = (
    "Position, movement, every recommendation and the papers are kept as they are on that day. Nothing recorded later"
    " changes them, and undo passes over them; a report can be withdrawn, with a reason."
)


class NewReportDialog(StoppableSheet[Receipted]):
    """Dismissed with the receipt of what was sealed."""

    heading = "New report"
    keys = named("seal", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(named("seal", "stop", "leave"))

    def __init__(self, register: Path, policy: Policy, reports: tuple[Report, ...], today: date, desk: Desk) -> None:
        super().__init__()
        self.register, self.policy, self.reports, self.today, self.desk = register, policy, reports, today, desk

    def body(self) -> ComposeResult:
        """The fields, and the bar that shows while it is made."""
        body, day = self.policy.meeting_body, self.today
        yield LineField("Given to", body, name="body")
        yield DateField("Position at", day, name="as_at", latest=day)
        yield DateField("Meeting on", meeting_of(body, day, self.policy), name="meeting")
        yield DateField("Movement from", name="since", latest=day, empty="the report before")
        yield Static(KEPT, classes="quiet", markup=False)
        yield ProgressBar(total=None, show_eta=False)

    def on_mount(self) -> None:
        """Nothing is being made yet; the pack check is asked."""
        self._explain_since()
        self._check()

    @property
    def day(self) -> date | None:
        """The day of the position, as far as one is typed."""
        field = self._date("as_at")
        return field.day if field.trouble() is None else None

    def _date(self, name: str) -> DateField:
        return self.query_one(f"#{name}", DateField)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Another day has other findings, and another report before it."""
        self.complain("")
        self._explain_since()
        if event.field.name == "as_at" and self.day is not None:
            self._check()

    def _explain_since(self) -> None:
        field, body = self._date("since"), self.query_one("#body", LineField).words
        if field.words.strip() or self.day is None:
            return
        before = sealed.latest(self.reports, self.day, body)
        field.explain(
            f"From the report as at {show_date(before.as_at)}."
            if before
            else "No report was given before this one; without a date it tells of no movement."
        )

    @work(group="check", exclusive=True)
    async def _check(self) -> None:
        """Say what the pack check finds, before anything is sealed."""
        day = self.day or self.today
        self.note(f"The pack check as at {show_date(day)} is looking…")
        with suppress(RegisterError):
            count = await aside(lambda: findings(self.register, day))
            things = f"{so_many(count, 'thing') if count else 'nothing'} to look at"
            more = spelt("; {findings} shows them") if count else ""
            self.note(f"The pack check as at {show_date(day)} finds {things}{more}.")

    def _wanted(self) -> Wanted | None:
        """What is asked for; None where something has to be mended first, which has been said."""
        body = self.query_one("#body", LineField)
        if not body.words.strip() or body.trouble():
            body.refuse(body.trouble() or "Write whom it is given to.")
            return None
        for field in self.query(DateField):
            if (trouble := field.trouble()) is not None:
                field.refuse(trouble)
                return None
        day, since = self._date("as_at").day or self.today, self._date("since").day
        if since is not None and since >= day:
            self._date("since").refuse(f"The movement ends at {show_date(day)}; it begins on an earlier day.")
            return None
        if any(sealed.is_of(one, body.words, day) for one in self.reports):
            self._date("as_at").refuse("A report as at this day is sealed already; withdraw that one first.")
            return None
        return Wanted(body.words.strip(), day, self._date("meeting").day, since)

    @work(group="seal")
    async def action_seal(self) -> None:
        """Make it and seal it; where the register is written to meanwhile, once more."""
        if self.progress is not None or (wanted := self._wanted()) is None:
            return
        with self.busy("making the report", "seal", "leave") as progress:
            try:
                receipt = await self._seal(wanted, progress)
            except Stopped:
                self.complain("Stopped. Nothing was sealed.")
            except (SaveFailed, RegisterError) as trouble:
                self.complain(f"Not sealed: {trouble}")
            else:
                self.dismiss(receipt)

    async def _seal(self, wanted: Wanted, progress: Progress) -> Receipted:
        made = await aside(lambda: make(self.register, wanted, progress))
        try:
            return await self.desk.save(made)
        except SaveRefused:
            if not await aside(lambda: overtaken(self.register, made)):
                raise
        made = await aside(lambda: make(self.register, wanted, progress))
        return await self.desk.save(made)
