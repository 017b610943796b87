"""What a person can rely on in the escalation: who is called on, for what, from which day, and what was done."""

from contextlib import closing
from datetime import date

import pytest
from made import one
from opened import SIZES, TODAY, fresh, opened, text, toasts, until

from db.inputs import FollowUp, NewStep
from db.ledger import Ledger
from db.rules import Duty
from tui.screens.escalation import Entry, EscalationView, Person
from tui.screens.next_meeting import MeetingDialog
from tui.screens.step import StepDialog, StepsDialog


@pytest.fixture
def path(tmp_path):
    """Nobody was told of anything but one; the next meeting is in March."""
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.decide({"next_meeting": "2022-03-22"}, on=TODAY)
        told = NewStep(months=18, notified_on=date(2022, 2, 1), who="A Director", decision="Written back.")
        ledger.record_step("REC-2", told, on=TODAY)
        ledger.follow_up("REC-4", FollowUp(due=date(2021, 7, 31), reason="agreed so"), on=TODAY)
    return path


async def turned(app, pilot):
    await pilot.press("5")
    await until(pilot, lambda: isinstance(app.screen, EscalationView) and app.screen.shown is not None)
    return app.screen


def person(view, duty):
    return next(row.key for row in view.listing.rows if isinstance(row.key, Person) and row.key.duty is duty)


def entry(view, ref):
    keys = (row.key for row in view.listing.rows)
    return next(key for key in keys if isinstance(key, Entry) and key.reached.recommendation.ref == ref)


def notified(view):
    """The references of those whose Executive Member is to be notified."""
    return {each.recommendation.ref for call in view.shown.notify() for each in call.reached}


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_dates_stand_beside_who_is_called_on(path, size):
    async with opened(path, size) as (app, pilot):
        view = await turned(app, pilot)
        assert "Escalation at 15 Feb 2022 · completed months · revised due dates" in text(app)
        assert "no report before this one · to come by 22 Mar 2022" in text(app)
        titles = [row.cells[0] for row in view.listing.rows if row.key is None]
        assert f"Executive Members to notify: {len(view.shown.notify())}" in titles
        assert f"Directors who must attend, and with whom: {len(view.shown.attend())}" in titles
        assert f"Risks to write back to Directors: {len(view.shown.write_back())}" in titles
        key = person(view, Duty.ATTEND)
        view.listing.go_to_key(key)
        await pilot.pause()
        assert "A Director must attend, with A Member." in text(app)
        view.listing.go_to_key(person(view, Duty.NOTIFY))
        await pilot.pause()
        assert "A Member is to be notified." in text(app)


async def test_what_was_done_stands_beside_each_or_that_nothing_is_recorded(path):
    async with opened(path, (200, 60)) as (app, pilot):
        view = await turned(app, pilot)
        cells = {
            row.key.reached.recommendation.ref: row.cells for row in view.listing.rows if isinstance(row.key, Entry)
        }
        assert cells["REC-2"][4].text.startswith("notified 1 Feb 2022 (A Director)")
        others = [row[4].text for ref, row in cells.items() if ref != "REC-2"]
        assert set(others) == {"not recorded"}
        view.listing.go_to_key(entry(view, "REC-2"))
        await pilot.pause()
        assert "decided: Written back." in text(app)


async def test_enter_shows_the_recommendations_behind_a_person(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        key = person(view, Duty.ATTEND)
        view.listing.go_to_key(key)
        await pilot.press("enter")
        wanted = {reached.recommendation.id for reached in key.call.reached}
        await until(pilot, lambda: app.screen is app.register and app.register.table.count == len(wanted))
        assert set(app.register.narrowed.among) == wanted
        assert "must attend at 15 Feb 2022: A Director" in app.register.narrowed.among_words


async def test_e_on_a_recommendation_records_what_was_done_about_it_and_the_list_says_so(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        first = person(view, Duty.NOTIFY).call.reached[0].recommendation
        view.listing.go_to_key(entry(view, first.ref))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, StepDialog))
        assert (app.screen.about, app.screen.months) == (first.ref, 6)
        app.screen.query_one("#notified_on").words = "14 Feb 2022"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and first.ref not in notified(view))
        assert toasts(app)
    assert one(path, "SELECT notified_on FROM escalation_step WHERE recommendation_id = ?", first.id) == "2022-02-14"


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_e_on_a_person_records_one_letter_for_all_it_covers_and_u_takes_it_back_whole(path, size):
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        for ref in ("REC-6", "REC-8"):
            ledger.follow_up(ref, FollowUp(due=date(2021, 7, 31), reason="agreed so"), on=TODAY)
    async with opened(path, size) as (app, pilot):
        view = await turned(app, pilot)
        covered, steps = notified(view), "SELECT count(*) FROM escalation_step WHERE notified_on = '2022-02-14'"
        assert len(covered) > 2
        view.listing.go_to_key(person(view, Duty.NOTIFY))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, StepsDialog))
        await pilot.pause()
        assert f"for all {len(covered)} recommendations" in text(app)
        said = [str(each.content) for each in app.screen.query("Static.quiet")]
        assert all(any(words.startswith(f"{ref} ") for words in said) for ref in covered)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Nothing is written yet" in text(app)
        app.screen.query_one("#notified_on").words = "14 Feb 2022"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and not notified(view))
        assert one(path, steps) == len(covered)
        await pilot.press("u")
        await until(pilot, lambda: notified(view) == covered)
        assert one(path, steps) == 0


async def test_the_next_meeting_is_asked_for_where_it_is_not_known(tmp_path):
    async with opened(fresh(tmp_path), (80, 24)) as (app, pilot):
        view = await turned(app, pilot)
        assert "when is the next meeting? n says it" in text(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, MeetingDialog))
        app.screen.query_one("#day").words = "22 Mar 2022"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and view.shown.meeting_on == date(2022, 3, 22))
        await until(pilot, lambda: "to come by 22 Mar 2022" in text(app))


async def test_where_nothing_is_escalated_it_says_so(path):
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.decide({"escalation": []}, on=TODAY)
    async with opened(path) as (app, pilot):
        await turned(app, pilot)
        assert "No recommendation has come to a step of escalation" in text(app)
