"""The reader: what it says of one recommendation, whom it finds, and how it keeps out of the writer's way."""

import json
import sqlite3
import threading
import time
import zlib
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import history, refs, store
from db.connection import RegisterError, connect
from db.inputs import FollowUp, NewAudit, NewRecommendation
from db.ledger import Ledger
from db.queries import Changed, Interrupted, Reader
from db.refs import Ambiguous
from db.rows import Appearance, Filter, Sort, SortBy
from db.rules import Band, Basis, Counting, Status
from tests.benchmarks.registers import register
from tests.drawn import AS_AT, Small

DAY = date(2022, 1, 10)


@pytest.fixture
def small() -> Small:
    return Small()


@pytest.fixture(scope="module")
def middling(tmp_path_factory) -> Path:
    """A register file of 600 recommendations with their history."""
    return register(600, tmp_path_factory.mktemp("registers"))


def whole(small: Small, id_: str, as_at: date = AS_AT):
    return Reader(small.connection, as_at).detail(id_).recommendation


# One recommendation. -------------------------------------------------------------------------------------------


def test_every_field_is_given_as_it_is_stored(small):
    directorate = small.add("directorate", name="Housing")
    audit = small.add(
        "audit", title="Rents", issued="2019-05-01", auditor="external", assurance="limited", directorate_id=directorate
    )
    names = ["source_ref", "priority", "text", "response", "owner", "director", "executive_member", "due_words"]
    names += ["status_words", "action"]
    texts = {name: f"{name} \x1b[31m\u202e'\"\\ \U0001f642\nnext" for name in names}
    id_ = small.add("recommendation", audit_id=audit, ref="R-1", original_due="2019-09-30", due="2020-09-30", **texts)
    small.add("milestone", recommendation_id=id_, what="Second", due="2020-09-30", met_on="2020-10-01")
    small.add("milestone", recommendation_id=id_, what="First", due="2020-03-31")
    found = whole(small, id_)
    assert {name: getattr(found, "recommendation" if name == "text" else name) for name in texts} == texts
    assert (found.id, found.ref, found.audit_id, found.audit, found.issued) == (
        id_, "R-1", audit, "Rents", date(2019, 5, 1),
    )  # fmt: skip
    assert (found.assurance, found.auditor, found.directorate) == ("limited", "external", "Housing")
    assert (found.original_due, found.due) == (date(2019, 9, 30), date(2020, 9, 30))
    assert [(m.what, m.due, m.met_on) for m in found.milestones] == [
        ("First", date(2020, 3, 31), None),
        ("Second", date(2020, 9, 30), date(2020, 10, 1)),
    ]
    assert list(Reader(small.connection, AS_AT).recommendations()) == [found]


def test_months_are_given_both_ways_and_from_the_original_date(small):
    id_ = small.add("recommendation", audit_id=small.add("audit"), original_due="2018-06-30", due="2019-09-30")
    found = whole(small, id_)
    assert (found.months_overdue, found.months_other, found.months_original) == (28, 29, 43)
    assert (found.counting, found.basis, found.band, found.as_at) == (
        Counting.COMPLETED, Basis.REVISED, Band.OVER_12, AS_AT,
    )  # fmt: skip
    other = Reader(small.connection, AS_AT, counting=Counting.CALENDAR).detail(id_).recommendation
    assert (other.months_overdue, other.months_other, other.months_original) == (29, 28, 44)


def test_months_are_not_given_where_nothing_is_late(small):
    audit = small.add("audit")
    for fields in ({"due": "2022-02-15"}, {"due": None}, {"due": "2019-01-01", "status": "superseded"}):
        found = whole(small, small.add("recommendation", audit_id=audit, **fields))
        assert (found.months_overdue, found.months_other, found.months_original) == (None, None, None)


def test_the_update_is_the_latest_that_says_something(small):
    id_ = small.add("recommendation", audit_id=small.add("audit"))
    assert (whole(small, id_).update, whole(small, id_).update_on) == ("", None)
    small.add("progress_update", recommendation_id=id_, on="2021-05-01", text="Begun.")
    small.add("progress_update", recommendation_id=id_, on="2021-06-01", management="Done, they say.", text="Not so.")
    small.add("progress_update", recommendation_id=id_, on="2021-01-01", text="Older, entered later.")
    small.add("progress_update", recommendation_id=id_, on="2021-07-01", opinion="partially implemented")
    found = whole(small, id_)
    assert (found.update, found.update_on) == ("Done, they say.\n\nNot so.", date(2021, 6, 1))
    small.add("progress_update", recommendation_id=id_, on="2021-06-01", text="The same day, later.")
    assert whole(small, id_).update == "The same day, later."


def test_closed_on_is_the_day_of_the_opinion_that_closed_it(small):
    id_ = small.add("recommendation", audit_id=small.add("audit"), status="implemented")
    assert whole(small, id_).closed_on is None
    for on, opinion in (
        ("2020-01-01", "implemented"),
        ("2020-02-01", "partially implemented"),  # reopened
        ("2020-03-01", "superseded"),
        ("2020-04-01", "implemented"),
        ("2020-05-01", None),
        ("2020-06-01", "implemented"),  # said again
    ):
        small.add("progress_update", recommendation_id=id_, on=on, opinion=opinion)
    assert whole(small, id_).closed_on == date(2020, 4, 1)
    small.connection.execute("UPDATE recommendation SET status = 'partially implemented'")
    assert whole(small, id_).closed_on is None


def test_who_answers_is_who_holds_the_office_unless_the_recommendation_names_its_own(small):
    directorate = small.add("directorate")
    for role, person, title, since, until in (
        ("director", "A", "Director", None, "2022-02-15"),
        ("director", "B", "Director", "2022-02-16", None),
        ("executive member", "C", "", "2021-01-01", None),
        ("executive member", "D", "Housing", "2020-01-01", "2023-01-01"),
    ):
        small.add("post", directorate_id=directorate, role=role, person=person, title=title, since=since, until=until)
    audit = small.add("audit", directorate_id=directorate)
    plain = small.add("recommendation", audit_id=audit)
    own = small.add("recommendation", audit_id=audit, director="E, Interim Director")
    homeless = small.add("recommendation", audit_id=small.add("audit"))
    found = whole(small, plain)
    assert (found.director, found.executive_member) == ("A, Director", "D, Housing; C")
    assert whole(small, plain, date(2022, 2, 16)).director == "B, Director"
    assert (whole(small, own).director, whole(small, own).executive_member) == ("E, Interim Director", "D, Housing; C")
    assert (whole(small, homeless).director, whole(small, homeless).executive_member) == ("", "")


def test_a_detail_holds_all_that_belongs_to_the_recommendation(small):
    audit = small.add("audit")
    id_, other = (small.add("recommendation", audit_id=audit) for _ in range(2))
    content = b"%PDF"
    small.insert("attachment", {"sha256": "f00d", "size": len(content), "content": content})
    for owner in (id_, other):
        small.add("progress_update", recommendation_id=owner, on="2021-05-01", text="First", method="re-test")
        small.add("progress_update", recommendation_id=owner, on="2021-06-01", claim="implemented", words="Done")
        small.add(
            "evidence", recommendation_id=owner, note="Minutes", sha256="f00d", file_name="m.pdf", given_by="Them"
        )
        small.add("due_revision", recommendation_id=owner, old="2021-01-01", new="2021-02-01", agreed_on="2020-12-01")
        small.insert("draft", {"key": f"update:{owner}", "text": f"Half a th {owner}", "at": "2021-07-01T10:00:00"})
    detail = Reader(small.connection, AS_AT).detail(id_)
    assert [(u.on, u.text, u.method, u.claim, u.words) for u in detail.updates] == [
        (date(2021, 6, 1), "", None, Status.IMPLEMENTED, "Done"),
        (date(2021, 5, 1), "First", "re-test", None, ""),
    ]
    (evidence,) = detail.evidence
    assert (evidence.note, evidence.file_name, evidence.sha256, evidence.size) == ("Minutes", "m.pdf", "f00d", 4)
    assert (evidence.given_by, evidence.accepted_by, evidence.accepted_on) == ("Them", "", None)
    (revision,) = detail.revisions
    assert (revision.old, revision.new, revision.agreed_on) == (date(2021, 1, 1), date(2021, 2, 1), date(2020, 12, 1))
    assert detail.draft == f"Half a th {id_}"
    assert Reader(small.connection, AS_AT).attachment("f00d") == content


def test_what_is_not_there_is_a_lookup_error(small):
    reader = Reader(small.connection, AS_AT)
    with pytest.raises(LookupError):
        reader.detail("nobody")
    with pytest.raises(LookupError):
        reader.attachment("cafe")
    assert reader.lines([1, 2]) == []


def test_where_a_file_speaks_of_it_is_told_with_the_words_as_printed(small):
    id_ = small.add("recommendation", audit_id=small.add("audit"))
    kept = {"records": [{"where": "line 3", "words": {"Audit": "R?nts"}}, {"where": "line 9"}], "problems": []}
    content = zlib.compress(json.dumps(kept).encode())
    small.insert("attachment", {"sha256": "beef", "size": len(content), "content": content})
    source = {"sha256": "", "kind": "report", "reading_sha256": "beef"}
    small.insert("source", {"id": "s1", "name": "february.txt", "as_of": "2022-02-15", **source})
    for position in (1, 0):
        small.insert(
            "appearance",
            {"id": f"p{position}", "source_id": "s1", "recommendation_id": id_, "position": position},
        )
    reader = Reader(small.connection, AS_AT)
    as_of = date(2022, 2, 15)
    assert reader.detail(id_).appearances == (Appearance("february.txt", as_of, "", {}),) * 2
    assert reader.printed(id_) == (
        Appearance("february.txt", as_of, "line 3", {"Audit": "R?nts"}),
        Appearance("february.txt", as_of, "line 9", {}),
    )


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
@settings(max_examples=60, deadline=None)
def test_text_comes_back_as_it_was_stored(text):
    small = Small()
    id_ = small.add("recommendation", audit_id=small.add("audit"), text=f"{text}.", response=text)
    found = whole(small, id_)
    assert (found.recommendation, found.response) == (f"{text}.", text)


# Through the ledger. -------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path):
    """A register file with one audit of one recommendation, and its ledger."""
    path = tmp_path / "register.db"
    store.create(path)
    with closing(Ledger(path, "An Auditor")) as ledger:
        ledger.add_audit(NewAudit(title="Rents", directorate="Housing"), on=DAY)
        with closing(connect(path, read_only=True)) as connection:
            (audit,) = Reader(connection, DAY).audits()
            new = NewRecommendation(audit_id=audit.id, text="Do it.", due=date(2021, 1, 1), priority="critical")
            (id_,) = ledger.add_recommendation(new, on=DAY).records
            yield ledger, Reader(connection, DAY), id_


def test_the_history_tells_also_what_was_undone(kept):
    ledger, reader, id_ = kept
    ledger.follow_up(id_, FollowUp(text="A note"), on=DAY)
    ledger.undo()
    detail = reader.detail(id_)
    assert detail.updates == ()
    told = [(e.kind, e.verb, bool(e.undoes)) for e in detail.history]
    assert [(kind, undoes) for kind, _, undoes in told] == [
        ("progress_update", True), ("progress_update", False), ("recommendation", False),
    ]  # fmt: skip
    assert detail.history[0].undoes == detail.history[1].transaction
    note = detail.history[1]
    assert note.changes["text"] == (None, "A note")
    assert (note.by, note.effective_on, note.recorded_at.tzinfo) == ("An Auditor", DAY, UTC)
    assert note.recorded_at <= datetime.now(UTC)
    assert [event.seq for event in reader.events()] == sorted((e.seq for e in reader.events()), reverse=True)
    assert {e.seq for e in detail.history} < {e.seq for e in reader.events()}


def test_a_save_is_seen_at_once_by_counts_lists_and_policy(kept):
    ledger, reader, id_ = kept
    assert reader.position().bands[Band.OVER_12] == 1
    before = reader.position().fingerprint
    ledger.follow_up(id_, FollowUp(opinion=Status.NOT_ADOPTED, reason="The service has ended."), on=DAY)
    assert reader.position().bands[Band.CLOSED] == 1
    assert reader.tree()[0].tally.open == 0
    assert reader.first()[0].status is Status.NOT_ADOPTED
    assert reader.position().fingerprint == reader.fingerprint() != before
    assert reader.policy.counting is Counting.COMPLETED
    ledger.edit("setting", "counting", {"value": "calendar"}, on=DAY)
    assert reader.policy.counting is reader.position().counting is Counting.CALENDAR


def test_reading_leaves_no_transaction_open(kept, middling):
    with closing(connect(middling, read_only=True)) as connection:
        reader = Reader(connection, AS_AT)
        everything, events = reader.recommendations(), reader.events()
        assert next(everything) is not None
        assert next(events) is not None
        for answer in (reader.tree, reader.position, reader.order, reader.first, reader.statuses, reader.audits):
            answer()
        reader.detail(next(everything).id)
        assert not connection.in_transaction
        with closing(sqlite3.connect(middling, timeout=0)) as other:
            other.execute("BEGIN EXCLUSIVE")


def test_a_list_read_while_the_register_changes_does_not_mix_two_states(tmp_path):
    path = register(600, tmp_path)
    with closing(connect(path, read_only=True)) as connection, closing(sqlite3.connect(path)) as other:
        reading = Reader(connection, AS_AT).recommendations()
        first = next(reading)
        with other:
            other.execute("UPDATE recommendation SET owner = 'Somebody else'")
        with pytest.raises(Changed):
            list(reading)
        assert first.owner != "Somebody else"
        assert len(list(Reader(connection, AS_AT).recommendations())) == 600


def test_a_register_as_of_a_day_answers_all_the_same_questions(middling):
    with closing(connect(middling, read_only=True)) as connection:
        now = Reader(connection, AS_AT)
        with closing(history.state_at(connection, date(2030, 1, 1))) as past:
            then = Reader(past, AS_AT)
            assert then.tree() == now.tree()
            assert then.position() == now.position()
            for by in SortBy:
                assert list(then.recommendations(sort=Sort(by))) == list(now.recommendations(sort=Sort(by)))
            assert then.order(Filter(text="contr")) == now.order(Filter(text="contr"))
            id_ = now.first()[0].id
            assert then.detail(id_) == now.detail(id_)
            assert list(then.events()) == list(now.events())
            assert then.statuses() == now.statuses()


def test_a_synthetic_register_is_whole_and_the_same_each_time(middling, tmp_path):
    assert store.check(middling) == []
    again = register(600, tmp_path)
    with closing(connect(middling, read_only=True)) as one, closing(connect(again, read_only=True)) as other:
        assert history.fingerprint(one) == history.fingerprint(other)


# Whom it finds. ------------------------------------------------------------------------------------------------


def test_a_recommendation_is_found_by_id_reference_or_printed_reference_in_any_case(small):
    audit = small.add("audit")
    first = small.add("recommendation", audit_id=audit, ref="MHC-1", source_ref="Rec 4.1")
    second = small.add("recommendation", audit_id=audit, ref="Tŷ-2", source_ref="")
    reader = Reader(small.connection, AS_AT)
    for ref in (first, "MHC-1", "mhc-1", " Mhc-1\n", "rec 4.1", "REC 4.1"):
        assert reader.find(ref) == first
    for ref in ("Tŷ-2", "tŷ-2", "TŶ-2"):
        assert reader.find(ref) == second
    for ref in ("", "  ", "MHC", "MHC-%", "MHC-1'", "\ud800", "x\x00"):
        assert reader.find(ref) is None


def test_a_reference_goes_before_a_printed_one_and_an_ambiguous_one_is_told(small):
    audit = small.add("audit")
    first = small.add("recommendation", audit_id=audit, ref="R1", source_ref="R1")
    small.add("recommendation", audit_id=audit, ref="R1/2", source_ref="R1")
    small.add("recommendation", audit_id=audit, ref="A", source_ref="4.2")
    small.add("recommendation", audit_id=audit, ref="B", source_ref="4.2")
    reader = Reader(small.connection, AS_AT)
    assert reader.find("R1") == first
    with pytest.raises(Ambiguous, match=r"A, B") as several:
        reader.find("4.2")
    assert several.value.refs == ("A", "B")


def test_no_reference_is_looked_for_through_the_whole_register(small):
    given = {"ref": "R1", "lower": "r1", "upper": "R1"}
    for query in refs._FOUND:
        plan = [row[3] for row in small.connection.execute(f"EXPLAIN QUERY PLAN {query}", given)]
        assert plan[0].startswith("SEARCH recommendation"), plan


# Policy. -------------------------------------------------------------------------------------------------------


def setting(small: Small, key: str, value: object) -> None:
    small.insert("setting", {"key": key, "value": value if isinstance(value, str) else json.dumps(value)})


def test_the_policy_is_what_the_settings_say_over_the_defaults(small):
    setting(small, "band_edges", [3, 9])
    setting(small, "basis", '"original"')
    setting(small, "priorities", [{"name": "High", "reported": True}, {"name": "Low", "reported": False}])
    setting(small, "status_words", {"Part-done": "partially implemented"})
    setting(small, "theme", {"name": "dark"})
    policy = Reader(small.connection, AS_AT).policy
    assert (policy.band_edges, policy.basis, policy.counting) == ((3, 9), Basis.ORIGINAL, Counting.COMPLETED)
    assert [(p.name, p.reported) for p in policy.priorities] == [("high", True), ("low", False)]
    assert policy.status_words == {"part done": Status.PARTIALLY_IMPLEMENTED}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("counting", '"weeks"'), ("counting", "not json"), ("band_edges", [12, 6]), ("band_edges", [6]),
        ("band_edges", ["6", "12"]), ("escalation", 6), ("priorities", ["high"]), ("opinions", '"full"'),
        ("priorities", [{"name": "high"}]), ("status_words", {"done": "finished"}), ("follow_up_months", [0, 6]),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_is_told_and_gives_no_figures(small, key, value):
    setting(small, key, value)
    with pytest.raises(RegisterError, match=key):
        Reader(small.connection, AS_AT).position()


def test_other_edges_and_the_other_basis_move_recommendations_between_bands(small):
    small.add("recommendation", audit_id=small.add("audit"), original_due="2020-01-01", due="2021-10-01")
    reader = Reader(small.connection, AS_AT)
    assert reader.first()[0].band is Band.UNDER_6
    setting(small, "band_edges", [3, 9])
    assert (reader.first()[0].band, reader.position().bands[Band.SIX_TO_12]) == (Band.SIX_TO_12, 1)
    setting(small, "basis", '"original"')
    assert (reader.first()[0].band, reader.first()[0].months) == (Band.OVER_12, 25)
    assert list(reader.order(Filter(band=Band.OVER_12))) == [1]


# From another thread. ------------------------------------------------------------------------------------------


def test_reading_can_be_interrupted_and_goes_on_afterwards(middling):
    with closing(connect(middling, read_only=True)) as connection:
        reader = Reader(connection, AS_AT)
        stopped = threading.Event()

        def interrupt() -> None:
            while not stopped.wait(0.0005):
                reader.interrupt()

        def read() -> None:
            for _ in range(10_000):
                reader.order(Filter(text="c"), Sort(SortBy.TITLE))

        thread = threading.Thread(target=interrupt)
        thread.start()
        try:
            with pytest.raises(Interrupted):
                read()
        finally:
            stopped.set()
            thread.join()
        assert not connection.in_transaction
        assert len(reader.order()) == 600


def test_a_register_held_by_another_program_is_said_to_be_in_use(tmp_path):
    path = tmp_path / "register.db"
    store.create(path)
    with closing(connect(path, read_only=True)) as connection, closing(sqlite3.connect(path)) as other:
        connection.execute("PRAGMA busy_timeout=0")
        reader = Reader(connection, AS_AT)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RegisterError) as refused:
            reader.position()
        assert refused.value.in_use


def test_answers_wait_for_no_thread_that_computes(middling):
    """The driver gives up the interpreter at every row; row by row these answers would take seconds."""
    stopped = threading.Event()

    def compute() -> None:
        while not stopped.is_set():
            sum(range(1000))

    thread = threading.Thread(target=compute)
    with closing(connect(middling, read_only=True)) as connection:
        reader = Reader(connection, AS_AT)
        thread.start()
        began = time.monotonic()
        try:
            reader.tree()
            reader.order()
            reader.detail(reader.first()[0].id)
        finally:
            stopped.set()
            thread.join()
        assert time.monotonic() - began < 1
