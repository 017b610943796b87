"""Escalation: who came to which step since the last report, who will have by the next meeting, what was done. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.followed import Followed
from db.rows import NO_DIRECTOR, NO_EXECUTIVE_MEMBER, Recommendation, StepRecord
from db.rules import (
    CLOSED,
    Counting,
    Duty,
    EscalationStep,
    Opinion,
    Policy,
    Status,
    aged_date,
    day_after,
    reached_on,
    show_date,
    status_after,
    visible,
)

NOT_RECORDED = "not recorded"


class When(StrEnum):
    """When a step is reached, as a committee asks it."""

    BEFORE = "before the last report"
    """It stood there then and stands there still."""
    SINCE = "since the last report"
    COMING = "by the next meeting"


@dataclass(frozen=True, slots=True)
class Reached:
    """A recommendation that comes to a step of escalation."""

    recommendation: Recommendation
    step: EscalationStep
    on: date
    """The first day it stands there, by the months and the due date in force."""
    on_other: date
    """The same, months counted the other way."""
    when: When
    done: StepRecord | None
    """What was done about it, where that is recorded."""
    is_highest: bool
    """Does it stand at no higher step by the day looked ahead to?"""

    @property
    def settled(self) -> bool:
        """Is what the step asks for recorded as done?"""
        if self.done is None:
            return False
        match self.step.duty:
            case Duty.NOTIFY:
                return self.done.notified_on is not None
            case Duty.ATTEND:
                return self.done.attended_on is not None
            case Duty.WRITE_BACK:
                return bool(visible(self.done.decision))


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody whom a step calls on, and for what."""

    who: str
    """`Name, Role`."""
    beside: tuple[str, ...]
    """The Executive Members with whom a Director attends."""
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Escalation:
    """All that has come to a step of escalation, or will have."""

    as_at: date
    since: date | None
    """The as-at date of the last report; None where there was none."""
    meeting_on: date | None
    """The next meeting; None where none is known to come."""
    reached: tuple[Reached, ...]
    """Of the priorities that committees see; gravest step first."""
    others: tuple[Reached, ...]
    """Of the other priorities."""

    def notify(self) -> tuple[Call, ...]:
        """The Executive Members to notify, who have not been."""
        wanted = (r for r in self.reached if r.step.duty is Duty.NOTIFY and not r.settled)
        return _calls(wanted, _executive_members)

    def attend(self) -> tuple[Call, ...]:
        """The Directors who must attend, and with whom: at every meeting until it is closed or written back (2.4)."""
        wanted = (r for r in self.reached if r.step.duty is Duty.ATTEND and r.is_highest)
        return _calls(wanted, _directors, beside=True)

    def write_back(self) -> tuple[Call, ...]:
        """The Directors to whom risks are to be written back, and have not been."""
        wanted = (r for r in self.reached if r.step.duty is Duty.WRITE_BACK and not r.settled)
        return _calls(wanted, _directors)


def escalation(followed: Iterable[Followed], policy: Policy, *, as_at: date, since: date | None) -> Escalation:
    """Who came to which step after `since` and by `as_at`, and who will have by the policy's next meeting."""
    meeting = policy.next_meeting if policy.next_meeting and policy.next_meeting > as_at else None
    found: dict[bool, list[Reached]] = {True: [], False: []}
    for one in followed:
        found[policy.reported(one.recommendation.priority)] += _reached(one, policy, as_at, since, meeting or as_at)
    for reached in found.values():
        reached.sort(key=lambda r: (-r.step.months, r.on, r.recommendation.ref))
    return Escalation(as_at, since, meeting, tuple(found[True]), tuple(found[False]))


def step_at(one: Followed, policy: Policy, day: date) -> EscalationStep | None:
    """The step at which it stands on a day, if it is left as it is until then."""
    steps = [step for step, on in _days(one, policy, policy.counting, day) if on <= day]
    return max(steps, key=lambda step: step.months, default=None)


def told(done: StepRecord | None) -> str:
    """What was done about a step, in words: `notified 3 Feb 2022; attended 15 Feb 2022 (Director with Member)`."""
    if done is None:
        return NOT_RECORDED
    days = (("notified", done.notified_on), ("attended", done.attended_on))
    said = "; ".join(f"{what} {show_date(on)}" for what, on in days if on)
    who = f" ({done.who})" if done.who else ""
    words = {"explained": done.explanation, "decided": done.decision}
    parts = (f"{what}: {text.strip().rstrip('.')}" for what, text in words.items() if visible(text))
    return "; ".join(filter(None, (f"{said}{who}".strip(), *parts))) or NOT_RECORDED


# When a step is reached. -------------------------------------------------------------------------------------------


def _reached(one: Followed, policy: Policy, as_at: date, since: date | None, ahead: date) -> Iterator[Reached]:
    """The steps that one comes to by the day looked ahead to, but for those it had left behind already."""
    days = [(step, on) for step, on in _days(one, policy, policy.counting, ahead) if on <= ahead]
    other = policy.counting.other
    others = dict(_days(one, policy, other, ahead))
    stood = _stood(one, policy, since) if since else frozenset()
    highest = max((step.months for step, _ in days), default=0)
    stands = max((step.months for step, on in days if on <= as_at), default=0)
    for step, on in days:
        when = When.COMING if on > as_at else When.BEFORE if step in stood else When.SINCE
        passed_over = any(day == on and higher.months > step.months for higher, day in days)  # opened again so late
        if passed_over or (step.months < stands and (when is When.BEFORE or since is None)):
            continue
        done = next((record for record in one.steps if record.months == step.months), None)
        yield Reached(one.recommendation, step, on, others[step], when, done, step.months == highest)


def _days(one: Followed, policy: Policy, counting: Counting, ahead: date) -> Iterator[tuple[EscalationStep, date]]:
    """The first day at each step: as late as that, and open."""
    r = one.recommendation
    due, opened = aged_date(r.due, r.original_due, policy.basis), _open_since(one)
    if due is None or opened is None or due >= ahead:
        return
    for step in policy.escalation:
        yield step, max(reached_on(due, step.months, counting), opened)


def _stood(one: Followed, policy: Policy, day: date) -> frozenset[EscalationStep]:
    """The steps at which it stood on a day gone by, with the due date of then; none where it was not yet there."""
    r, opened = one.recommendation, _open_since(one)
    due = aged_date(_due_on(one, day), r.original_due, policy.basis)
    if due is None or due >= day or opened is None or opened > day or (r.issued and r.issued > day):
        return frozenset()
    return frozenset(step for step in policy.escalation if reached_on(due, step.months, policy.counting) <= day)


def _due_on(one: Followed, day: date) -> date | None:
    """The due date in force on a day gone by: what counts from later was not so yet."""
    moved = ((revision.moved_on or revision.agreed_on, revision.old) for revision in one.revisions)
    return next((old for on, old in moved if on and on > day), one.recommendation.due)


def _open_since(one: Followed) -> date | None:
    """The day from which it has been open, or will be when its acceptance ends; None where it stays closed."""
    r = one.recommendation
    if r.accepted_until is not None:
        return day_after(r.accepted_until)
    if r.status in CLOSED:
        return None
    opened, status = date.min, None
    for said in one.said:
        before: Status | None = status
        status = status_after([Opinion(said.on, opinion=before), Opinion(said.on, said.claim, said.opinion)])
        if before in CLOSED and status not in CLOSED:
            opened = said.on
    return opened


# Who is called on. -------------------------------------------------------------------------------------------------


def _calls(
    reached: Iterable[Reached], called: Callable[[Recommendation], list[str]], *, beside: bool = False
) -> tuple[Call, ...]:
    """By the person, each with what concerns them; those whom nobody has named come last."""
    found: dict[str, list[Reached]] = {}
    for one in reached:
        for who in called(one.recommendation):
            found.setdefault(who, []).append(one)
    return tuple(
        Call(who, _named(own) if beside else (), tuple(own))
        for who, own in sorted(found.items(), key=lambda entry: (entry[0].startswith("("), entry[0].casefold()))
    )


def _named(reached: Iterable[Reached]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for one in reached for who in _executive_members(one.recommendation)))


def _executive_members(r: Recommendation) -> list[str]:
    return _people(r.executive_member) or [NO_EXECUTIVE_MEMBER]


def _directors(r: Recommendation) -> list[str]:
    return _people(r.director) or [NO_DIRECTOR]


def _people(names: str) -> list[str]:
    """`Name, Role; Name, Role` one by one."""
    return [name.strip() for name in names.split(";") if name.strip()]
