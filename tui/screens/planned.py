"""An import's plan: every row as printed beside what is stored, put right where that is needed, then taken in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option as Listed

from db import corrected
from db.connection import RegisterError
from db.rows import Problem, Reading
from db.rules import show_date
from tui.beside import Side, sentence
from tui.commands import bound, named
from tui.jobs import Planned, Stopped, aside, make_plan
from tui.screens.asked import ImportAsked, Receipted, SaveFailed, SaveRefused
from tui.screens.confirm import ConfirmDialog
from tui.screens.correcting import CorrectDialog
from tui.screens.doubt import DoubtDialog
from tui.screens.form import Desk
from tui.screens.mapping import MappingDialog
from tui.screens.sourced import SourceDialog, open_in_viewer
from tui.screens.stoppable import StoppableSheet
from tui.text import cut, show_line, signs
from tui.widgets.beside import BesidePane, Said
from tui.widgets.choice import Choice, Option

if TYPE_CHECKING:
    from db.intake import Entry

LISTED = 500
"""Lines of one kind that are listed at first, and more each time they are asked for."""

KINDS = {
    "problems": "problems",
    "add": "to add",
    "update": "to update",
    "doubtful": "doubtful",
    "unchanged": "unchanged",
    "skipped": "skipped",
    "by hand": "put right by you",
}


_WIDTHS = [(0, "-one-column"), (110, "-two-columns")]


class PlanDialog(StoppableSheet[Receipted]):
    """Look at it, put it right, answer what is doubtful, then import or leave. Dismissed with the receipt."""

    heading = "What the import would do"
    keys = named("take_in", "leave")
    AUTO_FOCUS = ".entries"
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            named(
                *("take_in", "ask", "whole", "row_before", "row_after", "correct", "leave_out", "join", "as_read"),
                *("source", "open_file", "headings", "stop", "leave"),
            )
        ),
        *(Binding(",".join(one.keys), f"turn('{one.id}')", show=False) for one in named("page_up", "page_down")),
    ]

    def __init__(self, planned: Planned, register: Path, desk: Desk, file: Path | None = None) -> None:
        super().__init__()
        self.planned, self.register, self.desk, self.file = planned, register, desk, file
        self.reading: Reading = planned.plan.reading
        """With what was made of its rows by hand, which the plan may not know yet."""
        self.about = show_line(planned.plan.reading.file)
        self.answers: dict[int, str] = {}
        self.side = Side(planned.plan.reading, planned.plan.problems)
        self._listed: list[tuple[str, int]] = []
        """What each line of the list is: a problem or a row, and which."""
        self._shown: tuple[str, int] | None = None
        self._most = LISTED

    def body(self) -> ComposeResult:
        """The counts, which also choose what is listed; the list, and the row under its cursor."""
        yield Static("", classes="sums quiet", markup=False)
        kinds = self.kinds()
        yield Choice(kinds, kinds[0].value)
        with Horizontal(id="panes"):
            yield OptionList(classes="entries", markup=False, compact=True)
            yield BesidePane(id="beside-stored")
        yield ProgressBar(total=None, show_eta=False)

    def on_mount(self) -> None:
        """Show it, and ask what is doubtful."""
        self.show()
        if self.doubtful():
            self.action_ask()

    def _make_room(self) -> None:
        """It takes the whole screen, and its list and its columns scroll by themselves."""

    # What is listed. -------------------------------------------------------------------------------------------

    def listed(self, kind: str) -> Iterator[tuple[str, int]]:
        """The lines of a kind: each a problem or a row."""
        plan = self.planned.plan
        if kind == "problems":
            return (("problem", n) for n in range(len(plan.problems)))
        if kind == "by hand":
            return (("row", at) for at in sorted({*self.side.rows.said, *self.side.rows.gone}))
        return (("row", entry.position) for entry in plan.entries if entry.outcome == kind)

    def doubtful(self) -> list["Entry"]:
        """Rows that a person has not answered for yet."""
        return [entry for entry in self.planned.plan.entries if entry.outcome == "doubtful"]

    def kinds(self) -> tuple[Option, ...]:
        """The kinds of line that there are, each with its count."""
        plan = self.planned.plan
        counts = {kind: sum(entry.outcome == kind for entry in plan.entries) for kind in KINDS}
        counts["problems"] = len(plan.problems)
        counts["by hand"] = sum(1 for _ in self.listed("by hand"))
        some = tuple(
            Option(kind, f"{count:,} {'problem' if (kind, count) == ('problems', 1) else KINDS[kind]}")
            for kind, count in counts.items()
            if count
        )
        return some or (Option("problems", "nothing was read"),)

    def show(self) -> None:
        """The plan as it now is."""
        plan = self.planned.plan
        self.side = Side(plan.reading, plan.problems)
        rows = len(plan.entries)
        sums = f"{rows:,} row{'s' * (rows != 1)} read, as at {show_date(plan.as_of)}."
        if plan.reading.layout:
            sums += f" Read by the layout {show_line(plan.reading.layout)}."
        if plan.changes_nothing:
            sums += " The register has all of this already: importing it changes nothing."
        self.query_one(".sums", Static).update(sums)
        choice = self.query_one(Choice)
        choice.options, before = self.kinds(), choice.value
        choice.value = before if before in {option.value for option in choice.options} else choice.options[0].value
        choice.refresh(layout=True)
        self._tell_keys()
        self._list()

    def _tell_keys(self) -> None:
        if self.is_whole:
            self.show_keys(
                *("correct", "leave_out", "join", "source", "leave", "row_before", "row_after", "as_read"),
                *("open_file", "take_in"),
            )
            return
        ask = ["ask"] if self.doubtful() else []
        last = ["headings", "leave_out", "join", "as_read", "open_file"]
        self.show_keys("take_in", *ask, *(["source"] if not ask else []), "whole", "correct", "leave", *last)

    @on(Choice.Chosen)
    def _chosen(self) -> None:
        """Another kind."""
        self._most = LISTED
        self._list()

    def action_turn(self, page: str) -> None:
        """A screenful up or down the list, which has not to be entered for that."""
        getattr(self.query_one(OptionList), f"action_{page}")()

    def _list(self) -> None:
        kind = self.query_one(Choice).value or "problems"
        before, lines = self.current, list(self.listed(kind))
        entries = self.query_one(OptionList)
        at = entries.highlighted or 0
        self._listed = lines[: self._most]
        shown = [Listed(self._line(*line)) for line in self._listed]
        if len(lines) > self._most:
            shown.append(Listed(f"and {len(lines) - self._most:,} more: enter lists them"))
        if not shown:
            shown.append(Listed("There is nothing in this file to take in.", disabled=True))
        entries.set_options(shown)
        if self._listed:
            same = self._listed.index(before) if before in self._listed else min(at, len(self._listed) - 1)
            entries.highlighted = same
        self._show_current()

    def _line(self, what: str, n: int) -> Text:
        return problem_line(self.planned.plan.problems[n], self.side) if what == "problem" else self._row_line(n)

    def _row_line(self, at: int) -> Text:
        """The row, what becomes of it, what is doubtful in it, and how it begins."""
        entry, rows = self.planned.plan.entries[at], self.side.rows
        named_by = f" {signs.dot} ".join(show_line(words) for words in (entry.ref, entry.raw.audit) if words.strip())
        marks = f"  {signs.done} {rows.said[at]}" if at in rows.said else ""
        doubts = self.side.doubts(at)
        opening = cut(show_line(entry.raw.recommendation), 160)
        return Text.assemble(
            (f"{show_line(entry.raw.where)}  ", "bold"),
            f"{named_by}  ",
            show_line(entry.said),
            (f"  ? {doubts} field{'s' * (doubts != 1)} in doubt" if doubts else "", "bold"),
            (marks, "bold"),
            f"\n{opening}",
            end="",
        )

    # The row under the cursor. ---------------------------------------------------------------------------------

    @property
    def current(self) -> tuple[str, int] | None:
        """What the cursor is on: a problem or a row, and which."""
        at = self.query_one(OptionList).highlighted
        return self._listed[at] if at is not None and at < len(self._listed) else None

    @property
    def row(self) -> int | None:
        """The row that the cursor is on, or that its problem lies in."""
        if self.current is None:
            return None
        what, n = self.current
        return self.side.row_of(self.planned.plan.problems[n].where) if what == "problem" else n

    @property
    def place(self) -> str:
        """The place in the file that the cursor is on."""
        what, n = self.current or ("", 0)
        if what == "problem":
            return self.planned.plan.problems[n].where
        return self.reading.records[n].where if what else ""

    @on(OptionList.OptionHighlighted)
    def _show_current(self) -> None:
        pane, afresh = self.query_one(BesidePane), self.current != self._shown
        self._shown = self.current
        said = list(self._said())
        row = self.row
        if row is None:
            pane.read(self.place, said, (), afresh=afresh)
            return
        entry = self.planned.plan.entries[row]
        named_by = f" {signs.dot} ".join(filter(None, (entry.raw.where, entry.ref, entry.said)))
        pane.read(named_by, said, self.side.cells(row), afresh=afresh)

    def _said(self) -> Iterator[Said]:
        """What is to be known of the row as a whole."""
        what, n = self.current or ("", 0)
        told = None
        if what == "problem":
            told = self.planned.plan.problems[n]
            yield Said(f"? {told.what}", "accent", bold=True)
            if told.text.strip() and self.row is None:
                yield Said(told.text)
        if (row := self.row) is None:
            return
        rows = self.side.rows
        if row in rows.gone:
            yield Said(f"{signs.done} {rows.gone[row]}, by you: it is not taken by itself", "not-due", bold=True)
        elif row in rows.said:
            yield Said(f"{signs.done} put right by you: {rows.said[row]}", "not-due", bold=True)
        for problem in self.side.left_over(row):
            if problem != told:
                yield Said(f"? {sentence(problem, rows.records[row])}", "accent")

    @property
    def is_whole(self) -> bool:
        """Is one row seen whole, and not the list?"""
        return self.has_class("-whole-row")

    def _look_whole(self, *, whole: bool) -> None:
        self.set_class(whole, "-whole-row")
        self.set_focus(self.query_one(BesidePane if whole else OptionList))
        self._tell_keys()

    def action_whole(self) -> None:
        """The row whole, or the list again."""
        if self.is_whole or self.current is not None:
            self._look_whole(whole=not self.is_whole)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._listed):
            self.action_whole()
        elif self._listed:
            self._most += LISTED
            self._list()

    def action_row_before(self) -> None:
        """The row before; in the list, the kind before."""
        self._turn(-1)

    def action_row_after(self) -> None:
        """The next row; in the list, the next kind."""
        self._turn(1)

    def _turn(self, way: int) -> None:
        entries = self.query_one(OptionList)
        if self.is_whole:
            entries.highlighted = max(0, min((entries.highlighted or 0) + way, len(self._listed) - 1))
        else:
            self.query_one(Choice).action_move(way)

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
        """Make it one with the row above, or part them again."""
        row = self._row_to_mend(gone=True)
        if row is None:
            return
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
        columns, layout = self.reading.headings, self.reading.layout
        dialog = MappingDialog(self.file, self.register, self.desk, columns, layout=layout)
        reading = await self.app.push_screen_wait(dialog)
        if reading is not None:
            _, self.reading = reading.taken(self.planned.plan.as_of, self.desk.today)
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


def problem_line(problem: Problem, side: Side) -> Text:
    """Where, what, and the words it is about; that its row was put right since."""
    at = side.row_of(problem.where)
    done = at is not None and (at in side.rows.said or at in side.rows.gone)
    about = f"\n{show_line(problem.text)}" if problem.text.strip() else ""
    return Text.assemble(
        (f"{show_line(problem.where)}  ", "bold"),
        (f"{signs.done} row put right  " if done else "", "bold"),
        show_line(problem.what),
        about,
        end="",
    )
