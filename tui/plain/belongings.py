"""What hangs on a record, one thing a line: its evidence, its fields as they can be corrected, its printed words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.rows import Appearance, Detail
from db.rules import show_date, so_many, visible
from tui.plain import document, entry, say
from tui.text import show_line


def evidence(shown: Detail) -> None:
    """Each piece with its number, which is how it is named."""
    ref = show_line(shown.recommendation.ref)
    for number, piece in enumerate(shown.evidence, start=1):
        what = f"file {piece.file_name}, {piece.size:,} bytes" if piece.size is not None else "a note"
        accepted = f"accepted by {piece.accepted_by} on {show_date(piece.accepted_on)}"
        facts = [
            what,
            f"dated {show_date(piece.dated)}" if piece.dated else "",
            f"received {show_date(piece.received_on)}",
            f"given by {piece.given_by}" if visible(piece.given_by) else "",
            accepted if piece.accepted_by else "not accepted yet",
        ]
        note = f". Note: {piece.note}" if visible(piece.note) else ""
        say(show_line(f"Evidence {number}: {', '.join(filter(None, facts))}{note}"))
    pieces = so_many(len(shown.evidence), "piece") if shown.evidence else "No pieces"
    say(f"{pieces} of evidence of {ref} as at {show_date(shown.recommendation.as_at)}.")


def evidence_as_document(shown: Detail) -> dict[str, object]:
    """The same for programs."""
    one = shown.recommendation
    told = [{"number": number, **_object(piece)} for number, piece in enumerate(shown.evidence, start=1)]
    return {"as_at": one.as_at.isoformat(), "ref": one.ref, "id": one.id, "evidence": told}


def _object(value: object) -> Mapping[str, object]:
    told = document(value)
    return told if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True)
class Correctable:
    """A record with those of its fields that can be corrected."""

    what: str
    option: str
    """That which names it after its recommendation, with `number`; empty where it stands for itself."""
    number: int
    id: str
    fields: Mapping[str, object]
    day: date | None = None
    """The day it is of, where no field tells it."""


def correctable(found: Iterable[Correctable]) -> None:
    """Each field on a line of its own, by the name that `edit` takes."""
    for record in found:
        place = f" {record.number}" if record.number else ""
        how = f" (--{record.option} {record.number})" if record.option else ""
        day = f" of {show_date(record.day)}" if record.day else ""
        say(f"{record.what.capitalize()}{place}{day}{how}")
        for name, value in record.fields.items():
            words = show_date(value) if isinstance(value, date) else show_line(str(value or ""))
            say(f"{record.what} {f'{record.number} ' if record.number else ''}{name}: {words or '(empty)'}")


def correctable_as_document(found: Sequence[Correctable], as_at: date) -> dict[str, object]:
    """The same for programs."""
    records = [
        {
            "kind": one.what,
            "number": one.number or None,
            "id": one.id,
            "on": document(one.day),
            "fields": document(one.fields),
        }
        for one in found
    ]
    return {"as_at": as_at.isoformat(), "records": records}


def printed(appearances: Iterable[Appearance]) -> None:
    """What each file that it was read from says of it, in the file's own words."""
    count = 0
    for count, one in enumerate(appearances, start=1):  # noqa: B007 - whether there was any is said at the end
        as_of = f"as of {show_date(one.as_of)}" if one.as_of else ""
        entry(f"Printed in {', '.join(filter(None, (show_line(one.source), show_line(one.where), as_of)))}", "")
        for heading, words in one.words.items():
            say(f"{show_line(heading)}: {show_line(words) or '(empty)'}")
    if not count:
        say("\nIt was read from no file.")
