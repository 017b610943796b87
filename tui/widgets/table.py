"""The recommendations: a table that draws the lines in view, as quick over 100,000 of them as over a hundred."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.segment import Segment
from textual import events
from textual.message import Message

from db.connection import RegisterError
from db.rows import Line
from db.rules import show_date
from tui.text import cut, cut_before, fit, show_line, signs, status_word, width
from tui.theme import BAND_INK, STATUS_INK
from tui.widgets.blocks import Blocks
from tui.widgets.marks import Marks
from tui.widgets.pane import CursorPane

SHORT = 5
"""Columns of a priority that is told in its first letters: `crit.`."""
SOON = 0.02
"""Seconds after which a line that was not to be had is asked for again."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns' widths in a table of some width; nought where there is no room. A blank stands after each."""

    ref: int
    priority: int
    title: int
    audit: int
    due: int
    months: int
    opinion: int

    def places(self) -> dict[str, range]:
        """Where on the line each column that can be sorted by stands."""
        at, places = 3, {}
        for name in ("ref", "priority", "title", "audit", "due", "months", "opinion"):
            columns = getattr(self, name)
            if columns:
                places[name] = range(at, at + columns + 1)
                at += columns + 1
        return places


@lru_cache
def layout(columns: int) -> Layout:
    """What fits into so many columns, the least needed leaving first."""
    priority = 11 if columns >= 76 else SHORT if columns >= 60 else 0
    opinion = 21 if columns >= 94 else 11 if columns >= 50 else 0
    due = 11 if columns >= 42 else 0
    ref = 11 if columns >= 74 else 9
    audit = 26 if columns >= 140 else 0
    taken = 4 + sum(each + 1 for each in (ref, priority, audit, due, 6, opinion) if each)
    return Layout(ref, priority, max(columns - taken, 1), audit, due, 6, opinion)


class Table(CursorPane):
    """The recommendations that the filter lets through, in order."""

    @dataclass
    class Selected(Message):
        """Another recommendation is the current one; None where there is none."""

        line: Line | None

    @dataclass
    class HeadingClicked(Message):
        """A heading was clicked, to sort by it."""

        column: str

    class Marked(Message):
        """Others are marked than were."""

    class AllWanted(Message):
        """All that the filter lets through is to be marked, or turned round: `wanted` says which."""

    class Opened(Message):
        """The current recommendation is to be read whole."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], list[Line]],
        ids: Callable[[Sequence[int]], dict[str, int]],
        *,
        id: str,  # Textual's name
    ) -> None:
        super().__init__(id=id)
        self.blocks = Blocks(fetch)
        self.marks = Marks()
        self._ids = ids
        self._anchor: int | None = None
        """Where a range began that goes on to the cursor."""
        self._shifted = False
        """Does it end when an arrow is pressed without shift?"""
        self.wanted: bool | None = None
        """All are to be marked, or (True) to be turned round, and that has not begun yet."""
        self.sorted_by = "due"
        self.reversed = False
        self._asked_again = False

    @property
    def current(self) -> int | None:
        """The row id of the current recommendation."""
        return self.blocks.rowid(self.cursor)

    @property
    def selected(self) -> Line | None:
        """The current recommendation; None where there is none, or the register is busy."""
        return self.blocks.line(self.cursor)

    def begin(self, lines: Sequence[Line], count: int) -> None:
        """Show the first lines; the rest will follow."""
        self._end_range_somehow()
        self.blocks.begin(lines, count)
        self.count, self.cursor, self.top = self.blocks.count, 0, 0
        self.refresh()

    def place(self, order: "array[int]", *, keep: int | None) -> None:
        """Show this order, the cursor staying on the recommendation with the row id `keep` if it is in it."""
        if self._anchor is not None and order[: len(self.blocks.order)] != self.blocks.order:
            self._end_range_somehow()  # Other lines would come to stand between its ends.
        as_it_was = self._in_view(order) == self._in_view(self.blocks.order) and self.count == len(order)
        self.blocks.place(order)
        self.count = len(order)
        found = self.blocks.index(keep)
        self.cursor = found if found is not None else max(0, min(self.cursor, self.count - 1))
        self.bring_into_view()
        if not as_it_was:
            self.refresh()

    def neighbour(self, order: "array[int]") -> int | None:
        """The row id to stay on in a new order: the current one where it keeps its place, else the one after it."""
        current, after = self.current, self.blocks.rowid(self.cursor + 1)
        if after is None:
            after, step = self.blocks.rowid(self.cursor - 1), -1
        else:
            step = 1
        if current is None or after is None or current not in order or after not in order:
            return current
        return current if order.index(after) - order.index(current) == step else after

    def _in_view(self, order: "array[int]") -> "array[int]":
        return order[self.top : self.top + self.seen]

    def forget(self) -> None:
        """The register has changed: read what is in view again."""
        self.blocks.forget()
        self.draw_anew()

    # Marks. ----------------------------------------------------------------------------------------------------

    @property
    def range(self) -> range:
        """The lines from where a range was begun to the cursor."""
        if self._anchor is None:
            return range(0)
        return range(min(self._anchor, self.cursor), min(max(self._anchor, self.cursor) + 1, self.count))

    def end_range(self) -> bool:
        """The lines of the range are marked, each by itself from now on; False where that cannot be read now."""
        if (lines := self.range) and self._anchor is not None:
            try:
                self.marks.add(self._ids(self.blocks.order[lines.start : lines.stop]))
            except RegisterError:
                return False
        if self._anchor is not None:
            self._anchor = None
            self.marks_changed()
        return True

    def _end_range_somehow(self) -> None:
        if not self.end_range():
            self._anchor = None
            self.marks_changed()

    @property
    def marks_in_words(self) -> str:
        """How many are marked, and the range that is being made."""
        spanned = f"range of {len(self.range):,}" if self._anchor is not None else ""
        return ", ".join(filter(None, (spanned, self.marks.in_words())))

    def clear_marks(self) -> None:
        """Nothing is marked any more."""
        self._anchor = None
        self.marks = Marks()
        self.marks_changed()

    def marks_changed(self) -> None:
        """Draw them, and tell."""
        self.refresh()
        self.post_message(self.Marked())

    def move_mark(self) -> None:
        """Mark the line, or no longer, and go to the next."""
        if self.end_range() and (line := self.selected) is not None:
            self.marks.turn({line.id: line.rowid})
            self._refresh_lines(self.cursor)
            self.post_message(self.Marked())
            self.move_down()

    def move_mark_range(self) -> None:
        """Begin a range at the cursor, or end it there."""
        if self._anchor is None:
            self._begin_range(shifted=False)
        else:
            self.end_range()

    def move_mark_down(self) -> None:
        """The line and the one below."""
        self._go_on_marking(1)

    def move_mark_up(self) -> None:
        """The line and the one above."""
        self._go_on_marking(-1)

    def move_mark_all(self) -> None:
        """All of them."""
        self.wanted = False
        self.post_message(self.AllWanted())

    def move_mark_turn(self) -> None:
        """The others instead."""
        self.wanted = True
        self.post_message(self.AllWanted())

    def _begin_range(self, *, shifted: bool) -> None:
        if self.count:
            self._anchor, self._shifted = self.cursor, shifted
            self.marks_changed()

    def _go_on_marking(self, step: int) -> None:
        if self._anchor is None:
            self._begin_range(shifted=True)
        shifted, self._shifted = self._shifted, False
        self.go_to(self.cursor + step)
        self._shifted = shifted

    def go_to(self, index: int) -> None:
        """As everywhere; an arrow without shift ends a range that was made with shift."""
        if self._anchor is None:
            super().go_to(index)
            return
        if self._shifted:
            self.end_range()
        super().go_to(index)
        self.marks_changed()

    def cursor_moved(self) -> None:
        """Tell which one it is now."""
        self.post_message(self.Selected(self.selected))

    def line_clicked(self, index: int, event: events.Click) -> None:
        """A second click reads it whole."""
        super().line_clicked(index, event)
        if event.chain > 1:
            self.post_message(self.Opened())

    def heading_clicked(self, x: int) -> None:
        """Sort by the column clicked."""
        for name, place in layout(self.size.width - 1).places().items():
            if x in place:
                self.post_message(self.HeadingClicked({"months": "due", "opinion": "status"}.get(name, name)))

    def heading(self, columns: int) -> str:
        """The columns' names, the one sorted by marked."""
        at = layout(columns)  # One for the mark before it, one less for the scroll bar.

        def name(words: str, room: int, sort: str, *, right: bool = False) -> str:
            if not room:
                return ""
            mark = (signs.up if self.reversed else signs.down) if sort == self.sorted_by else ""
            words = cut(words + mark, room)
            return (words.rjust(room) if right else words.ljust(room)) + " "

        return (
            "  "
            + name("Ref", at.ref, "ref")
            + name("Priority" if at.priority > SHORT else "Prio.", at.priority, "priority")
            + name("Recommendation", at.title, "title")
            + name("Audit", at.audit, "audit")
            + name("Due", at.due, "due", right=True)
            + name("Months", at.months, "months", right=True)
            + name("Opinion", at.opinion, "status")
        )

    def identity(self, index: int) -> object:
        """The recommendation, once it has been read."""
        line = self.blocks.line(index)
        if line is None:
            return None
        return (line.rowid,) if self._is_marked(index, line) else line.rowid

    def _is_marked(self, index: int, line: Line) -> bool:
        return line.id in self.marks or (self._anchor is not None and index in self.range)

    def line(self, index: int, columns: int) -> list[Segment]:
        """A recommendation in one line, or dots where it is not to be had yet."""
        line, here = self.blocks.line(index), index == self.cursor
        if line is None:
            if self.blocks.rowid(index) is None or self.blocks.lacks(index):
                self._ask_again()
            return [
                Segment(
                    fit(f"{self.edge if here else ' '}  {signs.ellipsis}", columns),
                    self.inks("muted", self._ground if here else "background"),
                )
            ]
        return self._draw(line, here=here, marked=self._is_marked(index, line), columns=columns)

    @property
    def _ground(self) -> str:
        return "cursor" if self.has_focus else "cursor-idle"

    def _draw(self, line: Line, *, here: bool, marked: bool, columns: int) -> list[Segment]:
        at, inks = layout(columns), self.inks
        sign = f"{self.edge if here else ' '}{signs.status[line.status]}"
        mark = signs.marked if marked else " "
        words = [fit(cut_before(show_line(line.ref), at.ref), at.ref)]
        if at.priority:
            priority = show_line(line.priority)
            is_short = width(priority) <= at.priority or at.priority > SHORT
            words.append(fit(priority if is_short else f"{cut(priority, SHORT)[:-1]}.", at.priority))
        words.append(fit(show_line(line.title), at.title))
        if at.audit:
            words.append(fit(show_line(line.audit), at.audit))
        if at.due:
            words.append(cut(show_date(line.due) or show_line(line.due_words) or "no date", at.due).rjust(at.due))
        middle = " ".join(words) + " "
        months = f"{'' if line.months is None else line.months:>{at.months}} "
        opinion = fit(status_word(line.status, short=at.opinion < 20), at.opinion) + " " if at.opinion else ""
        if here:
            whole = fit(sign + mark + middle + months + opinion, columns)
            return [Segment(whole, inks("cursor-text", self._ground, bold=True))]
        status = inks(STATUS_INK[line.status])
        return [
            Segment(sign, status),
            Segment(mark, inks("accent", bold=True)),
            Segment(middle, inks()),
            Segment(months, inks(BAND_INK[line.band], bold=True)),
            Segment(fit(opinion, columns - width(sign + mark) - width(middle) - width(months)), status),
        ]

    def _ask_again(self) -> None:
        if not self._asked_again:
            self._asked_again = True
            self.set_timer(SOON, self._again)

    def _again(self) -> None:
        self._asked_again = False
        self.refresh()
