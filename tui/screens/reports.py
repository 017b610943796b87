"""The reports given: which there are, what each told, and what has changed since, recommendation by recommendation."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from db.connection import RegisterError
from db.queries import Reader
from db.rows import Report
from db.rules import Band, show_date
from db.sealed import Told
from db.since import retold
from tui.commands import Place, bindings, named, spelt
from tui.screens.mending import at_once, say_busy
from tui.screens.told import TOLD, Then, about, given, given_columns, told_rows, words_of
from tui.screens.view import BASIS_WORDS, View
from tui.text import show_line
from tui.theme import BAND_INK
from tui.widgets.bar import Words
from tui.widgets.footer import KeyLine
from tui.widgets.listing import Listing
from tui.widgets.position import COUNTING_WORDS, band_words

if TYPE_CHECKING:
    from db.ledger import Receipt


_IN_LIST = named("enter", "new_report", "papers", "withdraw", "register", "help")
_IN_REPORT = named("flip", "enter", "back", "papers", "withdraw", "help")


@dataclass(frozen=True, slots=True)
class Given:
    """The reports there are."""

    reports: tuple[Report, ...]
    told: Mapping[str, Told | None]
    """By id; None where it is damaged."""

    def of(self, id_: str) -> Report | None:
        """The report of that id."""
        return next((one for one in self.reports if one.id == id_), None)


def _key(key: Hashable) -> tuple[str, str]:
    """Of a row: `report` or `told`, and the id of the report or of the recommendation."""
    return (str(key[0]), str(key[1])) if isinstance(key, tuple) else ("", "")


class ReportsView(View[Given | Then]):
    """What we told them, and what has changed since."""

    ID = "reports"
    KEYS = ("new_report", "flip", "papers", "withdraw")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.REPORTS)
    EMPTY = (
        "No report has been sealed yet. {new_report} seals the position and its papers as they are given to the "
        "committee."
    )
    BESIDE = True

    def __init__(self) -> None:
        super().__init__()
        self._turned_to: str = ""
        """The report whose telling is looked at; empty for the list of them."""
        self._now = False
        """Is the selected recommendation shown as it is now?"""
        self._known: dict[str, Told] = {}
        """What was read of reports that are sealed, and so need not be read again."""
        self._went_in = self._came_out = ""
        """The report that was just opened, or left: the cursor goes to its first row, or to it."""

    # Reading, on the reader's thread. --------------------------------------------------------------------------------

    def read(self, reader: Reader) -> Given | Then:
        """The list, or one report beside what is so now."""
        reports = reader.reports()
        report = next((one for one in reports if one.id == self._turned_to), None)
        if report is not None:
            told = self._read(reader, report)
            return Then(told, reader.as_at, retold(told.recommendations, reader.recommendations()))
        return Given(reports, {one.id: self._readable(reader, one) for one in reports})

    def _read(self, reader: Reader, report: Report) -> Told:
        if (told := self._known.get(report.id)) is None or told.report != report:
            told = self._known[report.id] = reader.told(report.id)
        return told

    def _readable(self, reader: Reader, report: Report) -> Told | None:
        try:
            return self._read(reader, report)
        except RegisterError:
            return None

    # What stands over the rows. --------------------------------------------------------------------------------------

    def headline(self) -> str:
        """That these are the reports; or that what is shown was told, and when."""
        if isinstance(then := self.shown, Then):
            told_on = then.told.report.meeting_on or then.told.report.sealed_on
            told = "To be told" if told_on and told_on > then.now else "As told"
            return f"{told} on {show_date(told_on)}: position at {show_date(then.as_at)}"
        return f"Reports given, by {show_date(self.as_at)}"

    def counted(self) -> Sequence[str]:
        """How months were counted then."""
        if not isinstance(then := self.shown, Then):
            return ()
        return COUNTING_WORDS[then.told.position.counting], BASIS_WORDS[then.told.position.basis]

    def notes(self) -> Iterator[Words]:
        """The position of that day."""
        if isinstance(then := self.shown, Then):
            words = band_words(then.told.policy)
            for band, count in then.told.position.bands.items():
                if count or band is not Band.NO_DATE:
                    yield Words(f" {count:,}", BAND_INK[band], bold=True)
                    yield Words(f" {words[band]} ", "muted")
        elif isinstance(self.shown, Given) and self.shown.reports:
            yield Words(spelt(" {enter}: what we told them, and what has changed since"), "muted")

    # The rows. -------------------------------------------------------------------------------------------------------

    def show(self, shown: Given | Then) -> None:
        """The list, or what was told."""
        if isinstance(shown, Given):
            self.place(
                given_columns(filter(None, shown.told.values())),
                [given(one, shown.told[one.id]) for one in shown.reports],
            )
            if self._came_out:
                self.listing.go_to_key(("report", self._came_out))
        else:
            self.place(TOLD, list(told_rows(shown)))
            if self._went_in:
                self.listing.move_first()
        self._went_in = self._came_out = ""
        keys = self.query_one("#keys", KeyLine)
        keys.commands = _IN_LIST if isinstance(shown, Given) else _IN_REPORT
        keys.refresh()

    def open(self, opened: Listing.Opened) -> None:
        """What a report told; a recommendation in the register."""
        _, id_ = _key(opened.key)
        if isinstance(shown := self.shown, Given):
            if shown.told.get(id_) is None:
                said = "What it told is damaged and cannot be shown. `outstanding check` says more."
                self.notify(said, severity="error", markup=False)
                return
            self._turned_to = self._went_in = id_
            self.refresh_all()
        elif shown is not None and (one := shown.of(id_)) is not None:
            ref = show_line(one.shown.ref)
            if one.now is None:
                self.notify(f"{ref} is no longer in the register.", markup=False)
            else:
                self.show_among((id_,), f"{ref}, as told at {show_date(shown.as_at)} and since")

    def selected(self, key: Hashable) -> None:
        """The report in short; the recommendation as it was told, or as it is."""
        _, id_ = _key(key)
        if isinstance(shown := self.shown, Given):
            report = shown.of(id_)
            self.tell("The report in short", about(report, shown.told[id_]) if report else ())
        elif shown is not None:
            one = shown.of(id_)
            side = spelt("{flip}: as it was told" if self._now else "{flip}: as it is now")
            words = words_of(one, now=self._now, told_at=shown.as_at, now_at=shown.now) if one else ()
            self.tell(f"{show_line(one.shown.ref)}  {side}" if one else "", words)

    # What can be done. -----------------------------------------------------------------------------------------------

    async def do_back(self) -> None:
        """From what was told to the list, and from there to the register."""
        if self._turned_to and self.focused is self.listing:
            self._came_out, self._turned_to = self._turned_to, ""
            self.refresh_all()
        else:
            await super().do_back()

    def do_flip(self) -> None:
        """Told, or now."""
        if isinstance(self.shown, Then):
            self._now = not self._now
            self.selected(self.listing.key)
        else:
            self.notify(spelt("Open a report first, with {enter}."), markup=False)

    def turn_to_report(self, id_: str) -> None:
        """Show what that report told."""
        self._turned_to = self._went_in = id_
        self.refresh_all()

    def _report(self) -> Report | None:
        """The one that is looked at, or selected."""
        if isinstance(self.shown, Then):
            return self.shown.told.report
        return self.shown.of(_key(self.listing.key)[1]) if self.shown else None

    async def do_new_report(self) -> None:
        """Ask for a report, and seal it."""
        from tui.screens.sealing import NewReportDialog  # loaded when it is first asked for

        def done(receipt: "Receipt | None") -> None:
            if receipt is not None:
                self.notify(show_line(receipt.said), title="Sealed", markup=False)

        desk, reports = self.desk, at_once(self, Reader.reports)
        if reports is None:
            say_busy(self)
            return
        dialog = NewReportDialog(desk.background.path, desk.policy, reports, desk.today, desk)
        await desk.push_screen(dialog, done)

    async def do_withdraw(self) -> None:
        """Withdraw it, with a reason."""
        from tui.screens.given import WithdrawDialog  # loaded when it is first asked for

        def done(receipt: "Receipt | None") -> None:
            if receipt is not None:
                self.notify(show_line(receipt.said), title="Withdrawn", markup=False)

        if (report := self._report()) is None:
            return
        if report.withdrawn_on:
            self.notify("This report is withdrawn already.", severity="warning", markup=False)
        else:
            await self.desk.push_screen(WithdrawDialog(report, self.desk), done)

    async def do_papers(self) -> None:
        """Take its papers out."""
        from tui.screens.given import PapersDialog  # loaded when it is first asked for

        if (report := self._report()) is None:
            return
        if report.papers:
            await self.desk.push_screen(PapersDialog(report, self.desk), self._taken_out)
        else:
            self.notify("No papers were sealed with this report.", severity="warning", markup=False)

    def _taken_out(self, folder: object) -> None:
        if folder is not None:
            self.notify(show_line(str(folder)), title="Papers taken out", markup=False)
