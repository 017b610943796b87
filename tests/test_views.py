"""What a person can rely on in the figures: one key away, dated, never waited for, and each figure one key from what
it counts."""

import asyncio
import string
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pytest
from made import ask
from opened import SIZES, TODAY, drawn, fresh, opened, text, toasts, until
from textual import events

from db import flows, history, store
from db.connection import RegisterError
from db.inputs import NewRecommendation
from db.ledger import Ledger
from db.queries import Reader
from db.rows import Filter
from db.rules import Policy, Status
from tui.commands import BY_ID, Place, at
from tui.screens.asked import FollowUpAsked
from tui.screens.position import PositionView
from tui.screens.view import View
from tui.text import signs, width
from tui.views import VIEWS
from tui.widgets.entry import Line, Prose
from tui.widgets.listing import Column, Row


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


async def turn(app, pilot, key):
    """To a view, and until it shows what it read."""
    await pilot.press(key)
    await until(pilot, lambda: getattr(app.screen, "shown", None) is not None)
    await pilot.pause()


def row(app, name):
    return next(line for line in drawn(app) if name in line).replace(signs.here, " ")


# All views. ----------------------------------------------------------------------------------------------------


def test_each_view_has_its_digit_and_no_digit_two_views():
    assert {command.id for command in at(Place.VIEWS)} == {"register", *VIEWS}
    assert sorted(command.keys for command in at(Place.VIEWS)) == [(digit,) for digit in string.digits]


@pytest.mark.parametrize("away", ["1", "escape", "question_mark"])
async def test_a_view_that_takes_long_holds_up_nothing_once_it_is_left(path, monkeypatch, away):
    begun = threading.Event()

    def endless(_, reader):
        begun.set()
        while True:
            reader.pause()

    monkeypatch.setattr(PositionView, "read", endless)
    async with opened(path) as (app, pilot):
        await pilot.press("3")
        await until(pilot, begun.is_set)
        await pilot.press(away)
        assert await asyncio.wait_for(app.read(lambda _: "answered"), 10) == "answered"


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_each_view_opens_with_its_digit_and_says_what_it_shows(path, size):
    async with opened(path, size) as (app, pilot):
        for id_ in VIEWS:
            await turn(app, pilot, BY_ID[id_].keys[0])
            assert app.screen is app.get_screen(id_)
            assert drawn(app)[0].strip().startswith(app.screen.headline()[:20])
            assert all(width(line) == size[0] for line in drawn(app))


async def test_digits_turn_from_view_to_view_and_back_and_esc_leaves(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        assert isinstance(app.screen, PositionView)
        await pilot.press("3")
        assert isinstance(app.screen, PositionView)
        await pilot.press("1")
        assert app.screen is app.register
        await turn(app, pilot, "3")
        await pilot.press("escape")
        assert app.screen is app.register
        await pilot.press("1")
        assert app.screen is app.register


async def test_a_view_is_found_again_as_it_was_left(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        await pilot.press("d", "down", "right", "1", "3")
        await until(pilot, lambda: app.screen.shown is not None and "Priority" in text(app))
        assert (app.screen.listing.cursor, app.screen.listing.column) == (1, "6_to_12")


async def test_every_key_of_a_view_does_something_or_says_why_not(path):
    async with opened(path) as (app, pilot):
        for view in ("position", "movement"):
            await turn(app, pilot, BY_ID[view].keys[0])
            for command in app.screen.commands():
                if command.id in {"quit", "palette"} or command.place is Place.VIEWS:
                    continue
                await app.screen.action_do(command.id)
                await pilot.pause()
                while app.screen is not app.get_screen(view):
                    if app.screen is app.register:
                        await pilot.press(BY_ID[view].keys[0])
                    else:
                        await pilot.press("escape")
                    await pilot.pause()


async def test_what_is_saved_elsewhere_is_counted_at_once(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        assert row(app, "Together").split()[-4:-1] == ["60", "0", "60"]
        seen = app.screen.listing.key
        id_ = await app.read(lambda reader: reader.first(limit=1)[0].id)
        await app.save(FollowUpAsked(id_, opinion=Status.IMPLEMENTED, reason="seen to work"))
        await until(pilot, lambda: row(app, "Together").split()[-4:-1] == ["59", "1", "60"])
        assert app.screen.listing.key == seen


async def test_past_midnight_the_view_is_of_the_new_day(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        app._clock = lambda: datetime(2022, 2, 16, 0, 1).astimezone()
        app._look_at_the_day()
        await until(pilot, lambda: "Position at 16 Feb 2022" in text(app))


class SlowView(View[int]):
    ID = "position"
    gate = threading.Event()

    def headline(self):
        return "Slow"

    def read(self, reader):  # noqa: ARG002 - whatever it reads
        self.gate.wait(5)
        return 1

    def show(self, shown):  # noqa: ARG002 - one row will do
        self.place((Column("A"),), (Row(("one",), key=1),))


async def test_no_key_waits_for_a_reading_and_nothing_jumps_when_it_arrives(path):
    SlowView.gate.clear()
    async with opened(path) as (app, pilot):
        app.install_screen(view := SlowView(), "slow")
        await app.push_screen("slow")
        await until(pilot, lambda: "reading" in drawn(app)[0])
        before = view.listing.region
        await pilot.press("down", "t")
        SlowView.gate.set()
        await until(pilot, lambda: view.shown is not None)
        await pilot.pause()
        assert view.listing.region == before
        assert "reading" not in text(app)
        assert "one" in text(app)


class TroubledView(SlowView):
    says = ""

    def read(self, reader):  # noqa: ARG002 - whatever it reads
        if self.says:
            raise RegisterError(self.says)
        return 1


async def test_what_cannot_be_read_is_said_as_a_sentence_and_what_is_shown_is_kept(path):
    async with opened(path) as (app, pilot):
        app.install_screen(view := TroubledView(), "troubled")
        await app.push_screen("troubled")
        await until(pilot, lambda: view.shown is not None)
        TroubledView.says = "The disk is gone."
        view.refresh_all()
        await until(pilot, lambda: toasts(app))
        assert "The disk is gone. What is shown is as at 15 Feb 2022, from before. Nothing was lost." in toasts(app)
        assert "one" in text(app)
        assert "could not be read" in drawn(app)[0]
        TroubledView.says = ""
        view.refresh_all()
        await until(pilot, lambda: "could not be read" not in drawn(app)[0])


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_last_line_tells_the_keys_of_the_view(path, size):
    async with opened(path, size) as (app, pilot):
        await turn(app, pilot, "3")
        assert "enter Open" in drawn(app)[-1]
        assert "? Keys" in drawn(app)[-1]


# The position. -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_position_is_dated_and_adds_up(path, size):
    async with opened(path, size) as (app, pilot):
        await turn(app, pilot, "3")
        assert "Position at 15 Feb 2022 · completed months · revised due dates" in drawn(app)[0]
        figures = [[int(word) for word in row(app, name).split() if word.isdigit()] for name in ("Fin", "Hou", "Tog")]
        finance, housing, together = figures
        assert [sum(pair) for pair in zip(finance, housing, strict=True)] == together
        assert together[5] == sum(together[:5]) == 60


async def test_each_figure_opens_the_recommendations_it_counts(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        await pilot.press("down", "right", "enter")
        await until(pilot, lambda: app.screen is app.register and app.register.table.count == 5)
        assert "6 to 12 months overdue, directorate Housing, at 15 Feb 2022" in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.register.table.count == 60)
        assert "Housing, at" not in text(app)


async def test_a_figure_of_nought_says_so_and_stays(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        await pilot.press(*["right"] * 6, "enter")
        await until(pilot, lambda: toasts(app))
        assert toasts(app)[-1] == "None: closed, directorate Finance, at 15 Feb 2022."
        assert isinstance(app.screen, PositionView)


async def test_months_and_basis_the_other_way_are_one_key_away_and_said(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        await pilot.press("m")
        await until(pilot, lambda: "calendar months · revised due dates" in drawn(app)[0])
        await pilot.press("b")
        await until(pilot, lambda: "calendar months · original due dates" in drawn(app)[0])
        await pilot.press("m", "b")
        await until(pilot, lambda: "completed months · revised due dates" in drawn(app)[0])


async def test_the_position_at_another_date_is_asked_for_as_people_write_dates(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        await pilot.press("a", *"31/1/22", "enter")
        await until(pilot, lambda: "Position at 31 Jan 2022" in drawn(app)[0] and "as known then" in drawn(app)[0])
        assert "No recommendation was recorded by then" in text(app)
        await pilot.press("n")
        await until(pilot, lambda: "as known now" in drawn(app)[0])
        assert "Finance" in text(app)
        await pilot.press("a", *["backspace"] * 20, "enter")
        await until(pilot, lambda: "Position at 15 Feb 2022" in drawn(app)[0])
        assert "as known" not in drawn(app)[0]


async def test_what_is_no_date_is_refused_where_it_is_typed(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        await pilot.press("a", *"soon", "enter")
        await pilot.pause()
        assert "This is not one date yet." in text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, PositionView)


async def test_what_is_typed_ahead_reaches_the_dialog_it_is_meant_for(path):
    async with opened(path) as (app, pilot):
        await turn(app, pilot, "3")
        for key in ("a", *"310121"):
            app.post_message(events.Key(key, key))
        await until(pilot, lambda: "310121" in text(app))


async def test_what_is_typed_on_after_a_key_that_edits_stands_after_it(path):
    async with opened(path) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.focused, Prose))
        for key in (*"abcd", "backspace", "backspace", *"e", "left", "left", *"Q"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: app.focused.text == "aQbe")
        await pilot.press("escape")
        await turn(app, pilot, "3")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.focused, Line))
        for key in (*"1 May", "ctrl+u", *"310121", "left", "backspace", *"3"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: app.focused.value == "310131")


async def test_only_these_recommendations_means_none_where_there_are_none(path):
    with closing(store.connect(path, read_only=True)) as connection:
        reader = Reader(connection, TODAY)
        ids = [line.id for line in reader.first(limit=3)]
        assert [line.id for line in reader.first(Filter(among=tuple(ids)))] == ids
        assert len(reader.order(Filter(among=()))) == 0
        assert len(reader.order(Filter(among=None))) == 60


# The movement. -------------------------------------------------------------------------------------------------


async def moved(app, pilot):
    """To the movement since the day before all of the register was entered."""
    await turn(app, pilot, "4")
    await pilot.press("s", *"14/2/22", "enter")
    await until(pilot, lambda: "Movement from 14 Feb 2022 to 15 Feb 2022" in drawn(app)[0])
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_movement_is_dated_and_its_sum_is_told_in_words(path, size):
    async with opened(path, size) as (app, pilot):
        id_ = await app.read(lambda reader: reader.first(limit=1)[0].id)
        await app.save(FollowUpAsked(id_, opinion=Status.IMPLEMENTED, reason="seen to work"))
        await moved(app, pilot)
        assert f"Brought forward 0 + new 60 {signs.minus} implemented 1 = carried forward 59." in " ".join(
            text(app).split()
        )
        assert row(app, "Finance").split() == ["Finance", "0", "40", "1", "0", "0", "39"]
        assert row(app, "Together").split() == ["Together", "0", "60", "1", "0", "0", "59"]
        await pilot.press("d")
        await until(pilot, lambda: "Not yet due" in text(app))
        assert row(app, "Together").split() == ["Together", "0", "60", "1", "0", "0", "59"]
        assert "completed months" in drawn(app)[0]


async def test_each_figure_of_the_movement_opens_what_it_counts(path):
    async with opened(path) as (app, pilot):
        id_ = await app.read(lambda reader: reader.first(limit=1)[0].id)
        await app.save(FollowUpAsked(id_, opinion=Status.IMPLEMENTED, reason="seen to work"))
        await moved(app, pilot)
        await pilot.press("right", "enter")
        await until(pilot, lambda: app.screen is app.register and app.register.table.count == 40)
        assert "new, directorate Finance, 14 Feb 2022 to 15 Feb 2022" in text(app)
        await turn(app, pilot, "4")
        await pilot.press("down", "down", "right", "enter")
        await until(pilot, lambda: app.screen is app.register and app.register.table.count == 1)
        assert app.register.table.selected.id == id_


async def test_a_movement_that_does_not_balance_is_an_error_in_words(path):
    async with opened(path) as (app, pilot):
        await moved(app, pilot)
        view = app.screen
        sums = view.shown.moved.movements
        wrong = replace(sums, whole=replace(sums.whole, carried_forward=59))
        view.show(replace(view.shown, moved=replace(view.shown.moved, movements=wrong)))
        await pilot.pause()
        said = " ".join(text(app).split())
        assert "Together does not balance: Brought forward 0 + new 60 = carried forward 59. Please run" in said


async def test_a_movement_ends_after_it_begins(path):
    async with opened(path) as (app, pilot):
        await moved(app, pilot)
        await pilot.press("s", *["backspace"] * 20, *"15/2/22", "enter")
        await until(pilot, lambda: toasts(app))
        assert toasts(app)[-1] == "A movement begins before 15 Feb 2022, where it ends."
        assert "Movement from 14 Feb 2022" in drawn(app)[0]


def test_the_movement_of_a_register_as_of_a_past_day_knows_audits_entered_later(path):
    before = date(2022, 1, 10)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        audit = ask(path, "SELECT id FROM audit LIMIT 1")[0][0]
        ledger.add_recommendation(NewRecommendation(audit_id=audit, text="Earlier.", due=date(2021, 1, 31)), on=before)
    with closing(store.connect(path, read_only=True)) as live, closing(history.state_at(live, before)) as past:
        told = flows.moved(past, date(2022, 1, 1), before, policy=Policy())
    assert (told.movements.whole.new, told.movements.balances) == (1, True)


async def test_bands_that_part_at_other_months_are_called_by_them_wherever_they_stand(path):
    with closing(Ledger(path, "A")) as ledger:
        ledger.decide({"band_edges": [3, 9]}, on=TODAY)
    async with opened(path, (120, 40)) as (app, pilot):
        assert "over 9 months" in drawn(app)[1]
        assert "from 3 to 9" in drawn(app)[1]
        app.register.action_band("over_12")
        await until(pilot, lambda: "over 9 months overdue" in text(app))
        for key in "34":
            await turn(app, pilot, key)
            assert "12 months" not in text(app)
        await pilot.press("d")
        await until(pilot, lambda: "3 to 9 months overdue" in text(app))


async def test_a_setting_is_told_as_one_would_say_it_and_chosen_where_it_is_one_of_a_few(path):
    async with opened(path, (80, 24)) as (app, pilot):
        await turn(app, pilot, "8")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Now: completed months" in text(app))
        await pilot.press("2", "ctrl+s")
        await until(pilot, lambda: "calendar months" in row(app, "Months are counted"))
        await pilot.press("p", "2")
        await until(pilot, lambda: "Red: over 12 months past the target date" in " ".join(text(app).split()))
        assert "third =" not in text(app)  # How it would be typed says nothing here.


async def test_the_last_line_of_each_view_says_where_all_keys_are(path):
    async with opened(path, (80, 24)) as (app, pilot):
        for id_ in VIEWS:
            await turn(app, pilot, BY_ID[id_].keys[0])
            assert drawn(app)[-1].rstrip().endswith("? Keys")
