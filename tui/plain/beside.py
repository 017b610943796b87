"""Each row of a file as printed, beside what is stored of it, in plain lines."""

from typing import TYPE_CHECKING

from db.rules import Status
from tui.beside import State, side_of
from tui.plain import document, say
from tui.text import show_line, status_word

if TYPE_CHECKING:
    from db.intake import Plan


def say_beside(plan: "Plan") -> None:
    """One line tells one field: what it became, what is doubtful of it, what was printed."""
    side = side_of(plan)
    for entry in plan.entries:
        rows, at = side.rows, entry.position
        by_hand = f"; put right by you: {rows.said[at]}" if at in rows.said else ""
        say(f"{entry.raw.where}: {show_line(entry.said)}{by_hand}")
        for cell in side.cells(at):
            printed = f"printed under {show_line(cell.heading)}" if cell.heading else "not printed in this row"
            for stored in cell.became:
                words = status_word(side.stored(at).status) if stored.field == "status" else show_line(stored.words)
                state = f" ({stored.state.value})" if stored.state is not State.SURE else ""
                why = f" Why: {show_line(stored.why)}" if stored.why else ""
                say(f"    {stored.label}: {words or 'nothing'}{state}; {printed}.{why}")
            if cell.heading:
                say(f"    {printed}: {show_line(cell.words) or 'nothing'}")


def beside_as_document(plan: "Plan") -> list[object]:
    """The same as objects: fields as `list` names them, printed cells by their heading."""
    side = side_of(plan)
    return [
        {
            "file": plan.reading.file,
            "where": entry.raw.where,
            "outcome": str(entry.outcome),
            "said": entry.said,
            "by_hand": side.rows.gone.get(entry.position) or side.rows.said.get(entry.position),
            "fields": {
                name: {
                    "stored": _value(getattr(side.stored(entry.position), name)),
                    "state": stored.state.value or "sure",
                    "why": stored.why or None,
                }
                for name, stored in side.fields(entry.position).items()
            },
            "printed": dict(side.rows.records[entry.position].words),
        }
        for entry in plan.entries
    ]


def _value(value: object) -> object:
    return str(value) if isinstance(value, Status) else document(value)
