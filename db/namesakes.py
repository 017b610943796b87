"""What audits, directorates and people there are, how much each is about, and which are likely one under two names."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from db.connection import path_of, sentences
from db.intake.audits import Audits
from db.intake.matching import is_slip, title_key, title_words
from db.intake.standing import KnownAudit, known_audits
from db.rules import show_date, so_many

_ADDRESSES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "cllr", "councillor", "sir", "dame"})
_PEOPLE = ("owner", "director", "executive_member")


@dataclass(frozen=True, slots=True)
class Named:
    """Something that goes by a name."""

    kind: str
    """`audit`, `directorate` or `person`."""
    id: str
    """A person's is the name itself."""
    name: str
    about: int
    """How many recommendations it is about."""
    more: str
    """What tells it from another of its name: the report's date and the directorate; the audits; the offices."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Several that are likely one, the one to keep first: it is about the most."""

    kind: str
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """All that goes by a name, each kind by name."""

    audits: tuple[Named, ...]
    directorates: tuple[Named, ...]
    people: tuple[Named, ...]
    suggestions: tuple[Suggestion, ...]


def order(connection: sqlite3.Connection) -> Order:
    """Read it all."""
    with sentences(path_of(connection)):
        known = known_audits(connection)
        names = dict(connection.execute("SELECT id, name FROM directorate"))
        about = dict(connection.execute("SELECT audit_id, count(*) FROM recommendation GROUP BY audit_id"))
        people = _people(connection, names)
    audits = [Named("audit", one.id, one.title, about.get(one.id, 0), _of_audit(one, names)) for one in known]
    in_directorate: Counter[str | None] = Counter()
    for one in known:
        in_directorate[one.directorate_id] += about.get(one.id, 0)
    directorates = [
        Named("directorate", id_, name, in_directorate[id_], _counted(one.directorate_id == id_ for one in known))
        for id_, name in names.items()
    ]
    return Order(
        _by_name(audits),
        _by_name(directorates),
        _by_name(people),
        (
            *_suggested(audits, _audits_alike(known)),
            *_suggested(directorates, _alike([(one.id, title_words(one.name)) for one in directorates])),
            *_suggested(people, _people_alike(people)),
        ),
    )


def names_in(named: str) -> Iterator[str]:
    """The names in a text that names people: `Name` or `Name, Role`, several joined by semicolons."""
    for part in named.split(";"):
        if name := part.partition(",")[0].strip():
            yield name


def _people(connection: sqlite3.Connection, names: Mapping[str, str]) -> list[Named]:
    """Whoever holds a post or is named by a recommendation."""
    about: Counter[str] = Counter()
    as_what: dict[str, dict[str, None]] = defaultdict(dict)
    for person, role, directorate in connection.execute("SELECT person, role, directorate_id FROM post ORDER BY rowid"):
        as_what[person.strip()][f"{role}, {names.get(directorate, '')}"] = None
        about[person.strip()] += 0
    columns = ", ".join(_PEOPLE)
    for *texts, count in connection.execute(f"SELECT {columns}, count(*) FROM recommendation GROUP BY {columns}"):
        found = [(name, role) for role, text in zip(_PEOPLE, texts, strict=True) for name in names_in(text)]
        for name, role in found:
            as_what[name][role.replace("_", " ")] = None
        about.update({name: count for name, _ in found})
    return [Named("person", name, name, count, "; ".join(as_what[name])) for name, count in about.items()]


def _of_audit(audit: KnownAudit, names: Mapping[str, str]) -> str:
    parts = (show_date(audit.issued), names.get(audit.directorate_id or "", ""))
    return ", ".join(part for part in parts if part)


def _counted(audits: Iterable[bool]) -> str:
    return so_many(sum(audits), "audit")


def _by_name(named: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(named, key=lambda one: (one.name.casefold(), one.name, one.id)))


# Likeness. -----------------------------------------------------------------------------------------------------

Pair = tuple[str, str]


def _audits_alike(known: Sequence[KnownAudit]) -> Iterator[Pair]:
    """As an import judges it: nearly one title, and no report dates that say otherwise."""
    audits = Audits(known, lambda _: None)
    for one in audits.all():
        for other in audits.near(one):
            yield one.id, other.id


def _alike(named: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[Pair]:
    """Names of the same words, of words with a slip of the pen, or of which one is the beginning of the other."""
    same: dict[Hashable, list[str]] = defaultdict(list)
    for id_, words in named:
        for trait in _traits(words):
            same[trait].append(id_)
    words_of = dict(named)
    for ids in same.values():
        for one, other in combinations(dict.fromkeys(ids), 2):
            if _are_one(words_of[one], words_of[other]):
                yield one, other


def _traits(words: Sequence[str]) -> Iterator[Hashable]:
    yield "".join(words)
    yield from (tuple(words[:n]) for n in range(2, len(words) + 1))
    yield from ((n, *words[:n], *words[n + 1 :]) for n in range(len(words)))


def _are_one(one: Sequence[str], other: Sequence[str]) -> bool:
    if "".join(one) == "".join(other):
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < len(longer):
        return len(shorter) >= 2 and tuple(longer[: len(shorter)]) == tuple(shorter)
    return all(a == b or is_slip(a, b) for a, b in zip(one, other, strict=True))


def _people_alike(people: Sequence[Named]) -> Iterator[Pair]:
    """Names that are the same but for case, signs and how a person is addressed; or with initials for first names.

    Initials that may be those of several are nobody's.
    """
    words = {one.id: tuple(w for w in title_words(one.name) if w not in _ADDRESSES) for one in people}
    yield from (
        (one, other)
        for one, other in _alike(list(words.items()))
        if len(words[one]) == len(words[other]) or title_key(one) == title_key(other)
    )
    by_last: dict[str, list[str]] = defaultdict(list)
    for id_, its in words.items():
        if len(its) > 1:
            by_last[its[-1]].append(id_)
    for ids in by_last.values():
        for short in (id_ for id_ in ids if all(len(word) == 1 for word in words[id_][:-1])):
            whole = [id_ for id_ in ids if len(words[id_][0]) > 1 and words[id_][0].startswith(words[short][0])]
            if len({words[id_] for id_ in whole}) == 1:
                yield short, whole[0]


def _suggested(named: Sequence[Named], pairs: Iterable[Pair]) -> Iterator[Suggestion]:
    """Those that hang together by pairs."""
    known = {one.id: one for one in named}
    together: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = together.get(one, {one}) | together.get(other, {other})
        together |= dict.fromkeys(joined, joined)
    groups = {frozenset(ids) for ids in together.values()}
    found = [sorted((known[id_] for id_ in ids), key=lambda one: (-one.about, one.name, one.id)) for ids in groups]
    yield from (Suggestion(group[0].kind, tuple(group)) for group in sorted(found, key=lambda g: g[0].name.casefold()))
