"""What a person can rely on when a risk is accepted on the screen: all of the record is asked for, and kept."""

import json
from dataclasses import replace
from datetime import date

import pytest
from desk import DETAIL, ONE, OPEN, SIZES, TODAY, Desk, Host
from made import ask, one
from opened import fresh, opened, until

from db.rows import Acceptance
from db.rules import Status
from tui.screens.asked import AcceptanceGiven
from tui.screens.edit import EditRecommendation
from tui.screens.status import StatusDialog
from tui.screens.update import UpdateDialog
from tui.widgets.passages import lasting, passages

FIELDS = ("accepted_by", "role", "accepted_on", "expires_on", "why", "residual_risk", "mitigation", "audit_view")
ACCEPTED = Acceptance(
    id="k1",
    accepted_by="B Director",
    role="Strategic Director",
    accepted_on=date(2021, 3, 1),
    why="The system is replaced in the summer.",
    residual_risk="",
    mitigation="",
    expires_on=date(2022, 6, 30),
    audit_view="",
    minute="",
)
HELD = replace(
    DETAIL,
    recommendation=replace(ONE, status=Status.RISK_ACCEPTED, accepted_until=date(2022, 6, 30)),
    acceptances=(ACCEPTED,),
)


def status(detail=DETAIL):
    return lambda desk: StatusDialog(detail, desk)


def fill(app, **words):
    for name, value in words.items():
        app.screen.query_one(f"#{name}").words = value


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_every_field_of_the_record_is_reached_with_tab_once_risk_accepted_is_chosen(size):
    app = Host(status())
    async with app.run_test(size=size) as pilot:
        await pilot.press("5")
        await pilot.pause()
        reached = set()
        for _ in range(20):
            await pilot.press("tab")
            reached.add(app.screen.focused.parent.name)
            region, body = app.screen.focused.region, app.screen.query_one(".body").region
            assert body.contains_region(region)
        assert {*FIELDS, "minute", "text"} <= reached
        assert "reason" not in reached


async def test_the_record_is_asked_for_only_where_a_risk_is_accepted():
    app = Host(status())
    async with app.run_test() as pilot:
        await pilot.press("6")
        await pilot.pause()
        assert "Accepted by" not in app.text
        assert "Reason" in app.text


@pytest.mark.parametrize("missing", ["accepted_by", "role", "why"])
async def test_who_in_which_role_and_why_must_be_said(missing):
    app = Host(status())
    async with app.run_test() as pilot:
        await pilot.press("5")
        await pilot.pause()
        fill(app, **({"accepted_by": "B", "role": "Director", "why": "Dear."} | {missing: "\u200b "}))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen.focused.parent.name == missing
        assert app.screen.query_one(f"#{missing}").has_class("-trouble")
    assert app.desk.saved == []


async def test_the_rest_may_be_left_and_the_whole_record_goes_with_the_status():
    app = Host(status())
    async with app.run_test() as pilot:
        await pilot.press("5")
        await pilot.pause()
        fill(app, accepted_by="B Director", role="Strategic Director", why="Dear.", expires_on="30/9/22")
        await pilot.press("ctrl+s")
        await pilot.pause()
    (asked,) = app.desk.saved
    assert asked.opinion is Status.RISK_ACCEPTED
    assert asked.acceptance == AcceptanceGiven(
        "B Director", "Strategic Director", None, "Dear.", expires_on=date(2022, 9, 30)
    )


async def test_an_acceptance_does_not_end_before_it_begins():
    app = Host(status())
    async with app.run_test() as pilot:
        await pilot.press("5")
        await pilot.pause()
        fill(app, accepted_by="B", role="Director", why="Dear.", accepted_on="1 Feb 2022", expires_on="31 Jan 2022")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "ends after the day it begins, 1 Feb 2022" in app.text
    assert app.desk.saved == []


async def test_what_was_typed_outlives_esc_and_a_change_of_mind():
    desk = Desk()
    app = Host(status(), desk)
    async with app.run_test() as pilot:
        await pilot.press("5")
        await pilot.pause()
        fill(app, accepted_by="B Director", why="Dear.")
        app.screen.query_one("#opinion").words = str(Status.SUPERSEDED)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert app.result is None
    (draft,) = json.loads(desk.drafts["status:r1"])
    assert (draft["accepted_by"], draft["why"]) == ("B Director", "Dear.")


async def test_a_note_on_an_accepted_risk_leaves_the_day_it_ends_as_it_is():
    app = Host(status(HELD))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Accepted by" not in app.text
        fill(app, text="Looked at again.")
        await pilot.press("ctrl+s")
        await pilot.pause()
    (asked,) = app.desk.saved
    assert (asked.opinion, asked.acceptance, asked.text) == (None, None, "Looked at again.")


async def test_an_acceptance_is_extended_by_another_one():
    app = Host(status(HELD))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("tab", "space")
        await pilot.pause()
        assert "Accepted before by B Director on 1 Mar 2021; ends 30 Jun 2022." in app.text
        fill(app, accepted_by="B Director", role="Strategic Director", why="Later.", expires_on="31 Dec 2022")
        await pilot.press("ctrl+s")
        await pilot.pause()
    (asked,) = app.desk.saved
    assert (asked.opinion, asked.acceptance.expires_on) == (Status.RISK_ACCEPTED, date(2022, 12, 31))


async def test_an_update_whose_opinion_accepts_the_risk_asks_for_the_same_record():
    app = Host(lambda desk: UpdateDialog(DETAIL, desk))
    async with app.run_test() as pilot:
        fill(app, opinion=str(Status.RISK_ACCEPTED), reason="Dear.")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen.focused.parent.name == "accepted_by"
        fill(app, accepted_by="B", role="Director", why="Dear.")
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.desk.saved[0].acceptance == AcceptanceGiven("B", "Director", None, "Dear.")


async def test_the_words_of_an_acceptance_are_corrected_and_nothing_else():
    app = Host(lambda desk: EditRecommendation(HELD, (), desk))
    async with app.run_test() as pilot:
        await pilot.pause()
        fill(app, **{"minute-k1": "AC 12/21", "accepted_by-k1": ""})
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.result is OPEN
        fill(app, **{"accepted_by-k1": "B Director"})
        await pilot.press("ctrl+s")
        await pilot.pause()
    (change,) = app.desk.saved[0].changes
    assert (change.kind, change.id, dict(change.fields)) == ("acceptance", "k1", {"minute": "AC 12/21"})


def test_until_when_is_said_in_words():
    assert lasting(replace(ACCEPTED, expires_on=None), TODAY) == "until further notice"
    assert lasting(replace(ACCEPTED, expires_on=TODAY), TODAY) == "ends 15 Feb 2022"
    assert lasting(replace(ACCEPTED, expires_on=date(2022, 2, 14)), TODAY) == "ended 14 Feb 2022"


async def test_the_record_is_in_the_file_when_the_screen_says_saved(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, StatusDialog))
        await pilot.press("5")
        await pilot.pause()
        fill(app, accepted_by="B Director", role="Director", why="Dear.", minute="AC 3", expires_on="30 Sep 2022")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.register)
    assert one(path, "SELECT accepted_by, role, accepted_on, why, expires_on, minute FROM acceptance") == (
        *("B Director", "Director", str(TODAY), "Dear.", "2022-09-30", "AC 3"),
    )
    assert ask(path, "SELECT accepted_until FROM recommendation WHERE status = 'risk accepted'") == [("2022-09-30",)]


def read(detail):
    """The words of the detail pane."""
    return "\n".join(f"{passage.label} {passage.text}".strip() for passage in passages(detail))


def test_the_detail_shows_every_field_of_an_acceptance_and_names_what_is_not_recorded():
    text = read(HELD)
    assert "accepted 1 Mar 2021 · ends 30 Jun 2022" in text
    assert "by B Director, Strategic Director" in text
    assert "why The system is replaced in the summer." in text
    for label in ("residual", "mitigation", "our view", "minute"):
        assert f"{label} not recorded" in text


def test_the_detail_says_that_an_acceptance_has_ended_and_why_it_is_open_again():
    ended = replace(ONE, accepted_until=date(2022, 1, 31), accepted_by="Strategic Director")
    record = replace(ACCEPTED, expires_on=date(2022, 1, 31))
    text = read(replace(DETAIL, recommendation=ended, acceptances=(record,)))
    assert "open again: the acceptance by Strategic Director ended on 31 Jan 2022" in text
    assert "accepted 1 Mar 2021 · ended 31 Jan 2022: open again" in text


def test_the_detail_tells_an_acceptance_in_effect_from_those_before_it_and_those_given_up():
    anew = replace(ACCEPTED, id="k2", accepted_on=date(2022, 2, 1), expires_on=None)
    text = read(replace(HELD, acceptances=(ACCEPTED, anew)))
    assert text.index("accepted 1 Feb 2022 · until further notice") < text.index("accepted 1 Mar 2021 ·")
    assert "ends 30 Jun 2022, accepted anew since" in text
    assert "ends 30 Jun 2022, no longer in effect" in read(replace(HELD, recommendation=ONE))


def test_the_times_moved_and_the_days_of_slip_stand_beside_the_due_date():
    once = read(DETAIL)
    assert "28 months from the original date, moved once, 548 days" in once
    (moved,) = DETAIL.revisions
    back = replace(moved, id="d2", old=moved.new, new=date(2021, 3, 21))
    assert "moved twice, 538 days in all" in read(replace(DETAIL, revisions=(moved, back)))
