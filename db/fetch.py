"""Rows by the plain driver: all that several queries find, seen at one moment and handed over as one row."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from db.connection import path_of, sentences


def fetch(connection: sqlite3.Connection, given: Mapping[str, Any], *queries: str) -> list[list[list[Any]]]:
    """The rows of each query, every one of which is `SELECT json_array(...) AS line FROM ...`.

    The driver gives up the interpreter's lock at every row it steps to, and where another thread computes (imports
    the ORM, sets a page) it waits some 5 ms each time to have it back: 4,000 rows then take seconds, as one row they
    take their own time. One statement also sees one state of the register, and leaves no transaction open.
    """
    # SQLite keeps the order of a subquery that group_concat gathers.
    gathered = ", ".join(f"(SELECT group_concat(line) FROM ({query}))" for query in queries)
    values = connection.execute(f"SELECT {gathered}", given).fetchone()
    return [json.loads(f"[{value or ''}]") for value in values]


class Interrupted(Exception):
    """A reading was interrupted from another thread."""


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read in the block, in several statements, is of one state of the register; troubles are sentences."""
    with sentences(path_of(connection)):
        try:
            connection.execute("BEGIN")
            yield
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise Interrupted from None
            raise
        except (ValueError, KeyError):  # no date, no status, no such audit where the rules let nothing else in
            raise sqlite3.DatabaseError from None
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
