"""The minutes of a meeting in words, part by part: one home for the screen, the paper and the e-mail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

from db.minutes import Changed, Digest, Noted
from db.rows import STATUS_NOT_READ, Recommendation
from db.rules import Policy, Status, show_date, so_many
from db.said import meeting_name

_TITLE = 110
"""Letters that stand for a recommendation nobody spoke of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with a table under it; the words are the register's own, to be made harmless where they are shown."""

    title: str
    columns: tuple[str, ...]
    """The first two are always the reference and the audit."""
    rows: tuple[tuple[str, ...], ...]
    prose: str
    """The column of sentences, which wants most room."""
    plain: int = 3
    """So many columns say what they are without their heading."""


def title(digest: Digest) -> str:
    """`Meeting of the DLT on 22 Nov 2026`."""
    meeting = digest.held.meeting
    return meeting_name(meeting.body, meeting.held_on)


def standing(digest: Digest) -> str:
    """Who kept the minutes, and whether they are all of them."""
    kept = f"Minutes kept by {' and '.join(digest.kept_by)}."
    return kept if digest.held.meeting.ended_on else f"{kept} The meeting is not over."


def finding(digest: Digest) -> str:
    """What the meeting came to: `12 of 30 recommendations were spoken of, in 42 minutes: 6 changed, 4 actions.`"""
    meeting = digest.held.meeting
    taken = f", in {duration(digest.taken)}" if digest.taken is not None else ""
    queue = len(meeting.queue)
    came_to = ", ".join(
        count
        for count in (
            f"{len(digest.changes):,} changed" if digest.changes else "",
            _counted(digest.decisions, "decision"),
            _counted(digest.actions, "action"),
            _counted(digest.promises, "promise of evidence", "promises of evidence"),
            _counted(digest.questions, "question"),
        )
        if count
    )
    outside = digest.spoken_of + _left(digest) > queue
    spoken_of, queued = so_many(digest.spoken_of, "recommendation"), so_many(queue, "recommendation")
    of = spoken_of if outside else f"{digest.spoken_of:,} of {queued}"
    were = f"{'was' if digest.spoken_of == 1 else 'were'} spoken of{taken}"
    beside = f", not only of the queue of {queue:,}" if outside else ""
    return f"{of} {were}{beside}{f': {came_to}' if came_to else ''}."


def queue(digest: Digest) -> str:
    """What the meeting was to go through, and what day it is told of where it was not spoken of."""
    words = digest.held.meeting.queue_words.strip()
    left = (*digest.later, *digest.skipped, *digest.not_reached, *digest.looked_at)
    as_at = f"What was not spoken of is told as at {show_date(left[0].as_at)}." if left else ""
    return " ".join(filter(None, (f"In the queue: {words}." if words else "", as_at)))


def duration(taken: timedelta) -> str:
    """`42 minutes`, `1 hour 5 minutes`."""
    minutes = max(1, round(taken.total_seconds() / 60))
    parts = ((minutes // 60, "hour"), (minutes % 60, "minute"))
    return " ".join(so_many(count, what) for count, what in parts if count)


def parts(digest: Digest, policy: Policy) -> list[Part]:
    """All that there is to tell, in the order of minutes; a part that would be empty is left out."""
    told = [
        _noted("Decisions", "Decision", digest.decisions),
        _changes(digest.changes, policy),
        _noted("Actions", "Action", digest.actions, who="Owner"),
        _noted("Evidence promised", "Evidence", digest.promises, who="From"),
        _noted("Questions from members", "Question", digest.questions, who="Asked by"),
        _noted("Notes", "Note", digest.notes),
        _left_over("Put off", digest.later, policy),
        _left_over("Passed over", digest.skipped, policy),
        _left_over("Not reached", digest.not_reached, policy),
        _left_over("Looked at, with nothing to record", digest.looked_at, policy),
    ]
    return [part for part in told if part.rows]


def _noted(name: str, what: str, noted: Sequence[Noted], *, who: str = "By whom") -> Part:
    """Words about recommendations; a column that would be empty is left out."""
    rows = [
        (one.recommendation.ref, one.recommendation.audit, one.text, one.who, show_date(one.due) or "") for one in noted
    ]
    return _without_empty(Part(name, ("Reference", "Audit", what, who, "By"), tuple(rows), what))


def _changes(changes: Sequence[Changed], policy: Policy) -> Part:
    rows = [
        (
            one.recommendation.ref,
            one.recommendation.audit,
            " → ".join(status_word(side, policy) for side in one.status) if one.status else "",
            due_moved(one),
            "; ".join(one.others),
            "; ".join(one.why),
        )
        for one in changes
    ]
    columns = ("Reference", "Audit", "Status", "Due date", "Also", "Why")
    return _without_empty(Part("Changes", columns, tuple(rows), "Why", plain=2))


def due_moved(one: Changed) -> str:
    """`31 Mar 2025 → 30 Jun 2026 (456 days later)`."""
    if one.due is None:
        return ""
    moved = one.days_moved
    by = "" if moved is None else f" ({so_many(abs(moved), 'day')} {'later' if moved > 0 else 'earlier'})"
    return f"{' → '.join(_day(side) for side in one.due)}{by}"


def status_word(status: Status | None, policy: Policy) -> str:
    """What this body calls a status."""
    return STATUS_NOT_READ if status is None else policy.status_names.get(status) or str(status)


def _left_over(name: str, left: Sequence[Recommendation], policy: Policy) -> Part:
    rows = [
        (
            one.ref,
            one.audit,
            _opening(one.recommendation),
            show_date(one.due) or one.due_words or "no date",
            status_word(one.status, policy),
        )
        for one in left
    ]
    columns = ("Reference", "Audit", "Recommendation", "Due date", "Status")
    return Part(name, columns, tuple(rows), "Recommendation")


def _without_empty(part: Part) -> Part:
    """Without the columns after the audit in which nothing stands."""
    there = [n for n in range(len(part.columns)) if n < part.plain or any(row[n] for row in part.rows)]
    rows = tuple(tuple(row[n] for n in there) for row in part.rows)
    return Part(part.title, tuple(part.columns[n] for n in there), rows, part.prose, part.plain)


def _opening(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _TITLE else f"{words[:_TITLE].rsplit(' ', 1)[0]} …"


def _day(day: date | None) -> str:
    return show_date(day) if day else "no date"


def _left(digest: Digest) -> int:
    return len(digest.later) + len(digest.skipped) + len(digest.not_reached) + len(digest.looked_at)


def _counted(noted: Sequence[Noted], one: str, several: str = "") -> str:
    return so_many(len(noted), one, several) if noted else ""


def write_paper(out: BinaryIO, digest: Digest, policy: Policy, fingerprint: str) -> None:
    """The minutes as PDF."""
    from reports.write.minutes import Heading, Table, write_minutes  # the page's library is a heavy one

    write_minutes(
        out,
        [Table(part.title, part.columns, part.rows, part.prose) for part in parts(digest, policy)],
        heading=Heading(
            organisation=policy.organisation,
            meeting=title(digest),
            standing=standing(digest),
            finding=finding(digest),
            queue=queue(digest),
        ),
        on=digest.held.meeting.held_on,
        fingerprint=fingerprint,
    )


def lines(digest: Digest) -> Iterator[str]:
    """What stands over the parts."""
    yield title(digest)
    yield standing(digest)
    yield finding(digest)
    if words := queue(digest):
        yield words
