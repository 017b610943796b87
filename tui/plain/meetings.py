"""The meetings held, in plain lines: which there are, and what one recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date

from db.held import Entry, Held, Proceedings
from db.minutes import Digest
from db.rows import Meeting, Minute
from db.rules import Policy, show_date, so_many
from db.said import meeting_name
from tui import minuted
from tui.plain import document, say
from tui.plain.recommendations import listed as recommendations
from tui.text import show_line

KINDS = {
    "note": "Note",
    "action": "Action",
    "decision": "Decision",
    "question": "Question",
    "promise": "Evidence promised",
}


def short(meeting: str) -> str:
    """What a person types to name it: the end of its id, which no other is likely to share."""
    return meeting[-6:]


def called(meeting: Meeting) -> str:
    """What a person calls it."""
    return show_line(meeting_name(meeting.body, meeting.held_on))


def listed(found: Sequence[Held]) -> None:
    """Every meeting, the latest first."""
    for held in found:
        _one(held)
    say(f"{so_many(len(found), 'meeting')}." if found else "No meeting has been held yet.")


def _one(held: Held) -> None:
    meeting = held.meeting
    state = "" if meeting.ended_on else ", not over"
    say(f"{short(meeting.id)}  {called(meeting)}{state}, minutes by {show_line(held.by)}")
    queue = f"queue of {len(meeting.queue):,}"
    words = f" ({show_line(meeting.queue_words)})" if meeting.queue_words.strip() else ""
    say(f"        {queue}{words}, {held.spoken_of:,} spoken of")


def proceedings(held: Proceedings) -> None:
    """A meeting whole: the queue as it stands, then what was recorded, oldest first."""
    _one(held.held)
    queue(held)
    say("\nJournal, oldest first")
    for entry in held.journal:
        say(f"{entry.at.astimezone():%H:%M}  {show_line(f'{entry.ref}, {entry.audit}')}")
        for line in told(entry):
            say(f"       {show_line(line)}")
    if not held.journal:
        say("Nothing has been recorded yet.")


def queue(held: Proceedings) -> None:
    """What it goes through, as it stands."""
    if held.queue:
        say("\nThe queue")
        recommendations(held.queue, as_at=held.queue[0].as_at)


def told(entry: Entry) -> Iterator[str]:
    """What one entry of the journal says, line by line; to be made harmless where it is shown."""
    why = f" ({entry.why})" if entry.why else ""
    if entry.changes:
        yield f"{', '.join(entry.changes)}{why}"
    yield from (minute(one) for one in entry.minutes)
    if entry.update and entry.update not in {one.text for one in entry.minutes}:
        yield f"Update: {entry.update}"
    if entry.action:
        yield f"Action: {entry.action}"


def minute(one: Minute) -> str:
    """`Action: Write to all carers. (Bob, by 31 Jan 2027)`."""
    owed = ", ".join(filter(None, (one.who, f"by {show_date(one.due)}" if one.due else "")))
    return f"{KINDS[one.kind]}: {one.text}{f' ({owed})' if owed else ''}"


# JSON documents. -----------------------------------------------------------------------------------------------------


def as_document(held: Held) -> dict[str, object]:
    """A meeting without what it recorded."""
    others = {part.name: document(getattr(held, part.name)) for part in fields(held) if part.name != "meeting"}
    meeting = {part.name: document(getattr(held.meeting, part.name)) for part in fields(held.meeting)}
    return {"name": short(held.meeting.id), **meeting, **others}


def proceedings_as_document(held: Proceedings, as_at: date) -> object:
    """A meeting with its queue and its journal."""
    return {
        "as_at": as_at.isoformat(),
        "meeting": as_document(held.held),
        "queue": [{"id": one.id, "ref": one.ref, "audit": one.audit} for one in held.queue],
        "journal": [
            {
                "transaction": entry.transaction,
                "at": document(entry.at),
                "by": entry.by,
                "ref": entry.ref,
                "id": entry.recommendation_id,
                "minutes": document(entry.minutes),
                "changes": list(entry.changes),
                "status": document(entry.status),
                "due": document(entry.due),
                "update": entry.update,
                "action": entry.action,
                "why": entry.why,
            }
            for entry in held.journal
        ],
    }


def digest_as_document(told: Digest, policy: Policy) -> object:
    """The minutes, part by part; each row by the names of its columns."""
    return {
        "as_at": told.held.meeting.held_on.isoformat(),
        "meeting": as_document(told.held),
        "kept_by": list(told.kept_by),
        "seconds": None if told.taken is None else round(told.taken.total_seconds()),
        "finding": minuted.finding(told),
        "parts": [
            {"title": part.title, "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows]}
            for part in minuted.parts(told, policy)
        ],
    }
