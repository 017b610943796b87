"""The few records that figures are grouped by, as they were on a past day: replayed from their events."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db import history
from db.rows import Post
from db.shown import as_date


@dataclass(frozen=True, slots=True)
class Body:
    """Who audited what of whom."""

    directorate_of: Mapping[str, str]
    """By audit; empty where it has none."""
    auditor_of: Mapping[str, str]
    """By audit."""
    directorates: Mapping[str, str]
    """The names, by id; those too that were not there, as they were made."""
    there: frozenset[str]
    """The directorates that were there."""
    posts: tuple[Post, ...]
    """The longest in office first."""


def latest(connection: sqlite3.Connection, known: date | None) -> str | None:
    """The day to replay: None where the register as it is will do, for nothing in it is of later effect."""
    (last,) = connection.execute("SELECT max(effective_on) FROM event").fetchone()
    return None if known is None or last is None or last <= known.isoformat() else known.isoformat()


def body(connection: sqlite3.Connection, day: str | None) -> Body:
    """The body as of a day, or as it is."""
    if day is None:
        audits = _now(connection, "audit")
        directorates, there = _now(connection, "directorate"), None
        posts = _now(connection, "post")
    else:
        out = history.out_of_effect(connection)
        audits, _ = _then(connection, "audit", day, out)
        directorates, there = _then(connection, "directorate", day, out)
        # In a register as of a past day there is what is referred to, but of its events none that are of later days.
        audits = {**_now(connection, "audit"), **audits}
        directorates = {**_now(connection, "directorate"), **directorates}
        every_post, in_post = _then(connection, "post", day, out)
        posts = {id_: post for id_, post in every_post.items() if id_ in in_post}
    return Body(
        directorate_of={id_: audit["directorate_id"] or "" for id_, audit in audits.items()},
        auditor_of={id_: audit["auditor"] for id_, audit in audits.items()},
        directorates={id_: directorate["name"] for id_, directorate in directorates.items()},
        there=frozenset(directorates) if there is None else there,
        posts=tuple(_post(fields) for fields in sorted(posts.values(), key=_in_office_longest)),
    )


def settings(connection: sqlite3.Connection, day: str | None) -> Mapping[str, str]:
    """What the body had decided, as `policy.read_policy` takes it."""
    if day is None:
        return dict(connection.execute("SELECT key, value FROM setting"))
    every, there = _then(connection, "setting", day, history.out_of_effect(connection))
    return {key: every[key]["value"] for key in there}


def ever_named(connection: sqlite3.Connection) -> Mapping[str, str]:
    """The directorates by every name that they ever had, the latest to have it where several had it."""
    rows = connection.execute("SELECT record, changes FROM event WHERE kind = 'directorate' ORDER BY seq")
    named = ((history.changes_in(changes).get("name", (None, None))[1], id_) for id_, changes in rows)
    return {name: id_ for name, id_ in named if name}


def _now(connection: sqlite3.Connection, kind: str) -> dict[str, history.Fields]:
    columns = tuple(history.blanks(connection, kind))
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {kind} ORDER BY rowid")
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def _then(
    connection: sqlite3.Connection, kind: str, day: str, out: frozenset[str]
) -> tuple[dict[str, history.Fields], frozenset[str]]:
    """Every record of a kind as of a day, in the order they are in the register, and which of them were there.

    One that was not yet there, or no longer, is as it was made.
    """
    blank, key = history.blanks(connection, kind), history.key_of(kind)
    order = {id_: n for n, (id_,) in enumerate(connection.execute(f"SELECT {key} FROM {kind} ORDER BY rowid"))}
    every: dict[str, history.Fields] = {}
    there: set[str] = set()
    for record, events in history.records(connection, kind, out):
        fields = history.replay(events, day)
        if fields.get(key) is None:
            fields = history.replay(events, "")
        elif any(on <= day for on, _, _ in events):
            there.add(record)
        every[record] = history.whole(blank, fields)
    return dict(sorted(every.items(), key=lambda item: order.get(item[0], len(order)))), frozenset(there)


def _in_office_longest(post: history.Fields) -> tuple[bool, str]:
    return post["since"] is not None, post["since"] or ""


def _post(fields: history.Fields) -> Post:
    return Post(
        id=fields["id"],
        directorate_id=fields["directorate_id"],
        role=fields["role"],
        person=fields["person"],
        title=fields["title"],
        since=as_date(fields["since"]),
        until=as_date(fields["until"]),
    )
