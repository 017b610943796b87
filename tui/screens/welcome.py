"""The first minute: what an empty register can be begun with, and the keys to know."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui.commands import bound, key_of, named, spelt
from tui.screens.sheet import Sheet
from tui.text import show_line, wrap

if TYPE_CHECKING:
    from tui.app import Outstanding

SAMPLE = "sample.sqlite"
_OFFERS = {
    "look_at_sample": "Look at the sample first: a made-up register with a year behind it, thrown away"
    " afterwards. {quit} there brings you back here.",
    "begin_import": "Import a committee report or a spreadsheet: what would be put in is shown first.",
    "begin_audit": "Begin with a new audit; {add} then adds its recommendations.",
    "take_tour": "A tour of the screen: seven short steps, and nothing is changed.",
}
_TO_KNOW = ("filter", "status", "update", "undo", "help")
_HEAD, _COLUMNS = 4, 67
"""Columns of a key, and of the words beside it."""


class Welcome(Sheet[None]):
    """Over a register in which nothing stands yet."""

    keys = named("look_at_sample", "begin_import", "begin_audit", "take_tour", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)
    AUTO_FOCUS = "Welcoming"
    heading = "Welcome"

    def __init__(self, desk: "Outstanding") -> None:
        super().__init__()
        self._desk = desk
        self._making = False

    def body(self) -> ComposeResult:
        """What can be begun with, and the keys to know."""
        yield Welcoming(_words(self._desk.background.path), markup=False)

    def action_look_at_sample(self) -> None:
        """Make a sample; then this register is left for it, and opened again after it."""
        if not self._making:
            self._making = True
            self.tell("making the sample; a moment…")
            self.run_worker(self._sample())

    async def _sample(self) -> None:
        from db import sample  # built by the ledger, and so by the ORM

        folder = TemporaryDirectory(prefix="outstanding-")
        try:
            await asyncio.to_thread(sample.build, Path(folder.name) / SAMPLE, today=self._desk.today)
        except OSError as error:
            folder.cleanup()
            self._making = False
            self.tell("")
            self.complain(f"The sample could not be made: {error.strerror or error}. Your register is untouched.")
            return
        self._desk.sample = folder
        self._desk.exit(0)

    async def action_begin_import(self) -> None:
        """Read a report or a spreadsheet."""
        await self._begin("import")

    async def action_begin_audit(self) -> None:
        """Add the first audit."""
        await self._begin("add_audit")

    async def _begin(self, what: str) -> None:
        if self._making:
            return
        if why := self._desk.not_writable():
            self.complain(why)
            return
        await self._desk.pop_screen()
        await self._desk.register.action_do(what)

    async def action_take_tour(self) -> None:
        """Once round the screen, and back here."""
        if not self._making:
            await self._desk.pop_screen()
            await self._desk.push_screen(Tour(), lambda _: self._desk.greet())

    def action_leave(self) -> None:
        """To the empty register."""
        if not self._making:
            self.dismiss()


class Welcoming(Static, can_focus=True):
    """The words; what is typed after one of its keys is for what that key opens."""

    SENDS_ON = frozenset(key for one in named("begin_import", "begin_audit", "take_tour") for key in one.keys)


def _words(path: Path) -> Text:
    text = Text(f"Nothing stands in this register yet: {show_line(str(path))}\n")
    for id_, words in _OFFERS.items():
        _line(text, key_of(id_), spelt(words))
    text.append("\n\nFive keys to know once it is begun", "bold")
    for command in named(*_TO_KNOW):
        _line(text, key_of(command.id), command.help)
    return text


def _line(text: Text, key: str, words: str) -> None:
    for line in wrap(words, _COLUMNS):
        text.append(f"\n {key:<{_HEAD}}", "bold")
        text.append(line)
        key = ""


STEPS = (
    (
        "Where things stand",
        "At the top stands the position as at today; a click on a count shows what it counts. Under it are the"
        " recommendations, and the selected one in full: {enter} goes into it, {back} comes back out.",
    ),
    (
        "Finding",
        "{filter} finds as you type, in all text. {narrow} shows only one status, priority, age band or directorate;"
        " {back} shows everything again.",
    ),
    (
        "Following up",
        "{status} sets the status, {update} writes down what was found, {due} moves the due date with a reason and"
        " {evidence} keeps evidence. The original due date always stays.",
    ),
    (
        "Nothing to fear",
        "{undo} takes back the latest change, and the one before; {redo} returns it. All that is called saved is in"
        " the file, and a form left half-way is kept as a draft.",
    ),
    (
        "Figures and reports",
        "{today} is the list of what wants doing, {position} the position at any date, {movement} what has moved since"
        " the last report, {reports} the reports themselves. {register} comes back; {export} writes the papers.",
    ),
    (
        "In a meeting",
        "{meeting} takes the recommendations one by one through a meeting, each in large on the screen, and leaves its"
        " minutes done.",
    ),
    (
        "All the rest",
        "{help} tells every key that works where you are, {palette} finds any action, recommendation or audit by its"
        " name, and {tour} brings this tour back.",
    ),
)
"""Of the tour: what a step is about, and what can be done there."""


class Tour(Sheet[None]):
    """A few sentences, one after another, at the foot of the screen that they are about; they change nothing."""

    heading = "A tour"
    keys = named("tour_on", "tour_back", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self) -> None:
        super().__init__()
        self.step = 0

    def body(self) -> ComposeResult:
        """The step."""
        yield Static("", id="step", markup=False)

    def on_mount(self) -> None:
        """From the first."""
        self._show()

    def _show(self) -> None:
        title, words = STEPS[self.step]
        self.query_one("#step", Static).update(Text.assemble((title, "bold"), "\n", spelt(words)))
        self.tell(f"{self.step + 1} of {len(STEPS)}")

    def action_tour_on(self) -> None:
        """The next step; after the last one it is over."""
        if self.step + 1 == len(STEPS):
            self.dismiss()
            return
        self.step += 1
        self._show()

    def action_tour_back(self) -> None:
        """The step before."""
        self.step = max(self.step - 1, 0)
        self._show()

    def action_leave(self) -> None:
        """Enough of it."""
        self.dismiss()
