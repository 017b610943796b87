"""A sealed report: what was told stays as it was told, whatever is done to the register afterwards."""

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import TODAY, ask, one, small_register

from db import history, making, sealed, store
from db.inputs import FollowUp, NewReport
from db.ledger import Ledger, Refused
from db.queries import Reader
from db.rows import Milestone, Recommendation
from db.rules import Counting, Policy, Status
from tui.sealing import Wanted, make, overtaken, papers_of

BODY = "Audit Committee"
WORDS = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ["\x1b[2J", "\u202e", "\ud800", "'\"\\\n\r\x00", "ŵ"]
)
DATES = st.none() | st.dates()


@pytest.fixture
def path(tmp_path):
    return small_register(tmp_path / "register.db", recommendations=3)


@pytest.fixture
def ledger(path):
    ledger = Ledger(path, "Ann Auditor")
    yield ledger
    ledger.close()


def sealed_report(path, ledger, *, as_at=TODAY, on=TODAY, body=BODY, **fields):
    make(path, Wanted(body, as_at, **fields)).carry_out(ledger, on)
    with reading(path) as reader:
        return next(report for report in reader.reports() if sealed.is_of(report, body, as_at))


@contextmanager
def reading(path, day=TODAY):
    with closing(store.open_checked(path)) as connection:
        yield Reader(connection, day)


def told(path, report):
    with reading(path) as reader:
        return reader.told(report.id)


def bring(ledger, ref, **change):
    ledger.follow_up(ref, FollowUp(reason="because", **change), on=TODAY)


# The bytes. ----------------------------------------------------------------------------------------------------------


@cache
def kept():
    with tempfile.TemporaryDirectory() as folder:
        path = small_register(Path(folder) / "register.db", recommendations=2)
        with closing(store.connect(path, read_only=True)) as live:
            return making.kept(live, BODY, TODAY, TODAY - timedelta(days=1))


@given(
    words=st.lists(WORDS, min_size=8, max_size=8),
    days=st.lists(DATES, min_size=6, max_size=6),
    status=st.none() | st.sampled_from(Status),
    milestones=st.lists(st.tuples(WORDS, st.dates(), DATES), max_size=2),
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_recommendation_says_is_told_again_word_for_word(words, days, status, milestones):
    made = replace(
        kept().recommendations[0],
        **dict(
            zip(
                ("ref", "audit", "recommendation", "response", "owner", "update", "action", "due_words"),
                words,
                strict=True,
            )
        ),
        **dict(zip(("issued", "due", "original_due", "update_on", "closed_on", "accepted_until"), days, strict=True)),
        status=status,
        milestones=tuple(Milestone(f"m{n}", *given) for n, given in enumerate(milestones)),
    )
    of = replace(kept(), recommendations=(made, *kept().recommendations), policy=Policy(organisation=words[0]))
    assert sealed.unpack(sealed.pack(of)) == of


def test_the_same_figures_are_the_same_bytes():
    assert sealed.pack(kept()) == sealed.pack(replace(kept()))


def test_what_a_later_program_adds_is_blank_in_what_an_earlier_one_kept(monkeypatch):
    monkeypatch.setattr(sealed, "_plain", _without("accepted_until", sealed._plain))
    packed = sealed.pack(kept())
    monkeypatch.undo()
    assert sealed.unpack(packed) == kept()


def _without(name, plain):
    def left_out(value):
        shown = plain(value)
        if isinstance(value, Recommendation):
            shown.pop(name)
        return shown

    return left_out


@pytest.mark.parametrize("content", [b"", b"x", sealed.zlib.compress(b"[]"), sealed.zlib.compress(b'{"form":1}')])
def test_what_cannot_be_read_is_told_as_damage(content):
    with pytest.raises(sealed.Damaged, match="damaged"):
        sealed.unpack(content)


# Later. --------------------------------------------------------------------------------------------------------------


def test_nothing_recorded_later_changes_what_was_told(path, ledger):
    bring(ledger, "MHC-1", text="Begun.")
    report = sealed_report(path, ledger)
    before = told(path, report)
    bring(ledger, "MHC-1", opinion=Status.IMPLEMENTED, text="Done.")
    bring(ledger, "MHC-2", due=date(2022, 6, 30), effective_on=date(2021, 12, 1))
    ledger.edit("directorate", one(path, "SELECT id FROM directorate"), {"name": "Care and Health"}, on=TODAY)
    ledger.edit("audit", one(path, "SELECT id FROM audit"), {"title": "Casework"}, on=TODAY)
    ledger.edit("setting", "counting", {"value": "calendar"}, on=TODAY)
    assert told(path, report) == before
    ledger.undo()
    ledger.undo()
    ledger.withdraw(report.id, why="A column was wrong.", on=TODAY)
    after = told(path, report)
    assert replace(after, report=before.report) == before
    assert (after.report.withdrawn_on, after.report.withdrawn_why) == (TODAY, "A column was wrong.")
    assert after.policy.counting is Counting.COMPLETED
    assert store.check(path) == []


def test_undo_passes_over_a_report_and_takes_back_what_was_before_it(path, ledger):
    bring(ledger, "MHC-1", text="Begun.")
    report = sealed_report(path, ledger)
    assert "MHC-1" in ledger.undo().said
    with reading(path) as reader:
        assert [one.id for one in reader.reports()] == [report.id]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report SET as_at = '2020-01-01'",
        "UPDATE report SET figures_sha256 = (SELECT sha256 FROM paper LIMIT 1)",
        "DELETE FROM report",
        "INSERT OR REPLACE INTO report SELECT * FROM report",
        "UPDATE paper SET name = 'x'",
        "DELETE FROM paper",
        "UPDATE attachment SET content = x'00', size = 1",
        "DELETE FROM attachment",
    ],
)
def test_the_file_itself_refuses_to_have_a_report_altered(path, ledger, statement):
    sealed_report(path, ledger)
    with closing(store.connect(path, read_only=False)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)


def test_a_report_as_at_a_past_day_tells_what_was_known_then(path, ledger):
    day = TODAY + timedelta(days=60)
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, reason="seen"), on=day)
    report = sealed_report(path, ledger, as_at=TODAY, on=day)
    then = told(path, report)
    assert {one.ref: one.status for one in then.recommendations}["MHC-1"] is Status.NOT_IMPLEMENTED
    assert then.position.as_at == TODAY
    assert {by.as_at for by in then.by} == {TODAY}
    assert {by.whole.total for by in then.by} == {then.position.total} == {3}


def test_the_movement_runs_from_what_was_told_before(path, ledger):
    sealed_report(path, ledger)
    later = TODAY + timedelta(days=60)
    told_late = FollowUp(opinion=Status.IMPLEMENTED, reason="it was done then", effective_on=TODAY)
    ledger.follow_up("MHC-1", told_late, on=later)
    ledger.follow_up("MHC-2", FollowUp(opinion=Status.RISK_ACCEPTED, reason="accepted"), on=later)
    report = sealed_report(path, ledger, as_at=later, on=later)
    assert report.since == TODAY
    movement = told(path, report).movement
    assert movement is not None
    assert movement.movements.balances
    whole = movement.movements.whole
    assert (whole.brought_forward, whole.restated, whole.risk_accepted, whole.carried_forward) == (3, -1, 1, 1)


# The papers. ---------------------------------------------------------------------------------------------------------


def test_papers_come_back_byte_for_byte_and_are_made_of_what_is_sealed(path, ledger):
    made = make(path, Wanted(BODY, TODAY))
    again = make(path, Wanted(BODY, TODAY))
    assert made == again
    made.carry_out(ledger, TODAY)
    bring(ledger, "MHC-1", text="Much later.")
    with reading(path) as reader:
        (report,) = reader.reports()
        papers = papers_of(reader, report)
    assert tuple(papers.items()) == made.papers
    assert list(papers) == [f"appendices-{TODAY}.pdf", f"position-and-movement-{TODAY}.pdf"]
    assert all(content.startswith(b"%PDF") for content in papers.values())
    assert [paper.sha256 for paper in report.papers] == [sha256(content).hexdigest() for content in papers.values()]


def test_a_damaged_paper_or_figure_is_told_and_not_handed_out(path, ledger):
    report = sealed_report(path, ledger)
    with closing(store.connect(path, read_only=False)) as connection:
        connection.execute("DROP TRIGGER attachment_is_never_changed")
        connection.execute("UPDATE attachment SET content = x'00', size = 1")
    with closing(sqlite3.connect(path)) as connection:
        reader = Reader(connection, TODAY)
        with pytest.raises(sealed.Damaged, match="paper"):
            reader.paper(report.papers[0])
        with pytest.raises(sealed.Damaged, match="as at 15 Feb 2022 is damaged"):
            reader.told(report.id)


def test_figures_that_nobody_can_read_are_found_by_the_check(path, ledger):
    with closing(store.connect(path, read_only=True)) as live:
        seen = history.last_event(live)
    ledger.seal(NewReport(body=BODY, as_at=TODAY, figures=b"not ours", seen=seen), on=TODAY)
    report = one(path, "SELECT id FROM report")
    assert store.check(path) == [f"What the report {report} told cannot be read."]


# What is refused. ----------------------------------------------------------------------------------------------------


def test_a_register_written_to_meanwhile_is_not_sealed(path, ledger):
    made = make(path, Wanted(BODY, TODAY))
    assert not overtaken(path, made)
    bring(ledger, "MHC-1", text="Meanwhile.")
    assert overtaken(path, made)
    with pytest.raises(Refused, match="changed while the report was being made"):
        made.carry_out(ledger, TODAY)
    assert ask(path, "SELECT * FROM report") == []


def test_one_body_is_told_one_thing_as_at_one_day(path, ledger):
    report = sealed_report(path, ledger)
    again = make(path, Wanted("audit  COMMITTEE", TODAY))
    with pytest.raises(Refused, match="sealed already"):
        again.carry_out(ledger, TODAY)
    ledger.withdraw(report.id, why="Wrong column.", on=TODAY)
    other = sealed_report(path, ledger)
    with pytest.raises(Refused, match="withdrawn already"):
        ledger.withdraw(report.id, why="Again.", on=TODAY)
    with pytest.raises(Refused, match="reason"):
        ledger.withdraw(other.id, why=" \u200b", on=TODAY)


@pytest.mark.parametrize(
    ("as_at", "since", "why"),
    [(TODAY + timedelta(days=1), None, "is not yet so"), (TODAY, TODAY, "earlier day")],
)
def test_a_position_to_come_and_a_movement_backwards_are_refused(path, ledger, as_at, since, why):
    with closing(store.connect(path, read_only=True)) as live:
        seen = history.last_event(live)
    with pytest.raises(Refused, match=why):
        ledger.seal(NewReport(body=BODY, as_at=as_at, since=since, figures=b"", seen=seen), on=TODAY)


def test_the_latest_report_is_the_last_that_stands_of_a_day_before(path, ledger):
    first = sealed_report(path, ledger, as_at=TODAY - timedelta(days=90))
    second = sealed_report(path, ledger, as_at=TODAY - timedelta(days=30))
    sealed_report(path, ledger, body="Executive", as_at=TODAY - timedelta(days=10))
    with reading(path) as reader:
        assert sealed.latest(reader.reports(), TODAY, BODY) == second
        assert sealed.latest(reader.reports(), second.as_at, BODY) == first
        assert sealed.latest(reader.reports(), first.as_at, BODY) is None
    ledger.withdraw(second.id, why="Wrong.", on=TODAY)
    with reading(path) as reader:
        assert sealed.latest(reader.reports(), TODAY, BODY) == first
