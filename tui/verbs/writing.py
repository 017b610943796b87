"""The verbs that change one thing, or take it back."""

import argparse
from pathlib import Path

from db.rules import Status, read_status
from tui import plain
from tui.verbs.registers import DONE, NotDone, existing, found_in, opened, print_json, today, written


def do_set(typed: argparse.Namespace) -> int:
    """Record what was found about one recommendation, by the verb and checks of the screen."""
    from pydantic import ValidationError  # see written

    from db.inputs import FollowUp, NewEvidence, sentence

    path = existing(typed.register)
    day = today()
    with opened(path, None) as reader:
        id_ = found_in(reader, typed.ref)
        status = read_status(typed.status, reader.policy)
    if typed.status and status is None:
        raise NotDone(f"`{typed.status}` is no status. There are: {', '.join(Status)}.")
    try:
        change = FollowUp(
            opinion=status,
            text=typed.note,
            due=typed.due,
            reason=typed.reason,
            evidence=NewEvidence(file_name=typed.evidence.name, content=_content(typed.evidence))
            if typed.evidence
            else None,
            accept_evidence=bool(typed.evidence) and status is Status.IMPLEMENTED,
        )
    except ValidationError as trouble:
        raise NotDone(sentence(trouble)) from None
    with written(path, typed.by) as ledger:
        receipt = ledger.follow_up(id_, change, on=day)
    if typed.json:
        print_json({"as_at": day.isoformat(), "said": receipt.said, "transaction": receipt.transaction})
    else:
        plain.say(f"Saved. {receipt.said}")
    return DONE


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise NotDone(f"{path} is a folder or a device, not a file.")
        return path.read_bytes()
    except OSError as trouble:
        raise NotDone(f"{path} could not be read: {trouble.strerror}.") from None


def do_undo(typed: argparse.Namespace) -> int:
    """Take back the latest change, or return what was taken back."""
    with written(existing(typed.register)) as ledger:
        receipt = ledger.redo() if typed.redo else ledger.undo()
    plain.say(receipt.said)
    return DONE
