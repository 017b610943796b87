"""The sample register is what every new user sees first: it is whole, right, and shows everything on any day."""

import time
import tomllib
from contextlib import closing
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from made import ask, one

from db import sample, store
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
    for table in ("post", "evidence", "due_revision", "milestone", "appearance", "progress_update"):
        assert one(demo, f"SELECT count(*) FROM {table}") > 0, table
    assert one(demo, "SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL") >= 2
    assert one(demo, "SELECT count(*) FROM evidence WHERE accepted_by <> ''") >= 2
    assert one(demo, 'SELECT count(DISTINCT "on") FROM progress_update') >= 4
    assert one(demo, "SELECT count(*) FROM audit WHERE auditor = 'external'") == 1
    assert one(demo, "SELECT count(*) FROM recommendation WHERE text LIKE '%ŵ%'") == 1
    assert one(demo, "SELECT count(*) FROM recommendation WHERE text LIKE '%• %'") >= 4
    assert one(demo, "SELECT count(*) FROM recommendation r WHERE due_words <> '' AND due IS NULL") == 1


def test_it_is_there_at_once(tmp_path: Path) -> None:
    begun = time.process_time()
    sample.build(tmp_path / "sample.db", today=TODAY)
    assert time.process_time() - begun < 1.5
