"""PDFs as programs draw them: pages, running heads, ruled tables in every style, paragraphs in cells."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from ruled_papers import HEADINGS, STYLES, WIDTHS, Paper

from db.readings import Reading
from db.rules import Policy, Status
from reports.read import Unreadable
from reports.read.paper.pdf.reading import read_pdf
from reports.read.report.lines import Line
from reports.read.report.reading import read_report

GRITTING = (
    "Gritting Routes\n4 May 2021",
    "30 Sept 2021",
    "The routes should be checked by a second person before the winter. A list of who has done so should be kept.",
    "We agree that a second person should look at them, and have found one.",
    "One of two depots has done so.",
    "*Director:* Director of Highways\n*Executive Member:* Member for Highways\n*Status:* Partially implemented\n"
    "*Action:* To be looked at again in March.",
)
KEYS = (
    "Keys of the Depot",
    "1 March 2022",
    "\u2022 Keys should be signed for.\n\u2022 The cupboard should be locked at night, and whenever nobody is there.",
    "Agreed.",
    "Done, and tested.",
    "*Director:* Director of Highways\n*Executive Member:* Member for Highways\n*Status:* Implemented\n"
    "*Action:* No further action required",
)


def unheard(_done: int, _total: int) -> None:
    """Nobody watches."""


def lines(data: bytes) -> tuple[Line, ...]:
    return read_pdf("paper.pdf", data, unheard).lines


def table(data: bytes) -> list[tuple[str, ...]]:
    return [line.cells for line in lines(data) if line.in_table]


def prose(data: bytes) -> list[str]:
    return [line.text for line in lines(data) if not line.in_table and not line.is_blank]


def reading(data: bytes) -> Reading:
    return read_report("paper.pdf", lines(data), "0" * 64, Policy())


def are_both(found: Reading) -> None:
    gritting, keys = found.records
    assert (gritting.audit, gritting.due.isoformat(), gritting.status) == (
        "Gritting Routes",
        "2021-09-30",
        Status.PARTIALLY_IMPLEMENTED,
    )
    assert gritting.recommendation == GRITTING[2]
    assert gritting.response == GRITTING[3]
    assert gritting.director == "Director of Highways"
    assert keys.recommendation == KEYS[2]
    assert keys.status is Status.IMPLEMENTED
    assert found.problems == ()


# Ruling lines. ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_a_table_is_read_however_its_lines_are_drawn(style):
    paper = Paper(line=STYLES[style])
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    paper.table((HEADINGS, GRITTING, KEYS))
    are_both(reading(paper.data))


@pytest.mark.parametrize(
    "without", [("left", "right"), ("top",), ("foot",), ("left", "right", "top", "foot")], ids=" ".join
)
def test_a_table_is_read_whose_outer_lines_are_not_drawn(without):
    paper = Paper()
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    paper.table((HEADINGS, GRITTING, KEYS), without=without)
    are_both(reading(paper.data))


def test_rows_that_only_space_parts_are_told_apart_where_lines_part_the_columns():
    paper = Paper()
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    paper.table((HEADINGS, GRITTING, KEYS), without=("across",))
    are_both(reading(paper.data))


def test_a_heading_right_below_a_larger_one_is_a_heading_of_its_own():
    paper = Paper()
    for said, size in (
        ("A Council", 24),
        ("To the committee", 14),
        ("Of 4 May", 14),
        ("Of what was found in the year", 14),
    ):
        paper.say(said, bold=True, size=size)
    paper.say("Payroll", bold=True, size=13)
    paper.table((HEADINGS, GRITTING))
    assert prose(paper.data)[-2:] == ["# Of what was found in the year", "# Payroll"]


def test_headings_in_a_shaded_box_are_headings():
    paper = Paper()
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    paper.table((HEADINGS, GRITTING, KEYS), shade=True, without=("top",))
    are_both(reading(paper.data))


def test_merged_cells_say_their_words_in_each_row_and_heading_that_they_cover():
    paper = Paper()
    rows = (
        ("Audit", "Dates", "", "Recommendation"),
        ("", "Original", "Revised", ""),
        ("Gritting", "1 May 2021", "1 June 2021", "Routes should be checked."),
        ("", "2 May 2021", "2 June 2021", "Lists should be kept."),
        ("Keys", "3 May 2021", "Nothing more is known", ""),
    )
    merged = ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (2, 0, 3, 0), (4, 2, 4, 3))
    paper.table(rows, (150, 100, 100, 300), merged=merged)
    assert table(paper.data) == [
        ("Audit", "Dates", "Dates", "Recommendation"),
        ("Audit", "Original", "Revised", "Recommendation"),
        ("Gritting", "1 May 2021", "1 June 2021", "Routes should be checked."),
        ("Gritting", "2 May 2021", "2 June 2021", "Lists should be kept."),
        ("Keys", "3 May 2021", "Nothing more is known", ""),
    ]


def test_a_box_in_a_cell_is_part_of_that_cell():
    paper = Paper()
    top = paper.y
    paper.table((HEADINGS, GRITTING, KEYS))
    for x, y, text in ((0, 0, "One"), (1, 0, "Two"), (0, 1, "Three"), (1, 1, "Four")):
        paper.canvas.rect(440 + 35 * x, top - 90 - 14 * y, 35, 14)
        paper.write(text, 444 + 35 * x, top - 86 - 14 * y)
    found = reading(paper.data)
    assert len(found.records) == 2
    assert found.records[0].response == f"{GRITTING[3]}\nOne Two\nThree Four"


def test_underlined_words_and_a_frame_around_a_page_are_no_table():
    paper = Paper()
    paper.canvas.rect(20, 20, paper.width - 40, paper.height - 40)
    paper.canvas.line(40, paper.y - 10, 200, paper.y - 10)
    paper.say("These words are underlined.")
    paper.table((HEADINGS, GRITTING, KEYS))
    are_both(reading(paper.data))


# Pages. ----------------------------------------------------------------------------------------------------------


def spread(*, repeat: bool, split: bool) -> bytes:
    """Twelve rows over pages with a head and a foot, as a typesetter breaks them."""
    style = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)
    long = " ".join(f"Sentence {n} of the response says what is done in the {n}th place." for n in range(1, 12))
    rows = [
        [
            Paragraph(cell, style)
            for cell in (f"Audit {chr(64 + n)}", f"{n} May 2021", f"Point {n} is to be seen to.", long)
        ]
        for n in range(1, 13)
    ]
    heads = [[Paragraph(h, style) for h in ("Audit Title", "Due Date", "Recommendation", "Management Response")]]
    out = io.BytesIO()

    def furniture(canvas: Canvas, _doc: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 570, "Borough Council - Audit Committee")
        canvas.drawString(400, 20, f"Page {canvas.getPageNumber()} of 9")

    paper = SimpleDocTemplate(out, pagesize=landscape(A4), topMargin=50, bottomMargin=50, invariant=1)
    whole = Table(
        [*heads, *rows],
        colWidths=(100, 80, 200, 300),
        repeatRows=1 if repeat else 0,
        splitByRow=not split,
        splitInRow=split,
        style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )
    paper.build([whole], onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


@pytest.mark.parametrize("repeat", [True, False])
@pytest.mark.parametrize("split", [True, False])
def test_a_table_goes_on_over_pages_with_its_headings_or_without_and_rows_in_two_parts(repeat, split):
    data = spread(repeat=repeat, split=split)
    assert len(pypdfium2.PdfDocument(data)) > 3
    found = reading(data)
    assert [one.audit for one in found.records] == [f"Audit {chr(65 + n)}" for n in range(12)]
    assert len({one.response for one in found.records}) == 1
    assert found.records[0].response.count("Sentence") == 11
    assert [one.due.day for one in found.records] == list(range(1, 13))
    assert not any("Borough Council" in problem.text for problem in found.problems)


def test_what_runs_on_every_page_is_left_out_and_a_head_is_said_once():
    said = prose(spread(repeat=True, split=False))
    assert said == ["Borough Council - Audit Committee"]


LEFT = (
    ("Ref", "Audit Title", "Recommendation"),
    ("HW 1", "Gritting Routes", "Drive each route in May."),
    ("HW 2", "Keys", "Count all keys."),
)
RIGHT = (
    ("Original Target Date", "Revised Target Date", "Status"),
    ("1/5/2021", "1/9/2021", "Implemented"),
    ("1/6/2021", "", "Outstanding"),
)


def sides(*, level: bool) -> bytes:
    """A sheet too wide for its pages, its left-hand side printed before its right-hand side."""
    paper = Paper()
    paper.table(LEFT, (120, 240, 380))
    paper.turn()
    paper.y -= 0 if level else 30
    paper.table(RIGHT, (150, 150, 150))
    return paper.data


def test_a_sheet_too_wide_for_its_pages_is_whole_again_and_that_is_told():
    found = reading(sides(level=True))
    assert [(r.source_ref, r.original_due.isoformat(), r.due.isoformat(), r.status_words) for r in found.records] == [
        ("HW 1", "2021-05-01", "2021-09-01", "Implemented"),
        ("HW 2", "2021-06-01", "2021-06-01", "Outstanding"),
    ]
    assert "right-hand side of page 1" in read_pdf("p", sides(level=True), unheard).problems[0].what


def test_a_table_of_other_columns_is_never_read_as_rows_of_the_one_before():
    found = reading(sides(level=False))
    assert [r.recommendation for r in found.records] == [row[2] for row in LEFT[1:]]
    assert any("does not give recommendations; nothing of it was read" in problem.what for problem in found.problems)


def test_rows_below_words_of_prose_go_on_under_the_headings_above_though_one_column_is_empty_there():
    paper = Paper()
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    paper.table((HEADINGS, GRITTING))
    paper.turn()
    paper.say("What follows was asked of officers only, as the committee had said in its last meeting.")
    paper.table(((*KEYS[:3], "", *KEYS[4:]),), heading=False)
    gritting, keys = (found := reading(paper.data)).records
    assert gritting.response == GRITTING[3]
    assert (keys.response, keys.status, keys.update) == ("", Status.IMPLEMENTED, "Done, and tested.")
    assert found.problems == ()


def test_a_row_that_no_line_ends_at_the_foot_of_its_page_goes_on_in_the_next():
    paper = Paper()
    paper.table((HEADINGS, (*GRITTING[:3], "We agree that a second", *GRITTING[4:])), without=("foot",))
    paper.turn()
    rest = ("", "", "", "person should look at them.", "It goes on.", "")
    paper.table((rest, KEYS), heading=False, without=("top",))
    gritting, keys = reading(paper.data).records
    assert gritting.response == "We agree that a second person should look at them."
    assert gritting.update == "One of two depots has done so.\nIt goes on."
    assert keys.audit == "Keys of the Depot"


def test_a_row_at_the_top_of_each_page_is_no_running_head_though_its_status_is_the_same():
    paper = Paper()
    for n in range(1, 5):
        if n > 1:
            paper.turn()
        for at, text in enumerate((f"R {n}", f"Audit {'abcd'[n - 1]}", "Check it", f"{n} May 2021", "High", "Open")):
            paper.write(text, paper.left + 110 * at, paper.height - 60)
        paper.write("Borough Council", paper.left, paper.height - 30)
    text = " ".join(line.text for line in lines(paper.data))
    assert text.count("Borough Council") == 1
    assert [n for n in range(1, 5) if f"{n} May 2021" in text] == [1, 2, 3, 4]


def test_the_rest_of_one_cell_alone_on_the_next_page_is_of_its_row():
    paper = Paper()
    paper.table((HEADINGS, GRITTING, (*KEYS[:4], "Done, and tested by the team that looks after", KEYS[5])))
    paper.turn()
    paper.table((("", "", "", "", "the depot.", ""),), heading=False)
    assert reading(paper.data).records[1].update == "Done, and tested by the team that looks after the depot."


def test_a_row_that_no_line_parts_is_one_whatever_its_parts_look_like():
    paper = Paper()
    paper.table((HEADINGS, ("Gritting", "30 Sept", "Routes should be checked.", "Agreed.", "", "")), without=("foot",))
    paper.turn()
    paper.table((("Routes", "2021", "Lists should be kept.", "Done.", "", ""), KEYS), heading=False, without=("top",))
    data = paper.data
    assert len(table(data)) == 3
    gritting, keys = reading(data).records
    assert (gritting.audit, gritting.due.isoformat()) == ("Gritting Routes", "2021-09-30")
    assert gritting.recommendation == "Routes should be checked.\nLists should be kept."
    assert keys.audit == "Keys of the Depot"


def test_the_same_words_further_in_on_each_page_are_words_of_that_page():
    paper = Paper(width=595, height=842)
    for name in ("Gritting", "Keys", "Payroll", "Libraries"):
        paper.write("Borough Council", 40, 820)
        paper.say(f"What we saw of {name}", bold=True, size=14)
        paper.say("Nothing has been done since November.")
        paper.turn()
    assert prose(paper.data).count("Nothing has been done since November.") == 4


def test_a_row_goes_on_below_a_heading_that_says_it_does():
    paper = Paper()
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    paper.table((HEADINGS, (*GRITTING[:3], "We agree that a second", *GRITTING[4:])))
    paper.turn()
    paper.say("Appendix 1 - Recommendations (continued)", bold=True, size=14)
    paper.table((HEADINGS, ("", "", "", "person should look at them.", "", ""), (*KEYS[:4], "", KEYS[5])))
    gritting, keys = reading(paper.data).records
    assert gritting.response == "We agree that a second person should look at them."
    assert (keys.audit, keys.update, keys.status) == ("Keys of the Depot", "", Status.IMPLEMENTED)


def test_a_section_begins_anew_on_the_next_page():
    paper = Paper()
    for number, row in ((1, GRITTING), (2, KEYS)):
        paper.say(f"Appendix {number} - Part {number}", bold=True, size=14)
        paper.table((HEADINGS, row))
        paper.turn()
    assert [one.section for one in reading(paper.data).records] == ["Appendix 1 - Part 1", "Appendix 2 - Part 2"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 90, 270])
def test_a_page_is_read_the_way_its_words_stand(rotate, angle):
    paper = Paper(width=842, height=842)
    paper.canvas.setPageRotation(rotate)
    paper.canvas.translate(*{0: (0, 0), 90: (842, 0), 270: (0, 842)}[angle])
    paper.canvas.rotate(angle)
    paper.table((HEADINGS, GRITTING, KEYS))
    are_both(reading(paper.data))


def test_headings_written_upwards_are_read():
    paper = Paper()
    top = paper.y
    paper.table((("\n" * 8, *HEADINGS[1:]), GRITTING, KEYS))
    paper.canvas.saveState()
    paper.canvas.translate(paper.left + 40, top - 100)
    paper.canvas.rotate(90)
    paper.write("Audit Title", 0, 0, bold=True)
    paper.canvas.restoreState()
    are_both(reading(paper.data))


def test_a_stamp_across_the_page_is_no_word_of_it():
    paper = Paper()
    paper.table((HEADINGS, GRITTING, KEYS))
    paper.canvas.translate(200, 100)
    paper.canvas.rotate(35)
    paper.write("DRAFT", 0, 0, size=90)
    assert not any("DRAFT" in line.text for line in lines(paper.data))


def test_a_ligature_is_of_its_word_however_many_letters_it_stands_for():
    paper = Paper()
    paper.write("OXcer", paper.left, 100)
    whole = pikepdf.open(io.BytesIO(paper.data))
    for font in whole.pages[0].Resources.Font.values():
        font.ToUnicode = whole.make_stream(
            b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
            b"1 beginbfchar <58> <006600660069> endbfchar endcmap end"
        )
    out = io.BytesIO()
    whole.save(out)
    assert prose(out.getvalue()) == ["Officer"]


def test_lines_that_part_only_some_columns_leave_the_others_to_the_words():
    paper = Paper()
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    top = paper.y
    paper.table((HEADINGS, GRITTING, KEYS), without=("down", "left", "right"))
    paper.canvas.line(paper.left + WIDTHS[0], top, paper.left + WIDTHS[0], paper.y + 20)
    found = reading(paper.data).records
    assert [(one.audit, one.due.isoformat(), one.response) for one in found] == [
        ("Gritting Routes", "2021-09-30", GRITTING[3]),
        ("Keys of the Depot", "2022-03-01", "Agreed."),
    ]


def test_a_head_that_tells_the_section_is_left_out_with_what_stands_beside_it():
    paper = Paper()
    for number, row in ((1, GRITTING), (2, KEYS), (3, GRITTING), (4, KEYS)):
        paper.write("Borough Council", 40, 570)
        paper.write(f"Part {'abcd'[number - 1]}", 700, 570)
        paper.say(f"Appendix {number} - Part {number}", bold=True, size=14)
        paper.table((HEADINGS, row))
        paper.turn()
    assert prose(paper.data) == [f"# Appendix {number} - Part {number}" for number in range(1, 5)]


# Words. ----------------------------------------------------------------------------------------------------------


def test_lines_are_joined_to_paragraphs_and_headings_stand_alone():
    paper = Paper(width=595, height=842)
    paper.say("3 Where we are", bold=True, size=14)
    first = "Three recommendations were outstanding in November and are still, as the table shows, and all are late."
    second = "3.1 One of them is about keys, which nobody signs for, though this was agreed in writing two years ago."
    paper.say(first, width=300)
    paper.say(second, width=300)
    assert prose(paper.data) == ["# 3 Where we are", first, second]


def test_a_paragraph_goes_on_on_the_next_page():
    paper = Paper(width=595, height=842)
    paper.say("The committee asked in November why the keys")
    paper.turn()
    paper.say("had not been signed for.")
    assert prose(paper.data) == ["The committee asked in November why the keys had not been signed for."]


def test_places_are_pages_with_their_lines_and_rows():
    paper = Paper()
    paper.say("Appendix 1 - Recommendations", bold=True, size=14)
    paper.table((HEADINGS, GRITTING))
    paper.turn()
    paper.say("Words on the second page.")
    paper.table((HEADINGS, KEYS))
    places = [line.place for line in lines(paper.data) if not line.is_blank]
    assert places == ["page 1 line 1", "page 1 row 1", "page 1 row 2", "page 2 line 1", "page 2 row 1", "page 2 row 2"]


def test_words_broken_at_the_end_of_a_line_are_whole_again_as_the_paper_writes_them():
    cells = ("The implement-\nation of a follow-\nup was implementation without follow-up.", "b")
    paper = Paper()
    paper.table((("Recommendation", "Update"), cells), (90, 300))
    assert table(paper.data)[1][0] == "The implementation of a follow-up was implementation without follow-up."


def test_a_label_begins_a_paragraph_though_the_line_above_is_full():
    owner = "The Head of Highways and of Streets"
    paper = Paper()
    width = paper.canvas.stringWidth(owner, "Helvetica", paper.size) + 9
    paper.table((("Recommendation", "Ownership"), ("Routes.", f"{owner}\n*Status:* Open")), (200, width))
    assert table(paper.data)[1][1] == f"{owner}\nStatus: Open"


def test_numbered_items_are_paragraphs_and_a_number_that_ends_a_sentence_is_none():
    text = "1. Keys should be signed for by all.\n2. The cupboard should be locked, as in section\n12. Nobody objects."
    paper = Paper()
    paper.table((("Recommendation", "Update"), (text, "b")), (215, 300))
    assert table(paper.data)[1][0].split("\n") == [
        "1. Keys should be signed for by all.",
        "2. The cupboard should be locked, as in section 12. Nobody objects.",
    ]


# What cannot be read, or not all of it. --------------------------------------------------------------------------


def picture() -> ImageReader:
    return ImageReader(Image.new("L", (40, 40), 128))


def test_a_scan_is_told_as_one():
    paper = Paper()
    paper.canvas.drawImage(picture(), 0, 0, paper.width, paper.height)
    with pytest.raises(Unreadable, match=r"^paper\.pdf: it is a scan"):
        lines(paper.data)


def test_pages_that_are_pictures_are_named():
    paper = Paper()
    paper.table((HEADINGS, GRITTING, KEYS))
    for _ in range(3):
        paper.turn()
        paper.canvas.drawImage(picture(), 0, 0, paper.width, paper.height)
    paper.turn()
    found = read_pdf("paper.pdf", paper.data, lambda _done, _total: None)
    assert [(problem.where, "picture" in problem.what) for problem in found.problems] == [("pages 2-4", True)]


def test_a_page_that_is_a_picture_is_named_in_a_file_with_tags_as_well():
    scan = Paper()
    scan.canvas.drawImage(picture(), 0, 0, scan.width, scan.height)
    whole = pikepdf.open(Path(__file__).parent / "data" / "committee-report-tagged.pdf")
    number = len(whole.pages) + 1
    whole.pages.extend(pikepdf.open(io.BytesIO(scan.data)).pages)
    out = io.BytesIO()
    whole.save(out)
    found = read_pdf("paper.pdf", out.getvalue(), lambda _done, _total: None)
    assert found.problems[0].where == f"page {number}"


def test_pages_are_told_once_where_tags_are_not_to_be_believed():
    told: list[tuple[int, int]] = []
    whole = pikepdf.open(io.BytesIO(spread(repeat=True, split=False)))
    whole.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    out = io.BytesIO()
    whole.save(out)
    assert read_pdf("paper.pdf", out.getvalue(), lambda *at: told.append(at)).lines
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_more_than_a_thousand_pages_are_refused():
    paper = Paper()
    for _ in range(1000):
        paper.turn()
    with pytest.raises(Unreadable, match="1,001 pages"):
        lines(paper.data)


def test_reading_can_be_stopped_at_every_page():
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise Stopped

    paper = Paper()
    paper.turn()
    paper.turn()
    with pytest.raises(Stopped):
        read_pdf("paper.pdf", paper.data, stop)


# Any table. ------------------------------------------------------------------------------------------------------

SOME = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDE0123456789,()'"), min_size=1, max_size=9)
CELL = st.lists(SOME, min_size=1, max_size=12).map(" ".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(2, 6).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=4)),
    st.sampled_from(sorted(STYLES)),
)
def test_any_table_with_ruling_lines_comes_back_cell_by_cell(rows, style):
    paper = Paper(line=STYLES[style], size=7)
    paper.table(rows, [750 / len(rows[0])] * len(rows[0]), heading=False)
    read = [[" ".join(cell.split()) for cell in row] for row in table(paper.data)]
    assert read == [[" ".join(cell.split()) for cell in row] for row in rows]
