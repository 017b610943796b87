"""The strip over the register: which one it is, the position by age band, as at which date and counted which way."""

from collections.abc import Iterator, Mapping, Sequence

from db.rows import Position
from db.rules import Band, Counting, Policy, show_date
from tui.text import called, show_line, signs, width
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
        for names in _names(called.policy):
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


def band_words(policy: Policy) -> dict[Band, str]:
    """The bands beside their counts; without colour `6 6 to 12` reads badly."""
    words = {band: policy.band_word(band) for band in Band}
    return words | {Band.SIX_TO_12: f"from {words[Band.SIX_TO_12]}"}


def _names(policy: Policy) -> Iterator[Mapping[Band, str]]:
    """The bands in ever fewer words; a body's own names where there is room for them."""
    words = band_words(policy)
    first, second = policy.band_edges
    yield words | {
        Band.OVER_12: f"{words[Band.OVER_12]} months",
        Band.UNDER_6: f"{words[Band.UNDER_6]} months overdue",
        **{band: show_line(name) for band, name in policy.band_names.items()},
    }
    yield words
    yield words | {Band.OVER_12: f">{second}", Band.SIX_TO_12: f"{first}-{second}", Band.UNDER_6: f"<{first}"}
