"""Pages set for tests as a typesetter would: words at points, lines wrapped to their column, rules where asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth

from reports.read.paper.pdf.page import Page, Stroke, Word


@dataclass
class Column:
    """One column of a table that is set here."""

    x0: float
    width: float
    align: str = "left"


@dataclass
class Sheet:
    """A page while words are set on it, from the top down."""

    number: int = 1
    width: float = 842
    height: float = 595
    size: float = 10
    y: float = 50
    words: list[Word] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """What a reader of the file sees."""
        return Page(self.number, self.width, self.height, tuple(self.words), tuple(self.strokes))

    def put(self, text: str, x: float, y: float, *, bold: bool = False, stretch: float = 0.0) -> None:
        """One printed line whose left edge is `x`."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        for word in text.split(" "):
            width = stringWidth(word, font, self.size)
            if word:
                self.words.append(Word(word, x, y, x + width, y + self.size * 1.1, self.size, bold))
            x += width + stringWidth(" ", font, self.size) + stretch

    def lines(self, *texts: str, x: float = 50, step: float = 1.25, bold: bool = False) -> None:
        """Printed lines below each other."""
        for text in texts:
            self.put(text, x, self.y, bold=bold)
            self.y += self.size * step

    def prose(self, text: str, x: float = 50, width: float = 740) -> None:
        """A paragraph, and the space after it."""
        self.lines(*wrap(text, width, self.size), x=x)
        self.y += self.size * 0.6

    def row(
        self,
        columns: Sequence[Column],
        cells: Sequence[str],
        *,
        bold: bool = False,
        after: float = 0.0,
        middle: bool = False,
        rule: bool = False,
    ) -> list[list[str]]:
        """A row of a table; returns its cells as printed lines."""
        wrapped = [
            [line for part in cell.split("\n") for line in wrap(part, column.width, self.size, bold=bold)]
            for cell, column in zip(cells, columns, strict=True)
        ]
        tall = max(map(len, wrapped))
        font = "Helvetica-Bold" if bold else "Helvetica"
        for lines, column in zip(wrapped, columns, strict=True):
            lead = (tall - len(lines)) // 2 if middle else 0
            for n, line in enumerate(lines):
                spare = column.width - stringWidth(line, font, self.size)
                x = column.x0 + {"left": 0.0, "centre": spare / 2, "right": spare}[column.align]
                self.put(line, x, self.y + (lead + n) * self.size * 1.2, bold=bold)
        self.y += tall * self.size * 1.2 + after
        if rule:
            at = self.y - after / 2
            self.strokes.append(Stroke(columns[0].x0, at, columns[-1].x0 + columns[-1].width, at + 0.5))
        return wrapped


def wrap(text: str, width: float, size: float = 10, *, bold: bool = False) -> list[str]:
    """`text` in lines no wider than `width` points, a word that is wider alone in its line."""
    font = "Helvetica-Bold" if bold else "Helvetica"
    lines: list[str] = []
    for word in text.split():
        if lines and stringWidth(f"{lines[-1]} {word}", font, size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def abreast(x: float, widths: Sequence[float], gutter: float = 10, aligns: str = "") -> list[Column]:
    """Columns side by side; `aligns` says l, c or r for each."""
    columns: list[Column] = []
    for n, width in enumerate(widths):
        align = {"l": "left", "c": "centre", "r": "right"}[aligns[n] if aligns else "l"]
        columns.append(Column(x, width, align))
        x += width + gutter
    return columns
