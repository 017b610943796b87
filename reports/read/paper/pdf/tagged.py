"""PDFs that say what each of their words is: tables, rows and lists as their author tagged them, over all pages.

A tree is believed only as far as the page bears it out: one that leaves words out, puts cells where they do not stand,
or has no table where words stand in columns, is not. The reader of what is drawn then does the whole file.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as altered
from itertools import pairwise

import pypdfium2 as pdfium

from db.readings import Problem
from reports.columns import column_for
from reports.read.paper import Paper, Progress
from reports.read.paper.blocks import Block, Cell, Paragraph, Row, Table, lay
from reports.read.paper.pdf.narrow import Halves, is_full, no_halves, unbroken
from reports.read.paper.pdf.own import CREATOR, read_own
from reports.read.paper.pdf.structure import Element, Piece, Run, Structure, read_structure
from reports.read.paper.pdf.wrapped import Vocabulary

_MOST_STRAY = 0.02
"""Of all letters: more outside the tree, and it does not cover the file."""
_MOST_CROSSED = 0.1
"""Of all rows: more in which cells stand left of those before them, and the tables are tagged wrongly."""
_COLUMNS = 3
"""Paragraphs beside each other that look like a row of a table."""
_ROWS = 3
"""Lines of such on one page from which there is a table that nobody tagged."""
_TORN = 3
"""Paragraphs of a cell from which they may be its printed lines."""
_INDENT = 20.0
"""Points by which two beginnings must differ to stand in two columns."""

_PARTS = frozenset(
    (
        *("Root", "Document", "Part", "Art", "Sect", "Div", "Aside", "NonStruct", "Private", "BlockQuote", "Form"),
        *("TOC", "TOCI", "Index", "L", "LI", "LBody", "Figure"),
    )
)
_HEADINGS = frozenset(("Title", "H", *(f"H{n}" for n in range(1, 7))))
_OF_TABLES = frozenset(("TR", "TH", "TD", "THead", "TBody", "TFoot"))
_BLOCKS = _PARTS | _HEADINGS | _OF_TABLES | {"P", "Caption", "Table"}
_BULLET = re.compile(r"[\u2022\u25cf\u25aa\u25e6\u2043\u2023\u2013\u00b7\uf0b7\uf0a7o*-]")
_ITEM = re.compile(r"\(?\w{1,3}[.)]\s")
_STARTS_WITH_BULLET = re.compile(r"[\u2022\u25cf\u25aa\u25e6\u2043\u2023\u00b7\uf0b7\uf0a7]\s*")


def read_tagged(name: str, document: pdfium.PdfDocument, progress: Progress) -> Paper | None:
    """What the file `name` prints, by its tags; None where it has none or they are not to be believed.

    `progress` is told of each page. Raises Unreadable where its tables are larger than anybody's.
    """
    found = read_structure(document, progress)
    if found is None:
        return None
    walk = _Walk(_vocabulary(found.root).are_halves)
    blocks = list(walk.blocks(found.root))
    if not _is_believable(found, walk):
        return None
    problems: list[Problem] = []
    own = None
    if document.get_metadata_value("Creator") == CREATOR:
        own = read_own(found.root, walk.places, problems)
    return altered(lay(name, _with_strays(blocks, found.stray, walk), problems), own=own)


# From the tree to paragraphs and tables. -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """Through a tree once, naming the places of what it finds."""

    halves: Halves
    """Of words that columns broke."""
    places: dict[int, str] = field(default_factory=dict)
    """Of rows, by the `id` of their element."""
    rows: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """How many rows begin on each page."""
    taken: set[str] = field(default_factory=set)
    pages: dict[int, int] = field(default_factory=dict)
    """On which page a block begins, by its `id`."""
    loose: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    """What begins a paragraph outside of tables, by page."""
    crossed: int = 0
    """Rows whose cells do not stand in their order."""
    seen: int = 0
    """Rows of more than one cell."""
    torn: bool = False
    """Are there rows or cells outside of tables, or cells in another column than they are printed in?"""
    table: Table | None = None
    """The table just before."""

    def blocks(self, element: Element) -> Iterator[Block]:
        """What stands under an element, in reading order."""
        if element.role == "Artifact":
            return
        self.torn = self.torn or element.role in _OF_TABLES
        if element.role == "Table":
            yield from self._table(element)
        elif element.role in _PARTS and _holds_blocks(element):
            label = ""
            for kid in element.all:
                if isinstance(kid, Element) and kid.role == "Lbl":
                    label = said(kid)
                    continue
                for block in self.blocks(kid) if isinstance(kid, Element) else self._paragraph(_alone(kid)):
                    labelled = label and isinstance(block, Paragraph)
                    text = _item(label, block.text) if labelled and isinstance(block, Paragraph) else ""
                    new = altered(block, text=text) if text and isinstance(block, Paragraph) else block
                    self.pages[id(new)] = self.pages.get(id(block), 0)
                    label = "" if labelled else label
                    yield new
        else:
            yield from self._paragraph(element)

    def _paragraph(self, element: Element) -> Iterator[Paragraph]:
        text = said(element)
        if not text:
            return
        first = next(piece for piece in element.pieces if piece.exact.strip())
        self.loose[first.page].append(first)
        self.table = None
        if element.role == "LI":
            text = _item("\u2022", text)
        block = Paragraph(text, element.role in _HEADINGS, place=self.line_of(first))
        self.pages[id(block)] = first.page
        yield block

    def line_of(self, piece: Piece) -> str:
        """Where a piece begins, as a place that nothing else has."""
        line = piece.line
        while (place := f"page {piece.page} line {line}") in self.taken:
            line += 1
        self.taken.add(place)
        return place

    def _table(self, element: Element) -> Iterator[Table]:
        """A table; none where it is only the next page of the one before."""
        rows: list[Row] = []
        begun: list[Sequence[Piece | None]] = []
        page = last = 0
        trs = [(tr, list(_cells(tr))) for tr in _rows(element)]
        columns = _columns([cells for _, cells in trs], self.halves)
        for tr, cells in trs:
            firsts = [next((p for p in cell.pieces if p.exact.strip()), None) for cell in cells]
            first = min(filter(None, firsts), key=lambda piece: piece.page, default=None)
            if first is None:
                continue
            self.rows[first.page] += 1
            place = self.places[id(tr)] = f"page {first.page} row {self.rows[first.page]}"
            said = [_cell(cell, columns.get(at, _WIDE)) for at, cell in _placed(cells)]
            rows.append(Row(said, all(cell.role == "TH" for cell in cells), place))
            begun.append(firsts)
            page, last = page or first.page, max(p.page for cell in cells for p in cell.pieces)
            self._check([piece for piece in firsts if piece is not None and piece.page == first.page])
        self.torn = self.torn or _is_shifted(rows, begun)
        before = self.table
        if rows and before is not None and page > self.pages[id(before)] and _width(rows) == _width(before.rows):
            following = next((row for row in rows if not row.is_heading), rows[0])
            following.is_drawn = False
            rows[0].turns_page = True
            before.rows += rows
            self.pages[id(before)] = last
        elif rows:
            self.table = Table(rows)
            self.pages[id(self.table)] = last
            yield self.table

    def _check(self, firsts: Sequence[Piece]) -> None:
        self.seen += len(firsts) > 1
        self.crossed += any(one.x0 > other.x0 + 1 for one, other in pairwise(firsts))


def _holds_blocks(element: Element) -> bool:
    return any(isinstance(kid, Element) and (kid.role in _BLOCKS or _holds_blocks(kid)) for kid in element.all)


def _alone(piece: Piece) -> Element:
    """A piece that stands between blocks, as a paragraph."""
    return Element("P", kids={0: piece})


def _rows(element: Element) -> Iterator[Element]:
    """The rows of a table, not of those within its cells."""
    for kid in element.all:
        if isinstance(kid, Element):
            if kid.role == "TR":
                yield kid
            elif kid.role != "Table":
                yield from _rows(kid)


def _cells(tr: Element) -> Iterator[Element]:
    """The cells of a row; the library passes over those in which nothing is printed, and tells their places."""
    for place in range(tr.places):
        kid = tr.kids.get(place)
        if kid is None:
            yield Element("TD")
        elif isinstance(kid, Element) and kid.role in {"TH", "TD"}:
            yield kid


def _is_shifted(rows: Sequence[Row], begun: Sequence[Sequence[Piece | None]]) -> bool:
    """Would a cell, of a table with empty ones, come into another column than it is printed in?

    How far an empty cell reaches is not told. `begun` is where each cell begins; no column begins within another.
    """
    starts: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    hanging: dict[int, int] = {}
    for row, pieces in zip(rows, begun, strict=True):
        at = 0
        below = {column: down - 1 for column, down in hanging.items() if down > 1}
        for cell, piece in zip(row.cells, pieces, strict=True):
            while at in hanging:
                at += 1
            if piece is not None and cell.across == 1:
                starts[piece.page][at].append(piece.x0)
            if cell.down > 1:
                below |= dict.fromkeys(range(at, at + cell.across), cell.down - 1)
            at += cell.across
        hanging = below
    if all(None not in pieces for pieces in begun):
        return False
    return any(
        any(max(columns[one]) > min(columns[other]) - 1 for one, other in pairwise(sorted(columns)))
        for columns in starts.values()
    )


def _width(rows: Sequence[Row]) -> int:
    """How many columns rows have."""
    return max(sum(cell.across for cell in row.cells) for row in rows)


@dataclass(frozen=True, slots=True)
class _Column:
    """What is known of a column whose words may be broken."""

    right: float
    """How far its lines reach, in points from the page's left."""
    field: str
    """What it gives by its heading, if that is known."""
    halves: Halves


_WIDE = _Column(float("inf"), "", no_halves)
"""One that breaks no words."""


def _columns(rows: Sequence[Sequence[Element]], halves: Halves) -> dict[int, _Column]:
    """The columns of a table by their place."""
    rights: dict[int, float] = defaultdict(float)
    for cells in rows:
        for at, cell in _placed(cells):
            if cell.across == 1:
                rights[at] = max(rights[at], *(run.x1 for piece in cell.pieces for run in piece.runs), 0.0)
    columns = {at: _Column(right, "", halves) for at, right in rights.items()}
    for at, cell in _placed(rows[0]) if rows else ():
        heading = column_for(said(cell, columns.get(at, _WIDE)))
        if heading and at in columns:
            columns[at] = altered(columns[at], field=heading.field)
    return columns


def _placed(cells: Sequence[Element]) -> Iterator[tuple[int, Element]]:
    """The cells of a row, each with the column that it begins in if none from above reaches into it."""
    at = 0
    for cell in cells:
        yield at, cell
        at += cell.across


def _cell(element: Element, column: _Column) -> Cell:
    texts = list(_paragraphs(element, column))
    if len(texts) >= _TORN and sum(map(_goes_on, texts, texts[1:])) * 2 >= len(texts):
        # Each printed line is tagged as a paragraph: what stops in mid-sentence goes on.
        whole = texts[:1]
        for text in texts[1:]:
            if _goes_on(whole[-1], text):
                whole[-1] = f"{whole[-1]} {text}"
            else:
                whole.append(text)
        texts = whole
    return Cell([Paragraph(text) for text in texts], element.across, element.down)


def _goes_on(above: str, text: str) -> bool:
    """Is a paragraph the rest of the sentence above it?"""
    return (above[-1:].isalpha() or above[-1:] == ",") and text[:1].islower() and not _ITEM.match(text)


def _paragraphs(element: Element, column: _Column) -> Iterator[str]:
    """The texts of a cell, one for each paragraph or item."""
    if element.role == "Artifact":
        return
    if not _holds_blocks(element):
        text = said(element, column)
        if text:
            yield _item("\u2022", text) if element.role == "LI" else text
        return
    inline: dict[int, Element | Piece] = {}
    label = ""
    for at, kid in enumerate(element.all):
        if isinstance(kid, Element) and kid.role == "Lbl":
            label = said(kid)
        elif isinstance(kid, Element) and (kid.role in _BLOCKS or _holds_blocks(kid)):
            yield from filter(None, [said(Element("P", kids=inline), column)])
            inline = {}
            for text in _paragraphs(kid, column):
                is_item = label or (element.role == "LI" and kid.role == "LBody")
                yield _item(label or "\u2022", text) if is_item else text
                label = ""
        else:
            inline[at] = kid
    yield from filter(None, [said(Element("P", kids=inline), column)])


def _item(label: str, text: str) -> str:
    """An item of a list: a bullet is `•`, a number stays as it is printed."""
    text = _STARTS_WITH_BULLET.sub("", text, count=1)
    if not label or _BULLET.fullmatch(label):
        return text if _ITEM.match(text) else f"\u2022 {text}"
    return f"{label} {text}"


# Words. --------------------------------------------------------------------------------------------------------------


def said(element: Element, column: _Column = _WIDE) -> str:
    """The words of an element in one line, as they are meant where it says so."""
    lines: list[str] = []
    full: list[bool] = []
    x1 = size = 0.0
    for gap, run in _runs(element):
        if gap == "\n" and lines:
            full.append(is_full(column.right - x1, size, run.text))
        if gap == "\n" or not lines:
            lines.append(run.text)
        else:
            lines[-1] += gap + run.text
        x1, size = run.x1, run.size
    text = ""
    for line in unbroken(lines, full, column.field, column.halves):
        text = _joined(text, line)
    return " ".join(text.replace("\u00ad", "").split())


def _joined(text: str, words: str) -> str:
    """Over the end of a printed line; a word that a soft hyphen breaks is whole again."""
    if text.endswith("\u00ad"):
        return text[:-1] + words
    glued = text.endswith("/") and text[-2:-1].isalnum() and words[:1].isalnum()
    if glued or (text.endswith("-") and text[-2:-1].isalnum() and words[:1].islower()):
        return text + words
    return f"{text} {words}" if text else words


def _runs(element: Element) -> Iterator[tuple[str, Run]]:
    """What is printed of an element, run by run, and what parts each from the one before."""
    if element.role == "Artifact":
        return
    if element.actual:
        first = next(element.pieces, None)
        yield (first.runs[0].gap if first is not None and first.runs else ""), Run(list(element.actual), "")
        return
    page = 0
    for kid in element.all:
        if isinstance(kid, Element):
            yield from _runs(kid)
            continue
        for n, run in enumerate(kid.runs):
            turned = n == 0 and page and kid.page != page
            yield ("\n" if turned else run.gap), run
        page = kid.page


def _vocabulary(root: Element) -> Vocabulary:
    """The words of all that is printed."""
    runs = [run.text.split() for piece in root.pieces for run in piece.runs]
    return Vocabulary((word for words in runs for word in words), (word for words in runs for word in words[1:-1]))


# Doubt. --------------------------------------------------------------------------------------------------------------


def _is_believable(found: Structure, walk: _Walk) -> bool:
    """Does the page bear the tree out?"""
    stray = sum(len("".join(piece.exact.split())) for piece in found.stray)
    if not found.covered or stray > _MOST_STRAY * (stray + found.covered):
        return False
    if walk.torn or walk.crossed > max(1, _MOST_CROSSED * walk.seen):
        return False
    return not any(_stands_in_columns(pieces) for pieces in walk.loose.values())


def _stands_in_columns(pieces: Sequence[Piece]) -> bool:
    """Do the paragraphs of a page stand beside each other, line for line, as in a table?"""
    lines: dict[int, set[float]] = defaultdict(set)
    for piece in pieces:
        if all(abs(piece.x0 - other) > _INDENT for other in lines[piece.line]):
            lines[piece.line].add(piece.x0)
    return sum(len(starts) >= _COLUMNS for starts in lines.values()) >= _ROWS


def _with_strays(blocks: Sequence[Block], strays: Sequence[Piece], walk: _Walk) -> list[Block]:
    """The blocks, and behind those of each page what its tree leaves out: a few words, and none is lost."""
    left = [(piece.page, said(_alone(piece)), piece) for piece in sorted(strays, key=lambda p: (p.page, p.line))]
    out: list[Block] = []
    for block in blocks:
        page = walk.pages.get(id(block), 0)
        while left and page > left[0][0]:
            _, text, piece = left.pop(0)
            out.append(Paragraph(text, place=walk.line_of(piece)))
        out.append(block)
    return out + [Paragraph(text, place=walk.line_of(piece)) for _, text, piece in left]
