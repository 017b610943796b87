"""What a person can rely on in the register's screen, at every size, with the keyboard alone."""

import re
import time
from contextlib import closing
from datetime import datetime

import pytest
from made import ask
from opened import NOW, SIZES, TODAY, drawn, fresh, opened, text, titled, toasts, until
from textual import events
from textual.keys import _character_to_key
from textual.widgets import ProgressBar

from db import store
from db.inputs import FollowUp
from db.ledger import Ledger
from db.rules import Status
from tui import reader as reader_module
from tui.app import Outstanding
from tui.commands import COMMANDS
from tui.reader import Background
from tui.screens.help import HelpScreen
from tui.screens.narrow import NarrowMenu
from tui.screens.status import StatusDialog
from tui.writer import Writer


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


# At a glance. ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_date_counts_and_recommendations_are_seen_at_once(path, size):
    async with opened(path, size) as (app, _):
        shown = text(app)
        assert "Position at 15 Feb 2022" in shown
        assert "completed months" in shown
        counts = app.register.look.position.bands
        assert all(str(count) in drawn(app)[1] for count in counts.values())
        assert sum(counts.values()) == 60
        assert "○" in shown
        assert "REC-" in shown


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_every_pane_is_reached_by_keyboard_and_seen(path, size):
    async with opened(path, size) as (app, pilot):
        seen = set()
        for _ in range(3):
            await pilot.press("tab")
            await pilot.pause()
            seen.add(app.focused.id)
            assert app.focused.region.height > 5
            assert app.focused.region.width >= 28
        assert seen == {"tree", "table", "detail"}
        visible = [pane for pane in ("tree", "table", "detail") if app.register.query_one(f"#{pane}").region.height]
        assert len(visible) == (1 if size[0] < 100 else 3)


async def test_nothing_is_lost_while_the_window_changes_its_size(path):
    async with opened(path, (200, 60)) as (app, pilot):
        await pilot.press("down", "down")
        ref = app.register.table.selected.ref
        for size in ((80, 24), (100, 29), (40, 10), (160, 24), (99, 60), (120, 40), (20, 5), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(drawn(app)) == size[1]
            assert app.register.table.selected.ref == ref
        await until(pilot, lambda: "▸  Ref" in text(app))
        assert "Do thing number" in text(app)


async def test_the_tree_tells_overdue_of_all_and_narrows_the_table(path):
    async with opened(path) as (app, pilot):
        await pilot.press("left", "down")
        await until(pilot, lambda: app.register.table.count == 40)
        assert app.register.scope.name == "Finance"
        await pilot.press("down", "down", "right")
        await until(pilot, lambda: app.register.table.count == 20)
        assert app.focused.id == "table"
        rows = ask(
            path, "SELECT count(*) FROM recommendation r JOIN audit a ON a.id = r.audit_id WHERE a.title = 'Grants'"
        )
        assert rows == [(20,)]
        assert any(re.search(r"Grants +\d+/20 ", line) for line in drawn(app))


async def test_a_directorate_is_shut_and_opened(path):
    async with opened(path) as (app, pilot):
        await pilot.press("left", "down", "left")
        await pilot.pause()
        assert "Council Tax  " not in text(app).replace("│", " ").split("Housing")[0].split("Finance")[1][:60]
        assert app.register.audits.count == 4
        await pilot.press("right")
        assert app.register.audits.count == 6


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_selected_one_is_told_in_full(path, size):
    async with opened(path, size) as (app, pilot):
        await pilot.press("o")
        await until(pilot, lambda: app.register.table.selected and app.register.table.selected.ref == "REC-1")
        await pilot.press("enter")
        await until(pilot, lambda: "REC-1 " in text(app) and app.register.detail.detail.updates)
        shown = []
        for _ in range(40):
            shown += drawn(app)
            await pilot.press("pagedown")
        told = "\n".join(shown)
        for words in (
            *(
                "Do thing number 1 well.",
                "Agreed.",
                "Nearly done.",
                "Two of four seen.",
                "Look again",
                "Head of Revenues",
            ),
            *("minutes.pdf", "not accepted yet", "1 Jun 2019 → 31 Mar 2021", "agreed by SMT", "a draft", "History"),
        ):
            assert words in told, words


# Finding. --------------------------------------------------------------------------------------------------------


async def test_typing_finds_and_escape_shows_everything_again(path):
    async with opened(path) as (app, pilot):
        await pilot.press("slash", *"number", "space", *"17")
        await until(pilot, lambda: app.register.table.count == 1)
        assert "1 of 60" in text(app)
        assert "REC-17 " in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.register.table.count == 60)
        assert app.focused.id == "table"


async def test_where_nothing_is_found_the_way_back_is_told(path):
    async with opened(path) as (app, pilot):
        await pilot.press("slash", *"xyzzy", "enter")
        await until(pilot, lambda: "Nothing here fits: esc" in text(app))
        assert "0 of 60" in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.register.table.count == 60)


async def test_the_line_to_find_by_is_edited_like_any_other(path):
    async with opened(path) as (app, pilot):
        await pilot.press("slash", *"abc", "left", "backspace", "x", "home", "delete", "end", "y")
        assert app.register.filter_line.text == "xcy"
        await pilot.press("ctrl+w")
        assert app.register.filter_line.text == ""
        await pilot.press(*"a b".replace(" ", ""), "ctrl+u")
        assert app.register.filter_line.text == ""


async def test_arrows_move_in_what_was_found_while_typing_goes_on(path):
    async with opened(path) as (app, pilot):
        await pilot.press("slash", *"thing")
        await until(pilot, lambda: "Find: thing" in text(app) and app.register.table.count == 60)
        await pilot.press("down", "down", "pagedown", "up")
        assert app.register.table.cursor > 2
        assert app.focused.id == "filter"


async def test_only_one_band_status_or_priority_is_shown_when_asked_for(path):
    async with opened(path) as (app, pilot):
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, NarrowMenu))
        menu = app.screen.query_one("#choices")
        assert "enter chooses, esc closes" in text(app)
        wanted = next(n for n, choice in enumerate(menu.choices) if "partially" in choice.label)
        await pilot.press(*["down"] * wanted, "enter")
        await until(pilot, lambda: app.register.table.count == 1)
        assert "partially implemented" in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.register.table.count == 60)


async def test_a_click_on_a_count_shows_its_band(path):
    async with opened(path, (200, 60)) as (app, pilot):
        await pilot.click("#position", offset=(2, 1))
        over_12 = app.register.look.position.bands["over_12"]
        await until(pilot, lambda: app.register.table.count == over_12)
        await pilot.click("#position", offset=(2, 1))
        await until(pilot, lambda: app.register.table.count == 60)


async def test_the_order_can_be_changed_by_key_and_by_heading(path):
    async with opened(path) as (app, pilot):
        await pilot.press("o")
        await until(pilot, lambda: app.register.table.selected.ref == "REC-1")
        assert "Ref▼" in text(app)
        await pilot.press("O")
        await until(pilot, lambda: app.register.table.selected and app.register.table.selected.ref != "REC-1")
        assert "Ref▲" in text(app)
        await pilot.click("#table", offset=(5, 0))
        await until(pilot, lambda: app.register.table.selected and app.register.table.selected.ref == "REC-1")


async def test_months_are_counted_the_other_way_by_one_key(path):
    async with opened(path, (200, 60)) as (app, pilot):
        await pilot.press("m")
        await until(pilot, lambda: "calendar months" in drawn(app)[0])
        await pilot.press("m")
        await until(pilot, lambda: "completed months" in drawn(app)[0])


# Doing. ----------------------------------------------------------------------------------------------------------


async def test_saved_is_said_after_it_is_in_the_file_and_the_cursor_stays(path):
    async with opened(path) as (app, pilot):
        await pilot.press("down", "down")
        ref = app.register.table.selected.ref
        assert "saved" not in drawn(app)[0]
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, StatusDialog))
        await pilot.press("2", "ctrl+s")
        await until(pilot, lambda: "saved 14:02" in drawn(app)[0])
        assert ask(path, "SELECT status FROM recommendation WHERE ref = ?", ref) == [("partially implemented",)]
        await until(pilot, lambda: app.register.table.selected is not None)
        assert app.register.table.selected.ref == ref
        await until(pilot, lambda: app.register.table.selected.status is Status.PARTIALLY_IMPLEMENTED)
        await until(pilot, lambda: f"{ref}: not implemented → partially implemented" in " ".join(toasts(app)))


async def test_a_change_is_taken_back_and_returned_by_one_key_each(path):
    async with opened(path) as (app, pilot):
        ref = app.register.table.selected.ref
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, StatusDialog))
        await pilot.press("2", "ctrl+s")
        status = "SELECT status FROM recommendation WHERE ref = ?"
        await until(pilot, lambda: ask(path, status, ref) == [("partially implemented",)])
        await until(pilot, lambda: app.screen is app.register)
        await pilot.press("u")
        await until(pilot, lambda: ask(path, status, ref) == [("not implemented",)])
        await pilot.press("U")
        await until(pilot, lambda: ask(path, status, ref) == [("partially implemented",)])


async def test_what_cannot_be_taken_back_is_told(tmp_path):
    path = tmp_path / "new.db"
    store.create(path)
    background, writer = Background(path, TODAY, past=False), Writer(path)
    app = Outstanding(background, writer)
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: not app.not_writable())
        assert "An empty register: i reads a report" in text(app)
        await pilot.press("u")
        await until(pilot, lambda: toasts(app) != [])
        for key in ("s", "n", "d", "v", "e", "y"):
            await pilot.press(key)
            await pilot.pause()
            (said,) = toasts(app)
            assert "No recommendation is selected" in said
        await pilot.press("a")
        await pilot.pause()
        assert "press A to add one first" in toasts(app)[0]
        assert app.screen is app.register
    background.close()
    writer.close()


async def test_what_another_program_writes_is_shown(path, monkeypatch):
    monkeypatch.setattr(reader_module, "POLL", 0.05)
    async with opened(path) as (app, pilot):
        ref = app.register.table.selected.ref
        with closing(Ledger(path, "Ben Auditor")) as ledger:
            ledger.follow_up(ref, FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Seen."), on=TODAY)
        await until(
            pilot, lambda: (line := app.register.table.selected) and line.status is Status.PARTIALLY_IMPLEMENTED
        )
        assert app.register.table.selected.ref == ref
        await until(pilot, lambda: "Seen." in "".join(u.text for u in app.register.detail.detail.updates))


async def test_the_position_is_of_the_new_day_after_midnight(path):
    day = [NOW]
    background, writer = Background(path, TODAY, past=False), Writer(path)
    app = Outstanding(background, writer, clock=lambda: day[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.register.detail.detail is not None)
        day[0] = datetime(2022, 2, 16, 0, 1).astimezone()
        app._look_at_the_day()
        await until(pilot, lambda: "Position at 16 Feb 2022" in text(app))
    background.close()
    writer.close()


async def test_what_is_being_saved_when_one_leaves_is_saved(path):
    async with opened(path) as (app, pilot):
        ref = app.register.table.selected.ref

        def slowly(ledger):
            time.sleep(0.3)
            return ledger.follow_up(ref, FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED), on=TODAY)

        app.writer.put(slowly)
        await pilot.press("q")
        await pilot.pause()
    assert ask(path, "SELECT status FROM recommendation WHERE ref = ?", ref) == [("partially implemented",)]


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_tells_every_key_and_finds_among_them(path, key):
    async with opened(path, (80, 24)) as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        keys = app.screen.query_one("#help")
        told = " ".join("".join(segment.text for segment in line) for line in keys._lines)
        assert all(" ".join(command.help.split()[:2]) in told for command in COMMANDS)
        await pilot.press(*"due", "space", *"date")
        await pilot.pause()
        assert "Move the due date" in text(app)
        assert "Write an update" not in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.register)


async def test_what_was_said_in_passing_does_not_stand_over_the_next_form(path):
    async with opened(path) as (app, pilot):
        await pilot.press("y")
        await until(pilot, lambda: toasts(app))
        app.notify("cannot be read", severity="error", timeout=30)
        await pilot.press("n")
        await pilot.pause()
        assert toasts(app) == ["cannot be read"]


async def test_help_is_there_over_a_form_too(path):
    async with opened(path) as (app, pilot):
        await pilot.press("n", *"Half")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape", *" done")
        assert app.screen.words() == {"management": "Half done"}


@pytest.mark.parametrize(
    ("typed", "came_of_it"),
    [
        ("/number 7", lambda app: app.register.filter_line.text == "number 7"),
        ("nDue soon", lambda app: app.screen.words() == {"management": "Due soon"}),
        ("s4", lambda app: app.screen.picked is Status.IMPLEMENTED),
        ("uunews", lambda app: app.screen.words() == {"management": "ews"}),
    ],
    ids=["find", "update", "status", "undo"],
)
async def test_what_is_typed_before_a_form_is_there_goes_into_the_form(path, typed, came_of_it):
    async with opened(path) as (app, pilot):
        for letter in typed:
            app.post_message(events.Key(_character_to_key(letter), letter))
        await until(pilot, lambda: not app._ahead and app._typed_at is None)
        await pilot.pause()
        assert came_of_it(app)


async def test_what_is_typed_right_after_tab_goes_into_the_next_field(path):
    async with opened(path) as (app, pilot):
        for key in ("d", *"1/4/2023", "tab", "tab", *"staff left", "tab", *"SMT"):
            app.post_message(
                events.Key(key if len(key) > 1 else _character_to_key(key), key if len(key) == 1 else None)
            )
        await until(pilot, lambda: not app._ahead and app._typed_at is None)
        await pilot.pause()
        assert app.screen.words() == {"due": "1/4/2023", "reason": "staff left", "agreed_by": "SMT"}
        await pilot.press("ctrl+s", "tab", "tab")  # Those come to a form that is closing, and are in nobody's way.
        await until(pilot, lambda: app.screen is app.register)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, StatusDialog))


async def test_a_window_resized_after_a_bar_was_seen_is_laid_out_well(path):
    async with opened(path) as (app, pilot):
        await pilot.press("x")
        await until(pilot, lambda: app.screen.query(ProgressBar))
        await pilot.resize_terminal(80, 24)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.register)
        assert all(app.register.query_one(line).region.width == 80 for line in ("#position", "#filter", "#keys"))


@pytest.mark.parametrize("columns", [50, 60, 80, 99, 100, 110, 119, 120])
async def test_the_last_line_always_names_the_key_that_tells_all(path, columns):
    async with opened(path, (columns, 24)) as (app, _):
        assert drawn(app)[-1].rstrip().endswith("? Keys")


async def test_what_was_saved_can_be_seen_to_be_taken_back_on_the_narrowest_screen(path):
    async with opened(path, (80, 24)) as (app, pilot):
        assert "u Undo" not in drawn(app)[-1]
        await pilot.press("n", *"Seen.", "ctrl+s")
        await until(pilot, lambda: "saved" in drawn(app)[0])
        await until(pilot, lambda: "n Update   u Undo   ? Keys" in drawn(app)[-1])
    async with opened(path) as (app, pilot):  # Where there is room for all, none changes its place.
        before = drawn(app)[-1]
        await pilot.press("n", *"Seen.", "ctrl+s")
        await until(pilot, lambda: "saved" in drawn(app)[0])
        assert drawn(app)[-1] == before


async def test_a_narrow_screen_names_the_keys_of_the_pane_that_is_seen(path):
    async with opened(path, (80, 24)) as (app, pilot):
        assert drawn(app)[-1].rstrip() == " / Find   s Status   n Update   d Due date   ? Keys"
        await pilot.press("tab")
        assert drawn(app)[-1].rstrip() == " s Status   n Update   d Due date   v Evidence   ? Keys"
        await pilot.press("tab")
        assert drawn(app)[-1].rstrip() == " enter Open   / Find   x Export   e Edit   ? Keys"
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: drawn(app)[-1].startswith(" / Find   s Status") and "x Export" in drawn(app)[-1])


async def test_what_was_taken_back_and_returned_is_called_so_and_not_saved(path):
    async with opened(path) as (app, pilot):
        await pilot.press("n", *"Seen.", "ctrl+s")
        await until(pilot, lambda: titled(app))
        assert titled(app) == [("Saved", "REC-5: update added")]
        for view in ("", "2"):
            await pilot.press(*view, "u")
            await until(pilot, lambda: titled(app) == [("Undone", "REC-5: update added")])
            await pilot.press("U")
            await until(pilot, lambda: titled(app) == [("Done again", "REC-5: update added")])


async def test_the_text_is_copied(path):
    async with opened(path) as (app, pilot):
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard != "")
        assert app.register.table.selected.ref in app.clipboard
        assert "Do thing number" in app.clipboard
