"""What the forms ask for, frozen and light; each knows how the writer's thread carries it out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from db.ids import new_id
from db.rules import Method, Status

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt


class SaveFailed(Exception):
    """It is not in the file."""


class SaveRefused(SaveFailed):
    """It is not in the file because the register's rules do not allow it: something to mend in the form."""


class Asked(Protocol):
    """A change of the register that a person has asked for."""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Make it, in one transaction."""


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
    reason: str = ""
    due: date | None = None
    no_due: bool = False
    agreed_by: str = ""
    agreed_on: date | None = None
    evidence: FileGiven | None = None
    accept_evidence: bool = False
    """Accept what is handed over here."""
    accept: tuple[str, ...] = ()
    """Ids of evidence received before, accepted with this change."""
    effective_on: date | None = None

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Follow up."""
        from db.models import FollowUp, NewEvidence  # noqa: PLC0415 - the ORM is the writer's thread's to load

        given = None if self.evidence is None else NewEvidence(**asdict(self.evidence))
        return ledger.follow_up(
            self.id,
            FollowUp(
                opinion=self.opinion,
                claim=self.claim,
                management=self.management,
                text=self.text,
                method=self.method,
                action=self.action,
                reason=self.reason,
                due=self.due,
                clear_due=self.no_due,
                agreed_by=self.agreed_by,
                agreed_on=self.agreed_on,
                evidence=given,
                accept_evidence=self.accept_evidence,
                accept=self.accept,
                effective_on=self.effective_on,
            ),
            on=on,
        )


@dataclass(frozen=True, slots=True)
class AcceptAsked:
    """The auditor accepts evidence received before."""

    id: str
    """The evidence's."""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Accept it."""
        return ledger.accept_evidence(self.id, by="", on=on)


@dataclass(frozen=True, slots=True)
class RecordChange:
    """Fields of one record to be changed, or a record to be made where it has no id."""

    kind: str
    """`recommendation`, `audit`, `directorate`, `milestone`."""
    id: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EditAsked:
    """Corrections of one record and of what belongs to it, in one transaction."""

    changes: tuple[RecordChange, ...]
    reason: str = ""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Change them."""
        with ledger.transaction(f"edit {self.changes[0].kind}", on=on, why=self.reason) as transaction:
            for change in self.changes:
                if change.id:
                    transaction.change(change.kind, change.id, change.fields)
                else:
                    transaction.create(change.kind, new_id(), change.fields)
        return transaction.receipt


@dataclass(frozen=True, slots=True)
class AddAuditAsked:
    """An audit to be followed up."""

    fields: Mapping[str, object]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Add it, and its directorate where that is new."""
        from db.models import NewAudit  # noqa: PLC0415 - the ORM is the writer's thread's to load

        return ledger.add_audit(NewAudit.model_validate(dict(self.fields)), on=on)


@dataclass(frozen=True, slots=True)
class AddRecommendationAsked:
    """A recommendation entered by hand."""

    fields: Mapping[str, object]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Add it."""
        from db.models import NewRecommendation  # noqa: PLC0415 - the ORM is the writer's thread's to load

        return ledger.add_recommendation(NewRecommendation.model_validate(dict(self.fields)), on=on)
