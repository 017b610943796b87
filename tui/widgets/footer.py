"""The last line: the few keys that matter most here. `?` tells all."""

from collections.abc import Sequence

from tui.commands import Command, key_name
from tui.text import width
from tui.widgets.bar import WordLines, Words

MOST = 5
"""More keys than that nobody reads in one line of 80 columns."""


class KeyLine(WordLines):
    """Keys and what they do, clickable; those for which there is no room are left out whole."""

    def __init__(self, commands: Sequence[Command], *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.commands = commands

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """One line of keys."""
        line: list[Words] = []
        room = columns
        shown = self.commands[: MOST if columns < 100 else None]
        for command in sorted(shown, key=lambda command: command.id == "help"):  # Where it tells all, it comes last.
            key, label = f" {key_name(command.keys[0])}", f" {command.label}  "
            room -= width(key) + width(label)
            if room < 0:
                break
            line += [
                Words(key, "accent", bold=True, action=f"screen.{command.action}"),
                Words(label, action=f"screen.{command.action}"),
            ]
        return ((line, ()),)
