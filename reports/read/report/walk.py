"""What each line of a report is: of a table, a heading or prose."""

import re
from collections import Counter
from collections.abc import Sequence

from reports.read.dates import dates_in
from reports.read.layouts import NOTHING, Known
from reports.read.report.banners import across
from reports.read.report.captions import Captions
from reports.read.report.columns import Layout, guess_columns, read_headings
from reports.read.report.lines import Line, places
from reports.read.report.outline import Outline, Paragraph
from reports.read.report.rows import SHORT, OpenTable
from reports.read.report.starts import opens_due


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
        self.table = OpenTable(lines, self.out)
        self.captions = Captions()
        self.earlier: Layout | None = None
        """The last table's columns, which a garbled or lost line of headings most likely repeats."""
        self.prose_line = -2
        often = Counter(_shape(line) for line in lines if not line.is_blank and not line.in_table)
        self.running = {line for line, times in often.items() if times >= 3}
        """What is printed on every page."""

    def step(self, n: int) -> int:
        """Take line `n`; return how many lines that took."""
        line = self.lines[n]
        if line.is_blank:
            self.table.page = n + 1
            return 1
        if not line.in_table:
            return self._untabbed(n)
        cells = [cell.strip() for cell in line.cells]
        found, used = self._headings_at(n)
        if not found and self._is_another_table(n):
            self.table.close()
        if found:
            self._open(found, n, used)
            return used
        if len(cells) == 2 and _NUMBERED.fullmatch(cells[0]) and (self.table.layout is None or len(cells[1]) > SHORT):
            self._prose(n)
        elif self.table.layout is None:
            return self._unheaded(n)
        elif not (self.table.layout.is_of_recommendations or self.table.layout.is_summary) or (
            self.table.row is None and self._counts_recommendations(cells, self.table.layout)
        ):
            return self._other_table(n)
        elif banner := across(cells):
            self.table.banners.met(n + 1, banner)
        else:
            self.table.take(n, cells)
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
        if self.table.layout is None or found.known == self.table.layout.known:
            return True
        inside = n > 0 and self.lines[n - 1].in_table
        capital = all(not heading[:1].islower() for heading in found.headings)
        sure = found.sure and self.lines[n].drawn
        return not inside and capital and (found.is_of_recommendations or found.is_summary or sure)

    def _is_another_table(self, n: int) -> bool:
        """Does the file draw another table here, of other columns than the one before it?"""
        layout = self.table.layout
        begins = self.lines[n].drawn and n > 0 and self.lines[n - 1].is_blank
        return begins and layout is not None and len(layout.fields) != len(self.lines[n].cells)

    def _open(self, found: Layout, n: int, used: int) -> None:
        """A page of a table begins at line `n`."""
        if self.table.layout is None and found.is_of_recommendations:
            self.table.banners.stands_under(self.captions.over(found.known))
        self.out.headings += range(n + 1, n + 1 + used)
        printed = " | ".join(filter(None, found.headings))
        if not found.sure:
            what = f"The headings of this table are garbled; its columns were taken for: {found.in_words}."
            self.out.tell(n, what, printed)
        for names, heading in zip(found.fields, found.headings, strict=True):
            seen = self.table.layout is not None and heading in self.table.layout.headings
            spoken_of = seen or heading in found.said
            if heading and not names and not spoken_of and found.is_of_recommendations:
                self.out.tell(
                    n,
                    f"The column \u201c{heading}\u201d is none that is known; its words are kept as printed.",
                    printed,
                )
        if found.is_summary and self.out.prose:
            last = self.out.prose[-1]
            self.out.prose[-1] = Paragraph(last.line, last.text, before_table=True)
        if self.table.layout is None or self.table.layout.is_of_recommendations != found.is_of_recommendations:
            self.table.row = None
        self.table.layout = self.earlier = found
        self.table.page = n + used
        self.table.last = n + used - 1

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
                if count == len(block[m - n]) == 2:
                    self.captions.labelled(m + 1, *block[m - n])
            return end - n
        dated = next((at for at, cell in enumerate(block[0]) if opens_due(cell) and dates_in(cell)), None)
        guessed = None if dated is None else guess_columns(count, dated, self.earlier)
        if guessed is None or not guessed.is_of_recommendations:
            self.out.unread.append([tuple(cells) for cells in block])
            self.out.tell_of(self.lines[n:end], n, "These lines are a table without headings; nothing of it was read.")
            return end - n
        what = f"This table has lost its headings; its columns were taken for: {guessed.in_words}."
        self.out.tell(n, what, "")
        self.table.layout, self.table.page, self.table.last = guessed, n, n - 1
        return 0

    def _other_table(self, n: int) -> int:
        end = n + 1
        while end < len(self.lines) and self.lines[end].in_table and not self._headings_at(end)[0]:
            end += 1
        self.out.tell_of(self.lines[n:end], n, "This table does not give recommendations; nothing of it was read.")
        headings = self.table.layout.headings if self.table.layout else ()
        self.out.unread.append([headings, *(line.cells for line in self.lines[n:end])])
        self.table.layout = None
        return end - n

    def _counts_recommendations(self, cells: Sequence[str], layout: Layout) -> bool:
        """Does the column of recommendations only say how many there are?"""
        pairs = zip(cells, layout.fields, strict=False)
        return any(names == ("recommendation",) and cell.isdecimal() for cell, names in pairs)

    # What stands outside tables, or should not. ------------------------------------------------------------

    def _untabbed(self, n: int) -> int:
        line = self.lines[n].text.strip()
        heading = self._heading_at(n)
        in_table = self.table.row is not None and self.table.row.layout.is_of_recommendations
        if heading:
            self._enter(heading, n)
            if _MARKDOWN.fullmatch(line):
                self.captions.heading(n + 1, heading)
        elif read_headings(re.split(r"\s{2,}", line), self.earlier, self.known):
            return self._spaced_table(n)
        elif self.table.goes_on_with_first(n):
            self.table.take(n, [line])
        elif _PAGE_NUMBER.fullmatch(line) or _shape(self.lines[n]) in self.running:
            self.out.headings.append(n + 1)
        elif not in_table or self.lines[n].drawn or _CLAUSE.match(line):
            self._prose(n)
        else:
            end = n + 1
            while end < len(self.lines) and not (self.lines[end].is_blank or self.lines[end].in_table):
                if self._heading_at(end):
                    break
                end += 1
            self.table.join_lost(n, end)
            return end - n
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
        if same == self.table.section and self.table.section:
            return
        if _BARE.fullmatch(self.table.section) and self.table.layout is None:
            heading = f"{self.table.section} \u2013 {heading}"
        self.table.close()
        self.table.section = heading

    def _prose(self, n: int) -> None:
        text = " ".join(self.lines[n].text.split())
        last = self.out.prose[-1] if self.out.prose else None
        if last and self.prose_line == n - 1 and not self.lines[n].drawn and not _OPENS_PARAGRAPH.match(text):
            self.out.prose[-1] = Paragraph(last.line, f"{last.text} {text}")
        else:
            self.out.prose.append(Paragraph(n + 1, text))
        self.prose_line = n
        self.table.close()
        if not self.lines[n].in_table:
            self.captions.line(n + 1, text)

    def _spaced_table(self, n: int) -> int:
        end = n + 1
        while end < len(self.lines) and not self.lines[end].in_table and not self._heading_at(end):
            end += 1
        what = (
            "The columns of this table are parted by spaces, not tabs, so they cannot be told apart; it was not read."
        )
        self.out.tell_of(self.lines[n:end], n, what)
        return end - n
