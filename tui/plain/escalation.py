"""Escalation in plain lines: who is to be notified, who must attend, which risks are written back."""

from collections.abc import Iterable

from db.escalation import Call, Escalation, Reached, When, told
from db.rules import Duty, Policy, show_date, so_many
from tui.plain import document, say, say_wrapped
from tui.text import show_line

_CALLS = {
    Duty.NOTIFY: "Executive Members to notify",
    Duty.ATTEND: "Directors who must attend",
    Duty.WRITE_BACK: "Risks to be written back",
}


def escalation(shown: Escalation, policy: Policy) -> None:
    """Person by person, then step by step with the day it is reached and what was done."""
    last = f"Last report as at {show_date(shown.since)}" if shown.since else "No report before this"
    meets = f"next meeting on {show_date(shown.meeting_on)}" if shown.meeting_on else "next meeting not known"
    say(f"Escalation as at {show_date(shown.as_at)}, {policy.counting} months, {policy.basis} due dates")
    say_wrapped(f"{last}; {meets}", 2)
    for duty, calls in _calls(shown).items():
        say(f"\n{_CALLS[duty]}")
        for call in calls:
            beside = f", with {'; '.join(map(show_line, call.beside))}" if call.beside else ""
            say_wrapped(f"  {show_line(call.who)}{beside}", 6)
            for one in call.reached:
                say_wrapped(f"    {_line(one)}", 6)
        if not calls:
            say("  nobody" if duty is not Duty.WRITE_BACK else "  none")
    for when in (When.COMING, When.SINCE, When.BEFORE):
        _steps(f"Reached {when}", (one for one in shown.reached if one.when is when), policy)
    _steps("Of priorities that the committee does not see", shown.others, policy)
    if not shown.meeting_on:
        say("\nTo see who will have reached a step by the next meeting, say --meeting DATE.")


def _calls(shown: Escalation) -> dict[Duty, tuple[Call, ...]]:
    return {Duty.NOTIFY: shown.notify(), Duty.ATTEND: shown.attend(), Duty.WRITE_BACK: shown.write_back()}


def _line(one: Reached) -> str:
    of = one.recommendation
    return f"{show_line(of.ref)}  {so_many(one.step.months, 'month')}, {show_date(one.on)}  {show_line(of.audit)}"


def _steps(title: str, reached: Iterable[Reached], policy: Policy) -> None:
    each = list(reached)
    if not each:
        return
    say(f"\n{title}")
    for one in each:
        also = f" (by {policy.counting.other} months: {show_date(one.on_other)})" if one.on_other != one.on else ""
        say_wrapped(f"  {_line(one)}", 6)
        say_wrapped(f"      {one.step.duty}: {show_line(told(one.done))}{also}", 8)


def as_document(shown: Escalation) -> object:
    """One JSON document: who is called on, and every step that is reached."""
    return {
        "as_at": document(shown.as_at),
        "since": document(shown.since),
        "meeting_on": document(shown.meeting_on),
        **{
            str(duty).replace(" ", "_"): [
                {"who": call.who, "with": list(call.beside), "refs": [one.recommendation.ref for one in call.reached]}
                for call in calls
            ]
            for duty, calls in _calls(shown).items()
        },
        "reached": [_step_document(one) for one in shown.reached],
        "others": [_step_document(one) for one in shown.others],
    }


def _step_document(one: Reached) -> dict[str, object]:
    of = one.recommendation
    return {
        "ref": of.ref,
        "id": of.id,
        "audit": of.audit,
        "directorate": of.directorate,
        "priority": of.priority,
        "months": one.step.months,
        "duty": str(one.step.duty),
        "on": document(one.on),
        "on_other": document(one.on_other),
        "when": str(one.when),
        "settled": one.settled,
        "done": document(one.done),
    }
