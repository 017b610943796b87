"""The movement: what came, what was closed and what is carried forward between two dates, as sums that balance."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from db import making
from db.flows import Moved, Told, ids_moved, moved
from db.movement import SUM, Figure, Movement, Part
from db.queries import Reader
from db.rows import NO_DIRECTORATE
from db.rules import Band, Policy, add_months, show_date
from tui.commands import bound, named
from tui.screens.counted import CountedView, counted_how
from tui.screens.day import Asked, DayDialog
from tui.text import called, show_line, signs
from tui.widgets.bar import Words
from tui.widgets.bars import Bar, Length
from tui.widgets.listing import Cell, Column, Kind, Listing, Row, note, picture

AGO = 3
"""Months back to where a movement begins, if there is no report to begin from."""

_PARTS = {"directorate": Part.DIRECTORATE, "age band": Part.BAND}


_COLUMNS = {
    figure: Column(figure.words.capitalize(), wide, right=True, name=str(figure), narrow=narrow, short=" ".join(short))
    for figure, wide, narrow, *short in (
        (Figure.BROUGHT_FORWARD, 9, 7),
        (Figure.RESTATED, 9, 7, "Re- stated"),
        (Figure.NEW, 6, 4),
        (Figure.REOPENED, 9, 6, "Re- opened"),
        (Figure.RECLASSIFIED_IN, 12, 5, "Recl. in"),
        (Figure.IMPLEMENTED, 11, 6, "Imple- mented"),
        (Figure.RISK_ACCEPTED, 9, 6, "Risk ac- cepted"),
        (Figure.SUPERSEDED_OR_NOT_ADOPTED, 12, 7, "Super- seded or not adopted"),
        (Figure.RECLASSIFIED_OUT, 12, 5, "Recl. out"),
        (Figure.REMOVED, 8, 7),
        (Figure.CARRIED_FORWARD, 9, 7),
    )
}


@dataclass(frozen=True, slots=True)
class Between:
    """A movement, and what it is to be asked for again by."""

    moved: Moved
    policy: Policy
    told: Told | None
    """What a report told of the first day, where one did."""


class MovementView(CountedView[Between]):
    """Per directorate or age band, each figure one key from what it counts."""

    ID = "movement"
    KEYS = ("enter", "since", "as_at", "dimension", "counting", "basis", "edge")
    BINDINGS: ClassVar[list[BindingType]] = bound(named("since"))
    DIMENSIONS = tuple(_PARTS)
    EMPTY = "Nothing was open between these dates: {since} and {as_at} turn to others."

    def __init__(self) -> None:
        super().__init__()
        self.since: date | None = None
        """The day asked for; None for that of the last report."""

    def headline(self) -> str:
        """From which day to which."""
        if self.shown is None:
            return "Movement"
        told = self.shown.moved
        return f"Movement from {show_date(told.since)} to {show_date(told.as_at)}"

    def counted(self) -> Sequence[str]:
        """By age band, how months are counted."""
        return counted_how(self.shown.policy) if self.shown and self.dimension != self.DIMENSIONS[0] else ()

    def notes(self) -> Iterator[Words]:
        """By what it is told, and from what it begins."""
        yield from super().notes()
        if self.shown is not None and self.shown.told is not None:
            body = show_line(self.shown.policy.meeting_body)
            yield Words(f" {signs.dot} brought forward as told to the {body}", "muted")

    # Reading. --------------------------------------------------------------------------------------------------

    def read(self, reader: Reader) -> Between:
        """The movement between the days asked for."""
        connection, policy = reader.connection, self.turned(reader.policy)
        as_at, body = self.day or reader.as_at, reader.policy.meeting_body
        since = self.since or making.since_when(connection, body, as_at) or add_months(as_at, -AGO)
        told = making.places(connection, body, since)
        return Between(moved(connection, since, as_at, policy=policy, told=told), policy, told)

    def show(self, shown: Between) -> None:
        """A row for each directorate or band, all together, and the sum in words."""
        part = _PARTS[self.dimension]
        parts = _parts(shown.moved, part)
        together = shown.moved.movements.whole
        told = {term.figure for one in (*parts.values(), together) for term in one.told}
        if not any(getattr(one, figure) for one in (*parts.values(), together) for figure in Figure):
            self.place((Column(""),), ())
            return
        rows = [_row(_name(shown.moved, part, of), (part, of), one, told) for of, one in parts.items()]
        total = {figure: _together(figure, part, shown.moved) for figure in told}
        rows.append(_row("Together", (part, None), together, told, kind=Kind.TOTAL, figures=total))
        rows += [note(""), note(_sentence(together), "foreground"), *self._remarks(shown, part)]
        rows += _pictured(together)
        self.place(
            (Column(self.dimension.capitalize(), most=44), *(_COLUMNS[figure] for figure in SUM if figure in told)),
            rows,
        )

    def _remarks(self, shown: Between, part: Part) -> Iterator[Row]:
        """What does not balance, first of all; then what a reader may ask."""
        named_parts = {_name(shown.moved, part, of): one for of, one in _parts(shown.moved, part).items()}
        for name, one in {"Together": shown.moved.movements.whole, **named_parts}.items():
            if not one.balances:
                yield note(f"{name} does not balance: {_sentence(one)} Please run `outstanding check`.", "error")
        if not shown.moved.movements.balances and all(one.balances for one in named_parts.values()):
            yield note("The parts do not make up the whole. Please run `outstanding check`.", "error")
        if part is Part.BAND:
            yield note(f"Bands: {shown.policy.edges_in_words()}.")
            by_date = sum(one.date_moved_in for one in named_parts.values())
            by_band = sum(one.reclassified_in for one in named_parts.values())
            if by_band:
                yield note(
                    f"Reclassified: {by_band:,} went from one age band to another, {by_date:,} by a due date that was"
                    f" moved and {by_band - by_date:,} by age alone."
                )
        if any(one.restated for one in (shown.moved.movements.whole, *named_parts.values())):
            yield note(f"{Figure.RESTATED.in_full}.")

    # What can be done. -----------------------------------------------------------------------------------------

    def open(self, opened: Listing.Opened) -> None:
        """The recommendations that this figure counts."""
        shown = self.shown
        if shown is None or not isinstance(opened.key, tuple):
            return
        told, figure = shown.moved, Figure(opened.column)
        part, of = opened.key
        between = f"{show_date(told.since)} to {show_date(told.as_at)}"
        if figure is Figure.REMOVED:
            self.notify(f"{figure.in_full}; `outstanding history` tells of them.", markup=False)
            return
        whose = f", {self.dimension} {show_line(_name(told, part, of))}" if of is not None else ""
        asked = _asked(figure, part, of, told)

        def question(reader: Reader) -> list[str]:
            found = (
                ids_moved(
                    reader.connection,
                    told.since,
                    told.as_at,
                    figure,
                    part=of_part,
                    of=one,
                    policy=shown.policy,
                    told=shown.told,
                )
                for of_part, one in asked
            )
            return list(dict.fromkeys(id_ for ids in found for id_ in ids))

        self.show_behind(question, f"{figure.words}{whose}, {between}")

    async def do_since(self) -> None:
        """From another day."""

        def asked(answer: Asked | None) -> None:
            if answer is None:
                return
            as_at = self.day or self.today
            if answer.day is not None and answer.day >= as_at:
                self.notify(f"A movement begins before {show_date(as_at)}, where it ends.", severity="warning")
                return
            self.since = answer.day
            self.refresh_all()

        dialog = DayDialog("Movement since", "Since", self.since, empty="empty for the last report")
        await self.desk.push_screen(dialog, asked)


def _sentence(one: Movement) -> str:
    return f"{one.in_words.capitalize()}."


def _pictured(one: Movement) -> Iterator[Row]:
    """The sum as bars, each beginning where the one before has left it."""
    told = [term for term in one.terms if term.count or term.is_end]
    at = [one.brought_forward + sum(term.step for term in told[: n + 1]) for n in range(len(told))]
    full = max((*at, one.carried_forward, 0))
    if not full or not any(term.step for term in told):
        return
    yield note("")
    for term, level in zip(told, at, strict=True):
        words, bar = f"{term.count:,}", Bar((Length(term.count, signs.whole, "heading"),), full)
        if not term.is_end:
            words = f"{term.sign}{words}"
            kind = (signs.more, "over-12") if term.step > 0 else (signs.less, "not-due")
            bar = Bar((Length(term.count, *kind),), full, min(level, level - term.step))
        yield picture(_COLUMNS[term.figure].heading, words, bar)


def _parts(told: Moved, part: Part) -> Mapping[str, Movement]:
    """By name or by band; what never had anything open is left out, but for the bands."""
    if part is Part.BAND:
        return {str(band): one for band, one in told.movements.bands.items()}
    named_last = sorted(told.movements.directorates, key=lambda of: (not of, _name(told, part, of).casefold()))
    return {of: told.movements.directorates[of] for of in named_last}


def _name(told: Moved, part: Part, of: str) -> str:
    if part is Part.BAND:
        return called.band(Band(of))
    return told.names.get(of, "") or NO_DIRECTORATE


def _together(figure: Figure, part: Part, told: Moved) -> int:
    """What goes from one part to another is nought in the whole; under its column stands what the column adds up to."""
    if figure in (Figure.RECLASSIFIED_IN, Figure.RECLASSIFIED_OUT):
        return sum(getattr(one, figure) for one in _parts(told, part).values())
    return int(getattr(told.movements.whole, figure))


def _asked(figure: Figure, part: Part, of: str | None, told: Moved) -> list[tuple[Part, str]]:
    if of is not None:
        return [(part, of)]
    if figure in (Figure.RECLASSIFIED_IN, Figure.RECLASSIFIED_OUT):
        return [(part, one) for one in _parts(told, part)]
    return [(Part.WHOLE, "")]


def _row(
    name: str,
    key: object,
    one: Movement,
    told: Collection[Figure],
    *,
    kind: Kind = Kind.LINE,
    figures: Mapping[Figure, int] | None = None,
) -> Row:
    cells = [Cell(name, "" if one.balances else "error")]
    for term in one.terms:
        if term.figure not in told:
            continue
        count = figures[term.figure] if figures else getattr(one, term.figure)
        words = f"{count:+,}" if term.figure is Figure.RESTATED and count else f"{count:,}"
        ink = "muted" if not count else "error" if not one.balances else "foreground"
        cells.append(Cell(words, ink, bold=bool(count) and term.is_end))
    return Row(tuple(cells), key, kind)
