"""Words to scroll through: passages under a heading, such as the selected recommendation in full."""

from collections.abc import Iterable, Iterator, Sequence

from rich.segment import Segment

from db.rows import Detail
from tui.text import MEASURE, fit, show_line, status_label, width, wrap
from tui.widgets.pane import Pane
from tui.widgets.passages import Passage, passages

_LABEL = 12
"""Columns for a label and the blank after it."""


class PassagePane(Pane):
    """Passages, wrapped at the pane's width."""

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.about = ""
        """What they are about, for the heading; where that is too short for it, it is the first of them."""
        self._passages: Sequence[Passage] = ()
        self._lines: list[list[Segment]] = []

    def read(self, about: str, told: Iterable[Passage]) -> None:
        """Show these, from their beginning unless they are about the same as before."""
        if about != self.about:
            self.top = 0
        self.about, self._passages = about, tuple(told)
        self._lay_out()

    def heading(self, columns: int) -> str:
        """What they are about."""
        return fit(self.about, columns)

    def on_resize(self) -> None:
        """Wrap anew for the new width."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        if self.is_mounted:
            self._lay_out()

    def on_focus(self) -> None:
        """The heading says where the keys go; the text is as it was."""
        self.refresh()

    def on_blur(self) -> None:
        """The keys go elsewhere."""
        self.refresh()

    def _lay_out(self) -> None:
        columns = self.size.width - 1
        if columns < 1:
            return  # Not on the screen.
        whole = (Passage(self.about, bold=True),) if width(self.about) > columns - 1 else ()
        self._lines = [line for passage in (*whole, *self._passages) for line in self._wrap(passage, columns)]
        self.count = len(self._lines)
        self.scroll_to_line(self.top)
        self.draw_anew()

    def line(self, index: int, columns: int) -> list[Segment]:  # noqa: ARG002 - wrapped for that width already
        """One line of the text."""
        return self._lines[index]

    def _wrap(self, passage: Passage, columns: int) -> Iterator[list[Segment]]:
        style = self.inks(passage.ink, bold=passage.bold)
        margin = passage.indent + (_LABEL if passage.label else 0)
        label = " " * passage.indent + passage.label.ljust(margin - passage.indent)
        for text in wrap(passage.text, min(columns - margin - 1, MEASURE)):
            yield [Segment(fit(label, margin), self.inks("muted")), Segment(fit(text, columns - margin), style)]
            label = ""


class DetailPane(PassagePane):
    """All that is known of one recommendation."""

    detail: Detail | None = None

    def show(self, detail: Detail | None) -> None:
        """Show this one, from its beginning unless it is the one that was shown."""
        if detail is None or self.detail is None or detail.recommendation.id != self.detail.recommendation.id:
            self.top = 0
        self.detail = detail
        self.read("", passages(detail) if detail else ())

    def heading(self, columns: int) -> str:
        """Which one it is, and how it stands."""
        if self.detail is None:
            return fit("Nothing selected", columns)
        one = self.detail.recommendation
        status = status_label(one.status)
        return fit(show_line(one.ref), max(columns - width(status) - 1, 9)) + fit(status + " ", width(status) + 1)
