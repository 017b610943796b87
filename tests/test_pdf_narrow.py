"""Words, dates and references that a narrow column broke without a hyphen are whole again, and no others are joined."""

import io
from collections.abc import Sequence
from datetime import date

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from ruled_papers import Paper
from test_pdf_tagged import cell, pdf, rows

from db.readings import Reading
from db.rules import Policy, Status
from reports.read.paper.pdf.narrow import is_full, unbroken
from reports.read.paper.pdf.reading import read_pdf
from reports.read.paper.pdf.wrapped import Vocabulary
from reports.read.report.reading import read_report


def whole(lines: str, *, field: str = "", paper: str = "", full: bool = True) -> str:
    """The lines, apart by `|`, of which all are full or none is, in a paper that has these other words."""
    parts = lines.split("|")
    halves = Vocabulary(paper.split(), paper.split()).are_halves
    return "|".join(unbroken(parts, [full] * (len(parts) - 1), field, halves))


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        ("31/03/20|25", "31/03/2025"),
        ("31/0|3/202|5", "31/03/2025"),
        ("31-03-|2025", "31-03-2025"),
        ("30|Novem|ber|2021", "30|November|2021"),
        ("Originally|31/03/20|25|now later", "Originally|31/03/2025|now later"),
        ("Imple|mented", "Implemented"),
        ("Partially|imple|mented", "Partially|implemented"),
        ("Status: Imple|mented", "Status: Implemented"),
        ("Responsib|le officer", "Responsible officer"),
    ],
)
def test_a_date_a_status_and_a_heading_are_whole_where_that_is_all_they_can_mean(lines, meant):
    assert whole(lines) == meant


@pytest.mark.parametrize("lines", ["31/03/20|25", "Imple|mented", "Responsib|le officer"])
def test_nothing_is_joined_where_the_line_had_room(lines):
    assert whole(lines, full=False) == lines


@pytest.mark.parametrize(
    "lines",
    [
        "Not|implemented",  # is known as it is
        "Management|response",
        "It was moved to 31/03/20|25 of them were told",  # a date of 2020, or one of 2025: nobody can say
        "1/1|1/1|2025",  # two dates
        "Option|b",  # a letter of a list
        "Head of|Planning",
    ],
)
def test_what_can_be_read_as_it_stands_or_in_two_ways_is_left_as_it_is(lines):
    assert whole(lines) == lines


def test_a_word_is_whole_if_the_paper_writes_it_and_its_halves_are_none_of_its_words():
    assert whole("Infrastruc|ture|Manager", paper="the infrastructure of it") == "Infrastructure|Manager"
    assert whole("what is carried out|standing orders", paper="out all outstanding standing still") == (
        "what is carried out|standing orders"
    )
    assert whole("Overp|ayments") == "Overp|ayments", "nothing says that it is a word"


def test_the_end_of_a_word_that_is_no_word_belongs_to_the_line_above():
    assert whole("Recommendation|s") == "Recommendations"
    assert whole("Contributio|ns") == "Contributions"


def test_a_reference_is_whole_in_its_own_column_only():
    assert whole("FL/24/0|1", field="source_ref") == "FL/24/01"
    assert whole("FL/24/0|1", field="owner") == "FL/24/0|1"
    assert whole("R1|R2", field="ref") == "R1|R2"
    assert whole("2024/1|2024/2", field="ref") == "2024/1|2024/2"


def test_a_line_is_full_if_the_next_letter_had_no_room():
    assert is_full(5, 10, "e")
    assert not is_full(8, 10, "e")
    assert is_full(8, 10, "m")


# On paper. -----------------------------------------------------------------------------------------------------------

ROWS = (
    "Ref|Recommendation|Due date|Status|Responsible officer",
    "HB/24/01|Invoices should be raised in time.|30/09/2024|Implemented|Benefits Manager",
    "HB/24/02|Old ones should be written off by the Treasurer.|30 November 2025|Partially implemented|Treasurer",
    "FL/24/01|Fuel cards should be kept by vehicle.|31/03/2026|Not implemented|Transport Manager",
)
LINED = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
RULED = [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")]


def printed(
    style: Sequence[tuple[object, ...]],
    size: float,
    widths: Sequence[float],
    padding: float = 3,
    rows: Sequence[str] = ROWS,
) -> Reading:
    """The rows in narrow columns."""
    plain = ParagraphStyle("plain", fontName="Helvetica", fontSize=size, leading=1.2 * size, splitLongWords=1)
    cells = [[Paragraph(text, plain) for text in row.split("|")] for row in rows]
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), *style]
    table = Table(
        cells,
        widths,
        style=[*look, ("LEFTPADDING", (0, 0), (-1, -1), padding), ("RIGHTPADDING", (0, 0), (-1, -1), padding)],
    )
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=30, rightMargin=30, invariant=1).build([table])
    paper = read_pdf("paper.pdf", out.getvalue(), lambda _done, _total: None)
    return read_report("paper.pdf", paper.lines, "0" * 64, Policy())


def are_all(found: Reading) -> None:
    assert [(r.source_ref, r.due, r.status) for r in found.records] == [
        ("HB/24/01", date(2024, 9, 30), Status.IMPLEMENTED),
        ("HB/24/02", date(2025, 11, 30), Status.PARTIALLY_IMPLEMENTED),
        ("FL/24/01", date(2026, 3, 31), Status.NOT_IMPLEMENTED),
    ]
    assert [r.owner for r in found.records] == ["Benefits Manager", "Treasurer", "Transport Manager"]


@pytest.mark.parametrize("style", [LINED, RULED, []], ids=["all lines", "lines across", "no lines"])
def test_narrow_columns_are_read(style):
    are_all(printed(style, 8, (34, 300, 36, 44, 46)))


@pytest.mark.parametrize("style", [LINED, RULED, []], ids=["all lines", "lines across", "no lines"])
def test_large_letters_are_read(style):
    are_all(printed(style, 18, (84, 320, 84, 100, 100)))


@pytest.mark.parametrize("style", [RULED, []], ids=["lines across", "no lines"])
@pytest.mark.parametrize("padding", [0, 0.4])
def test_dates_that_touch_the_next_column_are_read(padding, style):
    rows = [ROWS[0], *(row.replace("30 November 2025", "30/11/2025") for row in ROWS[1:])]
    wide = stringWidth("30/11/2025", "Helvetica", 8) + 2 * padding
    are_all(printed(style, 8, (50, 200, wide, 90, 100), padding, rows))


def test_a_word_or_date_that_is_broken_at_the_end_of_its_page_is_whole():
    paper = Paper()
    widths = (60, 40, 60, 300)
    paper.table(
        (
            ("Ref", "Due", "Status", "Recommendation"),
            ("HB/", "31/03/20", "Partially\nimplemente", "Invoices should be raised as soon"),
        ),
        widths,
    )
    paper.turn()
    paper.table((("24/01", "25", "d", "as they can be."),), widths, heading=False)
    lines = read_pdf("paper.pdf", paper.data, lambda _done, _total: None).lines
    (record,) = read_report("paper.pdf", lines, "0" * 64, Policy()).records
    assert (record.source_ref, record.due) == ("HB/24/01", date(2025, 3, 31))
    assert record.status is Status.PARTIALLY_IMPLEMENTED
    assert record.recommendation == "Invoices should be raised as soon as they can be."


def test_broken_words_are_whole_in_a_file_with_tags():
    lines = ("Ref", "Due", "Status"), ("HB/\n24/01", "31/03/20\n25", "Partially\nImplem\nented")
    words = [
        (3 * n + at, 40 + 80 * at, 500 - 60 * n, text) for n, row in enumerate(lines) for at, text in enumerate(row)
    ]
    tree = ("Table", *(("TR", *(cell("TD", (0, 3 * n + at)) for at in range(3))) for n in range(2)))
    assert rows(pdf([words], tree))[1] == ("HB/24/01", "31/03/2025", "Partially Implemented")
