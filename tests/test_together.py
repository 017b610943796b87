"""What a person can rely on when several recommendations are changed together: as one by one, and undone as one."""

import json
import shutil
from contextlib import closing
from datetime import date

import pytest
from histories import DAYS, DUES, HISTORIES, LAST, register_after
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made import TODAY, ask, one, small_register
from opened import HOSTILE

from db import follow_up, store
from db.inputs import FollowUp, NewAcceptance, NewEvidence
from db.ledger import Ledger, Refused
from db.rules import Method, Status
from tui.cli import main

TOLD = {
    "recommendation": "*",
    "progress_update": 'recommendation_id, "on", by, management, text, method, claim, opinion, reason',
    "due_revision": "recommendation_id, old, new, reason, agreed_by, agreed_on",
    "acceptance": "recommendation_id, accepted_by, accepted_on, why, expires_on",
    "evidence": "recommendation_id, note, sha256, accepted_by",
    "stood": "*",
    "search": "rowid, body",
}
QUICK = settings(
    max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
SEEN = NewEvidence(note="Minutes", content=b"%PDF")
RISK = NewAcceptance(accepted_by="A", role="Director", why="w", expires_on=date(2022, 6, 30))
CHANGES = st.builds(
    FollowUp,
    opinion=st.none() | st.sampled_from(Status),
    claim=st.sampled_from([None, Status.IMPLEMENTED]),
    text=st.sampled_from(["a note", "another"]),
    reason=st.sampled_from(["", "because"]),
    due=st.none() | DUES,
    method=st.sampled_from([None, Method.ENQUIRY]),
    action=st.sampled_from([None, "Look again"]),
    owner=st.sampled_from([None, "Head of Revenues"]),
    evidence=st.sampled_from([None, SEEN]),
    acceptance=st.sampled_from([None, RISK]),
    effective_on=st.none() | DAYS,
).map(lambda change: change.model_copy(update={"reason": "because"}) if change.effective_on else change)
"""Each has a note; what is dated back has its reason, without which nobody is looked at."""


def told(path):
    """All that the register says, but for the ids and times that are made anew each time."""
    return {table: sorted(map(repr, ask(path, f"SELECT {what} FROM {table}"))) for table, what in TOLD.items()}


def sound(path):
    return store.check(path) == []


@QUICK
@given(HISTORIES, CHANGES)
def test_together_is_as_one_by_one_and_is_taken_back_as_one(deeds, change):
    with register_after(deeds) as path:
        before, events = told(path), one(path, "SELECT count(*) FROM event")
        apart = shutil.copy(path, path.with_name("apart.db"))
        ids = [id_ for (id_,) in ask(path, "SELECT id FROM recommendation ORDER BY rowid")]
        why = {}
        with closing(Ledger(apart, "Ann")) as ledger:
            for id_ in ids:
                try:
                    ledger.follow_up(id_, change, on=LAST)
                except Refused as refused:
                    why[id_] = str(refused)
        with closing(Ledger(path, "Ann")) as ledger:
            foreseen = ledger.foresee_together(ids, change, on=LAST)
            assert told(path) == before
            receipt = ledger.follow_up_together(ids, change, on=LAST)
            assert {one.id: one.why for one in receipt.refused} == why
            assert foreseen.refused == receipt.refused
            assert set(foreseen.records) == set(receipt.records) == set(ids) - set(why)
            assert told(path) == told(apart)
            assert sound(path)
            if receipt.transaction:
                ledger.undo()
            assert told(path) == before
            if not receipt.transaction:
                assert one(path, "SELECT count(*) FROM event") == events
            assert sound(path)


@pytest.fixture
def path(tmp_path):
    return small_register(tmp_path / "register.db", recommendations=4)


@pytest.fixture
def ledger(path):
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        yield ledger


REFS = ("MHC-1", "MHC-2", "MHC-3", "MHC-4")


def test_what_was_done_is_said_with_what_it_was_before_and_how_many_were_refused(ledger):
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, evidence=SEEN, accept_evidence=True), on=TODAY)
    receipt = ledger.follow_up_together(REFS, FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="seen"), on=TODAY)
    assert receipt.said == (
        "4 recommendations: not implemented → partially implemented (3); implemented → partially implemented (1)"
    )
    receipt = ledger.follow_up_together(REFS, FollowUp(opinion=Status.IMPLEMENTED, text="seen"), on=TODAY)
    assert receipt.said == "MHC-1: partially implemented → implemented; 3 refused"
    assert [one.ref for one in receipt.refused] == ["MHC-2", "MHC-3", "MHC-4"]
    assert {one.why for one in receipt.refused} == {
        "Implemented needs accepted evidence, or a stated reason, which is kept."
    }


def test_many_different_dates_are_said_as_what_they_have_become(ledger, path):
    for n, ref in enumerate(REFS, 1):
        ledger.follow_up(ref, FollowUp(due=date(2022, n, 1), reason="moved"), on=TODAY)
    receipt = ledger.follow_up_together(REFS, FollowUp(due=date(2022, 9, 30), reason="agreed"), on=TODAY)
    assert receipt.said == "4 recommendations: due → 30 Sep 2022"
    assert ledger.undo().said == "Undone: 4 recommendations: due → 30 Sep 2022"
    assert ask(path, "SELECT due FROM recommendation ORDER BY ref") == [(f"2022-0{n}-01",) for n in range(1, 5)]


def test_the_reason_is_kept_with_each(ledger, path):
    ledger.follow_up_together(REFS, FollowUp(opinion=Status.IMPLEMENTED, reason="All four re-performed."), on=TODAY)
    assert ask(path, "SELECT DISTINCT reason, count(*) FROM progress_update") == [("All four re-performed.", 4)]


def test_nothing_of_a_refused_one_is_kept(ledger, path):
    ledger.follow_up("MHC-4", FollowUp(opinion=Status.IMPLEMENTED, evidence=SEEN, accept_evidence=True), on=TODAY)
    other = NewEvidence(note="Letter", content=b"other")
    receipt = ledger.follow_up_together(
        REFS, FollowUp(opinion=Status.IMPLEMENTED, text="seen", evidence=other), on=TODAY
    )
    assert [one.ref for one in receipt.refused] == list(REFS[:3])
    assert one(path, "SELECT count(*) FROM evidence WHERE note = 'Letter'") == 1
    assert sound(path)


def test_several_need_a_word_that_is_kept(ledger, path):
    for silent in (FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED), FollowUp(text="\u200b\u2800 \n", due=TODAY)):
        with pytest.raises(Refused, match="a note or a reason"):
            ledger.follow_up_together(REFS, silent, on=TODAY)
    assert one(path, "SELECT count(*) FROM progress_update") == 0


def test_one_that_is_named_twice_is_changed_once_and_one_that_is_not_there_is_refused(ledger, path):
    receipt = ledger.follow_up_together(("mhc-1", "MHC-1", "MHC-99"), FollowUp(text="seen"), on=TODAY)
    assert one(path, "SELECT count(*) FROM progress_update") == 1
    assert [(one.id, one.ref) for one in receipt.refused] == [("MHC-99", "")]
    assert "MHC-99" in receipt.refused[0].why


def test_a_date_that_is_in_force_already_is_refused_with_that_sentence(ledger):
    ledger.follow_up("MHC-2", FollowUp(due=date(2022, 9, 30), reason="agreed"), on=TODAY)
    receipt = ledger.follow_up_together(REFS, FollowUp(due=date(2022, 9, 30), reason="agreed"), on=TODAY)
    assert [one.ref for one in receipt.refused] == ["MHC-2"]
    assert receipt.refused[0].why.startswith("30 Sep 2022 is the date in force already")


def test_hostile_words_are_kept_exactly_with_each(ledger, path):
    ledger.follow_up_together(REFS, FollowUp(text=HOSTILE, reason=HOSTILE, action=HOSTILE), on=TODAY)
    assert ask(path, "SELECT text, reason FROM progress_update") == [(HOSTILE, HOSTILE)] * 4
    assert sound(path)


# On the command line. ------------------------------------------------------------------------------------------------


@pytest.fixture
def typed(path, monkeypatch, capsys):
    """Type a line; the exit code and what was said."""
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(path))

    def type_(*words):
        code = main(list(words))
        return code, *capsys.readouterr()

    return type_


def test_several_are_set_by_one_line(typed, path):
    assert typed("set", "MHC-1", "MHC-2", "--status", "partially implemented", "--note", "Seen.") == (
        0,
        "Saved. 2 recommendations: not implemented → partially implemented\n",
        "",
    )
    assert one(path, "SELECT count(*) FROM recommendation WHERE status = 'partially implemented'") == 2


def test_the_owner_of_several_is_set_by_one_line(typed, path):
    assert typed("set", "MHC-1", "MHC-2", "--owner", "Bo")[0] == 2  # Without a word that is kept.
    code, said, _ = typed("set", "MHC-1", "MHC-2", "--owner", "Bo", "--reason", "post filled")
    assert (code, one(path, "SELECT count(*) FROM recommendation WHERE owner = 'Bo'")) == (0, 2)
    assert "owner" in said
    assert " → Bo" in said


def test_those_refused_are_listed_and_the_others_are_done(typed, tmp_path):
    refs = tmp_path / "refs.txt"
    refs.write_text("\ufeffMHC-1\n\n  MHC-7 \r\nMHC-2\n", encoding="utf-8")
    code, out, _ = typed("set", "--from-list", str(refs), "--note", "Seen.", "--json")
    told = json.loads(out)
    assert code == 1
    assert [done["ref"] for done in told["done"]] == ["MHC-1", "MHC-2"]
    assert told["refused"] == [{"ref": "MHC-7", "why": "No recommendation has the reference MHC-7."}]


def test_where_all_are_refused_nothing_is_done_and_each_reason_is_told(typed, path):
    code, out, err = typed("set", "MHC-1", "MHC-2", "--status", "implemented", "--note", "Seen.")
    assert code == 2
    assert out.count("evidence") == 2
    assert "Nothing was changed" in err
    assert one(path, "SELECT count(*) FROM progress_update") == 0


def test_several_without_a_word_or_none_at_all_are_told_what_is_missing(typed, tmp_path):
    assert typed("set", "MHC-1", "MHC-2", "--status", "superseded")[::2] == (
        2,
        "A change of several needs a note or a reason, which is kept with each.\n",
    )
    assert "Which one?" in typed("set", "--note", "x")[2]
    (tmp_path / "list").write_bytes(b"\xff\xfe\x00")
    assert "not text in UTF-8" in typed("set", "--from-list", str(tmp_path / "list"), "--note", "x")[2]


def test_a_due_date_is_moved_without_a_look_at_the_moves_of_all_others(tmp_path):
    path = small_register(tmp_path / "register.db")
    plan = [row[3] for row in ask(path, f"EXPLAIN QUERY PLAN {follow_up._NEXT_MOVE}", "an id", "2022-02-15")]
    assert plan[0].startswith("SEARCH d USING INDEX revision_of_recommendation"), plan
