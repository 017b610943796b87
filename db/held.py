"""The meetings held: what was in their queue, and what they recorded, entry by entry."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from db.fetch import fetch
from db.rows import Event, Meeting, Minute, Recommendation
from db.rules import Status, in_effect
from db.said import Changes, phrases
from db.shown import EVENT, IN_MEETING, AsAt, Row, as_date, as_status, event


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting and what it came to."""

    meeting: Meeting
    begun_at: datetime
    """UTC."""
    ended_at: datetime | None
    by: str
    """Who began it."""
    spoken_of: int
    """Recommendations of which something stands in its minutes."""
    entries: int
    """Transactions that stand."""
    minutes: Mapping[str, int]
    """How many of each kind; a change without words is one of kind `change`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one transaction of a meeting recorded about a recommendation."""

    transaction: str
    at: datetime
    """UTC."""
    on: date
    """The day it is of."""
    by: str
    recommendation: Recommendation
    minutes: tuple[Minute, ...]
    """The words for the minutes."""
    status: tuple[Status | None, Status | None] | None
    """Old and new; None where it stayed."""
    due: tuple[date | None, date | None] | None
    """The due date in force, likewise."""
    others: tuple[str, ...]
    """What else was changed, in words: `evidence received`."""
    changes: tuple[str, ...]
    """All that was changed, in words: `not implemented → partially implemented`."""
    update: str
    """The words of the update that was recorded with it."""
    action: str
    """The next action, where another was given than one for the minutes."""
    why: str

    @property
    def recommendation_id(self) -> str:
        """Whose it is."""
        return self.recommendation.id

    @property
    def ref(self) -> str:
        """What it is called."""
        return self.recommendation.ref

    @property
    def audit(self) -> str:
        """The audit it is of."""
        return self.recommendation.audit


@dataclass(frozen=True, slots=True)
class Proceedings:
    """A meeting with its queue as it stands, and its journal."""

    held: Held
    queue: tuple[Recommendation, ...]
    """In order, each as at the reader's date; one that is no longer in the register is left out."""
    journal: tuple[Entry, ...]
    """Oldest first; what was undone is not in it."""
    draft: str
    """What is kept of the meeting that is no event."""

    @property
    def meeting(self) -> Meeting:
        """The meeting itself."""
        return self.held.meeting


_MADE = "kind = 'minute' AND e.record = n.id AND e.previous IS NULL"
"""The event by which a minute was first recorded: it says in which transaction."""
_MEETINGS = """SELECT json_array(m.id, m.body, m.held_on, m.queue_words, json(m.queue), m.ended_on, b.recorded_at, b.by,
        (SELECT e.recorded_at FROM event e WHERE e.kind = 'meeting' AND e.record = m.id AND e.verb = 'end meeting'
            ORDER BY e.seq DESC LIMIT 1)) AS line
    FROM meeting m JOIN event b ON b.kind = 'meeting' AND b.record = m.id AND b.previous IS NULL
    {which} ORDER BY m.held_on DESC, b.seq DESC"""
_MINUTES = f"""SELECT json_array(n.meeting_id, e."transaction", n.id, n.recommendation_id, n.kind, n.text, n.who, n.due)
        AS line
    FROM minute n CROSS JOIN event e ON e.{_MADE} {{which}} ORDER BY e.seq"""
_EVENTS = f"""SELECT {EVENT} FROM event e WHERE e."transaction" IN (
        SELECT e."transaction" FROM minute n CROSS JOIN event e ON e.{_MADE} WHERE n.meeting_id = :id
    ) ORDER BY e.seq"""
_OF_ONE = _MEETINGS.format(which="WHERE m.id = :id"), _MINUTES.format(which="WHERE n.meeting_id = :id")
_DRAFT = "SELECT json_array(text) AS line FROM draft WHERE key = 'meeting:' || :id"


def meetings(connection: sqlite3.Connection) -> tuple[Held, ...]:
    """All of them, the latest first."""
    held, minutes = fetch(connection, {}, _MEETINGS.format(which=""), _MINUTES.format(which=""))
    own: dict[str, list[Row]] = {}
    for row in minutes:
        own.setdefault(row[0], []).append(row)
    return tuple(_held(row, own.get(row[0], ())) for row in held)


def proceedings(connection: sqlite3.Connection, as_at: AsAt, meeting: str) -> Proceedings | None:
    """All of one, as the register is at one moment; None where there is none of that id."""
    held, minutes, events, there, draft = fetch(connection, {"id": meeting}, *_OF_ONE, _EVENTS, IN_MEETING, _DRAFT)
    if not held:
        return None
    whole = _held(held[0], minutes)
    found = {one.id: one for one in map(as_at.recommendation, there)}
    return Proceedings(
        held=whole,
        queue=tuple(found[id_] for id_ in whole.meeting.queue if id_ in found),
        journal=tuple(_journal(map(event, events), _by_transaction(minutes), found, as_at)),
        draft=draft[0][0] if draft else "",
    )


def _held(row: Row, minutes: Sequence[Row]) -> Held:
    id_, body, held_on, queue_words, queue, ended_on, begun_at, by, ended_at = row
    if not (isinstance(queue, list) and all(isinstance(one, str) for one in queue)):
        raise ValueError("The queue of a meeting is not one of recommendations.")
    meeting = Meeting(id_, body, date.fromisoformat(held_on), queue_words, tuple(queue), as_date(ended_on))
    return Held(
        meeting=meeting,
        begun_at=datetime.fromisoformat(begun_at),
        ended_at=datetime.fromisoformat(ended_at) if ended_on and ended_at else None,
        by=by,
        spoken_of=len({recommendation for _, _, _, recommendation, *_ in minutes}),
        entries=len({transaction for _, transaction, *_ in minutes}),
        minutes=Counter(kind for _, _, _, _, kind, *_ in minutes),
    )


def _by_transaction(minutes: Iterable[Row]) -> Mapping[str, list[Minute]]:
    found: dict[str, list[Minute]] = {}
    for _, transaction, id_, recommendation, kind, text, who, due in minutes:
        found.setdefault(transaction, []).append(Minute(id_, recommendation, kind, text, who, as_date(due)))
    return found


def _journal(
    events: Iterable[Event],
    minutes: Mapping[str, Sequence[Minute]],
    found: Mapping[str, Recommendation],
    as_at: AsAt,
) -> Iterator[Entry]:
    """One entry a transaction, in the order they were recorded."""
    for transaction, together in groupby(events, key=lambda one: one.transaction):
        deed = list(together)
        about = found.get(minutes[transaction][0].recommendation_id)
        if about is None:
            raise ValueError("A minute is about a recommendation that is not there.")
        # What stands there in so many words is not told of as a change besides.
        told = tuple(minute for minute in minutes[transaction] if minute.kind != "change")
        updates = [one for one in deed if one.kind == "progress_update"]
        update = "\n\n".join(
            str(one.changes[field][1]) for one in updates for field in ("management", "text") if field in one.changes
        )
        done = [
            (one.kind, one.record, {f: pair for f, pair in _stood(one).items() if f != "action"})
            for one in deed
            if one.kind != "minute" and not (one.kind == "progress_update" and update)
        ]
        actions = [str(one.changes["action"][1] or "") for one in deed if "action" in one.changes]
        own = [changes for kind, _, changes in done if kind == "recommendation"]
        status = next((changes["status"] for changes in own if "status" in changes), None)
        due = next((changes["due"] for changes in own if "due" in changes), None)
        others = [
            (kind, record, {f: pair for f, pair in changes.items() if f not in ("status", "due")})
            for kind, record, changes in done
            if not (kind == "progress_update" and status)
        ]
        yield Entry(
            transaction=transaction,
            at=deed[0].recorded_at,
            on=deed[0].effective_on,
            by=deed[0].by,
            recommendation=about,
            minutes=told,
            status=status and (_status(status[0]), _status(status[1])),
            due=due and (_day(due[0]), _day(due[1])),
            others=tuple(phrases(others)),
            changes=tuple(phrases(done, {str(s): name for s, name in as_at.policy.status_names.items()})),
            update=update,
            action="" if any(minute.kind == "action" for minute in told) else "".join(actions),
            why=deed[0].why,
        )


def _stood(one: Event) -> Changes:
    """What it changed; where a risk acceptance had ended by then, from the status that was in effect again."""
    if "status" not in one.changes or "accepted_until" not in one.changes:
        return one.changes
    (status, new), (until, _), (before, _) = (
        one.changes.get(field, (None, None)) for field in ("status", "accepted_until", "status_before")
    )
    old = in_effect(_status(status), _day(until), _status(before), one.effective_on)
    return {**one.changes, "status": (old and str(old), new)}


def _status(kept: object) -> Status | None:
    return as_status(str(kept)) if kept else None


def _day(kept: object) -> date | None:
    return as_date(str(kept)) if kept else None
