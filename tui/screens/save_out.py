"""Save a file kept as evidence back out of the register."""

import asyncio
from pathlib import Path
from typing import BinaryIO, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from db.connection import RegisterError
from db.rows import Evidence
from reports.write.files import Exists, Unwritable, harmless_name, save
from tui.commands import bound, named
from tui.screens.confirm import ConfirmDialog
from tui.screens.form import Desk
from tui.screens.sheet import Sheet
from tui.text import show_line
from tui.widgets.files import PathField


class SaveOutDialog(Sheet[Path | None]):
    """Asks where to, and before it writes over anything. Dismissed with the path written."""

    heading = "Save the file"
    keys = named("save", "close")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, evidence: Evidence, desk: Desk) -> None:
        super().__init__()
        self.evidence, self.desk = evidence, desk
        self.about = show_line(evidence.file_name)

    def body(self) -> ComposeResult:
        """The path."""
        yield PathField("Save as", str(Path.cwd() / harmless_name(self.evidence.file_name)), name="path", new=True)

    def action_close(self) -> None:
        """Leave it."""
        self.dismiss(None)

    @work(exclusive=True)
    async def action_save(self) -> None:
        """Write it."""
        field = self.query_one("#path", PathField)
        path = field.path

        def write(out: BinaryIO) -> None:
            out.write(content)

        try:
            content, register = await self.desk.read(
                lambda reader: (reader.attachment(self.evidence.sha256), reader.path)
            )
            try:
                await asyncio.to_thread(save, path, write, overwrite=False, register=register)
            except Exists:
                question = ConfirmDialog("Write over it?", f"There is a file {path} already.")
                if not await self.app.push_screen_wait(question):
                    return
                await asyncio.to_thread(save, path, write, overwrite=True, register=register)
        except (Unwritable, RegisterError) as trouble:
            field.refuse(str(trouble))
        else:
            self.dismiss(path)
