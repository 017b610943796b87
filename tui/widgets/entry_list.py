"""Lists to choose from, of which the current line reads without colour: it has the table's sign at its edge."""

from rich.segment import Segment
from textual.app import ComposeResult
from textual.strip import Strip
from textual.widgets import OptionList, Select
from textual.widgets._select import SelectCurrent, SelectOverlay

from tui.text import signs


class EntryList(OptionList):
    """Entries of one line or more; the layout rules keep the first column of each free for the sign."""

    def render_line(self, y: int) -> Strip:
        """A line, with the sign where it is one of the current entry."""
        return _edged(self, super().render_line(y))


class Opened(SelectOverlay):
    """The list of a `Picker`, while that is open."""

    def render_line(self, y: int) -> Strip:
        """The same."""
        return _edged(self, super().render_line(y))


class Picker(Select[str]):
    """One of many, in a list that opens."""

    def compose(self) -> ComposeResult:
        """As Textual's own, with a list of ours."""
        yield SelectCurrent(self.prompt)
        yield Opened().data_bind(compact=Select.compact)


def _edged(entries: OptionList, line: Strip) -> Strip:
    """A line as it is drawn, which says itself of which entry it is."""
    style = next((segment.style for segment in line), None)
    if style is None or entries.highlighted is None or style.meta.get("option") != entries.highlighted:
        return line
    return Strip([Segment(signs.here if entries.has_focus else signs.there, style), *line.crop(1)])
