"""The tables of a register, as SQLModel classes that mirror db/migrations.py, and the inputs that a person may give."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
from sqlalchemy import CheckConstraint, Dialect, Integer, LargeBinary, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.rules import Method, Status, unstorable, visible


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


class Register(SQLModel, table=True):
    """What this file is."""

    __table_args__ = (CheckConstraint("only_row = 1", name="register_has_one_row"), _STRICT)
    only_row: int = Field(default=1, primary_key=True)
    file_id: str = Field(sa_type=Text)
    created_at: str = Field(sa_type=Text)


class Writer(SQLModel, table=True):
    """One program on one machine writing in this one file: it has one chain of events."""

    __table_args__ = (_STRICT,)
    id: str = Field(primary_key=True, sa_type=Text)
    machine: str = Field(sa_type=Text)
    created_at: str = Field(sa_type=Text)


class Event(SQLModel, table=True):
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


class Attachment(SQLModel, table=True):
    """Bytes by their own hash."""

    __table_args__ = (CheckConstraint("size = length(content)", name="attachment_size_is_true"), _STRICT)
    sha256: str = Field(primary_key=True, sa_type=Text)
    size: int = Field(sa_type=Integer)
    content: bytes = Field(sa_type=LargeBinary)


class Directorate(SQLModel, table=True):
    """A department."""

    __table_args__ = (
        UniqueConstraint("name", name="directorate_name_is_unique"),
        _has("name", "directorate_has_a_name"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)


class Post(SQLModel, table=True):
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


class Audit(SQLModel, table=True):
    """A finished review."""

    __table_args__ = (
        _has("title", "audit_has_a_title"),
        CheckConstraint("auditor IN ('internal', 'external')", name="audit_auditor_is_known"),
        _is_date("issued", "audit"),
        _STRICT,
    )
    id: str = Field(primary_key=True, sa_type=Text)
    title: str = Field(sa_type=Text)
    issued: date | None = Field(default=None, sa_type=Day)
    auditor: str = Field(default="internal", sa_type=Text)
    assurance: str = Field(default="", sa_type=Text)
    directorate_id: str | None = Field(default=None, foreign_key="directorate.id", sa_type=Text)


class Recommendation(SQLModel, table=True):
    """One agreed thing to fix."""

    __table_args__ = (
        UniqueConstraint("id", name="recommendation_id_is_unique"),
        UniqueConstraint("ref", name="recommendation_ref_is_unique"),
        _has("ref", "recommendation_has_a_ref"),
        _has("text", "recommendation_has_a_text"),
        _is_status("status", "recommendation"),
        _is_date("original_due", "recommendation"),
        _is_date("due", "recommendation"),
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


class ProgressUpdate(SQLModel, table=True):
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


class Evidence(SQLModel, table=True):
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


class DueRevision(SQLModel, table=True):
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


class Milestone(SQLModel, table=True):
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


class Source(SQLModel, table=True):
    """A file that was read."""

    __table_args__ = (_is_date("as_of", "source"), _STRICT)
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    as_of: date | None = Field(default=None, sa_type=Day)
    reading_sha256: str = Field(foreign_key="attachment.sha256", sa_type=Text)


class Appearance(SQLModel, table=True):
    """Where a file speaks of a recommendation."""

    __table_args__ = (_STRICT,)
    id: str = Field(primary_key=True, sa_type=Text)
    source_id: str = Field(foreign_key="source.id", sa_type=Text)
    recommendation_id: str = Field(foreign_key="recommendation.id", sa_type=Text)
    position: int


class Setting(SQLModel, table=True):
    """Something this body has decided, as JSON."""

    __table_args__ = (_STRICT,)
    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class Draft(SQLModel, table=True):
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
}
"""The kinds of record whose every change is an event; each comes after what it refers to."""


# What a person may ask for. -----------------------------------------------------------------------------------


def _storable(text: str) -> str:
    if trouble := unstorable(text):
        raise ValueError(trouble)
    return text


def _something(text: str) -> str:
    if not visible(text):
        raise ValueError("This must not be left blank.")
    return text


Words = Annotated[str, AfterValidator(_storable)]
"""Text that can be stored exactly."""
SomeWords = Annotated[Words, AfterValidator(_something)]
"""Text that is not blank to the eye."""

LARGEST_FILE = 20_000_000
"""Bytes of one evidence file: they live in the register and are copied with it."""


class Input(BaseModel):
    """What a person asks for; a wrong value raises pydantic's ValidationError, which `sentence` turns into one."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class NewEvidence(Input):
    """Evidence that came in."""

    note: Words = ""
    file_name: Words = ""
    content: bytes | None = None
    dated: date | None = None
    """The evidence's own date."""
    received_on: date | None = None
    """The day of the follow-up, if not given."""
    given_by: Words = ""

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if self.content is None and not visible(self.note):
            raise ValueError("Evidence needs a note or a file.")
        if self.content is not None and len(self.content) > LARGEST_FILE:
            size, most = len(self.content) / 1e6, LARGEST_FILE / 1e6
            raise ValueError(f"The file is {size:.1f} MB; a register takes up to {most:.0f} MB a file.")
        return self


class FollowUp(Input):
    """Everything one follow-up of one recommendation may say, in one transaction."""

    opinion: Status | None = None
    claim: Status | None = None
    management: Words = ""
    text: Words = ""
    method: Method | None = None
    due: date | None = None
    clear_due: bool = False
    """The due date in force no longer holds and there is no new one."""
    agreed_by: Words = ""
    """Who agreed the new due date."""
    agreed_on: date | None = None
    """The day they did; that of the follow-up, if not given."""
    reason: Words = ""
    evidence: NewEvidence | None = None
    accept_evidence: bool = False
    """The auditor accepts the evidence; only together with the opinion *implemented*."""
    accept: tuple[str, ...] = ()
    """Evidence received before, by id, that the auditor accepts; only together with the opinion *implemented*."""
    action: Words | None = None
    effective_on: date | None = None
    by: SomeWords | None = None


class NewMilestone(Input):
    """One part of a due date that has several."""

    what: Words
    due: date


class NewAudit(Input):
    """An audit to be followed up."""

    title: SomeWords
    issued: date | None = None
    auditor: Literal["internal", "external"] = "internal"
    assurance: Words = ""
    directorate: Words = ""
    """A directorate's id, or its name: one not known yet is added."""


class NewRecommendation(Input):
    """A recommendation entered by hand."""

    audit_id: str
    text: SomeWords
    ref: Words = ""
    """Made from the audit's title if not given."""
    source_ref: Words = ""
    priority: Words = ""
    response: Words = ""
    owner: Words = ""
    director: Words = ""
    executive_member: Words = ""
    due: date | None = None
    """The original due date."""
    due_words: Words = ""
    status: Status | None = Status.NOT_IMPLEMENTED
    action: Words = ""
    milestones: tuple[NewMilestone, ...] = ()


class NewPost(Input):
    """A director or an Executive Member of a directorate."""

    directorate_id: str
    role: Literal["director", "executive member"]
    person: SomeWords
    title: Words = ""
    since: date | None = None
    until: date | None = None


# What may be corrected, and what it must be; only what is given is changed. ----------------------------------------


class DirectorateFields(Input):
    """Of a directorate."""

    name: SomeWords = ""


class PostFields(Input):
    """Of a post."""

    role: Literal["director", "executive member"] = "director"
    person: SomeWords = ""
    title: Words = ""
    since: date | None = None
    until: date | None = None


class AuditFields(Input):
    """Of an audit."""

    title: SomeWords = ""
    issued: date | None = None
    auditor: Literal["internal", "external"] = "internal"
    assurance: Words = ""
    directorate_id: str | None = None


class RecommendationFields(Input):
    """Of a recommendation; its status follows from its updates, its due date moves with a reason."""

    audit_id: str = ""
    ref: SomeWords = ""
    source_ref: Words = ""
    priority: Words = ""
    text: SomeWords = ""
    response: Words = ""
    owner: Words = ""
    director: Words = ""
    executive_member: Words = ""
    original_due: date | None = None
    due_words: Words = ""
    status_words: Words = ""
    action: Words = ""


class UpdateFields(Input):
    """Of an update; what it did to the status stands."""

    management: Words = ""
    text: Words = ""
    method: Method | None = None


class EvidenceFields(Input):
    """Of evidence."""

    note: Words = ""
    file_name: Words = ""
    dated: date | None = None
    received_on: date = date.min
    given_by: Words = ""


class MilestoneFields(Input):
    """Of a milestone."""

    what: Words = ""
    due: date = date.max
    met_on: date | None = None


EDITABLE: dict[str, type[Input]] = {
    "directorate": DirectorateFields,
    "post": PostFields,
    "audit": AuditFields,
    "recommendation": RecommendationFields,
    "progress_update": UpdateFields,
    "evidence": EvidenceFields,
    "milestone": MilestoneFields,
}


def sentence(error: ValidationError) -> str:
    """What is wrong with an input, without its text."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    words = first["msg"].removeprefix("Value error, ")
    where = " ".join(str(part) for part in first["loc"]).replace("_", " ")
    return f"{where}: {words}" if where else words
