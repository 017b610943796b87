"""A PDF with tags is read as its author tagged it, so far as the page bears the tags out."""

import io
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from papers import REPORT
from papers import read as read_text
from pikepdf import Array, Dictionary, Name

from db.readings import RawRecord
from db.rules import Policy
from reports.read.paper import Paper
from reports.read.paper.pdf.tagged import read_tagged
from reports.read.report.reading import read_report

TAGGED = Path(__file__).parent / "data" / "committee-report-tagged.pdf"
"""The invented report, set in Word's shape and saved by LibreOffice with tags."""

Words = tuple[int | str | None, float, float, str]
"""The mark they stand under (a number, `Artifact`, or none), where, and the words."""
Tree = tuple[object, ...]
"""A role, attributes if any, then kids: trees, or (page, mark)."""


def pdf(pages: Sequence[Sequence[Words]], *trees: Tree) -> bytes:
    """A small tagged PDF; pages are counted from 0."""
    document = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for n, words in enumerate(pages):
        page = document.add_blank_page(page_size=(842, 595))
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.StructParents = n
        code = "\n".join(_shown(*each) for each in words)
        page.Contents = document.make_stream(code.encode("latin-1"))
    parents: list[dict[int, pikepdf.Object]] = [{} for _ in pages]
    root = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))

    def element(tree: Tree, parent: pikepdf.Object) -> pikepdf.Object:
        role, *rest = tree
        made = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent))
        if rest and isinstance(rest[0], dict):
            for key, value in rest.pop(0).items():
                made[f"/{key}"] = value
        kids = Array()
        for kid in rest:
            if isinstance(kid[0], int):
                page, mark = kid
                kids.append(Dictionary(Type=Name.MCR, Pg=document.pages[page].obj, MCID=mark))
                parents[page][mark] = made
            else:
                kids.append(element(kid, made))
        made.K = kids
        return made

    root.K = Array([element(tree, root) for tree in trees])
    nums = Array()
    for n, marks in enumerate(parents):
        nums.append(n)
        nums.append(Array([marks.get(m, root) for m in range(max(marks, default=-1) + 1)]))
    root.ParentTree = Dictionary(Nums=nums)
    document.Root.StructTreeRoot = root
    document.Root.MarkInfo = Dictionary(Marked=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _shown(mark: int | str | None, x: float, y: float, words: str) -> str:
    begin = "" if mark is None else f"/{mark} BMC" if isinstance(mark, str) else f"/P <</MCID {mark}>> BDC"
    lines = " T* ".join(f"({line}) Tj" for line in words.split("\n"))
    return f"{begin} BT /F 9 Tf 12 TL 1 0 0 1 {x} {y} Tm {lines} ET {'' if mark is None else 'EMC'}"


def read(data: bytes) -> Paper | None:
    document = pypdfium2.PdfDocument(data)
    paper = read_tagged("report.pdf", document, lambda _done, _total: None)
    document.close()
    return paper


def rows(data: bytes) -> list[tuple[str, ...]]:
    paper = read(data)
    assert paper is not None
    return [line.cells for line in paper.lines if line.in_table]


def cell(role: str, *kids: object, **attributes: int) -> Tree:
    spans = {"A": Dictionary(O=Name.Table, **attributes)} if attributes else {}
    return (role, spans, *kids)


# What others write. --------------------------------------------------------------------------------------------------


def test_a_report_saved_with_tags_gives_what_its_text_gives() -> None:
    paper = read(TAGGED.read_bytes())
    assert paper is not None
    found, wanted = read_report("report.pdf", paper.lines, "0" * 64, Policy()).records, read_text(REPORT).records

    def said(record: RawRecord) -> dict[str, object]:
        names = [f.name for f in fields(RawRecord) if f.name not in {"where", "words"}]
        values = {name: getattr(record, name) for name in names}
        return {name: value.split() if isinstance(value, str) else value for name, value in values.items()}

    assert [said(record) for record in found] == [said(record) for record in wanted]
    assert found[0].where == "page 4 row 2"
    assert not any("Item 5" in line.text for line in paper.lines)


def test_progress_is_told_page_by_page_and_may_stop_the_reading() -> None:
    class Stopped(Exception):
        pass

    told = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        if done == 3:
            raise Stopped

    with pytest.raises(Stopped):
        read_tagged("report.pdf", pypdfium2.PdfDocument(TAGGED), progress)
    assert told == [(1, 16), (2, 16), (3, 16)]


# Tables. -------------------------------------------------------------------------------------------------------------

HEAD: Tree = ("TR", ("TH", (0, 0)), ("TH", (0, 1)), ("TH", (0, 2)))
HEADINGS: list[Words] = [(0, 50, 500, "Audit"), (1, 200, 500, "Due"), (2, 400, 500, "Recommendation")]


def test_an_empty_cell_keeps_its_column_though_nothing_is_printed_of_it() -> None:
    words: list[Words] = [*HEADINGS, (3, 50, 480, "Payroll"), (4, 400, 480, "Pay once."), (5, 50, 460, "Fleet")]
    table = ("Table", HEAD, ("TR", ("TD", (0, 3)), ("TD", ("P",)), ("TD", (0, 4))), ("TR", ("TD", (0, 5)), ("TD",)))
    assert rows(pdf([words], table))[1:] == [("Payroll", "", "Pay once."), ("Fleet", "", "")]


def test_a_column_that_is_empty_below_words_of_prose_stays_in_its_place() -> None:
    cells = ["Recommendation", "Response", "Due Date", "Do it", "Agreed", "1 May 2020", "Do that", "2 May 2020"]
    places = [(40, 500), (140, 500), (240, 500), (40, 480), (140, 480), (240, 480), (40, 400), (240, 400)]
    words = [(mark, *places[mark], text) for mark, text in enumerate(cells)]
    words.append((8, 40, 440, "These were not looked at."))
    first = ("Table", *(("TR", *(cell("TD", (0, 3 * n + at)) for at in range(3))) for n in range(2)))
    second = ("Table", ("TR", cell("TD", (0, 6)), cell("TD"), cell("TD", (0, 7))))
    assert rows(pdf([words], first, ("P", (0, 8)), second))[2] == ("Do that", "", "2 May 2020")


def test_tags_that_would_put_a_word_into_another_column_are_not_believed() -> None:
    words: list[Words] = [*HEADINGS, (3, 50, 480, "Payroll"), (4, 400, 480, "Pay once.")]
    shifted = ("Table", HEAD, ("TR", ("TD", (0, 3)), ("TD", (0, 4)), ("TD", ("P",))))
    assert read(pdf([words], shifted)) is None


def test_a_row_over_two_pages_is_one_row_of_the_page_it_begins_on() -> None:
    first: list[Words] = [
        *HEADINGS,
        (3, 50, 480, "Payroll"),
        (4, 200, 480, "1 May 2021"),
        (5, 400, 480, "Check every\nleaver and ask"),
        ("Artifact", 50, 20, "Page 1 of 2"),
    ]
    second: list[Words] = [
        ("Artifact", 50, 560, "Audit Due Recommendation"),
        (0, 400, 500, "the payroll team."),
        (1, 50, 480, "Rents"),
        (2, 200, 480, "2 May 2021"),
        (3, 400, 480, "Write letters."),
    ]
    split: Tree = ("TR", ("TD", (0, 3)), ("TD", (0, 4)), ("TD", ("P", (0, 5), (1, 0))))
    last: Tree = ("TR", ("TD", (1, 1)), ("TD", (1, 2)), ("TD", (1, 3)))
    paper = read(pdf([first, second], ("Table", ("THead", HEAD), ("TBody", split, last))))
    assert paper is not None
    assert [(line.place, line.cells, line.drawn) for line in paper.lines if line.in_table] == [
        ("page 1 row 1", ("Audit", "Due", "Recommendation"), True),
        ("page 1 row 2", ("Payroll", "1 May 2021", "Check every leaver and ask the payroll team."), True),
        ("page 2 row 1", ("Rents", "2 May 2021", "Write letters."), True),
    ]
    assert not any("Page 1" in line.text for line in paper.lines)


def test_a_table_for_each_page_may_go_on_with_the_row_above() -> None:
    second: list[Words] = [(0, 50, 480, ""), (1, 200, 480, ""), (2, 400, 480, "and ask again.")]
    body: list[Words] = [(3, 50, 480, "Payroll"), (4, 200, 480, "1 May 2021"), (5, 400, 480, "Check every leaver")]
    row: Tree = ("TR", ("TD", (0, 3)), ("TD", (0, 4)), ("TD", (0, 5)))
    more: Tree = ("TR", ("TD", (1, 0)), ("TD", (1, 1)), ("TD", (1, 2)))
    paper = read(pdf([[*HEADINGS, *body], second], ("Table", HEAD, row), ("Table", more)))
    assert paper is not None
    assert [line.drawn for line in paper.lines if line.text.strip()] == [True, True, False]


def test_merged_cells_stand_in_all_that_they_cover() -> None:
    words: list[Words] = [
        *HEADINGS,
        (3, 50, 480, "Payroll"),
        (4, 200, 480, "May"),
        (5, 400, 480, "One."),
        (6, 200, 460, "June"),
        (7, 400, 460, "Two."),
        (8, 50, 440, "Nothing here"),
    ]
    tall: Tree = ("TR", cell("TD", (0, 3), RowSpan=2), ("TD", (0, 4)), ("TD", (0, 5)))
    short: Tree = ("TR", ("TD", (0, 6)), ("TD", (0, 7)))
    wide: Tree = ("TR", cell("TD", (0, 8), ColSpan=2), ("TD",))
    assert rows(pdf([words], ("Table", HEAD, tall, short, wide))) == [
        ("Audit", "Due", "Recommendation"),
        ("Payroll", "May", "One."),
        ("Payroll", "June", "Two."),
        ("Nothing here", "", ""),
    ]


def test_paragraphs_and_lists_in_a_cell_stay_apart() -> None:
    words: list[Words] = [
        *HEADINGS,
        (3, 50, 480, "Payroll"),
        (4, 200, 480, "May"),
        (5, 400, 480, "Do both:"),
        (6, 400, 468, "o"),
        (7, 410, 468, "the first of\nthem"),
        (8, 400, 440, "2."),
        (9, 410, 440, "the other"),
    ]
    items: Tree = (
        "L",
        ("LI", ("Lbl", (0, 6)), ("LBody", (0, 7))),
        ("LI", ("Lbl", (0, 8)), ("LBody", ("P", (0, 9)))),
    )
    row: Tree = ("TR", ("TD", (0, 3)), ("TD", (0, 4)), ("TD", ("P", (0, 5)), items))
    assert rows(pdf([words], ("Table", HEAD, row)))[1][2] == "Do both:\n\u2022 the first of them\n2. the other"


def test_printed_lines_that_are_tagged_as_paragraphs_are_sentences_again() -> None:
    texts = ["The manager should", "check every leaver", "against the list.", "Agreed."]
    body: list[Words] = [(n, 400, 480 - 12 * n, text) for n, text in enumerate(texts, 5)]
    words: list[Words] = [*HEADINGS, (3, 50, 480, "Payroll"), (4, 200, 480, "May"), *body]
    row: Tree = ("TR", ("TD", (0, 3)), ("TD", (0, 4)), ("TD", *(("P", (0, n)) for n, *_ in body)))
    assert rows(pdf([words], ("Table", HEAD, row)))[1][2] == (
        "The manager should check every leaver against the list.\nAgreed."
    )


def test_words_that_are_meant_win_over_those_that_are_drawn() -> None:
    words: list[Words] = [(0, 50, 500, "e"), (1, 55, 500, "ffort")]
    paper = read(pdf([words], ("P", ("Span", {"ActualText": "Great e"}, (0, 0)), (0, 1))))
    assert paper is not None
    assert [line.cells for line in paper.lines] == [("Great effort",)]


# Doubt. --------------------------------------------------------------------------------------------------------------


def test_a_file_without_tags_is_left_to_others() -> None:
    assert read(pdf([[(None, 50, 500, "No tags here.")]])) is None


def test_a_tree_that_leaves_words_out_is_not_believed() -> None:
    words: list[Words] = [(0, 50, 500, "Tagged."), (None, 50, 480, "Not tagged, and long enough to be missed.")]
    assert read(pdf([words], ("P", (0, 0)))) is None
    lost: list[Words] = [(0, 50, 500, "Tagged."), (1, 50, 480, "Marked, but in no element of the tree.")]
    assert read(pdf([lost], ("P", (0, 0)))) is None


def test_a_few_words_outside_the_tree_are_kept_on_their_page() -> None:
    long = "Everything of this paper that matters is tagged. " * 9
    pages: list[list[Words]] = [[(0, 50, 500, long), (None, 50, 20, "Item 5")], [(0, 50, 500, long)]]
    paper = read(pdf(pages, ("P", (0, 0)), ("P", (1, 0))))
    assert paper is not None
    assert [line.text for line in paper.lines] == [long.strip(), "Item 5", long.strip()]
    assert len({line.place for line in paper.lines}) == 3


def test_columns_that_nobody_tagged_as_a_table_are_left_to_who_reads_the_page() -> None:
    words: list[Words] = [
        (3 * row + column, 50.0 + 200 * column, 500.0 - 20 * row, f"cell {row} {column}")
        for row in range(4)
        for column in range(3)
    ]
    assert read(pdf([words], *(("P", (0, n)) for n in range(12)))) is None
    assert read(pdf([words], *(("TR", *(("TD", (0, 3 * r + c)) for c in range(3))) for r in range(4)))) is None


def test_cells_that_do_not_stand_where_they_are_tagged_are_not_believed() -> None:
    words: list[Words] = [
        (3 * row + column, 50.0 + 200 * column, 500.0 - 20 * row, f"cell {row} {column}")
        for row in range(4)
        for column in range(3)
    ]

    def table(*order: int) -> Tree:
        return ("Table", *(("TR", *(("TD", (0, 3 * r + c)) for c in order)) for r in range(4)))

    assert rows(pdf([words], table(0, 1, 2)))[3] == ("cell 3 0", "cell 3 1", "cell 3 2")
    assert read(pdf([words], table(1, 0, 2))) is None


def test_a_tree_deeper_than_any_person_makes_is_not_believed() -> None:
    tree: Tree = ("P", (0, 0))
    for _ in range(300):
        tree = ("Div", tree)
    assert read(pdf([[(0, 50, 500, "Deep.")]], tree)) is None


def test_words_are_read_once_however_often_a_tree_claims_them() -> None:
    paper = read(pdf([[(0, 50, 500, "Once.")]], ("P", (0, 0)), ("P", (0, 0))))
    assert paper is not None
    assert [line.cells for line in paper.lines] == [("Once.",)]
