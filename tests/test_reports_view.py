"""The reports on the screen: sealed in a form, looked at again as they were told, and set beside what is so now."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from made import one
from opened import SIZES, TODAY, drawn, fresh, opened, text, toasts, until

from db.inputs import FollowUp
from db.ledger import Ledger
from db.rules import Status
from tui.screens.given import PapersDialog, WithdrawDialog
from tui.screens.reports import Given
from tui.screens.sealing import NewReportDialog
from tui.screens.told import Then
from tui.sealing import Wanted, make
from tui.widgets.files import PathField

THEN = date(2022, 1, 31)


def give(path, *days):
    """Reports as at these days."""
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        for day in days:
            make(path, Wanted("Audit Committee", day, meeting_on=date(2022, 2, 9))).carry_out(ledger, TODAY)


def with_report(path):
    """A report is given; then one recommendation is implemented, and the date of another moved."""
    give(path, TODAY)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.follow_up("REC-2", FollowUp(opinion=Status.IMPLEMENTED, text="Seen.", reason="seen"), on=TODAY)
        ledger.follow_up("REC-3", FollowUp(due=date(2022, 6, 30), reason="late"), on=TODAY)


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


async def shown(pilot, app, kind):
    await until(pilot, lambda: isinstance(getattr(app.screen, "shown", None), kind) and not app.screen.state.text)


async def turned_to(pilot, app):
    await pilot.press("6")
    await shown(pilot, app, Given)


async def told(pilot, app):
    await turned_to(pilot, app)
    await pilot.press("enter")
    await shown(pilot, app, Then)


def row(app, ref):
    return next(line for line in drawn(app) if line[1:].startswith(f"{ref} "))


async def test_without_a_report_it_says_what_to_do(path):
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        assert "No report has been sealed yet. n seals the position" in text(app)
        for key in ("enter", "f", "w", "x"):
            await pilot.press(key)
        await pilot.press("1")
        assert app.screen is app.register


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_told_stands_with_its_date_and_what_has_changed_since(path, size):
    with_report(path)
    async with opened(path, size) as (app, pilot):
        await turned_to(pilot, app)
        assert "15 Feb 2022" in text(app)
        assert "Audit Committee" in text(app)
        await pilot.press("enter")
        await shown(pilot, app, Then)
        lines = drawn(app)
        assert lines[0].startswith(" As told on 9 Feb 2022: position at 15 Feb 2022")
        assert "over 12" in lines[1]
        assert "60" not in lines[1]
        assert " 0 closed" in lines[1]
        app.screen.listing.go_to_key(("told", one(path, "SELECT id FROM recommendation WHERE ref = 'REC-3'")))
        await pilot.pause()
        assert "Due date moved" in row(app, "REC-3")
        assert "status unchanged" in text(app)


async def test_one_key_turns_the_recommendation_from_told_to_now(path):
    with_report(path)
    async with opened(path) as (app, pilot):
        await told(pilot, app)
        app.screen.listing.go_to_key(("told", one(path, "SELECT id FROM recommendation WHERE ref = 'REC-2'")))
        await pilot.pause()
        beside = "\n".join(drawn(app)[24:])
        assert "As told, 15 Feb 2022" in beside
        assert "not implemented (changed)" in beside
        await pilot.press("f")
        await pilot.pause()
        beside = "\n".join(drawn(app)[24:])
        assert "Now, 15 Feb 2022" in beside
        assert "implemented (changed)" in beside
        assert "not implemented" not in beside.partition("Now,")[2]
        assert "not impl." in row(app, "REC-2")


async def test_enter_leads_to_the_recommendation_in_the_register_and_back_comes_to_the_list(path):
    with_report(path)
    async with opened(path) as (app, pilot):
        await told(pilot, app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.register)
        assert "as told at 15 Feb 2022" in text(app)
        await pilot.press("6")
        await shown(pilot, app, Then)
        await pilot.press("escape")
        await shown(pilot, app, Given)
        await pilot.press("escape")
        assert app.screen is app.register


async def test_a_report_is_sealed_in_a_form_that_first_says_what_the_pack_check_finds(path):
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        await pilot.press("n")
        assert isinstance(app.screen, NewReportDialog)
        await until(pilot, lambda: "The pack check as at 15 Feb 2022 finds" in text(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: one(path, "SELECT count(*) FROM report") == 1)
        await shown(pilot, app, Given)
        await until(pilot, lambda: app.screen.shown.reports)
        assert "Report to the Audit Committee as at 15 Feb 2022: sealed" in "".join(toasts(app))
        assert one(path, "SELECT count(*) FROM paper") == 2
        await pilot.press("n")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "this day is sealed already" in text(app))


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("body", "", "Write whom it is given to."),
        ("as_at", "16 Feb 2022", "is still to come"),
        ("as_at", "someday", "This is not one date yet."),
        ("since", "15 Feb 2022", "begins on"),
    ],
)
async def test_what_cannot_be_sealed_is_said_at_its_field(path, field, words, said):
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        await pilot.press("n")
        app.screen.query_one(f"#{field}").words = words
        await pilot.press("ctrl+s")
        await until(pilot, lambda: said in text(app))
        assert one(path, "SELECT count(*) FROM report") == 0


async def test_the_making_of_a_report_can_be_stopped_and_leaves_nothing(path, monkeypatch):
    def slow(register, wanted, progress):
        for _ in range(1000):
            progress(1, 1000)
            asyncio.run(asyncio.sleep(0.01))

    monkeypatch.setattr("tui.screens.sealing.make", slow)
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        await pilot.press("n")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.progress is not None and app.screen.progress.done)
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped. Nothing was sealed." in text(app))
        await pilot.press("escape")
        assert one(path, "SELECT count(*) FROM report") == 0


async def test_what_is_written_while_a_report_is_made_is_in_it(path, monkeypatch):
    import tui.screens.sealing as room

    made, first = room.make, []

    def interrupted(register, wanted, progress):
        ready = made(register, wanted, progress)
        if not first:
            first.append(ready)
            with closing(Ledger(register, "Another")) as ledger:
                ledger.follow_up("REC-2", FollowUp(text="Meanwhile."), on=TODAY)
        return ready

    monkeypatch.setattr(room, "make", interrupted)
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        await pilot.press("n")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: one(path, "SELECT count(*) FROM report") == 1)
        await shown(pilot, app, Given)
        await until(pilot, lambda: app.screen.shown.reports)
        report = app.screen.shown.reports[0]
        rows = {one.ref: one.update for one in app.screen.shown.told[report.id].recommendations}
        assert rows["REC-2"] == "Meanwhile."


async def test_a_report_is_withdrawn_with_a_reason_and_is_looked_at_still(path):
    with_report(path)
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        await pilot.press("w")
        assert isinstance(app.screen, WithdrawDialog)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "needs a reason" in text(app))
        await pilot.press(*"wrong", "ctrl+s")
        await until(pilot, lambda: one(path, "SELECT withdrawn_why FROM report") == "wrong")
        await until(pilot, lambda: "withdrawn" in row(app, "15 Feb 2022"))
        await pilot.press("w")
        assert "This report is withdrawn already." in toasts(app)
        await pilot.press("enter")
        await shown(pilot, app, Then)
        assert "Withdrawn on 15 Feb 2022: wrong" in text(app)


async def test_papers_are_taken_out_and_not_written_over_unasked(path, tmp_path):
    with_report(path)
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        for answer in ("", "n", "y"):
            await pilot.press("x")
            assert isinstance(app.screen, PapersDialog)
            app.screen.query_one("#folder", PathField).words = str(tmp_path / "papers")
            await pilot.press("ctrl+s")
            if answer:
                await until(pilot, lambda: "Write over it?" in text(app))
                await pilot.press(answer)
            if answer == "n":
                await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, PapersDialog))
    assert sorted(file.name for file in (tmp_path / "papers").iterdir()) == [
        "appendices-2022-02-15.pdf",
        "position-and-movement-2022-02-15.pdf",
    ]


async def test_a_damaged_report_is_told_and_the_others_are_shown(path):
    give(path, THEN, TODAY)

    with closing(sqlite3.connect(path)) as connection:
        (trigger,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'attachment_is_never_changed'"
        ).fetchone()
        connection.execute("DROP TRIGGER attachment_is_never_changed")
        connection.execute(
            "UPDATE attachment SET content = x'00', size = 1 WHERE sha256 ="
            " (SELECT figures_sha256 FROM report WHERE as_at = '2022-02-15')"
        )
        connection.execute(trigger)
        connection.commit()
    async with opened(path) as (app, pilot):
        await turned_to(pilot, app)
        assert "damaged" in row(app, "15 Feb 2022")
        assert "damaged" not in row(app, "31 Jan 2022")
        await pilot.press("enter")
        assert any("damaged and cannot be shown" in said for said in toasts(app))


async def test_what_a_meeting_to_come_will_be_told_is_not_called_told(path):
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        make(path, Wanted("Audit Committee", TODAY, meeting_on=date(2022, 3, 1))).carry_out(ledger, TODAY)
    async with opened(path) as (app, pilot):
        await told(pilot, app)
        assert drawn(app)[0].startswith(" To be told on 1 Mar 2022: position at 15 Feb 2022")


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_words_are_shown_and_not_obeyed(tmp_path, size):
    path = fresh(tmp_path, hostile=True)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        make(path, Wanted("\x1b[2J\u202e[/] Committee", TODAY)).carry_out(ledger, TODAY)
        ledger.withdraw(one(path, "SELECT id FROM report"), why="\x1b[2J [red]", on=TODAY)
    async with opened(path, size) as (app, pilot):
        await told(pilot, app)
        assert "\x1b" not in text(app)
        assert "\u202e" not in text(app)
        await pilot.press("f", "escape")
        await shown(pilot, app, Given)
        assert "\x1b" not in text(app)
        await pilot.press("w", "x")
        assert "\x1b" not in text(app)
