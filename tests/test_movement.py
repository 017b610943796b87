"""The movement between two dates adds up, in all, per directorate and per band, whatever happened."""

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from histories import DAYS, FIRST, HISTORIES, LAST, go_on, register_after
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made import small_register
from test_positions import POLICIES

from db import history, rules, store
from db.flows import ids_moved, moved
from db.inputs import FollowUp, NewAcceptance
from db.ledger import Ledger
from db.movement import OPEN_BANDS, Figure, Flow, Movement, Part, Place, lines, movements, restated
from db.rules import Band, Policy, Status
from db.shown import as_date, as_status

PLACE = st.builds(Place, st.sampled_from("AB"), st.sampled_from(OPEN_BANDS), st.none() | st.sampled_from(Status))
FLOWS = st.lists(st.builds(Flow, st.none() | PLACE, st.none() | PLACE, st.integers(1, 3), st.booleans()))
QUICK = settings(
    max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
AT = Place("A", Band.UNDER_6, Status.NOT_IMPLEMENTED)


@given(FLOWS)
def test_every_sum_balances_whatever_happened(flows):
    assert movements(flows).balances


@given(st.dictionaries(st.integers(0, 9), st.tuples(*[st.none() | PLACE] * 3)))
def test_every_sum_balances_from_what_was_told(stories):
    told = [Flow(told, so) for told, so, _ in stories.values()]
    found = movements([Flow(so, after) for _, so, after in stories.values()], told)
    assert found.balances
    assert found.whole.brought_forward == sum(flow.before is not None and flow.before.is_open for flow in told)


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (Status.IMPLEMENTED, "implemented"),
        (Status.RISK_ACCEPTED, "risk_accepted"),
        (Status.SUPERSEDED, "superseded_or_not_adopted"),
        (Status.NOT_ADOPTED, "superseded_or_not_adopted"),
    ],
)
def test_each_way_out_has_its_own_line(after, line):
    closed = AT._replace(status=after)
    assert movements([Flow(AT, closed)]).whole == Movement(brought_forward=1, **{line: 1})
    assert movements([Flow(None, closed)]).whole == Movement(new=1, **{line: 1})
    assert movements([Flow(closed, AT)]).whole == Movement(reopened=1, carried_forward=1)
    assert movements([Flow(closed, closed)]).whole == movements([Flow(closed, None)]).whole == Movement()


def test_what_is_gone_has_a_line_and_what_stays_has_none():
    assert movements([Flow(AT, None, 2)]).whole == Movement(brought_forward=2, removed=2)
    assert movements([Flow(AT, AT, 3)]).whole == Movement(brought_forward=3, carried_forward=3)


def test_growing_older_and_a_moved_date_are_told_apart():
    older = AT._replace(band=Band.SIX_TO_12)
    by_age = movements([Flow(AT, older)]).bands
    assert by_age[Band.UNDER_6] == Movement(brought_forward=1, reclassified_out=1)
    assert by_age[Band.SIX_TO_12] == Movement(reclassified_in=1, carried_forward=1)
    later = AT._replace(band=Band.NOT_DUE)
    by_date = movements([Flow(AT, later, date_moved=True)]).bands
    assert by_date[Band.UNDER_6] == Movement(brought_forward=1, reclassified_out=1, date_moved_out=1)
    assert by_date[Band.NOT_DUE] == Movement(reclassified_in=1, carried_forward=1, date_moved_in=1)


def test_what_is_closed_leaves_the_band_it_was_brought_forward_in_and_the_directorate_it_had_come_to():
    closed = Place("B", Band.OVER_12, Status.IMPLEMENTED)
    found = movements([Flow(AT, closed)])
    assert found.whole == found.bands[Band.UNDER_6] == Movement(brought_forward=1, implemented=1)
    assert found.directorates == {
        "A": Movement(brought_forward=1, reclassified_out=1),
        "B": Movement(reclassified_in=1, implemented=1),
    }


def test_what_was_told_is_brought_forward_and_what_is_known_better_now_is_restated():
    closed, elsewhere = AT._replace(status=Status.IMPLEMENTED), AT._replace(directorate="B")
    assert movements([Flow(closed, closed)], [Flow(AT, closed)]).whole == Movement(brought_forward=1, restated=-1)
    assert movements([Flow(AT, AT)], [Flow(None, AT)]).whole == Movement(restated=1, carried_forward=1)
    found = movements([Flow(elsewhere, elsewhere)], [Flow(AT, elsewhere)])
    assert found.whole == Movement(brought_forward=1, carried_forward=1)
    assert found.directorates == {
        "A": Movement(brought_forward=1, restated=-1),
        "B": Movement(restated=1, carried_forward=1),
    }


def test_the_sum_is_told_in_one_order_and_what_comes_to_less_than_nothing_is_taken_off():
    moved = Movement(brought_forward=1060, restated=-2, new=3, removed=1, carried_forward=1060)
    assert moved.balances
    assert moved.in_words == (
        "brought forward 1,060 \N{MINUS SIGN} restated 2 + new 3 \N{MINUS SIGN} removed 1 = carried forward 1,060"
    )
    assert [(term.sign, term.count) for term in moved.told][3:6] == [("\N{MINUS SIGN}", 0)] * 3, "none is told of, too"
    named = {term.figure for term in Movement().told}
    assert not named & {Figure.RESTATED, Figure.REMOVED}
    assert not replace(moved, restated=2).balances


# Through the register. -----------------------------------------------------------------------------------------


def places(live, day, policy):
    """Where each recommendation stood on a day, from the register replayed for it."""
    with closing(history.state_at(live, day)) as past:
        return {
            id_: (
                Place(
                    directorate or "",
                    rules.band(None, rules.aged_date(as_date(due), as_date(first), policy.basis), day, policy),
                    rules.in_effect(as_status(status), as_date(until), as_status(before), day),
                ),
                rules.aged_date(as_date(due), as_date(first), policy.basis),
            )
            for id_, directorate, due, first, status, until, before in past.execute(
                "SELECT r.id, directorate_id, due, original_due, status, accepted_until, status_before"
                " FROM recommendation r JOIN audit a ON a.id = audit_id"
            )
        }


def flows_one_by_one(live, since, as_at, policy):
    before, after = places(live, since, policy), places(live, as_at, policy)
    nowhere = (None, None)
    return {
        id_: Flow(start, end, date_moved=bool(start and end and due != now_due))
        for id_ in before.keys() | after.keys()
        for (start, due), (end, now_due) in [(before.get(id_, nowhere), after.get(id_, nowhere))]
    }


@QUICK
@given(HISTORIES, DAYS, DAYS, POLICIES)
def test_the_register_s_movement_is_that_of_its_recommendations_one_by_one(deeds, one, other, policy):
    since, as_at = sorted((one, other))
    with register_after(deeds) as path, closing(store.connect(path, read_only=True)) as live:
        found = moved(live, since, as_at, policy=policy)
        one_by_one = flows_one_by_one(live, since, as_at, policy)
        assert found.movements.balances
        truth = movements(list(one_by_one.values()))
        assert (found.movements.whole, found.movements.bands) == (truth.whole, truth.bands)
        assert found.movements.directorates == truth.directorates
        wanted = {}
        for id_, flow in one_by_one.items():
            for part in Part:
                for of, figure in lines(flow, part):
                    wanted.setdefault((part, of, figure), set()).add(id_)
        for (part, of, figure), ids in wanted.items():
            assert set(ids_moved(live, since, as_at, figure, part=part, of=of, policy=policy)) == ids
        assert ids_moved(live, since, as_at, Figure.RESTATED, policy=policy) == (), "nothing was told"


@QUICK
@given(HISTORIES, HISTORIES, DAYS)
def test_what_is_dated_back_after_a_report_is_restated(before, after, since):
    policy = Policy()
    with register_after(before) as path:
        with closing(store.connect(path, read_only=True)) as live:
            told = {id_: place for id_, (place, _) in places(live, since, policy).items()}
            with closing(history.state_at(live, since)) as past:
                names = dict(past.execute("SELECT id, name FROM directorate"))
        go_on(path, after)
        with closing(store.connect(path, read_only=True)) as live:
            so = {id_: place for id_, (place, _) in places(live, since, policy).items()}
            by_name = {id_: place._replace(directorate=names.get(place.directorate, "")) for id_, place in told.items()}
            found = moved(live, since, LAST, policy=policy, told=by_name).movements
            plain = moved(live, since, LAST, policy=policy).movements
            assert found.balances
            assert found.whole.brought_forward == sum(place.is_open for place in told.values())
            assert found.whole.brought_forward + found.whole.restated == plain.whole.brought_forward
            assert found.whole.carried_forward == plain.whole.carried_forward
            for part, of in [
                (Part.WHOLE, ""),
                *((Part.BAND, b) for b in found.bands),
                *((Part.DIRECTORATE, d) for d in found.directorates),
            ]:
                wanted = {
                    id_
                    for id_ in told.keys() | so.keys()
                    for whose, figure, _ in restated(Flow(told.get(id_), so.get(id_)), part)
                    if (whose, figure) == (of, Figure.RESTATED)
                }
                ids = ids_moved(live, since, LAST, Figure.RESTATED, part=part, of=of, policy=policy, told=by_name)
                assert set(ids) == wanted


@pytest.fixture
def path(tmp_path):
    """MHC-1 to MHC-3, due on 30 Sep 2021."""
    return small_register(tmp_path / "register.db", recommendations=3, on=FIRST)


def movement(path, since, as_at, **more):
    with closing(store.connect(path, read_only=True)) as live:
        return moved(live, since, as_at, policy=Policy(), **more)


def test_an_acceptance_that_ends_reopens(path):
    accepted = NewAcceptance(accepted_by="A", role="Owner", why="w", expires_on=date(2021, 12, 31))
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=accepted), on=date(2021, 6, 1))
    first = movement(path, date(2021, 5, 31), date(2021, 12, 31)).movements.whole
    assert first == Movement(brought_forward=3, risk_accepted=1, carried_forward=2)
    then = movement(path, date(2021, 12, 31), date(2022, 1, 1)).movements.whole
    assert then == Movement(brought_forward=2, reopened=1, carried_forward=3)


def test_a_reorganisation_is_told_by_directorate_and_changes_nothing_in_all(path):
    with closing(Ledger(path, "Ann")) as ledger, closing(store.connect(path, read_only=True)) as live:
        ledger.add_directorate("Growth", on=FIRST)
        ((audit,),) = live.execute("SELECT id FROM audit").fetchall()
        ids = {name: id_ for id_, name in live.execute("SELECT id, name FROM directorate")}
        ledger.edit("audit", audit, {"directorate_id": ids["Growth"]}, on=date(2021, 6, 1))
    found = movement(path, date(2021, 5, 31), LAST)
    assert found.movements.whole == Movement(brought_forward=3, carried_forward=3)
    assert found.movements.directorates == {
        ids["Care"]: Movement(brought_forward=3, reclassified_out=3),
        ids["Growth"]: Movement(reclassified_in=3, carried_forward=3),
    }
    assert found.names == {id_: name for name, id_ in ids.items()}
