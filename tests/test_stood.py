"""How each recommendation stood is kept as the history says, whatever is done, undone or dated back."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from histories import FIRST, HISTORIES, LAST, register_after
from hypothesis import HealthCheck, Phase, given, settings
from made import ask, small_register

from db import history, stood, store
from db.inputs import FollowUp
from db.ledger import Ledger
from db.rules import Status

COLUMNS = ", ".join(("id", *stood.FIELDS))
THEN = f"SELECT recommendation_id AS id, {', '.join(stood.FIELDS)} FROM stood"
QUICK = settings(
    max_examples=30, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@QUICK
@given(HISTORIES)
def test_on_every_day_each_recommendation_stood_as_its_history_says(deeds):
    with register_after(deeds) as path, closing(store.connect(path, read_only=True)) as live:
        assert list(stood.differences(live)) == []
        days = {date.fromisoformat(day) for (day,) in live.execute("SELECT DISTINCT effective_on FROM event")}
        for day in sorted(days | {day - timedelta(days=1) for day in days}):
            then = f"{THEN} WHERE since <= '{day}' AND (until IS NULL OR until > '{day}') ORDER BY 1"
            with closing(history.state_at(live, day)) as past:
                truth = past.execute(f"SELECT {COLUMNS} FROM recommendation ORDER BY 1").fetchall()
                assert live.execute(then).fetchall() == truth
                assert past.execute(f"{THEN} WHERE until IS NULL ORDER BY 1").fetchall() == truth


@QUICK
@given(HISTORIES)
def test_a_register_that_had_no_such_table_gets_the_one_it_would_have_kept(deeds):
    with register_after(deeds) as path:
        kept = ask(path, "SELECT * FROM stood ORDER BY 1, 2")
        with closing(sqlite3.connect(path)) as older:
            older.execute("DELETE FROM stood")
            stood.fill(older)
            assert older.execute("SELECT * FROM stood ORDER BY 1, 2").fetchall() == kept


def rows(path, ref="MHC-1"):
    return ask(
        path,
        "SELECT since, until, s.status, s.due FROM stood s JOIN recommendation r ON r.id = recommendation_id"
        " WHERE ref = ? ORDER BY 1",
        ref,
    )


@pytest.fixture
def path(tmp_path):
    return small_register(tmp_path / "register.db", on=FIRST)


def test_a_change_begins_a_row_and_ends_the_one_before(path):
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED), on=date(2021, 5, 1))
        ledger.follow_up("MHC-1", FollowUp(text="Nothing that figures are made of."), on=date(2021, 6, 1))
    assert rows(path) == [
        ("2020-01-01", "2021-05-01", "not implemented", "2021-09-30"),
        ("2021-05-01", None, "partially implemented", "2021-09-30"),
    ]


def test_what_is_changed_and_changed_back_on_one_day_leaves_no_row(path):
    with closing(Ledger(path, "Ann")) as ledger:
        for status in (Status.PARTIALLY_IMPLEMENTED, Status.NOT_IMPLEMENTED):
            ledger.follow_up("MHC-1", FollowUp(opinion=status), on=date(2021, 5, 1))
    assert rows(path) == [("2020-01-01", None, "not implemented", "2021-09-30")]


def test_a_recommendation_was_there_as_soon_as_something_belonged_to_it(path):
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(text="t", reason="r", effective_on=date(2019, 5, 1)), on=LAST)
        assert rows(path) == [("2019-05-01", None, "not implemented", "2021-09-30")]
        assert store.check(path) == []
        ledger.undo()
    assert rows(path) == [("2020-01-01", None, "not implemented", "2021-09-30")]


@pytest.mark.parametrize(
    "alteration",
    [
        "DELETE FROM stood",
        "UPDATE stood SET status = 'implemented'",
        "UPDATE stood SET since = '2019-01-01'",
        "UPDATE stood SET until = '2021-01-01'",
        "UPDATE stood SET priority = 'critical'",
        "INSERT INTO stood SELECT 'zz', since, until, audit_id, executive_member, status, accepted_until,"
        " status_before, due, original_due, priority FROM stood",
        "INSERT INTO stood SELECT '', since, until, audit_id, executive_member, status, accepted_until,"
        " status_before, due, original_due, priority FROM stood",
    ],
)
def test_the_check_finds_what_was_altered(path, alteration):
    assert store.check(path) == []
    with closing(sqlite3.connect(path)) as spoilt:
        spoilt.execute(alteration)
        spoilt.commit()
    (finding,) = store.check(path)
    assert finding.startswith("Figures of a past date count the recommendation")
