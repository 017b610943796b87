"""Plain mode: whatever can be done on the screen can be typed, with the same checks and the same events."""

import importlib
import json
import pkgutil
import shutil
from contextlib import closing
from datetime import date

import pytest
from made import ask, one
from opened import HOSTILE

from db import store
from db.inputs import (
    EDITABLE,
    FollowUp,
    NewAcceptance,
    NewAudit,
    NewEvidence,
    NewMilestone,
    NewPost,
    NewRecommendation,
)
from db.ledger import Ledger
from db.rules import Method, Status
from tui import verbs
from tui.arguments import verb_typed
from tui.cli import main
from tui.screens.asked import RecordChange
from tui.screens.help import OTHERWISE

TODAY = date(2026, 11, 20)
TOLD = {
    "directorate": "name",
    "post": "role, person, title, since, until",
    "audit": "title, issued, auditor, assurance, followed_up_on",
    "recommendation": "ref, source_ref, priority, text, response, owner, director, executive_member, original_due, "
    "due, due_words, status, status_words, action, accepted_until, status_before",
    "milestone": "what, due, met_on",
    "progress_update": '"on", by, management, text, method, claim, opinion, reason',
    "due_revision": "old, new, reason, agreed_by, agreed_on",
    "evidence": "note, file_name, sha256, dated, received_on, given_by, accepted_by, accepted_on",
    "acceptance": "accepted_by, role, accepted_on, why, residual_risk, mitigation, expires_on, audit_view, minute",
    "search": "body",
    "event": "verb, kind, effective_on, by, why, undoes = ''",
}


def everything(path):
    """All that a register says, and all that its history tells was done; ids and times are made anew each time."""
    return {table: sorted(map(repr, ask(path, f"SELECT {what} FROM {table}"))) for table, what in TOLD.items()}


@pytest.fixture(autouse=True)
def path(monkeypatch, tmp_path):
    path = tmp_path / "register.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTSTANDING_USER", "Ann Auditor")
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(path))
    # All are loaded before any is changed: one loaded while another is would keep this day for the tests to come.
    rooms = [importlib.import_module(f"tui.verbs.{room.name}") for room in pkgutil.iter_modules(verbs.__path__)]
    for room in (room for room in rooms if hasattr(room, "today")):
        monkeypatch.setattr(room, "today", lambda: TODAY)
    return path


@pytest.fixture
def typed(capsys):
    """Type a command; what it said."""

    def type_(*words, code=0):
        ended = main(words)
        said = capsys.readouterr()
        assert ended == code, said
        return said.err if code == 2 else said.out

    return type_


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    return tmp_path_factory.mktemp("small") / "register.db"


@pytest.fixture
def small(typed, path, made_once):
    """One recommendation with everything that can hang on it."""
    if not made_once.exists():
        typed("add", "directorate", "Adult Care")
        typed("add", "directorate", "Housing")
        typed("add", "post", "Jane Smith", "--directorate", "adult care", "--role", "Director")
        typed("add", "audit", "Home Care", "--directorate", "Adult Care")
        typed("add", "audit", "Rent")
        typed("add", "recommendation", "Pay for visits.", "--audit", "home care", "--milestone", "Draft=30 Jun 2026")
        typed("set", "HC-1", "--note", "seen")
        typed("evidence", "HC-1", "--note", "Minutes")
        typed("accept", "HC-1", "--by", "Jane", "--role", "Director", "--why", "cost", "--until", "2999-01-31")
        shutil.copyfile(path, made_once)
    shutil.copyfile(made_once, path)


def test_a_register_made_edited_and_closed_by_typing_is_that_of_the_ledger(path, typed, tmp_path):
    paper = tmp_path / "sample.pdf"
    paper.write_bytes(b"%PDF of a test")
    typed("add", "directorate", "Adult Care")
    typed(
        *("add", "post", "Jane Smith", "--directorate", "Adult Care", "--role", "director"),
        *("--title", "Strategic Director", "--since", "1 Jan 2020"),
    )
    typed(
        *("add", "audit", "Home Care", "--issued", "2025-01-17", "--auditor", "external", "--assurance", "limited"),
        *("--directorate", "Adult Care"),
    )
    typed("add", "audit", "Rent Arrears", "--directorate", "Housing")
    typed(
        *("add", "recommendation", "Pay for visits made.", "--audit", "Home Care", "--source-ref", "4.1"),
        *("--priority", "critical", "--response", "Agreed.", "--owner", "Head of Care", "--due", "2025-03-31"),
        *("--milestone", "Draft=2025-02-28", "--action", "Ask"),
    )
    typed("add", "recommendation", "Write off old debts.", "--audit", "Rent Arrears", "--due-words", "TBC")
    typed("add", "milestone", "HC-1", "Whole", "2026-03-31", "--reason", "two years' work")
    typed("edit", "HC-1", "--milestone", "1", "met-on=2025-02-27", "what=The draft")
    typed("edit", "HC-1", "owner=Head of Commissioning", "--reason", "the post moved", "executive-member=Cllr Day")
    typed("edit", "--post", "Jane Smith", "until=2026-03-31")
    typed("edit", "--audit", "Home Care", "followed-up-on=2026-05-01", "--reason", "done", "--on", "2026-05-01")
    typed("edit", "--directorate", "Housing", "name=Housing and Growth")
    typed("set", "HC-1", "--management", "All paid right.", "--claim", "implemented", "--action", "")
    typed(
        *("evidence", "HC-1", "--add", str(paper), "--note", "25 invoices", "--given-by", "Jo"),
        *("--dated", "2026-11-01", "--received", "2026-11-02"),
    )
    typed("evidence", "HC-1", "--note", "a call")
    typed("evidence", "HC-1", "--accept", "2")
    typed(
        *("set", "HC-1", "--status", "implemented", "--method", "re-test", "--note", "None of 25 was wrong."),
        *("--accept-evidence", "1", "--by", "Bo Auditor"),
    )
    typed("edit", "HC-1", "--update", "1", "text=None of 25 invoices was wrong.", "method=document")
    typed("edit", "HC-1", "--evidence", "1", "given-by=Jo Doe")
    typed("set", "RA-1", "--due", "2026-10-31", "--note", "first date")
    typed(
        *("set", "RA-1", "--due", "2027-10-31", "--reason", "a new system", "--agreed-by", "Jane"),
        *("--agreed-on", "2026-11-01"),
    )
    typed("set", "RA-1", "--clear-due", "--reason", "no system")
    typed("accept", "RA-1", "--by", "Jane Smith", "--role", "Director", "--why", "small sums", "--until", "2027-12-31")
    typed("edit", "RA-1", "--acceptance", "1", "why=small sums, and old", "minute=12/4")
    typed("undo")
    typed("undo", "--redo")
    typed("remove", "milestone", "HC-1", "1", "--reason", "it was no part")

    twin = tmp_path / "twin.db"
    by_the_ledger(twin)
    assert everything(path) == everything(twin)
    assert store.check(path) == []


def by_the_ledger(path):
    store.create(path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        on = {"on": TODAY}

        def id_of(table, field, words):
            return one(path, f"SELECT id FROM {table} WHERE {field} = ?", words)

        ledger.add_directorate("Adult Care", **on)
        care = id_of("directorate", "name", "Adult Care")
        post = NewPost(
            directorate_id=care,
            role="director",
            person="Jane Smith",
            title="Strategic Director",
            since=date(2020, 1, 1),
        )
        ledger.add_post(post, **on)
        audit = NewAudit(
            title="Home Care", issued=date(2025, 1, 17), auditor="external", assurance="limited", directorate=care
        )
        ledger.add_audit(audit, **on)
        ledger.add_audit(NewAudit(title="Rent Arrears", directorate="Housing"), **on)
        first = NewRecommendation(
            audit_id=id_of("audit", "title", "Home Care"),
            text="Pay for visits made.",
            source_ref="4.1",
            priority="critical",
            response="Agreed.",
            owner="Head of Care",
            due=date(2025, 3, 31),
            milestones=(NewMilestone(what="Draft", due=date(2025, 2, 28)),),
            action="Ask",
        )
        ledger.add_recommendation(first, **on)
        rent = id_of("audit", "title", "Rent Arrears")
        ledger.add_recommendation(NewRecommendation(audit_id=rent, text="Write off old debts.", due_words="TBC"), **on)
        hc = id_of("recommendation", "ref", "HC-1")
        whole = {"recommendation_id": hc, "what": "Whole", "due": date(2026, 3, 31)}
        ledger.edit_together([RecordChange("milestone", "", whole)], reason="two years' work", **on)
        draft = id_of("milestone", "what", "Draft")
        ledger.edit("milestone", draft, {"met_on": date(2025, 2, 27), "what": "The draft"}, **on)
        fields = {"owner": "Head of Commissioning", "executive_member": "Cllr Day"}
        ledger.edit("recommendation", hc, fields, reason="the post moved", **on)
        ledger.edit("post", id_of("post", "person", "Jane Smith"), {"until": date(2026, 3, 31)}, **on)
        day = date(2026, 5, 1)
        home = id_of("audit", "title", "Home Care")
        ledger.edit("audit", home, {"followed_up_on": day}, reason="done", effective_on=day, **on)
        ledger.edit("directorate", id_of("directorate", "name", "Housing"), {"name": "Housing and Growth"}, **on)
        said = FollowUp(management="All paid right.", claim=Status.IMPLEMENTED, action="")
        ledger.follow_up("HC-1", said, **on)
        paper = NewEvidence(
            note="25 invoices",
            file_name="sample.pdf",
            content=b"%PDF of a test",
            dated=date(2026, 11, 1),
            received_on=date(2026, 11, 2),
            given_by="Jo",
        )
        ledger.follow_up("HC-1", FollowUp(evidence=paper), **on)
        ledger.follow_up("HC-1", FollowUp(evidence=NewEvidence(note="a call")), **on)
        ledger.accept_evidence(id_of("evidence", "note", "a call"), by="", **on)
        closed = FollowUp(
            opinion=Status.IMPLEMENTED,
            method=Method.RETEST,
            text="None of 25 was wrong.",
            accept=(id_of("evidence", "note", "25 invoices"),),
            by="Bo Auditor",
        )
        ledger.follow_up("HC-1", closed, **on)
        mended = {"text": "None of 25 invoices was wrong.", "method": "document"}
        ledger.edit("progress_update", id_of("progress_update", "text", "None of 25 was wrong."), mended, **on)
        ledger.edit("evidence", id_of("evidence", "note", "25 invoices"), {"given_by": "Jo Doe"}, **on)
        ledger.follow_up("RA-1", FollowUp(due=date(2026, 10, 31), text="first date"), **on)
        moved = FollowUp(due=date(2027, 10, 31), reason="a new system", agreed_by="Jane", agreed_on=date(2026, 11, 1))
        ledger.follow_up("RA-1", moved, **on)
        ledger.follow_up("RA-1", FollowUp(clear_due=True, reason="no system"), **on)
        taken = NewAcceptance(
            accepted_by="Jane Smith",
            role="Director",
            accepted_on=TODAY,
            why="small sums",
            expires_on=date(2027, 12, 31),
        )
        ledger.follow_up("RA-1", FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=taken), **on)
        fields = {"why": "small sums, and old", "minute": "12/4"}
        ledger.edit("acceptance", one(path, "SELECT id FROM acceptance"), fields, **on)
        ledger.undo()
        ledger.redo()
        ledger.remove("milestone", draft, reason="it was no part", **on)


LEDGER = {
    "follow_up": "set R-1 --status implemented --claim implemented --management m --note n --method enquiry "
    "--due 2026-01-31 --agreed-by a --agreed-on 2026-01-01 --clear-due --reason r --evidence f --accept-evidence 1 "
    "--action a --on 2026-01-01 --by b",
    "follow_up_together": "set R-1 R-2 --note n",
    "foresee_together": "set R-1 R-2 --note n --dry-run",
    "accept_evidence": "evidence R-1 --accept 1 --by b",
    "record_step": "escalation note R-1 --months 6",
    "record_steps": "escalation note R-1 R-2 --months 6",
    "seal": "report new --to Committee",
    "withdraw": "report withdraw last --why r",
    "dismiss": "check --dismiss k --reason r",
    "begin_meeting": "meeting begin --body b --last-report",
    "in_meeting": "meeting note last R-1 --note n",
    "end_meeting": "meeting end last",
    "add_directorate": "add directorate n",
    "add_post": "add post p --directorate d --role director --title t --since 2020-01-01 --until 2021-01-01",
    "add_audit": "add audit t --issued 2020-01-01 --auditor internal --assurance a --directorate d",
    "add_recommendation": "add recommendation t --audit a --ref r --source-ref s --priority p --response r --owner o "
    "--director d --executive-member e --due 2026-01-31 --due-words w --status s --action a --milestone w=2026-01-31",
    "edit": "edit R-1 text=t --reason r --on 2020-01-01",
    "edit_together": "add milestone R-1 w 2026-01-31",
    "put_in_order": "rename audit a b",
    "decide": "policy set organisation o",
    "remove": "remove milestone R-1 1",
    "apply": "import f",
    "remember_layout": "import f --map recommendation=Wish --remember n",
    "forget_layout": "layouts forget n",
    "undo": "undo",
    "redo": "undo --redo",
}
ASIDE = {"close", "transaction", "importing", "keep_draft", "drop_draft"}
"""What is no edit: how a verb is written, and what is half typed."""


def test_every_verb_of_the_ledger_can_be_typed():
    assert {name for name in vars(Ledger) if not name.startswith("_")} == {*LEDGER, *ASIDE}
    for words in LEDGER.values():
        verb_typed(words.split())


OF = {
    "directorate": ("--directorate", "Adult Care"),
    "post": ("--post", "Jane Smith"),
    "audit": ("--audit", "Home Care"),
    "recommendation": ("HC-1",),
    "progress_update": ("HC-1", "--update", "2"),
    "evidence": ("HC-1", "--evidence", "1"),
    "milestone": ("HC-1", "--milestone", "1"),
    "acceptance": ("HC-1", "--acceptance", "1"),
}
VALUES = {"audit_id": "Rent", "directorate_id": "housing", "auditor": "external", "role": "executive member"}
VALUES |= {"method": "enquiry"}


@pytest.mark.parametrize("kind", EDITABLE)
def test_every_field_that_can_be_edited_can_be_typed(kind, small, path, typed):
    (listed, *_) = json.loads(typed("edit", *OF[kind], "--json"))["records"]
    for field, info in EDITABLE[kind].model_fields.items():
        name = field.removesuffix("_id").replace("_", "-")
        assert name in listed["fields"]
        value = VALUES.get(field) or ("2026-10-30" if "date" in str(info.annotation) else f"other {field}")
        before = ask(path, f"SELECT {field} FROM {kind}")
        assert typed("edit", *OF[kind], f"{name}={value}", "--reason", "mended").startswith("Saved. ")
        assert ask(path, f"SELECT {field} FROM {kind}") != before
        if name in ("ref", "title", "person", "name", "audit"):
            typed("undo")  # it is found by it


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("edit", "Edit what?"),
        ("edit HC-9 owner=x", "no recommendation HC-9"),
        ("edit HC-1 colour=red", "no field colour here. There are: audit, ref,"),
        ("edit HC-1 owner", "not of the form FIELD=VALUE"),
        ("edit HC-1 owner=a owner=b", "given twice"),
        ("edit HC-1 status=implemented", "`outstanding set REF --status ...`"),
        ("edit HC-1 due=2026-01-01", "`outstanding set REF --due ...`"),
        ("edit HC-1 text=", "must not be left blank"),
        ("edit HC-1 original-due=soon", "`soon` is not a date"),
        ("edit HC-1 --milestone 2 what=x", "There is no milestone 2; there is one."),
        ("edit HC-1 --milestone 0 what=x", "There is no milestone 0"),
        ("edit HC-1 --milestone ² what=x", "There is no milestone"),
        ("edit HC-1 --milestone 1 due=", "cannot be left empty"),
        ("edit HC-1 --milestone 1 met-on=2999-01-01", "cannot be a day to come"),
        ("edit HC-1 --milestone 1 --update 1 what=x", "One record is edited at a time: --milestone or --update."),
        ("edit HC-1 --update 2 text=", "An update says something"),
        ("edit HC-1 --update 2 method=guess", "Input should be 'enquiry'"),
        ("edit HC-1 owner=x --on 2026-01-01", "Dating back needs a reason"),
        ("edit HC-1 --reason why", "no FIELD=VALUE was given"),
        ("edit --audit Nothing title=x", "There is no audit Nothing"),
        ("edit --audit Rent directorate=Nowhere", "There is no directorate Nowhere"),
        ("edit --post Nobody until=2026-01-01", "Nobody holds no post"),
        ("add audit", "required: TITLE"),
        ("add audit x --issued 2999-01-01", "cannot be a day to come"),
        ("add audit x --auditor me", "'internal' or 'external'"),
        ("add directorate Housing", "There is a directorate of this name already."),
        ("add recommendation x --audit Nothing", "There is no audit Nothing"),
        ("add recommendation x --audit Rent --status implemented", "entered open"),
        ("add recommendation x --audit Rent --status perhaps", "is no status"),
        ("add recommendation x --audit Rent --milestone Draft", "not of the form WHAT=DATE"),
        ("add recommendation x --audit Rent --milestone Draft=soon", "`soon` is not a date"),
        ("add recommendation x --audit Rent --ref HC-1", "Another recommendation has this reference."),
        ("add post x --directorate Housing --role king", "'director' or 'executive member'"),
        ("add milestone HC-1 x soon", "is not a date"),
        ("add", "is followed by one of: audit, recommendation"),
        ("remove directorate", "required: NAME"),
        ("remove audit HomeCare", "There is no audit HomeCare"),
        ("remove milestone HC-1 3", "There is no milestone 3"),
        ("evidence HC-1 --accept 4", "There is no evidence 4"),
        ("evidence HC-1 --accept 1 --out 1", "One thing at a time: --accept, --out."),
        ("evidence HC-1 --out 1", "it has no file to write"),
        ("evidence HC-1 --dated 2026-01-01", "say --add or --note too"),
        ("evidence HC-1 -o x", "say --out N too"),
        ("evidence HC-1 --note x --received 2999-01-01", "cannot be a day to come"),
        ("evidence HC-1 --add nowhere.pdf", "could not be read"),
        ("set HC-1 --claim perhaps", "is no status"),
        ("set HC-1 --method guess", "invalid choice"),
        ("set HC-1 --agreed-by Jane", "say --due or --clear-due too"),
        ("set HC-1 --due 2027-01-31 --clear-due --reason r", "moved or cleared, not both"),
        ("set HC-1 --note x --on 2026-01-01", "Dating back needs a reason"),
        ("set HC-1 --note x --on 2999-01-01 --reason r", "in the future"),
        ("set HC-1 --accept-evidence 1", "with the opinion implemented"),
        ("set HC-1 RA-1 --status implemented --accept-evidence 1", "of one recommendation"),
        ("set HC-1 --note x --dry-run", "for several at once"),
    ],
)
def test_bad_usage_is_told_in_one_sentence(words, said, small, path, typed):
    before = ask(path, "SELECT count(*) FROM event")
    told = typed(*words.split(), code=2)
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert ask(path, "SELECT count(*) FROM event") == before


def test_a_first_record_makes_the_register_unless_it_is_refused(path, typed):
    for words in (["directorate", " "], ["directorate", "\udcff"], ["audit", ""], ["audit", "x", "--auditor", "me"]):
        typed("add", *words, code=2)
    typed("add", "recommendation", "Do it.", "--audit", "x", code=2)
    assert not path.exists()
    typed("add", "audit", "Payroll")
    assert ask(path, "SELECT title FROM audit") == [("Payroll",)]


def test_options_may_stand_anywhere(small, path, typed):
    typed("edit", "--reason", "r", "HC-1", "owner=a=b", "--by", "Bo", "priority=-x", "--", "response=--y")
    assert one(path, "SELECT owner, priority, response FROM recommendation") == ("a=b", "-x", "--y")
    for words in (["--bogus"], ["--milestone"], ["x=1", "--on", "soon"]):
        assert len(typed("edit", "HC-1", *words, code=2).strip().splitlines()) == 1


def test_hostile_text_goes_in_exactly_and_comes_out_harmless(path, typed, tmp_path):
    made = json.loads(typed("add", "audit", HOSTILE, "--directorate", HOSTILE, "--json"))
    assert made["title"] == HOSTILE
    typed("add", "post", HOSTILE, "--directorate", HOSTILE, "--role", "director", "--title", HOSTILE)
    made = json.loads(typed("add", "recommendation", HOSTILE, "--audit", HOSTILE, "--ref", "X-1", "--json"))
    assert (made["ref"], one(path, "SELECT text FROM recommendation")) == ("X-1", HOSTILE)
    typed("add", "milestone", "X-1", HOSTILE, "2026-12-31")
    typed("edit", "X-1", f"owner={HOSTILE}", "--reason", HOSTILE)
    typed("edit", "X-1", "--milestone", "1", f"what=again {HOSTILE}")
    typed("evidence", "X-1", "--note", HOSTILE, "--given-by", HOSTILE)
    typed("evidence", "X-1", "--accept", "1", "--by", HOSTILE)
    typed("set", "X-1", "--management", HOSTILE, "--action", HOSTILE)
    for words in (["audits"], ["edit", "X-1"], ["evidence", "X-1"], ["show", "X-1", "--printed"], ["history", "X-1"]):
        said = typed(*words)
        assert not {"\x1b", "\x9b", "\u202e", "\x01"} & set(said)
    for words in (["audits"], ["edit", "X-1"], ["evidence", "X-1"]):
        assert len(typed(*words).splitlines()) < 50  # one thing is one line, whatever it holds
    for words in (["remove", "audit", f"no {HOSTILE}"], ["edit", "X-1", f"{HOSTILE}=1"], ["add", "audit", "\udcff"]):
        assert not {"\x1b", "\x9b", "\u202e"} & set(typed(*words, code=2))


def test_a_file_kept_as_evidence_comes_out_the_same(small, typed, tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    made = json.loads(typed("evidence", "HC-1", "--add", "a.bin", "--json"))
    assert made["number"] == 2
    assert "already" in typed("evidence", "HC-1", "--out", "2", "-o", "a.bin", code=2)
    typed("evidence", "HC-1", "--out", made["id"], "-o", "b.bin")
    assert (tmp_path / "b.bin").read_bytes() == bytes(range(256))
    found = json.loads(typed("evidence", "HC-1", "--json"))
    assert [(each["number"], each["file_name"]) for each in found["evidence"]] == [(1, ""), (2, "a.bin")]


def test_two_of_one_name_are_told_apart_by_id(small, path, typed):
    typed("add", "audit", "Rent")
    said = typed("edit", "--audit", "rent", "assurance=limited", code=2)
    first, second = (id_ for (id_,) in ask(path, "SELECT id FROM audit WHERE title = 'Rent' ORDER BY rowid"))
    assert first in said
    typed("edit", "--audit", second, "assurance=limited")
    assert ask(path, "SELECT assurance FROM audit WHERE title = 'Rent' ORDER BY rowid") == [("",), ("limited",)]


def test_what_several_would_come_to_is_told_and_not_done(small, path, typed):
    typed("add", "recommendation", "Another.", "--audit", "Rent", "--ref", "R-1")
    before = ask(path, "SELECT count(*) FROM event")
    said = typed("set", "HC-1", "R-1", "X-9", "--note", "x", "--dry-run", code=1).splitlines()
    assert said == [
        "Would be saved. 2 recommendations: update added",
        "Refused. X-9: No recommendation has the reference X-9.",
    ]
    assert ask(path, "SELECT count(*) FROM event") == before


def test_several_are_accepted_and_escalated_as_one(small, path, typed):
    for ref in ("R-1", "R-2"):
        typed("add", "recommendation", "Another.", "--audit", "Rent", "--ref", ref, "--due", "2026-01-31")
    said = typed("escalation", "note", "R-1", "R-2", "--months", "6", "--notified", "2026-11-01")
    assert said == "Saved. Escalation recorded of 2 recommendations\n"
    said = typed("accept", "R-1", "R-2", "--by", "Jane", "--role", "Director", "--why", "cost")
    assert said == "Saved. 2 recommendations: not implemented → risk accepted, acceptance added\n"
    assert ask(path, "SELECT DISTINCT by FROM event") == [("Ann Auditor",)]
    typed("undo")
    typed("undo")
    assert ask(path, "SELECT status FROM recommendation WHERE ref LIKE 'R-%'") == [("not implemented",)] * 2
    assert ask(path, "SELECT count(*) FROM escalation_step") == [(0,)]


def test_the_printed_words_can_be_read(path, typed, tmp_path):
    sheet = tmp_path / "tracker.csv"
    sheet.write_text("Ref,Audit,Recommendation,Status\nA-1,Pay,Check it.,halb\n", encoding="utf-8")
    typed("import", str(sheet), code=1)
    assert "Status: halb" in typed("show", "A-1", "--printed")
    (printed,) = json.loads(typed("show", "A-1", "--printed", "--json"))["appearances"]
    assert printed["words"]["Status"] == "halb"


def test_a_row_in_doubt_is_answered_for(path, typed, tmp_path, small):
    sheet = tmp_path / "tracker.csv"
    twice = "Invoices of every provider should be set against its call records each month."
    sheet.write_text(f"Audit,Recommendation,Response\nHome Care,{twice},Agreed.\n", encoding="utf-8")
    for ref in ("X-1", "X-2"):
        typed("add", "recommendation", twice, "--audit", "Home Care", "--ref", ref)
    doubt = json.loads(typed("import", str(sheet), "--json", "--dry-run", code=1))["problems"]
    where = next(problem["where"] for problem in doubt if "or a new recommendation" in problem["what"])
    for wrong, said in (
        ("nowhere=add", "no row in doubt at nowhere"),
        (f"{where}=HC-1", "may be X-1 or X-2; answer one of"),
    ):
        assert said in typed("import", str(sheet), "--answer", wrong, code=2)
    assert "one file at a time" in typed("import", str(sheet), str(sheet), "--answer", f"{where}=add", code=2)
    assert ask(path, "SELECT count(*) FROM source") == [(0,)]
    told = json.loads(typed("import", str(sheet), "--answer", f"{where}=x-2", "--json"))
    assert (told["updated"], told["skipped"]) == (1, 0)
    assert ask(path, "SELECT response FROM recommendation WHERE ref = 'X-2'") == [("Agreed.",)]


def test_the_help_and_the_keys_tell_of_plain_mode(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "every reading and every edit is a verb" in " ".join(capsys.readouterr().out.split())
    assert any("every reading and every edit is a command" in line for line in OTHERWISE)
