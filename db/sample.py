"""The sample register: an invented council, told by sample.toml and dated around the day it is built."""

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from db import intake, store
from db.ids import new_id
from db.inputs import FollowUp, NewAudit, NewEvidence, NewMilestone, NewRecommendation
from db.ledger import Ledger
from db.rows import RawMilestone, RawRecord, Reading
from db.rules import Policy, Status, add_months

_OPENED = -12
"""Months ago, the register was opened with what was brought forward."""
_AUDITOR = "Senior Auditor"


def build(path: Path, *, today: date) -> None:
    """Make the sample register at `path` as it stands on `today`; whenever that is, no age band is empty."""
    store.create(path)
    story = tomllib.loads(files("db").joinpath("sample.toml").read_text("utf-8"))
    clock = _Clock()
    with closing(Ledger(path, _AUDITOR, clock=clock)) as ledger:
        _Telling(path, ledger, clock, today).tell(story)


def month_end(today: date, month: int) -> date:
    """The last day of the month so many months from `today`."""
    return add_months(today.replace(day=1), month + 1) - timedelta(days=1)


class _Clock:
    """The time at which each thing is recorded: a few minutes after the one before."""

    def __init__(self) -> None:
        self._now = datetime(1970, 1, 1, tzinfo=UTC)

    def turn_to(self, day: date) -> None:
        """On to the morning of `day`."""
        self._now = max(self._now, datetime.combine(day, time(9, 30), UTC))

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=4)
        return self._now


@dataclass(slots=True)
class _Telling:
    """The story, brought into a register in the order in which it happened."""

    path: Path
    ledger: Ledger
    clock: _Clock
    as_at: date
    ids: dict[int, str] = field(default_factory=dict)
    """The recommendations, by what the story calls them: the identity of their table."""

    def tell(self, story: Mapping[str, Any]) -> None:
        """All of it."""
        told: list[Mapping[str, Any]] = story["audit"]
        self._open(story, [audit for audit in told if audit["issued"] < _OPENED])
        new = [(audit["issued"], audit) for audit in told if audit["issued"] >= _OPENED]
        follow_ups = [(f["on"], r, f) for a in told for r in a["recommendation"] for f in r.get("follow_up", ())]
        for month in sorted({month for month, *_ in (*new, *follow_ups)}):
            self.clock.turn_to(self._day(month))
            for _, audit in (pair for pair in new if pair[0] == month):
                self._add(audit, self._day(month))
            for _, recommendation, follow_up in (made for made in follow_ups if made[0] == month):
                self._follow_up(self.ids[id(recommendation)], follow_up, self._day(month))

    def _day(self, month: int) -> date:
        """A working day so many months from today."""
        day = add_months(self.as_at, month)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _month_end(self, month: int) -> date:
        return month_end(self.as_at, month)

    def _due(self, told: Mapping[str, Any]) -> date | None:
        return self._month_end(told["due"]) if "due" in told else None

    def _open(self, story: Mapping[str, Any], audits: Sequence[Mapping[str, Any]]) -> None:
        """Directorates with their people, and what a spreadsheet brought forward."""
        day = self._day(_OPENED)
        self.clock.turn_to(day)
        with self.ledger.transaction("add directorates", on=day) as t:
            for told in story["directorate"]:
                directorate = new_id()
                t.create("directorate", directorate, {"name": told["name"]})
                for role, people in (("director", [told["director"]]), ("executive member", told["executive_members"])):
                    for person in people:
                        post = {"directorate_id": directorate, "role": role, "person": person, "since": day}
                        t.create("post", new_id(), post)
        rows = [(audit, made) for audit in audits for made in audit["recommendation"]]
        records = tuple(self._record(n, audit, made) for n, (audit, made) in enumerate(rows, 2))
        name = story["brought_forward"]
        reading = Reading(name, sha256(name.encode()).hexdigest(), "xlsx", day, records, ())
        with closing(store.open_checked(self.path)) as connection:
            plan = intake.plan(connection, reading, as_of=day, policy=Policy())
        self.ledger.apply(plan, on=day)
        for entry in plan.entries:
            self.ids[id(rows[entry.position][1])] = entry.recommendation_id or ""

    def _record(self, row: int, audit: Mapping[str, Any], made: Mapping[str, Any]) -> RawRecord:
        """A row of the spreadsheet."""
        due = self._due(made)
        return RawRecord(
            where=f"Brought forward!A{row}",
            audit=audit["title"],
            issued=self._day(audit["issued"]),
            auditor=audit.get("auditor", "internal"),
            assurance=audit.get("assurance", ""),
            directorate=audit["directorate"],
            priority=made["priority"],
            recommendation=made["text"].strip(),
            response=made["response"].strip(),
            owner=made["owner"],
            original_due=due,
            due=due,
            due_words=made.get("due_words", ""),
            milestones=tuple(RawMilestone(m["what"], self._month_end(m["due"])) for m in made.get("milestones", ())),
            status=None if "status_words" in made else Status(made.get("status", "not implemented")),
            status_words=made.get("status_words", made.get("status", "not implemented")),
            update=made.get("update", "").strip(),
            action=made.get("action", "") if "follow_up" not in made else "",
            words={
                "Audit": audit["title"],
                "Recommendation": made["text"].strip(),
                "Due": str(due or made["due_words"]),
            },
        )

    def _add(self, audit: Mapping[str, Any], day: date) -> None:
        """An audit and its recommendations, entered by hand when its report was issued."""
        new = NewAudit(
            title=audit["title"],
            issued=day,
            auditor=audit.get("auditor", "internal"),
            assurance=audit.get("assurance", ""),
            directorate=audit["directorate"],
        )
        self.ledger.add_audit(new, on=day)
        with closing(store.open_checked(self.path)) as connection:
            (audit_id,) = connection.execute("SELECT id FROM audit WHERE title = ?", (audit["title"],)).fetchone()
        for made in audit["recommendation"]:
            recommendation = NewRecommendation(
                audit_id=audit_id,
                priority=made["priority"],
                text=made["text"].strip(),
                response=made["response"].strip(),
                owner=made["owner"],
                due=self._due(made),
                milestones=tuple(
                    NewMilestone(what=m["what"], due=self._month_end(m["due"])) for m in made.get("milestones", ())
                ),
            )
            (self.ids[id(made)],) = self.ledger.add_recommendation(recommendation, on=day).records

    def _follow_up(self, recommendation: str, told: Mapping[str, Any], day: date) -> None:
        """What one round of follow-up brought."""
        words = {name: told[name].strip() for name in ("management", "text", "reason", "agreed_by") if name in told}
        given = {name: told[name] for name in ("opinion", "claim", "method", "action") if name in told}
        evidence = told.get("evidence")
        change = FollowUp(
            **words,
            **given,
            due=self._due(told),
            evidence=evidence and _evidence(evidence, day),
            accept_evidence=told.get("accept", False),
        )
        self.ledger.follow_up(recommendation, change, on=day)


def _evidence(told: Mapping[str, Any], day: date) -> NewEvidence:
    return NewEvidence(
        note=told["note"],
        file_name=told.get("file", ""),
        content=told["content"].encode() if "content" in told else None,
        dated=day - timedelta(days=9),
        received_on=day,
        given_by=told["given_by"],
    )
