"""Dates as people write them are read; what is no single date never becomes one."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.read.dates import dates_in, read_date

READ = {
    "30 September 2019": date(2019, 9, 30),
    "30 Sept\n2019": date(2019, 9, 30),
    "30 Sept. 2019": date(2019, 9, 30),
    "30 Novem ber 2021": date(2021, 11, 30),
    "30 Novem-\nber 2021": date(2021, 11, 30),
    "30 Novembe 2021": date(2021, 11, 30),
    "30 Novem\u00adber 2021": date(2021, 11, 30),
    "30 Sep\ntem\nber 2019": date(2019, 9, 30),
    "28 Feburary 2022": date(2022, 2, 28),
    "28 Febuary 2022": date(2022, 2, 28),
    "1st January 2022": date(2022, 1, 1),
    "the 1st of January, 2022": date(2022, 1, 1),
    "22 nd May 2021": date(2021, 5, 22),
    "5\u00a0April\u00a02019": date(2019, 4, 5),
    "Tuesday 15 February 2022": date(2022, 2, 15),
    "by 31 March 2022.": date(2022, 3, 31),
    "30/9/19": date(2019, 9, 30),
    "30/09/2019": date(2019, 9, 30),
    "30/09/\n2019": date(2019, 9, 30),
    "30-09-2019": date(2019, 9, 30),
    "30\u201109\u20112019": date(2019, 9, 30),
    "30.9.19": date(2019, 9, 30),
    "30-Sep-19": date(2019, 9, 30),
    "30 Sept '19": date(2019, 9, 30),
    "3/4/2022": date(2022, 4, 3),
    "September 30, 2019": date(2019, 9, 30),
    "2019-09-30": date(2019, 9, 30),
    "2019-09-30 00:00:00": date(2019, 9, 30),
    "2019-09-30T10:15:00.000Z": date(2019, 9, 30),
    "30/09/2019 10:15 AM": date(2019, 9, 30),
    " 30 Sep 2019 ": date(2019, 9, 30),
    "31/12/99": date(1999, 12, 31),
}


@pytest.mark.parametrize(("words", "day"), READ.items())
def test_a_date_is_read_however_it_is_written_or_broken(words: str, day: date) -> None:
    assert read_date(words) == day


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            " ",
            "TBC",
            "Ongoing",
            "Q3 2022/23",
            "2022",
            "2021/22",
            "Sept 2019",
            "May",
            "30 September",
            "12:30",
            "44834",
        ),
        *(
            "31/02/2022",
            "31 February 2022",
            "2022-13-01",
            "0/1/2022",
            "30 Juxx 2021",
            "30 Juny 2021",
            "1/2",
            "9/9/99999",
        ),
        "2/15/2022",  # an American order is not guessed
        "31 May 2021 and 31 August 2021",
        "31 May 2021 (revised)",
        "originally 31 May 2021",
        "31 May 2021, now TBC",
        "12-14 March 2022",
        "12 and 13 March 2022",
        "1.2.3.4",
    ],
)
def test_what_is_no_single_date_is_never_made_one(words: str) -> None:
    assert read_date(words) is None


def test_every_date_in_a_text_is_found_with_its_place() -> None:
    text = "Draft 31 May 2021 Service wide 31 August 2021; see 3.1.12, 5 actions 30 Novem ber 2021 (was 30/9/21)"
    found = dates_in(text)
    assert [text[d.start : d.end] for d in found] == ["31 May 2021", "31 August 2021", "30 Novem ber 2021", "30/9/21"]
    assert [d.day.isoformat() for d in found] == ["2021-05-31", "2021-08-31", "2021-11-30", "2021-09-30"]


def test_numbers_beside_a_month_in_prose_are_no_years() -> None:
    assert dates_in("On 31 March 20 staff met at 10:30, and on 5 May 12 more.") == []


FORMS = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%b-%Y", "%A %d %B %Y")


@settings(max_examples=60)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_any_day_of_two_centuries_comes_back(day: date, form: str) -> None:
    assert read_date(day.strftime(form)) == day


@settings(max_examples=60)
@given(st.datetimes())
def test_a_moment_as_iso_text_is_its_day(moment: datetime) -> None:
    assert read_date(moment.isoformat()) == moment.date()


@settings(max_examples=100)
@given(st.text("0123456789 /.-'ndthJFMASONDaeiouvmbrcpgly\n\u00a0\u0663", max_size=40))
def test_no_text_at_all_makes_trouble(words: str) -> None:
    read_date(words)
    dates_in(words)
