"""What is changed is checked, kept, told and taken back as the field expects."""

import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import pytest
from made import TODAY, ask, on_day, one, small_register
from pydantic import ValidationError

from db import store
from db.inputs import FollowUp, NewAudit, NewEvidence, NewMilestone, NewPost, NewRecommendation, sentence
from db.ledger import Ledger, Refused
from db.queries import Reader
from db.rules import LARGEST_FILE, Method, Status

BEFORE = date(2021, 11, 1)


@pytest.fixture
def path(tmp_path):
    return small_register(tmp_path / "register.db")


@pytest.fixture
def ledger(path):
    ledger = Ledger(path, "Ann Auditor")
    yield ledger
    ledger.close()
    assert store.check(path) == []  # whatever a test did, the register is whole and is what its history says


def status(path):
    return one(path, "SELECT status FROM recommendation WHERE ref = 'MHC-1'")


def evidence(path):
    return one(path, "SELECT id FROM evidence")


# Status, evidence, reasons. ------------------------------------------------------------------------------------


def test_a_status_follows_from_the_opinion_of_an_update(path, ledger):
    receipt = ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Half."), on=TODAY)
    assert status(path) == "partially implemented"
    assert receipt.said == "MHC-1: not implemented → partially implemented"
    assert receipt.records == (one(path, "SELECT id FROM recommendation"),)
    assert receipt.seq == one(path, "SELECT max(seq) FROM event")
    assert one(path, 'SELECT "on", text, opinion, by FROM progress_update') == (
        "2022-02-15", "Half.", "partially implemented", "Ann Auditor",
    )  # fmt: skip


def test_a_claim_waits_for_verification(path, ledger):
    ledger.follow_up("MHC-1", FollowUp(claim=Status.IMPLEMENTED, management="All done."), on=TODAY)
    assert status(path) == "awaiting verification"


def test_implemented_needs_accepted_evidence_or_a_reason(path, ledger):
    with pytest.raises(Refused, match="accepted evidence"):
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED), on=TODAY)
    with pytest.raises(Refused, match="accepted evidence"):
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, reason="\u200b \n"), on=TODAY)
    assert status(path) == "not implemented"
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, reason="Seen on site."), on=TODAY)
    assert status(path) == "implemented"
    assert one(path, "SELECT reason FROM progress_update") == "Seen on site."


def test_evidence_received_is_not_yet_accepted(path, ledger):
    ledger.follow_up("MHC-1", FollowUp(evidence=NewEvidence(note="Minutes")), on=TODAY)
    with pytest.raises(Refused, match="accepted evidence"):
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED), on=TODAY)
    receipt = ledger.accept_evidence(evidence(path), by="Bo", on=TODAY)
    assert receipt.said == "MHC-1: evidence accepted"
    assert one(path, "SELECT accepted_by, accepted_on FROM evidence") == ("Bo", "2022-02-15")
    with pytest.raises(Refused, match="already"):
        ledger.accept_evidence(evidence(path), by="Bo", on=TODAY)
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED), on=TODAY)
    assert status(path) == "implemented"


def test_evidence_is_accepted_with_the_opinion_that_rests_on_it(path, ledger):
    new = NewEvidence(file_name="log.txt", content=b"tested", given_by="Clerk")
    with pytest.raises(Refused, match="opinion implemented"):
        ledger.follow_up("MHC-1", FollowUp(evidence=new, accept_evidence=True), on=TODAY)
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, evidence=new, accept_evidence=True), on=TODAY)
    assert status(path) == "implemented"
    assert one(path, "SELECT content FROM evidence JOIN attachment USING (sha256)") == b"tested"


def test_evidence_received_before_is_accepted_with_the_opinion_that_rests_on_it(path, ledger):
    ledger.follow_up("MHC-1", FollowUp(evidence=NewEvidence(note="Minutes")), on=TODAY)
    accept = (evidence(path),)
    with pytest.raises(Refused, match="opinion implemented"):
        ledger.follow_up("MHC-1", FollowUp(accept=accept), on=TODAY)
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, accept=accept), on=TODAY)
    assert one(path, "SELECT accepted_by FROM evidence") == "Ann Auditor"


@pytest.mark.parametrize("closing", [Status.RISK_ACCEPTED, Status.SUPERSEDED, Status.NOT_ADOPTED])
def test_closing_otherwise_needs_a_reason(path, ledger, closing):
    with pytest.raises(Refused, match="needs a reason"):
        ledger.follow_up("MHC-1", FollowUp(opinion=closing), on=TODAY)
    ledger.follow_up("MHC-1", FollowUp(opinion=closing, reason="Agreed by SMT."), on=TODAY)
    assert status(path) == closing


def test_the_same_file_twice_is_kept_once(path, ledger):
    for note in ("one", "two"):
        ledger.follow_up("MHC-1", FollowUp(evidence=NewEvidence(note=note, content=b"same")), on=TODAY)
    assert one(path, "SELECT count(*) FROM attachment") == 1
    assert one(path, "SELECT count(*) FROM evidence") == 2


def test_a_follow_up_that_says_nothing_is_refused(ledger):
    for nothing in (FollowUp(), FollowUp(due=date(2021, 9, 30)), FollowUp(action="")):
        with pytest.raises(Refused, match="nothing to record"):
            ledger.follow_up("MHC-1", nothing, on=TODAY)


def test_an_update_is_attributed_to_whoever_it_is_by(path, ledger):
    ledger.follow_up("MHC-1", FollowUp(text="Seen.", method=Method.DOCUMENT, by="Cy"), on=TODAY)
    assert one(path, "SELECT by FROM progress_update") == "Cy"
    assert ask(path, "SELECT DISTINCT by FROM event WHERE verb = 'follow up'") == [("Cy",)]


# Due dates. ----------------------------------------------------------------------------------------------------


def test_a_due_date_moves_with_a_reason_and_the_original_stays(path, ledger):
    with pytest.raises(Refused, match="needs a reason"):
        ledger.follow_up("MHC-1", FollowUp(due=date(2022, 9, 30)), on=TODAY)
    change = FollowUp(due=date(2022, 9, 30), reason="Staff left.", agreed_by="SMT", agreed_on=date(2022, 2, 1))
    receipt = ledger.follow_up("MHC-1", change, on=TODAY)
    assert receipt.said == "MHC-1: due 30 Sep 2021 → 30 Sep 2022"
    assert one(path, "SELECT original_due, due FROM recommendation") == ("2021-09-30", "2022-09-30")
    assert one(path, "SELECT old, new, reason, agreed_by, agreed_on FROM due_revision") == (
        "2021-09-30", "2022-09-30", "Staff left.", "SMT", "2022-02-01",
    )  # fmt: skip


def test_a_due_date_can_be_cleared_with_a_reason(path, ledger):
    ledger.follow_up("MHC-1", FollowUp(clear_due=True, reason="Waits for the new Act."), on=TODAY)
    assert one(path, "SELECT original_due, due FROM recommendation") == ("2021-09-30", None)
    with pytest.raises(Refused, match="not both"):
        ledger.follow_up("MHC-1", FollowUp(clear_due=True, due=TODAY, reason="?"), on=TODAY)


def test_the_first_date_ever_set_is_the_original(path, ledger):
    audit = one(path, "SELECT id FROM audit")
    ledger.add_recommendation(NewRecommendation(audit_id=audit, text="Undated.", due_words="TBC"), on=TODAY)
    receipt = ledger.follow_up("MHC-2", FollowUp(due=date(2022, 5, 31)), on=TODAY)
    assert receipt.said == "MHC-2: due no date → 31 May 2022"
    assert one(path, "SELECT original_due, due, due_words FROM recommendation WHERE ref = 'MHC-2'") == (
        "2022-05-31", "2022-05-31", "",
    )  # fmt: skip
    assert ask(path, "SELECT * FROM due_revision") == []


def test_due_is_the_last_milestone(path, ledger):
    audit = one(path, "SELECT id FROM audit")
    parts = tuple(NewMilestone(what=f"Part {m}", due=date(2022, m, 28)) for m in (5, 8, 11))
    ledger.add_recommendation(NewRecommendation(audit_id=audit, text="In parts.", milestones=parts), on=TODAY)
    due = "SELECT due FROM recommendation WHERE ref = 'MHC-2'"
    assert one(path, due) == "2022-11-28"
    last = one(path, "SELECT id FROM milestone ORDER BY due DESC LIMIT 1")
    with pytest.raises(Refused, match="needs a reason"):
        ledger.edit("milestone", last, {"due": date(2022, 12, 31)}, on=TODAY)
    ledger.edit("milestone", last, {"due": date(2022, 12, 31)}, on=TODAY, reason="Agreed.")
    assert one(path, due) == "2022-12-31"
    assert one(path, "SELECT old, new FROM due_revision") == ("2022-11-28", "2022-12-31")
    ledger.edit("milestone", last, {"met_on": TODAY}, on=TODAY)
    ledger.remove("milestone", last, on=TODAY, reason="No longer a part.")
    assert one(path, due) == "2022-08-28"
    of = one(path, "SELECT id FROM recommendation WHERE ref = 'MHC-2'")
    ledger.edit("milestone", "", {"recommendation_id": of, "what": "Early", "due": date(2022, 3, 1)}, on=TODAY)
    assert one(path, due) == "2022-08-28"


# Two times. ----------------------------------------------------------------------------------------------------


def test_dating_back_needs_a_reason_and_the_future_is_refused(ledger):
    with pytest.raises(Refused, match="Dating back needs a reason"):
        ledger.follow_up("MHC-1", FollowUp(text="Earlier.", effective_on=BEFORE), on=TODAY)
    with pytest.raises(Refused, match="future"):
        ledger.follow_up("MHC-1", FollowUp(text="Later.", effective_on=date(2022, 3, 1), reason="?"), on=TODAY)


def test_what_is_dated_back_does_not_override_what_came_after(tmp_path):
    path = small_register(tmp_path / "old.db", on=date(2021, 1, 1))
    ledger = Ledger(path, "Ann")
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED), on=TODAY)
    ledger.follow_up(
        "MHC-1", FollowUp(opinion=Status.AWAITING_VERIFICATION, effective_on=BEFORE, reason="Found a letter."), on=TODAY
    )
    ledger.close()
    assert status(path) == "partially implemented"
    assert on_day(path, BEFORE, "SELECT status FROM recommendation") == [("awaiting verification",)]
    assert on_day(path, date(2021, 10, 1), "SELECT status FROM recommendation") == [("not implemented",)]
    assert store.check(path) == []


def test_what_is_dated_back_and_does_not_hold_today_is_said(ledger):
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Half."), on=TODAY)
    change = FollowUp(opinion=Status.IMPLEMENTED, reason="Seen then.", effective_on=BEFORE)
    assert ledger.follow_up("MHC-1", change, on=TODAY).said.endswith(
        "; today it is partially implemented, by what is recorded of a later day"
    )


def test_a_later_claim_is_weighed_anew_after_an_opinion_dated_back(tmp_path):
    path = small_register(tmp_path / "old.db", on=date(2021, 1, 1))
    ledger = Ledger(path, "Ann")
    ledger.follow_up("MHC-1", FollowUp(claim=Status.IMPLEMENTED), on=TODAY)
    assert status(path) == "awaiting verification"
    closed = FollowUp(opinion=Status.IMPLEMENTED, effective_on=BEFORE, reason="Tested in November.")
    ledger.follow_up("MHC-1", closed, on=TODAY)
    assert status(path) == "implemented"  # a claim after it was closed reopens nothing
    ledger.undo()
    assert status(path) == "awaiting verification"
    assert on_day(path, BEFORE, "SELECT status FROM recommendation") == [("not implemented",)]
    ledger.close()
    assert store.check(path) == []


def test_what_is_dated_before_a_record_was_entered_shows_it_was_there(path, ledger):
    ledger.follow_up(
        "MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, effective_on=BEFORE, reason="A letter."), on=TODAY
    )
    assert status(path) == "not implemented"
    assert on_day(path, BEFORE, "SELECT ref, status FROM recommendation") == [("MHC-1", "partially implemented")]
    assert on_day(path, BEFORE, "SELECT title, name FROM audit a JOIN directorate d ON d.id = directorate_id") == [
        ("Mental Health Casework", "Care")
    ]
    assert on_day(path, date(2021, 10, 31), "SELECT * FROM recommendation") == []


# Entering and correcting. --------------------------------------------------------------------------------------


def test_recommendations_are_found_by_any_of_their_names(path, ledger):
    audit = one(path, "SELECT id FROM audit")
    for text in ("First.", "Second."):
        ledger.add_recommendation(NewRecommendation(audit_id=audit, text=text, source_ref="4.1"), on=TODAY)
    ledger.add_recommendation(NewRecommendation(audit_id=audit, text="Third.", ref="\u00c9-7"), on=TODAY)
    assert ledger.follow_up(" mhc-1 ", FollowUp(text="x"), on=TODAY).said == "MHC-1: update added"
    for spelt in ("\u00c9-7", "\u00e9-7"):
        assert ledger.follow_up(spelt, FollowUp(text="x"), on=TODAY).said.startswith("\u00c9-7")
    id_ = one(path, "SELECT id FROM recommendation WHERE ref = 'MHC-2'")
    assert ledger.follow_up(id_, FollowUp(text="x"), on=TODAY).records == (id_,)
    with pytest.raises(Refused, match="several recommendations: MHC-2, MHC-3"):
        ledger.follow_up("4.1", FollowUp(text="x"), on=TODAY)
    with pytest.raises(Refused, match="No recommendation has the reference"):
        ledger.follow_up("X-9", FollowUp(text="x"), on=TODAY)


@pytest.mark.parametrize("ref", ["MHC-1", "mhc-1", " MHC-1 "])
def test_a_reference_is_taken_once_whatever_its_case(path, ledger, ref):
    audit = one(path, "SELECT id FROM audit")
    with pytest.raises(Refused, match="Another recommendation has this reference"):
        ledger.add_recommendation(NewRecommendation(audit_id=audit, text="Same.", ref=ref), on=TODAY)
    first = one(path, "SELECT id FROM recommendation")
    ledger.add_recommendation(NewRecommendation(audit_id=audit, text="Other."), on=TODAY)
    other = one(path, "SELECT id FROM recommendation WHERE ref = 'MHC-2'")
    with pytest.raises(Refused, match="Another recommendation has this reference"):
        ledger.edit("recommendation", other, {"ref": ref}, on=TODAY)
    ledger.edit("recommendation", first, {"ref": "mhc-1 "}, on=TODAY)
    assert one(path, "SELECT ref FROM recommendation WHERE id = ?", first) == "mhc-1"


@pytest.mark.parametrize(("title", "taken", "made"), [("Mental Health", "mh-7", "MH-8"), ("Éire", "éire-2", "ÉIRE-3")])
def test_a_reference_is_made_after_the_last_of_its_initials_whatever_their_case(path, ledger, title, taken, made):
    ledger.add_audit(NewAudit(title=title), on=TODAY)
    audit = one(path, "SELECT id FROM audit WHERE title = ?", title)
    ledger.add_recommendation(NewRecommendation(audit_id=audit, text="First.", ref=taken), on=TODAY)
    ledger.add_recommendation(NewRecommendation(audit_id=audit, text="Second."), on=TODAY)
    assert one(path, "SELECT ref FROM recommendation WHERE text = 'Second.'") == made


def test_an_audit_brings_its_directorate_once(path, ledger):
    ledger.add_audit(NewAudit(title="Payroll", directorate="care "), on=TODAY)
    ledger.add_audit(NewAudit(title="Grants", directorate="Finance"), on=TODAY)
    assert ask(path, "SELECT name FROM directorate ORDER BY name") == [("Care",), ("Finance",)]
    with pytest.raises(Refused, match="already"):
        ledger.add_directorate("Finance", on=TODAY)


def test_a_recommendation_is_entered_open(path, ledger):
    new = NewRecommendation(audit_id=one(path, "SELECT id FROM audit"), text="x", status=Status.IMPLEMENTED)
    with pytest.raises(Refused, match="entered open"):
        ledger.add_recommendation(new, on=TODAY)
    with pytest.raises(Refused, match="no such audit"):
        ledger.add_recommendation(NewRecommendation(audit_id="?", text="x"), on=TODAY)


def test_fields_are_corrected_and_found_by_their_new_words(path, ledger):
    id_ = one(path, "SELECT id FROM recommendation")
    receipt = ledger.edit(
        "recommendation", id_, {"owner": "Head of Care", "text": "Redraft."}, on=TODAY, reason="Typing."
    )
    assert receipt.said == "MHC-1: owner nobody → Head of Care, text changed"
    found = "SELECT count(*) FROM search WHERE search MATCH ?"
    assert (one(path, found, "redraft"), one(path, found, "thing")) == (1, 0)
    ledger.edit("audit", one(path, "SELECT id FROM audit"), {"title": "Casework"}, on=TODAY)
    assert (one(path, found, "casework"), one(path, found, "mental")) == (1, 0)
    with pytest.raises(Refused, match="Nothing has changed"):
        ledger.edit("recommendation", id_, {"owner": "Head of Care"}, on=TODAY)


def test_an_edit_cannot_pass_by_the_rules(path, ledger):
    id_ = one(path, "SELECT id FROM recommendation")
    for fields, words in [
        ({"status": "implemented"}, "follow it up"),
        ({"due": TODAY}, "follow it up"),
        ({"id": "x"}, "not corrected"),
        ({"text": " \u200b"}, "blank"),
        ({"ref": ""}, "blank"),
        ({"owner": "a\x00b"}, "NUL"),
        ({"original_due": TODAY}, "needs a reason"),
        ({"audit_id": "nowhere"}, "not in the register"),
    ]:
        with pytest.raises(Refused, match=words):
            ledger.edit("recommendation", id_, fields, on=TODAY)
    with pytest.raises(Refused, match="no such"):
        ledger.edit("audit", "nowhere", {"title": "x"}, on=TODAY)
    with pytest.raises(Refused, match="not corrected"):
        ledger.edit("event", "1", {"by": "x"}, on=TODAY)


def test_the_date_in_force_follows_a_corrected_original_that_was_never_moved(path, ledger):
    id_, dates = one(path, "SELECT id FROM recommendation"), "SELECT original_due, due FROM recommendation"
    fields = {"original_due": date(2021, 10, 31), "due": date(2021, 10, 31)}
    ledger.edit("recommendation", id_, fields, on=TODAY, reason="Misread.")
    assert one(path, dates) == ("2021-10-31", "2021-10-31")
    ledger.follow_up("MHC-1", FollowUp(due=date(2022, 9, 30), reason="Late."), on=TODAY)
    ledger.edit("recommendation", id_, {"original_due": date(2021, 11, 30)}, on=TODAY, reason="Misread again.")
    assert one(path, dates) == ("2021-11-30", "2022-09-30")


def test_several_corrections_are_one_transaction(path, ledger):
    id_, audit = one(path, "SELECT r.id, a.id FROM recommendation r, audit a")
    new = {"recommendation_id": id_, "what": "Draft", "due": date(2021, 12, 31)}
    changes = [Change("recommendation", id_, {"owner": "Clerk"}), Change("audit", audit, {"assurance": "limited"})]
    with pytest.raises(Refused, match="needs a reason"):  # the new milestone is the last
        ledger.edit_together([*changes, Change("milestone", "", new)], on=TODAY)
    ledger.edit_together([*changes, Change("milestone", "", new)], on=TODAY, reason="In parts.")
    assert one(path, "SELECT owner, due, assurance FROM recommendation r JOIN audit a ON a.id = audit_id") == (
        "Clerk", "2021-12-31", "limited",
    )  # fmt: skip
    ledger.undo()
    assert ask(path, "SELECT * FROM milestone") == []
    assert one(path, "SELECT owner, due FROM recommendation") == ("", "2021-09-30")


@dataclass
class Change:
    kind: str
    id: str
    fields: dict[str, object]


def test_no_two_directorates_go_by_one_name_whatever_its_case_and_spacing(path, ledger):
    there = one(path, "SELECT name FROM directorate")
    ledger.add_directorate("Another", on=TODAY)
    for name in (there, f" {there.upper()}  "):
        with pytest.raises(Refused, match="There is a directorate of this name already"):
            ledger.add_directorate(name, on=TODAY)
        with pytest.raises(Refused, match="There is a directorate of this name already"):
            ledger.edit(
                "directorate", one(path, "SELECT id FROM directorate WHERE name = 'Another'"), {"name": name}, on=TODAY
            )
    ledger.edit("directorate", one(path, "SELECT min(id) FROM directorate"), {"name": there.upper()}, on=TODAY)


def test_nobody_leaves_a_post_before_entering_it(path, ledger):
    may, april = date(2022, 5, 1), date(2022, 4, 30)
    given = {"directorate_id": one(path, "SELECT id FROM directorate"), "role": "director", "person": "A Director"}
    with pytest.raises(ValidationError, match="cannot end before it begins"):
        NewPost(**given, since=may, until=april)
    ledger.add_post(NewPost(**given, since=may, until=may), on=TODAY)
    with pytest.raises(Refused, match="cannot end before it begins"):
        ledger.edit("post", one(path, "SELECT id FROM post"), {"until": april}, on=TODAY)
    assert ask(path, "SELECT since, until FROM post") == [("2022-05-01", "2022-05-01")]


def test_what_is_used_is_not_removed(path, ledger):
    audit, directorate = one(path, "SELECT a.id, d.id FROM audit a, directorate d")
    for kind, id_ in (("audit", audit), ("directorate", directorate)):
        with pytest.raises(Refused, match="refers to it"):
            ledger.remove(kind, id_, on=TODAY)
    with pytest.raises(Refused, match="closed, or corrected"):
        ledger.remove("recommendation", one(path, "SELECT id FROM recommendation"), on=TODAY)
    ledger.add_post(NewPost(directorate_id=directorate, role="director", person="A Director"), on=TODAY)
    ledger.remove("post", one(path, "SELECT id FROM post"), on=TODAY)
    assert ask(path, "SELECT * FROM post") == []


def test_settings_are_checked_and_kept_in_the_history(path, ledger):
    ledger.edit("setting", "band_edges", {"value": [3, 9]}, on=TODAY)
    ledger.edit("setting", "band_edges", {"value": [6, 9]}, on=TODAY)
    assert one(path, "SELECT value FROM setting") == "[6, 9]"
    with pytest.raises(Refused, match="band_edges"):
        ledger.edit("setting", "band_edges", {"value": "soon"}, on=TODAY)
    ledger.undo()
    assert one(path, "SELECT value FROM setting") == "[3, 9]"


@pytest.mark.parametrize("text", ["a\x00b", "half \ud83d"])
def test_text_that_cannot_be_kept_exactly_is_refused(ledger, text):
    with pytest.raises(ValidationError) as error:
        FollowUp(text=text)
    assert "cannot be stored" in sentence(error.value)
    with pytest.raises(Refused, match="cannot be stored"):
        ledger.keep_draft("update:x", text)
    with pytest.raises(Refused, match="cannot be stored"):
        ledger.edit("setting", "user", {"value": "x"}, on=TODAY, reason=text)
    with pytest.raises(Refused, match="this reference"):
        ledger.follow_up(text, FollowUp(text="x"), on=TODAY)


def test_a_change_always_has_an_author(path, monkeypatch):
    monkeypatch.setenv("OUTSTANDING_USER", "Ann Auditor")
    ledger = Ledger(path, " \u200b")
    ledger.follow_up("MHC-1", FollowUp(text="x"), on=TODAY)
    ledger.close()
    assert one(path, "SELECT by FROM progress_update") == "Ann Auditor"


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "\u202eabc", "<b>&amp;", "\U0001f600" * 9, "a\r\nb\tc", "x" * 50_000, "=1+1"]
)
def test_all_other_text_is_kept_exactly(path, ledger, text):
    ledger.follow_up("MHC-1", FollowUp(text=text), on=TODAY)
    assert one(path, "SELECT text FROM progress_update") == text


def test_a_file_that_is_too_large_is_refused_with_its_size():
    with pytest.raises(ValidationError) as error:
        NewEvidence(content=bytes(LARGEST_FILE + 100_000))
    assert sentence(error.value) == "The file has 20.1 MB; a register takes files of up to 20 MB."
    with pytest.raises(ValidationError, match="note or a file"):
        NewEvidence(note="\u200b")


# Undo and redo. ------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_step_by_step_and_across_restarts(path):
    def again(verb):
        ledger = Ledger(path, "Ann Auditor")
        try:
            return getattr(ledger, verb)().said
        finally:
            ledger.close()

    ledger = Ledger(path, "Ann Auditor")
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED), on=TODAY)
    ledger.follow_up("MHC-1", FollowUp(due=date(2022, 9, 30), reason="Late."), on=TODAY)
    ledger.close()
    shown = "SELECT status, due FROM recommendation"
    assert again("undo") == "Undone: MHC-1: due 30 Sep 2021 → 30 Sep 2022"
    assert one(path, shown) == ("partially implemented", "2021-09-30")
    assert again("undo") == "Undone: MHC-1: not implemented → partially implemented"
    assert one(path, shown) == ("not implemented", "2021-09-30")
    assert ask(path, "SELECT * FROM progress_update") == []
    assert again("redo") == "Done again: MHC-1: not implemented → partially implemented"
    assert again("redo") == "Done again: MHC-1: due 30 Sep 2021 → 30 Sep 2022"
    assert one(path, shown) == ("partially implemented", "2022-09-30")
    with pytest.raises(Refused, match="nothing to redo"):
        again("redo")
    assert again("undo") == "Undone: MHC-1: due 30 Sep 2021 → 30 Sep 2022"
    assert store.check(path) == []


def test_a_new_change_ends_what_could_be_redone(path, ledger):
    ledger.follow_up("MHC-1", FollowUp(text="One."), on=TODAY)
    ledger.undo()
    ledger.follow_up("MHC-1", FollowUp(text="Two."), on=TODAY)
    with pytest.raises(Refused, match="nothing to redo"):
        ledger.redo()
    ledger.undo()
    assert ask(path, "SELECT * FROM progress_update") == []


def test_everything_can_be_undone_and_done_again(path, ledger):
    before = ask(path, "SELECT * FROM recommendation"), ask(path, "SELECT * FROM audit")
    for _ in range(2):
        ledger.undo()
    assert ask(path, "SELECT * FROM audit") == []
    with pytest.raises(Refused, match="nothing to undo"):
        ledger.undo()
    for _ in range(2):
        ledger.redo()
    assert (ask(path, "SELECT * FROM recommendation"), ask(path, "SELECT * FROM audit")) == before


def test_undo_takes_back_only_this_writers_changes_and_not_from_under_others(path, monkeypatch):
    ann = Ledger(path, "Ann")
    ann.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED), on=TODAY)
    ann.follow_up("MHC-1", FollowUp(action="Write to the Director."), on=TODAY)
    monkeypatch.setattr("platform.node", lambda: "another laptop")
    bo = Ledger(path, "Bo")
    with pytest.raises(Refused, match="nothing to undo"):
        bo.undo()
    bo.follow_up("MHC-1", FollowUp(opinion=Status.NOT_IMPLEMENTED), on=TODAY)
    monkeypatch.undo()
    ann.undo()
    with pytest.raises(Refused, match="MHC-1: status has been changed since"):
        ann.undo()
    assert status(path) == "not implemented"
    monkeypatch.setattr("platform.node", lambda: "another laptop")
    bo.undo()
    monkeypatch.undo()
    ann.undo()  # what stood in the way is taken back itself
    assert one(path, "SELECT status, action FROM recommendation") == ("not implemented", "")
    assert one(path, "SELECT count(DISTINCT writer) FROM event") == 2
    ann.close()
    bo.close()
    assert store.check(path) == []


def test_one_thing_is_taken_back_and_returned_whatever_was_done_since(path):
    with closing(Ledger(path, "Ann")) as ann:
        meant = ann.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED), on=TODAY).transaction
        ann.follow_up("MHC-1", FollowUp(action="Write to the Director."), on=TODAY)
        for _ in range(2):
            ann.undo(meant)
            assert one(path, "SELECT status, action FROM recommendation") == (
                "not implemented",
                "Write to the Director.",
            )
            with pytest.raises(Refused, match="taken back already"):
                ann.undo(meant)
            ann.follow_up("MHC-1", FollowUp(text="What another window wrote."), on=TODAY)
            ann.redo(meant)
            assert status(path) == "partially implemented"
            with pytest.raises(Refused, match="returned already"):
                ann.redo(meant)
    assert store.check(path) == []


def test_a_record_that_is_used_since_is_not_taken_back(path, monkeypatch):
    ann = Ledger(path, "Ann")
    ann.add_audit(NewAudit(title="Payroll"), on=TODAY)
    audit = one(path, "SELECT id FROM audit WHERE title = 'Payroll'")
    monkeypatch.setattr("platform.node", lambda: "another laptop")
    bo = Ledger(path, "Bo")
    bo.add_recommendation(NewRecommendation(audit_id=audit, text="x"), on=TODAY)
    monkeypatch.undo()
    with pytest.raises(Refused, match="Payroll cannot go: there is now a recommendation that refers to it"):
        ann.undo()
    ann.close()
    bo.close()


def test_an_undo_is_of_the_day_of_what_it_undoes(tmp_path):
    path = small_register(tmp_path / "old.db", on=date(2021, 1, 1))
    ledger = Ledger(path, "Ann")
    change = FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, effective_on=BEFORE, reason="A letter.")
    ledger.follow_up("MHC-1", change, on=TODAY)
    ledger.undo()
    ledger.close()
    assert on_day(path, BEFORE, "SELECT status FROM recommendation") == [("not implemented",)]
    assert ask(path, "SELECT DISTINCT effective_on FROM event WHERE verb = 'undo'") == [(BEFORE.isoformat(),)]


# An import's way in. -------------------------------------------------------------------------------------------


class Import:
    by_hand = ""

    def __init__(self, *acts):
        self.acts = acts

    def write(self, transaction):
        for verb, *rest in self.acts:
            getattr(transaction, verb)(*rest)
        transaction.said = "two rows"


def test_an_import_is_one_transaction_or_nothing(path, ledger):
    audit = one(path, "SELECT id FROM audit")
    add = ("create", "recommendation", "r2", {"audit_id": audit, "ref": "X-2", "text": "Two."})
    update = ("create", "progress_update", "u2", {"recommendation_id": "r2", "on": TODAY, "text": "New words."})
    clash = ("create", "recommendation", "r3", {"audit_id": audit, "ref": "MHC-1", "text": "Three."})
    events = one(path, "SELECT count(*) FROM event")
    with pytest.raises(Refused, match="reference"):
        ledger.apply(Import(add, update, clash), on=BEFORE)
    assert one(path, "SELECT count(*) FROM event") == events
    receipt = ledger.apply(Import(add, update), on=BEFORE)
    assert (receipt.said, receipt.records) == ("two rows", ("r2",))
    assert one(
        path, "SELECT count(DISTINCT \"transaction\"), count(*) FROM event WHERE effective_on = '2021-11-01'"
    ) == (1, 2)
    assert one(path, "SELECT count(*) FROM search WHERE search MATCH 'words'") == 1
    assert ledger.undo().said == "Undone: X-2: added"


def test_a_record_is_made_once_and_again_after_it_was_taken_back(path, ledger):
    audit = one(path, "SELECT id FROM audit")
    add = ("create", "recommendation", "r2", {"audit_id": audit, "ref": "X-2", "text": "Two."})
    ledger.apply(Import(add), on=TODAY)
    again = (*add[:3], {**add[3], "ref": "X-3"})
    with pytest.raises(Refused, match="already such a recommendation"):
        ledger.apply(Import(again), on=TODAY)
    ledger.undo()
    ledger.apply(Import(add), on=BEFORE)
    events = ask(path, "SELECT seq, previous FROM event WHERE record = 'r2' ORDER BY seq")
    assert [previous for _, previous in events] == [None, *(seq for seq, _ in events[:-1])]
    assert on_day(path, BEFORE, "SELECT ref FROM recommendation") == [("X-2",)]


def test_what_there_is_is_backed_up_before_an_import(path, ledger, tmp_path):
    ledger.apply(Import(("create", "directorate", "d2", {"name": "Finance"})), on=TODAY)
    (copy,) = (tmp_path / "register.db backups").iterdir()
    assert ask(copy, "SELECT name FROM directorate") == [("Care",)]


def test_an_import_that_changes_nothing_leaves_no_trace(path, ledger):
    id_, text = one(path, "SELECT id, text FROM recommendation")
    before = ask(path, "SELECT * FROM event"), ask(path, "SELECT * FROM writer")
    receipt = ledger.apply(Import(("change", "recommendation", id_, {"text": text}), ("attach", b"reading")), on=TODAY)
    assert (receipt.transaction, receipt.seq) == ("", 0)
    assert (ask(path, "SELECT * FROM event"), ask(path, "SELECT * FROM writer")) == before
    assert ask(path, "SELECT * FROM attachment") == []


def test_a_record_made_and_changed_in_one_transaction_has_one_event(path, ledger):
    audit = one(path, "SELECT id FROM audit")
    ledger.apply(
        Import(
            ("create", "recommendation", "r2", {"audit_id": audit, "ref": "X-2", "text": "Two."}),
            ("change", "recommendation", "r2", {"text": "Two and a half."}),
            ("change", "recommendation", "r2", {"owner": "Clerk"}),
        ),
        on=TODAY,
    )
    assert one(path, "SELECT count(*) FROM event WHERE record = 'r2'") == 1
    assert one(path, "SELECT text, owner FROM recommendation WHERE id = 'r2'") == ("Two and a half.", "Clerk")


# Drafts, and several at once. ----------------------------------------------------------------------------------


def test_a_draft_is_kept_until_its_update_is_saved_and_is_no_event(path, ledger):
    key = f"update:{one(path, 'SELECT id FROM recommendation')}"
    events = one(path, "SELECT count(*) FROM event")
    ledger.keep_draft(key, "Half a sen")
    ledger.keep_draft(key, "Half a sentence")
    ledger.keep_draft("update:other", "x")
    ledger.drop_draft("update:other")
    ledger.drop_draft("update:never")
    assert one(path, "SELECT key, text FROM draft") == (key, "Half a sentence")
    assert one(path, "SELECT count(*) FROM event") == events
    ledger.follow_up("MHC-1", FollowUp(action="Wait."), on=TODAY)
    assert len(ask(path, "SELECT * FROM draft")) == 1
    ledger.follow_up("MHC-1", FollowUp(text="What another window says."), on=TODAY)
    assert len(ask(path, "SELECT * FROM draft")) == 1
    ledger.follow_up("MHC-1", FollowUp(text="Half a sentence"), on=TODAY)
    assert ask(path, "SELECT * FROM draft") == []


def test_two_writers_lose_no_update(tmp_path):
    path = small_register(tmp_path / "register.db", recommendations=2)
    trouble = []

    def write(name):
        try:
            ledger = Ledger(path, name)
            for n in range(30):
                ledger.follow_up(f"MHC-{n % 2 + 1}", FollowUp(text=f"{name} {n}", action=f"{name} {n}"), on=TODAY)
            ledger.close()
        except Exception as error:  # noqa: BLE001 - a thread's trouble is told by the test
            trouble.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("Ann", "Bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert one(path, "SELECT count(*) FROM progress_update") == 60
    assert store.check(path) == []


def test_a_move_dated_back_before_another_does_not_count_its_days_twice(tmp_path):
    path = small_register(tmp_path / "old.db", on=date(2021, 1, 1))
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(due=date(2022, 9, 30), reason="Staff left."), on=TODAY)
        found = FollowUp(due=date(2022, 3, 31), reason="A letter, found.", effective_on=BEFORE)
        ledger.follow_up("MHC-1", found, on=TODAY)
        with closing(store.connect(path, read_only=True)) as live:
            reader = Reader(live, TODAY)
            (moved,) = (followed.revisions for followed in reader.followed())
        assert [(move.old, move.new) for move in moved] == [
            (date(2021, 9, 30), date(2022, 3, 31)),
            (date(2022, 3, 31), date(2022, 9, 30)),
        ]
        ledger.undo()
    assert one(path, "SELECT old, new FROM due_revision") == ("2021-09-30", "2022-09-30")
    assert store.check(path) == []
