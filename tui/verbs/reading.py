"""The verbs that look things up."""

import argparse
from dataclasses import replace

from db.queries import Reader
from db.rows import Filter
from db.rules import Band
from reports.columns import as_json
from tui.plain.audits import audits, audits_as_document
from tui.plain.belongings import printed
from tui.plain.events import event_as_json, events
from tui.plain.recommendations import as_document, listed, whole
from tui.verbs.named import status_named
from tui.verbs.registers import DONE, NotDone, found_in, opened, print_json


def narrowed(typed: argparse.Namespace, reader: Reader) -> Filter:
    """The narrowing options, each checked against what the register knows."""

    def one(what: str, words: str | None, known: dict[str, str]) -> str | None:
        if words is None:
            return None
        if words.casefold() not in known:
            raise NotDone(f"No {what} is called {words}. There are: {', '.join(sorted(known)) or 'none'}.")
        return known[words.casefold()]

    tree = reader.tree()
    return Filter(
        text=" ".join(typed.filter),
        directorate=one("directorate", typed.directorate, {node.name.casefold(): node.id for node in tree}),
        audit=one("audit", typed.audit, {a.title.casefold(): a.id for node in tree for a in node.audits}),
        priority=one("priority", typed.priority, {name.casefold(): name for name in reader.position().priorities}),
        status=status_named(typed.status, reader.policy),
        band=Band(band) if (band := one("band", typed.band, {str(b): str(b) for b in Band})) else None,
        open_only=typed.open,
    )


def do_list(typed: argparse.Namespace) -> int:
    """List recommendations, latest first."""
    with opened(typed.register, typed.as_at) as reader:
        found = reader.recommendations(narrowed(typed, reader))
        if typed.json:
            print_json([as_json(recommendation) for recommendation in found])
        else:
            listed(found, as_at=reader.as_at)
    return DONE


def do_show(typed: argparse.Namespace) -> int:
    """Show everything about one recommendation, history included."""
    with opened(typed.register, typed.as_at) as reader:
        detail = reader.detail(found_in(reader, typed.ref))
        if typed.printed:
            detail = replace(detail, appearances=reader.printed(detail.recommendation.id))
        if typed.json:
            print_json(as_document(detail))
        else:
            whole(detail)
            if typed.printed:
                printed(detail.appearances)
    return DONE


def do_audits(typed: argparse.Namespace) -> int:
    """List directorates, who holds their posts, and audits."""
    with opened(typed.register, typed.as_at) as reader:
        if typed.json:
            print_json(audits_as_document(reader))
        else:
            audits(reader)
    return DONE


def do_history(typed: argparse.Namespace) -> int:
    """Show what was changed, when, by whom and why."""
    with opened(typed.register, typed.as_at) as reader:
        found = reader.detail(found_in(reader, typed.ref)).history if typed.ref else reader.events()
        if typed.json:
            print_json({"as_at": reader.as_at.isoformat(), "events": [event_as_json(event) for event in found]})
        else:
            events(found)
    return DONE
