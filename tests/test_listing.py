"""What a person can rely on in a listing: its rows, its figures, where the cursor goes, and what can be opened."""

import pytest
from opened import HOSTILE, SIZES, drawn
from textual.app import App

from tui.text import width
from tui.theme import THEMES
from tui.widgets.listing import Cell, Column, Kind, Listing, Row, heading, note

COLUMNS = (
    Column("Directorate"),
    Column("Brought forward", 9, right=True, name="brought_forward"),
    Column("New", 6, right=True, name="new"),
    Column("Remarks", 20, leaves=100),
)
LONG = "What was closed since the last report is counted once, " * 6
ROWS = (
    heading("Two directorates"),
    Row(("Finance", "1,234,567", "3", "late"), key="finance"),
    Row(("Housing", "2", Cell("0", "muted"), "later"), key="housing"),
    note(LONG),
    Row(("Everything", "1,234,569", "3"), key="all", kind=Kind.TOTAL),
    note("The end."),
)


class Host(App[None]):
    CSS = "Listing { height: 1fr; }"

    def __init__(self, columns=COLUMNS, rows=ROWS) -> None:
        super().__init__()
        self.given, self.opened, self.selected = (columns, rows), [], []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self):
        yield Listing(id="listing")

    def on_mount(self):
        self.listing = self.query_one(Listing)
        self.listing.hint = "Nothing here: press i."
        self.listing.show(*self.given)
        self.listing.focus()

    def on_listing_opened(self, opened):
        self.opened.append((opened.key, opened.column))

    def on_listing_selected(self, selected):
        self.selected.append((selected.key, selected.column))


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_each_figure_stands_whole_under_its_heading(size):
    async with Host().run_test(size=size) as pilot:
        lines = drawn(pilot.app)
        assert all(width(line) == size[0] for line in lines)
        head = next(line for line in lines if "Directorate" in line)
        row = next(line for line in lines if "Finance" in line)
        assert row.index("1,234,567") + len("1,234,567") == head.index("forward") + len("forward")
        assert ("Remarks" in head) == ("late" in row) == (size[0] > 100)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_long_note_is_told_to_its_end_in_lines_that_are_read_with_ease(size):
    async with Host().run_test(size=size) as pilot:
        lines = [line.rstrip() for line in drawn(pilot.app)]
        assert " ".join(" ".join(lines).split()).count("counted once,") == 6
        assert max(len(line) for line in lines if "counted once" in line) <= 94


async def test_the_cursor_goes_only_where_something_can_be_opened():
    async with Host().run_test(size=(80, 24)) as pilot:
        app = pilot.app
        seen = [app.listing.key]
        for _ in range(4):
            await pilot.press("down")
            seen.append(app.listing.key)
        assert seen == ["finance", "housing", "all", "all", "all"]
        await pilot.press("home")
        assert app.listing.key == "finance"


async def test_enter_opens_the_figure_under_the_cursor_and_two_clicks_do_the_same():
    async with Host().run_test(size=(80, 24)) as pilot:
        app = pilot.app
        await pilot.press("enter", "down", "right", "enter", "right", "enter", "left", "enter")
        figures = [
            ("finance", "brought_forward"),
            ("housing", "new"),
            ("housing", "new"),
            ("housing", "brought_forward"),
        ]
        assert app.opened == figures
        y = next(n for n, line in enumerate(drawn(app)) if "Finance" in line)
        x = drawn(app)[y].index(" 3 ") + 1
        await pilot.click("#listing", offset=(x, y), times=2)
        assert app.opened[-1] == ("finance", "new")


async def test_a_click_on_words_that_cannot_be_opened_does_nothing():
    async with Host().run_test(size=(80, 24)) as pilot:
        app = pilot.app
        y = next(n for n, line in enumerate(drawn(app)) if "Two directorates" in line)
        await pilot.click("#listing", offset=(5, y), times=2)
        assert (app.opened, app.listing.key) == ([], "finance")


async def test_the_cursor_stays_on_its_row_when_the_rows_are_shown_anew():
    async with Host().run_test(size=(80, 24)) as pilot:
        listing = pilot.app.listing
        await pilot.press("down", "right")
        listing.show(COLUMNS, (Row(("Adults", "1", "2"), key="adults"), *ROWS))
        assert (listing.key, listing.column) == ("housing", "new")
        listing.show(COLUMNS, [row for row in ROWS if row.key != "housing"])
        assert listing.key in {"finance", "all"}
        listing.show(COLUMNS, ())
        assert listing.key is None
        await pilot.press("enter", "down", "up", "end", "home", "pagedown", "right")
        assert pilot.app.opened == []


async def test_of_the_row_under_the_cursor_those_who_ask_are_told():
    async with Host().run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "right", "down")
        told = [("housing", "brought_forward"), ("housing", "new"), ("all", "new")]
        assert pilot.app.selected[-3:] == told


async def test_where_there_is_nothing_it_says_what_to_do():
    async with Host(rows=()).run_test(size=(80, 24)) as pilot:
        assert "Nothing here: press i." in "\n".join(drawn(pilot.app))


async def test_ten_thousand_rows_are_gone_through_and_the_last_is_reached():
    rows = [Row((f"Row {n}", str(n), "0"), key=n) for n in range(10_000)]
    async with Host(rows=rows).run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "down", "end")
        assert pilot.app.listing.key == 9_999
        assert "Row 9999" in drawn(pilot.app)[-1]
        await pilot.press("up", "home")
        assert "Row 0 " in drawn(pilot.app)[2]


async def test_notes_before_and_after_the_rows_can_be_read_with_the_arrows():
    rows = [*(note(f"Before {n}.") for n in range(40)), Row(("x", "1", "2"), key="x")]
    rows += [note(f"After {n}.") for n in range(40)]
    async with Host(rows=rows).run_test(size=(80, 24)) as pilot:
        told = set()
        await pilot.press("home")
        for _ in range(90):
            told.update(line[:-1].strip() for line in drawn(pilot.app))
            await pilot.press("down")
        assert {f"Before {n}." for n in range(40)} | {f"After {n}." for n in range(40)} <= told


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_hostile_words_are_shown_and_none_is_obeyed(size):
    rows = [heading(HOSTILE), Row((HOSTILE, "1", "2", HOSTILE), key=1), note(HOSTILE)]
    async with Host(rows=rows).run_test(size=size) as pilot:
        for line in drawn(pilot.app):
            assert width(line) == size[0]
            assert not any(ord(c) < 32 or c in "\x7f\x9b\u202e\u200b" for c in line)


async def test_another_size_loses_neither_the_row_nor_the_figure():
    async with Host().run_test(size=(200, 60)) as pilot:
        await pilot.press("end", "right")
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        assert (pilot.app.listing.key, pilot.app.listing.column) == ("all", "new")
        assert "Everything" in "\n".join(drawn(pilot.app))


async def test_words_too_long_for_their_column_take_the_room_of_empty_cells_after_it():
    columns = (Column("Who"), Column("Months", 20, right=True), Column("Done", 20))
    long = "Executive Member for Environment and Transport"
    rows = (Row((long, "", "told"), key=1), Row((long, "6", ""), key=2))
    async with Host(columns, rows).run_test(size=(80, 12)) as pilot:
        first, second = (line for line in drawn(pilot.app) if "Executive" in line)
        assert long in first
        assert first.index("told") == drawn(pilot.app)[0].index("Done")
        assert long not in second
        assert second.split()[-1] == "6"


async def test_why_there_is_no_row_is_said_whole():
    why = "No report has been sealed yet. n seals the position and its papers as they are given to the committee."
    async with Host(COLUMNS, ()).run_test(size=(80, 12)) as pilot:
        pilot.app.listing.hint = why
        pilot.app.listing.draw_anew()
        await pilot.pause()
        assert why in " ".join(" ".join(drawn(pilot.app)).split())
