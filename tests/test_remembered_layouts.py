"""What a body's headings and words mean is said once: kept in the register, found again, listed, forgotten, undone."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db import store
from db.layouts import called, in_settings, in_words, name_in, remembered
from db.ledger import Ledger, Refused
from db.queries import Reader
from db.readings import FileLayout
from db.rules import Policy, Status
from tui.cli import main

DAY = date(2026, 2, 15)
TRACKER = """\
What we asked for,Where,By,How far
Lock the store each evening.,Depot,1/4/2025,not a start
Count the stock each month.,Depot,1/5/2025,nearly
"""
MAPPED = ("--map", "recommendation=What we asked for", "--map", "audit=Where", "--map", "due=By")
WORDS = ("--map", "status=How far", "--status", "not a start=not implemented")
LAYOUT = FileLayout("Depots", {"What we asked for": "recommendation", "Where": "audit"}, {"nearly": Status.IMPLEMENTED})


@pytest.fixture(autouse=True)
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "register.db"
    store.create(path)
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(path))
    monkeypatch.setenv("OUTSTANDING_USER", "An Auditor")
    return path


@pytest.fixture
def ledger(register: Path) -> Iterator[Ledger]:
    opened = Ledger(register, "An Auditor")
    yield opened
    opened.close()


@pytest.fixture
def tracker(tmp_path: Path) -> str:
    path = tmp_path / "tracker.csv"
    path.write_text(TRACKER, encoding="utf-8")
    return str(path)


def layouts_in(register: Path) -> tuple[FileLayout, ...]:
    connection = store.connect(register, read_only=True)
    try:
        return remembered(connection)
    finally:
        connection.close()


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(words) == code
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    return json.loads(said(capsys, *words, "--json", code=code))


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    return told.err


# In the register. --------------------------------------------------------------------------------------------------


def test_a_layout_comes_back_as_it_was_kept(register: Path, ledger: Ledger) -> None:
    hostile = FileLayout(
        "a:b \u2022 = ;", {'"; DROP TABLE': "due", "=1+1": "", "\u202e": "owner"}, {"\U0001f9d1": Status.SUPERSEDED}
    )
    ledger.remember_layout(LAYOUT, on=DAY)
    ledger.remember_layout(hostile, on=DAY)
    assert set(map(repr, layouts_in(register))) == set(map(repr, (LAYOUT, hostile)))


def test_the_same_name_in_another_case_replaces(register: Path, ledger: Ledger) -> None:
    ledger.remember_layout(LAYOUT, on=DAY)
    ledger.remember_layout(FileLayout(" DEPOTS ", {"Where": "directorate"}), on=DAY)
    assert layouts_in(register) == (FileLayout("Depots", {"Where": "directorate"}),)
    assert called("depots", layouts_in(register)) is not None


def test_a_layout_is_undone_and_forgotten_and_the_sentence_says_which(register: Path, ledger: Ledger) -> None:
    assert ledger.remember_layout(LAYOUT, on=DAY).said == "Layout Depots remembered"
    assert ledger.forget_layout("depots", on=DAY).said == "Layout Depots forgotten"
    assert layouts_in(register) == ()
    assert "Layout Depots forgotten" in ledger.undo().said
    assert layouts_in(register) == (LAYOUT,)
    ledger.undo()
    assert layouts_in(register) == ()


@pytest.mark.parametrize(
    "layout", [FileLayout(" \u200b", {"A": "due"}), FileLayout("Depots", {"A": ""}), FileLayout("D")]
)
def test_what_says_nothing_is_not_remembered(register: Path, ledger: Ledger, layout: FileLayout) -> None:
    with pytest.raises(Refused):
        ledger.remember_layout(layout, on=DAY)
    with pytest.raises(Refused, match="no layout Markets"):
        ledger.forget_layout("Markets", on=DAY)
    assert layouts_in(register) == ()


def test_the_policy_is_what_it_was_and_can_be_decided_beside_it(register: Path, ledger: Ledger) -> None:
    ledger.remember_layout(LAYOUT, on=DAY)
    assert ledger.decide({"counting": "calendar"}, on=DAY).said.startswith("Policy: ")
    ledger.decide({"counting": None}, on=DAY)
    connection = store.connect(register, read_only=True)
    try:
        assert Reader(connection, DAY).policy == Policy()
    finally:
        connection.close()


def test_a_setting_that_is_no_layout_or_is_damaged_is_passed_over() -> None:
    whole = json.dumps({"fields": {"A": "due"}, "statuses": {}})
    kept = {"layout:One": whole, "layout:Two": "{", "layout:Three": '{"fields": []}', "counting": '"calendar"'}
    assert [layout.name for layout in in_settings(kept)] == ["One"]
    assert name_in("counting") is None
    assert in_words(whole) == "A = due"
    assert in_words(None) == in_words("{") == ""


# On the command line. ----------------------------------------------------------------------------------------------


def test_what_was_mapped_is_remembered_and_found_again(
    register: Path, tracker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "What we asked for, Where, By, How far" in refused(capsys, "import", tracker)
    first = document(capsys, "import", tracker, *MAPPED, *WORDS, "--remember", "Depots", code=1)
    assert (first["added"], first["layouts"]) == (2, {})
    assert "--remember wants the name" in refused(capsys, "import", tracker, *MAPPED, *WORDS, "--remember", " ")
    (kept,) = layouts_in(register)
    assert kept.fields == {"What we asked for": "recommendation", "Where": "audit", "By": "due", "How far": "status"}
    assert kept.statuses == {"not a start": Status.NOT_IMPLEMENTED}
    again = document(capsys, "import", tracker, code=1)
    assert (again["unchanged"], again["layouts"]) == (2, {"tracker.csv": "Depots"})
    assert {"file": "tracker.csv", "heading": "By", "field": "due"} in again["headings"]
    assert "read by the layout Depots." in said(capsys, "import", tracker, "--dry-run", code=1)
    assert [problem["text"] for problem in again["problems"]] == ["nearly"]


def test_a_dry_run_says_what_each_heading_is_read_as_and_remembers_nothing(
    register: Path, tracker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = said(capsys, "import", tracker, "--dry-run", *MAPPED, "--map", "nothing=How far", "--remember", "Depots")
    flat = " ".join(words.split())
    assert "What we asked for is read as recommendation" in flat
    assert "How far is kept as printed" in flat
    assert layouts_in(register) == ()


def test_a_layout_can_be_named_and_its_words_added_to(
    register: Path, ledger: Ledger, tracker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.remember_layout(LAYOUT, on=DAY)
    add = ("--map", "status=How far", "--status", "not a start=not implemented")
    assert document(capsys, "import", tracker, "--layout", "DEPOTS", *add, "--remember", "Depots", code=1)["added"] == 2
    (kept,) = layouts_in(register)
    assert kept.statuses == {"nearly": Status.IMPLEMENTED, "not a start": Status.NOT_IMPLEMENTED}
    assert kept.fields["How far"] == "status"
    assert "no layout Markets. There are: Depots." in refused(capsys, "import", tracker, "--layout", "Markets")


def test_a_word_that_was_explained_and_is_not_there_is_told_and_one_that_is_remembered_is_not(
    register: Path, ledger: Ledger, tracker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.remember_layout(LAYOUT, on=DAY)  # of it `nearly` is there; what is kept for other months need not be
    words = said(capsys, "import", tracker, *MAPPED, *WORDS, "--status", "gone=superseded", code=1)
    assert (
        "tracker.csv, line 1: There is no status like this one, which was to be read as superseded.\n    gone" in words
    )
    assert words.count("There is no status") == 1
    ledger.remember_layout(FileLayout("Depots", LAYOUT.fields, {"gone": Status.SUPERSEDED}), on=DAY)
    assert "There is no status" not in said(capsys, "import", tracker, "--layout", "Depots", code=1)


def test_an_undo_takes_the_import_back_and_leaves_the_layout(
    register: Path, tracker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "import", tracker, *MAPPED, "--remember", "Depots", code=1)
    said(capsys, "undo")
    assert document(capsys, "list") == []
    assert [layout.name for layout in layouts_in(register)] == ["Depots"]


def test_nothing_is_remembered_of_what_was_not_read_or_of_several(
    register: Path, tracker: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "one file at a time" in refused(capsys, "import", tracker, tracker, *MAPPED, "--remember", "Depots")
    empty = tmp_path / "empty.csv"
    empty.write_text("Audit,Recommendation,Due date\n", encoding="utf-8")
    assert "no recommendation was read" in refused(capsys, "import", str(empty), "--remember", "Depots")
    assert "no field" in refused(capsys, "import", tracker, "--map", "colour=By")
    assert layouts_in(register) == ()


def test_layouts_are_listed_shown_and_forgotten(
    register: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "None is remembered" in said(capsys, "layouts")
    ledger.remember_layout(LAYOUT, on=DAY)
    assert "Depots: What we asked for, Where" in said(capsys, "layouts")
    shown = said(capsys, "layouts", "show", "depots")
    assert "Where: audit" in shown
    assert "nearly = implemented" in shown
    one = {"name": "Depots", "fields": dict(LAYOUT.fields), "statuses": {"nearly": "implemented"}}
    assert document(capsys, "layouts")["layouts"] == [one]
    assert document(capsys, "layouts", "show", "Depots")["fields"] == one["fields"]
    assert "no layout Markets. There are: Depots." in refused(capsys, "layouts", "forget", "Markets")
    assert document(capsys, "layouts", "forget", "DEPOTS")["said"] == "Layout Depots forgotten"
    assert layouts_in(register) == ()
    assert "None is remembered." in refused(capsys, "layouts", "show", "Depots")


def test_the_history_tells_a_layout_and_the_policy_in_words(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.remember_layout(LAYOUT, on=DAY)
    ledger.decide({"counting": "calendar"}, on=DAY)
    ledger.forget_layout("Depots", on=DAY)
    words = said(capsys, "history")
    assert "layout Depots remembered: What we asked for = recommendation; Where = audit; nearly = implemented" in words
    assert "layout Depots forgotten" in words
    assert "Months are counted: as by default" in words
    assert "{" not in words
