"""A committee report as text, the way it comes out of a PDF, read as a careful person reads it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from db.readings import Problem, ReadColumn, Reading, SourceLine
from db.rules import Policy
from reports.read.dates import dates_in
from reports.read.further import Percentages
from reports.read.headings import doubts
from reports.read.layouts import NOTHING, Known, with_words
from reports.read.report.claims import contradictions
from reports.read.report.columns import read_headings
from reports.read.report.counts import miscounts
from reports.read.report.damage import damage
from reports.read.report.headings import headings_read
from reports.read.report.lines import Line, lines_of_text
from reports.read.report.records import Found, american, record_of
from reports.read.report.summary import directorate_of, read_summary, unlisted
from reports.read.report.walk import outline

_SEARCHED = 80
"""Lines at the head of a report in which it says what meeting it is for."""

_ADDRESSED = re.compile(
    r"\W*(?:report (?:to|for)|date of (?:meeting|committee)|meeting(?: date)?|date)\b", re.IGNORECASE
)
_REPORT = re.compile(r"\W*(?:report (?:to|for|of)\b|appendix \w{1,3}\b)", re.IGNORECASE)


def looks_like_report(text: str) -> bool:
    """Is a text a report, and not rows of a spreadsheet? It has words of its own before its tables."""
    given = [line for line in lines_of_text(text) if not line.is_blank]
    spoken = next((n for n, line in enumerate(given) if line.in_table), len(given))
    if any(_REPORT.match(line.text) for line in given if not line.in_table):
        return True
    headings = sum(1 for line in given if line.in_table and read_headings(line.cells, None))
    return headings > 1 or (headings == 1 and spoken > 2)


def read_report(name: str, lines: Sequence[Line], sha256: str, policy: Policy, known: Known = NOTHING) -> Reading:
    """The records a careful person finds in a report, and all that such a person would remark on."""
    out = outline(lines, known)
    layouts = {row.layout.headings: known.of_table(row.layout.headings) for row in out.rows}
    for meant in layouts.values():
        policy = with_words(policy, meant.statuses)
    meeting = _meeting(lines)
    listed = read_summary(out.summary, policy)
    percentages = Percentages(row.text("percent") for row in out.rows)
    months_first = american(out.rows)
    found = [record_of(row, policy, percentages, months_first) for row in out.rows]
    for one in found:
        one.record = replace(one.record, directorate=one.record.directorate or directorate_of(one, listed))
    headings = headings_read(out)
    problems = [
        *doubts(known, [column.heading for column in headings], lines[0].place),
        *out.problems,
        *(problem for one in found for problem in one.problems),
        *_remarks(found),
        *damage(out.rows),
        *unlisted(listed, found),
        *contradictions(out, found, listed, meeting),
        *miscounts(out, found, listed, policy),
    ]
    if not found:
        problems.append(Problem(lines[0].place, _nothing_found(headings), _opening(lines)))
    problems.sort(key=lambda problem: out.places.order(problem.where))
    records = tuple(one.record for one in found)
    return Reading(
        name,
        sha256,
        "report",
        meeting[0] if meeting else None,
        records,
        tuple(problems),
        source=tuple(SourceLine(line.place, line.cells) for line in lines),
        headings=headings,
        layout=next((meant.name for meant in layouts.values() if meant.name), ""),
    )


def _remarks(found: Sequence[Found]) -> Iterator[Problem]:
    """What many rows give reason to say is said once, at the first of them."""
    told: set[tuple[str, str]] = set()
    for one in found:
        for what, text in one.remarks:
            key = (what, text if "priority" in what else "")
            if key not in told:
                told.add(key)
                yield Problem(one.row.where, what, text)


def _nothing_found(headings: Sequence[ReadColumn]) -> str:
    said = "There is no table of recommendations in this report."
    if not headings:
        return said
    named = ", ".join(column.heading for column in headings)
    return f"{said} The headings of its largest table are: {named}."


def _meeting(lines: Sequence[Line]) -> tuple[date, int] | None:
    """The date of the meeting a report is for, and the line that gives it."""
    head = [(n, line.text) for n, line in enumerate(lines[:_SEARCHED], 1) if not line.in_table and len(line.text) < 200]
    for wanted in (_ADDRESSED.match, re.compile("committee", re.IGNORECASE).search):
        for n, line in head:
            days = dates_in(line) if wanted(line) else []
            if len(days) == 1:
                return days[0].day, n
    return None


def _opening(lines: Sequence[Line]) -> str:
    return next((line.text.strip()[:200] for line in lines if not line.is_blank), "")
