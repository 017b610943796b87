"""A recommendation as it is shown, for rules that take nothing else."""

from dataclasses import fields
from datetime import date

from db.rows import Recommendation
from db.rules import CLOSED, Basis, Counting, Policy, Status, band, months_overdue

TEXT = "Two of the three registers have been merged; the third is waiting for a supplier to send its figures."
AS_AT = date(2021, 11, 30)


def shown(**given):
    """FIN-1, two months overdue as at 30 Nov 2021, but for what is `given`."""
    blank = {part.name: "" for part in fields(Recommendation)}
    fixed = {
        "rowid": 1, "id": "1", "ref": "FIN-1", "audit_id": "a", "audit": "Payroll", "issued": None,
        "recommendation": "Merge the three registers into one.", "update": TEXT, "update_on": date(2021, 11, 1),
        "priority": "critical", "owner": "Head of Finance", "directorate": "Finance", "as_at": AS_AT,
        "original_due": date(2021, 9, 30), "due": date(2021, 9, 30), "status": Status.PARTIALLY_IMPLEMENTED,
        "closed_on": None, "counting": Counting.COMPLETED, "basis": Basis.REVISED, "months_other": 2,
        "milestones": (), "accepted_until": None,
    }  # fmt: skip
    row = {**blank, **fixed, **given}
    months = months_overdue(row["status"], row["due"], row["as_at"], Counting.COMPLETED)
    ages = {
        "months_overdue": months,
        "months_original": months,
        "band": band(row["status"], row["due"], row["as_at"], Policy()),
    }
    if row["status"] in CLOSED and row["closed_on"] is None:
        row["closed_on"] = row["update_on"]
    return Recommendation(**{name: {**row, **ages}[name] for name in blank})
