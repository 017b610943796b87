"""What a person can rely on in the pack check on the screen: what is found, where it is mended, and what was left."""

from contextlib import closing
from datetime import date

import pytest
from made import ask
from opened import SIZES, TODAY, fresh, opened, text, until

from db.inputs import FollowUp, NewAudit, NewRecommendation
from db.ledger import Ledger
from db.namesakes import Suggestion
from db.rules import Status
from tui.screens.dismiss import DismissDialog
from tui.screens.due import DueDialog
from tui.screens.edit import EditAudit, EditRecommendation
from tui.screens.exporting import ExportDialog
from tui.screens.findings import FindingsView
from tui.screens.order import OrderView
from tui.screens.status import StatusDialog
from tui.screens.update import UpdateDialog


@pytest.fixture
def path(tmp_path):
    """A register with something to mend in the status, an update, a due date, an owner and an audit."""
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.follow_up("REC-2", FollowUp(opinion=Status.RISK_ACCEPTED, reason="Dear."), on=TODAY)
        ledger.follow_up("REC-3", FollowUp(text="It will be done by 1 February 2022."), on=date(2022, 1, 10))
        ledger.follow_up("REC-4", FollowUp(due=date(2022, 12, 31), reason="late"), on=TODAY)
        ledger.follow_up("REC-5", FollowUp(text="Linda Smith has the keys."), on=date(2022, 1, 10))
        ledger.follow_up("REC-5", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, reason="Seen."), on=TODAY)
        ledger.add_audit(NewAudit(title="(Grants)", directorate="Finance"), on=TODAY)
        (audit,) = ask(path, "SELECT id FROM audit WHERE title = 'Grants'")
        ledger.edit("audit", audit[0], {"directorate_id": None}, on=TODAY)
        for ref in ("TWIN-1", "TWIN-2"):
            twin = NewRecommendation(audit_id=audit[0], ref=ref, text="Publish the list of debtors each month.")
            ledger.add_recommendation(twin, on=TODAY)
    return path


async def turned(app, pilot):
    await pilot.press("7")
    await until(pilot, lambda: isinstance(app.screen, FindingsView) and app.screen.shown is not None)
    return app.screen


def found(view, rule):
    return next(finding for finding in view.shown.stands if finding.rule == rule)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_findings_are_counted_rule_by_rule_as_at_a_day(path, size):
    async with opened(path, size) as (app, pilot):
        view = await turned(app, pilot)
        many = len(view.shown.stands)
        assert f"Pack check at 15 Feb 2022: {many} findings" in text(app)
        assert "no report before this one" in text(app)
        titles = [row.cells[0] for row in view.listing.rows if row.key is None]
        assert sum(int(title.rpartition(": ")[2]) for title in titles) == many
        finding = found(view, "acceptance_incomplete")
        view.listing.go_to_key(finding)
        await pilot.pause()
        assert finding.said[:60] in text(app)


@pytest.mark.parametrize(
    ("rule", "dialog"),
    [
        ("acceptance_incomplete", StatusDialog),
        ("promise_passed", UpdateDialog),
        ("due_moved_unagreed", DueDialog),
        ("missing", EditAudit),
    ],
)
async def test_enter_leads_to_the_form_that_mends_it_and_esc_back(path, rule, dialog):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        finding = next(
            f for f in view.shown.stands if f.rule == rule and (rule != "missing" or f.record_kind == "audit")
        )
        view.listing.go_to_key(finding)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, dialog))
        await pilot.pause()
        if dialog is EditAudit:
            assert app.screen.focused.parent.name == "directorate_id"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is view)


async def test_a_name_in_an_update_is_mended_where_it_was_saved_with_the_reason_kept(path):
    async with opened(path, (80, 24)) as (app, pilot):
        view = await turned(app, pilot)
        finding = found(view, "personal_name")
        assert finding.ref == "REC-5"
        view.listing.go_to_key(finding)
        await pilot.pause()
        assert "enter corrects the latest update" in text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, EditRecommendation))
        await pilot.pause()
        form = app.screen
        assert (form.focused.parent.name, form.query_one("#said_text").words) == (
            "said_text",
            "Linda Smith has the keys.",
        )
        form.query_one("#said_text").words = "The caretaker has the keys."
        form.query_one("#reason").words = "No names in public."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and finding not in view.shown.stands)
        said = "SELECT text FROM progress_update WHERE text LIKE '%the keys.'"
        assert ask(path, said) == [("The caretaker has the keys.",)]
        assert ("No names in public.",) in ask(path, "SELECT why FROM event WHERE kind = 'progress_update'")
        assert ask(path, "SELECT status FROM recommendation WHERE ref = 'REC-5'") == [("partially implemented",)]
        await pilot.press("u")
        await until(pilot, lambda: ask(path, said) == [("Linda Smith has the keys.",)])


async def test_one_audit_under_two_names_leads_to_it_in_order(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        finding = found(view, "audit_named_twice")
        for _ in range(2):  # The first time it is not read yet, the second time the cursor was elsewhere.
            view.listing.go_to_key(finding)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, OrderView) and app.screen.shown is not None)
            await until(pilot, lambda: isinstance(app.screen.listing.key, Suggestion))
            assert finding.record_id in {one.id for one in app.screen.listing.key.named}
            await pilot.press("G", "7")
            await until(pilot, lambda: app.screen is view)


async def test_a_finding_is_dismissed_with_a_reason_that_is_shown_and_taken_back(path):
    async with opened(path, (120, 40)) as (app, pilot):
        view = await turned(app, pilot)
        finding = found(view, "due_moved_unagreed")
        before = len(view.shown.stands)
        view.listing.go_to_key(finding)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DismissDialog))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "needs a reason" in text(app)
        app.screen.query_one("#reason").words = "Agreed by telephone."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is view and len(view.shown.stands) == before - 1)
        await pilot.press("D")
        await pilot.pause()
        assert view.listing.key == finding
        assert "Dismissed: 1" in text(app)
        assert "Dismissed on 15 Feb 2022" in text(app)
        assert "Agreed by telephone." in text(app)
        await pilot.press("u")
        await until(pilot, lambda: len(view.shown.stands) == before)


async def test_what_a_finding_is_about_beside_others_is_shown_in_the_register(path):
    async with opened(path) as (app, pilot):
        view = await turned(app, pilot)
        finding = found(view, "recorded_twice")
        view.listing.go_to_key(finding)
        await pilot.press("enter")
        wanted = {finding.record_id, *finding.others}
        await until(pilot, lambda: app.screen is app.register and set(app.register.narrowed.among or ()) == wanted)


async def test_an_export_says_how_much_is_found_leads_there_and_is_not_held_up(path, tmp_path):
    async with opened(path, (80, 24)) as (app, pilot):
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog) and "F7 shows them" in text(app))
        target = tmp_path / "out.csv"
        app.screen.query_one("#kind").words = "csv"
        await pilot.pause()
        app.screen.query_one("#path").words = str(target)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.register)
        assert target.exists()
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog))
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, FindingsView))


async def test_where_nothing_is_found_it_says_so(path, monkeypatch):
    monkeypatch.setattr("db.checked.check", lambda *_: [])
    async with opened(path, (80, 24)) as (app, pilot):
        await turned(app, pilot)
        assert "Pack check at 15 Feb 2022: no findings" in text(app)
        assert "Nothing was found" in text(app)
