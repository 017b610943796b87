"""Everything about one recommendation as passages to read: headings, labelled lines and prose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from db.rows import (
    NO_DIRECTORATE,
    Acceptance,
    Detail,
    DueRevision,
    Event,
    Evidence,
    Milestone,
    Recommendation,
    StepRecord,
    Update,
)
from db.rules import Band, Status, show_date, show_size, slip, so_many
from tui.commands import spelt
from tui.deeds import changes
from tui.text import overdue, show, show_line, signs, status_label, status_word
from tui.theme import BAND_INK, STATUS_INK
from tui.widgets.bars import moves


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, or a label with its words, or words alone."""

    text: str = ""
    """Already shown; may have several lines."""
    label: str = ""
    ink: str = "foreground"
    bold: bool = False
    indent: int = 1


def _heading(words: str) -> tuple[Passage, Passage]:
    return Passage(), Passage(words, ink="heading", bold=True)


def passages(detail: Detail) -> Iterator[Passage]:
    """All of it, in the order in which it is asked for in a meeting."""
    one = detail.recommendation
    yield from _facts(one, f"{slipped(detail.revisions)} {moves(detail.revisions)}".strip())
    if detail.draft:
        yield Passage(
            spelt("A draft of an update is kept; it is not saved. Press {update} to go on with it."),
            ink="accent",
            bold=True,
        )
    yield from _heading("Recommendation")
    yield Passage(show(one.recommendation))
    yield from _heading("Management response")
    yield _prose(one.response)
    yield from _heading("Updates and opinions")
    yield from _all([_update(update) for update in detail.updates])
    if one.action:
        yield from _heading("Next action")
        yield _prose(one.action)
    if detail.acceptances:
        yield from _heading("Risk accepted")
        yield from _all(list(_acceptances(detail)))
    if detail.steps:
        yield from _heading("Escalation")
        yield from _all([_step(step) for step in detail.steps])
    yield from _heading("Evidence")
    yield from _all([_evidence(evidence) for evidence in detail.evidence])
    yield from _heading("Due dates")
    yield Passage(_due_words(one, original=True), label="original")
    for revision in detail.revisions:
        yield from _revision(revision)
    for milestone in one.milestones:
        yield _milestone(milestone, one)
    if detail.appearances:
        yield from _heading("Where it was read")
        for appearance in detail.appearances:
            as_of = f"as of {show_date(appearance.as_of)}" if appearance.as_of else ""
            parts = (show_line(appearance.source), show_line(appearance.where), as_of)
            yield Passage(", ".join(part for part in parts if part), ink="muted")
    yield from _heading("History")
    for _, events in groupby(detail.history, key=lambda event: event.transaction):
        yield from _deed(list(events), one.id)


def _prose(text: str) -> Passage:
    return Passage(show(text)) if text.strip() else Passage("none", ink="muted")


def _all(groups: list[list[Passage]]) -> Iterator[Passage]:
    if not groups:
        yield Passage("none", ink="muted")
    for number, group in enumerate(groups):
        if number:
            yield Passage()
        yield from group


def slipped(revisions: Sequence[DueRevision]) -> str:
    """How often a due date was moved, and by how many days: `moved 3 times, 184 days in all`."""
    if not revisions:
        return ""
    times = "once" if len(revisions) == 1 else "twice" if len(revisions) == 2 else f"{len(revisions)} times"
    days = slip((one.old, one.new) for one in revisions)
    by = f"{so_many(abs(days), 'day')}{' earlier' * (days < 0)}"
    return f"moved {times}, {by}{' in all' * (len(revisions) > 1)}"


def lasting(acceptance: Acceptance, as_at: date) -> str:
    """Until when an acceptance holds: `ends 30 Sep 2026`."""
    if acceptance.expires_on is None:
        return "until further notice"
    return f"{'ended' if acceptance.expires_on < as_at else 'ends'} {show_date(acceptance.expires_on)}"


def _facts(one: Recommendation, moved: str) -> Iterator[Passage]:
    issued = f", reported {show_date(one.issued)}" if one.issued else ""
    assurance = f", {show_line(one.assurance)} assurance" if one.assurance else ""
    yield Passage(f"{show_line(one.audit)}{issued}{assurance}", label="audit", bold=True)
    yield Passage(show_line(one.directorate) or NO_DIRECTORATE, label="directorate")
    words = f" (printed: {show_line(one.status_words)})" if one.status is None and one.status_words else ""
    closed = f" on {show_date(one.closed_on)}" if one.closed_on else ""
    again = f", {show_line(one.open_again)}" if one.open_again else ""
    until = f", ends {show_date(one.accepted_until)}" if one.accepted_until and not again else ""
    stands = status_label(one.status) + words + closed + until + again
    yield Passage(stands, label="status", ink=STATUS_INK[one.status], bold=True)
    due = ", ".join(filter(None, (_due_words(one) + _ages(one), moved)))
    yield Passage(due, label="due", ink=BAND_INK[one.band], bold=one.band is not Band.CLOSED)
    for label, text in (
        ("priority", one.priority),
        ("owner", one.owner),
        ("director", one.director),
        ("executive", one.executive_member),
        ("printed as", one.source_ref if one.source_ref != one.ref else ""),
    ):
        if text:
            yield Passage(show_line(text), label=label)


def _due_words(one: Recommendation, *, original: bool = False) -> str:
    day = one.original_due if original else one.due
    return show_date(day) or show_line(one.due_words) or "no date"


def _ages(one: Recommendation) -> str:
    if one.months_overdue is None:
        return "" if one.band in (Band.CLOSED, Band.NO_DATE) else ", not yet due"
    ages = f", {overdue(one.months_overdue)}"
    if one.months_other not in (None, one.months_overdue):
        ages += f" ({one.months_other} by {one.counting.other} months)"
    if one.months_original not in (None, one.months_overdue):
        ages += f", {so_many(one.months_original or 0, 'month')} from the original date"
    return ages


def _update(update: Update) -> list[Passage]:
    head = [show_date(update.on)]
    if update.opinion is not None:
        head.append(f"opinion: {status_label(update.opinion)}")
    elif update.words:
        head.append(f"{status_word(None)}: {show_line(update.words)}")
    if update.claim is not None:
        head.append(f"management says {status_word(update.claim)}")
    head += [show_line(words) for words in (update.method or "", update.by, update.source) if words]
    said = [
        Passage(f" {signs.dot} ".join(head), ink=STATUS_INK[update.opinion] if update.opinion else "muted", bold=True)
    ]
    if update.management:
        said.append(Passage(f"Management: {show(update.management)}"))
    if update.text:
        said.append(Passage(show(update.text)))
    if update.reason:
        said.append(Passage(f"Reason: {show(update.reason)}"))
    return said


def _evidence(evidence: Evidence) -> list[Passage]:
    said = []
    if evidence.file_name:
        size = f" ({show_size(evidence.size)})" if evidence.size is not None else ""
        said.append(Passage(show_line(evidence.file_name) + size, bold=True))
    if evidence.note:
        said.append(Passage(show(evidence.note)))
    how = [f"received {show_date(evidence.received_on)}"]
    if evidence.given_by:
        how.append(f"from {show_line(evidence.given_by)}")
    if evidence.dated:
        how.append(f"dated {show_date(evidence.dated)}")
    if evidence.accepted_by:
        accepted = f"{signs.done} accepted by {show_line(evidence.accepted_by)}, {show_date(evidence.accepted_on)}"
    else:
        accepted = "not accepted yet"
    said.append(Passage(", ".join(how), ink="muted"))
    said.append(Passage(accepted, ink="not-due" if evidence.accepted_by else "under-6"))
    return said


def _acceptances(detail: Detail) -> Iterator[list[Passage]]:
    """Latest first, each with what has become of it."""
    one, as_at = detail.recommendation, detail.recommendation.as_at
    for acceptance in reversed(detail.acceptances):
        until, state, ink = lasting(acceptance, as_at), "", "foreground"
        if acceptance is not detail.acceptances[-1]:
            state, ink = ", accepted anew since", "muted"
        elif one.open_again:
            state, ink = ": open again", "over-12"
        elif one.status is not Status.RISK_ACCEPTED:
            state, ink = ", no longer in effect", "muted"
        head = f"accepted {show_date(acceptance.accepted_on)} {signs.dot} {until}{state}"
        yield [Passage(head, ink=ink, bold=True), *_acceptance(acceptance)]


def _acceptance(acceptance: Acceptance) -> Iterator[Passage]:
    """Its words; what is not recorded is named too, for the committee will ask."""
    for label, text in (
        ("by", ", ".join(filter(None, (acceptance.accepted_by, acceptance.role)))),
        ("why", acceptance.why),
        ("residual", acceptance.residual_risk),
        ("mitigation", acceptance.mitigation),
        ("our view", acceptance.audit_view),
        ("minute", acceptance.minute),
    ):
        yield Passage(show(text), label=label) if text else Passage("not recorded", label=label, ink="muted")


def _step(step: StepRecord) -> list[Passage]:
    said = [Passage(f"{step.months} months overdue", bold=True)]
    for label, text in (
        ("notified", show_date(step.notified_on)),
        ("attended", show_date(step.attended_on)),
        ("who", step.who),
        ("explained", step.explanation),
        ("decided", step.decision),
    ):
        if text:
            said.append(Passage(show(text), label=label))
    return said


def _revision(revision: DueRevision) -> Iterator[Passage]:
    agreed = f", agreed by {show_line(revision.agreed_by)}" if revision.agreed_by else ""
    on = f" on {show_date(revision.agreed_on)}" if revision.agreed_on else ""
    moved = f"{show_date(revision.old) or 'no date'} {signs.arrow} {show_date(revision.new) or 'no date'}"
    yield Passage(f"{moved}{agreed}{on}", label="moved")
    yield Passage(show(revision.reason), label=" ")


def _milestone(milestone: Milestone, one: Recommendation) -> Passage:
    if milestone.met_on:
        state, ink = f", met {show_date(milestone.met_on)}", "not-due"
    elif milestone.due < one.as_at:
        state, ink = ", missed", "over-12"
    else:
        state, ink = "", "foreground"
    return Passage(f"{show_date(milestone.due)}: {show_line(milestone.what)}{state}", label="milestone", ink=ink)


def _deed(events: list[Event], recommendation: str) -> Iterator[Passage]:
    """All that one transaction did to one recommendation and what belongs to it."""
    first = events[0]
    at = first.recorded_at.astimezone()
    as_of = "" if first.effective_on == at.date() else f", as of {show_date(first.effective_on)}"
    said = (f"{show_date(at.date())} {at:%H:%M}", show_line(first.by), show_line(first.verb) + as_of)
    yield Passage(f" {signs.dot} ".join(said), ink="muted", bold=True)
    if first.why:
        yield Passage(f"Why: {show(first.why)}", ink="muted", indent=3)
    for event in reversed(events):
        for change in changes(event, of="" if event.record == recommendation else None):
            yield Passage(change, ink="muted", indent=3)
