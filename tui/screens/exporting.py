"""Write the committee's appendices, or the register as a sheet, with progress and a way to stop."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ProgressBar, Static

from db.connection import RegisterError
from db.rules import show_date, so_many
from reports.write.files import Exists, Unwritable
from tui.commands import bound, key_of, named
from tui.jobs import KINDS, Paper, Stopped, aside, write_file
from tui.screens.confirm import ConfirmDialog
from tui.screens.stoppable import StoppableSheet
from tui.sealing import findings
from tui.views import turn_to
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, DateField, Field, LineField
from tui.widgets.files import PathField

if TYPE_CHECKING:
    from tui.app import Outstanding


class ExportDialog(StoppableSheet[Path | None]):
    """What, where to, and since when. Dismissed with the path written."""

    heading = "Export"
    keys = named("write", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(named("write", "stop", "leave", "pack_check"))

    def __init__(self, register: Path, as_at: date) -> None:
        super().__init__()
        self.register, self.as_at = register, as_at
        self.about = f"as at {show_date(as_at)}"

    def body(self) -> ComposeResult:
        """What the pack check finds, the fields, and the bar that shows while it is written."""
        yield Static("", classes="findings", markup=False)
        kinds = (Option(kind, name) for kind, (name, _) in KINDS.items())
        yield ChoiceField("What", kinds, "appendices", name="kind")
        yield PathField("Write to", self.proposed("appendices"), name="path", new=True)
        yield LineField("Title", "Outstanding audit recommendations", name="title")
        yield DateField("Since", name="since", latest=self.as_at)
        yield Static(
            "The first appendix lists what was implemented since then; everything implemented if this is left empty.",
            classes="quiet since",
            markup=False,
        )
        yield ProgressBar(total=None, show_eta=False)

    def proposed(self, kind: str) -> str:
        """A path that says what it is."""
        stem = "appendices" if kind == "appendices" else self.register.stem
        return str(Path.cwd() / f"{stem}-{self.as_at}{KINDS[kind][1]}")

    def on_mount(self) -> None:
        """Nothing is being written yet; the pack check is asked."""
        self.query_one(".findings").display = False
        self._findings()

    @work(group="findings")
    async def _findings(self) -> None:
        """What should be mended first is said; it keeps nobody from writing the file."""
        with suppress(RegisterError):
            if many := await aside(lambda: findings(self.register, self.as_at)):
                said = self.query_one(".findings", Static)
                shows = key_of("pack_check")
                said.update(f"The pack check finds {so_many(many, 'thing')} to look at first: {shows} shows them.")
                said.display = True

    def action_pack_check(self) -> None:
        """What should be mended first, instead of writing the file now."""
        if self.progress is None:
            self.dismiss(None)
            self.app.call_later(turn_to, cast("Outstanding", self.app), "findings")

    @property
    def kind(self) -> str:
        """What is to be written."""
        return self.query_one("#kind", ChoiceField).words

    def on_field_changed(self, event: Field.Changed) -> None:
        """Another kind has another ending."""
        self.complain("")
        if event.field.name == "kind":
            path = self.query_one("#path", PathField)
            if path.words in {self.proposed(kind) for kind in KINDS}:
                path.words = self.proposed(self.kind)
            else:
                path.words = str(path.path.with_suffix(KINDS[self.kind][1])) if path.words.strip() else ""
            for widget in (self.query_one(name) for name in ("#title", "#since", ".since")):
                widget.display = self.kind == "appendices"

    @work(group="write")
    async def action_write(self) -> None:
        """Write it, asking before anything is written over."""
        path, since = self.query_one("#path", PathField), self.query_one("#since", DateField)
        if self.progress is not None:
            return
        if not path.words.strip():
            path.refuse("Give the file a name.")
            return
        if since.display and (trouble := since.trouble()):
            since.refuse(trouble)
            return
        if await self._write(path, overwrite=False):
            question = ConfirmDialog("Write over it?", f"There is a file {path.path} already. It will be replaced.")
            if await self.app.push_screen_wait(question):
                await self._write(path, overwrite=True)

    async def _write(self, path: PathField, *, overwrite: bool) -> bool:
        """Write. True where there is such a file already."""
        title, since = self.query_one("#title", LineField).words.strip(), self.query_one("#since", DateField)
        paper = Paper(self.kind, self.as_at, title=title, since=since.day if since.display else None)
        target = path.path
        with self.busy("writing", "write", "leave") as progress:
            try:
                await aside(
                    lambda: write_file(self.register, paper, target, overwrite=overwrite, progress=progress),
                    tidies=True,
                )
            except Exists:
                return True
            except Stopped:
                self.complain("Stopped. Nothing was written.")
            except (Unwritable, RegisterError) as trouble:
                path.refuse(str(trouble))
            else:
                self.dismiss(target)
        return False
