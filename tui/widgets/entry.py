"""Where text is typed: Textual's line and its text area, made safe to show and to paste into."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Input, TextArea

from tui.text import cut, show, signs, width

_CONTROLS = {code: 0x2400 + code for code in range(32) if code != 9} | {127: 0x2421}
"""A visible sign for each control, one for one, so that the cursor stays where it belongs."""


def _through_the_door(strip: Strip, columns: int) -> Strip:
    """A drawn line with nothing left in it that a terminal would obey."""
    if all(segment.text.isascii() for segment in strip):
        return strip
    made = [Segment(show(text), style) for text, style, _ in strip]
    return Strip(made).adjust_cell_length(columns, made[-1].style)


def _marked(line: Strip, column: int) -> Strip:
    """A drawn line with an ellipsis in that column."""
    there = list(line.crop(column, column + 1))
    return Strip(
        [*line.crop(0, column), Segment(signs.ellipsis, there[0].style if there else None), *line.crop(column + 1)]
    )


def _editing(bound: Sequence[BindingType]) -> frozenset[str]:
    """Keys that edit by climbing to the app: a letter typed right after one would be taken in before it."""
    return frozenset(key for one in bound if isinstance(one, Binding) for key in one.key.split(","))


class Line(Input):
    """One line. A pasted text of several becomes one, rather than its first."""

    SENDS_ON = _editing(Input.BINDINGS)

    def __init__(self, value: str = "", *, placeholder: str = "") -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False)
        self._hint = placeholder

    @property
    def _value(self) -> Text:
        # Rich takes five of the controls out of a text, and with them the cursor's true place.
        return Text(self.value.translate(_CONTROLS), no_wrap=True, overflow="ignore", end="")

    def on_resize(self) -> None:
        """What is said where nothing is typed ends in a mark where there is no room for it."""
        self.placeholder = cut(self._hint, self.content_size.width)

    def render_line(self, y: int) -> Strip:
        """Draw it, made harmless, with a mark at an end beyond which it goes on."""
        line = _through_the_door(super().render_line(y), self.size.width)
        columns, passed = self.content_size.width, self.scroll_offset.x
        cursor = self._cursor_offset - passed if self.has_focus else None
        if passed and cursor != 0:
            line = _marked(line, 0)
        if width(self.value.translate(_CONTROLS)) - passed > columns and cursor != columns - 1:
            line = _marked(line, columns - 1)
        return line

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # Input's own handler would add the first line once more.
        self.replace(" ".join(event.text.split()), *sorted(self.selection))


class Prose(TextArea):
    """Long text."""

    SENDS_ON = _editing(TextArea.BINDINGS)

    def __init__(self, text: str = "", *, placeholder: str = "", read_only: bool = False) -> None:
        super().__init__(
            text, placeholder=Content(placeholder), read_only=read_only, compact=True, highlight_cursor_line=False
        )

    @property
    def value(self) -> str:
        """What stands in it."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.load_text(text)
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        """A line with a sign for each control in it."""
        return Text(self.document.get_line(line_index).translate(_CONTROLS), end="", no_wrap=True)

    def render_line(self, y: int) -> Strip:
        """Draw it, made harmless."""
        return _through_the_door(super().render_line(y), self.size.width)
