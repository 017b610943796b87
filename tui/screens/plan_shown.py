"""An import's plan as it is seen: its rows by what becomes of them, each as printed beside what is stored."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option as Listed

from db.readings import Problem, Reading
from db.rules import Status, show_date, so_many
from tui.beside import Side, sentence, side_of
from tui.jobs import Planned
from tui.screens.asked import Receipted
from tui.screens.form import Desk
from tui.screens.stoppable import StoppableSheet
from tui.text import cut, show_line, signs
from tui.widgets.beside import BesidePane, Said
from tui.widgets.choice import Choice, Option
from tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from db.intake import Entry
    from reports.read import Apart

LISTED = 500
"""Lines of one kind that are listed at first, and more each time they are asked for."""

_OPENING = 160
"""Letters of a text that the list shows; the row whole has all of them."""

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


class PlanSheet(StoppableSheet[Receipted]):
    """The list, and the row that its cursor is on; what can be done with them, a plan's dialog says."""

    heading = "What the import would do"
    AUTO_FOCUS = ".entries"
    HORIZONTAL_BREAKPOINTS = _WIDTHS

    def __init__(self, planned: Planned, register: Path, desk: Desk, file: Path | None = None) -> None:
        super().__init__()
        self.planned, self.register, self.desk, self.file = planned, register, desk, file
        self.reading: Reading = planned.plan.reading
        """With what was made of its rows by hand, which the plan may not know yet."""
        self.about = show_line(planned.plan.reading.file)
        self.answers: dict[int, str] = {}
        self.apart: Apart | None = None
        """The file taken apart, to be read again with other meanings."""
        self.statuses: Mapping[str, Status] = {}
        """What was said of the file's words for statuses, which are looked at again with its headings."""
        self.side = side_of(planned.plan)
        self._listed: list[tuple[str, int]] = []
        """What each line of the list is: a problem or a row, and which."""
        self._shown: tuple[str, int] | None = None
        self._most = LISTED
        self._is_clicked = False

    def body(self) -> ComposeResult:
        """The counts, which also choose what is listed; the list, and the row under its cursor."""
        yield Static("", classes="sums quiet", markup=False)
        kinds = self.kinds()
        yield Choice(kinds, kinds[0].value)
        with Horizontal(id="panes"):
            yield EntryList(classes="entries", markup=False, compact=True)
            yield BesidePane(id="beside-stored")
        yield ProgressBar(total=None, show_eta=False)

    def on_mount(self) -> None:
        """Show it."""
        self.show()

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
        self.side = side_of(plan)
        rows = len(plan.entries)
        sums = f"{so_many(rows, 'row')} read, as at {show_date(plan.as_of)}."
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
        first = "ask" if self.doubtful() else "headings" if self._is_foreign else "source"
        more = (one for one in ("headings", "source") if one != first)
        last = ("leave_out", "join", "as_read", "open_file")
        self.show_keys("take_in", first, "whole", "correct", "leave", *more, *last)

    @property
    def _is_foreign(self) -> bool:
        """Are there words in it for a status that nobody knows, which its headings' dialog is to be told?"""
        unread = any(raw.status is None and raw.status_words for raw in self.side.rows.records)
        return bool(self.reading.headings) and unread

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
        before, lines = self._followed(self.current), list(self.listed(kind))
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

    def _followed(self, line: tuple[str, int] | None) -> tuple[str, int] | None:
        """The same line; of a row that was joined to another, that one."""
        hosts = (
            upper for upper, lower in self.side.rows.joined.items() if line and line[0] == "row" and line[1] in lower
        )
        return next((("row", upper) for upper in hosts), line)

    def _line(self, what: str, n: int) -> Text:
        return problem_line(self.planned.plan.problems[n], self.side) if what == "problem" else self._row_line(n)

    def _row_line(self, at: int) -> Text:
        """The row, what becomes of it, what is doubtful in it, and how it begins."""
        entry, rows = self.planned.plan.entries[at], self.side.rows
        named_by = f" {signs.dot} ".join(show_line(words) for words in (entry.ref, entry.raw.audit) if words.strip())
        marks = f"  {signs.done} {rows.said[at]}" if at in rows.said else ""
        doubts = self.side.doubts(at)
        opening = cut(show_line(entry.raw.recommendation), _OPENING)
        return Text.assemble(
            (f"{show_line(entry.raw.where)}  ", "bold"),
            f"{named_by}  ",
            show_line(entry.said),
            (f"  ? {so_many(doubts, 'field')} in doubt" if doubts else "", "bold"),
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

    def on_click(self, event: events.Click) -> None:
        """A click on a line, which the list tells next."""
        self._is_clicked = isinstance(event.widget, OptionList) and "option" in event.style.meta

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        clicked, self._is_clicked = self._is_clicked, False
        if clicked and self.has_class("-two-columns") and event.option_index < len(self._listed):
            return  # The row stands beside the list already.
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


def problem_line(problem: Problem, side: Side) -> Text:
    """Where, what, and the words it is about; that its row was put right since."""
    at = side.row_of(problem.where)
    done = at is not None and (at in side.rows.said or at in side.rows.gone)
    about = f"\n{cut(show_line(problem.text), _OPENING)}" if problem.text.strip() else ""
    return Text.assemble(
        (f"{show_line(problem.where)}  ", "bold"),
        (f"{signs.done} row put right  " if done else "", "bold"),
        show_line(problem.what),
        about,
        end="",
    )
