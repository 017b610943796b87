"""What the actions open over the register, and what becomes of it."""

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from db.connection import RegisterError
from db.queries import Reader
from db.rows import NO_DIRECTORATE, Detail
from db.rules import show_date
from tui.commands import spelt
from tui.text import show, show_line

if TYPE_CHECKING:
    from pathlib import Path

    from db.ledger import Ledger, Receipt
    from tui.app import Outstanding
    from tui.screens.register import RegisterScreen

DIALOGS = "tui.screens.dialogs"
"""Loaded behind the first paint, for it is much."""


class Actions:
    """One method for each action that opens something or changes the register; named by the command's id."""

    def __init__(self, screen: "RegisterScreen") -> None:
        self._screen = screen

    @property
    def _desk(self) -> "Outstanding":
        return self._screen.desk

    @property
    def _near(self) -> Reader:
        return self._desk.background.near.result()

    @property
    def _dialogs(self) -> ModuleType:
        return importlib.import_module(DIALOGS)

    def _say(self, words: str) -> None:
        self._screen.notify(words, severity="warning", markup=False)

    def _whole(self) -> Detail | None:
        """Everything about the selected recommendation as it is now; None, and said, where it cannot be had now."""
        selected = self._screen.table.selected
        try:
            return self._near.detail(selected.id) if selected else None
        except (RegisterError, LookupError):
            self._say("The register is busy; please press that again.")
            return None

    async def _open(self, dialog: "Screen[Any]") -> None:
        """Back when it is on the screen, so that the next key is the dialog's."""
        self._desk.hush()
        await self._desk.push_screen(dialog, self._closed)

    def _closed(self, receipt: "Receipt | None") -> None:
        if receipt is None:
            self._screen.triaged = None
            self._screen.ask_detail()  # There may be a draft now.
        else:
            self._told("Saved", receipt)

    def _told(self, what: str, receipt: "Receipt") -> None:
        """What has become of a change, over its own words, which need not say that again."""
        self._screen.notify(show_line(receipt.said).removeprefix(f"{what}: "), title=what, markup=False)

    async def _about(self, make: Callable[[ModuleType, Detail], "Screen[Any]"]) -> None:
        if (detail := self._whole()) is not None:
            await self._open(make(self._dialogs, detail))

    async def _together(self, dialog: str) -> bool:
        """Open the form for all that are marked; False where none is."""
        marking = self._screen.marking
        try:
            await marking.settled()
        except RegisterError as trouble:
            self._say(str(trouble))
            return True
        if not (ids := marking.ids):
            return False
        hidden = self._screen.table.marks.hidden
        self._desk.hush()
        form = getattr(self._dialogs, dialog)(ids, hidden, self._desk)
        await self._desk.push_screen(form, self._closed_together)
        return True

    async def _closed_together(self, receipt: "Receipt | None") -> None:
        if receipt is not None and receipt.refused:  # The list says what was done, too.
            await self._desk.push_screen(self._dialogs.RefusedSheet(receipt))
        else:
            self._closed(receipt)
        if receipt is not None:
            self._screen.marking.drop(receipt.records)

    # The selected recommendation. ------------------------------------------------------------------------------

    async def status(self) -> None:
        """Change its status, or that of all that are marked."""
        if not await self._together("BulkStatus"):
            self._screen.triaged = self._screen.table.current
            await self._about(lambda dialogs, detail: dialogs.StatusDialog(detail, self._desk))

    async def update(self) -> None:
        """Write an update or a note."""
        if not await self._together("BulkUpdate"):
            await self._about(lambda dialogs, detail: dialogs.UpdateDialog(detail, self._desk))

    async def due(self) -> None:
        """Move its due date."""
        if not await self._together("BulkDue"):
            await self._about(lambda dialogs, detail: dialogs.DueDialog(detail, self._desk))

    async def evidence(self) -> None:
        """Add evidence, accept it, or get a file back out."""
        await self._about(lambda dialogs, detail: dialogs.EvidenceDialog(detail, self._desk))

    async def step(self) -> None:
        """Record what was done about its escalation."""
        if (detail := self._whole()) is None:
            return
        if self._desk.policy.escalation or detail.steps:
            await self._open(self._dialogs.StepDialog(detail, self._desk))
        else:
            self._say(spelt("Escalation: The policy has no steps; {policy} sets them."))

    async def edit(self) -> None:
        """Edit the recommendation, or the owner of all that are marked; in the tree, the audit or directorate."""
        scope, dialogs, near = self._screen.scope, self._dialogs, self._near
        if self._screen.pane == "tree" and scope.audit is not None:
            audit = next(audit for audit in near.audits() if audit.id == scope.audit)
            await self._open(dialogs.EditAudit(audit, near.directorates(), self._desk))
        elif self._screen.pane == "tree" and scope.directorate:
            directorate = next(one for one in near.directorates() if one.id == scope.directorate)
            await self._open(dialogs.EditDirectorate(directorate, self._desk))
        elif await self._together("BulkOwner"):
            return
        elif self._screen.table.selected is None:
            self._say("Edit: No recommendation is selected.")
        else:
            await self._about(lambda dialogs, detail: dialogs.EditRecommendation(detail, near.audits(), self._desk))

    def copy(self) -> None:
        """Its reference and texts, to the clipboard."""
        detail = self._whole()
        if detail is None:
            return
        one = detail.recommendation
        due = show_date(one.due) or one.due_words or "no date"
        parts = [f"{one.ref} {one.audit}", f"due {due}, {one.status or 'status not read'}", one.recommendation]
        self._desk.copy_to_clipboard(show("\n\n".join([*parts, one.response, one.update]).strip()))
        self._screen.notify(f"{show_line(one.ref)} copied, if your terminal allows it.", markup=False)

    # The register. ---------------------------------------------------------------------------------------------

    async def add(self) -> None:
        """Add a recommendation, to the audit in the tree or of the selected recommendation."""
        audits = self._near.audits()
        if not audits:
            self._say(spelt("Add: There is no audit yet; press {add_audit} to add one first."))
            return
        detail = self._whole()
        audit = self._screen.scope.audit or (detail.recommendation.audit_id if detail else "")
        await self._open(self._dialogs.AddRecommendation(audits, audit, self._desk))

    async def add_audit(self) -> None:
        """Add an audit."""
        await self._open(self._dialogs.AddAudit(self._near.directorates(), self._desk))

    async def meeting(self) -> None:
        """Begin a meeting, or go on with one that is not over."""
        from tui.screens.meeting_begin import open_meeting  # not many registers are taken to one

        await open_meeting(self._screen)

    async def import_(self) -> None:
        """Read a report or a spreadsheet: a plan first."""
        await self._open(self._dialogs.ImportDialog(self._desk.background.path, self._desk))

    async def export(self) -> None:
        """Write the appendices or a sheet."""

        def written(path: "Path | None") -> None:
            if path is not None:
                self._screen.notify(show_line(str(path)), title="Written", markup=False)

        dialog = self._dialogs.ExportDialog(self._desk.background.path, self._near.as_at)
        await self._desk.push_screen(dialog, written)

    def undo(self) -> None:
        """Take back the latest change."""
        self._change("Undone", lambda ledger: ledger.undo())

    def redo(self) -> None:
        """Return what was taken back."""
        self._change("Done again", lambda ledger: ledger.redo())

    def _change(self, what: str, work: "Callable[[Ledger], Receipt]") -> None:
        from tui.screens.asked import SaveFailed  # not before the first paint

        async def carry_out() -> None:
            try:
                self._told(what, await self._desk.carry_out(work))
            except SaveFailed as failed:
                self._screen.strip.tell("")  # Nothing that was written is lost.
                title = f"Not {what[:1].lower()}{what[1:]}"
                self._screen.notify(str(failed), title=title, severity="warning", timeout=15, markup=False)

        self._screen.run_worker(carry_out(), group="change")

    # Menus. ----------------------------------------------------------------------------------------------------

    async def narrow(self) -> None:
        """Choose one status, band, priority or directorate."""
        screen, look, dialogs = self._screen, self._screen.look, self._dialogs
        directorates = {node.id: (node.name or NO_DIRECTORATE, node.tally.total) for node in look.tree}
        lines = list(dialogs.choices(screen.narrowed, look.position, self._desk.policy, directorates))
        await self._desk.push_screen(
            dialogs.NarrowMenu(lines), lambda chosen: None if chosen is None else screen.narrow(chosen)
        )

    async def help(self) -> None:
        """What can be pressed."""
        await self._desk.action_help()

    async def tour(self) -> None:
        """Once round the screen."""
        from tui.screens.welcome import Tour  # taken once

        self._desk.hush()
        await self._desk.push_screen(Tour())

    def theme(self) -> None:
        """Light instead of dark, or the other way round."""
        self._desk.turn_theme()

    async def palette(self) -> None:
        """Anything by its name."""
        await self._desk.action_palette()

    async def quit(self) -> None:
        """Leave."""
        await self._desk.action_quit()
