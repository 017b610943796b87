"""Random histories, written through the ledger: what a body may do to its register in some years, in any order."""

from collections.abc import Callable
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from made import ask

from db import store
from db.inputs import FollowUp, NewAcceptance, NewAudit, NewPost, NewRecommendation
from db.ledger import Ledger, Refused
from db.rules import Status

FIRST, LAST = date(2020, 1, 1), date(2022, 2, 28)
DAYS = st.sampled_from([FIRST + timedelta(days=30 * n) for n in range(25)] + [LAST])
"""Few enough that several things are of one day."""
DUES = st.sampled_from([date(2019, 6, 30), date(2020, 8, 31), date(2021, 2, 28), date(2021, 9, 30), date(2022, 8, 31)])
PLACES = st.integers(0, 5)
PRIORITIES = st.sampled_from(["", "critical", "Significant", "oddest"])
MEMBERS = st.sampled_from(["", "Ann Other, Member", "Ann Other, Member; Bo Second, Member"])


class Desk:
    """A ledger, and the records that deeds pick from by number."""

    def __init__(self, path: Path, ledger: Ledger) -> None:
        self.path, self.ledger = path, ledger

    def pick(self, kind: str, n: int) -> str:
        ids = [id_ for (id_,) in ask(self.path, f"SELECT id FROM {kind} ORDER BY rowid")]
        if not ids:
            raise Refused("There is none.")
        return ids[n % len(ids)]


Deed = Callable[[Desk], object]


def _add(n, day, due, priority, member):
    return lambda desk: desk.ledger.add_recommendation(
        NewRecommendation(
            audit_id=desk.pick("audit", n), text="Do it.", due=due, priority=priority, executive_member=member
        ),
        on=day,
    )


def _opine(n, day, opinion, claim):
    change = FollowUp(opinion=opinion, claim=claim, text="t", reason="r", effective_on=day)
    return lambda desk: desk.ledger.follow_up(desk.pick("recommendation", n), change, on=LAST)


def _accept(n, day, months):
    accepted = NewAcceptance(accepted_by="A", role="Owner", why="w", expires_on=day + timedelta(days=30 * months))
    change = FollowUp(opinion=Status.RISK_ACCEPTED, acceptance=accepted, reason="r", effective_on=day)
    return lambda desk: desk.ledger.follow_up(desk.pick("recommendation", n), change, on=LAST)


def _move(n, day, due):
    change = FollowUp(due=due, clear_due=due is None, reason="r", effective_on=day)
    return lambda desk: desk.ledger.follow_up(desk.pick("recommendation", n), change, on=LAST)


def _edit(kind, n, day, fields):
    return lambda desk: desk.ledger.edit(kind, desk.pick(kind, n), fields, on=LAST, reason="r", effective_on=day)


def _reorganise(n, to, day):
    return lambda desk: desk.ledger.edit(
        "audit",
        desk.pick("audit", n),
        {"directorate_id": None if to == 3 else desk.pick("directorate", to)},
        on=LAST,
        reason="r",
        effective_on=day,
    )


def _correct_audit(n, to, day):
    return lambda desk: desk.ledger.edit(
        "recommendation",
        desk.pick("recommendation", n),
        {"audit_id": desk.pick("audit", to)},
        on=LAST,
        reason="r",
        effective_on=day,
    )


DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.builds(_add, PLACES, DAYS, st.none() | DUES, PRIORITIES, MEMBERS),
    st.builds(_opine, PLACES, DAYS, st.none() | st.sampled_from(Status), st.sampled_from([None, Status.IMPLEMENTED])),
    st.builds(_accept, PLACES, DAYS, st.integers(0, 6)),
    st.builds(_move, PLACES, DAYS, st.none() | DUES),
    st.builds(_edit, st.just("recommendation"), PLACES, DAYS, st.builds(lambda p: {"priority": p}, PRIORITIES)),
    st.builds(_edit, st.just("recommendation"), PLACES, DAYS, st.builds(lambda m: {"executive_member": m}, MEMBERS)),
    st.builds(_edit, st.just("audit"), PLACES, DAYS, st.just({"auditor": "external"})),
    st.builds(_edit, st.just("directorate"), PLACES, DAYS, st.builds(lambda n: {"name": f"Named {n}"}, PLACES)),
    st.builds(_reorganise, PLACES, st.integers(0, 3), DAYS),
    st.builds(_correct_audit, PLACES, PLACES, DAYS),
    st.just(lambda desk: desk.ledger.undo()),
    st.just(lambda desk: desk.ledger.undo()),
    st.just(lambda desk: desk.ledger.redo()),
)
HISTORIES = st.lists(DEEDS, min_size=1, max_size=16)


@contextmanager
def register_after(deeds):
    """A register with three audits of two directorates and two recommendations, after these deeds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register.db"
        store.create(path)
        with closing(Ledger(path, "Ann")) as ledger:
            desk = Desk(path, ledger)
            for title, directorate in (("Payroll", "Core"), ("Care", "Adults"), ("Orphan", "")):
                ledger.add_audit(NewAudit(title=title, directorate=directorate), on=FIRST)
            post = NewPost(directorate_id=desk.pick("directorate", 0), role="executive member", person="Cy Third")
            ledger.add_post(post, on=FIRST)
            for n in range(2):
                new = NewRecommendation(audit_id=desk.pick("audit", n), text="Do it.", due=date(2020, 8, 31))
                ledger.add_recommendation(new, on=FIRST + timedelta(days=60 * n))
        go_on(path, deeds)
        yield path


def go_on(path, deeds):
    """Do these deeds too; refused ones not."""
    with closing(Ledger(path, "Ann")) as ledger:
        desk = Desk(path, ledger)
        for deed in deeds:
            try:
                deed(desk)
            except Refused:
                continue
