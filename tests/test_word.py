"""A Word document is read as a person sees it: its words, its numbers, its tables, and what hides behind them."""

import io
import re
import time
import zipfile
from dataclasses import fields

import pytest
from papers import HEADINGS, REPORT, SUMMARY, read
from worded import BULLETS, CLAUSES, COUNTED, COUNTED_ANEW, MAIN, docx, p, r, table, tc, tr

from db.readings import Reading
from db.rules import Policy
from reports.read import Unreadable
from reports.read.paper import Paper
from reports.read.paper.word.reading import read_docx
from reports.read.report.cells import join, plain_text
from reports.read.report.lines import lines_of_text
from reports.read.report.outline import TableRow
from reports.read.report.reading import read_report
from reports.read.report.walk import outline

SIX = HEADINGS.split("\t")
ROW = ("Payroll", "30 Nov 2021", "Check every leaver.", "Agreed.", "Nothing yet.", "Status: Two months overdue")


def nobody(_: int, __: int) -> None:
    """Nobody waits for it."""


def paper(*blocks: str, **parts: str) -> Paper:
    return read_docx("report.docx", docx(*blocks, **parts), nobody)


def words(*blocks: str, **parts: str) -> list[str]:
    """The paragraphs of a document."""
    return [line.text for line in paper(*blocks, **parts).lines if not line.is_blank]


def rows(*blocks: str, **parts: str) -> list[tuple[str, ...]]:
    """The rows of its tables."""
    return [line.cells for line in paper(*blocks, **parts).lines if line.in_table]


def reading(*blocks: str) -> Reading:
    return read_report("report.docx", paper(*blocks).lines, "0" * 64, Policy())


def said(*blocks: str, **parts: str) -> list[tuple[str, str, str]]:
    """What is told of it: place, trouble, words."""
    return [(problem.where, problem.what, problem.text) for problem in paper(*blocks, **parts).problems]


# Paragraphs. -----------------------------------------------------------------------------------------------------


def test_headings_are_known_by_their_style_in_any_language_and_by_what_it_is_based_on():
    found = words(
        p("Appendix 1", style="berschrift1"),
        p("Overdue", style="Council"),
        p("Words."),
        p("Three of them.", style="Council"),
    )
    assert found == ["# Appendix 1", "# Overdue", "Words.", "Three of them."]


def test_clauses_and_lists_have_the_numbers_that_word_counts():
    found = words(
        p("Introduction", style="berschrift1", number=(CLAUSES, 0)),
        p("First.", style="Clause"),
        p("Second.", style="Clause"),
        p("a part", number=(CLAUSES, 2)),
        p("another", number=(CLAUSES, 2)),
        p("Position", style="berschrift1", number=(CLAUSES, 0)),
        p("Third.", style="Clause"),
        p("Not numbered.", style="Clause", number=(0, 0)),
    )
    numbered = [
        "# 1 Introduction",
        "1.1 First.",
        "1.2 Second.",
        "(a) a part",
        "(b) another",
        "# 2 Position",
        "2.1 Third.",
    ]
    assert found == [*numbered, "Not numbered."]


def test_a_list_goes_on_where_it_stopped_unless_it_begins_anew():
    found = words(
        p("a", number=(COUNTED, 0)), p("between"), p("b", number=(COUNTED, 0)), p("c", number=(COUNTED_ANEW, 0))
    )
    assert found == ["1. a", "between", "2. b", "1. c"]


def test_numerals_and_letters_are_shown_as_word_shows_them():
    def level(depth: int, how: str, text: str, more: str = "") -> str:
        shown = f'<w:start w:val="4"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{text}"/>{more}'
        return f'<w:lvl w:ilvl="{depth}">{shown}</w:lvl>'

    levels = (
        level(0, "upperRoman", "Part %1:") + level(1, "decimal", "%1.%2", "<w:isLgl/>") + level(2, "upperLetter", "%3)")
    )
    scheme = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    used = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    found = words(
        *(p("x", number=(1, depth)) for depth in (0, 1, 2, 2)),
        **{"word__numbering.xml": f'<w:numbering xmlns:w="{MAIN}">{scheme}{used}</w:numbering>'},
    )
    assert found == ["Part IV: x", "4.4 x", "D) x", "E) x"]


def test_a_paragraph_that_is_deleted_takes_no_number():
    gone = p(
        "<w:del>" + "<w:r><w:delText>b</w:delText></w:r></w:del>",
        number=(COUNTED, 0),
        properties="<w:rPr><w:del/></w:rPr>",
    )
    assert words(p("a", number=(COUNTED, 0)), gone, *(p(x, number=(COUNTED, 0)) for x in "cd")) == [
        "1. a",
        "2. c",
        "3. d",
    ]


def test_fields_and_links_give_what_they_show():
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    ask = "<w:r><w:instrText> REF _Ref1 </w:instrText></w:r>"
    within = mark("begin") + ask + r("not seen") + mark("separate") + r("Appendix 2") + mark("end")
    link = f"<w:hyperlink>{r('the plan')}</w:hyperlink>"
    simple = f'<w:fldSimple w:instr="DATE">{r("1 May 2021")}</w:fldSimple>'
    assert words(p("See ", within, " and ", link, " of ", simple, ".")) == [
        "See Appendix 2 and the plan of 1 May 2021."
    ]


def test_what_was_chosen_in_an_old_form_is_read():
    entries = "".join(f'<w:listEntry w:val="{name}"/>' for name in ("Open", "Closed"))
    data = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    chosen = (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert words(p("Status: ", chosen)) == ["Status: Closed"]


def test_a_field_that_never_ends_swallows_no_more_than_its_paragraph():
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert words(p("One ", begun, "lost"), p("Two")) == ["One", "Two"]


def test_words_in_content_controls_and_text_boxes_are_read_and_what_only_asks_is_not():
    def control(inside: str, said: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{said}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
        + p("In a box")
        + "</w:txbxContent></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" + p("In a box") + "</w:txbxContent></v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    asks = control(r("Click here"), "<w:showingPlcHdr/>")
    found = words(control(p("Controlled")), p("Status: ", control(r("Open")), asks), p("Beside", box))
    assert found == ["Controlled", "Status: Open", "Beside", "In a box"]


def test_the_table_of_contents_is_left_out():
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    contents = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('Appendix 1 - Overdue 4')}</w:sdtContent></w:sdt>"
    assert words(contents, p("Appendix 2 - Done 7", style="TOC1"), p("Words.")) == ["Words."]


def test_blanks_hyphens_breaks_and_signs_are_what_they_look_like():
    run = "<w:r><w:t>30\u00a0Nov\u00adember 2021</w:t><w:tab/><w:t>follow</w:t><w:noBreakHyphen/><w:t>up</w:t><w:br/>"
    signs = '<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    ticked = r("\u00fc", '<w:rFonts w:ascii="Wingdings"/>')
    assert words(p(run + signs, ticked)) == ["30 November 2021 follow-up \u2713\u2265\u2713"]
    assert rows(table((tc(p(run + signs)), "b")))[0][0] == "30 November 2021 follow-up\n\u2713\u2265"


def test_hidden_words_are_left_out_and_told():
    blocks = (p("Seen. ", r("Not seen.", "<w:vanish/>"), r(" Nor this.", '<w:rStyle w:val="Secret"/>')),)
    assert words(*blocks) == ["Seen."]
    assert said(*blocks) == [("paragraph 1", "Hidden text stands here; it was left out.", "Not seen. Nor this.")]


def test_a_document_saved_as_strict_is_read_as_any_other():
    strict = MAIN.replace("schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml")
    assert words(p("Appendix 1", style="berschrift1"), p("a", number=(COUNTED, 0)), names=f'xmlns:w="{strict}"') == [
        "# Appendix 1",
        "1. a",
    ]


# Tables. ---------------------------------------------------------------------------------------------------------


def test_tables_stand_where_they_are_between_the_paragraphs_and_their_rows_have_places():
    found = paper(p("Before"), table(("a", "b"), ("c", "")), p("Between"), table(("d", "e")))
    assert [(line.cells, line.place) for line in found.lines if not line.is_blank] == [
        (("Before",), "paragraph 1"),
        (("a", "b"), "table 1 row 1"),
        (("c", ""), "table 1 row 2"),
        (("Between",), "paragraph 2"),
        (("d", "e"), "table 2 row 1"),
    ]


def test_the_paragraphs_and_lists_of_a_cell_stay_apart():
    cell = tc(
        "As a minimum:",
        p("one", number=(BULLETS, 0)),
        p("its part", number=(BULLETS, 1)),
        p("two", number=(BULLETS, 0)),
        p("first", number=(COUNTED, 0)),
        p("second", number=(COUNTED, 0)),
    )
    assert rows(table((cell, "b")))[0][0] == (
        "As a minimum:\n\u2022 one\n  \u2022 its part\n\u2022 two\n1. first\n2. second"
    )


def test_a_list_of_which_a_cell_has_only_the_deeper_part_is_not_set_in():
    assert rows(table((tc(p("its part", number=(BULLETS, 1))), "b")))[0][0] == "\u2022 its part"


def test_items_of_a_style_for_lists_in_lists_are_set_in():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
        for name in ("List Bullet", "List Bullet 2")
    )
    cell = tc(p("one", style="List Bullet"), p("its part", style="List Bullet 2"))
    parts = {"word__styles.xml": f'<w:styles xmlns:w="{MAIN}">{styles}</w:styles>'}
    assert rows(table((cell, "b")), **parts)[0][0] == "\u2022 one\n  \u2022 its part"


def test_rows_that_number_themselves_have_their_numbers():
    numbered = p(number=(COUNTED, 0))
    assert rows(table(("No.", "Point"), (tc(numbered), "a"), (tc(numbered), "b"))) == [
        ("No.", "Point"),
        ("1.", "a"),
        ("2.", "b"),
    ]


def test_a_cell_merged_downwards_says_its_words_in_every_row():
    found = rows(
        table(
            ("Audit", "Due"),
            tr(tc("Payroll", down="restart"), "1 May"),
            tr(tc(down="continue"), "2 May"),
            ("Rents", "3 May"),
        )
    )
    assert found[1:] == [("Payroll", "1 May"), ("Payroll", "2 May"), ("Rents", "3 May")]


def test_a_cell_merged_with_nothing_above_speaks_for_itself():
    found = rows(table(tr(tc("a", down="restart"), "1"), ("b", "2"), tr(tc("c", down="continue"), "3")))
    assert found == [("a", "1"), ("b", "2"), ("c", "3")]


def test_rows_that_are_deleted_have_no_say_in_how_many_columns_there_are():
    gone = [tr("x", "y", "z", properties="<w:del/>")] * 3
    assert rows(table(tr(tc("a"), tc("b", across=2)), *gone, widths=(900, 900, 900))) == [("a", "b")]


def test_a_heading_across_two_columns_heads_both():
    found = rows(
        table(
            tr(tc("Audit", down="restart"), tc("Due date", across=2), heading=True),
            tr(tc(down="continue"), "Original", "Revised", heading=True),
            ("Payroll", "1 May 2021", "1 June 2021"),
            tr("Rents", tc("None", across=2)),
        )
    )
    assert found == [
        ("Audit", "Due date", "Due date"),
        ("Audit", "Original", "Revised"),
        ("Payroll", "1 May 2021", "1 June 2021"),
        ("Rents", "None", ""),
    ]


def test_edges_that_were_dragged_part_no_columns():
    found = rows(
        table(
            tr("a", tc("b", across=2), "c"),
            tr(tc("d", across=2), "e", "f"),
            tr("g", tc("h", across=2), "i"),
            widths=(2000, 1200, 800, 2000),
        )
    )
    assert found == [("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i")]


def test_a_cell_merged_across_is_in_the_columns_that_it_covers_though_its_edges_were_dragged():
    found = rows(
        table(
            tr("a", tc("b", across=2), tc("c", across=2), "d"),
            tr("e", tc("f", across=2), tc("g", across=2), "h"),
            tr(tc("i", across=2), tc("j", across=2), tc("k", across=2)),
            widths=(2000, 100, 1900, 100, 1900, 2000),
        )
    )
    assert found == [("a", "b", "c", "d"), ("e", "f", "g", "h"), ("i", "j", "k", "")]


def test_a_row_that_begins_further_right_keeps_its_columns():
    late = tr("b", "c", properties='<w:gridBefore w:val="1"/>')
    assert rows(table(("x", "y", "z"), late)) == [("x", "y", "z"), ("", "b", "c")]


def test_rows_and_cells_in_content_controls_are_read():
    row = f"<w:sdt><w:sdtContent>{tr('a', 'b')}</w:sdtContent></w:sdt>"
    cell = f"<w:tr><w:sdt><w:sdtContent>{tc('c')}</w:sdtContent></w:sdt>{tc('d')}</w:tr>"
    assert rows(table(row, cell)) == [("a", "b"), ("c", "d")]


def test_a_table_inside_a_cell_is_lines_of_it():
    inner = table(("Draft", "31 May"), ("Done", "31 August"))
    found = rows(table(SIX, tr(*ROW[:3], tc("Agreed:", inner, p("Good.")), *ROW[4:])))
    assert found[1][3] == "Agreed:\nDraft | 31 May\nDone | 31 August\nGood."


def test_a_table_that_only_holds_another_is_not_in_its_way():
    found = paper(table((tc(p("Appendix 1", style="berschrift1"), table(SIX, ROW)),)))
    assert [line.text for line in found.lines if not line.in_table and not line.is_blank] == ["# Appendix 1"]
    assert [line.cells for line in found.lines if line.in_table] == [tuple(SIX), ROW]


# Recommendations. ------------------------------------------------------------------------------------------------


def test_a_title_across_the_table_is_the_directorate_of_the_rows_below_it():
    found = reading(
        p("Appendix 1 - Overdue", style="berschrift1"),
        table(SIX, tr(tc("Adult Care", across=6)), ROW, tr(tc("Housing", across=6)), ROW, ROW),
    )
    assert [record.directorate for record in found.records] == ["Adult Care", "Housing", "Housing"]
    assert ("table 1 row 2", "Taken as the directorate of the rows below it, where they give no other.") in [
        (problem.where, problem.what) for problem in found.problems
    ]


def test_where_no_column_gives_the_audit_titles_across_do_with_directorates_over_them():
    found = reading(
        p("Appendix 1 - Overdue", style="berschrift1"),
        table(
            SIX[1:],
            *(tr(tc(title, across=5)) for title in ("Adult Care", "Payroll 1 May 2021")),
            ROW[1:],
            *(tr(tc(title, across=5)) for title in ("Rents",)),
            ROW[1:],
        ),
    )
    assert [(record.directorate, record.audit, str(record.issued or "")) for record in found.records] == [
        ("Adult Care", "Payroll", "2021-05-01"),
        ("Adult Care", "Rents", ""),
    ]


def test_a_title_across_the_table_that_tells_of_months_is_part_of_the_section():
    found = reading(
        p("Appendix 1", style="berschrift1"),
        table(SIX, tr(tc("Less than 6 months overdue", across=6)), ROW, tr(tc("High priority", across=6)), ROW),
    )
    assert [(record.section, record.priority) for record in found.records] == [
        ("Appendix 1 \u2013 Less than 6 months overdue", ""),
        ("Appendix 1 \u2013 Less than 6 months overdue", "High priority"),
    ]


def test_a_row_split_by_hand_and_a_table_cut_in_two_are_one():
    more = ("Payroll (cont.)", "", "And every joiner.", "", "", "")
    found = reading(p("Appendix 1 - Overdue", style="berschrift1"), table(SIX, ROW, more), table(SIX, ROW))
    assert [record.where for record in found.records] == ["table 1 rows 2-3", "table 2 row 2"]
    assert found.records[0].recommendation == "Check every leaver. And every joiner."
    assert found.records[1].section == "Appendix 1 - Overdue"


def test_a_table_for_each_recommendation_gives_its_labels_as_headings():
    def card(due: str) -> str:
        return table(
            tr(tc("Recommendation 1", across=4)),
            ("Audit:", "Payroll", "Target date:", due),
            tr("Recommendation:", tc("Check every leaver.", p("two", number=(BULLETS, 0)), across=3)),
            tr("Management response:", tc("Agreed.", across=3)),
            ("Status:", "Not implemented", "Shade:", "Amber"),
        )

    found = reading(p("Appendix 1 - Overdue", style="berschrift1"), card("30 Nov 2021"), p("And:"), card("1 May 2022"))
    assert [(record.where, record.audit, str(record.due)) for record in found.records] == [
        ("table 1 row 2", "Payroll", "2021-11-30"),
        ("table 2 row 2", "Payroll", "2022-05-01"),
    ]
    assert found.records[0].recommendation == "Check every leaver.\n\u2022 two"
    assert found.records[0].words["Shade"] == "Amber"


def test_cards_under_each_other_in_one_table_are_parted_where_a_label_comes_again():
    one = (("Audit", "Payroll"), ("Recommendation", "Check."), ("Due date", "30 Nov 2021"))
    found = reading(p("Appendix 1 - Overdue", style="berschrift1"), table(*one, *one))
    assert [record.where for record in found.records] == ["table 1 row 1", "table 1 row 4"]


def test_the_number_in_the_label_of_a_card_is_its_reference():
    def card(number: int, said: str) -> str:
        labels = (f"Recommendation {number}", said), ("Responsible officer", "Bo"), ("Due date", "30 Nov 2021")
        return table(*labels, ("Position at March 2022", "Partially implemented. Half are done."))

    heading = p("Payroll", style="berschrift1")
    found = reading(p("Audit Committee"), heading, card(1, "Check every leaver."), card(2, "Check every joiner."))
    assert [(r.audit, r.source_ref, r.recommendation) for r in found.records] == [
        ("Payroll", "1", "Check every leaver."),
        ("Payroll", "2", "Check every joiner."),
    ]
    assert {str(record.status) for record in found.records} == {"partially implemented"}


def test_a_card_that_begins_with_a_cell_across_has_it_once_and_a_table_of_much_else_is_no_card():
    labels = ("Recommendation", "Audit", "Due date")
    card = table(tr(labels[0], tc("Check.", across=3)), (labels[1], "Payroll", labels[2], "30 Nov 2021"))
    assert rows(card) == [labels, ("Check.", "Payroll", "30 Nov 2021")]
    other = [(name, "words") for name in (*labels, "Colour", "Shape", "Size", "Weight")]
    assert rows(table(*other)) == other


def test_a_table_of_two_columns_that_is_no_card_stays_what_it_is():
    plain = (("Directorate", "Number of recommendations"), ("Adult Care", "3"), ("Housing", "2"))
    assert rows(table(*plain)) == list(plain)


def cell_of(text: str) -> str:
    """A cell as its author made it: paragraphs, and lists with bullets that Word draws."""
    lines = [(line, len(line) - len(line.lstrip())) for line in text.split("\n")]
    return tc(
        *(
            p(line.strip()[2:], number=(BULLETS, inset // 2)) if line.strip()[:2] == "\u2022 " else p(line)
            for line, inset in lines
        )
    )


def pages_of(row: TableRow, heads: list[int]) -> list[list[str]]:
    """The cells of a row as its pages have them; what names it stands on the first."""
    names = [names[0] for names in row.layout.fields]
    last = max(piece.line for pieces in row.cells.values() for piece in pieces)
    ends = [line for line in heads if row.first < line < last]
    pages = []
    for start, end in zip([0, *ends], [*ends, 10**9], strict=True):
        kept = {
            name: [
                x for x in row.cells.get(name, []) if start < x.line < end or (name in {"audit", "due"} and not start)
            ]
            for name in names
        }
        if start:
            kept["audit"] = kept["due"] = []
        pages.append([plain_text(join(pieces)) for pieces in kept.values()])
    return pages


def laid_out(*, cut: bool) -> list[str]:
    """The committee report as the Word document that it was made from; `cut`, its rows as its pages part them."""
    lines = lines_of_text(REPORT)
    out = outline(lines)
    begun = {row.first: row for row in (*out.rows, *out.summary)}
    heads = [n for n in out.headings if lines[n - 1].in_table]
    blocks: list[str] = []
    body: list[str] = []

    def shut() -> None:
        if body:
            blocks.append(table(*body))
        body.clear()

    prose = {paragraph.line: paragraph.text for paragraph in out.prose}
    for n, line in enumerate(lines, 1):
        text = line.text.strip()
        if n in begun:
            row = begun[n]
            headings = SIX if row in out.rows else SUMMARY.split("\t")
            for at, cells in enumerate(pages_of(row, heads if cut and row in out.rows else [])):
                if not body or at:
                    shut()
                    body.append(tr(*headings, heading=True))
                body.append(tr(*map(cell_of, cells)))
        elif n in out.headings and text.startswith(("#", "Appendix")):
            shut()
            blocks.append(p(text.strip("#* "), style="berschrift1"))
        elif n in prose:
            shut()
            blocks.append(p(prose[n].replace("**", "").removeprefix("- ")))
    shut()
    return blocks


@pytest.mark.parametrize("cut", [False, True], ids=["rows whole", "rows cut at pages"])
def test_the_committee_report_gives_the_same_from_word_as_from_text(cut: bool):
    from_text, from_word = read(REPORT), reading(*laid_out(cut=cut))
    assert from_word.as_of == from_text.as_of
    names = [field.name for field in fields(from_text.records[0]) if field.name not in {"where", "words"}]
    for one, other in zip(from_text.records, from_word.records, strict=True):
        assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}


# What hides behind the words. ------------------------------------------------------------------------------------

INSERTED = f"<w:ins>{r('by May')}</w:ins>"
DELETED = "<w:del><w:r><w:delText>by April</w:delText></w:r></w:del>"


def test_tracked_changes_are_read_as_accepted_and_their_rows_are_named():
    blocks = (p("Due ", DELETED, INSERTED, "."), table(("a", "b"), (tc(p("Done ", INSERTED)), "c")))
    assert words(*blocks) == ["Due by May.", "a\tb", "Done by May\tc"]
    everything, row = said(*blocks)
    assert everything[0] == "paragraph 1"
    assert "1 deletion and 2 insertions" in everything[1]
    assert everything[2] == "deletion: \u201cby April\u201d"
    assert row[0] == "table 1 row 2"
    assert row[2] == "insertion: \u201cby May\u201d"


def test_an_insertion_in_several_runs_is_one():
    (told,) = said(p("Due ", INSERTED, INSERTED, " and ", INSERTED))
    assert "rejected, 2 insertions;" in told[1]
    assert told[2] == "insertion: \u201cby Mayby May\u201d"


def test_what_was_moved_stands_where_it_went_and_only_there():
    away, here = f"<w:moveFrom>{r('Moved.')}</w:moveFrom>", f"<w:moveTo>{r('Moved.')}</w:moveTo>"
    blocks = (p("One. ", away), p("Two. ", here))
    assert words(*blocks) == ["One.", "Two. Moved."]
    assert [what.partition("rejected, ")[2][:6] for _, what, _ in said(*blocks)] == ["1 move"]


def test_a_deleted_row_is_left_out_and_told_and_a_deleted_end_joins_two_paragraphs():
    gone = tr(tc(p(DELETED)), tc(p(DELETED)), properties="<w:del/>")
    blocks = (table(("a", "b"), gone, ("c", "d")), p("One ", properties="<w:rPr><w:del/></w:rPr>"), p("two."))
    assert words(*blocks) == ["a\tb", "c\td", "One two."]
    assert ("table 1 row 2", "by April by April") in [(where, text) for where, _, text in said(*blocks)]


def test_a_hidden_row_is_left_out_and_told():
    blocks = (table(("a", "b"), tr("c", "d", properties="<w:hidden/>"), ("e", "f")),)
    assert rows(*blocks) == [("a", "b"), ("e", "f")]
    assert [(where, text) for where, _, text in said(*blocks)] == [("table 1 row 2", "c d")]


def test_comments_are_told_with_the_words_they_are_on_and_are_no_text():
    start, end = '<w:commentRangeStart w:id="7"/>', '<w:commentRangeEnd w:id="7"/>'
    comment = f'<w:comment w:id="7" w:author="Auditor">{p("Not seen yet.")}</w:comment>'
    mark = '<w:r><w:commentReference w:id="7"/></w:r>'
    blocks = (table(("a", "b"), (tc(p("It is ", start, "done", end, mark)), "c")),)
    assert rows(*blocks, comments=comment)[1] == ("It is done", "c")
    assert said(*blocks, comments=comment) == [
        (
            "table 1 row 2",
            "A comment stands here, on \u201cdone\u201d; it is no part of the text.",
            "Auditor: Not seen yet.",
        )
    ]


def test_footnotes_are_told_where_they_belong():
    note = f'<w:footnote w:id="2">{p("As agreed in May.")}</w:footnote>'
    blocks = (p("Five", '<w:r><w:footnoteReference w:id="2"/></w:r>', " are late."),)
    assert words(*blocks, footnotes=note) == ["Five are late."]
    assert said(*blocks, footnotes=note)[0][::2] == ("paragraph 1", "As agreed in May.")


def test_pictures_and_files_of_other_programs_are_told():
    drawn = '<w:r><w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/>{1}</wp:inline></w:drawing></w:r>'
    small, large = drawn.format(900, '<wp:docPr id="1" descr="a chart"/>'), drawn.format(5_000_000, "")
    foreign = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    found = said(p("Crest", small), p("A table", large), table(("a", tc(p(small))), ("b", tc(p(foreign)))))
    assert [(where, text) for where, _, text in found] == [
        ("paragraph 2", ""),
        ("table 1 row 1", "a chart"),
        ("table 1 row 2", "Excel.Sheet.12"),
    ]


def test_macros_are_told_and_never_run():
    found = paper(p("Words."), **{"word__vbaProject.bin": "x"})
    assert [line.text for line in found.lines] == ["Words."]
    assert [problem.where for problem in found.problems] == ["document"]


# Bad and large files. --------------------------------------------------------------------------------------------


def test_a_document_without_its_text_is_refused_in_a_sentence():
    with pytest.raises(Unreadable, match=r"report\.docx: .*\.$"):
        read_docx("report.docx", docx(**{"word__document.xml": "<none/>"}), nobody)


def test_what_asks_for_the_outside_is_refused():
    bomb = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><d>&e;</d>'
    with pytest.raises(Unreadable):
        read_docx("report.docx", docx(**{"word__document.xml": bomb}), nobody)


def test_a_style_or_a_list_that_is_based_on_itself_ends():
    loop = '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="A"/></w:style>'
    assert words(p("a", style="A"), **{"word__styles.xml": f'<w:styles xmlns:w="{MAIN}">{loop}</w:styles>'}) == ["a"]


@pytest.mark.parametrize("odd", ["", "-1", "x", "\u00b2", "99999999999999999999", "continue"])
def test_whatever_its_numbers_say_it_is_read_or_refused_in_a_sentence(odd: str):
    number = (CLAUSES, 1)
    whole = docx(
        p("a", style="Clause"),
        table(
            tr(tc("b", across=2), tc("c", down="restart")), tr("d", tc("e", down="continue"), "f"), widths=(900, 900)
        ),
        p("g", number=number, properties='<w:outlineLvl w:val="1"/>'),
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {
            f"word__{name}.xml": packed.read(f"word/{name}.xml").decode()
            for name in ("document", "styles", "numbering")
        }
    for path, xml in parts.items():
        for said in re.finditer(r'(?<=w:val=")[^"]*|(?<=w:ilvl=")[^"]*|(?<=w:w=")[^"]*', xml):
            changed = {path: f"{xml[: said.start()]}{odd}{xml[said.end() :]}"}
            assert len(rows(**(parts | changed))) == 2


def test_progress_is_told_and_can_stop_the_reading():
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done >= 200:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_docx("report.docx", docx(*[p("a")] * 1000), stop)
    assert seen == [(100, 1000), (200, 1000)]


def test_hundreds_of_pages_take_a_second():
    row = tr(*ROW)
    data = docx(p("Appendix 1", style="berschrift1"), table(SIX, *[row] * 3000))
    begun = time.process_time()
    found = read_docx("report.docx", data, nobody)
    assert len(found.lines) > 3000
    assert time.process_time() - begun < 5
