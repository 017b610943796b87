"""The policy and the order of the register on the screen: looked at, changed, wrong values told, undone."""

import pytest
from opened import SIZES, fresh, opened, text, toasts, until

from tui.text import called


async def turn(app, pilot, key):
    await pilot.press(key)
    await until(pilot, lambda: getattr(app.screen, "shown", None) is not None)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_every_audit_directorate_and_person_is_there_with_how_much_it_is_about(tmp_path, size):
    async with opened(fresh(tmp_path), size) as (app, pilot):
        await turn(app, pilot, "9")
        shown = app.screen.shown
        assert [one.about for one in shown.audits] == [20, 20, 20]
        assert "Council Tax" in text(app)
        assert "r Rename" in text(app)


async def test_an_audit_is_renamed_merged_and_both_undone(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        await turn(app, pilot, "9")
        audits = app.screen.shown.audits
        app.screen.listing.go_to_key(audits[0])
        await pilot.press("r", "end", "s", "ctrl+s")
        await until(pilot, lambda: any("Council Taxs" in said for said in toasts(app)))
        await until(pilot, lambda: app.screen.shown.audits[0].name == "Council Taxs")
        app.screen.listing.go_to_key(app.screen.shown.audits[0])
        await pilot.press("c", "ctrl+s")
        await until(pilot, lambda: len(app.screen.shown.audits) == 2)
        await pilot.press("u")
        await until(pilot, lambda: len(app.screen.shown.audits) == 3)
        await pilot.press("u")
        await until(pilot, lambda: app.screen.shown.audits == audits)


async def test_enter_shows_the_recommendations_of_an_audit_of_a_directorate_and_of_a_person(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        for kind, name, among in (
            ("audits", "Grants", 20),
            ("directorates", "Finance", 40),
            ("people", "A Member", 60),
        ):
            await turn(app, pilot, "9")
            app.screen.listing.go_to_key(next(one for one in getattr(app.screen.shown, kind) if one.name == name))
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is app.register)
            await until(pilot, lambda: name in app.register.scope.name + app.register.filter.text)  # noqa: B023
            await until(pilot, lambda: app.register.table.count == among)  # noqa: B023


async def test_a_wrong_setting_gets_a_sentence_and_nothing_is_lost(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        await turn(app, pilot, "8")
        app.screen.listing.go_to_key("opinions")
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.screen.query("#value")))
        app.screen.query_one("#value").words = "full, limited, no, full"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "stands there twice" in text(app))
        assert app.screen.query_one("#value").words == "full, limited, no, full"
        app.screen.query_one("#value").words = "full, limited, no, none"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any("Policy: assurance opinions" in said for said in toasts(app)))
        await until(pilot, lambda: app.screen.shown.opinions[-1] == "none")


async def test_conventions_are_taken_over_after_a_look_at_what_changes(tmp_path):
    async with opened(fresh(tmp_path), (120, 40)) as (app, pilot):
        await turn(app, pilot, "8")
        before = app.screen.shown
        await pilot.press("p")
        await until(pilot, lambda: "high, medium, low, advisory" in text(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.shown.priorities[0].name == "high")
        await until(pilot, lambda: called.policy == app.screen.shown)
        await pilot.press("u")
        await until(pilot, lambda: app.screen.shown == before)
