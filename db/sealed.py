"""What a report told: the bytes that are kept of it, and the reports there are, to be looked at as they were given."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from db.connection import RegisterError
from db.fetch import fetch
from db.flows import Moved
from db.positions import PositionBy
from db.rows import Paper, Position, Recommendation, Report
from db.rules import Policy, show_date

_FORM = 1
"""Of the bytes: a later program still reads those of an earlier one."""


class Damaged(RegisterError):
    """What was kept of a report, or a paper of it, is not what was sealed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} `outstanding check` says more, `restore` brings a backup back.")


@dataclass(frozen=True, slots=True)
class Kept:
    """The figures of a report, and every recommendation as it was shown, in its order."""

    position: Position
    by: tuple[PositionBy, ...]
    """The position by each dimension."""
    movement: Moved | None
    """From the report before it; None where there was none."""
    policy: Policy
    """What the body had decided then."""
    recommendations: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class Told(Kept):
    """A report with all that it told."""

    report: Report


# The bytes. ----------------------------------------------------------------------------------------------------------


def pack(kept: Kept) -> bytes:
    """All of it, loss-free; the same bytes for the same figures."""
    document = {"form": _FORM, **{part.name: getattr(kept, part.name) for part in fields(Kept)}}
    return zlib.compress(json.dumps(document, ensure_ascii=True, separators=(",", ":"), default=_plain).encode(), 6)


def unpack(content: bytes) -> Kept:
    """What was packed; Damaged where it cannot be read."""
    try:
        document = json.loads(zlib.decompress(content))
        if document["form"] == _FORM:
            kept: Kept = _shaper(Kept)(document)
            return kept
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise Damaged("The figures of a report are damaged: they cannot be read.")


def _plain(value: object) -> object:
    """What JSON does not know by itself."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: getattr(value, part.name) for part in fields(value)}
    raise TypeError(type(value).__name__)


_Shaper = Callable[[Any], Any]


@cache
def _shaper(kind: Any) -> _Shaper:
    """What makes a value of that kind of what JSON made of it. A field not yet known when it was packed is blank."""
    arguments = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        (given,) = (argument for argument in arguments if argument is not NoneType)
        return _or_none(_shaper(given))
    if get_origin(kind) is tuple:
        if arguments[1:] == (...,):
            return _each(_shaper(arguments[0]))
        return _several([_shaper(argument) for argument in arguments])
    if isinstance(origin := get_origin(kind), type) and issubclass(origin, Mapping):
        return _mapping(*map(_shaper, arguments))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return _record(kind, {part.name: _shaper(hints[part.name]) for part in fields(kind)})
    if kind is date:
        return date.fromisoformat
    whole: _Shaper = kind
    return whole if issubclass(kind, Enum) else _exactly(kind)


def _exactly(kind: type) -> _Shaper:
    def shape(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(kind.__name__)
        return value

    return shape


def _or_none(shape: _Shaper) -> _Shaper:
    return lambda value: None if value is None else shape(value)


def _each(shape: _Shaper) -> _Shaper:
    return lambda values: tuple(map(shape, values))


def _several(shapes: list[_Shaper]) -> _Shaper:
    return lambda values: tuple(shape(value) for shape, value in zip(shapes, values, strict=True))


def _mapping(key: _Shaper, value: _Shaper) -> _Shaper:
    return lambda given: {key(name): value(item) for name, item in given.items()}


def _record(kind: Any, shapes: Mapping[str, _Shaper]) -> _Shaper:
    return lambda given: kind(**{name: shape(given[name]) for name, shape in shapes.items() if name in given})


# The reports there are. ----------------------------------------------------------------------------------------------

_REPORTS = """SELECT json_array(r.id, r.body, r.as_at, r.meeting_on, r.since, r.figures_sha256, r.fingerprint,
        json(r.heads), r.withdrawn_on, r.withdrawn_why, e.effective_on, e.by,
        (SELECT json_group_array(json_array(p.id, p.name, p.sha256))
            FROM (SELECT * FROM paper WHERE report_id = r.id ORDER BY rowid) p)) AS line
    FROM report r
    LEFT JOIN event e ON e.seq = (SELECT min(seq) FROM event WHERE kind = 'report' AND record = r.id)
    ORDER BY r.as_at DESC, r.rowid DESC"""


def reports(connection: sqlite3.Connection) -> tuple[Report, ...]:
    """All that were sealed, withdrawn ones too, with their papers: that as at the latest day first."""
    (rows,) = fetch(connection, {}, _REPORTS)
    return tuple(_shaped(*row) for row in rows)


def _shaped(*row: Any) -> Report:
    (
        id_, body, as_at, meeting_on, since, figures, fingerprint, heads, withdrawn_on, withdrawn_why, sealed_on, by,
        papers,
    ) = row  # fmt: skip
    day = date.fromisoformat
    return Report(
        id=id_,
        body=body,
        as_at=day(as_at),
        meeting_on=meeting_on and day(meeting_on),
        since=since and day(since),
        figures_sha256=figures,
        fingerprint=fingerprint,
        heads=heads,
        withdrawn_on=withdrawn_on and day(withdrawn_on),
        withdrawn_why=withdrawn_why,
        papers=tuple(Paper(*paper) for paper in papers),
        sealed_on=day(sealed_on) if sealed_on else None,
        by=by or "",
    )


def latest(given: Iterable[Report], before: date, body: str) -> Report | None:
    """The last that was given to a body of a day before, and stands: the one that the next is a movement from."""
    ours = (one for one in given if not one.withdrawn_on and one.as_at < before and same_body(one.body, body))
    return max(ours, key=lambda one: one.as_at, default=None)


def same_body(one: str, other: str) -> bool:
    """Are these the same body? Case and spacing count for nothing."""
    return one.split() == other.split() or one.casefold().split() == other.casefold().split()


def is_of(report: Report, body: str, as_at: date) -> bool:
    """Does it stand as the report to that body as at that day? There is no other then."""
    return report.as_at == as_at and same_body(report.body, body) and not report.withdrawn_on


def told(report: Report, figures: bytes) -> Told:
    """A report with what is kept of it; Damaged where that is not what was sealed."""
    if sha256(figures).hexdigest() != report.figures_sha256:
        raise Damaged(f"The report as at {show_date(report.as_at)} is damaged: its figures are not those sealed.")
    kept = unpack(figures)
    return Told(kept.position, kept.by, kept.movement, kept.policy, kept.recommendations, report)


def whole(paper: Paper, content: bytes) -> bytes:
    """The bytes of a paper, the same that were sealed; Damaged where they are not."""
    if sha256(content).hexdigest() != paper.sha256:
        raise Damaged("A paper of the report is damaged: it is not what was sealed.")
    return content
