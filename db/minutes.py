"""The minutes of a meeting: a digest of what it recorded, in the order of the meeting. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from db.held import Entry, Held, Proceedings
from db.rows import Minute, Recommendation
from db.rules import Status

Side = TypeVar("Side")
_LONGEST = 1e7
"""Seconds: no meeting lasts four months."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a meeting besides what it recorded."""

    skipped: tuple[str, ...] = ()
    """Recommendations by id that were passed over."""
    later: tuple[str, ...] = ()
    """Those put off."""
    seen: tuple[str, ...] = ()
    """Those looked at, and left as they were."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each was spoken of."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Words for the minutes, with what they are about."""

    recommendation: Recommendation
    text: str
    who: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a meeting came to for one recommendation: from what it was before to what it was after."""

    recommendation: Recommendation
    status: tuple[Status | None, Status | None] | None
    due: tuple[date | None, date | None] | None
    others: tuple[str, ...]
    """What else was changed, in words."""
    why: tuple[str, ...]
    """The reasons given."""

    @property
    def days_moved(self) -> int | None:
        """How many days later the due date is now; None where there was or is none."""
        old, new = self.due or (None, None)
        return (new - old).days if old and new else None


@dataclass(frozen=True, slots=True)
class Digest:
    """The minutes."""

    held: Held
    kept_by: tuple[str, ...]
    """Who recorded them."""
    taken: timedelta | None
    """How long the meeting took; None where that is not known."""
    spoken_of: int
    """Recommendations about which something was recorded."""
    decisions: tuple[Noted, ...]
    changes: tuple[Changed, ...]
    actions: tuple[Noted, ...]
    promises: tuple[Noted, ...]
    """Evidence promised."""
    questions: tuple[Noted, ...]
    notes: tuple[Noted, ...]
    looked_at: tuple[Recommendation, ...]
    """With nothing to record; these and the next in the order of the queue."""
    later: tuple[Recommendation, ...]
    skipped: tuple[Recommendation, ...]
    not_reached: tuple[Recommendation, ...]


def state_of(draft: str) -> State:
    """What a draft of a running meeting says of it; what cannot be read is not known."""
    try:
        kept = json.loads(draft)
    except (ValueError, RecursionError):
        return State()
    if not isinstance(kept, dict):
        return State()
    seconds = kept.get("seconds")
    return State(
        skipped=_ids(kept.get("skipped")),
        later=_ids(kept.get("later")),
        seen=_ids(kept.get("seen")),
        seconds={
            id_: float(count)
            for id_, count in (seconds.items() if isinstance(seconds, dict) else ())
            if isinstance(count, int | float) and 0 <= count < _LONGEST
        },
    )


def _ids(kept: Any) -> tuple[str, ...]:
    return tuple(id_ for id_ in kept if isinstance(id_, str)) if isinstance(kept, list) else ()


def digest(held: Proceedings) -> Digest:
    """The minutes of a meeting, over or not."""
    state = state_of(held.draft)
    spoken_of = dict.fromkeys(entry.recommendation_id for entry in held.journal)
    kept_by = tuple(dict.fromkeys(entry.by for entry in held.journal)) or (held.held.by,)
    left = [one for one in held.queue if one.id not in spoken_of]
    later = tuple(one for one in left if one.id in state.later)
    skipped = tuple(one for one in left if one.id in state.skipped and one.id not in state.later)
    aside = {one.id for one in (*later, *skipped)}
    rest = [one for one in left if one.id not in aside]
    return Digest(
        held=held.held,
        kept_by=kept_by,
        taken=_taken(held.held, state),
        spoken_of=len(spoken_of),
        decisions=_noted(held.journal, "decision"),
        changes=tuple(_changed(held.journal)),
        actions=tuple(_actions(held.journal)),
        promises=_noted(held.journal, "promise"),
        questions=_noted(held.journal, "question"),
        notes=tuple(_notes(held.journal)),
        looked_at=tuple(one for one in rest if one.id in state.seen),
        later=later,
        skipped=skipped,
        not_reached=tuple(one for one in rest if one.id not in state.seen),
    )


def _taken(held: Held, state: State) -> timedelta | None:
    """The time its recommendations took, where that was kept; else from its beginning to its end, on one day."""
    if state.seconds:
        return timedelta(seconds=round(sum(state.seconds.values())))
    if held.ended_at is None or held.ended_at - held.begun_at > timedelta(hours=12):
        return None  # closed another day: nobody sat there all the time
    return held.ended_at - held.begun_at


def _noted(journal: Iterable[Entry], kind: str) -> tuple[Noted, ...]:
    return tuple(
        _of(entry.recommendation, minute) for entry in journal for minute in entry.minutes if minute.kind == kind
    )


def _of(recommendation: Recommendation, minute: Minute) -> Noted:
    return Noted(recommendation, minute.text, minute.who, minute.due)


def _actions(journal: Iterable[Entry]) -> Iterator[Noted]:
    """Those minuted, and the next actions that were given besides."""
    for entry in journal:
        yield from (_of(entry.recommendation, minute) for minute in entry.minutes if minute.kind == "action")
        if entry.action.strip():
            yield Noted(entry.recommendation, entry.action)


def _notes(journal: Iterable[Entry]) -> Iterator[Noted]:
    """What was noted, and the words of updates that no minute says already."""
    for entry in journal:
        said = {minute.text for minute in entry.minutes}
        yield from (_of(entry.recommendation, minute) for minute in entry.minutes if minute.kind == "note")
        if entry.update and entry.update not in said:
            yield Noted(entry.recommendation, entry.update)


def _changed(journal: Sequence[Entry]) -> Iterator[Changed]:
    """One a recommendation, whatever came between; what is again as it was has not changed."""
    own: dict[str, list[Entry]] = {}
    for entry in journal:
        own.setdefault(entry.recommendation_id, []).append(entry)
    for entries in own.values():
        status = _ends([entry.status for entry in entries])
        due = _ends([entry.due for entry in entries])
        others = tuple(dict.fromkeys(words for entry in entries for words in entry.others))
        if status or due or others:
            why = tuple(dict.fromkeys(entry.why for entry in entries if entry.why.strip() and entry.changes))
            yield Changed(entries[0].recommendation, status, due, others, why)


def _ends(pairs: Iterable[tuple[Side, Side] | None]) -> tuple[Side, Side] | None:
    """From the first old value to the last new one."""
    found = [pair for pair in pairs if pair is not None]
    if not found or found[0][0] == found[-1][1]:
        return None
    return found[0][0], found[-1][1]
