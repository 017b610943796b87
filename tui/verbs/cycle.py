"""The verbs of the reporting cycle: what wants doing, who is called on, what was moved, what was tested."""

import argparse

from db import cycle
from db.follow_up_audits import follow_ups
from db.slips import by_owner
from db.verified import by_directorate
from tui.plain import cycle as page
from tui.plain import escalation as escalation_page
from tui.verbs.registers import DONE, NotDone, opened, print_json


def do_today(typed: argparse.Namespace) -> int:
    """Tell what wants doing, the most urgent first."""
    with opened(typed.register, typed.as_at) as reader:
        wanted = cycle.today(reader)
    if typed.json:
        print_json(page.agenda_as_document(wanted, reader.as_at))
    else:
        page.agenda(wanted, reader.as_at)
    return DONE


def do_escalation(typed: argparse.Namespace) -> int:
    """Tell who came to which step since the last report, who will have by the next meeting, and what was done."""
    with opened(typed.register, typed.as_at) as reader:
        if typed.meeting and typed.meeting <= reader.as_at:
            raise NotDone("--meeting must be after the date that is spoken of.")
        if typed.since and typed.since >= reader.as_at:
            raise NotDone("--since must be before the date that is spoken of.")
        found = cycle.escalation(reader, since=typed.since, meeting=typed.meeting)
        if typed.json:
            print_json(escalation_page.as_document(found))
        else:
            escalation_page.escalation(found, reader.policy)
    return DONE


def do_slips(typed: argparse.Namespace) -> int:
    """Tell how often and how far due dates were moved."""
    with opened(typed.register, typed.as_at) as reader:
        moved = cycle.moved(reader)
    owners = by_owner(moved) if typed.by else None
    if typed.json:
        print_json(page.slips_as_document(moved, owners, reader.as_at))
    elif owners is not None:
        page.owners(owners, reader.as_at)
    else:
        page.slips(moved, reader.as_at)
    return DONE


def do_follow_ups(typed: argparse.Namespace) -> int:
    """Tell which audits are to be followed up by another, and by when."""
    with opened(typed.register, typed.as_at) as reader:
        due = follow_ups(reader.audits(), reader.policy, reader.as_at)
    if typed.json:
        print_json(page.follow_ups_as_document(due, reader.as_at))
    else:
        page.show_follow_ups(due, reader.as_at)
    return DONE


def do_verified(typed: argparse.Namespace) -> int:
    """Tell how much of what is called done audit has tested, and how."""
    with opened(typed.register, typed.as_at) as reader:
        claims = cycle.claimed(reader)
    if typed.json:
        print_json(page.verified_as_document(claims, by_directorate(claims), reader.as_at))
    else:
        page.verified(claims, by_directorate(claims), reader.as_at)
    return DONE
