"""Today: one list of what wants doing, the most urgent first; each kind is found by itself. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from db.escalation import Escalation
from db.follow_up_audits import follow_ups
from db.followed import Followed
from db.promises import promises
from db.rows import Audit, Recommendation, Report
from db.rules import CLOSED, Duty, Policy, Status, show_date
from db.sealed import same_body

SOON = timedelta(days=30)
"""How far ahead due dates and milestones are told of: a month is what the next round of updates covers."""
ENDING = timedelta(days=60)
"""How far ahead an acceptance that ends is told of: whoever accepted it must look again, and a committee note it."""
INVITED = timedelta(days=28)
"""How long before a meeting Directors and Executive Members are asked to come: diaries are settled by then."""
CLEAR_DAYS = 5
"""Working days between the day papers are open to the public and the meeting (Local Government Act 1972, 100B)."""


class Kind(StrEnum):
    """What wants doing, as it is said; in the order of their urgency on one day."""

    MEETING = "next meeting"
    STEP = "escalation"
    ACCEPTANCE = "risk acceptance"
    PROMISE = "promise"
    EVIDENCE = "to verify"
    MILESTONE = "milestone"
    DUE = "due soon"
    FOLLOW_UP_AUDIT = "follow-up audit"


class Mend(StrEnum):
    """Where it is done; the words are those of the screen's actions."""

    UPDATE = "update"
    STATUS = "status"
    EVIDENCE = "evidence"
    EDIT = "edit"
    STEP = "step"
    AUDIT = "edit audit"
    ESCALATION = "escalation"
    REPORTS = "reports"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that wants doing."""

    kind: Kind
    by: date | None
    """The day it is to be done by, or from which it waits; None where neither is known."""
    said: str
    """In a sentence, without the reference."""
    ref: str
    """The recommendation's reference, or the audit's title; empty where it is about neither."""
    record: str
    """The id of the recommendation or audit it is about; empty where it is about neither."""
    mend: Mend
    months: int | None = None
    """Of an escalation the step."""


def agenda(
    followed: Iterable[Followed],
    audits: Iterable[Audit],
    reports: Iterable[Report],
    escalation: Escalation,
    policy: Policy,
) -> tuple[Wanted, ...]:
    """All that wants doing as at the day of the escalation; what has no day comes last."""
    as_at = escalation.as_at
    wanted = [*_meeting(reports, escalation, policy), *_steps(escalation), *_follow_up_audits(audits, policy, as_at)]
    for one in followed:
        wanted += _acceptance(one.recommendation, as_at)
        if one.recommendation.status not in CLOSED:
            wanted += [*_due(one, as_at), *_promises(one, as_at), *_to_verify(one), *_milestones(one, as_at)]
    kinds = list(Kind)
    return tuple(sorted(wanted, key=lambda w: (w.by is None, w.by or as_at, kinds.index(w.kind), w.ref, w.said)))


# Of one recommendation. --------------------------------------------------------------------------------------------


def _about(r: Recommendation, kind: Kind, by: date, said: str, mend: Mend) -> Wanted:
    return Wanted(kind, by, said, r.ref, r.id, mend)


def _due(one: Followed, as_at: date) -> Iterator[Wanted]:
    r = one.recommendation
    if r.due and as_at <= r.due <= as_at + SOON:
        when = "today" if r.due == as_at else show_date(r.due)
        yield _about(r, Kind.DUE, r.due, f"Due {when}: ask {r.owner or 'the owner'} where it stands.", Mend.UPDATE)


def _promises(one: Followed, as_at: date) -> Iterator[Wanted]:
    r = one.recommendation
    if not r.update or not r.update_on:
        return
    for promise in promises(r.update, r.update_on):
        if promise.by < as_at:
            said = f"The update of {show_date(r.update_on)} said \u201c{promise.words}\u201d, and that has passed."
            yield _about(r, Kind.PROMISE, promise.by, said, Mend.UPDATE)


def _to_verify(one: Followed) -> Iterator[Wanted]:
    r = one.recommendation
    waiting = [evidence for evidence in one.evidence if not evidence.accepted_by]
    if waiting:
        since = waiting[0].received_on
        count = "Evidence" if len(waiting) == 1 else f"{len(waiting)} pieces of evidence"
        yield _about(r, Kind.EVIDENCE, since, f"{count} received {show_date(since)}, not accepted yet.", Mend.EVIDENCE)
    elif r.status is Status.AWAITING_VERIFICATION:
        claims = [said.on for said in one.said if said.claim is Status.IMPLEMENTED]
        since = claims[-1] if claims else r.update_on or r.as_at
        said = f"Management says it is done ({show_date(since)}); audit has not tested it, and has no evidence."
        yield _about(r, Kind.EVIDENCE, since, said, Mend.EVIDENCE)


def _acceptance(r: Recommendation, as_at: date) -> Iterator[Wanted]:
    if r.accepted_until is None or r.accepted_until > as_at + ENDING:
        return
    by = f" by {r.accepted_by}" if r.accepted_by else ""
    said = f"The acceptance{by} ends on {show_date(r.accepted_until)}: to be renewed, or followed up again."
    if r.open_again:
        said = f"{r.open_again[0].upper()}{r.open_again[1:]}."
    yield _about(r, Kind.ACCEPTANCE, r.accepted_until, said, Mend.STATUS)


def _milestones(one: Followed, as_at: date) -> Iterator[Wanted]:
    r = one.recommendation
    for milestone in r.milestones:
        if milestone.met_on is None and milestone.due <= as_at + SOON:
            was = "was due" if milestone.due < as_at else "is due"
            said = f"Milestone \u201c{milestone.what}\u201d {was} {show_date(milestone.due)}."
            yield _about(r, Kind.MILESTONE, milestone.due, said, Mend.EDIT)


# Of the register. --------------------------------------------------------------------------------------------------


def _follow_up_audits(audits: Iterable[Audit], policy: Policy, as_at: date) -> Iterator[Wanted]:
    for one in follow_ups(audits, policy, as_at):
        if one.when == "to come":
            continue
        audit = one.audit
        said = (
            f"{audit.assurance.capitalize()} assurance on {show_date(audit.issued)}: a full follow-up audit"
            f" {'was' if one.when == 'late' else 'is'} due between {show_date(one.first)} and {show_date(one.last)}."
        )
        yield Wanted(Kind.FOLLOW_UP_AUDIT, one.last, said, audit.title, audit.id, Mend.AUDIT)


_ASKED = {
    Duty.NOTIFY: "the Executive Member's notification",
    Duty.ATTEND: "the Director's attendance",
    Duty.WRITE_BACK: "the decision to write the risk back",
}


def _steps(escalation: Escalation) -> Iterator[Wanted]:
    for reached in escalation.reached:
        if reached.on <= escalation.as_at and not reached.settled:
            said = f"{reached.step.months} months overdue since {show_date(reached.on)}:"
            said += f" {_ASKED[reached.step.duty]} is not recorded."
            about = _about(reached.recommendation, Kind.STEP, reached.on, said, Mend.STEP)
            yield replace(about, months=reached.step.months)


def _meeting(reports: Iterable[Report], escalation: Escalation, policy: Policy) -> Iterator[Wanted]:
    """What the next meeting needs and by when, until its report is sealed."""
    meeting, body = escalation.meeting_on, policy.meeting_body
    if meeting is None:
        said = f"The date of the {body}'s next meeting is not known: nobody can be told who must attend."
        yield Wanted(Kind.MEETING, None, said, "", "", Mend.POLICY)
        return
    at = f"the {body} of {show_date(meeting)}"
    if calls := escalation.attend():
        invited = meeting - INVITED
        who = "; ".join(dict.fromkeys(name for call in calls for name in (call.who, *call.beside)))
        yield Wanted(Kind.MEETING, invited, f"Invite to {at}: {who}.", "", "", Mend.ESCALATION)
    sealed = any(not r.withdrawn_on and same_body(r.body, body) and r.meeting_on == meeting for r in reports)
    if not sealed:
        last = papers_by(meeting)
        yield Wanted(Kind.MEETING, last, f"Seal and publish the report to {at}.", "", "", Mend.REPORTS)


def papers_by(meeting: date) -> date:
    """The last day to publish papers: so many clear working days before; public holidays come off besides."""
    day, clear = meeting, 0
    while clear < CLEAR_DAYS:
        day -= timedelta(days=1)
        clear += day.weekday() < 5
    day -= timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def counts(wanted: Sequence[Wanted]) -> dict[Kind, int]:
    """How many of each kind, for a line over the list."""
    return {kind: count for kind in Kind if (count := sum(one.kind is kind for one in wanted))}
