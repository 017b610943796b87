"""The verb about keys: which there are, which were changed, and a file to change them in."""

import argparse
import sys
from itertools import groupby

from tui import plain
from tui.commands import COMMANDS, DEFAULT_KEYS, keys_shown
from tui.keys import Own, as_file, keys_file, take_up, written
from tui.text import show
from tui.verbs.registers import DONE, PROBLEMS, NotDone, print_json


def do_keys(typed: argparse.Namespace) -> int:
    """Tell the keys of every action, or write a file to change them in."""
    if typed.write:
        return _write()
    own = take_up()
    for trouble in own.troubles:
        sys.stderr.write(f"{show(trouble)}\n")
    if typed.json:
        print_json(_document(own))
    else:
        _tell(own)
    return PROBLEMS if own.troubles else DONE


def _write() -> int:
    path = keys_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(as_file())
    except FileExistsError:
        raise NotDone(f"{path} is there already; nothing was written.") from None
    plain.say(f"Written: {path}\nTake away the # before a line and change its key; `outstanding keys` then shows it.")
    return DONE


def _tell(own: Own) -> None:
    plain.say(
        f"Your own keys: {own.path}{'' if own.path.exists() else ' (not there; `outstanding keys --write` makes it)'}"
    )
    for place, commands in groupby(COMMANDS, key=lambda one: one.place):
        plain.say(f"\n{place.value}")
        for command in commands:
            changed = "  (changed)" if command.keys != DEFAULT_KEYS[command.id] else ""
            plain.say(f"  {keys_shown(command):<14} {command.id:<15} {command.help}{changed}")


def _document(own: Own) -> dict[str, object]:
    keys = [
        {
            "id": command.id,
            "keys": [written(key) for key in command.keys],
            "default": [written(key) for key in DEFAULT_KEYS[command.id]],
            "place": command.place.value,
            "label": command.label,
            "help": command.help,
        }
        for command in COMMANDS
    ]
    return {"file": str(own.path), "keys": keys, "troubles": list(own.troubles)}
