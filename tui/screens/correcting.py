"""The fields of one row of a file, to be put right before anything is written."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from db.corrected import too_early
from db.readings import RawRecord
from db.rules import Policy, Status
from reports.cells import read_milestones
from tui.beside import milestone_words
from tui.commands import bound, named, spelt
from tui.screens.confirm import ConfirmDialog
from tui.screens.edit import on_scale, scale
from tui.screens.sheet import Sheet
from tui.text import show_line, status_label
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, DateField, Field, LineField, ProseField

_LINES = {
    "audit": "Audit",
    "source_ref": "Reference",
    "directorate": "Directorate",
    "owner": "Owner",
    "director": "Director",
    "executive_member": "Exec. member",
}
_PROSE = {"recommendation": "Recommendation", "response": "Response", "update": "Update", "action": "Next action"}


class CorrectDialog(Sheet[Mapping[str, Any] | None]):
    """Dismissed with the fields that are to be otherwise; with nothing where all stays as it is."""

    heading = "Correct before the import"
    keys = named("save", "cancel", "editor")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, raw: RawRecord, policy: Policy) -> None:
        super().__init__()
        self.raw, self.policy, self.about = raw, policy, raw.where

    def body(self) -> ComposeResult:
        """The fields as they were read."""
        raw = self.raw
        yield Static("Only the plan is changed; the register is, once it is imported.", classes="quiet", markup=False)
        yield self._text("audit")
        yield DateField("Report date", raw.issued, name="issued")
        yield ProseField("Recommendation", raw.recommendation, name="recommendation")
        yield DateField("Due date", raw.due, name="due")
        yield LineField("Due in words", raw.due_words, name="due_words", placeholder="where it is no date: TBC")
        yield DateField("Original due", raw.original_due, name="original_due")
        if raw.milestones:
            words = milestone_words(raw.milestones)
            yield ProseField("Milestones", words, name="milestones", placeholder="what: date; what: date")
        yield ChoiceField("Status", _statuses(raw), raw.status or "", name="status", stacked=True)
        yield ProseField("Update", raw.update, name="update")
        yield ProseField("Response", raw.response, name="response")
        yield from (self._text(name) for name in ("owner", "director", "executive_member"))
        yield ProseField("Next action", raw.action, name="action")
        names = [priority.name for priority in self.policy.known_priorities]
        given = " ".join(raw.priority.split())
        yield ChoiceField("Priority", scale(names, given), on_scale(names, given), name="priority")
        yield from (self._text(name) for name in ("source_ref", "directorate"))

    def _text(self, name: str) -> Field:
        """A line; an area where what was read has several."""
        text = getattr(self.raw, name)
        field = ProseField if "\n" in text else LineField
        return field(_LINES[name], text, name=name)

    def on_field_changed(self) -> None:
        """What was wrong before is being mended."""
        self.complain("")

    @property
    def fields(self) -> list[Field]:
        """All of them."""
        return list(self.query(Field))

    def typed(self) -> dict[str, Any]:
        """The fields that are otherwise now."""
        return {field.name or "": _value(field) for field in self.fields if field.changed}

    def action_save(self) -> None:
        """Into the plan, if there is nothing to mend first."""
        for field in self.fields:
            if (trouble := self._wrong(field)) is not None:
                field.refuse(trouble)
                return
        self.dismiss(self.typed() or None)

    def _wrong(self, field: Field) -> str | None:
        if (trouble := field.trouble()) is not None or not field.changed:
            return trouble
        if field.name == "milestones" and read_milestones(field.words) is None:
            return "Each is written as `what: date`, with `;` between them."
        if field.name == "due" and (why := too_early(self.raw, self.typed())):
            return why
        return None

    @work(group="leave", exclusive=True)
    async def action_cancel(self) -> None:
        """Close; what was typed is asked for first, as no draft is kept of it."""
        if self.typed():
            question = ConfirmDialog("Leave the row as it was?", spelt("What you typed here is lost. {no} goes back."))
            if not await self.app.push_screen_wait(question):
                return
        self.dismiss(None)


def _statuses(raw: RawRecord) -> Iterator[Option]:
    said = f"printed: {show_line(raw.status_words)}" if raw.status_words else ""
    yield from (Option(status, status_label(status), said if status is raw.status else "") for status in Status)
    yield Option("", status_label(None), said if raw.status is None else "")


def _value(field: Field) -> Any:
    if isinstance(field, DateField):
        return field.day
    if field.name == "status":
        return Status(field.words) if field.words else None
    if field.name == "milestones":
        return read_milestones(field.words) or ()
    return field.words if isinstance(field, ProseField) else field.words.strip()
