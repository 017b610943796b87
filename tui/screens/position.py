"""The position: how many recommendations, by age band and by whatever else is asked for, as at any date."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from db.positions import Dimension, PositionBy, Share, ids_behind, position_by
from db.queries import Reader
from db.rules import Band, Policy, show_date
from tui.commands import bound, named, spelt
from tui.screens.counted import CountedView, counted_how
from tui.text import called, show_line, signs, width
from tui.theme import BAND_INK
from tui.widgets.bars import Bar, Length
from tui.widgets.listing import Cell, Column, Kind, Listing, Row, note

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

_NAME, _BAR, _BESIDE = 44, 12, 72
"""Columns of a name at most, of a bar at least, and of all the figures and gaps beside them."""

_FIGURES = (*map(str, _OPEN_BANDS), OPEN, str(Band.CLOSED), ALL)


def _columns(policy: Policy, pictured: int) -> tuple[Column, ...]:
    return (
        *(Column(show_line(policy.band_name(band)), 8, right=True, name=str(band), narrow=7) for band in _OPEN_BANDS),
        Column("Open", 7, right=True, name=OPEN, narrow=6),
        Column(show_line(policy.band_name(Band.CLOSED)), 7, right=True, name=str(Band.CLOSED), narrow=6),
        Column("All", 7, right=True, name=ALL, leaves=100),
        Column("Open, by age", most=60, least=_BAR, leaves=pictured),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts by one dimension and age band, and the policy that they were counted by."""

    by: PositionBy
    policy: Policy


class PositionView(CountedView[Counted]):
    """The counts, each of which opens its recommendations."""

    ID = "position"
    KEYS = ("enter", "dimension", "as_at", "counting", "basis", "edge", "known")
    BINDINGS: ClassVar[list[BindingType]] = bound(named("known"))
    DIMENSIONS = DIMENSIONS
    EMPTY = "No recommendation was recorded by then: {as_at} turns to another date."

    def __init__(self) -> None:
        super().__init__()
        self.known_now = False
        """Is a past day told as is known now, and not as was known then?"""

    # What it says. ---------------------------------------------------------------------------------------------

    def headline(self) -> str:
        """As at which day."""
        return f"Position at {show_date(self.shown.by.as_at)}" if self.shown else "Position"

    def counted(self) -> Sequence[str]:
        """How months are counted, and of a past day whose knowledge it is."""
        if self.shown is None:
            return ()
        by = self.shown.by
        known = [f"as known {'now' if by.known is None else 'then'}"] if by.as_at < self.today else []
        return *counted_how(self.shown.policy), *known

    # Reading. --------------------------------------------------------------------------------------------------

    def read(self, reader: Reader) -> Counted:
        """The counts of the day asked for."""
        policy = self.turned(reader.policy)
        as_at = self.day or reader.as_at
        known = as_at if as_at < reader.as_at and not self.known_now else None
        return Counted(
            position_by(reader.connection, Dimension(self.dimension), as_at=as_at, known=known, policy=policy), policy
        )

    def show(self, shown: Counted) -> None:
        """A row for each value, and all of them together."""
        by = shown.by
        # No name is cut for a bar: they differ at their ends.
        longest = min(max((28, *(width(show_line(share.name)) for share in by.shares))), _NAME)
        pictured = _BESIDE + _BAR + longest
        most = max((_open(share) for share in by.shares), default=0)
        rows = [_row(share.name, (by.dimension, share.value), share, most) for share in by.shares]
        if rows:
            rows.append(_row("Together", (by.dimension, None), by.whole, _open(by.whole), kind=Kind.TOTAL))
            rows += [note(""), note(f"Bands: {shown.policy.edges_in_words()}.")]
        if most:
            rows.append(note(_legend(most), leaves=pictured))
        self.place((Column(by.dimension.capitalize(), most=longest), *_columns(shown.policy, pictured)), rows)

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

    def do_known(self) -> None:
        """As known now instead of then, or the other way round."""
        if self.shown is not None and self.shown.by.as_at >= self.today:
            self.notify(spelt("Known: this is the position as at today; {as_at} turns to a past date."), markup=False)
            return
        self.known_now = not self.known_now
        self.refresh_all()


def _phrase(column: str) -> str:
    return column if column in (OPEN, ALL) else called.band_phrase(Band(column))


def _bands(column: str) -> tuple[Band, ...]:
    return {OPEN: _OPEN_BANDS, ALL: tuple(Band)}.get(column) or (Band(column),)


def _open(share: Share) -> int:
    return sum(share.bands[band] for band in _OPEN_BANDS)


def _legend(most: int) -> str:
    """What the signs of the bars are, and how long a bar is."""
    parts = ", ".join(f"{signs.bands[band]} {show_line(called.band_phrase(band))}" for band in _OPEN_BANDS)
    return f"Bars: {parts}. The longest is {most:,} open; the one of all together takes the same room."


def _row(name: str, key: object, share: Share, full: int, kind: Kind = Kind.LINE) -> Row:
    cells = [Cell(name)]
    for figure in _FIGURES:
        bands = _bands(figure)
        count = sum(share.bands[band] for band in bands)
        ink = "muted" if not count else BAND_INK[bands[0]] if len(bands) == 1 else "foreground"
        cells.append(Cell(f"{count:,}", ink, bold=bool(count)))
    parts = tuple(Length(share.bands[band], signs.bands[band], BAND_INK[band]) for band in _OPEN_BANDS)
    return Row((*cells, Cell("", bar=Bar(parts, full))), key, kind)
