"""One question before what cannot be undone."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui.commands import bound, named
from tui.screens.sheet import Sheet
from tui.text import show


class ConfirmDialog(Sheet[bool]):
    """A question, what follows from yes, and two keys."""

    keys = named("yes", "no")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, question: str, consequence: str = "") -> None:
        super().__init__()
        self.heading = question
        self.consequence = consequence

    def body(self) -> ComposeResult:
        """What follows."""
        yield Static(show(self.consequence), markup=False)

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave it."""
        self.dismiss(False)
