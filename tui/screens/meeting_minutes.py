"""The minutes of a meeting on the screen: looked at, written as PDF or plain text, and the meeting ended."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center
from textual.screen import Screen

from db.connection import RegisterError
from db.held import Proceedings
from db.minutes import Digest, digest
from db.queries import Reader
from db.rules import Policy
from reports.write.files import Exists, Unwritable, save
from tui import minuted
from tui.commands import BY_ID, Command, Need, Place, at, bindings, bound, named, spelt
from tui.plain.minutes import letter
from tui.screens.asked import SaveFailed
from tui.screens.confirm import ConfirmDialog
from tui.screens.form import Desk
from tui.screens.meeting_asks import ask_of
from tui.screens.minuting import GONE, EndAsked
from tui.screens.sheet import Sheet
from tui.sitting import taken_up
from tui.text import show, show_line, signs
from tui.widgets.detail import PassagePane
from tui.widgets.files import PathField
from tui.widgets.footer import KeyLine
from tui.widgets.meeting_hand import OF_REGISTER
from tui.widgets.passages import Passage

if TYPE_CHECKING:
    from tui.app import Outstanding

_OF_REGISTER = named(*OF_REGISTER)
_KEYS = named("minutes_write", "minutes_end", "minutes_back", "up", "down", "help")
TEXT_ENDINGS = frozenset({".txt", ".text", ".md"})
"""Files of these endings are written as plain text, for an e-mail; others as PDF."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A digest, and what it takes to write it down."""

    digest: Digest
    policy: Policy
    fingerprint: str
    half: tuple[str, ...]
    """What was half typed, and is not in them: `Note on MHC-1`."""


def read(reader: Reader, meeting: str) -> Minutes:
    """On the reader's thread."""
    held = reader.meeting(meeting)
    return Minutes(digest(held), reader.policy, reader.fingerprint(), tuple(_half_typed(held)))


def _half_typed(held: Proceedings) -> Iterator[str]:
    half = taken_up([one.id for one in held.queue], held.draft).half
    for one in held.queue:
        for ask in filter(None, map(ask_of, half.get(one.id, ()))):
            yield f"{ask.title} {one.ref}"


def passages(minutes: Minutes) -> Iterator[Passage]:
    """All of it, to be scrolled through."""
    title, *others = minuted.lines(minutes.digest)
    yield Passage(show_line(title), ink="heading", bold=True)
    for line in others:
        yield Passage(show_line(line))
    if minutes.half:
        words = f"Half typed, and not in these minutes: {', '.join(map(show_line, minutes.half))}."
        yield Passage()
        yield Passage(words, ink="accent", bold=True)
    found = minuted.parts(minutes.digest, minutes.policy)
    for part in found:
        yield Passage()
        yield Passage(f"{part.title} ({len(part.rows)})", ink="heading", bold=True)
        for ref, audit, *rest in part.rows:
            yield Passage(f"{show_line(ref)}  {show_line(audit)}", bold=True)
            for n, (name, words) in enumerate(zip(part.columns[2:], rest, strict=True), 2):
                if words.strip():
                    yield Passage(show(words) if n < part.plain else f"{name}: {show_line(words)}", indent=3)
    if not found:
        yield Passage()
        yield Passage("Nothing was recorded.", ink="muted")


class MinutesScreen(Screen[None]):
    """Over the meeting, which goes on when it is left."""

    CSS_PATH = "../meeting.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.MINUTES), *bound(_OF_REGISTER), *bindings(Place.MOVING)]
    AUTO_FOCUS = "#minutes"
    COVERS = True

    def __init__(self, meeting: str) -> None:
        super().__init__()
        self.meeting = meeting
        self.minutes: Minutes | None = None

    @property
    def desk(self) -> "Outstanding":
        """The app, which reads and saves for its screens."""
        return cast("Outstanding", self.app)

    def compose(self) -> ComposeResult:
        """The words and the keys."""
        with Center():
            yield PassagePane(id="minutes")
        yield KeyLine(_KEYS, id="keys")

    def on_mount(self) -> None:
        """Read them."""
        self.pane = self.query_one("#minutes", PassagePane)
        self.refresh_all()

    @work(exclusive=True, group="read")
    async def refresh_all(self) -> None:
        """The minutes as they are now."""
        try:
            self.minutes = await self.desk.read(lambda reader: read(reader, self.meeting))
        except RegisterError as error:
            self.notify(str(error), severity="error", timeout=30, markup=False)
        except LookupError:
            self.notify(GONE, severity="error", timeout=30, markup=False)
        self._show()

    def _show(self) -> None:
        if self.minutes is not None:
            about = f"Minutes {signs.dot} the meeting is {'over' if self.over else 'not over'}"
            self.pane.read(about, passages(self.minutes))
            keys = self.query_one("#keys", KeyLine)
            keys.commands = [one for one in _KEYS if not (self.over and one.id == "minutes_end")]
            keys.refresh()

    @property
    def over(self) -> bool:
        """Has it been ended?"""
        return self.minutes is not None and self.minutes.digest.held.meeting.ended_on is not None

    # What can be done. -----------------------------------------------------------------------------------------

    def commands(self) -> Iterable[Command]:
        """What can be done here."""
        return (*at(Place.MINUTES), *_OF_REGISTER)

    def refusal(self, needs: Need) -> str | None:
        """Why an action cannot run now, as a sentence; None where it can."""
        if Need.WRITABLE in needs and (why := self.desk.not_writable()):
            return why
        return None if self.minutes is not None else "The minutes are still being read; please press that again."

    async def action_do(self, id_: str) -> None:
        """Do what a key stands for, or say why that cannot be."""
        command = BY_ID[id_]
        if id_ in {"minutes_back", "back"}:
            await (self._leave() if self.over else self.desk.pop_screen())
        elif command.place is Place.MOVING:
            self.pane.move(id_)
        elif command.place is not Place.MINUTES:
            await self.desk.register.action_do(id_)
        elif (why := self.refusal(command.needs)) is not None:
            self.notify(f"{command.label}: {why}", severity="warning", markup=False)
        elif id_ == "minutes_write":
            await self._write()
        elif self.over:
            self.notify(spelt("It is over already: {minutes_write} writes its minutes, {back} leaves."), markup=False)
        else:
            self.desk.run_worker(self._end(), group="end", exclusive=True)  # The app's: it is saved, come what may.

    async def _write(self) -> None:
        if self.minutes is None:
            return

        def written(path: Path | None) -> None:
            if path is not None:
                self.notify(show_line(str(path)), title="Written", markup=False)

        await self.desk.push_screen(WriteMinutes(self.minutes, self.desk), written)

    async def _end(self) -> None:
        """The meeting is over: its minutes stay, to be written as they are now."""
        try:
            receipt = await self.desk.save(EndAsked(self.meeting))
        except SaveFailed as failed:
            self.notify(f"NOT ended: {failed}", severity="error", timeout=30, markup=False)
            return
        self.refresh_all()
        words = spelt("{minutes_write} writes the minutes, {back} leaves; {undo} in the register takes the end back.")
        self.notify(f"{show_line(receipt.said)}. {words}", markup=False)

    async def _leave(self) -> None:
        """Back to the register, past the meeting, which is over."""
        while self.desk.screen is not self.desk.register:
            await self.desk.pop_screen()
        self.desk.refresh_all()


class WriteMinutes(Sheet[Path | None]):
    """Where to; a name that ends in .txt is written as plain text. Dismissed with the path written."""

    heading = "Write the minutes"
    keys = named("write", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, minutes: Minutes, desk: Desk) -> None:
        super().__init__()
        self.minutes, self.desk = minutes, desk

    def body(self) -> ComposeResult:
        """The path."""
        held_on = self.minutes.digest.held.meeting.held_on
        yield PathField("Write to", str(Path.cwd() / f"minutes-{held_on}.pdf"), name="path", new=True)

    def on_mount(self) -> None:
        """What the ending means."""
        self.note("A name ending in .pdf makes a paper, one ending in .txt plain text for an e-mail.")

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)

    @work(exclusive=True)
    async def action_write(self) -> None:
        """Write it, asking before anything is written over."""
        field = self.query_one("#path", PathField)
        path, register = field.path, await self.desk.read(lambda reader: reader.path)
        if not field.words.strip():
            field.refuse("Give the file a name.")
            return
        try:
            try:
                await asyncio.to_thread(save, path, self._into(path), overwrite=False, register=register)
            except Exists:
                question = ConfirmDialog("Write over it?", f"There is a file {path} already. It will be replaced.")
                if not await self.app.push_screen_wait(question):
                    return
                await asyncio.to_thread(save, path, self._into(path), overwrite=True, register=register)
        except (Unwritable, RegisterError) as trouble:
            field.refuse(str(trouble))
        else:
            self.dismiss(path)

    def _into(self, path: Path) -> Callable[[BinaryIO], None]:
        one = self.minutes

        def write(out: BinaryIO) -> None:
            if path.suffix.lower() in TEXT_ENDINGS:
                out.write(letter(one.digest, one.policy).encode())
            else:
                minuted.write_paper(out, one.digest, one.policy, one.fingerprint)

        return write
