"""What a person can rely on in today's list: what wants doing by kind, one key from where it is done."""

from contextlib import closing
from datetime import date

import pytest
from made import one
from opened import SIZES, TODAY, fresh, opened, text, until

from db.agenda import Kind, Mend
from db.inputs import FollowUp, NewAcceptance
from db.ledger import Ledger
from db.rules import Status
from tui.screens.edit import EditAudit
from tui.screens.evidence import EvidenceDialog
from tui.screens.mending import MENDS
from tui.screens.next_meeting import MeetingDialog
from tui.screens.status import StatusDialog
from tui.screens.step import StepDialog
from tui.screens.today import TITLES, TodayView
from tui.screens.update import UpdateDialog


@pytest.fixture
def path(tmp_path):
    """A register in which there is something of most kinds to do."""
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        until_march = NewAcceptance(accepted_by="B", role="Director", why="Dear.", expires_on=date(2022, 3, 1))
        ledger.follow_up("REC-2", FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=until_march), on=TODAY)
        ledger.follow_up("REC-3", FollowUp(text="It will be done by 1 February 2022."), on=date(2022, 1, 10))
        ledger.follow_up("REC-4", FollowUp(due=date(2022, 2, 28), reason="late", agreed_by="SMT"), on=TODAY)
    return path


async def turned(app, pilot):
    await pilot.press("2")
    await until(pilot, lambda: isinstance(app.screen, TodayView) and app.screen.shown is not None)
    return app.screen


def line(view, kind):
    return next(wanted for wanted in view.shown if wanted.kind is kind)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_list_says_how_much_there_is_of_each_kind_and_as_at_which_day(path, size):
    async with opened(path, size) as (app, pilot):
        view = await turned(app, pilot)
        assert f"Today, 15 Feb 2022: {len(view.shown)} to do" in text(app)
        assert f"{TITLES[Kind.MEETING]}: 1" in text(app) or size[1] < 30
        titles = [row.cells[0] for row in view.listing.rows if row.key is None]
        counts = {title.rpartition(": ")[0]: int(title.rpartition(": ")[2]) for title in titles}
        for kind in (Kind.MEETING, Kind.STEP, Kind.ACCEPTANCE, Kind.PROMISE, Kind.EVIDENCE, Kind.MILESTONE, Kind.DUE):
            assert counts[TITLES[kind]] == sum(wanted.kind is kind for wanted in view.shown) > 0
        for screenful in text(app).split("\n"):
            assert len(screenful) <= size[0]


@pytest.mark.parametrize(
    ("kind", "dialog"),
    [
        (Kind.STEP, StepDialog),
        (Kind.ACCEPTANCE, StatusDialog),
        (Kind.PROMISE, UpdateDialog),
        (Kind.EVIDENCE, EvidenceDialog),
        (Kind.FOLLOW_UP_AUDIT, EditAudit),
        (Kind.MEETING, MeetingDialog),
    ],
)
async def test_enter_leads_to_where_it_is_done_and_esc_back_to_the_list(path, kind, dialog):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        wanted = line(view, kind)
        view.listing.go_to_key(wanted)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, dialog))
        if isinstance(app.screen, StepDialog):
            assert app.screen.months == wanted.months
        elif kind is not Kind.MEETING:
            assert wanted.ref in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is view)


async def test_what_is_done_leaves_the_list(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        before = len(view.shown)
        view.listing.go_to_key(line(view, Kind.PROMISE))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, UpdateDialog))
        app.screen.query_one("#text").words = "Done and seen."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and len(view.shown) == before - 1)
        assert all(wanted.kind is not Kind.PROMISE for wanted in view.shown)


async def test_the_next_meeting_is_kept_once_it_is_said(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        view.listing.go_to_key(line(view, Kind.MEETING))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, MeetingDialog))
        app.screen.query_one("#day").words = "31/3/22"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and line(view, Kind.MEETING).mend is not Mend.POLICY)
        assert one(path, "SELECT value FROM setting WHERE key = 'next_meeting'") == '"2022-03-31"'


async def test_the_line_in_full_and_its_recommendation_stand_below(path):
    async with opened(path, (120, 40)) as (app, pilot):
        view = await turned(app, pilot)
        view.listing.go_to_key(line(view, Kind.PROMISE))
        await pilot.pause()
        words = " ".join(text(app).split())
        assert "and that has passed." in words
        assert f"enter {MENDS['update']}." in words


async def test_the_recommendation_of_a_line_is_shown_in_the_register(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        view.listing.go_to_key(line(view, Kind.PROMISE))
        await pilot.press("o")
        await until(pilot, lambda: app.screen is app.register and app.register.table.count == 1)
        assert app.register.table.selected.ref == "REC-3"


async def test_a_good_day_says_what_it_looks_like(path, monkeypatch):
    monkeypatch.setattr(TodayView, "read", lambda *_: ())
    async with opened(path, (80, 24)) as (app, pilot):
        await turned(app, pilot)
        assert "Today, 15 Feb 2022: nothing to do" in text(app)
        assert "A good day: nothing falls due within 30 days" in " ".join(text(app).split())
