"""What a person can rely on in the forms: what a key does, what is refused and where it is said, what is saved."""

import asyncio
import re
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest
from desk import ACCEPTED, AUDITS, DETAIL, DIRECTORATES, ONE, OPEN, RECEIVED, SIZES, TODAY, Host
from opened import until
from textual.events import Paste

from db.rows import Detail
from db.rules import Method, Policy, Status
from tui.screens.add import AddAudit, AddRecommendation
from tui.screens.asked import AcceptAsked, AddAuditAsked, FollowUpAsked, RecordChange, SaveFailed, SaveRefused
from tui.screens.confirm import ConfirmDialog
from tui.screens.due import DueDialog
from tui.screens.edit import EditAudit, EditDirectorate, EditRecommendation
from tui.screens.evidence import AttachDialog, EvidenceDialog
from tui.screens.save_out import SaveOutDialog, harmless_name
from tui.screens.status import StatusDialog
from tui.screens.unsaved import UnsavedDialog
from tui.screens.update import UpdateDialog
from tui.text import called

ALL = {
    "status": lambda desk: StatusDialog(DETAIL, desk),
    "update": lambda desk: UpdateDialog(DETAIL, desk),
    "due": lambda desk: DueDialog(DETAIL, desk),
    "evidence": lambda desk: EvidenceDialog(DETAIL, desk),
    "attach": lambda desk: AttachDialog(DETAIL, desk),
    "edit": lambda desk: EditRecommendation(DETAIL, AUDITS, desk),
    "edit audit": lambda desk: EditAudit(AUDITS[0], DIRECTORATES, desk),
    "edit directorate": lambda desk: EditDirectorate(DIRECTORATES[0], desk),
    "add audit": lambda desk: AddAudit(DIRECTORATES, desk),
    "add recommendation": lambda desk: AddRecommendation(AUDITS, "a2", desk),
}


KEYS = {" ": "space", ".": "full_stop", "/": "slash"}


async def typed(pilot, words):
    """Type words as keys, blanks and stops among them."""
    await pilot.press(*(KEYS.get(letter, letter) for letter in words))
    await pilot.pause()


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=str)
@pytest.mark.parametrize("name", ALL)
async def test_every_field_of_every_form_is_reached_and_seen_by_keyboard_alone(name, size):
    app = Host(ALL[name])
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        seen = []
        for _ in range(60):
            focused = app.screen.focused
            assert focused is not None
            assert focused.region.height
            body = app.screen.query_one(".body").region
            assert body.contains_region(focused.region) or focused.region.height > body.height, focused
            assert body.right <= size[0]
            if focused in seen:
                break
            seen.append(focused)
            await pilot.press("tab")
            await pilot.pause()
        wanted = [field.control for field in app.screen.query("Field").results() if field.display]
        assert [control for control in wanted if control not in seen] == []


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=str)
async def test_no_form_is_wider_than_is_read_with_ease(size):
    for make in ALL.values():
        app = Host(make)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert app.screen.query_one(".sheet").region.width <= 92
            assert "esc Close" in app.text


# Status. ---------------------------------------------------------------------------------------------------------


async def test_a_status_is_one_digit_and_a_line():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("1", "tab")
        await typed(pilot, "no progress")
        await pilot.press("ctrl+s")
        await pilot.pause()
    (asked,) = app.desk.saved
    assert (asked.id, asked.opinion, asked.text) == ("r1", Status.NOT_IMPLEMENTED, "no progress")
    assert app.result.said == "done"


async def test_a_slip_of_the_key_is_put_right_by_the_next_and_other_digits_do_nothing():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("6", "8", "9", "0", "1", "ctrl+s")
        await pilot.pause()
    assert app.desk.saved[0].opinion is Status.NOT_IMPLEMENTED


async def test_arrows_choose_a_status_and_go_round_the_end():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("home", "up")
        assert app.screen.picked is Status.NOT_ADOPTED
        await pilot.press("down", "down")
        assert app.screen.picked is Status.PARTIALLY_IMPLEMENTED


async def test_a_click_chooses_a_status():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("#opinion Choice", offset=(8, 2))
        assert app.screen.picked is Status.AWAITING_VERIFICATION


async def test_implemented_without_evidence_or_reason_is_refused_at_the_reason():
    app = Host(lambda desk: StatusDialog(replace(DETAIL, evidence=()), desk))
    async with app.run_test() as pilot:
        await pilot.press("4")
        await pilot.pause()
        assert "! Implemented needs accepted evidence, or a stated reason" in app.text
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.desk.saved == []
        assert app.screen.focused is app.screen.query_one("#reason").control
        await typed(pilot, "seen on site")
        assert "on the reason stated" in app.text
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert (app.desk.saved[0].opinion, app.desk.saved[0].reason) == (Status.IMPLEMENTED, "seen on site")


async def test_evidence_received_before_is_accepted_with_the_status():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("4", "tab", "space")
        await pilot.pause()
        assert "on accepted evidence" in app.text
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.desk.saved[0].accept == ("e1",)


async def test_evidence_ticked_and_then_not_needed_is_not_accepted():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("4", "tab", "space", "shift+tab", "3", "ctrl+s")
        await pilot.pause()
    assert (app.desk.saved[0].opinion, app.desk.saved[0].accept) == (Status.AWAITING_VERIFICATION, ())


async def test_evidence_accepted_before_is_enough():
    app = Host(lambda desk: StatusDialog(replace(DETAIL, evidence=(ACCEPTED,)), desk))
    async with app.run_test() as pilot:
        await pilot.press("4", "ctrl+s")
        await pilot.pause()
    assert app.desk.saved[0].opinion is Status.IMPLEMENTED


async def test_a_file_attached_with_the_status_is_kept_and_accepted(tmp_path):
    (tmp_path / "proof.txt").write_bytes(b"seen")
    app = Host(lambda desk: StatusDialog(replace(DETAIL, evidence=()), desk))
    async with app.run_test() as pilot:
        await pilot.press("4")
        app.screen.query_one("#file").words = f'"{tmp_path / "proof.txt"}"'
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
    asked = app.desk.saved[0]
    assert (asked.evidence.content, asked.evidence.file_name, asked.accept_evidence) == (b"seen", "proof.txt", True)


async def test_a_file_that_is_not_there_is_refused_at_its_field(tmp_path):
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("4")
        app.screen.query_one("#file").words = str(tmp_path / "none.pdf")
        await pilot.pause(0.2)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "There is no such file." in app.text
        assert app.screen.focused is app.screen.query_one("#file").control
    assert app.desk.saved == []


async def test_closing_otherwise_needs_a_reason():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("5", "ctrl+s")
        await pilot.pause()
        assert "Risk accepted closes the recommendation and needs a reason" in app.text
    assert app.desk.saved == []


async def test_nothing_changed_is_not_saved_and_says_so():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Nothing has changed yet" in app.text
    assert app.desk.saved == []


async def test_a_status_nobody_could_read_starts_with_none_chosen():
    app = Host(lambda desk: StatusDialog(replace(DETAIL, recommendation=replace(ONE, status=None)), desk))
    async with app.run_test() as pilot:
        assert app.screen.picked is None
        await pilot.press("2", "ctrl+s")
        await pilot.pause()
    assert app.desk.saved[0].opinion is Status.PARTIALLY_IMPLEMENTED


# Update. ---------------------------------------------------------------------------------------------------------


async def test_an_update_says_who_says_what_and_what_follows():
    app = Host(ALL["update"])
    async with app.run_test(size=(120, 40)) as pilot:
        await typed(pilot, "all done")
        await pilot.press("tab", "4")
        await pilot.pause()
        assert "awaiting verification: management says done" in app.text
        await pilot.press("tab")
        await typed(pilot, "not seen yet")
        await pilot.press("tab", "2", "ctrl+s")
        await pilot.pause()
    assert app.desk.saved == [
        FollowUpAsked(
            "r1",
            claim=Status.IMPLEMENTED,
            management="all done",
            text="not seen yet",
            method=Method.ENQUIRY,
            effective_on=TODAY,
        )
    ]


async def test_an_update_dated_back_needs_a_reason_and_one_to_come_is_refused():
    app = Host(ALL["update"])
    async with app.run_test(size=(120, 40)) as pilot:
        await typed(pilot, "x")
        app.screen.query_one("#on").words = "1 Feb 2022"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "dated back needs a reason" in app.text
        app.screen.query_one("#on").words = "1 Mar 2022"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "1 Mar 2022 is still to come." in app.text
        assert app.desk.saved == []
        app.screen.query_one("#on").words = "1/2/22"
        app.screen.query_one("#reason").words = "minuted then"
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert (app.desk.saved[0].effective_on, app.desk.saved[0].reason) == (date(2022, 2, 1), "minuted then")


async def test_an_empty_update_is_not_saved():
    app = Host(ALL["update"])
    async with app.run_test() as pilot:
        await typed(pilot, "  ")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Nothing is written yet." in app.text
    assert app.desk.saved == []


async def test_the_editor_of_ones_own_takes_the_long_text_and_gives_it_back(monkeypatch, tmp_path):
    script = tmp_path / "editor.py"
    script.write_text("import sys, pathlib; p = pathlib.Path(sys.argv[1]); p.write_text(p.read_text() + ' two\\n')")
    monkeypatch.setattr("tui.editor.editor_command", lambda: [sys.executable, str(script)])
    app = Host(ALL["update"])
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test() as pilot:
        await typed(pilot, "one")
        await pilot.press("f4")
        await pilot.pause()
        assert app.screen.query_one("#management").words == "one two"


async def test_where_there_is_no_editor_that_is_said_and_the_text_stays(monkeypatch):
    monkeypatch.setattr("tui.editor.editor_command", list)
    app = Host(ALL["update"])
    async with app.run_test() as pilot:
        await typed(pilot, "one")
        await pilot.press("f4")
        await pilot.pause()
        assert "No editor was found." in app.text
        assert app.screen.query_one("#management").words == "one"


async def test_an_editor_that_is_not_quoted_right_is_said_and_the_text_stays(monkeypatch):
    monkeypatch.setenv("VISUAL", 'vim "')
    app = Host(ALL["update"])
    async with app.run_test() as pilot:
        await typed(pilot, "one")
        await pilot.press("f4")
        await pilot.pause()
        assert "without its other half" in app.text
        assert app.screen.query_one("#management").words == "one"


@pytest.mark.parametrize("name", ["status", "update"])
async def test_a_status_is_called_in_a_form_as_the_body_calls_it(monkeypatch, name):
    own = {Status.NOT_IMPLEMENTED: "nothing done", Status.PARTIALLY_IMPLEMENTED: "begun"}
    monkeypatch.setattr(called, "policy", Policy(status_names=own))
    app = Host(ALL[name])
    async with app.run_test(size=SIZES[1]) as pilot:
        app.screen.query_one("#opinion").words = "not implemented"
        await pilot.pause()
        assert "begun → nothing done" in app.text
        assert "not implemented" not in app.text


# Due date. -------------------------------------------------------------------------------------------------------


async def test_a_date_is_shown_as_it_is_understood_while_it_is_typed():
    app = Host(ALL["due"])
    async with app.run_test() as pilot:
        await typed(pilot, "31/8/22")
        assert "Wednesday 31 Aug 2022, 518 days later than the date in force" in app.text
        await typed(pilot, "x")
        assert "This is not one date yet." in app.text


async def test_a_due_date_moves_with_its_reason_and_who_agreed():
    app = Host(ALL["due"])
    async with app.run_test() as pilot:
        await typed(pilot, "31 Aug 2022")
        await pilot.press("tab", "tab")
        await typed(pilot, "new system")
        await pilot.press("tab")
        await typed(pilot, "SMT")
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.desk.saved == [
        FollowUpAsked("r1", due=date(2022, 8, 31), reason="new system", agreed_by="SMT", agreed_on=TODAY)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write the new due date"),
        ("TBC", "This is not one date yet."),
        ("31/3/21", "is the date in force already"),
        ("1/9/22", "Moving a due date needs a reason"),
    ],
)
async def test_a_due_date_that_cannot_be_taken_says_why(words, said):
    app = Host(ALL["due"])
    async with app.run_test() as pilot:
        await typed(pilot, words)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert said in app.text
    assert app.desk.saved == []


async def test_a_due_date_may_be_taken_away():
    app = Host(ALL["due"])
    async with app.run_test() as pilot:
        app.screen.query_one("#no_due").words = "yes"
        app.screen.query_one("#reason").words = "waits for the law"
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert (app.desk.saved[0].clear_due, app.desk.saved[0].due) == (True, None)


# Evidence. -------------------------------------------------------------------------------------------------------


async def test_evidence_is_accepted_with_one_key_and_once():
    app = Host(ALL["evidence"])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.desk.detail = replace(DETAIL, evidence=(ACCEPTED,))
        await pilot.press("a")
        await pilot.pause()
        await pilot.pause(0.3)
        assert "accepted by An Auditor on 2 Feb 2022" in app.text
        await pilot.press("a")
        await pilot.pause()
        assert "Accepted already, on 2 Feb 2022." in app.text
    assert app.desk.saved == [AcceptAsked("e1")]


async def test_no_evidence_says_what_to_do():
    app = Host(lambda desk: EvidenceDialog(replace(DETAIL, evidence=()), desk))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "No evidence yet. Press n to attach a file or a note." in app.text
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, AttachDialog)


async def test_a_file_is_attached_with_what_is_known_of_it(tmp_path):
    (tmp_path / "minutes.pdf").write_bytes(b"%PDF")
    app = Host(ALL["attach"])
    async with app.run_test() as pilot:
        app.screen.query_one("#file").words = str(tmp_path / "minutes.pdf")
        app.screen.query_one("#note").words = "Minutes of March"
        app.screen.query_one("#dated").words = "1 Feb 2022"
        app.screen.query_one("#given_by").words = "Head of Revenues"
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
    given = app.desk.saved[0].evidence
    assert (given.note, given.content, given.dated) == ("Minutes of March", b"%PDF", date(2022, 2, 1))
    assert (given.received_on, given.given_by, given.file_name) == (TODAY, "Head of Revenues", "minutes.pdf")


async def test_a_file_comes_back_out_as_it_went_in_and_nothing_is_written_over_unasked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "minutes.pdf").write_bytes(b"other")
    app = Host(ALL["evidence"])
    app.desk.files[RECEIVED.sha256] = b"kept"
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
        assert isinstance(app.screen, ConfirmDialog)
        await pilot.press("n")
        await pilot.pause(0.2)
        assert (tmp_path / "minutes.pdf").read_bytes() == b"other"
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
        await pilot.press("y")
        await pilot.pause(0.3)
        assert isinstance(app.screen, EvidenceDialog)
    assert (tmp_path / "minutes.pdf").read_bytes() == b"kept"


async def test_a_file_of_evidence_is_not_saved_over_the_register(tmp_path):
    app = Host(ALL["evidence"])
    app.desk.files[RECEIVED.sha256] = b"kept"
    app.desk.register = tmp_path / "register.db"
    app.desk.register.write_bytes(b"all there is")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        app.screen.query_one("#path").words = str(app.desk.register)
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
        assert isinstance(app.screen, SaveOutDialog)  # and no question whether to write over it
    assert app.desk.register.read_bytes() == b"all there is"


@pytest.mark.parametrize(
    ("kept", "proposed"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\x\a.docx", "a.docx"),
        ("a\x1b]0;x\x07.pdf", "a_]0;x_.pdf"),
        ("...", "evidence"),
        ("a:b?.txt", "a_b_.txt"),
        ("Aux.pdf", "_Aux.pdf"),
        ("com1", "_com1"),
        ("console.pdf", "console.pdf"),
    ],
)
def test_a_file_is_proposed_under_a_name_that_any_system_takes(kept, proposed):
    assert harmless_name(kept) == proposed


# Editing and adding. ---------------------------------------------------------------------------------------------


async def test_only_what_was_changed_is_saved_and_the_rest_stays_exactly_as_it_is():
    odd = "two\r\nlines\u2028and a \x1b[31m"
    app = Host(lambda desk: EditRecommendation(Detail(replace(ONE, response=odd), (), (), (), (), ()), AUDITS, desk))
    async with app.run_test(size=(120, 40)) as pilot:
        app.screen.query_one("#owner").words = "Someone else"
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.desk.saved[0].changes == (RecordChange("recommendation", "r1", {"owner": "Someone else"}),)


async def test_every_field_of_a_recommendation_can_be_edited():
    words = {
        "audit_id": "a2",
        "text": "Another text",
        "priority": "critical",
        "response": "r",
        "owner": "o",
        "director": "d",
        "executive_member": "e",
        "action": "a",
        "ref": "X-9",
        "source_ref": "s",
        "due_words": "w",
        "status_words": "sw",
    }
    app = Host(ALL["edit"])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for name, value in words.items():
            app.screen.query_one(f"#{name}").words = value
        app.screen.query_one("#met_on-m1").words = "3 Feb 2021"
        await pilot.press("ctrl+s")
        await pilot.pause()
    changes = {change.id: change.fields for change in app.desk.saved[0].changes}
    assert changes == {"r1": words, "m1": {"met_on": date(2021, 2, 3)}}


async def test_correcting_the_original_date_needs_a_reason():
    app = Host(ALL["edit"])
    async with app.run_test(size=(120, 40)) as pilot:
        app.screen.query_one("#original_due").words = "30 Sep 2018"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Correcting the original date needs a reason" in app.text
        app.screen.query_one("#reason").words = "misread"
        await pilot.press("ctrl+s")
        await pilot.pause()
    asked = app.desk.saved[0]
    assert (asked.changes[0].fields, asked.reason) == ({"original_due": date(2018, 9, 30)}, "misread")


async def test_a_new_milestone_needs_its_date():
    app = Host(ALL["edit"])
    async with app.run_test(size=(120, 40)) as pilot:
        app.screen.query_one("#what-new").words = "roll out"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "A milestone has a date." in app.text
        app.screen.query_one("#due-new").words = "1/6/22"
        await pilot.press("ctrl+s")
        await pilot.pause()
    (change,) = app.desk.saved[0].changes
    assert change == RecordChange(
        "milestone", "", {"recommendation_id": "r1", "what": "roll out", "due": date(2022, 6, 1)}
    )


async def test_an_audit_loses_its_directorate_as_null_not_as_a_blank():
    app = Host(ALL["edit audit"])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one("#directorate_id").words = ""
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.desk.saved[0].changes == (RecordChange("audit", "a1", {"directorate_id": None}),)


async def test_an_audit_is_added_in_a_new_directorate():
    app = Host(ALL["add audit"])
    async with app.run_test() as pilot:
        await typed(pilot, "Payroll")
        app.screen.query_one("#directorate").words = "People"
        await pilot.press("ctrl+s")
        await pilot.pause()
    wanted = {"title": "Payroll", "issued": None, "auditor": "internal", "assurance": "", "directorate": "People"}
    assert app.desk.saved == [AddAuditAsked(wanted)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("add audit", "An audit has a title."),
        ("add recommendation", "Write what is recommended."),
    ],
)
async def test_what_is_missing_is_said_at_its_field(name, said):
    app = Host(ALL[name])
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert said in app.text
        assert app.result is OPEN
    assert app.desk.saved == []


async def test_a_recommendation_is_added_to_its_audit():
    app = Host(ALL["add recommendation"])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("tab")
        await typed(pilot, "Check the grants")
        app.screen.query_one("#due").words = "1/6/22"
        await pilot.press("ctrl+s")
        await pilot.pause()
    fields = app.desk.saved[0].fields
    assert (fields["audit_id"], fields["text"], fields["due"]) == ("a2", "Check the grants", date(2022, 6, 1))


# What is typed. --------------------------------------------------------------------------------------------------


async def test_a_paste_of_several_lines_into_a_line_loses_none():
    app = Host(ALL["add audit"])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.post_message(Paste("Council Tax\nBilling\r\n 2022"))
        await pilot.pause()
        assert app.screen.query_one("#title").words == "Council Tax Billing 2022"


@pytest.mark.parametrize(("text", "said"), [("a\x00b", "NUL"), ("a\ud800b", "half a character")])
@pytest.mark.parametrize(("name", "field"), [("update", "text"), ("add audit", "title")])
async def test_what_cannot_be_stored_is_refused_at_the_field(name, field, text, said):
    app = Host(ALL[name])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one(f"#{field}").words = text
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert said in app.text
        assert app.screen.focused is app.screen.query_one(f"#{field}").control
    assert app.desk.saved == []


# Saving. ---------------------------------------------------------------------------------------------------------


async def test_what_the_register_refuses_is_said_and_the_form_stays():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        app.desk.fails = [SaveRefused("Another recommendation has this reference.")]
        await until(pilot, lambda: bool(app.screen.query("#opinion")))
        await pilot.press("1", "ctrl+s")
        await until(pilot, lambda: "Another recommendation has this reference." in app.text)
        assert app.result is OPEN
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert len(app.desk.saved) == 1


async def test_a_save_that_failed_keeps_the_text_and_is_tried_again():
    app = Host(ALL["update"])
    async with app.run_test() as pilot:
        await typed(pilot, "long thought about")
        app.desk.fails = [SaveFailed("The disk is full."), SaveFailed("The disk is full.")]
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, UnsavedDialog)
        assert re.search(r"The disk is full\..*long thought about", app.text)
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, UnsavedDialog)
        await pilot.press("escape")
        await pilot.pause()
        assert "Not saved: The disk is full." in app.text
        assert app.screen.query_one("#management").words == "long thought about"
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert [asked.management for asked in app.desk.saved] == ["long thought about"]


async def test_a_text_that_was_not_saved_can_be_copied():
    app = Host(lambda _: UnsavedDialog("The disk is full.", "Audit found:\nthings"))
    async with app.run_test() as pilot:
        await pilot.press("c")
        await pilot.pause()
        assert app.clipboard == "Audit found:\nthings"


async def test_the_keys_in_the_last_line_can_be_clicked():
    app = Host(ALL["status"])
    async with app.run_test() as pilot:
        await pilot.press("1")
        await pilot.pause()
        y, line = next((y, line) for y, line in enumerate(app.drawn) if "ctrl+s Save" in line)
        await pilot.click(offset=(line.index("Save"), y))
        await pilot.pause()
    assert len(app.desk.saved) == 1


async def test_ctrl_s_twice_saves_once(monkeypatch):
    app = Host(ALL["status"])
    save = app.desk.save

    async def slowly(asked):
        receipt = await save(asked)
        await asyncio.sleep(0.1)
        return receipt

    monkeypatch.setattr(app.desk, "save", slowly)
    async with app.run_test() as pilot:
        await pilot.press("1", "ctrl+s", "ctrl+s")
        await pilot.pause(0.4)
    assert len(app.desk.saved) == 1
