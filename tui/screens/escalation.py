"""Escalation: who is notified, who must attend and with whom, which risks are written back, and what was done."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from db import cycle
from db.escalation import Call, Escalation, Reached, When, told
from db.queries import Reader
from db.rows import NO_DIRECTOR, NO_EXECUTIVE_MEMBER
from db.rules import Counting, Duty, show_date
from tui.commands import Place, bindings, bound, named, spelt
from tui.screens.mending import ask_meeting, detail_of, record_step, record_steps
from tui.screens.step import step_words
from tui.screens.view import View
from tui.text import show, show_line, signs
from tui.widgets.bar import Words
from tui.widgets.listing import Cell, Column, Listing, Row, heading, note
from tui.widgets.passages import Passage, passages

_CALLED = {
    Duty.NOTIFY: "Executive Members to notify",
    Duty.ATTEND: "Directors who must attend, and with whom",
    Duty.WRITE_BACK: "Risks to write back to Directors",
}
_CALLS = {
    Duty.NOTIFY: "is to be notified",
    Duty.ATTEND: "must attend",
    Duty.WRITE_BACK: "gets the risk written back",
}
_NOBODY = {NO_DIRECTOR: "Director", NO_EXECUTIVE_MEMBER: "Executive Member"}
_WHEN = {When.BEFORE: "earlier", When.SINCE: "new", When.COMING: "to come"}
_WHEN_INK = {When.BEFORE: "muted", When.SINCE: "over-12", When.COMING: "under-6"}
_COLUMNS = (
    Column("Who, and for what"),
    Column("Months", 6, right=True),
    Column("Reached on", 11),
    Column("", 7),
    Column("What was done", 44, narrow=20),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is called on, as a line of the list."""

    duty: Duty
    call: Call


@dataclass(frozen=True, slots=True)
class Entry:
    """A recommendation at its step, as a line of the list; several people may be called on for one."""

    under: str
    reached: Reached


class EscalationView(View[Escalation]):
    """Since the last report, and by the next meeting."""

    ID = "escalation"
    KEYS = ("record", "next_meeting", "in_register", "undo")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ESCALATION), *bound(named("in_register"))]
    EMPTY = "No recommendation has come to a step of escalation, or will have by the next meeting."
    BESIDE = True

    def headline(self) -> str:
        """As at which day."""
        return f"Escalation at {show_date(self.as_at)}"

    def notes(self) -> Iterator[Words]:
        """From which report on, and up to which meeting."""
        if self.shown is None or self.policy is None:
            return
        since, meeting = self.shown.since, self.shown.meeting_on
        told_at = f"new since the report as at {show_date(since)}" if since else "no report before this one"
        yield Words(f" {told_at} {signs.dot} ", "muted")
        words = (
            f"to come by {show_date(meeting)}" if meeting else spelt("when is the next meeting? {next_meeting} says it")
        )
        yield Words(words, "muted" if meeting else "accent", bold=not meeting, action="screen.do('next_meeting')")

    def read(self, reader: Reader) -> Escalation:
        """All that has come to a step."""
        return cycle.escalation(reader)

    def show(self, shown: Escalation) -> None:
        """By what is to be done and by whom; under it what was done already, and what no committee sees."""
        rows: list[Row] = []
        calls = {Duty.NOTIFY: shown.notify(), Duty.ATTEND: shown.attend(), Duty.WRITE_BACK: shown.write_back()}
        for duty, called in calls.items():
            rows += [heading(f"{_CALLED[duty]}: {len(called) or 'none'}"), *self._called(duty, called)]
        done = [one for one in shown.reached if one.settled and one.step.duty is not Duty.ATTEND]
        rows += _listed("Done", done)
        rows += _listed("Of priorities that the committee does not see", shown.others)
        if shown.meeting_on is None:
            rows.append(note("Who will have come to a step by the next meeting is told once its date is known."))
        self.place(_COLUMNS, rows if shown.reached or shown.others else [])

    def _called(self, duty: Duty, calls: Iterable[Call]) -> Iterator[Row]:
        for call in calls:
            beside = f"with {'; '.join(call.beside)}" if call.beside else ""
            yield Row((Cell(call.who, bold=True), "", "", "", Cell(beside, "muted")), key=Person(duty, call))
            yield from (_row(one, f"{duty} {call.who}") for one in call.reached)

    # The selected line. ----------------------------------------------------------------------------------------

    def selected(self, key: Hashable) -> None:
        """Who is called on and for what; of a recommendation what was done, and all about it."""
        match key:
            case Person(duty, call):
                self.tell(show_line(call.who), self._of_call(duty, call))
            case Entry(_, one):
                self.tell(show_line(one.recommendation.ref), self._of_one(one))
            case _:
                self.tell("", ())

    def _of_call(self, duty: Duty, call: Call) -> Iterator[Passage]:
        beside = f", with {'; '.join(map(show_line, call.beside))}" if call.beside else ""
        nobody = _NOBODY.get(call.who)
        called = (
            f"The register names no {nobody} for these." if nobody else f"{show_line(call.who)} {_CALLS[duty]}{beside}."
        )
        yield Passage(called, bold=True)
        keys = spelt("{enter} shows the recommendations, {record} records what was done.")
        yield Passage(f"As at {show_date(self.as_at)}. {keys}", ink="muted")
        for one in call.reached:
            yield Passage()
            yield Passage(f"{show_line(one.recommendation.ref)} {show_line(one.recommendation.audit)}", bold=True)
            yield from self._words(one)

    def _of_one(self, one: Reached) -> Iterator[Passage]:
        yield from self._words(one)
        yield Passage(spelt("{record} records what was done, {enter} shows the recommendation."), ink="muted")
        if (detail := detail_of(self, one.recommendation.id)) is not None:
            yield Passage()
            yield from passages(detail)

    def _words(self, one: Reached) -> Iterator[Passage]:
        policy = self.policy
        step = step_words(one.step.months, policy) if policy else ""
        counting = policy.counting if policy else Counting.COMPLETED
        other = f" ({show_date(one.on_other)} by {counting.other} months)" if one.on_other != one.on else ""
        reached = "is reached" if one.when is When.COMING else "was reached"
        yield Passage(f"{step}. It {reached} on {show_date(one.on)}{other}, {one.when}.")
        yield Passage(f"What was done: {show(told(one.done))}.", ink="not-due" if one.settled else "over-12")

    # What can be done. -----------------------------------------------------------------------------------------

    def open(self, opened: Listing.Opened) -> None:
        """The recommendations behind it."""
        match opened.key:
            case Person(duty, call):
                ids = dict.fromkeys(one.recommendation.id for one in call.reached)
                self.show_among(tuple(ids), f"{_CALLS[duty]} at {show_date(self.as_at)}: {call.who}")
            case Entry(_, one):
                words = f"{one.step.months} months overdue on {show_date(one.on)}"
                self.show_among((one.recommendation.id,), words)

    def do_in_register(self) -> None:
        """The same."""
        self.listing.move_enter()

    async def do_record(self) -> None:
        """What was done about the step under the cursor; of a person, about all that the person is called on for."""
        match self.listing.key:
            case Person(_, call):
                await record_steps(self, call.who, call.reached)
            case Entry(_, one):
                await record_step(self, one.recommendation.id, one.step.months)

    async def do_next_meeting(self) -> None:
        """When the next meeting is."""
        await ask_meeting(self)


def _listed(title: str, reached: Iterable[Reached]) -> list[Row]:
    rows = [_row(one, title) for one in reached]
    return [heading(f"{title}: {len(rows)}"), *rows] if rows else []


def _row(one: Reached, under: str) -> Row:
    of = one.recommendation
    return Row(
        (
            f"{signs.dot} {of.ref} {of.audit}",
            str(one.step.months),
            show_date(one.on),
            Cell(_WHEN[one.when], _WHEN_INK[one.when]),
            Cell(told(one.done), "" if one.settled else "muted"),
        ),
        key=Entry(under, one),
    )
