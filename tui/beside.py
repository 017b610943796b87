"""What a file prints beside what it became: for screen and command line alike, with all that is doubtful in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from db.corrected import CORRECTABLE, Rows, rows_of
from db.readings import Problem, RawMilestone, RawRecord, Reading
from db.rules import show_date
from reports.cells import read_milestones, write_milestones
from reports.columns import BY_FIELD, column_for
from tui.text import signs, status_label

if TYPE_CHECKING:
    from db.intake import Plan


class State(Enum):
    """How sure a field is; each has a sign and a word."""

    SURE = ""
    EMPTY = "empty"
    DOUBTFUL = "doubtful"
    BY_HAND = "corrected by you"

    @property
    def sign(self) -> str:
        """Before the word."""
        return {State.SURE: " ", State.EMPTY: signs.minus, State.DOUBTFUL: "?", State.BY_HAND: signs.done}[self]


@dataclass(frozen=True, slots=True)
class Stored:
    """One field of a row as it would be stored."""

    field: str
    label: str
    words: str
    """As a person reads it: a British date, a status with its sign."""
    state: State
    why: str = ""
    """Why it is doubtful: a sentence, or several, each on a line."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell as it was printed, and the fields that were made of it."""

    heading: str
    words: str
    became: tuple[Stored, ...]


EXPECTED = ("audit", "recommendation", "owner", "due", "status")
"""What a committee asks of each: where it is empty, that is said."""
_MADE_OF = {
    "audit": ("audit", "issued"),
    "owner": ("owner", "due", "director", "executive_member", "status", "action"),
    "due": ("due", "due_words"),
    "original_due": ("original_due",),
    "response": ("response", "milestones"),
    "update": ("update", "status"),
}
"""What the readers take out of a cell besides what its heading says."""
_ABOUT = (
    ("status", re.compile(r"\bstatus\b", re.IGNORECASE)),
    ("original_due", re.compile(r"\boriginal due date\b", re.IGNORECASE)),
    ("due", re.compile(r"\bdue dates?\b|\bdates where\b", re.IGNORECASE)),
    ("audit", re.compile(r"\baudit title\b|\btitle of the (?:rows|row above)\b", re.IGNORECASE)),
    ("issued", re.compile(r"\bdate of the audit's report\b|\breport date\b", re.IGNORECASE)),
    ("priority", re.compile(r"\bthis priority\b", re.IGNORECASE)),
    ("milestones", re.compile(r"\bmilestones?\b", re.IGNORECASE)),
    ("recommendation", re.compile(r"\bno recommendation\b", re.IGNORECASE)),
)
"""Of which field a problem speaks, by its words."""


_IN_CELL = re.compile(r"(?:joined to the|^The|^This line of the) (.+?) (?:of \u201c|seems |here is not that of )")
"""Words of problems that name the column of the cell they are about."""
_TOLD_APART = re.compile(r" \((?:again|column [A-Z]+)\)$")
"""What the readers add to a heading that is printed more than once."""


class Side:
    """A reading with what was made of it by hand, and which of its problems lie in which row."""

    def __init__(
        self, reading: Reading, problems: Sequence[Problem] | None = None, taken: Sequence[RawRecord] = ()
    ) -> None:
        """`taken` are its rows as a plan takes them: one that is printed again has in it what the others say."""
        self.reading = reading
        self.problems = reading.problems if problems is None else problems
        self.rows: Rows = rows_of(reading)
        self._taken = taken or self.rows.records

    # Places. ---------------------------------------------------------------------------------------------------

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {line.place: n for n, line in enumerate(self.reading.source)}

    def lines_of(self, where: str) -> range:
        """The lines of the file that a place names, by their number from 0; none where it names none."""
        first, last = (where, where) if where in self._order else ends(where)
        if first not in self._order:
            return range(0)
        begin = self._order[first]
        return range(begin, max(self._order.get(last, begin), begin) + 1)

    @cached_property
    def _row_at(self) -> Mapping[int, int]:
        """The row of each line."""
        return {
            line: at for at, raw in reversed(list(enumerate(self.reading.records))) for line in self.lines_of(raw.where)
        }

    @cached_property
    def _at_place(self) -> Mapping[str, int]:
        return {raw.where: at for at, raw in reversed(list(enumerate(self.reading.records)))}

    def row_of(self, where: str) -> int | None:
        """The row that a place lies in, or begins in."""
        return next(iter(self._rows_of(where)), None)

    def _rows_of(self, where: str) -> Sequence[int]:
        """The rows that a place reaches over."""
        if where in self._at_place:
            return (self._at_place[where],)
        return tuple(dict.fromkeys(self._row_at[line] for line in self.lines_of(where) if line in self._row_at))

    def marked(self, position: int) -> set[int]:
        """The lines of a row, and of those that are joined to it."""
        whole = (position, *self.rows.joined.get(position, ()))
        return {line for at in whole for line in self.lines_of(self.reading.records[at].where)}

    @cached_property
    def _problems_of(self) -> Mapping[int, list[Problem]]:
        found: dict[int, list[Problem]] = {}
        for problem in self.problems:
            for at in self._rows_of(problem.where):
                found.setdefault(at, []).append(problem)
        return found

    def problems_of(self, position: int) -> list[Problem]:
        """What should be looked at in a row, and in those that are joined to it."""
        whole = (position, *self.rows.joined.get(position, ()))
        return [problem for at in whole for problem in self._problems_of.get(at, ())]

    def stored(self, position: int) -> RawRecord:
        """A row as it would be stored."""
        raw = self._taken[position]
        return replace(raw, due=raw.due_in_force)

    # Fields. ---------------------------------------------------------------------------------------------------

    def doubts(self, position: int) -> int:
        """In how many fields of a row there is something to look at; that nobody owns it is common, and not counted."""
        if position in self.rows.gone:
            return 0
        fields = self.fields(position).values()
        return sum(one.state is State.DOUBTFUL or (one.state is State.EMPTY and one.field != "owner") for one in fields)

    def left_over(self, position: int) -> list[Problem]:
        """What should be looked at in a row that no field of it says."""
        said = {line for one in self.fields(position).values() for line in one.why.split("\n")}
        raw = self.rows.records[position]
        return [problem for problem in self.problems_of(position) if sentence(problem, raw) not in said]

    def fields(self, position: int) -> dict[str, Stored]:
        """The fields of a row that say something, or should."""
        raw, changed = self.stored(position), self.rows.changed.get(position, frozenset())
        why: dict[str, str] = {}
        for problem in self.problems_of(position):
            name = about(problem)
            why[name] = "\n".join(filter(None, (why.get(name, ""), sentence(problem, raw))))
        found: dict[str, Stored] = {}
        for name in CORRECTABLE:
            words = stored_words(raw, name)
            doubt = why.get(name, "")
            if name == "due" and not words and raw.due_words:
                words, doubt = f"no date: {raw.due_words}", doubt or "a date in words"
            if name == "due_words":
                continue
            if name == "status" and raw.status is None:
                doubt = doubt or ("its words are not known" if raw.status_words else "no status was found")
                words = f"{status_label(None)}: {raw.status_words}" if raw.status_words else status_label(None)
            if name in changed or (name == "due" and "due_words" in changed):
                state = State.BY_HAND
            elif doubt:
                state = State.DOUBTFUL
            elif not words and name in EXPECTED:
                state = State.EMPTY
            else:
                state = State.SURE
            if words or state is not State.SURE:
                shown_why = doubt if state is State.DOUBTFUL else ""
                found[name] = Stored(name, CORRECTABLE[name], words, state, shown_why)
        return found

    def cells(self, position: int) -> list[Printed]:
        """The printed cells of a row, each with what became of it; what was printed nowhere in it comes last."""
        raw, left = self.rows.records[position], self.fields(position)
        known = {heading: self._known_by(heading) for heading in raw.words}
        becomes: dict[str, list[str]] = {heading: [] for heading in raw.words}
        for name, stored in left.items():
            heading = self._cell_of(name, stored, raw, known)
            if heading is not None:
                becomes[heading].append(name)
        cells = [
            Printed(heading, words, tuple(left.pop(name) for name in becomes[heading]))
            for heading, words in raw.words.items()
        ]
        if left:
            cells.append(Printed("", "", tuple(left.values())))
        return cells

    @cached_property
    def _taken_for(self) -> Mapping[str, str]:
        """The field that each heading was taken for; of equal ones the first is read."""
        return {column.heading: column.field for column in reversed(self.reading.headings) if column.field}

    def _known_by(self, heading: str) -> str:
        printed = _TOLD_APART.sub("", heading)
        column = BY_FIELD.get(printed) or column_for(printed)
        return self._taken_for.get(printed) or (column.field if column else "")

    @staticmethod
    def _cell_of(name: str, stored: Stored, raw: RawRecord, known: Mapping[str, str]) -> str | None:
        """The heading of the cell that a field comes from: its own, or one of those that it can be taken out of."""
        own = [heading for heading, field in known.items() if field == name]
        if name == "status" and raw.status_words:
            said = _flat(raw.status_words)
            own.sort(key=lambda heading: said not in _flat(raw.words[heading]))
            holding = [
                h for h, field in known.items() if said in _flat(raw.words[h]) and name in _MADE_OF.get(field, ())
            ]
            return next(iter([h for h in own if said in _flat(raw.words[h])] or holding or own), None)
        if own:
            return next((heading for heading in own if raw.words[heading].strip()), own[0])
        makers = [heading for heading, field in known.items() if name in _MADE_OF.get(field, ())]
        if name in {"due", "original_due", "issued"}:
            return next((heading for heading in makers if re.search(r"\d", raw.words[heading])), None)
        opening = _flat(stored.words)[:30]
        holding = [heading for heading in makers if opening and opening in _flat(raw.words[heading])]
        return next(iter(holding or (makers if name == "milestones" else ())), None)


def side_of(plan: "Plan") -> Side:
    """A file as a plan takes it."""
    return Side(plan.reading, plan.problems, [entry.raw for entry in plan.entries])


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold().replace("*", "")


def ends(where: str) -> tuple[str, str]:
    """The first and the last line of a place: `lines 3-9`, `page 3 row 2 to page 4 row 1`, `Sheet1!B7`."""
    if cell := re.fullmatch(r"(.+)!\$?[A-Z]{1,3}\$?(\d+)", where):
        return (f"{cell[1]} row {cell[2]}",) * 2
    if span := re.fullmatch(r"(.*)s (\d+)-(\d+)", where):
        return f"{span[1]} {span[2]}", f"{span[1]} {span[3]}"
    one, _, other = where.partition(" to ")
    if other:
        return one, other
    return where, where


def sentence(problem: Problem, raw: RawRecord) -> str:
    """What should be looked at, with its place where that is not the row's own."""
    return problem.what if problem.where == raw.where else f"{problem.where}: {problem.what}"


def about(problem: Problem) -> str:
    """The field that a problem of a row speaks of; nothing where it speaks of the row as a whole."""
    if cell := _IN_CELL.search(problem.what):
        column = column_for(cell[1])
        return column.field if column else ""
    return next((name for name, words in _ABOUT if words.search(problem.what)), "")


def stored_words(raw: RawRecord, name: str) -> str:
    """A field as a person reads it."""
    value = getattr(raw, name)
    if name == "status":
        return status_label(value) if value else ""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, tuple):
        return milestone_words(value)
    return str(value or "").strip()


def milestone_words(milestones: Sequence[RawMilestone]) -> str:
    """Milestones as they are typed: `a draft: 31 Jan 2021; the rest: 30 Jun 2021 (met 1 Jul 2021)`."""
    words = "; ".join(
        f"{one.what}: {show_date(one.due)}{f' (met {show_date(one.met_on)})' if one.met_on else ''}"
        for one in milestones
    )
    return words if read_milestones(words) == tuple(milestones) else write_milestones(milestones)
