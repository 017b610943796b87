"""What a person makes of a file's rows before they are taken in: corrected, left out, joined where a page tore them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from db.readings import Act, Correction, RawRecord, Reading
from db.rules import listed, show_date

CORRECTABLE: Mapping[str, str] = {
    "audit": "audit",
    "issued": "report date",
    "directorate": "directorate",
    "source_ref": "reference",
    "priority": "priority",
    "recommendation": "recommendation",
    "response": "response",
    "owner": "owner",
    "director": "director",
    "executive_member": "Executive Member",
    "original_due": "original due date",
    "due": "due date",
    "due_words": "due date in words",
    "milestones": "milestones",
    "status": "status",
    "update": "update",
    "action": "next action",
}
"""The fields of a row that a person can correct, and how each is called."""

_TOLD = 12
"""Rows that the history names; of more it gives the number."""


@dataclass(slots=True)
class Rows:
    """A file's rows as they are to be taken in."""

    records: list[RawRecord]
    """One for each record read, in their order; what was made of it by hand is in it."""
    gone: dict[int, str] = field(default_factory=dict)
    """The rows that are not taken in, and why: `left out`, `joined to the row above, line 12`."""
    said: dict[int, str] = field(default_factory=dict)
    """What was done to the others: `due date, status`."""
    changed: dict[int, frozenset[str]] = field(default_factory=dict)
    """Their fields that are no longer as they were read."""
    joined: dict[int, list[int]] = field(default_factory=dict)
    """The rows that are one with each."""

    def above(self, position: int) -> int | None:
        """The row above that one which is taken in; None where there is none."""
        return next((n for n in range(position - 1, -1, -1) if n not in self.gone), None)


def rows_of(reading: Reading) -> Rows:
    """The rows as they are to be taken in."""
    rows = Rows(list(reading.records))
    for correction in reading.corrections:
        at = correction.position
        if at in rows.gone:
            continue  # What was done to a row that is gone comes back with it.
        if correction.act is Act.LEFT_OUT:
            rows.gone[at] = "left out"
        elif correction.act is Act.JOINED:
            upper = rows.above(at)
            if upper is not None:
                _join(rows, upper, at)
        else:
            rows.records[at] = replace(rows.records[at], **correction.fields)
            _note(rows, at, correction.fields)
    return rows


def _note(rows: Rows, at: int, names: Iterable[str]) -> None:
    rows.changed[at] = rows.changed.get(at, frozenset()) | set(names)
    done = [called for name, called in CORRECTABLE.items() if name in rows.changed[at]]
    others = f"joined with {listed(rows.records[n].where for n in rows.joined[at])}" if at in rows.joined else ""
    rows.said[at] = "; ".join(filter(None, (", ".join(done), others)))


_APPENDED = frozenset(
    {"audit", "recommendation", "response", "owner", "director", "executive_member", "update", "action"}
)
"""Texts that go on from one page to the next; of the rest the first that is given holds."""


def _join(rows: Rows, upper: int, lower: int) -> None:
    one, other = rows.records[upper], rows.records[lower]
    united: dict[str, Any] = {}
    for each in fields(RawRecord):
        had, more = getattr(one, each.name), getattr(other, each.name)
        if each.name in {"where", "section", "id", "ref", "words"} or not more or had == more:
            continue
        if not had:
            united[each.name] = more
        elif each.name in _APPENDED:
            united[each.name] = go_on(had, more)
    words = dict(one.words)
    for heading, text in other.words.items():
        words[heading] = "\n".join(filter(None, (words.get(heading, ""), text)))
    rows.records[upper] = replace(one, **united, words=words)
    rows.gone[lower] = f"joined to the row above, {one.where}"
    rows.joined.setdefault(upper, []).extend((lower, *rows.joined.pop(lower, ())))
    rows.said.pop(lower, None)
    _note(rows, upper, ())


def go_on(upper: str, lower: str) -> str:
    """A text that a page break tore: within its sentence, or between two paragraphs."""
    whole = upper.rstrip().endswith((".", ":", ";", "!", "?")) or lower.lstrip()[:1] == "\N{BULLET}"
    return f"{upper.rstrip()}{chr(10) if whole else ' '}{lower.lstrip()}"


# What a person does. ---------------------------------------------------------------------------------------------


def correct(reading: Reading, position: int, changed: Mapping[str, Any]) -> Reading:
    """The reading with some fields of a row as they should be; words in place of its due date give way to a date."""
    raw = rows_of(reading).records[position]
    instead = {"due_words": ""} if changed.get("due") and raw.due_words and raw.due is None else {}
    return replace(
        reading, corrections=(*reading.corrections, Correction(position, Act.CHANGED, {**instead, **changed}))
    )


def leave_out(reading: Reading, position: int) -> Reading:
    """The reading without a row; with it again where it was left out."""
    return _turn(reading, position, Act.LEFT_OUT)


def join_above(reading: Reading, position: int) -> Reading:
    """The reading with a row as part of the one above; apart from it again where it was joined."""
    return _turn(reading, position, Act.JOINED)


def as_read(reading: Reading, position: int) -> Reading:
    """The reading with a row, and those that were joined to it, as they were read."""
    whole = {position, *rows_of(reading).joined.get(position, ())}
    return replace(reading, corrections=tuple(one for one in reading.corrections if one.position not in whole))


def _turn(reading: Reading, position: int, act: Act) -> Reading:
    done = reading.corrections
    kept = tuple(one for one in done if (one.position, one.act) != (position, act))
    return replace(reading, corrections=kept if len(kept) < len(done) else (*done, Correction(position, act)))


def in_words(reading: Reading) -> str:
    """What was done by hand, for the history; nothing where nothing was."""
    rows = rows_of(reading)
    told = {**rows.said, **rows.gone}
    if not told:
        return ""
    some = [f"{reading.records[at].where} ({told[at]})" for at in sorted(told)[:_TOLD]]
    more = f" and {len(told) - _TOLD:,} more" if len(told) > _TOLD else ""
    return f"Put right by hand before the import: {'; '.join(some)}{more}."


def at_place(reading: Reading, where: str) -> Sequence[int]:
    """The positions of the rows of a place, whatever its case."""
    wanted = where.casefold()
    return [at for at, raw in enumerate(reading.records) if raw.where.casefold() == wanted]


def too_early(raw: RawRecord, changed: Mapping[str, Any]) -> str:
    """Why a due date cannot be that early, as a sentence; nothing where it can."""
    due, milestones = changed.get("due"), changed.get("milestones", raw.milestones)
    last = max((milestone.due for milestone in milestones), default=None)
    if due is None or last is None or due >= last:
        return ""
    return f"Its last milestone is due {show_date(last)}, and the whole is not due before: correct the milestones too."
