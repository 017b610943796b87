"""What a person can rely on when an escalation is recorded: of which step, what was there, what is in the file."""

from dataclasses import replace
from datetime import date

import pytest
from desk import DETAIL, SIZES, TODAY, Desk, Host
from made import ask
from opened import fresh, opened, until

from db.rows import StepRecord
from tui.screens.asked import StepAsked
from tui.screens.step import StepDialog, step_words
from tui.widgets.passages import passages

TOLD = StepRecord("s1", 6, date(2021, 10, 1), None, "A Member", "Staff were ill.", "")
STEPPED = replace(DETAIL, steps=(TOLD,))


def step(detail=DETAIL, months=None):
    return lambda desk: StepDialog(detail, desk, months)


def words(app, name):
    return app.screen.query_one(f"#{name}").words


def fill(app, **given):
    for name, value in given.items():
        app.screen.query_one(f"#{name}").words = value


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_every_field_is_reached_with_tab_and_seen(size):
    app = Host(step(STEPPED))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        reached = []
        for _ in range(6):
            region, body = app.screen.focused.region, app.screen.query_one(".body").region
            assert body.contains_region(region)
            reached.append(app.screen.focused.parent.name)
            await pilot.press("tab")
        assert reached == ["months", "notified_on", "attended_on", "who", "explanation", "decision"]


async def test_it_begins_with_the_highest_step_that_was_reached():
    app = Host(step())
    async with app.run_test() as pilot:
        await pilot.pause()
        assert words(app, "months") == "9"  # ten months overdue
        assert "9 months: the Director attends" in app.text


async def test_what_was_done_is_asked_for_as_of_the_step_chosen():
    app = Host(step())
    async with app.run_test() as pilot:
        fill(app, attended_on="10/2/22", who="A Director with A Member", decision="Done by June.")
        await pilot.press("ctrl+s")
        await pilot.pause()
    told = {"attended_on": date(2022, 2, 10), "who": "A Director with A Member", "decision": "Done by June."}
    assert app.desk.saved == [StepAsked("r1", 9, told)]


async def test_another_step_shows_what_is_recorded_of_it_and_keeps_what_was_typed():
    app = Host(step(STEPPED))
    async with app.run_test() as pilot:
        fill(app, decision="Wait.")
        await pilot.press("1")
        await pilot.pause()
        assert [words(app, name) for name in ("notified_on", "who", "explanation", "decision")] == [
            *("1 Oct 2021", "A Member", "Staff were ill.", "Wait."),
        ]
        await pilot.press("2")
        await pilot.pause()
        assert [words(app, name) for name in ("notified_on", "who", "decision")] == ["", "", "Wait."]
        await pilot.press("1", "ctrl+s")
        await pilot.pause()
    assert app.desk.saved == [StepAsked("r1", 6, {"decision": "Wait."})]


async def test_a_day_wrongly_recorded_is_taken_out_again():
    app = Host(step(STEPPED, 6))
    async with app.run_test() as pilot:
        await pilot.pause()
        fill(app, notified_on="")
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.desk.saved == [StepAsked("r1", 6, {"notified_on": None})]


async def test_nothing_typed_is_nothing_recorded_and_a_day_to_come_is_refused():
    app = Host(step(STEPPED))
    async with app.run_test() as pilot:
        await pilot.press("1", "ctrl+s")
        await pilot.pause()
        assert "Nothing is written yet" in app.text
        fill(app, attended_on="16 Feb 2022")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "16 Feb 2022 is still to come." in app.text
    assert app.desk.saved == []


async def test_a_draft_is_of_its_step_whichever_step_the_form_is_opened_at():
    desk = Desk()
    app = Host(step(STEPPED, 9), desk)
    async with app.run_test() as pilot:
        fill(app, who="A Director")
        await pilot.press("escape")
        await pilot.pause()
    app = Host(step(STEPPED, 6), desk)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert (words(app, "months"), words(app, "who"), words(app, "explanation")) == ("9", "A Director", "")
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert desk.saved == [StepAsked("r1", 9, {"who": "A Director"})]


def test_a_step_is_said_in_words():
    assert step_words(6, Desk.policy) == "6 months: notify the Executive Member"
    assert step_words(7, Desk.policy) == "7 months"


async def test_what_was_done_is_in_the_file_and_undone(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        id_ = app.register.table.selected.id
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, StepDialog))
        fill(app, who="A Member", notified_on=str(TODAY))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.register)
        found = ask(path, "SELECT recommendation_id, notified_on, who FROM escalation_step")
        assert found == [(id_, str(TODAY), "A Member")]
        await pilot.press("u")
        await until(pilot, lambda: not ask(path, "SELECT 1 FROM escalation_step"))


def test_the_detail_tells_what_was_done_at_each_step():
    text = "\n".join(f"{passage.label} {passage.text}".strip() for passage in passages(STEPPED))
    assert "Escalation\n6 months overdue\nnotified 1 Oct 2021\nwho A Member\nexplained Staff were ill." in text
    assert "Escalation" not in [passage.text for passage in passages(DETAIL)]
