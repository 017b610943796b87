"""The line over the table: where we are, what is typed to find, what the table is narrowed to, and how many are left.

An editor of one line of our own: a letter typed is on the screen with its findings, in a few milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from tui.text import show, signs, width
from tui.widgets.bar import WordLines, Words

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
        self.text = ""
        self._at = 0
        self.scope = ""
        self.narrowed = ""
        """What else narrows the table, in words."""
        self.count = ""
        self.marked = ""
        """How many are marked, in words."""

    def tell(self, *, scope: str, narrowed: str, count: str, marked: str) -> None:
        """What is shown around the text."""
        if (scope, narrowed, count, marked) != (self.scope, self.narrowed, self.count, self.marked):
            self.scope, self.narrowed, self.count, self.marked = scope, narrowed, count, marked
            self.refresh()

    def clear(self) -> None:
        """Look for nothing any more."""
        self._set("", 0)

    def look_for(self, text: str) -> None:
        """Look for this instead."""
        self._set(text[:LONGEST], len(text))

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """One line."""
        marked = f" {self.marked} {signs.dot} " if self.marked else ""
        right = (Words(marked, "accent", bold=True), Words(f"{self.count} ", "muted"))
        if not self.has_focus and not self.text:
            return (([Words(f" {self.scope}", bold=True, action="screen.do('filter')"), *self._narrowing()], right),)
        before, after = show(self.text[: self._at]), show(self.text[self._at :])
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
        text, at = self.text, self._at
        match event.key:
            case "enter" | "tab":
                self.post_message(self.Left())
            case "escape":
                self.clear()
                self.post_message(self.Left())
            case "up" | "down" | "pageup" | "pagedown":
                self.post_message(self.Moved(event.key.replace("page", "page_")))
            case "left":
                self._set(text, at - 1)
            case "right":
                self._set(text, at + 1)
            case "home" | "ctrl+a":
                self._set(text, 0)
            case "end" | "ctrl+e":
                self._set(text, len(text))
            case "backspace":
                self._set(text[: max(at - 1, 0)] + text[at:], at - 1)
            case "delete":
                self._set(text[:at] + text[at + 1 :], at)
            case "ctrl+u":
                self._set(text[at:], 0)
            case "ctrl+w":
                start = text[:at].rstrip().rfind(" ") + 1
                self._set(text[:start] + text[at:], start)
            case _ if event.is_printable and event.character:
                self._type(event.character)
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Lines pasted become one."""
        self._type(" ".join(event.text.split()))
        event.stop()

    def _type(self, letters: str) -> None:
        letters = letters[: LONGEST - len(self.text)]
        self._set(self.text[: self._at] + letters + self.text[self._at :], self._at + len(letters))

    def _set(self, text: str, at: int) -> None:
        changed, self.text, self._at = text != self.text, text, max(0, min(at, len(text)))
        if changed:
            self.post_message(self.Changed(text))
        else:
            self.refresh()
