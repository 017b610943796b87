"""What the forms ask for, frozen and light; each knows how the writer's thread carries it out."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from db import history
from db.readings import FileLayout
from db.rules import Method, Status

if TYPE_CHECKING:
    from db.inputs import FollowUp, Input
    from db.intake import Plan
    from db.ledger import Ledger, Receipt
    from db.transaction import Transaction

    Model = TypeVar("Model", bound=Input)


Receipted: TypeAlias = "Receipt | None"
"""What a form that saves leaves behind: the receipt, or nothing."""


class SaveFailed(Exception):
    """It is not in the file."""


class SaveRefused(SaveFailed):
    """It is not in the file because the register's rules do not allow it: something to mend in the form."""


class Asked(Protocol):
    """A change of the register that a person has asked for."""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Make it, in one transaction."""


def checked(model: "type[Model]", fields: Mapping[str, object]) -> "Model":
    """The ledger's input model; what it does not take is refused with its sentence."""
    from pydantic import ValidationError  # as the ORM, it is the writer's thread's to load

    from db.inputs import sentence

    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        raise SaveRefused(sentence(error)) from None


@dataclass(frozen=True, slots=True)
class FileGiven:
    """Evidence as it was handed over."""

    note: str = ""
    file_name: str = ""
    content: bytes | None = None
    dated: date | None = None
    received_on: date | None = None
    given_by: str = ""


@dataclass(frozen=True, slots=True)
class AcceptanceGiven:
    """A risk accepted, as it was written down."""

    accepted_by: str
    role: str
    accepted_on: date | None
    """None for the day of the follow-up."""
    why: str
    residual_risk: str = ""
    mitigation: str = ""
    expires_on: date | None = None
    audit_view: str = ""
    minute: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpAsked:
    """A status, an update, evidence or a moved due date: the one verb of following up."""

    id: str
    """The recommendation's."""
    opinion: Status | None = None
    claim: Status | None = None
    management: str = ""
    text: str = ""
    method: Method | None = None
    action: str | None = None
    owner: str | None = None
    reason: str = ""
    due: date | None = None
    clear_due: bool = False
    agreed_by: str = ""
    agreed_on: date | None = None
    evidence: FileGiven | None = None
    accept_evidence: bool = False
    """Accept what is handed over here."""
    accept: tuple[str, ...] = ()
    """Ids of evidence received before, accepted with this change."""
    acceptance: AcceptanceGiven | None = None
    """With the opinion *risk accepted*."""
    effective_on: date | None = None

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Follow up."""
        return ledger.follow_up(self.id, self.change(), on=on)

    def change(self) -> "FollowUp":
        """As the ledger takes it, of whatever recommendation."""
        from db.inputs import FollowUp  # the ORM is the writer's thread's to load

        fields = asdict(self)
        del fields["id"]
        return checked(FollowUp, fields)


@dataclass(frozen=True, slots=True)
class TogetherAsked:
    """One follow-up of several recommendations; those it is refused for stay as they are."""

    ids: tuple[str, ...]
    asked: FollowUpAsked
    """Of each of them; its own id is empty."""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Follow up all that may be."""
        receipt = ledger.follow_up_together(self.ids, self.asked.change(), on=on)
        if not receipt.transaction:
            raise SaveRefused("None of them can be changed so; the list says why.")
        return receipt

    def foresee(self, ledger: "Ledger", on: date) -> "Receipt":
        """What that would do."""
        return ledger.foresee_together(self.ids, self.asked.change(), on=on)


@dataclass(frozen=True, slots=True)
class AcceptAsked:
    """The auditor accepts evidence received before."""

    id: str
    """The evidence's."""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Accept it."""
        return ledger.accept_evidence(self.id, by="", on=on)


@dataclass(frozen=True, slots=True)
class StepAsked:
    """What was done about a recommendation that reached a step of escalation."""

    id: str
    """The recommendation's."""
    months: int
    """The step."""
    fields: Mapping[str, object]
    """Those that are given anew."""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Record it."""
        from db.inputs import NewStep  # the ORM is the writer's thread's to load

        return ledger.record_step(self.id, checked(NewStep, {"months": self.months, **self.fields}), on=on)


@dataclass(frozen=True, slots=True)
class StepsAsked:
    """What was done at once about several recommendations at their steps: one letter, one attendance."""

    steps: tuple[tuple[str, int], ...]
    """Recommendation and step, in months."""
    fields: Mapping[str, object]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Record it."""
        from db.inputs import NewStep  # the ORM is the writer's thread's to load

        new = ((id_, checked(NewStep, {"months": months, **self.fields})) for id_, months in self.steps)
        return ledger.record_steps(tuple(new), on=on)


@dataclass(frozen=True, slots=True)
class RecordChange:
    """Fields of one record to be changed, or a record to be made where it has no id."""

    kind: str
    """`recommendation`, `audit`, `directorate`, `milestone`, `acceptance`, `setting`."""
    id: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EditAsked:
    """Corrections of one record and of what belongs to it, in one transaction."""

    changes: tuple[RecordChange, ...]
    reason: str = ""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Change them."""
        return ledger.edit_together(self.changes, on=on, reason=self.reason)


@dataclass(frozen=True, slots=True)
class AddAuditAsked:
    """An audit to be followed up."""

    fields: Mapping[str, object]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Add it, and its directorate where that is new."""
        from db.inputs import NewAudit  # the ORM is the writer's thread's to load

        return ledger.add_audit(checked(NewAudit, self.fields), on=on)


@dataclass(frozen=True, slots=True)
class AddRecommendationAsked:
    """A recommendation entered by hand."""

    fields: Mapping[str, object]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Add it."""
        from db.inputs import NewRecommendation  # the ORM is the writer's thread's to load

        return ledger.add_recommendation(checked(NewRecommendation, self.fields), on=on)


class Watched:
    """A transaction that reports how far a plan's writing is, and can be stopped between two records."""

    def __init__(self, transaction: "Transaction", total: int, progress: Callable[[int, int], None]) -> None:
        self._transaction, self._total, self._progress = transaction, total, progress
        self._done = 0
        self.by, self.said = transaction.by, ""

    def _one_more(self) -> None:
        self._done += 1
        if self._done % 50 == 0:
            self._progress(min(self._done, self._total), self._total)

    def create(self, kind: str, id: str, fields: Mapping[str, object], *, on: date | None = None) -> None:
        """Make a record."""
        self._one_more()
        self._transaction.create(kind, id, fields, on=on)

    def change(self, kind: str, id: str, fields: Mapping[str, object], *, on: date | None = None) -> None:
        """Change fields of a record."""
        self._one_more()
        self._transaction.change(kind, id, fields, on=on)

    def attach(self, content: bytes) -> str:
        """Keep bytes."""
        return self._transaction.attach(content)


@dataclass(frozen=True, slots=True)
class RememberAsked:
    """What the headings and words of a body's files mean, to be found again."""

    layout: FileLayout

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Remember it under its name."""
        return ledger.remember_layout(self.layout, on=on)


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """A plan that was looked at: all of it in one transaction, if the register is still the one it was made for."""

    plan: "Plan"
    seq: int
    """The register's latest event when the plan was made."""
    progress: Callable[[int, int], None]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":  # noqa: ARG002 - it is of the day the file speaks for
        """Import."""
        plan = self.plan
        total = len(plan.writes) + len(plan.appearances) + sum(len(entry.writes) for entry in plan.entries)
        with ledger.importing(on=plan.as_of, why=plan.by_hand) as transaction:
            if history.last_event(transaction.cursor.connection) != self.seq:
                raise SaveRefused("The register was changed meanwhile and the plan was made anew: look once more.")
            watched = Watched(transaction, total, self.progress)
            plan.write(watched)
            transaction.said = watched.said
        return transaction.receipt
