"""The reader: frozen rows for screen, paper and command line alike, by the plain driver."""

import json
import sqlite3
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from db import belongings, history, shown
from db.connection import RegisterError, path_of, sentences
from db.fetch import Interrupted, fetch
from db.figures import Figures, figures
from db.packed import printed
from db.policy import read_policy
from db.refs import find
from db.rows import (
    Appearance,
    Audit,
    Detail,
    Directorate,
    DirectorateNode,
    Event,
    Filter,
    Line,
    Paper,
    Position,
    Post,
    Recommendation,
    Report,
    Sort,
    SortBy,
)
from db.rules import Counting, Policy, Status
from db.selection import AS_STORED, ENDED, select, standing

if TYPE_CHECKING:
    from db.followed import Followed
    from db.held import Held, Proceedings
    from db.sealed import Told

__all__ = ["Changed", "Filter", "Interrupted", "Reader", "Sort", "SortBy"]

_BLOCK = 256
"""Records read at a time where all are read: a few milliseconds' work."""
_ALL = Filter()
_BY_DUE = Sort()


class Changed(RegisterError):
    """The register was written to while all of it was being read; the reading is to be begun anew."""

    def __init__(self) -> None:
        super().__init__("The register was changed while it was being read. Please do this again.", in_use=True)


_SETTINGS = "SELECT json_array(key, value) AS line FROM setting"
_POSTS = """SELECT json_array(id, directorate_id, role, person, title, since, until) AS line FROM post
    ORDER BY since IS NOT NULL, since, rowid"""
_DIRECTORATES = "SELECT json_array(id, name) AS line FROM directorate ORDER BY name COLLATE NOCASE, id"
_AUDITS = """SELECT json_array(a.id, a.title, a.issued, a.auditor, a.assurance, a.directorate_id, coalesce(d.name, ''),
        a.followed_up_on) AS line FROM audit a LEFT JOIN directorate d ON d.id = a.directorate_id
    ORDER BY a.title COLLATE NOCASE, a.issued, a.id"""
_STATUSES = "SELECT json_array(id, iif(accepted_until < :as_at, status_before, status)) AS line FROM recommendation"
_ACCEPTED_FOR_A_TIME = "SELECT json_array(id) AS line FROM recommendation WHERE accepted_until >= :as_at"
_MARKED = "SELECT json_array(id, rowid) AS line FROM recommendation WHERE {} IN (SELECT value FROM json_each(:these))"
_BY_ROWID, _BY_ID = (_MARKED.format(column) for column in ("rowid", "id"))
# From one value of the index to the next, without the many entries between.
_PRIORITIES = """WITH RECURSIVE found (priority) AS (
        SELECT min(priority) FROM recommendation
        UNION ALL
        SELECT (SELECT min(r.priority) FROM recommendation r WHERE r.priority > found.priority) FROM found
        WHERE found.priority IS NOT NULL
    ) SELECT json_array(priority) AS line FROM found WHERE priority IS NOT NULL"""

Shaped = TypeVar("Shaped")


class Reader:
    """What a register says as at a date. One thread at a time may use it; any may interrupt it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        as_at: date,
        *,
        counting: Counting | None = None,
        path: Path | None = None,
    ) -> None:
        """`counting` counts months that way whatever the policy says: the other way is one key away.

        Without `path` the connection is asked for it, which it cannot tell while another program writes.
        """
        self.connection = connection
        self.as_at = as_at
        self._counting = counting
        self.path = path or path_of(connection)
        self.pause: Callable[[], None] = _go_on
        """Called now and then by what takes long; it raises Interrupted where nobody waits for that any more."""
        self._version: tuple[int, int] | None = None
        self._stopped = False
        self._shown = shown.AsAt(as_at, Policy(), ())
        self._stands = AS_STORED
        self._figures: Figures | None = None

    # The counts.

    @property
    def policy(self) -> Policy:
        """What the body has decided, read anew when the register has changed."""
        with self._reading():
            return self._shown.policy

    def tree(self) -> tuple[DirectorateNode, ...]:
        """Directorates and their audits, with counts."""
        return self._counted().tree

    def position(self) -> Position:
        """The counts as at the date."""
        return self._counted().position

    def statuses(self) -> Mapping[str, Status | None]:
        """The status of every recommendation in effect at the date, by id."""
        return dict(
            self._shaped(
                lambda row: (row[0], shown.as_status(row[1])), self._fetch(_STATUSES, as_at=self.as_at.isoformat())
            )
        )

    def fingerprint(self) -> str:
        """Of the whole history: the heads of its chains."""
        with self._reading():
            return history.fingerprint(self.connection)

    # The list.

    def order(self, f: Filter = _ALL, sort: Sort = _BY_DUE) -> "array[int]":
        """The rowids of all that the filter lets through, in order."""
        return array("q", self._rowids(f, sort, limit=-1))

    def first(self, f: Filter = _ALL, sort: Sort = _BY_DUE, limit: int = 50) -> list[Line]:
        """The first screenful of `order`, without waiting for the rest."""
        return self.lines(self._rowids(f, sort, limit))

    def lines(self, rowids: Sequence[int]) -> list[Line]:
        """These recommendations as lines, in this order; one that is no longer there is left out."""
        rows = self._fetch(shown.LINES, rowids=json.dumps(list(rowids)))
        return self._shaped(self._shown.line, rows)

    def ids(self, rowids: Sequence[int]) -> dict[str, int]:
        """The ids of these recommendations, each with its row id."""
        return self._rows_by_id(_BY_ROWID, list(rowids))

    def there(self, ids: Sequence[str]) -> dict[str, int]:
        """Those of these recommendations that there still are, each with its row id."""
        return self._rows_by_id(_BY_ID, list(ids))

    def recommendations(self, f: Filter = _ALL, sort: Sort = _BY_DUE) -> Iterator[Recommendation]:
        """All that the filter lets through, whole and in order, read in blocks so that no save has to wait.

        Raises Changed where the register is written to meanwhile: no page shows two states of it.
        """
        for (block,) in self._blocks(f, sort, shown.RECOMMENDATIONS):
            yield from self._shaped(self._shown.recommendation, block)

    def followed(self, f: Filter = _ALL, sort: Sort = _BY_DUE) -> "Iterator[Followed]":
        """The same, each with all that has been done about it."""
        from db import followed  # not before the first paint

        for block in self._blocks(f, sort, *followed.QUERIES):
            with self._reading():
                together = followed.followed(self._shown, block)
            yield from together

    def accepted_for_a_time(self) -> tuple[str, ...]:
        """Those whose risk is accepted until a day that is yet to pass."""
        rows = self._fetch(_ACCEPTED_FOR_A_TIME, as_at=self.as_at.isoformat())
        return tuple(id_ for (id_,) in rows)

    def _blocks(self, f: Filter, sort: Sort, *queries: str) -> Iterator[list[list[list[Any]]]]:
        """What the queries find of all that the filter lets through, a block of `:rowids` at a time."""
        rowids = self.order(f, sort)
        version = self._version
        for start in range(0, len(rowids), _BLOCK):
            self.pause()
            block = json.dumps(rowids[start : start + _BLOCK].tolist())
            with self._reading():
                found = fetch(self.connection, {"rowids": block}, *queries)
            if self._seen() != version:
                raise Changed
            yield found

    # One recommendation.

    def find(self, ref: str) -> str | None:
        """The id of the recommendation called so: by its id, its reference, or the one that was printed.

        None where there is none; Ambiguous is raised where several go by it.
        """
        with self._reading():
            return find(self.connection, ref)

    def detail(self, id_: str) -> Detail:
        """Everything about one recommendation; a LookupError where there is none of that id."""
        with self._reading():
            rows = fetch(self.connection, {"id": id_}, *belongings.DETAIL)
        if not rows[0]:
            raise LookupError(id_)
        with self._reading():
            return belongings.detail(self._shown, rows)

    def printed(self, id_: str) -> tuple[Appearance, ...]:
        """Where files speak of a recommendation and in which words, from what was kept of each; it may be long."""
        with self._reading():
            rows = self.connection.execute(
                """SELECT s.name, s.as_of, p.position, a.content FROM appearance p JOIN source s ON s.id = p.source_id
                    JOIN attachment a ON a.sha256 = s.reading_sha256
                    WHERE p.recommendation_id = ? ORDER BY s.as_of, s.rowid, p.position""",
                (id_,),
            ).fetchall()
            return tuple(
                Appearance(source, shown.as_date(as_of), *printed(content, position))
                for source, as_of, position, content in rows
            )

    def attachment(self, sha256: str) -> bytes:
        """The bytes of that hash; a LookupError where there are none."""
        with self._reading():
            row = self.connection.execute("SELECT content FROM attachment WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            raise LookupError(sha256)
        return bytes(row[0])

    def draft(self, key: str) -> str:
        """What is half typed in a form, or nothing."""
        found = self._fetch("SELECT json_array(text) AS line FROM draft WHERE key = :key", key=key)
        return str(found[0][0]) if found else ""

    # The reports given.

    def reports(self) -> tuple[Report, ...]:
        """All that were sealed, with their papers: that as at the latest day first."""
        from db import sealed  # not before the first paint

        with self._reading():
            return sealed.reports(self.connection)

    def told(self, report: str) -> "Told":
        """What a report told, as it was given; a LookupError where there is none."""
        from db import sealed  # not before the first paint

        found = next((one for one in self.reports() if one.id == report), None)
        if found is None:
            raise LookupError(report)
        return sealed.told(found, self.attachment(found.figures_sha256))

    def paper(self, paper: Paper) -> bytes:
        """The bytes of a paper as they were sealed."""
        from db import sealed  # not before the first paint

        return sealed.whole(paper, self.attachment(paper.sha256))

    # The meetings held.

    def meetings(self) -> "tuple[Held, ...]":
        """All of them, the latest first."""
        from db import held  # not before the first paint

        with self._reading():
            return held.meetings(self.connection)

    def meeting(self, id_: str) -> "Proceedings":
        """A meeting with its queue and its journal; a LookupError where there is none of that id."""
        from db import held  # not before the first paint

        with self._reading():
            found = held.proceedings(self.connection, self._shown, id_)
        if found is None:
            raise LookupError(id_)
        return found

    # What forms and files refer to.

    def audits(self) -> tuple[Audit, ...]:
        """All audits, by title."""
        return tuple(self._shaped(shown.audit, self._fetch(_AUDITS)))

    def directorates(self) -> tuple[Directorate, ...]:
        """All directorates, by name."""
        return tuple(Directorate(*row) for row in self._fetch(_DIRECTORATES))

    def posts(self) -> tuple[Post, ...]:
        """Who holds or held which office, the longest in office first."""
        with self._reading():
            return tuple(self._shown.posts)

    def events(self) -> Iterator[Event]:
        """The whole history, latest first, read in blocks."""
        before = sys.maxsize
        while rows := self._fetch(shown.EVENTS, before=before, limit=_BLOCK):
            yield from self._shaped(shown.event, rows)
            before = rows[-1][0]

    # How it is read.

    def interrupt(self) -> None:
        """Stop what is being read, from another thread; the reading raises Interrupted."""
        self._stopped = True
        self.connection.interrupt()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Answers come from the register as it is now, and troubles as sentences."""
        self._stopped = False
        with sentences(self.path):
            try:
                if self._version != (version := self._seen()):
                    self._look_again()
                    self._version = version
                yield
            except sqlite3.OperationalError as error:
                # A search that is stopped may end as a plain error of the index, not as an interruption.
                if self._stopped or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                    raise Interrupted from None
                raise
            except ValueError:  # no date, no status, no JSON where the register's own rules let nothing else in
                raise sqlite3.DatabaseError from None

    def _shaped(self, shape: Callable[[list[Any]], Shaped], rows: Iterable[list[Any]]) -> list[Shaped]:
        with self._reading():
            return list(map(shape, rows))

    def _seen(self) -> tuple[int, int]:
        """What changes whenever the register does: by others, or by this connection."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        return version, self.connection.total_changes

    def _look_again(self) -> None:
        self._figures = None
        settings, posts, ended = fetch(self.connection, {"as_at": self.as_at.isoformat()}, _SETTINGS, _POSTS, ENDED)
        try:
            policy = read_policy(dict(settings))
        except ValueError as error:
            raise RegisterError(str(error)) from None
        self._shown = shown.AsAt(
            self.as_at,
            replace(policy, counting=self._counting) if self._counting else policy,
            tuple(map(shown.post, posts)),
        )
        self._stands = standing({rowid: before for rowid, before, *_ in ended})

    def _fetch(self, query: str, **given: Any) -> list[list[Any]]:
        with self._reading():
            (rows,) = fetch(self.connection, given, query)
            return rows

    def _rows_by_id(self, query: str, these: list[int] | list[str]) -> dict[str, int]:
        return {str(id_): int(rowid) for id_, rowid in self._fetch(query, these=json.dumps(these))}

    def _counted(self) -> Figures:
        with self._reading():
            if self._figures is None:
                self._figures = figures(self.connection, self.as_at, self._shown.policy)
            return self._figures

    def _rowids(self, f: Filter, sort: Sort, limit: int) -> list[int]:
        with self._reading():
            by_priority = f.priority or f.reported_only or sort.by is SortBy.PRIORITY
            priorities = [row[0] for row in fetch(self.connection, {}, _PRIORITIES)[0]] if by_priority else []
            statement, given = select(f, sort, self.as_at, self._shown.policy, priorities, stands=self._stands)
            (rowids,) = self.connection.execute(
                f"SELECT group_concat(rowid) FROM ({statement} LIMIT {limit})", given
            ).fetchone()
        return list(json.loads(f"[{rowids or ''}]"))


def _go_on() -> None:
    """Nobody can say to stop."""
