"""What is said of a recommendation since last time is what changed, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown_rows import TEXT, shown

from db.rules import Band, Status
from db.since import changes, since

THEN = shown(priority="", owner="")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({}, "Due date and status unchanged; the update is word for word the last one."),
        (
            {"due": date(2021, 11, 29)},
            "Due date moved 60 days, to 29 Nov 2021; status unchanged; the update is word for word the last one.",
        ),
        (
            {"due": date(2021, 9, 29), "update": "All done."},
            "Due date moved 1 day earlier, to 29 Sep 2021; status unchanged; there is a new update.",
        ),
        (
            {"status": Status.IMPLEMENTED, "update": "All three are merged; we compared them line by line."},
            "Status changed from partially implemented to implemented; due date unchanged; there is a new update.",
        ),
        ({"status": None}, "Status changed from partially implemented to status not read; due date unchanged; "
         "the update is word for word the last one."),
        ({"update": f" {TEXT.upper()}\n"}, "Due date and status unchanged; the update is word for word the last one."),
        (
            {"update": TEXT.replace("a supplier", "the supplier")},
            "Due date and status unchanged; the update is nearly word for word (98 %) the last one.",
        ),
        ({"update": TEXT.replace("three", "30")}, "Due date and status unchanged; there is a new update."),
        ({"update": ""}, "Due date and status unchanged; the update was taken away."),
        ({"due": None, "due_words": "TBC"}, "Due date taken away, now TBC; status unchanged; "
         "the update is word for word the last one."),
        (
            {"owner": "Head of Finance", "priority": "critical"},
            "Due date and status unchanged; the update is word for word the last one; priority now given: critical; "
            "owner now given: Head of Finance.",
        ),
        ({"recommendation": "Merge them."}, "Due date and status unchanged; the update is word for word the last one; "
         "wording changed."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_changed(now, said):
    assert since(THEN, replace(THEN, **now)) == said


def test_what_is_new_and_what_is_gone_is_said():
    assert since(None, THEN) == "New since then."
    assert since(THEN, None) == "No longer there."
    assert since(shown(due=None, update=""), shown(update="")) == (
        "Due date set to 30 Sep 2021; status unchanged; there is still no update."
    )
    assert since(shown(update=""), shown()).endswith("there is a first update.")


def test_a_screen_can_mark_what_changed():
    now = replace(THEN, due=date(2021, 12, 31), status=Status.AWAITING_VERIFICATION, months_overdue=None)
    assert [(c.field, c.new) for c in changes(THEN, now)] == [
        ("due", date(2021, 12, 31)),
        ("status", Status.AWAITING_VERIFICATION),
    ]


def test_the_age_of_a_position_is_no_change():
    later = replace(THEN, as_at=date(2022, 2, 15), months_overdue=4, band=Band.SIX_TO_12, update_on=date(2022, 2, 1))
    assert changes(THEN, later) == ()


@given(st.text(max_size=40), st.text(max_size=40), st.none() | st.dates(), st.none() | st.sampled_from(Status))
def test_whatever_changed_the_sentence_is_one(update, owner, due, status):
    said = since(THEN, replace(THEN, update=update, owner=owner, due=due, status=status))
    assert said.endswith(".")
    assert "due date" in said.casefold()
    assert "status" in said.casefold()
