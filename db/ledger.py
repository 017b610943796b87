"""The only writer of a register: one verb is one transaction with its events."""

import json
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlmodel import Session

from db import rules, store, undo
from db.corrections import checked, correct, decide, directorate, forget, own_ref, refuse_taken, remember, settle_dues
from db.engine import as_sentences, engine
from db.follow_up import accept, follow_up, nothing_new, still_so
from db.history import canonical
from db.ids import new_id
from db.inputs import (
    FollowUp,
    NewAudit,
    NewMeeting,
    NewMinute,
    NewPost,
    NewRecommendation,
    NewReport,
    NewStep,
)
from db.meetings import end_meeting, in_meeting
from db.models import Audit, Draft
from db.readings import FileLayout
from db.refs import Ambiguous, find, next_ref
from db.reporting import record_step, seal, withdraw
from db.same_file import SameFile
from db.together import count_refused, follow_up_together
from db.transaction import NotTaken, Receipt, Refused, Transaction, cursor_of

__all__ = ["Ledger", "Receipt", "Refused", "Transaction"]


class Plan(Protocol):
    """An import, worked out beforehand."""

    @property
    def by_hand(self) -> str:
        """What a person put right in it, for the history."""

    def write(self, transaction: Transaction) -> None:
        """Make and change records; say in `transaction.said` what was done."""


class Change(Protocol):
    """Fields of one record to be corrected; a new record where there is no id."""

    @property
    def kind(self) -> str:
        """The table."""

    @property
    def id(self) -> str:
        """The record."""

    @property
    def fields(self) -> Mapping[str, object]:
        """What they are to be."""


class Tidying(Protocol):
    """Something of the register put in order: see db.orderly."""

    @property
    def verb(self) -> str:
        """What it is called in the history."""

    def write(self, transaction: Transaction, /) -> None:
        """Make and change records; say in `transaction.said` what was done."""


class Ledger:
    """One open register being written. It belongs to the thread that first writes with it.

    A verb saves all of its change, and then gives its receipt; or it raises, and nothing was saved: Refused where the
    change may not be made, RegisterError where the file cannot take it. `on` is the local day of recording, which a
    change counts from unless it is dated back.
    """

    def __init__(self, path: Path, by: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        store.open_checked(path).close()
        self._path, self._clock = path, clock
        self._by = by if rules.visible(by) else store.user_name(path)
        self._engine = engine(path)
        self._file = SameFile.at(path)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def transaction(self, verb: str, *, on: date, why: str = "", by: str = "") -> Iterator[Transaction]:
        """One transaction, effective `on`: all of it is saved when the block is left, or none of it.

        `transaction.receipt` then says what was saved.
        """
        with self._session() as session:
            transaction = Transaction(session, verb=verb, by=by or self._by, on=on, at=self._clock(), why=why)
            yield transaction
            if transaction.changes_nothing:
                return
            receipt = transaction.write(self._writer(transaction.cursor))
        transaction.receipt = receipt

    # Following up. ---------------------------------------------------------------------------------------------

    def follow_up(self, ref_or_id: str, change: FollowUp, *, on: date) -> Receipt:
        """Record what a follow-up of one recommendation brought."""
        day = _effective(change.effective_on, on, change.reason)
        with self.transaction("follow up", on=day, why=change.reason, by=change.by or "") as t:
            found = _find(t, ref_or_id)
            follow_up(t, found, change)
            if t.changes_nothing:
                raise Refused(nothing_new(change))
            t.said = f"{t.in_words()}{still_so(t, found, change)}"
            _forget_draft(t, f"update:{found}", change)
        return t.receipt

    def follow_up_together(self, refs_or_ids: Sequence[str], change: FollowUp, *, on: date) -> Receipt:
        """Record one follow-up of several recommendations, undone as one; the receipt tells who was refused and why."""
        refused: tuple[NotTaken, ...] = ()
        day = _effective(change.effective_on, on, change.reason)
        with self.transaction("follow up", on=day, why=change.reason, by=change.by or "") as t:
            refused = follow_up_together(t, refs_or_ids, change, partial(_find, t))
            if not t.changes_nothing:
                t.said = f"{t.in_words()}{count_refused(refused)}"
                _forget_draft(t, "together:*", change)
        return replace(t.receipt, refused=refused)

    def foresee_together(self, refs_or_ids: Sequence[str], change: FollowUp, *, on: date) -> Receipt:
        """What that would do and who would be refused; nothing is written."""
        day = _effective(change.effective_on, on, change.reason)
        with self._session() as session:
            t = Transaction(session, verb="follow up", by=self._by, on=day, at=self._clock(), why=change.reason)
            refused = follow_up_together(t, refs_or_ids, change, partial(_find, t))
            return Receipt("", 0, t.at, "" if t.changes_nothing else t.in_words(), t.recommendations, refused)

    def accept_evidence(self, evidence: str, *, by: str, on: date) -> Receipt:
        """The auditor accepts evidence received before."""
        with self.transaction("accept evidence", on=on, by=by) as t:
            accept(t, evidence)
        return t.receipt

    # Reporting. ------------------------------------------------------------------------------------------------

    def record_step(self, ref_or_id: str, new: NewStep, *, on: date) -> Receipt:
        """Record what was done about a recommendation that reached a step of escalation; once more adds to it."""
        return self.record_steps([(ref_or_id, new)], on=on)

    def record_steps(self, steps: Sequence[tuple[str, NewStep]], *, on: date) -> Receipt:
        """The same about several, each at its step: one letter covers them all, and is taken back as one."""
        with self.transaction("record escalation", on=on) as t:
            for ref_or_id, new in steps:
                record_step(t, _find(t, ref_or_id), new)
            if t.changes_nothing:
                raise Refused("There is nothing to record.")
            if (many := len(t.recommendations)) > 1:
                t.said = f"Escalation recorded of {many} recommendations"
        return t.receipt

    def seal(self, new: NewReport, *, on: date) -> Receipt:
        """Seal a report: its figures and papers are kept as they are, with the heads of the history they come from."""
        with self.transaction("seal report", on=on) as t:
            seal(t, new)
        return t.receipt

    def withdraw(self, report: str, *, why: str, on: date) -> Receipt:
        """Withdraw a report, with a reason; it can be looked at still."""
        with self.transaction("withdraw report", on=on, why=why) as t:
            withdraw(t, report)
        return t.receipt

    def dismiss(self, rule: str, record: str, about: str, *, reason: str, on: date) -> Receipt:
        """Leave a finding of the pack check as it is, for a reason that is kept."""
        if not rules.visible(reason):
            raise Refused("Dismissing a finding needs a reason, which is kept.")
        with self.transaction("dismiss finding", on=on, why=reason) as t:
            given = {"rule": rule, "record": record, "about": about, "reason": reason, "by": t.by, "on": on}
            t.create("dismissal", new_id(), given)
        return t.receipt

    # Meetings. -------------------------------------------------------------------------------------------------

    def begin_meeting(self, new: NewMeeting, *, on: date) -> Receipt:
        """Begin a meeting over a queue of recommendations."""
        with self.transaction("begin meeting", on=on) as t:
            t.create("meeting", new.id, {**new.model_dump(exclude={"id", "queue"}), "queue": canonical(new.queue)})
        return t.receipt

    def in_meeting(
        self, meeting: str, ref_or_id: str, *minutes: NewMinute, change: FollowUp | None = None, on: date
    ) -> Receipt:
        """Record what a meeting brought about one recommendation: words for the minutes, a change, or both."""
        with self.transaction("in meeting", on=on, why=change.reason if change else "") as t:
            in_meeting(t, meeting, _find(t, ref_or_id), minutes, change)
        return t.receipt

    def end_meeting(self, meeting: str, *, on: date) -> Receipt:
        """End a meeting; undone, it goes on."""
        with self.transaction("end meeting", on=on) as t:
            end_meeting(t, meeting)
        return t.receipt

    # Entering and correcting. ----------------------------------------------------------------------------------

    def add_directorate(self, name: str, *, on: date) -> Receipt:
        """Add a directorate."""
        with self.transaction("add directorate", on=on) as t:
            refuse_taken(t, name)
            t.create("directorate", new_id(), checked("directorate", {"name": name}))
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
            t.create("audit", new_id(), {**fields, "directorate_id": directorate(t, new.directorate)})
        return t.receipt

    def add_recommendation(self, new: NewRecommendation, *, on: date) -> Receipt:
        """Add a recommendation by hand."""
        if new.status in rules.CLOSED:
            raise Refused("A recommendation is entered open, and closed by a follow-up.")
        with self.transaction("add recommendation", on=on) as t:
            audit = t.session.get(Audit, new.audit_id)
            if audit is None:
                raise Refused("There is no such audit.")
            fields = new.model_dump(exclude={"milestones"})
            last = max((milestone.due for milestone in new.milestones), default=None)
            due = max(filter(None, (new.due, last)), default=None)
            record = new_id()
            ref = own_ref(t, new.ref) or next_ref(t.cursor.connection, audit.title)
            t.create("recommendation", record, {**fields, "ref": ref, "due": due, "original_due": due})
            for milestone in new.milestones:
                t.create("milestone", new_id(), {**milestone.model_dump(), "recommendation_id": record})
        return t.receipt

    def edit(
        self,
        kind: str,
        id: str,  # what every table calls it
        fields: Mapping[str, object],
        *,
        on: date,
        reason: str = "",
        effective_on: date | None = None,
    ) -> Receipt:
        """Correct fields of a record; a setting is any JSON value, given as `{"value": ...}`."""
        with self.transaction(f"edit {kind}", on=_effective(effective_on, on, reason), why=reason) as t:
            correct(t, kind, id, fields)
            settle_dues(t)
            if t.changes_nothing:
                raise Refused("Nothing has changed.")
        return t.receipt

    def edit_together(self, changes: Sequence[Change], *, on: date, reason: str = "") -> Receipt:
        """Correct several records in one transaction; a milestone without an id is a new one."""
        with self.transaction(f"edit {changes[0].kind}", on=on, why=reason) as t:
            for change in changes:
                correct(t, change.kind, change.id, change.fields)
            settle_dues(t)
            if t.changes_nothing:
                raise Refused("Nothing has changed.")
        return t.receipt

    def put_in_order(
        self, tidying: Tidying, *, on: date, effective_on: date | None = None, reason: str = ""
    ) -> Receipt:
        """Rename, merge or move audits, directorates and people; dated back with a reason."""
        with self.transaction(tidying.verb, on=_effective(effective_on, on, reason), why=reason) as t:
            tidying.write(t)
            undo.refuse_if_used(t)
            if t.changes_nothing:
                raise Refused("Nothing has changed.")
        return t.receipt

    def decide(self, changes: Mapping[str, object], *, on: date, reason: str = "") -> Receipt:
        """Change settings of the policy, as JSON has them (None: as by default); all, or none where one is wrong."""
        with self.transaction("decide", on=on, why=reason) as t:
            decide(t, changes)
            if t.changes_nothing:
                raise Refused("Nothing has changed.")
        return t.receipt

    def remember_layout(self, layout: FileLayout, *, on: date) -> Receipt:
        """Keep what the headings and words of a body's files mean, under its name; one of that name is replaced."""
        with self.transaction("remember layout", on=on) as t:
            remember(t, layout)
            if t.changes_nothing:
                raise Refused("Nothing has changed.")
        return t.receipt

    def forget_layout(self, name: str, *, on: date) -> Receipt:
        """Forget the layout of this name; the history keeps it."""
        with self.transaction("forget layout", on=on) as t:
            forget(t, name)
        return t.receipt

    def remove(self, kind: str, id: str, *, on: date, reason: str = "") -> Receipt:
        """Take away a milestone, a post, or an audit or directorate that nothing refers to; the history keeps it."""
        if kind not in {"milestone", "post", "audit", "directorate"}:
            raise Refused("This is not removed: it is closed, or corrected.")
        with self.transaction(f"remove {kind}", on=on, why=reason) as t:
            t.remove(kind, id)
            undo.refuse_if_used(t)
            settle_dues(t)
        return t.receipt

    # All at once, and back. ------------------------------------------------------------------------------------

    def apply(self, plan: Plan, *, on: date, why: str = "") -> Receipt:
        """Import: everything the plan says, effective `on` (the date its source speaks for)."""
        with self.importing(on=on, why=why or plan.by_hand) as t:
            plan.write(t)
        return t.receipt

    @contextmanager
    def importing(self, *, on: date, why: str = "") -> Iterator[Transaction]:
        """The transaction of an import, after a backup of what there is."""
        if self._file.seq:
            store.backup(self._path, why="before import", in_passing=True)
        with self.transaction("import", on=on, why=why) as t:
            yield t

    def undo(self, transaction: str = "") -> Receipt:
        """Take back this writer's latest transaction that stands; or this one, whatever has been done since."""
        return self._reverse("undo", transaction, undo.next_to_undo, "There is nothing to undo.")

    def redo(self, transaction: str = "") -> Receipt:
        """Return what was last taken back, while nothing new has been done since; or this one, whatever has been."""
        return self._reverse("redo", transaction, undo.next_to_redo, "There is nothing to redo.")

    def _reverse(
        self, verb: str, transaction: str, chosen: Callable[[sqlite3.Cursor, str], str | None], nothing: str
    ) -> Receipt:
        with self.transaction(verb, on=self._clock().date()) as t:
            if transaction:
                found: str | None = undo.as_it_stands(t.cursor, transaction, verb)
            else:
                found = chosen(t.cursor, self._writer(t.cursor))
            if found is None:
                raise Refused(nothing)
            undo.reverse(t, found)
        return t.receipt

    # What is no event. -----------------------------------------------------------------------------------------

    def keep_draft(self, key: str, text: str) -> None:
        """Keep what is half typed."""
        if trouble := rules.unstorable(text):
            raise Refused(trouble)
        with self._session() as session:
            session.merge(Draft(key=key, text=text, at=self._clock().isoformat(timespec="seconds")))

    def drop_draft(self, key: str) -> None:
        """Forget a draft."""
        with self._session() as session:
            if draft := session.get(Draft, key):
                session.delete(draft)

    # The file. -------------------------------------------------------------------------------------------------

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """A session in one transaction, on the very file that was opened."""
        with as_sentences(self._path):
            if self._file.was_written(self._path):
                self._engine.dispose()  # with it go the pages it remembers, which may be of other contents
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                cursor = cursor_of(session)
                self._file.contents(cursor, self._path)
                yield session
                contents = self._file.contents(cursor, self._path)
            self._file = SameFile.left(self._path, contents)

    def _writer(self, cursor: sqlite3.Cursor) -> str:
        """This machine's writer in this very file: a copy of the file, or another machine, begins its own chain."""
        machine = f"{platform.node()} {self._path.stat().st_ino}"
        found = cursor.execute("SELECT id FROM writer WHERE machine = ?", (machine,)).fetchone()
        if found is None:
            found = (new_id(),)
            now = self._clock().isoformat(timespec="seconds")
            cursor.execute("INSERT INTO writer (id, machine, created_at) VALUES (?, ?, ?)", (*found, machine, now))
        return str(found[0])


def _effective(given: date | None, on: date, reason: str) -> date:
    """The day a change is of: that of recording, or an earlier one with a reason."""
    if given is None or given == on:
        return on
    if given > on:
        raise Refused("A change cannot be dated in the future.")
    if not rules.visible(reason):
        raise Refused("Dating back needs a reason, which is kept.")
    return given


def _forget_draft(t: Transaction, keys: str, change: FollowUp) -> None:
    """The draft of these very words; one of others is somebody's in another window, or from before a crash."""
    for words in filter(None, (change.text, change.management)):
        quoted = json.dumps(words, ensure_ascii=False)[1:-1]
        t.cursor.execute("DELETE FROM draft WHERE key GLOB ? AND instr(text, ?)", (keys, quoted))


def _find(t: Transaction, ref_or_id: str) -> str:
    """The id of a recommendation by it, its reference or the printed one, whatever their case."""
    try:
        found = find(t.cursor.connection, ref_or_id)
    except Ambiguous as several:
        raise Refused(str(several)) from None
    if found is None:
        name = "this reference" if rules.unstorable(ref_or_id) else f"the reference {ref_or_id.strip()}"
        raise Refused(f"No recommendation has {name}.")
    return found
