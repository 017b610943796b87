"""The verb that looks for what is wrong: in the register's file, in what will be reported, in what was published."""

import argparse
from pathlib import Path

from db import store
from tui import plain
from tui.verbs.registers import DAMAGED, DONE, PROBLEMS, NotDone, existing, opened, print_json, today, written


def do_check(typed: argparse.Namespace) -> int:
    """Look for damage; with --report, for what is wrong in a report. Each finding is a sentence."""
    if typed.report is None and not typed.dismiss:
        return _damage(typed)
    if typed.report and typed.report != Path():
        return _published(typed)
    return _dismiss(typed) if typed.dismiss else _pack(typed)


def _damage(typed: argparse.Namespace) -> int:
    path = existing(typed.register)
    findings = store.check(path)
    if typed.json:
        print_json({"as_at": (typed.as_at or today()).isoformat(), "register": path.name, "findings": findings})
    else:
        for finding in findings or [f"{path} is whole: its pages, its links, its history and its figures agree."]:
            plain.say(finding)
    return DAMAGED if findings else DONE


def _pack(typed: argparse.Namespace) -> int:
    """Look through what would be reported as at the date."""
    from db.checked import pack_check  # likeness of texts is this check's business alone
    from tui.plain.findings import pack_as_json, show_pack

    with opened(typed.register, typed.as_at) as reader, opened(typed.register, None) as live:
        found = pack_check(reader, live)
    if typed.json:
        print_json(pack_as_json(found))
    else:
        show_pack(found)
    return PROBLEMS if found.stands else DONE


def _dismiss(typed: argparse.Namespace) -> int:
    """Leave one finding as it is, for a reason."""
    from db.checked import pack_check  # see _pack

    path = existing(typed.register)
    with opened(path, typed.as_at) as reader, opened(path, None) as live:
        found = pack_check(reader, live)
    chosen = [finding for finding in found.stands if finding.key == typed.dismiss.strip().casefold()]
    if not chosen:
        raise NotDone(f"No finding goes by {typed.dismiss}. `outstanding check --report` tells them with their keys.")
    with written(path, typed.by) as ledger:
        for finding in chosen:
            receipt = ledger.dismiss(finding.rule, finding.record_id, finding.about, reason=typed.reason, on=today())
    if typed.json:
        print_json({"as_at": found.as_at.isoformat(), "said": receipt.said, "transaction": receipt.transaction})
    else:
        plain.say(f"Dismissed: {chosen[0].said}")
    return DONE


def _published(typed: argparse.Namespace) -> int:
    """Compare a published report with itself, and with the register as at its date."""
    from db.published import against_register  # see _pack
    from reports.read import read
    from tui.plain.findings import published_as_json, show_published
    from tui.verbs.files import being_read

    if typed.dismiss:
        raise NotDone("A finding of a published report is not dismissed; leave out --dismiss, or FILE.")
    with opened(typed.register, None) as reader:
        with being_read(typed.report) as progress:
            reading = read(typed.report, policy=reader.policy, progress=progress)
        as_at, reading = reading.taken(typed.as_at, today())
        found = against_register(reader.connection, reading, as_at)
    if typed.json:
        print_json(published_as_json(found))
    else:
        show_published(found)
    return PROBLEMS if found.own or found.disagreements else DONE
