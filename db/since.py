"""What has become of a recommendation since it was last told, as a sentence and as what changed; of all told. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import floor

from rapidfuzz import fuzz

from db.rows import Recommendation
from db.rules import show_date, so_many

_NEARLY = 90.0
"""Likeness, in per cent, from which an update is nearly the last one."""
_TEXTS = {
    "ref": "reference",
    "audit": "audit",
    "directorate": "directorate",
    "priority": "priority",
    "recommendation": "wording",
    "response": "management response",
    "owner": "owner",
    "director": "director",
    "executive_member": "Executive Member",
    "action": "next action",
}
"""What else may have changed, and what it is called."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was; `field` is its name in Recommendation."""

    field: str
    said: str
    """As part of a sentence: `due date moved 60 days, to 30 Nov 2021`."""
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Retold:
    """One recommendation as it was told, as it is now, and the sentence between."""

    told: Recommendation | None
    """None where it is new since."""
    now: Recommendation | None
    """None where it is no longer there."""
    said: str
    changes: tuple[Change, ...]

    @property
    def shown(self) -> Recommendation:
        """As it was told, or as it is where it was not."""
        shown = self.told or self.now
        assert shown is not None  # noqa: S101 - one of the two is always there
        return shown


def retold(told: Iterable[Recommendation], now: Iterable[Recommendation]) -> tuple[Retold, ...]:
    """All that a report told, in its order; then what is new since."""
    there = {one.id: one for one in now}
    found = [_retold(one, there.pop(one.id, None)) for one in told]
    return (*found, *(_retold(None, one) for one in there.values()))


def _retold(told: Recommendation | None, now: Recommendation | None) -> Retold:
    return Retold(told, now, since(told, now), changes(told, now) if told and now else ())


def since(before: Recommendation | None, now: Recommendation | None) -> str:
    """What a committee is told of it: `Due date moved 60 days, to 30 Nov 2021; status unchanged; ...`."""
    if before is None or now is None:
        return "New since then." if now else "No longer there." if before else ""
    said = {change.field: change.said for change in changes(before, now)}
    same = [name for field, name in (("due", "due date"), ("status", "status")) if field not in said]
    parts = [said.pop(field) for field in ("due", "status") if field in said]
    if same:
        parts.append(f"{' and '.join(same)} unchanged")
    parts.append(said.pop("update", "") or _same_update(now.update))
    told = "; ".join([*parts, *said.values()])
    return f"{told[0].upper()}{told[1:]}."


def changes(before: Recommendation, now: Recommendation) -> tuple[Change, ...]:
    """Everything of it that is not as it was, so that a screen can mark it."""
    return tuple(_changes(before, now))


def likeness(one: str, other: str) -> float:
    """How much two texts are word for word one, in per cent; white space and case count for nothing."""
    mine, theirs = _words(one), _words(other)
    return 100.0 if mine == theirs else fuzz.ratio(mine, theirs)


def percent(alike: float) -> str:
    """Likeness as it is said, cut and not rounded: what is not the same is never called 100 %."""
    return f"{floor(alike)} %"


def nearly_the_same(one: str, other: str) -> float | None:
    """The likeness of two texts that say nearly the same; None where they do not."""
    alike = likeness(one, other) if one.strip() and other.strip() else 0.0
    # Another number is news, however little else has changed.
    news = _numbers(one) != _numbers(other)
    return alike if alike >= _NEARLY and not (news and alike < 100) else None


def _changes(before: Recommendation, now: Recommendation) -> Iterator[Change]:
    if (before.due, before.due_words) != (now.due, now.due_words):
        old, new = before.due or before.due_words or None, now.due or now.due_words or None
        yield Change("due", _due(before.due, now.due, now.due_words), old, new)
    if before.status is not now.status:
        was, is_ = before.status or "status not read", now.status or "status not read"
        yield Change("status", f"status changed from {was} to {is_}", before.status, now.status)
    if _words(before.update) != _words(now.update):
        yield Change("update", _update(before.update, now.update), before.update, now.update)
    for field, called in _TEXTS.items():
        old, new = getattr(before, field), getattr(now, field)
        if _words(old) != _words(new):
            yield Change(field, _text(called, old, new), old, new)


def _due(old: date | None, new: date | None, words: str) -> str:
    if new is None:
        return (
            f"due date taken away{f', now {words}' if words else ''}" if old else f"due date now {words or 'not said'}"
        )
    if old is None:
        return f"due date set to {show_date(new)}"
    days = (new - old).days
    if days == 0:
        return "due date unchanged but for its words"
    return f"due date moved {so_many(abs(days), 'day')}{' earlier' if days < 0 else ''}, to {show_date(new)}"


def _update(old: str, new: str) -> str:
    if not new.strip():
        return "the update was taken away"
    if not old.strip():
        return "there is a first update"
    alike = nearly_the_same(old, new)
    return f"the update is nearly word for word ({percent(alike)}) the last one" if alike else "there is a new update"


def _same_update(update: str) -> str:
    return "the update is word for word the last one" if update.strip() else "there is still no update"


def _text(called: str, old: str, new: str) -> str:
    if len(old) + len(new) > 80 or called == "wording":
        return f"{called} {'changed' if old and new else 'given' if new else 'taken away'}"
    old, new = old.rstrip(" ."), new.rstrip(" .")  # The sentence goes on after them.
    if not old:
        return f"{called} now given: {new}"
    return f"{called} changed from {old} to {new}" if new else f"{called} taken away, was {old}"


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)
