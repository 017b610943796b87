"""The application: wiring only. The reader's and the writer's threads on one side, the screens on the other."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, runtime_checkable

from rich.text import Text
from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import Widget

from db.connection import RegisterError
from db.queries import Reader
from db.rules import Policy
from tui.commands import BY_ID, COMMANDS, Command, Need, Place, at, is_letter
from tui.commands import DIALOGS as OVER
from tui.faults import stopped
from tui.messages import PaletteRead, ReadFailed, RegisterChanged, ViewRead, WriterReady
from tui.reader import Background, ChangedElsewhere
from tui.screens.actions import DIALOGS
from tui.screens.register import RegisterScreen
from tui.terminal import ENDING_SIGNALS, stay_down_without_a_terminal
from tui.text import called, show, signs
from tui.theme import THEMES, chosen, keep
from tui.widgets.filter_line import FilterLine
from tui.widgets.pane import Pane
from tui.widgets.plain_letters import PlainLetters
from tui.writer import Writer

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from db.ledger import Ledger, Receipt
    from tui.found import Entry
    from tui.screens.asked import Asked, TogetherAsked

Told = TypeVar("Told")

NEW_DAY = 60.0
"""Seconds between looks at the calendar."""

PATIENCE = 1.5
"""Seconds after the first paint for which a key that writes waits for the register's check; after them it is refused,
for a large register takes longer."""


@runtime_checkable
class Refreshed(Protocol):
    """A screen that shows the register: the main one, or one of figures over it."""

    def refresh_all(self) -> None:
        """Read it anew."""

    def commands(self) -> Iterable[Command]:
        """What can be done there."""

    def refusal(self, needs: Need) -> str | None:
        """Why that cannot run now."""

    async def action_do(self, id_: str) -> None:
        """Do it."""


class Outstanding(App[int]):
    """The register on the screen; what forms call their desk."""

    TITLE = "Outstanding"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, show=False, priority=True)
        for action in ("help", "palette")
        for key in BY_ID[action].keys
        if not is_letter(key)
    ]
    """With priority, for a dialog lets no other key of the app's through."""
    ENABLE_COMMAND_PALETTE = False
    """There is one of our own, which finds records as well."""

    def __init__(
        self,
        background: Background,
        writer: Writer,
        *,
        notice: str = "",
        fixed: bool = False,
        troubles: Sequence[str] = (),
        theme_file: Path | None = None,
        greets: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        super().__init__()
        self.background = background
        self.writer = writer
        self.notice = notice
        """Why the register can only be read, in a word or two; empty where it can be written."""
        self.troubles = troubles
        """What is to be said at the start, in a sentence each."""
        self._greets = greets
        """Is a person told what an empty register can be begun with?"""
        self.sample: TemporaryDirectory[str] | None = None
        """Holds the sample that is asked to be opened next."""
        self._fixed = fixed
        """Is the position as at a date that was asked for, and not as at today, whatever day that becomes?"""
        self._clock = clock
        self._trouble = "It is still being checked; try again in a moment."
        """Why nothing can be written now, as a sentence."""
        self._ahead: deque[events.Key | events.Paste] = deque()
        """What was typed and has not been sent on."""
        self._typed_at: Widget | None = None
        """Where a key was typed that is under way to its action, which will send the next ones elsewhere."""
        self._is_patient = not notice
        """Does a key that writes wait until that can be done?"""
        self._letters = (PlainLetters(),) if signs.dot.isascii() else ()
        for theme in THEMES:
            self.register_theme(theme)
        self._theme_file = theme_file
        """Where the choice of a theme is kept, if it is."""
        self.theme = chosen(theme_file).name

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through before it is drawn."""
        return (*super().get_line_filters(), *self._letters)

    # Beginning and end. ----------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The register, with what has been read meanwhile."""
        self.register = RegisterScreen(self.background.first_look.result(), self.size)
        return self.register

    def on_ready(self) -> None:
        """After the first paint: the rest of the register, its check, and what writes."""
        self.background.tell = self._told
        self.register.begin()
        if self.troubles:
            self.notify("\n".join(self.troubles), title="Keys", severity="warning", timeout=30, markup=False)
        if self.notice:
            self._trouble = f"This is the register {self.notice}; it can only be read."
        else:
            self.writer.begin(DIALOGS).add_done_callback(lambda begun: self.post_message(WriterReady(begun.result())))
            self.set_timer(PATIENCE, self._wait_no_longer)
        self.greet()
        if not self._fixed:
            self.set_interval(NEW_DAY, self._look_at_the_day)
        stay_down_without_a_terminal()
        for number in ENDING_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, partial(self.exit, return_code=128 + number))

    def greet(self) -> None:
        """Say what an empty register can be begun with."""
        look = self.register.look
        if self._greets and not self.notice and not look.position.total and not look.tree:
            from tui.screens.welcome import Welcome  # few registers are empty, and none of them for long

            self.push_screen(Welcome(self))

    async def action_help(self) -> None:
        """What can be pressed where the person is."""
        from tui.screens.help import HelpScreen  # not before the first paint

        if not isinstance(self.screen, HelpScreen):
            self.hush()
            await self.push_screen(HelpScreen(self.screen))

    async def action_palette(self) -> None:
        """Anything by its name: what can be done where the person is, and what the register holds."""
        from tui.screens.palette import PaletteScreen  # not before the first paint

        if not isinstance(self.screen, PaletteScreen):
            self.hush()
            under = self.screen
            await self.push_screen(PaletteScreen(under, self), partial(self._chosen, under))

    async def _chosen(self, under: Screen[Any], chosen: "Entry | None") -> None:
        """Do what was chosen, and only then send on what was typed meanwhile."""
        from tui.screens.going import go_to  # loaded with the palette

        try:
            if chosen is not None:
                await go_to(self, under, chosen)
        finally:
            await self.release()

    async def release(self) -> None:
        """What was typed ahead goes on."""
        self._typed_at = None
        await self._go_on()

    async def action_quit(self) -> None:
        """Leave; what is being saved is saved first."""
        if self.writer.saving:
            self.register.strip.tell("saving…", "accent")
            await asyncio.to_thread(self.writer.drain)
        self.exit(0)

    def _fatal_error(self) -> None:
        """An error of ours ends the program without the words of records that Textual's own traceback would show."""
        if not self._exit_renderables:
            self._exit_renderables.append(Text(stopped(self._exception)))
        self._close_messages_no_wait()

    def turn_theme(self) -> None:
        """Light instead of dark, or the other way round; kept for the next time."""
        theme = next(theme for theme in THEMES if theme.name != self.theme)
        self.theme = theme.name
        try:
            if self._theme_file is not None:
                keep(theme, self._theme_file)
        except OSError as error:
            self.notify(f"The next start will not know: {error.strerror}.", severity="warning", markup=False)

    # What is said in passing. ----------------------------------------------------------------------------------

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 - no word of ours or of a register's is markup, whoever says it
    ) -> None:
        """Say something in passing; names of files and records in it are made harmless."""
        super().notify(show(message), title=title, severity=severity, timeout=timeout, markup=False)

    def on_notify(self) -> None:
        """The next thing said takes the place of the last."""
        self.hush()

    def hush(self) -> None:
        """No more of what was said, for it stands over what is to be read or written now; but errors stay."""
        for said in [said for said in self._notifications if said.severity != "error"]:
            self._unnotify(said)

    # Typing ahead. ---------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """A letter typed right after `n` is the first of the update, not the next action, however fast it comes."""
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif event.is_forwarded:  # It has climbed up to us from where it was typed; then its action is done.
            await super().on_event(event)
            self._typed_at = None
            await self._go_on()
        else:
            self._ahead.append(event)
            await self._go_on()

    async def _go_on(self) -> None:
        """What was typed goes where the keys go, as far as that is known."""
        while self._ahead and (self._typed_at is None or not self._typed_at.is_attached):
            event = self._ahead[0]
            key = event.key if isinstance(event, events.Key) and self._sends_on(event) else ""
            if self._is_patient and key in _WRITING:
                return
            self._ahead.popleft()
            self._typed_at = self.focused if key else None
            await super().on_event(event)

    async def _wait_no_longer(self) -> None:
        """Whether it can be written or not, a key now does what it can."""
        self._is_patient = False
        await self._go_on()

    def _sends_on(self, event: events.Key) -> bool:
        """Will the next key be for something else?"""
        if event.key in getattr(self.focused, "SENDS_ON", ()):
            return event.key not in self._bindings.key_to_bindings  # The app's own never get there to climb back.
        if isinstance(self.focused, Pane) and isinstance(self.screen, Refreshed):
            return event.key in _ACTIONS
        return event.key in {"tab", "shift+tab"} and not isinstance(self.focused, FilterLine)

    # What the threads tell. ------------------------------------------------------------------------------------

    def _told(self, found: object) -> None:
        """On the reader's thread: hand over what it found."""
        if isinstance(found, RegisterError):
            self.post_message(ReadFailed(str(found)))
        elif isinstance(found, ChangedElsewhere):
            self.post_message(RegisterChanged())
        elif isinstance(found, Exception):
            self.call_from_thread(self._handle_exception, found)
        elif isinstance(found, ViewRead | PaletteRead):
            found.view.post_message(found)
        elif isinstance(found, Message):
            self.register.post_message(found)

    @on(ReadFailed)
    def _read_failed(self, failed: ReadFailed) -> None:
        self.notify(failed.said, severity="error", timeout=30, markup=False)

    @on(RegisterChanged)
    def _register_changed(self) -> None:
        self.refresh_all()

    def refresh_all(self) -> None:
        """The register has changed, or the day: what is on the screen is read anew, and what lies under it."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Refreshed):
                screen.refresh_all()
            if getattr(screen, "COVERS", False):
                break  # What lies under it is read anew when it is left.

    def _look_at_the_day(self) -> None:
        """Past midnight the position is as at the new day."""
        if self.background.as_at != self.today:
            self.background.view(self.today, self.register.look.position.counting)
            self.refresh_all()

    @on(WriterReady)
    async def _writer_ready(self, ready: WriterReady) -> None:
        self._trouble = ready.trouble
        if ready.trouble:
            self.register.strip.tell("can only be read", "error")
            self.notify(ready.trouble, severity="error", timeout=60, markup=False)
        await self._wait_no_longer()

    # What forms need of their desk. ----------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day that changes are of."""
        return self._clock().date()

    @property
    def policy(self) -> Policy:
        """What this body has decided; as it was last read, while another program writes."""
        with suppress(RegisterError):
            return self.background.near.result().policy
        return called.policy

    def not_writable(self) -> str:
        """Why nothing can be written now, as a sentence; empty where it can."""
        return self._trouble

    async def read(self, question: Callable[[Reader], Told]) -> Told:
        """Ask the register something, behind the screen's back. Raises RegisterError and what the question raises."""
        answer: Future[Told] = Future()

        def ask(reader: Reader) -> None:
            if not answer.set_running_or_notify_cancel():
                return  # The form that asked was left before its turn came.
            try:
                answer.set_result(question(reader))
            except (RegisterError, LookupError) as error:
                answer.set_exception(error)

        self.background.ask(f"form {id(answer)}", ask)
        return await asyncio.wrap_future(answer)

    async def save(self, asked: "Asked") -> "Receipt":
        """Carry it out; back only after it is committed. Raises SaveFailed."""
        today = self.today
        return await self.carry_out(lambda ledger: asked.carry_out(ledger, today))

    async def foresee(self, asked: "TogetherAsked") -> "Receipt":
        """What a change would do and who would be refused; nothing is written. Raises SaveFailed."""
        today = self.today
        return await asyncio.wrap_future(self.writer.put(lambda ledger: asked.foresee(ledger, today)))

    async def carry_out(self, work: "Callable[[Ledger], Receipt]") -> "Receipt":
        """The same for any change; the screen says saved after it, and shows what is so now."""
        from tui.screens.asked import SaveFailed  # not before the first paint

        if self._trouble:
            raise SaveFailed(self._trouble)
        self.register.strip.tell("saving…", "accent")
        try:
            receipt = await asyncio.wrap_future(self.writer.put(work))
        except BaseException:
            self.register.strip.tell("NOT saved", "error")
            raise
        self.background.seen = max(self.background.seen, receipt.seq)
        self.register.tell_saved(f"saved {self._clock():%H:%M}")
        self.refresh_all()
        return receipt

    async def keep_draft(self, key: str, text: str) -> None:
        """Keep a draft, or drop it where the text is empty; back only after that is committed. Raises SaveFailed."""
        await asyncio.wrap_future(self.writer.put(_draft(key, text)))

    def last_draft(self, key: str, text: str) -> None:
        """Keep a draft of a form that is going down with the app: nobody waits, but it is kept before the end."""
        self.writer.put(_draft(key, text))


_MOVING = frozenset(key for one in at(Place.MOVING, Place.MARKING) for key in one.keys)
_AT_ONCE = {binding.key for binding in Outstanding.BINDINGS if isinstance(binding, Binding)} | {"ctrl+q"}
_ACTIONS = frozenset(key for one in COMMANDS if one.place not in OVER for key in one.keys) - _MOVING - _AT_ONCE
"""Keys of the register and its views that may open something."""
_WRITING = frozenset(key for one in COMMANDS if Need.WRITABLE in one.needs for key in one.keys)


def _draft(key: str, text: str) -> "Callable[[Ledger], None]":
    return lambda ledger: ledger.keep_draft(key, text) if text else ledger.drop_draft(key)
