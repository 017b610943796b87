"""The position: how many recommendations, by age band and by whatever else is asked for, as at any date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from db.positions import Dimension, PositionBy, Share, ids_behind, position_by
from db.queries import Reader
from db.rules import Band, Basis, Policy, show_date
from tui.commands import Place, bindings
from tui.screens.day import Asked, DayDialog
from tui.screens.view import BASIS_WORDS, View
from tui.text import BAND_WORDS, show_line, signs
from tui.theme import BAND_INK
from tui.widgets.bar import Words
from tui.widgets.listing import Cell, Column, Kind, Listing, Row
from tui.widgets.position import COUNTING_WORDS

DIMENSIONS = (
    Dimension.DIRECTORATE,
    Dimension.PRIORITY,
    Dimension.STATUS,
    Dimension.EXECUTIVE_MEMBER,
    Dimension.AUDITOR,
)
"""What the rows can be; the bands are the columns."""
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
class Counted:
    """The counts by one dimension and age band, and the policy that they were counted by."""

    by: PositionBy
    policy: Policy


class PositionView(View[Counted]):
    """The counts, each of which opens its recommendations."""

    ID = "position"
    KEYS = ("enter", "dimension", "as_at", "counting", "basis", "edge", "known")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FIGURES)
    EMPTY = "No recommendation was recorded by then: a turns to another date."

    def __init__(self) -> None:
        super().__init__()
        self.dimension = Dimension.DIRECTORATE
        self.edge_turned = False
        """Does the edge of a band belong to the other band than the policy says?"""
        self.day: date | None = None
        """The day asked for; None for the one that the register is shown as at."""
        self.known_now = False
        """Is a past day told as is known now, and not as was known then?"""
        self.basis: Basis | None = None
        """The due date that ages, where that is not as the policy says."""

    # What it says. ---------------------------------------------------------------------------------------------

    def headline(self) -> str:
        """As at which day."""
        return f"Position at {show_date(self.shown.by.as_at)}" if self.shown else "Position"

    def counted(self) -> Sequence[str]:
        """How months are counted, which due dates age, and of a past day whose knowledge it is."""
        if self.shown is None:
            return ()
        by = self.shown.by
        known = [f"as known {'now' if by.known is None else 'then'}"] if by.as_at < self._today else []
        edge = self.shown.policy.band_edges[0]
        in_band = BAND_WORDS[Band.SIX_TO_12 if by.edge_included else Band.UNDER_6]
        return COUNTING_WORDS[by.counting], BASIS_WORDS[by.basis], *known, f"{edge} months is {in_band}"

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

    def read(self, reader: Reader) -> Counted:
        """The counts of the day asked for."""
        policy = reader.policy
        policy = replace(
            policy,
            basis=self.basis or policy.basis,
            edge_included=policy.edge_included is not self.edge_turned,
        )
        as_at = self.day or reader.as_at
        known = as_at if as_at < reader.as_at and not self.known_now else None
        return Counted(position_by(reader.connection, self.dimension, as_at=as_at, known=known, policy=policy), policy)

    def show(self, shown: Counted) -> None:
        """A row for each value, and all of them together."""
        by = shown.by
        rows = [_row(share.name, (by.dimension, share.value), share) for share in by.shares]
        if rows:
            rows.append(_row("Together", (by.dimension, None), by.whole, kind=Kind.TOTAL))
        self.place((Column(by.dimension.capitalize(), most=44), *COLUMNS), rows)

    # What can be done. -----------------------------------------------------------------------------------------

    def open(self, opened: Listing.Opened) -> None:
        """The recommendations that this figure counts."""
        shown = self.shown
        if shown is None or not isinstance(opened.key, tuple):
            return
        by, (_, value) = shown.by, opened.key
        name = next((share.name for share in by.shares if share.value == value), "")
        of = f", {by.dimension} {show_line(name)}" if value is not None else ""
        bands = _bands(opened.column)
        self.show_behind(
            lambda reader: ids_behind(
                reader.connection,
                by.dimension,
                value,
                bands,
                as_at=by.as_at,
                known=by.known,
                policy=shown.policy,
            ),
            f"{_phrase(opened.column)}{of}, at {show_date(by.as_at)}",
        )

    def do_dimension(self) -> None:
        """By the next dimension."""
        self.action_by(DIMENSIONS[(DIMENSIONS.index(self.dimension) + 1) % len(DIMENSIONS)])

    def do_dimension_back(self) -> None:
        """By the one before."""
        self.action_by(DIMENSIONS[DIMENSIONS.index(self.dimension) - 1])

    def action_by(self, dimension: str) -> None:
        """By this one."""
        self.dimension = Dimension(dimension)
        self.refresh_said()
        self.refresh_all()

    def do_basis(self) -> None:
        """The other due date ages."""
        now = self.shown.by.basis if self.shown else Basis.REVISED
        self.basis = Basis.ORIGINAL if now is Basis.REVISED else Basis.REVISED
        self.refresh_all()

    def do_edge(self) -> None:
        """The edges of the bands belong to the other band."""
        self.edge_turned = not self.edge_turned
        self.refresh_all()

    def do_known(self) -> None:
        """As known now instead of then, or the other way round."""
        if self.shown is not None and self.shown.by.as_at >= self._today:
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


def _phrase(column: str) -> str:
    return column if column in (OPEN, ALL) else BAND_PHRASES[Band(column)]


def _bands(column: str) -> tuple[Band, ...]:
    return {OPEN: _OPEN_BANDS, ALL: tuple(Band)}.get(column) or (Band(column),)


def _row(name: str, key: object, share: Share, kind: Kind = Kind.LINE) -> Row:
    cells = [Cell(name)]
    for column in COLUMNS:
        bands = _bands(column.name)
        count = sum(share.bands[band] for band in bands)
        ink = "muted" if not count else BAND_INK[bands[0]] if len(bands) == 1 else "foreground"
        cells.append(Cell(f"{count:,}", ink, bold=bool(count)))
    return Row(tuple(cells), key, kind)
