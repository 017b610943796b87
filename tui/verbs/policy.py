"""The verbs for what this body has decided: shown, changed, taken over from another body's conventions."""

import argparse
from collections.abc import Mapping
from typing import Any

from db.policy import FIELDS, as_settings
from db.presets import presets
from db.rules import Policy
from tui import plain, settled
from tui.text import show_line, signs
from tui.verbs.registers import DONE, NotDone, existing, opened, print_json, today, written


def do_policy(typed: argparse.Namespace) -> int:
    """Every setting in words."""
    with opened(typed.register, typed.as_at) as reader:
        policy, day = reader.policy, reader.as_at
    now, default = as_settings(policy), as_settings(Policy())
    if typed.json:
        print_json(
            {"as_at": day.isoformat(), "policy": now, "default": [name for name in now if now[name] == default[name]]}
        )
        return DONE
    for name, field in FIELDS.items():
        own = "" if now[name] != default[name] else "  (default)"
        plain.say_wrapped(f"{name:<20}{field.label}: {show_line(settled.told(name, policy))}{own}", 20)
    return DONE


def do_set(typed: argparse.Namespace) -> int:
    """Change one setting."""
    if typed.name not in FIELDS:
        raise NotDone(f"There is no setting {typed.name}. There are: {', '.join(FIELDS)}.")
    try:
        value = None if typed.default else settled.typed(typed.name, " ".join(typed.value))
    except ValueError as wrong:
        raise NotDone(str(wrong)) from None
    if typed.value == [] and not typed.default:
        raise NotDone(f"What is it to be? {settled.HINTS.get(typed.name, 'Any words')}; or --default.")
    return _decide(typed, {typed.name: value}, reason=typed.reason)


def do_presets(typed: argparse.Namespace) -> int:
    """The bodies whose conventions are ready."""
    if typed.json:
        told = [{"name": p.name, "title": p.title, "about": p.about, "source": p.source} for p in presets()]
        print_json({"presets": told})
        return DONE
    for preset in presets():
        plain.say(f"{preset.name}: {preset.title}. {preset.about}\n  Source: {preset.source}.")
    return DONE


def do_use(typed: argparse.Namespace) -> int:
    """Take over a body's conventions; what changes is said first."""
    preset = next((one for one in presets() if one.name == typed.preset), None)
    if preset is None:
        raise NotDone(f"There is no preset {typed.preset}. There are: {', '.join(one.name for one in presets())}.")
    with opened(typed.register, None) as reader:
        policy = reader.policy
    changes = preset.changes(policy)
    if changes:
        return _decide(typed, changes, reason=f"as {preset.title} has it", dry_run=typed.dry_run)
    if typed.json:
        print_json({"as_at": today().isoformat(), "dry_run": typed.dry_run, "changes": []})
    else:
        plain.say(f"Everything is as {preset.title} has it already.")
    return DONE


def _decide(typed: argparse.Namespace, changes: Mapping[str, Any], *, reason: str, dry_run: bool = False) -> int:
    """Change these settings, or only say what that would change."""
    path, day = existing(typed.register), today()
    with opened(path, None) as reader:
        policy = reader.policy
    default = as_settings(Policy())
    shown = {name: default.get(name) if value is None else value for name, value in changes.items()}
    try:
        told = settled.differences(policy, shown)
    except ValueError as wrong:
        raise NotDone(str(wrong)) from None
    if not dry_run:
        with written(path, typed.by) as ledger:
            ledger.decide(changes, on=day, reason=reason)
    if typed.json:
        rows = [{"setting": label, "old": old, "new": new} for label, old, new in told]
        print_json({"as_at": day.isoformat(), "dry_run": dry_run, "changes": rows})
        return DONE
    plain.say("Would be changed; nothing is saved:" if dry_run else "Saved.")
    for label, old, new in told:
        plain.say(f"{label}: {show_line(old)} {signs.arrow} {show_line(new)}")
    return DONE
