"""The pack check on the screen: what should be mended before a report goes out, each finding one key from its form."""

from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby
from typing import ClassVar

from textual.binding import BindingType

from db.checked import Checked, pack_check
from db.pack_check import Finding
from db.queries import Reader
from db.rows import Dismissal
from db.rules import show_date, so_many
from tui.commands import Place, bindings, key_of, spelt
from tui.screens.dismiss import DismissDialog
from tui.screens.mending import MENDS, detail_of, mend, mend_audit, over
from tui.screens.order import OrderView
from tui.screens.view import View
from tui.text import show, show_line, signs
from tui.views import turn_to
from tui.widgets.bar import Words
from tui.widgets.listing import Cell, Column, Listing, Row, heading
from tui.widgets.passages import Passage, passages

_COLUMNS = (Column("Record", 10, narrow=8), Column("What is wrong"))


class FindingsView(View[Checked]):
    """What was found, rule by rule; what was dismissed, if asked for."""

    ID = "findings"
    KEYS = ("dismiss", "dismissed", "undo")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FINDINGS)
    EMPTY = "Nothing was found: no rule of the pack check sees anything to mend before the report goes out."
    BESIDE = True

    def __init__(self) -> None:
        super().__init__()
        self.with_dismissed = False

    def headline(self) -> str:
        """How many, and as at which day."""
        many = len(self.shown.stands) if self.shown else 0
        return f"Pack check at {show_date(self.as_at)}: {so_many(many, 'finding') if many else 'no findings'}"

    def counted(self) -> tuple[str, ...]:
        """Nothing here is told in months."""
        return ()

    def notes(self) -> Iterator[Words]:
        """Beside which report, and how much was dismissed."""
        if self.shown is None:
            return
        last, many = self.shown.last, len(self.shown.dismissed)
        beside = f"beside the report as at {show_date(last.as_at)}" if last else "no report before this one"
        yield Words(f" {beside}", "muted")
        if many:
            where = "shown below" if self.with_dismissed else spelt("{dismissed} shows them")
            yield Words(f" {signs.dot} {many} dismissed, {where}", "muted", action="screen.do('dismissed')")

    def read(self, reader: Reader) -> Checked:
        """Check it."""
        return pack_check(reader, reader)

    def show(self, shown: Checked) -> None:
        """By rule, with counts."""
        rows: list[Row] = []
        for title, found in groupby(shown.stands, key=lambda finding: finding.title):
            rows += _group(title, [Row((finding.ref, finding.said), key=finding) for finding in found])
        if self.with_dismissed and shown.dismissed:
            left = [Row((f.ref, Cell(f"{f.said} {_left(held)}", "muted")), key=f) for f, held in shown.dismissed]
            rows += _group("Dismissed", left)
        self.place(_COLUMNS, rows)

    def held(self, finding: Hashable) -> Dismissal | None:
        """The dismissal of a finding that was dismissed."""
        dismissed = self.shown.dismissed if self.shown else ()
        return next((held for one, held in dismissed if one == finding), None)

    def selected(self, key: Hashable) -> None:
        """The finding in full, and under it the recommendation it is about."""
        if not isinstance(key, Finding):
            self.tell("", ())
            return
        self.tell(show_line(key.ref), self._words(key))

    def _words(self, finding: Finding) -> Iterable[Passage]:
        held = self.held(finding)
        yield Passage(show(finding.said), ink="muted" if held else "under-6", bold=True)
        if held is not None:
            yield Passage(_left(held), ink="accent")
        enter = MENDS.get(finding.field, "edits it")
        if finding.others:
            enter = "shows the recommendations it is about"
        elif finding.rule == "audit_named_twice":
            enter = "shows the audit in order, where it is made one with the other"
        yield Passage(
            f"{key_of('enter')} {enter}{'' if held else spelt(', {dismiss} dismisses the finding')}.", ink="muted"
        )
        detail = detail_of(self, finding.record_id) if finding.record_kind == "recommendation" else None
        if detail is not None:
            yield Passage()
            yield from passages(detail)

    def open(self, opened: Listing.Opened) -> None:
        """The place to mend it."""
        if isinstance(finding := opened.key, Finding):
            self.run_worker(self._mend(finding), group="mend")

    async def _mend(self, finding: Finding) -> None:
        if finding.rule == "audit_named_twice":
            await turn_to(self.desk, "order")
            if isinstance(view := self.desk.screen, OrderView):
                view.seek("audit", finding.record_id)
        elif finding.record_kind == "audit":
            await mend_audit(self, finding.record_id, "directorate_id" if finding.field == "directorate" else "title")
        elif finding.others:
            own = (finding.record_id,) if finding.record_kind == "recommendation" else ()
            self.show_among((*own, *finding.others), f"{finding.title}: {finding.ref}")
        else:
            await mend(self, finding.record_id, finding.field)

    async def do_dismiss(self) -> None:
        """Leave it as it is, with a reason."""
        finding = self.listing.key
        if (held := self.held(finding)) is not None:
            self.notify(_left(held), severity="warning", markup=False)
        elif isinstance(finding, Finding):
            await over(self, DismissDialog(finding, self.desk))

    def do_dismissed(self) -> None:
        """With what was dismissed, or without."""
        if self.shown is None:
            return
        if not self.shown.dismissed:
            self.notify("Nothing was dismissed.", markup=False)
            return
        self.with_dismissed = not self.with_dismissed
        self.show(self.shown)
        if self.with_dismissed:
            self.listing.go_to_key(self.shown.dismissed[0][0])
        self.refresh_said()


def _group(title: str, rows: list[Row]) -> list[Row]:
    return [heading(f"{title}: {len(rows)}"), *rows]


def _left(held: Dismissal) -> str:
    by = f" by {show_line(held.by)}" if held.by else ""
    return f"Dismissed on {show_date(held.on)}{by}: {show_line(held.reason)}"
