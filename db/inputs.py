"""What a person may ask for, as models that say in a sentence what is wrong with it."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from db.ids import new_id
from db.rules import LARGEST_FILE, Method, Status, show_size, unstorable, visible


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


class Input(BaseModel):
    """What a person asks for; a wrong value raises pydantic's ValidationError, which `sentence` turns into one."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


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
            size, most = show_size(len(self.content)), show_size(LARGEST_FILE)
            raise ValueError(f"The file has {size}; a register takes files of up to {most}.")
        return self


class NewAcceptance(Input):
    """A risk accepted, as standard 2600 wants it recorded."""

    accepted_by: SomeWords
    role: SomeWords
    accepted_on: date | None = None
    """The day of the follow-up, if not given."""
    why: SomeWords
    residual_risk: Words = ""
    mitigation: Words = ""
    expires_on: date | None = None
    """Its last day; none where it holds until further notice."""
    audit_view: Words = ""
    minute: Words = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.expires_on and self.accepted_on and self.expires_on < self.accepted_on:
            raise ValueError("An acceptance ends after the day it begins.")
        return self


class NewStep(Input):
    """What was done about a recommendation that reached a step of escalation; what is given is changed."""

    months: PositiveInt
    """The step, in months overdue."""
    notified_on: date | None = None
    attended_on: date | None = None
    who: Words = ""
    explanation: Words = ""
    decision: Words = ""


class NewPaper(Input):
    """A document that goes with a report."""

    name: SomeWords
    content: bytes


class NewReport(Input):
    """A position to be sealed, with what was worked out for it."""

    body: SomeWords
    as_at: date
    meeting_on: date | None = None
    since: date | None = None
    figures: bytes
    """Position, movement and rows, as they are kept."""
    seen: int
    """The latest event that the figures were worked out from: nothing may have been written since."""
    papers: tuple[NewPaper, ...] = ()


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
    acceptance: NewAcceptance | None = None
    """The record of a risk accepted; only together with the opinion *risk accepted*, whose reason it then gives."""
    action: Words | None = None
    owner: Words | None = None
    """Who is to do it from now on."""
    effective_on: date | None = None
    by: SomeWords | None = None


class NewMeeting(Input):
    """A meeting to go through a queue of recommendations."""

    id: str = Field(default_factory=new_id)
    body: SomeWords
    held_on: date
    queue_words: Words = ""
    """What is in the queue: `Adult Social Care, open`."""
    queue: tuple[str, ...] = Field(min_length=1)
    """Recommendations by id, in order."""


class NewMinute(Input):
    """Something said or decided in a meeting about one recommendation."""

    kind: Literal["note", "action", "decision", "question", "promise"]
    text: SomeWords
    who: Words = ""
    """Who is to do it, or asked."""
    due: date | None = None


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


BACKWARDS = "A post cannot end before it begins."


class NewPost(Input):
    """A director or an Executive Member of a directorate."""

    directorate_id: str
    role: Literal["director", "executive member"]
    person: SomeWords
    title: Words = ""
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise ValueError(BACKWARDS)
        return self


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
    followed_up_on: date | None = None


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


class AcceptanceFields(Input):
    """Of a risk acceptance; another last day is another acceptance."""

    accepted_by: SomeWords = ""
    role: Words = ""
    why: SomeWords = ""
    residual_risk: Words = ""
    mitigation: Words = ""
    audit_view: Words = ""
    minute: Words = ""


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
    "acceptance": AcceptanceFields,
}


def sentence(error: ValidationError) -> str:
    """What is wrong with an input, without its text."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    words = first["msg"].removeprefix("Value error, ")
    where = " ".join(str(part) for part in first["loc"]).replace("_", " ")
    return f"{where}: {words}" if where else words
