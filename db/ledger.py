"""The only writer of a register: one verb is one transaction with its events."""

import json
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, col, func, or_, select

from db import rules, undo
from db.connection import connect, sentences
from db.models import (
    Audit,
    Directorate,
    Draft,
    Evidence,
    Event,
    FollowUp,
    NewAudit,
    NewPost,
    NewRecommendation,
    ProgressUpdate,
    Recommendation,
    Writer,
)
from db.rules import Opinion, Status
from db.ids import new_id
from db.refs import References
from db.transaction import Receipt, Refused, Transaction

__all__ = ["Ledger", "Plan", "Receipt", "Refused", "Transaction"]


class Plan(Protocol):
    """What `apply` writes: an import, worked out beforehand."""

    def write(self, transaction: Transaction) -> None:
        """Make and change records; set `transaction.said`."""


class Ledger:
    """One open register being written. It belongs to the thread that made it."""

    def __init__(self, path: Path, by: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path, self._by, self._clock = path, by, clock
        self._engine = _engine(path)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def transaction(
        self, verb: str, *, on: date, why: str = "", by: str = "", undoes: str = ""
    ) -> Iterator[Transaction]:
        """One transaction, effective `on`: all of it is saved when the block is left, or none of it.

        `transaction.receipt` says afterwards what was saved.
        """
        with _sentences(self._path), Session(self._engine) as session, session.begin():
            transaction = Transaction(
                session, verb=verb, by=by or self._by, on=on, at=self._clock(), why=why, undoes=undoes
            )
            yield transaction
            receipt = transaction.write(self._writer(session))
        transaction.receipt = receipt

    # The verbs.

    def follow_up(self, ref_or_id: str, change: FollowUp, *, on: date) -> Receipt:
        """Record what a follow-up of one recommendation brought."""
        day = _effective(change.effective_on, on, change.reason)
        with self.transaction("follow up", on=day, why=change.reason, by=change.by or "") as t:
            found = _find(t.session, ref_or_id)
            _receive(t, found, change)
            _update(t, found, change)
            _move_due(t, found.id, change)
            if change.action is not None:
                t.change("recommendation", found.id, {"action": change.action})
            if t.changes_nothing:
                raise Refused("There is nothing to record.")
            t.session.connection().exec_driver_sql("DELETE FROM draft WHERE key = ?", (f"update:{found.id}",))
        return t.receipt

    def edit(
        self,
        kind: str,
        id: str,  # noqa: A002
        fields: Mapping[str, object],
        *,
        on: date,
        reason: str = "",
        effective_on: date | None = None,
    ) -> Receipt:
        """Correct fields of a record."""
        with self.transaction(f"edit {kind}", on=_effective(effective_on, on, reason), why=reason) as t:
            if kind == "setting":
                fields = {name: json.dumps(value, ensure_ascii=False) for name, value in fields.items()}
                if t.get(kind, id) is None:
                    t.create(kind, id, fields)
                else:
                    t.change(kind, id, fields)
            else:
                t.change(kind, id, fields)
        return t.receipt

    def add_directorate(self, name: str, *, on: date) -> Receipt:
        """Add a directorate."""
        with self.transaction("add directorate", on=on) as t:
            t.create("directorate", new_id(), {"name": name})
        return t.receipt

    def add_post(self, new: NewPost, *, on: date) -> Receipt:
        """Add a director or an Executive Member."""
        with self.transaction("add post", on=on) as t:
            t.create("post", new_id(), new.model_dump())
        return t.receipt

    def add_audit(self, new: NewAudit, *, on: date) -> Receipt:
        """Add an audit, and its directorate where that is new."""
        with self.transaction("add audit", on=on) as t:
            fields = new.model_dump(exclude={"directorate"})
            t.create("audit", new_id(), {**fields, "directorate_id": _directorate(t, new.directorate)})
        return t.receipt

    def add_recommendation(self, new: NewRecommendation, *, on: date) -> Receipt:
        """Add a recommendation by hand."""
        with self.transaction("add recommendation", on=on) as t:
            audit = t.session.get(Audit, new.audit_id)
            if audit is None:
                raise Refused("There is no such audit.")
            ref = new.ref.strip() or _next_ref(t.session, audit.title)
            id_ = new_id()
            fields = new.model_dump(exclude={"milestones", "ref"})
            t.create("recommendation", id_, {**fields, "ref": ref, "original_due": new.due})
            for milestone in new.milestones:
                t.create("milestone", new_id(), {**milestone.model_dump(), "recommendation_id": id_})
        return t.receipt

    def accept_evidence(self, evidence_id: str, *, by: str, on: date) -> Receipt:
        """The auditor accepts evidence received before."""
        with self.transaction("accept evidence", on=on, by=by) as t:
            evidence = t.session.get(Evidence, evidence_id)
            if evidence is None:
                raise Refused("There is no such evidence.")
            if evidence.accepted_by:
                raise Refused("This evidence is accepted already.")
            t.change("evidence", evidence_id, {"accepted_by": t.by, "accepted_on": on})
        return t.receipt

    def apply(self, plan: Plan, *, on: date, why: str = "") -> Receipt:
        """Import: everything the plan says, in one transaction effective `on` (the date its source speaks for)."""
        with self.transaction("import", on=on, why=why) as t:
            plan.write(t)
        return t.receipt

    def undo(self) -> Receipt:
        """Take back this writer's latest transaction that stands."""
        return self._reverse("undo", undo.next_to_undo, "There is nothing to undo.")

    def redo(self) -> Receipt:
        """Return what was last taken back, while nothing new has been done since."""
        return self._reverse("redo", undo.next_to_redo, "There is nothing to redo.")

    def _reverse(self, verb: str, what: Callable[[sqlite3.Cursor, str], str | None], nothing: str) -> Receipt:
        with self.transaction(verb, on=date.min) as t:
            cursor = t.cursor
            found = what(cursor, self._writer(t.session))
            if found is None:
                raise Refused(nothing)
            t.undoes = found
            undo.reverse(t, found)
        return t.receipt

    def keep_draft(self, key: str, text: str) -> None:
        """Keep what is half typed; it is no event."""
        with _sentences(self._path), Session(self._engine) as session, session.begin():
            session.merge(Draft(key=key, text=text, at=self._clock().isoformat(timespec="seconds")))

    def drop_draft(self, key: str) -> None:
        """Forget a draft."""
        with _sentences(self._path), Session(self._engine) as session, session.begin():
            if draft := session.get(Draft, key):
                session.delete(draft)

    def _writer(self, session: Session) -> str:
        """This machine's writer in this very file: a copy of the file, or another machine, begins its own chain."""
        machine = f"{platform.node()} {self._path.stat().st_ino}"
        writer = session.exec(select(Writer).where(Writer.machine == machine)).first()
        if writer is None:
            writer = Writer(id=new_id(), machine=machine, created_at=self._clock().isoformat(timespec="seconds"))
            session.add(writer)
            session.flush()
        return writer.id


def _engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, read_only=False),
        poolclass=StaticPool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "reset")
    def reset(connection: Any, *_: Any) -> None:
        # A COMMIT refused as busy would leave its changes to be committed with the next ones.
        if connection.in_transaction:
            connection.rollback()

    return engine


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        with sentences(path):
            try:
                yield
            except IntegrityError as error:
                raise Refused(_rule_broken(str(error.orig))) from None
            except DBAPIError as error:
                raise (error.orig or error) from None
    finally:
        pass


def _rule_broken(said: str) -> str:
    """Which rule of the tables a change breaks; `said` names it and holds no text of a record."""
    if "recommendation.ref" in said:
        return "Another recommendation has this reference."
    if "directorate.name" in said:
        return "There is a directorate of this name already."
    if "FOREIGN KEY" in said:
        return "Something else in the register refers to this, or this refers to something that is not there."
    return f"The register does not take this: {said.removeprefix('CHECK constraint failed: ').replace('_', ' ')}."


def _effective(given: date | None, on: date, reason: str) -> date:
    """The day a change is of: that of recording, or an earlier one with a reason."""
    if given is None or given == on:
        return on
    if given > on:
        raise Refused("A change cannot be dated in the future.")
    if not rules.visible(reason):
        raise Refused("Dating back needs a reason, which is kept.")
    return given


def _find(session: Session, ref_or_id: str) -> Recommendation:
    """The recommendation by its id, reference or printed reference, whatever their case."""
    wanted = ref_or_id.strip().casefold()
    found = session.exec(
        select(Recommendation).where(
            or_(
                col(Recommendation.id) == ref_or_id,
                func.lower(Recommendation.ref) == wanted,
                func.lower(Recommendation.source_ref) == wanted,
            )
        )
    ).all()
    exact = [r for r in found if ref_or_id == r.id or r.ref.casefold() == wanted] or list(found)
    if not exact:
        raise Refused(f"No recommendation has the reference {ref_or_id}.")
    if len(exact) > 1:
        raise Refused(f"{ref_or_id} is the reference of several: {', '.join(sorted(r.ref for r in exact))}.")
    return exact[0]


def _directorate(t: Transaction, named: str) -> str | None:
    if not rules.visible(named):
        return None
    for directorate in t.session.exec(select(Directorate)):
        if named == directorate.id or named.strip().casefold() == directorate.name.casefold():
            return directorate.id
    id_ = new_id()
    t.create("directorate", id_, {"name": named.strip()})
    return id_


def _next_ref(session: Session, title: str) -> str:
    return References(session.exec(select(Recommendation.ref))).made(title)


def _receive(t: Transaction, found: Recommendation, change: FollowUp) -> None:
    """Evidence received, and accepted where the opinion rests on it."""
    if change.accept_evidence and (change.evidence is None or change.opinion is not Status.IMPLEMENTED):
        raise Refused("Evidence is accepted with the opinion implemented that rests on it, or by itself afterwards.")
    said = _accept(t, found, change)
    new = change.evidence
    if new is None:
        return said
    fields: dict[str, object] = new.model_dump(exclude={"content"})
    fields["recommendation_id"] = found.id
    fields["received_on"] = new.received_on or t.on
    if new.content is not None:
        fields["sha256"] = t.attach(new.content)
    if change.accept_evidence:
        fields |= {"accepted_by": t.by, "accepted_on": t.on}
    t.create("evidence", new_id(), fields)
    return [*said, "evidence accepted" if change.accept_evidence else "evidence received"]


def _accept(t: Transaction, found: Recommendation, change: FollowUp) -> None:
    """Evidence received before, accepted because the opinion rests on it."""
    if change.accept and change.opinion is not Status.IMPLEMENTED:
        raise Refused("Evidence is accepted with the opinion implemented that rests on it, or by itself afterwards.")
    for id_ in change.accept:
        evidence = t.session.get(Evidence, id_)
        if evidence is None or evidence.recommendation_id != found.id:
            raise Refused("There is no such evidence.")
        t.change("evidence", id_, {"accepted_by": t.by, "accepted_on": t.on})
    return ["evidence accepted"] if change.accept else []


def _update(t: Transaction, found: Recommendation, change: FollowUp) -> None:
    if not (change.opinion or change.claim or change.management or change.text or change.method):
        return
    old = found.status
    if change.opinion:
        accepted = change.accept_evidence or bool(
            change.accept
            or t.session.exec(
                select(Evidence.id).where(Evidence.recommendation_id == found.id, Evidence.accepted_by != "")
            ).first()
        )
        if refusal := rules.refusal(old, change.opinion, reason=change.reason, accepted_evidence=accepted):
            raise Refused(refusal)
    t.create(
        "progress_update",
        new_id(),
        {
            "recommendation_id": found.id,
            "on": t.on,
            "management": change.management,
            "text": change.text,
            "method": change.method,
            "claim": change.claim,
            "opinion": change.opinion,
            "reason": change.reason,
            "by": t.by,
        },
    )
    new = rules.status_after([Opinion(t.on, opinion=old), Opinion(t.on, change.claim, change.opinion)])
    t.change("recommendation", found.id, {"status": new})


def _move_due(t: Transaction, id: str, change: FollowUp) -> None:  # noqa: A002
    found = t.get("recommendation", id) or {}
    if change.due is None and not change.clear_due:
        return
    old = date.fromisoformat(str(found["due"])) if found["due"] else None
    if change.due == old:
        return
    if found["original_due"] is None and change.due:
        t.change("recommendation", id, {"original_due": change.due, "due": change.due, "due_words": ""})
        return
    if not rules.visible(change.reason):
        raise Refused("Moving a due date needs a reason, which is kept.")
    t.create(
        "due_revision",
        new_id(),
        {
            "recommendation_id": id,
            "old": old,
            "new": change.due,
            "reason": change.reason,
            "agreed_by": change.agreed_by,
            "agreed_on": change.agreed_on or t.on,
        },
    )
    t.change("recommendation", id, {"due": change.due})
