"""The marks of the register's table: how many there are, all at once, and those that are not there any more."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from db.queries import Filter, Reader
from tui.commands import spelt
from tui.messages import MarksLeft, MarksRead

if TYPE_CHECKING:
    from tui.screens.register import RegisterScreen


OF_MARKED = frozenset({"status", "update", "due", "edit"})
"""Commands that are of all that are marked, where some are, and not of the selected one."""


class Marking:
    """What the screen does about the marks of its table; it must be told when other lines are shown."""

    def __init__(self, screen: "RegisterScreen") -> None:
        self._screen = screen
        self._asked: Callable[[Reader], MarksRead] | None = None
        """What marks all of them, while that is being done behind the screen's back."""

    @property
    def in_words(self) -> str:
        """For the line over the table."""
        return "marking" if self._asked else self._screen.table.marks_in_words

    @property
    def ids(self) -> tuple[str, ...]:
        """Of those that are marked, whether they are shown or not."""
        table = self._screen.table
        return table.marks.ids if table.end_range() else ()

    def do(self, id_: str) -> None:
        """What a key stands for that was pressed beside the table."""
        if self._screen.table.display:
            self._screen.table.move(id_)
        else:
            words = spelt("The recommendations are marked in their list: {next_pane} goes there.")
            self._screen.notify(words, markup=False)

    def all(self) -> None:
        """Mark all that the filter lets through, or turn them round, as the table was told."""
        screen = self._screen
        turn, screen.table.wanted = screen.table.wanted, None
        if turn is None or self._asked:
            return
        screen.table.end_range()
        self._asked = partial(_all, filter_=screen.filter, turn=turn)
        screen.desk.background.ask("mark", self._asked)
        screen.tell_marks()

    async def settled(self) -> None:
        """What was to be marked is: the next key is of it. Raises RegisterError."""
        self.all()
        if self._asked:
            self.read(await self._screen.desk.read(self._asked))

    def read(self, read: MarksRead) -> None:
        """All of them have been read."""
        if not self._asked:
            return  # A key that came sooner did not wait for this.
        self._asked = None
        marks = self._screen.table.marks
        (marks.turn if read.turn else marks.add)(read.found)
        self._changed()

    def look_again(self) -> None:
        """The register has changed: what is not in it any more is marked no longer."""
        if asked := dict(self._screen.table.marks.rows):
            ids = tuple(asked)
            self._screen.desk.background.ask("marked", lambda reader: MarksLeft(asked, reader.there(ids)))

    def left(self, left: MarksLeft) -> None:
        """These there still are."""
        marks = self._screen.table.marks
        marks.drop(left.asked.keys() - left.found.keys())
        marks.add({id_: rowid for id_, rowid in left.found.items() if id_ in marks})
        self._changed()

    def drop(self, ids: Iterable[str]) -> None:
        """These are marked no longer."""
        self._screen.table.marks.drop(ids)
        self._changed()

    def count_hidden(self) -> None:
        """Other lines are shown."""
        if marks := self._screen.table.marks:
            marks.count_hidden(frozenset(self._screen.table.blocks.order))

    def _changed(self) -> None:
        self.count_hidden()
        self._screen.table.marks_changed()


def _all(reader: Reader, *, filter_: Filter, turn: bool) -> MarksRead:
    return MarksRead(reader.ids(reader.order(filter_)), turn)
