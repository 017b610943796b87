"""Sheets too wide for their pages: a spreadsheet program prints one strip of columns after another; here they are one.

Rows stand at the same heights on the pages of all strips. The pages of each row of the sheet are put beside each other
as one wide page, before anything is read of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from reports.columns import column_for
from reports.read.paper.pdf.page import Page, Stroke, Word
from reports.read.paper.pdf.printed import PrintedLine, Run, printed_lines

_LEVEL = 1.5
"""Points by which two halves of one row may stand at other heights on their pages."""
_MOSTLY = 0.8
"""Of the lines of a page, or of the rules: so many must stand at heights of lines on the page beside it."""
_HIGHEST = 6
"""Printed lines at the top of a page, among which the headings of a strip are."""
_LONGEST = 60
"""Letters that a heading may have."""
_TALLEST = 3
"""Printed lines that headings may take."""
_GUTTER = 12.0
"""Points between strips in which no lines are drawn."""
_FEWEST = 3
"""Different fields that the headings of all strips must name."""
_REFERENCES = frozenset({"ref", "source_ref"})
"""Fields that may stand in each strip, for a person to find the row by."""


class _Heading(NamedTuple):
    heights: tuple[float, ...]
    """Of its printed lines."""
    fields: tuple[str, ...]
    """That it names."""


@dataclass(frozen=True)
class Sheet:
    """A page, and what is left of it without what runs on all pages."""

    page: Page
    words: tuple[Word, ...]

    @cached_property
    def lines(self) -> list[PrintedLine]:
        """Those that are left."""
        return printed_lines(self.words)

    @cached_property
    def heading(self) -> "_Heading | None":
        """The headings near its top, of which most are known: those that name most."""
        found = [
            _Heading(tuple(line.middle for line in window), named)
            for first in range(_HIGHEST)
            for window in (self.lines[first : first + used] for used in range(1, _TALLEST + 1))
            if (named := _fields(window))
        ]
        return max(found, key=lambda heading: len(heading.fields), default=None)

    @property
    def fields(self) -> frozenset[str]:
        """That its headings name."""
        return frozenset(self.heading.fields) if self.heading else frozenset()

    @property
    def edges(self) -> tuple[float, float]:
        """From where to where its lines are drawn; its words stand, if none are."""
        boxes: Sequence[Stroke | Word] = self.page.strokes or self.words
        return min((box.x0 for box in boxes), default=0.0), max((box.x1 for box in boxes), default=0.0)


def _fields(lines: Sequence[PrintedLine]) -> tuple[str, ...]:
    """What is named by what stands below each other in these lines; nothing if most of it is not known."""
    if any(len(run.text) > _LONGEST for line in lines for run in line.runs):
        return ()
    bands: list[list[Run]] = []
    for run in sorted((run for line in lines for run in line.runs), key=lambda run: run.x0):
        if bands and run.x0 < max(other.x1 for other in bands[-1]):
            bands[-1].append(run)
        else:
            bands.append([run])
    texts = (" ".join(run.text for run in sorted(band, key=lambda run: run.words[0].top)) for band in bands)
    named = tuple(column.field for column in map(column_for, texts) if column)
    return named if 2 * len(named) > len(bands) else ()


def put_beside(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[tuple[int, int]]]:
    """The pages with those of one row of a sheet as one, and which stands to the right of which, by their numbers."""
    whole: list[Sheet] = []
    joined: list[tuple[int, int]] = []
    at = 0
    while at < len(sheets):
        rows = _rows(sheets, at)
        for row in rows:
            joined += [(right.page.number, row[0].page.number) for right in row[1:]]
        strips = list(zip(*rows, strict=True))
        whole += [_as_one(row, strips) for row in rows] or [sheets[at]]
        at += sum(map(len, rows)) or 1
    return whole, joined


def _rows(sheets: Sequence[Sheet], first: int) -> list[list[Sheet]]:
    """The pages of a sheet that begins at the `first` one: by rows, from left to right; none where no sheet does."""
    head = sheets[first]
    if not head.heading:
        return []
    strip = [n for n in range(first + 1, len(sheets)) if _heads_another(sheets[n], head)]
    if not strip:
        return []
    down = strip[0] - first
    across = 1
    while first + across * down in {first, *strip} and (across + 1) * down <= len(sheets) - first:
        across += 1
    for many in range(across, 1, -1):
        rows = [[sheets[first + n + m * down] for m in range(many)] for n in range(down)]
        if down == 1:
            rows += _further(sheets, first + many, many)
        if _are_of_one_sheet(rows):
            return rows
    return []


def _heads_another(sheet: Sheet, head: Sheet) -> bool:
    """Does a page begin with headings, at the height of those of `head`, that are others?"""
    if not (sheet.heading and head.heading):
        return False
    level = any(abs(one - other) <= _LEVEL for one in sheet.heading.heights for other in head.heading.heights)
    return level and sheet.page.height == head.page.height and not (sheet.fields & head.fields) - _REFERENCES


def _further(sheets: Sequence[Sheet], first: int, many: int) -> Iterator[list[Sheet]]:
    """The rows of a sheet printed over and then down, from page `first` on: below headings or rules, not prose."""
    head = sheets[first - many].fields
    while first + many <= len(sheets):
        row = list(sheets[first : first + many])
        ruled = all(_coincide(_rules(left.page), _rules(right.page)) for left, right in pairwise(row))
        if not (ruled or (row[0].fields == head and _are_level(row))):
            return
        yield row
        first += many


def _are_of_one_sheet(rows: Sequence[Sequence[Sheet]]) -> bool:
    """Do pages stand level, and name together what a table of recommendations has, each field once?"""
    named = [field for sheet in rows[0] for field in sheet.fields - _REFERENCES]
    once = len(named) == len(set(named)) and all(sheet.fields for sheet in rows[0])
    sure = once and "recommendation" in named and len(named) >= _FEWEST
    return sure and all(map(_are_level, rows))


def _are_level(row: Sequence[Sheet]) -> bool:
    return all(_is_level(left, right) for left, right in pairwise(row))


def _is_level(left: Sheet, right: Sheet) -> bool:
    """Do the rows of two pages stand at the same heights, by their words or by the rules drawn between them?"""
    by_words = _coincide([line.middle for line in left.lines], [line.middle for line in right.lines])
    return by_words or _coincide(_rules(left.page), _rules(right.page))


def _rules(page: Page) -> list[float]:
    return sorted({round(stroke.top, 1) for stroke in page.strokes if stroke.is_across})


def _coincide(one: Sequence[float], other: Sequence[float]) -> bool:
    fewer, more = sorted((one, other), key=len)
    level = sum(1 for height in fewer if any(abs(height - at) <= _LEVEL for at in more))
    return bool(fewer) and level >= _MOSTLY * len(fewer)


def _as_one(row: Sequence[Sheet], strips: Sequence[Sequence[Sheet]]) -> Sheet:
    """The pages of a row as one; each strip begins where the one on its left ends on any page."""
    page, words = row[0].page, row[0].words
    end = max(sheet.edges[1] for sheet in strips[0])
    for sheet, strip in zip(row[1:], strips[1:], strict=True):
        gutter = 0.0 if sheet.page.strokes and row[0].page.strokes else _GUTTER
        by = end + gutter - min(other.edges[0] for other in strip)
        end = by + max(other.edges[1] for other in strip)
        page = replace(
            page,
            width=page.width + sheet.page.width,
            words=(*page.words, *(replace(word, x0=word.x0 + by, x1=word.x1 + by) for word in sheet.page.words)),
            strokes=(*page.strokes, *(replace(line, x0=line.x0 + by, x1=line.x1 + by) for line in sheet.page.strokes)),
        )
        words = (*words, *(replace(word, x0=word.x0 + by, x1=word.x1 + by) for word in sheet.words))
    return Sheet(page, words)
