"""Claimed against verified: of those management calls done, how many audit has tested, and how. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.followed import Followed, Said
from db.rows import NO_DIRECTORATE, Recommendation
from db.rules import Method, Status


class Tested(StrEnum):
    """How audit knows that something called done is done, the surest first."""

    RETEST = "re-tested"
    DOCUMENT = "documents seen"
    ENQUIRY = "asked"
    OPINION = "audit's opinion, method not recorded"
    REASON = "implemented on a stated reason only"
    NOT_YET = "not tested yet"


TESTED = (Tested.RETEST, Tested.DOCUMENT, Tested.ENQUIRY)
"""Those that audit has tested."""
_BY_METHOD = {Method.RETEST: Tested.RETEST, Method.DOCUMENT: Tested.DOCUMENT, Method.ENQUIRY: Tested.ENQUIRY}


@dataclass(frozen=True, slots=True)
class Claim:
    """A recommendation that is called done, by management or in the register."""

    recommendation: Recommendation
    claimed_on: date | None
    """The day management called it done; None where only the opinion says so."""
    tested: Tested
    confirmed: bool | None
    """Did audit find it done? None where it has not looked."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The claims of one directorate, or of all."""

    name: str
    claims: tuple[Claim, ...]

    @property
    def called_done(self) -> int:
        """How many are called done."""
        return len(self.claims)

    @property
    def tested(self) -> int:
        """How many of them audit has tested, whatever it found."""
        return sum(claim.tested in TESTED for claim in self.claims)

    @property
    def counts(self) -> Mapping[Tested, int]:
        """Each once; they add up to those called done."""
        counted = Counter(claim.tested for claim in self.claims)
        return {tested: counted[tested] for tested in Tested}

    @property
    def not_found_done(self) -> int:
        """How many audit looked at and found not done."""
        return sum(claim.confirmed is False for claim in self.claims)


def claims(followed: Iterable[Followed]) -> tuple[Claim, ...]:
    """Every recommendation that management has called done, or that stands as implemented."""
    return tuple(claim for one in followed if (claim := _claim(one)) is not None)


def by_directorate(found: Sequence[Claim]) -> tuple[Verified, ...]:
    """The claims of each directorate, by name; those of none last."""
    names = {claim.recommendation.directorate for claim in found}
    return tuple(
        Verified(name or NO_DIRECTORATE, tuple(claim for claim in found if claim.recommendation.directorate == name))
        for name in sorted(names, key=lambda name: (not name, name.casefold(), name))
    )


def _claim(one: Followed) -> Claim | None:
    claimed = max((n for n, said in enumerate(one.said) if said.claim is Status.IMPLEMENTED), default=None)
    claimed_on = None if claimed is None else one.said[claimed].on
    status = one.recommendation.status
    if status is Status.AWAITING_VERIFICATION:
        return Claim(one.recommendation, claimed_on, Tested.NOT_YET, None)
    if claimed is None and status is not Status.IMPLEMENTED:
        return None
    opinions = [said for said in one.said[claimed or 0 :] if said.opinion is not None]
    if not opinions:
        tested, confirmed = (Tested.NOT_YET, None) if status is not Status.IMPLEMENTED else (Tested.REASON, True)
        return Claim(one.recommendation, claimed_on, tested, confirmed)
    latest = opinions[-1]
    return Claim(one.recommendation, claimed_on, _tested(latest, one), latest.opinion is Status.IMPLEMENTED)


def _tested(opinion: Said, one: Followed) -> Tested:
    """How that opinion was come by; accepted evidence is a document that was seen, whether or not that is said."""
    if opinion.method is not None:
        return _BY_METHOD[opinion.method]
    if any(evidence.accepted_by for evidence in one.evidence):
        return Tested.DOCUMENT
    return Tested.REASON if opinion.opinion is Status.IMPLEMENTED else Tested.OPINION
