"""The last line: the few keys that matter most here. `?` tells all."""

from collections.abc import Sequence

from tui.commands import Command, key_name
from tui.text import width
from tui.widgets.bar import WordLines, Words

MOST = 5
"""More keys than that nobody reads in one line of 80 columns."""


class KeyLine(WordLines):
    """Keys and what they do, clickable; those for which there is no room are left out whole."""

    def __init__(self, commands: Sequence[Command], few: Sequence[Command] = (), *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.commands = commands
        self.few = few
        """What stands here where there is room for few, if those are not the first of all."""

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """One line of keys."""
        fitting: list[Command] = []
        room = columns
        narrow = columns < 100
        wanted = (self.few if narrow else ()) or self.commands
        for command in sorted(wanted, key=_tells_all, reverse=True)[: MOST if narrow else None]:
            room -= sum(width(words.text) for words in _words(command))
            if room < 0:
                break
            fitting.append(command)
        line = [words for command in sorted(fitting, key=_tells_all) for words in _words(command)]
        return ((line, ()),)


def _tells_all(command: Command) -> bool:
    """There is room for it first, and it comes last."""
    return command.id == "help"


def _words(command: Command) -> tuple[Words, Words]:
    action = f"screen.{command.action}"
    return (
        Words(f" {key_name(command.keys[0])}", "accent", bold=True, action=action),
        Words(f" {command.label}  ", action=action),
    )
