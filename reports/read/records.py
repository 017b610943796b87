"""A grid of cells as records: each row one recommendation, nothing dropped and nothing guessed in silence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from db.readings import ReadColumn
from reports.read import Asked, Unmapped
from reports.read.dates import dates_in
from reports.read.grid import Grid, Row, words
from reports.read.headings import (
    Layout,
    columns_read,
    find_heading,
    in_two_rows,
    lay_out,
    likely_heading,
    titles_of,
)
from reports.read.layouts import with_words
from reports.read.rows import Records, Rows

_AS_AT = re.compile(r"\bas (?:at|of)\b", re.IGNORECASE)


def read_records(name: str, grid: Grid, asked: Asked) -> Records:
    """The records of a grid whose heading is one of its first rows; `name` is the file's, for what cannot be read."""
    known = asked.known
    heading, _ = find_heading(grid.rows, known)
    if heading is None:
        headings = _unrecognised(grid)
        raise Unmapped(f"{name}: {_no_heading(headings)}", headings)
    at = grid.rows.index(heading)
    below = grid.rows[at + 1 :]
    if below and not below[0].carried.isdisjoint(heading.cells):
        heading = in_two_rows(heading, below.pop(0))
    meant = known.of_table(titles_of(heading).values())
    policy = with_words(asked.policy, meant.statuses)
    layout = lay_out(grid, heading, below, known, policy)
    headings = columns_read(layout, below)
    if layout.column_of("recommendation") is None:
        raise Unmapped(
            f"{name}: no column gives the recommendation. The headings are: {', '.join(layout.names.values())}. "
            'Say which it is with --map "recommendation=HEADING".',
            headings,
        )
    rows = Rows(grid, layout, policy, list(grid.problems) + layout.problems, asked.progress)
    records = tuple(rows.read(below))
    found = rows.told_of(records, rows.as_of or _said_above(grid.rows[:at]))
    return replace(found, headings=headings, layout=meant.name)


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
    return columns_read(Layout(heading, {}), grid.rows[grid.rows.index(heading) + 1 :])


def read_cells(grid: Grid, layout: Layout, asked: Asked) -> Records:
    """The records of a grid whose columns are known and which is all rows."""
    rows = Rows(grid, layout, asked.policy, list(grid.problems) + layout.problems, asked.progress)
    records = tuple(rows.read(grid.rows))
    return rows.told_of(records, rows.as_of)


def _said_above(rows: Iterable[Row]) -> date | None:
    """The date that the title above the heading says the file is of: `Position as at 31 March 2022`."""
    for row in rows:
        for text in map(words, row.cells.values()):
            dates = dates_in(text[:1000]) if _AS_AT.search(text[:1000]) else []
            if len(dates) == 1:
                return dates[0].day
    return None
