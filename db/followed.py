"""Recommendations with all that has been done about each: what escalation, today's list and its kin are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db import belongings
from db.belongings import OF_MANY, by_recommendation
from db.rows import Acceptance, DueRevision, Evidence, Recommendation, StepRecord
from db.rules import Method, Status
from db.shown import RECOMMENDATIONS, AsAt, Row, as_status


@dataclass(frozen=True, slots=True)
class Said:
    """What one update says of the status; the text of the latest is the recommendation's `update`."""

    on: date
    claim: Status | None
    opinion: Status | None
    method: Method | None
    reason: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A recommendation and its following up."""

    recommendation: Recommendation
    said: tuple[Said, ...] = ()
    """Oldest first."""
    evidence: tuple[Evidence, ...] = ()
    revisions: tuple[DueRevision, ...] = ()
    """In the order they count from."""
    acceptances: tuple[Acceptance, ...] = ()
    """As they were recorded."""
    steps: tuple[StepRecord, ...] = ()
    """By months."""


_SAID = """SELECT json_array(recommendation_id, "on", claim, opinion, method, reason) AS line FROM progress_update
    WHERE recommendation_id {whose} ORDER BY "on", rowid"""

QUERIES = (
    RECOMMENDATIONS,
    *(
        query.format(whose=OF_MANY)
        for query in (
            _SAID,
            belongings.EVIDENCE,
            belongings.REVISIONS,
            belongings.ACCEPTANCES,
            belongings.STEPS,
        )
    ),
)
"""Of the recommendations in `:rowids`, all at one moment."""


def followed(as_at: AsAt, rows: Sequence[Sequence[Row]]) -> list[Followed]:
    """Of QUERIES."""
    recommendations, said, evidence, revisions, acceptances, steps = rows
    said_of = by_recommendation(said, _said)
    evidence_of = by_recommendation(evidence, belongings.evidence)
    revisions_of = by_recommendation(revisions, belongings.revision)
    acceptances_of = by_recommendation(acceptances, belongings.acceptance)
    steps_of = by_recommendation(steps, belongings.step)
    return [
        Followed(
            one,
            tuple(said_of.get(one.id, ())),
            tuple(evidence_of.get(one.id, ())),
            tuple(revisions_of.get(one.id, ())),
            tuple(acceptances_of.get(one.id, ())),
            tuple(steps_of.get(one.id, ())),
        )
        for one in map(as_at.recommendation, recommendations)
    ]


def _said(row: Row) -> Said:
    _, on, claim, opinion, method, reason = row
    return Said(
        date.fromisoformat(on), as_status(claim), as_status(opinion), Method(method) if method else None, reason
    )
