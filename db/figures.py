"""The counts: one walk over the figures of all recommendations, for the tree and the position alike."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db import history
from db.fetch import fetch
from db.policy import priority_name
from db.rows import NO_DIRECTORATE, PRIORITY_NOT_GIVEN, STATUS_NOT_READ, AuditNode, DirectorateNode, Position, Tally
from db.rules import CLOSED, OVERDUE, Band, Policy, Status, aged_date, band
from db.selection import ENDED, aged, ages, by_band, limits

_DIRECTORATES = "SELECT json_array(id, name) AS line FROM directorate"
_AUDITS = "SELECT json_array(id, title, issued, assurance, directorate_id) AS line FROM audit"
_PRIORITIES = """SELECT json_array(priority, count(*)) AS line
    FROM recommendation INDEXED BY recommendation_priority GROUP BY priority"""


def _groups(due: str) -> str:
    """Counts by audit and status, which is the order of the index: nothing is sorted, no fat row is read."""
    return f"""SELECT json_array(audit_id, status, {ages(due)}) AS line
        FROM recommendation INDEXED BY recommendation_figures GROUP BY audit_id, status"""


@dataclass(frozen=True, slots=True)
class Figures:
    """The tree and the position, of one moment."""

    tree: tuple[DirectorateNode, ...]
    position: Position


def figures(connection: sqlite3.Connection, as_at: date, policy: Policy) -> Figures:
    """Count everything once."""
    connection.execute("BEGIN")
    try:
        directorates, audits, groups, counted, ended = fetch(
            connection,
            {**limits(as_at, policy), "as_at": as_at.isoformat()},
            _DIRECTORATES,
            _AUDITS,
            _groups(aged(policy)),
            _PRIORITIES,
            ENDED,
        )
        fingerprint = history.fingerprint(connection)
    finally:
        connection.execute("ROLLBACK")
    bands: Counter[Band] = Counter()
    statuses: Counter[str] = Counter()
    tallies: dict[str, tuple[int, int, int]] = {}
    for audit, status, total, dated, over_12, over_6, overdue in groups:
        statuses[status or STATUS_NOT_READ] += total
        if status in CLOSED:
            bands[Band.CLOSED] += total
            is_open = late = 0
        else:
            bands.update(by_band(total, dated, over_12, over_6, overdue))
            is_open, late = total, overdue
        so_far = tallies.get(audit, (0, 0, 0))
        tallies[audit] = so_far[0] + total, so_far[1] + is_open, so_far[2] + late
    for _, before, audit, due, original_due in ended:  # counted as closed so far
        stands = Status(before)
        ages = aged_date(_day(due), _day(original_due), policy.basis)
        late_by = band(stands, ages, as_at, policy)
        statuses.update({str(stands): 1, str(Status.RISK_ACCEPTED): -1})
        bands.update({late_by: 1, Band.CLOSED: -1})
        total, is_open, late = tallies[audit]
        tallies[audit] = total, is_open + 1, late + (late_by in OVERDUE)
    tree = _tree(dict(directorates), audits, {audit: Tally(*counts) for audit, counts in tallies.items()})
    by_directorate: dict[str, Tally] = {}
    for node in tree:
        by_directorate[node.name] = by_directorate.get(node.name, Tally()) + node.tally
    position = Position(
        as_at=as_at,
        counting=policy.counting,
        basis=policy.basis,
        total=bands.total(),
        bands={band: bands[band] for band in Band},
        priorities=_by_priority(dict(counted), policy),
        statuses={name: statuses[name] for name in (*map(str, Status), STATUS_NOT_READ)},
        directorates=by_directorate,
        fingerprint=fingerprint,
    )
    return Figures(tree, position)


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _tree(
    directorates: Mapping[str, str],
    audits: list[list[str | None]],
    tallies: Mapping[str, Tally],
) -> tuple[DirectorateNode, ...]:
    """Directorates by name, each with its audits by title; last, the audits that have none."""
    branches: dict[str, list[AuditNode]] = {id_: [] for id_ in directorates}
    for id_, title, issued, assurance, directorate in audits:
        node = AuditNode(
            id=str(id_),
            title=str(title),
            issued=_day(issued),
            assurance=assurance or "",
            tally=tallies.get(str(id_), Tally()),
        )
        branches.setdefault(directorate or "", []).append(node)
    names = sorted(directorates.items(), key=lambda named: (named[1].casefold(), named[0]))
    if "" in branches:
        names.append(("", NO_DIRECTORATE))
    return tuple(
        DirectorateNode(
            id=id_,
            name=name,
            tally=sum((audit.tally for audit in branches[id_]), Tally()),
            audits=tuple(sorted(branches[id_], key=lambda a: (a.title.casefold(), a.issued or date.min, a.id))),
        )
        for id_, name in names
    )


def _by_priority(counted: Mapping[str, int], policy: Policy) -> Mapping[str, int]:
    """The whole scale, also where it counts nothing; then what is not on it."""
    counts = Counter({step.name: 0 for step in policy.known_priorities})
    others: Counter[str] = Counter()
    for priority, count in sorted(counted.items()):
        name = priority_name(priority, policy)
        (counts if name in counts else others)[name] += count
    not_given = others.pop(PRIORITY_NOT_GIVEN, 0)
    return {**counts, **others, **({PRIORITY_NOT_GIVEN: not_given} if not_given else {})}
