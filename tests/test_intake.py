"""What an import plans and writes: nothing doubled, nothing dropped, nothing guessed in silence."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import ask, on_day, one

from db import intake, sample, store
from db.connection import RegisterError
from db.inputs import FollowUp
from db.intake import Outcome
from db.ledger import Ledger
from db.queries import Reader
from db.readings import Problem, RawMilestone, RawRecord, Reading
from db.rules import Policy, Status
from reports.columns import as_json
from reports.read import read
from reports.write.sheets import write_csv, write_json, write_xlsx

FEBRUARY, JUNE, LAST_NOVEMBER = date(2022, 2, 15), date(2022, 6, 14), date(2021, 11, 16)

CARE = RawRecord(
    where="line 10",
    audit="Mental Health Casework",
    issued=date(2019, 4, 5),
    recommendation=(
        "The Director should agree a formal process with the Trust for a monthly reconciliation between the "
        "safeguarding referrals sent and those received, so that outcomes are recorded in the same way in both systems."
    ),
    response="It is accepted that safeguarding outcomes need to be recorded; options will be considered by the group.",
    due=date(2019, 9, 30),
    status=Status.PARTIALLY_IMPLEMENTED,
    status_words="Partially implemented",
    update="The Trust sends its data every month. Its staff are waiting for access to our system.",
)
CASH = RawRecord(
    where="line 40",
    audit="Client Finance - Appointees",
    recommendation="Officers should vary the routes that they take when they draw cash for clients in their area.",
    due=date(2022, 1, 31),
    status=Status.NOT_IMPLEMENTED,
    status_words="Not implemented",
)
MORE = replace(CASH, recommendation="Cash that is drawn for clients should be counted by two officers each time.")


def read_from(*records: RawRecord, file: str = "report.txt", kind: str = "report") -> Reading:
    return Reading(file, sha256(repr((file, records)).encode()).hexdigest(), kind, None, records, ())


class Books:
    """A register, with imports as a person would make them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        store.create(path)
        self.ledger = Ledger(path, "Ann Auditor")

    def plan(self, reading: Reading, *, as_of: date = FEBRUARY, answers: dict[int, str] | None = None) -> intake.Plan:
        with closing(store.open_checked(self.path)) as connection:
            return intake.plan(connection, reading, as_of=as_of, policy=Policy(), answers=answers)

    def take(self, reading: Reading, *, as_of: date = FEBRUARY, answers: dict[int, str] | None = None) -> intake.Plan:
        plan = self.plan(reading, as_of=as_of, answers=answers)
        outcomes = [entry.outcome for entry in plan.entries]
        assert [entry.position for entry in plan.entries] == list(range(len(reading.records)))
        assert plan.added + plan.updated + plan.unchanged + plan.skipped == len(outcomes)
        self.ledger.apply(plan, on=as_of)
        return plan

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return ask(self.path, sql, *values)

    def one(self, sql: str, *values: object) -> Any:
        return one(self.path, sql, *values)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books(tmp_path / "register.db")
    yield made
    made.ledger.close()


def outcomes(plan: intake.Plan) -> list[str]:
    return [str(entry.outcome) for entry in plan.entries]


def told(plan: intake.Plan) -> str:
    return "\n".join(f"{p.where}: {p.what} [{p.text}]" for p in plan.problems)


# A first file. -----------------------------------------------------------------------------------------------------


def test_everything_a_row_says_is_in_the_register(books: Books) -> None:
    raw = replace(
        CARE,
        directorate="Adults",
        assurance="limited",
        auditor="external",
        priority="Significant",
        owner="Head of Service",
        director="The Director",
        executive_member="Councillor for Care",
        action="To follow up.",
        source_ref="4.1",
    )
    plan = books.take(read_from(raw))
    assert outcomes(plan) == ["add"]
    assert books.ask("SELECT name FROM directorate") == [("Adults",)]
    assert books.ask("SELECT title, issued, auditor, assurance FROM audit") == [
        ("Mental Health Casework", "2019-04-05", "external", "limited")
    ]
    assert books.ask(
        "SELECT ref, source_ref, priority, text, response, owner, director, executive_member, original_due, due,"
        " status, action FROM recommendation"
    ) == [
        (
            "4.1", "4.1", "significant", CARE.recommendation, CARE.response, "Head of Service", "The Director",
            "Councillor for Care", "2019-09-30", "2019-09-30", "partially implemented", "To follow up.",
        )
    ]  # fmt: skip
    assert books.ask('SELECT "on", text, opinion, words, by FROM progress_update') == [
        ("2022-02-15", CARE.update, "partially implemented", "Partially implemented", "Ann Auditor")
    ]


def test_what_was_read_is_kept_with_its_place(books: Books) -> None:
    problem = Problem("line 3", "No column.", "stray words")
    reading = replace(read_from(replace(CARE, words={"Audit Title": "Mental Health  Casework"})), problems=(problem,))
    books.take(reading)
    name, digest, as_of, content = books.one(
        "SELECT name, s.sha256, as_of, content FROM source s JOIN attachment a ON a.sha256 = s.reading_sha256"
    )
    kept = json.loads(zlib.decompress(content))
    assert (name, digest, as_of) == ("report.txt", reading.sha256, "2022-02-15")
    assert (kept["records"][0]["where"], kept["records"][0]["words"]) == (
        "line 10",
        {"Audit Title": "Mental Health  Casework"},
    )
    assert kept["problems"] == [{"where": "line 3", "what": "No column.", "text": "stray words"}]
    assert books.ask("SELECT position FROM appearance") == [(0,)]


def test_a_plan_writes_nothing(books: Books) -> None:
    books.plan(read_from(CARE))
    assert books.ask("SELECT * FROM event") == []


@pytest.mark.parametrize(
    "other", ["Client Finance (Appointees)", "CLIENT FINANCE: appointees", "Client  Fin ance \u2013 Appointees"]
)
def test_one_audit_under_several_spellings_is_one(books: Books, other: str) -> None:
    books.take(read_from(CASH, replace(CARE, audit=other)))
    assert books.ask("SELECT title FROM audit") == [("Client Finance - Appointees",)]


def test_a_misspelt_title_is_the_same_audit_only_if_something_else_says_so(books: Books) -> None:
    dated = replace(CARE, audit="Supplier Due Diligence")
    misspelt = replace(CASH, audit="Suplier Due Diligence", issued=CARE.issued)
    books.take(read_from(dated, misspelt))
    assert books.ask("SELECT title FROM audit") == [("Supplier Due Diligence",)]
    plan = books.plan(read_from(replace(misspelt, issued=None), file="b.txt"))
    assert "The audit Suplier Due Diligence may be Supplier Due Diligence" not in told(plan), "its text says it is"
    plan = books.plan(read_from(replace(misspelt, issued=None, recommendation="Do something else."), file="b.txt"))
    assert "The audit Suplier Due Diligence may be Supplier Due Diligence" in told(plan)
    assert plan.added == 1


def test_audits_that_differ_by_a_number_or_a_letter_are_two(books: Books) -> None:
    titles = ["Payroll 2020/21", "Payroll 2021/22", "School A", "School B"]
    records = [replace(CASH, audit=title, recommendation=f"Do {title}.", issued=FEBRUARY) for title in titles]
    plan = books.take(read_from(*records))
    assert (books.one("SELECT count(*) FROM audit"), plan.problems) == (4, ())


def test_an_audit_done_again_years_later_is_another_one(books: Books) -> None:
    again = replace(CASH, audit=CARE.audit, issued=date(2022, 1, 20))
    books.take(read_from(CARE, again))
    assert books.ask("SELECT issued FROM audit ORDER BY issued") == [("2019-04-05",), ("2022-01-20",)]


def test_the_report_date_comes_from_any_row_and_a_disagreement_is_told(books: Books) -> None:
    plan = books.take(
        read_from(
            replace(CARE, issued=None),
            replace(CASH, audit=CARE.audit, issued=date(2019, 4, 5)),
            replace(CASH, audit=CARE.audit, recommendation="Something else.", where="line 50", issued=date(2019, 4, 8)),
        )
    )
    assert books.ask("SELECT issued FROM audit") == [("2019-04-05",)]
    assert "line 50: The report of this audit is dated 8 Apr 2019 here and 5 Apr 2019 elsewhere" in told(plan)


def test_a_recommendation_printed_twice_is_one_with_two_places(books: Books) -> None:
    bulleted = "<ul><li>Officers should vary the routes</li> <li>that they take when they draw cash</li></ul>"
    bulleted += " for clients in their area."
    issued = date(2021, 5, 24)
    first = replace(CASH, audit="Client Finance (Appointees)", recommendation=bulleted, issued=issued, due=issued)
    second = replace(CASH, where="line 90", update="Done, and seen to be done.", status=Status.IMPLEMENTED)
    plan = books.take(read_from(replace(first, response="Agreed in full, and with thanks."), second))
    assert outcomes(plan) == ["add", "skipped"]
    assert (plan.added, plan.skipped) == (1, 1)
    assert books.ask("SELECT due, response, status FROM recommendation") == [
        ("2022-01-31", "Agreed in full, and with thanks.", "not implemented")
    ]
    assert books.ask("SELECT position FROM appearance ORDER BY position") == [(0,), (1,)]
    assert "line 90: This is the recommendation at line 40 printed again" in told(plan)
    assert "24 May 2021, which is only the date of the audit's report; 31 Jan 2022 is kept" in told(plan)
    assert "The status here is not that of the same recommendation" in told(plan)


def test_texts_that_differ_in_a_number_or_stand_under_two_references_are_two(books: Books) -> None:
    site = "The officer in charge should check the locks of the store at site {} every night and sign for it."
    records = [
        *(replace(CASH, recommendation=site.format(n)) for n in (4, 5)),
        *(replace(CASH, recommendation="Reconcile the account every month.", source_ref=ref) for ref in ("1.1", "1.2")),
    ]
    assert outcomes(books.take(read_from(*records))) == ["add"] * 4


def test_references_are_the_printed_ones_or_the_initials_and_always_unique(books: Books) -> None:
    texts = ["Lock the door.", "Count the cash.", "Sign the form.", "Train the staff.", "Check the gate."]
    refs = ["R1", "", "r1", "MHC-9", "MHC-2"]
    books.take(
        read_from(*(replace(CARE, recommendation=t, source_ref=r) for t, r in zip(texts, refs, strict=True))),
    )
    assert books.ask("SELECT ref, source_ref FROM recommendation ORDER BY rowid") == [
        ("R1", "R1"), ("MHC-10", ""), ("r1/2", "r1"), ("MHC-9", "MHC-9"), ("MHC-2", "MHC-2"),
    ]  # fmt: skip
    books.take(read_from(replace(CARE, recommendation="Paint the wall."), file="b.txt"))
    assert books.one("SELECT ref FROM recommendation WHERE text = 'Paint the wall.'") == "MHC-11"


def test_an_imported_closure_says_who_reported_it_and_that_nobody_tested_it(books: Books) -> None:
    closed = [
        replace(CASH, recommendation=f"Do {status}.", status=status)
        for status in (Status.IMPLEMENTED, Status.RISK_ACCEPTED, Status.SUPERSEDED, Status.NOT_ADOPTED)
    ]
    books.take(read_from(*closed))
    reasons = [f"reported as {raw.status} in report.txt, 15 Feb 2022; not tested here" for raw in closed]
    assert books.ask("SELECT reason FROM progress_update ORDER BY rowid") == [(reason,) for reason in reasons]


def test_what_management_says_is_done_is_a_claim(books: Books) -> None:
    books.take(read_from(replace(CASH, status=Status.AWAITING_VERIFICATION)))
    assert books.ask("SELECT claim, opinion FROM progress_update") == [("implemented", None)]
    assert books.one("SELECT status FROM recommendation") == "awaiting verification"


def test_words_that_are_no_status_and_no_date_are_kept_and_told(books: Books) -> None:
    plan = books.take(read_from(replace(CASH, status=None, status_words="Amber", due=None, due_words="Ongoing")))
    assert books.ask("SELECT status, status_words, due, original_due, due_words FROM recommendation") == [
        (None, "Amber", None, None, "Ongoing")
    ]
    assert "line 40: This status is not known" in told(plan)
    assert "line 40: This due date is no date" in told(plan)


def test_words_where_the_original_date_should_be_make_the_revised_date_no_original_one(books: Books) -> None:
    books.take(read_from(replace(CASH, due=date(2022, 8, 31), due_words="29 February 2022")))
    assert books.ask("SELECT due, original_due, due_words FROM recommendation") == [
        ("2022-08-31", None, "29 February 2022")
    ]
    assert books.ask("SELECT old FROM due_revision") == []


def test_words_are_no_due_date_beside_the_same_recommendation_with_one(books: Books) -> None:
    plan = books.take(read_from(CASH, replace(CASH, where="line 90", due=None, due_words="To be agreed")))
    assert books.ask("SELECT due, original_due, due_words FROM recommendation") == [("2022-01-31", "2022-01-31", "")]
    assert any("To be agreed; 31 Jan 2022 is kept" in problem.what for problem in plan.problems)


def test_what_the_reader_told_is_not_told_again(books: Books) -> None:
    reading = read_from(replace(CASH, status=None, status_words="Amber"))
    assert len(books.plan(replace(reading, problems=(Problem("line 40", "Unknown.", "Amber"),))).problems) == 1


def test_milestones_are_kept_and_the_last_one_is_due(books: Books) -> None:
    parts = (RawMilestone("Draft", date(2021, 5, 31)), RawMilestone("Embedded", date(2021, 11, 30)))
    books.take(read_from(replace(CASH, due=date(2021, 5, 24), milestones=parts)))
    assert books.ask("SELECT what, due FROM milestone ORDER BY due") == [
        ("Draft", "2021-05-31"),
        ("Embedded", "2021-11-30"),
    ]
    assert books.one("SELECT due FROM recommendation") == "2021-11-30"


@pytest.mark.parametrize("missing", ["recommendation", "audit"])
@pytest.mark.parametrize("blank", ["", "\u200b \u3164\n"])
def test_a_row_without_text_or_title_is_a_problem_and_no_blank_record(books: Books, missing: str, blank: str) -> None:
    values: dict[str, Any] = {missing: blank}
    plan = books.take(read_from(CARE, replace(CASH, **values)))
    assert outcomes(plan) == ["add", "skipped"]
    assert "line 40: This row has no " in told(plan)
    assert books.one("SELECT count(*) FROM recommendation") == 1


@pytest.mark.parametrize("hostile", ["a\x00b", "a\ud800b"])
def test_a_text_that_cannot_be_stored_is_refused_with_its_place_and_the_rest_goes_in(
    books: Books, hostile: str
) -> None:
    plan = books.take(read_from(replace(CASH, update=hostile, words={"Update": hostile}), CARE))
    assert outcomes(plan) == ["skipped", "add"]
    assert "line 40: The text holds" in told(plan)


def test_hostile_texts_are_stored_exactly(books: Books) -> None:
    texts = [
        "=1+1",
        "\x1b[31mred\x07",
        "<script>&amp;[/b]",
        "\u202eright to left",
        "a" * 50_000,
        "\n" * 20_000 + ".",
        "🙂" * 99,
    ]
    plan = books.take(read_from(*(replace(CARE, recommendation=text, update=text) for text in texts)))
    assert plan.added == len(texts)
    assert [text for (text,) in books.ask("SELECT text FROM recommendation ORDER BY rowid")] == texts


# A later file. -----------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(books: Books) -> None:
    reading = read_from(CARE, CASH, replace(CASH, where="line 90"), replace(CASH, recommendation=""))
    books.take(reading)
    before = books.one("SELECT count(*) FROM event")
    plan = books.take(reading)
    assert outcomes(plan) == ["unchanged", "unchanged", "skipped", "skipped"]
    assert plan.changes_nothing
    assert books.one("SELECT count(*) FROM event") == before


def test_a_directorate_that_no_eye_can_see_is_none_and_no_news_the_second_time(books: Books) -> None:
    unseen = replace(CARE, directorate="\x1b")
    books.take(read_from(unseen))
    assert outcomes(books.take(read_from(unseen, file="again.csv", kind="csv"))) == ["unchanged"]


def test_the_same_file_again_takes_back_nothing_that_was_done_since(books: Books) -> None:
    reading = read_from(CARE)
    books.take(reading)
    books.ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, reason="Seen."), on=JUNE)
    assert outcomes(books.take(reading, as_of=date(2022, 7, 1))) == ["unchanged"]
    assert books.one("SELECT status FROM recommendation") == "implemented"


def test_the_same_file_read_with_a_new_status_word_is_read_anew(books: Books) -> None:
    books.take(read_from(replace(CASH, status=None, status_words="Amber"), file="list.csv", kind="csv"))
    again = read_from(replace(CASH, status=Status.PARTIALLY_IMPLEMENTED, status_words="Amber"), file="list.csv")
    assert outcomes(books.take(again)) == ["update"]
    assert books.ask("SELECT status, status_words FROM recommendation") == [("partially implemented", "")]
    assert books.ask("SELECT opinion, words FROM progress_update") == [("partially implemented", "Amber")]


def test_a_damaged_record_of_what_was_read_is_told_as_damage_of_the_register(books: Books) -> None:
    books.take(read_from(CARE))
    with closing(sqlite3.connect(books.path)) as damaging, damaging:
        damaging.execute("DROP TRIGGER attachment_is_never_changed")
        damaging.execute("UPDATE attachment SET content = zeroblob(size)")
    with closing(store.connect(books.path, read_only=True)) as connection:
        reader = Reader(connection, FEBRUARY)
        with pytest.raises(RegisterError, match="is damaged"):
            reader.printed(books.one("SELECT id FROM recommendation"))
        with pytest.raises(RegisterError, match="is damaged"):
            intake.plan(connection, read_from(CARE), as_of=FEBRUARY, policy=Policy())


def test_an_import_undone_can_be_made_again(books: Books) -> None:
    books.take(read_from(CARE))
    books.ledger.undo()
    assert outcomes(books.take(read_from(CARE))) == ["add"]


LATER = replace(
    CARE,
    where="line 200",
    recommendation=CARE.recommendation.replace("agree a formal", "agree  a\nformal"),
    update="Access has been given. Training is being arranged.",
    status=Status.IMPLEMENTED,
    status_words="Fully implemented",
    owner="Head of Safeguarding",
)


@pytest.mark.parametrize(
    "row",
    [
        LATER,
        replace(LATER, audit="Mental health case work"),
        replace(LATER, audit=""),
        replace(LATER, audit="", recommendation=CARE.recommendation[60:]),
        replace(LATER, recommendation=CARE.recommendation[60:]),
        replace(LATER, recommendation=CARE.recommendation[:-50]),
        replace(LATER, recommendation=CARE.recommendation.replace("safeguarding", "safegarding")),
        replace(
            LATER, recommendation=CARE.recommendation.replace("safeguarding referrals sent and", "those"), owner=""
        ),
    ],
    ids=["same", "title respaced", "no title", "no title, no opening", "no opening", "no end", "slip", "reworded"],
)
def test_a_later_report_updates_what_it_speaks_of_and_never_doubles_it(books: Books, row: RawRecord) -> None:
    books.take(read_from(CARE, CASH))
    plan = books.take(read_from(row, file="june.txt"), as_of=JUNE)
    assert outcomes(plan) == ["update"], told(plan)
    assert books.one("SELECT count(*) FROM recommendation") == 2
    assert books.ask('SELECT "on", text, opinion FROM progress_update WHERE text <> \'\' ORDER BY "on"') == [
        ("2022-02-15", CARE.update, "partially implemented"),
        ("2022-06-14", LATER.update, "implemented"),
    ]
    assert books.one("SELECT status FROM recommendation WHERE ref = 'MHC-1'") == "implemented"
    assert on_day(books.path, date(2022, 3, 1), "SELECT status FROM recommendation WHERE ref = 'MHC-1'") == [
        ("partially implemented",)
    ]
    if row.recommendation != LATER.recommendation:
        assert len(books.one("SELECT text FROM recommendation WHERE ref = 'MHC-1'")) >= len(row.recommendation)


def test_what_stood_cut_off_is_made_whole_by_a_fuller_text(books: Books) -> None:
    books.take(read_from(replace(CARE, recommendation=CARE.recommendation[60:])))
    books.take(read_from(CARE, file="june.txt"), as_of=JUNE)
    assert books.ask("SELECT text FROM recommendation") == [(CARE.recommendation,)]


def test_a_due_date_printed_anew_is_a_revision_and_the_original_stays(books: Books) -> None:
    books.take(read_from(CARE))
    plan = books.take(read_from(replace(CARE, due=date(2022, 9, 30)), file="june.txt"), as_of=JUNE)
    assert books.ask("SELECT original_due, due FROM recommendation") == [("2019-09-30", "2022-09-30")]
    assert books.ask("SELECT old, new, reason FROM due_revision") == [
        ("2019-09-30", "2022-09-30", "as printed in june.txt")
    ]
    assert "due date 30 Sep 2019 → 30 Sep 2022" in plan.entries[0].said
    plan = books.take(read_from(CARE, file="september.txt"), as_of=date(2022, 9, 20))
    assert books.one("SELECT due FROM recommendation") == "2022-09-30", "the original date printed again is no revision"


def test_the_date_of_the_audits_report_never_becomes_a_due_date_in_place_of_another(books: Books) -> None:
    books.take(read_from(CARE))
    plan = books.take(read_from(replace(CARE, due=CARE.issued), file="june.txt"), as_of=JUNE)
    assert books.one("SELECT due FROM recommendation") == "2019-09-30"
    assert "only the date of the audit's report" in told(plan)


def test_words_where_a_date_was_leave_the_date(books: Books) -> None:
    books.take(read_from(CARE))
    books.take(read_from(replace(CARE, due=None, due_words="TBC"), file="june.txt"), as_of=JUNE)
    assert books.ask("SELECT due, due_words FROM recommendation") == [("2019-09-30", "TBC")]


def test_what_was_closed_and_is_reported_open_is_open_again_and_told(books: Books) -> None:
    books.take(read_from(replace(CASH, status=Status.IMPLEMENTED)))
    plan = books.take(read_from(CASH, file="june.txt"), as_of=JUNE)
    assert books.one("SELECT status FROM recommendation") == "not implemented"
    assert "CFA-1: It is implemented in the register and not implemented here; it is open again." in told(plan)


@pytest.mark.parametrize("kind", ["report", "pdf", "docx", "odt", "html"])
def test_a_later_report_of_the_same_file_name_is_not_the_former_one_corrected(books: Books, kind: str) -> None:
    books.take(read_from(CASH, file="committee-report", kind=kind))
    books.ledger.follow_up("CFA-1", FollowUp(opinion=Status.IMPLEMENTED, reason="Seen."), on=date(2022, 3, 1))
    books.take(read_from(replace(CASH, update="Nothing was done."), file="committee-report", kind=kind), as_of=JUNE)
    assert books.one("SELECT status FROM recommendation") == "not implemented"


def test_a_later_word_that_nobody_can_read_is_kept_beside_the_status_that_stands(books: Books) -> None:
    books.take(read_from(CASH))
    amber = read_from(replace(CASH, status=None, status_words="Amber"), file="june.txt")
    assert outcomes(books.take(amber, as_of=JUNE)) == ["update"]
    assert books.ask("SELECT status, status_words FROM recommendation") == [("not implemented", "Amber")]
    assert books.ask('SELECT opinion, words FROM progress_update ORDER BY "on"') == [
        ("not implemented", "Not implemented"),
        (None, "Amber"),
    ]


def test_every_sign_corrected_in_a_file_of_our_own_counts(books: Books) -> None:
    books.take(read_from(CASH))
    id_ = books.one("SELECT id FROM recommendation")
    row = RawRecord("row 2", id=id_, recommendation=f"\u2022 {CASH.recommendation}\n")
    assert outcomes(books.take(read_from(row, file="ours.csv", kind="csv"))) == ["update"]
    assert books.one("SELECT text FROM recommendation") == row.recommendation


def test_an_older_report_adds_its_update_and_leaves_the_newer_state(books: Books) -> None:
    books.take(read_from(LATER, file="february.txt"))
    older = read_from(replace(CARE, due=date(2019, 6, 30)), file="november.txt")
    assert outcomes(books.take(older, as_of=LAST_NOVEMBER)) == ["update"]
    assert books.ask("SELECT status, due FROM recommendation") == [("implemented", "2019-09-30")]
    assert books.ask('SELECT "on", opinion FROM progress_update ORDER BY "on"') == [
        ("2021-11-16", "partially implemented"),
        ("2022-02-15", "implemented"),
    ]
    assert books.ask("SELECT old, new FROM due_revision") == [("2019-06-30", "2019-09-30")]
    assert on_day(books.path, LAST_NOVEMBER, "SELECT status, due FROM recommendation") == [
        ("partially implemented", "2019-06-30")
    ]
    assert outcomes(books.take(older, as_of=LAST_NOVEMBER)) == ["unchanged"]
    assert store.check(books.path) == []


def test_a_corrected_file_of_the_same_day_changes_only_what_was_corrected(books: Books) -> None:
    books.take(read_from(CARE, CASH, file="list.xlsx", kind="xlsx"))
    books.ledger.edit("recommendation", books.one("SELECT id FROM recommendation WHERE ref = 'CFA-1'"),
                      {"owner": "Team Manager"}, on=FEBRUARY)  # fmt: skip
    corrected = replace(CARE, update=CARE.update.replace("every month", "each month"), owner="Head of Service")
    plan = books.take(read_from(corrected, CASH, file="list.xlsx", kind="xlsx"))
    assert outcomes(plan) == ["update", "unchanged"]
    assert plan.entries[0].said == "owner changed; update corrected"
    assert books.ask("SELECT text, opinion FROM progress_update WHERE text <> ''") == [
        (corrected.update, "partially implemented")
    ]
    assert books.ask("SELECT owner FROM recommendation ORDER BY ref") == [("Team Manager",), ("Head of Service",)]


def test_the_same_reference_with_another_text_is_another_recommendation(books: Books) -> None:
    books.take(read_from(replace(CARE, source_ref="P1")))
    plan = books.take(read_from(replace(CASH, audit=CARE.audit, source_ref="P1"), file="b.csv", kind="csv"))
    assert outcomes(plan) == ["add"]
    assert books.ask("SELECT ref FROM recommendation ORDER BY ref") == [("P1",), ("P1/2",)]


def test_numbers_that_begin_anew_with_each_audit_are_no_references_and_those_of_a_whole_list_are(books: Books) -> None:
    rows = [replace(CARE, source_ref="2."), replace(CASH, source_ref="1"), replace(MORE, source_ref="2")]
    books.take(read_from(*rows))
    assert books.ask("SELECT ref, source_ref FROM recommendation ORDER BY ref") == [
        ("CFA-1", "1"),
        ("CFA-2", "2"),
        ("MHC-2", "2."),
    ]
    others = [
        replace(CASH, audit="Taxis", recommendation="Badges should be worn.", source_ref="17"),
        replace(CASH, audit="Parks", recommendation="Gates should be shut.", source_ref="18"),
    ]
    books.take(read_from(*others, file="b.csv", kind="csv"))
    assert books.ask("SELECT ref FROM recommendation WHERE source_ref IN ('17', '18') ORDER BY ref") == [
        ("17",),
        ("18",),
    ]


def test_a_long_text_word_for_word_is_the_same_whatever_its_row_is_numbered(books: Books) -> None:
    books.take(read_from(replace(CASH, source_ref="1"), replace(MORE, source_ref="2")))
    plan = books.take(
        read_from(replace(MORE, source_ref="1"), replace(CASH, source_ref="2"), file="june.txt"), as_of=JUNE
    )
    assert [(entry.ref, str(entry.outcome)) for entry in plan.entries] == [
        ("CFA-2", "unchanged"),
        ("CFA-1", "unchanged"),
    ]
    short = replace(CASH, recommendation="Lock the safe.", source_ref="3")
    books.take(read_from(short, file="july.txt"), as_of=JUNE)
    plan = books.take(read_from(replace(short, source_ref="4"), file="august.txt"), as_of=JUNE)
    assert outcomes(plan) == ["doubtful"]


def test_a_reference_alone_is_enough_to_update(books: Books) -> None:
    books.take(read_from(replace(CARE, source_ref="7.3")))
    row = RawRecord("row 2", source_ref="7.3", status=Status.IMPLEMENTED, status_words="Complete")
    assert outcomes(books.take(read_from(row, file="b.csv", kind="csv"), as_of=JUNE)) == ["update"]
    assert books.ask("SELECT text, status FROM recommendation") == [(CARE.recommendation, "implemented")]


def test_an_audits_corrected_facts_are_an_update_in_a_sheet_and_told_in_a_report(books: Books) -> None:
    books.take(read_from(replace(CARE, directorate="Adults")))
    moved = replace(CARE, directorate="Children")
    plan = books.take(read_from(moved, file="june.txt"), as_of=JUNE)
    assert (outcomes(plan), "The directorate of Mental Health Casework is Adults" in told(plan)) == (
        ["unchanged"],
        True,
    )
    assert outcomes(books.take(read_from(moved, file="a.csv", kind="csv"), as_of=JUNE)) == ["update"]
    assert books.one("SELECT name FROM directorate JOIN audit ON directorate.id = directorate_id") == "Children"


# Doubt. ------------------------------------------------------------------------------------------------------------

REWORDED = replace(
    CARE,
    response="Agreed.",
    recommendation=CARE.recommendation.replace("formal process with the Trust", "way of working with its partners"),
)


def test_a_doubtful_match_is_left_out_and_told(books: Books) -> None:
    books.take(read_from(CARE))
    plan = books.take(read_from(REWORDED, file="june.txt"), as_of=JUNE)
    assert outcomes(plan) == ["doubtful"]
    assert [candidate.ref for candidate in plan.entries[0].candidates] == ["MHC-1"]
    assert "line 10: This may be MHC-1, or a new recommendation" in told(plan)
    assert books.one("SELECT count(*) FROM recommendation") == 1


@pytest.mark.parametrize(("answer", "outcome", "count"), [("add", "add", 2), ("skip", "skipped", 1), ("", "update", 1)])
def test_a_doubt_is_settled_by_an_answer(books: Books, answer: str, outcome: str, count: int) -> None:
    books.take(read_from(CARE))
    reading = read_from(REWORDED, file="june.txt")
    books.take(reading, as_of=JUNE)
    answers = {0: answer or books.one("SELECT id FROM recommendation")}
    assert outcomes(books.take(reading, as_of=JUNE, answers=answers)) == [outcome]
    assert books.one("SELECT count(*) FROM recommendation") == count
    if answer != "skip":
        assert outcomes(books.take(reading, as_of=JUNE)) == ["unchanged"]


def test_two_good_matches_are_a_doubt(books: Books) -> None:
    books.take(read_from(*(replace(CARE, source_ref=ref) for ref in ("1.1", "1.2"))))
    plan = books.take(read_from(LATER, file="june.txt"), as_of=JUNE)
    assert (outcomes(plan), len(plan.entries[0].candidates)) == (["doubtful"], 2)


def test_a_reference_that_contradicts_the_text_is_a_doubt(books: Books) -> None:
    books.take(read_from(replace(CARE, source_ref="1.1")))
    assert outcomes(books.take(read_from(replace(LATER, source_ref="1.2"), file="june.txt"), as_of=JUNE)) == [
        "doubtful"
    ]


# Whole files. ------------------------------------------------------------------------------------------------------


def test_a_whole_report_goes_in_and_again_changes_nothing(books: Books) -> None:
    reading = read(Path(__file__).parent / "data" / "committee-report.txt", policy=Policy())
    plan = books.take(reading, as_of=reading.as_of or FEBRUARY)
    assert (len(plan.entries), plan.added, plan.skipped) == (16, 15, 1)
    again = books.take(reading, as_of=reading.as_of or FEBRUARY)
    assert (again.unchanged, again.skipped, again.changes_nothing) == (15, 1, True)
    renamed = replace(reading, file="another.txt", sha256="0" * 64)
    assert (books.take(renamed, as_of=JUNE).unchanged, books.one("SELECT count(*) FROM source")) == (15, 2)


@pytest.mark.parametrize(("name", "write"), [("a.csv", write_csv), ("a.xlsx", write_xlsx), ("a.json", write_json)])
def test_what_we_write_comes_back_unchanged_here_and_whole_elsewhere(
    books: Books, tmp_path: Path, name: str, write: Callable[..., None]
) -> None:
    sample.build(tmp_path / "sample.db", today=JUNE)
    with closing(store.open_checked(tmp_path / "sample.db")) as connection:
        ours = list(Reader(connection, JUNE).recommendations())
        with (tmp_path / name).open("wb") as out:
            write(out, ours)
        reading = read(tmp_path / name, policy=Policy())
        here = intake.plan(connection, reading, as_of=JUNE, policy=Policy())
    assert (here.unchanged, reading.as_of) == (len(ours), JUNE)
    assert books.take(reading, as_of=JUNE).added == len(ours)
    with closing(store.open_checked(books.path)) as connection:
        theirs = {as_json(r)["ref"]: as_json(r) for r in Reader(connection, JUNE).recommendations()}
    assert theirs == {as_json(r)["ref"]: as_json(r) for r in ours}


_TEXTS = (
    "Reconcile the bank account every month and sign the result.",
    "The Head of Finance should keep the receipts of all purchases for six years.",
    "Review who may enter the server room at site 1, and take away what is not needed.",
    "Review who may enter the server room at site 2, and take away what is not needed.",
    "Commissioners should publish what was spent under each agreement; see appendix (a).",
    "Train new staff.",
    "Train new managers.",
    "Each school should have its asset register checked by a governor who is not the chair.",
    "The project board must approve variations before they are instructed, whatever they cost.",
    "Overpayments should be invoiced within ten working days of being found.",
)
_POOL = tuple(
    replace(CARE, where=f"row {n}", audit=f"{title} Audit", recommendation=text, update=f"Update {n}.")
    for n, (title, text) in enumerate((title, text) for title in ("Cash", "Trees") for text in _TEXTS)
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(len(_POOL))),
    cuts=st.lists(st.integers(0, len(_POOL)), max_size=4),
    again=st.lists(st.sampled_from(range(len(_POOL))), max_size=6),
)
def test_however_a_list_is_cut_up_and_shuffled_nothing_is_doubled_or_dropped(
    tmp_path_factory: pytest.TempPathFactory, order: Sequence[int], cuts: list[int], again: list[int]
) -> None:
    books = Books(tmp_path_factory.mktemp("split") / "register.db")
    try:
        bounds = [0, *sorted(cuts), len(order)]
        parts = [[_POOL[n] for n in (*order[a:b], *again)] for a, b in pairwise(bounds)]
        readings = [read_from(*part, file=f"{n}.csv", kind="csv") for n, part in enumerate(parts)]
        for reading in readings:
            books.take(reading)
        assert sorted(text for (text,) in books.ask("SELECT text FROM recommendation")) == sorted(
            raw.recommendation for raw in _POOL
        )
        assert books.one("SELECT count(*) FROM progress_update") == len(_POOL)
        for reading in readings:
            plan = books.plan(reading)
            assert plan.changes_nothing
            assert not {Outcome.ADD, Outcome.UPDATE, Outcome.DOUBTFUL} & {entry.outcome for entry in plan.entries}
    finally:
        books.ledger.close()


_WORDS = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["", "Lock the door.", "Lock the doors.", "A (B)", "A - B"]
)
_DAYS = st.none() | st.sampled_from([FEBRUARY, JUNE, LAST_NOVEMBER])
_ANY_ROW = st.builds(
    RawRecord,
    where=st.sampled_from(["row 1", "row 2"]),
    id=st.sampled_from(["", "x", "0190a3c4-0000-7000-8000-000000000001"]),
    ref=_WORDS,
    source_ref=_WORDS,
    audit=_WORDS,
    issued=_DAYS,
    auditor=_WORDS,
    assurance=_WORDS,
    directorate=_WORDS,
    priority=_WORDS,
    recommendation=_WORDS,
    response=_WORDS,
    due=_DAYS,
    original_due=_DAYS,
    due_words=_WORDS,
    milestones=st.lists(st.builds(RawMilestone, st.just("Draft"), st.just(JUNE)), max_size=2).map(tuple),
    status=st.none() | st.sampled_from(Status),
    status_words=_WORDS,
    update=_WORDS,
    update_on=_DAYS,
    closed_on=_DAYS,
    action=_WORDS,
)


@settings(max_examples=40, deadline=None)
@given(first=st.lists(_ANY_ROW, max_size=6), second=st.lists(_ANY_ROW, max_size=6))
def test_whatever_a_file_holds_every_row_has_one_outcome_and_importing_it_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, first: list[RawRecord], second: list[RawRecord]
) -> None:
    books = Books(tmp_path_factory.mktemp("any") / "register.db")
    try:
        for reading in (read_from(*first, kind="csv"), read_from(*second, file="b.txt")):
            plan = books.take(reading)
            for entry in plan.entries:
                if entry.outcome in {Outcome.SKIPPED, Outcome.DOUBTFUL}:
                    assert any(problem.where == entry.raw.where for problem in plan.problems)
            again = books.take(reading)
            assert again.changes_nothing
            assert (again.added, again.updated, again.skipped) == (0, 0, plan.skipped)
        assert store.check(books.path) == []
    finally:
        books.ledger.close()
