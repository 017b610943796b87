"""Steps of escalation: on which day each is reached, by whom the committee is faced, and what was done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.escalation import When, escalation, step_at, told
from db.followed import Followed, Said
from db.rows import NO_DIRECTOR, NO_EXECUTIVE_MEMBER, DueRevision, StepRecord
from db.rules import (
    CLOSED,
    Basis,
    Counting,
    Duty,
    EscalationStep,
    Policy,
    Status,
    escalation_step,
    in_effect,
    latest_due,
    months_between,
    months_overdue,
    reached_on,
)
from tests.shown_rows import shown

NOVEMBER, MEETING, NEXT = date(2021, 11, 16), date(2022, 2, 15), date(2022, 4, 12)
POLICY = Policy(next_meeting=NEXT)
DAY = timedelta(days=1)
CALENDAR = Counting.CALENDAR

dates = st.dates(date(2016, 1, 1), date(2023, 12, 31)) | st.sampled_from(
    [date(2020, 2, 29), date(2021, 2, 28), date(2021, 8, 31), date(2021, 12, 31), date(2022, 1, 31)]
)
countings = st.sampled_from(Counting)


def followed(ref="A-1", *, due, said=(), revisions=(), steps=(), **given_):
    given_ = {
        "original_due": due,
        "as_at": MEETING,
        "director": "D, Director",
        "executive_member": "E, Member",
        **given_,
    }
    one = shown(id=ref, ref=ref, due=due, **given_)
    return Followed(one, said=said, revisions=revisions, steps=steps)


def escalated(*found, policy=POLICY, as_at=MEETING, since=NOVEMBER):
    return escalation(found, policy, as_at=as_at, since=since)


def steps(shown_):
    return [(r.recommendation.ref, r.step.months, r.on, r.when) for r in shown_.reached]


# The day. ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "months", "completed", "calendar"),
    [
        (date(2021, 8, 31), 6, date(2022, 2, 28), date(2022, 2, 1)),  # six by the report's own count, not by ours
        (date(2021, 9, 30), 6, date(2022, 3, 30), date(2022, 3, 1)),
        (date(2021, 11, 30), 6, date(2022, 5, 30), date(2022, 5, 1)),
        (date(2019, 9, 30), 18, date(2021, 3, 30), date(2021, 3, 1)),
        (date(2018, 6, 30), 18, date(2019, 12, 30), date(2019, 12, 1)),
        (date(2020, 5, 31), 18, date(2021, 11, 30), date(2021, 11, 1)),
        (date(2019, 8, 31), 6, date(2020, 2, 29), date(2020, 2, 1)),
    ],
)
def test_the_rows_of_the_committee_report_reach_their_steps_on_these_days(due, months, completed, calendar):
    assert reached_on(due, months, Counting.COMPLETED) == completed
    assert reached_on(due, months, CALENDAR) == calendar


@given(dates, st.integers(1, 60), countings)
def test_a_step_is_reached_on_its_day_and_not_the_day_before(due, months, counting):
    day = reached_on(due, months, counting)
    assert months_between(due, day, counting) >= months > months_between(due, day - DAY, counting)
    assert due <= latest_due(day, months, counting)
    assert due > latest_due(day - DAY, months, counting)


# Who came, and who will. -------------------------------------------------------------------------------------------


def test_the_report_of_february_2022_and_the_meeting_after_it():
    old = followed("MHC-1", due=date(2019, 9, 30))
    section_106 = followed("S-1", due=date(2020, 5, 31))
    town_hall = followed("OTH-1", due=date(2021, 8, 31))
    placement = followed("PF-1", due=date(2021, 9, 30))
    not_yet = followed("PF-2", due=date(2021, 11, 30))
    found = escalated(not_yet, placement, town_hall, section_106, old)
    assert steps(found) == [
        ("MHC-1", 18, date(2021, 3, 30), When.BEFORE),
        ("S-1", 18, date(2021, 11, 30), When.SINCE),
        ("OTH-1", 6, date(2022, 2, 28), When.COMING),
        ("PF-1", 6, date(2022, 3, 30), When.COMING),
    ]
    by_calendar = escalated(town_hall, section_106, policy=replace(POLICY, counting=CALENDAR))
    assert steps(by_calendar) == [
        ("S-1", 18, date(2021, 11, 1), When.BEFORE),
        ("OTH-1", 6, date(2022, 2, 1), When.SINCE),
    ]
    assert [r.on_other for r in by_calendar.reached] == [date(2021, 11, 30), date(2022, 2, 28)]


def test_the_executive_member_is_notified_the_director_attends_and_the_risk_is_written_back():
    found = escalated(
        followed("A-1", due=date(2021, 8, 31), executive_member="E, Member; F, Member"),
        followed("A-2", due=date(2021, 5, 31), director="", executive_member="F, Member"),
        followed("A-3", due=date(2021, 4, 30)),
        followed("A-4", due=date(2020, 8, 31), executive_member=""),
    )
    assert [(call.who, [r.recommendation.ref for r in call.reached]) for call in found.notify()] == [
        ("E, Member", ["A-1"]),
        ("F, Member", ["A-2", "A-1"]),
    ]
    assert [(call.who, call.beside) for call in found.attend()] == [
        ("D, Director", ("E, Member",)),
        (NO_DIRECTOR, ("F, Member",)),
    ]
    assert [(call.who, [r.recommendation.ref for r in call.reached]) for call in found.write_back()] == [
        ("D, Director", ["A-4"])
    ]


def test_nobody_named_is_said_and_comes_last():
    found = escalated(followed(due=date(2021, 8, 31), executive_member=""), followed(due=date(2021, 8, 31)))
    assert [call.who for call in found.notify()] == ["E, Member", NO_EXECUTIVE_MEMBER]


def test_whoever_stands_at_nine_months_attends_again_but_is_not_notified_twice():
    attended = StepRecord("s", 9, None, NOVEMBER, "D with E", "", "")
    notified = StepRecord("s", 6, NOVEMBER, None, "E", "", "")
    found = escalated(
        followed("A-1", due=date(2021, 1, 31), steps=(attended,)),
        followed("A-2", due=date(2021, 5, 31), steps=(notified,)),
        policy=Policy(),
    )
    assert [call.who for call in found.attend()] == ["D, Director"]
    assert (found.notify(), found.meeting_on) == ((), None)
    assert all(r.settled for r in found.reached if r.recommendation.ref == "A-2")


def test_priorities_that_committees_do_not_see_are_listed_apart():
    found = escalated(
        followed("A-1", due=date(2020, 1, 1), priority="minor"), followed("A-2", due=date(2020, 1, 1), priority="")
    )
    assert [r.recommendation.ref for r in found.reached] == ["A-2"]
    assert [r.recommendation.ref for r in found.others] == ["A-1"]
    assert [r.recommendation.ref for call in found.write_back() for r in call.reached] == ["A-2"]


def test_what_was_accepted_until_a_day_before_the_meeting_is_open_at_it():
    held = followed(due=date(2021, 1, 31), status=Status.RISK_ACCEPTED, accepted_until=date(2022, 3, 31))
    assert steps(escalated(held)) == [("A-1", 12, date(2022, 4, 1), When.COMING)]
    assert steps(escalated(replace(held, recommendation=replace(held.recommendation, accepted_until=NEXT)))) == []
    assert steps(escalated(replace(held, recommendation=replace(held.recommendation, accepted_until=None)))) == []


def test_a_due_date_moved_since_counts_as_it_was_at_the_last_report():
    """Late by three months then; by the corrected date it is at twelve months, and the committee has not heard it."""
    back = DueRevision("d", date(2021, 8, 16), date(2021, 1, 31), "misread", "SMT", date(2021, 12, 1))
    moved = followed(due=date(2021, 1, 31), revisions=(back,))
    assert {(step, when) for _, step, _, when in steps(escalated(moved))} == {
        (6, When.SINCE),
        (9, When.SINCE),
        (12, When.SINCE),
    }


def test_what_was_closed_at_the_last_report_comes_to_its_step_the_day_it_is_opened_again():
    said = (
        Said(date(2021, 6, 1), None, Status.IMPLEMENTED, None, "Seen."),
        Said(date(2022, 1, 10), None, Status.PARTIALLY_IMPLEMENTED, None, ""),
    )
    again = followed(due=date(2020, 1, 31), said=said)
    assert steps(escalated(again)) == [("A-1", 18, date(2022, 1, 10), When.SINCE)]


def test_an_audit_reported_since_was_not_before_the_committee():
    new = followed(due=date(2021, 1, 31), issued=date(2021, 12, 1))
    assert {when for *_, when in steps(escalated(new))} == {When.SINCE}


def test_where_there_was_no_report_before_only_the_highest_step_is_told():
    assert [months for _, months, _, _ in steps(escalated(followed(due=date(2018, 6, 30)), since=None))] == [18]


def test_the_original_date_ages_where_policy_says_so():
    moved = followed(due=date(2022, 3, 31), original_due=date(2021, 7, 31))
    assert steps(escalated(moved)) == []
    assert steps(escalated(moved, policy=replace(POLICY, basis=Basis.ORIGINAL)))[0][1:3] == (6, date(2022, 1, 31))


def test_the_steps_are_policy():
    policy = replace(POLICY, escalation=(EscalationStep(3, Duty.WRITE_BACK),))
    (reached,) = escalated(followed(due=date(2021, 10, 31)), policy=policy).reached
    assert (reached.on, reached.step.duty) == (date(2022, 1, 31), Duty.WRITE_BACK)


# What was done. ----------------------------------------------------------------------------------------------------


def test_what_was_done_is_told_in_words():
    assert told(None) == "not recorded"
    done = StepRecord("s", 9, date(2022, 2, 3), MEETING, "D with E", "Staff left", "Return in June")
    said = "notified 3 Feb 2022; attended 15 Feb 2022 (D with E); explained: Staff left; decided: Return in June"
    assert told(done) == said
    assert told(StepRecord("s", 9, None, None, "", "", "")) == "not recorded"


@pytest.mark.parametrize(
    ("due", "record", "settled"),
    [
        (date(2021, 8, 1), {"notified_on": MEETING}, True),
        (date(2021, 8, 1), {"decision": "Noted."}, False),
        (date(2021, 4, 30), {"notified_on": MEETING}, False),
        (date(2021, 4, 30), {"attended_on": MEETING}, True),
        (date(2020, 4, 30), {"attended_on": MEETING}, False),
        (date(2020, 4, 30), {"decision": "\u200b "}, False),
        (date(2020, 4, 30), {"decision": "Written back."}, True),
    ],
)
def test_a_step_is_settled_by_what_it_asks_for(due, record, settled):
    months = {8: 6, 4: 9}[due.month] if due.year == 2021 else 18
    blank = StepRecord("s", months, None, None, "", "", "")
    (reached,) = escalated(followed(due=due, steps=(replace(blank, **record),)), since=None, policy=Policy()).reached
    assert (reached.step.months, reached.settled) == (months, settled)


# The forecast is what comes to be. ---------------------------------------------------------------------------------


@st.composite
def recommendations(draw):
    status = draw(st.sampled_from([None, *Status]))
    until = draw(st.none() | dates) if status is Status.RISK_ACCEPTED else None
    as_at = draw(st.dates(date(2021, 1, 1), date(2022, 12, 31)))
    status = in_effect(status, until, Status.NOT_IMPLEMENTED, as_at)
    due, original = draw(st.none() | dates), draw(st.none() | dates)
    return Followed(shown(due=due, original_due=original, status=status, accepted_until=until, as_at=as_at))


def stood_later(one: Followed, day: date) -> Followed:
    """The same as at a later day."""
    r = one.recommendation
    ended = r.accepted_until is not None and r.accepted_until < day
    return Followed(replace(r, as_at=day, status=Status.NOT_IMPLEMENTED if ended else r.status))


policies = st.builds(Policy, counting=countings, basis=st.sampled_from(Basis))


@given(recommendations(), st.integers(1, 400), policies)
@settings(max_examples=200)
def test_who_will_have_reached_which_step_is_who_has_on_that_day(one, days, policy):
    as_at = one.recommendation.as_at
    meeting = as_at + timedelta(days=days)
    ahead = escalation([one], replace(policy, next_meeting=meeting), as_at=as_at, since=None)
    then = escalation([stood_later(one, meeting)], policy, as_at=meeting, since=None)
    highest = [r for r in (*ahead.reached, *ahead.others) if r.is_highest]
    assert [(r.step, r.on, r.on_other) for r in highest] == [(r.step, r.on, r.on_other) for r in then.reached]
    # ... and as the rules count it from the record itself.
    r = stood_later(one, meeting).recommendation
    ages = r.due if policy.basis is Basis.REVISED or r.original_due is None else r.original_due
    expected = escalation_step(months_overdue(r.status, ages, meeting, policy.counting), policy)
    assert step_at(one, policy, meeting) == (None if r.status in CLOSED else expected)


@given(recommendations(), dates, policies)
def test_a_step_that_one_comes_to_on_a_day_is_not_there_the_day_before(one, since, policy):
    as_at = one.recommendation.as_at
    for reached in escalation([one], policy, as_at=as_at, since=since).reached:
        assert reached.on <= as_at
        before = step_at(one, policy, reached.on - DAY)
        assert before is None or before.months < reached.step.months
        now = step_at(one, policy, reached.on)
        assert now is not None
        assert now.months >= reached.step.months
