"""Meeting mode: one recommendation at a time, a key for each thing that is decided, nothing that cannot be undone."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from db.connection import RegisterError
from db.held import Proceedings
from db.queries import Changed, Interrupted, Reader
from db.rows import Recommendation
from db.rules import CLOSED, Status, refusal, show_date, unstorable, visible
from db.sealed import latest
from reports.read.dates import read_date
from tui.commands import BY_ID, Command, Need, Place, at, bindings, bound, named
from tui.messages import ViewRead
from tui.screens.asked import AcceptanceGiven, FollowUpAsked, SaveFailed
from tui.screens.minuting import InMeetingAsked, MinuteGiven
from tui.sitting import Mark, Sitting, taken_up
from tui.text import show_line, signs, status_word
from tui.widgets.footer import KeyLine
from tui.widgets.meeting_edge import JournalPane, MeetingHead, QueuePane
from tui.widgets.meeting_hand import OF_REGISTER, Ask, Hand, Writing
from tui.widgets.meeting_page import Item, MeetingPage, Said, Standing
from tui.widgets.passages import Passage

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt
    from tui.app import Outstanding

AHEAD = 2
"""Items read ahead: the next one is there before it is asked for."""
KEEP_AFTER = 0.25
"""Seconds after the last change at which where the meeting is, is kept."""
KEEP_BY = 0.7
"""Seconds after the first change by which it is kept, however fast the keys come."""
SOON = 0.04
"""Seconds after a key at which what it need not wait for is begun."""
LONGEST_TICK = 5.0
"""Seconds that one tick of the clock may count for: a closed lid is no time spent."""
EARLIER = 4
"""Meetings before this one whose words are looked up."""
KEEP_TIME = 15
"""Ticks after which the time spent is kept, though nothing else has changed."""

_OF_REGISTER = named(*OF_REGISTER)
_DATE = "30 Sep 2019 or 30/9/19"
ASKS = {
    "note": Ask("note", "Note on", ("note",), ("what is said, for the minutes",)),
    "action": Ask(
        "action", "Action on", ("action", "who", "by when"), ("what is to be done", "by whom", f"{_DATE}, if said")
    ),
    "due": Ask(
        "due",
        "New date for",
        ("new date", "reason", "agreed by"),
        (_DATE, "kept with the date", "who agreed it, if said"),
    ),
    "promise": Ask(
        "promise",
        "Promised for",
        ("evidence", "from", "by when"),
        ("what will be sent", "by whom", f"{_DATE}, if said"),
    ),
    "question": Ask("question", "Question on", ("question", "from"), ("what a member asks", "which member")),
    "decision": Ask("decision", "Decision on", ("decision",), ("what was decided",)),
    "go": Ask("go", "Go to", ("number, reference or audit",)),
}
"""What is typed in a meeting, by what it becomes."""
_SPOKEN = {"promise": "promised"}


def closing(status: Status) -> Ask:
    """What a status that closes still needs."""
    title = f"{status_word(status).capitalize()}:"
    if status is Status.RISK_ACCEPTED:
        hints = ("why the risk is taken; kept", "a person of senior management", "Strategic Director")
        return Ask(f"status:{status}", title, ("why", "accepted by", "their role"), hints, status)
    hint = "why it is so without accepted evidence; kept" if status is Status.IMPLEMENTED else "why; kept"
    return Ask(f"status:{status}", title, ("reason",), (hint,), status)


@dataclass(eq=False)
class Deed:
    """Something recorded in this meeting, on its way into the file or there."""

    item: str
    what: str
    texts: list[str] = field(default_factory=list)
    """What was typed for it, kept until it is saved."""
    ask: Ask | None = None
    was: Status | None = None
    """The status before it."""
    becomes: Status | None = None
    sets_status: bool = False
    failed: bool = False
    """Set by the writer's thread: there is nothing of it to take back."""
    transaction: str = ""
    """Likewise: what is taken back, whatever another window has recorded since."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader's thread found."""

    proceedings: Proceedings
    items: dict[str, Item]
    before: dict[str, Recommendation]
    told_on: date | None


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
        self.statuses: dict[str, Status | None] = {}
        """What was set here and has not been read back yet."""
        self._saving: dict[str, int] = {}
        self._before: dict[str, Recommendation] | None = None
        self._told_on: date | None = None
        self._earlier: dict[str, tuple[Said, ...]] = {}
        """Set once, by the reader's thread, before anything is shown."""
        self._deeds: list[Deed] = []
        self._undone: list[Deed] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: list[Deed] = []
        """What could not be saved, to come back to."""
        self._asked: object = None
        self._since = time.monotonic()
        self._kept = ""
        self._keeping = False
        self._keep_timer: asyncio.TimerHandle | None = None
        self._keep_by = 0.0
        self._ticks = 0
        self._journal_shown = False
        self._due: list[Callable[[], None]] = []
        """What waits until the screen is painted."""

    @property
    def desk(self) -> "Outstanding":
        """The app, which reads and saves for its screens."""
        return cast("Outstanding", self.app)

    @property
    def key(self) -> str:
        """Under which its state is kept."""
        return f"meeting:{self.meeting}"

    def compose(self) -> ComposeResult:
        """Six widgets, each of which draws itself."""
        actions = {key: command.id for command in at(Place.MEETING) for key in command.keys}
        yield MeetingHead(id="head")
        yield QueuePane(self._go, id="queue")
        yield MeetingPage(id="page")
        yield JournalPane(id="journal")
        yield Hand(actions, self._do, self._typed, self._answered, id="hand")
        yield KeyLine(_keys(), id="keys")

    def on_mount(self) -> None:
        """Read where it was, and start the clock."""
        self.head = self.query_one("#head", MeetingHead)
        self.queue = self.query_one("#queue", QueuePane)
        self.page = self.query_one("#page", MeetingPage)
        self.journal = self.query_one("#journal", JournalPane)
        self.hand = self.query_one("#hand", Hand)
        self.page.reading = f"reading{signs.ellipsis}"
        self.set_interval(1.0, self._tick)
        self.refresh_all()

    # Reading. --------------------------------------------------------------------------------------------------

    def refresh_all(self) -> None:
        """The register has changed: the journal, and what is shown, as they are now."""
        self._ask(anew=True)

    def _ask(self, *, anew: bool = False) -> None:
        """Have what is to come next read, before it is asked for; all of it `anew` where something has changed."""
        sitting = self.sitting
        wanted = sitting.ahead(AHEAD) if sitting else []
        if not anew:
            wanted = [id_ for id_ in wanted if id_ not in self.items]
            if not wanted:
                return
        self._asked = asked = object()
        before, told_on = self._before, self._told_on
        self.desk.background.ask("meeting", lambda reader: self._answer(asked, reader, wanted, before, told_on))

    def _answer(
        self,
        asked: object,
        reader: Reader,
        wanted: list[str],
        before: dict[str, Recommendation] | None,
        told_on: date | None,
    ) -> ViewRead:
        """On the reader's thread."""
        read, trouble = None, ""
        try:
            proceedings = reader.meeting(self.meeting)
            if before is None:
                before, told_on = _last_told(reader, {one.id for one in proceedings.queue})
                self._earlier = _earlier(reader, self.meeting)
            wanted = wanted or taken_up([one.id for one in proceedings.queue], proceedings.draft).ahead(AHEAD)
            items = {}
            for id_ in wanted:
                try:
                    items[id_] = Item(reader.detail(id_), before.get(id_), told_on, self._earlier.get(id_, ()))
                except LookupError:
                    continue
            read = Read(proceedings, items, before, told_on)
        except Changed:
            read = None
        except Interrupted:
            raise
        except (RegisterError, LookupError) as error:
            trouble = str(error) or "This meeting is no longer in the register."
        return ViewRead(self, asked, reader.as_at, None, read, trouble)

    @on(ViewRead)
    def _view_read(self, told: ViewRead) -> None:
        if told.trouble:
            self.page.reading = told.trouble
            self.hand.tell(told.trouble, "error")
            return
        if not isinstance(told.shown, Read):
            self.refresh_all()
            return
        read = told.shown
        self._before, self._told_on = read.before, read.told_on
        self.proceedings = read.proceedings
        self.known = {one.id: one for one in read.proceedings.queue}
        first = self.sitting is None
        if first:
            self._take_up(read)
        sitting = self.sitting
        assert sitting is not None  # noqa: S101 - it has just been taken up
        for id_, item in read.items.items():
            if self.items.get(id_) != item:  # What has not changed is laid out already.
                self.items[id_] = item
        for id_ in [id_ for id_ in self.statuses if not self._saving.get(id_) and told.asked is self._asked]:
            del self.statuses[id_]
        if told.asked is self._asked:  # What was read before the latest change is not told as what is so now.
            for id_ in [id_ for id_ in self.items if id_ not in read.items and id_ not in sitting.ahead(AHEAD)]:
                del self.items[id_]
        self._show_journal()
        self._show(anew=first or self.page.item is None or self.page.item.one.id != sitting.here)
        if first:
            self._go_on_typing()
        self.page.prepare(self.items[id_] for id_ in sitting.ahead(AHEAD) if id_ in self.items)
        self._ask()

    def _take_up(self, read: Read) -> None:
        """Go on where it was."""
        proceedings = read.proceedings
        meeting = proceedings.meeting
        self.sitting = taken_up([one.id for one in proceedings.queue], proceedings.draft)
        self._kept = proceedings.draft
        self._deeds = [
            Deed(entry.recommendation_id, "recorded", transaction=entry.transaction) for entry in proceedings.journal
        ]
        for entry in proceedings.journal:
            self.sitting.marks[entry.recommendation_id] = Mark.DONE
        self.head.title = f"{show_line(meeting.body)} {signs.dot} {show_date(meeting.held_on)}"
        self.head.queue = show_line(meeting.queue_words)
        self.head.sitting = self.queue.sitting = self.sitting
        self._since = time.monotonic()
        self.items.update(read.items)
        if proceedings.draft:
            self.hand.tell(f"It goes on where it was: {self._ref(self.sitting.here)}.")

    def _go_on_typing(self) -> None:
        """What was being typed when it was interrupted is being typed again."""
        sitting = self.sitting
        if sitting is None or not sitting.asking:
            return
        ask = _ask_of(sitting.asking)
        if ask is not None and sitting.begun(sitting.here, ask.what):
            self.hand.ask(ask, sitting.here, self._ref(sitting.here), sitting.begun(sitting.here, ask.what))

    # Showing. --------------------------------------------------------------------------------------------------

    def _ref(self, id_: str) -> str:
        return show_line(self.known[id_].ref) if id_ in self.known else "it"

    def _item(self, id_: str) -> Item | None:
        """What is known of it; read at once where it has not been read ahead."""
        if id_ not in self.items:
            try:
                detail = self.desk.background.near.result().detail(id_)
            except (RegisterError, LookupError):
                return None
            self.items[id_] = Item(detail, (self._before or {}).get(id_), self._told_on, self._earlier.get(id_, ()))
        return self.items[id_]

    def _status(self, id_: str) -> Status | None:
        if id_ in self.statuses:
            return self.statuses[id_]
        item = self.items.get(id_)
        return item.one.status if item else self.known[id_].status if id_ in self.known else None

    def _show(self, *, anew: bool = True) -> None:
        """The item, how it stands, and where it is in the queue."""
        sitting = self.sitting
        if sitting is None or not self.is_attached:
            return
        if not sitting.order:
            self.page.reading = "Nothing is in this queue any more: esc leaves, x ends the meeting."
            self.page.show(None, Standing(None, None, saving=False))
            return
        here = sitting.here
        self.queue.known, self.queue.statuses = self.known, dict(self.statuses)
        self.queue.show()
        self.head.refresh()
        if self._journal_shown:
            return
        item = self._item(here)
        was = self._was(here) if item else None
        standing = Standing(self._status(here), was, saving=bool(self._saving.get(here)))
        self.page.show(item, standing, anew=anew)

    def _was(self, id_: str) -> Status | None:
        """Its status before this meeting."""
        journal = self.proceedings.journal if self.proceedings else ()
        for entry in journal:
            if entry.recommendation_id == id_ and entry.status is not None:
                return entry.status[0]
        for deed in self._deeds:
            if deed.item == id_ and deed.sets_status:
                return deed.was
        return self._status(id_)

    def _journal(self) -> Iterable[Passage]:
        journal = self.proceedings.journal if self.proceedings else ()
        if not journal:
            yield Passage("Nothing yet: what is decided here stands here.", ink="muted")
        for entry in reversed(journal):
            at_ = entry.at.astimezone()
            yield Passage(f"{at_:%H:%M}  {show_line(entry.ref)}", ink="heading", bold=True)
            for change in entry.changes:
                yield Passage(show_line(change), indent=3)
            for minute in entry.minutes:
                who = f", {show_line(minute.who)}" if minute.who else ""
                due = f", by {show_date(minute.due)}" if minute.due else ""
                yield Passage(f"{_SPOKEN.get(minute.kind, minute.kind)}: {show_line(minute.text)}{who}{due}", indent=3)
            if entry.why:
                yield Passage(f"reason: {show_line(entry.why)}", ink="muted", indent=3)

    def _show_journal(self) -> None:
        count = len(self.proceedings.journal) if self.proceedings else 0
        self.journal.read(f"Journal: {count} recorded", self._journal())
        if self._journal_shown:
            self.page.tell([Passage(f"Journal: {count} recorded", ink="heading", bold=True), *self._journal()])

    # The clock. ------------------------------------------------------------------------------------------------

    def _spend(self) -> None:
        now = time.monotonic()
        if self.sitting is not None and self.sitting.order:
            self.sitting.spend(min(now - self._since, LONGEST_TICK))
        self._since = now

    def _tick(self) -> None:
        self._spend()
        self.head.tick()
        self._ticks += 1
        if self._ticks % KEEP_TIME == 0:
            self._keep_soon()

    # What is kept of it. ---------------------------------------------------------------------------------------

    def _keep_soon(self) -> None:
        """Once no key has changed anything for a moment, and at the latest before a second has passed."""
        now = asyncio.get_running_loop().time()
        if self._keep_timer is not None:
            self._keep_timer.cancel()
        else:
            self._keep_by = now + KEEP_BY
        when = min(now + KEEP_AFTER, self._keep_by)
        self._keep_timer = asyncio.get_running_loop().call_at(when, lambda: self._begin(self._keep()))

    def _state(self) -> str:
        if self.sitting is None:
            return ""
        writing = self.hand.writing
        self.sitting.asking = writing.ask.what if writing and writing.item == self.sitting.here else ""
        return self.sitting.kept()

    async def _keep(self) -> None:
        """Keep where it is; one at a time, the newest last."""
        self._keep_timer = None
        state = self._state()
        if self._keeping or not state or state == self._kept:
            if self._keeping:
                self._keep_soon()
            return
        self._keeping = True
        try:
            await self.desk.keep_draft(self.key, state)
            self._kept = state
        except SaveFailed as failed:
            self.hand.tell(f"Where the meeting is could NOT be kept: {failed}", "error")
        finally:
            self._keeping = False

    def on_unmount(self) -> None:
        """It is left, or the app ends: where it is, is kept all the same."""
        if self._keep_timer is not None:
            self._keep_timer.cancel()
        self._do_due()
        self._spend()
        state = self._state()
        if state and state != self._kept:
            self.desk.last_draft(self.key, state)

    def _soon(self, do: Callable[[], None]) -> None:
        """Do it once what the key changed is on the screen: the threads' work would keep it waiting. In order."""
        if not self._due:
            asyncio.get_running_loop().call_later(SOON, self._do_due)
        self._due.append(do)

    def _do_due(self) -> None:
        due, self._due = self._due, []
        for do in due:
            do()

    def _begin(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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
        elif id_ in _OPENS:
            if (why := self.refusal(BY_ID[id_].needs)) is not None:
                self.hand.tell(f"{BY_ID[id_].label}: {why}", "accent")
            else:
                await getattr(self, f"do_{id_}")()
        else:
            self._do(id_, "")

    def _do(self, id_: str, key: str) -> bool:
        """Do what a key stands for, at once; False where it opens something, which is done where keys are sent on."""
        if id_ in _OPENS:
            return False
        command = BY_ID[id_]
        if (why := self.refusal(command.needs)) is not None:
            self.hand.tell(f"{command.label}: {why}", "accent")
            return True
        if self._journal_shown and id_ not in {"meeting_journal", *_SCROLLS}:
            self._journal_shown = False
            self._show()
        if id_ in _SCROLLS:
            self.page.move(_SCROLLS[id_])
        elif id_ == "meeting_status":
            self._digit(key)
        elif id_.removeprefix("meeting_") in ASKS:
            self._write(ASKS[id_.removeprefix("meeting_")])
        else:
            getattr(self, f"do_{id_}")()
        return True

    def _write(self, ask: Ask, *, item: str = "", trouble: str = "") -> None:
        """Open the line, with what was begun of it."""
        sitting = self.going
        item = item or sitting.here
        self.hand.ask(
            ask, item, self._ref(item) if ask.what != "go" else "", sitting.begun(item, ask.what), trouble=trouble
        )

    @property
    def going(self) -> Sitting:
        """How far it has come, once that is known."""
        assert self.sitting is not None  # noqa: S101 - refusal() sees to it
        return self.sitting

    def _typed(self, writing: Writing) -> None:
        """Something was typed: it is kept as it is typed."""
        if writing.ask.what == "go":
            found = self._found(writing.texts[0])
            one = self.known.get(found or "")
            at_ = self.going.order.index(found) + 1 if found else 0
            writing.ref = f"{at_} {show_line(one.ref)} {show_line(one.audit)}" if one else ""
            return
        self.going.typed(writing.item, writing.ask.what, writing.texts)
        self._keep_soon()

    # Going through the queue. ----------------------------------------------------------------------------------

    def _moved(self) -> None:
        self._show()
        self._soon(self._ask)
        self._keep_soon()

    def _go(self, id_: str) -> None:
        self._spend()
        if self.sitting is not None and self.sitting.go_to(id_):
            self._moved()

    def do_meeting_next(self) -> None:
        """On to the next."""
        self._spend()
        if self.going.step(1):
            self._moved()
        else:
            self._at_the_end()

    def do_meeting_back(self) -> None:
        """Back to the one before."""
        self._spend()
        if self.going.step(-1):
            self._moved()
        else:
            self.hand.tell("This is the first of the queue.")

    def do_meeting_skip(self) -> None:
        """Leave it out."""
        self._spend()
        ref = self._ref(self.going.here)
        self._move_on(self.going.skip(), f"{ref}: skipped.")

    def do_meeting_later(self) -> None:
        """To the end of the queue with it."""
        self._spend()
        ref = self._ref(self.going.here)
        self._move_on(self.going.put_off(), f"{ref}: later; it comes once more at the end.")

    def _move_on(self, moved: bool, words: str) -> None:
        self.hand.tell(words)
        self._moved()
        if not moved:
            self._at_the_end()

    def _at_the_end(self) -> None:
        sitting = self.going
        left = [
            f"{sitting.count(mark)} {words}"
            for mark, words in ((Mark.LATER, "put off"), (Mark.SKIPPED, "skipped"))
            if sitting.count(mark)
        ]
        self.head.refresh()
        self.queue.show()
        self._keep_soon()
        also = f" {', '.join(left)}: g goes to one." if left else ""
        self.hand.tell(f"That was the last of the queue.{also} x ends the meeting.", "accent")

    def _found(self, words: str) -> str | None:
        """The item that a number, a reference or the words of an audit mean."""
        sitting, wanted = self.going, words.strip().casefold()
        if not wanted:
            return None
        if wanted.isdecimal() and 0 < int(wanted) <= len(sitting.order):
            return sitting.order[int(wanted) - 1]
        named_ = [(id_, self.known[id_]) for id_ in sitting.order if id_ in self.known]
        ways: tuple[Callable[[Recommendation], bool], ...] = (
            lambda one: one.ref.casefold() == wanted,
            lambda one: one.ref.casefold().startswith(wanted),
            lambda one: wanted in f"{one.ref} {one.audit}".casefold(),
        )
        return next((id_ for is_it in ways for id_, one in named_ if is_it(one)), None)

    def do_meeting_journal(self) -> None:
        """What was recorded, instead of the item; and back."""
        self._journal_shown = not self._journal_shown
        if self._journal_shown:
            self._show_journal()
        else:
            self._show()

    # Recording. ------------------------------------------------------------------------------------------------

    def _digit(self, key: str) -> None:
        keys = BY_ID["meeting_status"].keys
        if key not in keys:
            self.hand.tell(f"Status: press its digit, {keys[0]} to {keys[-1]}.", "accent")
            return
        new = list(Status)[keys.index(key)]
        here = self.going.here
        old = self._status(here)
        if new is old:
            self.going.marks[here] = Mark.DONE
            self.hand.tell(f"{self._ref(here)} is {status_word(new)} already: it stays so.")
            self._show(anew=False)
            self._keep_soon()
            return
        item = self._item(here)
        accepted = item is not None and any(evidence.accepted_by for evidence in item.detail.evidence)
        if refusal(old, new, reason="", accepted_evidence=accepted) is not None:
            self._write(closing(new))
        else:
            self._record(here, "status", change=FollowUpAsked(here, opinion=new))

    def _answered(self, writing: Writing, go_on: bool) -> str:
        """Take what was written; why not, where it cannot be taken."""
        ask, item, texts = writing.ask, writing.item, [text.strip() for text in writing.texts]
        if ask.what == "go":
            found = self._found(texts[0])
            if texts[0] and found is None:
                return "Nothing in this queue is called so: a number, a reference, words of an audit's name."
            if found:
                self._go(found)
            return ""
        if not visible("".join(texts)):
            self.going.typed(item, ask.what, ())
            self.hand.tell("Nothing was written, and nothing recorded.")
            return ""
        for text in texts:
            if trouble := unstorable(text):
                return trouble
        trouble = self._take(writing, ask, item, texts)
        if not trouble and go_on:
            self.do_meeting_next()
        return trouble

    def _take(self, writing: Writing, ask: Ask, item: str, texts: list[str]) -> str:
        if ask.status is not None:
            return self._take_status(writing, ask.status, item, texts)
        if ask.what == "due":
            return self._take_due(writing, item, texts)
        if not visible(texts[0]):
            return f"Write the {ask.labels[0]} itself first."
        who = texts[1] if len(texts) > 1 else ""
        day = read_date(texts[2]) if len(texts) > 2 and texts[2] else None
        if len(texts) > 2 and texts[2] and day is None:
            return "By when is not one date yet: write 30 Sep 2019, 30/9/19 or 2019-09-30."
        # A note that goes with a status is the update's text too: the committee's paper shows it.
        as_update = ask.what == "note" and any(one.item == item and one.sets_status for one in self._deeds)
        change = FollowUpAsked(item, text=texts[0]) if as_update else None
        self._record(item, ask.what, MinuteGiven(ask.what, texts[0], who, day), change=change, writing=writing)
        return ""

    def _take_status(self, writing: Writing, status: Status, item: str, texts: list[str]) -> str:
        if status is Status.RISK_ACCEPTED:
            needed = ("Accepting a risk needs a reason, which is kept.", "Write who accepts it.", "Write their role.")
            if lacking := next((n for n, text in enumerate(texts) if not visible(text)), None) is not None:
                writing.at = next(n for n, text in enumerate(texts) if not visible(text))
                return needed[writing.at] if lacking else ""
            why, who, role = texts
            acceptance = AcceptanceGiven(accepted_by=who, role=role, accepted_on=None, why=why)
            change = FollowUpAsked(item, opinion=status, acceptance=acceptance)
        else:
            change = FollowUpAsked(item, opinion=status, reason=texts[0])
        self._record(item, writing.ask.what, change=change, writing=writing)
        return ""

    def _take_due(self, writing: Writing, item: str, texts: list[str]) -> str:
        day = read_date(texts[0]) if texts[0] else None
        if day is None:
            writing.at = 0
            return "This is not one date yet: write 30 Sep 2019, 30/9/19 or 2019-09-30."
        known = self._item(item)
        if known is not None and known.one.due == day:
            writing.at = 0
            return f"{show_date(day)} is the date in force already."
        if not visible(texts[1]) and (known is None or known.one.original_due is not None):
            writing.at = 1
            return "Moving a due date needs a reason, which is kept."
        change = FollowUpAsked(item, due=day, reason=texts[1], agreed_by=texts[2], agreed_on=self.desk.today)
        self._record(item, "due", change=change, writing=writing)
        return ""

    def _record(
        self,
        item: str,
        what: str,
        *minutes: MinuteGiven,
        change: FollowUpAsked | None = None,
        writing: Writing | None = None,
    ) -> None:
        """Have it saved; the next key does not wait for that."""
        deed = Deed(item, what, writing.texts if writing else [], writing.ask if writing else None)
        deed.was = self._status(item)
        if change is not None and change.opinion is not None:
            deed.sets_status, deed.becomes = True, change.opinion
            self.statuses[item] = change.opinion
        self._deeds.append(deed)
        self._undone.clear()
        self.going.marks[item] = Mark.DONE
        self.going.typed(item, what, ())
        asked, today = InMeetingAsked(self.meeting, item, minutes, change), self.desk.today

        def work(ledger: "Ledger") -> "Receipt":
            try:
                receipt = asked.carry_out(ledger, today)
            except BaseException:
                deed.failed = True
                raise
            deed.transaction = receipt.transaction
            return receipt

        self._carry(deed, work)

    def do_meeting_undo(self) -> None:
        """Take back the latest thing recorded here, and go to what it was about."""
        if not self._deeds:
            self.hand.tell("Nothing of this meeting is left to take back.")
            return
        deed = self._deeds.pop()
        self._undone.append(deed)
        if deed.sets_status:
            self.statuses[deed.item] = deed.was
        if not any(one.item == deed.item for one in self._deeds):
            self.going.marks[deed.item] = Mark.SEEN

        def work(ledger: "Ledger") -> "Receipt":
            if deed.failed:
                raise SaveFailed("it was never saved, so there is nothing to take back")
            return ledger.undo(deed.transaction)

        self._go_to(deed.item)
        self._carry(deed, work, undoing=True)

    def do_meeting_redo(self) -> None:
        """Return what was last taken back."""
        if not self._undone:
            self.hand.tell("Nothing of this meeting was taken back since the last change.")
            return
        deed = self._undone.pop()
        self._deeds.append(deed)
        if deed.sets_status:
            self.statuses[deed.item] = deed.becomes
        self.going.marks[deed.item] = Mark.DONE
        self._go_to(deed.item)
        self._carry(deed, lambda ledger: ledger.redo(deed.transaction), undoing=True)

    def _go_to(self, item: str) -> None:
        if item != self.going.here:
            self._go(item)

    def _carry(self, deed: Deed, work: "Callable[[Ledger], Receipt]", *, undoing: bool = False) -> None:
        self._saving[deed.item] = self._saving.get(deed.item, 0) + 1
        self._show(anew=False)
        self._soon(lambda: self._begin(self._carried(deed, work, undoing=undoing)))
        self._keep_soon()

    async def _carried(self, deed: Deed, work: "Callable[[Ledger], Receipt]", *, undoing: bool) -> None:
        try:
            receipt = await self.desk.carry_out(work)
        except SaveFailed as failed:
            self._saving[deed.item] -= 1
            self._not_saved(deed, str(failed), undoing=undoing)
        else:
            self._saving[deed.item] -= 1
            if self.is_attached:
                self.hand.tell(
                    show_line(receipt.said), "foreground", f"saved {receipt.recorded_at.astimezone():%H:%M:%S}"
                )
                self._show(anew=False)

    def _not_saved(self, deed: Deed, why: str, *, undoing: bool) -> None:
        """Tell it, with its text kept, and lead back to its item."""
        self.statuses.pop(deed.item, None)
        if self.sitting is None or not self.is_attached:
            return
        ref = self._ref(deed.item)
        if undoing:
            self.hand.tell(f"{ref}: NOT taken back: {why}", "error")
            (self._deeds if deed in self._undone else self._undone).append(deed)
            (self._undone if deed in self._undone else self._deeds).remove(deed)
            self.refresh_all()
            return
        if deed in self._deeds:
            self._deeds.remove(deed)
        if deed in self._undone:
            self._undone.remove(deed)
        if not any(one.item == deed.item for one in self._deeds):
            self.sitting.marks.pop(deed.item, None)
        if deed.ask is not None:
            self.sitting.typed(deed.item, deed.ask.what, deed.texts)
        self._keep_soon()
        self.hand.tell(f"{ref}: NOT saved: {why}", "error")
        if self.hand.writing is None:
            self._go_to(deed.item)
            self._show(anew=False)
            if deed.ask is not None:
                self._write(deed.ask, item=deed.item, trouble=f"NOT saved: {why}")
        else:
            self.notify(
                f"{ref} was NOT saved: {why} Its text is kept there.", severity="error", timeout=60, markup=False
            )
        self.refresh_all()

    # Leaving. --------------------------------------------------------------------------------------------------

    async def do_meeting_leave(self) -> None:
        """Out of it; the meeting stays open, and can be gone on with."""
        if self._journal_shown:
            self.do_meeting_journal()
            return
        await self.desk.pop_screen()
        self.desk.refresh_all()
        self.desk.register.notify("The meeting is not over: M goes on with it where it was.", markup=False)

    async def do_meeting_end(self) -> None:
        """The digest of the meeting; from there it is written and ended."""
        from tui.screens.meeting_minutes import MinutesScreen  # a meeting has but one end

        self._spend()
        await self._keep()  # The digest tells the time taken, and what was put off.
        await self.desk.push_screen(MinutesScreen(self.meeting))

    def on_screen_resume(self) -> None:
        """It goes on."""
        if self.sitting is not None:
            self.refresh_all()


_OPENS = frozenset({"meeting_leave", "meeting_end"})
_SCROLLS = {
    "meeting_up": "up",
    "meeting_down": "down",
    "meeting_page_up": "page_up",
    "meeting_page_down": "page_down",
    "meeting_top": "first",
    "meeting_bottom": "last",
}


def _keys() -> tuple[Command, ...]:
    """For the last line: those that matter most, then those for which a wide screen has room."""
    status = BY_ID["meeting_status"]
    shown = replace(status, keys=(f"{status.keys[0]}-{status.keys[-1]}",))
    return (
        shown,
        *named(
            "meeting_note",
            "meeting_next",
            "meeting_undo",
            "help",
            "meeting_action",
            "meeting_due",
            "meeting_promise",
            "meeting_question",
            "meeting_later",
            "meeting_skip",
            "meeting_journal",
            "meeting_go",
            "meeting_end",
            "meeting_back",
        ),
    )


def _ask_of(what: str) -> Ask | None:
    if what.startswith("status:"):
        return next((closing(status) for status in CLOSED if what == f"status:{status}"), None)
    return ASKS.get(what)


def _earlier(reader: Reader, but: str) -> dict[str, tuple[Said, ...]]:
    """What was said in the meetings before this one, latest first, by recommendation."""
    said: dict[str, tuple[Said, ...]] = {}
    others = [held.meeting for held in reader.meetings() if held.meeting.id != but][:EARLIER]
    for meeting in others:
        for entry in reversed(reader.meeting(meeting.id).journal):
            words = "; ".join(minute.text for minute in entry.minutes)
            if words:
                told = Said(meeting.held_on, meeting.body, words)
                said[entry.recommendation_id] = (*said.get(entry.recommendation_id, ()), told)
    return said


def _last_told(reader: Reader, ids: set[str]) -> tuple[dict[str, Recommendation], date | None]:
    """These as the last report to the body told them, and the day it was as at."""
    report = latest(reader.reports(), reader.as_at + timedelta(days=1), reader.policy.meeting_body)
    if report is None:
        return {}, None
    told = reader.told(report.id).recommendations
    return {one.id: one for one in told if one.id in ids}, report.as_at
