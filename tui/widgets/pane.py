"""A pane: a heading that stays and, under it, lines that are drawn only when they come into view.

It scrolls by itself, bar included: a scrolling widget of Textual's would lay the whole screen out anew each time that
the number of lines changes, which is to say at each letter typed to find something.
"""

from collections.abc import Iterator

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from tui import commands
from tui.text import fit, signs, wrap
from tui.widgets.drawn import Drawn

_HERE = commands.at(commands.Place.MOVING, commands.Place.MARKING)
_MOVES = {key: command.id for command in _HERE for key in command.keys}
_WHEEL = 3
"""Lines for one notch of a mouse wheel."""


class Pane(Drawn, can_focus=True):
    """Lines under a heading; what they are, and whether there is a cursor, a kind of pane says."""

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.count = 0
        """How many lines there are."""
        self.top = 0
        """The first line in view."""
        self.hint = ""
        """What can be done where there is no line."""
        self.head = 1
        """Rows that the heading takes."""
        self._drawn: dict[tuple[object, ...], Strip] = {}

    # What a kind of pane says. ---------------------------------------------------------------------------------

    def heading(self, columns: int) -> str:
        """The words over the lines, in exactly so many columns; where it has several rows, in as many lines."""
        raise NotImplementedError

    def identity(self, index: int) -> object:
        """What a line shows, not to be drawn again while it shows the same; None while it shows nothing."""
        return index

    def line(self, index: int, columns: int) -> list[Segment]:
        """One line, in exactly so many columns."""
        raise NotImplementedError

    def heading_clicked(self, x: int) -> None:
        """The heading was clicked in that column."""

    def line_clicked(self, index: int, event: events.Click) -> None:
        """A line was clicked."""

    # Drawing. --------------------------------------------------------------------------------------------------

    @property
    def seen(self) -> int:
        """Lines that can be seen at once."""
        return max(1, self.size.height - self.head)

    def draw_anew(self) -> None:
        """Whatever was drawn shows something else now, or in another width or theme."""
        self._drawn.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Another width or height."""
        self.scroll_to_line(self.top)
        self.draw_anew()

    def on_focus(self) -> None:
        """The heading and the cursor say where the keys go."""
        self.draw_anew()

    def on_blur(self) -> None:
        """The keys go elsewhere."""
        self.draw_anew()

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._drawn.clear()

    def draw(self, columns: int, rows: range) -> Iterator[Strip]:
        """The heading and the lines in view, each drawn once as long as it shows the same."""
        thumb = self._thumb()
        return (self._row(y, columns, on_thumb=y in thumb) for y in rows)

    def _row(self, y: int, columns: int, *, on_thumb: bool) -> Strip:
        index = self.top + y - self.head
        if y < self.head:
            return self._heading(columns, y)
        if index >= self.count:
            hint = (
                list(wrap(self.hint, columns - 2))[y - self.head - 1 :][:1] if y > self.head and not self.count else []
            )
            return Strip([Segment(fit(f" {''.join(hint)}", columns), self.inks("muted"))], columns)
        what = self.identity(index)
        key = (what, self.is_current(index), on_thumb)
        strip = self._drawn.get(key)
        if strip is None:
            bar = signs.thumb if on_thumb else signs.track if self.count > self.seen else " "
            style = self.inks("muted" if on_thumb else "line")
            strip = Strip([*self.line(index, columns - 1), Segment(bar, style)], columns)
            if what is not None:
                if len(self._drawn) > 2000:
                    self._drawn.clear()
                self._drawn[key] = strip
        return strip

    def _heading(self, columns: int, y: int) -> Strip:
        mark = signs.pointer if self.has_focus and y == self.head - 1 else " "
        style = self.inks("accent" if self.has_focus else "muted", "panel", bold=self.has_focus)
        words = self.heading(columns - 1).split("\n")[y : y + 1]
        return Strip([Segment(mark + fit("".join(words), columns - 1), style)], columns)

    def is_current(self, index: int) -> bool:  # noqa: ARG002 - without a cursor none is
        """Is the cursor on this line?"""
        return False

    # Scrolling. ------------------------------------------------------------------------------------------------

    def _thumb(self) -> range:
        """The rows of the scroll bar that stand for what is in view."""
        if self.count <= self.seen:
            return range(0)
        height = max(1, self.seen * self.seen // self.count)
        start = self.head + (self.seen - height) * self.top // (self.count - self.seen)
        return range(start, start + height)

    def scroll_to_line(self, top: int) -> None:
        """Bring that line to the top, as far as there are lines to fill the pane."""
        top = max(0, min(top, self.count - self.seen))
        if top != self.top:
            self.top = top
            self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls, and leaves the cursor where it is."""
        self.scroll_to_line(self.top + _WHEEL)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The same upwards."""
        self.scroll_to_line(self.top - _WHEEL)
        event.stop()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scroll bar."""
        if event.x == self.size.width - 1 and event.y >= self.head and self.count > self.seen:
            self.capture_mouse()
            self._drag(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scroll bar."""
        if self.app.mouse_captured is self:
            self._drag(event.y)

    def on_mouse_up(self) -> None:
        """Let go of the scroll bar."""
        self.release_mouse()

    def _drag(self, y: int) -> None:
        self.scroll_to_line((y - self.head) * (self.count - self.seen) // max(self.seen - 1, 1))

    def on_click(self, event: events.Click) -> None:
        """A click on the heading or on a line."""
        index = self.top + event.y - self.head
        if event.y < self.head:
            self.heading_clicked(event.x)
        elif index < self.count and event.x < self.size.width - 1:
            self.line_clicked(index, event)

    # Moving. ---------------------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """Move on the shortest way: an arrow key held down must not climb through the bindings of all parents."""
        if self.move(_MOVES.get(event.key, "")):
            event.stop()
            event.prevent_default()

    def move(self, id_: str) -> bool:
        """Do what a command of moving stands for here; False where it stands for nothing here."""
        move = getattr(self, f"move_{id_}", None)
        return move is not None and move() is not False

    def move_up(self) -> None:
        """One line up."""
        self.scroll_to_line(self.top - 1)

    def move_down(self) -> None:
        """One line down."""
        self.scroll_to_line(self.top + 1)

    def move_page_up(self) -> None:
        """One screenful up."""
        self.scroll_to_line(self.top - self.seen + 1)

    def move_page_down(self) -> None:
        """One screenful down."""
        self.scroll_to_line(self.top + self.seen - 1)

    def move_first(self) -> None:
        """To the first line."""
        self.scroll_to_line(0)

    def move_last(self) -> None:
        """To the last line."""
        self.scroll_to_line(self.count)


class CursorPane(Pane):
    """A pane in which one line is the current one."""

    cursor = 0

    def cursor_moved(self) -> None:
        """Another line is the current one."""

    def is_current(self, index: int) -> bool:
        """Is the cursor on this line?"""
        return index == self.cursor

    @property
    def edge(self) -> str:
        """What stands at the edge of the current line, which is seen without any colour."""
        return signs.here if self.has_focus else signs.there

    def go_to(self, index: int) -> None:
        """Make that line the current one, and bring it into view."""
        old, self.cursor = self.cursor, max(0, min(index, self.count - 1))
        self.bring_into_view()
        if self.cursor != old:
            self._refresh_lines(old, self.cursor)
            self.cursor_moved()

    def bring_into_view(self) -> None:
        """Scroll as little as it takes to show the current line."""
        self.scroll_to_line(min(max(self.top, self.cursor - self.seen + 1), self.cursor))

    def _refresh_lines(self, *indexes: int) -> None:
        for index in indexes:
            if 0 <= index - self.top < self.seen:
                self.refresh(Region(0, index - self.top + self.head, self.size.width, 1))

    def line_clicked(self, index: int, event: events.Click) -> None:  # noqa: ARG002 - a kind of pane may want to know
        """The line clicked is the current one."""
        self.go_to(index)

    def move_up(self) -> None:
        """One line up."""
        self.go_to(self.cursor - 1)

    def move_down(self) -> None:
        """One line down."""
        self.go_to(self.cursor + 1)

    def move_page_up(self) -> None:
        """One screenful up, the lines seen moving with the cursor."""
        self.scroll_to_line(self.top - self.seen)
        self.go_to(self.cursor - self.seen)

    def move_page_down(self) -> None:
        """One screenful down, the lines seen moving with the cursor."""
        self.scroll_to_line(self.top + self.seen)
        self.go_to(self.cursor + self.seen)

    def move_first(self) -> None:
        """To the first line."""
        self.go_to(0)

    def move_last(self) -> None:
        """To the last line."""
        self.go_to(self.count - 1)
