"""A sheet too wide for its pages, printed strip by strip, is one table again; pages that only look alike stay apart."""

from collections.abc import Sequence
from datetime import date

import pytest
from ruled_papers import Paper

from db.readings import Reading
from db.rules import Policy, Status
from reports.read.paper.pdf.reading import read_pdf
from reports.read.report.reading import read_report

Rows = Sequence[tuple[str, ...]]

SHEET: Rows = (
    ("Ref", "Audit", "Recommendation", "Response", "Due date", "Status"),
    (
        "1",
        "Gritting",
        "Drive each route\nin May.",
        "Agreed, as soon as\nthe lorries have\nbeen mended.",
        "1/5/2021",
        "Open",
    ),
    ("2", "Keys", "Count all keys,\nand write down\nwho has which.", "Agreed.", "1/6/2021", "Implemented"),
    ("3", "Depots", "Lock the gate at\nnight.", "Not agreed.", "1/7/2021", "Superseded"),
    ("4", "Salt", "Order salt for\nthe winter.", "Agreed.", "1/8/2021", "Implemented"),
)
WIDE = (30, 70, 110, 110, 60, 90)
TALL = 45
TWO = (slice(0, 3), slice(3, 6))
THREE = (slice(0, 2), slice(2, 3), slice(3, 6))


def draw(paper: Paper, rows: Rows, columns: slice, *, lined: bool) -> None:
    """A strip of the sheet on one page."""
    for n, row in enumerate(rows):
        x, y = 40, paper.y - TALL * n
        for text, width in zip(row[columns], WIDE[columns], strict=True):
            for m, line in enumerate(text.split("\n")):
                paper.write(line, x + 4, y - 13 - 11 * m, bold=row is SHEET[0])
            if lined:
                paper.canvas.rect(x, y - TALL, width, TALL)
            x += width


def printed(
    strips: Sequence[slice], *, lined: bool, over: bool = False, heads: bool = True, lower: float = 0
) -> Reading:
    """The sheet on pages for two rows each: all of one strip first, or the first rows of all strips first."""
    parts = (SHEET[:3], [*(SHEET[:1] if heads else ()), *SHEET[3:]])
    order = [(s, p) for p in parts for s in strips] if over else [(s, p) for s in strips for p in parts]
    paper = Paper()
    for n, (columns, rows) in enumerate(order):
        if n:
            paper.turn()
        paper.y -= lower * n
        draw(paper, rows, columns, lined=lined)
    lines = read_pdf("paper.pdf", paper.data, lambda _done, _total: None).lines
    return read_report("paper.pdf", lines, "0" * 64, Policy())


def is_whole(found: Reading) -> bool:
    statuses = [Status.NOT_IMPLEMENTED, Status.IMPLEMENTED, Status.SUPERSEDED, Status.IMPLEMENTED]
    return [(r.recommendation, r.response, r.due, r.status) for r in found.records] == [
        (row[2].replace("\n", " "), row[3].replace("\n", " "), date(2021, 5 + n, 1), status)
        for n, (row, status) in enumerate(zip(SHEET[1:], statuses, strict=True))
    ]


@pytest.mark.parametrize("lined", [True, False], ids=["with lines", "without lines"])
@pytest.mark.parametrize("over", [False, True], ids=["strip after strip", "over, then down"])
@pytest.mark.parametrize("strips", [TWO, THREE], ids=["two strips", "a strip of one column"])
def test_the_strips_of_a_sheet_are_put_beside_each_other(strips, over, lined):
    assert is_whole(printed(strips, lined=lined, over=over))


def test_the_headings_need_to_be_on_the_first_page_of_each_strip_only():
    assert is_whole(printed(TWO, lined=True, heads=False))
    assert is_whole(printed(TWO, lined=True, heads=False, over=True))


def test_pages_whose_rows_stand_at_other_heights_are_not_put_beside_each_other():
    assert [r.response for r in printed(TWO, lined=True, lower=20).records] == [""] * 4


def test_pages_of_prose_behind_a_sheet_stay_as_they_are():
    paper = Paper()
    draw(paper, SHEET[:3], TWO[0], lined=True)
    paper.turn()
    draw(paper, SHEET[:3], TWO[1], lined=True)
    for text in ("The committee has asked for this. ", "Members may wish to ask more. "):
        paper.turn()
        paper.say(text * 20)
    lines = read_pdf("paper.pdf", paper.data, lambda _done, _total: None).lines
    prose = [line.text for line in lines if not line.in_table and not line.is_blank]
    assert prose == [
        ("The committee has asked for this. " * 20).strip(),
        ("Members may wish to ask more. " * 20).strip(),
    ]
