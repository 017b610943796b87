"""A listing: rows of words and figures under headings, drawn as they come into view, each opened with a key."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import takewhile

from rich.segment import Segment
from textual import events
from textual.message import Message

from tui.text import MEASURE, fit, show, show_line, width, wrap
from tui.widgets.bars import Bar, drawn
from tui.widgets.pane import CursorPane

LEAST = 24
"""Columns that the column which takes the rest has at least, before others give way."""


_NAME, _FIGURE, _PICTURE = 28, 7, 60
"""Columns of a picture's names and figures, and of its bars at most."""


class Kind(Enum):
    """What a row is for."""

    HEADING = auto()
    """Words over the rows that follow."""
    LINE = auto()
    TOTAL = auto()
    """What the rows before it add up to."""
    NOTE = auto()
    """A sentence, over as many lines as it takes."""
    PICTURE = auto()
    """A name, a figure and a bar, in columns of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width, nought for the one that takes the rest."""

    heading: str = ""
    width: int = 0
    right: bool = False
    """Figures stand at the right."""
    name: str = ""
    """Named, its cells are figures that can be opened each for itself: the cursor moves along them."""
    narrow: int = 0
    """The width where there is little room; nought for the same."""
    short: str = ""
    """The heading there: words broken by a hyphen and a blank."""
    most: int = 0
    """Of the column that takes the rest: its width at most, so that figures stand near what they are of."""
    leaves: int = 0
    """In a pane of fewer columns than that it is left out."""
    least: int = 0
    """Of a second column that takes the rest: what the first leaves it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words with an ink of their own."""

    text: str
    ink: str = ""
    bold: bool = False
    bar: Bar | None = None
    """Drawn instead of words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a cell for each column, as it is stored; the listing shows it safely. With a key it can be opened."""

    cells: tuple[Cell | str, ...]
    key: Hashable = None
    kind: Kind = Kind.LINE
    leaves: int = 0
    """In a pane of fewer columns than that it is left out."""


def heading(words: str) -> Row:
    """A heading over the rows that follow."""
    return Row((words,), kind=Kind.HEADING)


def note(words: str, ink: str = "muted", *, leaves: int = 0) -> Row:
    """A sentence of as many lines as it takes; an empty one leaves a line free."""
    return Row((Cell(words, ink),), kind=Kind.NOTE, leaves=leaves)


def picture(name: str, figure: str, bar: Bar, ink: str = "foreground") -> Row:
    """A line of a picture: what it is, its figure and a bar."""
    return Row((Cell(name), Cell(figure, bold=True), Cell("", ink, bar=bar)), kind=Kind.PICTURE)


_PLAIN = {Kind.HEADING: ("heading", True), Kind.LINE: ("foreground", False), Kind.TOTAL: ("foreground", True)}
"""Ink and weight of cells that say none."""


class Listing(CursorPane):
    """Rows, of which those with a key can be opened."""

    @dataclass
    class Selected(Message):
        """The cursor is on another row or figure; the key is None where it is on none."""

        key: Hashable
        column: str

    @dataclass
    class Opened(Message):
        """What is behind this row is asked for, or behind one figure of it: the column's name."""

        key: Hashable
        column: str

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.columns: Sequence[Column] = (Column(),)
        self.rows: Sequence[Row] = ()
        self.column = ""
        """The name of the column that the cursor is in; empty where no column has a name."""
        self._lines: list[tuple[int, str]] = []
        """Of each line its row, and of a note the words in it."""
        self._places: list[tuple[Column, range]] = []
        """Where on a line the columns stand that there is room for; the first begins at 1."""
        self._headings: list[str] = []

    # What is shown. --------------------------------------------------------------------------------------------

    def show(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show these, the cursor staying on the row and the column where it was as far as they are still there."""
        key, column, at = self.key, self.column, self.cursor
        self.columns, self.rows = columns, rows
        self._lay_out()
        self.column = next((one.name for one in self._figures if one.name == column), "") or next(
            (one.name for one in self._figures), ""
        )
        kept = next((n for n in range(self.count) if key is not None and self._key(n) == key), None)
        self.cursor = kept if kept is not None else self._nearest(min(at, self.count - 1))
        self.scroll_to_line(self.top)
        self.bring_into_view()
        self.draw_anew()
        if (self.key, self.column) != (key, column):
            self.cursor_moved()

    @property
    def key(self) -> Hashable:
        """The key of the row that the cursor is on; None where it is on none."""
        return self._key(self.cursor)

    def go_to_key(self, key: Hashable, column: str = "") -> None:
        """Put the cursor on that row."""
        if column:
            self.column = column
        self.go_to(next((n for n in range(self.count) if self._key(n) == key), self.cursor))

    def _key(self, index: int) -> Hashable:
        return self.rows[self._lines[index][0]].key if 0 <= index < self.count else None

    @property
    def _figures(self) -> list[Column]:
        return [column for column, _ in self._places if column.name]

    def _nearest(self, index: int) -> int:
        """The line with a key that is nearest to this one; the line itself where there is none."""
        keyed = (n for n in range(self.count) if self._key(n) is not None)
        return min(keyed, key=lambda n: abs(n - index), default=max(index, 0))

    # Laying out. -----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Wrap and place anew for the new width, the cursor on the row where it was."""
        row = self._lines[self.cursor][0] if self.cursor < self.count else 0
        self._lay_out()
        self.cursor = self._nearest(next((n for n, (of, _) in enumerate(self._lines) if of == row), 0))
        super().on_resize()
        self.bring_into_view()

    def _lay_out(self) -> None:
        columns = max(self.size.width - 1, 1)
        self._places, narrow = _places(self.columns, columns)
        self._headings = _headings(self._places, columns, narrow=narrow)
        self.head = len(self._headings)
        self._lines = [
            (number, words)
            for number, row in enumerate(self.rows)
            if columns >= row.leaves
            for words in (_note(row, columns) if row.kind is Kind.NOTE else ("",))
        ]
        self.count = len(self._lines)

    def heading(self, columns: int) -> str:
        """The columns' headings, at the foot of the rows they take."""
        return "\n".join(fit(line[1:], columns) for line in self._headings)  # One is for the mark before it.

    def identity(self, index: int) -> object:
        """The line, and the figure in it."""
        return index, self.column if index == self.cursor else ""

    def line(self, index: int, columns: int) -> list[Segment]:
        """A row, or one line of a note."""
        number, words = self._lines[index]
        row = self.rows[number]
        if row.kind is Kind.NOTE:
            return [Segment(fit(f" {words}", columns), self.inks(_cell(row.cells[0]).ink or "muted"))]
        if row.kind is Kind.PICTURE:
            return self._picture(row, columns)
        if len(row.cells) == 1 and row.key is None:
            cell = _cell(row.cells[0])
            ink, bold = _PLAIN[row.kind]
            style = self.inks(cell.ink or ink, bold=cell.bold or bold)
            return [Segment(fit(f" {show_line(cell.text)}", columns), style)]
        return self._draw(row, here=index == self.cursor and row.key is not None, columns=columns)

    def _picture(self, row: Row, columns: int) -> list[Segment]:
        name, figure, bar = map(_cell, row.cells)
        words = fit(f" {show_line(name.text)}", _NAME), figure.text.rjust(_FIGURE) + "  "
        room = max(min(columns - sum(map(width, words)), _PICTURE), 0)
        line = [Segment(words[0], self.inks()), Segment(words[1], self.inks(bold=figure.bold))]
        line += [Segment(text, self.inks(ink)) for text, ink in drawn(bar.bar, room)] if bar.bar else []
        return [*line, Segment(" " * max(columns - sum(width(one.text) for one in line), 0), self.inks())]

    def _draw(self, row: Row, *, here: bool, columns: int) -> list[Segment]:
        cells = dict(zip(map(id, self.columns), row.cells, strict=False))
        ground = ("cursor" if self.has_focus else "cursor-idle") if here else "background"
        along = here and bool(self.column)
        if along:
            ground = "cursor-idle"
        line, at = [Segment(self.edge if here else " ", self.inks("foreground", ground))], 1
        shown = [(column, place, _cell(cells.get(id(column), ""))) for column, place in self._places]
        for column, place, cell in _run_over(shown):
            if cell.bar is not None:
                line += [Segment(text, self.inks(ink, ground)) for text, ink in drawn(cell.bar, len(place))]
                line.append(Segment(" ", self.inks(ground=ground)))
                at = place.stop + 1
                continue
            text = show_line(cell.text)
            # A figure is never cut, for what is left of it would be another one.
            words = text.rjust(len(place)) if column.right and width(text) <= len(place) else fit(text, len(place))
            ink, bold = cell.ink or _PLAIN[row.kind][0], cell.bold or _PLAIN[row.kind][1]
            if here and not (along and column.name != self.column):
                on = "cursor" if self.has_focus else ground
                style = self.inks("cursor-text", on if along or self.has_focus else ground, bold=True)
            else:
                style = self.inks(ink, ground, bold=bold or here)
            line.append(Segment(words, style))
            line.append(Segment(" ", self.inks(ground=ground)))
            at = place.stop + 1
        line.append(Segment(" " * max(columns - at, 0), self.inks(ground=ground)))
        return line

    # The cursor. -----------------------------------------------------------------------------------------------

    def cursor_moved(self) -> None:
        """Tell where it is now."""
        self.post_message(self.Selected(self.key, self.column))

    def bring_into_view(self) -> None:
        """Show the cursor's row, and with the first of several also what stands over it."""
        top = self.cursor
        while top > 0 and self._key(top - 1) is None and self.cursor - top < self.seen - 1:
            top -= 1
        self.scroll_to_line(min(max(self.top, self.cursor - self.seen + 1), top))

    def _step(self, way: int) -> None:
        """To the next row with a key; where it is out of sight, one line towards it, so that notes can be read."""
        target = self.cursor + way
        while 0 <= target < self.count and self._key(target) is None:
            target += way
        if 0 <= target < self.count and self.top - 1 <= target <= self.top + self.seen:
            self.go_to(target)
        else:
            self.scroll_to_line(self.top + way)

    def _leap(self, by: int) -> None:
        self.scroll_to_line(self.top + by)
        target = self._nearest(max(0, min(self.cursor + by, self.count - 1)))
        if self.top <= target < self.top + self.seen:
            self.go_to(target)

    def move_up(self) -> None:
        """To the row before."""
        self._step(-1)

    def move_down(self) -> None:
        """To the next row."""
        self._step(1)

    def move_page_up(self) -> None:
        """One screenful up."""
        self._leap(-self.seen)

    def move_page_down(self) -> None:
        """One screenful down."""
        self._leap(self.seen)

    def move_first(self) -> None:
        """To the first row, and all that stands over it."""
        self.go_to(self._nearest(0))
        self.scroll_to_line(0)

    def move_last(self) -> None:
        """To the last row, and all that stands under it."""
        self.go_to(self._nearest(self.count - 1))
        self.scroll_to_line(self.count)

    def move_left(self) -> bool:
        """To the figure before."""
        return self._along(-1)

    def move_right(self) -> bool:
        """To the next figure."""
        return self._along(1)

    def _along(self, way: int) -> bool:
        names = [column.name for column in self._figures]
        if not names:
            return False
        at = names.index(self.column) if self.column in names else 0
        self._go_to_column(names[max(0, min(at + way, len(names) - 1))])
        return True

    def _go_to_column(self, name: str) -> None:
        if name != self.column:
            self.column = name
            self._refresh_lines(self.cursor)
            self.cursor_moved()

    def move_enter(self) -> bool:
        """Open what the cursor is on."""
        if self.key is None:
            return False
        self.post_message(self.Opened(self.key, self.column))
        return True

    def line_clicked(self, index: int, event: events.Click) -> None:
        """A click puts the cursor there, a second one opens it."""
        if self._key(index) is None:
            return
        self.go_to(index)
        for column, place in self._places:
            if column.name and place.start - 1 <= event.x < place.stop:
                self._go_to_column(column.name)
        if event.chain > 1:
            self.move_enter()


def _run_over(shown: Sequence[tuple[Column, range, Cell]]) -> Iterator[tuple[Column, range, Cell]]:
    """What stands in a row; words too long for their column take the room of empty cells after it."""
    taken = 0
    for number, (column, own, cell) in enumerate(shown):
        if own.start < taken:
            continue
        taken = own.stop
        if not column.right and width(show_line(cell.text)) > len(own):
            empty = takewhile(lambda one: not one[2].text, shown[number + 1 :])
            taken = max((place.stop for _, place, _ in empty), default=taken)
        yield column, range(own.start, taken), cell


def _cell(cell: Cell | str) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


def _note(row: Row, columns: int) -> list[str]:
    return list(wrap(show(_cell(row.cells[0]).text), min(columns - 2, MEASURE)))


def _places(columns: Sequence[Column], room: int) -> tuple[list[tuple[Column, range]], bool]:
    """The columns that there is room for, the least needed left out, where each stands, and whether they are narrow."""
    kept = [column for column in columns if room >= column.leaves]
    widths = [column.width for column in kept]
    narrow = room - 1 - sum(widths) - len(kept) < LEAST + sum(column.least for column in kept)
    if narrow:
        widths = [(column.narrow or column.width) for column in kept]
    rest = max(room - 1 - sum(widths) - len(kept), 1)
    at, places = 1, []
    for column, taken in zip(kept, widths, strict=True):
        room_for = max(rest - sum(later.least for later in kept if later is not column), 1) if not taken else 0
        columns_taken = taken or min(room_for, column.most or room_for)
        rest -= 0 if taken else columns_taken
        places.append((column, range(at, at + columns_taken)))
        at += columns_taken + 1
    return places, narrow


def _headings(places: Sequence[tuple[Column, range]], columns: int, *, narrow: bool) -> list[str]:
    """The headings, each broken into as many rows as its column's width asks for, all standing on the last row."""
    broken = [list(wrap((column.short if narrow else "") or column.heading, len(place))) for column, place in places]
    rows = max((len(words) for words in broken), default=1)
    lines = []
    for row in range(rows):
        line = " "
        for (column, place), words in zip(places, broken, strict=True):
            word = fit("".join(words[row - rows + len(words) :][:1] if row >= rows - len(words) else ""), len(place))
            line += (word.rstrip().rjust(len(place)) if column.right else word) + " "
        lines.append(fit(line, columns))
    return lines
