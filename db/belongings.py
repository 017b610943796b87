"""What belongs to a recommendation, read of one or of many: updates, evidence, moved dates, acceptances, steps."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from db.migrations import HAS_OWNER, OWNER
from db.rows import Acceptance, Appearance, Detail, DueRevision, Evidence, StepRecord, Update
from db.rules import Method
from db.shown import EVENT, WHOLE_OF_ONE, AsAt, Row, as_date, as_status, event

Shaped = TypeVar("Shaped")

OF_ONE = "= :id"
OF_MANY = "IN (SELECT r.id FROM json_each(:rowids) asked JOIN recommendation r ON r.rowid = asked.value)"
"""Whose; a statement is made with one of these, and each of its rows begins with the recommendation's id."""

UPDATES = """SELECT json_array(u.recommendation_id, u.id, u."on", u.management, u.text, u.method, u.claim, u.opinion,
        u.words, u.reason, u.by, coalesce(s.name, '')) AS line
    FROM progress_update u LEFT JOIN source s ON s.id = u.source_id
    WHERE u.recommendation_id {whose} ORDER BY u."on" DESC, u.rowid DESC"""
EVIDENCE = """SELECT json_array(e.recommendation_id, e.id, e.note, e.file_name, coalesce(e.sha256, ''), a.size, e.dated,
        e.received_on, e.given_by, e.accepted_by, e.accepted_on) AS line
    FROM evidence e LEFT JOIN attachment a ON a.sha256 = e.sha256
    WHERE e.recommendation_id {whose} ORDER BY e.received_on, e.rowid"""
REVISIONS = """SELECT json_array(recommendation_id, id, old, new, reason, agreed_by, agreed_on, moved_on) AS line
    FROM (SELECT *, rowid AS n, (SELECT e.effective_on FROM event e WHERE e.kind = 'due_revision' AND e.record = d.id
        ORDER BY e.seq LIMIT 1) AS moved_on FROM due_revision d WHERE recommendation_id {whose})
    ORDER BY moved_on, n"""
ACCEPTANCES = """SELECT json_array(recommendation_id, id, accepted_by, role, accepted_on, why, residual_risk,
        mitigation, expires_on, audit_view, minute) AS line
    FROM acceptance WHERE recommendation_id {whose} ORDER BY rowid"""
STEPS = """SELECT json_array(recommendation_id, id, months, notified_on, attended_on, who, explanation, decision)
        AS line
    FROM escalation_step WHERE recommendation_id {whose} ORDER BY months, rowid"""
_APPEARANCES = """SELECT json_array(s.name, s.as_of) AS line FROM appearance p JOIN source s ON s.id = p.source_id
    WHERE p.recommendation_id = :id ORDER BY s.as_of, s.rowid, p.position"""
_EVENTS = f"""WITH own (kind, record) AS (
        VALUES ('recommendation', :id) UNION SELECT kind, record FROM event WHERE {HAS_OWNER} AND {OWNER} = :id
    ) SELECT {EVENT} FROM own CROSS JOIN event e ON e.kind = own.kind AND e.record = own.record
    ORDER BY e.seq DESC"""
_DRAFT = "SELECT json_array(text) AS line FROM draft WHERE key = 'update:' || :id"

DETAIL = (
    WHOLE_OF_ONE,
    *(query.format(whose=OF_ONE) for query in (UPDATES, EVIDENCE, REVISIONS, ACCEPTANCES, STEPS)),
    _APPEARANCES,
    _EVENTS,
    _DRAFT,
)
"""One recommendation, then what belongs to it."""


def detail(as_at: AsAt, rows: Sequence[Sequence[Row]]) -> Detail:
    """Of DETAIL."""
    (one,), updates, evidence_, revisions, acceptances, steps, appearances, events, draft = rows
    return Detail(
        recommendation=as_at.recommendation(one),
        updates=tuple(map(update, updates)),
        evidence=tuple(map(evidence, evidence_)),
        revisions=tuple(map(revision, revisions)),
        appearances=tuple(Appearance(source, as_date(as_of), "", {}) for source, as_of in appearances),
        history=tuple(map(event, events)),
        draft=draft[0][0] if draft else "",
        acceptances=tuple(map(acceptance, acceptances)),
        steps=tuple(map(step, steps)),
    )


def by_recommendation(rows: Iterable[Row], shape: Callable[[Row], Shaped]) -> dict[str, list[Shaped]]:
    """What belongs to many, shaped and sorted out by the recommendation's id, in the order of the rows."""
    found: dict[str, list[Shaped]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(shape(row))
    return found


def update(row: Row) -> Update:
    """Of UPDATES."""
    _, id_, on, management, text, method, claim, opinion, words, reason, by, source = row
    return Update(
        id=id_,
        on=date.fromisoformat(on),
        management=management,
        text=text,
        method=Method(method) if method else None,
        claim=as_status(claim),
        opinion=as_status(opinion),
        words=words,
        reason=reason,
        by=by,
        source=source,
    )


def evidence(row: Row) -> Evidence:
    """Of EVIDENCE."""
    _, id_, note, file_name, sha256, size, dated, received_on, given_by, accepted_by, accepted_on = row
    return Evidence(
        id=id_,
        note=note,
        file_name=file_name,
        sha256=sha256,
        size=size,
        dated=as_date(dated),
        received_on=date.fromisoformat(received_on),
        given_by=given_by,
        accepted_by=accepted_by,
        accepted_on=as_date(accepted_on),
    )


def revision(row: Row) -> DueRevision:
    """Of REVISIONS."""
    _, id_, old, new, reason, agreed_by, agreed_on, moved_on = row
    return DueRevision(id_, as_date(old), as_date(new), reason, agreed_by, as_date(agreed_on), as_date(moved_on))


def acceptance(row: Row) -> Acceptance:
    """Of ACCEPTANCES."""
    _, id_, accepted_by, role, accepted_on, why, residual_risk, mitigation, expires_on, audit_view, minute = row
    return Acceptance(
        id=id_,
        accepted_by=accepted_by,
        role=role,
        accepted_on=date.fromisoformat(accepted_on),
        why=why,
        residual_risk=residual_risk,
        mitigation=mitigation,
        expires_on=as_date(expires_on),
        audit_view=audit_view,
        minute=minute,
    )


def step(row: Row) -> StepRecord:
    """Of STEPS."""
    _, id_, months, notified_on, attended_on, who, explanation, decision = row
    return StepRecord(id_, months, as_date(notified_on), as_date(attended_on), who, explanation, decision)
