"""One recommendation in large, calm type: what is asked at a meeting first, in a measure that is read with ease."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from rich.segment import Segment
from textual.geometry import Region

from db.rows import Detail, Recommendation
from db.rules import Band, Status, show_date, so_many
from db.since import since
from tui.text import called, cut, fit, overdue, show, show_line, signs, status_label, status_word, width, wrap
from tui.theme import BAND_INK, STATUS_INK
from tui.widgets.pane import Pane
from tui.widgets.passages import Passage, passages, slipped

MEASURE = 68
"""Columns of a line of text: more are not read with ease across a room."""
_LABEL = 11
_SPACED = 24
"""Letters of a reference that are set apart from each other; a longer one would not be read as one word."""
_ROOMY = (30, 76)
"""Lines and columns from which there is room for headings of their own and free lines."""
_OPENING = 6
"""Lines of the opening where there is little room; two more where there is much."""
PREPARED = 4
"""Pages laid out that are kept: the next ones, and the one before."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of it in an earlier meeting."""

    on: date
    body: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A recommendation of the queue, with what a meeting asks about it."""

    detail: Detail
    before: Recommendation | None = None
    """As the last report told it."""
    told_on: date | None = None
    """The day that report was as at; None where none was given."""
    earlier: tuple[Said, ...] = ()
    """Latest first."""

    @property
    def one(self) -> Recommendation:
        """The recommendation itself."""
        return self.detail.recommendation


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands at this moment of the meeting."""

    status: Status | None
    was: Status | None
    """What it was when the meeting came to it."""
    saving: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """A question everybody asks, and what the register answers."""

    label: str
    heading: str
    text: str
    least: int
    """Lines of it that are worth more than the rest of another."""


def _lateness(one: Recommendation) -> str:
    """How late it is by both counts."""
    due = show_date(one.due) or show_line(one.due_words) or "no date"
    other = one.counting.other
    if one.months_overdue is None:
        told = {Band.CLOSED: "", Band.NO_DATE: ""}.get(one.band, f" {signs.dot} not yet due")
        return f"due {due}{told}"
    late = f"due {due} {signs.dot} {overdue(one.months_overdue)}"
    if one.months_other is not None and one.months_other != one.months_overdue:
        return f"{late} ({one.months_other} by {other} months)"
    return f"{late}, by either count"


def _first_due(item: Item) -> str:
    """When it was first due, and how often that was moved."""
    one = item.one
    moved = slipped(item.detail.revisions)
    if not moved:
        return "never moved" if one.due else ""
    months = f", {so_many(one.months_original, 'month')} late" if one.months_original is not None else ""
    return f"first due {show_date(one.original_due) or 'not said'}{months} {signs.dot} {moved}"


def _blocks(item: Item) -> Sequence[_Block]:
    one = item.one
    by = f"by {show_date(one.due) or show_line(one.due_words) or 'no date'}"
    owner = f", {show_line(one.owner)}" if one.owner.strip() else ""
    blocks = [
        _Block("asked", "WHAT WAS ASKED", show(one.recommendation).strip(), 4),
        _Block("promised", f"WHAT WAS PROMISED, {by}{owner}", show(one.response).strip() or "no response", 3),
    ]
    last = next((update for update in item.detail.updates if update.text.strip() or update.management.strip()), None)
    said = item.earlier[0] if item.earlier else None
    if said is not None and (last is None or last.on <= said.on):
        blocks.append(_Block("last time", f"SAID ON {show_date(said.on)}, {show_line(said.body)}", show(said.text), 2))
    elif last is not None:
        words = last.text.strip() or f"Management: {last.management.strip()}"
        blocks.append(_Block("last time", f"SAID LAST, {show_date(last.on)}", show(words), 2))
    else:
        blocks.append(_Block("last time", "SAID LAST", "nothing yet", 1))
    if item.told_on is not None:
        heading = f"SINCE THE REPORT OF {show_date(item.told_on)}"
        blocks.append(_Block("since", heading, show_line(since(item.before, one)), 2))
    return blocks


class MeetingPage(Pane, can_focus=False):
    """What is asked first stands in the first screenful, whatever its size; all the rest is below it."""

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.head = 0
        self.item: Item | None = None
        self.standing = Standing(None, None, saving=False)
        self.told: Sequence[Passage] | None = None
        """Other words that are shown instead: the journal."""
        self.reading = ""
        """What is said while there is nothing to show yet."""
        self._above: list[list[Segment]] = []
        self._rest: list[list[Segment]] = []
        self._prepared: list[tuple[Item, tuple[object, ...], list[list[Segment]]]] = []
        """Pages laid out: of what, for how much room, and their lines under the opening."""
        self._take_measure_of(0, 0)

    def show(self, item: Item | None, standing: Standing, *, anew: bool = True) -> None:
        """Show this one; not `anew`: only how it stands, so that nothing that is being read moves."""
        before, self.item = self.item, item
        self.standing = standing
        self.told = None
        if anew or before is None or item is None:
            self.top = 0
            self._lay_out()
        elif (item.one.due, item.one.status) != (before.one.due, before.one.status):  # Both are told of further down.
            self._lay_out()
        else:
            self._above = list(self._opening(item))
            above = len(self._above)
            self._drawn = {key: strip for key, strip in self._drawn.items() if cast("int", key[0]) >= above}
            if self.top < above:
                self.refresh(Region(0, 0, self.size.width, above - self.top))

    def tell(self, told: Iterable[Passage]) -> None:
        """Show these words instead."""
        self.told = tuple(told)
        self.top = 0
        self._lay_out()

    # Laying out. -----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Another width or height."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        if self.is_mounted:
            self._lay_out()

    def _take_measure(self) -> None:
        """How much room there is; asked once for a page, for to ask for it takes longer than to set a line."""
        self._take_measure_of(self.size.width, self.size.height)

    def _take_measure_of(self, columns: int, lines: int) -> None:
        self._room = (columns, lines)
        self._roomy = columns >= _ROOMY[1] and lines >= _ROOMY[0]
        self._measure = min(MEASURE + (0 if self._roomy else _LABEL), max(columns - 4, 10))
        self._margin = max((columns - 1 - self._measure) // 2, 1)
        self._columns = columns - 1
        self._seen = max(1, lines)

    def _lay_out(self) -> None:
        self._take_measure()
        if self._room[0] < 4:
            return  # Not on the screen.
        if self.told is not None:
            self._above, self._rest = [], [line for told in self.told for line in self._passage(told)]
        elif self.item is None:
            self._above, self._rest = [self._words(""), self._words(self.reading, "muted")], []
        else:
            self._above = list(self._opening(self.item))
            self._rest = self._below(self.item)
        self.count = len(self._above) + len(self._rest)
        self.scroll_to_line(self.top)
        self.draw_anew()

    def prepare(self, items: Iterable[Item]) -> None:
        """Lay out what is likely to be shown next, while nobody waits for it."""
        self._prepared = [one for one in self._prepared if one[1] == self._of()]
        for item in items:
            self._below(item)

    def _of(self) -> tuple[object, ...]:
        """What a page laid out depends on, besides what is on it."""
        return (*self._room, self.app.theme, called.policy)

    def _below(self, item: Item) -> list[list[Segment]]:
        """Everything under the opening, laid out once."""
        of = self._of()
        for one, then, lines in self._prepared:
            if one is item and then == of:
                return lines
        first = list(self._first(item))
        free = self._seen - self._opening_lines - len(first) - 1  # What is asked first stands there alone.
        lines = [*first, *(self._words("") for _ in range(free)), *self._further(item)]
        self._prepared = [*self._prepared[-PREPARED:], (item, of, lines)]
        return lines

    @property
    def _opening_lines(self) -> int:
        return _OPENING + 2 * self._roomy

    def _opening(self, item: Item) -> Iterator[list[Segment]]:
        """Which it is and how it stands: always so many lines, so that what is below never moves."""
        one, standing = item.one, self.standing
        ref = show_line(one.ref)
        spaced = self._roomy and len(ref) <= _SPACED
        name = " ".join(ref.upper()) if spaced else cut(ref, max(self._measure - 20, 10))
        audit = f"{show_line(one.audit)}{f' {signs.dot} {show_line(one.directorate)}' if one.directorate else ''}"
        yield self._words("")
        if self._roomy:
            yield self._words(name, "heading", bold=True)
            yield self._words(cut(audit, self._measure), bold=True)
            yield self._words("")
        else:
            room = self._measure - width(name) - 3
            yield self._words(f"{name}   {cut(audit, room)}", "heading", bold=True)
        changed = f"   was {status_word(standing.was)}" if standing.status is not standing.was else ""
        saving = f"   saving{signs.ellipsis}" if standing.saving else ""
        label = cut(f"{status_label(standing.status)}{changed}{saving}", self._measure)
        yield self._words(label, STATUS_INK[standing.status], bold=True)
        yield self._words(cut(_lateness(one), self._measure), BAND_INK[one.band], bold=one.band is not Band.CLOSED)
        yield self._words(cut(_first_due(item), self._columns - self._margin), "muted")
        yield self._words("")

    def _first(self, item: Item) -> Iterator[list[Segment]]:
        """What everybody asks, cut so that all of it is seen at once."""
        blocks = _blocks(item)
        columns = self._measure if self._roomy else self._measure - _LABEL
        wrapped = [list(wrap(block.text, columns)) for block in blocks]
        over = 3 if self._roomy else 1
        room = self._seen - self._opening_lines - over * len(blocks) + 1
        lengths = _shared([len(lines) for lines in wrapped], [block.least for block in blocks], room)
        for block, lines, length in zip(blocks, wrapped, lengths, strict=True):
            shown = lines[:length]
            if length < len(lines) and shown:
                shown[-1] = cut(f"{shown[-1]} {signs.ellipsis}{signs.down}", columns)
            if self._roomy:
                yield self._words(cut(block.heading, columns), "heading", bold=True)
                yield from (self._words(line) for line in shown)
                yield from (self._words(""), self._words(""))
            else:
                yield from self._labelled(block.label, shown)

    def _labelled(self, label: str, lines: Sequence[str]) -> Iterator[list[Segment]]:
        for line in lines or [""]:
            yield [
                Segment(" " * self._margin, self.inks()),
                Segment(fit(label, _LABEL), self.inks("heading", bold=True)),
                Segment(fit(line, self._columns - self._margin - _LABEL), self.inks()),
            ]
            label = ""
        yield self._words("")

    def _further(self, item: Item) -> Iterator[list[Segment]]:
        """Everything else the register knows, in full."""
        yield self._words(f"{signs.down.strip()} all else that is known of it", "muted")
        for said in item.earlier:
            yield from self._passage(Passage(f"{show_line(said.body)}, {show_date(said.on)}: {show(said.text)}"))
        for passage in passages(item.detail):
            yield from self._passage(passage)

    def _passage(self, passage: Passage) -> Iterator[list[Segment]]:
        margin = _LABEL + 1 if passage.label else passage.indent - 1
        label = passage.label
        for text in wrap(passage.text, self._measure - margin):
            yield [
                Segment(" " * self._margin + fit(label, margin), self.inks("muted")),
                Segment(fit(text, self._columns - self._margin - margin), self.inks(passage.ink, bold=passage.bold)),
            ]
            label = ""

    def _words(self, text: str, ink: str = "foreground", *, bold: bool = False) -> list[Segment]:
        columns = self._columns
        return [
            Segment(" " * self._margin, self.inks()),
            Segment(fit(text, columns - self._margin), self.inks(ink, bold=bold)),
        ]

    # Drawing. --------------------------------------------------------------------------------------------------

    def heading(self, columns: int) -> str:  # noqa: ARG002 - it has none
        """None: the page is all text."""
        return ""

    def line(self, index: int, columns: int) -> list[Segment]:  # noqa: ARG002 - laid out for that width already
        """A line of the page."""
        above = len(self._above)
        return self._above[index] if index < above else self._rest[index - above]


def _shared(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """How many lines each gets of the room there is: what it needs most first, then in turn what else there is."""
    given = [min(want, few, max(room // len(wanted), 1)) for want, few in zip(wanted, least, strict=True)]
    while sum(given) < room and any(have < want for have, want in zip(given, wanted, strict=True)):
        for n, want in enumerate(wanted):
            if sum(given) < room and given[n] < want:
                given[n] += 1
    return given
