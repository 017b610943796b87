"""A save that failed: nothing typed is lost, and it stays on the screen until it is dealt with."""

from enum import Enum, auto
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui.commands import bound, named
from tui.screens.sheet import Sheet
from tui.text import show
from tui.widgets.entry import Prose


class Unsaved(Enum):
    """What to do about it."""

    TRY_AGAIN = auto()
    KEEP_EDITING = auto()


class UnsavedDialog(Sheet[Unsaved]):
    """Says why, shows what was typed, and offers to try again, to copy it, or to go on editing."""

    heading = "Not saved"
    keys = named("try_again", "copy_text", "keep_editing")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, why: str, typed: str) -> None:
        super().__init__()
        self.why = why
        self.typed = typed

    def body(self) -> ComposeResult:
        """Why, and the text."""
        yield Static(show(self.why), classes="warning", markup=False)
        yield Static("What you typed is still here, and in the form behind this.", classes="quiet", markup=False)
        yield Prose(self.typed, read_only=True)

    def action_try_again(self) -> None:
        """Once more."""
        self.dismiss(Unsaved.TRY_AGAIN)

    def action_keep_editing(self) -> None:
        """Back to the form."""
        self.dismiss(Unsaved.KEEP_EDITING)

    def action_copy_text(self) -> None:
        """To the clipboard, as far as the terminal lets us."""
        self.app.copy_to_clipboard(self.typed)
        self.complain("Copied, if your terminal allows it (Terminal on macOS does not): paste it somewhere to be sure.")
