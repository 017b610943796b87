"""The line over the table: where we are, what is typed to find, what the table is narrowed to, and how many are left.

An editor of one line of our own: a letter typed is on the screen with its findings, in a few milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from tui.text import show, signs, width
from tui.widgets.bar import WordLines, Words
from tui.widgets.typed import Typed

LONGEST = 500
"""Letters that can be typed to find."""


class FilterLine(WordLines, can_focus=True):
    """What is looked for; each key tells it anew."""

    @dataclass
    class Changed(Message):
        """Another text is looked for."""

        text: str

    class Left(Message):
        """Done with typing: on to the table."""

    @dataclass
    class Moved(Message):
        """An arrow was pressed, which is for the lines found."""

        move: str
        """The command's id."""

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self._typed = Typed(longest=LONGEST)
        self.scope = ""
        self.narrowed = ""
        """What else narrows the table, in words."""
        self.count = ""
        self.marked = ""
        """How many are marked, in words."""

    @property
    def text(self) -> str:
        """What is typed."""
        return self._typed.text

    def tell(self, *, scope: str, narrowed: str, count: str, marked: str) -> None:
        """What is shown around the text."""
        if (scope, narrowed, count, marked) != (self.scope, self.narrowed, self.count, self.marked):
            self.scope, self.narrowed, self.count, self.marked = scope, narrowed, count, marked
            self.refresh()

    def clear(self) -> None:
        """Look for nothing any more."""
        self._set("")

    def look_for(self, text: str) -> None:
        """Look for this instead."""
        self._set(text)

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """One line."""
        marked = f" {self.marked} {signs.dot} " if self.marked else ""
        right = (Words(marked, "accent", bold=True), Words(f"{self.count} ", "muted"))
        if not self.has_focus and not self.text:
            return (([Words(f" {self.scope}", bold=True, action="screen.do('filter')"), *self._narrowing()], right),)
        before, after = show(self.text[: self._typed.at]), show(self.text[self._typed.at :])
        room = max(columns - width(marked + self.count) - 12, 10)
        while width(before) > room:
            before = before[1:]
        typed = [Words(before)]
        if self.has_focus:
            typed.append(Words(after[:1] or " ", "background", ground="foreground"))
            after = after[1:]
        found = [Words(" Find: ", "accent", bold=True), *typed, Words(f"{after} "), *self._narrowing()]
        return ((found, right),)

    def _narrowing(self) -> list[Words]:
        if not self.narrowed:
            return []
        return [Words(f"  {signs.dot} {self.narrowed}", "accent", action="screen.do('narrow')")]

    async def _on_key(self, event: events.Key) -> None:
        """Edit, or leave."""
        text = self.text
        match event.key:
            case "enter" | "tab":
                self.post_message(self.Left())
            case "escape":
                self.clear()
                self.post_message(self.Left())
            case "up" | "down" | "pageup" | "pagedown":
                self.post_message(self.Moved(event.key.replace("page", "page_")))
            case _:
                if not self._typed.press(event.key, event.character):
                    return
                self._tell_if_other(text)
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Lines pasted become one."""
        text = self.text
        self._typed.insert(" ".join(event.text.split()))
        self._tell_if_other(text)
        event.stop()

    def _set(self, text: str) -> None:
        before, self._typed = self.text, Typed(text[:LONGEST], longest=LONGEST)
        self._tell_if_other(before)

    def _tell_if_other(self, before: str) -> None:
        if self.text != before:
            self.post_message(self.Changed(self.text))
        else:
            self.refresh()
