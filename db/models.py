"""The tables of a register, as SQLModel classes that mirror the schema of db/migrations.py."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Dialect, Integer, LargeBinary, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.rules import Method, Status


class Day(TypeDecorator[date]):
    """A date as ISO text; what is text already, as events hold it, passes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """ISO text."""
        return value.isoformat() if isinstance(value, date) else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """A date."""
        return None if value is None else date.fromisoformat(value)


class _Word(TypeDecorator[Any]):
    """A word of one of the field's closed lists."""

    impl = Text
    cache_ok = True
    words: ClassVar[type[Status] | type[Method]]

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Plain text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Status | Method | None:  # noqa: ARG002
        """The word."""
        return None if value is None else self.words(value)


class StatusWord(_Word):
    """A status."""

    cache_ok = True
    words = Status


class MethodWord(_Word):
    """A method."""

    cache_ok = True
    words = Method


def _is_date(column: str, table: str, *, nullable: bool = True) -> CheckConstraint:
    unless = f"{column} IS NULL OR " if nullable else ""
    name = f"{table}_{column}_is_a_date".replace('"', "")
    return CheckConstraint(f"{unless}date({column}, '+0 days') = {column}", name=name)


def _is_status(column: str, table: str) -> CheckConstraint:
    words = ", ".join(f"'{status}'" for status in Status)
    return CheckConstraint(f"{column} IS NULL OR {column} IN ({words})", name=f"{table}_{column}_is_a_status")


def _has(column: str, name: str) -> CheckConstraint:
    return CheckConstraint(f"length(trim({column})) > 0", name=name)


_STRICT = {"sqlite_strict": True}


class Kept(SQLModel):
    """A table's row: it is written and read, and what pydantic would check it with is not made in advance."""

    model_config = {"defer_build": True}


class Register(Kept, table=True):
    """What this file is."""

    __table_args__ = (CheckConstraint("only_row = 1", name="register_has_one_row"), _STRICT)
    only_row: int = Field(default=1, primary_key=True)
    file_id: str = Field(sa_type=Text)
    created_at: str = Field(sa_type=Text)


class Writer(Kept, table=True):
    """One program on one machine writing in this one file: it has one chain of events."""

    __table_args__ = (_STRICT,)
    id: str = Field(primary_key=True, sa_type=Text)
    machine: str = Field(sa_type=Text)
    created_at: str = Field(sa_type=Text)


class Event(Kept, table=True):
    """One record changed in one transaction."""

    __table_args__ = (
        UniqueConstraint("writer", "n", name="event_is_next_in_its_chain"),
        UniqueConstraint("hash", name="event_hash_is_unique"),
        _has("by", "event_has_an_author"),
        _is_date("effective_on", "event", nullable=False),
        _STRICT,
    )
    seq: int = Field(primary_key=True)
    transaction: str = Field(sa_type=Text)
    writer: str = Field(foreign_key="writer.id", sa_type=Text)
    n: int
    recorded_at: str = Field(sa_type=Text)
    effective_on: date = Field(sa_type=Day)
    by: str = Field(sa_type=Text)
    verb: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    record: str = Field(sa_type=Text)
    previous: int | None = Field(default=None, foreign_key="event.seq")
    changes: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    undoes: str = Field(sa_type=Text)
    prev_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


class Attachment(Kept, table=True):
    """Bytes by their own hash."""

    __table_args__ = (CheckConstraint("size = length(content)", name="attachment_size_is_true"), _STRICT)
    sha256: str = Field(primary_key=True, sa_type=Text)
    size: int = Field(sa_type=Integer)
    content: bytes = Field(sa_type=LargeBinary)


class Directorate(Kept, table=True):
    """A department."""

    __table_args__ = (
        UniqueConstraint("name", name="directorate_name_is_unique"),
        _has("name", "directorate_has_a_name"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)


class Post(Kept, table=True):
    """A director or an Executive Member of a directorate, for a time."""

    __table_args__ = (
        CheckConstraint("role IN ('director', 'executive member')", name="post_role_is_known"),
        _has("person", "post_has_a_person"),
        _is_date("since", "post"),
        _is_date("until", "post"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    directorate_id: str = Field(foreign_key="directorate.id", sa_type=Text)
    role: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    title: str = Field(default="", sa_type=Text)
    since: date | None = Field(default=None, sa_type=Day)
    until: date | None = Field(default=None, sa_type=Day)


class Audit(Kept, table=True):
    """A finished review."""

    __table_args__ = (
        _has("title", "audit_has_a_title"),
        CheckConstraint("auditor IN ('internal', 'external')", name="audit_auditor_is_known"),
        _is_date("issued", "audit"),
        _is_date("followed_up_on", "audit"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    title: str = Field(sa_type=Text)
    issued: date | None = Field(default=None, sa_type=Day)
    auditor: str = Field(default="internal", sa_type=Text)
    assurance: str = Field(default="", sa_type=Text)
    directorate_id: str | None = Field(default=None, foreign_key="directorate.id", sa_type=Text)
    followed_up_on: date | None = Field(default=None, sa_type=Day)


class Recommendation(Kept, table=True):
    """One agreed thing to fix."""

    __table_args__ = (
        UniqueConstraint("id", name="recommendation_id_is_unique"),
        UniqueConstraint("ref", name="recommendation_ref_is_unique"),
        _has("ref", "recommendation_has_a_ref"),
        _has("text", "recommendation_has_a_text"),
        _is_status("status", "recommendation"),
        _is_date("original_due", "recommendation"),
        _is_date("due", "recommendation"),
        _is_date("accepted_until", "recommendation"),
        CheckConstraint(
            "status_before IS NULL OR status_before IN "
            "('not implemented', 'partially implemented', 'awaiting verification')",
            name="recommendation_status_before_is_open",
        ),
        CheckConstraint(
            "(accepted_until IS NULL) = (status_before IS NULL) "
            "AND (accepted_until IS NULL OR status IS 'risk accepted')",
            name="recommendation_acceptance_is_whole",
        ),
        _STRICT,
    )
    rowid: int | None = Field(default=None, primary_key=True)
    id: str = Field(sa_type=Text)
    audit_id: str = Field(foreign_key="audit.id", sa_type=Text)
    ref: str = Field(sa_type=Text)
    source_ref: str = Field(default="", sa_type=Text)
    priority: str = Field(default="", sa_type=Text)
    text: str = Field(sa_type=Text)
    response: str = Field(default="", sa_type=Text)
    owner: str = Field(default="", sa_type=Text)
    director: str = Field(default="", sa_type=Text)
    executive_member: str = Field(default="", sa_type=Text)
    original_due: date | None = Field(default=None, sa_type=Day)
    due: date | None = Field(default=None, sa_type=Day)
    due_words: str = Field(default="", sa_type=Text)
    status: Status | None = Field(default=None, sa_type=StatusWord)
    status_words: str = Field(default="", sa_type=Text)
    action: str = Field(default="", sa_type=Text)
    accepted_until: date | None = Field(default=None, sa_type=Day)
    status_before: Status | None = Field(default=None, sa_type=StatusWord)


class ProgressUpdate(Kept, table=True):
    """A dated follow-up entry."""

    __tablename__ = "progress_update"
    __table_args__ = (
        CheckConstraint(
            "method IS NULL OR method IN ('enquiry', 'document', 're-test')", name="update_method_is_known"
        ),
        CheckConstraint(
            "opinion IS NULL OR opinion NOT IN ('risk accepted', 'superseded', 'not adopted') "
            "OR length(trim(reason)) > 0",
            name="update_closing_has_a_reason",
        ),
        _is_date('"on"', "update", nullable=False),
        _is_status("claim", "update"),
        _is_status("opinion", "update"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    on: date = Field(sa_type=Day)
    management: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    method: Method | None = Field(default=None, sa_type=MethodWord)
    claim: Status | None = Field(default=None, sa_type=StatusWord)
    opinion: Status | None = Field(default=None, sa_type=StatusWord)
    words: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    by: str = Field(default="", sa_type=Text)
    source_id: str | None = Field(default=None, foreign_key="source.id", sa_type=Text)


class Evidence(Kept, table=True):
    """A note and, if there is one, a file."""

    __table_args__ = (
        CheckConstraint("length(trim(note)) > 0 OR sha256 IS NOT NULL", name="evidence_is_something"),
        CheckConstraint("(length(accepted_by) > 0) = (accepted_on IS NOT NULL)", name="evidence_acceptance_is_whole"),
        _is_date("received_on", "evidence", nullable=False),
        _is_date("dated", "evidence"),
        _is_date("accepted_on", "evidence"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    file_name: str = Field(default="", sa_type=Text)
    sha256: str | None = Field(default=None, foreign_key="attachment.sha256", sa_type=Text)
    dated: date | None = Field(default=None, sa_type=Day)
    received_on: date = Field(sa_type=Day)
    given_by: str = Field(default="", sa_type=Text)
    accepted_by: str = Field(default="", sa_type=Text)
    accepted_on: date | None = Field(default=None, sa_type=Day)


class DueRevision(Kept, table=True):
    """A due date moved, and why."""

    __tablename__ = "due_revision"
    __table_args__ = (
        _has("reason", "revision_has_a_reason"),
        _is_date("old", "revision"),
        _is_date("new", "revision"),
        _is_date("agreed_on", "revision"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    old: date | None = Field(default=None, sa_type=Day)
    new: date | None = Field(default=None, sa_type=Day)
    reason: str = Field(sa_type=Text)
    agreed_by: str = Field(default="", sa_type=Text)
    agreed_on: date | None = Field(default=None, sa_type=Day)


class Milestone(Kept, table=True):
    """One part of a due date that has several."""

    __table_args__ = (
        _is_date("due", "milestone", nullable=False),
        _is_date("met_on", "milestone"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    what: str = Field(sa_type=Text)
    due: date = Field(sa_type=Day)
    met_on: date | None = Field(default=None, sa_type=Day)


class Source(Kept, table=True):
    """A file that was read."""

    __table_args__ = (_is_date("as_of", "source"), _STRICT)
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    as_of: date | None = Field(default=None, sa_type=Day)
    reading_sha256: str = Field(foreign_key="attachment.sha256", sa_type=Text)


class Appearance(Kept, table=True):
    """Where a file speaks of a recommendation."""

    __table_args__ = (_STRICT,)
    id: str = Field(primary_key=True, sa_type=Text)
    source_id: str = Field(foreign_key="source.id", sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    position: int


class Setting(Kept, table=True):
    """Something this body has decided, as JSON."""

    __table_args__ = (_STRICT,)
    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class Acceptance(Kept, table=True):
    """A risk accepted."""

    __table_args__ = (
        _has("accepted_by", "acceptance_is_somebodys"),
        _has("why", "acceptance_says_why"),
        _is_date("accepted_on", "acceptance", nullable=False),
        _is_date("expires_on", "acceptance"),
        CheckConstraint("expires_on IS NULL OR expires_on >= accepted_on", name="acceptance_ends_after_it_begins"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    accepted_by: str = Field(sa_type=Text)
    role: str = Field(default="", sa_type=Text)
    accepted_on: date = Field(sa_type=Day)
    why: str = Field(sa_type=Text)
    residual_risk: str = Field(default="", sa_type=Text)
    mitigation: str = Field(default="", sa_type=Text)
    expires_on: date | None = Field(default=None, sa_type=Day)
    audit_view: str = Field(default="", sa_type=Text)
    minute: str = Field(default="", sa_type=Text)


class EscalationStep(Kept, table=True):
    """What was done about a recommendation that reached a step of escalation."""

    __tablename__ = "escalation_step"
    __table_args__ = (
        CheckConstraint("months > 0", name="step_is_in_months"),
        _is_date("notified_on", "step"),
        _is_date("attended_on", "step"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    months: int
    notified_on: date | None = Field(default=None, sa_type=Day)
    attended_on: date | None = Field(default=None, sa_type=Day)
    who: str = Field(default="", sa_type=Text)
    explanation: str = Field(default="", sa_type=Text)
    decision: str = Field(default="", sa_type=Text)


class Report(Kept, table=True):
    """A position as it was given to a body; sealed."""

    __table_args__ = (
        _has("body", "report_is_for_a_body"),
        _is_date("as_at", "report", nullable=False),
        _is_date("meeting_on", "report"),
        _is_date("since", "report"),
        _is_date("withdrawn_on", "report"),
        CheckConstraint(
            "(withdrawn_on IS NULL) = (length(trim(withdrawn_why)) = 0)", name="report_withdrawal_is_whole"
        ),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    body: str = Field(sa_type=Text)
    as_at: date = Field(sa_type=Day)
    meeting_on: date | None = Field(default=None, sa_type=Day)
    since: date | None = Field(default=None, sa_type=Day)
    figures_sha256: str = Field(foreign_key="attachment.sha256", sa_type=Text)
    fingerprint: str = Field(sa_type=Text)
    heads: str = Field(sa_type=Text)
    withdrawn_on: date | None = Field(default=None, sa_type=Day)
    withdrawn_why: str = Field(default="", sa_type=Text)


class Paper(Kept, table=True):
    """A document sealed with a report."""

    __table_args__ = (_has("name", "paper_has_a_name"), _STRICT)
    id: str = Field(primary_key=True, sa_type=Text)
    report_id: str = Field(foreign_key="report.id", sa_type=Text)
    name: str = Field(sa_type=Text)
    sha256: str = Field(foreign_key="attachment.sha256", sa_type=Text)


class Dismissal(Kept, table=True):
    """A finding of the pack check that a person has decided to leave."""

    __table_args__ = (
        _has("reason", "dismissal_has_a_reason"),
        _is_date('"on"', "dismissal", nullable=False),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    rule: str = Field(sa_type=Text)
    record: str = Field(sa_type=Text)
    about: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    on: date = Field(sa_type=Day)


class Meeting(Kept, table=True):
    """A meeting that goes through a queue of recommendations."""

    __table_args__ = (
        _has("body", "meeting_is_of_a_body"),
        _is_date("held_on", "meeting", nullable=False),
        _is_date("ended_on", "meeting"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    body: str = Field(sa_type=Text)
    held_on: date = Field(sa_type=Day)
    queue_words: str = Field(default="", sa_type=Text)
    queue: str = Field(sa_type=Text)
    ended_on: date | None = Field(default=None, sa_type=Day)


class Minute(Kept, table=True):
    """What was said or done in a meeting about one recommendation."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('change', 'note', 'action', 'decision', 'question', 'promise')", name="minute_kind_is_known"
        ),
        CheckConstraint("kind = 'change' OR length(trim(text)) > 0", name="minute_says_something"),
        _is_date("due", "minute"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    meeting_id: str = Field(foreign_key="meeting.id", sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    kind: str = Field(sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    who: str = Field(default="", sa_type=Text)
    due: date | None = Field(default=None, sa_type=Day)


class Draft(Kept, table=True):
    """What is half typed; no event."""

    __table_args__ = (_STRICT,)
    key: str = Field(primary_key=True, sa_type=Text)
    text: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)


EVENTED: dict[str, type[SQLModel]] = {
    "directorate": Directorate,
    "post": Post,
    "audit": Audit,
    "recommendation": Recommendation,
    "source": Source,
    "progress_update": ProgressUpdate,
    "evidence": Evidence,
    "due_revision": DueRevision,
    "milestone": Milestone,
    "appearance": Appearance,
    "setting": Setting,
    "acceptance": Acceptance,
    "escalation_step": EscalationStep,
    "report": Report,
    "paper": Paper,
    "dismissal": Dismissal,
    "meeting": Meeting,
    "minute": Minute,
}
"""The kinds of record whose every change is an event; each comes after what it refers to."""
