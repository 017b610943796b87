"""Reports of other bodies and other extractions: other columns, lost headings, stripped tabs, words for dates."""

from datetime import date

import pytest
from papers import DONE, HEADINGS, NOT, PART, REPORT, ROW, one, read, report, told

from db.rules import Policy, Status
from reports.read.report.reading import looks_like_report


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
        ("In progress. Two of four are done.", "", PART, "In progress"),
        ("Complete: seen on 3 May.", "", DONE, "Complete"),
        ("Completed forms are checked. Not all are.", "", None, ""),
        ("Complete the list. Then ask again.", "", None, ""),
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
    assert read(text, policy).records[0].status is PART


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
    (said,) = (said for said in told(reading) if "lost its headings" in said)
    assert "taken for: Audit Title, Due Date, Recommendation," in said, "in the order of the columns"
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


def test_a_title_that_goes_on_in_brackets_on_the_next_page_begins_no_row() -> None:
    first = "Parking Income\t31 Jan 2022\tThe Depot Manager\tAgreed.\t\t"
    rest = "Brings back the slips for cash, since nobody can tell without them who was paid, how much and when."
    more = f"(Machines)\t\t{rest}\t\t\t"
    (r,) = read(report(HEADINGS, first, "", HEADINGS, more)).records
    assert r.audit == "Parking Income (Machines)"


def test_tabs_stripped_from_the_ends_of_lines_lose_nothing() -> None:
    text = REPORT
    stripped = "\n".join(line.rstrip() for line in text.split("\n"))
    assert read(stripped).records == read(text).records


def test_windows_lines_marks_and_form_feeds_change_nothing() -> None:
    text, reading = REPORT, read(REPORT)
    assert read("\ufeff" + text.replace("\n", "\r\n")) == reading
    assert read(text.replace("\n", "\r")) == reading
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


def test_missing_appendices_are_no_trouble() -> None:
    text, reading = REPORT, read(REPORT)
    some = read(text[: text.index("# Appendix 3")])
    assert [r.audit for r in some.records] == [r.audit for r in reading.records[:7]]


def test_a_report_is_told_from_a_spreadsheet_as_text() -> None:
    assert looks_like_report(REPORT)
    assert looks_like_report(f"# Appendix 1\n\n{HEADINGS}\n{ROW}\n")
    assert looks_like_report(f"{HEADINGS}\n{ROW}\n\n{HEADINGS}\n\t\tmore\t\t\t\n")
    assert not looks_like_report(f"{HEADINGS}\n{ROW}\n{ROW}\n")
    assert not looks_like_report("Ref,Audit,Due date,Recommendation\n1,Payroll,30/9/19,Check\n")
    assert not looks_like_report("")


def test_an_empty_line_of_a_column_and_two_spaces_each_end_a_paragraph() -> None:
    lines = (
        "Payroll\t30 Nov 2021\tCheck every\tAgreed.\tSeen in part\tAction:",
        "\t\tleaver and\t\tonly.\tAsk.",
        "\t\tstarter.\tIn full.\t\t",
        "\t\t\t\tMore next\t",
        "\t\t\t\ttime.\t",
    )
    r = one(HEADINGS, *lines)
    assert (r.recommendation, r.response) == ("Check every leaver and starter.", "Agreed.\nIn full.")
    assert (r.update, r.action) == ("Seen in part only.\nMore next time.", "Ask.")
    r = one(HEADINGS, ROW.replace("Agreed.", "We agree.  It helps: <br>the  office; -the staff;  all.  • One  2. Two"))
    assert r.response == "We agree.\nIt helps:\nthe office;\n-the staff;\nall.\n• One\n2. Two"


def test_a_word_parted_at_its_hyphen_is_one_word() -> None:
    r = one(HEADINGS, "Payroll\t30 Nov 2021\tAsk each sub-\tAgreed.\tSeen.\tAsk.", "\t\tcontractor in turn.\t\t\t")
    assert r.recommendation == "Ask each sub-contractor in turn."


def test_markup_that_is_none_stays_as_it_is() -> None:
    words = "Pay <5 days & 2 < 3 where a*b*c, see &notes; &lt;b&gt; **Now** <sub>x</sub>."
    assert (
        one(HEADINGS, ROW.replace("Agreed.", words)).response
        == "Pay <5 days & 2 < 3 where a*b*c, see &notes; <b> Now x."
    )


def test_dates_in_the_opening_sentence_of_a_response_are_no_milestones() -> None:
    for words in (
        "We met on 12 August 2021 and on 15 September 2021.",
        "Done 1 May 2021.",
        "12 August 2021 and 1 May 2022",
    ):
        r = one(HEADINGS, ROW.replace("Agreed.", words))
        assert (r.response, r.milestones) == (words, ())
    r = one(
        HEADINGS, ROW.replace("Agreed.", "Draft: 1 May 2021; Rollout - 1 June 2021. We then look again by 1 July 2021.")
    )
    assert [(m.what, m.due) for m in r.milestones] == [("Draft", date(2021, 5, 1)), ("Rollout", date(2021, 6, 1))]


@pytest.mark.parametrize("due", ["31 Dec 2021", "30 Nov 2021"])
def test_rows_without_a_stop_or_an_opening_are_kept_apart_by_their_dates(due: str) -> None:
    one_row = f"Payroll\t{due}\tCheck every leaver and starter and\tAgreed\tSeen\tAsk"
    other = f"Payroll\t{due}\tall papers that they sign, {'and more, ' * 6}\tA\tB\tC"
    assert len(read(report(HEADINGS, one_row, other)).records) == 2


def test_a_second_date_in_a_wrapped_cell_begins_no_row() -> None:
    lines = (
        "Payroll and\t31 May 2021\tCheck every leaver and\tAgreed.\tSeen.\tAsk.",
        "Pensions\t31 Aug 2021\tstarter.\t\t\t",
    )
    reading = read(report(HEADINGS, *lines))
    assert [(r.audit, r.due, r.due_words) for r in reading.records] == [
        ("Payroll and Pensions", None, "31 May 2021 31 Aug 2021")
    ]
    assert any("several dates" in said for said in told(reading))


def test_a_row_without_a_due_date_is_a_row_and_told() -> None:
    undated = ROW.replace("30 Nov 2021", "").replace(
        "Check every leaver.", "Check every starter " + "again and " * 8 + "again."
    )
    reading = read(report(HEADINGS, ROW, undated.replace("Payroll 1 May 2021", "Pensions")))
    assert [r.audit for r in reading.records] == ["Payroll", "Pensions"]
    assert any("no due date" in said for said in told(reading))


def test_the_heading_of_a_section_printed_again_on_the_next_page_begins_nothing_new() -> None:
    more = "\t\tAnd every starter.\t\t\t"
    r = one(HEADINGS, ROW, "", "# Appendix 1 - Overdue (continued)", "", HEADINGS, more)
    assert r.recommendation == "Check every leaver. And every starter."


def test_an_appendix_named_over_two_lines_is_one_section() -> None:
    r = one("# Appendix 2", "", "# Recommendations overdue", "", HEADINGS, ROW)
    assert r.section == "Appendix 2 \u2013 Recommendations overdue"
    assert one("Recommendations long overdue", "", HEADINGS, ROW).section == "Recommendations long overdue"


def test_a_second_paragraph_that_lost_its_column_goes_where_the_first_went() -> None:
    r = one(HEADINGS, ROW.replace("Agreed.", "We will do all of it in the"), "", "office.", "", "And at home.")
    assert r.response == "We will do all of it in the office.\nAnd at home."


def test_a_revised_date_is_due_and_the_other_the_original() -> None:
    for headings, cells in (
        ("Due date\tRevised due date", "1/5/21\t1/6/21"),
        ("Revised date\tDue date", "1/6/21\t1/5/21"),
    ):
        r = one(f"Audit Title\t{headings}\tRecommendation\tUpdate", f"Payroll\t{cells}\tCheck.\tSeen.")
        assert (r.original_due, r.due) == (date(2021, 5, 1), date(2021, 6, 1))


@pytest.mark.parametrize(
    ("heading", "words", "status"),
    [
        ("Implemented?", "Yes", DONE),
        ("Implemented (Yes/No)", "No", NOT),
        ("Complete? Y/N", "y", DONE),
        ("Implemented", "Partly", PART),
        ("Status", "Yes", None),
    ],
)
def test_an_answer_to_whether_it_is_implemented_is_its_status(heading: str, words: str, status: Status | None) -> None:
    (r,) = read(report(f"Audit\tRecommendation\tDue date\t{heading}", f"Rents\tWrite.\t1/5/21\t{words}")).records
    assert (r.status, r.status_words) == (status, words)


@pytest.mark.parametrize(
    ("section", "status"),
    [
        ("Actions completed since the last meeting", DONE),
        ("Closed recommendations", DONE),
        ("Recommendations not completed", None),
        ("Recommendations to be closed", None),
        ("Closed and open recommendations", None),
    ],
)
def test_rows_under_a_heading_of_what_is_done_are_done(section: str, status: Status | None) -> None:
    assert one("Audit\tRecommendation\tOwner\tDue date", "Rents\tWrite.\tBo\t1/5/21", section=section).status is status


@pytest.mark.parametrize(
    ("words", "status", "last"), [("Complete", DONE, ""), ("tbc", None, "line 6: This status is not known; its words")]
)
def test_words_where_a_closing_date_should_be_are_read_or_told(words: str, status: Status | None, last: str) -> None:
    reading = read(report("Audit\tRecommendation\tDue date\tDate completed", f"Rents\tWrite.\t1/5/21\t{words}"))
    assert reading.records[0].status is status
    assert "".join(told(reading)).startswith(last)


def test_headings_that_name_a_month_are_known_and_the_latest_of_several_is_read() -> None:
    text = report(
        "Audit\tRecommendation\tDue date\tUpdate Sept 2025\tUpdate (Jan 2026)\tUpdate at 30 June 2025\tStatus Mar-26",
        "Rents\tWrite.\t1/5/21\tSecond.\tThird.\tFirst.\tIn progress",
    )
    (r,) = read(text).records
    assert (r.update, r.status) == ("Third.", PART)
    assert r.words["Update Sept 2025"] == "Second."
    assert [said for said in told(read(text)) if "none that is known" in said] == [
        f"line 5: The column \u201c{name}\u201d is none that is known; its words are kept as printed."
        for name in ("Update Sept 2025", "Update at 30 June 2025")
    ]


@pytest.mark.parametrize("more", ["Two are done.", "Two of four depots are counted, and two will be by May. " * 3])
def test_prose_in_the_column_of_the_status_is_the_update_and_begins_with_the_status(more: str) -> None:
    position = f"Partially implemented. {more}"
    found = one("Audit\tRecommendation\tDue date\tPosition", f"Rents\tWrite.\t1/5/21\t{position}")
    assert (found.status, found.status_words) == (PART, "Partially implemented")
    assert found.update == position.strip()
