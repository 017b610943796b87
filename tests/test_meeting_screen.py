"""What a person can rely on in a meeting: the right item, nothing lost, nothing that cannot be taken back."""

import json
from contextlib import closing

import pytest
from in_meeting import begun, gone_on_with, journal, settled
from made import ask, one
from opened import SIZES, TODAY, fresh, opened, text, toasts, until

from db.inputs import FollowUp
from db.ledger import Ledger
from tui.screens.asked import SaveFailed
from tui.screens.meeting import MeetingScreen
from tui.screens.meeting_minutes import MinutesScreen
from tui.sitting import Mark, Sitting, taken_up
from tui.widgets.typed import Typed


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_asked_first_is_seen_at_once(tmp_path, size):
    async with opened(fresh(tmp_path), size) as (app, pilot):
        meeting = await begun(app, pilot)
        shown = " ".join(text(app).split())
        one_ = meeting.known[meeting.sitting.here]
        assert one_.ref in shown or " ".join(one_.ref) in shown
        for words in (one_.audit, one_.recommendation, one_.response, "months overdue", "1 of 40", "this one 0:0"):
            assert words in shown, words


@pytest.mark.parametrize("size", SIZES)
async def test_typing_ahead_lands_on_the_item_that_was_shown(tmp_path, size):
    path = fresh(tmp_path)
    async with opened(path, size) as (app, pilot):
        meeting = await begun(app, pilot)
        first, second, third = (meeting.known[id_].ref for id_ in meeting.sitting.order[:3])
        for key in ("2", "n", *"text", "enter", "enter", "3", "n", *"ux?", "down", "2", "enter"):
            app.post_message(_key(key))  # With no pause between them, as fast as they can come.
        await until(pilot, lambda: meeting.sitting.at == 3)
        await settled(app, pilot)
        assert journal(path) == [
            (first, ("not implemented → partially implemented",), ()),
            (first, (), (("note", "text"),)),
            (second, ("not implemented → awaiting verification",), ()),
            (second, (), (("note", "ux?"),)),
            (third, ("not implemented → partially implemented",), ()),
        ]


def _key(key):
    from textual.events import Key

    return Key({"?": "question_mark"}.get(key, key), key if len(key) == 1 else None)


async def test_any_number_of_steps_is_taken_back_and_returned_each_named_where_it_was(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        meeting = await begun(app, pilot)
        order = list(meeting.sitting.order)
        ref = meeting.known[order[0]].ref
        await pilot.press("2", "enter", "3", "enter")
        await settled(app, pilot)
        await pilot.press("u")
        assert meeting.sitting.here == order[1]
        await settled(app, pilot)
        await pilot.press("u")
        assert meeting.sitting.here == order[0]
        await settled(app, pilot)
        assert f"Undone: {ref}" in text(app)
        assert journal(path) == []
        await pilot.press("u")
        assert "Nothing of this meeting is left to take back." in text(app)
        await pilot.press("U", "U")
        await settled(app, pilot)
        assert len(journal(path)) == 2
        assert meeting.sitting.here == order[1]


async def test_what_another_window_wrote_meanwhile_is_not_what_is_taken_back(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        meeting = await begun(app, pilot)
        ref = meeting.known[meeting.sitting.here].ref
        other = meeting.known[meeting.sitting.order[5]]
        await pilot.press("n", *"ours", "enter")
        await settled(app, pilot)
        note = FollowUp(text="Another window's words.")
        with closing(Ledger(path, "Ann Auditor")) as ledger:
            ledger.follow_up(other.id, note, on=TODAY)
        await pilot.press("u")
        await settled(app, pilot)
        assert f"Undone: {ref}: note minuted" in text(app)
        assert journal(path) == []
        with closing(Ledger(path, "Ann Auditor")) as ledger:
            ledger.follow_up(other.id, note, on=TODAY)
        await pilot.press("U")
        await settled(app, pilot)
        assert journal(path) == [(ref, (), (("note", "ours"),))]
        assert one(path, "SELECT count(*) FROM progress_update WHERE text = ?", note.text) == 2
    async with opened(path) as (app, pilot):  # Gone on with, it knows what it has recorded.
        await gone_on_with(app, pilot)
        await pilot.press("u")
        await settled(app, pilot)
        assert journal(path) == []


async def test_a_status_that_closes_asks_for_the_one_thing_it_needs(tmp_path):
    path = fresh(tmp_path)
    async with opened(path, (80, 24)) as (app, pilot):
        meeting = await begun(app, pilot)
        first = meeting.sitting.here
        await pilot.press("4")
        assert meeting.hand.writing.ask.labels == ("reason",)
        await pilot.press("enter")
        assert journal(path) == []
        await pilot.press("4", *"seen", "enter", "enter", "5", *"cheap")
        await pilot.press("enter", "enter", "enter")
        assert "Write who accepts it." in text(app)
        await pilot.press(*"Ann", "tab", *"Head", "enter")
        await settled(app, pilot)
        assert one(path, "SELECT status FROM recommendation WHERE id = ?", first) == "implemented"
        assert ask(path, "SELECT accepted_by, role, why FROM acceptance") == [("Ann", "Head", "cheap")]


async def test_each_thing_said_is_minuted_as_what_it_is(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        meeting = await begun(app, pilot)
        here = meeting.sitting.here
        await pilot.press("a", *"do it", "enter", *"Bo", "enter", *"1 Mar 2022", "enter")
        await pilot.press(
            "p", *"the log", "tab", *"Cy", "ctrl+s", "q", *"why", "enter", "enter", "c", *"agreed", "enter"
        )
        await pilot.press("d", *"tomorrow", "ctrl+s")
        assert "not one date yet" in text(app)
        await pilot.press("ctrl+u", *"1/6/22", "ctrl+s")
        assert "needs a reason" in text(app)
        await pilot.press(*"staff", "enter", "enter")
        await settled(app, pilot)
        kinds = [(kind, said) for _, _, minutes in journal(path) for kind, said in minutes]
        assert kinds == [("action", "do it"), ("promise", "the log"), ("question", "why"), ("decision", "agreed")]
        assert ask(path, "SELECT action, due FROM recommendation WHERE id = ?", here) == [
            ("do it (Bo by 1 Mar 2022)", "2022-06-01")
        ]
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, MinutesScreen) and app.screen.minutes is not None)
        await pilot.pause()
        assert "Decisions (1)" in text(app)
        await pilot.press("escape")
        assert app.screen is meeting
        await pilot.press("x")
        await until(pilot, lambda: app.screen.minutes is not None)
        await pilot.press("x")
        await until(pilot, lambda: "the meeting is over" in text(app))
        assert one(path, "SELECT ended_on FROM meeting") == str(TODAY)
        await pilot.press("x")
        assert "over already" in toasts(app)[-1]
        assert "x End meeting" not in text(app)
        await pilot.press("w")
        await until(pilot, lambda: "Write to" in text(app))  # What is written now does not say that it goes on.
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.screen is app.register)


async def test_an_interrupted_meeting_goes_on_where_it_was_with_what_was_half_typed(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        meeting = await begun(app, pilot)
        await pilot.press("s", "l", "2", "enter", "n", *"half a no")
        await settled(app, pilot)
        order, here = list(meeting.sitting.order), meeting.sitting.here
        kept = one(path, "SELECT text FROM draft WHERE key LIKE 'meeting:%'")  # before the program ends
        assert json.loads(kept)["half"] == {here: {"note": ["half a no"]}}
    async with opened(path) as (app, pilot):
        meeting = await gone_on_with(app, pilot)
        assert (meeting.sitting.order, meeting.sitting.here) == (order, here)
        assert meeting.hand.writing.texts == ["half a no"]
        await pilot.press(*"te", "enter")
        await settled(app, pilot)
        assert journal(path)[-1][2] == (("note", "half a note"),)
        assert one(path, "SELECT count(*) FROM meeting") == 1
        await pilot.press("u", "u")
        await settled(app, pilot)
        assert journal(path) == []  # What was recorded before the interruption can be taken back, too.


async def test_what_could_not_be_saved_is_told_with_its_text_and_leads_back(tmp_path, monkeypatch):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        meeting = await begun(app, pilot)
        first = meeting.sitting.here

        async def fails(work):
            raise SaveFailed("The disk is full.")

        with monkeypatch.context() as patched:
            patched.setattr(app, "carry_out", fails)
            await pilot.press("n", *"kept", "down")
            await until(pilot, lambda: meeting.hand.writing is not None)
        assert meeting.sitting.here == first
        assert meeting.hand.writing.texts == ["kept"]
        assert "The disk is full." in text(app)
        await pilot.press("enter")
        await settled(app, pilot)
        assert journal(path)[0][2] == (("note", "kept"),)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_words_are_harmless_here_too(tmp_path, size):
    async with opened(fresh(tmp_path, hostile=True), size) as (app, pilot):
        meeting = await begun(app, pilot)
        await pilot.press("n")
        meeting.hand.on_paste(_paste("\x1b[2J[/] \u202e\ntwo"))
        await pilot.press("enter", "j", "j", "pagedown", "enter", "g", *"[/", "escape")
        await settled(app, pilot)
        assert not set(text(app)) & set("\x1b\x07\x9b\u202e\u200b")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, MinutesScreen) and app.screen.minutes is not None)
        await pilot.pause()
        assert not set(text(app)) & set("\x1b\x07\x9b\u202e\u200b")


def _paste(words):
    from textual.events import Paste

    return Paste(words)


async def test_a_number_a_reference_or_an_audit_leads_to_its_item(tmp_path):
    async with opened(fresh(tmp_path), (80, 24)) as (app, pilot):
        meeting = await begun(app, pilot)
        last = meeting.known[meeting.sitting.order[-1]].ref
        await pilot.press("g", *"7", "enter")
        assert meeting.sitting.at == 6
        await pilot.press("g", *last.lower(), "enter")
        assert meeting.sitting.at == 39
        await pilot.press("enter")
        assert "That was the last" in text(app)
        await pilot.press("g", *"nowhere", "enter")
        assert "Nothing in this queue is called so" in text(app)


async def test_leaving_leaves_the_meeting_open_and_the_register_as_it_is_now(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("2")
        await settled(app, pilot)
        await pilot.press("escape")
        assert app.screen is app.register
        assert any("not over" in said for said in toasts(app))
        await pilot.press("M")
        await until(pilot, lambda: "1 of 40 done" in text(app))
        await pilot.press("2")
        await until(pilot, lambda: "ctrl+s Begin" in text(app))
        assert "enter Go on" not in text(app)
        await pilot.press("enter", "enter", "enter", "enter")  # To the queue, the body, the day, and it begins.
        await until(pilot, lambda: isinstance(app.screen, MeetingScreen))
        assert one(app.background.path, "SELECT count(*) FROM meeting") == 2


async def test_a_meeting_that_was_taken_back_in_another_window_is_said_to_be_gone_and_can_be_returned(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        await begun(app, pilot)
        with closing(Ledger(path, "Ann Auditor")) as ledger:
            assert ledger.undo().said.startswith("Undone: Meeting of the ")
        app.refresh_all()
        await until(pilot, lambda: "no longer in the register" in text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.register)
        assert "no longer in the register" in toasts(app)[-1]
        with closing(Ledger(path, "Ann Auditor")) as ledger:
            assert ledger.redo().said.startswith("Done again: Meeting of the ")
        await pilot.press("M")
        await until(pilot, lambda: "enter Go on" in text(app))


# What is kept of it. -------------------------------------------------------------------------------------------------


def test_what_is_kept_is_read_again():
    sitting = Sitting(list("abcd"))
    sitting.skip()
    sitting.put_off()
    sitting.spend(3)
    sitting.typed("c", "note", ["half"])
    again = taken_up("abcd", sitting.kept())
    assert again == sitting
    assert again.order == ["a", "c", "d", "b"]
    assert again.marks == {"a": Mark.SKIPPED, "b": Mark.LATER}


@pytest.mark.parametrize("draft", ["", "{", "[]", '{"order": 1, "half": {"a": 2}, "seconds": {"a": "x"}, "here": []}'])
def test_nonsense_in_a_draft_is_nothing(draft):
    assert taken_up("ab", draft) == Sitting(["a", "b"])


def test_what_is_new_in_the_queue_comes_last_and_what_is_gone_is_gone():
    kept = Sitting(["c", "a"], at=0).kept()
    assert taken_up("ab", kept).order == ["a", "b"]


def test_a_line_is_edited_as_lines_are():
    line = Typed("ab")
    for key in ("left", "x", "home", "delete", "end", "ctrl+w"):
        assert line.press(key, key if len(key) == 1 else None)
    assert line.text == ""
    assert not line.press("f5", None)
    line.insert("a\nb\t")
    assert line.text == "a b\t"


async def test_after_a_status_the_cursor_stays_where_the_next_one_to_look_at_is(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        table = app.register.table
        await until(pilot, lambda: len(table.blocks.order) == 60)
        await pilot.press("down")
        changed, after = table.current, table.blocks.rowid(2)
        await pilot.press("s")
        await until(pilot, lambda: app.screen is not app.register)
        await pilot.press("7", "tab", "tab", *"why", "ctrl+s")
        await until(pilot, lambda: app.screen is app.register and table.blocks.order[-1] == changed)
        assert table.current == after
