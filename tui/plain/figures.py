"""The position and the movement in plain lines."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from db.flows import Moved
from db.movement import MINUS, Figure, Movement, Part
from db.positions import Dimension, PositionBy, Share
from db.rows import NO_DIRECTORATE, Position, Tally
from db.rules import Band, show_date, so_many
from tui.plain import document, say, say_wrapped
from tui.text import called, show_line

Behind = Mapping[tuple[Part, str, Figure], tuple[str, ...]]
"""The references behind each figure of a movement."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What `position` was asked for."""

    by: Mapping[Dimension, PositionBy]
    fingerprint: str
    moved: Moved | None = None
    """How the counts came about, where that was asked for."""
    behind: Behind = field(default_factory=dict)

    @property
    def as_position(self) -> Position:
        """The counts that are told whatever was asked for."""
        bands = self.by[Dimension.BAND]
        return Position(
            as_at=bands.as_at,
            counting=bands.counting,
            basis=bands.basis,
            total=bands.whole.total,
            bands=bands.whole.bands,
            priorities={share.name: share.total for share in self.by[Dimension.PRIORITY].shares},
            statuses={share.name: share.total for share in self.by[Dimension.STATUS].shares},
            directorates={
                share.name: Tally(share.total, share.open, share.overdue)
                for share in self.by[Dimension.DIRECTORATE].shares
            },
            fingerprint=self.fingerprint,
        )


def position(counts: Counts) -> None:
    """The counts, with their date, and how they came about."""
    shown = counts.as_position
    _headed(counts)
    groups: Mapping[str, Mapping[str, int]] = {
        "By age": {called.band(band): count for band, count in shown.bands.items()},
        "By priority": {name or "not given": count for name, count in shown.priorities.items()},
        "By status": shown.statuses,
    }
    for title, each in groups.items():
        say(f"\n{title}")
        for name, count in each.items():
            say(f"  {count:>6}  {show_line(name)}")
    say("\nBy directorate: overdue, open, all")
    for name, tally in shown.directorates.items():
        say(f"  {tally.overdue:>6} {tally.open:>6} {tally.total:>6}  {show_line(name) or NO_DIRECTORATE}")
    _moved(counts)
    say(f"\nFingerprint of the register: {shown.fingerprint[:16]}")


def position_by(counts: Counts, dimension: Dimension) -> None:
    """The counts divided by one thing, each by age."""
    of = counts.by[dimension]
    _headed(counts)
    say(f"\nBy {dimension}; months overdue")
    _say_row(_heads(), "")
    for share in of.shares:
        name = called.band(Band(share.value)) if dimension is Dimension.BAND else share.name
        _say_row(_cells(share), show_line(name))
    _say_row(_cells(of.whole), "all")
    _moved(counts)
    say(f"\nFingerprint of the register: {counts.fingerprint[:16]}")


def _headed(counts: Counts) -> None:
    of = counts.by[Dimension.BAND]
    say(f"Position as at {show_date(of.as_at)}, {of.counting} months, {of.basis} due dates")
    now = ", as known today" if of.known is None else ""
    say(f"{so_many(of.whole.total, 'recommendation')}{now}")


def _heads() -> list[object]:
    """The bands over the columns of a table: the months are months overdue."""
    return [*(called.policy.band_word(band) for band in Band), "all"]


def _cells(share: Share) -> list[object]:
    return [*(share.bands[band] for band in Band), share.total]


def _say_row(cells: list[object], name: str) -> None:
    row = "".join(f"{cell!s:>{len(str(head)) + 1}}" for head, cell in zip(_heads(), cells, strict=True))
    say_wrapped(f"{row}  {name}".rstrip(), len(row) + 2)


def _moved(counts: Counts) -> None:
    if counts.moved is not None:
        say("")
        movement(counts.moved)


def movement(shown: Moved) -> None:
    """The sum in all, then as an equation for each directorate and each band."""
    dates = f"{show_date(shown.since)} to {show_date(shown.as_at)}"
    say(f"Movement of the open recommendations, {dates}")
    for term in shown.movements.whole.told:
        say(f"  {_typed(term.sign):1} {term.count:>6}  {term.figure.in_full}")
    say("\nBy directorate")
    named = {shown.names.get(id_, NO_DIRECTORATE): moved for id_, moved in shown.movements.directorates.items()}
    for name in sorted(named):
        _equation(show_line(name), named[name])
    say("\nBy age")
    for band, moved in shown.movements.bands.items():
        _equation(called.band(band), moved)
    if not shown.movements.balances:
        say("\nThe movement does not balance. Please run `outstanding check`.")


def _equation(name: str, moved: Movement) -> None:
    by_date = "".join(
        f"; {count} of those {figure.words} by a due date that was moved"
        for figure, count in (
            (Figure.RECLASSIFIED_IN, moved.date_moved_in),
            (Figure.RECLASSIFIED_OUT, moved.date_moved_out),
        )
        if count
    )
    say_wrapped(f"  {name}: {_typed(moved.in_words)}{by_date}", 6)


def _typed(words: str) -> str:
    """With the minus of a keyboard, which every pipe can take."""
    return words.replace(MINUS, "-")


def as_document(counts: Counts, dimension: Dimension | None = None) -> object:
    """The counts as one object; the movement, and what they are divided by, only where that was asked for."""
    shown = counts.as_position
    told = {part.name: document(getattr(shown, part.name)) for part in fields(shown)}
    told["known"] = document(counts.by[Dimension.BAND].known)
    if dimension:
        of = counts.by[dimension]
        told["by"] = {"dimension": str(dimension), "shares": [*map(_share, of.shares)], "whole": _share(of.whole)}
    if counts.moved is not None:
        told["movement"] = movement_as_document(counts.moved, counts.behind)
    return told


def movement_as_document(shown: Moved, behind: Behind) -> object:
    """The sum in all, and by directorate and band; with the references behind each figure, where they are given."""

    def of(part: Part, value: str, moved: Movement) -> dict[str, object]:
        refs = {str(figure): list(refs) for (p, v, figure), refs in behind.items() if (p, v) == (part, value)}
        return {**asdict(moved), "balances": moved.balances, "refs": refs}

    parts = shown.movements
    return {
        "since": document(shown.since),
        **of(Part.WHOLE, "", parts.whole),
        "directorates": {
            shown.names.get(id_, NO_DIRECTORATE): of(Part.DIRECTORATE, id_, moved)
            for id_, moved in parts.directorates.items()
        },
        "bands": {str(band): of(Part.BAND, band, moved) for band, moved in parts.bands.items()},
    }


def _share(share: Share) -> object:
    counts = {"open": share.open, "overdue": share.overdue, "total": share.total}
    return {"name": share.name, **counts, "bands": document(share.bands)}
