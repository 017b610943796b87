"""A sheet over the register: the frame that all dialogs share."""

from collections.abc import Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical, VerticalScroll
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.commands import Command, named
from tui.editor import NoEditor, edited
from tui.text import show, show_line, show_text, signs, wrap
from tui.widgets.entry import Prose
from tui.widgets.footer import KeyLine

Result = TypeVar("Result")

WIDEST = 92
"""Columns of a sheet on a wide screen, as the layout rules have it: more are not read with ease."""
TALL = 36
"""Lines of a screen on which long texts get more room from the start."""


class Sheet(ModalScreen[Result]):
    """A title, a body that scrolls, a line for what is wrong, and the keys that work here."""

    CSS_PATH = "../dialogs.tcss"
    heading: str = ""
    about: str = ""
    """What it is about: a reference, a file."""
    keys: Sequence[Command] = ()
    """What can be pressed, for the last line."""
    over_list = 2
    """Lines over a list that scrolls by itself, and under it."""
    _note = _trouble = ""

    def body(self) -> ComposeResult:
        """What stands in it."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Frame, body, keys."""
        with Vertical(classes="sheet") as sheet:
            about = f" {signs.dot} {show_line(self.about)}" if self.about else ""
            sheet.border_title = show_text(f" {self.heading}{about} ")
            yield Static("", classes="note", markup=False)
            with VerticalScroll(classes="body", can_focus=False):
                yield from self.body()
            yield Static("", classes="trouble", markup=False)
            yield KeyLine(self.keys, id="keys")

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close, once: a further key that was on its way before would close what is under it."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def on_resize(self, event: Resize) -> None:
        """Another size, another room."""
        self.set_class(event.size.height >= TALL, "-tall")
        self._make_room()

    def _make_room(self) -> None:
        """The body scrolls in what the frame, the sentences around it and the keys leave of the screen."""
        columns = min(self.size.width, WIDEST) - 4
        said = sum(len(list(wrap(show(words), columns))) for words in (self._note, self._trouble) if words)
        room = max(self.size.height - 3 - said, 3)
        self.query_one(".body").styles.max_height = room
        for entries in self.query(".entries"):  # A list scrolls by itself, so that what stands over it stays in view.
            entries.styles.max_height = max(room - self.over_list, 2)

    def show_keys(self, *ids: str) -> None:
        """Now these can be pressed."""
        line = self.query_one(KeyLine)
        line.commands = named(*ids)
        line.refresh()

    def tell(self, words: str) -> None:
        """Say in the frame how things stand: `draft kept 14:02:07`."""
        self.query_one(".sheet").border_subtitle = show_text(f" {words} ") if words else ""

    def note(self, sentence: str) -> None:
        """Say what should be known from the start, under the title."""
        self._note = sentence
        self._say(".note", sentence)

    def complain(self, sentence: str) -> None:
        """Say what is wrong with the whole, above the keys."""
        self._trouble = sentence
        self._say(".trouble", sentence)

    def action_editor(self) -> None:
        """The long text in the person's own editor; a sheet that has none does not name that key."""
        prose = self.focused if isinstance(self.focused, Prose) else self.query(Prose).first()
        try:
            prose.value = edited(prose.value, self.app)
        except NoEditor as none:
            self.complain(str(none))
        prose.focus()

    def _say(self, place: str, sentence: str) -> None:
        line = self.query_one(place, Static)
        line.update(show_text(sentence))
        line.set_class(bool(sentence), "-said")
        self._make_room()
