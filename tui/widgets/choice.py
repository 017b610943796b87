"""A choice of a few: all of them in view, one digit or an arrow away, or clicked."""

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.text import show_line, signs, width, wrap

GAP = 3
"""Columns between two options that stand side by side."""
EDGE = 1
"""Columns before an option, for the sign that the keys go there."""

NONE = -1
"""Nothing is chosen yet."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the few."""

    value: str
    label: str
    note: str = ""
    """Said behind it, dimmed: `now`."""


class Choice(Widget, can_focus=True):
    """Options below each other with their digits, or side by side over as many lines as they take."""

    COMPONENT_CLASSES: ClassVar = {"choice--chosen", "choice--digit", "choice--note", "choice--here"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "move(-1)", "Previous", show=False),
        Binding("down,right,space", "move(1)", "Next", show=False),
        Binding("home", "choose(0)", "First", show=False),
        Binding("end", "choose(-1)", "Last", show=False),
        Binding("enter", "app.focus_next", "Next field", show=False),
    ]

    chosen: reactive[int] = reactive(NONE)

    @dataclass
    class Chosen(Message):
        """Another option was chosen."""

        choice: "Choice"

    def __init__(self, options: tuple[Option, ...], value: str, *, stacked: bool = False) -> None:
        super().__init__()
        self.options = options
        self.stacked = stacked
        self.set_reactive(Choice.chosen, self._index(value))

    def _index(self, value: str) -> int:
        return next((n for n, option in enumerate(self.options) if option.value == value), NONE)

    @property
    def value(self) -> str:
        """What is chosen; empty where nothing is."""
        return "" if self.chosen == NONE else self.options[self.chosen].value

    @value.setter
    def value(self, value: str) -> None:
        if not value or self._index(value) != NONE:  # A draft may speak of an option that is gone.
            self.chosen = self._index(value)

    def watch_chosen(self, old: int, new: int) -> None:
        """Tell the form."""
        if old != new:
            self.post_message(self.Chosen(self))

    def action_move(self, step: int) -> None:
        """Choose the next or the one before, round the end, as there are few."""
        self.chosen = (max(self.chosen, -1 if step > 0 else 0) + step) % len(self.options)

    def action_choose(self, index: int) -> None:
        """Choose the first or the last."""
        self.chosen = index % len(self.options)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses by place; one beyond the last does nothing."""
        if event.character and event.character in "123456789" and int(event.character) <= len(self.options):
            self.chosen = int(event.character) - 1
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        at = event.get_content_offset(self)
        for index, (x, y, label) in enumerate(self._places(self.content_size.width)):
            if at is not None and y == at.y and (self.stacked or x <= at.x < x + EDGE + width(label) + 4):
                self.chosen = index

    def _places(self, columns: int) -> list[tuple[int, int, str]]:
        """Column, line and label of each option in so many columns."""
        places: list[tuple[int, int, str]] = []
        x = y = 0
        for index, option in enumerate(self.options):
            label = show_line(option.label)
            if self.stacked:
                places.append((0, index, label))
                continue
            taken = EDGE + width(label) + 4
            if x and x + taken > columns:
                x, y = 0, y + 1
            places.append((x, y, label))
            x += taken + GAP - EDGE
        return places

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as the options take."""
        return self._places(width)[-1][1] + 1

    def render(self) -> RenderResult:
        """Each option with its mark: what is chosen reads without colour."""
        digit, note, chosen = (
            self.get_component_rich_style(f"choice--{name}", partial=True) for name in ("digit", "note", "chosen")
        )
        here = self.get_component_rich_style("choice--here", partial=True)
        lines: list[Text] = []
        for index, ((x, y, label), option) in enumerate(
            zip(self._places(self.content_size.width), self.options, strict=True)
        ):
            if y == len(lines):
                lines.append(Text(end=""))
            line = lines[y]
            line.pad_right(x - line.cell_len)
            is_chosen = index == self.chosen
            style: Style = here if is_chosen and self.has_focus else chosen if is_chosen else Style.null()
            line.append(signs.here if is_chosen and self.has_focus else " ", style)
            line.append(f"({signs.chosen}) " if is_chosen else "( ) ", style)
            if self.stacked:
                line.append(f"{index + 1} ", style if is_chosen else digit)
            line.append(label, style)
            if option.note:
                line.append(f"   {show_line(option.note)}", note)
        return Text("\n", end="").join(lines)


class Tick(Widget, can_focus=True):
    """One thing to say yes to, with a mark that reads without colour."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "turn", "Tick", show=False)]

    ticked: reactive[bool] = reactive(False)

    @dataclass
    class Changed(Message):
        """It was ticked or unticked."""

        tick: "Tick"

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def action_turn(self) -> None:
        """The other way."""
        self.ticked = not self.ticked

    def on_click(self) -> None:
        """The other way."""
        self.action_turn()

    def watch_ticked(self, old: bool, new: bool) -> None:
        """Tell the form."""
        if old != new:
            self.post_message(self.Changed(self))

    def _lines(self, columns: int) -> list[str]:
        return list(wrap(show_line(self.question), columns - EDGE - 4))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as the question takes."""
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """The mark, and beside it the question."""
        edge = signs.here if self.has_focus else " "
        question = f"\n{edge}    ".join(self._lines(self.content_size.width))
        return Text(f"{edge}[{'x' if self.ticked else ' '}] {question}", end="")
