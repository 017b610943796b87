"""A meeting: what it records is one step each, taken back and returned as one, and told again as it stands."""

import json
import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import TODAY, ask, one, small_register

from db import history, queues, store
from db.inputs import FollowUp, NewMeeting, NewMinute
from db.ledger import Ledger, Refused
from db.minutes import State, digest, state_of
from db.queries import Reader
from db.rows import Filter, Sort, SortBy
from db.rules import Policy, Status
from tui import minuted
from tui.deeds import changes
from tui.plain.events import events
from tui.plain.minutes import COLUMNS, letter

PART, DONE = Status.PARTIALLY_IMPLEMENTED, Status.AWAITING_VERIFICATION
LATER = date(2022, 6, 30)


class Clock:
    def __init__(self):
        self.now = datetime(2022, 2, 15, 9, 30, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(minutes=2)
        return self.now


@pytest.fixture
def path(tmp_path):
    return small_register(tmp_path / "register.db", recommendations=5, on=date(2022, 1, 3))


@pytest.fixture
def ledger(path):
    ledger = Ledger(path, "Ann Auditor", clock=Clock())
    yield ledger
    ledger.close()


@contextmanager
def reading(path, day=TODAY):
    with closing(store.open_checked(path)) as live:
        yield Reader(history.at(live, day), day)


def begun(path, ledger, **fields):
    with reading(path) as reader:
        queue = queues.of_filter(reader, Filter(open_only=True))
    given = {"body": "the DLT", "held_on": TODAY, "queue_words": "Care, open", "queue": queue.ids, **fields}
    new = NewMeeting(**given)
    ledger.begin_meeting(new, on=TODAY)
    return new.id


@pytest.fixture
def meeting(path, ledger):
    return begun(path, ledger)


def journal(path, meeting, day=TODAY):
    with reading(path, day) as reader:
        return reader.meeting(meeting).journal


def minutes(path, meeting, day=TODAY):
    with reading(path, day) as reader:
        return digest(reader.meeting(meeting))


def said(path, meeting):
    return [(entry.ref, *(minute.kind for minute in entry.minutes), *entry.changes) for entry in journal(path, meeting)]


# What a meeting records.


def test_it_is_begun_over_a_queue_and_told_with_it(path, ledger):
    with reading(path) as reader:
        ids = queues.of_filter(reader, Filter(open_only=True)).ids
    new = NewMeeting(body="the DLT", held_on=TODAY, queue=ids)
    assert ledger.begin_meeting(new, on=TODAY).said == "Meeting of the DLT on 15 Feb 2022 begun: 5 recommendations"
    with reading(path) as reader:
        (held,) = reader.meetings()
        assert reader.meeting(new.id).held == held
        assert [one.ref for one in reader.meeting(new.id).queue] == [f"MHC-{n}" for n in range(1, 6)]
    assert (held.meeting.ended_on, held.ended_at, held.by, held.spoken_of) == (None, None, "Ann Auditor", 0)


def test_a_change_and_words_are_one_step_taken_back_and_returned_as_one(path, ledger, meeting):
    note = NewMinute(kind="note", text="Half of it is done.")
    told = ledger.in_meeting(meeting, "MHC-1", note, change=FollowUp(opinion=PART), on=TODAY)
    assert told.said == "MHC-1: not implemented → partially implemented, note minuted"
    whole = [("MHC-1", "note", "not implemented → partially implemented")]
    assert said(path, meeting) == whole
    assert ledger.undo().said == f"Undone: {told.said}"
    assert said(path, meeting) == []
    assert one(path, "SELECT status FROM recommendation WHERE ref = 'MHC-1'") == "not implemented"
    ledger.redo()
    assert said(path, meeting) == whole
    assert one(path, "SELECT status FROM recommendation WHERE ref = 'MHC-1'") == PART


def test_an_action_becomes_the_next_one_of_its_recommendation(path, ledger, meeting):
    action = NewMinute(kind="action", text="Write to all carers", who="Bob", due=LATER)
    assert ledger.in_meeting(meeting, "MHC-2", action, on=TODAY).said == "MHC-2: action minuted"
    assert one(path, "SELECT action FROM recommendation WHERE ref = 'MHC-2'") == (
        "Write to all carers (Bob by 30 Jun 2022)"
    )
    assert said(path, meeting) == [("MHC-2", "action")]


def test_the_journal_says_when_and_by_whom_and_why(path, ledger, meeting):
    change = FollowUp(due=LATER, reason="The system is late")
    ledger.in_meeting(meeting, "MHC-3", change=change, on=TODAY)
    (entry,) = journal(path, meeting)
    assert (entry.by, entry.why, entry.on) == ("Ann Auditor", "The system is late", TODAY)
    assert entry.changes == ("due 30 Sep 2021 → 30 Jun 2022",)
    assert entry.due == (date(2021, 9, 30), LATER)
    assert (entry.minutes, entry.status, entry.others) == ((), None, ())


def test_a_status_goes_from_what_was_in_effect_when_an_acceptance_had_ended(path, ledger, meeting):
    ended = {"accepted_by": "Ann", "role": "Director", "why": "cheap", "expires_on": TODAY - timedelta(days=9)}
    acceptance = FollowUp(
        opinion=Status.RISK_ACCEPTED, acceptance=ended, effective_on=date(2022, 1, 10), reason="entered late"
    )
    ledger.follow_up("MHC-1", acceptance, on=TODAY)
    ledger.in_meeting(meeting, "MHC-1", change=FollowUp(opinion=PART), on=TODAY)
    assert said(path, meeting) == [("MHC-1", "not implemented → partially implemented")]


def test_nothing_is_recorded_of_nothing_in_no_meeting_and_when_it_is_over(path, ledger, meeting):
    note = NewMinute(kind="note", text="Late.")
    with pytest.raises(Refused, match="nothing to record"):
        ledger.in_meeting(meeting, "MHC-1", on=TODAY)
    with pytest.raises(Refused, match="no such meeting"):
        ledger.in_meeting("elsewhere", "MHC-1", note, on=TODAY)
    assert ledger.end_meeting(meeting, on=TODAY).said == "Meeting of the DLT on 15 Feb 2022 ended"
    for late in (
        lambda: ledger.in_meeting(meeting, "MHC-1", note, on=TODAY),
        lambda: ledger.end_meeting(meeting, on=TODAY),
    ):
        with pytest.raises(Refused, match="Meeting of the DLT on 15 Feb 2022 is over"):
            late()
    ledger.undo()
    ledger.in_meeting(meeting, "MHC-1", note, on=TODAY)
    assert said(path, meeting) == [("MHC-1", "note")]


def test_a_meeting_that_was_cut_off_goes_on_where_it_was(path, ledger, meeting):
    ledger.in_meeting(meeting, "MHC-1", change=FollowUp(opinion=PART), on=TODAY)
    kept = json.dumps({"skipped": [], "later": [], "seconds": {}, "asking": "note"})
    ledger.keep_draft(f"meeting:{meeting}", kept)
    with closing(Ledger(path, "Ann Auditor")) as next_day:  # the one before was never closed
        with reading(path) as reader:
            (held,) = reader.meetings()
            assert held.meeting.ended_on is None
            assert reader.meeting(meeting).draft == kept
        next_day.in_meeting(meeting, "MHC-2", NewMinute(kind="question", text="Why?"), on=TODAY)
    assert [entry.ref for entry in journal(path, meeting)] == ["MHC-1", "MHC-2"]


def test_a_past_day_has_the_meetings_of_that_day(path, ledger, meeting):
    ledger.in_meeting(meeting, "MHC-1", change=FollowUp(opinion=PART), on=TODAY)
    later = TODAY + timedelta(days=7)
    ledger.in_meeting(meeting, "MHC-2", NewMinute(kind="note", text="Another day."), on=later)
    ledger.end_meeting(meeting, on=later)
    assert [entry.ref for entry in journal(path, meeting)] == ["MHC-1"]
    assert [entry.ref for entry in journal(path, meeting, later)] == ["MHC-1", "MHC-2"]
    with reading(path) as reader:
        assert reader.meeting(meeting).meeting.ended_on is None
    with reading(path, TODAY - timedelta(days=1)) as reader:
        assert reader.meetings() == ()
        with pytest.raises(LookupError):
            reader.meeting(meeting)


def test_the_latest_meeting_comes_first(path, ledger, meeting):
    before = begun(path, ledger, held_on=TODAY - timedelta(days=30))
    same_day = begun(path, ledger, body="The SMT")
    with reading(path) as reader:
        assert [held.meeting.id for held in reader.meetings()] == [same_day, meeting, before]


def test_it_is_read_in_as_many_statements_however_much_it_recorded(path, ledger, meeting):
    def count():
        statements = []
        with reading(path) as reader:
            reader.policy  # noqa: B018 - what is read once for all
            reader.connection.set_trace_callback(statements.append)
            reader.meeting(meeting)
        return len(statements)

    before = count()
    for n in range(1, 6):
        ledger.in_meeting(meeting, f"MHC-{n}", NewMinute(kind="note", text="Said."), on=TODAY)
    assert count() == before


# Queues.


def test_a_queue_says_what_it_is(path, ledger):
    ledger.follow_up("MHC-2", FollowUp(opinion=Status.SUPERSEDED, reason="merged"), on=TODAY)
    with reading(path) as reader:
        (care,) = reader.directorates()
        of_care = queues.of_directorate(reader, care.id)
        turned = queues.of_filter(reader, Filter(text="thing"), Sort(SortBy.REF, reverse=True))
        names = [reader.detail(id_).recommendation.ref for id_ in turned.ids]
        assert queues.of_last_report(reader) is None
        assert queues.of_filter(reader, Filter()).words == "all recommendations"
    assert (of_care.words, len(of_care.ids)) == ("Care, open", 4)
    assert turned.words == "with “thing”"
    assert names == ["MHC-5", "MHC-4", "MHC-3", "MHC-2", "MHC-1"]


def test_what_reached_a_step_is_a_queue(path):
    with reading(path, date(2022, 4, 15)) as reader:  # due 30 September: six months late
        assert len(queues.of_steps(reader).ids) == 5
        assert queues.of_steps(reader, 6).words == "reached 6 months"
        assert queues.of_steps(reader, 9).ids == ()


# The digest.


def test_the_digest_tells_it_in_the_order_of_the_meeting(path, ledger, meeting):
    ledger.in_meeting(meeting, "MHC-3", NewMinute(kind="decision", text="Test again."), on=TODAY)
    ledger.in_meeting(meeting, "MHC-1", NewMinute(kind="note", text="Late."), change=FollowUp(opinion=PART), on=TODAY)
    ledger.in_meeting(meeting, "MHC-1", change=FollowUp(opinion=DONE, due=LATER, reason="It is live"), on=TODAY)
    ledger.in_meeting(meeting, "MHC-1", NewMinute(kind="decision", text="Close in May."), on=TODAY)
    ledger.keep_draft(f"meeting:{meeting}", json.dumps({"skipped": [queue_of(path, meeting)[1]], "seconds": {}}))
    ledger.end_meeting(meeting, on=TODAY)
    told = minutes(path, meeting)
    assert [(noted.recommendation.ref, noted.text) for noted in told.decisions] == [
        ("MHC-3", "Test again."),
        ("MHC-1", "Close in May."),
    ]
    (changed,) = told.changes
    assert changed.status == (Status.NOT_IMPLEMENTED, DONE)  # whatever came between
    assert (changed.due, changed.days_moved, changed.why) == ((date(2021, 9, 30), LATER), 273, ("It is live",))
    assert [noted.text for noted in told.notes] == ["Late."]
    assert [one.ref for one in told.skipped] == ["MHC-2"]
    assert [one.ref for one in told.not_reached] == ["MHC-4", "MHC-5"]
    assert (told.kept_by, told.spoken_of, told.taken) == (
        ("Ann Auditor",),
        2,
        timedelta(minutes=12),
    )  # the draft takes two
    assert minuted.finding(told) == ("2 of 5 recommendations were spoken of, in 12 minutes: 1 changed, 2 decisions.")
    assert [part.title for part in minuted.parts(told, Policy())] == [
        "Decisions", "Changes", "Notes", "Passed over", "Not reached",
    ]  # fmt: skip
    assert minuted.parts(told, Policy())[1].rows == (
        (
            "MHC-1",
            "Mental Health Casework",
            "not implemented → awaiting verification",
            "30 Sep 2021 → 30 Jun 2022 (273 days later)",
            "It is live",
        ),
    )


def queue_of(path, meeting):
    with reading(path) as reader:
        return reader.meeting(meeting).meeting.queue


def test_what_is_again_as_it_was_has_not_changed(path, ledger, meeting):
    ledger.in_meeting(meeting, "MHC-1", change=FollowUp(opinion=PART), on=TODAY)
    ledger.in_meeting(meeting, "MHC-1", change=FollowUp(opinion=Status.NOT_IMPLEMENTED, reason="a slip"), on=TODAY)
    assert minutes(path, meeting).changes == ()
    assert len(journal(path, meeting)) == 2


def test_words_kept_with_a_status_are_told_once(path, ledger, meeting):
    note = NewMinute(kind="note", text="Half of it is done.")
    ledger.in_meeting(meeting, "MHC-1", note, change=FollowUp(opinion=PART, text=note.text), on=TODAY)
    ledger.in_meeting(meeting, "MHC-2", change=FollowUp(opinion=PART, text="Only an update."), on=TODAY)
    assert [noted.text for noted in minutes(path, meeting).notes] == ["Half of it is done.", "Only an update."]


@pytest.mark.parametrize(
    "draft", ["", "nonsense", "[]", '{"skipped": 3, "seconds": {"a": "b", "c": -1, "d": 1e999}}', "[" * 100_000]
)
def test_a_draft_that_makes_no_sense_is_nothing(draft):
    assert state_of(draft) == State()


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "1 minute"), (3600, "1 hour"), (3900, "1 hour 5 minutes"), (2520, "42 minutes")]
)
def test_a_time_is_said_in_hours_and_minutes(seconds, words):
    assert minuted.duration(timedelta(seconds=seconds)) == words


KINDS = st.sampled_from(["note", "action", "decision", "question", "promise"])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=90).filter(
    lambda text: text.strip()
)
STEPS = st.lists(
    st.tuples(st.integers(1, 5), KINDS, TEXTS) | st.tuples(st.integers(1, 5), st.dates(LATER, date(2023, 1, 1)))
    | st.sampled_from(["undo", "redo"]),
    max_size=8,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_minutes_are_what_stands_whatever_was_done_and_undone(path, ledger, steps):
    meeting = begun(path, ledger)
    standing, undone = [], []
    for step in steps:
        match step:
            case "undo" if standing:
                ledger.undo()
                undone.append(standing.pop())
            case "redo" if undone:
                ledger.redo()
                standing.append(undone.pop())
            case (n, kind, text):
                try:
                    ledger.in_meeting(meeting, f"MHC-{n}", NewMinute(kind=kind, text=text, who="Bob"), on=TODAY)
                except ValueError:  # nothing visible in it
                    continue
                standing.append((f"MHC-{n}", text))
                undone.clear()
            case (n, due):
                if str(due) != one(path, "SELECT due FROM recommendation WHERE ref = ?", f"MHC-{n}"):
                    ledger.in_meeting(meeting, f"MHC-{n}", change=FollowUp(due=due, reason="late"), on=TODAY)
                    standing.append((f"MHC-{n}", due))
                    undone.clear()
    told = journal(path, meeting)
    assert [(e.ref, e.minutes[0].text if e.minutes else e.due[1]) for e in told] == standing
    found = minutes(path, meeting)
    spoken_of = dict.fromkeys(ref for ref, _ in standing)
    assert found.spoken_of == len(spoken_of)
    assert [one.ref for one in found.not_reached] == [f"MHC-{n}" for n in range(1, 6) if f"MHC-{n}" not in spoken_of]
    noted = [n for part in (found.decisions, found.actions, found.promises, found.questions, found.notes) for n in part]
    assert sorted((n.recommendation.ref, n.text) for n in noted) == sorted(
        (ref, text) for ref, text in standing if isinstance(text, str)
    )
    assert all(len(line) <= COLUMNS for line in letter(found, Policy()).split("\n"))
    while standing:
        ledger.undo()
        standing.pop()
    assert journal(path, meeting) == ()
    assert ask(path, "SELECT 1 FROM minute WHERE meeting_id = ?", meeting) == []


def test_the_history_of_a_recommendation_has_what_was_said_of_it(path, ledger, meeting):
    promise = NewMinute(kind="promise", text="The signed procedure", who="Bob", due=LATER)
    ledger.in_meeting(meeting, "MHC-1", promise, on=TODAY)
    ledger.in_meeting(meeting, "MHC-1", change=FollowUp(opinion=PART), on=TODAY)
    with reading(path) as reader:
        told = [words for event in reader.detail(reader.find("MHC-1")).history for words in changes(event)]
    assert "evidence promised, in a meeting: The signed procedure (Bob, by 30 Jun 2022)" in told
    assert not [words for words in told if "changed in a meeting" in words]  # Its deed says that it was in one.


def test_what_was_taken_back_is_told_in_the_history_with_its_recommendation(path, ledger, meeting, capsys):
    ledger.in_meeting(meeting, "MHC-1", NewMinute(kind="note", text="Heard."), on=TODAY)
    ledger.undo()
    with reading(path) as reader:
        latest = next(reader.events())
        events(reader.events())
    assert (latest.ref, list(changes(latest))) == ("MHC-1", ["note, taken away: Heard."])
    assert "MHC-1: note, taken away: Heard." in capsys.readouterr().out


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE meeting SET queue = '7'",
        "UPDATE meeting SET queue = '[[1], null]'",
        "UPDATE meeting SET queue = 'no queue'",
        "UPDATE minute SET recommendation_id = 'nobody'",
        "DELETE FROM minute",
    ],
)
def test_what_was_altered_behind_our_back_is_told_in_a_sentence(path, ledger, sql):
    meeting = begun(path, ledger)
    ledger.in_meeting(meeting, "MHC-1", NewMinute(kind="note", text="Heard."), on=TODAY)
    ledger.close()
    with closing(sqlite3.connect(path)) as behind:
        behind.execute(sql)
        behind.commit()
    assert store.check(path)
    with closing(store.connect(path, read_only=True)) as live:
        reader = Reader(live, TODAY)
        for read in (reader.meetings, lambda: digest(reader.meeting(meeting))):
            with suppress(store.RegisterError):  # a sentence, or what can still be read
                read()
