"""The rows of a report's table, over wrapped lines, page breaks and lost columns."""

from collections.abc import Sequence

from reports.columns import READABLE, plain
from reports.read.above import OF_THE_AUDIT, Untitled
from reports.read.dates import dates_in
from reports.read.report.banners import Banners
from reports.read.report.cells import Piece, breaks_off, ends_open, title_and_issued
from reports.read.report.columns import Layout
from reports.read.report.lines import Line
from reports.read.report.outline import Outline, TableRow
from reports.read.report.starts import begins, begins_summary, says_continued, stands_alone, stands_for_itself

SHORT = 40
"""Letters: what is longer is more than a line of a narrow column."""
_TEXTS = ("recommendation", "response", "update")
"""The columns whose sentences a lost line may belong to."""


class OpenTable:
    """The table that the lines are in, if they are in one, and the row that the next of them may go on with."""

    def __init__(self, lines: Sequence[Line], out: Outline) -> None:
        self.lines = lines
        self.out = out
        self.section = ""
        """The heading it stands under."""
        self.layout: Layout | None = None
        self.row: TableRow | None = None
        self.page = 0
        """Where this page of the table began."""
        self.last = -2
        """The last line that was part of a table on this page."""
        self.banners = Banners()
        self.untitled = Untitled(out.problems, out.places.span)
        self._lost_into = ""
        """The field that the lines just before, which had lost their column, were joined to."""

    def close(self) -> None:
        """What follows is no part of it."""
        self.layout = self.row = None
        self._lost_into = ""
        self.banners.clear()

    def take(self, n: int, cells: Sequence[str]) -> None:
        """Line `n` begins a row, goes on with one, or is told of."""
        layout = self.layout
        if layout is None:
            return
        given, stray = self._by_field(n, cells, layout)
        if stray and given:
            what = "Headings stand inside a row here; they were left out of it."
            self.out.tell(n, what, " | ".join(stray))
        elif stray:
            self.out.headings.append(n + 1)
        if not given:
            return
        if self.row is not None and stands_alone(self.row, given):
            self.out.tell(
                n, "This line stands alone in its table, as a heading does; it was joined to no row.", given["audit"]
            )
            return
        starts = begins if layout.is_of_recommendations else begins_summary
        drawn = self.lines[n].drawn and stands_for_itself(given, layout.known)
        begun = self.row is None or drawn or starts(self.row, given)
        if begun:
            self._begin(n, given, layout)
        if self.row is not None:
            self._extend(self.row, n, given, begun=begun)
        self.last = n
        self._lost_into = ""

    def _by_field(self, n: int, cells: Sequence[str], layout: Layout) -> tuple[dict[str, str], list[str]]:
        """The cells of a line by field, and those that are only their column's heading over again."""
        given: dict[str, str] = {}
        stray: list[str] = []
        for at, cell in enumerate(cells):
            names = layout.fields[at] if at < len(layout.fields) else ()
            if not cell:
                continue
            if names and plain(cell) in {plain(layout.headings[at]), plain(layout.heading(names[0]))}:
                stray.append(cell)
            elif at >= len(layout.fields):
                self.out.tell(n, "This cell stands beyond the last column of its table; it is kept here only.", cell)
            elif "due" in names and len(names) > 1:
                given |= self._title_and_due(cell, names)
            else:
                name = names[0] if names else layout.headings[at] or "(no heading)"
                given[name] = f"{given[name]} {cell}" if name in given else cell
        return given, stray

    def _title_and_due(self, cell: str, names: Sequence[str]) -> dict[str, str]:
        """A cell whose column ran together with that of the due date, which stands last in it."""
        title = next(name for name in names if name != "due")
        found = dates_in(cell)
        if not found:
            return {title: cell}
        before, due = cell[: found[-1].start].strip(), cell[found[-1].start :]
        rest_of_title = not before and self.row is not None and not dates_in(self.row.text(title))
        return {title: due} if rest_of_title else {name: text for name, text in ((title, before), ("due", due)) if text}

    def _begin(self, n: int, given: dict[str, str], layout: Layout) -> None:
        above = self.row
        for line, name, words in self.banners.settle(layout.known):
            meant = READABLE[name].heading.lower() if name in READABLE else name
            what = f"Taken as the {meant} of the rows below it, where they give no other."
            self.out.tell(line - 1, what, words)
        section = " \u2013 ".join(filter(None, (self.section, self.banners.band)))
        self.row = TableRow(section, n + 1, n + 1, layout, self.out.places)
        self.row.cells |= {name: [piece] for name, piece in self.banners.fields.items() if name not in given}
        if not layout.is_of_recommendations:
            self.out.summary.append(self.row)
            return
        self.out.rows.append(self.row)
        if (
            "audit" in layout.known
            and not given.get("audit")
            and given.get("due")
            and above
            and above.cells.get("audit")
        ):
            taken = [name for name in OF_THE_AUDIT if name in above.cells and name not in self.row.cells | given]
            self.row.cells |= {name: list(above.cells[name]) for name in ("audit", *taken)}
            self.untitled.met(n + 1, taken, above.text("audit"))
        else:
            self.untitled.end()

    def _extend(self, row: TableRow, n: int, given: dict[str, str], *, begun: bool) -> None:
        cells = zip(self.lines[n].cells, row.layout.fields, strict=False)
        parted = {name for cell, names in cells if cell.startswith("\n") for name in names}
        for name, text in given.items():
            pieces = row.cells.setdefault(name, [])
            again = not begun and name in {"audit", "due"} and says_continued(given.get("audit", ""))
            if not again:
                apart = bool(pieces) and (name in parted or self.page < pieces[-1].line <= self.last)
                pieces.append(Piece(n + 1, text, apart))
        row.last = n + 1

    def goes_on_with_first(self, n: int) -> bool:
        """Is a line without tabs the first column's next line, whose tabs at the end were stripped?"""
        line = self.lines[n]
        if n != self.last + 1 or line.drawn or len(line.text.strip()) > SHORT:
            return False
        if self.row is None or self.layout is None:
            return False
        first = self.layout.fields[0]
        pieces = self.row.cells.get(first[0], []) if first else []
        return bool(pieces) and pieces[-1].line == n

    def join_lost(self, n: int, end: int) -> None:
        """Lines from `n` have lost their column: they are joined to the one cell that waits for them, or only told."""
        row = self.row
        waiting = self._waiting(row) if row else []
        if row is None or len(waiting) != 1:
            what = "These lines have lost their column and nothing says where they belong; they are kept here only."
            self.out.tell_of(self.lines[n:end], n, what)
            return
        name = waiting[0]
        pieces = row.cells[name]
        broken = " ".join(pieces[-1].text.split()[-3:])
        title, _ = title_and_issued(row.text("audit"))
        what = (
            f"These lines have lost their column. They were joined to the {row.layout.heading(name)} of "
            f"\u201c{title}\u201d, which breaks off at {self.out.places.at(pieces[-1].line)}, "
            f"\u201c\u2026{broken}\u201d; words may be missing between."
        )
        again = name == self._lost_into
        pieces += [Piece(m + 1, self.lines[m].text.strip(), again and m == n) for m in range(n, end)]
        row.last = end
        self._lost_into = name
        self.out.tell_of(self.lines[n:end], n, what)

    def _waiting(self, row: TableRow) -> list[str]:
        """The cells that break off in mid-sentence; the one that just took lost lines, where they go on."""
        if self._lost_into:
            return [self._lost_into]
        open_ended = [name for name in _TEXTS if ends_open(row.text(name))]
        return open_ended if len(open_ended) == 1 else [name for name in open_ended if breaks_off(row.text(name))]
