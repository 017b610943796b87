"""The strip over the register: which one it is, the position by age band, as at which date and counted which way."""

from collections.abc import Sequence

from db.rows import Position
from db.rules import Band, Counting, show_date
from tui.text import BAND_WORDS, show_line, signs, width
from tui.theme import BAND_INK
from tui.widgets.bar import WordLines, Words

COUNTING_WORDS = {Counting.COMPLETED: "completed months", Counting.CALENDAR: "calendar months"}


class PositionStrip(WordLines):
    """Two lines: the date and the state of the file; the counts."""

    def __init__(self, name: str, position: Position, *, notice: str, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self._register = show_line(name)
        self._notice = notice
        """Why nothing can be written, or empty."""
        self.position = position
        self.state = Words("")
        """What has last been saved, or not."""
        self.chosen: Band | None = None

    def show(self, position: Position, chosen: Band | None) -> None:
        """The counts, and the band that the table is narrowed to."""
        self.position, self.chosen = position, chosen
        self.refresh()

    def tell(self, text: str, ink: str = "muted") -> None:
        """What has last been saved, or not."""
        self.state = Words(f"{text} ", ink, bold=ink == "error")
        self.refresh()

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """The date and the file; the counts by band."""
        position = self.position
        counting = COUNTING_WORDS[position.counting]
        where = [
            Words(f" Position at {show_date(position.as_at)}", "heading", bold=True),
            Words(f" {signs.dot} {counting}", "muted", action="screen.do('counting')"),
            *([Words(f" {signs.dot} {self._notice}", "accent", bold=True)] if self._notice else []),
            *([Words(f" {signs.dot} {self._register}", "muted")] if columns >= 100 else []),
        ]
        return (where, (self.state,)), (self._bands(columns), ())

    def _bands(self, columns: int) -> list[Words]:
        """The counts, in the longest words for which there is room."""
        for names in (_LONG, _MIDDLING, _SHORT):
            line = [words for band in Band for words in self._count(band, names[band])]
            if sum(width(words.text) for words in line) <= columns:
                break
        return line

    def _count(self, band: Band, name: str) -> tuple[Words, ...]:
        count = self.position.bands.get(band, 0)
        if band is Band.NO_DATE and not count:
            return ()
        action, mark = f"screen.band('{band}')", signs.pointer if band is self.chosen else " "
        return (
            Words(f"{mark}{count:,}", BAND_INK[band], bold=True, action=action),
            Words(f" {name} ", "foreground" if band is self.chosen else "muted", action=action),
        )


_MIDDLING = BAND_WORDS | {Band.SIX_TO_12: "from 6 to 12"}  # Without colour `6 6 to 12` reads badly.
_LONG = _MIDDLING | {Band.OVER_12: "over 12 months", Band.UNDER_6: "under 6 months overdue"}
_SHORT = BAND_WORDS | {Band.OVER_12: ">12", Band.SIX_TO_12: "6-12", Band.UNDER_6: "<6"}
