"""The position as at any date is what the register said then, divides without remainder, and knows who is behind it."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from histories import DAYS, FIRST, HISTORIES, LAST, register_after
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made import small_register

from db import history, rules, store
from db.inputs import FollowUp, NewAcceptance, NewPost, NewRecommendation
from db.ledger import Ledger
from db.policy import priority_name
from db.positions import Dimension, ids_behind, position_by
from db.queries import Reader
from db.rows import NO_DIRECTORATE, NO_EXECUTIVE_MEMBER, PRIORITY_NOT_GIVEN, STATUS_NOT_READ
from db.rules import Band, Basis, Counting, Policy, Status
from db.shown import as_date, as_status, in_office

POLICIES = st.builds(
    Policy, counting=st.sampled_from(Counting), basis=st.sampled_from(Basis), edge_included=st.booleans()
)
DEFAULT = Policy()
QUICK = settings(
    max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


def counted_one_by_one(register, as_at, policy):
    """{dimension: {(name, band): ids}}, each recommendation looked at by itself."""
    found = {dimension: {} for dimension in Dimension}
    posts = Reader(register, as_at).posts()
    for id_, priority, status, until, before, due, first, own, auditor, directorate, name in register.execute(
        """SELECT r.id, r.priority, r.status, r.accepted_until, r.status_before, r.due, r.original_due,
            r.executive_member, a.auditor, a.directorate_id, d.name
        FROM recommendation r JOIN audit a ON a.id = r.audit_id LEFT JOIN directorate d ON d.id = a.directorate_id"""
    ):
        stands = rules.in_effect(as_status(status), as_date(until), as_status(before), as_at)
        band = rules.band(stands, rules.aged_date(as_date(due), as_date(first), policy.basis), as_at, policy)
        member = own or in_office(posts, directorate, "executive member", as_at) or NO_EXECUTIVE_MEMBER
        names = {
            Dimension.BAND: band,
            Dimension.PRIORITY: priority_name(priority, policy),
            Dimension.STATUS: stands or STATUS_NOT_READ,
            Dimension.DIRECTORATE: name or NO_DIRECTORATE,
            Dimension.EXECUTIVE_MEMBER: member,
            Dimension.AUDITOR: auditor,
        }
        for dimension, value in names.items():
            found[dimension].setdefault((value, band), set()).add(id_)
    return found


@QUICK
@given(HISTORIES, DAYS, DAYS, POLICIES)
def test_a_position_is_what_the_register_said_on_that_day(deeds, known, as_at, policy):
    with register_after(deeds) as path, closing(store.connect(path, read_only=True)) as live:
        with closing(history.state_at(live, known)) as past:
            truth = counted_one_by_one(past, as_at, policy)
        for dimension in Dimension:
            shown = position_by(live, dimension, as_at=as_at, known=known, policy=policy)
            counts = {(s.name, band): n for s in shown.shares for band, n in s.bands.items() if n}
            assert counts == {cell: len(ids) for cell, ids in truth[dimension].items()}
            assert shown.whole.total == sum(share.total for share in shown.shares)
            for share in shown.shares:
                for band in (b for b in Band if share.bands[b]):
                    of = ids_behind(live, dimension, share.value, (band,), as_at=as_at, known=known, policy=policy)
                    assert set(of) == truth[dimension][share.name, band]
                    assert len(of) == share.bands[band]


@QUICK
@given(HISTORIES, DAYS)
def test_the_quick_position_is_that_of_the_register_replayed(deeds, day):
    with register_after(deeds) as path, closing(store.connect(path, read_only=True)) as live:
        with closing(history.state_at(live, day)) as past:
            replayed = Reader(past, day).position()
        by = {d: position_by(live, d, as_at=day, known=day, policy=Policy()) for d in Dimension}
        assert by[Dimension.BAND].whole.bands == replayed.bands
        assert {s.name: s.total for s in by[Dimension.STATUS].shares} == replayed.statuses
        assert {s.name: s.total for s in by[Dimension.PRIORITY].shares} == replayed.priorities
        for share in by[Dimension.DIRECTORATE].shares:
            tally = replayed.directorates.get(share.name)
            assert tally is None or (share.total, share.open, share.overdue) == (tally.total, tally.open, tally.overdue)
        assert sum(s.total for s in by[Dimension.DIRECTORATE].shares) == replayed.total


@pytest.fixture
def path(tmp_path):
    """MHC-1 to MHC-3, due on 30 Sep 2021."""
    return small_register(tmp_path / "register.db", recommendations=3, on=FIRST)


def position(path, dimension, as_at=LAST, known=None, policy=DEFAULT):
    with closing(store.connect(path, read_only=True)) as connection:
        return position_by(connection, dimension, as_at=as_at, known=known, policy=policy)


def test_the_scale_stands_in_its_order_and_what_is_not_given_last(path):
    with closing(Ledger(path, "Ann")) as ledger, closing(store.connect(path, read_only=True)) as reader:
        ((audit,),) = reader.execute("SELECT id FROM audit").fetchall()
        for priority in ("Significant", "oddest"):
            ledger.add_recommendation(NewRecommendation(audit_id=audit, text="x", priority=priority), on=LAST)
    shown = position(path, Dimension.PRIORITY)
    assert [(share.name, share.total) for share in shown.shares] == [
        ("critical", 0), ("significant", 1), ("moderate", 0), ("minor", 0), ("oddest", 1), (PRIORITY_NOT_GIVEN, 3),
    ]  # fmt: skip
    assert [s.name for s in position(path, Dimension.STATUS).shares] == [*Status, STATUS_NOT_READ]
    assert [s.name for s in position(path, Dimension.BAND).shares] == list(Band)


def test_a_name_of_spaces_is_nobodys_in_the_list_too(path):
    with closing(Ledger(path, "Ann")) as ledger, closing(store.connect(path, read_only=True)) as reader:
        ((care,),) = reader.execute("SELECT id FROM directorate").fetchall()
        ledger.add_post(NewPost(directorate_id=care, role="executive member", person="Cy Third"), on=FIRST)
        ((first,),) = reader.execute("SELECT id FROM recommendation WHERE ref = 'MHC-1'").fetchall()
        ledger.edit("recommendation", first, {"executive_member": " "}, on=LAST)
        listed = [one.executive_member for one in Reader(reader, LAST).recommendations()]
    (share,) = position(path, Dimension.EXECUTIVE_MEMBER).shares
    assert (share.name, share.total, set(listed)) == ("Cy Third", 3, {"Cy Third"})


def test_who_answers_is_named_by_the_recommendation_or_else_by_the_office(path):
    with closing(Ledger(path, "Ann")) as ledger, closing(store.connect(path, read_only=True)) as reader:
        ((care,),) = reader.execute("SELECT id FROM directorate").fetchall()
        ((first,),) = reader.execute("SELECT id FROM recommendation WHERE ref = 'MHC-1'").fetchall()
        assert [s.name for s in position(path, Dimension.EXECUTIVE_MEMBER).shares] == [NO_EXECUTIVE_MEMBER]
        ledger.add_post(
            NewPost(directorate_id=care, role="executive member", person="Cy Third", since=date(2021, 1, 1)), on=FIRST
        )
        ledger.edit("recommendation", first, {"executive_member": "Ann Other; Bo Second"}, on=FIRST)
    shown = position(path, Dimension.EXECUTIVE_MEMBER)
    assert [(share.name, share.total) for share in shown.shares] == [("Ann Other; Bo Second", 1), ("Cy Third", 2)]
    shown = position(path, Dimension.EXECUTIVE_MEMBER, as_at=date(2020, 12, 31))
    assert [(share.name, share.total) for share in shown.shares] == [
        ("Ann Other; Bo Second", 1), (NO_EXECUTIVE_MEMBER, 2),
    ]  # fmt: skip


def test_ages_may_be_of_one_day_and_what_is_known_of_another(path):
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, reason="r"), on=LAST)
    then, day = date(2021, 12, 1), Dimension.BAND
    assert position(path, day, as_at=then, known=then).whole.overdue == 3
    assert position(path, day, as_at=then, known=None).whole.overdue == 2
    assert position(path, day, as_at=then, known=LAST).whole.overdue == 2
    assert position(path, day, as_at=date(2021, 9, 30), known=None).whole.overdue == 0


def test_an_acceptance_counts_until_its_last_day_and_then_is_open_again(path):
    accepted = NewAcceptance(accepted_by="A", role="Owner", why="w", expires_on=date(2021, 12, 31))
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=accepted), on=date(2021, 6, 1))
    assert position(path, Dimension.BAND, as_at=date(2021, 12, 31)).whole.open == 2
    assert position(path, Dimension.BAND, as_at=date(2022, 1, 1)).whole.open == 3
    by = {share.name: share.total for share in position(path, Dimension.STATUS, as_at=date(2022, 1, 1)).shares}
    assert by == Counter({Status.NOT_IMPLEMENTED: 3}) | dict.fromkeys(by.keys() - {Status.NOT_IMPLEMENTED}, 0)


def test_the_other_reading_of_an_edge_is_asked_for_by_policy(path):
    as_at, band = date(2022, 3, 30), Dimension.BAND
    assert position(path, band, as_at).whole.bands[Band.SIX_TO_12] == 3
    other = replace(Policy(), edge_included=False)
    assert position(path, band, as_at, policy=other).whole.bands[Band.UNDER_6] == 3


def test_the_position_of_today_reads_nothing_but_its_index(path):
    with closing(store.connect(path, read_only=True)) as connection:
        asked = []
        connection.set_trace_callback(asked.append)
        for dimension in Dimension:
            position_by(connection, dimension, as_at=LAST, known=None, policy=DEFAULT)
        connection.set_trace_callback(None)
        plans = [connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked if "stood_now" in sql]
    assert len(plans) == len(Dimension)
    for plan in plans:
        assert "SCAN stood USING COVERING INDEX stood_now" in [step[3] for step in plan]
