"""Two columns to scroll through: what a file prints, and beside each cell what it became."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.segment import Segment

from tui.beside import Printed, State, Stored
from tui.text import fit, show, show_line, width, wrap
from tui.widgets.pane import Pane

_GAP = " │ "
_INK = {State.SURE: "muted", State.EMPTY: "no-date", State.DOUBTFUL: "over-12", State.BY_HAND: "not-due"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence over the columns."""

    words: str
    ink: str = "foreground"
    bold: bool = False


Bit = tuple[str, str, bool]
"""Words, their ink, whether they are bold."""


class BesidePane(Pane):
    """The printed cells of a row, and the fields they became."""

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.about = ""
        """The place and what becomes of it, for the heading."""
        self._said: Sequence[Said] = ()
        self._cells: Sequence[Printed] = ()
        self._lines: list[list[Bit]] = []

    def read(self, about: str, said: Sequence[Said], cells: Sequence[Printed], *, afresh: bool) -> None:
        """Show these; `afresh` from their beginning, else where it was scrolled to."""
        self.about, self._said, self._cells = about, said, cells
        if afresh:
            self.top = 0
        self._lay_out()

    def heading(self, columns: int) -> str:
        """The row."""
        return fit(show_line(self.about), columns)

    def on_resize(self) -> None:
        """Wrap anew for the new width."""
        self._lay_out()

    def on_focus(self) -> None:
        """The heading says where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """The keys go elsewhere."""
        self.refresh()

    def line(self, index: int, columns: int) -> list[Segment]:
        """One line of both."""
        bits = self._lines[index]
        drawn = [Segment(words, self.inks(ink, bold=bold)) for words, ink, bold in bits]
        rest = columns - sum(width(words) for words, _, _ in bits)
        return [*drawn, Segment(" " * max(rest, 0), self.inks())]

    # Laying out. -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        columns = self.size.width - 2
        if columns < len(_GAP) + 4:
            return  # Not on the screen.
        self._lines = [line for said in self._said for line in _sentence(said, columns)]
        half = (columns - len(_GAP)) // 2
        if self._cells:
            self._lines += [[], _row(("as printed", "heading", True), ("as it would be stored", "heading", True), half)]
        for cell in self._cells:
            self._lines.append([(f" {'─' * columns}", "line", False)])
            left, right = _printed(cell, half), _became(cell, columns - half - len(_GAP))
            self._lines += [_row(one, other, half) for one, other in zip_longest(left, right, fillvalue=_NOTHING)]
        self.count = len(self._lines)
        self.scroll_to_line(self.top)
        self.draw_anew()


_NOTHING: Bit = ("", "foreground", False)


def _row(left: Bit, right: Bit, half: int) -> list[Bit]:
    return [(f" {fit(left[0], half)}", *left[1:]), (_GAP, "line", False), right]


def _sentence(said: Said, columns: int) -> Iterator[list[Bit]]:
    for line in wrap(show(said.words), columns):
        yield [(f" {line}", said.ink, said.bold)]


def _printed(cell: Printed, columns: int) -> Iterator[Bit]:
    if not cell.heading:
        yield ("not printed in this row", "muted", False)
        return
    for line in wrap(show_line(cell.heading), columns):
        yield (line, "muted", True)
    for line in wrap(show(cell.words.strip()) or "(empty)", columns):
        yield (line, "foreground", False)


def _became(cell: Printed, columns: int) -> Iterator[Bit]:
    for stored in cell.became:
        yield from _stored(stored, columns)
    if not cell.became:
        yield ("kept as printed, in no field" if cell.words.strip() else "", "muted", False)


def _stored(stored: Stored, columns: int) -> Iterator[Bit]:
    label, state = stored.label, stored.state
    if state is not State.SURE:
        label = f"{label}  {state.sign} {state.value}"
    for line in wrap(label, columns):
        yield (line, _INK[state], True)
    for line in wrap(show(stored.words), columns) if stored.words else ():
        yield (line, "foreground", False)
    for line in wrap(show(stored.why), columns) if stored.why else ():
        yield (line, _INK[state], False)
