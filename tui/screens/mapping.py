"""What a file's headings and its words for statuses mean: said once, seen at once, remembered under a name."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option as Listed
from textual.worker import WorkerCancelled

from db.connection import RegisterError
from db.layouts import called
from db.readings import FileLayout, ReadColumn, Reading
from db.rules import Status, so_many
from reports.columns import READABLE, Kind
from reports.read.further import status_in, tells_no_progress
from tui.commands import bound, named, spelt
from tui.jobs import Stopped, aside, known_layouts, read_file, take_apart
from tui.screens.asked import RememberAsked, SaveFailed
from tui.screens.confirm import ConfirmDialog
from tui.screens.form import Desk
from tui.screens.sheet import Sheet
from tui.screens.stoppable import StoppableSheet
from tui.text import cut, fit, show_line, show_text, signs, status_label
from tui.widgets.entry_list import EntryList
from tui.widgets.fields import LineField

if TYPE_CHECKING:
    from reports.read import Apart

OFFERED = (
    *("recommendation", "audit", "source_ref", "due", "original_due", "status", "percent", "update", "action", "owner"),
    *("priority", "response", "directorate", "director", "executive_member", "issued", "assurance", "auditor"),
    *("direction", "follow_up_1", "follow_up_1_status", "follow_up_2", "follow_up_2_status", "update_on", "closed_on"),
    "",
)
"""What a heading may stand for, each with a letter of its own; the last: it is not read."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PREVIEWED = 3
"""Rows."""
_HEADING, _MEANING = 24, 22
"""Columns of the two that stand before the words."""


def meaning(field: str) -> str:
    """What a field is called where it is chosen: the reference, whoever gave it, for one."""
    if field == "source_ref":
        return "Reference"
    return READABLE[field].heading if field else "not read"


def tally(reading: Reading) -> str:
    """How many recommendations were read, and what is missing in how many."""
    records = [record for record in reading.records if record.recommendation.strip()]
    counts = {
        "no audit title in": sum(not record.audit for record in records),
        "no due date in": sum(record.due is None and not record.due_words for record in records),
        "a date in words in": sum(record.due is None and bool(record.due_words) for record in records),
        "no status in": sum(record.status is None and not record.status_words for record in records),
        "status not read in": sum(record.status is None and bool(record.status_words) for record in records),
        "no owner in": sum(not record.owner for record in records),
    }
    missing = "; ".join(f"{what} {count:,}" for what, count in counts.items() if count)
    said = f"{so_many(len(records), 'recommendation')} read"
    return f"{said}: {missing}." if missing else f"{said}, nothing missing."


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the column of statuses."""

    word: str
    status: Status | None


class MappingDialog(StoppableSheet[Reading | None]):
    """Say what each heading stands for; the file is read again with it. Dismissed with that reading."""

    heading = "What its headings mean"
    keys = named("read_so", "mean", "leave")
    over_list = 8
    AUTO_FOCUS = ".entries"
    BINDINGS: ClassVar[list[BindingType]] = bound(named("read_so", "mean", "stop", "leave"))

    def __init__(
        self,
        file: Path,
        register: Path,
        desk: Desk,
        columns: Sequence[ReadColumn],
        *,
        layout: str = "",
        statuses: Mapping[str, Status] | None = None,
        why: str = "",
        apart: "Apart | None" = None,
    ) -> None:
        """`columns` are as they were read so far, by the `layout` of this name, and by what was said of words.

        `why` they have to be looked at; `apart` is the file taken apart, where that was done before.
        """
        super().__init__()
        self.file, self.register, self.desk = file, register, desk
        self.about = show_line(file.name)
        self.columns = tuple(columns)
        self.fields = {column.heading: column.field for column in columns}
        self.statuses = dict(statuses or {})
        self.layouts: tuple[FileLayout, ...] = ()
        self.by_layout, self.why = layout, why
        self.apart = apart
        self.found: Reading | None = None
        self._is_read = False
        """Could the file be read, whether or not a recommendation was found in it?"""
        self._is_said = False
        """Was anything of it said here?"""
        self._lines: list[ReadColumn | _Word | None] = []

    def body(self) -> ComposeResult:
        """How it is read so; the headings, the words for statuses; the first rows; a name."""
        yield Static("", classes="sums quiet", markup=False)
        yield EntryList(classes="entries -by-line", markup=False, compact=True)
        yield Static("", classes="previewed quiet", markup=False)
        yield LineField(
            "Remember as", self.by_layout, name="remember", placeholder="a name, for the next file like this"
        )
        yield ProgressBar(total=None, show_eta=False)

    def on_mount(self) -> None:
        """Read it once, to see what there is."""
        if self.why:
            self.note(self.why)
        self._list()
        self._begin()

    # What is shown. --------------------------------------------------------------------------------------------

    def _words(self) -> list[_Word]:
        """The words of the columns of statuses, with what each is read as."""
        policy = self.desk.policy
        words: dict[str, _Word] = {}
        for column in self.columns:
            field = READABLE.get(self.fields.get(column.heading, ""))
            if field is not None and field.kind is Kind.STATUS:
                for word in column.statuses or filter(None, column.words):
                    flat = " ".join(word.split())
                    words[flat] = _Word(flat, self.statuses.get(flat) or status_in(flat, policy))
        return list(words.values())

    def _list(self) -> None:
        entries = self.query_one(OptionList)
        at = entries.highlighted or 0
        words = self._words()
        self._lines = [*self.columns, *([None] if words else []), *words]
        title = show_text("Words for a status, and what each is read as:")
        entries.set_options(
            Listed(title, disabled=True) if line is None else Listed(_line(line, self.fields)) for line in self._lines
        )
        entries.highlighted = min(at, len(self._lines) - 1) if self._lines else None

    @on(OptionList.OptionHighlighted)
    def _preview(self) -> None:
        """The first rows of the heading under the cursor."""
        line = self._current()
        shown = (
            [f"{n}. {cut(show_line(word), 70)}" for n, word in enumerate(line.words[:_PREVIEWED], 1)]
            if isinstance(line, ReadColumn)
            else []
        )
        self.query_one(".previewed", Static).update(show_text("\n".join(shown) or " "))

    def _current(self) -> ReadColumn | _Word | None:
        at = self.query_one(OptionList).highlighted
        return self._lines[at] if at is not None and at < len(self._lines) else None

    # What is changed. ------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_mean()

    def action_mean(self) -> None:
        """Say what the heading or the word under the cursor means."""
        line = self._current()
        if isinstance(line, ReadColumn):
            now, heading = self.fields.get(line.heading, ""), line.heading
            self.app.push_screen(MeaningDialog(line, now), lambda field: self._take_field(heading, field))
        elif line is not None:
            word = line
            self.app.push_screen(StatusWordDialog(word.word, word.status), lambda said: self._take_word(word, said))

    def _take_word(self, line: _Word, said: str | None) -> None:
        if said and Status(said) is not line.status:
            self.statuses[line.word] = Status(said)
            self._changed()

    def _take_field(self, heading: str, field: str | None) -> None:
        if field is None or field == self.fields.get(heading, ""):
            return
        other = next((one for one, taken in self.fields.items() if field and taken == field), None)
        if other is not None:
            self.fields[other] = ""
            self.notify(f"{show_line(other)} was read so and is not read now.", markup=False)
        self.fields[heading] = field
        self._changed()

    def _changed(self) -> None:
        self._is_said = True
        self._list()
        self._read_again()

    # How it is read so. ----------------------------------------------------------------------------------------

    def so(self) -> FileLayout:
        """What is said of it here."""
        return FileLayout(
            " ".join(self.query_one("#remember", LineField).words.split()), dict(self.fields), dict(self.statuses)
        )

    @work(group="read", exclusive=True)
    async def _begin(self) -> None:
        """What is remembered of its layout, and how it is read with that."""
        with suppress(RegisterError):
            self.layouts = await aside(lambda: known_layouts(self.register))
        if (known := called(self.by_layout, self.layouts)) is not None:
            self.statuses = {**known.statuses, **self.statuses}
            self._list()
        await self._look()

    @work(group="read", exclusive=True)
    async def _read_again(self) -> None:
        await self._look()

    async def _look(self) -> None:
        """Read the file with what is said of it, and tell what that comes to."""
        from reports.read import Unmapped, Unreadable  # the readers are of no use before

        self.found, self._is_read = None, False
        layout, policy, file = self.so(), self.desk.policy, self.file
        self.complain("")
        with self.busy("reading", "read_so", "mean", "leave") as progress:
            try:
                if self.apart is None:
                    self.apart = await aside(lambda: take_apart(file, progress))
                apart = self.apart
                reading = await aside(lambda: read_file(apart, policy, progress, layout=layout))
            except Stopped:
                self._tally("Stopped; not read so yet.")
                return
            except Unmapped as trouble:
                self._is_read = True
                self._take_columns(trouble.headings)
                self._tally("No recommendation can be read so: say which heading gives it.")
                return
            except (Unreadable, RegisterError) as trouble:
                self._tally(str(trouble))
                return
        self._is_read = True
        self._take_columns(reading.headings)
        if any(record.recommendation.strip() for record in reading.records):
            self.found = reading
            self._tally(tally(reading))
        else:
            self._tally("No recommendation can be read so: say which heading gives it.")

    def _tally(self, sentence: str) -> None:
        if self.is_running:
            self.query_one(".sums", Static).update(show_text(sentence))

    def _take_columns(self, columns: Sequence[ReadColumn]) -> None:
        """Headings that were read; what has been said of them stays."""
        if columns and self.is_running:
            self.columns = tuple(columns)
            self.fields = {column.heading: self.fields.get(column.heading, column.field) for column in columns}
            self._list()

    @work(group="take", exclusive=True)
    async def action_read_so(self) -> None:
        """Go on with it as it is read now; keep it first where it has a name."""
        if self.progress is not None:
            self.complain("It is still being read.")
            return
        if not self._is_read:  # The file may be there again, and not be held by another program any more.
            with suppress(WorkerCancelled):
                await self._read_again().wait()
            if not self._is_read:
                return  # Why not was said.
        if self.found is None:
            self.complain(spelt("No recommendation can be read so. {mean} on a heading says what it stands for."))
            return
        layout = self.so()
        before = called(layout.name, self.layouts)
        if layout.name and (before is None or (before.fields, before.statuses) != (layout.fields, layout.statuses)):
            try:
                await self.desk.save(RememberAsked(layout))
            except SaveFailed as failed:
                self.complain(f"Not remembered: {failed}")
                return
        self.dismiss(self.found)

    def action_stop(self) -> None:
        """Stop reading; where nothing is being read close, asking first where something was said."""
        if self.progress is None and (self._is_said or self.query_one("#remember", LineField).changed):
            self._ask_to_leave()
        else:
            super().action_stop()

    @work(group="leave", exclusive=True)
    async def _ask_to_leave(self) -> None:
        lost = spelt("What you said of its headings and words is lost. {no} goes back.")
        if await self.app.push_screen_wait(ConfirmDialog("Leave its headings as they were?", lost)):
            self.dismiss(None)


def _line(line: "ReadColumn | _Word", fields: dict[str, str]) -> Text:
    """A heading or a word, what it stands for, and for a heading how its words begin."""
    if isinstance(line, _Word):
        by_percent = tells_no_progress(line.word) and "percent" in fields.values()
        unsaid = "by the percentage beside it" if by_percent else "? not known: kept in words"
        return _three(line.word, status_label(line.status) if line.status else unsaid, "")
    field = fields.get(line.heading, "")
    begins = next((word for word in line.words if word.strip()), "")
    return _three(line.heading, meaning(field) if field else f"{signs.dot} not read", begins, is_read=bool(field))


def _three(first: str, second: str, third: str, *, is_read: bool = True) -> Text:
    one, other = cut(show_line(first), _HEADING - 1), cut(show_line(second), _MEANING - 1 if third else 40)
    return Text.assemble(
        (fit(one, _HEADING), ""),
        (fit(other, _MEANING) if third else other, "bold" if is_read else "dim"),
        (show_line(third), "dim"),
        end="",
        no_wrap=True,
        overflow="ellipsis",
    )


class _Chosen(Sheet[str | None]):
    """One of a list, each with a key of its own. Dismissed with its value, or with nothing."""

    keys = named("answer", "leave")
    over_list = 4
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, about: str, offers: Sequence[tuple[str, str, str]], now: str, words: Sequence[str] = ()) -> None:
        """`offers` are (key, value, words); `words` stand over them, one a line."""
        super().__init__()
        self.about = show_line(about)
        self.offers, self.now, self.words = list(offers), now, words

    def body(self) -> ComposeResult:
        """The words it is about, and what they may be."""
        if self.words:
            said = "\n".join(cut(show_line(word), 74) for word in self.words)
            yield Static(show_text(said), classes="quiet", markup=False)
        lines = (Text(f"{key or ' '}  {show_line(words)}", end="") for key, _, words in self.offers)
        yield EntryList(*map(Listed, lines), classes="entries", markup=False, compact=True)

    def on_mount(self) -> None:
        """What it is now is under the cursor."""
        at = next((n for n, (_, value, _) in enumerate(self.offers) if value and value == self.now), 0)
        self.query_one(OptionList).highlighted = at

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        self.dismiss(self.offers[event.option_index][1])

    def on_key(self, event: events.Key) -> None:
        """A letter or a digit answers at once."""
        value = next((value for key, value, _ in self.offers if key and key == event.character), None)
        if value is not None:
            event.stop()
            self.dismiss(value)

    def action_answer(self) -> None:
        """The selected line."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self.offers[at][1])

    def action_leave(self) -> None:
        """It stays as it is."""
        self.dismiss(None)


class MeaningDialog(_Chosen):
    """Which field a heading gives."""

    heading = "What does this heading give?"

    def __init__(self, column: ReadColumn, now: str) -> None:
        offered = OFFERED if now in OFFERED else (*OFFERED, now)
        letters = f"{_LETTERS} "
        offers = [
            (letters[n].strip(), field, meaning(field) if field else "not read: its words are kept as printed")
            for n, field in enumerate(offered)
        ]
        super().__init__(column.heading, offers, now, column.words[:_PREVIEWED])


class StatusWordDialog(_Chosen):
    """Which status a word means."""

    heading = "Which status does this word mean?"

    def __init__(self, word: str, now: Status | None) -> None:
        offers = [(str(n), str(status), status_label(status)) for n, status in enumerate(Status, 1)]
        super().__init__(word, offers, str(now or ""))
