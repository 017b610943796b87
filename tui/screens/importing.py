"""Read a report or a spreadsheet: choose it, and see what it would do before anything is done."""

from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ProgressBar, Static
from textual.worker import Worker

from db.connection import RegisterError
from tui.commands import bound, named
from tui.jobs import aside, make_plan, read_file
from tui.screens.asked import Receipted
from tui.screens.form import Desk
from tui.screens.planned import PlanDialog
from tui.screens.stoppable import StoppableSheet
from tui.widgets.fields import DateField
from tui.widgets.files import PathField

ENDINGS = (
    *(".pdf", ".docx", ".docm", ".odt", ".html", ".htm", ".txt", ".md"),
    *(".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".json"),
)
"""Files that are listed; any other can be typed."""


class ImportDialog(StoppableSheet[Receipted]):
    """Choose the file; the plan comes next. Dismissed with the receipt of the import."""

    heading = "Import"
    keys = named("look", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(named("look", "stop", "leave"))

    def __init__(self, register: Path, desk: Desk) -> None:
        super().__init__()
        self.register, self.desk = register, desk
        self.reading: Worker[None] | None = None

    def body(self) -> ComposeResult:
        """The file, and the day it speaks for."""
        yield Static(
            "A committee report (PDF, Word, OpenDocument, web page, text), or a spreadsheet of recommendations "
            "(Excel, OpenDocument, CSV, JSON). You see what it would do before anything is done.",
            classes="quiet gap",
            markup=False,
        )
        yield PathField("File", name="file", endings=ENDINGS)
        yield DateField("Speaks for", name="as_of", latest=self.desk.today)
        yield Static(
            "The date of the meeting or the extract; left empty, the one the file gives, or else today.",
            classes="quiet",
            markup=False,
        )
        yield ProgressBar(total=None, show_eta=False)

    def on_field_changed(self) -> None:
        """What was wrong before is being mended."""
        self.complain("")

    def show_progress(self) -> None:
        """By the page, where the file has pages."""
        super().show_progress()
        if self.progress is not None and self.progress.total:
            done, total = self.progress.done, self.progress.total
            is_pdf = self.query_one("#file", PathField).path.suffix.casefold() == ".pdf"
            self.tell(f"page {done} of {total}" if is_pdf else f"{100 * done // total}% read")

    def action_stop(self) -> None:
        """Stop reading at once; where nothing is being read, close."""
        if self.reading is not None and self.reading.is_running:
            self.reading.cancel()
            self.tell("")
            self.complain("Stopped. Nothing was imported.")
        else:
            self.dismiss(None)

    def action_look(self) -> None:
        """Read it."""
        file, as_of = self.query_one("#file", PathField), self.query_one("#as_of", DateField)
        if self.reading is not None and self.reading.is_running:
            return
        if not file.words.strip():
            file.refuse("Name the file to read.")
            return
        for field in (file, as_of):
            if trouble := field.trouble():
                field.refuse(trouble)
                return
        self.reading = self._look(file.path, as_of.day)

    @work(group="read")
    async def _look(self, path: Path, as_of: date | None) -> None:
        from reports.read import Unreadable  # the readers are of no use before

        file, policy = self.query_one("#file", PathField), self.desk.policy
        with self.busy("reading", "look", "leave") as progress:
            try:
                reading = await aside(lambda: read_file(path, policy, progress))
                self.progress = None
                self.tell("comparing it with the register")
                day, reading = reading.taken(as_of, self.desk.today)
                planned = await aside(lambda: make_plan(self.register, reading, as_of=day, policy=policy, answers={}))
            except (Unreadable, RegisterError) as trouble:
                file.refuse(str(trouble))
                return
        receipt = await self.app.push_screen_wait(PlanDialog(planned, self.register, self.desk, path))
        if receipt is not None:
            self.dismiss(receipt)
