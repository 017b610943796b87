"""What can be done with a report that was sealed: withdraw it, and take its papers out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from db.connection import RegisterError
from db.queries import Reader
from db.rows import Report
from db.rules import show_date, visible
from reports.write.files import Exists, Unwritable
from tui.commands import bound, named
from tui.jobs import aside
from tui.screens.confirm import ConfirmDialog
from tui.screens.form import Desk, Form
from tui.screens.sheet import Sheet
from tui.sealing import papers_of, put_papers
from tui.widgets.fields import ProseField
from tui.widgets.files import PathField

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt


def called(report: Report) -> str:
    """`Audit Committee, 21 Nov 2025`."""
    return f"{report.body}, {show_date(report.as_at)}"


@dataclass(frozen=True, slots=True)
class WithdrawAsked:
    """A report to be withdrawn, and why."""

    id: str
    why: str

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Withdraw it."""
        return ledger.withdraw(self.id, why=self.why, on=on)


class WithdrawDialog(Form):
    """The reason."""

    heading = "Withdraw a report"

    def __init__(self, report: Report, desk: Desk) -> None:
        self.report = report
        self.about = called(report)
        super().__init__(desk, f"withdraw:{report.id}")

    def body(self) -> ComposeResult:
        """What follows from it, and why."""
        words = "It stays in the register and can be looked at, marked as withdrawn. This cannot be undone."
        yield Static(words, classes="gap", markup=False)
        yield ProseField("Reason", name="why", placeholder="what was wrong with it; kept")

    async def asked(self) -> WithdrawAsked | None:
        """With its reason."""
        why = self.query_one("#why", ProseField)
        if not visible(why.words):
            why.refuse("Withdrawing a report needs a reason, which is kept.")
            return None
        return WithdrawAsked(self.report.id, why.words)


class PapersDialog(Sheet[Path | None]):
    """Asks for a folder, and before it writes over anything. Dismissed with the folder."""

    heading = "Take the papers out"
    keys = named("write", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, report: Report, desk: Desk) -> None:
        super().__init__()
        self.report, self.desk = report, desk
        self.about = called(report)

    def body(self) -> ComposeResult:
        """The folder, and what will be in it."""
        yield PathField("Folder", str(Path.cwd()), name="folder", new=True)
        names = ", ".join(paper.name for paper in self.report.papers)
        yield Static(f"{names}: each the very file that was sealed.", classes="quiet", markup=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    @work(exclusive=True)
    async def action_write(self) -> None:
        """Write them."""
        field = self.query_one("#folder", PathField)
        folder = field.path

        def read(reader: Reader) -> tuple[Path, Mapping[str, bytes]]:
            return reader.path, papers_of(reader, self.report)

        try:
            register, papers = await self.desk.read(read)
            try:
                await aside(lambda: put_papers(register, papers, folder, overwrite=False), tidies=True)
            except Exists as there:
                if not await self.app.push_screen_wait(ConfirmDialog("Write over it?", str(there))):
                    return
                await aside(lambda: put_papers(register, papers, folder, overwrite=True), tidies=True)
        except (Unwritable, RegisterError) as trouble:
            field.refuse(str(trouble))
        else:
            self.dismiss(folder)
