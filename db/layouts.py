"""Layouts of other bodies' files, mapped once and kept among the settings of the register under a name."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from db.readings import FileLayout
from db.rules import Status

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
    wanted = spelt(name).casefold()
    return next((layout for layout in layouts if layout.name.casefold() == wanted), None)


def kept_as(layout: FileLayout) -> str:
    """A layout as a setting keeps it."""
    return json.dumps({"fields": dict(layout.fields), "statuses": dict(layout.statuses)}, ensure_ascii=False)


def in_words(kept: object) -> str:
    """A layout as the register keeps it, for the history; empty where it cannot be read."""
    layout = _read("", str(kept)) if kept else None
    if layout is None:
        return ""
    said = [f"{heading} = {name or 'not read'}".replace("_", " ") for heading, name in layout.fields.items()]
    return "; ".join([*said, *(f"{word} = {status}" for word, status in layout.statuses.items())])


def spelt(name: str) -> str:
    """A name with its blanks as they are meant."""
    return " ".join(name.split())


def _read(name: str, kept: str) -> FileLayout | None:
    try:
        told = json.loads(kept)
        fields = {str(heading): str(field) for heading, field in told["fields"].items()}
        statuses = {str(word): Status(status) for word, status in told["statuses"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return FileLayout(name, fields, statuses)
