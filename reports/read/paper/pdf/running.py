"""What is printed on page after page, above or below what the page has to say: heads, feet and numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.columns import column_for
from reports.read.paper.pdf.page import Page, Word
from reports.read.paper.pdf.printed import PrintedLine, printed_lines
from reports.read.paper.pdf.ruled import Grid

_OUTERMOST = 4
"""Printed lines at the top of a page, and at its foot, that may be running ones."""
_MARGIN = 0.2
"""Of a page's height: they stand no further in than this."""
_MOST_PARTS = 4
"""Of a running line, as left, middle and right; what has more is a row, though it says on every page what others do."""
_SAME_HEIGHT = 4.0
"""Points by which they may stand higher or lower from page to page."""
_MOST = 0.6
"""Of all pages: what stands on so many at one place runs, and what stands beside it, which may tell the section."""
_MOSTLY = 0.7
"""Of the pages: a number that goes up with them on so many counts them."""
_SECTION = re.compile(r"\W*(?:appendix|annexe?|schedule|section|part|chapter|table)\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)


def without_running(pages: Sequence[Page], grids: Sequence[Sequence[Grid]]) -> list[tuple[Word, ...]]:
    """The words of each page without those that run through the paper; a head is left where it first stands.

    `grids` gives the tables with ruling lines on each page; what stands in those that reach into it runs nowhere.
    """
    outermost = [_outermost(page, on) for page, on in zip(pages, grids, strict=True)]
    whole: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    parts: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    for n, edges in enumerate(outermost):
        for edge, lines in edges.items():
            for far, line in lines:
                whole[edge, _shape(line.text)].append(_Place(far, n, line))
                for run in line.runs if len(line.runs) > 1 else ():
                    parts[edge, f"{round(run.x0 / _SAME_HEIGHT)} {_shape(run.text)}"].append(_Place(far, n, line))
    running: dict[tuple[int, PrintedLine], bool] = {}
    for found in parts.values():
        for band in _bands(found):
            if len({place.page for place in band}) >= max(3, _MOST * len(pages)):
                running |= {(place.page, place.line): True for place in band}
    for (edge, _), found in whole.items():
        for band in _bands(found):
            if len({place.page for place in band}) >= _enough(len(pages)):
                same = edge == "foot" and len({place.line.text for place in band}) == 1
                running |= {(place.page, place.line): same or _counts(band) for place in band}
    kept: list[tuple[Word, ...]] = []
    said: set[str] = set()
    for n, (page, edges) in enumerate(zip(pages, outermost, strict=True)):
        left_out: set[Word] = set()
        for lines in edges.values():
            for _, line in lines:
                if (n, line) not in running:
                    break  # what stands further in is what the page has to say
                if line.text in said or running[n, line]:
                    left_out |= set(line.words)
                said.add(line.text)
        kept.append(tuple(word for word in page.words if word not in left_out))
    return kept


def _shape(text: str) -> str:
    """A text whatever its numbers are."""
    return re.sub(r"\d+", "0", text)


class _Place(NamedTuple):
    """Where a line stands that may be a running one."""

    far: float
    """From the edge of the page, in points."""
    page: int
    line: PrintedLine


def _enough(pages: int) -> int:
    """On how many pages words must stand to be running ones; those of one section run through fewer than all."""
    return 2 if pages < 4 else 3


def _counts(band: Sequence[_Place]) -> bool:
    """Does a number in a line count the pages? One of appendices or parts may change as well, but not on every page."""
    if _PAGE_NUMBER.fullmatch(band[0].line.text):
        return True
    if _SECTION.match(band[0].line.text):
        return False
    numbers = [[int(number) for number in re.findall(r"\d{1,6}", place.line.text)] for place in band]
    steps = (Counter(n - place.page for n, place in zip(at, band, strict=True)) for at in zip(*numbers, strict=False))
    return any(step.most_common(1)[0][1] > _MOSTLY * len(band) for step in steps)


def _bands(found: list[_Place]) -> Iterator[list[_Place]]:
    """Those that stand at one height."""
    found.sort(key=lambda place: place.far)
    band = found[:1]
    for one, other in pairwise(found):
        if other.far - one.far > _SAME_HEIGHT:
            yield band
            band = []
        band.append(other)
    yield band


def _outermost(page: Page, grids: Sequence[Grid]) -> dict[str, list[tuple[float, PrintedLine]]]:
    """The lines at both edges of a page from the outermost inwards, and how far from the edge they are."""
    high, low = _MARGIN * page.height, (1 - _MARGIN) * page.height
    inner = [grid for grid in grids if grid.bottom > high and grid.top < low]
    lines = printed_lines(page.words)
    head = [(line.top, line) for line in _free(lines, inner) if line.bottom < high]
    foot = [(page.height - line.bottom, line) for line in _free(lines[::-1], inner) if line.top > low]
    return {"head": head[:_OUTERMOST], "foot": foot[:_OUTERMOST]}


def _free(lines: Sequence[PrintedLine], grids: Sequence[Grid]) -> Iterator[PrintedLine]:
    """As far as no table begins: what its headings are is said on every page."""
    for line in lines:
        if any(grid.holds(line.words[0]) for grid in grids):
            return
        if len(line.runs) > _MOST_PARTS or sum(1 for run in line.runs if column_for(run.text)) > 1:
            return
        yield line
