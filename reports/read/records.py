"""A grid of cells as records: each row one recommendation, nothing dropped and nothing guessed in silence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.readings import Problem, RawRecord, ReadColumn, Reading, SourceLine
from reports.read import Asked, Unmapped
from reports.read.dates import dates_in
from reports.read.grid import Grid, Row, words
from reports.read.headings import (
    Layout,
    columns_read,
    doubts,
    find_heading,
    first_table,
    heading_at,
    lay_out,
    likely_heading,
    tables,
    titles_of,
)
from reports.read.layouts import with_words
from reports.read.rows import Rows

_SEEN = 40
"""Columns of a sheet that can be told apart on a screen."""

_AS_AT = re.compile(r"\bas (?:at|of)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Records:
    """What a grid said."""

    records: tuple[RawRecord, ...]
    problems: tuple[Problem, ...]
    as_of: date | None
    source: tuple[SourceLine, ...] = ()
    headings: tuple[ReadColumn, ...] = ()
    layout: str = ""
    """The name of the remembered layout that the columns are of."""

    def reading(self, name: str, sha256: str, kind: str) -> Reading:
        """The same, with the file that said it."""
        return Reading(
            name,
            sha256,
            kind,
            self.as_of,
            self.records,
            self.problems,
            self.source,
            headings=self.headings,
            layout=self.layout,
        )


def read_records(name: str, grid: Grid, asked: Asked) -> Records:
    """The records of a grid whose heading is one of its first rows; `name` is the file's, for what cannot be read."""
    known = asked.known
    best, _ = find_heading(grid.rows, known)
    if best is None:
        headings = _unrecognised(grid)
        raise Unmapped(f"{name}: {_no_heading(headings)}", headings)
    at = first_table(grid.rows, best, known)
    heading, begin = heading_at(grid.rows, at)
    meant = known.of_table(titles_of(heading).values())
    policy = with_words(asked.policy, meant.statuses)
    found = tables(heading, grid.rows[begin:], known)
    tables_read = [(lay_out(grid, heading, below, known, policy), below) for heading, below in found]
    headings = columns_read(tables_read)
    layout, _ = tables_read[0]
    if layout.column_of("recommendation") is None:
        raise Unmapped(
            f"{name}: no column gives the recommendation. The headings are: {', '.join(layout.names.values())}. "
            'Say which it is with --map "recommendation=HEADING".',
            headings,
        )
    titles = [title for layout, _ in tables_read for title in titles_of(layout.heading).values()]
    doubtful = doubts(known, titles, grid.where(layout.heading))
    rows = Rows(grid, policy, [*grid.problems, *doubtful], asked.progress)
    records = tuple(rows.read(tables_read))
    told = _told(rows, records, rows.as_of or _said_above(grid.rows[:at]))
    return replace(told, headings=headings, layout=meant.name)


def _no_heading(headings: Sequence[ReadColumn]) -> str:
    said = "no row was recognised as the heading of a list of recommendations."
    if not headings:
        return said
    named = ", ".join(column.heading for column in headings)
    return f'{said} The likeliest has: {named}. Say which gives the recommendation with --map "recommendation=HEADING".'


def _unrecognised(grid: Grid) -> tuple[ReadColumn, ...]:
    """The columns of a grid of whose headings none is known."""
    heading = likely_heading(grid.rows)
    if heading is None:
        return ()
    return columns_read([(Layout(heading, {}), grid.rows[grid.rows.index(heading) + 1 :])])


def read_cells(grid: Grid, layout: Layout, asked: Asked) -> Records:
    """The records of a grid whose columns are known and which is all rows."""
    rows = Rows(grid, asked.policy, list(grid.problems), asked.progress)
    records = tuple(rows.read([(layout, grid.rows)]))
    return _told(rows, records, rows.as_of)


def _told(rows: Rows, records: tuple[RawRecord, ...], as_of: date | None) -> Records:
    """All that was found, with the rows it was found in."""
    source = tuple(SourceLine(rows.grid.where(row), _whole(row, rows.width)) for row in rows.grid.rows)
    return Records(records, tuple(rows.problems), as_of, source)


def _whole(row: Row, width: int) -> tuple[str, ...]:
    """A row's cells, each in its column; of a sheet wider than a screen only those that say something."""
    if width > _SEEN:
        return tuple(filter(None, map(words, row.cells.values())))
    beyond = (words(value) for at, value in row.cells.items() if at >= width)
    return (*(words(row.cells.get(at)) for at in range(width)), *filter(None, beyond))


def _said_above(rows: Iterable[Row]) -> date | None:
    """The date that the title above the heading says the file is of: `Position as at 31 March 2022`."""
    for row in rows:
        for text in map(words, row.cells.values()):
            dates = dates_in(text[:1000]) if _AS_AT.search(text[:1000]) else []
            if len(dates) == 1:
                return dates[0].day
    return None
