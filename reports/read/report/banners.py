"""Rows across a whole table that head those below: their audit, their directorate, their priority or their band."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reports.read.report.cells import Piece

_LONGEST = 120
"""Letters: what is longer is a remark, not a heading."""

PRIORITY = re.compile(
    r"(?:critical|significant|high|medium|moderate|low|minor|fundamental|essential|important)(?: (?:priority|risk))?"
    r"(?: (?:recommendations?|actions?))?|priority \w{1,2}",
    re.IGNORECASE,
)
_BAND = re.compile(
    r"\b(?:overdue|months?|implemented|outstanding|due|completed|closed|open|recommendations|actions)\b", re.IGNORECASE
)


def across(cells: Sequence[str]) -> str:
    """The words of a row that is one cell across the table, which a paper says in every column; else nothing."""
    first = " ".join(cells[0].split())
    one = len(cells) > 2 and all(cell == cells[0] for cell in cells)
    return first if one and any(map(str.isalpha, first)) and len(first) <= _LONGEST else ""


@dataclass(slots=True)
class Banners:
    """What the banners so far say of the rows below."""

    fields: dict[str, Piece] = field(default_factory=dict)
    band: str = ""
    """What the latest that stands for no field says: `Over 12 months overdue`."""
    _over: set[tuple[str, Piece]] = field(default_factory=set)
    """What stands over the table, while it is not told yet."""
    _told: set[tuple[str, Piece]] = field(default_factory=set)
    _new: list[tuple[int, str]] = field(default_factory=list)
    """Those that no row has followed yet: line and words."""

    def met(self, line: int, words: str) -> None:
        """A banner stands at `line`."""
        self._new.append((line, words))

    def stands_under(self, given: Iterable[tuple[str, Piece]]) -> None:
        """A table begins, over which this is said, by field; a banner in it may say otherwise."""
        self.fields |= dict(given)
        self._over = self.fields.items() - self._told
        self._told |= self._over

    def clear(self) -> None:
        """They end with their table."""
        self.fields.clear()
        self._over.clear()
        self._new.clear()
        self.band = ""

    def settle(self, known: frozenset[str]) -> list[tuple[int, str, str]]:
        """A row follows: what the new ones stand for where its columns, `known`, do not say it: line, what, words."""
        free = [name for name in ("audit", "directorate") if name not in known]
        settled = [(piece.line, name, piece.text) for name, piece in self._over]
        self._over.clear()
        for line, words in reversed(self._new):
            name = "section"
            if PRIORITY.fullmatch(words) and "priority" not in known:
                name = "priority"
            elif not _BAND.search(words) and free:
                name = free.pop(0)
            if name == "section":
                self.band = words
            else:
                self.fields[name] = Piece(line, words)
            settled.append((line, name, words))
        self._new.clear()
        return sorted(settled)
