"""What stands over a table speaks for its rows: an audit's title, labels with what they say, a directorate."""

from datetime import date

import pytest
from papers import told

from db.readings import RawRecord, Reading
from db.rules import Policy
from reports.read.report.lines import Line
from reports.read.report.reading import read_report

HEADINGS = ("No.", "Recommendation", "Responsible officer", "Target date")
FIRST = ("1", "Check every leaver.", "Pay Manager", "30 June 2025")
SECOND = ("2", "Check every starter.", "Pay Manager", "31 July 2025")


def paper(*parts: str | list[tuple[str, ...]]) -> Reading:
    """Words outside of tables, and tables as a file draws them."""
    lines = [Line(("# A Council",), "paragraph 0", drawn=True)]
    for n, part in enumerate(parts, 1):
        if isinstance(part, str):
            lines.append(Line((part,), f"paragraph {n}", drawn=True))
        else:
            lines.append(Line(("",), f"before table {n}"))
            lines += [Line(row, f"table {n} row {m}", drawn=True) for m, row in enumerate(part, 1)]
            lines.append(Line(("",), f"after table {n}"))
    return read_report("a.docx", lines, "", Policy())


def audits(reading: Reading) -> list[str]:
    return [record.audit for record in reading.records]


def test_a_heading_over_a_table_without_a_column_of_audits_is_the_audit_of_its_rows() -> None:
    reading = paper(
        "# 3. Payroll",
        "Recommendations outstanding",
        [HEADINGS, FIRST],
        "Recommendations completed since the last meeting",
        [HEADINGS, SECOND],
        "# Rents",
        "Nothing has been done.",
        [HEADINGS, FIRST],
    )
    assert audits(reading) == ["Payroll", "Payroll", "Rents"]
    assert [record.section for record in reading.records][:2] == [
        "Recommendations outstanding",
        "Recommendations completed since the last meeting",
    ]
    what = "Taken as the audit title of the rows below it, where they give no other."
    assert [(p.where, p.text) for p in reading.problems if p.what == what] == [
        ("paragraph 1", "Payroll"),
        ("paragraph 6", "Rents"),
    ]


def test_a_line_that_nothing_marks_as_a_heading_is_the_audit_where_no_heading_is() -> None:
    reading = paper("Payroll", [HEADINGS, FIRST], "Rents 2024/25", "Recommendations outstanding", [HEADINGS, SECOND])
    assert audits(reading) == ["Payroll", "Rents 2024/25"]


def test_such_a_line_is_the_audit_of_a_second_table_where_nothing_but_parts_are_named_between() -> None:
    done = "Recommendations completed since the last meeting"
    reading = paper("Payroll", [HEADINGS, FIRST], done, [HEADINGS, SECOND], "Rents, as asked:", [HEADINGS, FIRST])
    assert audits(reading) == ["Payroll", "Payroll", ""]


@pytest.mark.parametrize(
    "words",
    [
        "# Appendix A",
        "# Overdue recommendations",
        "# Summary of progress",
        "# Northshire County Council",
        "# Introduction",
        "# Internal audit",
        "# Limited assurance reports",
        "# Section 3",
        "# Key",
        "# Action plan",
        "# Not yet due",
        "# Amber",
        "Audit Committee, 4 December 2025",
        "Nothing has been done since.",
        "Opinion: limited",
    ],
)
def test_the_heading_of_a_part_of_the_report_is_no_audit(words: str) -> None:
    reading = paper(words, [HEADINGS, FIRST])
    assert audits(reading) == [""]
    assert "table 2 row 2: This row has no audit title." in told(reading)


@pytest.mark.parametrize(
    "title",
    [
        *("Key Financial Systems", "Section 106 Agreements", "Open Spaces", "Green Waste", "Council Tax", "New Homes"),
        *("Board Assurance Framework", "Climate Action Plan", "Partnerships", "Trust Funds"),
    ],
)
def test_an_audit_may_be_called_nearly_like_a_part_of_the_report(title: str) -> None:
    assert audits(paper(f"# {title}", [HEADINGS, FIRST])) == [title]


def test_a_column_of_audits_is_believed_and_nothing_over_the_table() -> None:
    reading = paper("# Payroll", [("Audit", *HEADINGS), ("Rents", *FIRST)])
    assert audits(reading) == ["Rents"]


def test_labels_over_a_table_give_what_they_name_until_another_audit_is_named() -> None:
    reading = paper(
        "# Directorate: People",
        [("Audit", "Payroll"), ("Report date", "1 May 2025")],
        [HEADINGS, FIRST],
        "Audit: Rents",
        [HEADINGS, SECOND],
        "# Place Directorate",
        "Audit title: Parks",
        [HEADINGS, FIRST],
    )

    def said(record: RawRecord) -> tuple[str, str, date | None]:
        return record.directorate, record.audit, record.issued

    assert [said(record) for record in reading.records] == [
        ("People", "Payroll", date(2025, 5, 1)),
        ("People", "Rents", None),
        ("Place Directorate", "Parks", None),
    ]


def test_a_directorate_over_a_table_with_audits_is_that_of_its_rows() -> None:
    rows = [("Audit", *HEADINGS), ("Rents", *FIRST)]
    reading = paper("Directorate: Finance", "# Purpose", "# Directorate: People", rows, "# Detail", rows)
    assert [record.directorate for record in reading.records] == ["People", "People"]
    (alone,) = paper("Directorate: Finance", "# Purpose", rows).records
    assert alone.directorate == ""  # whose paper it is, not whose rows


def test_a_table_of_other_columns_is_no_part_of_the_row_above() -> None:
    reading = paper("# Payroll", [HEADINGS, FIRST], [("Opinion", "Limited"), ("Risk", "High")], [HEADINGS, SECOND])
    assert [record.recommendation for record in reading.records] == [FIRST[1], SECOND[1]]
    assert [record.where for record in reading.records] == ["table 2 row 2", "table 4 row 2"]


def test_a_priority_over_a_table_is_that_of_its_rows_until_another_audit_is_named() -> None:
    reading = paper(
        "# Payroll", "# High priority", [HEADINGS, FIRST], "# Medium", [HEADINGS, SECOND], "# Rents", [HEADINGS, FIRST]
    )
    assert [(record.audit, record.priority) for record in reading.records] == [
        ("Payroll", "High priority"),
        ("Payroll", "Medium"),
        ("Rents", ""),
    ]
