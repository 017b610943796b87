"""The verbs that enter records by hand, and take away what was entered in error."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db.rules import Status
from tui.verbs.named import audit_named, directorate_named, nth, post_named, status_named
from tui.verbs.registers import asked, existing, found_in, made, opened, today, written
from tui.verbs.saved import as_day, not_to_come, told

if TYPE_CHECKING:
    from db.inputs import NewMilestone
    from db.ledger import Ledger, Receipt

_NAMES = {"directorate": "name", "post": "person", "audit": "title", "recommendation": "ref", "milestone": "what"}
"""The field that a person calls a record by."""


def do_add_directorate(typed: argparse.Namespace) -> int:
    """Enter a directorate."""
    from db.inputs import DirectorateFields  # see written

    asked(lambda: DirectorateFields(name=typed.name))  # before a register is made for it
    return _added(
        typed, made(typed.register), "directorate", lambda ledger, on: ledger.add_directorate(typed.name, on=on)
    )


def do_add_post(typed: argparse.Namespace) -> int:
    """Enter who holds an office in a directorate."""
    from db.inputs import NewPost  # see written

    path = existing(typed.register)
    with opened(path, None) as reader:
        where = directorate_named(reader, typed.directorate).id
    given = {"role": typed.role.strip().casefold(), "person": typed.person, "title": typed.title}
    given |= {"directorate_id": where, "since": typed.since, "until": typed.until}
    new = asked(lambda: NewPost.model_validate(given))
    return _added(typed, path, "post", lambda ledger, on: ledger.add_post(new, on=on))


def do_add_audit(typed: argparse.Namespace) -> int:
    """Enter an audit, and its directorate where that is new."""
    from db.inputs import NewAudit  # see written

    not_to_come("issued", typed.issued)
    given = {"title": typed.title, "issued": typed.issued, "auditor": typed.auditor.strip().casefold()}
    given |= {"assurance": typed.assurance, "directorate": typed.directorate}
    new = asked(lambda: NewAudit.model_validate(given))
    return _added(typed, made(typed.register), "audit", lambda ledger, on: ledger.add_audit(new, on=on))


def do_add_recommendation(typed: argparse.Namespace) -> int:
    """Enter a recommendation of an audit, with its milestones."""
    from db.inputs import NewRecommendation  # see written

    path = existing(typed.register)
    with opened(path, None) as reader:
        audit = audit_named(reader, typed.audit).id
        status = status_named(typed.status, reader.policy) or Status.NOT_IMPLEMENTED
    names = ("text", "ref", "source_ref", "priority", "response", "owner", "director", "executive_member")
    given = {name: getattr(typed, name) for name in (*names, "due", "due_words", "action")}
    milestones = asked(lambda: tuple(_milestones(typed.milestone)))
    new = asked(lambda: NewRecommendation(audit_id=audit, status=status, milestones=milestones, **given))
    return _added(typed, path, "recommendation", lambda ledger, on: ledger.add_recommendation(new, on=on))


def _milestones(pairs: Sequence[tuple[str, str]]) -> "list[NewMilestone]":
    from db.inputs import NewMilestone  # see written

    return [NewMilestone(what=what, due=as_day(words)) for what, words in pairs]


def do_add_milestone(typed: argparse.Namespace) -> int:
    """Give a recommendation one more milestone."""
    from db.inputs import NewMilestone  # see written
    from tui.screens.asked import RecordChange  # as the screen asks for it

    path = existing(typed.register)
    new = asked(lambda: NewMilestone(what=typed.what, due=typed.due))
    with opened(path, None) as reader:
        of = found_in(reader, typed.ref)
    change = RecordChange("milestone", "", {**new.model_dump(), "recommendation_id": of})
    return _added(
        typed, path, "milestone", lambda ledger, on: ledger.edit_together([change], on=on, reason=typed.reason)
    )


def _added(typed: argparse.Namespace, path: Path, kind: str, write: "Callable[[Ledger, date], Receipt]") -> int:
    """Write it, and say what was made and by what it is named."""
    on = today()
    with written(path, typed.by) as ledger:
        receipt = write(ledger, on)
    if not typed.json:
        return told(typed, receipt, on)
    with opened(path, None) as reader:
        event = next(e for e in reader.events() if e.transaction == receipt.transaction and e.kind == kind)
    name = _NAMES[kind]
    return told(typed, receipt, on, {"kind": kind, "id": event.record, name: event.changes.get(name, (None, ""))[1]})


def do_remove_milestone(typed: argparse.Namespace) -> int:
    """Take away a milestone."""
    with opened(typed.register, None) as reader:
        detail = reader.detail(found_in(reader, typed.ref))
    one = nth(detail.recommendation.milestones, typed.number, "milestone", f"outstanding edit {typed.ref}")
    return _removed(typed, "milestone", one.id)


def do_remove_audit(typed: argparse.Namespace) -> int:
    """Take away an audit."""
    with opened(typed.register, None) as reader:
        one = audit_named(reader, typed.name)
    return _removed(typed, "audit", one.id)


def do_remove_directorate(typed: argparse.Namespace) -> int:
    """Take away a directorate."""
    with opened(typed.register, None) as reader:
        one = directorate_named(reader, typed.name)
    return _removed(typed, "directorate", one.id)


def do_remove_post(typed: argparse.Namespace) -> int:
    """Take away a post."""
    with opened(typed.register, None) as reader:
        one = post_named(reader, typed.person, typed.directorate)
    return _removed(typed, "post", one.id)


def _removed(typed: argparse.Namespace, kind: str, id_: str) -> int:
    on = today()
    with written(existing(typed.register), typed.by) as ledger:
        receipt = ledger.remove(kind, id_, on=on, reason=typed.reason)
    return told(typed, receipt, on)
