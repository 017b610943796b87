"""OpenDocument texts and spreadsheets say what a person sees in them, and what they hide is told."""

import io
import re
import zipfile
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from papers import REPORT
from papers import read as read_text

from db.readings import RawRecord
from db.rules import Policy, Status
from reports.read import Unreadable, read
from reports.read.paper import Paper
from reports.read.paper.open_document import read_odt
from reports.read.report.reading import read_report

DATA = Path(__file__).parent / "data"
NAMES = {
    **{name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in "office table text style".split()},
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
SPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())


def package(kind: str, body: str, styles: str = "", **more: str) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as odf:
        odf.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        odf.writestr("content.xml", content)
        for path, xml in more.items():
            odf.writestr(path.replace("__", "/"), xml)
    return out.getvalue()


def odt(body: str, styles: str = "", **more: str) -> Paper:
    return read_odt("report.odt", package("text", body, styles, **more), lambda _, __: None)


def printed(paper: Paper) -> list[tuple[str, ...]]:
    return [line.cells for line in paper.lines if not line.is_blank]


def told(paper: Paper) -> list[tuple[str, str, str]]:
    return [(problem.where, problem.what, problem.text) for problem in paper.problems]


def p(*texts: str) -> str:
    return "".join(f"<text:p>{text}</text:p>" for text in texts)


def cell(*texts: str, across: int = 1, down: int = 1) -> str:
    return (
        f'<table:table-cell table:number-columns-spanned="{across}" table:number-rows-spanned="{down}">'
        f"{p(*texts)}</table:table-cell>"
    )


COVERED = "<table:covered-table-cell/>"


def row(*cells: str, repeated: int = 1) -> str:
    inner = "".join(given if given.startswith("<") else cell(given) for given in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}</table:table-row>'


def table(*rows: str, heading: int = 1) -> str:
    head, body = "".join(rows[:heading]), "".join(rows[heading:])
    return f'<table:table table:name="T"><table:table-header-rows>{head}</table:table-header-rows>{body}</table:table>'


# Texts. --------------------------------------------------------------------------------------------------------


def flat(record: RawRecord) -> dict[str, object]:
    """What a record says, wherever it stands and however deep its bullets."""
    said = {field.name: getattr(record, field.name) for field in fields(record) if field.name not in {"where", "words"}}
    return {name: re.sub(r"\n +", "\n", value) if isinstance(value, str) else value for name, value in said.items()}


def test_the_report_saved_as_a_text_document_gives_the_records_of_the_text() -> None:
    paper = read_odt("report.odt", (DATA / "committee-report.odt").read_bytes(), lambda _, __: None)
    reading = read_report("report.odt", paper.lines, "", Policy())
    assert list(map(flat, reading.records)) == list(map(flat, read_text(REPORT).records))
    assert reading.as_of == date(2022, 2, 15)
    assert "table 3 row 2" in [record.where for record in reading.records]
    assert not [problem for problem in reading.problems if "lost their column" in problem.what]
    assert len({line.place for line in paper.lines}) == len(paper.lines)


def test_headings_and_paragraphs_keep_their_order_and_their_places() -> None:
    paper = odt(
        '<text:h text:outline-level="1">Appendix<text:s text:c="2"/>1</text:h>'
        "<text:section>"
        + p("one<text:line-break/>two", "", "a <text:span>b\n   c</text:span><text:tab/>d")
        + "</text:section>"
    )
    assert [(line.place, line.text) for line in paper.lines] == [
        ("paragraph 1", "# Appendix 1"),
        ("paragraph 2", "one"),
        ("paragraph 3", "two"),
        ("paragraph 4", "a b c d"),
    ]


LISTS = """
<text:list-style style:name="N">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="." text:start-value="3"/>
  <text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>
  <text:list-level-style-number text:level="3" style:num-format="i" style:num-prefix="(" style:num-suffix=")"/>
</text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="-"/></text:list-style>
"""


def items(*inner: str, style: str = "", more: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return (
        f"<text:list{named} {more}>" + "".join(f"<text:list-item>{i}</text:list-item>" for i in inner) + "</text:list>"
    )


def test_lists_have_the_numbers_and_bullets_that_they_are_printed_with() -> None:
    deep = items(p("deeper"), p("deeper still"))
    paper = odt(
        items(p("first", "goes on"), p("second") + items(p("inner") + deep, p("inner two")), style="N")
        + p("between")
        + items(p("third"), style="N", more='text:continue-numbering="true"')
        + items(p("begins again"), style="N")
        + items(p("dot"), style="B"),
        LISTS,
    )
    assert [cells[0] for cells in printed(paper)] == [
        "3. first",
        "goes on",
        "4. second",
        "4.1 inner",
        "(i) deeper",
        "(ii) deeper still",
        "4.2 inner two",
        "between",
        "5. third",
        "3. begins again",
        "\u2022 dot",
    ]


def test_a_list_in_a_cell_is_lines_of_that_cell_indented_by_its_depth() -> None:
    listed = f"<table:table-cell>{p('Do:')}{items(p('one') + items(p('deep')), style='B')}</table:table-cell>"
    paper = odt(table(row("Audit", "Recommendation"), row("Payroll", listed)), LISTS)
    assert printed(paper)[1] == ("Payroll", "Do:\n\u2022 one\n  deep")


def test_a_merged_cell_speaks_for_every_row_and_for_every_column_of_a_heading() -> None:
    paper = odt(
        table(
            row(cell("Audit", down=2), cell("Due", across=2), COVERED, cell("Recommendation", down=2)),
            row(COVERED, "Original", "Revised", COVERED),
            row(cell("Payroll", down=2), "1 Jan", "1 Mar", "a"),
            row(COVERED, cell("none", across=2), COVERED, "b"),
            heading=2,
        )
    )
    assert printed(paper) == [
        ("Audit", "Due", "Due", "Recommendation"),
        ("Audit", "Original", "Revised", "Recommendation"),
        ("Payroll", "1 Jan", "1 Mar", "a"),
        ("Payroll", "none", "", "b"),
    ]


def test_a_title_within_a_table_stands_over_it() -> None:
    paper = odt(
        table(
            row(cell("Appendix 1 - Overdue", across=2), COVERED),
            row("Audit", "Recommendation"),
            row(cell("Adults", across=2), COVERED),
            row("Care", "a"),
            heading=0,
        )
    )
    assert printed(paper) == [
        ("Appendix 1 - Overdue",),
        ("Audit", "Recommendation"),
        ("Adults", "Adults"),
        ("Care", "a"),
    ]
    assert [line.is_blank for line in paper.lines] == [False, True, False, False, False, True]


def test_a_table_inside_a_cell_is_words_of_the_cell_and_is_told() -> None:
    inner = table(row("Step", "By"), row("Draft", "May"))
    paper = odt(
        table(
            row("Audit", "Recommendation"),
            row("Payroll", f"<table:table-cell>{p('As follows, step by step:')}{inner}</table:table-cell>"),
        )
    )
    assert printed(paper)[1] == ("Payroll", "As follows, step by step:\nStep | By\nDraft | May")
    assert [(where, what[:29]) for where, what, _ in told(paper)] == [
        ("table 1 row 2", "A table stands inside a cell;")
    ]


def test_a_table_that_only_holds_another_is_no_table() -> None:
    inner = table(row("Audit", "Recommendation"), row("Payroll", "a"))
    paper = odt(
        table(
            f"<table:table-row>{cell('Menu')}<table:table-cell>{p('Words')}{inner}</table:table-cell></table:table-row>",
            heading=0,
        )
    )
    assert printed(paper) == [("Menu",), ("Words",), ("Audit", "Recommendation"), ("Payroll", "a")]


def test_tracked_changes_count_as_accepted_and_are_told() -> None:
    paper = odt(
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>A</dc:creator>"
        f"</office:change-info>{p('old words')}</text:deletion></text:changed-region>"
        "<text:changed-region><text:insertion/></text:changed-region>"
        "</text:tracked-changes>"
        + p('Now <text:change text:change-id="a"/><text:change-start/>new<text:change-end/> words')
    )
    assert printed(paper) == [("Now new words",)]
    assert told(paper) == [
        (
            "document",
            "Changes are tracked in this file (1 insertion, 1 deletion); it was read as if all of them were accepted.",
            "deleted: old words",
        )
    ]


def test_comments_footnotes_and_hidden_words_are_told_where_they_stand_and_left_out() -> None:
    paper = odt(
        table(
            row("Audit", "Recommendation"),
            row(
                "Pay<office:annotation><dc:creator>Auditor</dc:creator><text:p>Is it?</text:p></office:annotation>roll",
                "Do it<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Or not.</text:p>"
                '</text:note-body></text:note><text:span text:style-name="H"> secretly</text:span>.',
            ),
        )
        + f'<text:section text:display="none">{p("unseen")}</text:section>',
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>',
    )
    assert printed(paper)[1] == ("Payroll", "Do it.")
    assert [(where, text) for where, _, text in told(paper)] == [
        ("table 1 row 2", "Auditor: Is it?"),
        ("table 1 row 2", "Or not."),
        ("table 1 row 2", "secretly"),
        ("paragraph 1", "unseen"),
    ]


def test_words_in_frames_follow_their_paragraph_and_the_contents_are_not_read_twice() -> None:
    paper = odt(
        f"<text:table-of-content><text:index-body>{p('Appendix 1 4')}</text:index-body></text:table-of-content>"
        f"<text:p>Above<draw:frame><draw:text-box>{p('Boxed')}</draw:text-box></draw:frame> it</text:p>"
        f"<draw:custom-shape>{p('Shaped')}</draw:custom-shape>"
    )
    assert printed(paper) == [("Above it",), ("Boxed",), ("Shaped",)]


def test_a_paragraph_after_a_table_is_never_taken_into_it() -> None:
    paper = odt(
        '<text:h text:outline-level="1">Appendix 1</text:h>'
        + table(
            row("Audit Title", "Due Date", "Recommendation"),
            row("Payroll", "1 Jan 2022", "Overtime is approved by the"),
        )
        + p("members of this committee are asked to note.")
    )
    reading = read_report("report.odt", paper.lines, "", Policy())
    assert [record.recommendation for record in reading.records] == ["Overtime is approved by the"]


@pytest.mark.parametrize("count", [10**9, 10**30])
def test_numbers_that_would_swell_a_text_do_not(count: int) -> None:
    paper = odt(p(f'a<text:s text:c="{count}"/>b') + table(row("x", "y"), row("1", "2", repeated=count)))
    assert len(paper.lines) < 2_000
    assert len(odt(table(row(cell("w", across=count, down=count), "y"), *(row("1") for _ in range(50)))).lines) < 100


def test_a_text_without_its_body_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^report\.odt: the file is damaged or cut off\.$"):
        read_odt("report.odt", package("text", "").replace(b"office:text>", b"office:nope>"), lambda _, __: None)
    with pytest.raises(Unreadable, match="not an OpenDocument text"):
        read_odt("sheet.odt", package("spreadsheet", ""), lambda _, __: None)


# Spreadsheets. -------------------------------------------------------------------------------------------------


def test_a_tracker_saved_by_a_spreadsheet_program_is_read_as_it_is_shown() -> None:
    reading = read(DATA / "tracker.ods", policy=Policy())
    assert (reading.kind, reading.as_of) == ("ods", date(2022, 3, 31))
    assert [(r.where, r.audit, r.source_ref, r.recommendation, r.due, r.status) for r in reading.records] == [
        (
            *("Tracker row 3", "Payroll", "1", "Approve overtime\nbefore it is worked."),
            *(date(2022, 1, 31), Status.NOT_IMPLEMENTED),
        ),
        ("Tracker row 4", "Payroll", "2", "Check leavers.", date(2022, 3, 31), Status.IMPLEMENTED),
        ("Tracker row 5", "Payroll", "20210001000200", "Hidden row.", date(2022, 5, 31), Status.NOT_IMPLEMENTED),
        ("Tracker row 6", "Stock", "4", "Count all stores.", date(2022, 6, 30), Status.NOT_IMPLEMENTED),
    ]
    assert [r.words["% complete"] for r in reading.records] == ["50%", "100%", "0%", "#DIV/0!"]
    said = [(problem.where, problem.what[:40], problem.text) for problem in reading.problems]
    assert [found for found in said if found[0] != "Old"] == [
        ("Tracker", "Hidden rows were read like the others: 5", ""),
        ("Tracker", "Comments on cells were not read: C6.", "Really all?"),
        ("Tracker!E6", "An error stands here instead of a value.", "#DIV/0!"),
    ]
    assert [what for where, what, _ in said if where == "Old"] == ["This hidden sheet was not read, though i"]


def ods(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "tracker.ods"
    path.write_bytes(package("spreadsheet", f'<table:table table:name="Tracker">{"".join(rows)}</table:table>'))
    return path


HEADING = row("Rec no", "Audit", "Recommendation", "Due date")


def test_cells_that_stand_several_times_are_written_once_and_read_each_time(tmp_path: Path) -> None:
    twice = '<table:table-cell table:number-columns-repeated="2"><text:p>same</text:p></table:table-cell>'
    path = ods(tmp_path, row("", repeated=3), HEADING, row("1", twice, repeated=2), row("", repeated=1_048_000))
    assert [(r.where, r.audit, r.recommendation) for r in read(path, policy=Policy()).records] == [
        ("Tracker row 5", "same", "same"),
        ("Tracker row 6", "same", "same"),
    ]


@pytest.mark.parametrize(
    "bomb",
    [
        row("1", "A", "b", repeated=10**9),
        row("", repeated=2_000_000) + row("1", "A", "b"),
    ],
)
def test_a_cell_that_stands_a_thousand_million_times_is_refused(tmp_path: Path, bomb: str) -> None:
    with pytest.raises(Unreadable, match='the sheet "Tracker" is filled as far as'):
        read(ods(tmp_path, HEADING, bomb), policy=Policy())


def held_as(what: str, *shown: str) -> str:
    return f"<table:table-cell {what}>{p(*shown)}</table:table-cell>"


def test_values_are_what_the_cell_holds_and_not_how_wide_its_column_shows_it(tmp_path: Path) -> None:
    held = (
        held_as('office:value-type="float" office:value="20210001000200030004"', "2E+19")
        + held_as('office:value-type="string"', "Pay<text:s/>roll")
        + held_as('office:value-type="string"', "one<text:line-break/>two", "three")
        + held_as('office:value-type="date" office:date-value="2022-03-31T09:30:00"', "###")
    )
    record = read(ods(tmp_path, HEADING, f"<table:table-row>{held}</table:table-row>"), policy=Policy()).records[0]
    assert (record.source_ref, record.audit, record.recommendation, record.due) == (
        *("20210001000200030004", "Pay roll"),
        *("one\ntwo\nthree", date(2022, 3, 31)),
    )


def test_a_month_without_a_day_is_no_date_though_a_program_makes_it_one(tmp_path: Path) -> None:
    heading = row(*(cell(name) for name in ("Audit", "Recommendation", "Due date")))
    dues = (("2022-03-01", "Mar-22"), ("2022-03-31", "Mar-22"), ("2022-03-01", "01/03/2022"))
    held = (held_as(f'office:value-type="date" office:date-value="{day}"', shown) for day, shown in dues)
    rows = (row(cell("Payroll"), cell(f"Number {n}."), due) for n, due in enumerate(held))
    records = read(ods(tmp_path, heading, *rows), policy=Policy()).records
    assert [record.due for record in records] == [None, date(2022, 3, 31), date(2022, 3, 1)]
    assert records[0].due_words == "Mar-22"


def test_a_formula_without_a_value_is_told_with_its_cell(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=TODAY()"/>'
    reading = read(ods(tmp_path, HEADING, row("1", "Payroll", "a", formula)), policy=Policy())
    assert [(problem.where, problem.text) for problem in reading.problems] == [("Tracker!D2", "=TODAY()")]


def test_macros_are_told_and_never_run(tmp_path: Path) -> None:
    path = tmp_path / "tracker.ods"
    rows = HEADING + row("1", "Payroll", "a")
    path.write_bytes(package("spreadsheet", f'<table:table table:name="T">{rows}</table:table>', Basic__x="Kill"))
    assert [p.what for p in read(path, policy=Policy()).problems] == [
        "This workbook brings macros along; they were not run."
    ]
    assert "macros" in odt(p("a"), Basic__x="Kill").problems[0].what
