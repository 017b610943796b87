"""What the palette finds: actions of the place, and of the register what is called so, the best of each kind first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process, utils

from db.queries import Reader
from db.refs import Ambiguous
from db.rows import NO_DIRECTORATE, DirectorateNode, Filter, Line, Report
from db.rules import show_date
from tui.commands import Command, Place

ENOUGH = 72
"""How like a word must be to one that is looked for, of a hundred: one letter wrong in a word of five."""
MOST_ACTIONS, MOST_RECORDS, MOST_OTHERS = 6, 12, 5
_LOOKED_AT = 60
"""Recommendations of which the best are shown; the table finds all of them."""


class Kind(StrEnum):
    """What is found, in words, in the order in which it is shown."""

    ACTION = "action"
    RECOMMENDATION = "recommendation"
    FIND = "find"
    AUDIT = "audit"
    DIRECTORATE = "directorate"
    VIEW = "view"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen."""

    kind: Kind
    id: str
    name: str
    """As it is stored."""
    told: str = ""
    rowid: int = 0
    """Of a recommendation: where it stands in the table."""
    command: Command | None = None


def actions(commands: Iterable[Command], text: str) -> Iterator[Entry]:
    """The actions that speak of this, or all of them; views at the end."""
    offered = [one for one in dict.fromkeys(commands) if one.place is not Place.MOVING and one.id != "palette"]
    looked_for = text.casefold().split()
    scored = [(_likeness(looked_for, one), one) for one in offered]
    if looked_for:
        scored = sorted((one for one in scored if one[0] >= ENOUGH), key=lambda one: -one[0])
    for views in (False, True):
        found = [one for _, one in scored if (one.place is Place.VIEWS) is views]
        for one in found[: MOST_ACTIONS if looked_for else None]:
            yield Entry(Kind.VIEW if views else Kind.ACTION, one.id, one.label, one.help, command=one)


def _likeness(looked_for: Sequence[str], command: Command) -> float:
    """How well the words looked for, each of them, are found in an action's name, or in what is said of it."""
    label, told = (words.casefold().replace(",", " ").rstrip(".").split() for words in (command.label, command.help))
    each = [
        max(*(_alike(word, one) for one in label), 0.9 * max(_alike(word, one) for one in told)) for word in looked_for
    ]
    return sum(each) / len(each) if each and min(each) >= ENOUGH else 0.0


def _alike(word: str, other: str) -> float:
    if other.startswith(word):
        return 100.0 if word == other else 98.0
    if len(word) > 2 and word in other:
        return 90.0
    return float(fuzz.ratio(word, other[: len(word) + 1])) if len(word) > 3 else 0.0


def records(reader: Reader, tree: Sequence[DirectorateNode], text: str) -> tuple[Entry, ...]:
    """What the register holds that is called so; on the reader's thread."""
    if not text.strip():
        return ()
    return (*_recommendations(reader, text), *_in_tree(tree, text), *_reports(reader.reports(), text))


def _recommendations(reader: Reader, text: str) -> Iterator[Entry]:
    lines = reader.first(Filter(text=text.strip()), limit=_LOOKED_AT)
    try:
        exactly = reader.find(text)
    except Ambiguous:
        exactly = None
    if exactly is not None and all(one.id != exactly for one in lines):
        lines = [*reader.first(Filter(among=(exactly,)), limit=1), *lines]
    looked_for = text.strip().casefold()
    lines.sort(key=lambda one: (one.id != exactly, -_likeness_of(looked_for, one)))
    for one in lines[:MOST_RECORDS]:
        yield Entry(Kind.RECOMMENDATION, one.id, one.ref, f"{one.title}  {one.audit}", rowid=one.rowid)
    if len(lines) > MOST_RECORDS:
        yield Entry(Kind.FIND, text.strip(), f"All that speak of “{text.strip()}”", "In the register's table.")


def _likeness_of(looked_for: str, line: Line) -> int:
    """Called so; beginning so; about it. What is as near stays in order of its due date."""
    ref = line.ref.casefold()
    if ref == looked_for:
        return 3
    if ref.startswith(looked_for):
        return 2
    return int(looked_for in f"{line.title} {line.audit}".casefold())


def _in_tree(tree: Sequence[DirectorateNode], text: str) -> Iterator[Entry]:
    audits = {audit.id: audit.title for directorate in tree for audit in directorate.audits}
    of = {audit.id: directorate.name or NO_DIRECTORATE for directorate in tree for audit in directorate.audits}
    for id_ in _likest(audits, text):
        yield Entry(Kind.AUDIT, id_, audits[id_], of[id_])
    directorates = {one.id: one.name or NO_DIRECTORATE for one in tree}
    for id_ in _likest(directorates, text):
        yield Entry(Kind.DIRECTORATE, id_, directorates[id_])


def _reports(reports: Iterable[Report], text: str) -> Iterator[Entry]:
    given = {one.id: one for one in reports}
    names = {id_: f"{one.body}, {show_date(one.meeting_on or one.as_at)}" for id_, one in given.items()}
    for id_ in _likest({id_: f"report sealed {name}" for id_, name in names.items()}, text):
        one = given[id_]
        withdrawn = ", withdrawn" if one.withdrawn_on else ""
        yield Entry(Kind.REPORT, id_, names[id_], f"position at {show_date(one.as_at)}{withdrawn}")


def _likest(names: Mapping[str, str], text: str) -> list[str]:
    """The ids of the names most like it."""
    cut = {id_: name[:200] for id_, name in names.items()}  # Nobody types more of a name than that.
    found = process.extract(
        text[:200], cut, scorer=fuzz.WRatio, processor=utils.default_process, limit=MOST_OTHERS, score_cutoff=ENOUGH
    )
    return [id_ for _, _, id_ in found]
