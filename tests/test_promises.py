"""What an update promises, and by when; what is past, or said of something else, is no promise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.promises import promises
from db.rules import show_date

ON = date(2021, 11, 15)
LATER = date(2022, 2, 15)


def said(text, on=ON):
    return [(p.words, p.by.isoformat()) for p in promises(text, on)]


@pytest.mark.parametrize(
    ("text", "words", "by"),
    [
        ("Two posts will be filled by the end of February.", "by the end of February", "2022-02-28"),
        ("The review is planned for early March 2022.", "for early March 2022", "2022-03-15"),
        ("To confirm by 31 May that the check is made.", "by 31 May", "2022-05-31"),
        ("Training is to be arranged in the new year.", "in the new year", "2022-03-31"),
        ("The policy will go live in Q3.", "in Q3", "2021-12-31"),
        ("The policy will go live in Q1.", "in Q1", "2022-06-30"),
        ("It is expected to be finished by Q2 2022/23.", "by Q2 2022/23", "2022-09-30"),
        ("The officer returns at the start of next month.", "at the start of next month", "2021-12-15"),
        ("Work will begin next month.", "next month", "2021-12-31"),
        (
            "It is expected to be completed by the end of the financial year - 2021/2022.",
            "by the end of the financial year - 2021/2022",
            "2022-03-31",
        ),
        ("It will be in post by the end of the 2021/22 financial year.", "by the end of the 2021/22", "2022-03-31"),
        ("By the end of March all accounts will have been reviewed.", "By the end of March", "2022-03-31"),
        ("The system will be live before 30/06/2022.", "before 30/06/2022", "2022-06-30"),
        ("It should be aligned by the end of January/early February.", None, "2022-02-15"),
        ("Work will start this month (November 2021) at last.", "this month (November 2021)", "2021-11-30"),
        ("With a view to the post being filled by March 2022.", "by March 2022", "2022-03-31"),
        ("Management have agreed to report from March 2022.", "from March 2022", "2022-03-31"),
        ("The rest will follow within the next six weeks.", "within the next six weeks", "2021-12-27"),
        ("We will test it in three months' time.", "in three months' time", "2022-02-15"),
        ("The upgrade is due in spring 2022.", "due in spring 2022", "2022-05-31"),
        ("It will be done by 31 March/28 February.", "by 31 March/28 February", "2022-03-31"),
        ("We shall be done by the end of 2022.", "by the end of 2022", "2022-12-31"),
        ("We shall be done by the end of the year.", "by the end of the year", "2022-03-31"),
        ("To issue the revised policy by 1 December", "by 1 December", "2021-12-01"),
    ],
)
def test_a_promise_is_read_with_the_last_day_it_may_mean(text, words, by):
    ((found, day),) = said(text)
    assert day == by
    assert words is None or found.startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "The work was completed in February.",
        "The policy was approved by the board in March 2021 and is in use.",
        "By March 2021 the service had cleared the backlog.",
        "We refer to our report of 31 May 2021.",
        "As at 31 March 2022 nothing will have been known.",
        "In November we reviewed ten files.",
        "We planned to look at this in our audit of December 2021.",
        "The list has been kept since April 2021.",
        "Returns will be made by 5 April each year.",
        "The contract, which was due to end by 30 September, has been extended.",
        "The lead may be replaced, and Mark will march on.",
        "The second officer started last month.",
        "We have a workshop with finance on 12 August to help this along.",
        "It covers the period October 2021 to February 2022.",
        "The report due on 31 May was issued.",
        "The lists will be compared each January.",
        "By 31 June it will be done.",
        "All schools will use Year 6 tests.",
        "",
    ],
)
def test_what_is_past_or_no_date_is_no_promise(text):
    assert said(text) == []


def test_a_month_without_its_year_is_the_next_one_unless_it_has_only_just_passed():
    assert said("It will be aligned by the end of January.", LATER) == [("by the end of January", "2022-01-31")]
    assert said("It will be aligned by the end of October.", LATER) == [("by the end of October", "2022-10-31")]
    assert said("It will be done in December.", date(2022, 1, 10)) == [("in December", "2021-12-31")]
    assert said("It will be done in June.", date(2022, 1, 10)) == [("in June", "2022-06-30")]


def test_several_promises_of_one_text_are_told_apart_with_their_places():
    text = "Files were checked in May 2021. They will be checked again in January, and signed by 31 March 2022."
    found = promises(text, ON)
    assert [text[p.start : p.end] for p in found] == ["in January", "by 31 March 2022"] == [p.words for p in found]
    assert [show_date(p.by) for p in found] == ["31 Jan 2022", "31 Mar 2022"]


def test_a_leap_february_ends_on_its_29th():
    assert said("Done by the end of February, it will be.", date(2024, 1, 5)) == [
        ("by the end of February", "2024-02-29")
    ]


@given(st.text(max_size=120), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_text_stops_it(text, on):
    for found in promises(f"It will be so by 31 May {text}", on):
        assert found.words


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(-60, 280))
def test_a_date_without_its_year_is_found_again_from_two_months_after_to_nine_months_before(on, days):
    by = date.fromordinal(on.toordinal() + days)
    found = promises(f"This will be finished by {by.day} {by:%B}.", on)
    if (by.month, by.day) != (2, 29):
        assert [p.by for p in found] == [by]
