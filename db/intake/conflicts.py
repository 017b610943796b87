"""Rows of one file that are one recommendation, made into one; what they disagree on is told, field by field."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from db.intake.matching import Text
from db.readings import Problem, RawRecord
from db.rules import CLOSED, listed
from db.said import british

_WORDS = {
    "recommendation": "recommendation",
    "response": "management response",
    "update": "update",
    "action": "next action",
    "owner": "owner",
    "director": "director",
    "executive_member": "Executive Member",
    "priority": "priority",
    "due_words": "due date in words",
}
_QUIET = ("id", "ref", "source_ref", "assurance", "auditor", "directorate", "audit", "section", "status_words")
"""Fields of which the first that is given is taken; those of the audit are compared elsewhere."""


def as_one(
    rows: Sequence[RawRecord],
    issued: date | None,
    tell: Callable[[Problem], None],
    by_hand: Sequence[Collection[str]] = (),
) -> RawRecord:
    """The recommendation that all `rows` print: of each text the fullest; the report's own date is no due date.

    What a person put right is kept whatever the other rows print: `by_hand` are its fields, row by row.
    """
    first = rows[0]
    if len(rows) == 1:
        return first
    said = {name: getattr(raw, name) for raw, names in zip(rows, by_hand, strict=False) for name in names}
    kept: dict[str, Any] = {name: next(filter(None, (getattr(r, name) for r in rows)), "") for name in _QUIET}
    for field, called in _WORDS.items():
        if field in said:
            kept[field] = said[field]
            continue
        fullest = max((getattr(raw, field) for raw in rows), key=lambda words: len(Text.of(words).letters))
        kept[field] = fullest
        for raw in rows:
            words = getattr(raw, field)
            if words and Text.of(words).letters not in Text.of(fullest).letters:
                tell(_differs(rows, raw, called, "; the fullest is kept", words))
    for field in ("issued", "update_on", "closed_on"):
        kept[field] = next(filter(None, (getattr(raw, field) for raw in rows)), None)
    kept["milestones"] = max((raw.milestones for raw in rows), key=len)
    for field, called in (("due", "due date"), ("original_due", "original due date")):
        if field in said:
            kept[field] = said[field]
            continue
        given = [day for raw in rows if (day := getattr(raw, field))]
        kept[field] = next((day for day in given if day != issued), given[0] if given else None)
        for raw in rows:
            day = getattr(raw, field)
            if day and day != kept[field]:
                why = ", which is only the date of the audit's report" if day == issued else ""
                tell(
                    _differs(rows, raw, called, f": {british(day)}{why}; {british(kept[field])} is kept", british(day))
                )
    if kept["due"] and "due_words" not in said and not any(raw.due and raw.due_words for raw in rows):
        kept["due_words"] = ""
        for raw in rows:
            if words := raw.due_words:
                tell(_differs(rows, raw, "due date", f": {words}; {british(kept['due'])} is kept", words))
    given = [raw.status for raw in rows if raw.status]
    kept["status"] = next((status for status in given if status not in CLOSED), given[0] if given else None)
    for raw in rows if "status" not in said else ():
        if raw.status and raw.status is not kept["status"]:
            tell(_differs(rows, raw, "status", f": {raw.status}; {kept['status']} is kept", str(raw.status)))
    return replace(first, **(kept | said))


def _differs(rows: Sequence[RawRecord], raw: RawRecord, called: str, how: str, words: str) -> Problem:
    others = listed(other.where for other in rows if other is not raw)
    return Problem(raw.where, f"The {called} here is not that of the same recommendation at {others}{how}.", words)
