"""The first lines of a text over a form: as many as there is room for, and a mark where there is more of it."""

from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Size
from textual.widget import Widget

from tui.text import show, signs, wrap


class Opening(Widget):
    """What a form is about, in its own words; all of it can be read in the register."""

    def __init__(self, text: str) -> None:
        super().__init__(classes="opening")
        self.text = text

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as it takes, of which the layout rules grant some."""
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """The lines there is room for, the last of them with a mark where it is not the end."""
        columns, room = self.content_size
        lines = self._lines(columns)
        if len(lines) > room > 0:
            left = next(wrap(" ".join(lines[room - 1 :]), columns - 2))
            lines[room - 1 :] = [f"{left} {signs.ellipsis}"]
        return Text("\n".join(lines), end="")

    def _lines(self, columns: int) -> list[str]:
        return [line for line in wrap(show(self.text).strip(), columns) if line]  # What is free says nothing here.
