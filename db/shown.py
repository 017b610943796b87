"""How stored records become the rows that travel: what is selected of them, and what is worked out as at a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.migrations import HAS_OWNER, OWNER
from db.rows import Audit, Event, Line, Milestone, Post, Recommendation
from db.rules import CLOSED, Policy, Status, aged_date, band, in_effect, months_overdue

Row = Sequence[Any]

_TITLE = 240
"""Characters of a recommendation that a line begins with: more than any screen is wide."""

_OF_AUDIT = "JOIN audit a ON a.id = r.audit_id LEFT JOIN directorate d ON d.id = a.directorate_id"
_ASKED = f"FROM json_each(:rowids) asked CROSS JOIN recommendation r ON r.rowid = asked.value {_OF_AUDIT}"

LINES = f"""SELECT json_array(r.rowid, r.id, r.ref, a.title, coalesce(d.name, ''), r.priority,
        substr(r.text, 1, {_TITLE}), r.original_due, r.due, r.due_words, r.status, r.status_words,
        r.accepted_until, r.status_before) AS line
    {_ASKED} ORDER BY asked.key"""

_CLOSING = ", ".join(f"'{status}'" for status in sorted(CLOSED))
_WHOLE = f"""json_array(r.rowid, r.id, r.ref, r.source_ref, a.id, a.title, a.issued, a.assurance, a.auditor,
    a.directorate_id, coalesce(d.name, ''), r.priority, r.text, r.response, r.owner, r.director,
    r.executive_member, r.original_due, r.due, r.due_words, r.status, r.status_words, r.action,
    r.accepted_until, r.status_before, CASE WHEN r.accepted_until IS NOT NULL THEN (SELECT
        coalesce(nullif(trim(t.role), ''), t.accepted_by) FROM acceptance t WHERE t.recommendation_id = r.id
        AND t.expires_on = r.accepted_until ORDER BY t.rowid DESC LIMIT 1) END,
    (SELECT json_array(u.management, u.text, u."on") FROM progress_update u
        WHERE u.recommendation_id = r.id AND (u.management <> '' OR u.text <> '')
        ORDER BY u."on" DESC, u.rowid DESC LIMIT 1),
    (SELECT min(u."on") FROM progress_update u
        WHERE u.recommendation_id = r.id AND u.opinion = r.status AND r.status IN ({_CLOSING})
        AND NOT EXISTS (SELECT 1 FROM progress_update v WHERE v.recommendation_id = r.id
            AND v.opinion <> r.status AND (v."on", v.rowid) > (u."on", u.rowid))),
    (SELECT json_group_array(json_array(m.id, m.what, m.due, m.met_on))
        FROM (SELECT * FROM milestone WHERE recommendation_id = r.id ORDER BY due, rowid) m)) AS line"""
RECOMMENDATIONS = f"SELECT {_WHOLE} {_ASKED} ORDER BY asked.key"
IN_MEETING = f"""SELECT {_WHOLE} FROM (
        SELECT q.value AS id, q.key AS place FROM meeting m JOIN json_each(m.queue) q WHERE m.id = :id
        UNION ALL
        SELECT DISTINCT n.recommendation_id, NULL FROM meeting m JOIN minute n ON n.meeting_id = m.id
        WHERE m.id = :id AND n.recommendation_id NOT IN (SELECT value FROM json_each(m.queue))
    ) asked CROSS JOIN recommendation r ON r.id = asked.id {_OF_AUDIT} ORDER BY asked.place IS NULL, asked.place"""
"""The queue of a meeting, and what was spoken of besides."""
WHOLE_OF_ONE = f"SELECT {_WHOLE} FROM recommendation r {_OF_AUDIT} WHERE r.id = :id"

EVENT = f"""json_array(e.seq, e."transaction", e.recorded_at, e.effective_on, e.by, e.verb, e.kind, e.record,
    json(e.changes), e.why, e.undoes, coalesce((SELECT r.ref FROM recommendation r WHERE r.id = CASE
        WHEN e.kind = 'recommendation' THEN e.record WHEN {HAS_OWNER} THEN {OWNER} ELSE (SELECT {OWNER} FROM event made
        WHERE made.kind = e.kind AND made.record = e.record AND {HAS_OWNER} LIMIT 1) END), '')) AS line"""
EVENTS = f"SELECT {EVENT} FROM event e WHERE e.seq < :before ORDER BY e.seq DESC LIMIT :limit"


@dataclass(frozen=True, slots=True)
class AsAt:
    """What it takes to show a record as at a date."""

    date: date
    policy: Policy
    posts: Sequence[Post]

    def line(self, row: Row) -> Line:
        """Of LINES."""
        (
            rowid, id_, ref, audit, directorate, priority, text, original_due, due, due_words, status, status_words,
            accepted_until, before,
        ) = row  # fmt: skip
        stands = in_effect(as_status(status), as_date(accepted_until), as_status(before), self.date)
        ages = aged_date(as_date(due), as_date(original_due), self.policy.basis)
        return Line(
            rowid=rowid,
            id=id_,
            ref=ref,
            audit=audit,
            directorate=directorate,
            priority=priority,
            title=" ".join(text.split()),
            due=as_date(due),
            due_words=due_words,
            months=months_overdue(stands, ages, self.date, self.policy.counting),
            band=band(stands, ages, self.date, self.policy),
            status=stands,
            status_words=status_words,
        )

    def recommendation(self, row: Row) -> Recommendation:
        """Of RECOMMENDATIONS."""
        (
            rowid, id_, ref, source_ref, audit_id, audit, issued, assurance, auditor, directorate_id, directorate,
            priority, text, response, owner, director, executive_member, original_due, due, due_words, status,
            status_words, action, accepted_until, before, accepted_by, update, closed_on, milestones,
        ) = row  # fmt: skip
        first, in_force, until = as_date(original_due), as_date(due), as_date(accepted_until)
        stands = in_effect(as_status(status), until, as_status(before), self.date)
        counting, basis = self.policy.counting, self.policy.basis
        other = counting.other
        ages = aged_date(in_force, first, basis)
        management, found, updated_on = update or ("", "", None)
        return Recommendation(
            rowid=rowid,
            id=id_,
            ref=ref,
            source_ref=source_ref,
            audit_id=audit_id,
            audit=audit,
            issued=as_date(issued),
            assurance=assurance,
            auditor=auditor,
            directorate=directorate,
            priority=priority,
            recommendation=text,
            response=response,
            owner=owner,
            director=director if director.strip() else in_office(self.posts, directorate_id, "director", self.date),
            executive_member=executive_member
            if executive_member.strip()
            else in_office(self.posts, directorate_id, "executive member", self.date),
            original_due=first,
            due=in_force,
            due_words=due_words,
            status=stands,
            status_name=self.policy.status_names.get(stands, "") if stands else "",
            status_words=status_words,
            update="\n\n".join(said for said in (management, found) if said),
            update_on=as_date(updated_on),
            action=action,
            closed_on=as_date(closed_on) if stands in CLOSED else None,
            as_at=self.date,
            counting=counting,
            basis=basis,
            months_overdue=months_overdue(stands, ages, self.date, counting),
            months_original=months_overdue(stands, first, self.date, counting),
            months_other=months_overdue(stands, ages, self.date, other),
            band=band(stands, ages, self.date, self.policy),
            milestones=tuple(
                Milestone(key, what, date.fromisoformat(due), as_date(met_on)) for key, what, due, met_on in milestones
            ),
            accepted_until=until,
            accepted_by=accepted_by or "",
        )


def in_office(posts: Iterable[Post], directorate_id: str | None, role: str, on: date) -> str:
    """Who holds an office on a day: `Name, Role`, several joined by semicolons."""
    return "; ".join(
        str(post)
        for post in posts
        if post.directorate_id == directorate_id
        and post.role == role
        and (post.since is None or post.since <= on)
        and (post.until is None or post.until >= on)
    )


def as_date(text: str | None) -> date | None:
    """A date as it is stored."""
    return date.fromisoformat(text) if text else None


def as_status(text: str | None) -> Status | None:
    """A status as it is stored."""
    return Status(text) if text else None


def audit(row: Row) -> Audit:
    """An audit by its columns and the name of its directorate."""
    id_, title, issued, auditor, assurance, directorate_id, directorate, followed_up_on = row
    return Audit(id_, title, as_date(issued), auditor, assurance, directorate_id, directorate, as_date(followed_up_on))


def post(row: Row) -> Post:
    """A post by its columns."""
    id_, directorate_id, role, person, title, since, until = row
    return Post(id_, directorate_id, role, person, title, as_date(since), as_date(until))


def event(row: Row) -> Event:
    """Of EVENTS."""
    seq, transaction, recorded_at, effective_on, by, verb, kind, record, changes, why, undoes, ref = row
    return Event(
        seq=seq,
        transaction=transaction,
        recorded_at=datetime.fromisoformat(recorded_at),
        effective_on=date.fromisoformat(effective_on),
        by=by,
        verb=verb,
        kind=kind,
        record=record,
        changes={name: (old, new) for name, (old, new) in changes.items()},
        why=why,
        undoes=undoes,
        ref=ref,
    )
