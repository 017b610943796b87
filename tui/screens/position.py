"""The position: how many recommendations, by age band and by whatever else is asked for, as at one date."""

from typing import ClassVar

from textual.binding import BindingType

from db.queries import Reader
from db.rows import Filter, Position
from db.rules import Band, show_date
from reports.columns import BAND_TITLES
from tui.commands import Place, bindings
from tui.screens.view import View
from tui.theme import BAND_INK
from tui.widgets.listing import Cell, Column, Kind, Listing, Row, heading


class PositionView(View[Position]):
    """The counts."""

    ID = "position"
    KEYS = ("dimension", "as_at", "known")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FIGURES)

    def headline(self) -> str:
        """As at which day."""
        return f"Position at {show_date(self.as_at)}"

    def read(self, reader: Reader) -> Position:
        """The counts."""
        return reader.position()

    def show(self, shown: Position) -> None:
        """By band."""
        rows = [heading("By age")]
        rows += [
            Row((BAND_TITLES[band], Cell(f"{count:,}", BAND_INK[band])), key=band)
            for band, count in shown.bands.items()
        ]
        rows.append(Row(("All", f"{shown.total:,}"), kind=Kind.TOTAL))
        self.place((Column("Age band"), Column("Recommendations", 15, right=True)), rows)

    def open(self, opened: Listing.Opened) -> None:
        """The band's."""
        if isinstance(opened.key, Band):
            self.desk.pop_screen()
            self.desk.register.narrow(Filter(band=opened.key))
