"""Headings are known however they are spelt, and the JSON of a recommendation keeps its promise."""

from datetime import date

import pytest

from db.rules import show_date
from reports.columns import BY_FIELD, COLUMNS, column_for, plain


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Audit Title", "audit"),
        ("AUDIT\nNAME", "audit"),
        ("Date of Report", "issued"),
        ("Dept.", "directorate"),
        ("Risk rating", "priority"),
        ("Grade", "priority"),
        ("Recommendation(s)", "recommendation"),
        ("Agreed action", "recommendation"),
        ("Agreed actions", "recommendation"),
        ("Finding", "recommendation"),
        ("Management's response", "response"),
        ("Lead Officer(s)", "owner"),
        ("Responsible officer", "owner"),
        ("Portfolio holder", "executive_member"),
        ("Target date", "due"),
        ("Due Date:", "due"),
        ("Timescales", "due"),
        ("Revised due date", "due"),
        ("Original target date", "original_due"),
        ("Implementation status", "status"),
        ("Progress", "update"),
        ("Update/ Opinion", "update"),
        ("Next steps", "action"),
        ("Rec. No.", "source_ref"),
        ("Rec #", "source_ref"),
        ("Months late", "months_overdue"),
    ],
)
def test_a_heading_of_the_field_is_known_however_it_is_spelt(heading: str, field: str) -> None:
    column = column_for(heading)
    assert column is not None
    assert column.field == field


@pytest.mark.parametrize("heading", ["", "  ", "Cost code", "Notes of the meeting held in May", "\x00", "A" * 100_000])
def test_a_heading_nobody_knows_is_no_column(heading: str) -> None:
    assert column_for(heading) is None


def test_no_synonym_is_sure_of_two_columns() -> None:
    sure = [plain(name) for column in COLUMNS for name in (column.heading, *column.synonyms)]
    assert len(sure) == len(set(sure))


def test_every_synonym_is_spelt_as_headings_are_compared() -> None:
    names = [name for column in COLUMNS for name in (*column.synonyms, *column.otherwise)]
    assert [name for name in names if plain(name) != name] == []


def test_our_own_headings_are_all_different() -> None:
    assert len({column.heading for column in COLUMNS}) == len(COLUMNS) == len(BY_FIELD)


def test_dates_are_shown_the_british_way() -> None:
    assert show_date(date(2019, 9, 30)) == "30 Sep 2019"
    assert show_date(date(2020, 1, 1)) == "1 Jan 2020"
    assert show_date(None) == ""
