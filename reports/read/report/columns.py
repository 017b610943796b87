"""Which columns a line of a report's table names, however its headings were garbled on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from reports.columns import READABLE, column_for, plain
from reports.dated import superseded, undated
from reports.read.layouts import NOTHING, Known

FAMILIAR = {
    "audit": "Audit Title",
    "due": "Due Date",
    "recommendation": "Recommendation",
    "response": "Management Response",
    "update": "Update/Opinion",
    "owner": "Ownership and Actions",
}
"""The six columns that committees know, in their order."""

_MONTHS = frozenset(map(plain, ("Months", "Months late", "Number of months", "No. of months", "Age", "Age in months")))
_MOVED = frozenset({"revised", "current", "latest", "extended", "new"})
_OURS = {"months_overdue": "months", "ref": "source_ref"}
"""What a report calls by the name of a column of ours is its own."""
_LONGEST = 60
"""Letters that a heading may have; what is longer is the text of a row."""
_NEAR = 80.0
"""Likeness, in per cent, from which a garbled heading is the one it resembles."""
_REPEATED = 90.0
"""Likeness from which a line is a known line of headings over again."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table from its line of headings on."""

    fields: tuple[tuple[str, ...], ...]
    """What each cell holds: one field, several that ran together, or none that we know."""
    headings: tuple[str, ...]
    """As printed."""
    sure: bool = True
    """False where a garbled heading had to be taken for the one it resembles."""
    said: frozenset[str] = frozenset()
    """The headings of which a person has said what they stand for."""

    @property
    def known(self) -> frozenset[str]:
        """All fields that the table has."""
        return frozenset(name for names in self.fields for name in names)

    @property
    def is_of_recommendations(self) -> bool:
        """Does each row give a recommendation?"""
        return "recommendation" in self.known

    @property
    def is_summary(self) -> bool:
        """Does each row speak of an audit's recommendations without giving them?"""
        return "audit" in self.known and not self.is_of_recommendations and bool(self.known & {"months", "status"})

    @property
    def in_words(self) -> str:
        """What its columns were taken for, in their order."""
        return ", ".join(" and ".join(map(self.heading, names)) if names else "?" for names in self.fields)

    def heading(self, name: str) -> str:
        """The printed heading of a field; the familiar one where it is garbled."""
        printed = next((h for names, h in zip(self.fields, self.headings, strict=True) if names == (name,)), "")
        known = printed in self.said or column_for(printed) is not None or name not in FAMILIAR
        return printed if printed and known else FAMILIAR.get(name, name)


def read_headings(cells: Sequence[str], before: Layout | None, known: Known = NOTHING) -> Layout | None:
    """The columns that `cells` name; `before` is the table's earlier line of headings, which pages repeat."""
    printed = tuple(" ".join(cell.split()) for cell in cells)
    given = [cell for cell in printed if cell]
    if len(given) < 2:
        return None
    if said := _said(printed, known):
        return said
    if any(len(cell) > _LONGEST for cell in given):
        return None
    before_last = superseded(printed)
    sure = [None if n in before_last else _field(cell) for n, cell in enumerate(printed)]
    different = set(filter(None, sure))
    if len(different) >= 3 and all(sure[n] for n, cell in enumerate(printed) if cell):
        return Layout(_apart(sure, printed), printed)
    pattern = _pattern(given, before)
    named = [name or _resembled(cell, pattern) for name, cell in zip(sure, printed, strict=True)]
    if fuzz.ratio(plain(" ".join(given)), plain(" ".join(pattern.values()))) >= _REPEATED:
        return Layout(_between(named, printed, tuple(pattern)), printed, sure=False)
    if len(set(filter(None, named))) >= max(3, len(given) * 2 / 3):
        return Layout(_apart(named, printed), printed, sure=named == sure)
    if len(different) >= max(4, len(given) / 2) and "recommendation" in different:
        return Layout(_apart(sure, printed), printed)
    return None


def _said(printed: Sequence[str], known: Known) -> Layout | None:
    """The columns of a line of which a person has said what its headings stand for, now or once before."""
    meant = known.of_table(printed).fields
    named = [meant.get(cell, _field(cell)) for cell in printed]
    given = sum(map(bool, printed))
    spoken = sum(1 for name, cell in zip(named, printed, strict=True) if cell and (name or cell in meant))
    if not meant or (spoken < given / 2 and "recommendation" not in meant.values()):
        return None
    names = [_OURS.get(name, name) if name else None for name in named]
    found: list[tuple[str, ...]] = []
    for name, cell in zip(names, printed, strict=True):
        sure = cell in meant or name not in [meant.get(other) for other in printed]
        found.append((name,) if name and sure and (name,) not in found else ())
    return Layout(tuple(found), tuple(printed), said=frozenset(meant))


def guess_columns(count: int, dated: int, before: Layout | None) -> Layout | None:
    """The columns of a table that has lost its headings, from their number and from which of them holds dates."""
    fields = before.fields if before else tuple((name,) for name in FAMILIAR)
    headings = before.headings if before else tuple(FAMILIAR.values())
    due = next((n for n, names in enumerate(fields) if "due" in names), -1)
    lost = due - dated
    if lost < 0 or lost + count > len(fields):
        return None
    return Layout(fields[lost : lost + count], headings[lost : lost + count], sure=False)


def _field(heading: str) -> str | None:
    if plain(heading) in _MONTHS:
        return "months"
    column = column_for(heading) if heading else None
    return _OURS.get(column.field, column.field) if column else None


def _pattern(given: Sequence[str], before: Layout | None) -> dict[str, str]:
    """The headings, by field, that a garbled line most likely repeats."""
    line = plain(" ".join(given))
    patterns = [FAMILIAR]
    if before and all(len(names) == 1 for names in before.fields):
        patterns.append({names[0]: heading for names, heading in zip(before.fields, before.headings, strict=True)})
    return max(patterns, key=lambda pattern: fuzz.ratio(line, plain(" ".join(pattern.values()))))


def _resembled(cell: str, pattern: dict[str, str]) -> str | None:
    """The field whose heading `cell` was before it lost its beginning or some letters."""
    words = plain(cell)
    for name, heading in pattern.items():
        whole = plain(heading)
        if fuzz.ratio(words, whole) >= _NEAR or (len(words) >= 5 and whole.endswith(words)):
            return name
    return None


def _between(named: Sequence[str | None], printed: Sequence[str], order: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Fields by cell where some headings are known and the `order` says what must stand between them."""
    anchors = [(-1, -1), *((n, order.index(name)) for n, name in enumerate(named) if name in order)]
    anchors.append((len(named), len(order)))
    if any(one[1] >= other[1] for one, other in pairwise(anchors)):
        return _apart(named, printed)
    fields: list[tuple[str, ...]] = [()] * len(named)
    for (cell, place), (next_cell, next_place) in pairwise(anchors):
        unnamed, missing = range(cell + 1, next_cell), tuple(order[place + 1 : next_place])
        if len(unnamed) == 1:
            fields[cell + 1] = missing
        elif len(unnamed) == len(missing):
            fields[cell + 1 : next_cell] = [(name,) for name in missing]
        if next_cell < len(named):
            fields[next_cell] = (order[next_place],)
    return tuple(fields)


def _apart(named: Sequence[str | None], printed: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """One field a cell, none twice: what can mean one thing only first, then the likeliest meaning of the rest."""
    words = [plain(undated(cell)) for cell in printed]
    fields: list[str | None] = [None] * len(named)
    due = [n for n, name in enumerate(named) if name == "due"]
    moved_again = any(name and name.startswith("revised_due") for name in named)
    if len(due) == 2 and "original_due" not in named:
        moved = next((n for n in due if _MOVED & set(words[n].split())), due[1])
        fields[due[0] if moved == due[1] else due[1]] = "original_due"
    elif len(due) == 1 and moved_again and "original_due" not in named and not _MOVED & set(words[due[0]].split()):
        fields[due[0]] = "original_due"
    for n, name in enumerate(named):
        column = READABLE.get(name or "")
        may_be_other = column is not None and words[n] in map(plain, column.otherwise)
        if not fields[n] and name not in fields and (not may_be_other or name == "due"):
            fields[n] = name
    for n, name in enumerate(named):
        if name and not fields[n]:
            meanings = (c.field for c in READABLE.values() if words[n] in map(plain, (*c.synonyms, *c.otherwise)))
            fields[n] = next((m for m in (name, *meanings) if m not in fields), None)
    return tuple((name,) if name else () for name in fields)
