"""Read a report or a spreadsheet: choose it, and see what it would do before anything is done."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ProgressBar, Static
from textual.worker import Worker

from db.connection import RegisterError
from db.readings import Reading
from db.rules import Status
from tui.commands import bound, named
from tui.jobs import aside, known_layouts, make_plan, read_file, take_apart
from tui.screens.asked import Receipted
from tui.screens.form import Desk
from tui.screens.mapping import MappingDialog
from tui.screens.planned import PlanDialog
from tui.screens.stoppable import StoppableSheet
from tui.widgets.fields import DateField
from tui.widgets.files import PathField

if TYPE_CHECKING:
    from reports.read import Apart

_LISTS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".json")
ENDINGS = (".pdf", ".docx", ".docm", ".odt", ".html", ".htm", ".txt", ".md", *_LISTS)
"""Files that are listed; any other can be typed."""
_COUNTED = {".pdf": "page", **dict.fromkeys(_LISTS, "row")}
"""What a file's progress is counted in, where a person can see it there."""


class ImportDialog(StoppableSheet[Receipted]):
    """Choose the file; the plan comes next. Dismissed with the receipt of the import."""

    heading = "Import"
    keys = named("look", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(named("look", "stop", "leave"))

    def __init__(self, register: Path, desk: Desk) -> None:
        super().__init__()
        self.register, self.desk = register, desk
        self.reading: Worker[None] | None = None
        self.statuses: Mapping[str, Status] = {}
        """What was said of the words of the file that is read."""
        self.apart: Apart | None = None
        """The file that is read, taken apart."""

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
        """By the page or the row, where the file has such."""
        super().show_progress()
        counted = _COUNTED.get(self.query_one("#file", PathField).path.suffix.casefold())
        if counted and self.progress is not None and self.progress.total:
            self.tell(f"{counted} {self.progress.done:,} of {self.progress.total:,}")

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
        read = await self._read(path)
        if read is None:
            return
        policy, (day, reading) = self.desk.policy, read.taken(as_of, self.desk.today)
        with self.busy("comparing it with the register", "look", "leave"):
            try:
                planned = await aside(lambda: make_plan(self.register, reading, as_of=day, policy=policy, answers={}))
            except RegisterError as trouble:
                self.query_one("#file", PathField).refuse(str(trouble))
                return
        dialog = PlanDialog(planned, self.register, self.desk, path)
        dialog.statuses, dialog.apart = self.statuses, self.apart
        receipt = await self.app.push_screen_wait(dialog)
        if receipt is not None:
            self.dismiss(receipt)

    async def _read(self, path: Path) -> Reading | None:
        """What it says; where nobody knows which heading gives the recommendation, a person is asked."""
        from reports.read import Unmapped, Unreadable  # the readers are of no use before

        file, policy = self.query_one("#file", PathField), self.desk.policy
        self.statuses = {}
        with self.busy("reading", "look", "leave") as progress:
            try:
                layouts = await aside(lambda: known_layouts(self.register))
                apart = self.apart = await aside(lambda: take_apart(path, progress))
                reading = await aside(lambda: read_file(apart, policy, progress, layouts=layouts))
            except Unmapped as trouble:
                columns, why = trouble.headings, str(trouble)
            except (Unreadable, RegisterError) as trouble:
                file.refuse(str(trouble))
                return None
            else:
                columns, why = reading.headings, f"{reading.file}: no recommendation was found in it."
                if reading.records or not columns or any(column.field == "recommendation" for column in columns):
                    return reading
        mapped = None
        if columns:
            unknown = "Not all of these headings are known: say what they mean."
            dialog = MappingDialog(path, self.register, self.desk, columns, why=unknown, apart=apart)
            mapped = await self.app.push_screen_wait(dialog)
            self.statuses = dialog.statuses
        if mapped is None:
            file.refuse(why)
        return mapped
