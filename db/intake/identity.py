"""Which recommendation a row of a file speaks of: rows of the file that are one, and their match in the register."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from rapidfuzz import fuzz

from db.intake.audits import Audit, Audits
from db.intake.conflicts import as_one
from db.intake.matching import MIDDLING, SAME, Shelf, Text, is_part, likeness
from db.intake.standing import Known, Standing
from db.readings import Problem, RawRecord
from db.refs import is_number

Tell = Callable[[Problem], None]

_REWORDED = 88.0
"""Likeness from which a text with another due date may be the same, reworded."""
_REPHRASED = 75.0
"""Likeness from which texts under one reference are one."""
_SAME_RESPONSE = 90.0
_TELLING = 40
"""Letters from which two texts, or two responses, that are alike tell something."""


@dataclass(slots=True, eq=False)
class Group:
    """One recommendation as a file gives it, in one row or several."""

    rows: list[int]
    raw: RawRecord
    """All its rows as one."""
    text: Text
    audit: Audit | None
    known: Known | None = None
    """The one of the register that it is."""
    candidates: tuple[Known, ...] = ()
    """Those that it may be, where only a person can say."""

    @property
    def refs(self) -> frozenset[str]:
        """The references it is printed with, whatever their case."""
        return _refs(self.raw.ref, self.raw.source_ref)

    @property
    def dues(self) -> frozenset[str]:
        """Its due dates."""
        return frozenset(day.isoformat() for day in (self.raw.due, self.raw.original_due) if day)


def _refs(*printed: str) -> frozenset[str]:
    return frozenset(" ".join(ref.split()).casefold() for ref in printed if ref)


def gather(
    rows: Mapping[int, RawRecord],
    audits: Audits,
    standing: Standing,
    tell: Tell,
    by_hand: Mapping[int, Collection[str]],
) -> list[Group]:
    """The recommendations of a file, in its order; `by_hand` are the fields of its rows that a person put right."""
    texts = {position: Text.of(raw.recommendation) for position, raw in rows.items()}
    _settle(audits, texts, rows, standing, tell)
    groups: list[Group] = []
    shelves: dict[Audit | None, tuple[Shelf, list[Group]]] = {}
    for position in sorted(rows, key=lambda position: audits.of(position) is None):
        raw, text, audit = rows[position], texts[position], audits.of(position)
        if audit is None:
            twin = _twin_anywhere(raw, text, groups)
        else:
            shelf, shelved = shelves.setdefault(audit, (Shelf(), []))
            twin = _twin(raw, text, shelf, shelved)
        if twin is not None:
            twin.rows.append(position)
            continue
        group = Group([position], raw, text, audit)
        groups.append(group)
        if audit is not None and text:
            shelf.add(text)
            shelved.append(group)
    for group in groups:
        if len(group.rows) > 1:
            group.rows.sort()
            said = [by_hand.get(position, ()) for position in group.rows]
            _unite(group, [rows[position] for position in group.rows], tell, said)
    return sorted(groups, key=lambda group: group.rows[0])


def _twin(raw: RawRecord, text: Text, shelf: Shelf, shelved: Sequence[Group]) -> Group | None:
    """The recommendation of the same audit that says the same under no other reference."""
    refs = _refs(raw.ref, raw.source_ref)
    for place in chain(shelf.same(text), (place for place, _ in shelf.alike(text, at_least=SAME))):
        group = shelved[place]
        if (not refs or not group.refs or refs & group.refs) and not (raw.id and group.raw.id not in {"", raw.id}):
            return group
    return None


def _twin_anywhere(raw: RawRecord, text: Text, groups: Iterable[Group]) -> Group | None:
    """The one recommendation of the file that a row without an audit repeats."""
    twins = [g for g in groups if g.audit and text and g.text and _says(text, g.text, part=raw.due == g.raw.due)]
    return twins[0] if len(twins) == 1 else None


def _says(one: Text, other: Text, *, part: bool) -> bool:
    return likeness(one, other, at_least=SAME) >= SAME or (part and (is_part(one, other) or is_part(other, one)))


def _unite(group: Group, rows: Sequence[RawRecord], tell: Tell, by_hand: Sequence[Collection[str]]) -> None:
    first, *others = rows
    under = f" ({first.section})" if first.section else ""
    for raw in others:
        tell(
            Problem(
                raw.where,
                f"This is the recommendation at {first.where}{under} printed again; it is kept once, with both places.",
                raw.recommendation[:120],
            )
        )
    group.raw = as_one(rows, group.audit.issued if group.audit else None, tell, by_hand)
    group.text = Text.of(group.raw.recommendation)


def _settle(
    audits: Audits, texts: Mapping[int, Text], rows: Mapping[int, RawRecord], standing: Standing, tell: Tell
) -> None:
    """Two audits of nearly one title are one if they share a recommendation; otherwise the doubt is told."""
    for new in [audit for audit in audits.spoken_of if audit.known is None]:
        for other in list(audits.near(new)):
            shelf = Shelf()
            for text in [texts[p] for p in other.rows] + [
                known.text for known in (standing.of_audits([other.id]) if other.known else ())
            ]:
                shelf.add(text)
            mine = [texts[position] for position in new.rows if texts[position]]
            if any(shelf.same(text) or list(shelf.alike(text, at_least=SAME)) for text in mine):
                audits.join(new, other)
                break
            tell(
                Problem(
                    rows[new.rows[0]].where,
                    f"The audit {new.title} may be {other.title}; they are kept apart, as nothing else makes them one.",
                    new.title,
                )
            )


# The register's one. ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Bucket:
    """Recommendations of the register among which one is looked for."""

    known: list[Known]
    shelf: Shelf = field(default_factory=Shelf)
    by_ref: dict[str, list[Known]] = field(default_factory=dict)
    by_due: dict[str, list[Known]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for known in self.known:
            self.shelf.add(known.text)
            for ref in _refs(known.ref, known.source_ref):
                self.by_ref.setdefault(ref, []).append(known)
            for due in known.dues:
                self.by_due.setdefault(due, []).append(known)

    def by_reference(self, group: Group) -> list[Known]:
        """Those of its reference, if their text is not another."""
        found = {known.id: known for ref in group.refs for known in self.by_ref.get(ref, ())}
        return [known for known in found.values() if not group.text or _reworded(group.text, known.text)]

    def word_for_word(self, group: Group) -> list[Known]:
        """Those of its text."""
        return [self.known[place] for place in self.shelf.same(group.text)] if group.text else []

    def alike(self, group: Group) -> list[Known]:
        """Those whose text is its own but for slips."""
        return [self.known[place] for place, _ in self.shelf.alike(group.text, at_least=SAME)] if group.text else []

    def partly(self, group: Group) -> list[Known]:
        """Those of its due date whose text it gives a part of, or the whole of."""
        due = {known.id: known for day in group.dues for known in self.by_due.get(day, ())}
        return [k for k in due.values() if is_part(group.text, k.text) or is_part(k.text, group.text)]

    def perhaps(self, group: Group) -> list[Known]:
        """Those whose text is so near that only a person can say, unless they answer alike too."""
        found = []
        for place, score in self.shelf.alike(group.text, at_least=MIDDLING) if group.text else ():
            known = self.known[place]
            if (score >= _REWORDED or group.dues & known.dues) and not _clash(group, known):
                found.append(known)
        return found


def _reworded(one: Text, other: Text) -> bool:
    """Under one reference: is it the same text, reworded or cut?"""
    return fuzz.ratio(one.letters, other.letters) >= _REPHRASED or is_part(one, other) or is_part(other, one)


def _clash(group: Group, known: Known) -> bool:
    """Do they have printed references, and different ones? The number of a row tells less than many words alike."""
    if not (group.refs and known.source_ref) or group.refs & _refs(known.ref, known.source_ref):
        return False
    numbers = all(map(is_number, (*group.refs, known.source_ref)))
    return not (numbers and group.text == known.text and len(group.text.letters) >= _TELLING)


def _answers_alike(group: Group, known: Known, rivals: Iterable[str]) -> bool:
    """Did management answer both alike, and no other so? `Agreed` tells nothing, nor does an answer given to all."""
    mine, theirs = Text.of(group.raw.response), Text.of(str(known.fields["response"]))
    if min(len(mine.letters), len(theirs.letters)) < _TELLING or likeness(mine, theirs) < _SAME_RESPONSE:
        return False
    return not any(likeness(Text.of(rival), theirs, at_least=_SAME_RESPONSE) for rival in rivals)


def recognise(groups: Sequence[Group], audits: Audits, standing: Standing) -> None:
    """Find for each recommendation of a file the one of the register that it is; the surest finds come first."""
    same_id = {known.id: known for known in standing.with_ids(g.raw.id for g in groups if g.raw.id)}
    taken = {group.known.id for group in groups if group.known}

    def take(group: Group, found: Iterable[Known]) -> None:
        free = [known for known in found if known.id not in taken]
        for closer in (
            lambda known: group.refs & _refs(known.ref, known.source_ref),
            lambda known: group.dues & known.dues,
            lambda known: known.text == group.text,
        ):
            free = [known for known in free if closer(known)] or free
        if len(free) == 1 and not (_clash(group, free[0]) and not group.raw.id):
            group.known = free[0]
            taken.add(free[0].id)
        group.candidates = () if group.known else tuple(free)

    for group in groups:
        if group.known is None and group.raw.id in same_id:
            take(group, [same_id[group.raw.id]])
    buckets = _buckets([g for g in groups if g.known is None], audits, standing)
    for stage in (_Bucket.by_reference, _Bucket.word_for_word, _Bucket.alike, _Bucket.partly):
        for group in groups:
            if group.known is None and not group.candidates and group in buckets:
                take(group, stage(buckets[group], group))
    for group in groups:
        if group.known is None and not group.candidates and group in buckets:
            free = [known for known in buckets[group].perhaps(group) if known.id not in taken]
            group.candidates = tuple(free)
            if len(free) == 1 and group.dues & free[0].dues:
                rivals = [str(k.fields["response"]) for k in buckets[group].known if k is not free[0]]
                rivals += [g.raw.response for g in groups if g is not group and g.audit is group.audit]
                if _answers_alike(group, free[0], rivals):
                    take(group, free)


def _buckets(groups: Sequence[Group], audits: Audits, standing: Standing) -> dict[Group, _Bucket]:
    """Where to look for each: in its audit, or without one among those of its due date or its rarer words."""
    spoken = {audit: [a.id for a in audits.namesakes(audit) if a.known] for g in groups if (audit := g.audit)}
    of_audit: dict[str, list[Known]] = {}
    for known in standing.of_audits({id_ for ids in spoken.values() for id_ in ids}):
        of_audit.setdefault(known.audit_id, []).append(known)
    buckets = {audit: _Bucket([k for id_ in ids for k in of_audit.get(id_, ())]) for audit, ids in spoken.items()}
    found: dict[Group, _Bucket] = {}
    for group in groups:
        if group.audit is not None:
            found[group] = buckets[group.audit]
        else:
            near = standing.due_on(group.dues) + standing.with_words(_telling_words(group.raw.recommendation))
            near += standing.with_refs([] if group.text else [group.raw.ref, group.raw.source_ref])
            found[group] = _Bucket(list({known.id: known for known in near}.values()))
    return found


def _telling_words(text: str) -> list[str]:
    """The longest words of a text's latter half, which a cell that lost its first lines still has."""
    words = {word for word in text.split()[len(text.split()) // 2 :] if word.isalnum()}
    return sorted(words, key=lambda word: (-len(word), word))[:4]
