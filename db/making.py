"""A report is read: all that it will tell, at one moment, as what was known on its day."""

import sqlite3
from collections.abc import Mapping
from datetime import date

from db import history, sealed
from db.flows import moved
from db.movement import Place
from db.positions import Dimension, position_by
from db.queries import Reader
from db.rules import aged_date, band
from db.sealed import Kept


def since_when(live: sqlite3.Connection, body: str, as_at: date) -> date | None:
    """From when the movement of a report runs, if no other day is asked for: that of the report before it."""
    before = sealed.latest(sealed.reports(live), as_at, body)
    return before.as_at if before else None


def kept(live: sqlite3.Connection, body: str, as_at: date, since: date | None) -> Kept:
    """The figures as at a day, their movement since an earlier one, and every recommendation.

    Where a report told of the earlier day, what was told then is brought forward.
    """
    reader = Reader(history.at(live, as_at), as_at)
    policy = reader.policy
    return Kept(
        position=reader.position(),
        by=tuple(position_by(live, one, as_at=as_at, known=as_at, policy=policy) for one in Dimension),
        movement=moved(live, since, as_at, policy=policy, told=places(live, body, since)) if since else None,
        policy=policy,
        recommendations=tuple(reader.recommendations()),
    )


def places(live: sqlite3.Connection, body: str, day: date) -> Mapping[str, Place] | None:
    """Where a body was told that each recommendation stood as at a day; None where no report told it."""
    report = next((one for one in sealed.reports(live) if sealed.is_of(one, body, day)), None)
    if report is None:
        return None
    told = Reader(live, day).told(report.id)
    return {
        one.id: Place(
            one.directorate,
            band(None, aged_date(one.due, one.original_due, one.basis), one.as_at, told.policy),
            one.status,
        )
        for one in told.recommendations
    }
