"""The movement between two dates adds up, whatever happened."""

from hypothesis import given
from hypothesis import strategies as st

from db.movement import Movement, movement
from db.rules import Status

STATUSES = st.one_of(st.none(), st.sampled_from(Status))
REGISTERS = st.dictionaries(st.sampled_from("abcdefgh"), STATUSES)


@given(REGISTERS, REGISTERS)
def test_movement_balances_whatever_happened(before, after):
    assert movement(before, after).balances


def test_each_way_out_has_its_own_line():
    before = {"a": None, "b": None, "c": Status.NOT_IMPLEMENTED, "d": Status.IMPLEMENTED, "e": None, "g": None}
    after = {
        "a": Status.IMPLEMENTED,
        "b": Status.RISK_ACCEPTED,
        "c": Status.NOT_ADOPTED,
        "d": Status.PARTIALLY_IMPLEMENTED,
        "e": Status.AWAITING_VERIFICATION,
        "f": Status.SUPERSEDED,
    }
    assert movement(before, after) == Movement(
        brought_forward=5,
        new=1,
        reopened=1,
        implemented=1,
        risk_accepted=1,
        superseded_or_not_adopted=2,
        removed=1,
        carried_forward=2,
    )
