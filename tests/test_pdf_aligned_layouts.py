"""Other bodies' tables, set without ruling lines by a program that makes PDFs, are read to records."""

import ctypes
import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, groupby

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Table as SetTable

from db.readings import Reading
from db.rules import Policy, Status
from reports.read.paper.pdf.aligned import find_tables
from reports.read.paper.pdf.page import Page, Stroke, Word
from reports.read.paper.pdf.printed import printed_lines
from reports.read.report.lines import Line
from reports.read.report.reading import read_report

PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=8, leading=9.6)
HEAD = ParagraphStyle("head", PLAIN, fontName="Helvetica-Bold", alignment=1)
TITLE = ParagraphStyle("title", PLAIN, fontName="Helvetica-Bold", fontSize=11, leading=16)

PERCENT = [
    "Ref|Audit|Recommendation|Priority|Responsible Officer|Original target date|Revised target date|% complete|RAG"
    "|Progress",
    "21 HR 07|Leavers and Starters|Managers should tell payroll of each leaver before the last day worked, and the "
    "forms should be kept.|High|Head of People|31/03/2021|30/09/2021|75%|Amber|The form is on line since May. Two "
    "services still send letters.",
    "21 HR 09|Leavers and Starters|A list of those who approve overtime should be kept.|Medium|Head of People"
    "|30/06/2021||100%|Green|Done and seen.",
    "20 IT 02|Backups|Backups should be restored once a year as a test.<br/>The result should be put to the board."
    "|High|ICT Manager|31/12/2020|31/12/2021|20%|Red|No test yet.<br/>The supplier gave a date in May.",
    "20 IT 05|Backups|Tapes should be kept off site.|Low|ICT Manager|31/12/2020||0%|Red|",
]
PERCENT_WIDE = [48, 70, 170, 45, 70, 60, 60, 50, 42, 150]
FOLLOWED = [
    "Audit|Recommendation|Priority|Agreed date|First follow-up|Second follow-up|Status",
    "Car Parks|Money from machines should be counted by two people.|1|1 June 2021|Partially implemented. One person "
    "still counts on Sundays.|Implemented. Seen in April.|Implemented",
    "Car Parks|Keys of machines should be signed for.|3|1 July 2021|Not implemented.|Not implemented. The new book is "
    "ordered.|Not implemented",
    "Allotments|Rents should be raised each April as the committee agreed, and tenants told in time.|2|1 April 2021"
    "|Partially implemented.||Partially implemented",
]
FOLLOWED_WIDE = [80, 220, 45, 60, 140, 140, 90]


def printed(rows: Sequence[str], widths: Sequence[float], *style: tuple[object, ...], padding: float = 3) -> bytes:
    """A report with one table, as PDF."""
    cells = [[Paragraph(cell, PLAIN if n else HEAD) for cell in row.split("|")] for n, row in enumerate(rows)]
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        *style,
    ]
    story: list[Flowable] = [
        Paragraph("Report to: Audit and Governance Committee - 21 September 2021", PLAIN),
        Spacer(1, 12),
        Paragraph("1.1 " + "What is still to be done is set out below, with what was said of it. " * 5, PLAIN),
        Paragraph("Appendix A - Recommendations outstanding", TITLE),
        SetTable(cells, colWidths=widths, repeatRows=1, style=TableStyle(look)),
        Spacer(1, 14),
        Paragraph("2.1 " + "What follows is prose again and must stay so. " * 6, PLAIN),
    ]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=30, rightMargin=30, invariant=1).build(story)
    return out.getvalue()


def font(text: pypdfium2.PdfTextPage, at: int) -> str:
    """The name of the font of one letter."""
    name = ctypes.create_string_buffer(99)
    pdfium.FPDFText_GetFontInfo(text, at, name, 99, None)
    return name.value.decode()


def pages(pdf: bytes) -> Iterator[Page]:
    """Words and lines drawn, as a reader of the file gets them."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            wide, high = page.get_size()
            text = page.get_textpage()
            letters = [(n, text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())]
            words = []
            for blank, group in groupby(letters, lambda letter: not letter[1].strip()):
                word = [] if blank else list(group)
                if word:
                    at, boxes = word[0][0], [box for *_, box in word]
                    middle = high - (boxes[0][1] + max(box[3] for box in boxes)) / 2
                    x0, x1 = boxes[0][0], boxes[-1][2]
                    bold = "Bold" in font(text, at)
                    words.append(Word("".join(c for _, c, _ in word), x0, middle - 4, x1, middle + 4, 8, bold))
            strokes = []
            for drawn in page.get_objects([pdfium.FPDF_PAGEOBJ_PATH]):
                x0, low, x1, top = drawn.get_bounds()
                edges = (high - top, high - low)
                strokes += [Stroke(x0, y, x1, y) for y in edges]
            yield Page(number, wide, high, tuple(words), tuple(strokes))


def read(pdf: bytes) -> Reading:
    """The records of a paper whose tables have no ruling lines."""
    lines: list[Line] = []
    above = None
    for page in pages(pdf):
        tables = find_tables(page, page.words, above)
        numbers = count(1)
        found = [
            (row.top, Line(row.cells, f"page {page.number} row {next(numbers)}", row.drawn))
            for table in tables
            for row in table.rows
        ]
        found += [
            (edge, Line(("",), f"page {page.number}")) for table in tables for edge in (table.top - 1, table.bottom)
        ]
        rest = [w for w in page.words if not any(t.top <= w.top and w.bottom <= t.bottom for t in tables)]
        prose = printed_lines(rest)
        found += [(line.top, Line((line.text,), f"page {page.number} line {n}")) for n, line in enumerate(prose, 1)]
        lines += [line for _, line in sorted(found, key=lambda one: one[0])]
        above = tables[-1].columns if tables else None
    return read_report("report.pdf", lines, hashlib.sha256(pdf).hexdigest(), Policy())


RULED = ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey)
SHADED = ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.whitesmoke, colors.white])


@pytest.mark.parametrize("style", [(), (RULED,), (SHADED,)], ids=["white", "ruled across", "shaded"])
def test_a_tracker_of_percentages_and_colours_is_read_row_by_row(style: tuple[tuple[object, ...], ...]) -> None:
    reading = read(printed(PERCENT, PERCENT_WIDE, *style))
    assert [(r.source_ref, r.audit, r.priority, r.owner, r.original_due, r.due) for r in reading.records] == [
        ("21 HR 07", "Leavers and Starters", "High", "Head of People", date(2021, 3, 31), date(2021, 9, 30)),
        ("21 HR 09", "Leavers and Starters", "Medium", "Head of People", date(2021, 6, 30), date(2021, 6, 30)),
        ("20 IT 02", "Backups", "High", "ICT Manager", date(2020, 12, 31), date(2021, 12, 31)),
        ("20 IT 05", "Backups", "Low", "ICT Manager", date(2020, 12, 31), date(2020, 12, 31)),
    ]
    first, _, backups, last = reading.records
    assert first.recommendation == (
        "Managers should tell payroll of each leaver before the last day worked, and the forms should be kept."
    )
    assert (first.words["% complete"], first.words["RAG"]) == ("75%", "Amber")
    assert backups.recommendation == (
        "Backups should be restored once a year as a test.\nThe result should be put to the board."
    )
    assert backups.update == "No test yet.\nThe supplier gave a date in May."
    assert last.update == ""
    assert [r.where for r in reading.records] == [f"page 1 row {n}" for n in range(2, 6)]
    assert not any("column" in problem.what for problem in reading.problems)


@pytest.mark.parametrize("padding", [0, 3])
def test_follow_ups_and_numbered_priorities_are_read_over_pages(padding: float) -> None:
    rows = [FOLLOWED[0], *FOLLOWED[1:] * 9]
    reading = read(printed(rows, FOLLOWED_WIDE, padding=padding))
    assert [(r.audit, r.priority, r.due, r.status) for r in reading.records] == [
        ("Car Parks", "1", date(2021, 6, 1), Status.IMPLEMENTED),
        ("Car Parks", "3", date(2021, 7, 1), Status.NOT_IMPLEMENTED),
        ("Allotments", "2", date(2021, 4, 1), Status.PARTIALLY_IMPLEMENTED),
    ] * 9
    assert {r.recommendation for r in reading.records} == {row.split("|")[1] for row in FOLLOWED[1:]}
    assert reading.records[0].words["First follow-up"].split() == FOLLOWED[1].split("|")[4].split()
    assert reading.records[-1].where.startswith("page 2")


def test_words_across_the_table_head_the_rows_below_them() -> None:
    headings = "|".join(FOLLOWED[0].split("|")[1:])
    bare = ["|".join(row.split("|")[1:]) for row in FOLLOWED[1:]]
    rows = [headings, "Car Parks: their Machines, their Keys and Tickets|||||", *bare[:2], "Allotments|||||", bare[2]]
    across = [("SPAN", (0, n), (-1, n)) for n in (1, 4)]
    rows = [row if n not in {1, 4} else f"<b>{row.rstrip('|')}</b>|||||" for n, row in enumerate(rows)]
    reading = read(printed(rows, FOLLOWED_WIDE[1:], *across))
    assert [(r.audit, r.priority) for r in reading.records] == [
        ("Car Parks: their Machines, their Keys and Tickets", "1"),
        ("Car Parks: their Machines, their Keys and Tickets", "3"),
        ("Allotments", "2"),
    ]
