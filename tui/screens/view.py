"""A screen of figures over the register: what it says, as at which date, and a listing of it, each row one key away."""

import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer

from db.connection import RegisterError, sentences
from db.queries import Changed, Interrupted, Reader
from db.rules import Basis, Policy, show_date
from tui.commands import BY_ID, COMMANDS, OF_REGISTER, OF_VIEW, Command, Need, Place, at, bindings, named, spelt
from tui.messages import ViewRead
from tui.text import signs
from tui.views import turn_to
from tui.widgets.bar import WordLines, Words
from tui.widgets.detail import PassagePane
from tui.widgets.footer import MOST, KeyLine
from tui.widgets.listing import Column, Listing, Row
from tui.widgets.pane import Pane
from tui.widgets.passages import Passage
from tui.widgets.position import COUNTING_WORDS

if TYPE_CHECKING:
    from tui.app import Outstanding

Shown = TypeVar("Shown")

EMPTY_REGISTER = (
    "An empty register: press {register}, then {import} reads a report or a spreadsheet, {add_audit} adds an audit."
)
_WIDTHS = [(0, "-one-column"), (140, "-two-columns")]
PATIENCE = 0.2
"""Seconds of reading after which it is said."""
BASIS_WORDS = {Basis.REVISED: "revised due dates", Basis.ORIGINAL: "original due dates"}


class Said(WordLines):
    """Over the listing: what is shown, as at which date and counted how; under that, what else is to be known."""

    def __init__(self, view: "View[Shown]", *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self._view = view

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:  # noqa: ARG002 - what is too long is cut
        """Two lines, so that nothing moves when there is more to say."""
        view = self._view
        counted = [
            Words(f" {signs.dot} {words}", "muted", action="screen.do('counting')" if not number else "")
            for number, words in enumerate(view.counted())
        ]
        return (
            ([Words(f" {view.headline_words()}", "heading", bold=True), *counted], (view.state,)),
            (list(view.notes()), ()),
        )


class View(Screen[None], Generic[Shown]):
    """What a kind of view says: its words, what it reads on the reader's thread, and how it shows that."""

    CSS_PATH = Path(__file__).parent.parent / "views.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*OF_REGISTER)
    """All the register's, for a key that works there says here what can be done; a view's own come before them."""
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    AUTO_FOCUS = "#listing"

    ID: ClassVar[str]
    """The id of the command that opens it."""
    KEYS: ClassVar[tuple[str, ...]] = ()
    """For the last line: the ids of its own commands, those that matter most first."""
    EMPTY: ClassVar[str] = "Nothing to show."
    """Where there is no row: why, and what to do."""
    BESIDE: ClassVar[bool] = False
    """Has it a second pane, for words about the row under the cursor?"""

    def __init__(self) -> None:
        super().__init__(classes="-beside" if self.BESIDE else "")
        self.as_at: date | None = None
        """The date that what is shown is as at; None before anything is."""
        self.policy: Policy | None = None
        """What the body had decided when it was read."""
        self.shown: Shown | None = None
        self.state = Words("")
        self.trouble = ""
        """Why what is shown could not be read anew."""
        self._asked: object = None
        self._question: Callable[[Reader], object] | None = None
        """What is being read."""
        self._patience: Timer | None = None

    # What a kind of view says. ---------------------------------------------------------------------------------

    def headline(self) -> str:
        """What is shown, with its dates, in a few words: `Position at 22 Nov 2026`."""
        raise NotImplementedError

    def read(self, reader: Reader) -> Shown:
        """Read it; on the reader's thread, so that no widget may be touched here."""
        raise NotImplementedError

    def show(self, shown: Shown) -> None:
        """Show what was read: `self.place(columns, rows)`."""
        raise NotImplementedError

    def open(self, opened: Listing.Opened) -> None:
        """Show what is behind this row, or behind this figure of it: `self.show_among(ids, words)`."""

    def selected(self, key: Hashable) -> None:
        """The cursor is on this row: `self.tell(about, passages)`, where there is a second pane."""

    def notes(self) -> Iterable[Words]:
        """What else is to be known, in one line under the title."""
        return ()

    def counted(self) -> Sequence[str]:
        """How months are counted, and which due dates age; nothing where no month is shown."""
        if self.policy is None:
            return ()
        return COUNTING_WORDS[self.policy.counting], BASIS_WORDS[self.policy.basis]

    # On the screen. --------------------------------------------------------------------------------------------

    @property
    def desk(self) -> "Outstanding":
        """The app, which reads and saves for its screens."""
        return cast("Outstanding", self.app)

    @property
    def listing(self) -> Listing:
        """The rows."""
        return self.query_one("#listing", Listing)

    def compose(self) -> ComposeResult:
        """Three or four widgets, each of which draws itself."""
        yield Said(self, id="said")
        yield Listing(id="listing")
        if self.BESIDE:
            yield PassagePane(id="beside")
        most, others = self.KEYS[: MOST - 1], self.KEYS[MOST - 1 :]
        yield KeyLine(named(*most, "help", *others, "register"), id="keys")

    def on_screen_resume(self) -> None:
        """It was under something else, or away: what is so now."""
        self.refresh_all()

    def on_screen_suspend(self) -> None:
        """Something else is looked at, which shall not wait for what takes long here."""
        if self._question is not None:
            self.desk.background.drop(self._question)

    def headline_words(self) -> str:
        """The title, and its date before that is known."""
        return self.headline() if self.shown is not None else BY_ID[self.ID].label

    def place(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show these rows, the cursor staying where it was."""
        self.listing.show(columns, rows)

    def tell(self, about: str, told: Iterable[Passage]) -> None:
        """Show these words in the second pane."""
        self.query_one("#beside", PassagePane).read(about, told)

    def refresh_said(self) -> None:
        """What stands over the listing has changed."""
        self.query_one("#said", Said).refresh()

    # Reading. --------------------------------------------------------------------------------------------------

    def refresh_all(self) -> None:
        """Read it anew: the register has changed, another day has begun, or something else is asked for."""
        self._asked = asked = object()
        if self._patience is None:
            self._patience = self.set_timer(PATIENCE, self._say_reading)
        if self.shown is None:
            self.listing.hint = _reading()
        self._question = question = partial(self._answer, asked)
        self.desk.background.ask("figures", question)

    def _answer(self, asked: object, reader: Reader) -> ViewRead:
        """On the reader's thread."""
        policy, trouble, shown = None, "", None
        try:
            policy = reader.policy
            shown = _told(reader, self.read)
        except Changed:
            return ViewRead(self, asked, reader.as_at, None, None, "")
        except (RegisterError, LookupError) as error:
            trouble = str(error) or "It is no longer there."
        return ViewRead(self, asked, reader.as_at, policy, shown, trouble)

    def _say_reading(self) -> None:
        self.state = Words(f"{_reading()} ", "accent")
        self.refresh_said()

    @on(ViewRead)
    def _view_read(self, read: ViewRead) -> None:
        if read.asked is not self._asked:
            return
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
        self.trouble, self.state = read.trouble, Words("")
        if read.trouble:
            self._say_trouble()
        elif read.shown is None:  # It was written to meanwhile.
            self.refresh_all()
        else:
            self.as_at, self.policy = read.as_at, read.policy
            self.shown = shown = cast("Shown", read.shown)
            self.listing.hint = spelt(self.EMPTY if self.desk.register.look.position.total else EMPTY_REGISTER)
            self.show(shown)
            self.selected(self.listing.key)
        self.refresh_said()

    def _say_trouble(self) -> None:
        kept = f"What is shown is as at {show_date(self.as_at)}, from before. " if self.shown is not None else ""
        self.state = Words("could not be read ", "error", bold=True)
        self.listing.hint = self.trouble
        self.listing.draw_anew()
        self.notify(f"{self.trouble} {kept}Nothing was lost.", severity="error", timeout=30, markup=False)

    # What is behind a figure. ----------------------------------------------------------------------------------

    def show_among(self, ids: Collection[str], words: str) -> None:
        """Back in the register, show only these recommendations, and say what they are."""
        if not ids:
            self.notify(f"None: {words}.", markup=False)
            return
        self.desk.pop_screen()
        self.desk.register.show_among(tuple(ids), words)

    def show_behind(self, question: Callable[[Reader], Collection[str]], words: str) -> None:
        """The same, once the register has said which they are; no key waits for that."""

        async def ask() -> None:
            try:
                ids = await self.desk.read(lambda reader: _told(reader, question))
            except (RegisterError, LookupError) as error:
                self.notify(str(error), severity="error", timeout=30, markup=False)
            else:
                if self.is_current:
                    self.show_among(ids, words)

        self.run_worker(ask(), group="behind", exclusive=True)

    @on(Listing.Opened)
    def _opened(self, opened: Listing.Opened) -> None:
        self.open(opened)

    @on(Listing.Selected)
    def _selected(self, selected: Listing.Selected) -> None:
        self.selected(selected.key)

    # What can be done. -----------------------------------------------------------------------------------------

    def commands(self) -> Iterable[Command]:
        """What can be done here."""
        bound = {one.id for kind in type(self).__mro__ for one in vars(kind).get("BINDINGS", ()) if hasattr(one, "id")}
        own = (one for one in COMMANDS if one.id in bound and one.place not in OF_REGISTER)
        return dict.fromkeys((*named(*self.KEYS), *own, *at(Place.VIEWS), *named(*OF_VIEW), *at(Place.MOVING)))

    def refusal(self, needs: Need) -> str | None:
        """Why an action cannot run now, as a sentence; None where it can."""
        if Need.WRITABLE in needs and (why := self.desk.not_writable()):
            return why
        if Need.SELECTION in needs and self.listing.key is None:
            return "No row is selected."
        return None

    async def action_do(self, id_: str) -> None:
        """Do what a key stands for, or say why that cannot be."""
        command = BY_ID[id_]
        do = getattr(self, f"do_{id_}", None)
        if command.place is Place.VIEWS:
            await turn_to(self.desk, id_)
        elif do is None and command.place is Place.MOVING:
            if not self.listing.move(id_):
                self._say(f"{command.label}: {'no row is selected.' if id_ == 'enter' else 'there is nothing there.'}")
        elif do is None and id_ in OF_VIEW:
            await self.desk.register.action_do(id_)
            if id_ == "counting" and not self.counted():
                counting = COUNTING_WORDS[self.desk.policy.counting]
                self.notify(f"Months: {counting} from now on, where months are counted; none are here.", markup=False)
        elif do is None and command.place in OF_REGISTER:
            self._say(self._where(command))
        elif do is None:
            self.notify(f"{command.label}: there is nothing of that kind here.", severity="warning", markup=False)
        elif (why := self.refusal(command.needs)) is not None:
            self.notify(f"{command.label}: {why}", severity="warning", markup=False)
        elif (doing := do()) is not None:
            await doing

    def _say(self, words: str) -> None:
        self.notify(words, severity="warning", markup=False)

    def _where(self, command: Command) -> str:
        """Where something works that is not done here, and how to come there."""
        if command.place is Place.FINDING:
            return spelt(
                f"{command.label}: that is for the register, {{register}}; {{palette}} finds anything from here."
            )
        lead = "; {in_register} shows there what this line is about" if self._binds("in_register") else ""
        return spelt(
            f"{command.label}: that is done in the register, {{register}}{lead}. {{help}} tells the keys here."
        )

    def _binds(self, id_: str) -> bool:
        return BY_ID[id_] in self.commands()

    async def do_back(self) -> None:
        """Out of the second pane; out of the view."""
        if self.BESIDE and self.focused is not self.listing:
            self.do_next_pane()
        else:
            await turn_to(self.desk, "register")

    def do_next_pane(self) -> None:
        """The listing, the words beside it, and round again."""
        if self.BESIDE:
            other = "#beside" if self.focused is self.listing else "#listing"
            self.set_focus(self.query_one(other, Pane), scroll_visible=False)
        else:
            self._say("There is one list here, and no other pane.")

    do_previous_pane = do_next_pane


def _reading() -> str:
    return f"reading{signs.ellipsis}"


def _told(reader: Reader, question: Callable[[Reader], Shown]) -> Shown:
    """What the register says, troubles as sentences; Interrupted where a newer question stopped it."""
    with sentences(reader.path):
        try:
            return question(reader)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise Interrupted from None  # which is no damage
            raise
