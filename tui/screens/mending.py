"""From a line of a list to the form that mends what it says; the form stands over the list, and leads back to it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

from db.connection import RegisterError
from db.escalation import Reached
from db.pack_check.findings import LATEST_UPDATE
from db.queries import Reader
from db.rows import NO_DIRECTOR, NO_EXECUTIVE_MEMBER, Detail
from tui.commands import Need
from tui.reader import BUSY
from tui.screens.asked import Receipted
from tui.screens.dialogs import (
    DueDialog,
    EditAudit,
    EditRecommendation,
    EvidenceDialog,
    StatusDialog,
    StepDialog,
    StepsDialog,
    UpdateDialog,
)
from tui.screens.form import Form
from tui.screens.next_meeting import MeetingDialog
from tui.text import show_line
from tui.widgets.fields import Field

if TYPE_CHECKING:
    from tui.screens.view import View

Told = TypeVar("Told")

_FORMS: dict[str, Callable[[Detail, Any], Screen[Any]]] = {
    "status": StatusDialog,
    "update": UpdateDialog,
    "due": DueDialog,
    "evidence": EvidenceDialog,
}
"""By what is to be mended; anything else is a field of the recommendation."""
MENDS = {
    "status": "changes the status",
    "update": "writes an update",
    LATEST_UPDATE: "corrects the latest update",
    "due": "moves the due date",
    "evidence": "opens the evidence",
    "audit": "edits the audit",
    "directorate": "edits the audit",
}
"""What `enter` does, in words; anything else is edited."""


def at_once(view: "View[Any]", question: Callable[[Reader], Told]) -> Told | None:
    """What the register says without being waited for; None where it cannot be had now."""
    if view.desk.background.shared:
        return None
    try:
        return question(view.desk.background.near.result())
    except (RegisterError, LookupError):
        return None


def detail_of(view: "View[Any]", recommendation: str) -> Detail | None:
    """Everything about a recommendation as it is now; None where it cannot be had now."""
    return at_once(view, lambda reader: reader.detail(recommendation))


async def mend(view: "View[Any]", recommendation: str, field: str) -> None:
    """Open the form for what is to be mended, at its field; the register, where that can only be read."""
    if view.refusal(Need.WRITABLE) is not None:
        view.show_among((recommendation,), "what was looked at")
    elif (detail := detail_of(view, recommendation)) is None:
        say_busy(view)
    elif field in _FORMS:
        await over(view, _FORMS[field](detail, view.desk))
    elif (audits := at_once(view, Reader.audits)) is None:
        say_busy(view)
    else:
        form = EditRecommendation(detail, audits, view.desk)
        await over(view, form, form.first_said if field == LATEST_UPDATE else field)


async def mend_audit(view: "View[Any]", audit: str, field: str = "") -> None:
    """Open an audit's form."""
    known = at_once(view, lambda reader: (reader.audits(), reader.directorates()))
    audits, directorates = known or ((), ())
    found = next((one for one in audits if one.id == audit), None)
    if (why := view.refusal(Need.WRITABLE)) is not None:
        view.notify(f"Edit: {why}", severity="warning", markup=False)
    elif found is None:
        say_busy(view)
    else:
        await over(view, EditAudit(found, directorates, view.desk), field)


async def record_step(view: "View[Any]", recommendation: str, months: int | None = None) -> None:
    """Open the form for what was done at a step of escalation."""
    detail = detail_of(view, recommendation)
    if detail is None:
        say_busy(view)
    elif view.desk.policy.escalation or detail.steps:
        await over(view, StepDialog(detail, view.desk, months))


async def record_steps(view: "View[Any]", who: str, reached: Sequence[Reached]) -> None:
    """The same for all that a person is called on for; nobody's are recorded one by one, for no letter covers them."""
    nobody = who in {NO_DIRECTOR, NO_EXECUTIVE_MEMBER}
    if nobody or len({one.recommendation.id for one in reached}) == 1:
        one = next((each for each in reached if not each.settled), reached[0])
        await record_step(view, one.recommendation.id, one.step.months)
    else:
        await over(view, StepsDialog(who, reached, view.desk))


async def ask_meeting(view: "View[Any]") -> None:
    """Open the form for the next meeting's day."""
    if (why := view.refusal(Need.WRITABLE)) is not None:
        view.notify(f"Next meeting: {why}", severity="warning", markup=False)
    else:
        await over(view, MeetingDialog(view.desk))


async def over(view: "View[Any]", dialog: Screen[Receipted], field: str = "") -> None:
    """Open a form over the view, and say what was saved when it is left."""

    def closed(receipt: Receipted) -> None:
        if receipt is not None:
            view.notify(show_line(receipt.said), title="Saved", markup=False)

    view.desk.hush()
    await view.desk.push_screen(dialog, closed)
    if field and isinstance(dialog, Form):
        for found in dialog.query(f"#{field}").results(Field):
            found.control.focus()


def say_busy(view: "View[Any]") -> None:
    """It could not be had at once; what was asked for can be asked for again."""
    view.notify(BUSY, severity="warning", markup=False)
