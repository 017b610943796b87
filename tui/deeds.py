"""What an event did to its record, in words: for the history on the screen and for the one in plain lines."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from db.layouts import in_words, name_in
from db.policy import FIELDS
from db.rows import Event
from db.rules import show_date
from tui.settled import kept_in_words
from tui.text import show_line, signs

_FIELD_CUT = 160
"""Letters of a value shown in the history; the value itself stands above it."""
_FIELDS = {"accepted_until": "risk accepted until", "status_before": "status again after that"}
"""Fields whose own names would not be understood."""


def changes(event: Event, *, of: str | None = None) -> Iterator[str]:
    """What one event did to its record, field by field; `of` names the record where its kind would not."""
    what = event.kind.replace("_", " ")
    if (made := event.changes.get("id")) is not None:
        if event.kind == "minute":
            yield from _minuted(event, taken_away=made[1] is None)
            return
        # What it says stands elsewhere, or nowhere any more.
        yield f"{what} {'taken away' if made[1] is None else 'added'}"
        return
    if event.kind == "setting":
        yield _setting(event)
        return
    of = f"{what}, " if of is None else of
    for field, (old, new) in event.changes.items():
        yield f"{of}{_FIELDS.get(field) or field.replace('_', ' ')}: {_value(old)} {signs.arrow} {_value(new)}"


def _setting(event: Event) -> str:
    """What was decided, or how the files of a body are read."""
    old, new = event.changes.get("value", (None, None))
    layout = name_in(event.record)
    if layout is not None and new is None:
        return f"layout {show_line(layout)} forgotten"
    if layout is not None:
        return f"layout {show_line(layout)} {'changed' if old else 'remembered'}: {_value(in_words(new))}"
    label = FIELDS[event.record].label if event.record in FIELDS else event.record
    said = [_value(kept_in_words(event.record, kept)) for kept in (old, new)]
    return f"{label}: {said[0]} {signs.arrow} {said[1]}"


def _minuted(event: Event, *, taken_away: bool) -> Iterator[str]:
    """What was said in a meeting, which stands nowhere else; that a change was made in one, its deed says."""
    minute = {field: old if taken_away else new for field, (old, new) in event.changes.items()}
    kind = str(minute["kind"])
    if kind == "change":
        return
    owed = ", ".join(
        filter(None, (str(minute.get("who", "")), f"by {_value(due)}" if (due := minute.get("due")) else ""))
    )
    said = "evidence promised" if kind == "promise" else kind
    how = "taken away" if taken_away else "in a meeting"
    yield f"{said}, {how}: {_value(minute['text'])}{f' ({show_line(owed)})' if owed else ''}"


def _value(value: object) -> str:
    words = "nothing" if value is None or value == "" else show_line(str(value))
    with suppress(ValueError):
        words = show_date(date.fromisoformat(words))
    return words if len(words) <= _FIELD_CUT else words[:_FIELD_CUT] + signs.ellipsis
