"""The smallest Textual app: the floor of what any Textual app pays at start."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    BINDINGS: ClassVar = [("ctrl+q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Static("Empty, and ready")


if __name__ == "__main__":
    Empty().run()
