"""The verb of evidence: what came in, what audit accepts of it, and its files back out."""

import argparse
from pathlib import Path
from typing import BinaryIO

from db.rows import Evidence
from tui import plain
from tui.plain.belongings import evidence, evidence_as_document
from tui.verbs.named import nth
from tui.verbs.recording import content_of
from tui.verbs.registers import DONE, NotDone, asked, existing, found_in, opened, print_json, today, written
from tui.verbs.saved import not_to_come, told


def do_evidence(typed: argparse.Namespace) -> int:
    """List it, or do the one thing with it that was asked for."""
    adding = bool(typed.add or typed.note)
    wanted = [("--add or --note", adding), ("--accept", typed.accept is not None), ("--out", typed.out is not None)]
    ways = [name for name, given in wanted if given]
    if len(ways) > 1:
        raise NotDone(f"One thing at a time: {', '.join(ways)}.")
    if not adding and (typed.given_by or typed.dated or typed.received):
        raise NotDone("--given-by, --dated and --received are of evidence that is added; say --add or --note too.")
    if typed.out is None and (typed.output or typed.overwrite):
        raise NotDone("-o and --overwrite are of a file that is written; say --out N too.")
    if typed.as_at and ways and typed.out is None:
        raise NotDone("--as-at is for looking; what is recorded is recorded today.")
    if adding:
        return _add(typed)
    if typed.accept is not None:
        return _accept(typed)
    return _list(typed) if typed.out is None else _out(typed)


def _list(typed: argparse.Namespace) -> int:
    with opened(typed.register, typed.as_at) as reader:
        detail = reader.detail(found_in(reader, typed.ref))
        if typed.json:
            print_json(evidence_as_document(detail))
        else:
            evidence(detail)
    return DONE


def _add(typed: argparse.Namespace) -> int:
    """Keep a file, a note or both, as the screen does."""
    from db.inputs import FollowUp, NewEvidence  # see written

    not_to_come("dated", typed.dated)
    not_to_come("received_on", typed.received)
    given = {"note": typed.note, "dated": typed.dated, "received_on": typed.received, "given_by": typed.given_by}
    if typed.add:
        given |= {"file_name": typed.add.name, "content": content_of(typed.add)}
    change = asked(lambda: FollowUp(evidence=NewEvidence.model_validate(given)))
    path, on = existing(typed.register), today()
    with opened(path, None) as reader:
        id_ = found_in(reader, typed.ref)
    with written(path, typed.by) as ledger:
        receipt = ledger.follow_up(id_, change, on=on)
    if not typed.json:
        return told(typed, receipt, on)
    with opened(path, None) as reader:
        detail = reader.detail(id_)
        event = next(e for e in detail.history if e.transaction == receipt.transaction and e.kind == "evidence")
    number = [one.id for one in detail.evidence].index(event.record) + 1
    return told(typed, receipt, on, {"kind": "evidence", "id": event.record, "number": number})


def _accept(typed: argparse.Namespace) -> int:
    """Audit accepts a piece."""
    path, on = existing(typed.register), today()
    chosen = _chosen(typed, typed.accept)
    with written(path, typed.by) as ledger:
        receipt = ledger.accept_evidence(chosen.id, by="", on=on)
    return told(typed, receipt, on)


def _out(typed: argparse.Namespace) -> int:
    """Write a file as it came in; one that is there is left alone unless --overwrite is said."""
    from reports.write.files import harmless_name, save  # only what writes files needs it
    from tui.verbs.files import being_written

    path = existing(typed.register)
    chosen = _chosen(typed, typed.out)
    if not chosen.sha256:
        raise NotDone(f"Evidence {typed.out} is a note; it has no file to write.")
    to: Path = typed.output or Path(harmless_name(chosen.file_name))
    with opened(path, None) as reader:
        content = reader.attachment(chosen.sha256)

    def write(out: BinaryIO) -> None:
        out.write(content)

    with being_written():
        save(to, write, overwrite=typed.overwrite, register=path)
    if typed.json:
        print_json({"as_at": (typed.as_at or today()).isoformat(), "written": str(to), "sha256": chosen.sha256})
    else:
        plain.say(f"Written: {to}")
    return DONE


def _chosen(typed: argparse.Namespace, number: str) -> Evidence:
    with opened(typed.register, typed.as_at) as reader:
        there = reader.detail(found_in(reader, typed.ref)).evidence
    return nth(there, number, "evidence", f"outstanding evidence {typed.ref}")
