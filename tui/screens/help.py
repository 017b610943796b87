"""What can be pressed where the person is, then everywhere else, from the one table of actions; type to find."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from tui.commands import COMMANDS, Command, Place, keys_shown
from tui.keys import keys_file
from tui.text import fit, show_line, wrap
from tui.widgets.filter_line import FilterLine
from tui.widgets.footer import KeyLine
from tui.widgets.pane import Pane

_KEYS = 16
OTHERWISE = (
    "Plain lines for a screen reader or a pipe: every reading and every edit is a command too; `outstanding --help`.",
    "Symbols your terminal lacks: `outstanding --ascii`. No colours: set NO_COLOR in the environment.",
)
"""What is no key, and asked for where the keys are."""


def commands_of(screen: Screen[Any]) -> tuple[Command, ...]:
    """What can be done on a screen: as it says itself, or as its last line does."""
    tells = getattr(screen, "commands", None)
    if tells is not None:
        return tuple(dict.fromkeys(tells()))
    return tuple(dict.fromkeys(command for line in screen.query(KeyLine) for command in line.commands))


class Keys(Pane):
    """All actions, or those in which something was found; those of the place first."""

    looked_for = ""
    here: Sequence[Command] = ()

    def find(self, text: str) -> None:
        """Show the actions that speak of this."""
        self.looked_for = text.casefold()
        self.top = 0
        self.on_resize()

    def on_resize(self) -> None:
        """Wrap for the width."""
        self._lines = list(self._lay_out(max(self.size.width - 1, 1)))
        self.count = len(self._lines)
        self.hint = "No key speaks of this."
        super().on_resize()

    def _found(self, command: Command) -> bool:
        told = f"{command.label} {command.help} {keys_shown(command)} {command.place.value}".casefold()
        return all(word in told for word in self.looked_for.split())

    def _lay_out(self, columns: int) -> Iterator[list[Segment]]:
        here = [command for command in self.here if self._found(command)]
        own = [command for command in here if command.place is not Place.MOVING]
        yield from self._part("Here", own, columns)
        yield from self._part("Moving about, here", [one for one in here if one.place is Place.MOVING], columns)
        for place in Place:
            others = [one for one in COMMANDS if one.place is place and one not in self.here and self._found(one)]
            yield from self._part(f"Elsewhere: {place.value[0].lower()}{place.value[1:]}", others, columns)
        if not self.looked_for:
            yield from self._otherwise(columns)

    def _part(self, title: str, commands: Iterable[Command], columns: int) -> Iterator[list[Segment]]:
        for number, command in enumerate(commands):
            if not number:
                yield [Segment(fit("", columns), self.inks())]
                yield [Segment(fit(f" {title}", columns), self.inks("heading", bold=True))]
            keys = f" {keys_shown(command)}"
            for text in wrap(f"{command.label}: {command.help}", columns - _KEYS - 1):
                style = self.inks("accent", bold=True)
                yield [Segment(fit(keys, _KEYS), style), Segment(fit(text, columns - _KEYS), self.inks())]
                keys = ""

    def _otherwise(self, columns: int) -> Iterator[list[Segment]]:
        own = f"Your own keys: {show_line(str(keys_file()))}; `outstanding keys --write` makes that file."
        yield [Segment(fit("", columns), self.inks())]
        yield [Segment(fit(" Without keys, symbols or colours", columns), self.inks("heading", bold=True))]
        for sentence in (*OTHERWISE, own):
            for text in wrap(sentence, columns - 2):
                yield [Segment(fit(f" {text}", columns), self.inks())]

    def heading(self, columns: int) -> str:
        """How to get out."""
        closing = "type to find, esc closes "
        return fit("What can be pressed", columns - len(closing)) + closing

    def line(self, index: int, columns: int) -> list[Segment]:  # noqa: ARG002 - wrapped for that width already
        """A line of the help."""
        return self._lines[index]


class HelpScreen(ModalScreen[None]):
    """Over whatever screen asked for it."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "#find"

    def __init__(self, under: Screen[Any]) -> None:
        super().__init__()
        self._here = commands_of(under)

    def compose(self) -> ComposeResult:
        """The line to find by, and the actions."""
        with Vertical(classes="sheet"):
            yield FilterLine(id="find")
            yield Keys(id="help")

    def on_mount(self) -> None:
        """What works under it."""
        self.query_one(Keys).here = self._here
        self.set_focus(self.query_one(FilterLine))

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
