"""Finds anything by its name: what can be done where the person is, and what the register holds. Type, and enter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from db.connection import RegisterError
from db.queries import Reader
from tui.commands import Command, key_name
from tui.found import Entry, Kind, actions, records
from tui.messages import PaletteRead
from tui.screens.help import commands_of
from tui.text import cut, fit, show_line, signs, width
from tui.widgets.filter_line import FilterLine
from tui.widgets.pane import CursorPane

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import Outstanding

_HEAD = 16
_ORDER = {kind: at for at, kind in enumerate(Kind)}


class Entries(CursorPane):
    """What was found, the kind said before the first of each."""

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.entries: list[Entry] = []
        self.why: dict[str, str] = {}
        """Why an action cannot run now, by its id."""

    def show(self, entries: Sequence[Entry], *, keep: Entry | None = None) -> None:
        """Show these, the best under the cursor, or what it was on if a person has moved it there."""
        self.entries, self.count = list(entries), len(entries)
        self.cursor = self.entries.index(keep) if keep in self.entries else 0
        self.top = 0
        self.bring_into_view()
        self.draw_anew()

    @property
    def current(self) -> Entry | None:
        """What the cursor is on."""
        return self.entries[self.cursor] if self.entries else None

    def heading(self, columns: int) -> str:
        """How to get in and out."""
        told = "enter chooses, esc closes "
        return fit("Anything by its name", columns - len(told)) + told

    def line(self, index: int, columns: int) -> list[Segment]:
        """Kind, name, what is said of it, and its key."""
        entry = self.entries[index]
        first = index == 0 or self.entries[index - 1].kind is not entry.kind
        section = fit(f" {entry.kind}" if first and entry.kind is not Kind.FIND else "", _HEAD)
        key = f" {key_name(entry.command.keys[0])} " if entry.command else " "
        room = max(columns - _HEAD - width(key), 1)
        name = cut(show_line(entry.name[:400]), room)
        told = fit(f"  {self.why.get(entry.id) or show_line(entry.told[:600])}", max(room - width(name), 0))
        if index == self.cursor:
            whole = signs.here + section[1:] + name + told + key
            return [Segment(whole, self.inks("cursor-text", "cursor", bold=True))]
        return [
            Segment(section, self.inks("heading")),
            Segment(name, self.inks(bold=True)),
            Segment(told, self.inks("muted")),
            Segment(key, self.inks("accent", bold=True)),
        ]

    def line_clicked(self, index: int, event: events.Click) -> None:
        """One click chooses."""
        super().line_clicked(index, event)
        cast("PaletteScreen", self.screen).choose()


class AskedLine(FilterLine):
    """What is looked for; `enter` is followed by keys for what was chosen."""

    SENDS_ON = frozenset({"enter"})

    async def _on_key(self, event: events.Key) -> None:
        """Choose, or leave; all else is editing."""
        if event.key in {"enter", "escape", "tab", "shift+tab"}:
            event.stop()
            event.prevent_default()
            screen = cast("PaletteScreen", self.screen)
            if event.key == "enter":
                screen.choose()
            elif event.key == "escape":
                screen.dismiss(None)


class PaletteScreen(ModalScreen[Entry | None]):
    """Over whatever screen asked for it; dismissed with what was chosen."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "#find"

    def __init__(self, under: "Screen[object]", desk: "Outstanding") -> None:
        super().__init__()
        self._desk = desk
        self._commands: Sequence[Command] = commands_of(under)
        self._with_records = under is desk.register or hasattr(under, "refresh_all")
        """Over a form only what the form can do is found: nothing leads away from what is typed there."""
        self._why = {one.id: why for one in self._commands if (why := _refusal(under, one)) is not None}
        self._text = self._answered = ""
        self._found: tuple[Entry, ...] = ()
        self._moved = self._chosen = False

    def compose(self) -> ComposeResult:
        """The line to find by, and what is found."""
        with Vertical(classes="sheet"):
            yield AskedLine(id="find")
            yield Entries(id="entries")

    def on_mount(self) -> None:
        """All that can be done here, before a letter is typed."""
        self._entries = self.query_one(Entries)
        self._entries.why = self._why
        self.set_focus(self.query_one(AskedLine))
        self._show()

    # Finding. --------------------------------------------------------------------------------------------------

    @on(FilterLine.Changed)
    def _asked(self, changed: FilterLine.Changed) -> None:
        self.query_one(AskedLine).refresh()
        self._text, self._moved = changed.text, False
        if not self._with_records or not changed.text.strip():
            self._answered, self._found = changed.text, ()
        else:
            text, tree = changed.text, self._desk.register.look.tree

            def question(reader: Reader) -> PaletteRead:
                try:
                    return PaletteRead(self, text, records(reader, tree, text))
                except RegisterError as error:
                    return PaletteRead(self, text, (), str(error))

            self._desk.background.ask("palette", question)
        self._show()

    @on(PaletteRead)
    def _read(self, read: PaletteRead) -> None:
        if read.text != self._text:
            return
        self._answered, self._found = read.text, cast("tuple[Entry, ...]", read.found)
        self._show(read.trouble)
        if self._chosen:
            self._chosen = False
            self.choose()

    def _show(self, trouble: str = "") -> None:
        looking = self._text != self._answered
        entries = sorted((*actions(self._commands, self._text), *self._found), key=lambda one: _ORDER[one.kind])
        if looking:  # What was found of the text before is no answer to this one; but it need not blink.
            entries = [one for one in entries if one.kind is not Kind.FIND]
        self._entries.hint = trouble or (
            f"looking{signs.ellipsis}" if looking else "Nothing is called so. Fewer letters find more."
        )
        self._entries.show(entries, keep=self._entries.current if self._moved else None)

    # Choosing. -------------------------------------------------------------------------------------------------

    @on(FilterLine.Moved)
    def _move(self, moved: FilterLine.Moved) -> None:
        self._moved = True
        self._entries.move(moved.move)

    def choose(self) -> None:
        """Take what the cursor is on; where the answer to what is typed is still under way, once it is there."""
        if self._text != self._answered and not self._moved:
            self._chosen = True
        elif (entry := self._entries.current) is None:
            self._desk.call_later(self._desk.release)
        else:
            self.dismiss(entry)


def _refusal(screen: "Screen[object]", command: Command) -> str | None:
    refusal = getattr(screen, "refusal", None)
    return cast("str | None", refusal(command.needs)) if refusal is not None else None
