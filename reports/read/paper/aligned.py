"""Tables without ruling lines, found from where their words stand; rules drawn across part their rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from reports.columns import column_for
from reports.read.dates import dates_in
from reports.read.paper.gutters import Columns, Gutters, Span
from reports.read.paper.page import Page, Word
from reports.read.paper.printed import PrintedLine, Run, printed_lines

_TALLEST = 4
"""Printed lines that headings may take."""
_LONGEST = 60
"""Letters that a heading may have."""
_FEWEST = 3
"""Different fields that headings must name before words in columns are believed to be a table."""
_MARKS = frozenset({"audit", "source_ref", "ref", "due", "original_due", "months_overdue", "status"})
"""The fields that a row which begins says something in."""
_CLAUSE = re.compile(r"\(?\d{1,2}(?:\.\d{1,2})*[.)]?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or one printed line of it."""

    cells: tuple[str, ...]
    top: float
    bottom: float
    drawn: bool
    """Is it whole, kept apart from the one above by a line across or by a larger gap?"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page; its box in points from the page's upper left corner."""

    x0: float
    top: float
    x1: float
    bottom: float
    columns: Columns
    rows: tuple[Row, ...]
    """The first gives the headings, unless the table goes on from the page before without them."""


def find_tables(page: Page, words: Sequence[Word], above: Columns | None = None) -> list[Table]:
    """The tables that `words` make on `page`, from its top down; other words are in none.

    `words` are those of the page without its running heads and without what other tables have taken; `above` gives the
    columns of the table that the page before ended with, if it was one of these.
    """
    lines = printed_lines(words)
    tables: list[Table] = []
    n = 0
    while n < len(lines):
        if n == 0 and above is not None:
            used = _going_on(lines, above)
            if used:
                n, gutters = _take(lines, 0, used, lambda: Gutters.going_on(above))
                tables.append(_table(page, (), lines[:n], gutters, begun=True))
                continue
        heading = _headings(lines, n)
        if heading is None:
            n += 1
            continue
        first = n + heading.used
        end, gutters = _take(lines, first, len(lines), partial(Gutters.of_headings, heading.texts, heading.over))
        again = above is not None and above.headings == gutters.headings and not tables
        tables.append(_table(page, lines[n:first], lines[first:end], gutters, begun=again))
        n = end
    return tables


# Headings. -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Headings:
    texts: tuple[str, ...]
    over: tuple[Span, ...]
    used: int
    """Printed lines."""
    known: int
    """Different fields that they name."""


def _headings(lines: Sequence[PrintedLine], n: int) -> _Headings | None:
    """The headings that begin at line `n`, if a table is to be believed under them."""
    best = _headings_from(lines, n)
    if best is None:
        return None
    later = _headings_from(lines, n + 1)
    return best if later is None or later.known <= best.known else None


def _headings_from(lines: Sequence[PrintedLine], n: int) -> _Headings | None:
    best: _Headings | None = None
    for used in range(1, _TALLEST + 1):
        window = lines[n : n + used]
        if len(window) < used or (used > 1 and window[-1].top - window[-2].bottom > window[-1].size):
            break
        found = _read_headings(window)
        if found and (best is None or found.known > best.known or (found.known == best.known and _as_bold(window))):
            best = found
    return best


def _as_bold(window: Sequence[PrintedLine]) -> bool:
    """Are all lines printed in bold letters, as headings are and rows are not?"""
    return all(word.bold for line in window for word in line.words)


def _read_headings(window: Sequence[PrintedLine]) -> _Headings | None:
    """The headings in these printed lines, each over its column; one that reaches over several belongs to each."""
    across: list[Run] = []
    bands: list[list[Run]] = []
    for at, line in enumerate(window):
        for run in line.runs:
            below = [sum(1 for other in lower.runs if _overlap(run, other)) for lower in window[at + 1 :]]
            (across.append(run) if max(below, default=0) > 1 else bands.append([run]))
    bands = _merged(bands)
    if len(bands) < _FEWEST:
        return None
    over = tuple(Span(min(run.x0 for run in band), max(run.x1 for run in band)) for band in bands)
    texts = tuple(
        " ".join(run.text for run in [*(r for r in across if r.x0 < span.x1 and r.x1 > span.x0), *band])
        for band, span in zip(bands, over, strict=True)
    )
    if any(len(text) > _LONGEST or text[0].islower() for text in texts):
        return None
    named = [column.field for column in map(column_for, texts) if column]
    fields = frozenset(named)
    tells = "recommendation" in fields or ("audit" in fields and fields & {"status", "months_overdue", "due"})
    if len(fields) < _FEWEST or len(named) * 2 < len(texts) or not tells:
        return None
    return _Headings(texts, over, len(window), len(fields))


def _overlap(one: Run, other: Run) -> bool:
    return one.x0 < other.x1 and one.x1 > other.x0


def _merged(bands: Sequence[list[Run]]) -> list[list[Run]]:
    """Runs that stand over each other, together."""
    merged: list[list[Run]] = []
    right = float("-inf")
    for band in sorted(bands, key=lambda band: band[0].x0):
        if merged and band[0].x0 < right:
            merged[-1] += band
        else:
            merged.append(list(band))
        right = max(right, band[0].x1)
    for band in merged:
        band.sort(key=lambda run: (run.words[0].bottom, run.x0))
    return merged


# How far a table goes. -------------------------------------------------------------------------------------------


def _take(lines: Sequence[PrintedLine], first: int, end: int, new: Callable[[], Gutters]) -> tuple[int, Gutters]:
    """The lines from `first` on for as long as they are the table's: where they end, and the gutters they leave."""
    while True:
        gutters = new()
        n = first
        while n < end and not (n > first and _headings(lines, n)) and gutters.take(lines[n]):
            n += 1
        end = first + _own(lines[first:n], gutters.columns())
        if end == n:
            return end, gutters


def _own(lines: Sequence[PrintedLine], columns: Columns) -> int:
    """How many lines there are without what stands apart below: the heading of what follows, the number of the page."""
    pitch = _pitch(lines, columns)
    for n in range(len(lines) - 1, 0, -1):
        line = lines[n]
        filled = columns.filled(line)
        titled = filled == {0}
        stray = len(line.runs) == 1 and not columns.holds(line.runs[0])
        if not (titled or stray):
            break
        if line.middle - lines[n - 1].middle > (1.5 if titled else 2.5) * pitch:
            return n
    return len(lines)


def _going_on(lines: Sequence[PrintedLine], above: Columns) -> int:
    """How many lines at the top of a page go on with the table of the page before."""
    if _headings(lines, 0):
        return 0
    used, _ = _take(lines, 0, len(lines), lambda: Gutters.going_on(above))
    filled = [above.filled(line) for line in lines[:used]]
    runs = [run for line in lines[:used] for run in line.runs]
    beside = any(len(columns) > 1 for columns in filled) or not any(0 in columns for columns in filled)
    return used if beside and sum(map(above.holds, runs)) * 2 >= len(runs) else 0


# Rows. -----------------------------------------------------------------------------------------------------------


def _table(
    page: Page,
    headings: Sequence[PrintedLine],
    body: Sequence[PrintedLine],
    gutters: Gutters,
    *,
    begun: bool,
) -> Table:
    """The table of these lines; one that has `begun` on the page before may go on with a row of it."""
    columns = gutters.columns()
    words = [word for line in (*headings, *body) for word in line.words]
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    rows: list[Row] = []
    if headings:
        rows.append(Row(columns.headings, headings[0].top, headings[-1].bottom, drawn=True))
    rules = _rules(page, Span(x0, x1))
    groups = _apart(body, rules) or _spaced(body, columns)
    ruled = bool(_apart(body, rules))
    for n, group in enumerate(groups):
        if not ruled and _holds_several(group, columns):
            rows += [_printed(lines, columns) for lines in _level(group, columns)]
        else:
            cells = _whole(group, columns)
            rows.append(Row(cells, group[0].top, group[-1].bottom, drawn=not (begun and n == 0)))
    return Table(x0, top, x1, bottom, columns, tuple(rows))


def _rules(page: Page, across: Span) -> list[float]:
    """The heights at which lines, or edges of shading, run across most of a table."""
    heights: list[tuple[float, float]] = []
    for stroke in sorted((s for s in page.strokes if s.is_across), key=lambda s: s.top):
        length = min(stroke.x1, across.x1) - max(stroke.x0, across.x0)
        if length > 0:
            at = (stroke.top + stroke.bottom) / 2
            if heights and at - heights[-1][0] < 2:
                heights[-1] = (heights[-1][0], heights[-1][1] + length)
            else:
                heights.append((at, length))
    return [at for at, length in heights if length >= 0.6 * across.width]


def _apart(body: Sequence[PrintedLine], rules: Sequence[float]) -> list[list[PrintedLine]]:
    """The lines between one rule and the next; nothing where no rule parts two of them."""
    groups: list[list[PrintedLine]] = []
    for n, line in enumerate(body):
        if n == 0 or any(body[n - 1].middle < rule < line.middle for rule in rules):
            groups.append([])
        groups[-1].append(line)
    return groups if len(groups) > 1 else []


def _pitch(lines: Sequence[PrintedLine], columns: Columns) -> float:
    """From line to line within a cell, in points."""
    middles: list[list[float]] = [[] for _ in columns.headings]
    for line in lines:
        for at in columns.filled(line):
            middles[at].append(line.middle)
    steps = sorted(lower - upper for column in middles for upper, lower in pairwise(column))
    size = max((line.size for line in lines), default=0.0)
    step = steps[len(steps) // 4] if steps else 0.0
    return step if 0 < step <= 1.6 * size else 1.2 * size


def _spaced(body: Sequence[PrintedLine], columns: Columns) -> list[list[PrintedLine]]:
    """The lines between one larger gap and the next; a gap within a cell begins no row."""
    groups: list[list[PrintedLine]] = []
    pitch = _pitch(body, columns)
    for n, line in enumerate(body):
        if n == 0 or line.middle - body[n - 1].middle > 1.2 * pitch + 1:
            groups.append([])
        groups[-1].append(line)
    rows: list[list[PrintedLine]] = []
    for group in groups:
        cells = _whole(group, columns)
        if rows and not any(cells[at] for at in _marking(columns)):
            rows[-1] += group
        else:
            rows.append(group)
    return rows


def _marking(columns: Columns) -> list[int]:
    """The columns that a row which begins says something in."""
    fields = [column.field if (column := column_for(heading)) else "" for heading in columns.headings]
    return [n for n, name in enumerate(fields) if name in _MARKS] or [0]


def _holds_several(group: Sequence[PrintedLine], columns: Columns) -> bool:
    """Do these lines, which no gap parts, hold several rows? A title or a date that comes twice says so."""
    for at in _marking(columns):
        filled = [bool(columns.cells(line)[at]) for line in group]
        runs = sum(1 for n, is_filled in enumerate(filled) if is_filled and (n == 0 or not filled[n - 1]))
        if runs > 1 or len(dates_in(" ".join(columns.cells(line)[at] for line in group))) > 1:
            return True
    return False


def _level(group: Sequence[PrintedLine], columns: Columns) -> list[list[PrintedLine]]:
    """The lines of a group, those together that are one line but for their columns, which are not set at one height."""
    pitch = _pitch(group, columns)
    rows: list[list[PrintedLine]] = []
    taken: set[int] = set()
    for line in group:
        filled = columns.filled(line)
        if not rows or taken & filled or line.middle - rows[-1][0].middle > 0.9 * pitch:
            rows.append([])
            taken = set()
        rows[-1].append(line)
        taken |= filled
    return rows


def _printed(lines: Sequence[PrintedLine], columns: Columns) -> Row:
    """One printed line of each cell."""
    return Row(_whole(lines, columns), lines[0].top, max(line.bottom for line in lines), drawn=False)


def _whole(group: Sequence[PrintedLine], columns: Columns) -> tuple[str, ...]:
    """The cells of a row, each with its paragraphs."""
    by_line = [columns.cells(line) for line in group]
    return tuple(" ".join(cells[at] for cells in by_line if cells[at]) for at in range(len(columns.headings)))
