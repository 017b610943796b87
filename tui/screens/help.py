"""What can be pressed, from the one table of actions; type to find."""

from collections.abc import Iterator

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.commands import COMMANDS, Command, Place, keys_shown
from tui.text import fit, wrap
from tui.widgets.filter_line import FilterLine
from tui.widgets.pane import Pane

_KEYS = 16


class Keys(Pane):
    """All actions, or those in which something was found."""

    looked_for = ""

    def find(self, text: str) -> None:
        """Show the actions that speak of this."""
        self.looked_for = text.casefold()
        self.top = 0
        self.on_resize()

    def on_resize(self) -> None:
        """Wrap for the width."""
        self._lines = list(self._lay_out(max(self.size.width - 1, 1)))
        self.count = len(self._lines)
        super().on_resize()

    def _found(self, command: Command) -> bool:
        told = f"{command.label} {command.help} {keys_shown(command)} {command.place.value}".casefold()
        return all(word in told for word in self.looked_for.split())

    def _lay_out(self, columns: int) -> Iterator[list[Segment]]:
        for place in Place:
            commands = [command for command in COMMANDS if command.place is place and self._found(command)]
            if not commands:
                continue
            yield [Segment(fit("", columns), self.inks())]
            yield [Segment(fit(f" {place.value}", columns), self.inks("heading", bold=True))]
            for command in commands:
                keys = f" {keys_shown(command)}"
                for text in wrap(f"{command.label}: {command.help}", columns - _KEYS - 1):
                    style = self.inks("accent", bold=True)
                    yield [Segment(fit(keys, _KEYS), style), Segment(fit(text, columns - _KEYS), self.inks())]
                    keys = ""

    def heading(self, columns: int) -> str:
        """How to get out."""
        closing = "esc closes "
        return fit("What can be pressed", columns - len(closing)) + closing

    def line(self, index: int, columns: int) -> list[Segment]:  # noqa: ARG002 - wrapped for that width already
        """A line of the help."""
        return self._lines[index]


class HelpScreen(ModalScreen[None]):
    """Over whatever screen asked for it."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "#find"

    def compose(self) -> ComposeResult:
        """The line to find by, and the actions."""
        with Vertical(classes="sheet"):
            yield FilterLine(id="find")
            yield Keys(id="help")

    @on(FilterLine.Changed)
    def _find(self, changed: FilterLine.Changed) -> None:
        self.query_one(FilterLine).refresh()
        self.query_one(Keys).find(changed.text)

    @on(FilterLine.Moved)
    def _move(self, moved: FilterLine.Moved) -> None:
        self.query_one(Keys).move(moved.move)

    @on(FilterLine.Left)
    def _leave(self) -> None:
        self.dismiss()
