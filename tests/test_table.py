"""What a person can rely on in the table: any number of lines, the cursor where it was, nothing waited for."""

from array import array
from datetime import date

import pytest
from textual.app import App
from textual.events import MouseScrollDown

from db.connection import RegisterError
from db.rows import Line
from db.rules import Band, Status
from tui.theme import THEMES
from tui.widgets.blocks import BLOCK, KEPT, Blocks
from tui.widgets.table import Table, layout

MANY = 100_000


def line(rowid):
    due = date(2019, 9, 30)
    status = list(Status)[rowid % 7]
    return Line(
        rowid,
        f"id{rowid}",
        f"R-{rowid}",
        "Rents",
        "Housing",
        "critical",
        f"Thing {rowid}",
        due,
        "",
        28,
        Band.OVER_12,
        status,
        "",
    )


class Register:
    """Gives lines, counts how often it was asked, and may be busy."""

    def __init__(self):
        self.asked = []
        self.busy = False
        self.gone = set()

    def __call__(self, rowids):
        if self.busy:
            raise RegisterError("busy", in_use=True)
        self.asked.append(len(rowids))
        return [line(rowid) for rowid in rowids if rowid not in self.gone]

    def ids(self, rowids):
        return {line(rowid).id: rowid for rowid in rowids if rowid not in self.gone}


class Host(App[None]):
    CSS = "Screen { overflow: hidden; }"

    def __init__(self, count=MANY):
        super().__init__()
        self.register = Register()
        self.order = array("q", range(1, count + 1))
        self.selected = []
        self.sorted = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self):
        yield Table(self.register, self.register.ids, id="table")

    def on_mount(self):
        self.table = self.query_one(Table)
        self.table.place(self.order, keep=None)
        self.table.focus()

    def on_table_selected(self, message):
        self.selected.append(message.line and message.line.rowid)

    def on_table_heading_clicked(self, message):
        self.sorted.append(message.column)

    @property
    def drawn(self):
        return ["".join(segment.text for segment in strip) for strip in self.screen._compositor.render_strips()]


# The blocks. -----------------------------------------------------------------------------------------------------


def test_lines_are_read_a_block_at_a_time_and_once():
    register = Register()
    blocks = Blocks(register)
    blocks.place(array("q", range(1, 1001)))
    for index in range(3 * BLOCK):
        assert blocks.line(index).rowid == index + 1
    assert register.asked == [BLOCK] * 3


def test_memory_does_not_grow_with_what_has_been_seen():
    blocks = Blocks(Register())
    blocks.place(array("q", range(1, MANY + 1)))
    for index in range(0, MANY, BLOCK):
        blocks.line(index)
    assert len(blocks._lines) <= KEPT


def test_a_busy_register_is_asked_again_and_a_line_that_is_gone_is_not():
    register = Register()
    blocks = Blocks(register)
    blocks.place(array("q", [1, 2, 3]))
    register.busy = True
    assert blocks.line(0) is None
    assert blocks.lacks(0)
    register.busy, register.gone = False, {2}
    assert blocks.line(0).rowid == 1
    assert blocks.line(1) is None
    assert not blocks.lacks(1)
    assert register.asked == [3]


def test_before_the_whole_order_is_known_its_length_is():
    blocks = Blocks(Register())
    blocks.begin([line(7), line(9)], 500)
    assert blocks.count == 500
    assert blocks.line(1).rowid == 9
    assert blocks.line(2) is None
    assert blocks.index(9) == 1
    assert blocks.index(8) is None


# The table. ------------------------------------------------------------------------------------------------------


async def test_only_what_is_in_view_is_read_of_a_hundred_thousand():
    app = Host()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert app.table.cursor == MANY - 1
        assert f"R-{MANY}" in "\n".join(app.drawn)
        assert sum(app.register.asked) <= 6 * BLOCK


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["down", "down", "up"], 1),
        (["j", "j", "j", "k"], 2),
        (["pagedown"], 39),
        (["pagedown", "pagedown", "pageup"], 39),
        (["G", "up"], MANY - 2),
        (["end", "home"], 0),
        (["up"], 0),
        (["g"], 0),
    ],
)
async def test_the_cursor_goes_where_its_keys_say_and_stays_in_view(keys, cursor):
    app = Host()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.table.cursor == cursor
        assert app.table.top <= cursor < app.table.top + app.table.seen
        assert any(f"R-{cursor + 1} " in drawn for drawn in app.drawn)


async def test_another_order_keeps_the_cursor_on_its_recommendation():
    app = Host(500)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press(*["down"] * 5)
        app.table.place(array("q", reversed(app.order)), keep=app.table.current)
        await pilot.pause()
        assert app.table.selected.rowid == 6
        assert app.table.top <= app.table.cursor < app.table.top + app.table.seen


async def test_a_recommendation_that_is_no_longer_shown_leaves_the_cursor_where_it_was():
    app = Host(500)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press(*["down"] * 5)
        app.table.place(array("q", [1, 2, 3]), keep=app.table.current)
        await pilot.pause()
        assert app.table.selected.rowid == 3
        app.table.place(array("q"), keep=app.table.current)
        await pilot.pause()
        assert app.table.selected is None
        await pilot.press("down", "up", "pagedown", "end", "home")
        assert app.table.selected is None


async def test_a_busy_register_leaves_dots_for_a_moment_and_no_key_waits():
    app = Host()
    async with app.run_test(size=(80, 40)) as pilot:
        app.register.busy = True
        await pilot.press("end")
        await pilot.pause()
        assert app.table.cursor == MANY - 1
        assert sum("…" in drawn for drawn in app.drawn) > 30
        app.register.busy = False
        await pilot.pause(0.1)
        assert f"R-{MANY}" in "\n".join(app.drawn)


async def test_the_mouse_selects_scrolls_and_sorts():
    app = Host()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.click(Table, offset=(20, 6))
        assert app.table.cursor == 5
        await pilot._post_mouse_events([MouseScrollDown], Table, offset=(20, 6), button=0)
        await pilot.pause()
        assert app.table.top == 3
        assert app.table.cursor == 5
        await pilot.click(Table, offset=(5, 0))
        assert app.sorted == ["ref"]


async def test_the_scroll_bar_can_be_dragged_to_the_end():
    app = Host()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.mouse_down(Table, offset=(119, 2))
        await pilot.hover(Table, offset=(119, 39))
        await pilot.mouse_up(Table, offset=(119, 39))
        await pilot.pause()
        assert app.table.top == MANY - app.table.seen


@pytest.mark.parametrize("columns", range(20, 220, 7))
def test_the_columns_fill_any_width_and_no_more(columns):
    at = layout(columns)
    end = max((place.stop for place in at.places().values()), default=0)
    assert end <= columns + 1 or columns < 30
    assert at.ref
    assert at.title


async def test_what_stands_in_a_line_can_be_told_without_colour():
    app = Host(20)
    async with app.run_test(size=(120, 20)):
        assert "○ R-7 " in app.drawn[7]
        assert "not implemented" in app.drawn[7]
        assert "30 Sep 2019" in app.drawn[7]
        assert " 28 " in app.drawn[7]


async def test_lines_are_as_wide_as_the_table_whatever_its_width():
    for columns in (30, 44, 61, 80, 99, 120, 200):
        app = Host(20)
        async with app.run_test(size=(columns, 20)):
            assert {len(drawn) for drawn in app.drawn} == {columns}
