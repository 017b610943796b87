"""Claimed against verified: what management calls done, and how audit knows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.followed import Followed, Said
from db.rows import NO_DIRECTORATE, Evidence
from db.rules import Method, Opinion, Status, status_after
from db.verified import Tested as How  # pytest takes Test... for its own
from db.verified import by_directorate, claims
from tests.shown_rows import shown

DAY = date(2022, 1, 10)
CLAIM = Said(DAY, Status.IMPLEMENTED, None, None, "")
DONE, PART = Status.IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED
ACCEPTED = Evidence("e", "Minutes", "", "", None, None, DAY, "", "Ann Auditor", DAY)


def opinion(status, method=None, reason=""):
    return Said(DAY + timedelta(days=20), None, status, method, reason)


def followed(*said, evidence=(), **given_):
    status = status_after([Opinion(one.on, one.claim, one.opinion) for one in said])
    return Followed(shown(status=status, **given_), said=said, evidence=evidence)


def looked_at(*said, **given_):
    (claim,) = claims([followed(*said, **given_)])
    return claim.tested, claim.confirmed


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((CLAIM,), (How.NOT_YET, None)),
        ((opinion(PART, Method.RETEST), CLAIM), (How.NOT_YET, None)),  # tested before it was called done
        ((CLAIM, opinion(DONE, Method.RETEST)), (How.RETEST, True)),
        ((CLAIM, opinion(DONE, Method.DOCUMENT)), (How.DOCUMENT, True)),
        ((CLAIM, opinion(DONE, Method.ENQUIRY)), (How.ENQUIRY, True)),
        ((CLAIM, opinion(PART, Method.RETEST)), (How.RETEST, False)),
        ((CLAIM, opinion(PART)), (How.OPINION, False)),
        ((CLAIM, opinion(DONE, reason="The Director says so.")), (How.REASON, True)),
        ((opinion(DONE, reason="Reported as implemented."),), (How.REASON, True)),
        ((Said(DAY, DONE, PART, Method.DOCUMENT, ""),), (How.DOCUMENT, False)),  # said and looked at in one update
    ],
)
def test_how_audit_knows(said, expected):
    assert looked_at(*said) == expected


def test_accepted_evidence_is_a_document_that_was_seen():
    assert looked_at(CLAIM, opinion(DONE), evidence=(ACCEPTED,)) == (How.DOCUMENT, True)


def test_what_nobody_calls_done_is_no_claim():
    assert claims([followed(opinion(PART, Method.RETEST)), followed(opinion(Status.SUPERSEDED)), followed()]) == ()


def test_of_those_called_done_so_many_are_tested_by_directorate():
    found = claims(
        [
            followed(CLAIM, opinion(DONE, Method.RETEST), id="1", directorate="Housing"),
            followed(CLAIM, opinion(PART, Method.ENQUIRY), id="2", directorate="Housing"),
            followed(CLAIM, id="3", directorate="Housing"),
            followed(opinion(DONE, reason="Said so."), id="4", directorate=""),
        ]
    )
    housing, none = by_directorate(found)
    assert (housing.name, housing.called_done, housing.tested, housing.not_found_done) == ("Housing", 3, 2, 1)
    assert (none.name, none.counts[How.REASON], none.tested) == (NO_DIRECTORATE, 1, 0)


updates = st.builds(
    Said,
    on=st.just(DAY),
    claim=st.sampled_from([None, DONE, PART]),
    opinion=st.none() | st.sampled_from(Status),
    method=st.none() | st.sampled_from(Method),
    reason=st.just(""),
)


@given(st.lists(st.lists(updates, max_size=4), max_size=5))
def test_every_claim_is_counted_once_however_it_came_about(drawn):
    found = claims([followed(*said, id=str(n), directorate="AB "[n % 3].strip()) for n, said in enumerate(drawn)])
    assert sum(sum(one.counts.values()) for one in by_directorate(found)) == len(found)
    for claim in found:
        assert (claim.confirmed is None) == (claim.tested is How.NOT_YET)
        assert claim.recommendation.status is not Status.AWAITING_VERIFICATION or claim.tested is How.NOT_YET
