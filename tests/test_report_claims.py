"""Where a report contradicts itself or the calendar it is told, naming both places; what agrees is left in peace."""

import pytest
from papers import HEADINGS, NOT, ROW, SUMMARY, read, report, told


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
    assert said == "line 6: Payroll: 9 months overdue here; counted at 15 Feb 2022 it is 2 (completed) or 3 (calendar)."


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


def test_a_due_date_that_is_another_in_the_summary_is_told() -> None:
    text = report(
        SUMMARY, "People\tPayroll\t31/10/21\t3\tNot implemented", "", HEADINGS, ROW.replace("Two months", "3 months")
    )
    (said,) = told(read(text))
    assert said == "line 9: Payroll: due 30 Nov 2021 here, 31 Oct 2021 in the table at line 6."


def test_what_the_summary_lists_and_no_appendix_gives_is_told() -> None:
    text = report(SUMMARY, "Places\tStreet Trees\t31/10/21\t4\tNot implemented", "", HEADINGS, ROW)
    (said,) = told(read(text))
    assert "lists “Street Trees”, of which no appendix gives a recommendation" in said


def test_a_directorate_printed_once_in_the_summary_stands_for_the_audits_below_it() -> None:
    listed = ("People\tPayroll\t30/11/21\t2\tNot implemented", "\tPensions\t30/11/21\t2\tNot implemented")
    reading = read(report(SUMMARY, *listed, "", HEADINGS, ROW, ROW.replace("Payroll", "Pensions and Pay")))
    assert [r.directorate for r in reading.records] == ["People", "People"]
    assert told(reading) == []


@pytest.mark.parametrize(
    ("sentence", "alarm"),
    [
        ("3.1 There are two recommendations that are overdue, see Appendix 1.", False),
        ("3.1 There are three recommendations that are overdue, see Appendix 1.", True),
        ("3.1 The 3 high priority recommendations are in Appendix 1.", True),
        ("3.1 There are three recommendations that are overdue, see Appendix 9.", False),
        ("3.1 There are three recommendations that are overdue, see Appendices 1 and 2.", False),
        ("3.1 One of the two recommendations is new, see Appendix 1.", False),
        ("3.1 The two in Appendix 1 are overdue; one is not implemented and one is partially implemented.", False),
        ("3.1 As Appendix 1 shows, two remain partially implemented.", True),
        ("3.1 All that is in Appendix 1 is not implemented.", False),
        ("3.1 Payroll made five recommendations of which four are implemented.", False),
    ],
)
def test_counts_in_sentences_are_compared_with_the_appendix_they_name(sentence: str, alarm: bool) -> None:
    text = report(
        sentence, "", "# Appendix 1 - Overdue", HEADINGS, ROW, ROW.replace("Not implemented", "Partly implemented")
    )
    assert bool(told(read(text))) is alarm


@pytest.mark.parametrize(
    ("words", "alarm"),
    [
        ("this month (February 2022)", False),
        ("this month (February)", False),
        ("this month (January)", True),
        ("this month, February 2021", True),
        ("next month (March 2022)", False),
        ("next month (February 2022)", True),
        ("last month (January)", False),
        ("this month (Finance)", False),
    ],
)
def test_a_month_said_to_be_this_one_and_is_not_is_told(words: str, alarm: bool) -> None:
    in_prose = told(read(report(f"3.1 It will begin {words}.", "", HEADINGS, ROW)))
    in_row = told(read(report(HEADINGS, ROW.replace("Nothing.", f"It will begin {words}."))))
    assert [bool(in_prose), bool(in_row)] == [alarm, alarm]
    if alarm:
        assert in_prose == [f"line 5: “{words}” in a report of 15 Feb 2022 (line 1)."]


def test_a_cell_that_lost_its_end_is_told() -> None:
    (said,) = told(read(report(HEADINGS, ROW.replace("Agreed.", "We agree with all of it and will do it by the"))))
    assert said == "line 6: The Management Response of “Payroll” breaks off in mid-sentence; its last words seem lost."


def test_a_report_that_likes_small_letters_has_lost_no_openings() -> None:
    small = ROW.replace("Check every leaver.", "to check every leaver.")
    assert len(told(read(report(HEADINGS, ROW, ROW, small)))) == 1
    assert told(read(report(HEADINGS, small, small, ROW))) == []
