"""Tables without ruling lines, found from where their words stand; rules drawn across part their rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from reports.columns import column_for
from reports.read.paper.pdf.aligned_rows import LONGEST_BANNER, Row, banner, pitch_of, rows_of, rules
from reports.read.paper.pdf.gutters import Columns, Gutters, Span
from reports.read.paper.pdf.narrow import is_full, unbroken
from reports.read.paper.pdf.page import Page, Word
from reports.read.paper.pdf.printed import PrintedLine, Run, printed_lines

_TALLEST = 4
"""Printed lines that headings may take."""
_LONGEST = 60
"""Letters that a heading may have."""
_FEWEST = 3
"""Different fields that headings must name before words in columns are believed to be a table."""
_WIDEST = 40
"""Columns that a table may have; a page that has more words apart in a line is none that a person made."""
_WIDE = 0.7
"""Of the letters' size: what parts headings is as wide as this, and hardly a space in stretched prose."""
_ASKEW = 3.0
"""Points by which a heading may miss the edges and the middle of the words that it stands over."""
_FOOT = re.compile(r"\W*page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
"""The number of a page, beside which its foot may say more."""
_BETWEEN = 2
"""Printed lines that may reach across a table, between two rows of it."""


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

    `words` are those of the page without its running heads and feet and without what other tables have taken; `above`
    gives the columns of the last such table on the page before, with which the first one here may go on.
    """
    lines = printed_lines(words)
    across = _rules_of(page, lines)
    said = above.headings if above else ()
    tables: list[Table] = []
    n = 0
    while n < len(lines):
        heading = _headings(lines, n) or _ruled_headings(lines, n, across)
        if heading and not _heads_columns(heading, lines, n + heading.used):
            heading = None
        between = _until_it_goes_on(lines, n, above, first=n == 0) if above and not heading else None
        if heading:
            first = n + heading.used
            end, gutters = _take(lines, first, partial(Gutters.of_headings, heading.texts, heading.over))
            begun = not tables and heading.texts == said
            named = Row(heading.texts, lines[n].top, lines[first - 1].bottom, drawn=True)
            tables.append(_table(page, gutters, lines[n:end], [named], begun=begun))
        elif above and between is not None:
            first = n + between
            end, gutters = _take(lines, first, partial(Gutters.going_on, above))
            banners = [banner(line, above) for line in lines[n:first] if _is_banner(line)]
            if len(banners) == between:
                table = _table(page, gutters, lines[n:end], banners, begun=not between)
                tables.append(_together(tables.pop(), table) if n else table)
            else:
                # Below words of prose the headings are said again: they apply to what follows.
                named = Row(above.headings, lines[first].top, lines[first].top, drawn=True)
                tables.append(_table(page, gutters, lines[first:end], [named], begun=False))
        else:
            n += 1
            above = None
            continue
        n = end
        above = tables[-1].columns
    return tables


# Headings. -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Headings:
    texts: tuple[str, ...]
    over: tuple[Span, ...]
    used: int
    """Printed lines."""
    fields: tuple[str, ...]
    """That they name."""

    @property
    def known(self) -> int:
        """How many different ones."""
        return len(frozenset(self.fields))

    @property
    def is_sure(self) -> bool:
        """Are these headings of recommendations, or of what audits' recommendations have come to?"""
        tells = "recommendation" in self.fields or (
            "audit" in self.fields and not {"status", "months_overdue", "due"}.isdisjoint(self.fields)
        )
        return tells and self.known >= _FEWEST and len(self.fields) * 2 >= len(self.texts)


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


def _ruled_headings(lines: Sequence[PrintedLine], n: int, across: Sequence[float]) -> _Headings | None:
    """The headings at line `n` of which only some are known, where rules across part them from rows and these."""
    for used in range(1, min(_TALLEST, len(lines) - n - 1) + 1):
        if _is_parted(lines, n + used, across):
            found = _read_headings(lines[n : n + used], sure=False)
            if found is None:
                return None
            later = range(n + 1, n + used)
            if any(_headings(lines, at) or _is_fuller(lines[at : n + used], found) for at in later):
                return None
            end, _ = _take(lines, n + used, partial(Gutters.of_headings, found.texts, found.over))
            return found if any(_is_parted(lines, at, across) for at in range(n + used + 1, end)) else None
    return None


def _heads_columns(heading: _Headings, lines: Sequence[PrintedLine], first: int) -> bool:
    """Do words stand in columns below, or the headings wide apart? Words of prose that is stretched might name some."""
    gaps = [other.x0 - one.x1 for one, other in pairwise(heading.over)]
    if min(gaps) >= _WIDE * lines[first - 1].size:
        return True
    _, gutters = _take(lines, first, partial(Gutters.of_headings, heading.texts, heading.over))
    columns = gutters.columns()
    return any(len({columns.of(run.words[0]) for run in line.runs}) > 1 for line in gutters.lines)


def _is_fuller(window: Sequence[PrintedLine], than: _Headings) -> bool:
    """Are there more headings in fewer lines? Then those above are words of their own."""
    found = _read_headings(window, sure=False)
    return found is not None and (found.known, len(found.texts)) > (than.known, len(than.texts))


def _is_parted(lines: Sequence[PrintedLine], n: int, across: Sequence[float]) -> bool:
    """Does a rule run between line `n` and the one above?"""
    return any(lines[n - 1].middle < rule < lines[n].middle for rule in across)


def _rules_of(page: Page, lines: Sequence[PrintedLine]) -> list[float]:
    """The heights of all rules across the page."""
    if not lines:
        return []
    return rules(page, Span(min(line.words[0].x0 for line in lines), max(line.words[-1].x1 for line in lines)))


def _as_bold(window: Sequence[PrintedLine]) -> bool:
    """Are all lines printed in bold letters, as headings are and rows are not?"""
    return all(word.bold for line in window for word in line.words)


def _read_headings(window: Sequence[PrintedLine], *, sure: bool = True) -> _Headings | None:
    """The headings in these printed lines, each over its column; one that reaches over several belongs to each.

    They are `sure` to be headings if enough of them are known; else one that is known will do.
    """
    readings = (_over_columns(window, askew) for askew in (False, True))
    believed = (found for found in readings if found and (found.is_sure if sure else found.known))
    return max(believed, key=lambda found: found.known, default=None)


def _over_columns(window: Sequence[PrintedLine], askew: bool) -> _Headings | None:
    """As `_read_headings`; with `askew`, words that are not set over one column alone are taken to be for two."""
    if any(len(line.runs) > _WIDEST for line in window):
        return None
    across: list[tuple[Span, str]] = []
    apart: list[list[Run]] = []
    for at, line in enumerate(window):
        for run in line.runs:
            reach = next(filter(None, (_reach(run, lower, askew) for lower in window[at + 1 :])), None)
            if reach:
                across.append((reach, run.text))
            else:
                apart.append([run])
    bands = _merged(apart)
    if len(bands) < _FEWEST or (askew and not across):
        return None
    over = tuple(Span(min(run.x0 for run in band), max(run.x1 for run in band)) for band in bands)
    above = [[text for reach, text in across if _overlap(reach, span)] for span in over]
    if not all(map(_may_head, above, bands)):
        return None
    texts = tuple(" ".join([*words, *_whole(band)]) for words, band in zip(above, bands, strict=True))
    return _Headings(texts, over, len(window), tuple(column.field for column in map(column_for, texts) if column))


def _may_head(above: Sequence[str], band: Sequence[Run]) -> bool:
    """Are these words few enough for a heading, and begun as one?"""
    words = " ".join([*above, *(run.text for run in band)])
    return len(words) <= _LONGEST and not words[0].islower()


def _reach(run: Run, lower: PrintedLine, askew: bool) -> Span | None:
    """From where to where a heading reaches that stands over several in a line below it."""
    under = [n for n, other in enumerate(lower.runs) if _overlap(run, other)]
    if len(under) == 1 and askew:
        other = lower.runs[under[0]]
        left, right = run.x0 - other.x0, run.x1 - other.x1
        if min(abs(left), abs(right), abs(left + right) / 2) > _ASKEW:
            under += [n for n in (under[0] + (1 if left + right > 0 else -1),) if 0 <= n < len(lower.runs)]
    if len(under) < 2:
        return None
    return Span(lower.runs[min(under)].x0, lower.runs[max(under)].x1)


def _overlap(one: Run | Span, other: Run | Span) -> bool:
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


def _whole(band: Sequence[Run]) -> list[str]:
    """The lines of a heading, those together between which a word is broken for which its column is too narrow."""
    widest = max(run.x1 - run.x0 for run in band)
    rooms = (widest - (run.x1 - run.x0) for run in band)
    full = [is_full(room, lower.words[0].size, lower.text) for room, lower in zip(rooms, band[1:], strict=False)]
    return unbroken([run.text for run in band], full)


# How far a table goes. -------------------------------------------------------------------------------------------


def _take(lines: Sequence[PrintedLine], first: int, new: Callable[[], Gutters]) -> tuple[int, Gutters]:
    """The lines from `first` on for as long as they are the table's: where they end, and the gutters they leave."""
    end = len(lines)
    while True:
        gutters = new()
        n = first
        while n < end and not (n > first and _headings(lines, n)):
            if _may_be_banner(lines, n) and lines[n].words[0].x0 <= gutters.starts[0] + _ASKEW:
                gutters.head(lines[n])
            elif not gutters.take(lines[n]):
                break
            n += 1
        while n > first and lines[n - 1] in gutters.banners:
            n -= 1
            gutters.lines.pop()
        end = first + _own(lines[first:n], gutters.columns())
        if end == n:
            return end, gutters


def _may_be_banner(lines: Sequence[PrintedLine], n: int) -> bool:
    """Does line `n` stand alone in bold letters, above words in columns that are no headings?"""
    line, below = lines[n], lines[n + 1 : n + 2]
    alone = len(line.runs) == 1 and _as_bold([line]) and _is_banner(line)
    plain = any(len(other.runs) > 1 and not _as_bold([other]) for other in below)
    return alone and plain and not _headings(lines, n + 1)


def _own(lines: Sequence[PrintedLine], columns: Columns) -> int:
    """How many lines there are without what stands apart below: the heading of what follows, the number of the page."""
    pitch = pitch_of(lines, columns)
    for n in range(len(lines) - 1, 0, -1):
        line = lines[n]
        filled = columns.parted(line).keys()
        titled = filled == {0}
        stray = len(line.runs) == 1 and not columns.holds(line.runs[0])
        foot = any(_FOOT.fullmatch(run.text) for run in line.runs)
        if not (titled or stray or foot):
            break
        larger = line.size > lines[0].size + 0.5 or (titled and _as_bold([line]) and not _as_bold(lines[n - 1 : n]))
        if line.middle - lines[n - 1].middle > (1.5 if larger else 2.5) * pitch:
            return n
    return len(lines)


def _until_it_goes_on(lines: Sequence[PrintedLine], n: int, above: Columns, *, first: bool) -> int | None:
    """How many lines reach across before rows go on under the columns of a table above; None if none do.

    On the `first` line of a page they may go on at once.
    """
    for between in range(0 if first else 1, _BETWEEN + 1):
        at = n + between
        if at >= len(lines) or _headings(lines, at) or (between and len(lines[at - 1].runs) > 1):
            return None
        end, _ = _take(lines, at, partial(Gutters.going_on, above))
        sample = lines[at : at + 1] if between else lines[at:end]
        filled = [{above.of(run.words[0]) for run in line.runs} for line in sample]
        runs = [run for line in sample for run in line.runs]
        beside = any(len(columns) > 1 for columns in filled) or not (between or any(0 in columns for columns in filled))
        if end > at and beside and sum(map(above.holds, runs)) * 3 >= len(runs) * (2 if between else 1.5):
            return between
    return None


def _is_banner(line: PrintedLine) -> bool:
    """Does a line that reaches across a table head the rows below it, and is no sentence?"""
    return len(line.text) <= LONGEST_BANNER and not line.text.endswith((".", ",", ";")) and not line.text[0].islower()


def _table(page: Page, gutters: Gutters, lines: Sequence[PrintedLine], head: Sequence[Row], *, begun: bool) -> Table:
    """The table of these lines, the first of them what `head` says; it may have `begun` on the page before."""
    columns = gutters.columns()
    words = [word for line in lines for word in line.words]
    box = Span(min(word.x0 for word in words), max(word.x1 for word in words))
    rows = rows_of(gutters.lines, columns, rules(page, box), begun=begun)
    return Table(box.x0, lines[0].top, box.x1, max(word.bottom for word in words), columns, (*head, *rows))


def _together(one: Table, below: Table) -> Table:
    """One table, of what stands above banners and what stands below."""
    box = min(one.x0, below.x0), one.top, max(one.x1, below.x1), below.bottom
    return Table(*box, below.columns, (*one.rows, *below.rows))
