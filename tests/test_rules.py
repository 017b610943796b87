"""The pure rules: months, bands, statuses, and which change is allowed."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.rules import (
    CLOSED,
    OVERDUE,
    Band,
    Basis,
    Counting,
    Opinion,
    Policy,
    Priority,
    Status,
    add_months,
    aged_date,
    band,
    band_limits,
    calendar_months,
    completed_months,
    escalation_step,
    follow_up_window,
    is_overdue,
    latest_due,
    months_between,
    months_overdue,
    read_status,
    refusal,
    slip,
    status_after,
    unstorable,
    visible,
)

MONTH_ENDS = st.builds(
    lambda first, days: first.replace(day=1) + timedelta(days=days),
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.integers(-4, 1),
)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31)) | MONTH_ENDS
STATUSES = st.sampled_from([*Status, None])
COUNTINGS = st.sampled_from(Counting)


@st.composite
def policies(draw) -> Policy:
    first = draw(st.integers(1, 12))
    edges = first, draw(st.integers(first + 1, 30))
    return Policy(
        counting=draw(COUNTINGS),
        basis=draw(st.sampled_from(Basis)),
        band_edges=edges,
        edge_included=draw(st.booleans()),
    )


# Months. -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "calendar", "completed"),
    [(date(2019, 9, 30), 29, 28), (date(2018, 6, 30), 44, 43), (date(2020, 5, 31), 21, 20)],
)
def test_months_are_those_of_the_committee_report_of_february_2022(due, calendar, completed):
    as_at = date(2022, 2, 15)
    assert calendar_months(due, as_at) == calendar
    assert completed_months(due, as_at) == completed
    assert months_overdue(None, due, as_at, Counting.CALENDAR) == calendar
    assert months_overdue(None, due, as_at, Counting.COMPLETED) == completed


@pytest.mark.parametrize(
    ("due", "as_at", "completed"),
    [
        (date(2021, 1, 31), date(2021, 2, 27), 0),
        (date(2021, 1, 31), date(2021, 2, 28), 1),  # the month is over, though it has no 31st
        (date(2020, 1, 31), date(2020, 2, 28), 0),
        (date(2020, 1, 31), date(2020, 2, 29), 1),
        (date(2021, 3, 31), date(2021, 4, 29), 0),
        (date(2021, 3, 31), date(2021, 4, 30), 1),
        (date(2021, 2, 28), date(2021, 3, 27), 0),
        (date(2021, 2, 28), date(2021, 3, 28), 1),
        (date(2021, 1, 30), date(2021, 2, 28), 1),
        (date(2021, 1, 29), date(2021, 2, 28), 1),
        (date(2021, 12, 31), date(2022, 1, 31), 1),
        (date(2020, 2, 29), date(2021, 2, 28), 12),
        (date(2020, 2, 29), date(2021, 2, 27), 11),
        (date(2020, 2, 29), date(2024, 2, 28), 47),
        (date(2020, 2, 29), date(2024, 2, 29), 48),
        (date(2000, 2, 29), date(2100, 2, 28), 1200),
        (date(2021, 5, 31), date(2021, 5, 31), 0),
        (date(2021, 6, 1), date(2021, 5, 31), -1),
    ],
)
def test_a_month_is_completed_at_the_end_of_a_shorter_one(due, as_at, completed):
    assert completed_months(due, as_at) == completed


@given(DAYS, DAYS)
def test_completed_months_are_the_most_that_fit(due, as_at):
    months = completed_months(due, as_at)
    assert add_months(due, months) <= as_at < add_months(due, months + 1)
    assert 0 <= calendar_months(due, as_at) - months <= 1


@given(DAYS, DAYS, COUNTINGS)
def test_a_day_later_never_takes_a_month_away(due, as_at, counting):
    assert months_between(due, as_at, counting) <= months_between(due, as_at + timedelta(days=1), counting)
    assert months_between(due, as_at, counting) >= months_between(due + timedelta(days=1), as_at, counting)


def test_what_is_due_today_is_not_late_today():
    today = date(2022, 2, 15)
    assert not is_overdue(None, today, today)
    assert is_overdue(None, today - timedelta(days=1), today)
    assert months_overdue(None, today, today, Counting.CALENDAR) is None
    assert months_overdue(None, today - timedelta(days=1), today, Counting.CALENDAR) == 0


def test_the_original_date_ages_only_where_policy_says_so_and_there_is_one():
    first, now = date(2020, 1, 1), date(2021, 1, 1)
    assert aged_date(now, first, Basis.REVISED) == now
    assert aged_date(now, first, Basis.ORIGINAL) == first
    assert aged_date(now, None, Basis.ORIGINAL) == now
    assert aged_date(None, first, Basis.REVISED) is None


# Bands. --------------------------------------------------------------------------------------------------------


@given(STATUSES, st.none() | DAYS, DAYS, policies())
def test_a_recommendation_is_in_the_one_band_that_its_age_says(status, due, as_at, policy):
    months = months_overdue(status, due, as_at, policy.counting)
    first, second = (edge + (not policy.edge_included) for edge in policy.band_edges)
    expected = {
        Band.CLOSED: status in CLOSED,
        Band.NO_DATE: status not in CLOSED and due is None,
        Band.NOT_DUE: status not in CLOSED and due is not None and due >= as_at,
        Band.UNDER_6: months is not None and months < first,
        Band.SIX_TO_12: months is not None and first <= months < second,
        Band.OVER_12: months is not None and months >= second,
    }
    found = band(status, due, as_at, policy)
    assert [b for b, holds in expected.items() if holds] == [found]
    assert (found in OVERDUE) is is_overdue(status, due, as_at)


@given(DAYS, st.integers(0, 60), COUNTINGS)
@example(date(2022, 2, 28), 1, Counting.COMPLETED)  # 28, 29, 30 and 31 January are all a month before
@example(date(2021, 4, 30), 13, Counting.COMPLETED)
@example(date(2020, 2, 29), 12, Counting.COMPLETED)
@example(date(2022, 3, 31), 1, Counting.CALENDAR)
def test_the_latest_date_so_many_months_late_is_the_latest(as_at, months, counting):
    latest = latest_due(as_at, months, counting)
    assert months_between(latest, as_at, counting) >= months
    assert months_between(latest + timedelta(days=1), as_at, counting) < months


@given(DAYS, DAYS, policies())
def test_comparing_dates_finds_the_band_that_counting_months_finds(due, as_at, policy):
    over_12, six_to_12, under_6 = band_limits(as_at, policy)
    if due <= over_12:
        by_date = Band.OVER_12
    elif due <= six_to_12:
        by_date = Band.SIX_TO_12
    else:
        by_date = Band.UNDER_6 if due <= under_6 else Band.NOT_DUE
    assert by_date is band(None, due, as_at, policy)


@given(DAYS, policies(), st.integers(-2, 2), st.data())
def test_dates_and_months_agree_on_the_days_around_every_limit(as_at, policy, days, data):
    limits = band_limits(as_at, policy)
    due = data.draw(st.sampled_from(limits)) + timedelta(days=days)
    later = sum(due > limit for limit in limits)
    assert (*OVERDUE, Band.NOT_DUE)[later] is band(None, due, as_at, policy)


@pytest.mark.parametrize(
    ("due", "counting", "included", "left_out"),
    [
        (date(2021, 8, 16), Counting.COMPLETED, Band.UNDER_6, Band.UNDER_6),  # 5 months
        (date(2021, 8, 15), Counting.COMPLETED, Band.SIX_TO_12, Band.UNDER_6),  # 6 to the day
        (date(2021, 7, 16), Counting.COMPLETED, Band.SIX_TO_12, Band.UNDER_6),  # still 6
        (date(2021, 7, 15), Counting.COMPLETED, Band.SIX_TO_12, Band.SIX_TO_12),
        (date(2021, 2, 16), Counting.COMPLETED, Band.SIX_TO_12, Band.SIX_TO_12),
        (date(2021, 2, 15), Counting.COMPLETED, Band.OVER_12, Band.SIX_TO_12),  # 12
        (date(2021, 1, 15), Counting.COMPLETED, Band.OVER_12, Band.OVER_12),
        (date(2021, 9, 1), Counting.CALENDAR, Band.UNDER_6, Band.UNDER_6),
        (date(2021, 8, 31), Counting.CALENDAR, Band.SIX_TO_12, Band.UNDER_6),
        (date(2021, 7, 31), Counting.CALENDAR, Band.SIX_TO_12, Band.SIX_TO_12),
        (date(2021, 2, 28), Counting.CALENDAR, Band.OVER_12, Band.SIX_TO_12),
        (date(2021, 1, 31), Counting.CALENDAR, Band.OVER_12, Band.OVER_12),
    ],
)
def test_an_edge_belongs_to_the_band_it_begins_or_to_the_one_it_ends(due, counting, included, left_out):
    as_at = date(2022, 2, 15)
    assert band(None, due, as_at, Policy(counting=counting)) is included
    assert band(None, due, as_at, Policy(counting=counting, edge_included=False)) is left_out


@pytest.mark.parametrize(
    ("due", "as_at", "expected"),
    [
        (date(2021, 8, 31), date(2022, 2, 27), Band.UNDER_6),
        (date(2021, 8, 31), date(2022, 2, 28), Band.SIX_TO_12),  # February ends, and with it the sixth month
        (date(2019, 8, 31), date(2020, 2, 28), Band.UNDER_6),
        (date(2019, 8, 31), date(2020, 2, 29), Band.SIX_TO_12),
        (date(2020, 2, 29), date(2021, 2, 27), Band.SIX_TO_12),
        (date(2020, 2, 29), date(2021, 2, 28), Band.OVER_12),
        (date(2023, 2, 28), date(2024, 2, 28), Band.OVER_12),
    ],
)
def test_bands_change_at_the_end_of_short_months_and_in_leap_years(due, as_at, expected):
    assert band(None, due, as_at, Policy()) is expected


def test_a_step_of_escalation_fires_on_its_month():
    policy = Policy()
    fired = [escalation_step(months, policy) for months in (None, 0, 5, 6, 8, 9, 12, 17, 18, 99)]
    assert [step and step.months for step in fired] == [
        None, None, None, 6, 6, 9, 12, 12, 18, 18,
    ]  # fmt: skip


def test_a_follow_up_audit_is_due_six_to_twelve_months_after_a_weak_opinion():
    policy = Policy()
    assert follow_up_window("Limited", date(2021, 8, 31), policy) == (date(2022, 2, 28), date(2022, 8, 31))
    assert follow_up_window("reasonable", date(2021, 8, 31), policy) is None
    assert follow_up_window("no", None, policy) is None


# Priorities and statuses. --------------------------------------------------------------------------------------


def test_a_priority_that_is_not_given_counts_as_reported():
    policy = Policy(priorities=(Priority("high", reported=True), Priority("low", reported=False)))
    assert [policy.reported(p) for p in ("high", "High", "low", "LOW", "", None, "severe")] == [
        True, True, False, False, True, True, True,
    ]  # fmt: skip


@given(st.sampled_from(Status))
def test_the_seven_words_are_read_in_any_case_and_spacing(status):
    for words in (status, status.upper(), f"  {status.replace(' ', '  ')}. ", status.replace(" ", "-").title()):
        assert read_status(words, Policy()) is status


def test_a_body_s_own_words_win_and_unknown_words_are_not_guessed():
    policy = Policy(status_words={"closed": Status.SUPERSEDED})
    assert read_status("Closed", Policy()) is Status.IMPLEMENTED
    assert read_status("Closed", policy) is Status.SUPERSEDED
    assert [read_status(words, policy) for words in ("", None, "Under discussion", "implemented?")] == [None] * 4


def test_a_status_is_read_by_the_name_that_the_body_gives_it():
    policy = Policy(status_names={Status.NOT_IMPLEMENTED: "In progress", Status.SUPERSEDED: "Over-taken"})
    assert read_status("in progress", policy) is Status.NOT_IMPLEMENTED
    assert read_status("Over taken", policy) is Status.SUPERSEDED
    assert read_status("superseded", policy) is Status.SUPERSEDED


OPINIONS = st.builds(Opinion, on=DAYS, claim=STATUSES, opinion=STATUSES)


@given(st.lists(OPINIONS, max_size=6))
def test_the_status_is_audit_s_latest_opinion_unless_it_is_claimed_done_since(updates):
    said = [n for n, update in enumerate(updates) if update.opinion is not None]
    opinion = updates[said[-1]].opinion if said else None
    since = updates[said[-1] + 1 :] if said else updates
    claimed = opinion not in CLOSED and any(update.claim is Status.IMPLEMENTED for update in since)
    assert status_after(updates) is (Status.AWAITING_VERIFICATION if claimed else opinion)


def test_implemented_needs_accepted_evidence_or_a_reason_that_can_be_seen():
    old, new = Status.NOT_IMPLEMENTED, Status.IMPLEMENTED
    assert refusal(old, new, reason="", accepted_evidence=False)
    assert refusal(old, new, reason=" \u200b\u00ad\n", accepted_evidence=False)
    assert refusal(old, new, reason="", accepted_evidence=True) is None
    assert refusal(old, new, reason="Seen on site", accepted_evidence=False) is None
    assert refusal(new, new, reason="", accepted_evidence=False) is None


@pytest.mark.parametrize("status", sorted(CLOSED - {Status.IMPLEMENTED}))
def test_the_other_closing_statuses_need_a_reason(status):
    assert refusal(None, status, reason="", accepted_evidence=True)
    assert refusal(None, status, reason="Agreed by the board", accepted_evidence=False) is None


@pytest.mark.parametrize("status", sorted(set(Status) - CLOSED))
def test_a_recommendation_may_be_reopened_without_more_ado(status):
    assert refusal(Status.IMPLEMENTED, status, reason="", accepted_evidence=False) is None


# Text and dates. -----------------------------------------------------------------------------------------------


@given(st.text())
def test_text_is_refused_only_where_sqlite_cannot_keep_it(text):
    cannot = "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)
    assert (unstorable(text) is not None) is cannot
    assert set(visible(text)) <= set(text)


def test_nul_and_half_characters_are_refused_with_a_sentence():
    assert "NUL" in str(unstorable("a\x00b"))
    assert "surrogate" in str(unstorable("a\ud800b"))
    assert unstorable("a\x1b[31m\u202e🙂'\"") is None


def test_slip_adds_up_the_moves_that_have_two_dates():
    first, later = date(2021, 1, 1), date(2021, 2, 1)
    assert slip([(first, later), (later, first), (first, later), (None, first), (first, None)]) == 31


@pytest.mark.parametrize("counting", Counting)
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days_like_others(day, counting):
    policy = Policy(counting=counting)
    assert band(Status.NOT_IMPLEMENTED, date(2021, 9, 30), day, policy) in {Band.NOT_DUE, Band.OVER_12}
    assert band_limits(day, policy)[2] <= day
    assert add_months(day, 12) >= day
