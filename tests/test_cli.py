"""The command line other programs rely on: its verbs, its JSON, its exit codes, its one clear sentence."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from made import small_register

from tui.arguments import VERBS
from tui.cli import _work, main

HOUSE = Path(__file__).parent.parent
REPORT = Path(__file__).parent / "data" / "committee-report.txt"

SHEET = """Ref,Audit,Recommendation,Response,Priority,Directorate,Target date,Status,Progress
FIN-1,Payroll,Reconcile payroll to ledger monthly.,Agreed,Critical,Finance,30/09/2019,Partially implemented,Two done
FIN-2,Payroll,Remove leavers within a day.,Agreed,Minor,Finance,TBC,Not implemented,
FIN-3,Payroll,Check overtime.,Agreed,Significant,Finance,31/03/2030,who knows,
"""


@pytest.fixture(autouse=True)
def _somebody(monkeypatch, tmp_path):
    monkeypatch.setenv("OUTSTANDING_USER", "An auditor")
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(tmp_path / "register.db"))


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "tracker.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def register(sheet, capsys):
    assert main(["import", str(sheet), "--as-of", "2022-02-15"]) == 1
    capsys.readouterr()


def document(capsys, *words, code=0):
    assert main(words) == code
    out = capsys.readouterr().out
    return json.loads(out)


def refused(capsys, *words, code=2):
    assert main(words) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
    return said.err


def every_verb(verbs=VERBS, before=()):
    for name, verb in verbs.items():
        yield [*before, name], verb
        yield from every_verb(verb.under, [*before, name])


@pytest.mark.parametrize(
    ("words", "verb"), list(every_verb()), ids=lambda it: " ".join(it) if it.__class__ is list else ""
)
def test_every_verb_says_what_it_does_and_can_do_it(capsys, words, verb):
    assert verb.under or callable(_work(verb))
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    said = capsys.readouterr().out
    assert verb.says[1:] in said
    assert max(map(len, said.splitlines())) <= 80


def test_an_import_counts_every_row_and_tells_every_problem(sheet, capsys):
    said = document(capsys, "import", str(sheet), "--json", "--as-of", "2022-02-15", code=1)
    assert {name: said[name] for name in ("added", "updated", "unchanged", "skipped")} == {
        "added": 3,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
    }
    assert {problem["file"] for problem in said["problems"]} == {"tracker.csv"}
    assert {problem["text"] for problem in said["problems"]} >= {"TBC", "who knows"}
    assert all(set(problem) == {"file", "where", "what", "text"} for problem in said["problems"])


def test_what_a_paper_of_a_meeting_to_come_says_is_seen_today(sheet, capsys, tmp_path):
    paper = tmp_path / "paper.json"
    document(capsys, "import", str(sheet), "--json", "--as-of", "2022-02-15", code=1)
    assert main(["export", "json", "-o", str(paper)]) == 0
    written = json.loads(paper.read_text(encoding="utf-8"))
    paper.write_text(json.dumps({**written, "as_at": "2999-01-31"}), encoding="utf-8")
    capsys.readouterr()
    register = str(tmp_path / "new.db")
    said = document(capsys, "import", str(paper), "--json", "--register", register, code=1)
    assert "2999-01-31" in {problem["text"] for problem in said["problems"]}
    assert len(document(capsys, "list", "--json", "--register", register)) == 3
    assert "to come" in refused(capsys, "import", str(sheet), "--as-of", "2999-01-31")


def test_the_same_file_again_changes_nothing(register, sheet, capsys):
    before = document(capsys, "position", "--json", "--as-at", "2022-02-15")
    said = document(capsys, "import", str(sheet), "--json", "--as-of", "2022-02-15", code=1)
    assert (said["added"], said["updated"], said["unchanged"]) == (0, 0, 3)
    assert document(capsys, "position", "--json", "--as-at", "2022-02-15") == before


def test_a_dry_run_says_the_same_and_writes_nothing(sheet, capsys):
    said = document(capsys, "import", str(sheet), str(sheet), "--json", "--dry-run", "--as-of", "2022-02-15", code=1)
    assert (said["added"], said["unchanged"]) == (3, 3)
    assert not Path(os.environ["OUTSTANDING_REGISTER"]).exists()


def test_a_file_that_cannot_be_read_makes_no_register(capsys):
    refused(capsys, "import", "nowhere.txt")
    assert not Path(os.environ["OUTSTANDING_REGISTER"]).exists()


def test_headings_and_words_of_ones_own_are_mapped(tmp_path, capsys):
    path = tmp_path / "own.csv"
    path.write_text("Was,Prüfung,Lage\nCheck it.,Payroll,halb\n", encoding="utf-8")
    words = (
        "--map",
        "recommendation=Was",
        "--map",
        "audit=Prüfung",
        "--map",
        "status=Lage",
        "--status",
        "halb=partially implemented",
    )
    assert main(["import", str(path), *words]) == 0
    capsys.readouterr()
    (only,) = document(capsys, "list", "--json")
    assert (only["recommendation"], only["audit"], only["status"]) == ("Check it.", "Payroll", "partially implemented")


def test_list_gives_every_field_of_the_contract(register, capsys):
    first = document(capsys, "list", "--json", "--as-at", "2022-02-15")[0]
    assert set(first) >= set(
        "ref audit issued directorate priority recommendation response owner director executive_member "
        "original_due due status update action months_overdue band id source_ref as_at counting basis".split()
    )
    expected = {"ref": "FIN-1", "due": "2019-09-30", "status": "partially implemented", "months_overdue": 28}
    assert expected.items() <= first.items()
    assert (first["band"], first["as_at"], first["counting"], first["basis"]) == (
        "over_12",
        "2022-02-15",
        "completed",
        "revised",
    )


def test_a_list_is_narrowed_by_words_and_by_band(register, capsys):
    assert [r["ref"] for r in document(capsys, "list", "leav", "--json")] == ["FIN-2"]
    assert [r["ref"] for r in document(capsys, "list", "--band", "no_date", "--json")] == ["FIN-2"]
    assert [r["ref"] for r in document(capsys, "list", "--priority", "Significant", "--json")] == ["FIN-3"]


def test_set_is_one_event_with_its_reason_and_show_tells_it(register, capsys):
    assert (
        main(
            ["set", "FIN-1", "--status", "implemented", "--note", "Seen.", "--reason", "Re-performed.", "--by", "Lead"]
        )
        == 0
    )
    capsys.readouterr()
    shown = document(capsys, "show", "fin-1", "--json")
    assert shown["status"] == "implemented"
    assert shown["updates"][0]["text"] == "Seen."
    assert {event["by"] for event in shown["history"][:2]} == {"Lead"}
    assert shown["history"][0]["why"] == "Re-performed."


def test_implemented_needs_evidence_or_a_reason(register, capsys):
    assert "evidence" in refused(capsys, "set", "FIN-1", "--status", "implemented")


def test_evidence_is_accepted_with_the_status_that_rests_on_it(register, sheet, capsys):
    assert main(["set", "FIN-1", "--status", "implemented", "--evidence", str(sheet)]) == 0
    capsys.readouterr()
    (piece,) = document(capsys, "show", "FIN-1", "--json")["evidence"]
    assert (piece["file_name"], piece["accepted_by"]) == ("tracker.csv", "An auditor")


def test_a_due_date_moves_with_a_reason_and_the_original_stays(register, capsys):
    assert "reason" in refused(capsys, "set", "FIN-1", "--due", "30 June 2030")
    assert main(["set", "FIN-1", "--due", "30 June 2030", "--reason", "Agreed with the director."]) == 0
    capsys.readouterr()
    shown = document(capsys, "show", "FIN-1", "--json")
    assert (shown["due"], shown["original_due"]) == ("2030-06-30", "2019-09-30")


def test_undo_takes_back_and_redo_returns(register, capsys):
    main(["set", "FIN-1", "--status", "superseded", "--reason", "New system."])
    assert main(["undo"]) == 0
    capsys.readouterr()
    assert document(capsys, "show", "FIN-1", "--json")["status"] == "partially implemented"
    assert main(["undo", "--redo"]) == 0
    capsys.readouterr()
    assert document(capsys, "show", "FIN-1", "--json")["status"] == "superseded"


def test_an_import_is_undone_as_one(register, capsys):
    assert main(["undo"]) == 0
    capsys.readouterr()
    assert document(capsys, "list", "--json") == []


def test_a_past_position_is_what_the_events_say(register, capsys):
    main(["set", "FIN-1", "--status", "implemented", "--reason", "Seen."])
    capsys.readouterr()
    now = document(capsys, "position", "--json", "--since", "2022-02-15")
    then = document(capsys, "position", "--json", "--as-at", "2022-02-15")
    assert (now["bands"]["closed"], then["bands"]["closed"], then["bands"]["over_12"]) == (1, 0, 1)
    assert now["movement"]["brought_forward"] == 3
    assert now["movement"]["implemented"] == 1
    assert now["movement"]["carried_forward"] == 2
    assert now["movement"]["balances"] is True


def test_before_its_first_report_the_register_is_empty(register, capsys):
    assert document(capsys, "list", "--json", "--as-at", "2021-01-01") == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_what_goes_out_comes_back_unchanged(register, kind, tmp_path, capsys):
    out = tmp_path / f"out.{kind}"
    assert main(["export", kind, "-o", str(out)]) == 0
    capsys.readouterr()
    assert main(["import", str(out), "--json"]) in (0, 1)
    said = json.loads(capsys.readouterr().out)
    assert (said["added"], said["updated"], said["unchanged"]) == (0, 0, 3)


def test_a_file_that_is_there_is_not_overwritten_unasked(register, tmp_path, capsys):
    out = tmp_path / "out.csv"
    out.write_text("mine", encoding="utf-8")
    assert "out.csv" in refused(capsys, "export", "csv", "-o", str(out))
    assert out.read_text(encoding="utf-8") == "mine"
    assert main(["export", "csv", "-o", str(out), "--overwrite"]) == 0


def test_the_same_register_and_date_give_the_same_paper(register, tmp_path, capsys):
    papers = []
    for name in ("a.pdf", "b.pdf"):
        assert main(["export", "appendices", "-o", str(tmp_path / name), "--as-at", "2022-02-15"]) == 0
        papers.append((tmp_path / name).read_bytes())
    assert papers[0] == papers[1]
    assert papers[0].startswith(b"%PDF")


def test_what_is_shown_misses_no_evidence_and_says_what_was_so_before(register, tmp_path, capsys):
    (tmp_path / "minutes.txt").write_text("seen")
    assert main(["set", "FIN-1", "--status", "not implemented", "--by", "Lead"]) == 0
    assert main(["set", "FIN-1", "--evidence", str(tmp_path / "minutes.txt"), "--by", "Lead"]) == 0
    capsys.readouterr()
    assert main(["show", "FIN-1"]) == 0
    shown = capsys.readouterr().out
    assert "Evidence · minutes.txt (4 bytes)" in shown  # though there is no note with it
    assert "FIN-1: status: partially implemented → not implemented" in shown
    assert main(["history"]) == 0
    assert re.search(r"Lead  follow up\n    FIN-1: evidence added", capsys.readouterr().out)


def test_history_check_and_backup_have_their_documents(register, tmp_path, capsys):
    assert document(capsys, "history", "--json")["events"]
    assert document(capsys, "check", "--json")["findings"] == []
    copy = tmp_path / "copy.db"
    assert main(["backup", "-o", str(copy)]) == 0
    main(["undo"])
    assert main(["restore", str(copy)]) == 0
    capsys.readouterr()
    assert len(document(capsys, "list", "--json")) == 3


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["list", "--as-at", "TBC"], "TBC"),
        (["list", "--band", "late"], "late"),
        (["show", "NOPE-1"], "NOPE-1"),
        (["set", "NOPE-1", "--note", "x"], "NOPE-1"),
        (["set", "FIN-1", "--status", "halfway"], "halfway"),
        (["set", "FIN-1", "--note", "x", "--evidence", "nowhere.pdf"], "nowhere.pdf"),
        (["import", "nowhere.txt"], "nowhere.txt"),
        (["export", "papyrus", "-o", "x"], "papyrus"),
        (["export", "csv", "-o", "/no/such/folder/x.csv"], "/no/such/folder"),
        (["import"], "required"),
        (["--sideways"], "sideways"),
    ],
)
def test_bad_usage_and_bad_input_get_one_sentence(register, words, names, capsys):
    assert names in refused(capsys, *words)


def test_a_damaged_register_is_told_and_not_touched(tmp_path, capsys):
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    refused(capsys, "list", "--register", str(damaged), code=3)
    assert damaged.read_bytes()[16:] == b"\xff" * 5000


def test_where_there_is_no_terminal_one_sentence_says_so(register, capsys):
    assert "terminal" in refused(capsys, str(os.environ["OUTSTANDING_REGISTER"]))


def test_the_demo_without_a_terminal_prints_the_position_and_what_to_try(capsys):
    assert main(["demo"]) == 0
    out = capsys.readouterr().out
    assert "Position as at" in out
    assert "outstanding import" in out


def test_the_demo_can_be_kept(tmp_path, capsys):
    kept = tmp_path / "sample.db"
    assert main(["demo", "--keep", str(kept)]) == 0
    capsys.readouterr()
    assert len(document(capsys, "list", "--json", "--register", str(kept))) > 20
    refused(capsys, "demo", "--keep", str(kept))


def test_the_report_goes_in_by_the_command_line(capsys):
    said = document(capsys, "import", str(REPORT), "--json", code=1)
    assert (said["added"], said["updated"], said["unchanged"], said["skipped"]) == (15, 0, 0, 1)
    again = document(capsys, "import", str(REPORT), "--json", code=1)
    assert (again["added"], again["updated"], again["unchanged"], again["skipped"]) == (0, 0, 15, 1)


def test_a_pipe_that_closes_early_is_no_accident(register, tmp_path):
    command = f"{sys.executable} -m tui.cli history | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize("kind", ["appendices", "csv", "xlsx", "json"])
def test_an_export_never_replaces_its_register(register, kind, capsys, tmp_path):
    before = (tmp_path / "register.db").read_bytes()
    words = ("export", kind, "-o", str(tmp_path / "register.db"), "--overwrite")
    assert "the register itself" in refused(capsys, *words)
    assert (tmp_path / "register.db").read_bytes() == before


TOO_LONG = "n" * 300


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--register", TOO_LONG),
        ("check", "--register", TOO_LONG),
        ("import", str(REPORT), "--register", TOO_LONG),
        ("backup", "-o", TOO_LONG),
        ("restore", TOO_LONG),
        ("restore", str(REPORT), "--register", TOO_LONG),
    ],
)
def test_a_path_that_cannot_be_looked_at_is_one_sentence(register, words, capsys):
    assert TOO_LONG in refused(capsys, *words, code=3)


def test_a_kept_demo_of_an_impossible_name_is_one_sentence(capsys):
    assert TOO_LONG in refused(capsys, "demo", "--keep", TOO_LONG)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a disk that is always full")
@pytest.mark.parametrize("words", ["list", "list --json", "check"])
def test_output_that_finds_no_room_is_one_sentence(register, tmp_path, words):
    command = [sys.executable, "-m", "tui.cli", *words.split(), "--register", str(tmp_path / "register.db")]
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True, cwd=HOUSE)
    assert (ended.returncode, ended.stderr) == (2, "The output: No space left on device.\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is text")
def test_a_file_name_of_any_bytes_does_no_harm(register, tmp_path, sheet, capsys):
    odd = tmp_path / os.fsdecode(b"r\xff.db")
    (tmp_path / "register.db").rename(odd)
    rows = document(capsys, "list", "--json", "--register", str(odd))
    assert len(rows) == 3
    assert document(capsys, "list", "--json", "--register", str(odd), "--as-at", "2020-01-01") == []
    table = tmp_path / os.fsdecode(b"t\xff.csv")
    table.write_text(SHEET.replace("FIN", "TAX").replace("Payroll", "Council Tax"), encoding="utf-8")
    assert main(["import", str(table), "--as-of", "2022-02-15", "--register", str(odd)]) == 1


def test_what_a_register_holds_cannot_act_in_an_error(tmp_path, capsys):
    table = tmp_path / "hostile.csv"
    table.write_text(SHEET.replace("Finance", "\x1b]0;Finance\x07"), encoding="utf-8")
    assert main(["import", str(table)]) == 1
    capsys.readouterr()
    said = refused(capsys, "list", "--directorate", "nowhere")
    assert "finance" in said
    assert "\x1b" not in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such devices")
def test_a_device_is_not_evidence(register, capsys):
    assert "not a file" in refused(capsys, "set", "FIN-1", "--evidence", "/dev/zero")


DAMAGES = {
    "a date that is none": "UPDATE recommendation SET due = 'Reconcile' WHERE ref = 'FIN-1'",
    "a status that is none": "UPDATE recommendation SET status = 'Reconcile' WHERE ref = 'FIN-1'",
    "bytes that are no text": "UPDATE recommendation SET text = CAST(x'5265636f6e63696c65ff' AS TEXT)",
    "history that is no JSON": "UPDATE event SET changes = '{\"Reconcile' WHERE kind = 'recommendation'",
    "history that is no text": "UPDATE event SET changes = CAST(x'5265636f6e63696c65ff' AS TEXT)",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_cannot_be_read_is_damage_whatever_is_asked_and_no_text_is_told(register, damage, tmp_path, capsys):
    with closing(sqlite3.connect(tmp_path / "register.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        kept = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(damage)
        for _, sql in kept:
            connection.execute(sql)
    sheet = str(tmp_path / "out.json")
    said = {main(["check"])}
    for words in ("list", "show FIN-1", "position --as-at 2020-01-01", "history", "undo"):
        said.add(main(words.split()))
    said.add(main(["export", "json", "-o", sheet]))
    assert said <= {0, 3}
    assert 3 in said
    err = capsys.readouterr().err
    assert "Reconcile" not in err
    assert all(" is damaged" in line for line in err.splitlines())


def test_a_setting_altered_behind_our_back_is_told_in_a_sentence(tmp_path, capsys):
    register = small_register(tmp_path / "register.db")
    with closing(sqlite3.connect(register)) as behind:
        behind.execute("INSERT INTO setting VALUES ('band_edges', 'rubbish')")
        behind.commit()
    assert main(["position", "--known-now", "--register", str(register)]) == 3
    assert "band_edges cannot be read" in capsys.readouterr().err
    assert main(["check", "--register", str(register)]) == 3


def test_what_refers_to_nothing_is_told_in_english(tmp_path, capsys):
    register = small_register(tmp_path / "register.db")
    with closing(sqlite3.connect(register)) as behind:
        behind.execute("UPDATE recommendation SET audit_id = 'none'")
        behind.commit()
    assert main(["check", "--register", str(register)]) == 3
    assert "refers to an audit that is not there" in capsys.readouterr().out
