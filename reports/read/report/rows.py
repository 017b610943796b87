"""From the lines of a report to the rows of its tables, over wrapped lines, page breaks and lost columns."""

import re
from collections import Counter
from collections.abc import Sequence

from db.rows import Problem
from reports.columns import plain
from reports.read.dates import dates_in
from reports.read.layouts import NOTHING, Known
from reports.read.report.banners import Banners, across
from reports.read.report.cells import Piece, breaks_off, ends_open, title_and_issued
from reports.read.report.columns import Layout, guess_columns, read_headings
from reports.read.report.lines import Line, places
from reports.read.report.outline import Outline, Paragraph, TableRow
from reports.read.report.starts import (
    begins,
    begins_summary,
    opens_due,
    says_continued,
    stands_alone,
    stands_for_itself,
)


def outline(lines: Sequence[Line], known: Known = NOTHING) -> Outline:
    """What each line of a report is; `known` is what is known of its headings."""
    walk = _Walk(lines, known)
    place = 0
    while place < len(lines):
        place += walk.step(place)
    return walk.out


_MARKDOWN = re.compile(r"#{1,6}\s+(.*)")
_APPENDIX = re.compile(
    r"(?:appendix|annexe?|schedule)\s+[A-Z0-9]{1,4}\s*(?:[-\u2013\u2014:.]\s*\S.*[^.])?", re.IGNORECASE
)
_TELLING = re.compile(
    r"\b(?:recommendations?|actions?|overdue|implemented|outstanding|due|months?|completed)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"[-*]?\s*\d{1,2}(?:\.\d{1,2})*[.)]?")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*|item\s+\d+", re.IGNORECASE)
_CLAUSE = re.compile(r"\d{1,2}(?:\.\d{1,2})+\s+\S")
_BARE = re.compile(r"(?:appendix|annexe?|schedule)\s+\w{1,4}", re.IGNORECASE)
_OPENS_PARAGRAPH = re.compile(r"[-*\u2022\uf0b7]\s|\d{1,2}(?:\.\d{1,2})*[.)]?\s")
_SHORT = 40
"""Letters: what is longer is more than a line of a narrow column."""
_TEXTS = ("recommendation", "response", "update")
"""The columns whose sentences a lost line may belong to."""


def _shape(line: Line) -> str:
    """A line whatever its numbers are: what is printed on every page differs in nothing else."""
    return re.sub(r"\d+", "0", line.text.strip())


def _over(upper: str, lower: str) -> str:
    """A heading of two lines; a cell merged over both of them says it once."""
    return upper if upper == lower else f"{upper} {lower}".strip()


class _Walk:
    """Goes through the lines once, knowing which section, table and row it is in."""

    def __init__(self, lines: Sequence[Line], known: Known) -> None:
        self.lines = lines
        self.known = known
        self.out = Outline(places(lines))
        self.section = ""
        self.layout: Layout | None = None
        self.earlier: Layout | None = None
        """The last table's columns, which a garbled or lost line of headings most likely repeats."""
        self.row: TableRow | None = None
        self.table_line = -2
        """The last line that was part of a table on this page."""
        self.page = 0
        """Where this page of the table began."""
        self.prose_line = -2
        self.lost_into = ""
        """The field that the lines just before, which had lost their column, were joined to."""
        self.banners = Banners()
        often = Counter(_shape(line) for line in lines if not line.is_blank and not line.in_table)
        self.running = {line for line, times in often.items() if times >= 3}
        """What is printed on every page."""

    def step(self, n: int) -> int:
        """Take line `n`; return how many lines that took."""
        line = self.lines[n]
        if line.is_blank:
            self.page = n + 1
            return 1
        if not line.in_table:
            return self._untabbed(n)
        cells = [cell.strip() for cell in line.cells]
        found, used = self._headings_at(n)
        if found:
            self._open(found, n, used)
            return used
        if len(cells) == 2 and _NUMBERED.fullmatch(cells[0]) and (self.layout is None or len(cells[1]) > _SHORT):
            self._prose(n)
        elif self.layout is None:
            return self._unheaded(n)
        elif not (self.layout.is_of_recommendations or self.layout.is_summary) or (
            self.row is None and self._counts_recommendations(cells, self.layout)
        ):
            return self._other_table(n)
        elif banner := across(cells):
            self.banners.met(n + 1, banner)
        else:
            self._line_of_table(n, cells, self.layout)
        return 1

    # Headings of tables. -----------------------------------------------------------------------------------

    def _headings_at(self, n: int) -> tuple[Layout | None, int]:
        """The columns named at line `n`, and how many lines their headings take."""
        cells: Sequence[str] = self.lines[n].cells
        found = read_headings(cells, self.earlier, self.known)
        used = 1
        for more in self.lines[n + 1 : n + 3]:
            if len(more.cells) != len(cells) or more.is_blank:
                break
            together = [_over(one.strip(), two.strip()) for one, two in zip(cells, more.cells, strict=True)]
            wrapped = read_headings(together, self.earlier, self.known)
            if not (wrapped and wrapped.sure) or (found and len(wrapped.known) < len(found.known)):
                break
            found, cells, used = wrapped, together, used + 1
        return (found if found and self._is_believable(found, n) else None), used

    def _is_believable(self, found: Layout, n: int) -> bool:
        """Inside a table a few words of a row may happen to be headings; other columns begin only on a new page."""
        if self.layout is None or found.known == self.layout.known:
            return True
        inside = n > 0 and self.lines[n - 1].in_table
        capital = all(not heading[:1].islower() for heading in found.headings)
        return not inside and capital and (found.is_of_recommendations or found.is_summary)

    def _open(self, found: Layout, n: int, used: int) -> None:
        """A page of a table begins at line `n`."""
        self.out.headings += range(n + 1, n + 1 + used)
        printed = " | ".join(filter(None, found.headings))
        if not found.sure:
            taken = ", ".join(" and ".join(map(found.heading, names)) if names else "?" for names in found.fields)
            self._tell(n, n, f"The headings of this table are garbled; its columns were taken for: {taken}.", printed)
        for names, heading in zip(found.fields, found.headings, strict=True):
            seen = self.layout is not None and heading in self.layout.headings
            spoken_of = seen or heading in found.said
            if heading and not names and not spoken_of and found.is_of_recommendations:
                self._tell(
                    n,
                    n,
                    f"The column \u201c{heading}\u201d is none that is known; its words are kept as printed.",
                    printed,
                )
        if found.is_summary and self.out.prose:
            last = self.out.prose[-1]
            self.out.prose[-1] = Paragraph(last.line, last.text, before_table=True)
        if self.layout is None or self.layout.is_of_recommendations != found.is_of_recommendations:
            self.row = None
        self.layout = self.earlier = found
        self.page = n + used
        self.table_line = n + used - 1

    def _unheaded(self, n: int) -> int:
        """Lines with tabs where no headings have been: a table that lost them, a list, or what nobody can place."""
        end = n + 1
        while end < len(self.lines) and self.lines[end].in_table and not self.lines[end].is_blank:
            if self._headings_at(end)[0]:
                break
            end += 1
        block = [[cell.strip() for cell in line.cells] for line in self.lines[n:end]]
        count = max(map(len, block))
        if count < 3:
            for m in range(n, end):
                self._prose(m)
            return end - n
        dated = next((at for at, cell in enumerate(block[0]) if opens_due(cell) and dates_in(cell)), None)
        guessed = None if dated is None else guess_columns(count, dated, self.earlier)
        if guessed is None or not guessed.is_of_recommendations:
            self.out.unread.append([tuple(cells) for cells in block])
            self._tell(
                n, end - 1, "These lines are a table without headings; nothing of it was read.", self._text(n, end)
            )
            return end - n
        taken = ", ".join(filter(None, map(guessed.heading, guessed.known)))
        self._tell(n, n, f"This table has lost its headings; its columns were taken for: {taken}.", "")
        self.layout, self.page, self.table_line = guessed, n, n - 1
        return 0

    def _other_table(self, n: int) -> int:
        end = n + 1
        while end < len(self.lines) and self.lines[end].in_table and not self._headings_at(end)[0]:
            end += 1
        self._tell(n, end - 1, "This table does not give recommendations; nothing of it was read.", self._text(n, end))
        self.out.unread.append(
            [self.layout.headings if self.layout else (), *(line.cells for line in self.lines[n:end])]
        )
        self.layout = None
        return end - n

    def _counts_recommendations(self, cells: Sequence[str], layout: Layout) -> bool:
        """Does the column of recommendations only say how many there are?"""
        pairs = zip(cells, layout.fields, strict=False)
        return any(names == ("recommendation",) and cell.isdecimal() for cell, names in pairs)

    # Rows. -------------------------------------------------------------------------------------------------

    def _line_of_table(self, n: int, cells: Sequence[str], layout: Layout) -> None:
        given, stray = self._by_field(n, cells, layout)
        if stray and given:
            what = "Headings stand inside a row here; they were left out of it."
            self._tell(n, n, what, " | ".join(stray))
        elif stray:
            self.out.headings.append(n + 1)
        if not given:
            return
        if self.row is not None and stands_alone(self.row, given):
            self._tell(
                n, n, "This line stands alone in its table, as a heading does; it was joined to no row.", given["audit"]
            )
            return
        starts = begins if layout.is_of_recommendations else begins_summary
        drawn = self.lines[n].drawn and stands_for_itself(given, layout.known)
        begun = self.row is None or drawn or starts(self.row, given)
        if begun:
            self._begin(n, given, layout)
        if self.row is not None:
            self._extend(self.row, n, given, begun=begun)
        self.table_line = n
        self.lost_into = ""

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
                self._tell(n, n, "This cell stands beyond the last column of its table; it is kept here only.", cell)
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
            what = f"Taken as the {name} of the rows below it, where they give no other."
            self._tell(line - 1, line - 1, what, words)
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
            self.row.cells["audit"] = list(above.cells["audit"])
            what = "This row has no audit title of its own; it was read under the title of the row above."
            self._tell(n, n, what, above.text("audit"))

    def _extend(self, row: TableRow, n: int, given: dict[str, str], *, begun: bool) -> None:
        cells = zip(self.lines[n].cells, row.layout.fields, strict=False)
        parted = {name for cell, names in cells if cell.startswith("\n") for name in names}
        for name, text in given.items():
            pieces = row.cells.setdefault(name, [])
            again = not begun and name in {"audit", "due"} and says_continued(given.get("audit", ""))
            if not again:
                apart = bool(pieces) and (name in parted or self.page < pieces[-1].line <= self.table_line)
                pieces.append(Piece(n + 1, text, apart))
        row.last = n + 1

    # What stands outside tables, or should not. ------------------------------------------------------------

    def _untabbed(self, n: int) -> int:
        line = self.lines[n].text.strip()
        heading = self._heading_at(n)
        in_table = self.row is not None and self.row.layout.is_of_recommendations
        if heading:
            self._enter(heading, n)
        elif read_headings(re.split(r"\s{2,}", line), self.earlier, self.known):
            return self._spaced_table(n)
        elif self.layout and not self.lines[n].drawn and n == self.table_line + 1 and self._goes_on_with_first(n):
            self._line_of_table(n, [line], self.layout)
        elif _PAGE_NUMBER.fullmatch(line) or _shape(self.lines[n]) in self.running:
            self.out.headings.append(n + 1)
        elif not in_table or self.lines[n].drawn or _CLAUSE.match(line):
            self._prose(n)
        else:
            return self._lost_lines(n)
        return 1

    def _heading_at(self, n: int) -> str:
        """The heading of a section that stands in line `n`, or nothing."""
        line = self.lines[n].text.strip()
        markdown = _MARKDOWN.fullmatch(line)
        if markdown or _APPENDIX.fullmatch(line):
            return " ".join((markdown[1] if markdown else line).replace("**", "").split())
        alone = n == 0 or self.lines[n].drawn or self.lines[n - 1].is_blank
        following = next((m for m in range(n + 1, len(self.lines)) if not self.lines[m].is_blank), None)
        if alone and following is not None and self.lines[following].in_table and len(line) <= 120:
            titled = line[0].isupper() and line[-1].isalnum() and _TELLING.search(line)
            if titled and read_headings(self.lines[following].cells, self.earlier, self.known):
                return " ".join(line.replace("**", "").split())
        return ""

    def _enter(self, heading: str, n: int) -> None:
        """A new section, unless the same heading is only printed again on the next page."""
        self.out.headings.append(n + 1)
        same = re.sub(r"\W*\bcont(?:inued|['\u2019]?d)?\.?\W*$", "", heading, flags=re.IGNORECASE)
        if same == self.section and self.section:
            return
        if _BARE.fullmatch(self.section) and self.layout is None:
            heading = f"{self.section} \u2013 {heading}"
        self.section, self.layout, self.row, self.lost_into = heading, None, None, ""
        self.banners.clear()

    def _prose(self, n: int) -> None:
        text = " ".join(self.lines[n].text.split())
        last = self.out.prose[-1] if self.out.prose else None
        if last and self.prose_line == n - 1 and not self.lines[n].drawn and not _OPENS_PARAGRAPH.match(text):
            self.out.prose[-1] = Paragraph(last.line, f"{last.text} {text}")
        else:
            self.out.prose.append(Paragraph(n + 1, text))
        self.prose_line = n
        self.layout = self.row = None
        self.banners.clear()

    def _spaced_table(self, n: int) -> int:
        end = n + 1
        while end < len(self.lines) and not self.lines[end].in_table and not self._heading_at(end):
            end += 1
        what = (
            "The columns of this table are parted by spaces, not tabs, so they cannot be told apart; it was not read."
        )
        self._tell(n, end - 1, what, self._text(n, end))
        return end - n

    def _goes_on_with_first(self, n: int) -> bool:
        """Is a line without tabs the first column's next line, whose tabs at the end were stripped?"""
        if self.row is None or self.layout is None or len(self.lines[n].text.strip()) > _SHORT:
            return False
        first = self.layout.fields[0]
        pieces = self.row.cells.get(first[0], []) if first else []
        return bool(pieces) and pieces[-1].line == n

    def _lost_lines(self, n: int) -> int:
        """Lines in a table that have lost their column: joined to the one cell that waits for them, or only told."""
        end = n
        while end < len(self.lines) and not (self.lines[end].is_blank or self.lines[end].in_table):
            if end > n and self._heading_at(end):
                break
            end += 1
        row = self.row
        waiting = self._waiting(row) if row else []
        if row is None or len(waiting) != 1:
            what = "These lines have lost their column and nothing says where they belong; they are kept here only."
            self._tell(n, end - 1, what, self._text(n, end))
            return end - n
        name = waiting[0]
        pieces = row.cells[name]
        broken = " ".join(pieces[-1].text.split()[-3:])
        title, _ = title_and_issued(row.text("audit"))
        what = (
            f"These lines have lost their column. They were joined to the {row.layout.heading(name)} of "
            f"\u201c{title}\u201d, which breaks off at {self.out.places.at(pieces[-1].line)}, "
            f"\u201c\u2026{broken}\u201d; words may be missing between."
        )
        again = name == self.lost_into
        pieces += [Piece(m + 1, self.lines[m].text.strip(), again and m == n) for m in range(n, end)]
        row.last = end
        self.lost_into = name
        self._tell(n, end - 1, what, self._text(n, end))
        return end - n

    def _waiting(self, row: TableRow) -> list[str]:
        """The cells that break off in mid-sentence; the one that just took lost lines, where they go on."""
        if self.lost_into:
            return [self.lost_into]
        open_ended = [name for name in _TEXTS if ends_open(row.text(name))]
        return open_ended if len(open_ended) == 1 else [name for name in open_ended if breaks_off(row.text(name))]

    def _text(self, start: int, end: int) -> str:
        return "\n".join(line.text.strip() for line in self.lines[start:end] if not line.is_blank)

    def _tell(self, first: int, last: int, what: str, text: str) -> None:
        self.out.problems.append(Problem(self.out.places.span(first + 1, last + 1), what, text))
