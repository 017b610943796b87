"""What is printed on page after page, above or below what the page has to say: heads, feet and numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.columns import column_for
from reports.read.paper.page import Page, Word
from reports.read.paper.printed import PrintedLine, printed_lines

_OUTERMOST = 4
"""Printed lines at the top of a page, and at its foot, that may be running ones."""
_MARGIN = 0.2
"""Of a page's height: they stand no further in than this."""
_SAME_HEIGHT = 4.0
"""Points by which they may stand higher or lower from page to page."""
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)


def without_running(pages: Sequence[Page]) -> list[tuple[Word, ...]]:
    """The words of each page without those that run through the paper; a head is left where it first stands."""
    places: dict[tuple[str, str], list[tuple[float, int, PrintedLine]]] = defaultdict(list)
    for n, page in enumerate(pages):
        for edge, far, line in _outermost(page):
            places[edge, re.sub(r"\d+", "0", line.text)].append((far, n, line))
    left_out: dict[int, set[Word]] = defaultdict(set)
    for (edge, _), found in places.items():
        for band in _bands(found):
            if len({n for _, n, _ in band}) < _enough(len(pages)):
                continue
            said: set[str] = set()
            for _, n, line in sorted(band, key=lambda one: one[1]):
                if edge == "foot" or line.text in said or _counts(band):
                    left_out[n] |= set(line.words)
                said.add(line.text)
    return [tuple(word for word in page.words if word not in left_out[n]) for n, page in enumerate(pages)]


def _enough(pages: int) -> int:
    """On how many pages words must stand to be running ones; those of one section run through fewer than all."""
    return 2 if pages < 4 else 3


def _counts(band: Sequence[tuple[float, int, PrintedLine]]) -> bool:
    """Do the numbers in a line change from page to page, as pages are counted?"""
    return (
        len({line.text for _, _, line in band}) * 2 > len(band) or _PAGE_NUMBER.fullmatch(band[0][2].text) is not None
    )


def _bands(found: list[tuple[float, int, PrintedLine]]) -> Iterator[list[tuple[float, int, PrintedLine]]]:
    """Those that stand at one height."""
    found.sort(key=lambda one: one[0])
    band = found[:1]
    for one, other in pairwise(found):
        if other[0] - one[0] > _SAME_HEIGHT:
            yield band
            band = []
        band.append(other)
    yield band


def _outermost(page: Page) -> Iterator[tuple[str, float, PrintedLine]]:
    """The lines at both edges of a page, and how far from the edge; headings of columns are none of them."""
    lines = printed_lines(page.words)
    for line in _free(lines[:_OUTERMOST]):
        if line.bottom < _MARGIN * page.height:
            yield "head", line.top, line
    for line in _free(lines[::-1][:_OUTERMOST]):
        if line.top > (1 - _MARGIN) * page.height:
            yield "foot", page.height - line.bottom, line


def _free(lines: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    """As far as no table begins: what its headings are is said on every page."""
    for line in lines:
        if sum(1 for run in line.runs if column_for(run.text)) > 1:
            return
        yield line
