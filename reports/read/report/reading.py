"""A committee report as text, the way it comes out of a PDF, read as a careful person reads it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from db.rows import Problem, Reading
from db.rules import Policy
from reports.read.dates import dates_in
from reports.read.report.claims import contradictions
from reports.read.report.columns import read_headings
from reports.read.report.counts import miscounts
from reports.read.report.damage import damage
from reports.read.report.records import record_of
from reports.read.report.rows import outline
from reports.read.report.summary import directorate_of, read_summary, unlisted

_SEARCHED = 80
"""Lines at the head of a report in which it says what meeting it is for."""

_ADDRESSED = re.compile(
    r"\W*(?:report (?:to|for)|date of (?:meeting|committee)|meeting(?: date)?|date)\b", re.IGNORECASE
)
_REPORT = re.compile(r"\W*(?:report (?:to|for|of)\b|appendix \w{1,3}\b)", re.IGNORECASE)


def looks_like_report(text: str) -> bool:
    """Is a text a report, and not rows of a spreadsheet? It has words of its own before its tables."""
    lines = _lines(text)
    given = [line for line in lines if line.strip()]
    spoken = next((n for n, line in enumerate(given) if "\t" in line), len(given))
    if any(_REPORT.match(line) for line in given if "\t" not in line):
        return True
    headings = sum(1 for line in given if "\t" in line and read_headings(line.split("\t"), None))
    return headings > 1 or (headings == 1 and spoken > 2)


def read_report(name: str, text: str, sha256: str, policy: Policy) -> Reading:
    """The records a careful person finds in a report, and all that such a person would remark on."""
    lines = _lines(text)
    out = outline(lines)
    meeting = _meeting(lines)
    listed = read_summary(out.summary, policy)
    found = [record_of(row, policy) for row in out.rows]
    for one in found:
        one.record = replace(one.record, directorate=one.record.directorate or directorate_of(one, listed))
    problems = [
        *out.problems,
        *(problem for one in found for problem in one.problems),
        *damage(out.rows),
        *unlisted(listed, found),
        *contradictions(out, found, listed, meeting),
        *miscounts(out, found, listed, policy),
    ]
    if not found:
        problems.append(Problem("line 1", "There is no table of recommendations in this report.", _opening(lines)))
    problems.sort(key=lambda problem: int(re.sub(r"\D.*", "", problem.where.partition(" ")[2]) or 0))
    records = tuple(one.record for one in found)
    return Reading(name, sha256, "report", meeting[0] if meeting else None, records, tuple(problems))


def _lines(text: str) -> list[str]:
    """The lines that an editor counts; a form feed only says where a page of the PDF ended."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\f", " ").split("\n")


def _meeting(lines: Sequence[str]) -> tuple[date, int] | None:
    """The date of the meeting a report is for, and the line that gives it."""
    head = [(n, line) for n, line in enumerate(lines[:_SEARCHED], 1) if "\t" not in line and len(line) < 200]
    for wanted in (_ADDRESSED.match, re.compile("committee", re.IGNORECASE).search):
        for n, line in head:
            days = dates_in(line) if wanted(line) else []
            if len(days) == 1:
                return days[0].day, n
    return None


def _opening(lines: Sequence[str]) -> str:
    return next((line.strip()[:200] for line in lines if line.strip()), "")
