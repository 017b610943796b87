"""One follow-up of one recommendation: evidence received, an update with its opinion, a due date moved."""

from datetime import date
from itertools import groupby

from sqlalchemy import literal_column
from sqlmodel import col, select

from db import history, rules
from db.ids import new_id
from db.inputs import FollowUp
from db.models import Evidence, ProgressUpdate
from db.rules import Opinion, Status, show_date
from db.transaction import Refused, Stored, Transaction

_RESTS = "Evidence is accepted with the opinion implemented that rests on it, or by itself afterwards."


def follow_up(t: Transaction, recommendation: str, change: FollowUp) -> None:
    """Everything `change` says of one recommendation, as of the transaction's day."""
    if change.acceptance and change.opinion is not Status.RISK_ACCEPTED:
        raise Refused("A risk acceptance is recorded with the opinion risk accepted.")
    accepted = _accept(t, recommendation, change.accept, change.opinion)
    accepted |= _receive(t, recommendation, change)
    if change.opinion or change.claim or change.management or change.text or change.method:
        _update(t, recommendation, change, accepted_evidence=accepted)
    if change.due or change.clear_due:
        if change.due and change.clear_due:
            raise Refused("A due date is moved or cleared, not both.")
        move_due(
            t, recommendation, change.due, reason=change.reason, agreed_by=change.agreed_by, agreed_on=change.agreed_on
        )
    if change.action is not None:
        t.change("recommendation", recommendation, {"action": change.action})
    if change.owner is not None:
        t.change("recommendation", recommendation, {"owner": change.owner})


def nothing_new(change: FollowUp) -> str:
    """Why there is nothing to record, as a sentence."""
    if change.due:
        return f"{show_date(change.due)} is the date in force already: there is nothing to record."
    if change.owner:
        return f"{change.owner} is the owner already: there is nothing to record."
    return "There is nothing to record."


def accept(t: Transaction, evidence: str) -> None:
    """The auditor accepts evidence received before."""
    fields = t.get("evidence", evidence)
    if fields is None:
        raise Refused("There is no such evidence.")
    if fields["accepted_by"]:
        raise Refused("This evidence is accepted already.")
    t.change("evidence", evidence, {"accepted_by": t.by, "accepted_on": t.on})


def move_due(
    t: Transaction,
    recommendation: str,
    new: date | None,
    *,
    reason: str,
    agreed_by: str = "",
    agreed_on: date | None = None,
) -> None:
    """Move the due date and keep why. The original one is never overwritten; the first that is ever set becomes it."""
    found = t.as_of("recommendation", recommendation)
    old = day_of(found["due"])
    if new == old:
        return
    if new and found["original_due"] is None:
        t.change("recommendation", recommendation, {"original_due": new, "due": new, "due_words": ""})
        return
    if not rules.visible(reason):
        raise Refused("Moving a due date needs a reason, which is kept.")
    moved = {"recommendation_id": recommendation, "old": old, "new": new, "reason": reason, "agreed_by": agreed_by}
    t.create("due_revision", new_id(), {**moved, "agreed_on": agreed_on or t.on})
    _follow_on(t, recommendation, new)
    t.change("recommendation", recommendation, {"due": new})


_NEXT_MOVE = """SELECT d.id, e.effective_on
    FROM due_revision d CROSS JOIN event e ON e.kind = 'due_revision' AND e.record = d.id
    WHERE d.recommendation_id = ? AND e.previous IS NULL AND e.effective_on > ?
    ORDER BY e.effective_on, e.seq LIMIT 1"""
"""A CROSS JOIN is taken as it is written; SQLite would begin with the events of all moves there ever were."""


def _follow_on(t: Transaction, recommendation: str, new: date | None) -> None:
    """The move after one that is dated back was from there: otherwise days of slip would count twice."""
    later = t.cursor.execute(_NEXT_MOVE, (recommendation, t.on.isoformat())).fetchone()
    if later:
        t.change("due_revision", later[0], {"old": new}, on=date.fromisoformat(later[1]))


def still_so(t: Transaction, recommendation: str, change: FollowUp) -> str:
    """Of what is dated back: what does not become so today, for what is recorded of a later day stands."""
    now = t.get("recommendation", recommendation) or {}
    still = []
    if change.opinion and now["status"] != change.opinion:
        still.append(f"{now['status'] or 'status not read'}")
    if change.due and now["due"] != change.due.isoformat():
        still.append(f"due {rules.show_date(day_of(now['due'])) or 'no date'}")
    return f"; today it is {', '.join(still)}, by what is recorded of a later day" if still else ""


def day_of(stored: Stored) -> date | None:
    """A date as a table holds it."""
    return date.fromisoformat(stored) if isinstance(stored, str) else None


def _accept(t: Transaction, recommendation: str, accepted: tuple[str, ...], opinion: Status | None) -> bool:
    if accepted and opinion is not Status.IMPLEMENTED:
        raise Refused(_RESTS)
    for evidence in accepted:
        accept(t, evidence)
        if (t.get("evidence", evidence) or {})["recommendation_id"] != recommendation:
            raise Refused("This evidence is of another recommendation.")
    return bool(accepted)


def _receive(t: Transaction, recommendation: str, change: FollowUp) -> bool:
    """Evidence that came in; True where it is accepted with the opinion that rests on it."""
    new = change.evidence
    if change.accept_evidence and (new is None or change.opinion is not Status.IMPLEMENTED):
        raise Refused(_RESTS)
    if new is None:
        return False
    fields: dict[str, object] = new.model_dump(exclude={"content"})
    fields |= {"recommendation_id": recommendation, "received_on": new.received_on or t.on}
    if new.content is not None:
        fields["sha256"] = t.attach(new.content)
    if change.accept_evidence:
        fields |= {"accepted_by": t.by, "accepted_on": t.on}
    t.create("evidence", new_id(), fields)
    return change.accept_evidence


def _update(t: Transaction, recommendation: str, change: FollowUp, *, accepted_evidence: bool) -> None:
    found = t.as_of("recommendation", recommendation)
    kept = _status(found["status"])
    old = rules.in_effect(kept, day_of(found["accepted_until"]), _status(found["status_before"]), t.on)
    reason = change.reason or (change.acceptance.why if change.acceptance else "")
    if change.opinion:
        accepted = accepted_evidence or _has_accepted_evidence(t, recommendation)
        if refusal := rules.refusal(old, change.opinion, reason=reason, accepted_evidence=accepted):
            raise Refused(refusal)
    said = {name: getattr(change, name) for name in ("management", "text", "method", "claim", "opinion")}
    of = {"recommendation_id": recommendation, "on": t.on, "by": t.by, "reason": reason}
    t.create("progress_update", new_id(), {**of, **said})
    was_open = old if old not in rules.CLOSED else _last_open(t, recommendation)
    new = _after(old, Opinion(t.on, change.claim, change.opinion))
    until = None
    if change.opinion is Status.RISK_ACCEPTED:
        until = _accepted(t, recommendation, change)
        t.change("recommendation", recommendation, _stands(new, until, was_open))
    elif new is not old or (change.opinion and new is not kept):
        t.change("recommendation", recommendation, {"status": new})
    if change.opinion or new is not old:
        _carry(t, recommendation, new, until, was_open)


def _accepted(t: Transaction, recommendation: str, change: FollowUp) -> date | None:
    """Keep the record of a risk accepted; until when it holds."""
    new = change.acceptance
    if new is None:
        return None
    given = new.model_dump() | {"recommendation_id": recommendation, "accepted_on": new.accepted_on or t.on}
    t.create("acceptance", new_id(), given)
    return new.expires_on


def _stands(status: Status | None, until: date | None, was_open: Status | None) -> dict[str, object]:
    """What the register keeps: of a risk accepted for a time, what is so again after it."""
    before = None if until is None else was_open or Status.NOT_IMPLEMENTED
    return {"status": status, "accepted_until": until, "status_before": before}


def _last_open(t: Transaction, recommendation: str) -> Status | None:
    """The status it had when it was last open, by the day of the transaction."""
    for _, events in history.records(t.cursor.connection, "recommendation", t.out_of_effect, recommendation):
        days = [history.replay(events, ""), *(f for day, f in history.unfolded(events) if day <= t.on.isoformat())]
        for fields in reversed(days):
            status = _status(fields.get("status_before") or fields.get("status"))
            if status not in rules.CLOSED:
                return status
    return None


def _carry(
    t: Transaction, recommendation: str, status: Status | None, until: date | None, was_open: Status | None
) -> None:
    """Settle what follows: what was said later means something else after an opinion that is dated back.

    A later claim may no longer be one, or be one now; a later acceptance leads back to another status.
    """
    later = t.session.exec(
        select(ProgressUpdate)
        .where(ProgressUpdate.recommendation_id == recommendation, col(ProgressUpdate.on) > t.on)
        .order_by(col(ProgressUpdate.on), literal_column("rowid"))
    )
    said = {day: list(updates) for day, updates in groupby(later, key=lambda update: update.on)}
    entered, entered_as = _entered(t, recommendation)
    if entered > t.on:
        said.setdefault(entered, [])
    for day, updates in sorted(said.items()):
        if day == entered:
            status, until = entered_as, None
        if until is not None and until < day:
            status, until = was_open, None
        settled = day == entered
        for update in updates:
            was_open = status if status not in rules.CLOSED else was_open
            status = _after(status, Opinion(day, update.claim, update.opinion))
            if update.opinion is not None:
                until = _until(t, update.id) if status is Status.RISK_ACCEPTED else None
            settled = settled or (update.opinion is not None and update.opinion not in rules.CLOSED)
        t.change("recommendation", recommendation, _stands(status, until, was_open), on=day)
        if settled:
            return  # from here on everything is as it was


def _entered(t: Transaction, recommendation: str) -> tuple[date, Status | None]:
    """The day it was entered of, and as what."""
    for _, events in history.records(t.cursor.connection, "recommendation", t.out_of_effect, recommendation):
        return date.fromisoformat(events[0][0]), _status(history.replay(events, "").get("status"))
    return t.on, None


def _until(t: Transaction, update: str) -> date | None:
    """The last day of the acceptance that was recorded with an update."""
    (day,) = t.cursor.execute(
        """SELECT max(a.expires_on) FROM event u
            CROSS JOIN event e ON e."transaction" = u."transaction" AND e.kind = 'acceptance'
            CROSS JOIN acceptance a ON a.id = e.record
            WHERE u.kind = 'progress_update' AND u.record = ? AND u.previous IS NULL""",
        (update,),
    ).fetchone()
    return day_of(day)


def _after(old: Status | None, *updates: Opinion) -> Status | None:
    return rules.status_after([Opinion(date.min, opinion=old), *updates])


def _status(stored: Stored) -> Status | None:
    return Status(stored) if isinstance(stored, str) else None


def _has_accepted_evidence(t: Transaction, recommendation: str) -> bool:
    wanted = select(Evidence.id).where(Evidence.recommendation_id == recommendation, Evidence.accepted_by != "")
    return t.session.exec(wanted).first() is not None
