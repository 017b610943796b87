"""Layouts of other bodies' files, mapped once and kept among the settings of the register under a name."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from db.rows import FileLayout
from db.rules import Status, visible

if TYPE_CHECKING:
    from db.transaction import Transaction

PREFIX = "layout:"
"""What the key of a setting begins with that keeps one; no setting of the policy is called so."""


def name_in(key: str) -> str | None:
    """The layout that a setting's key names; None where it keeps something else."""
    return key.removeprefix(PREFIX) if key.startswith(PREFIX) else None


def in_settings(settings: Mapping[str, str]) -> tuple[FileLayout, ...]:
    """The layouts among settings, by name; one that cannot be read is none, for it is no figure's business."""
    found = ((name_in(key), kept) for key, kept in settings.items())
    read = (_read(name, kept) for name, kept in found if name is not None)
    return tuple(sorted((layout for layout in read if layout is not None), key=lambda one: one.name.casefold()))


def remembered(connection: sqlite3.Connection) -> tuple[FileLayout, ...]:
    """The layouts that a register remembers, by name."""
    rows: Iterable[tuple[str, str]] = connection.execute(
        "SELECT key, value FROM setting WHERE substr(key, 1, ?) = ?", (len(PREFIX), PREFIX)
    )
    return in_settings(dict(rows))


def called(name: str, layouts: Iterable[FileLayout]) -> FileLayout | None:
    """The one of this name, whatever its case."""
    wanted = _spelt(name).casefold()
    return next((layout for layout in layouts if layout.name.casefold() == wanted), None)


def remember(t: "Transaction", layout: FileLayout) -> None:
    """Keep a layout under its name, in the place of one that is called the same. A ValueError says why not."""
    name = _spelt(layout.name)
    if not visible(name):
        raise ValueError("A layout is remembered under a name.")
    if not any(layout.fields.values()):
        raise ValueError("No heading of this layout stands for anything.")
    text = json.dumps({"fields": dict(layout.fields), "statuses": dict(layout.statuses)}, ensure_ascii=False)
    before = called(name, remembered_in(t))
    key = f"{PREFIX}{before.name if before else name}"
    if before is None:
        t.create("setting", key, {"value": text})
    else:
        t.change("setting", key, {"value": text})


def forget(t: "Transaction", name: str) -> None:
    """Forget a layout; the history keeps it. A ValueError says why not."""
    there = called(name, remembered_in(t))
    if there is None:
        raise ValueError(f"There is no layout {_spelt(name)}.")
    t.remove("setting", f"{PREFIX}{there.name}")


def remembered_in(t: "Transaction") -> tuple[FileLayout, ...]:
    """The layouts as they are within a transaction."""
    from sqlmodel import select  # the ORM is the writer's to load

    from db.models import Setting

    return in_settings({setting.key: setting.value for setting in t.session.exec(select(Setting))})


def in_words(kept: object) -> str:
    """A layout as the register keeps it, for the history; empty where it cannot be read."""
    layout = _read("", str(kept)) if kept else None
    if layout is None:
        return ""
    said = [f"{heading} = {name or 'not read'}".replace("_", " ") for heading, name in layout.fields.items()]
    return "; ".join([*said, *(f"{word} = {status}" for word, status in layout.statuses.items())])


def _spelt(name: str) -> str:
    return " ".join(name.split())


def _read(name: str, kept: str) -> FileLayout | None:
    try:
        told = json.loads(kept)
        fields = {str(heading): str(field) for heading, field in told["fields"].items()}
        statuses = {str(word): Status(status) for word, status in told["statuses"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return FileLayout(name, fields, statuses)
