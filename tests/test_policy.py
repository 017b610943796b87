"""Policy is data: read, decided as a whole with a sentence for what is wrong, kept as events, taken back."""

from datetime import UTC, date, datetime

import pytest

from db import store
from db.ledger import Ledger, Refused
from db.policy import FIELDS, as_settings, decided, read_policy
from db.queries import Reader
from db.rules import Band, Duty, EscalationStep, Policy, Priority, Status
from tui.settled import told

TODAY = date(2022, 2, 15)
NOW = datetime(2022, 2, 15, 12, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "register.db"
    store.create(path)
    ledger = Ledger(path, "An Auditor", clock=lambda: NOW)
    yield ledger
    assert store.check(path) == []
    ledger.close()


def policy_of(ledger):
    return Reader(store.connect(ledger._path, read_only=True), TODAY).policy


def test_every_setting_of_the_policy_is_kept_and_read_again():
    assert set(FIELDS) == set(Policy.__slots__)
    policy = Policy(
        organisation="A Council",
        edge_included=False,
        escalation=(EscalationStep(3, Duty.NOTIFY),),
        next_meeting=date(2022, 3, 1),
        status_words={"red": Status.NOT_IMPLEMENTED},
        further_scales={"A firm": (Priority("fundamental", reported=True),)},
        further_opinions={"A firm": ("green", "red")},
        status_names={Status.IMPLEMENTED: "Completed"},
        band_names={Band.OVER_12: "Long overdue"},
    )
    assert decided(Policy(), as_settings(policy)) == policy


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"band_edges": [12, 6]}, "Age bands part at: each number of months must be larger than the one before."),
        ({"band_edges": [0, 6]}, "Age bands part at: months are whole numbers from 1 to 1199."),
        ({"band_edges": [6]}, "Age bands part at: there are two numbers of months."),
        ({"band_edges": "six"}, "Age bands part at: months are whole numbers"),
        ({"edge_included": "perhaps"}, "An edge belongs to the later band: this is not yes or no."),
        ({"counting": "weeks"}, "Months are counted: weeks is no way of counting; there are: completed, calendar."),
        ({"priorities": []}, "Priorities: a scale has at least one step."),
        ({"priorities": [{"name": "A", "reported": True}, {"name": "a", "reported": True}]}, "a stands there twice"),
        ({"priorities": [{"name": " ", "reported": True}]}, "Priorities: a name must not be left blank."),
        ({"priorities": ["high"]}, "Priorities: this is not a list of priorities, gravest first."),
        ({"opinions": []}, "Assurance opinions: a scale has at least one step."),
        ({"escalation": [{"months": 6, "duty": "shout"}]}, "Escalation: shout is no duty; there are: notify, attend"),
        (
            {"escalation": [{"months": 9, "duty": "attend"}, {"months": 6, "duty": "notify"}]},
            "Escalation: each number of months must be larger",
        ),
        ({"follow_up_months": [12, 6]}, "It is due within: each number of months must be larger"),
        ({"follow_up_opinions": ["poor"]}, "A follow-up audit is due after poor, which is no opinion on any scale."),
        ({"status_words": {"red": "late"}}, "Words read as a status: late is no status; there are: not implemented"),
        ({"status_names": {"implemented": "superseded"}}, "Names of statuses: superseded stands there twice."),
        ({"next_meeting": "soon"}, "It next meets on: this is not a date."),
        ({"colour": "blue"}, "There is no setting colour."),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_and_changes_nothing(ledger, changes, said):
    with pytest.raises(Refused) as refused:
        ledger.decide({"organisation": "A Council", **changes}, on=TODAY)
    assert said in str(refused.value)
    assert policy_of(ledger) == Policy()


def test_every_wrong_value_is_told_at_once():
    with pytest.raises(ValueError, match=r"Age bands part at: .* Priorities: .*"):
        decided(Policy(), {"band_edges": [2, 1], "priorities": []})


def test_settings_that_go_together_are_changed_together(ledger):
    receipt = ledger.decide({"opinions": ["green", "red"], "follow_up_opinions": ["red"]}, on=TODAY)
    assert receipt.said == "Policy: assurance opinions, a follow-up audit is due after"
    assert policy_of(ledger).opinions == ("green", "red")
    assert ledger.undo().said == "Undone: Policy: assurance opinions, a follow-up audit is due after"
    assert policy_of(ledger) == Policy()
    ledger.redo()
    ledger.decide({"opinions": None, "follow_up_opinions": None}, on=TODAY)
    assert policy_of(ledger) == Policy()
    with pytest.raises(Refused, match="Nothing has changed"):
        ledger.decide({"opinions": None, "organisation": ""}, on=TODAY)


def test_a_setting_that_cannot_be_read_is_named_and_can_be_decided_anew(ledger):
    with pytest.raises(ValueError, match="The setting band_edges cannot be read"):
        read_policy({"band_edges": "[12, 6]"})


def test_a_priority_on_any_scale_is_known_and_reported_by_its_own_mark():
    second = (Priority("fundamental", reported=True), Priority("housekeeping", reported=False))
    policy = Policy(further_scales={"A firm": second})
    assert [step.name for step in policy.known_priorities] == [
        "critical", "significant", "moderate", "minor", "fundamental", "housekeeping",
    ]  # fmt: skip
    assert [policy.reported(name) for name in ("Fundamental", "housekeeping", "minor", "unheard of")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_a_band_is_named_by_its_edges_unless_the_body_has_a_name():
    policy = Policy(band_edges=(3, 9), band_names={Band.CLOSED: "Done"})
    assert [policy.band_name(band) for band in Band] == [
        "Over 9 months overdue", "3 to 9 months overdue", "Under 3 months overdue", "Not yet due", "No date", "Done",
    ]  # fmt: skip


def test_a_band_is_called_the_same_in_a_sentence_and_in_two_words():
    policy = Policy(band_edges=(3, 9), band_names={Band.CLOSED: "Done"})
    assert policy.band_phrase(Band.SIX_TO_12) == "3 to 9 months overdue"
    assert policy.band_phrase(Band.CLOSED) == "Done"
    assert [policy.band_word(band) for band in Band][:3] == ["over 9", "3 to 9", "under 3"]


def test_a_setting_is_told_as_one_would_say_it():
    assert [told(name, Policy()) for name in ("band_edges", "escalation", "priorities", "status_words")] == [
        "6 and 12 months",
        "notify the Executive Member at 6 months; the Director attends at 9 and 12 months;"
        " write the risk back at 18 months",
        "critical, significant; not seen by committees: moderate, minor",
        "none of its own",
    ]
    assert told("edge_included", Policy(edge_included=False)).endswith(
        "6 months overdue counts as under 6, 12 as 6 to 12"
    )
