"""What the reporting cycle writes: steps of escalation, and reports that are sealed or withdrawn."""

from datetime import date

from sqlmodel import col, select

from db import history, rules, sealed
from db.ids import new_id
from db.inputs import NewReport, NewStep
from db.models import EscalationStep
from db.transaction import Refused, Transaction


def record_step(t: Transaction, recommendation: str, new: NewStep) -> None:
    """What was done about a recommendation that reached a step; what is given changes what is there."""
    given = new.model_dump(exclude_unset=True, exclude={"months"})
    if not given:
        raise Refused("There is nothing to record.")
    there = t.session.exec(
        select(EscalationStep.id).where(
            EscalationStep.recommendation_id == recommendation, col(EscalationStep.months) == new.months
        )
    ).first()
    if there is None:
        t.create("escalation_step", new_id(), {"recommendation_id": recommendation, "months": new.months, **given})
    else:
        t.change("escalation_step", there, given)


def seal(t: Transaction, new: NewReport) -> None:
    """Keep a report's figures and papers as they are, with the heads of the history they come from."""
    if new.as_at > t.on:
        raise Refused("A position is sealed as at today or a day before; one to come is not yet so.")
    if new.since is not None and new.since >= new.as_at:
        raise Refused("The report before is as at an earlier day than this one.")
    if any(sealed.is_of(one, new.body, new.as_at) for one in sealed.reports(t.cursor.connection)):
        day = rules.show_date(new.as_at)
        raise Refused(f"A report as at {day} to the {new.body} is sealed already; withdraw it first.")
    if history.last_event(t.cursor.connection) != new.seen:
        raise Refused("The register was changed while the report was being made. Please do this again.")
    report = new_id()
    given = new.model_dump(include={"body", "as_at", "meeting_on", "since"})
    kept = {
        "figures_sha256": t.attach(new.figures),
        "fingerprint": history.fingerprint(t.cursor.connection),
        "heads": history.canonical(history.heads(t.cursor.connection)),
    }
    t.create("report", report, {**given, **kept})
    for paper in new.papers:
        t.create("paper", new_id(), {"report_id": report, "name": paper.name, "sha256": t.attach(paper.content)})
    t.said = f"Report to the {new.body} as at {rules.show_date(new.as_at)}: sealed"


def withdraw(t: Transaction, report: str) -> None:
    """Withdraw a report, with a reason."""
    if not rules.visible(t.why):
        raise Refused("Withdrawing a report needs a reason, which is kept.")
    there = t.get("report", report)
    if there is None:
        raise Refused("There is no such report.")
    if there["withdrawn_on"]:
        raise Refused("This report is withdrawn already.")
    t.change("report", report, {"withdrawn_on": t.on, "withdrawn_why": t.why})
    as_at = rules.show_date(date.fromisoformat(str(there["as_at"])))
    t.said = f"Report to the {there['body']} as at {as_at}: withdrawn"
