"""What happened to the open recommendations between two dates, as sums that balance: in all, per directorate, per band.

Pure: a recommendation, or any number that went the same way, is a flow from one place to another, and says itself in
which lines it counts. The figures and the recommendations behind them come of that one saying.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from db.rules import CLOSED, OVERDUE, Band, Status

OPEN_BANDS = (*OVERDUE, Band.NOT_DUE, Band.NO_DATE)
"""The bands that movement is told of."""


class Place(NamedTuple):
    """Where a recommendation stands on a day."""

    directorate: str
    """Its id; empty where there is none."""
    band: Band
    """Of what is closed: the one it would be in, were it open."""
    status: Status | None
    """In effect on that day."""

    @property
    def is_open(self) -> bool:
        """Is it still followed up?"""
        return self.status not in CLOSED


@dataclass(frozen=True, slots=True)
class Flow:
    """Recommendations that went the same way between two days; None: not in the register."""

    before: Place | None
    after: Place | None
    count: int = 1
    date_moved: bool = False
    """Was the due date that ages moved?"""


class Part(StrEnum):
    """What a movement is told of."""

    WHOLE = "whole"
    DIRECTORATE = "directorate"
    BAND = "band"


class Figure(StrEnum):
    """A line of a movement."""

    BROUGHT_FORWARD = "brought_forward"
    RESTATED = "restated"
    NEW = "new"
    REOPENED = "reopened"
    RECLASSIFIED_IN = "reclassified_in"
    IMPLEMENTED = "implemented"
    RISK_ACCEPTED = "risk_accepted"
    SUPERSEDED_OR_NOT_ADOPTED = "superseded_or_not_adopted"
    RECLASSIFIED_OUT = "reclassified_out"
    REMOVED = "removed"
    CARRIED_FORWARD = "carried_forward"
    DATE_MOVED_IN = "date_moved_in"
    DATE_MOVED_OUT = "date_moved_out"

    @property
    def words(self) -> str:
        """What it is called wherever it is told."""
        return self.replace("_", " ")

    @property
    def in_full(self) -> str:
        """What it is called where there is room to say what it means."""
        return f"{self.words.capitalize()}{_MEANING.get(self, '')}"


MINUS = "\u2212"

SUM: Mapping[Figure, str] = {
    Figure.BROUGHT_FORWARD: "",
    Figure.RESTATED: "+",
    Figure.NEW: "+",
    Figure.REOPENED: "+",
    Figure.RECLASSIFIED_IN: "+",
    Figure.IMPLEMENTED: MINUS,
    Figure.RISK_ACCEPTED: MINUS,
    Figure.SUPERSEDED_OR_NOT_ADOPTED: MINUS,
    Figure.RECLASSIFIED_OUT: MINUS,
    Figure.REMOVED: MINUS,
    Figure.CARRIED_FORWARD: "=",
}
"""The sum in its order: what is done with each figure."""

SELDOM = frozenset({Figure.RESTATED, Figure.REOPENED, Figure.RECLASSIFIED_IN, Figure.RECLASSIFIED_OUT, Figure.REMOVED})
"""Told only where there is any; of the others it is told, too, that there is none."""

_MEANING = {Figure.RESTATED: ": recorded since and dated back", Figure.REMOVED: ": no longer in the register"}


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the sum as it is told."""

    figure: Figure
    sign: str
    count: int

    @property
    def line(self) -> str:
        """As it stands beside its count: `+ New`."""
        return f"{self.sign} {self.figure.in_full}".lstrip()

    @property
    def is_end(self) -> bool:
        """Does the sum begin or end with it?"""
        return self.sign in ("", "=")

    @property
    def step(self) -> int:
        """By how much it changes what the sum began with."""
        return 0 if self.is_end else -self.count if self.sign == MINUS else self.count


@dataclass(frozen=True, slots=True)
class Movement:
    """One sum. What it begins with, what came, what went, and what it ends with."""

    brought_forward: int = 0
    """Open on the first day: as it was told, where a report told of it."""
    restated: int = 0
    """By how much that day is told otherwise now, for what was recorded since and dated back: more, or fewer."""
    new: int = 0
    """Recorded since, whether or not closed since."""
    reopened: int = 0
    """Closed on the first day and open on the last: an acceptance that ended, too."""
    reclassified_in: int = 0
    """Come from another directorate, or from another band by age or by a new due date."""
    implemented: int = 0
    risk_accepted: int = 0
    superseded_or_not_adopted: int = 0
    reclassified_out: int = 0
    removed: int = 0
    """No longer in the register."""
    carried_forward: int = 0
    """Open on the last day."""
    date_moved_in: int = 0
    """Of those that came from another band: with a due date that was moved, not by age alone."""
    date_moved_out: int = 0
    """Of those that went to another band."""

    @property
    def balances(self) -> bool:
        """Do the parts add up?"""
        return self.carried_forward == self.brought_forward + sum(term.step for term in self.terms)

    @property
    def terms(self) -> Iterator[Term]:
        """The sum line by line; what comes to less than nothing is taken off."""
        for figure, sign in SUM.items():
            count: int = getattr(self, figure)
            yield Term(figure, MINUS if count < 0 else sign, abs(count))

    @property
    def told(self) -> Iterator[Term]:
        """The lines that are told one under another."""
        return (term for term in self.terms if term.count or term.figure not in SELDOM)

    @property
    def in_words(self) -> str:
        """The sum on one line: `brought forward 60 + new 2 = carried forward 62`."""
        shown = (term for term in self.terms if term.count or term.is_end)
        return " ".join(f"{term.sign} {term.figure.words} {term.count:,}".strip() for term in shown)


@dataclass(frozen=True, slots=True)
class Movements:
    """The same movement in all and in its parts; a recommendation is in one directorate and one band at a time."""

    whole: Movement
    directorates: Mapping[str, Movement]
    """By id; empty: without a directorate."""
    bands: Mapping[Band, Movement]
    """Every band that is open."""

    @property
    def balances(self) -> bool:
        """Does every sum add up, and do the parts make the whole?"""
        return all(
            all(moved.balances for moved in parts)
            and all(sum(getattr(moved, f) for moved in parts) == getattr(self.whole, f) for f in _ADDING_UP)
            and sum(moved.reclassified_in - moved.reclassified_out for moved in parts) == 0
            for parts in ([self.whole], self.directorates.values(), self.bands.values())
        )


_ADDING_UP = tuple(figure for figure in Figure if "moved" not in figure and "reclassified" not in figure)


def movements(flows: Collection[Flow], told: Collection[Flow] | None = None) -> Movements:
    """The sums of these flows.

    `told`: from where a report told that each recommendation stood, to where the register has it on that day now. What
    is brought forward is then what was told, and the difference has its own line.
    """
    counts: dict[Part, defaultdict[str, Counter[Figure]]] = {
        Part.WHOLE: defaultdict(Counter, {"": Counter()}),
        Part.DIRECTORATE: defaultdict(Counter),
        Part.BAND: defaultdict(Counter, {band: Counter() for band in OPEN_BANDS}),
    }
    for part, sums in counts.items():
        for flow in flows:
            for of, figure in lines(flow, part):
                if told is None or figure is not Figure.BROUGHT_FORWARD:
                    sums[of][figure] += flow.count
        for flow in told or ():
            for of, figure, sign in restated(flow, part):
                sums[of][figure] += sign * flow.count
    whole, directorates, bands = (
        {of: Movement(**{str(figure): count for figure, count in counted.items()}) for of, counted in sums.items()}
        for sums in counts.values()
    )
    return Movements(whole[""], directorates, {Band(band): moved for band, moved in bands.items()})


def lines(flow: Flow, part: Part) -> Iterator[tuple[str, Figure]]:
    """Each line that a flow counts in, and of which directorate or band.

    What is closed leaves the band it was brought forward in, and the directorate it is in when it is closed.
    """
    before, after = flow.before, flow.after
    start, end = _of(before, part), _of(after, part)
    was, now = before is not None and before.is_open, after is not None and after.is_open
    if was:
        yield start, Figure.BROUGHT_FORWARD
    if before is None and after is not None:
        yield end, Figure.NEW
    elif now and not was:
        yield end, Figure.REOPENED
    if was and after is None:
        yield start, Figure.REMOVED
    if was and after is not None and start != end:
        if part is Part.BAND and not now:
            end = start
        else:
            yield start, Figure.RECLASSIFIED_OUT
            yield end, Figure.RECLASSIFIED_IN
            if part is Part.BAND and flow.date_moved:
                yield start, Figure.DATE_MOVED_OUT
                yield end, Figure.DATE_MOVED_IN
    if after is not None and not now and (was or before is None):
        yield end, _CLOSING[after.status]
    if now:
        yield end, Figure.CARRIED_FORWARD


def restated(flow: Flow, part: Part) -> Iterator[tuple[str, Figure, int]]:
    """The lines that a flow from what was told to what is so now counts in, and whether for or against."""
    told, so = flow.before, flow.after
    start, end = _of(told, part), _of(so, part)
    was, now = told is not None and told.is_open, so is not None and so.is_open
    if was:
        yield start, Figure.BROUGHT_FORWARD, 1
    if was and not (now and start == end):
        yield start, Figure.RESTATED, -1
    if now and not (was and start == end):
        yield end, Figure.RESTATED, 1


_CLOSING: Mapping[Status | None, Figure] = {
    Status.IMPLEMENTED: Figure.IMPLEMENTED,
    Status.RISK_ACCEPTED: Figure.RISK_ACCEPTED,
    Status.SUPERSEDED: Figure.SUPERSEDED_OR_NOT_ADOPTED,
    Status.NOT_ADOPTED: Figure.SUPERSEDED_OR_NOT_ADOPTED,
}


def _of(place: Place | None, part: Part) -> str:
    if place is None or part is Part.WHOLE:
        return ""
    return place.directorate if part is Part.DIRECTORATE else place.band
