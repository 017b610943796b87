"""The register in plain lines, for a pipe, a screen reader or a terminal without the full screen."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from db.movement import Movement
from db.rows import Detail, Event, Position, Recommendation
from db.rules import Band, show_date
from reports.columns import BAND_TITLES, as_json
from tui.deeds import changes
from tui.text import show, show_line, status_label

if TYPE_CHECKING:
    from db.intake import Plan


_RECORDS_SHOWN = 20
"""Of one change: an import makes thousands."""


def say(line: str) -> None:
    """One line or more on standard output, made harmless."""
    print(show(line))


def recommendations(found: Iterable[Recommendation], *, as_at: date) -> None:
    """One line each: what, where it stands, how late, and how it begins."""
    count = 0
    for count, one in enumerate(found, start=1):  # noqa: B007 - the count is said at the end
        late = f", {months(one.months_overdue)} overdue" if one.months_overdue is not None else ""
        due = show_date(one.due) or show_line(one.due_words) or "no date"
        title = f"{show_line(one.audit)}: {show_line(one.recommendation)[:160]}"
        say(f"{show_line(one.ref)}  {status_label(one.status)}  due {due}{late}  {title}")
    say(f"{count} recommendation{'s' * (count != 1)} as at {show_date(as_at)}.")


def months(count: int) -> str:
    """`1 month`, `2 months`."""
    return f"{count} month{'s' * (count != 1)}"


def _block(title: str, text: str) -> None:
    if text.strip():
        _entry(title, text)


def _entry(title: str, text: str) -> None:
    """What stands for itself, whether or not words were given with it."""
    say(f"\n{title}" + (f"\n{text.strip()}" if text.strip() else ""))


def detail(shown: Detail) -> None:
    """Everything about one recommendation, heading by heading."""
    one = shown.recommendation
    band = "" if one.band is Band.CLOSED else f"  {BAND_TITLES[one.band]}"
    say(f"{show_line(one.ref)}  {status_label(one.status)}{band}")
    say(f"{show_line(one.audit)}{f', report of {show_date(one.issued)}' if one.issued else ''}")
    facts = {
        "Directorate": one.directorate,
        "Priority": one.priority,
        "Director": one.director,
        "Executive Member": one.executive_member,
        "Owner": one.owner,
        "Printed reference": one.source_ref,
        "Due": show_date(one.due) or one.due_words,
        "Original due date": show_date(one.original_due) if one.original_due != one.due else "",
        "Status as printed": one.status_words,
    }
    for name, value in facts.items():
        if value:
            say(f"{name}: {show_line(value)}")
    if one.months_overdue is not None:
        original = (
            f", {one.months_original} from the original date" if one.months_original != one.months_overdue else ""
        )
        say(
            f"Overdue: {months(one.months_overdue)} ({one.counting}){original}; {one.months_other} counted the other "
            f"way; as at {show_date(one.as_at)}"
        )
    _block("Recommendation", one.recommendation)
    _block("Management response", one.response)
    for stone in one.milestones:
        met = f", met {show_date(stone.met_on)}" if stone.met_on else ""
        _block("Milestone", f"{show_line(stone.what)}: {show_date(stone.due)}{met}")
    for update in shown.updates:
        said = " · ".join(
            part
            for part in (
                f"management says {update.claim}" if update.claim else "",
                f"opinion: {update.opinion or update.words}" if update.opinion or update.words else "",
                str(update.method or ""),
                update.by,
                update.source,
            )
            if part
        )
        words = "\n".join(
            w for w in (update.management, update.text, update.reason and f"Reason: {update.reason}") if w
        )
        _block(f"Update of {show_date(update.on)} · {show_line(said)}", words or "(no text)")
    for piece in shown.evidence:
        accepted = f"accepted by {piece.accepted_by}" if piece.accepted_by else "not accepted yet"
        name = f"{piece.file_name} ({piece.size:,} bytes)" if piece.size is not None else "a note"
        _entry(
            f"Evidence · {show_line(name)} · received {show_date(piece.received_on)} · {show_line(accepted)}",
            piece.note,
        )
    for revision in shown.revisions:
        agreed = f", agreed by {revision.agreed_by}" if revision.agreed_by else ""
        moved = f"{show_date(revision.old) or 'no date'} to {show_date(revision.new) or 'no date'}"
        _entry(f"Due date moved from {moved}{show_line(agreed)}", revision.reason)
    _block("Next action", one.action)
    say("\nHistory")
    events(shown.history)


def events(shown: Iterable[Event]) -> None:
    """What was changed, latest first: who and when, then each record."""
    for _, together in groupby(shown, key=lambda event: event.transaction):
        deed = list(together)
        first = deed[0]
        # Where a file speaks of it is told by `show`.
        deed = [event for event in deed if event.kind != "appearance"] or deed
        why = f" ({show_line(first.why)})" if first.why else ""
        at = first.recorded_at.astimezone()
        as_of = "" if first.effective_on == at.date() else f", as of {show_date(first.effective_on)}"
        say(f"{show_date(at.date())} {at:%H:%M}  {show_line(first.by)}  {first.verb}{as_of}{why}")
        for event in deed[:_RECORDS_SHOWN]:
            about = f"{show_line(event.ref)}: " if event.ref else ""
            of = "" if event.kind == "recommendation" else None
            say(f"    {about}{'; '.join(changes(event, of=of))}")
        if len(deed) > _RECORDS_SHOWN:
            say(f"    and {len(deed) - _RECORDS_SHOWN:,} more; `outstanding history REF` tells all of one")


def position(shown: Position, *, since: date | None, moved: Movement | None) -> None:
    """The counts, with their date, and how they came about."""
    say(f"Position as at {show_date(shown.as_at)}, {shown.counting} months, {shown.basis} due dates")
    say(f"{shown.total} recommendations")
    groups: Mapping[str, Mapping[str, int]] = {
        "By age": {BAND_TITLES[band]: count for band, count in shown.bands.items()},
        "By priority": {name or "not given": count for name, count in shown.priorities.items()},
        "By status": shown.statuses,
    }
    for title, counts in groups.items():
        say(f"\n{title}")
        for name, count in counts.items():
            say(f"  {count:>6}  {show_line(name)}")
    say("\nBy directorate: overdue, open, all")
    for name, tally in shown.directorates.items():
        say(f"  {tally.overdue:>6} {tally.open:>6} {tally.total:>6}  {show_line(name) or '(no directorate)'}")
    if moved and since:
        say(f"\nMovement since {show_date(since)}, open recommendations")
        for sign, name, count in _movement_lines(moved):
            say(f"  {sign} {count:>6}  {name}")
        if not moved.balances:
            say("  The movement does not balance. Please run `outstanding check`.")
    say(f"\nFingerprint of the register: {shown.fingerprint[:16]}")


def _movement_lines(moved: Movement) -> Iterator[tuple[str, str, int]]:
    yield " ", "brought forward", moved.brought_forward
    yield "+", "new", moved.new
    yield "+", "reopened", moved.reopened
    yield "-", "implemented", moved.implemented
    yield "-", "risk accepted", moved.risk_accepted
    yield "-", "superseded or not adopted", moved.superseded_or_not_adopted
    if moved.removed:
        yield "-", "recording undone", moved.removed
    yield "=", "carried forward", moved.carried_forward


# JSON documents. -----------------------------------------------------------------------------------------------


def _plain(value: object) -> object:
    """Dates as ISO text, dataclasses as objects; what JSON knows stays as it is."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return value


def detail_as_json(shown: Detail) -> object:
    """The object of `list`, with everything that hangs on it."""
    parts = {"updates": shown.updates, "evidence": shown.evidence, "revisions": shown.revisions}
    rest = {"appearances": shown.appearances, "history": [event_as_json(event) for event in shown.history]}
    return {**as_json(shown.recommendation), **{name: _plain(part) for name, part in (parts | rest).items()}}


def event_as_json(event: Event) -> object:
    """One event, its changes as {field: [old, new]}."""
    return _plain(event)


def position_as_json(shown: Position, *, since: date | None, moved: Movement | None) -> object:
    """The counts as one object; the movement only where it was asked for."""
    document = {field.name: _plain(getattr(shown, field.name)) for field in fields(shown)}
    if moved and since:
        document["movement"] = {"since": since.isoformat(), **asdict(moved), "balances": moved.balances}
    return document


# Imports. ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Imported:
    """What an import of one or more files came to."""

    plans: list["Plan"] = field(default_factory=list)

    def add(self, plan: "Plan") -> None:
        """One file more."""
        self.plans.append(plan)

    @property
    def problems(self) -> list[dict[str, str]]:
        """Everything to look at, with its file and place."""
        return [
            {"file": plan.reading.file, "where": problem.where, "what": problem.what, "text": problem.text}
            for plan in self.plans
            for problem in plan.problems
        ]

    def counts(self) -> dict[str, int]:
        """How many rows came to what; they add up to the rows read."""
        names = ("added", "updated", "unchanged", "skipped")
        return {name: sum(getattr(plan, name) for plan in self.plans) for name in names}

    def as_json(self) -> object:
        """The document of the contract."""
        return {**self.counts(), "problems": self.problems}

    def say(self, *, dry_run: bool) -> None:
        """The same in plain lines."""
        for problem in self.problems:
            text = f"\n    {show_line(problem['text'])[:300]}" if problem["text"] else ""
            say(f"{show_line(problem['file'])}, {problem['where']}: {show_line(problem['what'])}{text}")
        said = ", ".join(f"{count} {name}" for name, count in self.counts().items())
        look = f" {len(self.problems)} to look at." if self.problems else ""
        say(f"{'Would be: ' if dry_run else ''}{said}.{look}")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while something long is done; silent where nobody watches."""
    from rich.console import Console  # only long work shows a bar
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what)

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield update
