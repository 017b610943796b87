"""A risk acceptance that has ended is no longer in effect: the recommendation is open again, and says why."""

import io
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import cycle, history, intake, store
from db.connection import connect
from db.inputs import FollowUp, NewAcceptance
from db.ledger import Ledger
from db.queries import Reader
from db.rows import STATUS_NOT_READ, Filter, Sort
from db.rules import OVERDUE, Band, Basis, Counting, Policy, Status
from db.selection import select, standing
from reports.read import read
from reports.write.appendices import divide
from reports.write.sheets import write_json
from tests.drawn import AS_AT, registers
from tests.made import TODAY, small_register
from tests.shown_rows import shown
from tui.plain.recommendations import whole

LAST = date(2022, 9, 30)
AFTER = LAST + timedelta(days=1)


@pytest.fixture
def path(tmp_path):
    """MHC-1 and MHC-2, due on 30 September 2021; the risk of MHC-1 is accepted until 30 September 2022."""
    path = small_register(tmp_path / "register.db", recommendations=2)
    ledger = Ledger(path, "Ann Auditor")
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Half."), on=TODAY)
    accepted = NewAcceptance(
        accepted_by="A Person", role="Strategic Director", why="Dear.", expires_on=LAST, residual_risk="Some"
    )
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=accepted), on=TODAY)
    ledger.close()
    return path


def reader(path, as_at):
    return Reader(connect(path, read_only=True), as_at)


def mhc_1(path, as_at):
    reads = reader(path, as_at)
    with closing(reads.connection):
        return reads.detail(reads.find("MHC-1"))


def test_an_acceptance_holds_to_the_end_of_its_last_day(path):
    one = mhc_1(path, LAST).recommendation
    assert (one.status, one.band, one.open_again) == (Status.RISK_ACCEPTED, Band.CLOSED, "")
    assert (one.accepted_until, one.closed_on, one.months_overdue) == (LAST, TODAY, None)


def test_the_day_after_it_is_open_again_as_it_was_and_says_why(path):
    one = mhc_1(path, AFTER).recommendation
    assert (one.status, one.band) == (Status.PARTIALLY_IMPLEMENTED, Band.OVER_12)
    assert (one.accepted_until, one.closed_on, one.months_overdue) == (LAST, None, 12)
    assert one.open_again == "open again: the acceptance by Strategic Director ended on 30 Sep 2022"


def test_what_was_accepted_is_kept_and_shown(path):
    (kept,) = mhc_1(path, AFTER).acceptances
    assert (kept.accepted_by, kept.role, kept.why) == ("A Person", "Strategic Director", "Dear.")
    assert (kept.residual_risk, kept.accepted_on, kept.expires_on) == ("Some", TODAY, LAST)


def test_the_table_shows_the_status_in_effect(path):
    (line,) = (line for line in reader(path, AFTER).first() if line.ref == "MHC-1")
    assert (line.status, line.band, line.months) == (Status.PARTIALLY_IMPLEMENTED, Band.OVER_12, 12)


def test_a_new_opinion_ends_the_matter(path):
    ledger = Ledger(path, "Ann Auditor")
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.NOT_IMPLEMENTED, text="Nothing was done."), on=AFTER)
    ledger.close()
    one = mhc_1(path, AFTER).recommendation
    assert (one.status, one.open_again, one.accepted_until) == (Status.NOT_IMPLEMENTED, "", None)


def test_a_past_day_shows_it_as_it_was_then(path):
    with closing(connect(path, read_only=True)) as live, closing(history.state_at(live, LAST)) as past:
        assert Reader(past, LAST).detail(Reader(past, LAST).find("MHC-1")).recommendation.status == "risk accepted"


def follow(path, *changes, on):
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        for change in changes:
            ledger.follow_up("MHC-1", change, on=on)


def accepted_until(last, effective_on=None):
    acceptance = NewAcceptance(accepted_by="B Person", role="Head", why="Dear.", expires_on=last)
    return FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=acceptance, reason="So.", effective_on=effective_on)


def test_what_is_dated_back_before_an_acceptance_is_what_it_ends_in(path):
    before = TODAY - timedelta(days=5)
    follow(path, FollowUp(claim=Status.IMPLEMENTED, reason="Found.", effective_on=before), on=AFTER)
    assert mhc_1(path, AFTER).recommendation.status is Status.PARTIALLY_IMPLEMENTED  # audit's opinion came later
    day = TODAY + timedelta(days=10)
    follow(path, accepted_until(LAST, day), on=AFTER)
    follow(path, FollowUp(opinion=Status.NOT_IMPLEMENTED, reason="Found.", effective_on=TODAY), on=AFTER)
    assert mhc_1(path, AFTER).recommendation.status is Status.NOT_IMPLEMENTED
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.undo()
    assert mhc_1(path, AFTER).recommendation.status is Status.PARTIALLY_IMPLEMENTED


def test_management_claims_it_done_after_an_acceptance_that_is_entered_late(path):
    claimed, day = AFTER + timedelta(days=60), AFTER + timedelta(days=20)
    follow(path, FollowUp(claim=Status.IMPLEMENTED, management="Done."), on=claimed)
    follow(path, accepted_until(day, AFTER), on=claimed)
    assert mhc_1(path, claimed).recommendation.status is Status.AWAITING_VERIFICATION


@pytest.mark.parametrize("last", [None, LAST + timedelta(days=365)])
def test_an_acceptance_entered_late_does_not_change_until_when_a_later_one_holds(path, last):
    today, day = LAST + timedelta(days=300), TODAY + timedelta(days=20)
    follow(path, accepted_until(last), on=TODAY + timedelta(days=30))
    follow(path, accepted_until(LAST + timedelta(days=100), day), on=today)
    one = mhc_1(path, today).recommendation
    assert (one.status, one.accepted_until) == (Status.RISK_ACCEPTED, last)


def test_one_accepted_without_an_end_and_then_for_a_time_is_open_again_as_it_last_was(path):
    follow(path, accepted_until(None), on=TODAY + timedelta(days=1))
    follow(path, accepted_until(LAST), on=TODAY + timedelta(days=2))
    assert mhc_1(path, AFTER).recommendation.status is Status.PARTIALLY_IMPLEMENTED


def test_a_risk_accepted_for_a_day_before_it_was_entered_leaves_every_day_readable(path):
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        follow_up = accepted_until(TODAY + timedelta(days=9), TODAY - timedelta(days=9))
        ledger.follow_up("MHC-2", follow_up, on=AFTER)
        for day in (TODAY, TODAY + timedelta(days=20)):
            with closing(connect(path, read_only=True)) as live, closing(history.state_at(live, day)) as past:
                assert Reader(past, day).position().statuses[Status.NOT_IMPLEMENTED] == 1
        assert store.check(path) == []


def test_one_accepted_until_the_end_of_the_calendar_stays_closed_and_stops_nothing(path):
    follow(path, accepted_until(date.max), on=TODAY)
    reads = reader(path, AFTER)
    with closing(reads.connection):
        assert {one.recommendation.ref for one in cycle.escalation(reads).reached} == {"MHC-2"}
        assert cycle.today(reads)


def test_it_is_open_again_by_the_acceptance_that_ended_not_by_one_entered_after_it(path):
    follow(path, accepted_until(TODAY - timedelta(days=1), TODAY - timedelta(days=9)), on=AFTER)
    assert mhc_1(path, AFTER).recommendation.accepted_by == "Strategic Director"


def test_statuses_by_id_are_those_in_effect(path):
    held, ended = (sorted(reader(path, day).statuses().values()) for day in (LAST, AFTER))
    assert held == [Status.NOT_IMPLEMENTED, Status.RISK_ACCEPTED]
    assert ended == [Status.NOT_IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED]


def test_a_file_of_ours_that_was_written_after_it_ended_brings_no_news(path, tmp_path):
    reads = reader(path, AFTER)
    out = io.BytesIO()
    write_json(out, list(reads.recommendations()))
    (tmp_path / "register.json").write_bytes(out.getvalue())
    reading = read(tmp_path / "register.json", policy=Policy())
    plan = intake.plan(reads.connection, reading, as_of=AFTER, policy=Policy())
    assert (plan.added, plan.updated, plan.unchanged) == (0, 0, 2)


def test_the_appendices_put_it_in_its_age_band(path):
    sections = divide(reader(path, AFTER).recommendations(), AFTER, Policy(), None)
    assert {r.ref: section.key for section in sections for r in section.recommendations}["MHC-1"] == Band.OVER_12


def test_plain_lines_say_why_it_is_open_and_what_was_accepted(path, capsys):
    whole(mhc_1(path, AFTER))
    said = capsys.readouterr().out
    assert "Open again: the acceptance by Strategic Director ended on 30 Sep 2022" in said
    assert "Risk accepted 15 Feb 2022 by A Person, Strategic Director, until 30 Sep 2022" in said
    assert "Residual risk: Some" in said


@pytest.mark.parametrize("as_at", [LAST - timedelta(days=400), LAST])
def test_it_is_not_open_again_before_it_has_ended(as_at):
    held = shown(accepted_until=LAST, as_at=as_at, status=Status.RISK_ACCEPTED)
    assert held.open_again == ""
    assert replace(held, as_at=AFTER).open_again == "open again: the acceptance ended on 30 Sep 2022"


# Figures and lists. ------------------------------------------------------------------------------------------------


@given(registers(), st.sampled_from(Counting), st.sampled_from(Basis), st.integers(-400, 400))
@settings(max_examples=60, deadline=None)
def test_every_figure_is_as_long_as_its_list(drawn, counting, basis, days):
    """On any day: bands, statuses, directorates and audits, whichever acceptances have ended by then."""
    for name, value in (("counting", counting), ("basis", basis)):
        drawn.small.insert("setting", {"key": name, "value": f'"{value}"'})
    reads = Reader(drawn.small.connection, AS_AT + timedelta(days=days))
    position = reads.position()

    def many(**narrowed):
        found = reads.order(Filter(**narrowed))
        assert len(reads.lines(found)) == len(list(reads.recommendations(Filter(**narrowed)))) == len(found)
        return len(found)

    assert {band: many(band=band) for band in Band} == dict(position.bands)
    by_status = {str(status): many(status=status) for status in Status}
    assert {**by_status, STATUS_NOT_READ: many(status_unread=True)} == dict(position.statuses)
    late = [line for line in reads.lines(reads.order()) if line.band in OVERDUE]
    for node in reads.tree():
        assert (node.tally.total, node.tally.open) == (
            many(directorate=node.id),
            many(directorate=node.id, open_only=True),
        )
        for audit in node.audits:
            assert (audit.tally.total, audit.tally.open) == (many(audit=audit.id), many(audit=audit.id, open_only=True))
    assert sum(node.tally.overdue for node in reads.tree()) == len(late)


def test_where_no_acceptance_has_ended_statements_stay_as_quick_as_they_were():
    f, given_ = Filter(open_only=True, status=Status.NOT_IMPLEMENTED), (AS_AT, Policy(), ())
    assert select(f, Sort(), *given_, stands=standing({})) == select(f, Sort(), *given_)
    plain, _ = select(Filter(), Sort(), *given_)
    assert "recommendation_order" in plain
    assert "json_each" not in plain
