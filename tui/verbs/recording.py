"""The verbs that record one thing, or take it back."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.rules import Method, Status
from tui import plain
from tui.verbs.named import check_step, nth, status_named
from tui.verbs.registers import DONE, PROBLEMS, NotDone, asked, existing, found_in, opened, print_json, today, written
from tui.verbs.saved import not_to_come, told

if TYPE_CHECKING:
    from db.inputs import FollowUp


def do_set(typed: argparse.Namespace) -> int:
    """Record what was found about one recommendation, or several, by the verb and checks of the screen."""
    from db.inputs import FollowUp, NewEvidence  # see written

    with opened(typed.register, None) as reader:
        status = status_named(typed.status, reader.policy)
        claim = status_named(typed.claim, reader.policy)
    if (typed.agreed_by or typed.agreed_on) and not (typed.due or typed.clear_due):
        raise NotDone("--agreed-by and --agreed-on are of a due date that is moved; say --due or --clear-due too.")
    not_to_come("agreed_on", typed.agreed_on)
    refs = [*typed.refs, *(_listed(typed.from_list) if typed.from_list else ())]
    together = len(refs) > 1 or bool(typed.from_list)
    if typed.dry_run and not together:
        raise NotDone("--dry-run is for several at once; one is either done or refused, and `undo` takes it back.")
    if together and typed.accept_evidence:
        raise NotDone("--accept-evidence is of one recommendation; its numbers mean other evidence in another.")

    def change() -> FollowUp:
        evidence = typed.evidence and NewEvidence(file_name=typed.evidence.name, content=content_of(typed.evidence))
        return FollowUp(
            opinion=status,
            text=typed.note,
            due=typed.due,
            reason=typed.reason,
            evidence=evidence,
            accept_evidence=bool(evidence) and status is Status.IMPLEMENTED,
            accept=_numbered(typed, refs[0]),
            claim=claim,
            management=typed.management,
            method=typed.method and Method(typed.method),
            action=typed.action,
            owner=typed.owner,
            clear_due=typed.clear_due,
            agreed_by=typed.agreed_by,
            agreed_on=typed.agreed_on,
            effective_on=typed.on,
        )

    if not refs:
        raise NotDone("Which one? `outstanding set REF --status ...`, or several, or --from-list FILE.")
    if together:
        return _recorded_together(typed, refs, change, by=typed.by, only_said=typed.dry_run)
    return _recorded(typed, refs[0], change, by=typed.by)


def _recorded_together(
    typed: argparse.Namespace,
    refs: Sequence[str],
    change: "Callable[[], FollowUp]",
    *,
    by: str | None,
    only_said: bool = False,
) -> int:
    """Write about several, and say what was done and which were refused."""
    path, on = existing(typed.register), today()
    with written(path, by) as ledger:
        write = ledger.foresee_together if only_said else ledger.follow_up_together
        receipt = write(refs, asked(change), on=on)
    with opened(path, None) as reader:
        done = reader.lines(tuple(reader.there(receipt.records).values()))
    refused = [{"ref": one.ref or one.id, "why": one.why} for one in receipt.refused]
    if typed.json:
        said = {"as_at": on.isoformat(), "said": receipt.said, "transaction": receipt.transaction}
        print_json({**said, "done": [{"id": line.id, "ref": line.ref} for line in done], "refused": refused})
    elif receipt.said and receipt.records:
        plain.say(f"{'Would be saved.' if only_said else 'Saved.'} {receipt.said}")
    if not typed.json:
        for one in refused:
            plain.say(f"Refused. {one['ref']}: {one['why']}")
    if not receipt.records:
        raise NotDone(
            f"Nothing was changed; refused: {', '.join(one['ref'] for one in refused[:5])}{' …' * (len(refused) > 5)}."
        )
    return PROBLEMS if refused else DONE


def _numbered(typed: argparse.Namespace, ref: str) -> tuple[str, ...]:
    """The ids of the evidence that was named by its numbers."""
    if not typed.accept_evidence:
        return ()
    with opened(typed.register, None) as reader:
        there = reader.detail(found_in(reader, ref)).evidence
    return tuple(nth(there, n, "evidence", f"outstanding evidence {ref}").id for n in typed.accept_evidence)


def _listed(file: str) -> list[str]:
    """The references in a file, or in what comes through a pipe."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else content_of(Path(file))
        return [line.strip() for line in content.decode("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise NotDone(f"{file} is no list of references: it is not text in UTF-8.") from None


def do_accept(typed: argparse.Namespace) -> int:
    """Record a risk accepted, of one or of several: who, in what office, why, until when."""
    from db.inputs import FollowUp, NewAcceptance  # see written

    def change() -> FollowUp:
        acceptance = NewAcceptance(
            accepted_by=typed.by,
            role=typed.role,
            accepted_on=typed.on or today(),
            why=typed.why,
            residual_risk=typed.residual_risk,
            mitigation=typed.mitigation,
            expires_on=typed.until,
            audit_view=typed.audit_view,
            minute=typed.minute,
        )
        return FollowUp(
            opinion=Status.RISK_ACCEPTED,
            acceptance=acceptance,
            reason=typed.reason,
            effective_on=typed.on if typed.reason else None,
        )

    if typed.on and typed.on > today():
        raise NotDone("--on is a day to come; a risk is accepted today or was on a day before.")
    if typed.until and typed.until < today():
        raise NotDone("--until has passed: this acceptance would no longer be in effect.")
    if len(typed.refs) > 1:
        return _recorded_together(typed, typed.refs, change, by=None)
    return _recorded(typed, typed.refs[0], change, by=None)


def do_note_step(typed: argparse.Namespace) -> int:
    """Record what was done about one recommendation that reached a step of escalation, or several."""
    from db.inputs import NewStep  # see written

    given = {
        "months": typed.months,
        "notified_on": typed.notified,
        "attended_on": typed.attended,
        "who": typed.who,
        "explanation": typed.explanation,
        "decision": typed.decision,
    }
    path, on = existing(typed.register), today()
    with opened(path, None) as reader:
        check_step(typed.months, reader.policy)
        ids = [found_in(reader, ref) for ref in typed.refs]
    new = asked(lambda: NewStep.model_validate({name: said for name, said in given.items() if said is not None}))
    with written(path, typed.by) as ledger:
        receipt = ledger.record_steps([(id_, new) for id_ in ids], on=on)
    return told(typed, receipt, on)


def _recorded(typed: argparse.Namespace, ref: str, change: "Callable[[], FollowUp]", *, by: str | None) -> int:
    """Write about one recommendation, and say what was done."""
    path, on = existing(typed.register), today()
    with opened(path, None) as reader:
        id_ = found_in(reader, ref)
    with written(path, by) as ledger:
        receipt = ledger.follow_up(id_, asked(change), on=on)
    return told(typed, receipt, on)


def content_of(path: Path) -> bytes:
    """The bytes of a file that was named."""
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
