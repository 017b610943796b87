"""The position: how many recommendations, by age band and by whatever else is asked for, as at any date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from db import history
from db.queries import Reader
from db.rows import NO_DIRECTORATE, PRIORITY_NOT_GIVEN, STATUS_NOT_READ
from db.rules import Band, Basis, Policy, aged_date, band, show_date
from tui.commands import Place, bindings
from tui.screens.day import Asked, DayDialog
from tui.screens.view import BASIS_WORDS, View
from tui.text import show_line, signs
from tui.theme import BAND_INK
from tui.widgets.bar import Words
from tui.widgets.listing import Cell, Column, Kind, Listing, Row
from tui.widgets.position import COUNTING_WORDS

DIMENSIONS = ("directorate", "priority", "status", "executive member", "auditor")
OPEN, ALL = "open", "all"
"""The columns that add up bands."""
_OPEN_BANDS = tuple(band for band in Band if band is not Band.CLOSED)

BAND_PHRASES = {
    Band.OVER_12: "over 12 months overdue",
    Band.SIX_TO_12: "6 to 12 months overdue",
    Band.UNDER_6: "under 6 months overdue",
    Band.NOT_DUE: "not yet due",
    Band.NO_DATE: "without a date",
    Band.CLOSED: "closed",
}

COLUMNS = (
    *(
        Column(words, 8, right=True, name=str(band))
        for band, words in {
            Band.OVER_12: "Over 12 months overdue",
            Band.SIX_TO_12: "6 to 12 months overdue",
            Band.UNDER_6: "Under 6 months overdue",
            Band.NOT_DUE: "Not yet due",
            Band.NO_DATE: "No date",
        }.items()
    ),
    Column("Open", 7, right=True, name=OPEN),
    Column("Closed", 7, right=True, name=str(Band.CLOSED)),
    Column("All", 7, right=True, name=ALL, leaves=100),
)


@dataclass(frozen=True, slots=True)
class Grid:
    """The recommendations of each value of a dimension, by age band."""

    dimension: str
    as_at: date
    known_now: bool
    """Is it told as is known now, and not as was known then?"""
    policy: Policy
    rows: Mapping[str, Mapping[Band, Sequence[str]]]


class PositionView(View[Grid]):
    """The counts, each of which opens its recommendations."""

    ID = "position"
    KEYS = ("enter", "dimension", "as_at", "counting", "basis", "known")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FIGURES)
    EMPTY = "No recommendation was recorded by then: a turns to another date."

    def __init__(self) -> None:
        super().__init__()
        self.dimension = DIMENSIONS[0]
        self.day: date | None = None
        """The day asked for; None for the one that the register is shown as at."""
        self.known_now = False
        """Is a past day told as is known now, and not as was known then?"""
        self.basis: Basis | None = None
        """The due date that ages, where that is not as the policy says."""

    # What it says. ---------------------------------------------------------------------------------------------

    def headline(self) -> str:
        """As at which day."""
        return f"Position at {show_date(self.shown.as_at)}" if self.shown else "Position"

    def counted(self) -> Sequence[str]:
        """How months are counted, which due dates age, and of a past day whose knowledge it is."""
        if self.shown is None:
            return ()
        policy = self.shown.policy
        known = [f"as known {'now' if self.shown.known_now else 'then'}"] if self.shown.as_at < self._today else []
        return COUNTING_WORDS[policy.counting], BASIS_WORDS[policy.basis], *known

    def notes(self) -> Iterator[Words]:
        """The dimensions, the one shown marked; each answers to a click."""
        yield Words(" By ", "muted")
        for name in DIMENSIONS:
            here = name == self.dimension
            mark = signs.pointer if here else " "
            action = f"screen.by('{name}')"
            yield Words(f"{mark}{name} ", "accent" if here else "muted", bold=here, action=action)

    @property
    def _today(self) -> date:
        return self.desk.background.as_at

    # Reading. --------------------------------------------------------------------------------------------------

    def read(self, reader: Reader) -> Grid:
        """The counts of the day asked for."""
        policy = replace(reader.policy, basis=self.basis) if self.basis else reader.policy
        return grid(reader, self.dimension, self.day or reader.as_at, policy, known_now=self.known_now)

    def show(self, shown: Grid) -> None:
        """A row for each value, and all of them together."""
        rows = [_row(name, (shown.dimension, name), ids) for name, ids in shown.rows.items()]
        if rows:
            together = {band: [id_ for ids in shown.rows.values() for id_ in ids.get(band, ())] for band in Band}
            rows.append(_row("Together", (shown.dimension, None), together, kind=Kind.TOTAL))
        self.place((Column(shown.dimension.capitalize(), most=44), *COLUMNS), rows)

    # What can be done. -----------------------------------------------------------------------------------------

    def open(self, opened: Listing.Opened) -> None:
        """The recommendations that this figure counts."""
        grid = self.shown
        if grid is None or not isinstance(opened.key, tuple):
            return
        _, name = opened.key
        counted = [bands for of, bands in grid.rows.items() if name in (None, of)]
        ids = [id_ for bands in counted for band in _bands(opened.column) for id_ in bands.get(band, ())]
        what = BAND_PHRASES[Band(opened.column)] if opened.column not in (OPEN, ALL) else opened.column
        of = f", {grid.dimension} {show_line(name)}" if name else ""
        self.show_among(ids, f"{what}{of}, at {show_date(grid.as_at)}")

    def do_dimension(self) -> None:
        """By the next dimension."""
        self.action_by(DIMENSIONS[(DIMENSIONS.index(self.dimension) + 1) % len(DIMENSIONS)])

    def do_dimension_back(self) -> None:
        """By the one before."""
        self.action_by(DIMENSIONS[DIMENSIONS.index(self.dimension) - 1])

    def action_by(self, dimension: str) -> None:
        """By this one."""
        self.dimension = dimension
        self.refresh_said()
        self.refresh_all()

    def do_basis(self) -> None:
        """The other due date ages."""
        now = self.shown.policy.basis if self.shown else Basis.REVISED
        self.basis = Basis.ORIGINAL if now is Basis.REVISED else Basis.REVISED
        self.refresh_all()

    def do_known(self) -> None:
        """As known now instead of then, or the other way round."""
        if self.shown is not None and self.shown.as_at >= self._today:
            self.notify("Known: this is the position as at today; a turns to a past date.", markup=False)
            return
        self.known_now = not self.known_now
        self.refresh_all()

    async def do_as_at(self) -> None:
        """As at another day."""

        def asked(answer: Asked | None) -> None:
            if answer is not None:
                self.day = None if answer.day == self._today else answer.day
                self.refresh_all()

        await self.desk.push_screen(DayDialog("Position as at", "As at", self.day, empty="empty for today"), asked)


def grid(reader: Reader, dimension: str, as_at: date, policy: Policy, *, known_now: bool) -> Grid:
    """By one dimension and age band, with the ids behind each figure."""
    field = dimension.replace(" ", "_")
    rows: dict[str, dict[Band, list[str]]] = {}
    past = None if known_now or as_at >= reader.as_at else history.state_at(reader.connection, as_at)
    try:
        for one in Reader(past or reader.connection, as_at).recommendations():
            due = aged_date(one.due, one.original_due, policy.basis)
            name = str(getattr(one, field) or _NOT_GIVEN[dimension])
            rows.setdefault(name, {}).setdefault(band(one.status, due, as_at, policy), []).append(one.id)
    finally:
        if past:
            past.close()
    return Grid(dimension, as_at, known_now, policy, dict(sorted(rows.items())))


_NOT_GIVEN = {
    "directorate": NO_DIRECTORATE,
    "priority": PRIORITY_NOT_GIVEN,
    "status": STATUS_NOT_READ,
    "executive member": "(no executive member)",
    "auditor": "(not said)",
}


def _bands(column: str) -> Sequence[Band]:
    return {OPEN: _OPEN_BANDS, ALL: tuple(Band)}.get(column) or (Band(column),)


def _row(name: str, key: object, ids: Mapping[Band, Sequence[str]], kind: Kind = Kind.LINE) -> Row:
    cells = [Cell(name)]
    for column in COLUMNS:
        bands = _bands(column.name)
        count = sum(len(ids.get(band, ())) for band in bands)
        ink = "muted" if not count else BAND_INK[bands[0]] if len(bands) == 1 else "foreground"
        cells.append(Cell(f"{count:,}", ink, bold=bool(count)))
    return Row(tuple(cells), key, kind)
