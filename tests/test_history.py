"""The history is append-only, chained, and alone says what the register shows, today and on any past day."""

import json
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from made import TODAY, ask, on_day, one, small_register

from db import history, models, rules, store
from db.inputs import FollowUp, NewEvidence
from db.ledger import Ledger, Refused
from db.rules import Opinion, Status

FIRST = date(2021, 1, 1)


@pytest.fixture
def path(tmp_path):
    path = small_register(tmp_path / "register.db", recommendations=2, on=FIRST)
    ledger = Ledger(path, "Ann")
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Half."), on=TODAY)
    ledger.follow_up("MHC-2", FollowUp(evidence=NewEvidence(note="Log", content=b"bytes")), on=TODAY)
    ledger.close()
    return path


def fingerprint(path):
    with closing(store.connect(path, read_only=True)) as connection:
        return history.fingerprint(connection)


# Append-only and chained. --------------------------------------------------------------------------------------


OTHERWISE = """INSERT OR REPLACE INTO event SELECT 99, "transaction", writer, {n}, recorded_at, effective_on, by, verb,
    kind, record, previous, changes, why, undoes, prev_hash, {hash} FROM event WHERE seq = 1"""
"""Another event takes the place of the first: by its place in the chain, or by its hash."""


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE event SET why = 'other' WHERE seq = 1",
        "DELETE FROM event WHERE seq = 1",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
        OTHERWISE.format(n="n", hash="'other'"),
        OTHERWISE.format(n="n + 99", hash="hash"),
        "UPDATE attachment SET content = x'00' WHERE 1",
        "DELETE FROM attachment",
        "INSERT OR REPLACE INTO attachment SELECT * FROM attachment",
        "INSERT OR REPLACE INTO attachment (rowid, sha256, size, content) SELECT rowid, 'other', size, content"
        " FROM attachment",
    ],
)
def test_history_and_files_cannot_be_altered_or_removed(path, forgery):
    # by another program, which has none of our pragmas
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(forgery)


def without_triggers(path, *statements):
    """What only somebody who means it can do."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


@pytest.mark.parametrize(
    "column",
    [
        "transaction", "n", "recorded_at", "effective_on", "by", "verb", "kind", "record", "previous", "changes",
        "why", "undoes", "prev_hash", "hash",
    ],
)  # fmt: skip
def test_an_altered_event_is_found_whatever_was_altered(path, column):
    value = {"n": "77", "effective_on": "'2020-01-01'", "previous": "1"}.get(column, f"\"{column}\" || 'x'")
    without_triggers(path, f'UPDATE event SET "{column}" = {value} WHERE seq = 5')
    found = store.check(path)
    assert any("event 5" in words or "event 6" in words for words in found)


def test_a_removed_event_is_found(path):
    without_triggers(path, "PRAGMA foreign_keys=OFF", "DELETE FROM event WHERE seq = 3")
    assert any("does not follow" in words for words in store.check(path))


def test_each_field_shown_must_be_what_the_history_says(path):
    for kind in history.KINDS:
        for column in models.EVENTED[kind].model_fields:
            if column in {"rowid", history.key_of(kind)} or not ask(path, f"SELECT 1 FROM {kind}"):
                continue
            copy = path.with_name("altered.db")
            store.backup(path, copy)
            with closing(sqlite3.connect(copy)) as connection:
                connection.execute("PRAGMA ignore_check_constraints=ON")
                connection.execute(f"UPDATE {kind} SET \"{column}\" = coalesce(\"{column}\", '') || '2'")
                connection.commit()
            said = store.check(copy)
            shown = f"shows another {column.replace('_', ' ')} than its history"
            assert any(shown in words or "CHECK constraint" in words or "not there" in words for words in said), column
            copy.unlink()


def test_records_added_or_removed_past_the_history_are_found(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO directorate VALUES ('zz', 'Smuggled'), ('00', 'Also')")
        connection.execute("DELETE FROM progress_update")
        connection.commit()
    said = " ".join(store.check(path))
    assert "The directorate zz is not in the history" in said
    assert "The directorate 00 is not in the history" in said
    assert "is in the history but not shown" in said
    assert "index that finds words" not in said  # told only of a register that is otherwise whole


def test_an_index_that_misses_words_is_found(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        connection.commit()
    assert store.check(path) == ["The index that finds words does not hold what the records say."]


def test_a_damaged_attachment_is_found(path):
    without_triggers(path, "UPDATE attachment SET content = x'6279746573aa', size = 6")
    assert any("attached file" in words for words in store.check(path))


# The fingerprint. ----------------------------------------------------------------------------------------------


def test_the_fingerprint_changes_with_every_change_and_with_nothing_else(path):
    ledger = Ledger(path, "Ann")
    seen = [fingerprint(path)]
    ledger.keep_draft("update:x", "words")
    assert fingerprint(path) == seen[0]
    ledger.follow_up("MHC-1", FollowUp(text="More."), on=TODAY)
    seen.append(fingerprint(path))
    ledger.undo()
    seen.append(fingerprint(path))
    ledger.close()
    assert len(set(seen)) == 3
    with closing(store.connect(path, read_only=True)) as live, closing(history.state_at(live, FIRST)) as past:
        assert history.fingerprint(past) == seen[-1]


# A past day. ---------------------------------------------------------------------------------------------------


def test_a_past_day_shows_what_was_so(path):
    day = TODAY - timedelta(days=1)
    assert on_day(path, day, "SELECT ref, status FROM recommendation ORDER BY ref") == [
        ("MHC-1", "not implemented"),
        ("MHC-2", "not implemented"),
    ]
    assert on_day(path, day, "SELECT * FROM progress_update") == []
    assert on_day(path, day, "SELECT rowid FROM search WHERE search MATCH 'half'") == []
    assert on_day(
        path, TODAY, "SELECT ref FROM search s JOIN recommendation r ON r.rowid = s.rowid WHERE search MATCH 'half'"
    ) == [("MHC-1",)]
    assert on_day(path, TODAY, "SELECT content FROM evidence JOIN attachment USING (sha256)") == [(b"bytes",)]
    assert on_day(path, day, "SELECT max(effective_on) FROM event") == [(FIRST.isoformat(),)]
    assert on_day(path, FIRST - timedelta(days=1), "SELECT * FROM directorate") == []


def test_a_past_day_cannot_be_written_to(path):
    with closing(store.connect(path, read_only=True)) as live, closing(history.state_at(live, TODAY)) as past:
        for statement in (
            "DELETE FROM audit",
            "DELETE FROM live.audit",
            "INSERT INTO live.draft VALUES ('a', 'b', 'c')",
        ):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                past.execute(statement)


def test_the_live_register_serves_where_nothing_is_of_later_effect(path):
    with closing(store.connect(path, read_only=True)) as live:
        assert history.at(live, TODAY) is live
        with closing(history.at(live, TODAY - timedelta(days=1))) as past:
            assert past is not live


def test_every_evented_table_is_known_to_both_who_write_and_who_replay(path):
    assert tuple(models.EVENTED) == history.KINDS
    tables = {
        name for (name,) in ask(path, "SELECT name FROM sqlite_master WHERE type = 'table'") if "search" not in name
    }
    assert tables == {*history.KINDS, "register", "writer", "event", "attachment", "draft", "stood"}


DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=10 * n))
REFS = st.sampled_from(["MHC-1", "MHC-2"])


class TwoTimes(RuleBasedStateMachine):
    """Changes, dated back and not, undone and redone: the register against a list of what was said, and when."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = small_register(Path(self.folder.name) / "register.db", recommendations=2, on=FIRST)
        self.ids = dict(ask(self.path, "SELECT ref, id FROM recommendation"))
        self.ledger = Ledger(self.path, "Ann")
        self.done: list[tuple[date, str, str, object]] = []
        self.undone: list[tuple[date, str, str, object]] = []

    def teardown(self):
        self.ledger.close()
        self.folder.cleanup()

    def did(self, *said):
        self.done.append(said)
        self.undone.clear()

    @rule(ref=REFS, day=DAYS, owner=st.sampled_from(["", "Head of Care", "Clerk"]))
    def edit(self, ref, day, owner):
        try:
            self.ledger.edit(
                "recommendation", self.ids[ref], {"owner": owner}, on=TODAY, reason="r", effective_on=min(day, TODAY)
            )
        except Refused:
            assert self.field(ref, "owner", min(day, TODAY), "") == owner
        else:
            self.did(min(day, TODAY), ref, "owner", owner)

    @rule(ref=REFS, day=DAYS, due=DAYS)
    def move_due(self, ref, day, due):
        try:
            self.ledger.follow_up(ref, FollowUp(due=due, reason="r", effective_on=min(day, TODAY)), on=TODAY)
        except Refused:
            assert self.field(ref, "due", min(day, TODAY), date(2021, 9, 30)) == due
        else:
            self.did(min(day, TODAY), ref, "due", due)

    @rule(ref=REFS, day=DAYS, opinion=st.sampled_from([None, *Status]), claim=st.booleans())
    def follow_up(self, ref, day, opinion, claim):
        day, claimed = min(day, TODAY), Status.IMPLEMENTED if claim else None
        change = FollowUp(text="t", opinion=opinion, claim=claimed, reason="r", effective_on=day)
        self.ledger.follow_up(ref, change, on=TODAY)
        self.did(day, ref, "update", Opinion(day, claimed, opinion))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self):
        self.ledger.undo()
        self.undone.append(self.done.pop())

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self):
        self.ledger.redo()
        self.done.append(self.undone.pop())

    @rule()
    def reopen(self):
        self.ledger.close()
        self.ledger = Ledger(self.path, "Ann")

    def said(self, ref, field, day):
        in_order = sorted(enumerate(self.done), key=lambda item: (item[1][0], item[0]))
        return [value for _, (on, of, what, value) in in_order if of == ref and what == field and on <= day]

    def field(self, ref, field, day, first):
        return [first, *self.said(ref, field, day)][-1]

    @invariant()
    def the_register_is_what_was_said(self):
        assert store.check(self.path) == []
        for day in (FIRST, FIRST + timedelta(days=95), FIRST + timedelta(days=200), TODAY):
            for ref, owner, due, status, updates in on_day(
                self.path,
                day,
                "SELECT ref, owner, due, status, (SELECT count(*) FROM progress_update WHERE recommendation_id = r.id)"
                " FROM recommendation r",
            ):
                opinions = self.said(ref, "update", day)
                assert owner == self.field(ref, "owner", day, "")
                assert due == str(self.field(ref, "due", day, date(2021, 9, 30)))
                assert status == rules.status_after([Opinion(FIRST, opinion=Status.NOT_IMPLEMENTED), *opinions])
                assert updates == len(opinions)
        assert ask(self.path, "SELECT * FROM recommendation ORDER BY rowid") == on_day(
            self.path, date.max, "SELECT * FROM recommendation ORDER BY rowid"
        )


PHASES = [Phase.explicit, Phase.generate]  # shrinking takes minutes

TwoTimes.TestCase.settings = settings(
    max_examples=8, stateful_step_count=12, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTwoTimes = TwoTimes.TestCase


def test_changes_are_written_in_one_form(path):
    for (changes,) in ask(path, "SELECT changes FROM event"):
        assert changes == history.canonical(json.loads(changes))
    assert (
        one(path, "SELECT changes FROM event WHERE seq = 6") == '{"status":["not implemented","partially implemented"]}'
    )
