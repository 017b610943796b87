"""What was found wrong in a report, in plain lines and as JSON."""

from itertools import groupby
from typing import TYPE_CHECKING

from db.rules import show_date, so_many
from tui.plain import say, say_wrapped
from tui.text import show_line

if TYPE_CHECKING:
    from db.checked import Checked
    from db.pack_check import Finding
    from db.published import Published


def show_pack(found: "Checked") -> None:
    """Rule by rule, each finding with the key it is dismissed by."""
    last = found.last
    beside = f", beside the report to {last.body} as at {show_date(last.as_at)}." if last else "."
    say_wrapped(f"What would be reported as at {show_date(found.as_at)}{show_line(beside)}", 0)
    if last is None:
        say("No earlier report is sealed to compare it with.")
    for title, findings in groupby(found.stands, key=lambda finding: finding.title):
        say(f"\n{title}")
        for finding in findings:
            say_wrapped(f"  {finding.key}  {show_line(finding.said)}", 4)
    if found.dismissed:
        say("\nDismissed")
        for finding, held in found.dismissed:
            left = f"left on {show_date(held.on)} by {held.by}: {held.reason}"
            say_wrapped(f"  {show_line(finding.said)} {show_line(left)}", 4)
    many = len(found.stands)
    how = " Mend it, or leave it with `check --dismiss KEY --reason TEXT`." if many else ""
    say("")
    say_wrapped(f"{so_many(many, 'finding') if many else 'No findings'} as at {show_date(found.as_at)}.{how}", 0)


def pack_as_json(found: "Checked") -> dict[str, object]:
    """The same for programs."""
    return {
        "as_at": found.as_at.isoformat(),
        "last_report": found.last.as_at.isoformat() if found.last else None,
        "findings": [_finding(finding) for finding in found.stands],
        "dismissed": [
            {**_finding(finding), "reason": held.reason, "by": held.by, "on": held.on.isoformat()}
            for finding, held in found.dismissed
        ],
    }


def _finding(finding: "Finding") -> dict[str, str]:
    return {
        "key": finding.key,
        "rule": finding.rule,
        "title": finding.title,
        "ref": finding.ref,
        "record_kind": finding.record_kind,
        "record": finding.record_id,
        "said": finding.said,
        "mend": finding.field,
    }


def show_published(found: "Published") -> None:
    """First where the report contradicts itself, then where the register says otherwise."""
    file, day = found.reading.file, show_date(found.as_at)
    if found.own:
        say(f"{show_line(file)} by itself")
        for problem in found.own:
            say_wrapped(f"  {problem.where}: {show_line(problem.what)}", 4)
    if found.disagreements:
        say(f"\n{show_line(file)} and the register as at {day}")
        for one in found.disagreements:
            place = f"{one.where}: " if one.where else ""
            say_wrapped(f"  {place}{show_line(one.said)}", 4)
    else:
        say(f"\nThe register as at {day} says nothing otherwise.")
    say(f"\n{len(found.own)} in the report itself, {len(found.disagreements)} against the register as at {day}.")


def published_as_json(found: "Published") -> dict[str, object]:
    """The same for programs."""
    file = found.reading.file
    return {
        "as_at": found.as_at.isoformat(),
        "file": file,
        "problems": [{"file": file, "where": p.where, "what": p.what, "text": p.text} for p in found.own],
        "disagreements": [
            {"rule": d.rule, "where": d.where, "ref": d.ref or None, "record": d.record_id or None, "said": d.said}
            for d in found.disagreements
        ],
    }
