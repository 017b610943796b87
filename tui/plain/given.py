"""The reports given, in plain lines: which there are, what one told, and what has changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date

from db.rows import Report
from db.rules import show_date, so_many
from db.sealed import Told
from db.since import Retold
from reports.columns import as_json
from tui.plain import document, say, say_wrapped
from tui.plain.figures import Counts, position
from tui.plain.figures import as_document as counts_as_document
from tui.plain.recommendations import listed as recommendations
from tui.text import show_line


def short(report: Report) -> str:
    """What a person types to name it: the end of its id, which no other is likely to share."""
    return report.id[-6:]


def called(report: Report) -> str:
    """What a person calls it."""
    return f"{show_line(report.body)}, as at {show_date(report.as_at)}"


def one_report(report: Report) -> None:
    """A report in one line, and its papers."""
    meeting = f", meeting on {show_date(report.meeting_on)}" if report.meeting_on else ""
    since = f", movement since {show_date(report.since)}" if report.since else ""
    by = f", sealed {show_date(report.sealed_on)} by {show_line(report.by)}" if report.sealed_on else ""
    say_wrapped(f"{short(report)}  {called(report)}{meeting}{since}{by}", 12)
    if report.withdrawn_on:
        why = show_line(report.withdrawn_why)
        say_wrapped(f"        WITHDRAWN on {show_date(report.withdrawn_on)}: {why}", 12)
    for paper in report.papers:
        say(f"        {show_line(paper.name)}  sha256 {paper.sha256[:16]}")


def listed(found: Sequence[Report]) -> None:
    """Every report, the latest first."""
    for report in found:
        one_report(report)
    say(f"{so_many(len(found), 'report')}." if found else "No report has been sealed yet.")


def say_findings(count: int, as_at: date) -> None:
    """What the pack check finds, before anything is sealed."""
    things = so_many(count, "thing") if count else "nothing"
    more = f" `outstanding check --report --as-at {as_at}` tells them." if count else ""
    say(f"The pack check as at {show_date(as_at)} finds {things} to look at.{more}")


def show_told(told: Told) -> None:
    """All that a report told, none of it as it is now."""
    say(f"As told to the {called(told.report)}; nothing below is newer")
    one_report(told.report)
    say("")
    position(_counts(told))
    say("\nThe recommendations as they were told")
    recommendations(told.recommendations, as_at=told.position.as_at)


def _counts(told: Told) -> Counts:
    return Counts({one.dimension: one for one in told.by}, told.position.fingerprint, told.movement)


def show_retold(report: Report, as_at: date, found: Iterable[Retold]) -> None:
    """What has become of each recommendation, in a sentence."""
    say_wrapped(f"Told to the {called(report)}; what has changed by {show_date(as_at)}", 0)
    count = changed = 0
    for count, one in enumerate(found, start=1):  # noqa: B007 - the count is said at the end
        changed += bool(one.changes) or one.told is None or one.now is None
        say_wrapped(f"{show_line(one.shown.ref)}  {show_line(one.said)}", 4)
    between = f"between {show_date(report.as_at)} and {show_date(as_at)}"
    say_wrapped(f"{changed:,} of {count:,} recommendations changed {between}.", 0)


# JSON documents. -----------------------------------------------------------------------------------------------------


def as_document(report: Report) -> object:
    """A report without what it told."""
    return {"name": short(report), **{part.name: document(getattr(report, part.name)) for part in fields(report)}}


def told_as_document(told: Told) -> object:
    """All that it told."""
    return {
        "as_at": told.position.as_at.isoformat(),
        "report": as_document(told.report),
        "position": counts_as_document(_counts(told)),
        "recommendations": [as_json(one) for one in told.recommendations],
    }


def retold_as_document(report: Report, as_at: date, found: Iterable[Retold]) -> object:
    """Of each recommendation the sentence, and what changed from what to what."""
    return {
        "as_at": as_at.isoformat(),
        "report": as_document(report),
        "recommendations": [
            {"ref": one.shown.ref, "id": one.shown.id, "said": one.said, "changes": document(one.changes)}
            for one in found
        ],
    }
