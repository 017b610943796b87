"""A committee report is read as a careful person reads it: every field, every word, and every contradiction told."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.rows import RawMilestone, RawRecord, Reading
from db.rules import Policy, Status
from reports.read.report import _lines, looks_like_report, read_report
from reports.read.report_rows import outline

REPORT = Path(__file__).parent / "data" / "committee-report.txt"
"""Invented, but with the shape and every defect of a real one."""

HEADINGS = "Audit Title\tDue Date\tRecommendation\tManagement Response\tUpdate/Opinion\tOwnership and Actions"
DONE, PART, NOT = Status.IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED, Status.NOT_IMPLEMENTED


def read(text: str) -> Reading:
    return read_report("report.txt", text, "0" * 64, Policy())


def told(reading: Reading) -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in reading.problems]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(REPORT.read_text(encoding="utf-8"))


def record(reading: Reading, where: str) -> RawRecord:
    return next(r for r in reading.records if r.where == where)


# The records. --------------------------------------------------------------------------------------------------


def test_every_row_is_found_with_its_audit_dates_directorate_and_status(reading: Reading) -> None:
    school = "School Transport: Check of Daily Routines"
    tenancies = "Keeping Tenancies"
    assert [
        (r.where, r.section[:10], r.audit, str(r.issued or ""), str(r.due), r.directorate, r.status, r.status_words)
        for r in reading.records
    ] == [
        *[
            (where, "Appendix 1", audit, "", due, "", DONE, "No further action required")
            for where, audit, due in (
                ("line 106", "School Transport - Check of Daily Routines", "2021-05-24"),
                ("line 108", "Street Lighting Repairs", "2022-04-01"),
                ("line 109", "Parking Income - Machines", "2022-01-01"),
                ("lines 110-134", "Parking Income (Machines)", "2022-01-31"),
            )
        ],
        *[
            (where, "Appendix 2", audit, issued, due, directorate, PART, words)
            for where, audit, issued, due, directorate, words in (
                (
                    "lines 139-176",
                    "Home Care Invoice Checking",
                    "2019-04-05",
                    "2019-09-30",
                    "Adults",
                    "Partially Implemented",
                ),
                (
                    "lines 177-180",
                    "Renewals of Taxi Licences",
                    "2018-02-15",
                    "2018-06-30",
                    "Adults",
                    "Partially Implemented",
                ),
                ("line 181", "Clause 41", "", "2020-05-31", "Places and Regeneration", "Partially implemented"),
            )
        ],
        *[
            (where, "Appendix 3", audit, issued, due, "", status, words)
            for where, audit, issued, due, status, words in (
                (
                    "line 186",
                    "Central Library: Control of Building Stages Cost and Claims",
                    *("2021-07-21", "2021-08-31", PART, "Partially implemented"),
                ),
                ("lines 187-193", school, "2021-05-24", "2021-09-30", PART, "Partially implemented"),
                ("line 194", school, "2021-05-24", "2021-11-30", PART, "Partially implemented"),
                ("lines 195-198", school, "2021-05-24", "2021-11-30", PART, "Partially implemented"),
                ("lines 199-205", "Grant Payment Safeguards", "2021-08-12", "2021-11-30", NOT, "Not implemented"),
            )
        ],
        *[
            (where, "Appendix 4", audit, issued, due, "", DONE, "fully implemented")
            for where, audit, issued, due in (
                ("line 210", tenancies, "", "2020-04-20"),
                ("line 211", tenancies, "", "2020-04-20"),
                ("line 214", tenancies, "", "2020-04-20"),
                ("lines 215-218", school, "2021-05-24", "2021-11-30"),
            )
        ],
    ]
    assert reading.as_of == date(2022, 2, 15)
    assert reading.kind == "report"


def test_a_row_wrapped_over_many_lines_and_a_page_is_read_whole(reading: Reading) -> None:
    r = record(reading, "lines 139-176")
    assert r.recommendation.startswith(
        "The Head of Care Buying should see to it that a set routine is agreed and used with"
    )
    assert "VisitLog and CareBook, in that order \u2013 show what came" in r.recommendation
    assert r.response.endswith("A working group on quality will look at ways to do this quickly and well.")
    assert "office staff of the provider are still without a way into CareBook" in r.update
    assert r.update.endswith("After it the provider's staff will enter visits in CareBook themselves.")
    assert r.director == "Director of Adults, Strategic Director of Adult Care and Health"
    assert r.executive_member == "Member for Adult Care"
    assert r.action.startswith("To ask how far it is before the next committee")
    assert r.action.endswith("the file is matched every month.")


def test_a_row_over_three_pages_is_one(reading: Reading) -> None:
    r = record(reading, "lines 187-193")
    assert (
        "-unpaid bills that somebody must sort out;\n-journeys made and not billed;\n-cases where two"
        in r.recommendation
    )
    assert "They find orders entered twice, open orders with no bill and journey ends. The list goes" in r.update
    assert "in which we test all payments by computer, to find cases" in r.update
    assert r.action == "To think again about the status once the tests by computer have been made."


def test_the_rest_of_a_title_at_the_head_of_a_page_begins_no_row(reading: Reading) -> None:
    r = record(reading, "lines 195-198")
    assert "should go through the way journeys are closed and settle" in r.recommendation
    assert (r.director, r.executive_member) == (
        "Director of Children, Strategic Director of Children and Schools",
        "Member for Schools",
    )


def test_lists_of_lists_become_plain_lines(reading: Reading) -> None:
    r = record(reading, "line 106")
    lines = r.recommendation.split("\n")
    assert len(lines) == 8
    assert lines[0].endswith("The T&S Service Plan could hold the actions and show how far they are.")
    assert [line[:8] for line in lines[:3]] == ["• The Tr", "• Furthe", "  • A lo"]
    assert not re.search(
        "<|&amp;", "".join(f"{x.recommendation}{x.response}{x.update}{x.director}" for x in reading.records)
    )


def test_the_opinion_label_leaves_the_update_and_a_concluding_sentence_stays(reading: Reading) -> None:
    assert not any("opinion:" in r.update.casefold() for r in reading.records)
    assert record(reading, "line 210").update.endswith("We now consider the recommendation to be fully implemented.")


def test_stages_that_open_a_response_are_milestones_and_stay_in_it(reading: Reading) -> None:
    r = record(reading, "line 106")
    assert r.milestones == (
        RawMilestone("Draft forms/routine", date(2021, 5, 31)),
        RawMilestone("Area wide use", date(2021, 8, 31)),
        RawMilestone("Settled across area and depots", date(2021, 11, 30)),
    )
    assert r.response.startswith("Draft forms/routine 31 May 2021 Area wide use 31 August 2021 Settled")
    assert [x.where for x in reading.records if x.milestones] == ["line 106"]


def test_lines_that_lost_their_column_are_put_where_the_eye_puts_them(reading: Reading) -> None:
    r = record(reading, "lines 110-134")
    assert (
        "Once the pandemic began, in order to lessen the time spent at the counters, collectors stopped" in r.response
    )
    assert r.response.endswith("to see that these have been scanned.")
    problem = next(p for p in reading.problems if p.where == "lines 112-134")
    assert "joined to the Management Response" in problem.what
    assert problem.text.startswith("time spent at the counters,")
    assert problem.text.endswith("scanned.")


def test_the_cells_are_kept_as_printed(reading: Reading) -> None:
    r = record(reading, "lines 139-176")
    assert r.words["Audit Title"] == "Home Care\nInvoice\nChecking\n5 April 2019"
    assert r.words["Due Date"] == "30 Sept\n2019"
    assert "Internal Audit Opinion: Partially Implemented" in r.words["Update/Opinion"]
    assert list(record(reading, "lines 215-218").words) == HEADINGS.split("\t")


# What it says of itself. ----------------------------------------------------------------------------------------


def test_exactly_what_a_careful_person_would_remark_on_is_told(reading: Reading) -> None:
    expected = [
        r"line 75: Line 75 counts 3 partially implemented; the table gives 1 not implemented and 2 partially .*78-83",
        r"line 88: “this month \(January 2022\)” at line 88, in a report of 15 Feb 2022 \(line 3\)",
        r"line 93: Line 93 counts 5 partially implemented and 1 outstanding, 6 of its 5; Appendix 3 gives 4 partially "
        r"implemented and 1 not implemented \(lines 186-205\)",
        r"line 106: School .* the due date here, 24 May 2021, is the date of the audit's own report given at line 187",
        r"line 110: The Management Response of “Parking Income \(Machines\)” opens in mid-sentence",
        r"lines 112-134: These lines have lost their column\. They were joined .* line 110, “…to lessen the”",
        r"line 140: The Update/Opinion of “Home Care Invoice Checking” opens in mid-sentence",
        r"line 146: .* 29 in the table at line 78, 25 months overdue at line 146; counted at 15 Feb 2022 it is 28 "
        r"\(completed\) or 29 \(calendar\)",
        r"line 149: This line of the Update/Opinion seems misread",
        r"line 160: This line of the Update/Opinion seems misread",
        r"line 161: This line of the Recommendation seems misread",
        r"line 176: .* “Not implemented” in the table at line 78, “Partially Implemented” at line 176",
        r"line 177: .* 44 in the table at line 80, 40 months overdue at line 177; .* 43 \(c.* or 44 \(c",
        r"line 177: “this month \(January 2022\)” at line 177",
        r"line 181: .* 21 in the table at line 82, 17 months overdue at line 181; .* 20 \(c.* or 21 \(c",
        r"line 202: Headings stand inside a row",
        r"line 202: The Recommendation of “Grant Payment Safeguards” breaks off before a list goes on at line 205",
        r"line 204: The headings of this table are garbled",
        r"line 217: The headings of this table are garbled.*: Audit Title and Due Date, Recommendation",
    ]
    found = told(reading)
    assert len(found) == len(expected), "\n".join(found)
    for pattern, said in zip(expected, found, strict=True):
        assert re.match(pattern, said), said


# Other reports. -------------------------------------------------------------------------------------------------


def report(
    *rows: str, head: str = "**Report to:** Audit Committee - 15 February 2022", section: str = "Appendix 1 - Overdue"
) -> str:
    return "\n".join([head, "", f"# {section}", "", *rows, ""])


ROW = (
    "Payroll 1 May 2021\t30 Nov 2021\tCheck every leaver.\tAgreed.\tNothing. Internal Audit opinion: Not implemented"
    "\tDirector: Director of People  Executive Member: Member for People  Status: Two months overdue  Action: Ask."
)


def test_a_report_that_agrees_with_itself_and_the_calendar_raises_no_alarm() -> None:
    text = report(
        "There is one recommendation in Appendix 1. One is not implemented.",
        "",
        "Directorate\tAudit Title\tDue Date\tMonths\tStatus",
        "People\tPayroll\t30/11/21\t3\tNot implemented",
        "",
        HEADINGS,
        ROW.replace("Two months", "three months"),
        section="Appendix 1 - Recommendations less than 6 months overdue",
    )
    reading = read(text)
    assert told(reading) == []
    assert reading.records[0].directorate == "People"


@pytest.mark.parametrize("months", ["Two", "3"])
def test_months_right_by_either_way_of_counting_are_not_accused(months: str) -> None:
    assert told(read(report(HEADINGS, ROW.replace("Two", months)))) == []


def test_months_wrong_by_both_ways_are_told_with_both() -> None:
    (said,) = told(read(report(HEADINGS, ROW.replace("Two", "Nine"))))
    assert (
        said
        == "line 6: Payroll: 9 months overdue at line 6; counted at 15 Feb 2022 it is 2 (completed) or 3 (calendar)."
    )


@pytest.mark.parametrize(
    ("section", "due", "alarm"),
    [
        ("Over 12 months overdue", "15 Feb 2021", False),
        ("Over 12 months overdue", "30 Nov 2021", True),
        ("Between 1 and 6 months overdue", "31 Aug 2021", False),
        ("Overdue by six to twelve months", "31 Aug 2021", False),
        ("Less than six months overdue", "31 May 2021", True),
        ("Less than six months overdue", "31 May 2022", True),
        ("Not yet due", "31 May 2022", False),
        ("Not yet due", "31 May 2021", True),
    ],
)
def test_a_row_under_the_wrong_heading_is_told(section: str, due: str, alarm: bool) -> None:
    row = ROW.replace("30 Nov 2021", due).replace("Status: Two months overdue  ", "")
    assert bool(told(read(report(HEADINGS, row, section=section)))) is alarm


def test_a_due_date_that_is_the_date_of_the_report_is_told() -> None:
    (said,) = told(read(report(HEADINGS, ROW.replace("30 Nov 2021", "1 May 2021").replace("Two months", "9 months"))))
    assert "the due date here, 1 May 2021, is the date of the audit's own report" in said


def test_an_opinion_against_its_own_heading_or_next_action_is_told() -> None:
    row = ROW[: ROW.index("\tDirector")] + "\tNo further action required"
    (said,) = told(read(report(HEADINGS, row)))
    assert "“Not implemented” and “No further action required” are both said" in said
    assert [r.status for r in read(report(HEADINGS, row)).records] == [NOT]
    (said,) = told(read(report(HEADINGS, ROW, section="Appendix 1 - Implemented recommendations")))
    assert "“Not implemented” and “Implemented recommendations” are both said" in said


@pytest.mark.parametrize(
    ("update", "action", "status", "words"),
    [
        ("Going well. Internal Audit Opinion: Partially implemented", "", PART, "Partially implemented"),
        ("External Audit opinion - x: no. Audit opinion: not implemented. More next time.", "", NOT, "not implemented"),
        ("Seen. We consider this recommendation to be fully implemented.", "", DONE, "fully implemented"),
        ("It cannot be considered to be fully implemented.", "", None, ""),
        ("Seen.", "No further action required", DONE, "No further action required"),
        ("The risk has been accepted.", "No further action required", Status.RISK_ACCEPTED, "risk has been accepted"),
        ("Seen.", "No further action required until May", None, ""),
        ("Seen. Internal Audit opinion: Amber", "", None, "Amber"),
        ("Seen.", "Status: Superseded  Action: None", Status.SUPERSEDED, "Superseded"),
        ("In my opinion: it goes well.", "", None, ""),
    ],
)
def test_how_far_a_recommendation_has_come(update: str, action: str, status: Status | None, words: str) -> None:
    row = f"Payroll\t30 Nov 2021\tCheck every leaver.\tAgreed.\t{update}\t{action}"
    (r,) = read(report(HEADINGS, row)).records
    assert (r.status, r.status_words) == (status, words)


def test_words_of_a_policy_are_statuses_too() -> None:
    row = ROW.replace("Not implemented", "Amber")
    text = report(HEADINGS, row)
    assert "not known" in told(read(text))[0]
    policy = Policy(status_words={"amber": PART})
    assert read_report("r", text, "", policy).records[0].status is PART


@pytest.mark.parametrize("words", ["TBC", "Ongoing", "Q3 2022/23", "31/02/2022", "31 May 2021 and 31 August 2021"])
def test_words_that_are_no_date_are_kept_and_told(words: str) -> None:
    reading = read(report(HEADINGS, ROW.replace("30 Nov 2021", words).replace("Status: Two months overdue", "")))
    assert (reading.records[0].due, reading.records[0].due_words) == (None, words)
    assert [p.text for p in reading.problems] == [words]


def test_labels_in_a_packed_cell_come_in_any_order() -> None:
    packed = "Action: Ask again.  Status: 2 months overdue  <b>Portfolio Holder:</b> B  -  Strategic Director: A, Head"
    (r,) = read(report(HEADINGS, ROW[: ROW.index("Director:")] + packed)).records
    assert (r.action, r.executive_member, r.director) == ("Ask again.", "B", "A, Head")


def test_columns_are_known_by_their_headings_in_any_order_and_more_of_them() -> None:
    text = report(
        "Ref\tRecommendation\tAudit\tPriority\tMood\tLead officer\tOriginal date\tRevised date\tProgress\tStatus",
        "P1\tCheck every leaver.\tPayroll\tCritical\tGood\tPay Manager\t1/5/21\t30/11/21\tNone.\tNot implemented",
        "P2\tCheck every starter.\tPayroll\tMinor\tBad\tPay Manager\t1/6/21\t31/12/21\tHalf.\tPartially implemented",
    )
    reading = read(text)
    one, two = reading.records
    assert (one.source_ref, one.audit, one.priority, one.owner) == ("P1", "Payroll", "critical", "Pay Manager")
    assert (one.original_due, one.due, one.status) == (date(2021, 5, 1), date(2021, 11, 30), NOT)
    assert (two.recommendation, two.update, two.words["Mood"]) == ("Check every starter.", "Half.", "Bad")
    assert [said for said in told(reading) if "Mood" not in said] == []
    assert len(told(reading)) == 1


def test_a_first_page_without_titles_and_with_cut_cells_is_read_and_told() -> None:
    cut = "30 Nov 2021\tto check every leaver.\tAgreed.\tNothing. Internal Audit opinion: Not implemented\tAction: Ask."
    text = report(
        "Due Date\tRecommendation\tManagement Response\tUpdate/Opinion\tOwnership and Actions", cut, "", HEADINGS, ROW
    )
    reading = read(text)
    assert [(r.audit, r.status) for r in reading.records] == [("", NOT), ("Payroll", NOT)]
    assert any("no audit title" in said for said in told(reading))
    garbled = read(report("e Date\tommendation\tagement Response\tate/Opinion\tnership and Actions", cut))
    assert garbled.records[0].recommendation == reading.records[0].recommendation
    assert any("garbled" in said for said in told(garbled))


def test_a_table_that_lost_its_headings_is_read_by_where_its_dates_stand() -> None:
    reading = read(report(ROW))
    assert (reading.records[0].audit, reading.records[0].status) == ("Payroll", NOT)
    assert any("lost its headings" in said for said in told(reading))
    assert read(report(ROW.partition("\t")[2])).records[0].due == date(2021, 11, 30)


def test_headings_over_two_lines_are_one_line_of_headings() -> None:
    text = report(
        "Audit\tDue\tRecommendation\tManagement\tUpdate\tOwnership", "Title\tDate\t\tResponse\t\tand Actions", ROW
    )
    reading = read(text)
    assert len(reading.records) == 1
    assert reading.records[0].response == "Agreed."


def test_a_title_printed_once_stands_for_the_rows_below_it_and_that_is_told() -> None:
    below = "\t31 Dec 2021\tCheck every starter.\tAgreed.\tHalf.\tAction: Ask."
    reading = read(report(HEADINGS, ROW, below))
    assert [r.audit for r in reading.records] == ["Payroll", "Payroll"]
    assert any("no audit title of its own" in said for said in told(reading))


def test_a_row_whose_title_is_printed_again_as_continued_is_one_row() -> None:
    more = "Payroll (continued)\t30 Nov 2021\tAnd every starter.\t\t\t"
    (r,) = read(report(HEADINGS, ROW, "", HEADINGS, more)).records
    assert (r.audit, r.recommendation) == ("Payroll", "Check every leaver. And every starter.")


def test_tabs_stripped_from_the_ends_of_lines_lose_nothing() -> None:
    text = REPORT.read_text(encoding="utf-8")
    stripped = "\n".join(line.rstrip() for line in text.split("\n"))
    assert read(stripped).records == read(text).records


def test_windows_lines_marks_and_form_feeds_change_nothing(reading: Reading) -> None:
    text = REPORT.read_text(encoding="utf-8")
    assert read("\ufeff" + text.replace("\n", "\r\n")) == reading
    assert read(text.replace("\n\nAudit Title", "\n\n\fAudit Title")) == reading


def test_page_numbers_and_running_titles_between_pages_are_no_part_of_a_row() -> None:
    page = ["", "Aldermoor Audit Committee 2022", "Page {} of 4", "", HEADINGS]
    rows = [
        HEADINGS,
        ROW.replace("Check every leaver.", "Check every"),
        *[line.format(1) for line in page],
        "\t\tleaver and every\t\t\t",
        *[line.format(2) for line in page],
        "\t\tstarter.\t\t\t",
        *[line.format(3) for line in page],
    ]
    reading = read(report(*rows))
    assert reading.records[0].recommendation == "Check every leaver and every starter."
    assert told(reading) == []


def test_what_can_be_placed_nowhere_is_told_with_its_line_and_text() -> None:
    reading = read(report(HEADINGS, ROW, "", "Somebody wrote this here.", "And this."))
    (problem,) = reading.problems
    assert (problem.where, problem.text) == ("lines 8-9", "Somebody wrote this here.\nAnd this.")


def test_columns_parted_by_spaces_are_told_not_guessed() -> None:
    text = report(*(line.replace("\t", "     ") for line in (HEADINGS, ROW)))
    reading = read(text)
    assert looks_like_report(text)
    assert reading.records == ()
    assert "parted by spaces" in told(reading)[-1] or "parted by spaces" in told(reading)[0]
    assert any("Check every leaver." in problem.text for problem in reading.problems)


def test_a_table_of_counts_makes_no_recommendations() -> None:
    text = report("Audit Title\tRecommendations\tStatus", "Payroll\t3\tNot implemented", "", HEADINGS, ROW)
    reading = read(text)
    assert [r.recommendation for r in reading.records] == ["Check every leaver."]
    assert [problem.text for problem in reading.problems] == ["Payroll\t3\tNot implemented"]


def test_a_heading_among_whole_rows_is_joined_to_none_and_told() -> None:
    long = ROW.replace("Check every leaver.", "Check every leaver, " + "again and " * 10 + "again.")
    reading = read(report(HEADINGS, long, "Places and Streets\t\t\t\t\t", ROW))
    assert [r.audit for r in reading.records] == ["Payroll", "Payroll"]
    (problem,) = reading.problems
    assert "stands alone" in problem.what
    assert problem.text == "Places and Streets"


@pytest.mark.parametrize("text", ["", "\n\n", "Report to: Audit Committee\n\nNothing is outstanding.\n"])
def test_a_report_without_a_table_says_so(text: str) -> None:
    reading = read(text)
    assert reading.records == ()
    assert told(reading) == ["line 1: There is no table of recommendations in this report."]


def test_missing_appendices_are_no_trouble(reading: Reading) -> None:
    text = REPORT.read_text(encoding="utf-8")
    some = read(text[: text.index("# Appendix 3")])
    assert [r.audit for r in some.records] == [r.audit for r in reading.records[:7]]


def test_a_report_is_told_from_a_spreadsheet_as_text() -> None:
    assert looks_like_report(REPORT.read_text(encoding="utf-8"))
    assert looks_like_report(f"# Appendix 1\n\n{HEADINGS}\n{ROW}\n")
    assert looks_like_report(f"{HEADINGS}\n{ROW}\n\n{HEADINGS}\n\t\tmore\t\t\t\n")
    assert not looks_like_report(f"{HEADINGS}\n{ROW}\n{ROW}\n")
    assert not looks_like_report("Ref,Audit,Due date,Recommendation\n1,Payroll,30/9/19,Check\n")
    assert not looks_like_report("")


# Any report. ----------------------------------------------------------------------------------------------------

WORDS = (
    *("council", "service", "manager", "checks", "papers", "signed", "yearly", "office", "house", "garden", "street"),
    *("invoice", "payment", "review", "keep", "send", "write", "weekly", "staff", "form", "record", "ledger", "open"),
)


@st.composite
def sentences(draw: st.DrawFn, most: int = 4) -> str:
    count = draw(st.integers(1, most))
    made = []
    for _ in range(count):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=14))
        made.append(" ".join(words).capitalize() + ".")
    return " ".join(made)


@dataclass(frozen=True)
class Printed:
    """A recommendation to be printed in a report."""

    audit: str
    issued: date | None
    due: date
    recommendation: str
    response: str
    update: str
    status: str
    director: str
    action: str


names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(lambda words: " ".join(words).title())
days = st.dates(date(2015, 1, 1), date(2021, 12, 31))
printed = st.builds(
    Printed,
    audit=names,
    issued=st.none() | days,
    due=days,
    recommendation=sentences(),
    response=sentences(),
    update=sentences(),
    status=st.sampled_from(["Partially implemented", "Not implemented"]),
    director=names,
    action=sentences(2),
)


def spelt(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def cells(p: Printed) -> list[list[str]]:
    """The six cells, each as its paragraphs."""
    return [
        [p.audit, *([spelt(p.issued)] if p.issued else [])],
        [spelt(p.due)],
        [p.recommendation],
        [p.response],
        [p.update, f"Internal Audit opinion: {p.status}"],
        [f"Director: {p.director}", "Executive Member: The Member", "Status: overdue", f"Action: {p.action}"],
    ]


def in_lines(columns: Sequence[Sequence[str]]) -> list[str]:
    height = max(map(len, columns))
    return ["\t".join(column[n] if n < len(column) else "" for column in columns) for n in range(height)]


def wrapped(p: Printed, widths: Sequence[int]) -> list[str]:
    """A row as lines: every column wrapped at its width."""
    columns = [
        [line for paragraph in cell for line in textwrap.wrap(paragraph, width, break_long_words=False)]
        for cell, width in zip(cells(p), widths, strict=True)
    ]
    return in_lines(columns)


def on_pages(lines: Sequence[str], length: int) -> str:
    pages = [lines[n : n + length] for n in range(0, len(lines), length)]
    return report(*[line for page in pages for line in (HEADINGS, *page, "")])


def check_same(text: str, rows: Sequence[Printed]) -> None:
    reading = read(text)
    got = [
        (r.audit, r.issued, r.due, r.recommendation, r.response, r.update, r.status, r.director, r.action)
        for r in reading.records
    ]
    assert got == [
        (p.audit, p.issued, p.due, p.recommendation, p.response, p.update, p.status.lower(), p.director, p.action)
        for p in rows
    ], text
    assert [s for s in told(reading) if "the date of the audit's own" not in s and "seems misread" not in s] == []


@settings(max_examples=50, deadline=timedelta(seconds=2))
@given(
    st.lists(printed, min_size=1, max_size=4),
    st.tuples(*(st.integers(least, 40) for least in (9, 9, 12, 12, 12, 12))),
    st.integers(2, 40),
)
def test_any_table_wrapped_and_cut_over_pages_is_read_back_field_by_field(
    rows: list[Printed], widths: tuple[int, ...], length: int
) -> None:
    check_same(on_pages([line for p in rows for line in wrapped(p, widths)], length), rows)


@settings(max_examples=30, deadline=timedelta(seconds=2))
@given(st.lists(printed, min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=4, max_size=4))
def test_any_table_of_whole_cells_cut_over_pages_is_read_back_field_by_field(
    rows: list[Printed], cuts: list[int]
) -> None:
    pages: list[list[str]] = [[]]
    for p, percent in zip(rows, cuts, strict=False):
        whole = ["  ".join(cell) for cell in cells(p)]
        above, below = list(whole), [""] * 6
        for column in (2, 3, 4):
            words = whole[column].split(" ")
            at = len(words) * percent // 100
            if 1 < at < len(words) - 1:
                above[column], below[column] = " ".join(words[:at]), " ".join(words[at:])
        pages[-1].append("\t".join(above))
        if any(below):
            pages.append(["\t".join(below)])
    check_same(report(*[line for page in pages for line in (HEADINGS, *page, "")]), rows)


PIECES = (
    *(
        "\t",
        "\n",
        " ",
        "30 Sept 2019",
        "Audit Title",
        "Due Date",
        "Recommendation",
        "Update/Opinion",
        "Status",
        "Months",
    ),
    *("Directorate", "# Appendix 1 - Implemented", "Appendix 2", "Director: A", "Action: B", "<ul> <li>", "</li>", "x"),
    *(
        HEADINGS,
        "Page 1",
        "3.1",
        "5 months overdue",
        "the end of the",
        "One recommendation is open.",
        "&amp;",
        "•",
        "\f",
    ),
    *(
        "this month (January 2022)",
        "Report to: Audit Committee 15 February 2022",
        "(continued)",
        "TBC",
        "\x00",
        "\u202e",
    ),
)


def flat(text: str) -> str:
    return " ".join(text.replace("\f", " ").split())


def check_nothing_dropped(text: str) -> None:
    """Every cell of every line is in a record, a problem, a paragraph of prose, or a line of headings."""
    lines = _lines(text)
    out = outline(lines)
    reading = read(text)
    kept = [cell for r in reading.records for cell in r.words.values()]
    kept += [piece.text for row in out.summary for pieces in row.cells.values() for piece in pieces]
    kept += [problem.text for problem in reading.problems] + [paragraph.text for paragraph in out.prose]
    haystack = flat("\n".join(kept))
    headings = set(out.headings)
    for n, line in enumerate(lines, 1):
        if n not in headings:
            for cell in line.split("\t"):
                assert flat(cell) in haystack or "(continued)" in line, (n, line)


@settings(max_examples=100, deadline=timedelta(seconds=2))
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=60).map("".join))
def test_no_text_raises_and_no_word_of_it_is_dropped(text: str) -> None:
    check_nothing_dropped(text)


@settings(max_examples=30, deadline=timedelta(seconds=2))
@given(st.randoms(use_true_random=False))
def test_a_report_torn_at_random_loses_no_word(random: Random) -> None:
    lines = REPORT.read_text(encoding="utf-8").split("\n")
    for _ in range(random.randint(1, 12)):
        n = random.randrange(len(lines))
        tear = random.choice(("drop", "swap", "cut", "join", "tab", "blank"))
        if tear == "drop":
            del lines[n]
        elif tear == "swap":
            m = random.randrange(len(lines))
            lines[n], lines[m] = lines[m], lines[n]
        elif tear == "cut":
            at = random.randint(0, len(lines[n]))
            lines[n : n + 1] = [lines[n][:at], lines[n][at:]]
        elif tear == "join" and n + 1 < len(lines):
            lines[n : n + 2] = [lines[n] + lines[n + 1]]
        elif tear == "tab":
            lines[n] = lines[n].replace(" ", "\t", 1)
        else:
            lines.insert(n, "")
    check_nothing_dropped("\n".join(lines))
