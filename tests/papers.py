"""Small committee reports for tests, and the invented one that has every defect of a real one."""

from pathlib import Path

from db.readings import RawRecord, Reading
from db.rules import Policy, Status
from reports.read.report.lines import lines_of_text
from reports.read.report.reading import read_report

REPORT = (Path(__file__).parent / "data" / "committee-report.txt").read_text(encoding="utf-8")

HEADINGS = "Audit Title\tDue Date\tRecommendation\tManagement Response\tUpdate/Opinion\tOwnership and Actions"
ROW = (
    "Payroll 1 May 2021\t30 Nov 2021\tCheck every leaver.\tAgreed.\tNothing. Internal Audit opinion: Not implemented"
    "\tDirector: Director of People  Executive Member: Member for People  Status: Two months overdue  Action: Ask."
)
SUMMARY = "Directorate\tAudit Title\tDue Date\tMonths\tStatus"
DONE, PART, NOT = Status.IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED, Status.NOT_IMPLEMENTED


def report(*lines: str, section: str = "Appendix 1 - Overdue") -> str:
    """A report of these lines under one heading."""
    return "\n".join(["**Report to:** Audit Committee - 15 February 2022", "", f"# {section}", "", *lines, ""])


def read(text: str, policy: Policy | None = None) -> Reading:
    """What is read from a report."""
    return read_report("report.txt", lines_of_text(text), "0" * 64, policy or Policy())


def one(*lines: str, section: str = "Appendix 1 - Overdue") -> RawRecord:
    """The only record of a report of these lines."""
    (record,) = read(report(*lines, section=section)).records
    return record


def told(reading: Reading) -> list[str]:
    """The problems, as a person reads them."""
    return [f"{problem.where}: {problem.what}" for problem in reading.problems]
