"""A file's lines as they were read, those of one row marked; and the file itself, in the program that shows it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import BindingType

from db.readings import SourceLine
from tui.commands import bound, named
from tui.screens.sheet import Sheet
from tui.terminal import NoViewer, open_file
from tui.text import fit, show, show_line, signs, width, wrap
from tui.widgets.pane import Pane

AROUND = 400
"""Lines before and after the row that are shown: some pages of a report, some screenfuls of a sheet."""
_LEAST = 14
"""Columns of a cell, from which on a table's row is drawn as one."""
_BETWEEN = " │ "


class SourcePane(Pane):
    """The lines around a row, each with its place."""

    def __init__(self, lines: Sequence[SourceLine], marked: set[int]) -> None:
        super().__init__(id="source")
        first = min(marked, default=0)
        begin, end = max(first - AROUND, 0), min(max(marked, default=first) + AROUND, len(lines))
        self._given = [(n in marked, lines[n]) for n in range(begin, end)]
        self._more = begin, len(lines) - end
        self._lines: list[tuple[bool, str, str]] = []
        """Is it marked, its place where it begins, its words."""
        self._begun = False

    @property
    def first_marked(self) -> int:
        """The first line that is marked."""
        return next((n for n, (marked, _, _) in enumerate(self._lines) if marked), 0)

    def heading(self, columns: int) -> str:
        """How much there is."""
        before, after = self._more
        told = [f"{before:,} lines before these" * bool(before), f"{after:,} after" * bool(after)]
        return fit(", ".join(filter(None, told)) or "all of the file", columns)

    def on_resize(self) -> None:
        """Wrap anew; at first, go to the row."""
        columns = self.size.width - 1
        if columns < 20:
            return
        room = max((width(line.place) for _, line in self._given), default=0)
        self._lines = [
            (marked, show_line(line.place) if not n else "", words)
            for marked, line in self._given
            for n, words in enumerate(_drawn(line.cells, columns - room - 4))
        ]
        self._room = room
        self.count = len(self._lines)
        if not self._begun:
            self._begun = True
            self.top = max(self.first_marked - 2, 0)
        self.scroll_to_line(self.top)
        self.draw_anew()

    def line(self, index: int, columns: int) -> list[Segment]:
        """One line, the row's own with a mark at its edge."""
        marked, place, words = self._lines[index]
        ground = "cursor-idle" if marked else "background"
        edge = signs.here if marked else " "
        return [
            Segment(f"{edge} ", self.inks("accent", ground, bold=True)),
            Segment(fit(place, self._room + 1), self.inks("muted", ground)),
            Segment(fit(words, columns - self._room - 3), self.inks("foreground", ground, bold=marked)),
        ]


def _drawn(cells: Sequence[str], columns: int) -> Iterator[str]:
    """A line as it is seen: a table's row in columns where there is room for them."""
    if len(cells) < 2:
        yield from wrap(show(cells[0]) if cells else "", columns)
        return
    each = (columns - len(_BETWEEN) * (len(cells) - 1)) // len(cells)
    if each < _LEAST:
        yield from wrap(_BETWEEN.join(show_line(cell) for cell in cells), columns)
        return
    wrapped = [list(wrap(show(cell.strip()), each)) for cell in cells]
    for n in range(max(map(len, wrapped))):
        yield _BETWEEN.join(fit(lines[n] if n < len(lines) else "", each) for lines in wrapped)


class SourceDialog(Sheet[None]):
    """The page or the sheet's rows as they were read."""

    heading = "As it was read"
    keys = named("open_file", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, lines: Sequence[SourceLine], marked: set[int], where: str, file: Path | None) -> None:
        super().__init__(classes="-whole")
        self.about = where
        self.lines, self.marked, self.file = lines, marked, file

    def body(self) -> ComposeResult:
        """The lines."""
        yield SourcePane(self.lines, self.marked)

    def action_leave(self) -> None:
        """Back to the plan."""
        self.dismiss(None)

    def action_open_file(self) -> None:
        """The file itself."""
        self.complain(open_in_viewer(self.file, self.about))


def open_in_viewer(file: Path | None, where: str) -> str:
    """Open the file with the program that shows such files; a sentence that says where to look in it, or why not."""
    if file is None:
        return "The file is not known any more."
    try:
        open_file(file)
    except NoViewer as none:
        return str(none)
    return f"{file.name} is being opened; look at {where}."
