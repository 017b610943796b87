"""PDFs drawn for tests: tables whose ruling lines are drawn in all the ways that programs draw them."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

HEADINGS = (
    "Audit Title",
    "Due Date",
    "Recommendation",
    "Management Response",
    "Update/Opinion",
    "Ownership and Actions",
)
WIDTHS = (90, 60, 170, 160, 160, 120)
Draw = Callable[[Canvas, float, float, float, float], None]


def stroke(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.line(x0, y0, x1, y1)


def thin_box(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.rect(x0 - 0.25, y0 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)


def double(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    by = (0, 1) if y0 == y1 else (1, 0)
    for way in (-1, 1):
        dx, dy = way * by[0], way * by[1]
        canvas.line(x0 + dx, y0 + dy, x1 + dx, y1 + dy)


def dashed(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.setDash(3, 2)
    canvas.line(x0, y0, x1, y1)


def dots(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    long = max(x1 - x0, y1 - y0)
    for at in range(0, int(long) + 1, 3):
        x, y = (x0 + at, y0) if y0 == y1 else (x0, y0 + at)
        canvas.rect(x - 0.4, y - 0.4, 0.8, 0.8, stroke=0, fill=1)


def clipped(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A line that is too long, and cut off where it ought to end."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(x0 - 0.5, y0 - 0.5, x1 - x0 + 1, y1 - y0 + 1)
    canvas.clipPath(path, stroke=0)
    canvas.line(*((x0 - 300, y0, x1 + 300, y1) if y0 == y1 else (x0, y0 - 300, x1, y1 + 300)))
    canvas.restoreState()


STYLES = {
    "strokes": stroke,
    "thin boxes": thin_box,
    "double": double,
    "dashed": dashed,
    "dots": dots,
    "clipped": clipped,
}


@dataclass
class Paper:
    """A PDF while it is drawn, from the top of each page down."""

    width: float = 842
    height: float = 595
    line: Draw = stroke
    size: float = 9
    left: float = 40
    y: float = 0
    out: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.out, pagesize=(self.width, self.height), invariant=1)
        self.y = self.height - 50

    def write(self, text: str, x: float, y: float, *, bold: bool = False, size: float = 0) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size or self.size)
        self.canvas.drawString(x, y, text)

    def say(self, text: str, *, bold: bool = False, size: float = 0, width: float = 0) -> None:
        """A paragraph across the page."""
        size = size or self.size
        font = "Helvetica-Bold" if bold else "Helvetica"
        for line in simpleSplit(text, font, size, width or self.width - 2 * self.left):
            self.write(line, self.left, self.y - size, bold=bold, size=size)
            self.y -= size * 1.25
        self.y -= size * 0.7

    def turn(self) -> None:
        """To the next page."""
        self.canvas.showPage()
        self.y = self.height - 50

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float] = WIDTHS,
        *,
        heading: bool = True,
        merged: Sequence[tuple[int, int, int, int]] = (),
        without: Sequence[str] = (),
        shade: bool = False,
    ) -> None:
        r"""Rows of cells, paragraphs apart by `\n`, a label in bold letters as `*Status:* Open`.

        `merged` gives first row, first column, last row and last column of cells that are one; `without` the sides
        that have no line: `left`, `right`, `top`, `foot`, `across`, `down`.
        """
        split = [
            [_wrapped(cell, width - 8, self.size) for cell, width in zip(row, widths, strict=True)] for row in rows
        ]
        step = self.size * 1.2
        heights = [max(map(len, row)) * step + 8 for row in split]
        xs = [self.left + sum(widths[:n]) for n in range(len(widths) + 1)]
        ys = [self.y - sum(heights[:n]) for n in range(len(rows) + 1)]
        if shade:
            self.canvas.setFillGray(0.85)
            self.canvas.rect(xs[0], ys[1], xs[-1] - xs[0], ys[0] - ys[1], stroke=0, fill=1)
            self.canvas.setFillGray(0)
        for n, row in enumerate(split):
            for at, lines in enumerate(row):
                for m, line in enumerate(lines):
                    self._cell_line(line, xs[at] + 4, ys[n] - 4 - self.size - m * step, bold=heading and n == 0)
        for x0, y0, x1, y1 in _edges(xs, ys, merged, without):
            self.line(self.canvas, x0, y0, x1, y1)
        self.y = ys[-1] - 20

    def _cell_line(self, line: str, x: float, y: float, *, bold: bool) -> None:
        for n, part in enumerate(line.split("*")):
            self.write(part, x, y, bold=bold or n % 2 == 1)
            x += self.canvas.stringWidth(part, "Helvetica-Bold" if bold or n % 2 else "Helvetica", self.size)

    @property
    def data(self) -> bytes:
        """The file."""
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()


def _wrapped(cell: str, width: float, size: float) -> list[str]:
    return [line for part in cell.split("\n") for line in simpleSplit(part, "Helvetica", size, width) or [""]]


def _edges(
    xs: Sequence[float], ys: Sequence[float], merged: Sequence[tuple[int, int, int, int]], without: Sequence[str]
) -> list[tuple[float, float, float, float]]:
    """Every edge of every cell that is drawn, from left to right and from the foot up."""

    def one(n: int, m: int, a: int, b: int) -> bool:
        return any(r <= n <= s and r <= a <= s and c <= m <= d and c <= b <= d for r, c, s, d in merged)

    rows, columns = len(ys) - 1, len(xs) - 1
    edges: list[tuple[float, float, float, float]] = []
    for n in range(rows + 1):
        name = "top" if n == 0 else "foot" if n == rows else "across" if n > 1 else ""
        drawn = [m for m in range(columns) if name not in without and not (0 < n < rows and one(n - 1, m, n, m))]
        edges += [(xs[m], ys[n], xs[m + 1], ys[n]) for m in drawn]
    for m in range(columns + 1):
        name = "left" if m == 0 else "right" if m == columns else "down"
        drawn = [n for n in range(rows) if name not in without and not (0 < m < columns and one(n, m - 1, n, m))]
        edges += [(xs[m], ys[n + 1], xs[m], ys[n]) for n in drawn]
    return edges
