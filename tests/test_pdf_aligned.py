"""Tables without ruling lines come back from where their words stand, and prose never becomes one."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from set_pages import Sheet, abreast, wrap

from reports.read.paper.pdf.aligned import Table, find_tables
from reports.read.paper.pdf.page import Page, Word

SIX = ["Audit Title", "Due Date", "Recommendation", "Management Response", "Update/Opinion", "Ownership and Actions"]
SIX_WIDE = [90, 60, 170, 130, 150, 100]
PAYROLL = [
    "Mill Lane Payroll 5 April 2019",
    "30 Sept 2019",
    "The manager should check every leaver against the list of posts each month and keep proof of it.",
    "Agreed. The team will do this from next month onwards.",
    "The team has begun and we have seen two lists. Internal Audit opinion: Partially implemented",
    "Director: Director of People Status: 12 months overdue Action: To ask again.",
]
STORES = [
    "Stores 6 May 2020",
    "31 May 2021",
    "Stock should be counted at each year end by someone who does not keep it.",
    "Accepted.",
    "No change since. Internal Audit opinion: Not implemented",
    "Director: Director of Place Status: 2 months overdue Action: To see the count in June.",
]
CLAUSE = (
    "3.1    The position of each recommendation is set out below, with what has been done about it since the committee "
    "last met and what remains. Members asked in June that the owner of each be named, and this has been done."
)


def tables(sheet: Sheet) -> list[Table]:
    """What is found on one page by itself."""
    return find_tables(sheet.page, sheet.words)


def cells(table: Table) -> list[list[str]]:
    """Row by row, their words on one line each."""
    return [[" ".join(cell.split()) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(
    ("aligns", "after", "rule", "middle"),
    [("llllll", 8, False, False), ("cccccc", 8, False, False), ("llllll", 6, True, True), ("crllll", 3, True, False)],
)
def test_rows_that_a_gap_or_a_rule_keeps_apart_come_back_whole(
    aligns: str, after: float, rule: bool, middle: bool
) -> None:
    sheet = Sheet()
    sheet.prose(CLAUSE)
    sheet.row(abreast(50, SIX_WIDE, aligns="cccccc"), SIX, bold=True, after=after, rule=rule)
    for row in (PAYROLL, STORES):
        sheet.row(abreast(50, SIX_WIDE, aligns=aligns), row, after=after, rule=rule, middle=middle)
    (table,) = tables(sheet)
    assert cells(table) == [SIX, PAYROLL, STORES]
    assert all(row.drawn for row in table.rows)


def test_rows_that_nothing_keeps_apart_come_back_line_by_line() -> None:
    sheet = Sheet()
    columns = abreast(50, SIX_WIDE)
    sheet.row(columns, SIX, bold=True)
    printed = [sheet.row(columns, row) for row in (PAYROLL, STORES)]
    (table,) = tables(sheet)
    lines = [[cell[n] if n < len(cell) else "" for cell in row] for row in printed for n in range(max(map(len, row)))]
    assert cells(table) == [SIX, *lines]
    assert not any(row.drawn for row in table.rows[1:])


@pytest.mark.parametrize("lower", [8, -6], ids=["below its dates", "between its dates"])
def test_a_row_alone_between_two_rules_is_one_though_its_cells_hold_several_things(lower: float) -> None:
    sheet = Sheet()
    columns = abreast(50, SIX_WIDE)
    sheet.row(columns, SIX, bold=True, after=4, rule=True)
    top = sheet.y
    sheet.lines("Mill Lane", "Payroll", x=50)
    sheet.y += lower
    sheet.lines("5 April 2019", x=50)
    for n, texts in enumerate(
        (["30 Sept 2019", "originally", "31 May 2019", "12 months"], ["Keep", "a list."], ["Yes."])
    ):
        sheet.y = top
        sheet.lines(*texts, x=columns[n + 1].x0)
    sheet.y = top + 60
    sheet.row(columns, [""] * 6, rule=True)
    (table,) = tables(sheet)
    dates = "30 Sept 2019 originally 31 May 2019 12 months"
    assert cells(table) == [SIX, ["Mill Lane Payroll 5 April 2019", dates, "Keep a list.", "Yes.", "", ""]]


def test_rows_that_only_share_a_rule_above_and_one_below_are_not_one() -> None:
    sheet = Sheet()
    columns = abreast(50, SIX_WIDE)
    sheet.row(columns, SIX, bold=True, after=4, rule=True)
    for row in (PAYROLL, STORES):
        sheet.row(columns, row)
    sheet.y += 2
    sheet.row(columns, [""] * 6, rule=True)
    (table,) = tables(sheet)
    assert len(table.rows) > 3
    assert not any(row.drawn for row in table.rows[1:])


def test_a_banner_wider_than_its_column_heads_the_rows_below_and_moves_no_column() -> None:
    sheet = Sheet()
    wide = [30, 160, 250, 70, 120]
    columns = abreast(50, wide)
    heads = ["Ref", "Audit", "Recommendation", "Due Date", "Status"]
    first = ["P 1", "Payroll", "Check every leaver against the list of posts.", "30 Sept 2019", "Implemented"]
    second = ["S 4", "Stores", "Count the stock at each year end.", "31 May 2021", "Not implemented"]
    sheet.row(abreast(50, wide, aligns="ccccc"), heads, bold=True, after=8)
    for named, row in (("Adult Social Care", first), ("Growth and Places", second)):
        sheet.lines(named, bold=True)
        sheet.y += 8
        sheet.row(columns, row, after=8)
    (table,) = tables(sheet)
    assert cells(table) == [heads, ["Adult Social Care"] * 5, first, ["Growth and Places"] * 5, second]


def test_words_that_nearly_touch_the_next_column_are_of_their_own() -> None:
    sheet = Sheet()
    heads = ["Ref", "Audit", "Recommendation", "Due Date", "Status"]
    row = ["P 1", "Payroll", "Check every leaver each month", "30 Sept 2019", "Implemented"]
    sheet.put(row[2], 0, 0)
    reach = sheet.words[-1].x1 + 2
    sheet.words.clear()
    columns = abreast(50, [70, 100, reach, 110, 120], gutter=0)
    sheet.row(columns, heads, after=8)
    sheet.row(columns, [*row[:3], "", row[4]], after=8)
    sheet.row(columns, row, after=8)
    (table,) = tables(sheet)
    assert cells(table) == [heads, [*row[:3], "", row[4]], row]


def test_a_row_in_which_two_cells_touch_ends_no_table() -> None:
    sheet = Sheet()
    heads = ["Ref", "Audit", "Recommendation", "Target date", "Revised date", "Status"]
    wide = [50, 80, 200, 86, 120, 120]
    columns = abreast(50, wide, gutter=2)
    rows = [
        ["P 1", "Payroll", "Check every leaver.", "30 Sept 2019", "", "Implemented"],
        ["S 4", "Stores", "Count the stock at each year end.", "31 December 2019", "30 June 2022", "Not implemented"],
        ["S 5", "Stores", "Keep the keys.", "31 May 2021", "30 June 2021", "Implemented"],
    ]
    sheet.row(abreast(50, wide, gutter=2, aligns="cccccc"), heads, after=8)
    for row in rows:
        sheet.row(columns, row, after=8)
    (table,) = tables(sheet)
    assert cells(table) == [heads, *rows]


def test_dates_at_the_right_of_their_column_stay_apart_from_what_begins_the_next() -> None:
    sheet = Sheet()
    heads = ["Ref", "Audit", "Recommendation", "Target date", "% done", "Status"]
    wide = [50, 80, 200, 90, 120, 120]
    row = ["S 4", "Stores", "Count the stock at each year end.", "31/12/2021", "50%", "Not implemented"]
    sheet.row(abreast(50, wide, gutter=2), heads, after=8)
    for text in ("50%", "100%"):
        sheet.row(abreast(50, wide, gutter=2, aligns="lllrll"), [*row[:4], text, row[5]], after=8)
    (table,) = tables(sheet)
    assert cells(table) == [heads, row, [*row[:4], "100%", row[5]]]


def test_a_table_goes_on_without_headings_on_the_next_page() -> None:
    first, second = Sheet(1), Sheet(2)
    columns = abreast(50, SIX_WIDE, aligns="cccccc")
    first.row(columns, SIX, bold=True, after=8)
    first.row(columns, PAYROLL, after=8)
    second.row(columns, ["", "", "", "", "They also wrote to us in May about the rest of it.", ""], after=8)
    second.row(columns, STORES)
    second.y += 20
    second.prose(CLAUSE)
    (above,) = tables(first)
    (table,) = find_tables(second.page, second.words, above.columns)
    assert cells(table) == [["", "", "", "", "They also wrote to us in May about the rest of it.", ""], STORES]
    assert [row.drawn for row in table.rows] == [False, True]


def test_a_row_goes_on_below_headings_that_are_printed_again() -> None:
    first, second = Sheet(1), Sheet(2)
    columns = abreast(50, SIX_WIDE)
    first.row(columns, SIX, bold=True, after=8)
    first.row(columns, PAYROLL, after=8)
    second.lines("Appendix 2 (continued)", bold=True)
    second.y += 6
    second.row(columns, SIX, bold=True, after=8)
    second.row(columns, ["(in part)", "", "", "", "They also wrote to us in May.", ""], after=8)
    second.row(columns, STORES)
    (above,) = tables(first)
    (table,) = find_tables(second.page, second.words, above.columns)
    assert [row.drawn for row in table.rows] == [True, False, True]


def test_what_follows_a_table_is_not_of_it() -> None:
    sheet = Sheet()
    columns = abreast(50, SIX_WIDE)
    sheet.row(columns, SIX, bold=True, after=8)
    sheet.row(columns, STORES, after=8)
    sheet.y += 12
    end = sheet.y
    sheet.lines("Not Yet Due", bold=True)
    sheet.y += 6
    sheet.prose(CLAUSE)
    (table,) = tables(sheet)
    assert cells(table) == [SIX, STORES]
    assert table.bottom <= end


def test_the_foot_of_a_page_is_no_row_though_it_has_a_part_on_the_left_and_one_on_the_right() -> None:
    sheet = Sheet()
    columns = abreast(50, SIX_WIDE)
    sheet.row(columns, SIX, bold=True, after=4)
    sheet.row(columns, PAYROLL, after=4)
    sheet.y += 60
    sheet.put("Audit Committee", columns[0].x0, sheet.y)
    sheet.put("Page 1 of 1", columns[5].x0, sheet.y)
    (table,) = tables(sheet)
    assert cells(table) == [SIX, PAYROLL]


def test_an_item_is_not_ended_by_what_joins_it_to_the_next() -> None:
    sheet = Sheet()
    columns = abreast(50, SIX_WIDE)
    sheet.row(columns, SIX, bold=True, after=8)
    listed = "The manager should look at:\n\u2022 leavers;\n\u2022 payments asked back;\nand\n\u2022 money."
    sheet.row(columns, [*PAYROLL[:2], listed, *PAYROLL[3:]], after=8)
    (table,) = tables(sheet)
    items = ["\u2022 leavers;", "\u2022 payments asked back; and", "\u2022 money."]
    assert table.rows[1].cells[2].split("\n")[-3:] == items


def test_a_gap_within_a_cell_ends_a_paragraph_and_begins_no_row() -> None:
    sheet = Sheet()
    columns = abreast(50, SIX_WIDE)
    more = "It was tried again in May."
    sheet.row(columns, SIX, bold=True, after=8)
    sheet.row(columns, PAYROLL, after=8)
    sheet.row(columns, ["", "", "", "", more, ""], after=8)
    sheet.row(columns, STORES)
    (table,) = tables(sheet)
    assert cells(table) == [SIX, [*PAYROLL[:4], f"{PAYROLL[4]} {more}", PAYROLL[5]], STORES]
    assert table.rows[1].cells[4] == f"{PAYROLL[4]}\n{more}"


def test_the_short_last_line_of_a_paragraph_below_is_no_row() -> None:
    sheet = Sheet()
    sheet.row(abreast(50, [40, 150, 60], aligns="lcc"), ["Ref", "Recommendation", "Due"], bold=True, after=6)
    sheet.row(abreast(50, [40, 150, 60], aligns="lcc"), ["R1", "Count it.", "May 2021"], after=6)
    sheet.lines(" ".join(wrap(CLAUSE, 740)[:1]), "of it once more in June")
    (table,) = tables(sheet)
    assert cells(table)[1:] == [["R1", "Count it.", "May 2021"]]


def test_numbers_at_the_right_of_their_column_stay_in_it() -> None:
    sheet = Sheet()
    columns = abreast(50, [100, 70, 250, 80], aligns="lrll")
    sheet.row(abreast(50, [100, 70, 250, 80]), ["Audit", "No.", "Recommendation", "Due"], bold=True, after=6)
    rows = [["Stores", str(n), "Count the stock each year.", "31 May 2021"] for n in (8, 9, 10)]
    for row in rows:
        sheet.row(columns, row, after=6)
    (table,) = tables(sheet)
    assert cells(table)[1:] == rows


@pytest.mark.parametrize("x", [300, 330])
def test_a_heading_over_two_columns_belongs_to_both(x: float) -> None:
    sheet = Sheet()
    columns = abreast(50, [40, 170, 60, 60, 100])
    sheet.put("Due date", x, sheet.y, bold=True)
    sheet.y += 12
    sheet.row(columns, ["Ref", "Recommendation", "Original", "Revised", "Lead officer"], bold=True, after=6)
    rows = [[f"R{n}", "Count the stock each year.", "1/5/2021", "1/9/2021", "Head of Stores"] for n in range(2)]
    for row in rows:
        sheet.row(columns, row, after=6)
    (table,) = tables(sheet)
    head = ["Ref", "Recommendation", "Due date Original", "Due date Revised", "Lead officer"]
    assert cells(table) == [head, *rows]


def test_columns_whose_lines_stand_at_other_heights_are_read_abreast() -> None:
    sheet = Sheet()
    columns = abreast(50, [100, 250, 80])
    sheet.row(columns, ["Audit", "Recommendation", "Due"], bold=True)
    for n in range(4):
        for column, text, lower in zip(
            columns, (f"Stores {n}", "Count the stock.", "31 May 2021"), (0, 6, 3), strict=True
        ):
            sheet.put(text, column.x0, sheet.y + lower)
        sheet.y += 12
    (table,) = tables(sheet)
    assert cells(table)[1:] == [[f"Stores {n}", "Count the stock.", "31 May 2021"] for n in range(4)]


ANYWHERE = st.tuples(
    st.sampled_from([*SIX, "Stores", "1 May 2021", "", " "]),
    st.integers(0, 4).map(lambda n: n * 120.0),
    st.integers(0, 9).map(lambda n: n * 14.0),
    st.floats(1, 130),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(ANYWHERE, max_size=30), st.booleans())
def test_no_word_in_the_box_of_a_table_is_lost(scattered: list[tuple[str, float, float, float]], headed: bool) -> None:
    scattered += [(text, n * 120.0, -14.0, 60.0) for n, text in enumerate(SIX[:5]) if headed]
    words = tuple(Word(text, x, y, x + wide, y + 10, 10) for text, x, y, wide in scattered)
    for table in find_tables(Page(1, 600, 600, words, ()), words):
        assert all(len(row.cells) == len(table.columns.headings) for row in table.rows)
        inside = {part for word in words if table.top <= word.top < table.bottom for part in word.text.split()}
        assert inside <= set(" ".join(cell for row in table.rows for cell in row.cells).split())


def test_thousands_of_words_apart_in_a_line_take_no_time() -> None:
    words = tuple(Word("Due", x * 20.0, y * 12.0, x * 20 + 10, y * 12 + 10, 10) for y in range(4) for x in range(3000))
    assert find_tables(Page(1, 60000, 60, words, ()), words) == []


STRANGE = ["Point", "What we found", "Whose", "By when", "How far"]
STRANGE_ROWS = [
    ["A1", "Keys are not signed for.", "Head of Parking", "May 2021", "Half way"],
    ["A2", "Cash is counted by one person.", "Head of Parking", "June 2021", "All done"],
]


@pytest.mark.parametrize("rule", [True, False])
def test_headings_that_are_hardly_known_are_believed_where_rules_part_the_rows(rule: bool) -> None:
    sheet = Sheet()
    sheet.prose(CLAUSE)
    columns = abreast(50, [60, 250, 120, 120, 120])
    sheet.row(columns, STRANGE, bold=True, after=6, rule=rule)
    for row in STRANGE_ROWS:
        sheet.row(columns, row, after=6, rule=rule)
    sheet.prose(CLAUSE)
    assert [cells(table) for table in tables(sheet)] == ([[STRANGE, *STRANGE_ROWS]] if rule else [])


PROSE = {
    "numbered paragraphs": [
        "1.    Introduction",
        CLAUSE,
        "2.    Recommendations",
        "2.1   That the owner of each action be named.",
        "(a)   Priority, status and due date are given.",
    ],
    "contents": [f"{n}.  {title} {'.' * 60} {n + 2}" for n, title in enumerate(SIX, 1)],
    "front page": [
        "Report to:     Audit Committee - 15 February 2022",
        "Subject:       Outstanding Audit Recommendations",
        "Report of:     Director of Resources",
        "Status:        Public",
        "Action:        To note",
    ],
}


@pytest.mark.parametrize("which", PROSE)
def test_prose_is_no_table(which: str) -> None:
    sheet = Sheet()
    for paragraph in PROSE[which]:
        for line in wrap(paragraph, 700) if len(paragraph) > 100 else [paragraph]:
            sheet.lines(line)
        sheet.y += 5
    assert tables(sheet) == []
    earlier = Sheet()
    earlier.row(abreast(50, SIX_WIDE), SIX)
    earlier.row(abreast(50, SIX_WIDE), STORES)
    assert find_tables(sheet.page, sheet.words, tables(earlier)[0].columns) == []


@pytest.mark.parametrize("heads", [["Name", "Position", "Telephone", "E-mail"], ["Officer", "Title", "Service"], []])
def test_contacts_and_addresses_in_columns_are_no_table(heads: list[str]) -> None:
    sheet = Sheet()
    columns = abreast(50, [140] * (len(heads) or 3), 20)
    if heads:
        sheet.row(columns, heads, bold=True)
    for n in range(4):
        sheet.row(columns, [f"Officer {n}", "Head of Audit", "01632 960001", "a@aldermoor.example"][: len(columns)])
    assert tables(sheet) == []


WORDS = (
    "agreed checks monthly of the to a in each list which they keep for payroll stores invoices reconciliation "
    "supplier until 2021/22 12% (see 4.2) manager's follow-up is by"
).split()
NAMES = ["Status", "Priority", "Recommendation", "Owner", "Action"]


@dataclass
class Set:
    """A table as it was set, and what should come back."""

    sheet: Sheet
    rows: list[list[str]]
    apart: bool


@st.composite
def set_tables(draw: st.DrawFn) -> Set:
    """Columns of words with at least 8 points between them under headings that are known."""
    size = draw(st.sampled_from([8.0, 9.0, 10.0, 11.0]))
    others = draw(
        st.lists(
            st.sampled_from(["Ref", "Audit", "Priority", "Owner", "Due Date", "Status", "Revised target date"]),
            min_size=2,
            max_size=5,
            unique=True,
        )
    )
    headings = draw(st.permutations(["Recommendation", "Management Response", *others]))
    text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
    row = st.tuples(text, *([st.one_of(text, text, st.just(""))] * (len(headings) - 1)))
    rows = draw(st.lists(row.map(list), min_size=1, max_size=6))
    gutter = draw(st.floats(8, 20))
    widths: list[float] = []
    for n, heading in enumerate(headings):
        longest = max(
            width_of(word, size, bold)
            for text, bold in [(heading, True), *((row[n], False) for row in rows)]
            for word in (text.split() or [""])
        )
        widths.append(longest + draw(st.floats(0, 60)))
    style, heads = draw(st.sampled_from(["ll", "lc", "cc"]))
    if style != heads:
        # Under centred headings a short word may stand between two of them: another row must say whose it is.
        rows[0] = [f"{cell} reconciliation".strip() for cell in rows[0]]
        widths = [max(width, width_of("reconciliation", size, False)) for width in widths]
    columns = abreast(40, widths, gutter, aligns=style * len(headings))
    over = abreast(40, widths, gutter, aligns=heads * len(headings))
    rule = draw(st.booleans())
    sheet = Sheet(size=size, width=1200, height=3000)
    sheet.prose(CLAUSE, x=40)
    sheet.row(over, headings, bold=True, after=6, rule=rule)
    for row in rows:
        sheet.row(columns, row, after=4, rule=rule)
    sheet.y += 10
    sheet.prose(CLAUSE, x=40)
    return Set(sheet, [headings, *rows], rule)


def width_of(word: str, size: float, bold: bool) -> float:
    """Points across."""
    sheet = Sheet(size=size)
    sheet.put(word, 0, 0, bold=bold)
    return sheet.words[0].x1 if sheet.words else 0.0


@settings(max_examples=150, deadline=None)
@given(set_tables())
def test_any_table_of_words_in_columns_comes_back_cell_by_cell(made: Set) -> None:
    (table,) = tables(made.sheet)
    if made.apart and len(made.rows) > 2:
        assert cells(table) == made.rows
    by_column = [" ".join(" ".join(row[n] for row in cells(table)).split()) for n in range(len(made.rows[0]))]
    assert by_column == [" ".join(" ".join(row[n] for row in made.rows).split()) for n in range(len(made.rows[0]))]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([*WORDS, *NAMES]), min_size=1, max_size=90).map(" ".join), min_size=1, max_size=8
    ),
    st.floats(0, 4),
)
def test_no_prose_becomes_a_table_however_it_is_stretched(paragraphs: list[str], stretch: float) -> None:
    sheet = Sheet(height=3000)
    for paragraph in paragraphs:
        for line in wrap(paragraph, 500):
            sheet.put(line, 50, sheet.y, stretch=stretch)
            sheet.y += 12.5
        sheet.y += 6
    assert tables(sheet) == []
