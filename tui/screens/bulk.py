"""One change of all that are marked: one form, one note, each checked as by itself, the refused told beforehand."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.rules import Method, Status, so_many, visible
from tui.commands import bound, named
from tui.screens.acceptance import AcceptanceFields
from tui.screens.asked import FollowUpAsked, SaveFailed, TogetherAsked
from tui.screens.form import Desk, Form
from tui.screens.sheet import Sheet
from tui.screens.status import METHODS, statuses
from tui.screens.update import CLAIMS
from tui.text import cut, show_line, show_text
from tui.widgets.entry_list import EntryList
from tui.widgets.fields import ChoiceField, DateField, Field, LineField, ProseField, TickField

if TYPE_CHECKING:
    from db.ledger import Receipt
    from db.transaction import NotTaken

SOON = 0.15
"""Seconds after the last key at which it is worked out what would become of each."""
REFS_A_LINE = 6
"""References that stand beside each other where they share the reason."""
REF_CUT = 24
"""Letters of a reference in a list; a hostile one must not hide why it was refused."""
NEEDS_WORDS = "A change of several needs a note or a reason, which is kept with each."


class LookingAhead(Desk, Protocol):
    """A desk that can also say what a change would do."""

    async def foresee(self, asked: TogetherAsked) -> "Receipt":
        """What it would do and who would be refused; nothing is written. Raises SaveFailed."""


def refused_lines(refused: Iterable["NotTaken"]) -> Iterator[Option]:
    """Each with the reason, which is said once of all that it is the reason for."""
    by_reason: dict[str, list[str]] = {}
    for one in refused:
        by_reason.setdefault(one.why, []).append(cut(show_line(one.ref), REF_CUT) or "not there any more")
    for why, refs in by_reason.items():
        yield Option(Text(f"{show_line(why)}{f' ({len(refs):,})' if len(refs) > 1 else ''}", end=""))
        for first in range(0, len(refs), REFS_A_LINE):
            yield Option(Text(f"  {'  '.join(refs[first : first + REFS_A_LINE])}", "bold", end=""))


class BulkForm(Form):
    """The fields of one change, and what would become of those that are marked."""

    over_list = 15

    def __init__(self, ids: Sequence[str], hidden: int, desk: LookingAhead, kind: str) -> None:
        super().__init__(desk, f"together:{kind}")
        self.ids, self.hidden, self._ahead = tuple(ids), hidden, desk
        self.about = f"{len(self.ids):,} marked" + (f", {hidden:,} of them not shown" if hidden else "")
        self._looked: object = None
        """What was last worked out."""

    def parts(self) -> Iterator[Field | AcceptanceFields | Static]:
        """The fields."""
        raise NotImplementedError

    def change(self) -> FollowUpAsked | None:
        """What is asked of each, as far as it is complete; nothing is complained of."""
        raise NotImplementedError

    def missing(self) -> tuple[Field, str] | None:
        """The field that must be filled in yet, and why."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The fields, what would be done, and who would be refused."""
        yield from self.parts()
        yield EntryList(classes="entries", markup=False, compact=True)

    def outlook(self) -> Static:
        """The line that says what would be done; it stands where the eye is when a choice is made."""
        return Static("", classes="ruling", markup=False)

    # What is typed. --------------------------------------------------------------------------------------------

    def written(self, name: str) -> str:
        """The words of a field."""
        return self.query_one(f"#{name}", Field).words

    @property
    def noted(self) -> bool:
        """Is there a word that can be kept with each?"""
        prose = (field for field in self.query(ProseField) if field.display)
        return any(visible(field.words) for field in prose)

    @property
    def method(self) -> Method | None:
        """How it was found."""
        words = self.written("method")
        return Method(words) if words else None

    # What it would do. -----------------------------------------------------------------------------------------

    def consider(self) -> None:
        """Work it out anew, unless only words have become more words."""
        change = self.change() if self.noted else None
        seen = None if change is None else _outline(change)
        if change is not None and seen == self._looked:
            return
        self._looked = seen
        if change is None:
            self._say_outlook("")
        else:
            self._look_ahead(change)

    @work(group="outlook", exclusive=True)
    async def _look_ahead(self, change: FollowUpAsked) -> None:
        await asyncio.sleep(SOON)
        try:
            foreseen = await self._ahead.foresee(TogetherAsked(self.ids, change))
        except SaveFailed as failed:
            self._say_outlook(str(failed), no=True)
            self._looked = None
            return
        if _outline(change) != self._looked:
            return
        done = len(foreseen.records)
        words = f"{done:,} of {len(self.ids):,} would be changed"
        if done:
            words += f": {show_line(foreseen.said.partition(': ')[2])}" if ": " in foreseen.said else ""
        if foreseen.refused:
            words += f". {len(foreseen.refused):,} refused, listed below."
        self._say_outlook(words, foreseen.refused, no=not done)

    def _say_outlook(self, words: str, refused: Sequence["NotTaken"] = (), *, no: bool = False) -> None:
        for line in self.query(".ruling").results(Static):  # None is left where the form was closed meanwhile.
            line.update(show_text(f"! {words}" if no else words))
            line.set_class(no, "-no")
        for entries in self.query(".entries").results(OptionList):
            entries.set_options(refused_lines(refused))
            entries.display = bool(refused)

    async def asked(self) -> TogetherAsked | None:
        """The change of all of them."""
        if (missing := self.missing()) is not None:
            field, why = missing
            field.refuse(why)
            return None
        change = self.change()
        return None if change is None else TogetherAsked(self.ids, change)


def _outline(change: FollowUpAsked) -> tuple[object, ...]:
    """What decides who is refused: of texts only whether there are any."""
    return (
        change.opinion,
        change.claim,
        change.method,
        change.due,
        change.clear_due,
        change.agreed_on,
        change.acceptance and (change.acceptance.accepted_on, change.acceptance.expires_on),
        change.effective_on,
        change.action,
        change.owner,
        *(bool(visible(words)) for words in (change.reason, change.text, change.management)),
    )


class BulkStatus(BulkForm):
    """One status for all that are marked."""

    heading = "Change the status"

    def __init__(self, ids: Sequence[str], hidden: int, desk: LookingAhead) -> None:
        super().__init__(ids, hidden, desk, "status")

    def parts(self) -> Iterator[Field | AcceptanceFields | Static]:
        """The seven, the words."""
        yield ChoiceField("Status", statuses(None), name="opinion", stacked=True)
        yield self.outlook()
        yield AcceptanceFields(self.desk.today, before=None, id="acceptance")
        yield ProseField("What we found", name="text", placeholder="a note, kept with each")
        yield ProseField("Reason", name="reason", placeholder="kept with each; what it rests on without evidence")
        yield ChoiceField("By way of", METHODS, name="method")

    @property
    def picked(self) -> Status | None:
        """The status chosen."""
        words = self.written("opinion")
        return Status(words) if words else None

    @property
    def risk(self) -> AcceptanceFields:
        """The record of a risk accepted."""
        return self.query_one("#acceptance", AcceptanceFields)

    def consider(self) -> None:
        """A risk accepted has its own record, which says why."""
        risk = self.picked is Status.RISK_ACCEPTED
        self.risk.turn(risk)
        self.query_one("#reason", ProseField).display = not risk
        super().consider()

    def missing(self) -> tuple[Field, str] | None:
        """A status and a note."""
        if self.picked is None:
            return self.query_one("#opinion", Field), "Pick a status with its digit."
        if self.picked is not Status.RISK_ACCEPTED and not self.noted:
            return self.query_one("#text", Field), NEEDS_WORDS
        return None

    def change(self) -> FollowUpAsked | None:
        """The status with what it rests on."""
        risk = self.picked is Status.RISK_ACCEPTED
        acceptance = self.risk.given() if risk and (self.busy or self.risk.complete) else None
        if self.picked is None or (risk and acceptance is None):
            return None
        return FollowUpAsked(
            "",
            opinion=self.picked,
            text=self.written("text"),
            method=self.method,
            reason="" if risk else self.written("reason"),
            acceptance=acceptance,
        )


class BulkUpdate(BulkForm):
    """One dated entry for all that are marked."""

    heading = "Write an update"

    def __init__(self, ids: Sequence[str], hidden: int, desk: LookingAhead) -> None:
        super().__init__(ids, hidden, desk, "update")

    def parts(self) -> Iterator[Field | AcceptanceFields | Static]:
        """As for one, but for the opinion, which `s` gives."""
        yield ProseField("Management says", name="management", placeholder="kept with each")
        yield ChoiceField("and calls it", CLAIMS, name="claim")
        yield ProseField("Audit found", name="text", placeholder="kept with each")
        yield ChoiceField("By way of", METHODS, name="method")
        yield LineField("Next action", name="action", placeholder="of all of them; empty: as it is")
        yield ProseField("Reason", name="reason", placeholder="where an earlier date needs one")
        yield DateField("As at", self.desk.today, name="on", latest=self.desk.today)
        yield self.outlook()

    @property
    def earlier(self) -> bool:
        """Is it dated back?"""
        day = self.query_one("#on", DateField).day
        return day is not None and day < self.desk.today

    def missing(self) -> tuple[Field, str] | None:
        """A note; a reason where it is dated back."""
        if self.earlier and not visible(self.written("reason")):
            return self.query_one("#reason", Field), "An update dated back needs a reason, which is kept."
        if not self.noted:
            return self.query_one("#management", Field), NEEDS_WORDS
        return None

    def change(self) -> FollowUpAsked | None:
        """The entry."""
        claim, action = self.written("claim"), self.written("action")
        return FollowUpAsked(
            "",
            claim=Status(claim) if claim else None,
            management=self.written("management"),
            text=self.written("text"),
            method=self.method,
            action=action if visible(action) else None,
            reason=self.written("reason"),
            effective_on=self.query_one("#on", DateField).day,
        )


class BulkDue(BulkForm):
    """One due date for all that are marked; each keeps its original one."""

    heading = "Move the due date"

    def __init__(self, ids: Sequence[str], hidden: int, desk: LookingAhead) -> None:
        super().__init__(ids, hidden, desk, "due")

    def parts(self) -> Iterator[Field | AcceptanceFields | Static]:
        """The new date, and why."""
        yield DateField("New due date", name="due")
        yield TickField("there is no date in force any more", name="no_due", label="or")
        yield self.outlook()
        yield ProseField("Reason", name="reason", placeholder="kept with each date, and shown with it")
        yield LineField("Agreed by", name="agreed_by", placeholder="who agreed it: a person, a meeting")
        yield DateField("Agreed on", self.desk.today, name="agreed_on", latest=self.desk.today)

    @property
    def nothing(self) -> bool:
        """Is there to be no date?"""
        return self.query_one("#no_due", TickField).ticked

    def consider(self) -> None:
        """A date or none, not both."""
        self.query_one("#due", DateField).disabled = self.nothing
        super().consider()

    def missing(self) -> tuple[Field, str] | None:
        """A date or none, and the reason."""
        due = self.query_one("#due", DateField)
        if not self.nothing and due.day is None:
            return due, "Write the new due date: 30 Sep 2019, 30/9/19 or 2019-09-30."
        if not visible(self.written("reason")):
            return self.query_one("#reason", Field), "Moving a due date needs a reason, which is kept."
        return None

    def change(self) -> FollowUpAsked | None:
        """The date moved."""
        due = self.query_one("#due", DateField).day
        if due is None and not self.nothing:
            return None
        return FollowUpAsked(
            "",
            due=None if self.nothing else due,
            clear_due=self.nothing,
            reason=self.written("reason"),
            agreed_by=self.written("agreed_by").strip(),
            agreed_on=self.query_one("#agreed_on", DateField).day,
        )


class BulkOwner(BulkForm):
    """One owner for all that are marked: a post was filled, work went to another team."""

    heading = "Change the owner"

    def __init__(self, ids: Sequence[str], hidden: int, desk: LookingAhead) -> None:
        super().__init__(ids, hidden, desk, "owner")

    def parts(self) -> Iterator[Field | AcceptanceFields | Static]:
        """The new owner, and why."""
        yield LineField("New owner", name="owner", placeholder="who is to do it: an office, a name")
        yield self.outlook()
        yield ProseField("Reason", name="reason", placeholder="kept with each")

    def missing(self) -> tuple[Field, str] | None:
        """An owner and a reason."""
        if not visible(self.written("owner")):
            return self.query_one("#owner", Field), "Write who is to do it from now on."
        return None if self.noted else (self.query_one("#reason", Field), NEEDS_WORDS)

    def change(self) -> FollowUpAsked | None:
        """The new owner."""
        owner = self.written("owner").strip()
        return FollowUpAsked("", owner=owner, reason=self.written("reason")) if visible(owner) else None


class RefusedSheet(Sheet[None]):
    """Those that were not changed, and why; they stay marked."""

    heading = "Not changed"
    keys = named("close")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)
    over_list = 3

    def __init__(self, receipt: "Receipt") -> None:
        super().__init__()
        self.receipt = receipt
        self.about = so_many(len(receipt.refused), "recommendation")

    def body(self) -> ComposeResult:
        """What was done, and the list."""
        yield Static(show_text(f"Saved. {self.receipt.said}. These stay as they were, and stay marked:"), markup=False)
        yield EntryList(*refused_lines(self.receipt.refused), classes="entries", markup=False, compact=True)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
