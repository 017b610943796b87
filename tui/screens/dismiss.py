"""Leave a finding of the pack check as it is, for a reason that is kept."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from db.pack_check import Finding
from db.rules import visible
from tui.commands import spelt
from tui.screens.form import Desk, Form
from tui.text import show
from tui.widgets.fields import ProseField

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt


@dataclass(frozen=True, slots=True)
class DismissAsked:
    """A finding that is left, and why."""

    finding: Finding
    reason: str

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Keep it."""
        finding = self.finding
        return ledger.dismiss(finding.rule, finding.record_id, finding.about, reason=self.reason, on=on)


class DismissDialog(Form):
    """The finding, and the reason."""

    heading = "Dismiss a finding"

    def __init__(self, finding: Finding, desk: Desk) -> None:
        self.finding = finding
        self.about = finding.ref
        super().__init__(desk, f"dismiss:{finding.key}")

    def body(self) -> ComposeResult:
        """What was found, and why it is left."""
        yield Static(show(self.finding.said), classes="gap", markup=False)
        yield ProseField("Reason", name="reason", placeholder="why it is right as it is; kept")
        words = spelt("It is found anew if what it is about changes. {undo} takes this back.")
        yield Static(words, classes="quiet", markup=False)

    async def asked(self) -> DismissAsked | None:
        """With its reason."""
        reason = self.query_one("#reason", ProseField)
        if not visible(reason.words):
            reason.refuse("Dismissing a finding needs a reason, which is kept.")
            return None
        return DismissAsked(self.finding, reason.words)
