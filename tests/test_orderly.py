"""A register put in order: renamed, merged, moved, dated back, and undone like anything else."""

import tempfile
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import history, store
from db.flows import moved
from db.inputs import FollowUp, NewAudit, NewPost, NewRecommendation
from db.ledger import Ledger, Refused
from db.namesakes import order
from db.orderly import (
    HandOver,
    MergeAudits,
    MergeDirectorates,
    MoveAudits,
    MoveRecommendations,
    RenameAudit,
    RenameDirectorate,
    RenamePeople,
    renamed,
)
from db.positions import Dimension, position_by
from db.queries import Filter, Reader
from db.rules import Policy

TODAY = date(2022, 2, 15)
BEGUN = date(2021, 1, 10)
NOW = datetime(2022, 2, 15, 12, tzinfo=UTC)
APRIL = date(2021, 4, 1)
TITLES = ("Adults: Appointeeships", "Adults (Appointeeships)", "Council Tax", "Grants")


class Register:
    """A register of two directorates, four audits and eight recommendations, entered in January 2021."""

    def __init__(self, path):
        self.path = path
        self.ledger = Ledger(path, "An Auditor", clock=lambda: NOW)

    def fill(self):
        for n, title in enumerate(TITLES):
            issued = date(2020, 3 + n, 1) if n != 1 else None
            named = ("Adult Services", "Adult Social Services", "Finance", "")[n]
            self.ledger.add_audit(NewAudit(title=title, issued=issued, directorate=named), on=BEGUN)
        for n in range(8):
            new = NewRecommendation(
                audit_id=self.audit(TITLES[n % 4]),
                text=f"Do thing number {n}.",
                priority="critical",
                owner=("J. Bloggs", "Jo Bloggs, Head of Tax; Pat Lee")[n % 2],
                due=date(2021, 6, 30),
            )
            self.ledger.add_recommendation(new, on=BEGUN)
        post = {"role": "director", "person": "Jo Bloggs", "title": "Director"}
        self.ledger.add_post(NewPost(directorate_id=self.directorate("Finance"), **post), on=BEGUN)

    def read(self, day=TODAY):
        return Reader(history.at(store.connect(self.path, read_only=True), day), day)

    def audit(self, title):
        return next(one.id for one in self.read().audits() if one.title == title)

    def directorate(self, name):
        return next(one.id for one in self.read().directorates() if one.name == name)

    def do(self, tidying, **when):
        return self.ledger.put_in_order(tidying, on=TODAY, **when)

    def where(self, day=TODAY):
        """Of each recommendation its audit and directorate on a day."""
        return {one.ref: (one.audit, one.directorate) for one in self.read(day).recommendations()}

    def whole(self):
        assert store.check(self.path) == []


@cache
def template():
    """The register as bytes, made once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.db"
        store.create(path)
        register = Register(path)
        register.fill()
        register.ledger.close()
        return path.read_bytes()


def begun(folder):
    """A register of its own."""
    path = Path(folder) / "register.db"
    path.write_bytes(template())
    return Register(path)


@pytest.fixture
def register(tmp_path):
    register = begun(tmp_path)
    yield register
    register.whole()
    register.ledger.close()


def found(register, words):
    return len(register.read().order(Filter(text=words)))


def test_a_renamed_audit_is_found_by_its_new_title_and_keeps_its_references(register):
    refs = set(register.where())
    receipt = register.do(RenameAudit(register.audit("Council Tax"), "Revenues"))
    assert receipt.said == "Council Tax is now Revenues"
    assert (found(register, "revenues"), found(register, "council")) == (2, 0)
    assert set(register.where()) == refs
    register.ledger.undo()
    assert (found(register, "revenues"), found(register, "council")) == (0, 2)


def test_merged_audits_keep_every_recommendation_and_undo_parts_them_again(register):
    before = register.where()
    kept, other = register.audit("Adults (Appointeeships)"), register.audit("Adults: Appointeeships")
    receipt = register.do(MergeAudits(kept, (other,)))
    assert receipt.said == "Adults: Appointeeships merged into Adults (Appointeeships): 2 recommendations moved"
    audits = {one.title: one for one in register.read().audits()}
    assert "Adults: Appointeeships" not in audits
    assert audits["Adults (Appointeeships)"].issued == date(2020, 3, 1), "what it lacks comes from the other"
    assert audits["Adults (Appointeeships)"].directorate == "Adult Social Services", "what it has stays"
    assert len([1 for audit, _ in register.where().values() if audit == "Adults (Appointeeships)"]) == 4
    register.whole()
    assert register.ledger.undo().said == "Undone: 2 recommendations: audit changed"
    assert register.where() == before
    register.ledger.redo()
    assert register.read().audits() == tuple(audits.values())


def test_a_merge_says_which_report_date_stays(register):
    receipt = register.do(MergeAudits(register.audit("Council Tax"), (register.audit("Grants"),)))
    assert receipt.said.endswith("its report stays dated 1 May 2020, not 1 Jun 2020")


def test_a_reorganisation_of_april_is_so_from_april_on_and_not_before(register):
    adults, social = register.directorate("Adult Services"), register.directorate("Adult Social Services")
    with pytest.raises(Refused, match="Dating back needs a reason"):
        register.do(MergeDirectorates(social, (adults,)), effective_on=APRIL)
    register.do(MergeDirectorates(social, (adults,)), effective_on=APRIL, reason="the reorganisation")
    assert {name for _, name in register.where(APRIL - timedelta(days=1)).values()} == {
        "Adult Services", "Adult Social Services", "Finance", "",
    }  # fmt: skip
    for day in (APRIL, date(2021, 9, 1), TODAY):
        assert {name for _, name in register.where(day).values()} == {"Adult Social Services", "Finance", ""}
        assert [one.name for one in register.read(day).directorates()] == ["Adult Social Services", "Finance"]
        assert register.read(day).position().directorates["Adult Social Services"].total == 4


def test_what_came_later_is_redirected_too(register):
    """Moved out and in again between the day the merge is dated and today."""
    kept, other = register.audit("Council Tax"), register.audit("Grants")
    (wanderer, *_) = (ref for ref, (audit, _) in register.where().items() if audit == "Grants")
    id_ = register.read().find(wanderer)
    register.do(MoveRecommendations((id_,), kept), effective_on=date(2021, 5, 1), reason="a slip")
    register.do(MoveRecommendations((id_,), other), effective_on=date(2021, 7, 1), reason="and back")
    register.do(MergeAudits(kept, (other,)), effective_on=APRIL, reason="one audit under two names")
    for day in (APRIL, date(2021, 5, 2), date(2021, 7, 2), TODAY):
        assert register.where(day)[wanderer][0] == "Council Tax"
        assert "Grants" not in {one.title for one in register.read(day).audits()}
    assert register.where(date(2021, 3, 1))[wanderer][0] == "Grants"


def test_what_was_entered_after_the_day_it_is_dated_back_to_was_not_there_before(register):
    new = NewRecommendation(audit_id=register.audit("Grants"), text="A late one.", ref="LATE-1")
    register.ledger.add_recommendation(new, on=date(2021, 8, 1))
    register.do(MergeAudits(register.audit("Council Tax"), (new.audit_id,)), effective_on=APRIL, reason="one audit")
    assert "LATE-1" not in register.where(date(2021, 7, 1))
    assert register.where(date(2021, 8, 1))["LATE-1"][0] == "Council Tax"


def test_a_move_that_would_not_be_in_force_is_refused(register):
    audit = register.audit("Grants")
    register.do(
        MoveAudits((audit,), register.directorate("Finance")), effective_on=date(2021, 6, 1), reason="so agreed"
    )
    with pytest.raises(Refused, match="changed again after 1 Apr 2021"):
        register.do(MoveAudits((audit,), register.directorate("Adult Services")), effective_on=APRIL, reason="no")
    register.do(MoveAudits((audit,), ""))
    assert {name for audit, name in register.where().values() if audit == "Grants"} == {""}


def test_no_two_directorates_share_a_name_on_any_day(register):
    adults, social = register.directorate("Adult Services"), register.directorate("Adult Social Services")
    with pytest.raises(Refused, match="merge the two"):
        register.do(RenameDirectorate(adults, "FINANCE"))
    register.do(RenameDirectorate(adults, "Adults"))
    with pytest.raises(Refused, match="On 1 Apr 2021 another directorate went by the name"):
        register.do(RenameDirectorate(social, "Adult Services"), effective_on=APRIL, reason="so it was")
    register.do(RenameDirectorate(social, "Adult Services"))
    register.read(date(2021, 5, 1)).position()


def test_a_person_is_renamed_wherever_named(register):
    receipt = register.do(RenamePeople(("J. Bloggs", "Jo Bloggs"), "Joanna Bloggs"))
    assert receipt.said == "J. Bloggs and Jo Bloggs is now Joanna Bloggs, on 8 recommendations"
    owners = {one.owner for one in register.read().recommendations()}
    assert owners == {"Joanna Bloggs", "Joanna Bloggs, Head of Tax; Pat Lee"}
    assert [post.person for post in register.read().posts()] == ["Joanna Bloggs"]
    assert found(register, "joanna") == 8
    register.ledger.undo()
    assert found(register, "joanna") == 0


def test_a_name_is_replaced_whole_and_said_once():
    assert renamed("Ann Lee, A; Ann Leeds, B", {"Ann Lee"}, "Anna Lee") == "Anna Lee, A; Ann Leeds, B"
    assert renamed("A; B; C", {"A", "C"}, "B") == "B"
    assert renamed("odd ;  spacing", {"x"}, "y") == "odd ;  spacing"


def test_who_held_a_post_before_is_still_named_for_that_time(register):
    (post,) = register.read().posts()
    register.do(HandOver(post.id, "Sam Roe", APRIL), effective_on=APRIL, reason="a new director")
    for day, name in ((APRIL - timedelta(days=1), "Jo Bloggs, Director"), (APRIL, "Sam Roe, Director")):
        assert {one.director for one in register.read(day).recommendations() if one.directorate == "Finance"} == {name}
    with pytest.raises(Refused, match="left this post on 31 Mar 2021"):
        register.do(HandOver(post.id, "Al Doe", TODAY))


def test_a_post_known_to_end_is_handed_over_from_the_day_after(register):
    (post,) = register.read().posts()
    register.ledger.edit("post", post.id, {"until": APRIL - timedelta(days=1)}, on=APRIL)
    register.do(HandOver(post.id, "Sam Roe", APRIL), effective_on=APRIL, reason="a new director")
    assert [(held.person, held.since, held.until) for held in register.read().posts()] == [
        ("Jo Bloggs", None, APRIL - timedelta(days=1)),
        ("Sam Roe", APRIL, None),
    ]


def test_merged_directorates_name_a_shared_director_once(register):
    kept, other = register.directorate("Adult Services"), register.directorate("Finance")
    register.ledger.add_post(
        NewPost(directorate_id=kept, role="director", person="Jo Bloggs", title="Director"), on=BEGUN
    )
    register.do(MergeDirectorates(kept, (other,)))
    assert [post.directorate_id for post in register.read().posts()] == [kept]


@pytest.mark.parametrize("wrong", [(), ("same",)])
def test_a_merge_needs_others_to_go_into_the_one_kept(register, wrong):
    kept = register.audit("Grants")
    with pytest.raises(Refused, match="Merging takes an audit to keep"):
        register.do(MergeAudits(kept, tuple(kept for _ in wrong)))


DAYS = [BEGUN, APRIL, date(2021, 9, 1), TODAY]
NAMES = ["Finance", "Adult Services", "Grants", "Jo Bloggs", "A new name"]
PEOPLE = ["J. Bloggs", "Jo Bloggs", "Pat Lee"]
NUMBERS = st.integers(0, 99)


def _next(register, what, first, second, third):
    """Something a person might do next to what there is, chosen by numbers."""
    reader = register.read()
    audits, directorates, posts = (
        sorted(rows, key=lambda row: [str(getattr(row, name, "")) for name in ("title", "name", "person", "issued")])
        for rows in (reader.audits(), reader.directorates(), reader.posts())
    )

    def one(rows, number):
        row = rows[number % len(rows)]
        return row if isinstance(row, date | str) else row.id

    match what:
        case 0:
            return RenameAudit(one(audits, first), one(NAMES, second))
        case 1:
            return RenameDirectorate(one(directorates, first), one(NAMES, second))
        case 2:
            return MergeAudits(one(audits, first), (one(audits, second),))
        case 3:
            return MergeDirectorates(one(directorates, first), (one(directorates, second),))
        case 4:
            return MoveAudits((one(audits, first),), one(directorates, second))
        case 5:
            refs = sorted(reader.recommendations(), key=lambda row: row.ref)
            return MoveRecommendations((one(refs, first), one(refs, third)), one(audits, second))
        case 6:
            return HandOver(one(posts, first), one(NAMES, second), one(DAYS, third))
    return RenamePeople((one(PEOPLE, first),), one(NAMES, second))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(-2, 7), NUMBERS, NUMBERS, NUMBERS, st.sampled_from(DAYS)), max_size=8))
def test_whatever_is_put_in_order_on_whatever_day_the_register_stays_whole(doings):
    """Random sequences, dated back at random, with undo and redo between."""
    with tempfile.TemporaryDirectory() as folder:
        register = begun(folder)
        at_first, steps = everywhere(register), 0
        for what, *numbers, day in doings:
            with suppress(Refused):
                if what >= 0:
                    register.do(_next(register, what, *numbers), effective_on=day, reason="a test")
                    steps += 1
                elif what == -1:
                    register.ledger.redo()
                    steps += 1
                elif steps:
                    register.ledger.undo()
                    steps -= 1
        register.whole()
        now = everywhere(register)
        assert all(audit and refs == set(at_first[0]) for refs, audit in ((set(day), all(day.values())) for day in now))
        for since, day in combinations(DAYS, 2):
            assert moved_balances(register, since, day)
        for _ in range(steps):
            register.ledger.undo()
        assert everywhere(register) == at_first
        for _ in range(steps):
            register.ledger.redo()
        assert everywhere(register) == now
        register.whole()
        register.ledger.close()


def movements(register, since, day):
    with closing(store.connect(register.path, read_only=True)) as connection:
        return moved(connection, since, day, policy=Policy())


def moved_balances(register, since, day):
    """Does every sum add up, and is what is carried forward what the register says of the day?"""
    told = movements(register, since, day)
    now = Counter(directorate for _, directorate in register.where(day).values())
    carried = Counter()
    for id_, one in told.movements.directorates.items():
        carried[told.names.get(id_, "")] += one.carried_forward
    return told.movements.balances and sum(carried.values()) == now.total()


def test_a_reorganisation_moves_what_was_reclassified_and_the_movement_balances(register):
    adults, social = register.directorate("Adult Services"), register.directorate("Adult Social Services")
    register.do(MergeDirectorates(social, (adults,)), effective_on=APRIL, reason="the reorganisation")
    told = movements(register, BEGUN, TODAY)
    assert told.movements.balances
    into, out = told.movements.directorates[social], told.movements.directorates[adults]
    assert (into.brought_forward, into.reclassified_in, into.carried_forward) == (2, 2, 4)
    assert (out.brought_forward, out.reclassified_out, out.carried_forward) == (2, 2, 0)
    after = movements(register, APRIL, TODAY).movements
    assert after.balances
    assert (after.directorates[social].brought_forward, after.directorates[social].reclassified_in) == (4, 0)


def everywhere(register):
    """Where each recommendation is on each day."""
    return [register.where(day) for day in DAYS]


def suggested(register):
    return [[one.name for one in each.named] for each in order(register.read().connection).suggestions]


def test_one_audit_under_two_names_is_suggested_with_what_each_is_about(register):
    found = order(register.read().connection)
    assert [(one.name, one.about) for one in found.audits] == [(title, 2) for title in sorted(TITLES)]
    assert {one.name: (one.about, one.more) for one in found.people} == {
        "J. Bloggs": (4, "owner"),
        "Jo Bloggs": (4, "director, Finance; owner"),
        "Pat Lee": (4, "owner"),
    }
    assert suggested(register) == [["Adults (Appointeeships)", "Adults: Appointeeships"], ["J. Bloggs", "Jo Bloggs"]]


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (("Growth & Regeneration", "Growth and Regeneration"), True),
        (("Children's Services", "Childrens  services"), True),
        (("Adult Social Care", "Adult Social Care and Health"), True),
        (("Growth", "Growth and Regeneration"), False),
        (("Finance North", "Finance South"), False),
    ],
)
def test_directorates_are_one_where_the_names_say_so(register, names, one):
    for name in names:
        register.ledger.add_directorate(name, on=TODAY)
    assert any(set(names) == set(group) for group in suggested(register)) is one


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (("Cllr Ann Shah", "Ann Shah"), True),
        (("Head of Housing", "head of  Housing"), True),
        (("A. Shah", "Ann Shah"), True),
        (("A. Shah", "Ben Shah"), False),
        (("Head of Housing", "Head of Housing Repairs"), False),
    ],
)
def test_people_are_one_where_the_names_say_so(register, names, one):
    for name in names:
        new = NewRecommendation(audit_id=register.audit("Grants"), text=f"For {name}.", owner=name)
        register.ledger.add_recommendation(new, on=TODAY)
    assert any(set(names) == set(group) for group in suggested(register)) is one


def test_initials_that_may_be_those_of_two_are_nobodys(register):
    for name in ("A. Shah", "Ann Shah", "Amy Shah"):
        new = NewRecommendation(audit_id=register.audit("Grants"), text=f"For {name}.", owner=name)
        register.ledger.add_recommendation(new, on=TODAY)
    assert not any("A. Shah" in group for group in suggested(register))


def test_directorates_merged_before_the_day_an_audit_went_are_one_on_the_days_it_was_there(register):
    gone, kept = register.audit(TITLES[0]), register.audit("Council Tax")
    register.do(MergeAudits(kept, (gone,)), effective_on=date(2021, 9, 1), reason="One audit.")
    finance, adults = register.directorate("Finance"), register.directorate("Adult Services")
    register.do(MergeDirectorates(finance, (adults,)), effective_on=APRIL, reason="As of April.")
    between = date(2021, 6, 1)
    titles = {audit for audit, of in register.where(between).values() if of == "Finance"}
    assert titles == {TITLES[0], "Council Tax"}
    assert register.read(between).position().directorates["Finance"].total == 4


def test_what_is_told_of_a_day_after_its_audit_went_is_still_counted(register):
    gone, kept = register.audit("Grants"), register.audit("Council Tax")
    late = NewRecommendation(audit_id=gone, text="Late.", due=date(2021, 6, 30))
    entered = register.ledger.add_recommendation(late, on=TODAY).records[0]
    register.do(MergeAudits(kept, (gone,)), effective_on=APRIL, reason="One audit.")
    early = FollowUp(text="Said in May.", reason="Found.", effective_on=date(2021, 5, 1))
    register.ledger.follow_up(entered, early, on=TODAY)
    day = date(2021, 6, 1)
    reader = register.read(day)
    with closing(store.connect(register.path, read_only=True)) as live:
        counted = position_by(live, Dimension.DIRECTORATE, as_at=day, known=day, policy=Policy())
    assert len(list(reader.recommendations())) == reader.position().total == counted.whole.total == 9
