"""Kept and tested: which due dates were moved and by whom, what is called done and tested, which audits come again."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from db import cycle
from db.follow_up_audits import FollowUpAudit, follow_ups
from db.queries import Reader
from db.rows import DueRevision, Filter
from db.rules import Policy, show_date, slip, so_many
from db.slips import OwnerSlips, Slip, by_owner
from db.verified import TESTED, Claim, Tested, Verified, by_directorate
from tui.commands import Place, bindings, key_of, spelt
from tui.screens.mending import detail_of, mend, mend_audit
from tui.screens.view import View
from tui.text import show, show_line, signs
from tui.widgets.bar import Words
from tui.widgets.bars import moves
from tui.widgets.listing import Cell, Column, Kind, Listing, Row, heading, note
from tui.widgets.passages import Passage, passages, slipped

MOVED, OWNERS, DONE, AGAIN = "dates moved", "by owner", "called done", "follow-up audits"
LISTS = (MOVED, OWNERS, DONE, AGAIN)
"""What can be shown, one at a time."""
_TITLES = {
    MOVED: "Due dates moved",
    OWNERS: "Due dates moved, by owner,",
    DONE: "Called done, and tested,",
    AGAIN: "Follow-up audits",
}
_GOOD_DAYS = {
    MOVED: (
        "A good day: no due date has been moved; everything stands at the date first agreed. "
        "{next_list} shows the next list."
    ),
    OWNERS: "A good day: nobody's due dates have been moved. {next_list} shows the next list.",
    DONE: "Nothing is called done yet. On a good day whatever is called done stands here as tested by audit.",
    AGAIN: (
        "A good day: no audit of weak assurance waits to be followed up by another. {next_list} shows the next list."
    ),
}
CALLED, TESTED_OF_THEM, NOT_FOUND = "called", "tested", "not found done"
"""The columns of claims beside those that say how audit knows."""
TOGETHER = ""
"""Of all rows together, the id."""

_STEPS = 100
"""Columns of a pane in which there is room for the moves of each date."""
_BY_MOVES = "Move by move: how far each has taken it from where it first was, a quarter of a year to a step."

_MOVED_COLUMNS = (
    Column("Record", 10, narrow=8),
    Column("Audit", 30, leaves=100),
    Column("Times moved", 5, right=True),
    Column("Days in all", 6, right=True),
    Column("Longest move", 7, right=True),
    Column("Move by move", 13, leaves=_STEPS),
    Column("Agreed last by", most=40),
    Column("Original date", 11),
    Column("Due date now", 11),
)
_OWNER_COLUMNS = (
    Column("Owner", most=44),
    Column("Recom- mendations", 10, right=True),
    Column("Moves", 7, right=True),
    Column("Median days", 7, right=True),
    Column("Days in all", 7, right=True),
    Column("Longest move", 8, right=True),
)
_DONE_COLUMNS = (
    Column("Directorate", most=44),
    Column("Called done", 7, right=True, name=CALLED, narrow=6),
    Column("Tested", 7, right=True, name=TESTED_OF_THEM, leaves=100),
    Column("Re-tested", 9, right=True, name=Tested.RETEST, narrow=6, short="Re- tested"),
    Column("Documents seen", 9, right=True, name=Tested.DOCUMENT, narrow=5, short="Docu- ments seen"),
    Column("Asked", 6, right=True, name=Tested.ENQUIRY, narrow=5),
    Column("Method not recorded", 8, right=True, name=Tested.OPINION, narrow=6, short="No me- thod told"),
    Column("Stated reason only", 8, right=True, name=Tested.REASON, narrow=6),
    Column("Not tested yet", 8, right=True, name=Tested.NOT_YET, narrow=6),
    Column("Found not done", 8, right=True, name=NOT_FOUND, narrow=5),
)
_AGAIN_COLUMNS = (
    Column("Audit", most=50),
    Column("Directorate", 26, leaves=110),
    Column("Assurance", 10),
    Column("Reported", 11),
    Column("Due from", 11),
    Column("Due by", 11),
)
_WHEN = {"late": ("Late", "over-12"), "due": ("Due now", "under-6"), "to come": ("To come", "muted")}


@dataclass(frozen=True, slots=True)
class Kept:
    """What one of the lists is made from; the rest stays empty."""

    of: str
    """Which list."""
    moved: tuple[Slip, ...] = ()
    claims: tuple[Claim, ...] = ()
    again: tuple[FollowUpAudit, ...] = ()

    @property
    def owners(self) -> tuple[OwnerSlips, ...]:
        """The moved dates by owner."""
        return by_owner(self.moved)

    def claimed(self, directorate: str) -> Verified:
        """The claims of a directorate, or all of them."""
        parts = by_directorate(self.claims)
        return next((one for one in parts if one.name == directorate), Verified("Together", self.claims))


class KeptView(View[Kept]):
    """Four lists in turn: moved dates, the same by owner, claims against tests, follow-up audits."""

    ID = "kept"
    KEYS = ("enter", "next_list", "amend", "undo")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.KEPT)
    BESIDE = True

    def __init__(self) -> None:
        super().__init__()
        self.list = LISTS[0]
        self._before = LISTS[0]
        """The list shown last: another is read from its first row on."""

    # What it says. ---------------------------------------------------------------------------------------------

    def headline(self) -> str:
        """Which list, as at which day."""
        return f"{_TITLES[self.shown.of if self.shown else self.list]} at {show_date(self.as_at)}"

    def counted(self) -> tuple[str, ...]:
        """Days are counted here, and no months."""
        return ()

    def notes(self) -> Iterator[Words]:
        """The lists there are, with a mark at the one shown; each answers to a click."""
        yield Words(" ", "muted")
        for name in LISTS:
            here = name == self.list
            mark = signs.pointer if here else " "
            yield Words(f"{mark}{name} ", "accent" if here else "muted", bold=here, action=f"screen.list('{name}')")

    # Reading and showing. --------------------------------------------------------------------------------------

    def read(self, reader: Reader) -> Kept:
        """What the list asked for is made from."""
        of = self.list
        if of == DONE:
            return Kept(of, claims=cycle.claimed(reader))
        if of == AGAIN:
            return Kept(of, again=tuple(follow_ups(reader.audits(), reader.policy, reader.as_at)))
        return Kept(of, moved=cycle.moved(reader))

    def show(self, shown: Kept) -> None:
        """The list, and under it a sentence that says what its figures mean."""
        columns, rows = {MOVED: _moved, OWNERS: _owned, DONE: _done, AGAIN: _again}[shown.of](shown)
        self.listing.hint = spelt(_GOOD_DAYS[shown.of])
        meaning = [note(""), note(_meaning(shown, self.policy))] if rows and self.policy else []
        self.place(columns, [*rows, *meaning])
        if shown.of != self._before:
            self._before = shown.of
            self.listing.move_first()

    # The selected line. ----------------------------------------------------------------------------------------

    def selected(self, key: Hashable) -> None:
        """What is behind it, in words."""
        one = self._found(key)
        if isinstance(one, Verified):
            self.tell(show_line(one.name), self._of_claims(one))
        elif isinstance(one, FollowUpAudit):
            self.tell(show_line(one.audit.title), self._of_audit(one))
        elif isinstance(one, Slip):
            self.tell(show_line(one.recommendation.ref), self._of_slip(one))
        elif one is not None:
            self.tell(show_line(one.owner), self._of_owner(one))
        else:
            self.tell("", ())

    def _found(self, key: Hashable) -> Slip | OwnerSlips | Verified | FollowUpAudit | None:
        """What a row stands for; all moved dates together stand as one owner's would."""
        shown = self.shown
        match key:
            case (str(of), str(id_)) if shown is not None and of == shown.of:
                pass
            case _:
                return None
        if of == DONE:
            return shown.claimed(id_)
        if of == AGAIN:
            return next((one for one in shown.again if one.audit.id == id_), None)
        if id_ == TOGETHER:
            return OwnerSlips("Together", shown.moved)
        if of == OWNERS:
            return next((one for one in shown.owners if one.owner == id_), None)
        return next((one for one in shown.moved if one.recommendation.id == id_), None)

    def _of_slip(self, one: Slip) -> Iterator[Passage]:
        yield Passage(f"{slipped(one.revisions).capitalize()}.", bold=True)
        for revision in one.revisions:
            yield from _revision(revision)
        yield Passage(spelt("{enter} shows the recommendation, {amend} edits it."), ink="muted")
        if (detail := detail_of(self, one.recommendation.id)) is not None:
            yield Passage()
            yield from passages(detail)

    def _of_owner(self, one: OwnerSlips) -> Iterator[Passage]:
        many, median = so_many(one.times, "move"), so_many(one.median, "day")
        yield Passage(f"{many}, median {median}, {_far(one.days)} in all.", bold=True)
        if one.agreed_by:
            yield Passage(f"Agreed by {'; '.join(map(show_line, one.agreed_by))}.")
        yield Passage(f"As at {show_date(self.as_at)}. {key_of('enter')} shows the recommendations.", ink="muted")
        for moved in one.slips:
            of = moved.recommendation
            yield Passage()
            yield Passage(f"{show_line(of.ref)} {show_line(of.audit)}", bold=True)
            yield Passage(f"{slipped(moved.revisions).capitalize()}; now {show_date(of.due) or 'no date'}.")

    def _of_claims(self, part: Verified) -> Iterator[Passage]:
        behind, words = _behind(part, self.listing.column)
        yield Passage(f"{len(behind) or 'None'} {words}.", bold=True)
        yield Passage(f"As at {show_date(self.as_at)}. {key_of('enter')} shows the recommendations.", ink="muted")
        for claim in behind:
            of = claim.recommendation
            since = f", called done {show_date(claim.claimed_on)}" if claim.claimed_on else ""
            yield Passage()
            yield Passage(f"{show_line(of.ref)} {show_line(of.audit)}", bold=True)
            found = {None: "", True: "; found done", False: "; found not done"}[claim.confirmed]
            yield Passage(f"{str(claim.tested).capitalize()}{since}{found}.")

    def _of_audit(self, one: FollowUpAudit) -> Iterator[Passage]:
        words, ink = _WHEN[one.when]
        audit = one.audit
        yield Passage(f"{words}.", ink=ink, bold=True)
        yield Passage(
            f"{show_line(audit.assurance).capitalize()} assurance on {show_date(audit.issued)}: a full follow-up audit"
            f" is due between {show_date(one.first)} and {show_date(one.last)}."
        )
        yield Passage(
            spelt("{amend} writes down the day it was made; {enter} shows the audit's recommendations."), ink="muted"
        )

    # What can be done. -----------------------------------------------------------------------------------------

    def open(self, opened: Listing.Opened) -> None:
        """The recommendations behind it."""
        one, at = self._found(opened.key), f"at {show_date(self.as_at)}"
        if isinstance(one, Slip):
            self.show_among((one.recommendation.id,), f"{slipped(one.revisions)}, {at}")
        elif isinstance(one, OwnerSlips):
            whose = "" if opened.key == (self.list, TOGETHER) else f", owner {show_line(one.owner)}"
            self.show_among([moved.recommendation.id for moved in one.slips], f"due date moved{whose}, {at}")
        elif isinstance(one, Verified):
            behind, words = _behind(one, opened.column)
            whose = "" if opened.key == (self.list, TOGETHER) else f", {show_line(one.name)}"
            self.show_among([claim.recommendation.id for claim in behind], f"{words}{whose}, {at}")
        elif one is not None:
            audit = one.audit

            def question(reader: Reader) -> list[str]:
                return [line.id for line in reader.recommendations(Filter(audit=audit.id))]

            self.show_behind(question, f"recommendations of {show_line(audit.title)}")

    async def do_amend(self) -> None:
        """Edit the recommendation, or the audit: there stands the day its follow-up audit was made."""
        match self._found(self.listing.key):
            case Slip(recommendation=of):
                await mend(self, of.id, "original_due")
            case FollowUpAudit(audit=audit):
                await mend_audit(self, audit.id, "followed_up_on")
            case _:
                self.notify(
                    spelt("Edit: this stands for several; {enter} shows them."), severity="warning", markup=False
                )

    def action_list(self, name: str) -> None:
        """Show this list."""
        self.list = name
        self.refresh_said()
        self.refresh_all()

    def do_next_list(self) -> None:
        """The next."""
        self.action_list(LISTS[(LISTS.index(self.list) + 1) % len(LISTS)])

    def do_list_before(self) -> None:
        """The one before."""
        self.action_list(LISTS[LISTS.index(self.list) - 1])


# The lists. ----------------------------------------------------------------------------------------------------

Rows = tuple[Sequence[Column], list[Row]]


def _moved(shown: Kept) -> Rows:
    rows = []
    for one in shown.moved:
        of = one.recommendation
        agreed = one.revisions[-1].agreed_by
        cells = (
            of.ref,
            of.audit,
            f"{one.times:,}",
            f"{one.days:,}",
            f"{_days(one.longest):,}",
            Cell(moves(one.revisions), "accent"),
            agreed if agreed.strip() else Cell("nobody named", "under-6"),
            show_date(of.original_due) or "no date",
            show_date(of.due) or "no date",
        )
        rows.append(Row(cells, key=(MOVED, of.id)))
    if rows:
        whole = OwnerSlips("Together", shown.moved)
        longest = f"{_days(whole.longest.longest):,}"
        together = ("Together", "", f"{whole.times:,}", f"{whole.days:,}", longest, "", "", "", "")
        rows.append(Row(together, (MOVED, TOGETHER), Kind.TOTAL))
        rows += [note("", leaves=_STEPS), note(_BY_MOVES, leaves=_STEPS)]
    return _MOVED_COLUMNS, rows


def _owned(shown: Kept) -> Rows:
    rows = [_owner(one, one.owner, Kind.LINE) for one in shown.owners]
    if rows:
        rows.append(_owner(OwnerSlips("Together", shown.moved), TOGETHER, Kind.TOTAL))
    return _OWNER_COLUMNS, rows


def _owner(one: OwnerSlips, id_: str, kind: Kind) -> Row:
    figures = (len(one.slips), one.times, one.median, one.days, _days(one.longest.longest))
    return Row((one.owner, *(f"{figure:,}" for figure in figures)), (OWNERS, id_), kind)


def _done(shown: Kept) -> Rows:
    rows = [_claimed(part, part.name, Kind.LINE) for part in by_directorate(shown.claims)]
    if rows:
        rows.append(_claimed(Verified("Together", shown.claims), TOGETHER, Kind.TOTAL))
    return _DONE_COLUMNS, rows


def _claimed(part: Verified, id_: str, kind: Kind) -> Row:
    counts = [len(_behind(part, column.name)[0]) for column in _DONE_COLUMNS[1:]]
    figures = (Cell(f"{count:,}", "" if count else "muted", bold=bool(count)) for count in counts)
    return Row((part.name, *figures), (DONE, id_), kind)


def _behind(part: Verified, column: str) -> tuple[list[Claim], str]:
    """The claims that a figure counts, and what they are."""
    if column == TESTED_OF_THEM:
        return [claim for claim in part.claims if claim.tested in TESTED], "called done, tested by audit"
    if column == NOT_FOUND:
        return [claim for claim in part.claims if claim.confirmed is False], "called done, found not done"
    known = [tested for tested in Tested if tested == column]
    if not known:
        return list(part.claims), "called done"
    return [claim for claim in part.claims if claim.tested in known], f"called done, {column}"


def _again(shown: Kept) -> Rows:
    rows: list[Row] = []
    for when, (title, ink) in _WHEN.items():
        those = [one for one in shown.again if one.when == when]
        if those:
            rows.append(heading(f"{title}: {len(those)}"))
        for one in those:
            audit = one.audit
            by = Cell(show_date(one.last), ink, bold=when == "late")
            cells = (audit.title, audit.directorate, audit.assurance, show_date(audit.issued), show_date(one.first), by)
            rows.append(Row(cells, key=(AGAIN, audit.id)))
    return _AGAIN_COLUMNS, rows


def _meaning(shown: Kept, policy: Policy) -> str:
    """What the figures of a list are."""
    if shown.of == DONE:
        whole = shown.claimed(TOGETHER)
        return (
            f"Of {whole.called_done:,} that management or the register calls done, audit has tested {whole.tested:,}:"
            " by a re-test, by documents or by asking. Each counts once, by audit's latest opinion since it was called"
            " done."
        )
    if shown.of == AGAIN:
        first, last = policy.follow_up_months
        words = " or ".join(policy.follow_up_opinions)
        return (
            f"A full follow-up audit is due {first} to {last} months after {words} assurance; late is later than that."
        )
    moves = sum(one.times for one in shown.moved)
    many = f"{so_many(moves, 'move')} of {so_many(len(shown.moved), 'due date')}."
    if shown.of == OWNERS:
        return f"{many} Median: half of an owner's moves were no longer. Days are days later; a minus means earlier."
    return f"{many} Days are counted from the date in force before to the new one; a minus means earlier."


def _days(revision: DueRevision) -> int:
    return slip([(revision.old, revision.new)])


def _far(count: int) -> str:
    return f"{so_many(abs(count), 'day')} {'later' if count >= 0 else 'earlier'}"


def _revision(revision: DueRevision) -> Iterable[Passage]:
    """From when to when, who agreed, and why."""
    agreed = f"agreed by {show_line(revision.agreed_by)}" if revision.agreed_by.strip() else "nobody named who agreed"
    dates = f"{show_date(revision.old) or 'no date'} {signs.arrow} {show_date(revision.new) or 'no date'}"
    yield Passage(f"{dates}, {_far(_days(revision))}, {agreed}: {show(revision.reason)}")
