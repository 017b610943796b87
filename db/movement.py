"""What happened to the open recommendations between two dates, as a sum that balances."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.rules import CLOSED, Status


@dataclass(frozen=True, slots=True)
class Movement:
    """Brought forward + new + reopened - implemented - risk accepted - superseded or not adopted = carried forward."""

    brought_forward: int
    new: int
    """Recorded since, whether or not closed since."""
    reopened: int
    implemented: int
    risk_accepted: int
    superseded_or_not_adopted: int
    removed: int
    """No longer in the register: its recording was undone."""
    carried_forward: int

    @property
    def balances(self) -> bool:
        """Do the parts add up?"""
        return self.carried_forward == (
            self.brought_forward
            + self.new
            + self.reopened
            - self.implemented
            - self.risk_accepted
            - self.superseded_or_not_adopted
            - self.removed
        )


def movement(before: Mapping[str, Status | None], after: Mapping[str, Status | None]) -> Movement:
    """The movement from one date's statuses to another's, each by recommendation id."""

    def closed_since(*statuses: Status) -> int:
        return sum(1 for id_, now in after.items() if now in statuses and before.get(id_) not in CLOSED)

    return Movement(
        brought_forward=sum(1 for status in before.values() if status not in CLOSED),
        new=sum(1 for id_ in after if id_ not in before),
        reopened=sum(1 for id_, now in after.items() if before.get(id_) in CLOSED and now not in CLOSED),
        implemented=closed_since(Status.IMPLEMENTED),
        risk_accepted=closed_since(Status.RISK_ACCEPTED),
        superseded_or_not_adopted=closed_since(Status.SUPERSEDED, Status.NOT_ADOPTED),
        removed=sum(1 for id_, status in before.items() if id_ not in after and status not in CLOSED),
        carried_forward=sum(1 for status in after.values() if status not in CLOSED),
    )
