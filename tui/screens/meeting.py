"""Meeting mode: one recommendation at a time, a key for each thing that is decided, nothing that cannot be undone."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from db.connection import RegisterError
from db.held import Proceedings
from db.queries import Changed, Interrupted, Reader
from db.rows import Recommendation
from db.rules import Status, refusal, show_date, unstorable, visible
from tui.commands import BY_ID, Command, Need, Place, at, bindings, bound, named, spelt
from tui.messages import ViewRead
from tui.screens.afterwards import Afterwards
from tui.screens.asked import FollowUpAsked
from tui.screens.meeting_ahead import AHEAD, Before, Read, read_ahead
from tui.screens.meeting_asks import ASKS, ask_of, closing, found, stands, taken
from tui.screens.meeting_deeds import Deeds
from tui.screens.meeting_kept import Keeping
from tui.screens.meeting_through import Through
from tui.screens.minuting import GONE
from tui.sitting import Mark, Sitting, taken_up
from tui.text import show_line, signs, status_word
from tui.widgets.footer import KeyLine
from tui.widgets.meeting_edge import JournalPane, MeetingHead, QueuePane, journal_passages, meeting_keys, writing_keys
from tui.widgets.meeting_hand import OF_REGISTER, Ask, Hand, Writing
from tui.widgets.meeting_page import Item, MeetingPage, Standing
from tui.widgets.passages import Passage

if TYPE_CHECKING:
    from tui.app import Outstanding

_OF_REGISTER = named(*OF_REGISTER)
_OPENS = frozenset({"meeting_leave", "meeting_end"})
_SCROLLS = {
    "meeting_up": "up",
    "meeting_down": "down",
    "meeting_page_up": "page_up",
    "meeting_page_down": "page_down",
    "meeting_top": "first",
    "meeting_bottom": "last",
}


class MeetingScreen(Screen[None]):
    """A queue, one item of it in large, and one line to type in, which has all the keys."""

    CSS_PATH = "../meeting.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.MEETING), *bound(_OF_REGISTER)]
    HORIZONTAL_BREAKPOINTS = [(0, "-page"), (100, "-queue"), (160, "-journal")]  # noqa: RUF012 - as Textual declares it
    AUTO_FOCUS = "#hand"
    COVERS = True
    """What lies under it is read anew when it is left, and not at each key."""

    def __init__(self, meeting: str) -> None:
        super().__init__()
        self.meeting = meeting
        self.sitting: Sitting | None = None
        self.proceedings: Proceedings | None = None
        self.items: dict[str, Item] = {}
        self.known: dict[str, Recommendation] = {}
        self._before: Before | None = None
        self._asked: object = None
        self._journal_shown = False
        self._gone = False
        """Was it taken back in another window?"""
        self.afterwards = Afterwards()
        self.keeping = Keeping(self)
        self.deeds = Deeds(self)
        self.through = Through(self)
        self._does: Mapping[str, Callable[[], None]] = {
            "meeting_next": self.through.next,
            "meeting_back": self.through.back,
            "meeting_skip": self.through.skip,
            "meeting_later": self.through.later,
            "meeting_undo": self.deeds.undo,
            "meeting_redo": self.deeds.redo,
            "meeting_journal": self._turn_journal,
        }

    @property
    def desk(self) -> "Outstanding":
        """The app, which reads and saves for its screens."""
        return cast("Outstanding", self.app)

    @property
    def going(self) -> Sitting:
        """How far it has come, once that is known."""
        assert self.sitting is not None  # noqa: S101 - refusal() sees to it
        return self.sitting

    def compose(self) -> ComposeResult:
        """Six widgets, each of which draws itself."""
        actions = {key: command.id for command in at(Place.MEETING) for key in command.keys}
        yield MeetingHead(id="head")
        yield QueuePane(self.through.go, id="queue")
        yield MeetingPage(id="page")
        yield JournalPane(id="journal")
        yield Hand(actions, self._do, self._typed, self._answered, self._turned, id="hand")
        yield KeyLine(meeting_keys(), id="keys")

    def on_mount(self) -> None:
        """Read where it was, and start the clock."""
        self.head = self.query_one("#head", MeetingHead)
        self.queue = self.query_one("#queue", QueuePane)
        self.page = self.query_one("#page", MeetingPage)
        self.journal = self.query_one("#journal", JournalPane)
        self.hand = self.query_one("#hand", Hand)
        self.page.reading = f"reading{signs.ellipsis}"
        self.set_interval(1.0, self.through.tick)
        self.refresh_all()

    # Reading. --------------------------------------------------------------------------------------------------

    def refresh_all(self) -> None:
        """The register has changed: the journal, and what is shown, as they are now."""
        self._ask(self.sitting.ahead(AHEAD) if self.sitting else [])

    def read_ahead(self) -> None:
        """Have what is to come next read, before it is asked for."""
        if wanted := [id_ for id_ in self.going.ahead(AHEAD) if id_ not in self.items]:
            self._ask(wanted)

    def _ask(self, wanted: list[str]) -> None:
        self._asked = asked = object()
        before = self._before
        self.desk.background.ask("meeting", lambda reader: self._answer(asked, reader, wanted, before))

    def _answer(self, asked: object, reader: Reader, wanted: list[str], before: Before | None) -> ViewRead:
        """On the reader's thread."""
        read, trouble = None, ""
        try:
            read = read_ahead(reader, self.meeting, wanted, before)
        except Changed:
            read = None
        except Interrupted:
            raise
        except RegisterError as error:
            trouble = str(error)
        except LookupError:
            trouble = GONE
        return ViewRead(self, asked, reader.as_at, None, read, trouble)

    @on(ViewRead)
    def _view_read(self, told: ViewRead) -> None:
        self._gone = told.trouble == GONE
        if told.trouble:
            self.page.reading = told.trouble
            self.hand.tell(told.trouble, "error")
            return
        read = told.shown
        if not isinstance(read, Read):
            self.refresh_all()
            return
        self._before, self.proceedings = read.before, read.proceedings
        self.known = {one.id: one for one in read.proceedings.queue}
        meeting = read.proceedings.meeting
        over = f" {signs.dot} over" if meeting.ended_on else ""  # In another window, it may be.
        self.head.title = f"{show_line(meeting.body)} {signs.dot} {show_date(meeting.held_on)}{over}"
        first = self.sitting is None
        if first:
            self._take_up(read)
        sitting = self.going
        for id_, item in read.items.items():
            if self.items.get(id_) != item:  # What has not changed is laid out already.
                self.items[id_] = item
        if told.asked is self._asked:  # What was read before the latest change is not told as what is so now.
            self.deeds.read_back()
            for id_ in [id_ for id_ in self.items if id_ not in read.items and id_ not in sitting.ahead(AHEAD)]:
                del self.items[id_]
        self._show_journal()
        self.show(anew=first or self.page.item is None or self.page.item.one.id != sitting.here)
        if first:
            self._go_on_typing()
        self.page.prepare(self.items[id_] for id_ in sitting.ahead(AHEAD) if id_ in self.items)
        self.read_ahead()

    def _take_up(self, read: Read) -> None:
        """Go on where it was."""
        proceedings = read.proceedings
        self.sitting = taken_up([one.id for one in proceedings.queue], proceedings.draft)
        self.keeping.take_up(proceedings.draft)
        self.deeds.take_up(proceedings.journal)
        for entry in proceedings.journal:
            self.sitting.marks[entry.recommendation_id] = Mark.DONE
            for what, texts in list(self.sitting.half.get(entry.recommendation_id, {}).items()):
                if stands(what, texts, entry):
                    self.sitting.typed(entry.recommendation_id, what, ())
        self.head.queue = show_line(proceedings.meeting.queue_words)
        self.head.sitting = self.queue.sitting = self.sitting
        self.through.begin()
        self.items.update(read.items)
        if proceedings.draft:
            self.hand.tell(f"It goes on where it was: {self.ref(self.sitting.here)}.")

    def _go_on_typing(self) -> None:
        """What was being typed when it was interrupted is being typed again."""
        ask = ask_of(self.going.asking)
        if ask is not None and self.going.begun(self.going.here, ask.what):
            self.write(ask)

    # Showing. --------------------------------------------------------------------------------------------------

    def ref(self, id_: str) -> str:
        """What it is called."""
        return show_line(self.known[id_].ref) if id_ in self.known else "it"

    def _item(self, id_: str) -> Item | None:
        """What is known of it; read at once where it has not been read ahead."""
        if id_ not in self.items:
            try:
                detail = self.desk.background.near.result().detail(id_)
            except (RegisterError, LookupError):
                return None
            self.items[id_] = (self._before or Before()).item(detail)
        return self.items[id_]

    def show(self, *, anew: bool = True) -> None:
        """The item, how it stands, and where it is in the queue."""
        sitting = self.sitting
        if sitting is None or not self.is_attached:
            return
        if not sitting.order:
            self.page.reading = "Nothing is in this queue any more: esc leaves, x ends the meeting."
            self.page.show(None, Standing(None, None, saving=False))
            return
        here = sitting.here
        self.queue.known, self.queue.statuses = self.known, dict(self.deeds.statuses)
        self.queue.show()
        self.head.refresh()
        if self._journal_shown:
            return
        item = self._item(here)
        was = self.deeds.was(here) if item else None
        self.page.show(item, Standing(self.deeds.status(here), was, saving=self.deeds.is_saving(here)), anew=anew)

    def _show_journal(self) -> None:
        journal = self.proceedings.journal if self.proceedings else ()
        heading, told = f"Journal: {len(journal)} recorded", list(journal_passages(journal))
        self.journal.read(heading, told)
        if self._journal_shown:
            self.page.tell([Passage(heading, ink="heading", bold=True), *told])

    def _turn_journal(self) -> None:
        """What was recorded, instead of the item; and back."""
        self._journal_shown = not self._journal_shown
        if self._journal_shown:
            self._show_journal()
        else:
            self.show()

    # Keys. -----------------------------------------------------------------------------------------------------

    def commands(self) -> Iterable[Command]:
        """What can be done here."""
        return (*at(Place.MEETING), *_OF_REGISTER)

    def refusal(self, needs: Need) -> str | None:
        """Why an action cannot run now, as a sentence; None where it can."""
        if Need.WRITABLE in needs and (why := self.desk.not_writable()):
            return why
        if self.sitting is None:
            return "The meeting is still being read; please press that again."
        if Need.SELECTION in needs and not self.sitting.order:
            return "Nothing is in this queue any more."
        return None

    async def action_do(self, id_: str) -> None:
        """Do what was clicked or chosen by its name."""
        if BY_ID[id_].place is not Place.MEETING:
            await self.desk.register.action_do(id_)
        elif id_ not in _OPENS:
            self._do(id_, "")
        elif (why := self.refusal(BY_ID[id_].needs)) is not None:
            self.hand.tell(f"{BY_ID[id_].label}: {why}", "accent")
        else:
            await (self._leave() if id_ == "meeting_leave" else self._end())

    def _do(self, id_: str, key: str) -> bool:
        """Do what a key stands for, at once; False where it opens something, which is done where keys are sent on."""
        if id_ in _OPENS:
            return False
        command = BY_ID[id_]
        if (why := self.refusal(command.needs)) is not None:
            self.hand.tell(f"{command.label}: {why}", "accent")
            return True
        if self._journal_shown and id_ not in {"meeting_journal", *_SCROLLS}:
            self._turn_journal()
        if id_ in _SCROLLS:
            self.page.move(_SCROLLS[id_])
        elif id_ == "meeting_status":
            self._digit(key)
        elif id_.removeprefix("meeting_") in ASKS:
            self.write(ASKS[id_.removeprefix("meeting_")])
        else:
            self._does[id_]()
        return True

    def _digit(self, key: str) -> None:
        keys = BY_ID["meeting_status"].keys
        if key not in keys:
            self.hand.tell(f"Status: press its digit, {keys[0]} to {keys[-1]}.", "accent")
            return
        new = list(Status)[keys.index(key)]
        here = self.going.here
        old = self.deeds.status(here)
        if new is old:
            self.going.marks[here] = Mark.DONE
            self.hand.tell(f"{self.ref(here)} is {status_word(new)} already: it stays so.")
            self.show(anew=False)
            self.keeping.soon()
            return
        item = self._item(here)
        accepted = item is not None and any(evidence.accepted_by for evidence in item.detail.evidence)
        if refusal(old, new, reason="", accepted_evidence=accepted) is not None:
            self.write(closing(new))
        else:
            self.deeds.record(here, change=FollowUpAsked(here, opinion=new))

    # What is written in the lines at the bottom. ---------------------------------------------------------------

    def write(self, ask: Ask, *, item: str = "", trouble: str = "") -> None:
        """Open the line, with what was begun of it."""
        item = item or self.going.here
        ref = self.ref(item) if ask.what != "go" else ""
        self.hand.ask(ask, item, ref, self.going.begun(item, ask.what), trouble=trouble)

    def _turned(self) -> None:
        """The last line says what the keys are for now."""
        line = self.query_one("#keys", KeyLine)
        line.commands = writing_keys() if self.hand.writing else meeting_keys()
        line.refresh()

    def _typed(self, writing: Writing) -> None:
        """Something was typed: it is kept as it is typed."""
        if writing.ask.what == "go":
            id_ = found(writing.texts[0], self.going.order, self.known)
            one = self.known.get(id_ or "")
            at_ = self.going.order.index(id_) + 1 if id_ else 0
            writing.ref = f"{at_} {show_line(one.ref)} {show_line(one.audit)}" if one else ""
            return
        self.going.typed(writing.item, writing.ask.what, writing.texts)
        self.keeping.soon()

    def _answered(self, writing: Writing, go_on: bool) -> str:
        """Take what was written; why not, where it cannot be taken."""
        ask, item = writing.ask, writing.item
        if ask.what == "go":
            return self._sent(writing.texts[0])
        if not visible("".join(writing.texts)):
            self.going.typed(item, ask.what, ())
            self.hand.tell("Nothing was written, and nothing recorded.")
            return ""
        if trouble := next(filter(None, map(unstorable, writing.texts)), None):
            return trouble
        known = self._item(item)
        with_status = self.deeds.set_status(item)
        took = taken(writing, known.one if known else None, with_status=with_status, today=self.desk.today)
        if isinstance(took, str):
            return took
        self.deeds.record(item, *([took.minute] if took.minute else []), change=took.change, writing=writing)
        if go_on:
            self.through.next()
        return ""

    def _sent(self, words: str) -> str:
        """Go to the one these mean; why not, where none is called so."""
        id_ = found(words, self.going.order, self.known)
        if words.strip() and id_ is None:
            return "Nothing in this queue is called so: a number, a reference, words of an audit's name."
        if id_:
            self.through.go(id_)
        return ""

    # Leaving. --------------------------------------------------------------------------------------------------

    async def _leave(self) -> None:
        """Out of it; the meeting stays open, and can be gone on with."""
        if self._journal_shown:
            self._turn_journal()
            return
        await self.desk.pop_screen()
        self.desk.refresh_all()
        self.tell_left()

    def tell_left(self) -> None:
        """It was left for the register, and may be gone on with."""
        words = GONE if self._gone else spelt("The meeting is not over: {meeting} goes on with it where it was.")
        self.desk.notify(words, markup=False)

    def lead_to(self, id_: str) -> bool:
        """To that recommendation; False where the meeting does not go through it."""
        there = self.sitting is not None and id_ in self.sitting.order
        if there:
            self.through.lead_to(id_)
        return there

    async def _end(self) -> None:
        """The digest of the meeting; from there it is written and ended."""
        from tui.screens.meeting_minutes import MinutesScreen  # a meeting has but one end

        self.through.spend()
        await self.keeping.now()  # The digest tells the time taken, and what was put off.
        await self.desk.push_screen(MinutesScreen(self.meeting))

    def on_screen_resume(self) -> None:
        """It goes on."""
        if self.sitting is not None:
            self.refresh_all()

    def on_unmount(self) -> None:
        """It is left, or the app ends: where it is, is kept all the same."""
        self.keeping.end()
        self.afterwards.do_due()
        self.through.spend()
        self.keeping.last()
