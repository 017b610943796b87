"""What the pack check is given, and what it says: one finding is one thing wrong with one record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from db.rows import Acceptance, Audit, Dismissal, DueRevision, Post, Recommendation
from db.rules import CLOSED, Policy, Status, show_date


@dataclass(frozen=True, slots=True)
class Reported:
    """A recommendation that is reported, with what its row does not tell of how it was followed up."""

    recommendation: Recommendation
    opinion: Status | None = None
    """Audit's latest."""
    opinion_words: str = ""
    """The words it was read from."""
    reason: str = ""
    """The reason given with it."""
    source: str = ""
    """The id of the file it was read from."""
    source_name: str = ""
    accepted_evidence: int = 0
    """How many pieces of evidence are accepted."""
    revisions: tuple[DueRevision, ...] = ()
    acceptance: Acceptance | None = None
    """The latest record of its risk accepted."""

    @property
    def open(self) -> bool:
        """Is it still followed up?"""
        return self.recommendation.status not in CLOSED


@dataclass(frozen=True, slots=True)
class Pack:
    """All that goes into a report, beside what the report before it said."""

    as_at: date
    policy: Policy
    reported: Iterable[Reported]
    audits: tuple[Audit, ...] = ()
    posts: tuple[Post, ...] = ()
    before: Mapping[str, Recommendation] | None = None
    """What the last report gave, by id; None where there was none."""
    before_at: date | None = None
    """The date the last report spoke of."""

    @property
    def last_report(self) -> str:
        """What the last report is called in a sentence."""
        return f"the report as at {show_date(self.before_at)}"

    def told(self) -> Iterable[Reported]:
        """What the report tells of: the open, and what was closed since the last one."""
        for one in self.reported:
            closed_on = one.recommendation.closed_on
            if one.open or self.before_at is None or closed_on is None or closed_on > self.before_at:
                yield one


@dataclass(frozen=True, slots=True)
class Walked:
    """Recommendations gone through with a pause now and then, in which somebody may say to stop by raising."""

    reported: Iterable[Reported]
    pause: Callable[[], None]

    def __iter__(self) -> Iterator[Reported]:
        for n, one in enumerate(self.reported):
            if n % _BETWEEN_PAUSES == 0:
                self.pause()
            yield one


_BETWEEN_PAUSES = 64


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a Head of Audit would want mended before the paper goes out."""

    rule: str
    ref: str
    """What a person calls the record: a reference, an audit's title, a file's name."""
    record_kind: str
    """`recommendation`, `audit` or `source`."""
    record_id: str
    said: str
    """What is wrong, as a sentence that names the record."""
    about: str
    """Of exactly what was found, as a short hash: what is dismissed returns when it changes."""
    field: str
    """Where to mend it: status, update, latest update, due, evidence, edit, audit, directorate, owner, text, ..."""
    others: tuple[str, ...] = ()
    """The ids of the recommendations that it is about too: of a file those that it brought, of a twin the other."""

    @property
    def key(self) -> str:
        """What it is called on the command line, the same for as long as the same is found."""
        return _hash(self.rule, self.record_id, self.about)[:8]

    @property
    def title(self) -> str:
        """What the rule looks for, in words."""
        return TITLES[self.rule]


LATEST_UPDATE = "latest update"
"""The place to mend what the latest update says, where *update* is that for a new one."""

TITLES: Mapping[str, str] = {
    "no_update": "No update since the last report",
    "same_update": "Update unchanged since the last report",
    "past_as_to_come": "Update speaks of a past date as to come",
    "out_of_date_words": "Update says \u201cthis month\u201d of another month",
    "promise_passed": "Promise in an update has passed",
    "milestone_missed": "Milestone passed and not met",
    "due_is_report_date": "Due date is the date of the audit's report",
    "due_moved_unagreed": "Due date moved, and nobody agreed it",
    "closed_untested": "Implemented without accepted evidence or a reason",
    "closed_as_reported": "Implemented on the word of an imported file",
    "acceptance_incomplete": "Risk accepted without its full record",
    "status_not_read": "Status not read",
    "status_disagrees": "Status and update disagree",
    "status_words_disagree": "Status and the words it was read from disagree",
    "recorded_twice": "One recommendation recorded twice",
    "audit_named_twice": "One audit under several names",
    "missing": "Owner, directorate, priority or due date missing",
    "personal_name": "What looks like a personal name",
}
"""Every rule and what it looks for, in the order in which findings are told."""


def of(one: Recommendation, rule: str, said: str, field: str, *found: object) -> Finding:
    """A finding about a recommendation; `found` is what, when it changes, is found anew."""
    return Finding(rule, one.ref, "recommendation", one.id, said, about(*found), field)


def about(*found: object) -> str:
    """A short hash of exactly what was found."""
    return _hash(*map(str, found))[:12]


def _hash(*parts: str) -> str:
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def standing(
    findings: Iterable[Finding], dismissals: Iterable[Dismissal]
) -> tuple[list[Finding], list[tuple[Finding, Dismissal]]]:
    """What stands, and what was dismissed with the dismissal that holds; the latest where there are several."""
    left = {(d.rule, d.record, d.about): d for d in dismissals}
    stands: list[Finding] = []
    dismissed: list[tuple[Finding, Dismissal]] = []
    for finding in findings:
        held = left.get((finding.rule, finding.record_id, finding.about))
        if held is None:
            stands.append(finding)
        else:
            dismissed.append((finding, held))
    return stands, dismissed


def quoted(words: str, length: int = 80) -> str:
    """Words of a record inside a sentence."""
    plain = " ".join(words.split())
    return f"\u201c{plain if len(plain) <= length else plain[: length - 1].rstrip() + '…'}\u201d"
