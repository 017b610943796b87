"""What is done with an import's plan: rows put right, what is doubtful answered, all of it taken in, or none."""

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from db import corrected
from db.connection import RegisterError
from db.readings import Reading
from tui.commands import bound, named
from tui.jobs import Stopped, aside, make_plan
from tui.screens.asked import ImportAsked, SaveFailed, SaveRefused
from tui.screens.confirm import ConfirmDialog
from tui.screens.correcting import CorrectDialog
from tui.screens.doubt import DoubtDialog
from tui.screens.mapping import MappingDialog
from tui.screens.plan_shown import PlanSheet
from tui.screens.sourced import SourceDialog, open_in_viewer


class PlanDialog(PlanSheet):
    """Look at it, put it right, answer what is doubtful, then import or leave. Dismissed with the receipt."""

    keys = named("take_in", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            named(
                *("take_in", "ask", "whole", "row_before", "row_after", "correct", "leave_out", "join", "as_read"),
                *("source", "open_file", "headings", "stop", "leave"),
            )
        ),
        *(Binding(",".join(one.keys), f"turn('{one.id}')", show=False) for one in named("page_up", "page_down")),
    ]

    def on_mount(self) -> None:
        """Ask what is doubtful."""
        if self.doubtful():
            self.action_ask()

    # Where it was read. ----------------------------------------------------------------------------------------

    def action_source(self) -> None:
        """The lines around the row, as they were read."""
        lines, what = self.side.lines_of(self.place), self.current
        marked = self.side.marked(what[1]) if what and what[0] == "row" else set(lines)
        if not self.reading.source or not marked:
            self.complain("No line of the file is known for this; it is about the file as a whole.")
            return
        self.complain("")
        self.app.push_screen(SourceDialog(self.reading.source, marked, self.place, self.file))

    def action_open_file(self) -> None:
        """The file itself."""
        self.complain(open_in_viewer(self.file, self.place))

    # What is put right. ----------------------------------------------------------------------------------------

    @work(group="correct", exclusive=True)
    async def action_correct(self) -> None:
        """Correct fields of the row."""
        row = self._row_to_mend()
        if row is None:
            return
        changed = await self.app.push_screen_wait(CorrectDialog(self.side.rows.records[row], self.desk.policy))
        if changed:
            self._mend(lambda reading: corrected.correct(reading, row, changed))

    def action_leave_out(self) -> None:
        """Leave the row out, or take it back."""
        row = self._row_to_mend(gone=True)
        if row is not None:
            self._mend(lambda reading: corrected.leave_out(reading, row))

    def action_join(self) -> None:
        """Make it one with the row above; where rows are one already, part the last of them again."""
        row = self._row_to_mend(gone=True)
        if row is None:
            return
        row = self.side.rows.joined.get(row, [row])[-1]
        if row not in self.side.rows.gone and self.side.rows.above(row) is None:
            self.complain("There is no row above this one.")
        else:
            self._mend(lambda reading: corrected.join_above(reading, row))

    def action_as_read(self) -> None:
        """As it was read."""
        row = self._row_to_mend(gone=True)
        if row is None:
            return
        if row in self.side.rows.gone or row in self.side.rows.said:
            self._mend(lambda reading: corrected.as_read(reading, row))
        else:
            self.complain("This row is as it was read.")

    def _row_to_mend(self, *, gone: bool = False) -> int | None:
        """The row that the cursor is on; None, said, where it is on none that can be put right."""
        row = self.row
        if self.progress is not None:
            return None
        if row is None:
            self.complain("This is about the file, not about one of its rows.")
        elif row in self.side.rows.gone and not gone:
            self.complain(f"This row is {self.side.rows.gone[row]}; take it back first.")
        else:
            return row
        return None

    @work(group="plan", exclusive=True)
    async def _mend(self, mended: Callable[[Reading], Reading]) -> None:
        self.complain("")
        self.reading = mended(self.reading)
        await self._plan_anew()

    # What is done. ---------------------------------------------------------------------------------------------

    @work(group="plan", exclusive=True)
    async def action_ask(self) -> None:
        """Ask for each doubtful row which recommendation it is; then plan anew."""
        asked = self.doubtful()
        if not asked:
            self.complain("Nothing is doubtful.")
            return
        for number, entry in enumerate(asked, start=1):
            answer = await self.app.push_screen_wait(DoubtDialog(entry, number, len(asked)))
            if answer is None:
                break
            self.answers[entry.position] = answer
        await self._plan_anew()

    @work(group="plan", exclusive=True)
    async def action_headings(self) -> None:
        """Say what its headings mean; then it is read and planned anew, and nothing is left of what was put right."""
        if self.file is None or not self.reading.headings:
            self.complain("The headings of this file are our own: there is nothing to say of them.")
            return
        if self.reading.corrections:
            lost = "It is read again from the file; what you put right in its rows is lost."
            if not await self.app.push_screen_wait(ConfirmDialog("Change what its headings mean?", lost)):
                return
        dialog = MappingDialog(
            *(self.file, self.register, self.desk, self.reading.headings),
            layout=self.reading.layout,
            statuses=self.statuses,
            apart=self.apart,
        )
        reading = await self.app.push_screen_wait(dialog)
        if reading is not None:
            _, self.reading = reading.taken(self.planned.plan.as_of, self.desk.today)
            self.statuses = dialog.statuses
            self.answers.clear()
            await self._plan_anew()

    async def _plan_anew(self) -> None:
        reading, as_of, policy = self.reading, self.planned.plan.as_of, self.desk.policy
        answers = dict(self.answers)
        self.tell("comparing it with the register")
        try:
            self.planned = await aside(
                lambda: make_plan(self.register, reading, as_of=as_of, policy=policy, answers=answers)
            )
        except RegisterError as trouble:
            self.complain(str(trouble))
        self.tell("")
        self.show()

    @work(group="take in")
    async def action_take_in(self) -> None:
        """All of it, in one transaction."""
        if self.progress is not None:
            return
        if self.planned.plan.reading is not self.reading:  # A key may be faster than the plan.
            await self._plan_anew()
        if self.planned.plan.reading is not self.reading:
            return  # The register could not be read, which was said.
        with self.busy("importing", "take_in", "leave") as progress:
            try:
                receipt = await self.desk.save(ImportAsked(self.planned.plan, self.planned.seq, progress))
            except Stopped:
                self.complain("Stopped. Nothing was imported.")
            except SaveRefused as refused:
                await self._plan_anew()
                self.complain(str(refused))
            except SaveFailed as failed:
                self.complain(f"Not imported: {failed}")
            else:
                self.dismiss(receipt)
                return
        self._tell_keys()

    def action_stop(self) -> None:
        """Stop the import; out of the row; out of the plan, asking first where something of it was put right."""
        if self.progress is not None:
            super().action_stop()
        elif self.is_whole:
            self._look_whole(whole=False)
        elif self.reading.corrections or self.answers:
            self._ask_to_leave()
        else:
            self.dismiss(None)

    @work(group="leave", exclusive=True)
    async def _ask_to_leave(self) -> None:
        lost = "What you put right in it and said of its rows is lost; nothing is imported."
        if await self.app.push_screen_wait(ConfirmDialog("Leave this plan?", lost)):
            self.dismiss(None)
