"""The reporting cycle as a register tells it: today's list, escalation, moved dates, claims against tests."""

from dataclasses import replace
from datetime import date

from db import agenda, slips, verified
from db import escalation as steps
from db.agenda import Wanted
from db.connection import sentences
from db.escalation import Escalation
from db.followed import Followed
from db.queries import Reader
from db.rows import Filter, Report
from db.sealed import latest
from db.slips import OwnerSlips, Slip
from db.verified import Claim


def today(reader: Reader) -> tuple[Wanted, ...]:
    """What wants doing, as at the reader's date."""
    followed, reports = _still_followed(reader), reader.reports()
    since = _last_told(reports, reader)
    reached = steps.escalation(followed, reader.policy, as_at=reader.as_at, since=since)
    return agenda.agenda(followed, reader.audits(), reports, reached, reader.policy)


def escalation(reader: Reader, *, since: date | None = None, meeting: date | None = None) -> Escalation:
    """Who came to which step since the last report, and who will have by the next meeting (or the days given)."""
    since = since or _last_told(reader.reports(), reader)
    policy = replace(reader.policy, next_meeting=meeting or reader.policy.next_meeting)
    return steps.escalation(_still_followed(reader), policy, as_at=reader.as_at, since=since)


def moved(reader: Reader) -> tuple[Slip, ...]:
    """The recommendations whose due dates were moved; `slips.by_owner` gathers them."""
    with sentences(reader.path):
        rows = reader.connection.execute("SELECT DISTINCT recommendation_id FROM due_revision").fetchall()
    return slips.slips(reader.followed(Filter(among=tuple(id_ for (id_,) in rows)))) if rows else ()


def moved_by(reader: Reader, owner: str) -> OwnerSlips | None:
    """The moved dates of one owner, whatever the case and spacing of the name; None where none was moved."""
    with sentences(reader.path):
        rows = reader.connection.execute(
            "SELECT DISTINCT r.id, r.owner FROM due_revision d JOIN recommendation r ON r.id = d.recommendation_id"
        )
        own = tuple(id_ for id_, of in rows if of.casefold().split() == owner.casefold().split())
    return next(iter(slips.by_owner(slips.slips(reader.followed(Filter(among=own))))), None) if own else None


def claimed(reader: Reader) -> tuple[Claim, ...]:
    """The recommendations called done; `verified.by_directorate` gathers them."""
    return verified.claims(reader.followed())


def _still_followed(reader: Reader) -> tuple[Followed, ...]:
    """The open ones, and those that are open again when their acceptance ends."""
    return (*reader.followed(Filter(open_only=True)), *reader.followed(Filter(among=reader.accepted_for_a_time())))


def _last_told(reports: tuple[Report, ...], reader: Reader) -> date | None:
    """The as-at date of the last report to the body that meets."""
    last = latest(reports, reader.as_at, reader.policy.meeting_body)
    return last.as_at if last else None
