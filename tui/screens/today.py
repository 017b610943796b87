"""Today: the one list of what wants doing, by kind and by when, each line one key from where it is done."""

from collections.abc import Hashable, Iterator
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from db import cycle
from db.agenda import Kind, Mend, Wanted
from db.queries import Reader
from db.rules import show_date
from tui.commands import Place, bindings, key_of
from tui.screens.mending import MENDS, ask_meeting, detail_of, mend, mend_audit, record_step
from tui.screens.view import View
from tui.text import show, show_line
from tui.views import turn_to
from tui.widgets.listing import Cell, Column, Listing, Row, heading
from tui.widgets.passages import Passage, passages

TITLES = {
    Kind.MEETING: "For the next meeting",
    Kind.STEP: "Escalation not recorded",
    Kind.ACCEPTANCE: "Risk acceptances that end",
    Kind.PROMISE: "Promises that have passed",
    Kind.EVIDENCE: "To verify",
    Kind.MILESTONE: "Milestones",
    Kind.DUE: "Due in the next 30 days",
    Kind.FOLLOW_UP_AUDIT: "Follow-up audits",
}
"""What a kind of work is called over its lines."""
_COLUMNS = (Column("By", 11), Column("Record", 10, narrow=8), Column("What wants doing"))
_LEADS = {
    Mend.STEP: "records what was done",
    Mend.ESCALATION: "shows the escalation",
    Mend.REPORTS: "shows the reports",
    Mend.POLICY: "asks for the date",
    Mend.AUDIT: "edits the audit",
}


class TodayView(View[tuple[Wanted, ...]]):
    """What wants doing as at the day."""

    ID = "today"
    KEYS = ("in_register", "undo")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TODAY)
    EMPTY = (
        "A good day: nothing falls due within 30 days, no promise has passed, nothing waits to be verified, "
        "no acceptance ends within 60 days, and the next meeting has all it needs."
    )
    BESIDE = True

    def headline(self) -> str:
        """How much, on which day."""
        many = len(self.shown or ())
        return f"Today, {show_date(self.as_at)}: {many or 'nothing'} to do"

    def counted(self) -> tuple[str, ...]:
        """What is counted in months says so itself."""
        return ()

    def read(self, reader: Reader) -> tuple[Wanted, ...]:
        """The list."""
        return cycle.today(reader)

    def show(self, shown: tuple[Wanted, ...]) -> None:
        """By kind, with counts."""
        rows: list[Row] = []
        for kind in Kind:
            wanted = [one for one in shown if one.kind is kind]
            if wanted:
                rows += [heading(f"{TITLES[kind]}: {len(wanted)}"), *(self._row(one) for one in wanted)]
        self.place(_COLUMNS, rows)

    def _row(self, one: Wanted) -> Row:
        by = Cell(show_date(one.by) or "no day", _ink(one.by, self.as_at))
        return Row((by, one.ref, one.said), key=one)

    def selected(self, key: Hashable) -> None:
        """The line in full, and under it the recommendation it is about."""
        if isinstance(key, Wanted):
            self.tell(show_line(key.ref) or TITLES[key.kind], self._words(key))
        else:
            self.tell("", ())

    def _words(self, one: Wanted) -> Iterator[Passage]:
        yield Passage(show(one.said), bold=True)
        yield Passage(f"{key_of('enter')} {_LEADS.get(one.mend) or MENDS.get(one.mend, 'edits it')}.", ink="muted")
        detail = detail_of(self, one.record) if one.record and one.mend is not Mend.AUDIT else None
        if detail is not None:
            yield Passage()
            yield from passages(detail)

    def open(self, opened: Listing.Opened) -> None:
        """The place where it is done."""
        if isinstance(one := opened.key, Wanted):
            self.run_worker(self._do(one), group="mend")

    async def _do(self, one: Wanted) -> None:
        match one.mend:
            case Mend.ESCALATION | Mend.REPORTS:
                await turn_to(self.desk, one.mend)
            case Mend.POLICY:
                await ask_meeting(self)
            case Mend.AUDIT:
                await mend_audit(self, one.record, "followed_up_on")
            case Mend.STEP:
                await record_step(self, one.record, one.months)
            case _:
                await mend(self, one.record, one.mend)

    def do_in_register(self) -> None:
        """The recommendation in the register; of an audit all of its."""
        one = self.listing.key
        if isinstance(one, Wanted) and one.record and one.mend is not Mend.AUDIT:
            self.show_among((one.record,), f"{TITLES[one.kind]}: {one.ref}")
        else:
            self.notify("This is about no one recommendation.", markup=False)


def _ink(by: date | None, as_at: date | None) -> str:
    return "over-12" if by is not None and as_at is not None and by < as_at else ""
