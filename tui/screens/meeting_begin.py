"""Begin a meeting: what it goes through, of which body, on which day; or go on with one that is not over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from db import queues
from db.connection import RegisterError
from db.held import Held
from db.ids import new_id
from db.queries import Reader
from db.queues import Queue
from db.rows import Directorate, Filter, Sort
from db.rules import show_date, visible
from tui.commands import BY_ID, bound, named
from tui.screens.form import Desk, Form
from tui.screens.minuting import BeginAsked
from tui.text import cut, show_line
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, DateField, LineField
from tui.widgets.footer import KeyLine
from tui.widgets.tree import Scope

if TYPE_CHECKING:
    from db.ledger import Receipt
    from tui.screens.register import RegisterScreen

NAME_CUT = 46
"""Letters of a name in a line of choices."""
GO_ON_MOST = 3
"""Meetings not over that are offered: more are not gone on with."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something a meeting can go through."""

    id: str
    label: str
    read: Callable[[Reader], Queue | None]
    body: str = ""
    """Whose meeting that is, as a rule; the policy's body where nothing is said."""


def sources(directorate: Directorate | None, narrowed: Filter, sort: Sort) -> tuple[Source, ...]:
    """What can be gone through, from where the register's cursor is."""
    found = []
    if directorate is not None:
        id_, name = directorate.id, directorate.name
        found.append(
            Source("directorate", f"{name}: what is open", lambda r: queues.of_directorate(r, id_), f"{name} DLT")
        )
    return (
        *found,
        Source("filter", "the table, as it is shown now", lambda r: queues.of_filter(r, narrowed, sort)),
        Source("steps", "what reached a step since the last report", queues.of_steps),
        Source("report", "the last report's list: what is open", queues.of_last_report),
    )


class MeetingBegin(Form):
    """Dismissed with the receipt of a new meeting, or with nothing; `left_for` is the meeting to be shown."""

    heading = "Meeting"
    BINDINGS: ClassVar[list[BindingType]] = [
        replace(one, priority=True) for one in bound(named("go_on")) if isinstance(one, Binding)
    ]
    """Before the choices take it for the way to their next field."""

    def __init__(self, open_: Sequence[Held], offered: tuple[Source, ...], desk: Desk) -> None:
        super().__init__(desk, "begin meeting")
        self.open = tuple(open_)[:GO_ON_MOST]
        self.offered = offered
        self.left_for = ""
        self._new = new_id()

    def body(self) -> ComposeResult:
        """What can be gone on with; the queue, the body, the day."""
        if self.open:
            options = [Option(held.meeting.id, _going_on(held)) for held in self.open]
            yield ChoiceField(
                "Go on with", (*options, Option("new", "a new meeting")), options[0].value, name="which", stacked=True
            )
        choices = tuple(Option(one.id, cut(show_line(one.label), NAME_CUT)) for one in self.offered)
        yield ChoiceField("Goes through", choices, choices[0].value, name="queue", stacked=True)
        yield LineField("Body", self._body(self.offered[0].id), name="body")
        yield DateField("Held on", self.desk.today, name="held_on", latest=self.desk.today)

    def _body(self, source: str) -> str:
        """Whose meeting it is, as a rule."""
        own = next((one.body for one in self.offered if one.id == source), "")
        return own or self.desk.policy.meeting_body

    def consider(self) -> None:
        """A meeting gone on with needs nothing more; another queue is another body's, as a rule."""
        goes_on = self._goes_on()
        for name in ("queue", "body", "held_on"):
            self.query_one(f"#{name}").display = not goes_on
        self._tell_keys()
        body, source = self.query_one("#body", LineField), self.query_one("#queue", ChoiceField).words
        if body.words in {self._body(one.id) for one in self.offered} and body.words != self._body(source):
            body.words = self._body(source)

    def _goes_on(self) -> str:
        if not self.open or not self.fields:
            return ""
        which = self.query_one("#which", ChoiceField).words
        return "" if which == "new" else which

    def _tell_keys(self) -> None:
        """The first of them says what will be done."""
        save = BY_ID["go_on"] if self._goes_on() else replace(BY_ID["save"], label="Begin")
        line = self.query_one(KeyLine)
        line.commands = (save, *(one for one in self.keys if one.id != "save" and self.check_action(one.id, ())))
        line.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter goes on with a meeting, and else to the next field."""
        return bool(self._goes_on()) if action == "go_on" else super().check_action(action, parameters)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """With the last of the fields all is said."""
        if self.query_one("#held_on", DateField).line.has_focus:
            self.action_save()
        else:
            self.focus_next()

    def action_go_on(self) -> None:
        """Go on with the one chosen."""
        self.action_save()

    def action_save(self) -> None:
        """Go on with the one chosen; or begin one."""
        if goes_on := self._goes_on():
            self.left_for = goes_on
            self.desk.last_draft(self.draft_key, "")
            self.busy = True
            self.dismiss(None)
        else:
            super().action_save()

    async def asked(self) -> BeginAsked | None:
        """A new meeting, with its queue as it is now."""
        queue, body = self.query_one("#queue", ChoiceField), self.query_one("#body", LineField)
        day = self.query_one("#held_on", DateField).day or self.desk.today
        if not visible(body.words):
            body.refuse("Write whose meeting it is: a leadership team, a committee.")
            return None
        source = next(one for one in self.offered if one.id == queue.words)
        try:
            found = await self.desk.read(source.read)
        except RegisterError as error:
            self.complain(str(error))
            return None
        if found is None:
            queue.refuse("No report has been given yet; choose another queue.")
            return None
        if not found.ids:
            queue.refuse("There is nothing in this queue now; choose another.")
            return None
        self.left_for = self._new
        return BeginAsked(
            {
                "id": self._new,
                "body": body.words.strip(),
                "held_on": day,
                "queue_words": found.words,
                "queue": found.ids,
            }
        )


async def open_meeting(screen: "RegisterScreen") -> None:
    """Ask which meeting, and show it."""
    from tui.screens.meeting import MeetingScreen  # loaded with the first meeting

    desk = screen.desk
    scope, selected = screen.scope, screen.table.selected
    name = selected.directorate if selected else ""
    try:
        running, directorate = await desk.read(lambda reader: _where(reader, scope, name))
    except (RegisterError, LookupError) as error:
        screen.notify(f"Meeting: {error}", severity="warning", markup=False)
        return
    dialog = MeetingBegin(running, sources(directorate, screen.filter, screen.sort), desk)

    async def chosen(receipt: "Receipt | None") -> None:  # noqa: ARG001 - what was begun is in the dialog
        if dialog.left_for:
            await desk.push_screen(MeetingScreen(dialog.left_for))

    desk.hush()
    await desk.push_screen(dialog, chosen)


def _where(reader: Reader, scope: Scope, name: str) -> tuple[list[Held], Directorate | None]:
    """The meetings that are not over; the directorate of the tree's cursor, else the one of this name."""
    wanted = scope.directorate
    if scope.audit is not None:
        wanted = next((audit.directorate_id for audit in reader.audits() if audit.id == scope.audit), None)
    found = (one for one in reader.directorates() if (one.id == wanted if wanted else one.name == name))
    return [held for held in reader.meetings() if held.meeting.ended_on is None], next(found, None)


def _going_on(held: Held) -> str:
    """A meeting in one line."""
    meeting = held.meeting
    words = f"{cut(show_line(meeting.body), 24)}, {show_date(meeting.held_on)}"
    return f"{words}: {held.spoken_of} of {len(meeting.queue)} done"
