"""A committee report is read as a careful person reads it: every field, every word, and every contradiction told."""

import re
from datetime import date

import pytest
from papers import DONE, HEADINGS, NOT, PART, REPORT, read, told

from db.readings import RawMilestone, RawRecord, Reading


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(REPORT)


def record(reading: Reading, where: str) -> RawRecord:
    return next(r for r in reading.records if r.where == where)


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


def test_exactly_what_a_careful_person_would_remark_on_is_told(reading: Reading) -> None:
    expected = [
        r"line 75: This paragraph counts 3 partially implemented; the table gives 1 not implemented and 2 .*78-83",
        r"line 88: “this month \(January 2022\)” in a report of 15 Feb 2022 \(line 3\)",
        r"line 93: This paragraph counts 5 partially implemented and 1 outstanding, 6 of its 5; Appendix 3 gives 4 "
        r"partially implemented and 1 not implemented \(lines 186-205\)",
        r"line 106: School .* the due date here, 24 May 2021, is the date of the audit's own report given at line 187",
        r"line 110: The Management Response of “Parking Income \(Machines\)” opens in mid-sentence",
        r"lines 112-134: These lines have lost their column\. They were joined .* line 110, “…to lessen the”",
        r"line 140: The Update/Opinion of “Home Care Invoice Checking” opens in mid-sentence",
        r"line 146: .* 29 in the table at line 78, 25 months overdue here; counted at 15 Feb 2022 it is 28 "
        r"\(completed\) or 29 \(calendar\)",
        r"line 149: This line of the Update/Opinion seems misread",
        r"line 160: This line of the Update/Opinion seems misread",
        r"line 161: This line of the Recommendation seems misread",
        r"line 176: .* “Not implemented” in the table at line 78, “Partially Implemented” here\.",
        r"line 177: .* 44 in the table at line 80, 40 months overdue here; .* 43 \(c.* or 44 \(c",
        r"line 177: “this month \(January 2022\)” in a report of 15 Feb 2022 \(line 3\)",
        r"line 181: .* 21 in the table at line 82, 17 months overdue here; .* 20 \(c.* or 21 \(c",
        r"line 202: Headings stand inside a row",
        r"line 202: The Recommendation of “Grant Payment Safeguards” breaks off before a list goes on at line 205",
        r"line 204: The headings of this table are garbled",
        r"line 217: The headings of this table are garbled.*: Audit Title and Due Date, Recommendation",
    ]
    found = told(reading)
    assert len(found) == len(expected), "\n".join(found)
    for pattern, said in zip(expected, found, strict=True):
        assert re.match(pattern, said), said


def test_no_sentence_says_again_the_place_that_stands_before_it(reading: Reading) -> None:
    again = [problem for problem in reading.problems if re.search(rf"\b{problem.where}\b", problem.what, re.IGNORECASE)]
    assert again == []
