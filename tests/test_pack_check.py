"""The pack check finds what a Head of Audit would want mended, and leaves alone what is right."""

import time
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import small_register
from shown_rows import AS_AT, TEXT, shown

from db import store
from db.checked import dismissals, gather, pack_check
from db.inputs import FollowUp, NewEvidence
from db.ledger import Ledger
from db.pack_check import TITLES, Pack, Reported, check, standing
from db.queries import Interrupted, Reader
from db.rows import Acceptance, Audit, Dismissal, DueRevision, Milestone, Post
from db.rules import Policy, Status

LAST = date(2021, 8, 31)
IMPLEMENTED = {"status": Status.IMPLEMENTED}


def pack(*rows, before=None, audits=(), posts=(), as_at=AS_AT, **more):
    """What is reported as at 30 Nov 2021; `before` as at 31 Aug 2021."""
    reported = tuple(row if isinstance(row, Reported) else Reported(row) for row in rows)
    told = None if before is None else {row.id: row for row in before}
    return Pack(as_at, Policy(), reported, audits, posts, told, None if before is None else LAST, **more)


def said(rule, *rows, **more):
    """What one rule says, once all of them were asked."""
    return [finding.said for finding in check(pack(*rows, **more)) if finding.rule == rule]


def test_a_sound_recommendation_is_left_alone():
    assert check(pack(shown(), before=[shown(update="One of three is merged.", update_on=date(2021, 8, 1))])) == []


# Updates. ----------------------------------------------------------------------------------------------------------


def test_the_check_can_be_stopped_within_every_rule():
    pauses = []
    many = pack(*(shown(id=str(n), ref=f"R-{n}") for n in range(1000)))
    check(many, lambda: pauses.append(1))
    assert len(pauses) > 10 * (len(TITLES) - 1)

    def stop():
        raise Interrupted

    with pytest.raises(Interrupted):
        check(many, stop)


def test_an_update_that_is_the_last_report_s_is_told():
    (told,) = said("same_update", shown(), before=[shown(update=TEXT.upper(), update_on=date(2021, 8, 1))])
    assert told == "The update of FIN-1 is word for word the one in the report as at 31 Aug 2021."
    (told,) = said("same_update", shown(), before=[shown(update=TEXT.replace("a supplier", "the supplier"))])
    assert "nearly word for word (98 %)" in told


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ({}, {"update": "One of three is merged."}),
        ({"update": TEXT.replace("Two", "2")}, {"update": TEXT.replace("Two", "1")}),  # one number more is news
        (IMPLEMENTED, {}),
        ({"id": "2"}, {}),
    ],
)
def test_a_new_update_is_no_old_one(now, before):
    assert said("same_update", shown(**now), before=[shown(**before)]) == []


def test_what_is_overdue_and_was_not_written_of_since_the_last_report_is_told_once():
    old = shown(update_on=date(2021, 8, 1))
    told = [f for f in check(pack(old, before=[old])) if f.field == "update"]
    assert [f.said for f in told] == [
        "FIN-1 is overdue since 30 Sep 2021; nothing was written of it since the report as at 31 Aug 2021. "
        "Its update is of 1 Aug 2021."
    ]
    (never,) = said("no_update", shown(update="", update_on=None))
    assert never == "FIN-1 is overdue since 30 Sep 2021 and has no update at all."


def test_what_is_not_yet_due_needs_no_update():
    assert said("no_update", shown(update="", update_on=None, due=date(2022, 3, 31))) == []
    assert said("no_update", shown(update="", update_on=None, **IMPLEMENTED)) == []


@pytest.mark.parametrize(
    ("update", "rule"),
    [
        ("It should all be aligned by the end of October.", "past_as_to_come"),
        ("The post will be filled by 15 November.", "promise_passed"),
        ("Work will begin this month at last.", "out_of_date_words"),
        ("Work will begin this month (September 2021).", "out_of_date_words"),
        ("This month (September 2021) work begins.", "out_of_date_words"),
        ("Work will begin this month at last.", None),
        ("Work will begin this month (January 2022).", None),
        ("We hope to be done this year.", None),
        ("It will be done by the end of December.", None),
        ("It was done by the end of October.", None),
        ("This month's meeting of the board was cancelled.", None),
    ],
)
def test_an_update_is_held_to_its_dates(update, rule):
    on = date(2021, 11, 12) if rule != "out_of_date_words" else date(2021, 10, 20)  # it is the 30th of November
    found = check(pack(shown(update=update, update_on=on)))
    assert [f.rule for f in found] == ([rule] if rule else [])
    assert check(pack(shown(update=update, update_on=on, status=Status.SUPERSEDED))) == []


def test_a_promise_tells_its_words_and_its_day():
    assert said("promise_passed", shown(action="To test it by 20 November.")) == [
        "The next action of FIN-1 (1 Nov 2021) promises something “by 20 November”; 20 Nov 2021 has passed, and it is "
        "still open."
    ]


def test_what_is_promised_twice_in_one_text_is_told_once():
    twice = "The list will be kept by 20 November. The post will be filled by 20 November."
    assert len(said("promise_passed", shown(update=twice))) == 1


# Dates. ------------------------------------------------------------------------------------------------------------


def test_a_due_date_that_is_the_date_of_the_audit_s_report_is_told():
    assert said("due_is_report_date", shown(issued=date(2021, 9, 30)))
    assert said("due_is_report_date", shown(issued=date(2021, 6, 30))) == []


def test_a_milestone_that_passed_is_told_and_one_that_was_met_is_not():
    missed = Milestone("m", "Draft", date(2021, 5, 31), None)
    met = replace(missed, id="n", what="Pilot", met_on=date(2021, 6, 2))
    last = Milestone("l", "In use", date(2021, 9, 30), None)  # that is the due date, which is told as overdue
    assert said("milestone_missed", shown(milestones=(missed, met, last))) == [
        "FIN-1: the milestone “Draft” (31 May 2021) has passed and is not recorded as met."
    ]
    assert said("milestone_missed", shown(milestones=(met, last))) == []


def moved(**given):
    fixed = {"id": "r", "old": date(2021, 6, 30), "new": date(2021, 9, 30), "reason": "Late", "agreed_by": ""}
    return DueRevision(**{**fixed, "agreed_on": None, **given})


def test_a_date_moved_on_nobody_s_word_is_told_and_what_a_file_printed_once_for_the_file():
    (told,) = said("due_moved_unagreed", Reported(shown(), revisions=(moved(),)))
    assert told == "The due date of FIN-1 was moved from 30 Jun 2021 to 30 Sep 2021; nobody is named who agreed it."
    printed = (moved(reason="as printed in november.csv"),)
    rows = [Reported(shown(id=n, ref=f"FIN-{n}"), revisions=printed) for n in "123"]
    (told,) = said("due_moved_unagreed", *rows)
    assert "november.csv" in told
    assert told.endswith("FIN-1, FIN-2 and FIN-3.")
    assert said("due_moved_unagreed", Reported(shown(), revisions=(moved(agreed_by="Head of Audit"),))) == []
    assert said("due_moved_unagreed", Reported(shown(), revisions=(moved(new=date(2021, 5, 1)),))) == []


# Closing. ----------------------------------------------------------------------------------------------------------


def test_implemented_needs_accepted_evidence_or_a_reason():
    closed = shown(**IMPLEMENTED)
    assert said("closed_untested", Reported(closed, reason="\u200b "))
    assert said("closed_untested", Reported(closed, reason="Seen at the meeting")) == []
    assert said("closed_untested", Reported(closed, accepted_evidence=1)) == []
    assert said("closed_untested", Reported(shown())) == []
    long_ago = shown(closed_on=date(2021, 3, 1), **IMPLEMENTED)
    assert said("closed_untested", Reported(long_ago), before=[]) == []


def test_what_a_file_reported_as_implemented_is_told_once_for_the_file():
    brought = {"reason": "reported as implemented in x.txt, 1 Nov 2021; not tested here", "source": "s"}
    rows = [Reported(shown(id=n, ref=f"FIN-{n}", **IMPLEMENTED), source_name="x.txt", **brought) for n in "123"]
    (found,) = check(
        pack(
            *rows[:1],
            *(
                replace(r, recommendation=replace(r.recommendation, recommendation=r.recommendation.ref))
                for r in rows[1:]
            ),
        )
    )
    assert (found.rule, found.record_kind, found.record_id) == ("closed_as_reported", "source", "s")
    assert found.said == (
        "3 recommendations are implemented because x.txt reported so, and not tested here: FIN-1, FIN-2 and FIN-3."
    )


def test_what_was_brought_as_implemented_and_tested_since_is_left_alone():
    brought = {"reason": "reported as implemented in x.txt, 1 Nov 2021; not tested here", "source": "s"}
    assert check(pack(Reported(shown(**IMPLEMENTED), accepted_evidence=1, **brought))) == []


def test_a_risk_accepted_has_its_full_record():
    row = shown(status=Status.RISK_ACCEPTED)
    whole = Acceptance("a", "A. Director", "Director", AS_AT, "Cost", "Small", "A check", date(2022, 11, 30), "", "")
    assert said("acceptance_incomplete", Reported(row, acceptance=whole)) == []
    (told,) = said("acceptance_incomplete", Reported(row, acceptance=replace(whole, mitigation="", expires_on=None)))
    assert told.endswith("it is not recorded what is done about the risk and until when it holds.")
    (told,) = said("acceptance_incomplete", row)
    assert "by whom, in what role" in told
    assert said("acceptance_incomplete", shown()) == []


# Statuses. ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "update"),
    [
        (Status.PARTIALLY_IMPLEMENTED, "It works. We therefore consider this recommendation to be fully implemented."),
        (Status.NOT_IMPLEMENTED, "Fully implemented."),
        (Status.NOT_IMPLEMENTED, "This recommendation has been completed."),
        (Status.IMPLEMENTED, "There is more to do. No progress has been made."),
        (Status.IMPLEMENTED, "This recommendation remains partially implemented."),
    ],
)  # fmt: skip
def test_a_status_that_its_update_denies_is_told(status, update):
    assert len(said("status_disagrees", shown(status=status, update=update))) == 1


@pytest.mark.parametrize(
    ("status", "update"),
    [
        (Status.PARTIALLY_IMPLEMENTED, "The recommendation will be closed once the guide is fully implemented."),
        (Status.PARTIALLY_IMPLEMENTED, "The new system is fully implemented in two offices."),
        (Status.PARTIALLY_IMPLEMENTED, "Seven recommendations have been completed but this one remains."),
        (Status.PARTIALLY_IMPLEMENTED, "This recommendation has not been fully implemented."),
        (Status.IMPLEMENTED, "Other recommendations of this audit remain partially implemented."),
        (Status.IMPLEMENTED, "We therefore consider this recommendation to be fully implemented."),
        (Status.AWAITING_VERIFICATION, "Management says this recommendation is now complete."),
    ],
)
def test_an_update_that_speaks_of_something_else_is_no_denial(status, update):
    assert said("status_disagrees", shown(status=status, update=update)) == []


def test_a_status_and_the_words_it_was_read_from_agree():
    assert said("status_words_disagree", Reported(shown(), Status.NOT_IMPLEMENTED, "Fully implemented"))
    assert said("status_words_disagree", Reported(shown(), Status.NOT_IMPLEMENTED, "Outstanding")) == []
    assert said("status_words_disagree", Reported(shown(), Status.IMPLEMENTED, "No further action required")) == []


def test_a_status_that_was_not_read_is_told():
    assert said("status_not_read", shown(status=None, status_words="Amber")) == [
        "FIN-1 has no status: “Amber” is none that is known."
    ]
    assert said("status_not_read", shown()) == []


# Likeness. ---------------------------------------------------------------------------------------------------------

LONG = "The Head of Finance should merge the three registers into one, and check it each month against the ledger."
TWIN = {"id": "2", "ref": "FIN-2"}


def test_one_recommendation_recorded_twice_is_told_once():
    slip = LONG.replace("and check", "and  to check")
    found = said(
        "recorded_twice", shown(recommendation=LONG), shown(recommendation=slip, due=date(2021, 5, 24), **TWIN)
    )
    assert found == [
        "FIN-2 and FIN-1 say the same (98 % alike, due 24 May 2021 here and 30 Sep 2021 there); one recommendation "
        "seems to be recorded twice."
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"recommendation": LONG.replace("three", "3").replace("Finance", "Estates, who keeps the asset lists,")},
        {"recommendation": LONG, "status": Status.SUPERSEDED},
        {"recommendation": LONG, "audit_id": "b", "audit": "Northern School"},  # as told to every school
    ],
)
def test_what_is_only_alike_is_not_recorded_twice(other):
    assert said("recorded_twice", shown(recommendation=LONG), shown(**{**TWIN, **other})) == []


def test_site_four_is_not_site_five():
    text = "The key cupboard at site {} should be locked whenever nobody is in the room."
    rows = [shown(recommendation=text.format(n), id=str(n), ref=f"FIN-{n}") for n in (4, 5)]
    assert said("recorded_twice", *rows) == []


def audit(title, issued=None, directorate=None):
    return Audit(title, title, issued, "internal", "", directorate, "")


DAY, OTHER = date(2021, 7, 21), date(2020, 7, 21)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (audit("Cash Office - Safes"), audit("Cash Office (Safes)")),
        (audit("Care Visits Casework", DAY), audit("Care Visits Casework Compliance", DAY)),
        (audit("Town Hall: Control of Work Packages", DAY), audit("Control of Work Package Payments: Town Hall", DAY)),
    ],
)
def test_one_audit_under_two_names_is_told(one, other):
    assert len(said("audit_named_twice", audits=(one, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (audit("Cash Office", DAY), audit("Cash Office", OTHER)),  # done again
        (audit("Payroll: Leavers", DAY), audit("Payroll: Starters", DAY)),
        (audit("Northern Primary School"), audit("Southern Primary School")),
        (audit("Care Visits Casework", DAY, "a"), audit("Care Visits Casework Compliance", DAY, "b")),
        (audit("Payroll"), audit("Payroll and Pensions")),
    ],
)
def test_two_audits_are_two(one, other):
    assert said("audit_named_twice", audits=(one, other)) == []


# What is missing. --------------------------------------------------------------------------------------------------


def test_what_a_committee_asks_at_once_is_there():
    bare = shown(owner=" ", priority="", due=None, due_words="TBC")
    assert said("missing", bare) == ["FIN-1 has no owner, no priority and no due date (“TBC” is none)."]
    assert said("missing", shown(owner="", director="A. Director, Director of Finance")) == []
    assert said("missing", shown(owner="", priority="", due=None, **IMPLEMENTED)) == []


def test_an_audit_without_a_directorate_is_told_once_and_only_where_something_is_open():
    payroll = Audit("a", "Payroll", None, "internal", "", None, "")
    assert said("missing", shown(), shown(**TWIN), audits=(payroll,)) == [
        "The audit Payroll belongs to no directorate."
    ]
    assert said("missing", shown(**IMPLEMENTED), audits=(payroll,)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Linda will carry out checks each week.", "Linda"),
        ("Checks are made by the clerk and by Peter each week.", "Peter"),
        ("Mr Smith has the keys.", "Mr Smith"),
        ("The keys are with Sarah O'Neill of the depot.", "Sarah O'Neill"),
        ("Councillor Oakes asked for it.", "Councillor Oakes"),
        ("Since May Linda has made them.", "Linda"),
        ("It is for Mrs Linda Smith to say.", "Mrs Linda Smith"),
    ],
)
def test_a_personal_name_in_a_text_for_publication_is_a_hint(text, name):
    (told,) = said("personal_name", shown(response=text))
    assert f"“{name}”" in told


@pytest.mark.parametrize(
    "text",
    [
        "The Head of Commissioning will mark each file in May, and Grace Road depot in April.",
        "St Peter's School and James Street Library have not replied. Will they?",
        "Reports are drawn from Oracle, Paris and Agresso. Bill payments rose.",
        "The Thomas Hall estate, Paul Foundation and King George Hospital are in scope.",
        "Mark the file. Sue for costs. Rob the reserve. Hope remains.",
        "The Queen Elizabeth Hospital and the Stephen Lawrence Award are not ours.",
        "St Peter has a roof. Thomas & Sons and Peter Jones Ltd were paid.",
        "Jane Doe, Director of Finance, has agreed.",
        "Councillor Doe was told.",
    ],
)
def test_titles_places_and_systems_are_no_personal_names(text):
    post = Post("p", "d", "director", "Jane Doe", "Director of Finance", None, None)
    assert said("personal_name", shown(update=text), posts=(post,)) == []


def test_the_owner_of_a_recommendation_may_be_named():
    assert said("personal_name", shown(owner="Linda Smith", response="Linda will check.")) == []


# What is dismissed. ------------------------------------------------------------------------------------------------


def test_what_is_dismissed_returns_when_its_words_change():
    (found,) = check(pack(shown(response="Linda will check.")))
    held = Dismissal("d", found.rule, found.record_id, found.about, "Known", "An auditor", AS_AT)
    assert standing([found], [held]) == ([], [(found, held)])
    (changed,) = check(pack(shown(response="Peter will check.")))
    assert standing([changed], [held]) == ([changed], [])
    assert found.key != changed.key
    assert found.key == check(pack(shown(response="Every week Linda will check.")))[0].key


def test_the_check_of_a_register_takes_what_was_dismissed_apart(tmp_path):
    path = small_register(tmp_path / "r.db", recommendations=2)
    day = date(2022, 2, 15)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.IMPLEMENTED, reason="Seen", text="Linda showed us."), on=day)
        with closing(store.open_checked(path)) as connection:
            reader = Reader(connection, day)
            before = pack_check(reader, reader)
            assert {f.rule for f in before.stands} == {"personal_name", "no_update", "missing"}
            named = next(f for f in before.stands if f.rule == "personal_name")
            ledger.dismiss(named.rule, named.record_id, named.about, reason="Known to all", on=day)
            after = pack_check(reader, reader)
            assert [f for f, _ in after.dismissed] == [named]
            assert set(after.stands) == set(before.stands) - {named}
            assert [held.reason for held in dismissals(reader)] == ["Known to all"]
            ledger.undo()
            assert pack_check(reader, reader) == before


def test_evidence_counts_once_it_is_accepted_and_the_latest_opinion_is_audit_s(tmp_path):
    path = small_register(tmp_path / "r.db")
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Half."), on=date(2022, 2, 15))
        evidence = NewEvidence(note="A list")
        done = FollowUp(opinion=Status.IMPLEMENTED, reason="Seen", evidence=evidence)
        ledger.follow_up("MHC-1", done, on=date(2022, 2, 16))
    with closing(store.open_checked(path)) as connection:
        (one,) = gather(Reader(connection, date(2022, 2, 16))).reported
    assert (one.opinion, one.reason, one.accepted_evidence) == (Status.IMPLEMENTED, "Seen", 0)


def test_a_register_is_read_in_as_many_queries_whatever_it_holds(tmp_path):
    asked = []
    for many in (1, 9):
        path = small_register(tmp_path / f"{many}.db", recommendations=many)
        with closing(store.open_checked(path)) as connection:
            reader = Reader(connection, date(2022, 2, 15))
            reader.policy  # noqa: B018 - what is read once is read
            said_: list[str] = []
            connection.set_trace_callback(said_.append)
            gather(reader)
            asked.append(len([s for s in said_ if not s.startswith("PRAGMA")]))
    assert asked[0] == asked[1]


# All of it. --------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_title_and_each_finding_its_own_key():
    assert all(TITLES.values())
    rows = [shown(id=str(n), ref=f"FIN-{n}", owner="", recommendation=f"{LONG} {n}" * n) for n in range(1, 6)]
    found = check(pack(*rows))
    assert len({f.key for f in found}) == len(found) == 5


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from([*Status, None]))
def test_no_text_stops_the_check(update, response, status):
    for found in check(pack(shown(update=update, response=response, status=status), before=[shown()])):
        assert "FIN-1" in found.said


def test_two_thousand_recommendations_are_checked_in_about_a_second():
    words = TEXT.split()
    rows = [
        shown(
            id=str(n), ref=f"FIN-{n}", audit_id=str(n // 5), audit=f"Audit {n // 5}",
            recommendation=" ".join(words[(n * k) % len(words)] + str(n % k) for k in range(3, 43)),
            update=f"{TEXT} It will be done by the end of May {2022 + n % 5}. {n}",
        )
        for n in range(2000)
    ]  # fmt: skip
    begun = time.process_time()
    check(pack(*rows, before=rows))
    assert time.process_time() - begun < 5  # ten times what it takes on a quiet machine
