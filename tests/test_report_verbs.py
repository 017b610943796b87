"""The verbs of reports: what is sealed is listed, shown as it was told, compared with now, taken out and withdrawn."""

import json
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest
from made import TODAY, small_register

from db.inputs import FollowUp
from db.ledger import Ledger
from db.rules import Status
from tui.cli import main
from tui.verbs import registers, reports


@pytest.fixture(autouse=True)
def path(monkeypatch, tmp_path):
    """A register of three recommendations, on a day of its own."""
    path = small_register(tmp_path / "register.db", recommendations=3)
    monkeypatch.setenv("OUTSTANDING_USER", "An auditor")
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(path))
    for room in (registers, reports):
        monkeypatch.setattr(room, "today", lambda: TODAY)
    return path


def said(capsys, *words, code=0):
    capsys.readouterr()
    assert main(["report", *words]) == code
    return capsys.readouterr().out


def document(capsys, *words):
    return json.loads(said(capsys, *words, "--json"))


def refused(capsys, *words):
    capsys.readouterr()
    assert main(["report", *words]) == 2
    told = capsys.readouterr()
    assert len(told.err.strip().splitlines()) == 1
    return told.err


def follow_up(path, ref, **change):
    with closing(Ledger(path, "An auditor")) as ledger:
        ledger.follow_up(ref, FollowUp(reason="because", **change), on=TODAY)


def test_a_report_is_sealed_after_the_pack_check_has_spoken(capsys):
    told = said(capsys, "new", "--to", "Scrutiny Board", "--meeting", "2022-03-01")
    lines = told.replace("\n" + " " * 12, " ").splitlines()
    assert lines[0].startswith("The pack check as at 15 Feb 2022 finds ")
    assert lines[1] == "Sealed."
    assert "Scrutiny Board, as at 15 Feb 2022, meeting on 1 Mar 2022, sealed 15 Feb 2022 by An auditor" in lines[2]
    assert [line.split()[0] for line in lines[3:]] == [
        "appendices-2022-02-15.pdf",
        "position-and-movement-2022-02-15.pdf",
    ]


def test_the_list_names_each_report_by_a_word_that_finds_it(capsys):
    assert "No report has been sealed yet." in said(capsys, "list")
    first = document(capsys, "new", "--as-at", "2022-01-31")["report"]
    second = document(capsys, "new")["report"]
    assert second["since"] == "2022-01-31"
    listed = document(capsys, "list")["reports"]
    assert listed == [second, first]
    for report in listed:
        assert document(capsys, "show", report["name"])["report"] == report
        assert document(capsys, "show", report["id"])["report"] == report


def test_what_was_told_is_shown_and_not_what_is_so_now(capsys, path):
    document(capsys, "new")
    follow_up(path, "MHC-1", opinion=Status.IMPLEMENTED, text="Seen.")
    told = document(capsys, "show", "last")
    assert [one["status"] for one in told["recommendations"]] == ["not implemented"] * 3
    assert told["position"]["total"] == 3
    shown = said(capsys, "show", "2022-02-15")
    assert "As told to the Audit Committee, as at 15 Feb 2022; nothing below is newer" in shown
    assert "  implemented" not in shown.partition("The recommendations as they were told")[2]


def test_changes_are_told_in_a_sentence_recommendation_by_recommendation(capsys, path):
    document(capsys, "new")
    follow_up(path, "MHC-2", due=TODAY + timedelta(days=60), text="Begun.")
    lines = said(capsys, "changes", "2022-02").replace("\n    ", " ").splitlines()
    assert lines[0] == "Told to the Audit Committee, as at 15 Feb 2022; what has changed by 15 Feb 2022"
    by_ref = dict(line.split("  ", 1) for line in lines[1:-1])
    assert by_ref["MHC-1"] == "Due date and status unchanged; there is still no update."
    assert by_ref["MHC-2"].startswith("Due date moved 198 days, to 16 Apr 2022; status unchanged; there is a first")
    assert lines[-1] == "1 of 3 recommendations changed between 15 Feb 2022 and 15 Feb 2022."
    (changed,) = (one for one in document(capsys, "changes", "last")["recommendations"] if one["changes"])
    assert (changed["ref"], changed["changes"][0]["field"]) == ("MHC-2", "due")
    assert (changed["changes"][0]["old"], changed["changes"][0]["new"]) == ("2021-09-30", "2022-04-16")


def test_papers_are_taken_out_as_they_were_sealed_and_never_over_a_file_unasked(capsys, tmp_path):
    report = document(capsys, "new")["report"]
    folder = tmp_path / "papers"
    said(capsys, "papers", "last", "-o", str(folder))
    digests = {file.name: sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    assert digests == {paper["name"]: paper["sha256"] for paper in report["papers"]}
    assert "already. Say --overwrite" in refused(capsys, "papers", "last", "-o", str(folder))
    said(capsys, "papers", "last", "-o", str(folder), "--overwrite")
    assert "cannot be a folder" in refused(capsys, "papers", "last", "-o", str(tmp_path / "register.db"))
    assert "cannot be a folder" in refused(capsys, "papers", "last", "-o", str(tmp_path / "no" / "where"))


def test_one_that_is_withdrawn_gives_way_to_the_one_in_its_place(capsys):
    first = document(capsys, "new")["report"]
    assert "sealed already" in refused(capsys, "new")
    assert said(capsys, "withdraw", "last", "--why", "A column was wrong").startswith("Report to the Audit Committee")
    assert "WITHDRAWN on 15 Feb 2022: A column was wrong" in said(capsys, "list")
    second = document(capsys, "new")["report"]
    assert document(capsys, "show", "2022-02-15")["report"]["id"] == second["id"] != first["id"]
    assert document(capsys, "show", first["name"])["report"]["withdrawn_why"] == "A column was wrong"


def test_a_day_or_a_month_that_may_mean_several_says_which(capsys):
    document(capsys, "new", "--as-at", "2022-02-01")
    document(capsys, "new")
    document(capsys, "new", "--to", "Scrutiny Board")
    assert "may be several reports" in refused(capsys, "show", "2022-02")
    sentence = refused(capsys, "show", "15 Feb 2022")
    assert "Scrutiny Board, as at 15 Feb 2022" in sentence
    assert "Audit Committee, as at 15 Feb 2022" in sentence
    assert document(capsys, "show", "1 Feb 2022")["as_at"] == "2022-02-01"


def test_what_cannot_be_is_refused_with_one_sentence(capsys):
    assert "No report has been sealed yet" in refused(capsys, "show", "last")
    assert "still to come" in refused(capsys, "new", "--as-at", "2022-02-16")
    assert "earlier day" in refused(capsys, "new", "--since", "2022-02-15")
    assert "not be left blank" in refused(capsys, "new", "--to", "  ")
    document(capsys, "new")
    assert "There is no report 2021-11." in refused(capsys, "show", "2021-11")
    assert "There is no report zzzz." in refused(capsys, "show", "zzzz")
    assert "reason" in refused(capsys, "withdraw", "last", "--why", "\u200b")


def test_a_register_that_is_written_to_meanwhile_is_read_once_more(capsys, path, monkeypatch):
    from tui import sealing

    make, times = sealing.make, []

    def interrupted(*args):
        made = make(*args)
        if not times:
            follow_up(path, "MHC-1", text="Meanwhile.")
        times.append(made.seen)
        return made

    monkeypatch.setattr(sealing, "make", interrupted)
    document(capsys, "new")
    assert len(times) == 2
    told = document(capsys, "show", "last")
    assert {one["ref"]: one["update"] for one in told["recommendations"]}["MHC-1"] == "Meanwhile."
