"""The minutes on paper, as an e-mail and on the command line: everybody can read them, and they say what was said."""

import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import page as validator
import pypdfium2
import pytest
from made import small_register
from tagged import Reading
from test_appendices import FINGERPRINT, recommendation

from db import store
from db.held import Held
from db.minutes import Changed, Digest, Noted
from db.rows import Meeting
from db.rules import Policy, Status
from tui import minuted
from tui.cli import main
from tui.plain.minutes import COLUMNS, letter

DAY = date(2022, 2, 15)
POLICY = Policy(organisation="Example County Council")
HOSTILE = "(\\)\x00\x1b]0;owned\x07 \u202eevil {{x}} <b>&amp; ŵ→ 🙂"


def told(words="The signed procedure", *, left=3, each=1, body="the DLT"):
    """Minutes with something in every part."""
    about = [recommendation(n, audit=f"Audit {n}") for n in range(left + 5)]
    begun = datetime(2022, 2, 15, 9, 30, tzinfo=UTC)
    meeting = Meeting("m", body, DAY, "Care, open", tuple(one.id for one in about), DAY)
    noted = tuple(Noted(about[n % 5], words, "Bob", date(2022, 3, 1)) for n in range(each))
    return Digest(
        held=Held(meeting, begun, begun + timedelta(minutes=42), "Ann Auditor", 5, 5, {}),
        kept_by=("Ann Auditor",),
        taken=timedelta(minutes=42),
        spoken_of=5,
        decisions=noted,
        changes=(
            Changed(
                about[0],
                (Status.NOT_IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED),
                (date(2021, 9, 30), date(2022, 6, 30)),
                ("evidence received",),
                (words,),
            ),
        ),
        actions=noted,
        promises=noted,
        questions=noted,
        notes=noted,
        looked_at=(),
        later=(),
        skipped=tuple(about[5:6]),
        not_reached=tuple(about[6:]),
    )


NOTHING = {"decisions": (), "changes": (), "actions": (), "promises": (), "questions": (), "notes": (), "spoken_of": 0}


def nothing():
    return replace(told(left=0), **NOTHING, looked_at=(), skipped=(), not_reached=())


def paper(digest):
    out = io.BytesIO()
    minuted.write_paper(out, digest, POLICY, FINGERPRINT)
    return out.getvalue()


@pytest.mark.parametrize("digest", [told(), nothing(), told(HOSTILE, left=40, each=12)], ids=["some", "none", "many"])
def test_everybody_can_read_it(digest):
    content = paper(digest)
    report = validator.validate_pdf_bytes(content, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert Reading(content).faults == []


def test_it_says_what_was_decided_changed_and_left():
    tree = Reading(paper(told())).tree
    assert [heading.text.strip() for heading in tree.every("H2")] == [
        "Decisions", "Changes", "Actions", "Evidence promised", "Questions from members", "Notes", "Passed over",
        "Not reached",
    ]  # fmt: skip
    rows = [
        [[cell.text.strip() for cell in row.every("TH", "TD")] for row in t.every("TR")] for t in tree.every("Table")
    ]
    assert rows[1] == [
        ["Reference", "Audit", "Status", "Due date", "Also", "Why"],
        [
            "SWP-0", "Audit 0", "not implemented → partially implemented", "30 Sep 2021 → 30 Jun 2022 (273 days later)",
            "evidence received", "The signed procedure",
        ],
    ]  # fmt: skip
    assert rows[2][1][2:] == ["The signed procedure", "Bob", "1 Mar 2022"]
    assert "5 of 8 recommendations were spoken of, in 42 minutes" in tree.text


def test_it_is_a_sheet_or_two_and_more_only_where_it_must():
    assert len(pypdfium2.PdfDocument(paper(told(each=2)))) <= 2
    many = told(left=80)
    content = paper(many)
    assert 2 < len(pypdfium2.PdfDocument(content)) < 12
    assert len(Reading(content).tree.every("Table")[-1].every("TR")) == 80


def test_the_same_minutes_give_the_same_bytes_and_hostile_words_do_nothing():
    assert paper(told(HOSTILE)) == paper(told(HOSTILE))
    reading = Reading(paper(told(HOSTILE, body="\u202eBody \x1b[2J")))
    assert reading.faults == []
    assert "[U+202E]" in reading.tree.text
    assert "\x1b" not in reading.tree.text


def test_as_an_e_mail_it_is_plain_and_narrow():
    text = letter(told(HOSTILE + " word" * 60 + "\n\n• one\n• two", body="\u202eBody"), POLICY)
    assert all(len(line) <= COLUMNS for line in text.split("\n"))
    assert not {"\x00", "\x1b", "\x07", "\u202e"} & set(text)
    assert "  Owner: Bob\n  By: 1 Mar 2022\n" in text
    assert "  • two\n" in text
    assert "\n\nACTIONS (1)\n\nSWP-0, Audit 0\n" in text


def test_where_nothing_was_recorded_it_says_so():
    assert "Nothing was recorded." in letter(nothing(), POLICY)
    assert "Nothing was recorded." in Reading(paper(nothing())).tree.text


# On the command line.


@pytest.fixture
def register(tmp_path, monkeypatch):
    path = small_register(tmp_path / "register.db", recommendations=3, on=date(2022, 1, 3))
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(path))
    monkeypatch.setenv("OUTSTANDING_USER", "Ann Auditor")
    return path


def test_a_meeting_is_held_by_verbs_alone(register, tmp_path, capsys):
    assert main(["meeting", "begin", "--body", "the DLT", "--directorate", "care"]) == 0
    assert "begun: 3 recommendations." in capsys.readouterr().out
    assert main(["meeting", "note", "last", "MHC-1", "--note", "Half.", "--status", "partially implemented"]) == 0
    assert main(["meeting", "note", "last", "MHC-1", "--action", "Write", "--who", "Bob", "--due", "1 Mar 2022"]) == 0
    assert main(["meeting", "note", "last", "MHC-2", "--new-date", "2027-06-30", "--reason", "The system is late"]) == 0
    assert main(["meeting", "note", "last", "MHC-3", "--decision", "A slip"]) == 0
    assert main(["undo"]) == 0
    assert main(["meeting", "end", "last"]) == 0
    capsys.readouterr()
    assert main(["meeting", "show", "last", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [(entry["ref"], entry["changes"]) for entry in shown["journal"]] == [
        ("MHC-1", ["not implemented → partially implemented"]),
        ("MHC-1", []),
        ("MHC-2", ["due 30 Sep 2021 → 30 Jun 2027"]),
    ]
    assert main(["meeting", "list", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)["meetings"]
    assert (listed["body"], listed["spoken_of"], listed["entries"]) == ("the DLT", 2, 3)
    assert main(["meeting", "minutes", listed["name"]]) == 0
    said = capsys.readouterr().out
    assert "ACTIONS (1)\n\nMHC-1, Mental Health Casework\n  Write\n  Owner: Bob\n  By: 1 Mar 2022" in said
    pdf, text = tmp_path / "minutes.pdf", tmp_path / "minutes.txt"
    assert main(["meeting", "minutes", "last", "-o", str(pdf)]) == 0
    assert main(["meeting", "minutes", "last", "-o", str(text)]) == 0
    assert text.read_text("utf-8") == said
    assert Reading(pdf.read_bytes()).faults == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["meeting", "show", "last"], "No meeting has been held yet."),
        (["meeting", "begin", "--body", "X"], "A meeting goes through one of"),
        (["meeting", "begin", "--body", "X", "--directorate", "Elsewhere"], "No directorate is called Elsewhere."),
        (["meeting", "begin", "--body", "X", "--filter", "zebra"], "There is nothing to go through"),
        (["meeting", "begin", "--body", "X", "--step", "7"], "There is no step at 7 months"),
        (["meeting", "begin", "--body", "X", "--last-report"], "No report to the Audit Committee"),
        (["meeting", "begin", "--body", " ", "--directorate", "Care"], "Body: This must not be left blank."),
        (
            ["meeting", "begin", "--body", "X", "--directorate", "Care", "--on", "2099-01-01"],
            "1 Jan 2099 is still to come",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(register, words, why, capsys):
    assert main(words) == 2
    assert why in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "There is nothing to record."),
        (["--who", "Bob", "--note", "x"], "--who and --due are of one thing"),
        (["--reason", "why"], "--reason says why"),
        (["--status", "done-ish"], "`done-ish` is no status."),
        (["--new-date", "2027-01-31"], "reason"),
    ],
)
def test_nothing_is_recorded_that_is_not_whole(register, words, why, capsys):
    main(["meeting", "begin", "--body", "X", "--filter", "thing"])
    assert main(["meeting", "note", "last", "MHC-1", *words]) == 2
    assert why in capsys.readouterr().err
    with closing(store.connect(register, read_only=True)) as connection:
        assert connection.execute("SELECT count(*) FROM minute").fetchone() == (0,)
