"""Nothing typed is ever lost: a draft is kept each second, on leaving, and when the app goes down."""

import asyncio
import json
import time

import pytest
from desk import AUDITS, DETAIL, DIRECTORATES, OPEN, Desk, Host
from opened import until

from db.connection import RegisterError
from tui.screens import form
from tui.screens.add import AddAudit, AddRecommendation
from tui.screens.asked import SaveFailed
from tui.screens.due import DueDialog
from tui.screens.edit import EditRecommendation
from tui.screens.evidence import AttachDialog
from tui.screens.status import StatusDialog
from tui.screens.update import UpdateDialog

FORMS = {
    "update:r1": (lambda desk: UpdateDialog(DETAIL, desk), "management"),
    "status:r1": (lambda desk: StatusDialog(DETAIL, desk), "text"),
    "due:r1": (lambda desk: DueDialog(DETAIL, desk), "reason"),
    "evidence:r1": (lambda desk: AttachDialog(DETAIL, desk), "note"),
    "edit:r1": (lambda desk: EditRecommendation(DETAIL, AUDITS, desk), "response"),
    "add:recommendation": (lambda desk: AddRecommendation(AUDITS, "a2", desk), "text"),
    "add:audit": (lambda desk: AddAudit(DIRECTORATES, desk), "title"),
}


@pytest.mark.parametrize("key", FORMS)
async def test_leaving_keeps_a_draft_says_so_and_coming_back_finds_it(key):
    make, field = FORMS[key]
    desk = Desk()
    app = Host(make, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        app.screen.query_one(f"#{field}").words = "half a thought"
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert app.result is None
        assert next(toast.message for toast in app._notifications).startswith("Draft kept, not saved.")
    assert json.loads(desk.drafts[key])[0][field] == "half a thought"
    assert desk.saved == []
    app = Host(make, desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.1)
        assert app.screen.query_one(f"#{field}").words == "half a thought"
        assert "The draft you left is put back." in app.text


async def test_leaving_with_nothing_typed_keeps_nothing():
    app = Host(FORMS["update:r1"][0])
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert app.result is None
        assert not list(app._notifications)
    assert app.desk.drafts == {}


async def test_a_draft_is_kept_each_second_however_fast_one_types(monkeypatch):
    monkeypatch.setattr(form, "DRAFT_EVERY", 0.1)
    app = Host(FORMS["update:r1"][0])
    async with app.run_test() as pilot:
        await pilot.pause()
        begun = time.monotonic()
        while time.monotonic() < begun + 0.5:
            await pilot.press("a")
        kept = len(json.loads(app.desk.drafts["update:r1"])[0]["management"])
        assert kept > 0
        assert "draft kept" in app.text


async def test_emptying_a_form_drops_its_draft():
    desk = Desk({"update:r1": '[{"management": "old"}]'})
    app = Host(FORMS["update:r1"][0], desk)
    async with app.run_test() as pilot:
        await pilot.pause(0.1)
        app.screen.query_one("#management").words = ""
        await pilot.press("escape")
        await pilot.pause(0.2)
    assert desk.drafts == {}


async def test_saving_drops_the_draft():
    desk = Desk({"update:r1": '[{"management": "old"}]'})
    app = Host(FORMS["update:r1"][0], desk)
    async with app.run_test() as pilot:
        await pilot.pause(0.1)
        await pilot.press("ctrl+s")
        await pilot.pause(0.1)
    assert desk.saved[0].management == "old"
    assert desk.drafts == {}


async def test_a_draft_can_be_set_aside_and_brought_back():
    desk = Desk({"update:r1": '[{"management": "old", "claim": "implemented"}]'})
    app = Host(FORMS["update:r1"][0], desk)
    async with app.run_test() as pilot:
        await pilot.pause(0.1)
        assert app.screen.query_one("#claim").words == "implemented"
        await pilot.press("f8")
        assert app.screen.words() == {}
        await pilot.press("n", "e", "w", "f8")
        assert app.screen.words() == {"management": "old", "claim": "implemented"}
        await pilot.press("f8")
        assert app.screen.words() == {"management": "new"}


async def test_a_draft_that_cannot_be_kept_is_told_and_the_form_stays():
    app = Host(FORMS["update:r1"][0])
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("x")
        app.desk.fails = [SaveFailed("The disk is full."), SaveFailed("The disk is full.")]
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert "The draft could not be kept." in app.text
        assert app.result is OPEN
        assert app.screen.query_one("#management").words == "x"
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert app.result is None


async def test_what_was_typed_in_the_last_second_is_kept_when_the_app_is_left():
    app = Host(FORMS["update:r1"][0])
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("x", "y")
        app.exit()
    assert json.loads(app.desk.drafts["update:r1"]) == [{"management": "xy"}]


@pytest.mark.parametrize("draft", ["not json", "[1]", "3", '[{"gone": "field"}]', '[{"management": 3}]', "[{}]"])
async def test_a_draft_of_another_making_does_no_harm(draft):
    app = Host(FORMS["update:r1"][0], Desk({"update:r1": draft}))
    async with app.run_test() as pilot:
        await pilot.pause(0.1)
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert app.result is None


async def test_a_draft_of_a_choice_that_is_gone_does_no_harm():
    drafts = {"edit:r1": '[{"audit_id": "gone", "priority": "gone", "owner": "x"}]'}
    app = Host(FORMS["edit:r1"][0], Desk(drafts))
    async with app.run_test() as pilot:
        await pilot.pause(0.1)
        assert app.screen.query_one("#owner").words == "x"
        assert app.screen.query_one("#audit_id").words == "a1"
        assert app.screen.query_one("#priority").words == "significant"


async def test_the_keys_stay_in_view_whatever_is_said_around_the_form():
    desk = Desk({"edit:r1": json.dumps([{"owner": "x", "text": " "}])})
    app = Host(FORMS["edit:r1"][0], desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        app.screen.complain("A long sentence about what is wrong. " * 5)
        await pilot.press("ctrl+s")
        await pilot.pause()
        lines = app.drawn
        assert "The draft you left is put back." in app.text
        assert "ctrl+s Save" in lines[-2]
        assert lines[-1].startswith("╰")


async def test_a_draft_that_cannot_be_seen_yet_is_not_written_over_and_is_found_later(monkeypatch):
    monkeypatch.setattr(form, "DRAFT_EVERY", 0.1)
    desk = Desk({"update:r1": '[{"management": "old"}]'})
    read = desk.read

    async def sometimes(question):
        if not app.screen.words():
            raise RegisterError("The register is in use.")
        return await read(question)

    monkeypatch.setattr(desk, "read", sometimes)
    app = Host(FORMS["update:r1"][0], desk)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("x")
        await until(pilot, lambda: "An earlier draft is kept too." in app.text)
        await pilot.press("f8")
        assert app.screen.words() == {"management": "old"}


async def test_a_draft_that_was_never_looked_at_outlives_the_save_of_what_was_typed_over_it(monkeypatch):
    desk = Desk({"update:r1": '[{"management": "old"}]'})
    read, first = desk.read, asyncio.Event()

    async def slowly(question):
        await first.wait()
        return await read(question)

    monkeypatch.setattr(desk, "read", slowly)
    app = Host(FORMS["update:r1"][0], desk)
    async with app.run_test() as pilot:
        await pilot.press("n", "e", "w")
        first.set()
        await pilot.pause(0.1)
        assert "An earlier draft is kept too." in app.text
        await pilot.press("ctrl+s")
        await pilot.pause(0.1)
    assert desk.saved[0].management == "new"
    assert json.loads(desk.drafts["update:r1"]) == [{"management": "old"}]


async def test_what_is_typed_while_it_is_being_saved_is_kept_as_a_draft(monkeypatch):
    app = Host(FORMS["update:r1"][0])
    save, go_on = app.desk.save, asyncio.Event()

    async def slowly(asked):
        await go_on.wait()
        return await save(asked)

    monkeypatch.setattr(app.desk, "save", slowly)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("a", "ctrl+s", "b")
        go_on.set()
        await pilot.pause(0.2)
    assert app.desk.saved[0].management == "a"
    assert json.loads(app.desk.drafts["update:r1"]) == [{"management": "ab"}]


async def test_a_draft_holds_even_what_no_register_would_store(tmp_path):
    path = f"{tmp_path}/odd\udc80.pdf"
    desk = Desk()
    app = Host(FORMS["evidence:r1"][0], desk)
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one("#file").words = path
        await pilot.press("escape")
        await pilot.pause(0.2)
    assert desk.drafts["evidence:r1"].isascii()
    app = Host(FORMS["evidence:r1"][0], desk)
    async with app.run_test() as pilot:
        await pilot.pause(0.1)
        assert app.screen.query_one("#file").words == path
