"""Whether a register is whole: its pages, its links, its history, and that what it shows is what its history says."""

import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256

from db import history, migrations, stood

_MOST = 20
"""Findings of one sort that are told one by one."""


def quick_findings(connection: sqlite3.Connection) -> list[str]:
    """Damage to pages, by SQLite's quick check."""
    return _pages(connection, "quick_check")


def findings(connection: sqlite3.Connection) -> list[str]:
    """Everything that is wrong, as sentences without a record's text. It sees one moment of the register."""
    connection.execute("BEGIN")
    try:
        if damaged := _pages(connection, "integrity_check"):
            return damaged
        found = [*schema_findings(connection), *_links(connection), *history.verify(connection)]
        if not found:  # a history that is not whole says nothing of the records
            found += _few(_differences(connection))
        if not found:
            found += _few(stood.differences(connection))
        return [*found, *_few(_altered_attachments(connection)), *_few(_unreadable_reports(connection))]
    finally:
        connection.execute("ROLLBACK")


def _pages(connection: sqlite3.Connection, pragma: str) -> list[str]:
    said = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}({_MOST})")]
    return [] if said == ["ok"] else [f"The file is damaged: {words}." for words in said]


def _few(found: Iterator[str]) -> Iterator[str]:
    for n, finding in enumerate(found):
        if n == _MOST:
            yield "There are more such findings."
            return
        yield finding


def schema_findings(connection: sqlite3.Connection) -> list[str]:
    """Tables, indexes and triggers that are not as made: without its triggers, history could be altered."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    there, expected = _schema(connection), _expected_schema(version)
    return [
        *(f"The register's {name} is missing." for name in expected.keys() - there.keys()),
        *(f"The register has a {name} that is not Outstanding's." for name in there.keys() - expected.keys()),
        *(
            f"The register's {name} has been altered."
            for name in expected
            if there.get(name, expected[name]) != expected[name]
        ),
    ]


def _schema(connection: sqlite3.Connection) -> Mapping[str, str]:
    """What was said to make everything, but for what SQLite makes by itself."""
    return {
        f"{kind} {name}": sql
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        if not name.startswith(("sqlite_", "search_")) or kind == "view"
    }


@cache
def _expected_schema(version: int) -> Mapping[str, str]:
    """What that version makes."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statement in (statement for step in migrations.STEPS[:version] for statement in step):
            fresh.execute(statement)
        return _schema(fresh)
    finally:
        fresh.close()


def _links(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("PRAGMA foreign_key_check")
    broken = {(table, f"a{'n' * (parent[0] in 'ae')} {parent}") for table, _, parent, _ in rows}
    return [f"A record of {table} refers to {parent} that is not there." for table, parent in sorted(broken)]


def _differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Every field of every record must be what the history makes it."""
    out = history.out_of_effect(connection)
    for kind in history.KINDS:
        blank, key = history.blanks(connection, kind), history.key_of(kind)
        if not blank:
            continue  # an older register has no such records
        columns = ", ".join(f'"{name}"' for name in blank)
        shown = iter(connection.execute(f'SELECT {columns} FROM {kind} ORDER BY "{key}"'))
        row = next(shown, None)
        place = list(blank).index(key)
        for record, events in history.records(connection, kind, out):
            while row is not None and row[place] < record:
                yield f"The {kind} {row[place]} is not in the history."
                row = next(shown, None)
            told = history.whole(blank, history.replay(events, history.FOREVER))
            if told[key] == blank[key]:
                if row is not None and row[place] == record:
                    yield f"The {kind} {record} is shown though it was taken back."
                    row = next(shown, None)
                continue
            if row is None or row[place] != record:
                yield f"The {kind} {record} is in the history but not shown."
                continue
            for name, value in zip(blank, row, strict=True):
                if value != told[name]:
                    yield f"The {kind} {record} shows another {name.replace('_', ' ')} than its history."
            row = next(shown, None)
        while row is not None:
            yield f"The {kind} {row[place]} is not in the history."
            row = next(shown, None)


def _altered_attachments(connection: sqlite3.Connection) -> Iterator[str]:
    for digest, content in connection.execute("SELECT sha256, content FROM attachment"):
        if sha256(content).hexdigest() != digest:
            yield f"The attached file {digest[:12]} has been altered or damaged."


def _unreadable_reports(connection: sqlite3.Connection) -> Iterator[str]:
    """A report whose figures are whole as bytes, and still cannot be read, was not sealed by this program."""
    if not connection.execute("PRAGMA table_info(report)").fetchall():
        return  # an older register has none
    from db import sealed  # not before the first paint

    rows = connection.execute(
        "SELECT r.id, r.as_at, a.content FROM report r JOIN attachment a ON a.sha256 = r.figures_sha256"
    )
    for report, as_at, content in rows:
        try:
            same = sealed.unpack(content).position.as_at.isoformat() == as_at
        except sealed.Damaged:
            yield f"What the report {report} told cannot be read."
        else:
            if not same:
                yield f"What the report {report} told is as at another day than the report."


def index_findings(connection: sqlite3.Connection) -> list[str]:
    """Does the text index hold what the records say? SQLite asks this by a statement that counts as writing."""
    try:
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname != "SQLITE_CORRUPT_VTAB":
            raise
        return ["The index that finds words does not hold what the records say."]
    return []
