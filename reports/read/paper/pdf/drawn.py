"""A PDF as it is drawn: its pages, and from them tables and paragraphs in the order in which a person reads them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pypdfium2 as pdfium

from db.readings import Problem
from reports.read import Unreadable
from reports.read.paper import Paper, Progress
from reports.read.paper.blocks import Block, Cell, Paragraph, Row, Table, lay
from reports.read.paper.pdf import aligned
from reports.read.paper.pdf.beside import Sheet, put_beside
from reports.read.paper.pdf.drawings import drawings_of
from reports.read.paper.pdf.gutters import Columns
from reports.read.paper.pdf.letters import Frame, letters_of
from reports.read.paper.pdf.page import Page, Word
from reports.read.paper.pdf.printed import PrintedLine, printed_lines
from reports.read.paper.pdf.ruled import Grid, find_grids
from reports.read.paper.pdf.running import without_running
from reports.read.paper.pdf.spread import Spread, parts_all_columns
from reports.read.paper.pdf.wrapped import Passage, Vocabulary, lines_to_passages
from reports.read.report.starts import says_continued

_LONGEST_HEADING = 160
"""Letters."""
_OFTEN = 0.08
"""Of all letters: a size that so many have is no heading's."""
_LARGER = 0.8
"""Points by which the letters of a heading are larger than those of the text."""
_UNKNOWN = 0.1
"""Of a page's letters: if the file does not say of so many what they are, a person should look."""


def read_drawn(name: str, document: pdfium.PdfDocument, progress: Progress) -> Paper:
    """What the file `name` prints, from where its words and lines stand. Raises Unreadable where it has no words."""
    pages, problems = _pages(name, document, progress)
    grids = _grids(pages)
    kept = without_running(pages, grids)
    sheets, joined = put_beside([Sheet(page, words) for page, words in zip(pages, kept, strict=True)])
    if joined:
        grids = _grids([sheet.page for sheet in sheets])
    for number, left in joined:
        what = f"This is the right-hand side of page {left}; it was put beside that, row by row."
        problems.append(Problem(f"page {number}", what))
    return lay(name, _Reader(sheets, grids).blocks(), problems)


def _grids(pages: Sequence[Page]) -> list[list[Grid]]:
    """The tables with ruling lines on each page."""
    grids: list[list[Grid]] = []
    for page in pages:
        above = grids[-1][-1] if grids and grids[-1] else None
        grids.append([grid for grid in find_grids(page, above) if parts_all_columns(grid)])
    return grids


# Pages. --------------------------------------------------------------------------------------------------------------


def _pages(name: str, document: pdfium.PdfDocument, progress: Progress) -> tuple[list[Page], list[Problem]]:
    """All pages, and what is to be said of those that have no words."""
    pages: list[Page] = []
    pictures: list[int] = []
    unknown: list[int] = []
    for at in range(len(document)):
        page = document[at]
        letters, drawings = letters_of(page), drawings_of(page)
        quarters = letters.quarters
        if quarters is None:
            quarters = page.get_rotation() // 90
        width, height, turn = Frame(*page.get_bbox()).turned(quarters)
        words = letters.words(turn, quarters)
        pages.append(Page(at + 1, width, height, words, drawings.strokes(turn)))
        if letters.unknown > _UNKNOWN * (letters.unknown + len(letters.letters)):
            unknown.append(at + 1)
        elif not words and drawings.may_be_scan(width, height):
            pictures.append(at + 1)
        page.close()
        progress(at + 1, len(document))
    if not any(page.words for page in pages):
        raise Unreadable(f"{name}: {_no_words(pictures=bool(pictures), unknown=bool(unknown))}")
    problems = told_pictures(pictures)
    if unknown:
        what = "has letters of which the file does not say what they are; they were left out."
        problems.append(Problem(_named(unknown), f"{_these(unknown)} {what}", ""))
    return pages, problems


def told_pictures(numbers: Sequence[int]) -> list[Problem]:
    """What is said of the pages of these numbers, which are pictures."""
    what = "is a picture without words; nothing of it was read."
    return [Problem(_named(numbers), f"{_these(numbers)} {what}")] if numbers else []


def _no_words(*, pictures: bool, unknown: bool) -> str:
    if unknown:
        return "it does not say what its letters are, so that nobody can copy them; ask for the file it was made from."
    why = "it is a scan, pictures of pages without words" if pictures else "it is a scan, or has no words in it"
    return f"{why}; ask for the file that was printed, or have a program for scans make a PDF with words of it."


def _these(numbers: Sequence[int]) -> str:
    return "This page" if len(numbers) == 1 else f"Each of these {len(numbers)} pages"


def _named(numbers: Sequence[int]) -> str:
    """`page 3`, `pages 3-5, 9`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    said = ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans)
    return f"{'page' if len(numbers) == 1 else 'pages'} {said}"


# From pages to blocks. -----------------------------------------------------------------------------------------------


class _Reader:
    """Goes through the pages once."""

    def __init__(self, sheets: Sequence[Sheet], grids: Sequence[Sequence[Grid]]) -> None:
        """`grids` gives the tables with ruling lines on each."""
        self.sheets = sheets
        self.grids = grids
        self.vocabulary = _vocabulary(sheets)
        sizes: Counter[float] = Counter()
        for sheet in sheets:
            for word in sheet.words:
                sizes[round(word.size * 2) / 2] += len(word.text)
        often = _OFTEN * sizes.total()
        self.size = max((size for size, letters in sizes.items() if letters >= often), default=10.0)
        """Of the text, which may be larger than that of the tables; headings are larger still."""
        self.found: list[Block | Spread] = []
        self.open: Table | None = None
        self.columns: Columns | None = None
        """Of the table without lines that the page before ended with."""
        self.rows = 0
        """Of the tables on this page so far."""

    def blocks(self) -> list[Block]:
        """All paragraphs and tables."""
        for sheet, grids in zip(self.sheets, self.grids, strict=True):
            kept = set(sheet.words)
            self._page(
                sheet.page, sheet.words, [grid for grid in grids if any(kept.intersection(c.words) for c in grid.cells)]
            )
        return [found.table if isinstance(found, Spread) else found for found in self.found]

    def _page(self, page: Page, words: Sequence[Word], grids: Sequence[Grid]) -> None:
        self.rows = 0
        free = [word for word in words if not any(grid.holds(word) for grid in grids)]
        tables = aligned.find_tables(page, free, self.columns)
        loose = [word for word in free if not any(_holds(table, word) for table in tables)]
        numbers = {word: n for n, line in enumerate(printed_lines(page.words), 1) for word in line.words}
        parts: list[tuple[float, Callable[[], None]]] = []
        parts += [(grid.top, partial(self._grid, page, grid)) for grid in grids]
        parts += [(table.top, partial(self._aligned, page, table)) for table in tables]
        for lines in _stretches(printed_lines(loose), [part[0] for part in parts]):
            parts.append((lines[0].top, partial(self._prose, page, lines, numbers)))
        for _, take in sorted(parts, key=lambda part: part[0]):
            take()
        self.columns = tables[-1].columns if tables else None

    # Words outside tables. -------------------------------------------------------------------------------------------

    def _prose(self, page: Page, lines: Sequence[PrintedLine], numbers: dict[Word, int]) -> None:
        right = max(line.words[-1].x1 for line in lines)
        self.open = None
        for passage in lines_to_passages(lines, right, self.vocabulary):
            place = f"page {page.number} line {numbers[passage.lines[0].words[0]]}"
            heading = self._is_heading(passage)
            last = self.found[-1] if self.found else None
            if isinstance(last, Paragraph) and not heading and _goes_on(last, passage, page.number):
                text = self.vocabulary.join(last.text, passage.text)
                self.found[-1] = Paragraph(text, place=last.place)
            else:
                self.found.append(Paragraph(passage.text, heading, passage.level, place))

    def _is_heading(self, passage: Passage) -> bool:
        text = passage.text
        if len(text) > _LONGEST_HEADING or text.endswith((".", ",", ";")) or not any(map(str.isalpha, text)):
            return False
        return passage.is_bold or min(line.size for line in passage.lines) > self.size + _LARGER

    # Tables. ---------------------------------------------------------------------------------------------------------

    def _aligned(self, page: Page, table: aligned.Table) -> None:
        goes_on = self.open is not None and self.columns is not None and table.columns.headings == self.columns.headings
        last = self.found[-1] if self.found else None
        new = isinstance(last, Paragraph) and last.is_heading and not says_continued(last.text)
        if self.open is None or not goes_on:
            self.open = Table()
            self.found.append(self.open)
        for at, row in enumerate(table.rows):
            self.rows += 1
            cells = [Cell([Paragraph(text)]) for text in row.cells]
            place = f"page {page.number} row {self.rows}"
            turns = goes_on and at == 0
            self.open.rows.append(Row(cells, place=place, is_drawn=row.drawn or (new and at < 2), turns_page=turns))

    def _grid(self, page: Page, grid: Grid) -> None:
        self.open = None
        spread = self._begun(grid, page.number)
        if spread is None:
            spread = Spread(self.vocabulary)
            above = next((found for found in reversed(self.found) if isinstance(found, Spread)), None)
            if above is not None and above.heads(grid):
                self.rows += 1
                spread.repeat_headings(above, f"page {page.number} row {self.rows}")
            self.found.append(spread)
        self.rows += spread.take(grid, page.number, self.rows)

    def _begun(self, grid: Grid, page: int) -> Spread | None:
        """The table that one goes on with: the last thing said before, but for headings that only say so."""
        for last in reversed(self.found):
            if isinstance(last, Spread):
                return last if last.goes_on_with(grid, page) else None
            if not (isinstance(last, Paragraph) and last.is_heading and says_continued(last.text)):
                return None
        return None


def _vocabulary(sheets: Sequence[Sheet]) -> Vocabulary:
    """The words of all pages."""
    within = (word.text for sheet in sheets for line in sheet.lines for run in line.runs for word in run.words[1:-1])
    return Vocabulary((word.text for sheet in sheets for word in sheet.words), within)


def _stretches(lines: Sequence[PrintedLine], tops: Sequence[float]) -> Iterator[list[PrintedLine]]:
    """Lines between which no table stands."""
    stretch: list[PrintedLine] = []
    for line in lines:
        if stretch and any(stretch[-1].top <= top < line.top for top in tops):
            yield stretch
            stretch = []
        stretch.append(line)
    if stretch:
        yield stretch


def _holds(table: aligned.Table, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return table.x0 <= x <= table.x1 and table.top <= y <= table.bottom


def _goes_on(last: Paragraph, passage: Passage, page: int) -> bool:
    """Does a paragraph go on at the top of the next page?"""
    before = last.place.startswith(f"page {page - 1} ")
    return before and not last.is_heading and passage.text[:1].islower() and not last.text.endswith((".", ":", ";"))
