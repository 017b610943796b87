"""The evidence of a recommendation: what came in and whether audit accepts it, with the files themselves."""

from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from db.connection import RegisterError
from db.rows import Detail, Evidence
from db.rules import show_date, show_size, visible
from tui.commands import bound, named, spelt
from tui.screens.asked import AcceptAsked, FileGiven, FollowUpAsked, SaveFailed
from tui.screens.form import Desk, Form
from tui.screens.save_out import SaveOutDialog
from tui.screens.sheet import Sheet
from tui.text import show_line, signs
from tui.widgets.entry_list import EntryList
from tui.widgets.fields import DateField, LineField, ProseField
from tui.widgets.files import PathField


def evidence_lines(evidence: Evidence) -> Text:
    """One piece of evidence in two lines: what it is, and where it came from."""
    what = show_line(evidence.note) if visible(evidence.note) else show_line(evidence.file_name)
    facts = ["not accepted yet"]
    if evidence.accepted_by:
        facts = [f"{signs.done} accepted by {show_line(evidence.accepted_by)} on {show_date(evidence.accepted_on)}"]
    if evidence.file_name:
        facts.append(f"{show_line(evidence.file_name)}, {show_size(evidence.size or 0)}")
    if evidence.dated:
        facts.append(f"dated {show_date(evidence.dated)}")
    by = f" from {show_line(evidence.given_by)}" if visible(evidence.given_by) else ""
    facts.append(f"received {show_date(evidence.received_on)}{by}")
    return Text.assemble((f"{what}\n", "bold"), f" {signs.dot} ".join(facts), end="")


class EvidenceDialog(Sheet[None]):
    """All that came in; each can be accepted, and its file saved back out."""

    heading = "Evidence"
    keys = named("attach", "accept", "save_out", "close")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, detail: Detail, desk: Desk) -> None:
        super().__init__()
        self.detail, self.desk = detail, desk
        self.about = detail.recommendation.ref

    def body(self) -> ComposeResult:
        """The list, or what to do where there is none."""
        yield Static(
            spelt("No evidence yet. Press {attach} to attach a file or a note."), classes="empty quiet", markup=False
        )
        yield EntryList(classes="entries", markup=False, compact=True)

    @property
    def entries(self) -> OptionList:
        """The list."""
        return self.query_one(".entries", OptionList)

    def on_mount(self) -> None:
        """Fill the list."""
        self.show(self.detail)

    def show(self, detail: Detail) -> None:
        """What there is now."""
        self.detail = detail
        at = self.entries.highlighted or 0
        self.entries.set_options(Option(evidence_lines(evidence)) for evidence in detail.evidence)
        self.entries.display = bool(detail.evidence)
        self.query_one(".empty").display = not detail.evidence
        if detail.evidence:
            self.entries.highlighted = min(at, len(detail.evidence) - 1)
            self.entries.focus()

    @property
    def selected(self) -> Evidence | None:
        """The evidence the cursor is on."""
        at = self.entries.highlighted
        return None if at is None else self.detail.evidence[at]

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_save_out()

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    @work
    async def action_attach(self) -> None:
        """Take in a file or a note."""
        if await self.app.push_screen_wait(AttachDialog(self.detail, self.desk)) is not None:
            await self._reread()

    @work
    async def action_accept(self) -> None:
        """The auditor accepts it."""
        evidence = self.selected
        if evidence is None:
            self.complain(spelt("There is nothing to accept yet. Press {attach} to attach a file or a note."))
            return
        if evidence.accepted_by:
            self.complain(f"Accepted already, on {show_date(evidence.accepted_on)}.")
            return
        try:
            await self.desk.save(AcceptAsked(evidence.id))
        except SaveFailed as failed:
            self.complain(f"Not saved: {failed}")
        else:
            self.complain("")
            await self._reread()

    @work
    async def action_save_out(self) -> None:
        """Its file, back out."""
        evidence = self.selected
        if evidence is None or not evidence.sha256:
            self.complain("This is a note; it has no file to save." if evidence else "There is no file yet.")
            return
        path = await self.app.push_screen_wait(SaveOutDialog(evidence, self.desk))
        if path is not None:
            self.complain(f"Saved as {path}")

    async def _reread(self) -> None:
        id_ = self.detail.recommendation.id
        try:
            self.show(await self.desk.read(lambda reader: reader.detail(id_)))
        except (RegisterError, LookupError):
            self.dismiss(None)  # The register behind it says why, or it is gone from there.


class AttachDialog(Form):
    """What was handed over: a file, a note, or both."""

    heading = "Attach evidence"

    def __init__(self, detail: Detail, desk: Desk) -> None:
        self.detail = detail
        self.about = detail.recommendation.ref
        super().__init__(desk, f"evidence:{detail.recommendation.id}")

    def body(self) -> ComposeResult:
        """The file and what is known of it."""
        today = self.desk.today
        yield PathField("File", name="file")
        yield ProseField("What it is", name="note", placeholder="what it shows; a note may stand without a file")
        yield LineField("Given by", name="given_by")
        yield DateField("Its own date", name="dated", latest=today)
        yield DateField("Received on", today, name="received_on", latest=today)
        yield Static(
            "The file is kept in the register itself. It counts for the status once audit accepts it.",
            classes="quiet",
            markup=False,
        )

    async def asked(self) -> FollowUpAsked | None:
        """The evidence received."""
        file, note = self.query_one("#file", PathField), self.query_one("#note", ProseField)
        if not file.words.strip() and not visible(note.words):
            file.refuse("Give a file, or say in a note what it is.")
            return None
        content = None
        if file.words.strip():
            content = await file.content()
            if content is None:
                return None
        given = FileGiven(
            note=note.words,
            file_name=file.stored_name if content is not None else "",
            content=content,
            dated=self.query_one("#dated", DateField).day,
            received_on=self.query_one("#received_on", DateField).day,
            given_by=self.query_one("#given_by", LineField).words.strip(),
        )
        return FollowUpAsked(self.detail.recommendation.id, evidence=given)
