"""The frozen rows that travel between the rooms: recommendations as shown, filters, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from db.rules import Band, Basis, Counting, Method, Status, show_date


@dataclass(frozen=True, slots=True)
class Filter:
    """Which recommendations to show; what is None or empty does not narrow."""

    text: str = ""
    """Words to find anywhere in a recommendation, each the beginning of a word."""
    directorate: str | None = None
    """A directorate's id; the empty text means those without one."""
    audit: str | None = None
    """An audit's id."""
    priority: str | None = None
    status: Status | None = None
    band: Band | None = None
    open_only: bool = False
    reported_only: bool = False
    status_unread: bool = False
    """Only those whose status nobody could read."""
    among: tuple[str, ...] | None = None
    """Only the recommendations of these ids, be there none."""
    among_words: str = ""
    """What those are: `crossed 9 months since 4 Aug 2026`."""


class SortBy(StrEnum):
    """What recommendations can be put in order by; equal ones stand in the order of DUE, then as they were recorded."""

    DUE = "due"
    """Open and most overdue first, then those not yet due, those without a date, the closed."""
    REF = "ref"
    PRIORITY = "priority"
    """Gravest first, by the policy's scale."""
    TITLE = "title"
    STATUS = "status"
    AUDIT = "audit"
    DIRECTORATE = "directorate"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order; `reverse` turns what it is by, and nothing else: the closed stay last, equal ones as they were."""

    by: SortBy = SortBy.DUE
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A recommendation as one line of a table."""

    rowid: int
    id: str
    ref: str
    audit: str
    directorate: str
    priority: str
    title: str
    """The opening words of the recommendation."""
    due: date | None
    due_words: str
    months: int | None
    """Months overdue, None unless overdue."""
    band: Band
    status: Status | None
    status_words: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation whole, with its ages computed for `as_at`."""

    rowid: int
    id: str
    ref: str
    source_ref: str
    audit_id: str
    audit: str
    issued: date | None
    assurance: str
    directorate: str
    priority: str
    recommendation: str
    response: str
    owner: str
    director: str
    """`Name, Role`; several joined by `; `."""
    executive_member: str
    original_due: date | None
    due: date | None
    due_words: str
    status: Status | None
    status_words: str
    update: str
    """The text of the latest update."""
    update_on: date | None
    action: str
    closed_on: date | None
    """The day the closing opinion is of; None while open."""
    as_at: date
    counting: Counting
    basis: Basis
    months_overdue: int | None
    months_original: int | None
    """Months late by the original date, counted the same way."""
    months_other: int | None
    """Months overdue by the other way of counting."""
    band: Band
    milestones: tuple["Milestone", ...] = ()
    auditor: str = ""
    """`internal` or `external`."""
    status_name: str = ""
    """What this body calls the status; empty where it has no name of its own."""
    accepted_until: date | None = None
    """The last day of a risk acceptance that ends; after it, `status` is again what it was before."""
    accepted_by: str = ""
    """Who accepted that risk, by role."""

    @property
    def open_again(self) -> str:
        """Why it is open though the risk was accepted, in a sentence; empty where that is not so."""
        if self.accepted_until is None or not self.accepted_until < self.as_at:
            return ""
        by = f" by {self.accepted_by}" if self.accepted_by else ""
        return f"open again: the acceptance{by} ended on {show_date(self.accepted_until)}"


@dataclass(frozen=True, slots=True)
class Audit:
    """A finished review."""

    id: str
    title: str
    issued: date | None
    auditor: str
    """`internal` or `external`."""
    assurance: str
    directorate_id: str | None
    directorate: str
    followed_up_on: date | None = None
    """The day of the follow-up audit; None where there has been none."""


@dataclass(frozen=True, slots=True)
class Directorate:
    """A department."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """Who holds an office in a directorate, from when to when (both days in office)."""

    id: str
    directorate_id: str
    role: str
    """`director` or `executive member`."""
    person: str
    title: str
    since: date | None
    until: date | None

    def __str__(self) -> str:
        """As the page and JSON name a person: `Name, Role`."""
        return f"{self.person}, {self.title}" if self.title else self.person


@dataclass(frozen=True, slots=True)
class Milestone:
    """One part of a due date; it never ages a recommendation."""

    id: str
    what: str
    due: date
    met_on: date | None


@dataclass(frozen=True, slots=True)
class Update:
    """A dated follow-up entry."""

    id: str
    on: date
    management: str
    """What management says."""
    text: str
    """What the auditor found, or the update as a report printed it."""
    method: Method | None
    claim: Status | None
    opinion: Status | None
    words: str
    """The words the opinion was read from, or could not be."""
    reason: str
    by: str
    source: str
    """The file it came from, or empty."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A note and, if there is one, a file."""

    id: str
    note: str
    file_name: str
    sha256: str
    """Of the file; empty where there is none."""
    size: int | None
    """Bytes."""
    dated: date | None
    received_on: date
    given_by: str
    accepted_by: str
    """Empty until the auditor accepts it."""
    accepted_on: date | None


@dataclass(frozen=True, slots=True)
class DueRevision:
    """A due date moved, and why. The original date is never overwritten."""

    id: str
    old: date | None
    new: date | None
    reason: str
    agreed_by: str
    agreed_on: date | None
    moved_on: date | None = None
    """From when it counts."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A risk accepted: a decision of somebody, not a kind of implemented."""

    id: str
    accepted_by: str
    role: str
    accepted_on: date
    why: str
    residual_risk: str
    mitigation: str
    expires_on: date | None
    """Its last day; None where it holds until further notice."""
    audit_view: str
    """What the Head of Audit thinks of it (standard 2600)."""
    minute: str
    """The committee minute that noted it."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What was done about a recommendation that reached a step of escalation."""

    id: str
    months: int
    """The step, in months overdue."""
    notified_on: date | None
    attended_on: date | None
    who: str
    """Who was notified, or attended and with whom."""
    explanation: str
    decision: str


@dataclass(frozen=True, slots=True)
class Report:
    """A position given to a body, sealed when issued."""

    id: str
    body: str
    as_at: date
    meeting_on: date | None
    since: date | None
    """The as-at date of the report before it, from which its movement starts."""
    figures_sha256: str
    """Of the attachment that holds its position, movement and rows as they were shown."""
    fingerprint: str
    """Of the history that it saw."""
    heads: Mapping[str, str]
    """The last hash of each writer's chain that it saw."""
    withdrawn_on: date | None
    withdrawn_why: str
    papers: tuple["Paper", ...] = ()
    sealed_on: date | None = None
    by: str = ""
    """Who sealed it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document sealed with a report; its bytes are an attachment."""

    id: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that goes through a queue of recommendations."""

    id: str
    body: str
    held_on: date
    queue_words: str
    """What is in the queue: `Adult Social Care, open`."""
    queue: tuple[str, ...]
    """Recommendations by id, in order."""
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Minute:
    """What was said or done in a meeting about one recommendation."""

    id: str
    recommendation_id: str
    kind: str
    """`change`, `note`, `action`, `decision`, `question` or `promise` (evidence promised)."""
    text: str
    who: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A finding of the pack check that a person has decided to leave, and why."""

    id: str
    rule: str
    record: str
    about: str
    """What was found, as a short hash: other words are found anew."""
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where a file speaks of a recommendation; a Detail leaves `where` and `words` to Reader.printed."""

    source: str
    as_of: date | None
    where: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One record changed in one transaction."""

    seq: int
    transaction: str
    recorded_at: datetime
    """UTC."""
    effective_on: date
    by: str
    verb: str
    kind: str
    """The table of the record."""
    record: str
    changes: Mapping[str, tuple[object, object]]
    """Field: (old, new)."""
    why: str
    undoes: str
    """The transaction this one takes back, or empty."""
    ref: str
    """The reference of the recommendation it is about; empty where that is none, or no longer there."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything about one recommendation."""

    recommendation: Recommendation
    updates: tuple[Update, ...]
    """Latest first."""
    evidence: tuple[Evidence, ...]
    revisions: tuple[DueRevision, ...]
    appearances: tuple[Appearance, ...]
    history: tuple[Event, ...]
    """Latest first."""
    draft: str = ""
    """An update begun and not saved."""
    acceptances: tuple[Acceptance, ...] = ()
    """Latest last, as they were recorded."""
    steps: tuple[StepRecord, ...] = ()
    """By months."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recommendations, and how many of them are open and overdue."""

    total: int = 0
    open: int = 0
    overdue: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.total + other.total, self.open + other.open, self.overdue + other.overdue)


@dataclass(frozen=True, slots=True)
class AuditNode:
    """An audit in the tree."""

    id: str
    title: str
    issued: date | None
    assurance: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class DirectorateNode:
    """A directorate in the tree; its id is empty where audits have none."""

    id: str
    name: str
    tally: Tally
    audits: tuple[AuditNode, ...]


NO_DIRECTORATE = "(no directorate)"
"""What audits without one are counted under."""
NO_DIRECTOR = "(no director)"
NO_EXECUTIVE_MEMBER = "(no Executive Member)"
"""Who answers for a recommendation where neither it nor its directorate's posts name anybody."""
PRIORITY_NOT_GIVEN = "not given"
STATUS_NOT_READ = "status not read"


@dataclass(frozen=True, slots=True)
class Position:
    """The counts at a date; each mapping adds up to `total`."""

    as_at: date
    counting: Counting
    basis: Basis
    total: int
    bands: Mapping[Band, int]
    priorities: Mapping[str, int]
    """In the scale's order, then those not on it, then `not given`; the names are those a Filter takes."""
    statuses: Mapping[str, int]
    """By the seven words, and `status not read`."""
    directorates: Mapping[str, Tally]
    fingerprint: str
    """Of the history: the head of the event chain."""
