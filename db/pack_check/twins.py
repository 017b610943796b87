"""Rules on likeness: one recommendation recorded twice, one audit under several names."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from db.intake.matching import SAME, Shelf, Text, is_slip, title_key, title_words
from db.pack_check.findings import Finding, Pack, Reported, about, of
from db.rows import Audit
from db.rules import Status, show_date
from db.since import percent

_TELLING = 20
"""Letters that two texts of one audit must have before their likeness tells anything."""
_TELLING_ACROSS = 40
"""The same, of two audits."""


def recorded_twice(pack: Pack) -> Iterator[Finding]:
    """One recommendation in two appendices, with two due dates."""
    shelf = Shelf()
    shelved: list[Reported] = []
    for one in pack.reported:
        text = Text.of(one.recommendation.recommendation)
        if len(text.letters) < _TELLING or one.recommendation.status in {Status.SUPERSEDED, Status.NOT_ADOPTED}:
            continue
        for place, score in shelf.alike(text, at_least=SAME):
            other = shelved[place]
            if _may_be_one(one, other, len(text.letters)):
                row, twin = one.recommendation, other.recommendation
                due = "" if row.due == twin.due else f", due {show_date(row.due)} here and {show_date(twin.due)} there"
                said = f"{row.ref} and {twin.ref} say the same ({percent(score)} alike{due}); "
                said += "one recommendation seems to be recorded twice."
                found = of(row, "recorded_twice", said, "edit", row.recommendation, twin.id, twin.recommendation)
                yield replace(found, others=(twin.id,))
                break
        shelf.add(text)
        shelved.append(one)


def _may_be_one(one: Reported, other: Reported, letters: int) -> bool:
    """Two that are open, or one of them. What several schools are told alike is told to each."""
    if not (one.open or other.open):
        return False
    mine, theirs = one.recommendation, other.recommendation
    if mine.audit_id == theirs.audit_id:
        return not (mine.source_ref and theirs.source_ref and mine.source_ref != theirs.source_ref)
    same_days = mine.issued is not None and mine.issued == theirs.issued
    return letters >= _TELLING_ACROSS and (same_days or _one_title(mine.audit, theirs.audit))


def audit_named_twice(pack: Pack) -> Iterator[Finding]:
    """`Appointeeships`, `(Appointeeships)`; `Work Packages` and `Work Package Delivery` of one day."""
    blocks: dict[object, list[Audit]] = {}
    for audit in pack.audits:
        keys = (title_words(audit.title)[:1], audit.issued)
        for key in filter(None, keys):
            blocks.setdefault(key, []).append(audit)
    pairs = {(a.id, b.id): (a, b) for block in blocks.values() for a, b in combinations(block, 2)}
    for first, second in pairs.values():
        if _is_same_audit(first, second):
            names = f"{first.title} and {second.title}"
            said = f"The audits {names} may be one under two names{_dated(first, second)}."
            found = about(first.id, first.title, second.title)
            yield Finding("audit_named_twice", second.title, "audit", second.id, said, found, "audit")


def _is_same_audit(one: Audit, other: Audit) -> bool:
    """Nothing says that they are two, and a title is the other's, or begins it, or has no word of its own."""
    if one.issued and other.issued and one.issued != other.issued:
        return False
    if one.directorate_id and other.directorate_id and one.directorate_id != other.directorate_id:
        return False
    if _one_title(one.title, other.title):
        return True
    same_day = one.issued is not None and one.issued == other.issued
    return same_day and _within(title_words(one.title), title_words(other.title))


def _one_title(one: str, other: str) -> bool:
    """The same but for case and punctuation, a slip, or an end that one of them lacks."""
    mine, theirs = sorted((title_words(one), title_words(other)), key=len)
    if title_key(one) == title_key(other):
        return True
    if len(mine) == len(theirs):
        return all(a == b or is_slip(a, b) for a, b in zip(mine, theirs, strict=True))
    return len(mine) >= 2 and theirs[: len(mine)] == mine


def _within(one: Sequence[str], other: Sequence[str]) -> bool:
    """Has the shorter title no word that the longer has not, slips aside?"""
    fewer, more = sorted((one, other), key=len)
    return len(fewer) >= 3 and all(any(a == b or is_slip(a, b) for b in more) for a in fewer)


def _dated(one: Audit, other: Audit) -> str:
    return f" (both reported {show_date(one.issued)})" if one.issued and one.issued == other.issued else ""
