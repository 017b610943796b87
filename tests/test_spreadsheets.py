"""Spreadsheets of other people: what is read, what is told, and what is refused with a sentence."""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from db.readings import RawMilestone, RawRecord, Reading
from db.rules import Policy, Status
from reports.read import Unreadable, read

HEADING = ["Rec", "Audit", "Agreed action", "Grade", "Lead officer", "Target date", "Status", "Progress"]
FIRST = [
    "1.1",
    "Payroll",
    "Approve overtime.",
    "critical",
    "Payroll Manager",
    "30/9/19",
    "Partially Implemented",
    "Begun.",
]
SECOND = ["1.2", "Payroll", "Check leavers.", "minor", "HR Manager", "31 March 2022", "Complete", "Done."]


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Reading]:
    """Read a file of the given name and content."""

    def taken(content: str | bytes, name: str = "tracker.csv", **options: object) -> Reading:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path, policy=Policy(), **options)

    return taken


def delimited(*rows: Sequence[str], delimiter: str = ",", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in rows)


def book(fill: Callable[[openpyxl.Workbook, Worksheet], object]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Tracker"
    fill(workbook, sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def rows_of(*rows: Sequence[object]) -> bytes:
    return book(lambda _, sheet: [sheet.append(list(row)) for row in rows])


def excel_of(*rows: Sequence[object]) -> bytes:
    """A workbook as Excel writes it, its texts apart from its cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Tracker")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return out.getvalue()


def changed(package: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed, as no library would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == path else old.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.where, problem.text) for problem in reading.problems]


def fields(record: RawRecord) -> tuple[object, ...]:
    return (
        *(record.source_ref, record.audit, record.recommendation, record.priority, record.owner),
        *(record.due, record.status, record.status_words, record.update),
    )


AS_READ = [
    (
        *("1.1", "Payroll", "Approve overtime.", "critical", "Payroll Manager", date(2019, 9, 30)),
        *(Status.PARTIALLY_IMPLEMENTED, "Partially Implemented", "Begun."),
    ),
    (
        *("1.2", "Payroll", "Check leavers.", "minor", "HR Manager", date(2022, 3, 31)),
        *(Status.IMPLEMENTED, "Complete", "Done."),
    ),
]

# Text with delimiters. -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found_by_the_heading_it_makes(take: Callable[..., Reading], delimiter: str) -> None:
    reading = take(delimited(HEADING, FIRST, SECOND, delimiter=delimiter))
    assert [fields(record) for record in reading.records] == AS_READ
    assert [record.where for record in reading.records] == ["line 2", "line 3"]
    assert reading.problems == ()
    assert reading.kind == "csv"


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_names_the_delimiter_is_obeyed_and_counted(take: Callable[..., Reading], first: str) -> None:
    reading = take(f"{first}\r\n" + delimited(HEADING, FIRST, delimiter=";"))
    assert [fields(record) for record in reading.records] == AS_READ[:1]
    assert reading.records[0].where == "line 3"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_usual_encodings_are_read_without_a_word(take: Callable[..., Reading], encoding: str, end: str) -> None:
    words = "The officer\u2019s “café” \u2013 £5,000 • naïve"
    reading = take(delimited(["Audit", "Recommendation"], ["Payroll", words], delimiter="\t", end=end).encode(encoding))
    assert reading.records[0].recommendation == words
    assert reading.problems == ()


@pytest.mark.parametrize(("encoding", "name"), [("mac_roman", "Mac Roman"), ("cp850", "DOS")])
def test_an_encoding_of_the_past_is_recognised_and_told(take: Callable[..., Reading], encoding: str, name: str) -> None:
    text = delimited(["Audit", "Recommendation"], ["Payroll", "Zoë's café, crème brûlée, £5 à la carte"], delimiter=";")
    reading = take(text.encode(encoding))
    assert reading.records[0].recommendation == "Zoë's café, crème brûlée, £5 à la carte"
    assert name in reading.problems[0].what


def test_a_stray_byte_does_not_spoil_a_utf_8_file(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation\nPayroll,“Café” \u2013 ŵ ".encode() + b"\x92s\n")
    assert reading.records[0].recommendation == "“Café” \u2013 ŵ \u2019s"
    assert "not UTF-8" in reading.problems[0].what


def test_quoted_line_ends_are_text_and_lines_are_the_physical_ones(take: Callable[..., Reading]) -> None:
    reading = take('Title row\n\nAudit,Recommendation\r\nPayroll,"one\r\ntwo\rthree\nfour"\r\nStock,"five"\r\n')
    assert [record.recommendation for record in reading.records] == ["one\r\ntwo\rthree\nfour", "five"]
    assert [record.where for record in reading.records] == ["line 4", "line 8"]


def test_texts_of_any_size_and_kind_are_kept_exactly(take: Callable[..., Reading]) -> None:
    hostile = (
        "x" * 200_000,
        "W" * 5_000,
        "\x1b[2J\x1b]0;title\x07",
        "\u202egnp.exe",
        "\U0001f9d1\u200d\U0001f9bd",
        "<b>&amp;[/]</b>",
        "=cmd|'/c calc'!A1",
        "'quoted",
        "_x0041_",
        "  two spaces  ",
    )
    cells = [text.replace('"', '""') for text in hostile]
    reading = take("Audit,Recommendation,Update\n" + "".join(f'A,"{cell}","{cell}"\n' for cell in cells))
    assert tuple(record.recommendation for record in reading.records) == hostile
    assert tuple(record.update for record in reading.records) == hostile
    assert reading.problems == ()


def test_a_row_with_a_nul_is_refused_with_its_place_and_the_others_are_read(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation\nPayroll,a\x00b\nStock,fine\n")
    assert [record.recommendation for record in reading.records] == ["", "fine"]
    assert told(reading) == [("line 2", "Recommendation: a\u2400b")]
    assert "NUL" in reading.problems[0].what


def test_a_quotation_mark_never_closed_is_told_where_it_opens(take: Callable[..., Reading]) -> None:
    reading = take('Audit,Recommendation\nPayroll,one\nStock,"two\nCash,three\n')
    assert reading.records[1].recommendation == "two\nCash,three\n"
    assert [(problem.where, "never closed" in problem.what) for problem in reading.problems] == [("line 3", True)]


# Headings. -----------------------------------------------------------------------------------------------------


def test_titles_above_the_heading_are_passed_over_and_their_date_is_the_files(take: Callable[..., Reading]) -> None:
    reading = take("Borough Council,,\nOpen recommendations as at 31 March 2022,,\n,,\n" + delimited(HEADING, FIRST))
    assert [fields(record) for record in reading.records] == AS_READ[:1]
    assert reading.as_of == date(2022, 3, 31)


def test_every_heading_that_is_not_recognised_is_told_once(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Cost code,Moon\nA,b,1,new\nC,d,2,full\n")
    assert told(reading) == [("line 1", "Cost code"), ("line 1", "Moon")]
    assert reading.records[0].words == {"Audit": "A", "Recommendation": "b", "Cost code": "1", "Moon": "new"}


def test_a_mapped_heading_wins_and_one_that_is_not_there_is_told(take: Callable[..., Reading]) -> None:
    options = {"heading_map": {"recommendation": "what to do", "owner": "Nobody's"}}
    reading = take("Audit,What to do,Recommendation\nPayroll,this,not this\n", **options)
    assert reading.records[0].recommendation == "this"
    assert [(problem.text, "no heading like this" in problem.what) for problem in reading.problems] == [
        ("Nobody's", True),
        ("Recommendation", False),
    ]


def test_a_field_that_does_not_exist_is_refused(take: Callable[..., Reading]) -> None:
    with pytest.raises(Unreadable, match='there is no field "colour"'):
        take("Audit,Recommendation\n", heading_map={"colour": "Audit"})


def test_two_columns_that_claim_one_field_are_told(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Owner,Lead officer\nPayroll,a,first,second\n")
    assert reading.records[0].owner == "first"
    assert told(reading) == [("line 1", "Lead officer")]
    assert "Two columns claim the owner" in reading.problems[0].what


def test_an_agreed_action_is_the_response_where_there_is_a_recommendation(take: Callable[..., Reading]) -> None:
    record = take("Audit,Finding,Recommendation,Agreed action\nPayroll,f,r,a\n").records[0]
    assert (record.recommendation, record.response) == ("r", "a")


def test_beside_a_revised_date_the_due_date_is_the_original_one(take: Callable[..., Reading]) -> None:
    record = take("Audit,Recommendation,Due date,Revised due date\nP,r,1/2/2021,1/3/2022\n").records[0]
    assert (record.original_due, record.due) == (date(2021, 2, 1), date(2022, 3, 1))


def test_an_opinion_is_a_status_or_an_assurance_by_what_it_says(take: Callable[..., Reading]) -> None:
    record = take("Audit,Recommendation,Opinion\nPayroll,r,Partially implemented\n").records[0]
    assert (record.status, record.assurance) == (Status.PARTIALLY_IMPLEMENTED, "")
    record = take("Audit,Recommendation,Opinion\nPayroll,r,Limited assurance\n").records[0]
    assert (record.status, record.assurance) == (None, "Limited assurance")
    record = take("Audit,Recommendation,Opinion,Progress\nPayroll,r,Amber Red,Implemented\n").records[0]
    assert (record.status, record.assurance) == (Status.IMPLEMENTED, "Amber Red")


def test_a_heading_repeated_among_the_rows_is_no_record(take: Callable[..., Reading]) -> None:
    assert len(take(delimited(HEADING, FIRST, HEADING, SECOND)).records) == 2


@pytest.mark.parametrize("text", ["just words\n", "a,b,c\n1,2,3\n", "Audit,Owner\nPayroll,Manager\n"])
def test_a_file_without_a_column_of_recommendations_is_refused(take: Callable[..., Reading], text: str) -> None:
    with pytest.raises(Unreadable, match=r"^tracker\.csv: "):
        take(text)


# Words. --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["TBC", "Ongoing", "Q3 2022/23", "2022", "31/2/2022", "March or April 2022"])
def test_words_that_are_no_date_are_kept_and_told_and_no_date_is_made(take: Callable[..., Reading], words: str) -> None:
    reading = take(f"Audit,Recommendation,Target date\nPayroll,a,{words}\n")
    assert (reading.records[0].due, reading.records[0].due_words) == (None, words)
    assert told(reading) == [("line 2", words)]


def test_a_status_nobody_can_read_is_kept_and_told(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Status\nPayroll,a,Nearly there\n")
    assert (reading.records[0].status, reading.records[0].status_words) == (None, "Nearly there")
    assert told(reading) == [("line 2", "Nearly there")]


def test_a_status_word_may_be_explained(take: Callable[..., Reading]) -> None:
    explained = {"Nearly-There": Status.PARTIALLY_IMPLEMENTED}
    reading = take("Audit,Recommendation,Status\nPayroll,a,nearly there.\n", status_map=explained)
    assert reading.records[0].status is Status.PARTIALLY_IMPLEMENTED
    assert reading.problems == ()


def test_progress_that_is_a_status_and_no_more_gives_the_status(take: Callable[..., Reading]) -> None:
    record = take("Audit,Recommendation,Progress\nPayroll,a,In progress\n").records[0]
    assert (record.status, record.update) == (Status.PARTIALLY_IMPLEMENTED, "In progress")


def test_a_row_without_a_recommendation_is_told_with_all_it_says(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Owner\nPayroll,,Manager\n ,  ,\nStock,b,\n")
    assert [record.recommendation for record in reading.records] == ["", "b"]
    assert told(reading) == [("line 2", "Audit: Payroll; Owner: Manager")]


def test_a_row_without_an_audit_title_is_told(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Owner\n,Do it.,Manager\n")
    assert reading.records[0].audit == ""
    assert told(reading) == [("line 2", "Do it.")]


def test_a_heading_above_a_group_gives_the_audit_and_that_is_told(take: Callable[..., Reading]) -> None:
    reading = take("Recommendation,Owner,Due\n,Payroll,\nOne.,A,1/2/22\nTwo.,B,1/3/22\n,Stock,\nThree.,C,\n,Total 3,\n")
    assert [(record.audit, record.recommendation) for record in reading.records] == [
        ("Payroll", "One."),
        ("Payroll", "Two."),
        ("Stock", "Three."),
    ]
    assert [text for _, text in told(reading)] == ["", "Payroll", "Stock", "Total 3"]


def test_a_heading_above_rows_with_audits_of_their_own_gives_their_directorate(take: Callable[..., Reading]) -> None:
    rows = "Audit,Recommendation,Due\nLeisure,\nPools,One.\n,Two.,1/2/22\nWorks,\n,Three.\nParks,Four.\n"
    reading = take(rows)
    assert [(record.directorate, record.audit) for record in reading.records] == [
        ("Leisure", "Pools"),
        ("Leisure", "Pools"),
        ("Leisure", "Works"),
        ("Leisure", "Parks"),
    ]
    assert [text for _, text in told(reading)] == ["Leisure", "Pools", "Works"]


def test_a_title_given_once_stands_for_the_rows_below_it_and_that_is_told(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Status\nPayroll,One.,Open\n,Two.,Open\nStock,Three.,Open\n,and four.,\n")
    assert [record.audit for record in reading.records] == ["Payroll", "Payroll", "Stock", ""]
    assert told(reading) == [("line 3", "Payroll"), ("line 5", "and four.")]


def test_what_stands_over_headings_printed_again_is_no_directorate(take: Callable[..., Reading]) -> None:
    heads = "Audit,Recommendation,Due\n"
    reading = take(f"{heads}Fleet,One.,1/2/22\nPreviously overdue,,\n{heads}Fleet,Two.,1/2/22\n")
    assert [record.section for record in reading.records] == ["", "Previously overdue"]
    assert [record.directorate for record in reading.records] == ["", ""]
    assert [text for _, text in told(reading)] == ["Previously overdue"]


TWO_TABLES = """Table A - live
Ref,Audit,Recommendation,Target date,Status
1,Fleet,Service the vans.,1/5/2025,Open

Table B - extensions,,,,
Audit,Ref,Recommendation,Officer,Target date,Revised target date
Fleet,2,Sell the old ones.,Fleet Manager,1/5/2025,1/9/2025

Directorate,Ref,Status
Works,2,1
Leisure,1,0
"""


@pytest.mark.parametrize("first", ["", "Ref,Audit,Recommendation,Officer,Target date,Update,Status\n"])
def test_tables_one_below_the_other_are_each_read_by_their_own_headings(
    take: Callable[..., Reading], first: str
) -> None:
    reading = take(first + TWO_TABLES)
    assert [(r.source_ref, r.audit, r.owner, r.original_due, r.due, r.status, r.section) for r in reading.records] == [
        ("1", "Fleet", "", None, date(2025, 5, 1), Status.NOT_IMPLEMENTED, "Table A - live" if first else ""),
        *[("2", "Fleet", "Fleet Manager", date(2025, 5, 1), date(2025, 9, 1), None, "Table B - extensions")],
    ]
    mapped = take(first + TWO_TABLES, heading_map={"due": "revised target date", "owner": "Lead"})
    lacking = [p.text for p in mapped.problems if p.what.startswith("There is no heading like this one")]
    assert lacking == ["Lead"]  # the other is one of the second table
    (other,) = [p for p in reading.problems if p.what.startswith("This table does not give recommendations")]
    assert other.text == "Directorate | Ref | Status\nWorks | 2 | 1\nLeisure | 1 | 0"
    assert other.where == ("lines 10-12" if first else "lines 9-11")


def test_headings_divided_below_are_known_where_no_cells_are_merged(take: Callable[..., Reading]) -> None:
    heads = "Audit,Recommendation,Target date,,Status\n,,Original,Revised,RAG\n"
    record = take(f"{heads}Fleet,Service the vans.,1/5/2025,1/9/2025,Open\n").records[0]
    assert (record.original_due, record.due, record.status) == (
        date(2025, 5, 1),
        date(2025, 9, 1),
        Status.NOT_IMPLEMENTED,
    )


def test_of_a_heading_in_two_rows_the_lower_may_be_the_one_that_is_known_best(take: Callable[..., Reading]) -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["Review", "Report", "Recommendation", "Operational lead", "Target date", None, "Status", None])
        sheet.append([None, "Issued", None, None, "Original", "Revised", "RAG", "Direction"])
        sheet.append(["Wards", date(2024, 7, 1), "a", "b", date(2024, 12, 31), date(2025, 6, 30), "Open", "Improving"])
        for merged in ("A1:A2", "C1:C2", "D1:D2", "E1:F1", "G1:H1"):
            sheet.merge_cells(merged)

    record = take(book(fill), "tracker.xlsx").records[0]
    assert (record.audit, record.issued, record.original_due) == ("Wards", date(2024, 7, 1), date(2024, 12, 31))
    assert (record.due, record.status, record.update) == (
        date(2025, 6, 30),
        Status.NOT_IMPLEMENTED,
        "Direction: Improving",
    )


def test_what_a_system_of_actions_writes_is_read(take: Callable[..., Reading]) -> None:
    heads = "Action Code;Action Title;Description;Status;Progress Bar;Original Due Date;Due Date;Assigned To;"
    heads += "Latest Note;Latest Note Date;Parent Action Title\n"
    row = "IA 5.01;Stock;Count it.;Overdue;45%;2025-03-31T00:00:00;2025-12-31T00:00:00;J. Smith;Counted once."
    record = take(f"{heads}{row};2025-10-02T09:15:00;Stores\n").records[0]
    assert (record.source_ref, record.audit, record.recommendation) == ("IA 5.01", "Stores", "Count it.")
    assert (record.original_due, record.due) == (date(2025, 3, 31), date(2025, 12, 31))
    assert (record.status, record.update, record.update_on) == (
        Status.PARTIALLY_IMPLEMENTED,
        "Counted once.",
        date(2025, 10, 2),
    )


def test_what_committees_pack_into_one_cell_is_taken_apart(take: Callable[..., Reading]) -> None:
    reading = take(
        "Audit Title,Due Date,Recommendation,Management Response,Update/Opinion,Ownership and Actions\n"
        '"Payroll\n24 May 2021",30 Novem ber 2021,Do it.,Agreed.,'
        '"Half done.\nOpinion: Partially implemented",'
        '"Director: A Person, Strategic Director Executive Member: Councillor B Action: Ask again in May."\n'
    )
    record = reading.records[0]
    assert (record.audit, record.issued, record.due) == ("Payroll", date(2021, 5, 24), date(2021, 11, 30))
    assert record.status is Status.PARTIALLY_IMPLEMENTED
    assert (record.director, record.executive_member) == ("A Person, Strategic Director", "Councillor B")
    assert record.action == "Ask again in May."
    assert reading.problems == ()


def test_milestones_are_read_as_people_write_them(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Milestones\nP,r,draft: 31 May 2021; embedded: 30/11/21\nP,s,soon\n")
    assert reading.records[0].milestones == (
        RawMilestone("draft", date(2021, 5, 31)),
        RawMilestone("embedded", date(2021, 11, 30)),
    )
    assert told(reading) == [("line 3", "soon")]


# Workbooks. ----------------------------------------------------------------------------------------------------


def test_real_dates_numbers_and_truths_are_read_as_they_are_meant(take: Callable[..., Reading]) -> None:
    reading = take(
        rows_of(
            ["Rec no", "Audit", "Recommendation", "Target date", "Owner"],
            [3, 2021, "Do it.", datetime.fromisoformat("2022-03-31T09:30"), True],
            [3.5, "Payroll", 7.0, 44651, date(2022, 3, 1)],
        ),
        "tracker.xlsx",
    )
    first, second = reading.records
    assert (first.source_ref, first.audit, first.due, first.owner) == ("3", "2021", date(2022, 3, 31), "TRUE")
    assert (second.source_ref, second.recommendation, second.due) == ("3.5", "7", date(2022, 3, 31))
    assert second.owner == "1 Mar 2022"
    assert (first.where, second.where) == ("Tracker row 2", "Tracker row 3")
    assert reading.problems == ()


def test_days_that_an_american_program_may_have_swapped_are_told(take: Callable[..., Reading]) -> None:
    heading = ["Audit", "Recommendation", "Due date"]
    swapped = [date(2022, 5, 4), date(2022, 12, 1), "13/04/2022", "31/12/2022"]
    reading = take(rows_of(heading, *(["Payroll", f"{n}.", due] for n, due in enumerate(swapped))), "swapped.xlsx")
    assert [where for where, _ in told(reading)] == ["Tracker!C1"]
    assert "may have swapped the days and months" in reading.problems[0].what
    whole = [date(2022, 5, 4), date(2022, 12, 31), "13/04/2022", "31/12/2022"]
    assert take(rows_of(heading, *(["Payroll", f"{n}.", d] for n, d in enumerate(whole))), "w.xlsx").problems == ()


@pytest.mark.parametrize("shown_as", ["mmm-yy", "mmmm yyyy", r"[$-809]mmm\\-yy;@", "mm/yyyy"])
def test_a_month_without_a_day_is_no_date_though_a_program_makes_it_one(
    take: Callable[..., Reading], shown_as: str
) -> None:
    def fill(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["Audit", "Recommendation", "Due date"])
        for n, (due, format_) in enumerate(((1, shown_as), (31, shown_as), (1, "d mmm yy"), (1, "dd/mm/yyyy")), 2):
            sheet.append(["Payroll", f"Number {n}.", date(2022, 3, due)])
            sheet.cell(n, 3).number_format = format_

    months = take(book(fill), "months.xlsx").records
    assert [record.due for record in months] == [None, date(2022, 3, 31), date(2022, 3, 1), date(2022, 3, 1)]
    assert months[0].due_words == "Mar 2022"


def test_days_of_a_macintosh_workbook_count_from_1904(take: Callable[..., Reading]) -> None:
    def fill(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        workbook.epoch = CALENDAR_MAC_1904
        sheet.append(["Audit", "Recommendation", "Due date"])
        sheet.append(["Payroll", "a", date(2022, 3, 31)])
        sheet.append(["Payroll", "b", 43189])

    assert [record.due for record in take(book(fill), "mac.xlsx").records] == [date(2022, 3, 31)] * 2


def test_a_number_that_is_no_likely_day_is_kept_as_words(take: Callable[..., Reading]) -> None:
    reading = take(rows_of(["Audit", "Recommendation", "Due date"], ["Payroll", "a", 2022]), "tracker.xlsx")
    assert (reading.records[0].due, reading.records[0].due_words) == (None, "2022")
    assert told(reading) == [("Tracker row 2", "2022")]


def test_a_day_number_in_text_is_read_and_told(take: Callable[..., Reading]) -> None:
    reading = take("Audit,Recommendation,Due date\nPayroll,a,44651\n")
    assert reading.records[0].due == date(2022, 3, 31)
    assert "31 Mar 2022" in reading.problems[0].what


def test_formulas_without_a_value_and_errors_are_told_with_their_cell(take: Callable[..., Reading]) -> None:
    content = rows_of(
        ["Audit", "Recommendation", "Due date", "Owner"],
        ["Payroll", "a", "=DATE(2022,3,31)", "#REF!"],
    )
    reading = take(content, "tracker.xlsx")
    assert reading.records[0].due is None
    assert reading.records[0].owner == ""
    assert told(reading) == [("Tracker!C2", "=DATE(2022,3,31)"), ("Tracker!D2", "#REF!")]


def test_a_formula_with_a_value_gives_the_value(take: Callable[..., Reading]) -> None:
    content = rows_of(["Audit", "Recommendation", "Due date"], ["=A1", "=B1", "=C1"])
    kept = {
        b"A": b't="str"><f>A1</f><v>Pay_x0041_roll</v></c>',
        b"B": b't="str"><f>B1</f><v>Do it.</v></c>',
        b"C": b"><f>C1</f><v>44651</v></c>",
    }

    def change(xml: bytes) -> bytes:
        cells = rb'<c r="([ABC])2"><f>[^<]*</f><v ?(?:/>|></v>)</c>'
        xml, count = re.subn(cells, lambda found: b'<c r="%b2" %b' % (found[1], kept[found[1]]), xml)
        assert count == 3
        return xml

    reading = take(changed(content, SHEET, change), "tracker.xlsx")
    record = reading.records[0]
    assert (record.audit, record.recommendation, record.due) == ("PayAroll", "Do it.", date(2022, 3, 31))
    assert reading.problems == ()


def test_a_merged_cell_holds_for_all_its_rows(take: Callable[..., Reading]) -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["Audit", "Directorate", "Recommendation", "Response"])
        for row in (["Payroll", "Finance", "one", "r1"], [None, None, "two", "r2"], [None, None, None, "and r3"]):
            sheet.append(row)
        sheet.append(["Stock", "Depot", "three", ""])
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("C3:C4")

    reading = take(book(fill), "tracker.xlsx")
    assert [(r.audit, r.directorate, r.recommendation, r.response) for r in reading.records] == [
        ("Payroll", "Finance", "one", "r1"),
        ("Payroll", "Finance", "two", "r2\nand r3"),
        ("Stock", "Depot", "three", ""),
    ]
    assert reading.problems == ()


def test_a_heading_in_two_rows_is_one_heading(take: Callable[..., Reading]) -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["Audit", "Recommendation", "Due date", None, "Status"])
        sheet.append([None, None, "Original", "Revised", None])
        sheet.append(["Payroll", "a", date(2021, 1, 1), date(2022, 1, 1), "Open"])
        for merged in ("A1:A2", "B1:B2", "E1:E2", "C1:D1"):
            sheet.merge_cells(merged)

    record = take(book(fill), "tracker.xlsx").records[0]
    assert (record.original_due, record.due) == (date(2021, 1, 1), date(2022, 1, 1))


def test_a_merged_row_above_a_group_gives_its_directorate(take: Callable[..., Reading]) -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in (
            ["Audit", "Recommendation"],
            ["Adult Services"],
            ["Care", "one"],
            ["Roads and Streets"],
            ["Gritting", "two"],
        ):
            sheet.append(row)
        sheet.merge_cells("A2:B2")
        sheet.merge_cells("A4:B4")

    reading = take(book(fill), "tracker.xlsx")
    assert [(r.directorate, r.audit) for r in reading.records] == [
        ("Adult Services", "Care"),
        ("Roads and Streets", "Gritting"),
    ]
    assert [where for where, _ in told(reading)] == ["Tracker row 2", "Tracker row 4"]


def test_the_sheet_with_the_best_heading_is_read_and_the_others_are_told(take: Callable[..., Reading]) -> None:
    def fill(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["Audit", "Recommendation"])
        sheet.append(["wrong", "sheet"])
        best = workbook.create_sheet("Open")
        best.append(["Position as at 1 May 2022"])
        best.append(["Audit", "Recommendation", "Due date", "Status"])
        best.append(["right", "sheet", None, "Open"])
        hidden = workbook.create_sheet("Lists")
        hidden.append(["Open", "Closed"])
        hidden.sheet_state = "hidden"
        workbook.create_sheet("Empty")

    reading = take(book(fill), "tracker.xlsx")
    assert reading.records[0].audit == "right"
    assert reading.as_of == date(2022, 5, 1)
    assert [(p.where, "hidden" in p.what) for p in reading.problems] == [("Tracker", False), ("Lists", True)]
    assert take(book(fill), "tracker.xlsx", sheet="tracker").records[0].audit == "wrong"
    with pytest.raises(Unreadable, match=r'no sheet "Closed"\. The sheets are: Tracker, Open, Lists, Empty'):
        take(book(fill), "tracker.xlsx", sheet="Closed")


def test_hidden_rows_are_read_and_told(take: Callable[..., Reading]) -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["Audit", "Recommendation"])
        for n in range(6):
            sheet.append(["Payroll", f"number {n}"])
        for row in (3, 4, 6):
            sheet.row_dimensions[row].hidden = True

    reading = take(book(fill), "tracker.xlsx")
    assert len(reading.records) == 6
    assert [problem.what for problem in reading.problems] == ["Hidden rows were read like the others: 3-4, 6."]


def test_rich_text_is_its_letters_and_escapes_are_their_characters(take: Callable[..., Reading]) -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["Audit", "Recommendation", "Update"])
        rich = CellRichText("Do ", TextBlock(InlineFont(b=True), "it"), " now.")
        sheet.append(["Payroll", rich, "a_x000D_b_x005F_x0041_ x005F_"])

    record = take(book(fill), "tracker.xlsx").records[0]
    assert record.recommendation == "Do it now."
    assert record.update == "a\rb_x0041_ x005F_"


def test_phonetic_guides_are_no_part_of_a_text(take: Callable[..., Reading]) -> None:
    guide = b'<rPh sb="0" eb="2"><t>reading</t></rPh>'
    content = excel_of(["Audit", "Recommendation"], ["Payroll", "Do it."], ["Stock", 1])
    content = changed(content, "xl/sharedStrings.xml", lambda xml: xml.replace(b"</si>", guide + b"</si>"))
    inline = b'<c r="B3" t="inlineStr"><is><t>And this.</t>' + guide + b"</is></c>"
    content = changed(content, SHEET, lambda xml: re.sub(rb'<c r="B3".*?</c>', inline, xml))
    reading = take(content, "tracker.xlsx")
    assert [record.recommendation for record in reading.records] == ["Do it.", "And this."]


def test_half_a_character_in_a_workbook_stays_what_it_is_written_as(take: Callable[..., Reading]) -> None:
    reading = take(rows_of(["Audit", "Recommendation"], ["Payroll", "a_xD83D_b"], ["Stock", "b"]), "tracker.xlsx")
    assert [record.recommendation for record in reading.records] == ["a_xD83D_b", "b"]


def test_a_number_longer_than_a_spreadsheet_counts_keeps_its_digits(take: Callable[..., Reading]) -> None:
    content = rows_of(["Rec no", "Audit", "Recommendation"], [12, "Payroll", "Do it."])
    content = changed(content, SHEET, lambda xml: xml.replace(b"<v>12</v>", b"<v>20210001000200030004</v>"))
    assert take(content, "tracker.xlsx").records[0].source_ref == "20210001000200030004"


def test_times_are_read_as_they_are_shown(take: Callable[..., Reading]) -> None:
    half_past = clock(9, 30)
    reading = take(rows_of(["Audit", "Recommendation", "Owner"], ["Payroll", "a", half_past]), "tracker.xlsx")
    assert reading.records[0].owner == "09:30:00"


def test_a_prefix_on_every_element_makes_no_difference(take: Callable[..., Reading]) -> None:
    def prefixed(xml: bytes) -> bytes:
        xml = xml.replace(b"</", b"</\x00").replace(b"<", b"<x:").replace(b"<x:/\x00", b"</x:")
        return xml.replace(b"<x:?", b"<?").replace(b" xmlns=", b" xmlns:x=")

    content = excel_of(["Audit", "Recommendation"], ["Payroll", "Do it."])
    for path in (SHEET, "xl/sharedStrings.xml"):
        content = changed(content, path, prefixed)
    assert take(content, "tracker.xlsx").records[0].recommendation == "Do it."


def test_a_million_ghost_rows_and_columns_take_seconds(take: Callable[..., Reading]) -> None:
    ghosts = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_000_000)
    )
    wide = b'<row r="1000000"><c r="XFD1000000" s="0"/></row>'
    content = changed(
        rows_of(["Audit", "Recommendation"], ["Payroll", "Do it."]),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", ghosts + wide + b"</sheetData>"),
    )
    begun = time.process_time()
    reading = take(content, "ghosts.xlsx")
    assert len(reading.records) == 1
    assert reading.problems == ()
    assert time.process_time() - begun < 20


# What cannot be read. ------------------------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in parts.items():
            package.writestr(path.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
UNREADABLE = {
    "old.xls": (OLD, "old Office"),
    "locked.xlsx": (OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
    "paper.pdf": (b"%PDF-1.7\n", "damaged or cut off"),
    "paper.docx": (zipped(word__document_dot_xml=b"<w/>"), "Word"),
    "sheet.ods": (zipped(mimetype=b"x", content_dot_xml=b"<x/>"), "OpenDocument"),
    "sheet.xlsb": (zipped(xl__workbook_dot_bin=b"x"), "binary workbook"),
    "many.zip": (zipped(a_dot_txt=b"x"), "packed"),
    "paper.rtf": (b"{\\rtf1 Audit}", "rich text"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "noise.csv": (bytes(range(256)) * 20, "neither a text"),
    "register.db": (b"SQLite format 3\x00", "register"),
    "empty.csv": (b"", "empty"),
    "blank.xlsx": (b"  \r\n", "empty"),
    "half.csv": (b"\xff\xfeA\x00u\x00d", "cut off"),
    "bare.xlsx": (zipped(xl__workbook_dot_xml=b"<workbook/>"), "no sheet"),
    "broken.json": (b'{"recommendations": [', "no JSON"),
    "deep.json": (b"[" * 200_000, "no JSON"),
    "digits.json": (b"[" + b"9" * 5_000 + b"]", "no JSON"),
    "other.json": (b'{"a": 1}', "no list of recommendations"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_one_sentence_that_names_it(take: Callable[..., Reading], name: str) -> None:
    content, word = UNREADABLE[name]
    with pytest.raises(Unreadable) as refused:
        take(content, name)
    assert str(refused.value).startswith(f"{name}: ")
    assert word in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        read(tmp_path / "none.csv", policy=Policy())
    with pytest.raises(Unreadable, match="folder"):
        read(tmp_path, policy=Policy())


def test_the_content_counts_not_the_ending(take: Callable[..., Reading]) -> None:
    assert take(rows_of(["Audit", "Recommendation"], ["a", "b"]), "tracker.csv").kind == "xlsx"
    assert take("Audit,Recommendation\na,b\n", "tracker.xlsx").kind == "csv"
    assert take('[{"Audit": "a", "Recommendation": "b"}]', "tracker.csv").kind == "json"


def test_a_bomb_of_entities_is_refused(take: Callable[..., Reading]) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = changed(
        rows_of(["Audit", "Recommendation"], ["a", "b"]), SHEET, lambda xml: doctype + xml[xml.index(b"<worksheet") :]
    )
    with pytest.raises(Unreadable, match="damaged"):
        take(content, "bomb.xlsx")


def test_a_part_that_unpacks_to_more_than_the_file_says_is_refused(take: Callable[..., Reading]) -> None:
    content = rows_of(["Audit", "Recommendation"], ["a", "b"])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = package.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert content.count(size) >= 2
    with pytest.raises(Unreadable, match="damaged"):
        take(content.replace(size, (100).to_bytes(4, "little")), "liar.xlsx")


def test_a_workbook_that_says_it_has_more_texts_than_can_be_is_refused(take: Callable[..., Reading]) -> None:
    content = changed(
        excel_of(["Audit", "Recommendation"], ["a", "b"]),
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b'uniqueCount="', b'uniqueCount="99999999'),
    )
    with pytest.raises(Unreadable, match="damaged"):
        take(content, "bomb.xlsx")


def test_a_cell_at_the_end_of_the_sheet_is_named_and_takes_no_memory(take: Callable[..., Reading]) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = changed(
        rows_of(["Audit", "Recommendation"], ["a", "b"]), SHEET, lambda xml: xml.replace(b"</sheetData>", far)
    )
    with pytest.raises(Unreadable, match='"Tracker" reaches as far as XFD1048576'):
        take(content, "far.xlsx")


def test_a_bomb_of_zeros_is_refused_before_it_is_unpacked(take: Callable[..., Reading]) -> None:
    out = io.BytesIO(rows_of(["Audit", "Recommendation"], ["a", "b"]))
    with zipfile.ZipFile(out) as package:
        xml = package.read(SHEET)
    bomb = changed(out.getvalue(), SHEET, lambda _: xml + b" " * 401_000_000)
    assert len(bomb) < 1_000_000
    begun = time.process_time()
    with pytest.raises(Unreadable, match="too large"):
        take(bomb, "bomb.xlsx")
    assert time.process_time() - begun < 1


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; empty where it is read."""
    try:
        read(path, policy=Policy())
    except Unreadable as refused:
        return str(refused)
    return ""


GOOD = excel_of(HEADING, FIRST, [*SECOND[:6], "=1+1", 3.5])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_workbook_is_read_or_refused_and_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(GOOD)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path_factory.mktemp("damaged") / "damaged.xlsx"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    assert not (said := refusal(path)) or said.startswith("damaged.xlsx: ")


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_part_is_read_or_refused_and_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        parts = package.namelist()

    def damage(xml: bytes) -> bytes:
        place = data.draw(st.integers(0, len(xml)))
        return (
            xml[:place] + data.draw(st.sampled_from([b"", b"9", b'"', b"<", b"x", b"-1", b"&#0;"])) + xml[place + 1 :]
        )

    path = tmp_path_factory.mktemp("damaged") / "damaged.xlsx"
    path.write_bytes(changed(GOOD, data.draw(st.sampled_from(parts)), damage))
    assert not (said := refusal(path)) or said.startswith("damaged.xlsx: ")


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: f"Audit,Recommendation\n{text}".encode("utf-8", "replace"))
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused_and_never_break(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(content)
    assert not (said := refusal(path)) or said.startswith("any.csv: ")


def test_a_foreign_json_is_read_by_its_headings(take: Callable[..., Reading]) -> None:
    items = [{"Audit": "Payroll", "Agreed action": "a", "Target date": "1/2/22", "extra": [1, 2]}, 5]
    reading = take(json.dumps(items), "tracker.json")
    record = reading.records[0]
    assert (record.audit, record.recommendation, record.due) == ("Payroll", "a", date(2022, 2, 1))
    assert record.where == "item 1"
    assert record.words["extra"] == "[1, 2]"
    assert told(reading) == [("item 2", "5"), ("item 1", "extra")]


def test_2000_rows_of_a_workbook_are_read_no_slower_than_openpyxl_alone(
    take: Callable[..., Reading], tmp_path: Path
) -> None:
    content = rows_of(HEADING, *([*FIRST[:2], f"Number {n}: {'do it ' * 50}", *FIRST[3:]] for n in range(2_000)))
    path = tmp_path / "alone.xlsx"
    path.write_bytes(content)

    def alone() -> None:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        list(workbook.active.iter_rows(values_only=True))
        workbook.close()

    def best(work: Callable[[], object]) -> float:
        times = []
        for _ in range(3):
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
        return min(times)

    assert best(lambda: take(content, "tracker.xlsx")) < 1.2 * best(alone)
