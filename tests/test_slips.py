"""Revised dates: how often and how far they were moved, by recommendation and by owner."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.followed import Followed
from db.rows import DueRevision
from db.slips import NO_OWNER, by_owner, slips
from tests.shown_rows import shown

START = date(2021, 9, 30)


def moved(ref, *days, owner="Head of Finance", agreed_by="SMT"):
    """Moved by so many days each time."""
    revisions, due = [], START
    for many in days:
        new = due + timedelta(days=many)
        revisions.append(DueRevision(f"{ref}{many}", due, new, "Staff left.", agreed_by, due))
        due = new
    return Followed(shown(id=ref, ref=ref, owner=owner, due=due), revisions=tuple(revisions))


def test_how_often_how_far_the_longest_and_who_agreed():
    (slip,) = slips([moved("A-1", 30, 92, -10)])
    assert (slip.times, slip.days, (slip.longest.new - slip.longest.old).days) == (3, 112, 92)
    assert slip.agreed_by == ("SMT",)


def test_what_was_never_moved_is_not_listed_and_the_farthest_comes_first():
    found = slips([moved("A-1"), moved("A-2", 30), moved("A-3", 20, 20), moved("A-4", -20)])
    assert [slip.recommendation.ref for slip in found] == ["A-3", "A-2", "A-4"]


def test_a_date_that_was_cleared_or_first_given_is_a_move_of_no_days():
    cleared = DueRevision("d", START, None, "Under review.", "", None)
    (slip,) = slips([Followed(shown(), revisions=(cleared,))])
    assert (slip.times, slip.days, slip.agreed_by) == (1, 0, ())


def test_an_owner_has_the_slips_of_all_their_recommendations():
    found = slips(
        [
            moved("A-1", 30, owner="Head of Finance"),
            moved("A-2", 100, owner="head  of finance", agreed_by="Audit Committee"),
            moved("A-3", 40, 40, owner=""),
        ]
    )
    first, second = by_owner(found)
    assert (first.owner.casefold(), first.times, first.days) == ("head of finance", 2, 130)
    assert first.longest.recommendation.ref == "A-2"
    assert set(first.agreed_by) == {"SMT", "Audit Committee"}
    assert (second.owner, second.times, second.days) == (NO_OWNER, 2, 80)


@given(st.lists(st.tuples(st.sampled_from("abc "), st.lists(st.integers(-400, 400), max_size=4)), max_size=8))
def test_owners_add_up_to_all(drawn):
    found = slips([moved(f"A-{n}", *days, owner=owner) for n, (owner, days) in enumerate(drawn)])
    assert sum(slip.days for slip in found) == sum(sum(days) for _, days in drawn)
    assert sum(owner.days for owner in by_owner(found)) == sum(slip.days for slip in found)
    assert sum(owner.times for owner in by_owner(found)) == sum(len(days) for _, days in drawn)
