"""Conventions of whole bodies, ready to be taken over."""

from datetime import date

from db.policy import FIELDS
from db.presets import presets
from db.rules import Band, Policy, Status, read_status


def named(name):
    return next(one for one in presets() if one.name == name)


def test_the_example_council_is_the_default():
    assert presets()[0].policy == Policy()
    assert presets()[0].changes(Policy(organisation="A Council", next_meeting=date(2022, 3, 1))) == {}


def test_every_preset_says_where_it_comes_from():
    assert all(one.title and one.about and one.source for one in presets())


def test_a_panel_with_two_firms_of_auditors_reports_both_scales():
    policy = named("police-panel").policy
    known = ("high", "medium", "low", "advisory", "fundamental", "significant", "housekeeping")
    assert tuple(step.name for step in policy.known_priorities) == known
    assert all(map(policy.reported, known))
    assert read_status("Grey", policy) is Status.NOT_ADOPTED
    assert policy.band_name(Band.NOT_DUE) == "Amber: within the target date"
    assert policy.status_name(Status.IMPLEMENTED) == "completed"


def test_what_it_would_change_is_told_and_leaves_the_body_its_name():
    changes = named("police-panel").changes(Policy(organisation="A Force", meeting_body="Panel"))
    assert {"priorities", "further_scales", "status_names", "meeting_body"} <= set(changes) <= set(FIELDS)
    assert "organisation" not in changes
