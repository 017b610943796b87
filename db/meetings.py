"""What a meeting writes: words for its minutes and changes, each with the recommendation it is about."""

from collections.abc import Sequence

from db.follow_up import follow_up
from db.ids import new_id
from db.inputs import FollowUp, NewMinute
from db.rules import show_date
from db.said import meeting_name
from db.transaction import Refused, Transaction


def in_meeting(
    t: Transaction, meeting: str, recommendation: str, minutes: Sequence[NewMinute], change: FollowUp | None
) -> None:
    """Words for the minutes, a change, or both; an action becomes the recommendation's next one."""
    _refuse_if_over(t, meeting)
    if change is not None:
        follow_up(t, recommendation, change)
    for minute in minutes:
        if minute.kind == "action":
            t.change("recommendation", recommendation, {"action": _as_action(minute)})
    if not minutes and t.changes_nothing:
        raise Refused("There is nothing to record.")
    of = {"meeting_id": meeting, "recommendation_id": recommendation}
    for minute in minutes:
        t.create("minute", new_id(), {**minute.model_dump(), **of})
    if not minutes:
        t.create("minute", new_id(), {"kind": "change", **of})


def end_meeting(t: Transaction, meeting: str) -> None:
    """The meeting is over."""
    _refuse_if_over(t, meeting)
    t.change("meeting", meeting, {"ended_on": t.on})


def _refuse_if_over(t: Transaction, meeting: str) -> None:
    there = t.get("meeting", meeting)
    if there is None:
        raise Refused("There is no such meeting.")
    if there["ended_on"]:
        raise Refused(f"{meeting_name(str(there['body']), there['held_on'])} is over.")


def _as_action(minute: NewMinute) -> str:
    """An action with who is to do it and by when, as it stands with the recommendation."""
    by = f" by {show_date(minute.due)}" if minute.due else ""
    return f"{minute.text} ({minute.who}{by})" if minute.who else f"{minute.text}{f' ({by.strip()})' if by else ''}"
