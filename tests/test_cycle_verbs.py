"""The reporting cycle on the command line: figures that add up, in words and as JSON, at a stated date."""

import json
import re
from collections import Counter
from datetime import date

import pytest

from db import sample
from tui.cli import main
from tui.verbs import registers

TODAY = date(2024, 2, 29)
LAST = "2023-11-29"
"""The as-at date of the last report in the sample."""


class LeapDay(date):
    """Whose today is that of these tests."""

    @classmethod
    def today(cls):
        return TODAY


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    path = tmp_path_factory.mktemp("year") / "sample.db"
    sample.build(path, today=TODAY)
    return path


@pytest.fixture(autouse=True)
def _somebody(monkeypatch, year):
    monkeypatch.setenv("OUTSTANDING_USER", "An auditor")
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(year))
    monkeypatch.setattr(registers, "date", LeapDay)


@pytest.fixture
def copied(year, tmp_path, monkeypatch):
    path = tmp_path / "copy.db"
    path.write_bytes(year.read_bytes())
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(path))


def document(capsys, *words):
    assert main(words) == 0
    return json.loads(capsys.readouterr().out)


def page(capsys, *words):
    assert main(words) == 0
    return capsys.readouterr().out


def refused(capsys, *words):
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    return said.err


READING = [
    ["position"],
    ["position", "--by", "directorate", "--since", "last"],
    ["position", "--by", "executive-member"],
    ["escalation"],
    ["today"],
    ["slips"],
    ["slips", "--by", "owner"],
    ["follow-ups"],
    ["verified"],
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("as_at", [[], ["--as-at", LAST]], ids=["today", "then"])
def test_each_says_its_date_and_fits_a_terminal_and_speaks_english(capsys, words, as_at):
    day = "29 Nov 2023" if as_at else "29 Feb 2024"
    told = page(capsys, *words, *as_at)
    assert day in told
    assert max(map(len, told.splitlines())) <= 80
    assert not re.search(r"over_12|6_to_12|under_6|not_due|no_date|risk_accepted|None|NOT_", told)
    assert document(capsys, *words, *as_at, "--json")["as_at"] == (LAST if as_at else TODAY.isoformat())


# Position and movement. ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["band", "priority", "status", "directorate", "executive-member", "auditor"])
def test_a_position_adds_up_whatever_it_is_divided_by(capsys, by):
    told = document(capsys, "position", "--by", by, "--json")
    shares = told["by"]["shares"]
    assert sum(share["total"] for share in shares) == told["by"]["whole"]["total"] == told["total"] == 43
    for band, count in told["by"]["whole"]["bands"].items():
        assert sum(share["bands"][band] for share in shares) == count == told["bands"][band]


def test_months_are_counted_the_other_way_and_from_the_original_date_where_that_is_asked(capsys):
    plain = document(capsys, "position", "--json")
    assert (plain["counting"], plain["basis"]) == ("completed", "revised")
    other = document(capsys, "position", "--counting", "calendar", "--basis", "original", "--json")
    assert (other["counting"], other["basis"]) == ("calendar", "original")
    assert other["bands"] != plain["bands"]
    assert other["total"] == plain["total"]
    assert "calendar months, original due dates" in page(
        capsys, "position", "--counting", "calendar", "--basis", "original"
    )


@pytest.mark.usefixtures("copied")
def test_bands_have_the_names_that_the_body_gives_them(capsys):
    page(capsys, "policy", "set", "band_names", "third = Long overdue")
    assert "Long overdue" in page(capsys, "position")
    assert "Long overdue" in page(capsys, "position", "--by", "band")
    assert "Long overdue: " in page(capsys, "position", "--since", "last")


@pytest.mark.usefixtures("copied")
def test_a_status_can_be_typed_by_the_name_that_the_body_gives_it(capsys):
    page(capsys, "policy", "set", "status_names", "partially implemented = Begun")
    assert document(capsys, "list", "--status", "begun", "--json")
    assert "Begun" in refused(capsys, "list", "--status", "nonsense")


@pytest.mark.usefixtures("copied")
def test_taking_over_conventions_that_change_nothing_is_a_json_document_too(capsys):
    assert "already" in page(capsys, "policy", "use", "example-council")
    assert document(capsys, "policy", "use", "example-council", "--json")["changes"] == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("escalation", "six: notify"),
        ("escalation", f"{'9' * 5000}: notify"),
        ("band_edges", f"6, {'9' * 5000}"),
        ("further_scales", "high, low"),
    ],
)
@pytest.mark.usefixtures("copied")
def test_a_setting_that_cannot_be_read_is_told_with_how_it_is_written(capsys, setting, value):
    assert "write " in refused(capsys, "policy", "set", setting, value)


def test_a_past_position_is_what_was_known_then_or_what_is_known_now(capsys):
    then = document(capsys, "position", "--as-at", LAST, "--json")
    now = document(capsys, "position", "--as-at", LAST, "--known-now", "--json")
    assert (then["known"], now["known"]) == (LAST, None)
    assert (then["total"], now["total"]) == (39, 43)
    assert "as known today" in page(capsys, "position", "--as-at", LAST, "--known-now")


def test_a_movement_balances_in_all_and_in_its_parts_and_names_who_is_behind_each_figure(capsys):
    moved = document(capsys, "position", "--since", "last", "--json")["movement"]
    assert moved["since"] == LAST
    figures = ("brought_forward", "new", "reopened", "implemented", "risk_accepted", "superseded_or_not_adopted")
    assert all(moved[figure] for figure in figures)
    directorates, bands = moved["directorates"].values(), moved["bands"].values()
    assert all(part["balances"] for part in (moved, *directorates, *bands))
    for figure in (*figures, "carried_forward"):
        behind = Counter(moved["refs"][figure])
        assert len(behind) == moved[figure]
        for parts in (directorates, bands):
            assert sum((Counter(part["refs"].get(figure, ())) for part in parts), Counter()) == behind
    assert moved["refs"]["reopened"] == ["DI-2"]
    assert sorted(moved["directorates"]["Corporate Resources"]["refs"]["reclassified_in"]) == ["IR-1", "IR-2"]


def test_a_movement_is_told_as_an_equation(capsys):
    told = " ".join(page(capsys, "position", "--since", LAST).split())
    assert "Movement of the open recommendations, 29 Nov 2023 to 29 Feb 2024" in told
    assert "Digital and Customer: brought forward 6 - reclassified out 2 = carried forward 4" in told


def test_since_the_last_report_needs_one(capsys):
    assert "No report to the Audit Committee" in refused(capsys, "position", "--as-at", "2023-02-01", "--since", "last")
    assert "--since must be before" in refused(capsys, "position", "--since", "2024-03-01")


# Escalation. ---------------------------------------------------------------------------------------------------------


def test_escalation_says_who_is_called_on_and_what_comes_by_the_next_meeting(capsys):
    told = document(capsys, "escalation", "--json")
    assert (told["since"], told["meeting_on"]) == (LAST, "2024-03-21")
    assert {step["when"] for step in told["reached"]} >= {"since the last report", "by the next meeting"}
    attending = {call["who"]: call for call in told["attend"]}["Strategic Director of Children's Services"]
    assert "FCP-1" in attending["refs"]
    assert attending["with"] == ["Executive Member for Children and Families", "Executive Member for Schools"]
    assert [call["refs"] for call in told["write_back"]] == [["DP-1"]]
    later = document(capsys, "escalation", "--meeting", "2024-09-30", "--json")
    assert len(later["reached"]) > len(told["reached"])
    assert "--meeting must be after" in refused(capsys, "escalation", "--meeting", "2024-02-29")


@pytest.mark.usefixtures("copied")
def test_what_was_done_is_recorded_and_told(capsys):
    words = [
        "--notified",
        "2024-02-20",
        "--attended",
        "2024-02-21",
        "--who",
        "The Director",
        "--decision",
        "Come again",
    ]
    done = document(capsys, "escalation", "note", "FCP-1", "--months", "12", *words, "--json")
    assert done["said"] == "FCP-1: escalation step added"
    (step,) = (one for one in document(capsys, "escalation", "--json")["reached"] if one["ref"] == "FCP-1")
    assert step["settled"]
    assert step["done"]["decision"] == "Come again"
    assert "decided: Come again" in " ".join(page(capsys, "show", "FCP-1").split())
    assert "There is no step at 7 months; there are steps at 6, 9, 12, 18." in refused(
        capsys, "escalation", "note", "FCP-1", "--months", "7"
    )
    assert "nothing to record" in refused(capsys, "escalation", "note", "FCP-1", "--months", "6")


# Risk acceptance. ----------------------------------------------------------------------------------------------------

ACCEPT = ("accept", "DP-1", "--by", "A Director", "--role", "Strategic Director", "--why", "The cost")


@pytest.mark.usefixtures("copied")
def test_an_acceptance_is_recorded_whole_and_ends_of_itself(capsys):
    rest = ("--until", "2024-06-30", "--mitigation", "Checks", "--minute", "Minute 12")
    assert "partially implemented → risk accepted" in page(capsys, *ACCEPT, *rest)
    told = document(capsys, "show", "DP-1", "--json")
    assert told["status"] == "risk accepted"
    assert told["acceptances"][0]["minute"] == "Minute 12"
    after = document(capsys, "show", "DP-1", "--as-at", "2024-07-01", "--json")
    assert after["status"] == "partially implemented"
    said = page(capsys, "show", "DP-1", "--as-at", "2024-07-01")
    assert "Open again: the acceptance by Strategic Director ended on 30 Jun 2024" in said
    assert "Mitigation: Checks" in said


@pytest.mark.usefixtures("copied")
def test_an_acceptance_counts_from_the_day_it_was_given_where_it_is_said_why(capsys):
    page(capsys, *ACCEPT, "--on", "2024-02-12", "--reason", "Given on paper")
    assert document(capsys, "list", "direct", "--status", "risk accepted", "--as-at", "2024-02-12", "--json")


def test_an_acceptance_that_cannot_be_is_refused_in_one_sentence(capsys):
    assert "--until has passed" in refused(capsys, *ACCEPT, "--until", "2024-02-01")
    assert "--on is a day to come" in refused(capsys, *ACCEPT, "--on", "2024-03-01")
    assert "must not be left blank" in refused(capsys, *ACCEPT[:-1], " ")
    assert "--role" in refused(capsys, *ACCEPT[:4])


def test_what_is_open_again_says_why(capsys):
    assert "Open again: the acceptance by Section 151 Officer ended on 31 Dec 2023" in page(capsys, "show", "DI-2")


# The rest of the cycle. ----------------------------------------------------------------------------------------------


def test_today_lists_every_kind_of_thing_that_wants_doing(capsys):
    told = document(capsys, "today", "--json")["wanted"]
    assert {one["kind"] for one in told} == {
        "next meeting", "escalation", "risk acceptance", "promise", "to verify", "milestone", "due soon",
        "follow-up audit",
    }  # fmt: skip
    assert [one["by"] for one in told] == sorted(one["by"] for one in told)


def test_slips_are_told_by_recommendation_and_by_owner(capsys):
    told = document(capsys, "slips", "--by", "owner", "--json")
    assert sum(one["days"] for one in told["slips"]) == sum(owner["days"] for owner in told["owners"])
    assert {one["times"] for one in told["slips"]} == {1, 2}
    assert "nobody named who agreed" in " ".join(page(capsys, "slips").split())
    assert "Moved 2 times, " in page(capsys, "show", "PL-1")


def test_audits_to_be_followed_up_are_told_with_their_window(capsys):
    told = document(capsys, "follow-ups", "--json")["follow_ups"]
    assert {one["when"] for one in told} == {"late", "due", "to come"}
    assert "Residents' Money at Tŷ Bryn Awel" not in {one["audit"] for one in told}  # it was followed up


def test_of_what_is_called_done_it_is_told_what_was_tested(capsys):
    told = document(capsys, "verified", "--json")
    assert told["called_done"] == len(told["claims"]) == sum(told["how"].values())
    assert sum(part["called_done"] for part in told["directorates"].values()) == told["called_done"]
    assert told["tested"] < told["called_done"]
    said = f"Called done, as at 29 Feb 2024: {told['called_done']}. Audit has tested {told['tested']} of them."
    assert said in page(capsys, "verified")


def test_a_verb_that_needs_another_under_it_says_which_there_are(capsys):
    assert "is followed by one of:" in refused(capsys, "rename")
    assert "rename --help" in refused(capsys, "rename", "nothing")
