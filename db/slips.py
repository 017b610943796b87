"""Revised dates: how often and how far due dates were moved, of each recommendation and of each owner. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from db.followed import Followed
from db.rows import DueRevision, Recommendation
from db.rules import slip

NO_OWNER = "(no owner)"


@dataclass(frozen=True, slots=True)
class Slip:
    """A recommendation whose due date was moved."""

    recommendation: Recommendation
    revisions: tuple[DueRevision, ...]
    """In the order they count from."""

    @property
    def times(self) -> int:
        """How often it was moved."""
        return len(self.revisions)

    @property
    def days(self) -> int:
        """How far in all; forward is positive."""
        return slip((revision.old, revision.new) for revision in self.revisions)

    @property
    def longest(self) -> DueRevision:
        """The move that was farthest."""
        return max(self.revisions, key=_moved)

    @property
    def agreed_by(self) -> tuple[str, ...]:
        """Who agreed, each once; empty where nobody is recorded to have."""
        return tuple(dict.fromkeys(revision.agreed_by for revision in self.revisions if revision.agreed_by.strip()))


@dataclass(frozen=True, slots=True)
class OwnerSlips:
    """The recommendations of one owner whose due dates were moved."""

    owner: str
    slips: tuple[Slip, ...]

    @property
    def times(self) -> int:
        """How often due dates were moved."""
        return sum(one.times for one in self.slips)

    @property
    def days(self) -> int:
        """How far in all."""
        return sum(one.days for one in self.slips)

    @property
    def median(self) -> int:
        """How far a date is moved as a rule: half of the moves were no longer."""
        return round(median(_moved(revision) for one in self.slips for revision in one.revisions))

    @property
    def longest(self) -> Slip:
        """The recommendation with the farthest single move."""
        return max(self.slips, key=lambda one: _moved(one.longest))

    @property
    def agreed_by(self) -> tuple[str, ...]:
        """Who agreed, each once."""
        return tuple(dict.fromkeys(who for one in self.slips for who in one.agreed_by))


def slips(followed: Iterable[Followed]) -> tuple[Slip, ...]:
    """Those moved, the farthest first."""
    found = [Slip(one.recommendation, one.revisions) for one in followed if one.revisions]
    return tuple(sorted(found, key=lambda one: (-one.days, -one.times, one.recommendation.ref)))


def by_owner(found: Sequence[Slip]) -> tuple[OwnerSlips, ...]:
    """The same by owner, whoever moved farthest first; an owner's name is one whatever its case and spacing."""
    owned: dict[str, list[Slip]] = {}
    names: dict[str, str] = {}
    for one in found:
        name = " ".join(one.recommendation.owner.split()) or NO_OWNER
        names.setdefault(name.casefold(), name)
        owned.setdefault(name.casefold(), []).append(one)
    owners = (OwnerSlips(names[key], tuple(own)) for key, own in owned.items())
    return tuple(sorted(owners, key=lambda owner: (-owner.days, -owner.times, owner.owner.casefold())))


def _moved(revision: DueRevision) -> int:
    return slip([(revision.old, revision.new)])
