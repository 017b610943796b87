"""Our own papers, read back field by field from what their tags say, so far as it is what they print.

A paper does not print identities, texts that hold blanks alone, who made an update and by what method, evidence, why
dates were moved, or a status's words that are no more than the status; these cannot come back. One that somebody else
has printed again has no tags of ours, and is read as any report.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from db.readings import Problem, RawMilestone, RawRecord
from db.rules import Policy, Status, read_status
from reports.read.paper import Own
from reports.read.paper.pdf.structure import Element
from reports.read.report.columns import FAMILIAR
from reports.tags import (
    AFTER,
    BEFORE,
    EXACTLY,
    MILESTONE,
    ends_in,
    field_of,
    is_date,
    plainly,
    printed,
    same,
    shown_date,
)

CREATOR = "Outstanding"
"""What our papers name as the program that made them: a hint, no proof."""


@dataclass(slots=True)
class _Printed:
    """One printed line or paragraph that is of a field."""

    field: str
    """Empty where the tags name none."""
    words: str
    """As they stand on the page."""
    ours: Mapping[str, str]
    """What our tags say of them."""
    label: str = ""
    """The bullet or number before them."""


_FIELDS = frozenset(f.name for f in fields(RawRecord)) - {"where", "section", "id", "milestones", "words"} | {"as_at"}
"""Those that a paper prints in lines of their own."""


def read_own(root: Element, places: Mapping[int, str], problems: list[Problem]) -> Own | None:
    """The recommendations of a paper of ours; None where it is none.

    `places` names its rows, by the `id` of each. What its tags mean and it does not print is told in `problems`.
    """
    walk = _Walk(places, problems)
    walk.through(root)
    return Own(walk.as_at, tuple(walk.records)) if walk.is_ours else None


class _Walk:
    """Through the tree in reading order."""

    def __init__(self, places: Mapping[int, str], problems: list[Problem]) -> None:
        self.places = places
        self.problems = problems
        self.records: list[RawRecord] = []
        self.as_at: date | None = None
        self.section = self.directorate = ""
        self.is_ours = False

    def through(self, element: Element) -> None:
        for kid in element.all:
            if not isinstance(kid, Element):
                continue
            line = _Printed(_field(kid), _words(kid), kid.ours) if kid.title or kid.role in {"H2", "H3"} else None
            if line is not None and kid.role == "H2":
                self.section, self.directorate = line.words.strip(), ""
            elif line is not None and kid.role == "H3":
                self.directorate = self._text([line], "") if line.field else ""
            elif line is not None and line.field == "as_at":
                self.as_at, self.is_ours = _day(self._text([line], "")), True
            elif kid.role == "TR" and any(leaf.field for leaf in _leaves(kid)):
                self._row(kid)
            else:
                self.through(kid)

    def _row(self, row: Element) -> None:
        where = self.places.get(id(row), "")
        given: dict[str, list[_Printed]] = {}
        for leaf in filter(lambda leaf: leaf.field, _leaves(row)):
            given.setdefault(leaf.field, []).append(leaf)
        milestones = [given.pop(name) for name in sorted(given, key=_number) if name.startswith(MILESTONE)]
        status = self._status(given.pop("status")[0], where) if "status" in given else None
        found: dict[str, Any] = {name: self._text(lines, where) for name, lines in given.items()}
        found |= {name: _day(text) for name, text in found.items() if is_date(name)}
        found.setdefault("original_due", found.get("due"))
        found["auditor"] = found.get("auditor", "internal").casefold()
        record = RawRecord(
            where,
            self.section,
            directorate=self.directorate,
            status=status,
            milestones=tuple(filter(None, (_milestone(self._text(lines, where)) for lines in milestones))),
            words=_as_printed(row),
            **found,
        )
        self.records.append(record)

    def _text(self, lines: Sequence[_Printed], where: str) -> str:
        """The text of a field, from all the lines that are printed of it."""
        text = ""
        for n, line in enumerate(lines):
            text += line.ours.get(BEFORE, ("\n" if n else "") + line.label)
            text += self._meant(line, where, is_first=n == 0) + line.ours.get(AFTER, "")
        return text

    def _meant(self, line: _Printed, where: str, *, is_first: bool) -> str:
        """The text of a line: what its tag means, if that is what is printed."""
        words = line.words.rstrip(" ")
        plain = plainly(line.field, words) if is_first else words
        meant = line.ours.get(EXACTLY)
        if meant is None:
            return plain
        sound = not is_date(line.field) or _day(meant) is not None
        shown = printed(line.field, meant) if sound and is_first else meant
        agreed = ends_in(words, shown) if line.field in _WITHIN else same(shown, words)
        return meant if sound and agreed else self._as_printed(plain, where)

    def _status(self, line: _Printed, where: str) -> Status | None:
        meant = line.ours.get(EXACTLY, "")
        said = line.words.partition("opinion:")[2].strip() or line.words.partition(":")[0].strip()
        read = read_status(said, Policy())
        if meant in set(Status) and read in {None, meant}:
            return Status(meant)
        self._as_printed(line.words, where)
        return read

    def _as_printed(self, words: str, where: str) -> str:
        what = "What the tags of this file mean here is not what is printed; the printed words were taken."
        self.problems.append(Problem(where, what, words.strip()))
        return words


_WITHIN = ("status_words", "closed_on")
"""Fields that are printed at the end of a line of other words."""


def _field(element: Element) -> str:
    name = field_of(element.title)
    return name if name in _FIELDS or name.startswith(MILESTONE) else ""


def _number(name: str) -> int:
    """Of a milestone."""
    number = name.rpartition(" ")[2]
    return int(number) if number.isdecimal() and len(number) < 9 else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _words(element: Element) -> str:
    """All that is printed of an element, letter by letter."""
    return "".join(piece.exact for piece in element.pieces)


def _leaves(element: Element, label: str = "") -> Iterator[_Printed]:
    """The paragraphs and items under an element."""
    for kid in element.all:
        if not isinstance(kid, Element):
            continue
        if kid.role == "Lbl":
            label = _words(kid)
        elif kid.role in {"P", "LBody"}:
            yield _Printed(_field(kid), _words(kid), kid.ours, label)
        else:
            yield from _leaves(kid)


_MILESTONE = re.compile(r"(?P<what>.*): (?P<due>[^:]*?)(?:, met (?P<met>[^:]*)|, missed)?", re.DOTALL)


def _milestone(text: str) -> RawMilestone | None:
    found = _MILESTONE.fullmatch(text)
    due = shown_date(found["due"]) if found else None
    if found is None or due is None:
        return None
    return RawMilestone(found["what"], due, shown_date(found["met"]) if found["met"] else None)


def _as_printed(row: Element) -> dict[str, str]:
    """The cells of a row as printed, by the headings of our papers."""
    cells = [kid for kid in row.all if isinstance(kid, Element)]
    return {
        heading: "\n".join(leaf.label + leaf.words.rstrip() for leaf in _leaves(cell))
        for heading, cell in zip(FAMILIAR.values(), cells, strict=False)
    }
