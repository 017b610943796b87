"""What all forms share: fields, a draft kept each second, and saving that tells the truth."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from textual import work
from textual.binding import BindingType

from db.connection import RegisterError
from db.queries import Reader
from db.rules import Policy
from tui.commands import bound, named, spelt
from tui.screens.asked import Asked, Receipted, SaveFailed, SaveRefused
from tui.screens.sheet import Sheet
from tui.screens.unsaved import Unsaved, UnsavedDialog
from tui.widgets.fields import Field, LineField, ProseField

if TYPE_CHECKING:
    from db.ledger import Receipt

Told = TypeVar("Told")

DRAFT_EVERY = 1.0
"""Seconds, on a clock that keys do not restart: the most that a power cut can take."""


class Desk(Protocol):
    """What forms need of the app."""

    @property
    def today(self) -> date:
        """The day that changes are of."""

    @property
    def policy(self) -> Policy:
        """What this body has decided."""

    async def save(self, asked: Asked) -> "Receipt":
        """Carry it out; back only after it is committed. Raises SaveFailed."""

    async def keep_draft(self, key: str, text: str) -> None:
        """Keep a draft, or drop it where the text is empty; back only after that is committed. Raises SaveFailed."""

    async def read(self, question: Callable[[Reader], Told]) -> Told:
        """Ask the register something. Raises RegisterError and what the question raises."""

    def last_draft(self, key: str, text: str) -> None:
        """Keep a draft of a form that is going down with the app: nobody waits, but it is kept before the end."""


Words = dict[str, str]
"""What has been typed or chosen, by the field's name."""


def put_away(versions: list[Words]) -> str:
    """What was typed, and what was set aside for it, as the text of a draft; nothing where there is nothing."""
    return json.dumps(versions) if versions else ""  # In ASCII: the halves of characters in a file's name, too.


def taken_out(draft: str) -> list[Words]:
    """The versions in a draft, the one to go on with first."""
    with suppress(ValueError):
        versions = json.loads(draft)
        if isinstance(versions, list):
            texts = [{str(n): str(t) for n, t in one.items()} for one in versions if isinstance(one, dict)]
            return [words for words in texts if words]
    return []


class Form(Sheet[Receipted]):
    """A sheet with fields to fill in. Dismissed with the receipt of what was saved, or with nothing."""

    keys = named("save", "cancel", "editor", "afresh")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, desk: Desk, draft_key: str) -> None:
        super().__init__()
        self.desk = desk
        self.draft_key = draft_key
        self.busy = False
        self.fields: list[Field] = []
        """All of them, in order; they outlive the screen, as what was typed in them must."""
        self._kept: list[Words] | None = None
        """The draft in the register; None until it has been looked for."""
        self._others: list[Words] = []
        """What F8 brings back, in turn."""
        self._turned = False
        """Has F8 been pressed? Then what is aside is there by choice, and need not outlive a save."""
        self._warned = False

    # What a form of its own says. ------------------------------------------------------------------------------

    def consider(self) -> None:
        """Explain what has been typed so far; called after each change."""

    async def asked(self) -> Asked | None:
        """What the form asks for; None where something has to be mended first, which has been said."""
        raise NotImplementedError

    # Its fields. -----------------------------------------------------------------------------------------------

    def words(self) -> Words:
        """What has been typed or chosen, by the field's name."""
        return {field.name or "": field.words for field in self.fields if field.changed}

    def fill(self, words: Words) -> None:
        """Put a draft back; what it does not name is as it was at first."""
        for field in self.fields:
            wanted = words.get(field.name or "", field.begun)
            if field.words != wanted:
                field.words = wanted

    def as_text(self) -> str:
        """All that was typed, to copy."""
        typed = (field for field in self.fields if isinstance(field, LineField | ProseField) and field.words.strip())
        return "\n\n".join(f"{field.label}:\n{field.words}" for field in typed)

    def on_field_changed(self) -> None:
        """Explain again."""
        self.complain("")
        self.consider()

    # Drafts. ---------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Look for a draft, and start the clock."""
        self.fields = list(self.query(Field))
        self.consider()
        self._tell_keys()
        self._open_draft()
        self.set_interval(DRAFT_EVERY, self._tick)

    @work(group="draft")
    async def _open_draft(self) -> None:
        try:
            kept = taken_out(await self.desk.read(lambda reader: reader.draft(self.draft_key)))
        except RegisterError as trouble:
            self.tell(f"draft NOT kept: {trouble}")  # Not over one that cannot be seen; the clock looks again.
            return
        self._kept = kept
        if not kept:
            return
        if self.words():  # Someone types faster than the register reads.
            self._others = kept
            self.note(spelt("An earlier draft is kept too. {afresh} changes between the two."))
        else:
            self._others = [*kept[1:], {}]
            self.fill(kept[0])
            self.note(spelt("The draft you left is put back. {afresh} starts afresh."))
        self._tell_keys()

    def _versions(self) -> list[Words]:
        return [words for words in (self.words(), *self._others) if words]

    @work(group="draft")
    async def _tick(self) -> None:
        if self._kept is None:
            self._open_draft()
        elif not self.busy:
            await self._keep()

    async def _keep(self) -> bool:
        """Keep what is typed as a draft, if it is not kept yet. Is it safe?"""
        versions = self._versions()
        if versions == (self._kept or []):
            return True
        if self._kept is None:
            return False
        try:
            await self.desk.keep_draft(self.draft_key, put_away(versions))
        except SaveFailed as failed:
            self.tell(f"draft NOT kept: {failed}")
            return False
        self._kept = versions
        self.tell(f"draft kept {datetime.now().astimezone():%H:%M:%S}" if versions else "")
        return True

    def on_unmount(self) -> None:
        """The app ends under the form: what was typed since the last second goes into the draft all the same."""
        if not self.busy and self._kept is not None and self._versions() != self._kept:
            self.desk.last_draft(self.draft_key, put_away(self._versions()))

    # Keys. -----------------------------------------------------------------------------------------------------

    def _tell_keys(self) -> None:
        self.show_keys(*(one.id for one in self.keys if self.check_action(one.id, ())))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Keys for what is there."""
        if action == "editor":
            return bool(self.query(ProseField))
        if action == "afresh":
            return bool(self._others)
        return True

    def action_afresh(self) -> None:
        """Set aside what stands here, and bring back what was set aside."""
        if self._others:
            self._others.append(self.words())
            self.fill(self._others.pop(0))
            self._turned = True
            self.note(spelt("{afresh} brings back what is set aside."))

    @work(group="leave", exclusive=True)
    async def action_cancel(self) -> None:
        """Close; what was typed is kept as a draft."""
        if self.busy:
            return
        if not await self._keep() and not self._warned:
            self._warned = True
            self.complain(
                spelt("The draft could not be kept. {save} tries to save it; {cancel} again closes this and loses it.")
            )
            return
        self.busy = True
        if self._kept:
            self.notify("Draft kept, not saved. It is put back when you come here again.", markup=False)
        self.dismiss(None)

    def action_save(self) -> None:
        """Save, if there is nothing to mend first."""
        for field in self.fields:
            trouble = field.trouble() if field.display and not field.disabled else None
            if trouble is not None:
                field.refuse(trouble)
                return
        self._save()

    @work(group="save")
    async def _save(self) -> None:
        if self.busy:
            return
        self.busy = True
        words = self.words()
        try:
            asked = await self.asked()
            while asked is not None:
                self.tell("saving")
                try:
                    receipt = await self.desk.save(asked)
                except SaveRefused as refused:
                    self.complain(str(refused))
                    break
                except SaveFailed as failed:
                    self.tell("NOT saved")
                    answer = await self.app.push_screen_wait(UnsavedDialog(str(failed), self.as_text()))
                    if answer is Unsaved.KEEP_EDITING:
                        self.complain(f"Not saved: {failed}")
                        break
                else:
                    self._saved(words)
                    self.dismiss(receipt)
                    return
            self.tell("")
        except BaseException:
            self.busy = False
            raise
        self.busy = False

    def _saved(self, saved: Words) -> None:
        """Nothing is left of the draft, but for what is not in the file: typed meanwhile, or never looked at."""
        versions = [] if self._turned else [words for words in self._others if words]
        if self.words() != saved:
            versions.insert(0, self.words())
            self.notify("What you typed while it was being saved is kept as a draft.", markup=False)
        if versions != self._kept:
            self.desk.last_draft(self.draft_key, put_away(versions))
