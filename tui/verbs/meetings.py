"""The verbs of meetings: begun over a queue, recorded in, ended, and told in minutes."""

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from db import queues
from db.held import Held, Proceedings
from db.minutes import digest
from db.queries import Reader
from db.queues import Queue
from db.rows import Filter
from db.rules import Status, show_date
from reports.read.dates import read_date
from tui import minuted
from tui.plain import meetings as plain
from tui.plain import say
from tui.plain.minutes import letter
from tui.verbs.named import check_step, status_named
from tui.verbs.registers import DONE, NotDone, asked, existing, found_in, opened, print_json, today, written
from tui.verbs.saved import told

if TYPE_CHECKING:
    from db.inputs import FollowUp, NewMinute

_KINDS = ("decision", "action", "promise", "question", "note")


def do_list(typed: argparse.Namespace) -> int:
    """List the meetings, latest first."""
    with opened(typed.register, typed.as_at) as reader:
        found = reader.meetings()
        if typed.json:
            print_json({"as_at": reader.as_at.isoformat(), "meetings": [plain.as_document(one) for one in found]})
        else:
            plain.listed(found)
    return DONE


def do_begin(typed: argparse.Namespace) -> int:
    """Begin a meeting over what was asked for."""
    from db.inputs import NewMeeting  # see written

    path, on = existing(typed.register), today()
    if typed.on and typed.on > on:
        raise NotDone(f"{show_date(typed.on)} is still to come; a meeting is begun on its day, or entered after it.")
    with opened(path, None) as reader:
        queue = _queue(typed, reader)
    if not queue.ids:
        raise NotDone(f"There is nothing to go through: no recommendation is in the queue ({queue.words}).")
    new = asked(lambda: NewMeeting(body=typed.body, held_on=typed.on or on, queue_words=queue.words, queue=queue.ids))
    with written(path, typed.by) as ledger:
        receipt = ledger.begin_meeting(new, on=on)
    if typed.json:
        print_json({"as_at": on.isoformat(), "said": receipt.said, "meeting": new.id, "queue": list(new.queue)})
        return DONE
    say(f"Saved. {receipt.said}.")
    with opened(path, None) as reader:
        plain.queue(reader.meeting(new.id))
    say(f"`outstanding meeting note {plain.short(new.id)} REF` records what is said about one of them.")
    return DONE


def _queue(typed: argparse.Namespace, reader: Reader) -> Queue:
    asked_for = (typed.directorate is not None, bool(typed.filter), typed.step is not None, typed.last_report)
    if sum(asked_for) != 1:
        raise NotDone("A meeting goes through one of: --directorate NAME, --filter WORDS, --step N, --last-report.")
    if typed.directorate is not None:
        known = {node.name.casefold(): node.id for node in reader.tree()}
        if typed.directorate.casefold() not in known:
            names = ", ".join(node.name for node in reader.tree())
            raise NotDone(f"No directorate is called {typed.directorate}. There are: {names or 'none'}.")
        return queues.of_directorate(reader, known[typed.directorate.casefold()])
    if typed.filter:
        return queues.of_filter(reader, Filter(text=typed.filter, open_only=True))
    if typed.step is not None:
        if typed.step:
            check_step(typed.step, reader.policy)
        return queues.of_steps(reader, typed.step or None)
    queue = queues.of_last_report(reader)
    if queue is None:
        raise NotDone(f"No report to the {reader.policy.meeting_body} has been sealed yet.")
    return queue


def do_note(typed: argparse.Namespace) -> int:
    """Record what was said about one recommendation, and what it changes, as one step."""
    path, on = existing(typed.register), today()
    with opened(path, None) as reader:
        meeting = found_meeting(reader.meetings(), typed.meeting).meeting
        recommendation = found_in(reader, typed.ref)
        status = status_named(typed.status, reader.policy)
    minutes = asked(lambda: tuple(_minutes(typed)))
    change = asked(lambda: _change(typed, status))
    with written(path, typed.by) as ledger:
        receipt = ledger.in_meeting(meeting.id, recommendation, *minutes, change=change, on=on)
    return told(typed, receipt, on)


def _minutes(typed: argparse.Namespace) -> "Iterator[NewMinute]":
    from db.inputs import NewMinute  # see written

    said = {kind: getattr(typed, kind) for kind in _KINDS if getattr(typed, kind)}
    owed = [kind for kind in said if kind != "note"]
    if (typed.who or typed.due) and len(owed) != 1:
        one = ", ".join(f"--{kind}" for kind in _KINDS[:-1])
        raise NotDone(f"--who and --due are of one thing ({one}); record several one after the other.")
    for kind, text in said.items():
        its = {"who": typed.who, "due": typed.due} if kind in owed else {}
        yield NewMinute.model_validate({"kind": kind, "text": text, **its})


def _change(typed: argparse.Namespace, status: Status | None) -> "FollowUp | None":
    """A note that goes with a status is the update's text too: the committee's paper shows it."""
    from db.inputs import FollowUp  # see written

    if status is None and typed.new_date is None:
        if typed.reason:
            raise NotDone("--reason says why --status or --new-date; neither was given.")
        return None
    return FollowUp(opinion=status, text=typed.note if status else "", due=typed.new_date, reason=typed.reason)


def do_end(typed: argparse.Namespace) -> int:
    """End a meeting."""
    path = existing(typed.register)
    with opened(path, None) as reader:
        meeting = found_meeting(reader.meetings(), typed.meeting).meeting
    with written(path, typed.by) as ledger:
        say(f"Saved. {ledger.end_meeting(meeting.id, on=today()).said}.")
    say(f"`outstanding meeting minutes {plain.short(meeting.id)}` tells its minutes.")
    return DONE


def do_show(typed: argparse.Namespace) -> int:
    """Show a meeting's queue as it stands, and its journal."""
    with opened(typed.register, typed.as_at) as reader:
        held = reader.meeting(found_meeting(reader.meetings(), typed.meeting).meeting.id)
        if typed.json:
            print_json(plain.proceedings_as_document(held, reader.as_at))
        else:
            plain.proceedings(held)
    return DONE


def do_minutes(typed: argparse.Namespace) -> int:
    """Tell the minutes, or write them: as PDF, or as plain text for an e-mail."""
    from tui.verbs.files import write_file  # only what writes files needs it

    path = existing(typed.register)
    suffix = typed.output.suffix.casefold() if typed.output else ""
    if typed.output and suffix not in (".pdf", ".txt"):
        raise NotDone(f"{typed.output} is neither a .pdf nor a .txt file; the minutes are written as one of these.")
    with opened(path, None) as reader:
        held = reader.meeting(found_meeting(reader.meetings(), typed.meeting).meeting.id)
    with opened(path, _last_day(held)) as reader:
        # What was not reached stands in them as it stood then; what is kept of a meeting as a draft is of no day.
        minutes = digest(replace(reader.meeting(held.meeting.id), draft=held.draft))
        policy, fingerprint = reader.policy, reader.fingerprint()
    if typed.json:
        print_json(plain.digest_as_document(minutes, policy))
        return DONE
    if not typed.output:
        say(letter(minutes, policy).rstrip("\n"))
        return DONE

    def write(out: BinaryIO) -> None:
        if suffix == ".pdf":
            minuted.write_paper(out, minutes, policy, fingerprint)
        else:
            out.write(letter(minutes, policy).encode())

    write_file(typed, path, write)
    return DONE


def _last_day(held: Proceedings) -> date:
    """The day from which all that the meeting recorded is so."""
    return max(held.meeting.held_on, *(entry.on for entry in held.journal), held.meeting.ended_on or today())


_MONTH = re.compile(r"\d{4}-\d{2}")


def found_meeting(meetings: Sequence[Held], words: str) -> Held:
    """The meeting that `words` mean: the last, that of a day or a month, or the one whose id begins or ends so."""
    wanted = words.strip().casefold()
    if not meetings:
        raise NotDone("No meeting has been held yet. `outstanding meeting begin` begins one.")
    if wanted == "last":
        return meetings[0]
    if _MONTH.fullmatch(wanted):
        found = [one for one in meetings if one.meeting.held_on.isoformat().startswith(wanted)]
    elif (day := read_date(words)) is not None:
        found = [one for one in meetings if one.meeting.held_on == day]
    else:
        found = [
            one
            for one in meetings
            if len(wanted) >= 4 and (one.meeting.id.startswith(wanted) or one.meeting.id.endswith(wanted))
        ]
    if not found:
        raise NotDone(f"There is no meeting {words}. `outstanding meeting list` shows which there are.")
    if len(found) > 1:
        several = "; ".join(f"{plain.short(one.meeting.id)} ({plain.called(one.meeting)})" for one in found)
        raise NotDone(f"{words} may be several meetings: {several}. Name one by the end of its id.")
    return found[0]
