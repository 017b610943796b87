"""A row that may speak of a recommendation the register has: a person says which, or that it is new."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.commands import bound, named
from tui.screens.sheet import Sheet
from tui.text import show, show_line, show_text, signs
from tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from db.intake import Entry


class DoubtDialog(Sheet[str | None]):
    """Dismissed with a recommendation's id, `add` or `skip`; with nothing where it is left for later."""

    heading = "Which recommendation is this?"
    keys = named("answer", "later")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, entry: "Entry", number: int, count: int) -> None:
        super().__init__()
        self.entry = entry
        self.about = f"{number} of {count}"
        self.values = (*(candidate.id for candidate in entry.candidates), "add", "skip")

    def body(self) -> ComposeResult:
        """What was read, and what it may be."""
        raw = self.entry.raw
        where = f" {signs.dot} ".join(show_line(words) for words in (raw.where, raw.audit) if words.strip())
        yield Static(where, classes="quiet", markup=False)
        yield Static(show(raw.recommendation), classes="gap read", markup=False)
        yield Static(show(self.entry.said), classes="quiet gap", markup=False)
        offers = [f"{show_line(one.ref)}  {show_line(one.text)}" for one in self.entry.candidates]
        offers += ["It is a new one: add it", "Skip it: it is not taken"]
        yield EntryList(
            *(Option(show_text(f"{n}  {offer}")) for n, offer in enumerate(offers, start=1)),
            classes="entries",
            markup=False,
            compact=True,
        )

    def on_mount(self) -> None:
        """The likeliest first."""
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        self.dismiss(self.values[event.option_index])

    def on_key(self, event: Key) -> None:
        """A digit answers at once."""
        if event.character and event.character in "123456789" and int(event.character) <= len(self.values):
            self.dismiss(self.values[int(event.character) - 1])

    def action_answer(self) -> None:
        """The selected line."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self.values[at])

    def action_later(self) -> None:
        """Not now: it stays doubtful, and is skipped."""
        self.dismiss(None)
