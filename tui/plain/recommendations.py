"""Recommendations in plain lines: a list of them, or one whole."""

from collections.abc import Iterable
from datetime import date

from db.escalation import told
from db.rows import Acceptance, Detail, Recommendation
from db.rules import Band, show_date, slip, so_many
from reports.columns import as_json
from tui.plain import block, document, entry, say
from tui.plain.events import event_as_json, events
from tui.text import called, show_line, status_label, status_word


def listed(found: Iterable[Recommendation], *, as_at: date) -> None:
    """One line each: what, where it stands, how late, and how it begins."""
    count = 0
    for count, one in enumerate(found, start=1):  # noqa: B007 - the count is said at the end
        late = f", {so_many(one.months_overdue, 'month')} overdue" if one.months_overdue is not None else ""
        due = show_date(one.due) or show_line(one.due_words) or "no date"
        title = f"{show_line(one.audit)}: {show_line(one.recommendation)[:160]}"
        say(f"{show_line(one.ref)}  {status_label(one.status)}  due {due}{late}  {title}")
    say(f"{so_many(count, 'recommendation')} as at {show_date(as_at)}.")


def whole(shown: Detail) -> None:
    """Everything about one recommendation, heading by heading."""
    one = shown.recommendation
    band = "" if one.band is Band.CLOSED else f"  {called.band(one.band)}"
    say(f"{show_line(one.ref)}  {status_label(one.status)}{band}")
    if one.open_again:
        say(show_line(f"{one.open_again[0].upper()}{one.open_again[1:]}"))
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
            f"Overdue: {so_many(one.months_overdue, 'month')} ({one.counting}){original}; "
            f"{one.months_other} counted the other way; as at {show_date(one.as_at)}"
        )
    block("Recommendation", one.recommendation)
    block("Management response", one.response)
    for stone in one.milestones:
        met = f", met {show_date(stone.met_on)}" if stone.met_on else ""
        block("Milestone", f"{show_line(stone.what)}: {show_date(stone.due)}{met}")
    for update in shown.updates:
        said = " · ".join(
            part
            for part in (
                f"management says {status_word(update.claim)}" if update.claim else "",
                f"opinion: {status_word(update.opinion) if update.opinion else update.words}"
                if update.opinion or update.words
                else "",
                str(update.method or ""),
                update.by,
                update.source,
            )
            if part
        )
        words = "\n".join(
            w for w in (update.management, update.text, update.reason and f"Reason: {update.reason}") if w
        )
        block(f"Update of {show_date(update.on)} · {show_line(said)}", words or "(no text)")
    for piece in shown.evidence:
        accepted = f"accepted by {piece.accepted_by}" if piece.accepted_by else "not accepted yet"
        name = f"{piece.file_name} ({piece.size:,} bytes)" if piece.size is not None else "a note"
        entry(
            f"Evidence · {show_line(name)} · received {show_date(piece.received_on)} · {show_line(accepted)}",
            piece.note,
        )
    for revision in shown.revisions:
        agreed = f", agreed by {revision.agreed_by}" if revision.agreed_by else ""
        moved = f"{show_date(revision.old) or 'no date'} to {show_date(revision.new) or 'no date'}"
        entry(f"Due date moved from {moved}{show_line(agreed)}", revision.reason)
    if len(shown.revisions) > 1:
        days = slip((revision.old, revision.new) for revision in shown.revisions)
        say(f"\nMoved {len(shown.revisions)} times, {days} days in all")
    for taken in shown.acceptances:
        _acceptance(taken)
    for step in shown.steps:
        entry(f"Escalation at {so_many(step.months, 'month')} overdue", told(step))
    block("Next action", one.action)
    say("\nHistory")
    events(shown.history)


def _acceptance(taken: Acceptance) -> None:
    by = ", ".join(filter(None, (taken.accepted_by, taken.role)))
    until = f"until {show_date(taken.expires_on)}" if taken.expires_on else "until further notice"
    told_of = {
        "Why": taken.why,
        "Residual risk": taken.residual_risk,
        "Mitigation": taken.mitigation,
        "Head of Audit's view": taken.audit_view,
        "Minute": taken.minute,
    }
    words = "\n".join(f"{label}: {text}" for label, text in told_of.items() if text)
    entry(f"Risk accepted {show_date(taken.accepted_on)} by {show_line(by)}, {until}", words)


def as_document(shown: Detail) -> object:
    """The object of `list`, with everything that hangs on it."""
    parts = {"updates": shown.updates, "evidence": shown.evidence, "revisions": shown.revisions}
    parts |= {"acceptances": shown.acceptances, "steps": shown.steps}
    rest = {"appearances": shown.appearances, "history": [event_as_json(event) for event in shown.history]}
    return {**as_json(shown.recommendation), **{name: document(part) for name, part in (parts | rest).items()}}
