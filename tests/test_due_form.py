"""What a person can rely on beside a date that is moved: the owner's record of dates, and an audit's follow-up day."""

from contextlib import closing
from datetime import date

from made import one
from opened import TODAY, fresh, opened, text, until

from db.inputs import FollowUp
from db.ledger import Ledger
from tui.screens.due import DueDialog
from tui.screens.edit import EditAudit


async def test_how_often_and_how_far_the_owner_moved_dates_stands_beside_a_new_one(tmp_path):
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        for ref, due in (("REC-2", date(2020, 3, 4)), ("REC-4", date(2022, 4, 8))):
            ledger.follow_up(ref, FollowUp(due=due, reason="late", agreed_by="SMT"), on=TODAY)
        id_ = one(path, "SELECT id FROM recommendation WHERE ref = 'REC-2'")
        ledger.edit("recommendation", id_, {"owner": "head of  revenues"}, on=TODAY)
    moves = one(path, "SELECT group_concat(julianday(new) - julianday(old)) FROM due_revision")
    days = sorted(int(float(day)) for day in moves.split(","))
    async with opened(path) as (app, pilot):
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DueDialog))
        await until(pilot, lambda: "dates moved" in text(app))
        assert f"3 dates moved, median {days[1]} days, as at 15 Feb 2022." in text(app)


async def test_an_owner_who_moved_no_date_is_told_so(tmp_path):
    path = fresh(tmp_path)
    id_ = one(path, "SELECT id FROM recommendation ORDER BY due LIMIT 1")
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.edit("recommendation", id_, {"owner": "Head of Lettings"}, on=TODAY)
    async with opened(path) as (app, pilot):
        app.register.show_among((id_,), "one")
        await until(pilot, lambda: app.register.table.count == 1 and app.register.table.selected is not None)
        await pilot.press("d")
        await until(pilot, lambda: "Head of Lettings: no date moved, as at 15 Feb 2022." in text(app))


async def test_the_day_an_audit_was_followed_up_is_kept(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        await pilot.press("h", "down", "down", "e")
        await until(pilot, lambda: isinstance(app.screen, EditAudit))
        audit = app.screen.audit.id
        app.screen.query_one("#followed_up_on").words = "1 Feb 2022"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.register)
    assert one(path, "SELECT followed_up_on FROM audit WHERE id = ?", audit) == "2022-02-01"
