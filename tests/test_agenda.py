"""Today: what wants doing, each kind when it does and not when it does not, the most urgent first."""

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from db import cycle
from db.agenda import Kind, Mend, agenda, counts, papers_by
from db.connection import connect
from db.escalation import escalation
from db.followed import Followed, Said
from db.inputs import FollowUp, NewAcceptance, NewEvidence, NewReport, NewStep
from db.ledger import Ledger
from db.queries import Reader
from db.rows import Audit, Evidence, Milestone, Report, StepRecord
from db.rules import Policy, Status
from tests.made import small_register
from tests.shown_rows import shown

TODAY, MEETING = date(2022, 2, 15), date(2022, 4, 12)
DAY = timedelta(days=1)
LATER = date(2022, 12, 1)
POLICY = Policy(next_meeting=MEETING)


def one(**given_):
    parts = {name: given_.pop(name) for name in ("said", "evidence", "steps") if name in given_}
    return Followed(shown(**{"as_at": TODAY, "due": LATER, "update": "", **given_}), **parts)


def wanted(*followed, audits=(), reports=(), policy=POLICY):
    reached = escalation(followed, policy, as_at=TODAY, since=None)
    return agenda(followed, audits, reports, reached, policy)


def of(kind, *followed, **given_):
    return [(w.by, w.said) for w in wanted(*followed, **given_) if w.kind is kind]


# Of recommendations. -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (30, True), (31, False)])
def test_what_is_due_in_the_next_thirty_days(days, told):
    due = TODAY + timedelta(days=days)
    assert [by for by, _ in of(Kind.DUE, one(due=due))] == [due] * told


def test_a_due_date_names_its_owner():
    (found,) = wanted(one(due=TODAY + DAY), policy=replace(POLICY, next_meeting=None))[:1]
    assert (found.said, found.ref, found.record) == (
        "Due 16 Feb 2022: ask Head of Finance where it stands.",
        "FIN-1",
        "1",
    )


def test_a_promise_that_has_passed():
    update = "Recruitment will be complete by the end of January."
    found = of(Kind.PROMISE, one(update=update, update_on=date(2022, 1, 10)))
    said = "The update of 10 Jan 2022 said \u201cby the end of January\u201d, and that has passed."
    assert found == [(date(2022, 1, 31), said)]
    assert of(Kind.PROMISE, one(update=update.replace("January", "February"), update_on=date(2022, 1, 10))) == []
    closed = one(update=update, update_on=date(2022, 1, 10), status=Status.IMPLEMENTED)
    assert of(Kind.PROMISE, closed) == []


RECEIVED = Evidence("e", "Minutes", "", "", None, None, date(2022, 2, 1), "", "", None)


def test_evidence_that_nobody_has_looked_at():
    said = (date(2022, 2, 1), "Evidence received 1 Feb 2022, not accepted yet.")
    assert of(Kind.EVIDENCE, one(evidence=(RECEIVED,))) == [said]
    assert of(Kind.EVIDENCE, one(evidence=(replace(RECEIVED, accepted_by="A", accepted_on=TODAY),))) == []


def test_what_management_says_is_done_waits_from_that_day():
    claim = Said(date(2022, 1, 20), Status.IMPLEMENTED, None, None, "")
    ((since, said),) = of(Kind.EVIDENCE, one(status=Status.AWAITING_VERIFICATION, said=(claim,)))
    assert (since, "audit has not tested it" in said) == (date(2022, 1, 20), True)


@pytest.mark.parametrize(("days", "told"), [(60, True), (61, False), (0, True)])
def test_an_acceptance_that_ends_in_the_next_sixty_days(days, told):
    until = TODAY + timedelta(days=days)
    held = one(status=Status.RISK_ACCEPTED, accepted_until=until, accepted_by="Director")
    assert [by for by, _ in of(Kind.ACCEPTANCE, held)] == [until] * told


def test_an_acceptance_that_has_ended_stays_on_the_list_until_it_is_dealt_with():
    ended = one(accepted_until=TODAY - 400 * DAY, accepted_by="Director")
    ((_, said),) = of(Kind.ACCEPTANCE, ended)
    assert said == "Open again: the acceptance by Director ended on 11 Jan 2021."


@pytest.mark.parametrize(("days", "words"), [(-1, "was due"), (0, "is due"), (30, "is due"), (31, "")])
def test_milestones_due_or_missed(days, words):
    milestone = Milestone("m", "a draft", TODAY + timedelta(days=days), None)
    found = of(Kind.MILESTONE, one(milestones=(milestone, replace(milestone, met_on=TODAY))))
    assert [words in said for _, said in found] == [True] * bool(words)


def test_a_step_reached_without_a_record():
    late = one(due=date(2021, 5, 1))
    ((since, said),) = of(Kind.STEP, late)
    assert (since, said) == (
        date(2022, 2, 1),
        "9 months overdue since 1 Feb 2022: the Director's attendance is not recorded.",
    )
    done = StepRecord("s", 9, None, TODAY, "D with E", "", "")
    assert of(Kind.STEP, replace(late, steps=(done,))) == []


# Of the register. --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assurance", "issued", "told"),
    [
        ("limited", date(2021, 8, 15), True),
        ("Limited", date(2021, 8, 16), False),
        ("no", date(2020, 1, 1), True),
        ("reasonable", date(2021, 8, 15), False),
        ("limited", None, False),
    ],
)
def test_follow_up_audits_are_due_from_six_months_after_a_weak_opinion(assurance, issued, told):
    audit = Audit("a", "Payroll", issued, "internal", assurance, None, "")
    assert bool(of(Kind.FOLLOW_UP_AUDIT, audits=(audit,))) == told
    assert of(Kind.FOLLOW_UP_AUDIT, audits=(replace(audit, followed_up_on=TODAY),)) == []


def test_the_next_meeting_needs_invitations_and_papers_until_its_report_is_sealed():
    late = one(due=date(2021, 5, 1), director="D, Director", executive_member="E, Member")
    body = "the Audit Committee of 12 Apr 2022"
    invitation = (date(2022, 3, 15), f"Invite to {body}: D, Director; E, Member.")
    papers = (date(2022, 4, 4), f"Seal and publish the report to {body}.")
    assert of(Kind.MEETING, late) == [invitation, papers]
    sealed = Report("r", "Audit Committee", TODAY, MEETING, None, "", "", {}, None, "")
    assert of(Kind.MEETING, late, reports=(sealed,)) == [invitation]
    assert of(Kind.MEETING, late, reports=(replace(sealed, withdrawn_on=TODAY),)) == [invitation, papers]
    assert of(Kind.MEETING, one()) == [papers]


@pytest.mark.parametrize("meeting", [None, TODAY])
def test_a_meeting_that_nobody_knows_of_is_asked_for(meeting):
    (found,) = wanted(policy=replace(POLICY, next_meeting=meeting))
    assert (found.kind, found.by, found.mend) == (Kind.MEETING, None, Mend.POLICY)


@pytest.mark.parametrize(
    ("meeting", "published"),
    [
        (date(2022, 2, 15), date(2022, 2, 7)),  # Tuesday: the Monday of the week before
        (date(2022, 2, 14), date(2022, 2, 4)),
        (date(2022, 2, 18), date(2022, 2, 10)),
        (date(2022, 2, 20), date(2022, 2, 11)),
    ],
)
def test_papers_are_public_for_five_clear_working_days(meeting, published):
    assert papers_by(meeting) == published


def test_the_list_is_in_order_of_urgency_and_counted():
    late = one(id="2", ref="FIN-2", due=date(2021, 5, 1), evidence=(RECEIVED,))
    found = wanted(one(due=TODAY + DAY), late, policy=replace(POLICY, next_meeting=None))
    assert [w.kind for w in found] == [Kind.STEP, Kind.EVIDENCE, Kind.DUE, Kind.MEETING]
    assert counts(found) == dict.fromkeys([Kind.MEETING, Kind.STEP, Kind.EVIDENCE, Kind.DUE], 1)


# Read from a register. ---------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    """MHC-1 to MHC-4, due on 30 September 2021, each with something; the next meeting is known."""
    path = small_register(tmp_path / "register.db", recommendations=4)
    ledger = Ledger(path, "Ann Auditor")
    accepted = NewAcceptance(accepted_by="A", role="Director", why="Dear.", expires_on=date(2022, 3, 1))
    ledger.edit("setting", "next_meeting", {"value": MEETING.isoformat()}, on=TODAY)
    ledger.follow_up("MHC-1", FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=accepted), on=TODAY)
    ledger.follow_up("MHC-2", FollowUp(evidence=NewEvidence(note="Minutes")), on=TODAY)
    ledger.follow_up("MHC-3", FollowUp(due=date(2022, 3, 1), reason="Staff left.", agreed_by="SMT"), on=TODAY)
    ledger.record_step("MHC-4", NewStep(months=6, notified_on=TODAY, who="E"), on=TODAY)
    ledger.close()
    return path


def test_the_whole_list_of_a_register(path):
    with closing(connect(path, read_only=True)) as connection:
        found = cycle.today(Reader(connection, TODAY))
        assert [(w.kind, w.ref) for w in found] == [
            (Kind.EVIDENCE, "MHC-2"),
            (Kind.ACCEPTANCE, "MHC-1"),
            (Kind.DUE, "MHC-3"),
            (Kind.MEETING, ""),
        ]
        ahead = cycle.escalation(Reader(connection, TODAY))
        assert [(r.recommendation.ref, r.on) for r in ahead.reached] == [
            (ref, date(2022, 3, 30)) for ref in ("MHC-1", "MHC-2", "MHC-4")
        ]
        assert [r.settled for r in ahead.reached] == [False, False, True]
        assert [slip.days for slip in cycle.moved(Reader(connection, TODAY))] == [152]
        assert cycle.claimed(Reader(connection, TODAY)) == ()


def test_the_last_report_is_the_last_to_the_body_that_meets(path):
    ledger = Ledger(path, "Ann Auditor")
    for as_at, meeting, body in (
        (date(2021, 11, 1), date(2021, 11, 16), "Audit Committee"),
        (date(2022, 2, 1), MEETING, "audit  committee"),
        (date(2022, 2, 2), date(2022, 2, 3), "SMT"),
    ):
        with closing(connect(path, read_only=True)) as connection:
            (seen,) = connection.execute("SELECT max(seq) FROM event").fetchone()
        ledger.seal(NewReport(body=body, as_at=as_at, meeting_on=meeting, figures=b"{}", seen=seen), on=TODAY)
    ledger.close()
    with closing(connect(path, read_only=True)) as connection:
        assert cycle.escalation(Reader(connection, TODAY)).since == date(2022, 2, 1)
        assert not [w for w in cycle.today(Reader(connection, TODAY)) if w.mend is Mend.REPORTS]


def test_a_list_is_read_in_as_many_statements_whatever_it_holds(tmp_path):
    counted = {}
    for size in (2, 40):
        path = small_register(tmp_path / f"{size}.db", recommendations=size)
        with closing(connect(path, read_only=True)) as connection:
            reader, statements = Reader(connection, TODAY), []
            reader.position()
            connection.set_trace_callback(statements.append)
            cycle.today(reader)
            counted[size] = len(statements)
    assert counted[2] == counted[40]
