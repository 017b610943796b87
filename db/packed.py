"""What was read of a file, as the bytes that are kept of it: compressed JSON, each text in it once."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from db.readings import RawMilestone, RawRecord, Reading
from db.rules import Status

_NAMES = tuple(f.name for f in fields(RawRecord))
_DATES = ("issued", "original_due", "due", "update_on", "closed_on")


def pack(reading: Reading) -> bytes:
    """All that was read."""
    kept = {
        "records": [as_given(raw) for raw in reading.records],
        "problems": [{"where": p.where, "what": p.what, "text": p.text} for p in reading.problems],
    }
    return zlib.compress(json.dumps(kept, ensure_ascii=True, separators=(",", ":")).encode(), 1)


def unpack(content: bytes) -> list[RawRecord]:
    """The records of a reading that was kept; a ValueError where the bytes are none."""
    return [from_given(given) for given in _kept(content)]


def printed(content: bytes, position: int) -> tuple[str, dict[str, str]]:
    """Where in the file a record stands, and its words as printed; a ValueError where the bytes are no reading's."""
    given = _kept(content)[position]
    return given.get("where", ""), _words(given)


def _kept(content: bytes) -> list[dict[str, Any]]:
    try:
        return list(json.loads(zlib.decompress(content))["records"])
    except (zlib.error, KeyError, TypeError):
        raise ValueError("These are not the bytes of a reading.") from None


def as_given(raw: RawRecord) -> dict[str, object]:
    """What is given of a record, as JSON takes it; of printed words that are a field's, the field's name in a list."""
    given: dict[str, object] = {}
    for name in _NAMES:
        value = getattr(raw, name)
        if isinstance(value, date):
            given[name] = value.isoformat()
        elif name == "milestones" and value:
            given[name] = [[m.what, m.due.isoformat(), m.met_on and m.met_on.isoformat()] for m in value]
        elif name != "words" and value:
            given[name] = value
    if raw.words:
        names = {text: [name] for name, text in given.items() if isinstance(text, str)}
        given["words"] = {heading: names.get(text, text) for heading, text in raw.words.items()}
    return given


def _words(given: Mapping[str, Any]) -> dict[str, str]:
    words = given.get("words", {}).items()
    return {heading: given[text[0]] if isinstance(text, list) else text for heading, text in words}


def from_given(given: Mapping[str, Any]) -> RawRecord:
    """The record that `as_given` was given."""
    known: dict[str, Any] = {"where": "", **{name: value for name, value in given.items() if name in _NAMES}}
    for name in _DATES:
        if name in known:
            known[name] = date.fromisoformat(known[name])
    if "status" in known:
        known["status"] = Status(known["status"])
    known["milestones"] = tuple(
        RawMilestone(what, date.fromisoformat(due), date.fromisoformat(met_on) if met_on else None)
        for what, due, met_on in known.get("milestones", ())
    )
    known["words"] = _words(given)
    return RawRecord(**known)
