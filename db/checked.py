"""The pack check of a register: what it reads, in a constant number of queries, what it finds, what was dismissed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.belongings import ACCEPTANCES, REVISIONS, acceptance, by_recommendation, revision
from db.connection import sentences
from db.fetch import fetch
from db.pack_check import Finding, Pack, Reported, check, standing
from db.queries import Reader
from db.rows import Acceptance, Dismissal, DueRevision, Recommendation, Report
from db.sealed import latest
from db.shown import as_status

_OPINIONS = """SELECT json_array(u.recommendation_id, u.opinion, u.words, u.reason, coalesce(u.source_id, ''),
        coalesce(s.name, '')) AS line
    FROM progress_update u LEFT JOIN source s ON s.id = u.source_id
    WHERE u.opinion IS NOT NULL ORDER BY u."on", u.rowid"""
_EVIDENCE = """SELECT json_array(recommendation_id, count(*)) AS line FROM evidence
    WHERE accepted_by <> '' GROUP BY recommendation_id"""
_OF_ALL = "IS NOT NULL"
_DISMISSALS = """SELECT json_array(id, rule, record, about, reason, by, "on") AS line FROM dismissal
    ORDER BY "on", rowid"""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the pack check found."""

    as_at: date
    last: Report | None
    """The report it was compared with: the last that was sealed for the same body."""
    stands: tuple[Finding, ...]
    dismissed: tuple[tuple[Finding, Dismissal], ...]


def pack_check(reader: Reader, live: Reader) -> Checked:
    """Check what a report as at the reader's date would say; what was sealed and dismissed is read of `live`."""
    last = latest(live.reports(), reader.as_at, reader.policy.meeting_body)
    before = {one.id: one for one in live.told(last.id).recommendations} if last else None
    findings = check(gather(reader, before=before, before_at=last.as_at if last else None), reader.pause)
    stands, dismissed = standing(findings, dismissals(live))
    return Checked(reader.as_at, last, tuple(stands), tuple(dismissed))


def gather(
    reader: Reader, *, before: Mapping[str, Recommendation] | None = None, before_at: date | None = None
) -> Pack:
    """All that the pack check looks at, as at the reader's date; `before` is what the last report gave, by id."""
    with sentences(reader.path):
        opinions, evidence, revisions, acceptances = fetch(
            reader.connection,
            {},
            _OPINIONS,
            _EVIDENCE,
            *(query.format(whose=_OF_ALL) for query in (REVISIONS, ACCEPTANCES)),
        )
    latest: dict[str, tuple[Any, ...]] = {of: tuple(rest) for of, *rest in opinions}
    accepted: dict[str, int] = dict(evidence)
    moved = by_recommendation(revisions, revision)
    taken = by_recommendation(acceptances, acceptance)
    return Pack(
        as_at=reader.as_at,
        policy=reader.policy,
        reported=tuple(
            _reported(one, latest.get(one.id), accepted.get(one.id, 0), moved.get(one.id, ()), taken.get(one.id, ()))
            for one in reader.recommendations()
        ),
        audits=reader.audits(),
        posts=reader.posts(),
        before=before,
        before_at=before_at,
    )


def dismissals(reader: Reader) -> tuple[Dismissal, ...]:
    """What was dismissed, and why; oldest first."""
    with sentences(reader.path):
        (rows,) = fetch(reader.connection, {}, _DISMISSALS)
    return tuple(
        Dismissal(id_, rule, record, about, reason, by, date.fromisoformat(on))
        for id_, rule, record, about, reason, by, on in rows
    )


def _reported(
    one: Recommendation,
    opinion: tuple[Any, ...] | None,
    evidence: int,
    revisions: Sequence[DueRevision],
    acceptances: Sequence[Acceptance],
) -> Reported:
    status, words, reason, source, name = opinion or (None, "", "", "", "")
    return Reported(
        one,
        opinion=as_status(status),
        opinion_words=words,
        reason=reason,
        source=source,
        source_name=name,
        accepted_evidence=evidence,
        revisions=tuple(revisions),
        acceptance=acceptances[-1] if acceptances else None,
    )
