"""Directorates and their audits, each with overdue/total; where the cursor is, narrows the recommendations."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.message import Message

from db.rows import NO_DIRECTORATE, AuditNode, DirectorateNode, Tally
from tui.text import fit, show_line, signs
from tui.widgets.pane import CursorPane


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the register is looked at: all of it, one directorate or one audit."""

    directorate: str | None = None
    audit: str | None = None
    name: str = "All audits"


class AuditTree(CursorPane):
    """The register's directorates and audits."""

    @dataclass
    class Chosen(Message):
        """The cursor is on another part of the register."""

        scope: Scope

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self._directorates: Sequence[DirectorateNode] = ()
        self._shut: set[str] = set()
        """Ids of the directorates whose audits are not shown."""
        self._lines: list[tuple[DirectorateNode | None, AuditNode | None]] = []
        self._all = Tally()

    @property
    def scope(self) -> Scope:
        """The part of the register under the cursor."""
        directorate, audit = self._lines[self.cursor] if self._lines else (None, None)
        if audit is not None:
            return Scope(audit=audit.id, name=show_line(audit.title))
        if directorate is not None:
            return Scope(directorate=directorate.id, name=show_line(directorate.name) or NO_DIRECTORATE)
        return Scope()

    def show(self, directorates: Sequence[DirectorateNode]) -> None:
        """Show these, the cursor staying where it was as far as that is still there."""
        scope = self.scope
        self._directorates = directorates
        self._all = sum((directorate.tally for directorate in directorates), Tally())
        self._lay_out()
        self.cursor = next((i for i in range(len(self._lines)) if self._is(i, scope)), 0)
        self.bring_into_view()

    def _is(self, index: int, scope: Scope) -> bool:
        directorate, audit = self._lines[index]
        if audit is not None:
            return audit.id == scope.audit
        return scope.audit is None and (directorate and directorate.id) == scope.directorate

    def _lay_out(self) -> None:
        self._lines = [(None, None)]
        for directorate in self._directorates:
            self._lines.append((directorate, None))
            if directorate.id not in self._shut:
                self._lines.extend((directorate, audit) for audit in directorate.audits)
        self.draw_anew()
        self.count = len(self._lines)
        self.cursor = min(self.cursor, self.count - 1)

    def go_to_part(self, audit: str | None, directorate: str | None) -> None:
        """Put the cursor on that audit or directorate, its directorate open."""
        holding = [one.id for one in self._directorates if any(each.id == audit for each in one.audits)]
        self._shut.difference_update(holding)
        self._lay_out()
        scope = Scope(directorate, audit)
        self.go_to(next((at for at in range(len(self._lines)) if self._is(at, scope)), 0))

    def cursor_moved(self) -> None:
        """Tell which part it is now."""
        self.post_message(self.Chosen(self.scope))

    def line_clicked(self, index: int, event: events.Click) -> None:
        """A click on the sign before a directorate opens or shuts it."""
        super().line_clicked(index, event)
        if event.x <= 2:
            self._fold(index, shut=self._lines[index][0] is not None and not self._is_shut(index))

    def _is_shut(self, index: int) -> bool:
        directorate, _ = self._lines[index]
        return directorate is not None and directorate.id in self._shut

    def _fold(self, index: int, *, shut: bool) -> bool:
        directorate, audit = self._lines[index]
        if directorate is None or audit is not None or shut == self._is_shut(index):
            return False
        (self._shut.add if shut else self._shut.discard)(directorate.id)
        self._lay_out()
        self.bring_into_view()
        return True

    def move_right(self) -> bool:
        """Open the directorate; where there is nothing to open, go on to the recommendations."""
        return self._fold(self.cursor, shut=False)

    def move_left(self) -> bool:
        """Shut the directorate, or go to the one that this audit belongs to."""
        directorate, audit = self._lines[self.cursor]
        if audit is not None:
            self.go_to(self._lines.index((directorate, None)))
            return True
        return self._fold(self.cursor, shut=True)

    def heading(self, columns: int) -> str:
        """The pane's name, and what its figures are."""
        figures = "overdue/all"
        return fit("Audits", columns - len(figures) - 1) + figures + " "

    def line(self, index: int, columns: int) -> list[Segment]:
        """A directorate or an audit with its figures."""
        directorate, audit = self._lines[index]
        if audit is not None:
            words, tally, bold = f"   {show_line(audit.title)}", audit.tally, False
        elif directorate is not None:
            sign = signs.shut if directorate.id in self._shut else signs.open
            words, tally, bold = f" {sign} {show_line(directorate.name) or NO_DIRECTORATE}", directorate.tally, True
        else:
            words, tally, bold = f" {Scope().name}", self._all, True
        overdue = str(tally.overdue).rjust(len(str(self._all.overdue)))
        of_all = f"/{tally.total}".ljust(len(str(self._all.total)) + 2)
        words = fit(words, columns - len(overdue) - len(of_all) - 1) + " "
        if index == self.cursor:
            style = self.inks("cursor-text", "cursor" if self.has_focus else "cursor-idle", bold=True)
            return [Segment(self.edge + words[1:] + overdue + of_all, style)]
        late = self.inks("over-12" if tally.overdue else "muted", bold=bool(tally.overdue))
        return [Segment(words, self.inks(bold=bold)), Segment(overdue, late), Segment(of_all, self.inks("muted"))]
