"""The verb that looks for what is wrong."""

import argparse

from db import store
from tui import plain
from tui.verbs.registers import DAMAGED, DONE, existing, print_json, today


def do_check(typed: argparse.Namespace) -> int:
    """Look for damage; each finding is a sentence."""
    path = existing(typed.register)
    findings = store.check(path)
    if typed.json:
        print_json({"as_at": (typed.as_at or today()).isoformat(), "register": path.name, "findings": findings})
    else:
        for finding in findings or [f"{path} is whole: its pages, its links, its history and its figures agree."]:
            plain.say(finding)
    return DAMAGED if findings else DONE
