"""The rows of a table without ruling lines: whole where a rule or a gap parts them, else printed line by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from reports.columns import column_for
from reports.read.dates import dates_in
from reports.read.paper.pdf.gutters import Columns, Span
from reports.read.paper.pdf.narrow import is_full, unbroken
from reports.read.paper.pdf.page import Page, Word
from reports.read.paper.pdf.printed import PrintedLine

_MARKS = frozenset({"audit", "source_ref", "ref", "due", "original_due", "months_overdue", "status"})
"""The fields that a row which begins says something in."""
_SAME_RULE = 2.0
"""Points between strokes that are pieces of one rule, or its two edges."""
_MOST = 0.6
"""Of a table's width: what runs across less parts no rows."""
LONGEST_BANNER = 120
"""Letters: what reaches across a table and is longer heads no rows."""
_STOPS = (".", ":", ";", "?", "!")
_ITEM = re.compile(r"[\u2022\u25cf\u25aa\u25e6\u2043\uf0b7\uf0a7]|\(?(?:\d{1,2}|[a-z])[.)]$")
"""The word that an item of a list begins with."""
_DATED = frozenset({"due", "original_due"})
_NUMBERED = frozenset({"ref", "source_ref"})
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?:\s+[A-Z][a-z]{2}|[/.-]\d)")
"""What a date begins with."""
_LEADS = re.compile(r"(?:\b(?:originally|original|revised|date|now|was|from|to|then|and|until|by)|[,;:(-])$")
"""What stands before a date that is another one of the same row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or one printed line of it."""

    cells: tuple[str, ...]
    top: float
    bottom: float
    drawn: bool
    """Is it whole, kept apart from the one above by a line across or by a larger gap?"""


def rows_of(body: Sequence[PrintedLine], columns: Columns, across: Sequence[float], *, begun: bool) -> list[Row]:
    """The rows that the lines below the headings make; `across` are the heights of the rules between them, in points.

    The first row of a table that has `begun` on the page before may go on with the last one there.
    """
    lines = [_Line(line, columns.parted(line)) for line in body]
    column_widths = [0.0] * len(columns.headings)
    for line in lines:
        for at, words in line.parts.items():
            column_widths[at] = max(column_widths[at], words[-1].x1 - words[0].x0)
    fields = [column.field if (column := column_for(heading)) else "" for heading in columns.headings]
    marking = [n for n, name in enumerate(fields) if name in _MARKS] or [0]
    return _Rows(lines, columns, fields, marking, column_widths, pitch_of(body, columns)).read(across, begun=begun)


def banner(line: PrintedLine, columns: Columns) -> Row:
    """A row that reaches across its table and heads those below: it says its words in every column."""
    return Row((line.text,) * len(columns.headings), line.top, line.bottom, drawn=True)


def rules(page: Page, across: Span) -> list[float]:
    """The heights at which lines, or edges of shading, run across most of a table, in points."""
    heights: list[tuple[float, float]] = []
    for stroke in sorted((s for s in page.strokes if s.is_across), key=lambda s: s.top + s.bottom):
        length = min(stroke.x1, across.x1) - max(stroke.x0, across.x0)
        at = (stroke.top + stroke.bottom) / 2
        if length > 0 and heights and at - heights[-1][0] < _SAME_RULE:
            heights[-1] = (heights[-1][0], heights[-1][1] + length)
        elif length > 0:
            heights.append((at, length))
    return [at for at, length in heights if length >= _MOST * across.width]


def pitch_of(lines: Sequence[PrintedLine], columns: Columns) -> float:
    """From line to line within a cell, in points."""
    above: dict[int, float] = {}
    steps: list[float] = []
    for line in lines:
        for at in columns.parted(line):
            if at in above:
                steps.append(line.middle - above[at])
            above[at] = line.middle
    steps.sort()
    size = max((line.size for line in lines), default=0.0)
    step = steps[len(steps) // 4] if steps else 0.0
    return step if 0 < step <= 1.6 * size else 1.2 * size


class _Line(NamedTuple):
    """A printed line of a table."""

    line: PrintedLine
    parts: dict[int, list[Word]]
    """Its words by column."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is known of a table while its lines are put together to rows."""

    lines: Sequence[_Line]
    columns: Columns
    fields: Sequence[str]
    """That the columns give; nothing for one that is not known."""
    marking: Sequence[int]
    widths: Sequence[float]
    """Of the widest line in each column, in points."""
    pitch: float

    def read(self, across: Sequence[float], *, begun: bool) -> list[Row]:
        ruled = self._ruled(across) or self._framed(across)
        rows: list[Row] = []
        for n, group in enumerate(ruled or self._spaced()):
            if self._is_banner(group):
                rows.append(banner(group[0].line, self.columns))
            elif not ruled and self._holds_several(group):
                rows += [self._row(lines, drawn=False) for lines in self._level(group)]
            else:
                rows.append(self._row(group, drawn=not (begun and n == 0)))
        return rows

    def _ruled(self, across: Sequence[float]) -> list[list[_Line]]:
        """The lines between one rule and the next; nothing where no rule parts two of them."""
        groups: list[list[_Line]] = []
        for n, one in enumerate(self.lines):
            if n == 0 or any(self.lines[n - 1].line.middle < rule < one.line.middle for rule in across):
                groups.append([])
            groups[-1].append(one)
        return groups if len(groups) > 1 else []

    def _framed(self, across: Sequence[float]) -> list[list[_Line]]:
        """All lines, where a rule above and one below frame what is one row by its dates and its reference."""
        if not self.lines or _DATED.isdisjoint(self.fields):
            return []
        top, bottom = self.lines[0].line, self.lines[-1].line
        near = 2 * self.pitch
        above = any(0 < top.middle - rule < near for rule in across)
        below = any(0 < rule - bottom.middle < near for rule in across)
        return (
            [list(self.lines)] if above and below and not any(map(self._begins_twice, range(len(self.fields)))) else []
        )

    def _begins_twice(self, at: int) -> bool:
        """Does a column of references or dates have a second one, that is no other date of the same row?"""
        if self.fields[at] not in _DATED | _NUMBERED:
            return False
        cell = [_text(line.parts.get(at, [])) for line in self.lines]
        begun = next((n for n, text in enumerate(cell) if text), 0)
        said = ""
        for upper, lower in pairwise(cell[begun:]):
            said = upper or said
            fresh = not upper and lower[:1].isalnum() and not lower[:1].islower()
            dated = bool(_DAY.match(lower)) and not _LEADS.search(said)
            if dated or (fresh and (self.fields[at] in _NUMBERED or not lower[0].isdigit())):
                return True
        return False

    def _spaced(self) -> list[list[_Line]]:
        """The lines between one larger gap and the next; a gap within a cell begins no row."""
        groups: list[list[_Line]] = []
        for n, one in enumerate(self.lines):
            if n == 0 or one.line.middle - self.lines[n - 1].line.middle > self._gap:
                groups.append([])
            groups[-1].append(one)
        rows: list[list[_Line]] = []
        for group in groups:
            unmarked = all(line.parts.keys().isdisjoint(self.marking) for line in group)
            if unmarked and rows and not (self._is_banner(group) or self._is_banner(rows[-1])):
                rows[-1] += group
            else:
                rows.append(group)
        return rows

    @property
    def _gap(self) -> float:
        """From line to line where more than a line ends."""
        return 1.2 * self.pitch + 1

    def _holds_several(self, group: Sequence[_Line]) -> bool:
        """Do lines that no gap parts hold several rows? A title or a date that comes twice says so."""
        for at in self.marking:
            cell = [line.parts.get(at, []) for line in group]
            begun = sum(1 for n, words in enumerate(cell) if words and (n == 0 or not cell[n - 1]))
            if begun > 1 or len(dates_in(" ".join(map(_text, filter(None, cell))))) > 1:
                return True
        return False

    def _is_banner(self, group: Sequence[_Line]) -> bool:
        """Is it a line in bold letters at the left of its table, where rows begin in plain ones?"""
        line = group[0].line
        if len(group) > 1 or len(line.runs) > 1 or 0 not in group[0].parts or not _is_bold(line.words):
            return False
        beside = [line.parts[0] for line in self.lines if 0 in line.parts and len(line.line.runs) > 1]
        return bool(beside) and not any(map(_is_bold, beside)) and len(line.text) <= LONGEST_BANNER

    def _level(self, group: Sequence[_Line]) -> list[list[_Line]]:
        """Those lines together that are one but for their columns, which are not all set at the same heights."""
        rows: list[list[_Line]] = []
        taken: set[int] = set()
        for one in group:
            if not rows or taken & one.parts.keys() or one.line.middle - rows[-1][0].line.middle > 0.9 * self.pitch:
                rows.append([])
                taken = set()
            rows[-1].append(one)
            taken |= one.parts.keys()
        return rows

    def _row(self, group: Sequence[_Line], *, drawn: bool) -> Row:
        bottom = max(one.line.bottom for one in group)
        cells = ([one.parts[at] for one in group if at in one.parts] for at in range(len(self.widths)))
        texts = tuple("\n".join(self._paragraphs(cell, at)) for at, cell in enumerate(cells))
        return Row(texts, group[0].line.top, bottom, drawn)

    def _paragraphs(self, lines: Sequence[Sequence[Word]], at: int) -> Iterator[str]:
        """The paragraphs of a cell in column `at`."""
        first = 0
        for n in range(1, len(lines) + 1):
            if n == len(lines) or self._parts(lines[n - 1], lines[n], self.widths[at]):
                yield _joined(lines[first:n], self.widths[at], self.fields[at])
                first = n

    def _parts(self, upper: Sequence[Word], lower: Sequence[Word], width: float) -> bool:
        """Does a paragraph end between two lines? A sentence ends one where the next word would still have had room."""
        room = width - (upper[-1].x1 - upper[0].x0)
        joined = upper[-1].text.endswith(";") and lower[0].text in {"and", "or"}
        ended = (
            upper[-1].text.endswith(_STOPS) and not joined and room > lower[0].x1 - lower[0].x0 + 0.3 * lower[0].size
        )
        return ended or lower[0].top - upper[0].top > self._gap or bool(_ITEM.match(lower[0].text))


def _joined(lines: Sequence[Sequence[Word]], width: float, field: str) -> str:
    """The text of a paragraph in a column of which the widest line is so wide."""
    full = [is_full(width - (one[-1].x1 - one[0].x0), one[0].size, other[0].text) for one, other in pairwise(lines)]
    text = ""
    for line in unbroken([_text(line) for line in lines], full, field):
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif text.endswith("-") and text[-2:-1].isalnum() and line[:1].islower():
            text += line
        else:
            text += " " + line if text else line
    return text


def _is_bold(words: Sequence[Word]) -> bool:
    return all(word.bold for word in words)


def _text(line: Sequence[Word]) -> str:
    return " ".join(word.text for word in line)
