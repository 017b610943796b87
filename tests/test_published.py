"""A published report compared with the register as at its date: what differs is told, and nothing else."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import hostile
import pytest
from made import one

from db import intake, store
from db.inputs import FollowUp, NewRecommendation
from db.ledger import Ledger
from db.published import against_register
from db.queries import Reader
from db.readings import RawRecord, Reading
from db.rules import Policy, Status
from reports.read import read
from tui.cli import main

REPORT = Path(__file__).parent / "data" / "committee-report.txt"
DAY = date(2022, 2, 15)
TEXT = "The {} team should agree with its suppliers which invoices are paid at once, and keep a list of them."


def row(name, **given):
    fixed = {
        "audit": f"{name} Invoices", "directorate": "Resources", "priority": "critical", "due": date(2021, 3, 31),
        "issued": date(2020, 11, 2), "recommendation": TEXT.format(name), "status": Status.PARTIALLY_IMPLEMENTED,
        "section": "Appendix 2 - Recommendations between 6 and 12 months overdue", "where": f"row {name}",
        "director": "A. Director, Director of Resources", "update": "Begun.",
    }  # fmt: skip
    return RawRecord(**{**fixed, **given})


ROWS = (row("Fleet"), row("Parks"), row("Roads"))


def paper(*rows, file="february.txt"):
    return Reading(file, f"{file:0<64}"[:64], "report", DAY, rows, ())


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.db"
    store.create(path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        brought(path, ledger, paper(*ROWS, file="january.txt"), date(2022, 1, 20))
    return path


def brought(path, ledger, reading, day):
    with closing(store.open_checked(path)) as connection:
        ledger.apply(intake.plan(connection, reading, as_of=day, policy=Policy()), on=day)


def compared(path, *rows, as_at=DAY):
    with closing(store.open_checked(path)) as connection:
        return against_register(connection, paper(*rows), as_at)


def said(path, *rows):
    return [d.said for d in compared(path, *rows).disagreements]


def test_a_report_that_says_what_the_register_says_is_told_nothing(register):
    found = compared(register, *ROWS)
    assert found.disagreements == ()
    assert found.own == ()


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ({"due": date(2021, 4, 30)}, "FI-1: due 30 Apr 2021 in the paper, 31 Mar 2021 in the register."),
        (
            {"status": Status.NOT_IMPLEMENTED},
            "FI-1: not implemented in the paper, partially implemented in the register.",
        ),
        ({"priority": "Significant"}, "FI-1: Significant in the paper, critical in the register."),
        (
            {"director": "B. Other, Director of Places"},
            "FI-1: the director is B. Other, Director of Places in the paper, A. Director, Director of Resources in "
            "the register.",
        ),
        (
            {"audit": "Fleet Invoice"},
            "FI-1: the audit is Fleet Invoice in the paper, Fleet Invoices in the register.",
        ),
        (
            {"words": {"Ownership": "Status: Seven months\noverdue"}},
            "FI-1: Seven months overdue in the paper; by the register it is 10 (completed) or 11 (calendar) at "
            "15 Feb 2022.",
        ),
        (
            {"original_due": date(2020, 12, 31)},
            "FI-1: first due 31 Dec 2020 in the paper, 31 Mar 2021 in the register.",
        ),
        (
            {"issued": date(2020, 12, 2)},
            "FI-1: the audit's report is of 2 Dec 2020 in the paper, 2 Nov 2020 in the register.",
        ),
    ],
)  # fmt: skip
def test_what_a_row_says_otherwise_is_told_with_its_place(register, printed, told):
    found = compared(register, row("Fleet", **printed), *ROWS[1:])
    assert [d.said for d in found.disagreements] == [told]
    assert [(d.where, d.ref) for d in found.disagreements] == [("row Fleet", "FI-1")]
    assert not [p for p in found.own if p.what.startswith("FI-1")]  # told once


@pytest.mark.parametrize(
    "printed",
    [
        {"director": "A. Director"},
        {"priority": "CRITICAL"},
        {"priority": ""},
        {"status": None, "status_words": "Amber"},
        {"due": date(2020, 11, 2)},  # the report's own date: told of the paper, not of the register
        {"words": {"Months": "11"}},
        {"words": {"Ownership": "Status: ten months overdue"}},
        {"audit": "FLEET - Invoices"},
    ],
)
def test_the_same_said_in_other_words_is_no_disagreement(register, printed):
    assert said(register, row("Fleet", **printed), *ROWS[1:]) == []


def test_what_one_has_and_the_other_has_not_is_told(register):
    found = compared(register, *ROWS[:2], row("Baths"))
    assert [(d.rule, d.where, d.ref) for d in found.disagreements] == [
        ("lacking", "row Baths", ""),
        ("omitted", "", "RI-1"),
        ("directorate", "", ""),
        ("section", "", ""),
    ]
    told = [d.said for d in found.disagreements]
    assert told[1].startswith("RI-1 (Roads Invoices): overdue since 31 Mar 2021 and critical in the register")
    assert told[2] == "Resources: 2 overdue in the paper, 3 in the register at 15 Feb 2022."
    assert told[3].endswith("overdue: 2 in the paper, 3 in the register at 15 Feb 2022.")


def test_what_committees_do_not_see_or_is_not_due_or_closed_may_be_left_out(register):
    with closing(Ledger(register, "Ann Auditor")) as ledger:
        audit = one(register, "SELECT id FROM audit WHERE title = 'Fleet Invoices'")
        for text, given in (
            ("Keep a list of drivers.", {"priority": "minor", "due": date(2021, 3, 31)}),
            ("Ask for bids.", {"priority": "critical", "due": date(2022, 2, 15)}),
            ("Close the yard.", {"priority": "critical", "due": date(2021, 6, 30)}),
        ):
            ledger.add_recommendation(NewRecommendation(audit_id=audit, text=text, **given), on=DAY)
        ledger.follow_up("FI-4", FollowUp(opinion=Status.IMPLEMENTED, reason="Seen"), on=DAY)
    assert said(register, *ROWS) == []


def test_the_register_is_asked_as_it_was_at_the_date(register):
    with closing(Ledger(register, "Ann Auditor")) as ledger:
        ledger.follow_up("FI-1", FollowUp(opinion=Status.IMPLEMENTED, reason="Seen"), on=date(2022, 3, 1))
        ledger.follow_up("PI-1", FollowUp(due=date(2022, 6, 30), reason="Late"), on=date(2022, 3, 1))
    assert said(register, *ROWS) == []
    with closing(store.open_checked(register)) as connection:
        then = against_register(connection, paper(*ROWS), date(2021, 6, 1)).disagreements
    assert [d.said for d in then] == ["The register held no recommendation as at 1 Jun 2021."]


def test_one_audit_named_in_two_ways_is_told_of_the_paper(register):
    again = row("Fleet", where="row 9", audit="Fleet (Invoices)", recommendation="Sell the two old vans at once.")
    (told,) = compared(register, *ROWS, again).own
    assert told.what == "One audit is named in 2 ways: Fleet Invoices here, Fleet (Invoices) at row 9."


def test_the_example_read_again_disagrees_with_itself_in_eight_ways_and_not_with_the_register(tmp_path):
    path = tmp_path / "r.db"
    store.create(path)
    reading = read(REPORT, policy=Policy())
    assert reading.as_of is not None
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        brought(path, ledger, reading, reading.as_of)
    with closing(store.open_checked(path)) as connection:
        found = against_register(connection, reading, reading.as_of)
        assert found.disagreements == ()
        assert Reader(connection, DAY).position().total == 15
    told = " ".join(problem.what for problem in found.own)
    for sign in (
        "29 in the table", "44 in the table", "21 in the table", "“Not implemented” in the table",
        "counts 3 partially implemented", "6 of its 5", "is the date of the audit's own report", "printed again",
        "this month (January 2022)", "named in 2 ways",
    ):  # fmt: skip
        assert sign in told


def test_on_the_command_line_a_published_report_and_the_pack_are_checked(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OUTSTANDING_USER", "An auditor")
    register = str(tmp_path / "r.db")
    main(["import", str(REPORT), "--register", register])
    capsys.readouterr()
    assert main(["check", "--report", str(REPORT), "--register", register, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["as_at"] == "2022-02-15"
    assert document["disagreements"] == []
    assert len(document["problems"]) > 8
    asked = ["check", "--report", "--register", register, "--as-at", "2022-02-15"]
    assert main([*asked, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {"closed_as_reported", "missing"} <= {finding["rule"] for finding in found}
    key = found[0]["key"]
    assert main([*asked, "--dismiss", key]) == 2
    assert "needs a reason" in capsys.readouterr().err
    assert main([*asked, "--dismiss", key, "--reason", "Read out at the meeting"]) == 0
    capsys.readouterr()
    assert main(asked) == 1
    out = capsys.readouterr().out
    assert f"{len(found) - 1} findings as at 15 Feb 2022." in out
    assert "by An auditor: Read out at the meeting" in " ".join(out.split())
    assert main([*asked, "--dismiss", key, "--reason", "Again"]) == 2
    assert main(["check", "--register", register]) == 0


@pytest.mark.parametrize(("make", "name"), [(hostile.good_pdf, "paper.pdf"), (hostile.docx, "paper.docx")])
def test_a_published_pdf_or_word_file_is_checked_as_it_is(tmp_path, capsys, make, name):
    register, paper = str(tmp_path / "r.db"), tmp_path / name
    paper.write_bytes(make(hostile.ROW))
    main(["import", str(paper), "--register", register])
    paper.write_bytes(make((hostile.ROW[0], "31 Oct 2021", *hostile.ROW[2:])))
    capsys.readouterr()
    assert main(["check", "--report", str(paper), "--register", register, "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["disagreements"]
    assert "due 31 Oct 2021 in the paper, 30 Sep 2021 in the register" in found["said"]
    assert found["where"].endswith("row 2")


def test_rows_that_print_one_recommendation_twice_are_compared_once(register):
    again = replace(ROWS[0], where="row 9", section="Appendix 4 - To be discussed")
    assert said(register, *ROWS, again) == []
