"""Tables without ruling lines, found from where their words stand; rules drawn across part their rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from reports.columns import column_for
from reports.read.paper.aligned_rows import Row, pitch_of, rows_of, rules
from reports.read.paper.gutters import Columns, Gutters, Span
from reports.read.paper.page import Page, Word
from reports.read.paper.printed import PrintedLine, Run, printed_lines

_TALLEST = 4
"""Printed lines that headings may take."""
_LONGEST = 60
"""Letters that a heading may have."""
_FEWEST = 3
"""Different fields that headings must name before words in columns are believed to be a table."""


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
    pitch = pitch_of(lines, columns)
    for n in range(len(lines) - 1, 0, -1):
        line = lines[n]
        filled = columns.parted(line).keys()
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
    filled = [above.parted(line).keys() for line in lines[:used]]
    runs = [run for line in lines[:used] for run in line.runs]
    beside = any(len(columns) > 1 for columns in filled) or not any(0 in columns for columns in filled)
    return used if beside and sum(map(above.holds, runs)) * 2 >= len(runs) else 0


def _table(
    page: Page, headings: Sequence[PrintedLine], body: Sequence[PrintedLine], gutters: Gutters, *, begun: bool
) -> Table:
    """The table of these lines; one that has `begun` on the page before may go on with a row of it."""
    columns = gutters.columns()
    words = [word for line in (*headings, *body) for word in line.words]
    box = Span(min(word.x0 for word in words), max(word.x1 for word in words))
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    named = [Row(columns.headings, headings[0].top, headings[-1].bottom, drawn=True)] if headings else []
    rows = rows_of(body, columns, rules(page, box), begun=begun)
    return Table(box.x0, top, box.x1, bottom, columns, (*named, *rows))
