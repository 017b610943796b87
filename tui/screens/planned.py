"""An import's plan: what would be added and changed, and every problem, before one transaction does it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option as Listed

from db.connection import RegisterError
from db.rows import Problem
from db.rules import show_date
from tui.commands import bound, named
from tui.jobs import Planned, Progress, Stopped, aside, make_plan
from tui.screens.asked import ImportAsked, Receipted, SaveFailed, SaveRefused
from tui.screens.doubt import DoubtDialog
from tui.screens.form import Desk
from tui.screens.stoppable import StoppableSheet
from tui.text import cut, show_line, signs
from tui.widgets.choice import Choice, Option

if TYPE_CHECKING:
    from db.intake import Entry

LISTED = 500
"""Lines of one kind that are listed; a report has tens, and a sheet of thousands is read in a spreadsheet."""

KINDS = {
    "problems": "problems",
    "add": "to add",
    "update": "to update",
    "doubtful": "doubtful",
    "unchanged": "unchanged",
    "skipped": "skipped",
}


def problem_line(problem: Problem) -> Text:
    """Where, what, and the words it is about."""
    about = f"\n{show_line(problem.text)}" if problem.text.strip() else ""
    return Text.assemble((f"{show_line(problem.where)}  ", "bold"), show_line(problem.what), (about, "dim"), end="")


def entry_line(entry: "Entry") -> Text:
    """The row, what becomes of it, and how it begins."""
    named = f" {signs.dot} ".join(show_line(words) for words in (entry.ref, entry.raw.audit) if words.strip())
    opening = cut(show_line(entry.raw.recommendation), 160)
    where, begins = f"{show_line(entry.raw.where)}  ", f"\n{opening}"
    return Text.assemble((where, "bold"), f"{named}  ", show_line(entry.said), (begins, "dim"), end="")


class PlanDialog(StoppableSheet[Receipted]):
    """Look at it, answer what is doubtful, then import or leave. Dismissed with the receipt."""

    heading = "What the import would do"
    keys = named("take_in", "leave")
    over_list = 6
    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(named("take_in", "ask", "stop", "leave")),
        *(Binding(",".join(one.keys), f"turn('{one.id}')", show=False) for one in named("page_up", "page_down")),
    ]

    def __init__(self, planned: Planned, register: Path, desk: Desk) -> None:
        super().__init__()
        self.planned, self.register, self.desk = planned, register, desk
        self.about = show_line(planned.plan.reading.file)
        self.answers: dict[int, str] = {}

    def body(self) -> ComposeResult:
        """The counts, which also choose what is listed, and the list."""
        yield Static("", classes="sums quiet", markup=False)
        kinds = self.kinds()
        yield Choice(kinds, kinds[0].value)
        yield OptionList(classes="entries", markup=False, compact=True)
        yield ProgressBar(total=None, show_eta=False)

    def on_mount(self) -> None:
        """Show it, and ask what is doubtful."""
        self.show()
        if self.doubtful():
            self.action_ask()

    # What is shown. --------------------------------------------------------------------------------------------

    def listed(self, kind: str) -> Iterator[Text]:
        """The lines of a kind."""
        plan = self.planned.plan
        if kind == "problems":
            return (problem_line(problem) for problem in plan.problems)
        return (entry_line(entry) for entry in plan.entries if entry.outcome == kind)

    def doubtful(self) -> list["Entry"]:
        """Rows that a person has not answered for yet."""
        return [entry for entry in self.planned.plan.entries if entry.outcome == "doubtful"]

    def kinds(self) -> tuple[Option, ...]:
        """The kinds of line that there are, each with its count."""
        plan = self.planned.plan
        counts = {kind: sum(entry.outcome == kind for entry in plan.entries) for kind in KINDS}
        counts["problems"] = len(plan.problems)
        some = tuple(
            Option(kind, f"{count:,} {'problem' if (kind, count) == ('problems', 1) else KINDS[kind]}")
            for kind, count in counts.items()
            if count
        )
        return some or (Option("problems", "nothing was read"),)

    def show(self) -> None:
        """The plan as it now is."""
        plan = self.planned.plan
        rows = len(plan.entries)
        sums = f"{rows:,} row{'s' * (rows != 1)} read, as at {show_date(plan.as_of)}."
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
        self.show_keys("take_in", *(["ask"] if self.doubtful() else []), "leave")

    def on_choice_chosen(self) -> None:
        """Another kind."""
        self._list()

    def action_turn(self, page: str) -> None:
        """A screenful up or down the list, which has not to be entered for that."""
        getattr(self.query_one(OptionList), f"action_{page}")()

    def _list(self) -> None:
        kind = self.query_one(Choice).value or "problems"
        lines = list(self.listed(kind))
        entries = self.query_one(OptionList)
        shown = [Listed(line) for line in lines[:LISTED]]
        if len(lines) > LISTED:
            shown.append(Listed(f"and {len(lines) - LISTED:,} more", disabled=True))
        if not shown:
            shown.append(Listed("There is nothing in this file to take in.", disabled=True))
        entries.set_options(shown)

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

    async def _plan_anew(self) -> None:
        plan, policy, answers = self.planned.plan, self.desk.policy, dict(self.answers)
        self.tell("comparing it with the register")
        try:
            self.planned = await aside(
                lambda: make_plan(self.register, plan.reading, as_of=plan.as_of, policy=policy, answers=answers)
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
        progress = self.progress = Progress()
        self.bar.display = True
        self.tell("importing")
        self.show_keys("stop")
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
        finally:
            self.progress = None
        self.bar.display = False
        self.tell("")
        self._tell_keys()
