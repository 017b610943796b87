"""The sample register is what every new user sees first: it is whole, right, and shows everything on any day."""

import time
import tomllib
from contextlib import closing
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from made import ask, one

from db import cycle, flows, sample, store
from db.agenda import Kind
from db.checked import pack_check
from db.escalation import When
from db.queries import Reader
from db.rules import Band, Policy, Status, band

TODAY = date(2024, 2, 29)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    sample.build(path, today=TODAY)
    return path


def test_it_shows_every_band_status_and_priority(demo: Path) -> None:
    with closing(store.open_checked(demo)) as connection:
        position = Reader(connection, TODAY).position()
    assert all(position.bands[each] for each in Band)
    assert all(position.statuses[word] for word in [*Status, "status not read"])
    assert all(position.priorities[each.name] for each in Policy().priorities)
    assert (len(position.directorates), position.total) == (6, 43)


def test_every_band_is_shown_on_whatever_day_it_is_opened() -> None:
    story = tomllib.loads(files("db").joinpath("sample.toml").read_text("utf-8"))
    dues = []
    for made in (r for audit in (*story["audit"], *story["tracker"]) for r in audit["recommendation"]):
        found = made.get("follow_up", ())
        moved = [f["due"] for f in found if "due" in f]
        opinions = [Status(made["status"])] if made.get("status") == "implemented" else []
        opinions += [
            Status(f["opinion"]) for f in found if "opinion" in f and f.get("acceptance", {}).get("ends", 0) >= 0
        ]
        dues.append((opinions[-1] if opinions else None, (moved or [made.get("due")])[-1]))
    counts = set()
    for n in range(1500):
        day = date(2023, 1, 1) + timedelta(days=n)
        bands = [band(s, None if d is None else sample.due_on(day, d), day, Policy()) for s, d in dues]
        counts.add(tuple(bands.count(each) for each in Band))
    assert counts == {(4, 6, 9, 11, 1, 12)}


def test_it_is_a_sound_register_in_which_nothing_is_of_a_later_day(demo: Path) -> None:
    assert store.check(demo) == []
    assert one(demo, "SELECT max(effective_on) FROM event") < TODAY.isoformat()
    assert one(demo, "SELECT max(recorded_at) FROM event") < TODAY.isoformat()
    assert (
        ask(demo, "SELECT seq FROM event e WHERE recorded_at < (SELECT recorded_at FROM event WHERE seq = e.seq - 1)")
        == []
    )


def test_it_has_one_of_each_thing_that_can_be_looked_at(demo: Path) -> None:
    for table in (
        "post",
        "evidence",
        "due_revision",
        "milestone",
        "appearance",
        "progress_update",
        "acceptance",
        "escalation_step",
        "dismissal",
    ):
        assert one(demo, f"SELECT count(*) FROM {table}") > 0, table
    assert one(demo, "SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL") >= 2
    assert one(demo, "SELECT count(*) FROM evidence WHERE accepted_by <> ''") >= 2
    assert one(demo, 'SELECT count(DISTINCT "on") FROM progress_update') >= 4
    assert one(demo, "SELECT count(*) FROM audit WHERE auditor = 'external'") == 1
    assert one(demo, "SELECT count(*) FROM recommendation WHERE text LIKE '%ŵ%'") == 1
    assert one(demo, "SELECT count(*) FROM recommendation WHERE text LIKE '%• %'") >= 4
    assert one(demo, "SELECT count(*) FROM recommendation r WHERE due_words <> '' AND due IS NULL") == 1


def test_four_reports_were_given_each_moving_from_the_one_before(demo: Path) -> None:
    with closing(store.open_checked(demo)) as connection:
        reader = Reader(connection, TODAY)
        given = [reader.told(report.id) for report in reversed(reader.reports())]
    days = [told.report.as_at for told in given]
    assert len(days) == 4
    assert [told.report.since for told in given] == [None, *days[:-1]]
    assert all(told.report.sealed_on == told.report.as_at for told in given)
    assert all(told.movement.movements.balances for told in given if told.movement)
    assert len({told.position.total for told in given}) == 4


LINES = (
    "brought_forward", "new", "reopened", "implemented", "risk_accepted", "superseded_or_not_adopted",
    "reclassified_in", "reclassified_out", "carried_forward",
)  # fmt: skip
FOUND = {
    "no_update", "same_update", "past_as_to_come", "out_of_date_words", "promise_passed", "milestone_missed",
    "due_moved_unagreed", "closed_as_reported", "acceptance_incomplete", "status_not_read", "status_disagrees",
    "audit_named_twice", "personal_name",
}  # fmt: skip


@pytest.mark.parametrize(
    "day", [TODAY, date(2023, 3, 1), date(2025, 1, 31), date(2025, 5, 11), date(2026, 12, 31)], ids=str
)
def test_every_view_has_something_to_show_whatever_day_it_is(day: date, tmp_path: Path) -> None:
    path = tmp_path / "sample.db"
    sample.build(path, today=day)
    with closing(store.open_checked(path)) as connection:
        reader = Reader(connection, day)
        last = reader.reports()[0]
        moved = flows.moved(connection, last.as_at, day, policy=reader.policy).movements
        assert moved.balances
        sums = (moved.whole, *moved.directorates.values(), *moved.bands.values())
        assert {line for line in LINES if any(getattr(each, line) for each in sums)} == set(LINES)
        reached = cycle.escalation(reader)
        assert {one.when for one in reached.reached} >= {When.SINCE, When.COMING}
        assert reached.notify()
        assert reached.attend()
        assert reached.write_back()
        assert {one.kind for one in cycle.today(reader)} == set(Kind)
        assert {slip.times for slip in cycle.moved(reader)} == {1, 2}
        assert {claim.tested for claim in cycle.claimed(reader)} >= {"re-tested", "documents seen", "not tested yet"}
        checked = pack_check(reader, reader)
        assert {finding.rule for finding in checked.stands} == FOUND
        assert 10 <= len(checked.stands) <= 15
        assert [finding.rule for finding, _ in checked.dismissed] == ["missing"]


def test_it_is_there_at_once(tmp_path: Path) -> None:
    begun = time.process_time()
    sample.build(tmp_path / "sample.db", today=TODAY)
    assert time.process_time() - begun < 1.5
