"""The main screen: where am I, what is the position, what is this recommendation, what can I press."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.screen import Screen

from db.connection import RegisterError
from db.queries import Reader
from db.rows import Filter, Line, Sort, SortBy
from db.rules import Band
from tui.commands import BY_ID, OF_REGISTER, Command, Need, Place, at, bindings, named, spelt
from tui.messages import DetailRead, FirstRead, MarksLeft, MarksRead, OrderRead, PositionRead
from tui.reader import BUSY, FirstLook
from tui.screens.actions import Actions
from tui.screens.marking import OF_MARKED, Marking
from tui.text import called, show_line, status_word
from tui.views import turn_to
from tui.widgets.detail import DetailPane
from tui.widgets.filter_line import FilterLine
from tui.widgets.footer import KeyLine
from tui.widgets.pane import Pane
from tui.widgets.position import PositionStrip
from tui.widgets.table import Table
from tui.widgets.tree import AuditTree, Scope

if TYPE_CHECKING:
    from tui.app import Outstanding

SOON = 0.04
"""Seconds after the last key at which what that key need not wait for is done."""
PANES = ("tree", "table", "detail")

_WIDTHS = [(0, "-narrow"), (100, "-medium"), (160, "-wide")]
_HEIGHTS = [(0, "-short"), (30, "-tall")]


class RegisterScreen(Screen[None]):
    """Tree, table and detail over one register, as at one date."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*OF_REGISTER)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    AUTO_FOCUS = "#table"

    def __init__(self, look: FirstLook, size: Size) -> None:
        # With the classes of its size from the start, it is laid out once before the first paint, not twice.
        width = max(name for name in _WIDTHS if name[0] <= size.width)[1]
        height = max(name for name in _HEIGHTS if name[0] <= size.height)[1]
        super().__init__(classes=f"-at-table {width} {height}")
        self.look = look
        self.scope = Scope()
        self.narrowed = Filter()
        self.sort = Sort()
        """The order of the table."""
        self._wanted: int | None = None
        """The row id of the recommendation that is gone to, once the order it stands in is known."""
        self.marking = Marking(self)
        self._actions = Actions(self)
        self.triaged: int | None = None
        """The row id of the one whose status is being changed: where that moves it, the cursor stays among its old
        neighbours, for the next one to be looked at is there."""
        self._saved = False
        """Has something been saved since the screen was opened?"""
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    @property
    def desk(self) -> "Outstanding":
        """The app, which reads and saves for its screens."""
        return cast("Outstanding", self.app)

    def compose(self) -> ComposeResult:
        """Six widgets, each of which draws itself."""
        position = self.look.position
        yield PositionStrip(self.desk.background.path.name, position, notice=self.desk.notice, id="position")
        yield FilterLine(id="filter")
        yield AuditTree(id="tree")
        yield Table(self._lines, self._ids, id="table")
        yield DetailPane(id="detail")
        yield KeyLine(_KEYS, _FEW["table"], id="keys")

    def on_mount(self) -> None:
        """Show what was read while the screen was being built."""
        self.strip = self.query_one("#position", PositionStrip)
        self.filter_line = self.query_one("#filter", FilterLine)
        self.audits = self.query_one("#tree", AuditTree)
        self.table = self.query_one("#table", Table)
        self.detail = self.query_one("#detail", DetailPane)
        self.audits.show(self.look.tree)
        self.table.begin(self.look.lines, self.look.position.total)
        self._tell(self.look.position.total)

    def tell_saved(self, words: str) -> None:
        """Something is in the file now, and can be taken back."""
        self.strip.tell(words)
        self._saved = True
        self._tell_keys()

    def _tell_keys(self) -> None:
        """The few that matter most in this pane; once something was saved, that it can be taken back is one."""
        few = _FEW[self.pane]
        line = self.query_one("#keys", KeyLine)
        line.few = (*few[:3], *named("undo", "help")) if self._saved else few
        line.refresh()

    def begin(self) -> None:
        """After the first paint: the whole order, and the first recommendation whole."""
        self._ask_order()
        self.ask_detail()

    # Reading. --------------------------------------------------------------------------------------------------

    @property
    def filter(self) -> Filter:
        """All that narrows the table: what is typed, where the tree's cursor is, what was chosen."""
        scope = self.scope
        return replace(
            self.narrowed,
            text=self.filter_line.text.strip(),
            audit=scope.audit,
            directorate=scope.directorate if scope.directorate is not None else self.narrowed.directorate,
        )

    def _lines(self, rowids: Sequence[int]) -> list[Line]:
        background = self.desk.background
        if background.shared:
            raise RegisterError("", in_use=True)
        return background.near.result().lines(rowids)

    def _ids(self, rowids: Sequence[int]) -> dict[str, int]:
        background = self.desk.background
        if background.shared:
            raise RegisterError("", in_use=True)
        return background.near.result().ids(rowids)

    def look_again(self) -> None:
        """Another filter or order: the first screenful at once, the rest once that is painted."""
        asked, seen = (self.filter, self.sort), self.table.seen
        self.desk.background.ask("first", lambda reader: FirstRead(asked, reader.first(*asked, seen), seen))

    def _ask_order(self) -> None:
        asked = (self.filter, self.sort)
        self.desk.background.ask("order", lambda reader: OrderRead(asked, reader.order(*asked)))

    def ask_detail(self) -> None:
        """Show everything about the selected recommendation, as it is now."""
        selected = self.table.selected
        if selected is None:
            self.detail.show(None)
            return
        id_ = selected.id

        def question(reader: Reader) -> DetailRead:
            try:
                return DetailRead(reader.detail(id_))
            except LookupError:
                return DetailRead(None)

        self.desk.background.ask("detail", question)

    def refresh_all(self) -> None:
        """The register has changed: everything again, the cursor staying where it is."""
        self.desk.background.ask("position", lambda reader: PositionRead(reader.tree(), reader.position()))
        self.table.forget()
        self.marking.look_again()
        self._ask_order()
        self.ask_detail()

    @on(FirstRead)
    def _first_read(self, read: FirstRead) -> None:
        if read.asked == (self.filter, self.sort):
            self.table.begin(read.lines, len(read.lines))
            self.filter_line.refresh()
            self._follow()
            if len(read.lines) < read.asked_for:
                self.marking.count_hidden()
                self._tell(len(read.lines))
            else:
                self._soon("order", self._ask_order)

    @on(OrderRead)
    def _order_read(self, read: OrderRead) -> None:
        if read.asked == (self.filter, self.sort):
            before = self.table.current
            keep = self.table.neighbour(read.order) if before is not None and before == self.triaged else before
            if keep != before:
                self.triaged = None
            self.table.place(read.order, keep=keep if self._wanted is None else self._wanted)
            self._wanted = None
            self.marking.count_hidden()
            self._tell(len(read.order))
            if self.table.current != before:
                self._follow()

    @on(PositionRead)
    def _position_read(self, read: PositionRead) -> None:
        self.look = replace(self.look, tree=read.tree, position=read.position)
        self.audits.show(read.tree)
        self.strip.show(read.position, self.narrowed.band)
        self._tell(self.table.count)

    @on(DetailRead)
    def _detail_read(self, read: DetailRead) -> None:
        selected = self.table.selected
        if read.detail is None or (selected is not None and read.detail.recommendation.id == selected.id):
            self.detail.show(read.detail)

    def _tell(self, count: int) -> None:
        """Say over the table what is shown, and how many that is."""
        total = self.look.position.total
        self.table.hint = _NOTHING_FOUND if total else _EMPTY
        counted = f"{count:,} of {total:,}" if count != total else f"{total:,}"
        narrowed, marked = self._narrowing_words(), self.marking.in_words
        self.filter_line.tell(scope=self.scope.name, narrowed=narrowed, count=counted, marked=marked)

    @on(Table.Marked)
    def tell_marks(self) -> None:
        """Say over the table how many are marked."""
        self._tell(self.table.count)

    @on(Table.AllWanted)
    def _all_wanted(self) -> None:
        self.marking.all()

    @on(MarksRead)
    def _marks_read(self, read: MarksRead) -> None:
        self.marking.read(read)

    @on(MarksLeft)
    def _marks_left(self, left: MarksLeft) -> None:
        self.marking.left(left)

    def _narrowing_words(self) -> str:
        chosen = self.narrowed
        words = [called.band_phrase(chosen.band) if chosen.band else "", show_line(chosen.priority or "")]
        words.append(status_word(chosen.status) if chosen.status or chosen.status_unread else "")
        words.append("open" if chosen.open_only else "")
        words.append("high priority" if chosen.reported_only else "")
        return ", ".join(word for word in (show_line(chosen.among_words), *words) if word)

    # Following the cursor. -------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Show the detail once the cursor rests: not on the way from an arrow key to its paint."""
        self._soon("detail", self.ask_detail)

    def _soon(self, what: str, do: Callable[[], None]) -> None:
        """Do it once no key has asked for it anew for a moment."""
        if (waiting := self._waiting.get(what)) is not None:
            waiting.cancel()
        self._waiting[what] = asyncio.get_running_loop().call_later(SOON, do)

    @on(Table.Selected)
    def _selected(self) -> None:
        self._follow()

    @on(AuditTree.Chosen)
    def _chosen(self, chosen: AuditTree.Chosen) -> None:
        self.scope = chosen.scope
        self.look_again()

    @on(Table.Opened)
    def _opened(self) -> None:
        self.go_to_pane("detail")

    @on(Table.HeadingClicked)
    def _heading_clicked(self, clicked: Table.HeadingClicked) -> None:
        by = SortBy(clicked.column)
        self._sort_by(Sort(by, reverse=by is self.sort.by and not self.sort.reverse))

    @on(FilterLine.Changed)
    def _filter_changed(self) -> None:
        self.look_again()

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.go_to_pane("table")

    @on(FilterLine.Moved)
    def _filter_moved(self, moved: FilterLine.Moved) -> None:
        self.table.move(moved.move)

    # Panes. ----------------------------------------------------------------------------------------------------

    def go_to_pane(self, name: str) -> None:
        """Show that pane, and send it the keys."""
        self.set_classes_at(name)
        self.set_focus(self.query_one(f"#{name}", Pane), scroll_visible=False)

    def set_classes_at(self, name: str) -> None:
        """On a narrow screen one pane is seen at a time: this one."""
        for pane in PANES:
            self.set_class(pane == name, f"-at-{pane}")
        self._tell_keys()

    @property
    def pane(self) -> str:
        """The pane that the keys go to, or would."""
        return next((name for name in PANES if self.has_class(f"-at-{name}")), "table")

    def on_descendant_focus(self) -> None:
        """A click may send the keys to another pane."""
        if isinstance(self.focused, Pane) and self.focused.id in PANES:
            self.set_classes_at(self.focused.id)

    # What can be done. -----------------------------------------------------------------------------------------

    def commands(self) -> Iterable[Command]:
        """What can be done here."""
        return at(*OF_REGISTER)

    def refusal(self, needs: Need) -> str | None:
        """Why an action cannot run now, as a sentence; None where it can."""
        if Need.WRITABLE in needs and (why := self.desk.not_writable()):
            return why
        if Need.SELECTION in needs and self.table.selected is None:
            return "No recommendation is selected."
        return None

    async def action_do(self, id_: str) -> None:
        """Do what a key stands for, or say why that cannot be."""
        command = BY_ID[id_]
        of_marked = id_ in OF_MARKED and self.marking.in_words
        if (why := self.refusal(command.needs & ~Need.SELECTION if of_marked else command.needs)) is not None:
            self.notify(f"{command.label}: {why}", severity="warning", markup=False)
            return
        if command.place is Place.VIEWS:
            await turn_to(self.desk, id_)
            return
        if command.place is Place.MARKING:
            self.marking.do(id_)
            return
        do = getattr(self, f"do_{id_}", None)
        if do is None and command.place is Place.MOVING:  # Typed where a text is found by, which keeps its own.
            (self.focused if isinstance(self.focused, Pane) else self.table).move(id_)
            return
        do = do or getattr(self._actions, id_.replace("import", "import_"))
        try:
            if (doing := do()) is not None:
                await doing
        except RegisterError as trouble:
            said = BUSY if trouble.in_use else str(trouble)
            self.notify(f"{command.label}: {said}", severity="warning", markup=False)

    def action_band(self, band: str) -> None:
        """A click on a count narrows the table to its band; a second one no longer."""
        chosen = Band(band) if band else None
        self.narrow(replace(self.narrowed, band=None if chosen is self.narrowed.band else chosen))

    def narrow(self, chosen: Filter) -> None:
        """Narrow the table to what was chosen."""
        self.narrowed = chosen
        self.strip.show(self.look.position, chosen.band)
        self._tell(self.table.count)
        self.look_again()

    def show_among(self, ids: tuple[str, ...], words: str) -> None:
        """Show only these recommendations, wherever in the register they are."""
        self.filter_line.clear()
        self.audits.move_first()
        self.scope = Scope()
        self.narrow(Filter(among=ids, among_words=words))
        self.go_to_pane("table")

    def show_everything(self) -> None:
        """Nothing narrows the table any more."""
        self.filter_line.clear()
        self.audits.move_first()
        self.scope = Scope()
        self.narrow(Filter())

    def go_to(self, rowid: int) -> None:
        """Put the cursor on that recommendation, wherever in the register it is."""
        self._wanted = rowid
        if self.filter == Filter():
            self._ask_order()
        else:
            self.show_everything()
        self.go_to_pane("table")

    def go_to_part(self, *, audit: str | None = None, directorate: str | None = None) -> None:
        """Move the tree there, and show all of it."""
        self.filter_line.clear()
        self.narrow(Filter())
        self.audits.go_to_part(audit, directorate)
        self.go_to_pane("table")

    def find(self, text: str) -> None:
        """Show everything that speaks of this."""
        self.show_everything()
        self.filter_line.look_for(text)
        self.go_to_pane("table")

    def do_next_pane(self) -> None:
        """Tree, table, detail, and round again."""
        self.go_to_pane(PANES[(PANES.index(self.pane) + 1) % len(PANES)])

    def do_previous_pane(self) -> None:
        """The other way round."""
        self.go_to_pane(PANES[PANES.index(self.pane) - 1])

    def do_enter(self) -> None:
        """Deeper: audit, recommendation, all about it."""
        self.go_to_pane("table" if self.pane == "tree" else "detail")

    do_right = do_enter

    def do_left(self) -> None:
        """Back out of what was entered."""
        self.go_to_pane("table" if self.pane == "detail" else "tree")

    def do_back(self) -> None:
        """Out of the detail; in the table, first of what narrows it."""
        if self.pane == "detail":
            self.go_to_pane("table")
        elif self.table.marks_in_words:
            self.table.clear_marks()
        elif self.filter_line.text or self.narrowed != Filter():
            self.filter_line.clear()
            self.narrow(Filter())
        else:
            self.go_to_pane("tree")

    def do_filter(self) -> None:
        """Type what to find."""
        self.set_classes_at("table")
        self.set_focus(self.filter_line, scroll_visible=False)

    def do_sort(self) -> None:
        """By the next of the columns."""
        order = list(_SORTS)
        at = order.index(self.sort.by) if self.sort.by in order else -1
        self._sort_by(Sort(order[(at + 1) % len(order)]))

    def do_reverse(self) -> None:
        """The other way round."""
        self._sort_by(replace(self.sort, reverse=not self.sort.reverse))

    def _sort_by(self, sort: Sort) -> None:
        self.sort = sort
        self.table.sorted_by, self.table.reversed = sort.by.value, sort.reverse
        self.look_again()

    def do_counting(self) -> None:
        """Completed months instead of calendar months, or the other way round."""
        self.desk.background.view(self.desk.background.as_at, self.look.position.counting.other)
        self.desk.refresh_all()


_EMPTY = spelt("An empty register: {import} reads a report or a spreadsheet, {add_audit} adds an audit.")
_NOTHING_FOUND = spelt("Nothing here fits: {back} in this table shows everything again.")
_DIGITS = [command.keys[0] for command in at(Place.VIEWS)][1:]
_FIGURES = replace(
    BY_ID["position"],
    keys=(f"{_DIGITS[0]}-{_DIGITS[-1]}",) if all(key.isdigit() for key in _DIGITS) else BY_ID["position"].keys,
    label="Figures",
)
_KEYS = (
    *named("filter", "status", "update", "due", "help", "evidence", "edit", "narrow"),
    _FIGURES,
    *named("undo", "export", "quit"),
)
"""For the last line: those that matter most, then those for which a wide screen has room."""
_FEW = {
    "tree": named("enter", "filter", "export", "edit", "help"),
    "table": named("filter", "status", "update", "due", "help"),
    "detail": named("status", "update", "due", "evidence", "help"),
}
"""On a narrow screen, where one pane is seen at a time: what it is for."""
_SORTS = (SortBy.DUE, SortBy.REF, SortBy.PRIORITY, SortBy.TITLE, SortBy.STATUS)
