"""Lines that say how things stand or what can be pressed: drawn words, some of which answer to a click."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from tui.text import fit, width
from tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a bar."""

    text: str
    """Already shown, in one line."""
    ink: str = "foreground"
    bold: bool = False
    action: str = ""
    """What a click does."""
    ground: str = "panel"


class WordLines(Drawn):
    """One line or more, each of words at its left and words at its right."""

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """The words of each line: those at the left, those at the right. What is too long at the left is cut."""
        raise NotImplementedError

    def draw(self, columns: int, rows: range) -> Iterator[Strip]:
        """The words."""
        lines = self.lines(columns)
        for y in rows:
            line = lines[y] if y < len(lines) else ((), ())
            yield self._draw(self._place(*line, columns))

    def _place(self, left: Sequence[Words], right: Sequence[Words], columns: int) -> list[Words]:
        taken = sum(width(words.text) for words in right)
        room = max(columns - taken - bool(taken), 0)  # A blank at least between the two.
        placed = []
        for words in left:
            text = fit(words.text, min(width(words.text), room))
            placed.append(replace(words, text=text))
            room -= width(text)
        placed.append(Words(" " * (room + bool(taken))))
        return [*placed, *right]

    def _draw(self, placed: Sequence[Words]) -> Strip:
        return Strip([Segment(words.text, self.inks(words.ink, words.ground, bold=words.bold)) for words in placed])

    async def on_click(self, event: events.Click) -> None:
        """Do what the words clicked stand for."""
        lines = self.lines(self.size.width)
        if not 0 <= event.y < len(lines):
            return
        at = 0
        for words in self._place(*lines[event.y], self.size.width):
            at += width(words.text)
            if event.x < at:
                if words.action:
                    await self.run_action(words.action)
                return
