"""What a person can rely on in marks: how they are made, that they stay, and what becomes of all that are marked."""

from contextlib import closing
from datetime import date

import pytest
from made import ask, one
from opened import SIZES, TODAY, drawn, fresh, opened, sheet, text, titled, toasts, until
from textual.events import Key

from db import store
from db.inputs import FollowUp, NewEvidence, NewRecommendation
from db.ledger import Ledger
from db.rules import Status
from tui.screens.bulk import BulkDue, BulkOwner, BulkStatus, BulkUpdate, RefusedSheet
from tui.text import Signs, signs, width

SEEN = NewEvidence(note="Minutes", content=b"%PDF")


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


async def said(app, pilot, words):
    """Wait until this stands over the table."""
    await until(pilot, lambda: app.register.filter_line.marked == words)


def marked(app):
    """The references that stand with the sign of a mark."""
    lines = (line.partition(signs.marked)[2] for line in drawn(app) if signs.marked in line)
    return [line.split()[0] for line in lines]


async def in_form(app, pilot, dialog):
    await until(pilot, lambda: isinstance(app.screen, dialog))


async def back(app, pilot):
    await until(pilot, lambda: app.screen is app.register)


async def test_space_marks_and_goes_down_and_once_more_takes_the_mark_away(path):
    async with opened(path) as (app, pilot):
        await pilot.press("space", "space")
        await said(app, pilot, "2 marked")
        assert app.register.table.cursor == 2
        assert marked(app) == ["REC-5", "REC-13"]
        await pilot.press("up", "space")
        await said(app, pilot, "1 marked")
        assert marked(app) == ["REC-5"]


async def test_a_range_is_shown_while_it_grows_and_shrinks_and_is_counted(path):
    async with opened(path) as (app, pilot):
        await pilot.press("down", "V", "down", "down", "down", "up")
        await said(app, pilot, "range of 3")
        assert len(marked(app)) == 3
        await pilot.press("V")
        await said(app, pilot, "3 marked")
        await pilot.press("down", "down", "down")
        assert len(marked(app)) == 3


async def test_shift_and_an_arrow_mark_until_an_arrow_alone(path):
    async with opened(path) as (app, pilot):
        await pilot.press("shift+down", "shift+down", "shift+up")
        await said(app, pilot, "range of 2")
        await pilot.press("down", "down")
        await said(app, pilot, "2 marked")
        assert marked(app) == ["REC-5", "REC-13"]


async def test_all_that_the_filter_lets_through_are_marked_and_turned_round(path):
    async with opened(path) as (app, pilot):
        await pilot.press("slash", "r", "e", "c", "minus", "1", "2", "enter", "ctrl+a")
        await said(app, pilot, "1 marked")
        await pilot.press("escape", "escape")
        await said(app, pilot, "")
        await until(pilot, lambda: app.register.table.count == 60)
        await pilot.press("space", "asterisk")
        await said(app, pilot, "59 marked")


async def test_all_includes_what_has_not_come_yet(path):
    async with opened(path) as (app, pilot):
        app.register.look_again()
        app.register.table.begin(app.register.look.lines[:2], 2)  # Only the first lines are known.
        await pilot.press("ctrl+a")
        await said(app, pilot, "60 marked")


@pytest.mark.parametrize(("keys", "counted"), [("as", "60 marked"), ("*s", "60 marked"), (" *s", "59 marked")])
async def test_what_is_typed_right_after_all_are_marked_is_of_all_of_them(path, keys, counted):
    async with opened(path) as (app, pilot):
        for key in keys:  # With no pause between them.
            app.post_message(Key({"a": "ctrl+a", "*": "asterisk", " ": "space"}.get(key, key), key))
        await in_form(app, pilot, BulkStatus)
        await until(pilot, lambda: counted in sheet(app))
        assert app.register.marking.in_words == counted
        await pilot.press("escape")
        await back(app, pilot)
        await said(app, pilot, counted)


async def test_marks_stay_on_their_recommendations_while_filters_and_orders_change(path):
    async with opened(path) as (app, pilot):
        await pilot.press("space", "space", "O")
        await until(pilot, lambda: "REC-5 " not in text(app))
        await said(app, pilot, "2 marked")
        await pilot.press("slash", "1", "3", "enter")
        await said(app, pilot, "2 marked, 1 not shown")
        assert marked(app) == ["REC-13"]
        await pilot.press("escape")
        await said(app, pilot, "")
        assert app.register.filter_line.text == "13"


async def test_a_range_ends_where_other_lines_come_to_stand_between_its_ends(path):
    async with opened(path) as (app, pilot):
        await pilot.press("V", "down", "down", "O")
        await said(app, pilot, "3 marked")
        await pilot.press("O")
        await until(pilot, lambda: marked(app) == ["REC-5", "REC-13", "REC-17"])


async def test_what_is_taken_back_out_of_the_register_is_marked_no_longer(path):
    with closing(Ledger(path, "Ann")) as ledger:
        audit = one(path, "SELECT id FROM audit LIMIT 1")
        ledger.add_recommendation(
            NewRecommendation(audit_id=audit, ref="NEW-1", text="x", due=date(2018, 1, 1)), on=TODAY
        )
    async with opened(path) as (app, pilot):
        await pilot.press("space", "space")
        assert marked(app) == ["NEW-1", "REC-5"]
        await pilot.press("u")
        await said(app, pilot, "1 marked")
        await until(pilot, lambda: marked(app) == ["REC-5"])


def test_a_mark_is_a_sign_in_ascii_too():
    ascii_ = Signs()
    ascii_.use_ascii()
    assert ascii_.marked.isascii()
    assert len({ascii_.marked, Signs().marked, " "}) == 3


@pytest.mark.parametrize("size", SIZES)
async def test_one_status_for_all_tells_who_would_be_refused_and_lists_them_afterwards(path, size):
    with closing(Ledger(path, "Ann")) as ledger:
        change = FollowUp(opinion=Status.IMPLEMENTED, evidence=SEEN, accept_evidence=True)
        ledger.follow_up("REC-13", change, on=TODAY)
        ledger.follow_up("REC-13", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Not all."), on=TODAY)
    async with opened(path, size) as (app, pilot):
        await pilot.press("space", "space", "space", "s")
        await in_form(app, pilot, BulkStatus)
        assert "3 marked" in sheet(app)
        await pilot.press("4", "tab", *"ok")
        await until(pilot, lambda: "1 of 3 would be changed" in sheet(app))
        await until(pilot, lambda: "2 refused" in sheet(app))
        assert "Implemented needs accepted evidence" in sheet(app)
        await pilot.press("ctrl+s")
        await in_form(app, pilot, RefusedSheet)
        why = "Implemented needs accepted evidence, or a stated reason, which is kept."
        await until(pilot, lambda: f"{why} (2) REC-5 REC-17" in sheet(app))
        assert not toasts(app)  # It would stand over the list, which says the same.
        await pilot.press("escape")
        await back(app, pilot)
        await said(app, pilot, "2 marked")
        await until(pilot, lambda: marked(app) == ["REC-5", "REC-17"])
        assert one(path, "SELECT status FROM recommendation WHERE ref = 'REC-13'") == "implemented"
        await pilot.press("u")
        await until(pilot, lambda: any(words.startswith("REC-13") for title, words in titled(app) if title == "Undone"))
    assert store.check(path) == []


async def test_without_a_note_nothing_is_saved_and_it_is_said_where_to_write_one(path):
    async with opened(path) as (app, pilot):
        await pilot.press("space", "space", "s", "2", "ctrl+s")
        await until(pilot, lambda: "A change of several needs a note" in sheet(app))
        assert sheet(app).count("A change of several needs a note") == 1
        assert app.screen.focused.parent.id == "text"
        await pilot.press(*"ok", "ctrl+s")
        await back(app, pilot)
        assert toasts(app)[-1] == "2 recommendations: not implemented → partially implemented"
    assert ask(path, "SELECT text FROM progress_update ORDER BY rowid DESC LIMIT 2") == [("ok",), ("ok",)]


async def test_a_reason_stated_once_is_kept_with_each(path):
    async with opened(path) as (app, pilot):
        await pilot.press("V", "down", "down", "s", "4", "tab", "tab", *"why", "ctrl+s")
        await back(app, pilot)
        await said(app, pilot, "")
    assert ask(path, "SELECT reason, opinion FROM progress_update WHERE reason = 'why'") == [("why", "implemented")] * 3


async def test_where_all_would_be_refused_the_form_stays_with_its_words_and_leaves_no_trace(path):
    async with opened(path) as (app, pilot):
        before = one(path, "SELECT count(*) FROM event")
        await pilot.press("space", "space", "s", "4", "tab", *"ok", "ctrl+s")
        await until(pilot, lambda: "None of them can be changed" in sheet(app))
        assert "0 of 2 would be changed" in sheet(app)
        assert " ok " in sheet(app)
        assert one(path, "SELECT count(*) FROM event") == before


async def test_a_form_left_keeps_its_words_and_the_marks(path):
    async with opened(path) as (app, pilot):
        await pilot.press("space", "space", "n", *"ok", "escape")
        await back(app, pilot)
        await said(app, pilot, "2 marked")
        await pilot.press("n")
        await in_form(app, pilot, BulkUpdate)
        await until(pilot, lambda: " ok " in sheet(app))


async def test_a_note_and_the_next_action_are_of_all_that_are_marked_shown_or_not(path):
    async with opened(path) as (app, pilot):
        await pilot.press("space", "slash", "2", "1", "enter", "space", "n")
        await in_form(app, pilot, BulkUpdate)
        assert "2 marked, 1 of them not shown" in sheet(app)
        await pilot.press(*"ok", *["tab"] * 4, *"ask")
        await until(pilot, lambda: "2 of 2 would be changed" in sheet(app))
        await pilot.press("ctrl+s")
        await back(app, pilot)
        assert app.register.filter_line.text == "21"
    assert ask(path, "SELECT ref FROM recommendation WHERE action = 'ask' ORDER BY ref") == [
        ("REC-21",),
        ("REC-5",),
    ]


async def test_one_date_for_all_says_which_have_it_already(path):
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("REC-13", FollowUp(due=date(2022, 9, 30), reason="agreed"), on=TODAY)
    async with opened(path) as (app, pilot):
        await pilot.press("ctrl+a")
        await said(app, pilot, "60 marked")
        await pilot.press("d")
        await in_form(app, pilot, BulkDue)
        await pilot.press(*"30/9/22", "tab", "tab", *"SMT")
        await until(pilot, lambda: "59 of 60 would be changed: due → 30 Sep 2022" in sheet(app))
        assert "30 Sep 2022 is the date in force already: there is nothing to record. REC-13" in sheet(app)
        await pilot.press("ctrl+s")
        await in_form(app, pilot, RefusedSheet)
    assert one(path, "SELECT count(*) FROM recommendation WHERE due = '2022-09-30'") == 60


async def test_one_owner_for_all_is_one_change_taken_back_as_one(path):
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.edit(
            "recommendation", one(path, "SELECT id FROM recommendation WHERE ref = 'REC-13'"), {"owner": "Bo"}, on=TODAY
        )
    async with opened(path) as (app, pilot):
        await pilot.press("space", "space", "space", "e", "ctrl+s")
        await in_form(app, pilot, BulkOwner)
        await until(pilot, lambda: "Write who is to do it from now on." in sheet(app))
        await pilot.press(*"Bo", "ctrl+s")
        await until(pilot, lambda: "A change of several needs a note" in sheet(app))
        await pilot.press(*"post filled")
        await until(pilot, lambda: "2 of 3 would be changed: owner Head of Revenues → Bo. 1 refused" in sheet(app))
        assert "Bo is the owner already: there is nothing to record. REC-13" in sheet(app)
        await pilot.press("ctrl+s")
        await in_form(app, pilot, RefusedSheet)
        assert one(path, "SELECT count(*) FROM recommendation WHERE owner = 'Bo'") == 3
        await pilot.press("escape", "u")
        await until(pilot, lambda: titled(app))
        ((title, words),) = titled(app)
        assert title == "Undone"
        assert words.startswith("2 recommendations: owner")
    assert one(path, "SELECT count(*) FROM recommendation WHERE owner = 'Bo'") == 1
    assert store.check(path) == []


async def test_a_risk_accepted_for_all_is_recorded_with_each(path):
    async with opened(path) as (app, pilot):
        await pilot.press("space", "space", "s", "5", "ctrl+s")
        await until(pilot, lambda: "A risk is accepted by somebody" in sheet(app))
        await pilot.press(*"D", "tab", *"R", "tab", "tab", "tab", *"W")
        await until(pilot, lambda: "2 of 2 would be changed" in sheet(app))
        await pilot.press("ctrl+s")
        await back(app, pilot)
    assert ask(path, "SELECT accepted_by, role, why FROM acceptance") == [("D", "R", "W")] * 2


async def test_hostile_words_are_harmless_in_marks_forms_and_lists(tmp_path):
    path = fresh(tmp_path, hostile=True)
    async with opened(path, (80, 24)) as (app, pilot):
        await pilot.press("ctrl+a")
        await said(app, pilot, "3 marked")
        await pilot.press("s", "4", "tab", *"[/]")
        await until(pilot, lambda: "0 of 3 would be changed" in sheet(app))
        assert "\x1b" not in sheet(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "None of them can be changed" in sheet(app))
        await pilot.press("escape")
        await back(app, pilot)
        assert {width(line) for line in drawn(app)} == {80}


async def test_without_marks_the_keys_are_of_the_selected_one_as_ever(path):
    async with opened(path) as (app, pilot):
        await pilot.press("space", "escape", "s")
        await until(pilot, lambda: app.screen is not app.register)
        assert "Change the status · REC-13" in text(app)
