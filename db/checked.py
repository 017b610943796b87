"""The pack check of a register: what it reads, in a constant number of queries, what it finds, what was dismissed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.connection import sentences
from db.fetch import fetch
from db.pack_check import Finding, Followed, Pack, check, standing
from db.queries import Reader
from db.rows import Acceptance, Dismissal, DueRevision, Recommendation, Report
from db.sealed import latest
from db.shown import as_date, as_status

_OPINIONS = """SELECT json_array(u.recommendation_id, u.opinion, u.words, u.reason, coalesce(u.source_id, ''),
        coalesce(s.name, '')) AS line
    FROM progress_update u LEFT JOIN source s ON s.id = u.source_id
    WHERE u.opinion IS NOT NULL ORDER BY u."on", u.rowid"""
_EVIDENCE = """SELECT json_array(recommendation_id, count(*)) AS line FROM evidence
    WHERE accepted_by <> '' GROUP BY recommendation_id"""
_REVISIONS = """SELECT json_array(recommendation_id, id, old, new, reason, agreed_by, agreed_on) AS line
    FROM due_revision ORDER BY rowid"""
_ACCEPTANCES = """SELECT json_array(recommendation_id, id, accepted_by, role, accepted_on, why, residual_risk,
        mitigation, expires_on, audit_view, minute) AS line FROM acceptance ORDER BY rowid"""
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
    findings = check(gather(reader, before=before, before_at=last.as_at if last else None))
    stands, dismissed = standing(findings, dismissals(live))
    return Checked(reader.as_at, last, tuple(stands), tuple(dismissed))


def gather(
    reader: Reader, *, before: Mapping[str, Recommendation] | None = None, before_at: date | None = None
) -> Pack:
    """All that the pack check looks at, as at the reader's date; `before` is what the last report gave, by id."""
    with sentences(reader.path):
        opinions, evidence, revisions, acceptances = fetch(
            reader.connection, {}, _OPINIONS, _EVIDENCE, _REVISIONS, _ACCEPTANCES
        )
    latest: dict[str, tuple[Any, ...]] = {of: tuple(rest) for of, *rest in opinions}
    accepted: dict[str, int] = dict(evidence)
    moved = _by_record(revisions)
    taken = _by_record(acceptances)
    return Pack(
        as_at=reader.as_at,
        policy=reader.policy,
        followed=tuple(
            _followed(one, latest.get(one.id), accepted.get(one.id, 0), moved.get(one.id, ()), taken.get(one.id, ()))
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


def _by_record(rows: Iterable[list[Any]]) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    for of, *rest in rows:
        found.setdefault(of, []).append(rest)
    return found


def _followed(
    one: Recommendation,
    opinion: tuple[Any, ...] | None,
    evidence: int,
    revisions: Iterable[list[Any]],
    acceptances: Iterable[list[Any]],
) -> Followed:
    status, words, reason, source, name = opinion or (None, "", "", "", "")
    *_, acceptance = (None, *acceptances)
    return Followed(
        one,
        opinion=as_status(status),
        opinion_words=words,
        reason=reason,
        source=source,
        source_name=name,
        accepted_evidence=evidence,
        revisions=tuple(
            DueRevision(id_, as_date(old), as_date(new), why, agreed_by, as_date(agreed_on))
            for id_, old, new, why, agreed_by, agreed_on in revisions
        ),
        acceptance=_acceptance(acceptance) if acceptance else None,
    )


def _acceptance(row: list[Any]) -> Acceptance:
    id_, by, role, on, why, residual_risk, mitigation, expires_on, audit_view, minute = row
    return Acceptance(
        id_, by, role, date.fromisoformat(on), why, residual_risk, mitigation, as_date(expires_on), audit_view, minute
    )
