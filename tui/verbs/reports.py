"""The verbs of reports: sealed, looked at again as they were told, compared with what is so now, withdrawn."""

import argparse
import re
from collections.abc import Sequence

from db.queries import Reader
from db.rows import Report
from db.rules import show_date
from db.sealed import Told, is_of
from reports.read.dates import read_date
from tui.plain import given, progress, say
from tui.text import called
from tui.verbs.registers import DONE, NotDone, existing, opened, print_json, today, written


def do_new(typed: argparse.Namespace) -> int:
    """Seal a report, made once more where the register was written to meanwhile."""
    from tui.sealing import Wanted, findings, make, meeting_of, overtaken  # likeness and the page's library are heavy

    path, now = existing(typed.register), today()
    as_at = typed.as_at or now
    if as_at > now:
        raise NotDone(f"{show_date(as_at)} is still to come; a position is sealed as at today or a day before.")
    with opened(path, now) as reader:
        policy = reader.policy
    found = findings(path, as_at)
    if not typed.json:
        given.say_findings(found, as_at)
    body = typed.to or policy.meeting_body
    wanted = Wanted(body, as_at, typed.meeting or meeting_of(body, as_at, policy), typed.since)
    with written(path, typed.by) as ledger:
        with progress("Papers") as bar:
            made = make(path, wanted, bar)
            if overtaken(path, made):
                made = make(path, wanted, bar)
        made.carry_out(ledger, now)
    with opened(path, now) as live:
        (report,) = (one for one in live.reports() if is_of(one, body, as_at))
    if typed.json:
        print_json({"as_at": as_at.isoformat(), "report": given.as_document(report), "findings": found})
    else:
        say("Sealed.")
        given.one_report(report)
    return DONE


def do_list(typed: argparse.Namespace) -> int:
    """List the reports, latest first."""
    with opened(typed.register, None) as reader:
        found = reader.reports()
        if typed.json:
            print_json({"as_at": reader.as_at.isoformat(), "reports": [given.as_document(one) for one in found]})
        else:
            given.listed(found)
    return DONE


def do_show(typed: argparse.Namespace) -> int:
    """Show what a report told: position, movement, recommendations, none of it as it is now."""
    with opened(typed.register, None) as reader:
        told = _told(reader, typed.report)
    called.policy = told.policy
    if typed.json:
        print_json(given.told_as_document(told))
    else:
        given.show_told(told)
    return DONE


def do_changes(typed: argparse.Namespace) -> int:
    """Say what has become of each recommendation since."""
    from db.since import retold  # likeness of texts is this verb's business alone

    with opened(typed.register, None) as reader:
        told = _told(reader, typed.report)
    with opened(typed.register, typed.as_at) as reader:
        found = retold(told.recommendations, reader.recommendations())
        as_at = reader.as_at
    if typed.json:
        print_json(given.retold_as_document(told.report, as_at, found))
    else:
        given.show_retold(told.report, as_at, found)
    return DONE


def do_papers(typed: argparse.Namespace) -> int:
    """Take the papers out, each the very bytes that were sealed."""
    from tui.sealing import papers_of, put_papers  # only what writes files needs it
    from tui.verbs.files import being_written

    path = existing(typed.register)
    with opened(path, None) as reader:
        papers = papers_of(reader, found_report(reader.reports(), typed.report))
    with being_written():
        for written_to in put_papers(path, papers, typed.output, overwrite=typed.overwrite):
            say(f"Written: {written_to}")
    return DONE


def do_withdraw(typed: argparse.Namespace) -> int:
    """Withdraw a report, with a reason; it can be looked at still."""
    path = existing(typed.register)
    with opened(path, None) as reader:
        report = found_report(reader.reports(), typed.report)
    with written(path, typed.by) as ledger:
        say(f"{ledger.withdraw(report.id, why=typed.why, on=today()).said}.")
    return DONE


def _told(reader: Reader, words: str) -> Told:
    return reader.told(found_report(reader.reports(), words).id)


_MONTH = re.compile(r"\d{4}-\d{2}")


def found_report(reports: Sequence[Report], words: str) -> Report:
    """The report that `words` mean: the last, that of a day or a month, or the one whose id begins or ends so."""
    wanted = words.strip().casefold()
    if not reports:
        raise NotDone("No report has been sealed yet. `outstanding report new` seals one.")
    if wanted == "last":
        found = [one for one in reports if not one.withdrawn_on][:1] or list(reports[:1])
    elif _MONTH.fullmatch(wanted):
        found = [one for one in reports if one.as_at.isoformat().startswith(wanted)]
    elif (day := read_date(words)) is not None:
        found = [one for one in reports if one.as_at == day]
    else:
        found = [one for one in reports if len(wanted) >= 4 and (one.id.startswith(wanted) or one.id.endswith(wanted))]
    # One that was withdrawn gives way to the one that stands in its place.
    found = [one for one in found if not one.withdrawn_on] or found
    if not found:
        raise NotDone(f"There is no report {words}. `outstanding report list` shows which there are.")
    if len(found) > 1:
        several = "; ".join(f"{given.short(one)} ({given.called(one)})" for one in found)
        raise NotDone(f"{words} may be several reports: {several}. Name one by the end of its id.")
    return found[0]
