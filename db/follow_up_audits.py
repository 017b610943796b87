"""Follow-up audits: which audits of weak assurance wait for another, between which days, and how urgently. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.rows import Audit
from db.rules import Policy, follow_up_window


@dataclass(frozen=True, slots=True)
class FollowUpAudit:
    """An audit whose opinion calls for a full follow-up audit, that has not been made."""

    audit: Audit
    first: date
    last: date
    when: str
    """`late`, `due` or `to come`."""


def follow_ups(audits: Iterable[Audit], policy: Policy, as_at: date) -> list[FollowUpAudit]:
    """The most urgent first."""
    due = []
    for audit in audits:
        window = follow_up_window(audit.assurance, audit.issued, policy)
        if window is not None and audit.followed_up_on is None:
            first, last = window
            when = "late" if last < as_at else "due" if first <= as_at else "to come"
            due.append(FollowUpAudit(audit, first, last, when))
    return sorted(due, key=lambda one: (one.last, one.audit.title))
