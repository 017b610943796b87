"""What a person can rely on behind the screen: the newest question is answered, nothing put to be saved is lost."""

import sqlite3
import time
from datetime import date
from threading import Event

import pytest
from made import ask, small_register

from db.connection import RegisterError
from db.inputs import FollowUp
from db.queries import Reader
from db.rules import Counting, Status
from tui.reader import Background
from tui.screens.asked import SaveFailed, SaveRefused
from tui.writer import Writer

TODAY = date(2022, 2, 15)


@pytest.fixture
def path(tmp_path):
    return small_register(tmp_path / "register.db", recommendations=3)


@pytest.fixture
def background(path):
    background = Background(path, TODAY, past=False)
    yield background
    background.close()


@pytest.fixture
def writer(path):
    writer = Writer(path)
    yield writer
    writer.close()


def found(background, count, seconds=10.0):
    """The next things told."""
    told, end = [], time.monotonic() + seconds
    background.tell = told.append
    while len(told) < count and time.monotonic() < end:
        time.sleep(0.005)
    return told


def test_what_the_first_paint_shows_is_read_before_anyone_asks(background):
    look = background.first_look.result(10)
    assert look.position.total == len(look.lines) == 3
    assert look.tree[0].name == "Care"


def test_what_takes_long_and_is_waited_for_no_more_holds_up_no_other_question(background):
    begun = Event()

    def endless(reader):
        begun.set()
        while True:
            reader.pause()

    background.first_look.result(10)
    background.view(TODAY, Counting.CALENDAR)
    background.ask("figures", endless)
    assert begun.wait(10)
    background.ask("other", lambda _: "answered")
    background.drop(endless)
    assert found(background, 1) == ["answered"]


def test_only_what_is_dropped_is_stopped(background):
    begun, go_on = Event(), Event()

    def wanted(reader):
        begun.set()
        go_on.wait(10)
        reader.pause()
        return "answered"

    background.first_look.result(10)
    background.ask("figures", wanted)
    assert begun.wait(10)
    background.drop(lambda _: "another")
    go_on.set()
    assert found(background, 1) == ["answered"]


def test_a_file_that_is_no_register_is_told(tmp_path):
    (tmp_path / "x.db").write_bytes(b"not a register")
    with pytest.raises(RegisterError):
        Background(tmp_path / "x.db", TODAY, past=False).first_look.result(10)


def test_of_questions_of_one_kind_only_the_newest_is_answered(background):
    background.first_look.result(10)
    going, go = Event(), Event()
    background.ask("other", lambda _: (going.set(), go.wait(10))[1])
    assert going.wait(10)
    for number in range(5):
        background.ask("same", lambda _, number=number: f"answer {number}")
    background.ask("another", lambda _: "another")
    go.set()
    assert found(background, 3)[-2:] == ["answer 4", "another"]


def test_a_long_question_gives_way_to_a_newer_one_of_its_kind(background):
    background.first_look.result(10)
    going = Event()
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    def long(reader: Reader) -> object:
        going.set()
        with reader._reading():
            return reader.connection.execute(endless).fetchone()

    background.ask("first", long)
    assert going.wait(10)
    time.sleep(0.05)
    background.ask("first", lambda _: "the newer")
    assert found(background, 1) == ["the newer"]


def test_a_failing_question_is_told_and_does_not_end_the_reading(background):
    background.first_look.result(10)
    background.ask("first", lambda _: 1 / 0)
    assert isinstance(found(background, 1)[0], ZeroDivisionError)
    background.ask("first", lambda _: "still here")
    assert found(background, 1) == ["still here"]


def test_the_screens_own_reader_never_waits_for_a_save(path, background):
    near = background.near.result(10)
    rowids = near.order()
    busy = sqlite3.connect(path, isolation_level=None)
    busy.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    with pytest.raises(RegisterError) as error:
        near.lines(rowids)
    assert time.monotonic() - begun < 0.5
    assert error.value.in_use
    busy.close()


def test_months_are_counted_as_asked_here_and_nearby(background):
    background.near.result(10)
    background.view(TODAY, Counting.CALENDAR)
    background.ask("position", lambda reader: reader.position().counting)
    assert found(background, 1) == [Counting.CALENDAR]
    assert background.near.result().position().counting is Counting.CALENDAR


def test_changes_are_saved_in_the_order_in_which_they_were_put(path, writer):
    assert writer.begin().result(30) == ""
    futures = [
        writer.put(lambda ledger, n=n: ledger.follow_up("MHC-1", FollowUp(text=f"note {n}"), on=TODAY))
        for n in range(10)
    ]
    assert writer.saving
    writer.drain()
    assert not writer.saving
    assert all(future.done() for future in futures)
    assert ask(path, "SELECT text FROM progress_update ORDER BY rowid") == [(f"note {n}",) for n in range(10)]


def test_what_waits_is_written_before_the_end(path):
    writer = Writer(path)
    writer.begin()
    for n in range(5):
        writer.put(lambda ledger, n=n: ledger.follow_up("MHC-1", FollowUp(text=f"note {n}"), on=TODAY))
    writer.close()
    assert ask(path, "SELECT count(*) FROM progress_update") == [(5,)]


def test_a_change_the_rules_refuse_is_told_and_the_next_is_saved(writer):
    writer.begin()
    refused = writer.put(lambda ledger: ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED), on=TODAY))
    saved = writer.put(lambda ledger: ledger.follow_up("MHC-1", FollowUp(text="a note"), on=TODAY))
    with pytest.raises(SaveRefused, match="evidence"):
        refused.result(30)
    assert saved.result(30).seq


def test_an_error_of_ours_is_a_failed_save_told_without_the_words(writer):
    writer.begin()

    def breaks(_):
        raise ValueError("words of a record")

    with pytest.raises(SaveFailed) as failed:
        writer.put(breaks).result(30)
    assert "words of a record" not in str(failed.value)
    assert "ValueError" in str(failed.value)


def test_nothing_is_written_to_a_register_that_fails_its_check(path, writer, monkeypatch):
    monkeypatch.setattr("db.store.quick_check", lambda _: ["row 1 missing from index"])
    assert "damaged" in writer.begin().result(30)
    with pytest.raises(SaveFailed, match="damaged"):
        writer.put(lambda ledger: ledger.undo()).result(30)
