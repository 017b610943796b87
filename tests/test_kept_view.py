"""What a person can rely on in what was kept and tested: moved dates, owners, claims, audits due again, each opened."""

from contextlib import closing
from datetime import date

import pytest
from made import ask, small_register
from opened import SIZES, TODAY, fresh, opened, text, toasts, until

from db.inputs import FollowUp
from db.ledger import Ledger
from db.rules import Method, Status
from tui.screens.edit import EditAudit
from tui.screens.kept import AGAIN, DONE, MOVED, OWNERS, TOGETHER, KeptView
from tui.widgets.listing import Kind


@pytest.fixture
def path(tmp_path):
    """REC-1 was moved in the template; REC-4 twice since, once back. Two are called done, one of them tested."""
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        for due, who in ((date(2022, 12, 31), "SMT"), (date(2022, 12, 1), "")):
            ledger.follow_up("REC-4", FollowUp(due=due, reason="agreed so", agreed_by=who), on=TODAY)
        ledger.edit("recommendation", id_of(path, "REC-4"), {"owner": "Head of Grants"}, on=TODAY)
        ledger.follow_up("REC-5", FollowUp(claim=Status.IMPLEMENTED, management="Done."), on=TODAY)
        done = FollowUp(opinion=Status.IMPLEMENTED, method=Method.RETEST, text="Ten tested.", reason="Tested.")
        ledger.follow_up("REC-6", done, on=TODAY)
    return path


def id_of(path, ref):
    ((id_,),) = ask(path, "SELECT id FROM recommendation WHERE ref = ?", ref)
    return id_


async def turned(app, pilot, which):
    await pilot.press("0")
    await until(pilot, lambda: isinstance(app.screen, KeptView) and app.screen.shown is not None)
    view = app.screen
    while view.list != which:
        await pilot.press("d")
    await until(pilot, lambda: view.shown.of == which)
    return view


def cells(view, key):
    (row,) = [row for row in view.listing.rows if row.key == key]
    return [getattr(cell, "text", cell) for cell in row.cells]


def total(view):
    return next(row.key for row in view.listing.rows if row.kind is Kind.TOTAL)


async def opens(app, pilot, view, key, column=""):
    """The references of what stands behind it in the register."""
    view.listing.go_to_key(key, column)
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is app.register)
    return set(app.register.narrowed.among), app.register.narrowed.among_words


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_each_list_says_as_at_which_day_and_what_its_figures_mean(path, size):
    async with opened(path, size) as (app, pilot):
        view = await turned(app, pilot, MOVED)
        for which, title, means in (
            (MOVED, "Due dates moved at 15 Feb 2022", "a minus means earlier"),
            (OWNERS, "Due dates moved, by owner, at 15 Feb 2022", "Median: half"),
            (DONE, "Called done, and tested, at 15 Feb 2022", "audit has tested 1:"),
            (AGAIN, "Follow-up audits at 15 Feb 2022", "6 to 12 months after limited or no assurance"),
        ):
            await until(pilot, lambda which=which: view.shown.of == which)
            await pilot.pause()
            assert title in text(app)
            assert means in view.listing.rows[-1].cells[0].text
            await pilot.press("d")
        await until(pilot, lambda: view.shown.of == MOVED)
        await pilot.press("D")
        await until(pilot, lambda: view.shown.of == AGAIN)


async def test_a_moved_date_tells_how_often_how_far_and_who_agreed_and_opens(path):
    async with opened(path, (200, 60)) as (app, pilot):
        view = await turned(app, pilot, MOVED)
        moved = id_of(path, "REC-4")
        ((original,),) = ask(path, "SELECT original_due FROM recommendation WHERE id = ?", moved)
        days = (date(2022, 12, 1) - date.fromisoformat(original)).days
        first = (date(2022, 12, 31) - date.fromisoformat(original)).days
        told = cells(view, (MOVED, moved))
        assert [told[0], *told[2:5], *told[6::2]] == ["REC-4", "2", str(days), str(first), "nobody named", "1 Dec 2022"]
        view.listing.go_to_key((MOVED, moved))
        await until(pilot, lambda: "31 Dec 2022 → 1 Dec 2022, 30 days earlier, nobody named" in text(app))
        behind, words = await opens(app, pilot, view, (MOVED, moved))
        assert behind == {moved}
        assert words.endswith("at 15 Feb 2022")


async def test_owners_and_all_together_open_what_was_moved(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot, OWNERS)
        told = cells(view, (OWNERS, "Head of Grants"))
        first, back = (int(figure) for figure in (told[5], -30))
        assert told[1:5] == ["1", "2", str(round((first + back) / 2)), str(first + back)]
        assert cells(view, (OWNERS, TOGETHER))[1:3] == ["2", "3"]
        behind, _ = await opens(app, pilot, view, (OWNERS, "Head of Grants"))
        assert behind == {id_of(path, "REC-4")}
        view = await turned(app, pilot, OWNERS)
        behind, _ = await opens(app, pilot, view, total(view))
        assert behind == {id_of(path, ref) for ref in ("REC-1", "REC-4")}


async def test_each_figure_of_claims_opens_what_it_counts_and_they_add_up(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot, DONE)
        called, tested, *how, _ = map(int, cells(view, total(view))[1:])
        assert (called, tested, sum(how)) == (2, 1, 2)
        behind, words = await opens(app, pilot, view, total(view), "not tested yet")
        assert behind == {id_of(path, "REC-5")}
        assert words == "called done, not tested yet, at 15 Feb 2022"
        view = await turned(app, pilot, DONE)
        view.listing.go_to_key(total(view), "asked")
        await pilot.press("enter")
        await until(pilot, lambda: any(toast.startswith("None: called done, asked") for toast in toasts(app)))


async def test_an_audit_due_again_opens_its_recommendations_and_is_written_down_as_made(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot, AGAIN)
        grants = next(one.audit for one in view.shown.again if one.audit.title == "Grants")
        titles = [row.cells[0] for row in view.listing.rows if row.kind is Kind.HEADING]
        assert titles == ["Late: 3"]
        behind, _ = await opens(app, pilot, view, (AGAIN, grants.id))
        assert len(behind) == 20
        await turned(app, pilot, AGAIN)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, EditAudit))
        await pilot.pause()
        assert app.screen.focused.parent.name == "followed_up_on"
        app.screen.query_one("#followed_up_on").words = "1 Feb 2022"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and len(view.shown.again) == 2)


async def test_a_good_day_is_told_as_one(tmp_path):
    path = small_register(tmp_path / "register.db")
    async with opened(path, (80, 24)) as (app, pilot):
        view = await turned(app, pilot, MOVED)
        for which, words in (
            (MOVED, "A good day: no due date has been moved"),
            (OWNERS, "A good day: nobody's due dates"),
            (DONE, "Nothing is called done yet"),
            (AGAIN, "A good day: no audit of weak assurance"),
        ):
            await until(pilot, lambda which=which: view.shown.of == which)
            await pilot.pause()
            assert words in text(app)
            await pilot.press("d")
