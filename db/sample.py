"""The sample register: an invented council, told by sample.toml and dated around the day it is built."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from db import history, intake, making, queues, sealed, store
from db.checked import gather
from db.ids import new_id
from db.inputs import (
    FollowUp,
    NewAcceptance,
    NewAudit,
    NewEvidence,
    NewMeeting,
    NewMilestone,
    NewMinute,
    NewRecommendation,
    NewReport,
    NewStep,
)
from db.ledger import Ledger
from db.orderly import MoveAudits
from db.pack_check import check
from db.queries import Reader
from db.readings import RawMilestone, RawRecord, Reading
from db.rules import Status, add_months

_OPENED = -12
"""Months ago, the register was opened with what was brought forward."""
_AUDITOR = "Senior Auditor"
_MONTH = re.compile(r"\{month (-?\d+)\}")


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


def due_on(today: date, told: int | Mapping[str, int]) -> date:
    """A month's end, or the day that some days from today will be so many months past."""
    if isinstance(told, int):
        return month_end(today, told)
    return add_months(today + timedelta(days=told["days"]), told["months"])


def _working(day: date) -> date:
    """That day, or the Friday before where it is of a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


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
        """All of it, month by month: what the auditor found, what else happened, then what the committee was given."""
        told: list[Mapping[str, Any]] = story["audit"]
        self._open(story, [audit for audit in told if audit["issued"] < _OPENED])
        deeds: list[tuple[int, Callable[[date], None]]] = []
        deeds += [(audit["issued"], partial(self._add, audit)) for audit in told if audit["issued"] >= _OPENED]
        for made in (made for audit in told for made in audit["recommendation"]):
            deeds += [(step["on"], partial(self._step, made, step)) for step in made.get("step", ())]
        deeds += [(meeting["on"], partial(self._meet, meeting, told)) for meeting in story["meeting"]]
        at_meetings = {(meeting["directorate"], meeting["on"]) for meeting in story["meeting"]}
        for audit, made, found in _follow_ups(told):
            if (audit["directorate"], found["on"]) not in at_meetings:
                deeds.append((found["on"], partial(self._follow_up, made, found)))
        deeds += [(audit["followed_up"], partial(self._followed_up, audit)) for audit in told if "followed_up" in audit]
        deeds += [(moved["on"], partial(self._move, moved)) for moved in story["reorganisation"]]
        deeds += [(tracker["on"], partial(self._read, tracker)) for tracker in story["tracker"]]
        deeds += [(month, self._seal) for month in story["reports"]]
        for month, deed in sorted(deeds, key=lambda deed: deed[0]):
            self.clock.turn_to(self._day(month))
            deed(self._day(month))
        self._prepare(story, self.as_at - timedelta(days=2))

    def _day(self, month: int) -> date:
        """A working day so many months from today."""
        return _working(add_months(self.as_at, month))

    def _month_end(self, month: int) -> date:
        return month_end(self.as_at, month)

    def _due(self, told: Mapping[str, Any]) -> date | None:
        return due_on(self.as_at, told["due"]) if "due" in told else None

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
        self._import(
            story["brought_forward"], [(audit, made) for audit in audits for made in audit["recommendation"]], day
        )

    def _import(self, name: str, rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], day: date) -> None:
        """What a spreadsheet says: rows of an audit and a recommendation."""
        records = tuple(self._record(n, audit, made) for n, (audit, made) in enumerate(rows, 2))
        reading = Reading(name, sha256(name.encode()).hexdigest(), "xlsx", day, records, ())
        with self._reader(day) as reader:
            plan = intake.plan(reader.connection, reading, as_of=day, policy=reader.policy)
        with self.ledger.transaction("import", on=day) as t:  # no backup is wanted of what is made in a moment
            plan.write(t)
        for entry in plan.entries:
            self.ids[id(rows[entry.position][1])] = entry.recommendation_id or ""

    def _read(self, tracker: Mapping[str, Any], day: date) -> None:
        """The spreadsheet of a service."""
        rows = tracker["recommendation"]
        self._import(tracker["file"], [({**row, "title": row["audit"]}, row) for row in rows], day)

    def _record(self, row: int, audit: Mapping[str, Any], made: Mapping[str, Any]) -> RawRecord:
        """A row of the spreadsheet."""
        due = self._due(made)
        return RawRecord(
            where=f"Sheet1!A{row}",
            audit=audit["title"],
            issued=self._day(audit["issued"]) if "issued" in audit else None,
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
            update=self._dated(made.get("update", "")),
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
        audit_id = self._audit(audit["title"], day)
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

    def _follow_up(self, made: Mapping[str, Any], told: Mapping[str, Any], day: date) -> None:
        """What one round of follow-up brought."""
        self.ledger.follow_up(self.ids[id(made)], self._change(told, day), on=day)

    def _change(self, told: Mapping[str, Any], day: date) -> FollowUp:
        words: dict[str, Any] = {
            name: self._dated(told[name]) for name in ("management", "text", "reason", "agreed_by") if name in told
        }
        given = {name: told[name] for name in ("opinion", "claim", "method", "action") if name in told}
        evidence, acceptance = told.get("evidence"), told.get("acceptance")
        return FollowUp(
            **words,
            **given,
            due=self._due(told),
            evidence=evidence and _evidence(evidence, day),
            accept_evidence=told.get("accept", False),
            acceptance=acceptance and self._acceptance(acceptance),
        )

    def _meet(self, told: Mapping[str, Any], audits: Sequence[Mapping[str, Any]], day: date) -> None:
        """A directorate's leadership team goes through its open recommendations; its follow-ups are made there."""
        with self._reader(day) as reader:
            (of,) = (one.id for one in reader.directorates() if one.name == told["directorate"])
            queue = queues.of_directorate(reader, of)
        meeting = NewMeeting(body=told["body"], held_on=day, queue_words=queue.words, queue=queue.ids)
        self.ledger.begin_meeting(meeting, on=day)
        for audit, made, found in _follow_ups(audits):
            if (audit["directorate"], found["on"]) == (told["directorate"], told["on"]):
                minutes = [self._minute(said) for said in found.get("minutes", ())]
                self.ledger.in_meeting(
                    meeting.id, self.ids[id(made)], *minutes, change=self._change(found, day), on=day
                )
        self.ledger.end_meeting(meeting.id, on=day)

    def _minute(self, told: Mapping[str, Any]) -> NewMinute:
        due = self._month_end(told["due"]) if "due" in told else None
        return NewMinute(kind=told["kind"], text=told["text"], who=told.get("who", ""), due=due)

    def _acceptance(self, told: Mapping[str, Any]) -> NewAcceptance:
        """A risk accepted; it ends at a month's end, or so many days from today."""
        given = {name: said for name, said in told.items() if not name.startswith("ends")}
        if "ends" in told:
            given["expires_on"] = self._month_end(told["ends"])
        if "ends_in_days" in told:
            given["expires_on"] = self.as_at + timedelta(days=told["ends_in_days"])
        return NewAcceptance(**given)

    def _step(self, made: Mapping[str, Any], told: Mapping[str, Any], day: date) -> None:
        """What was done when it had become so late."""
        done: dict[str, Any] = {f"{name}_on": day for name in ("notified", "attended") if told.get(name)}
        words = {name: told[name] for name in ("months", "who", "explanation", "decision") if name in told}
        self.ledger.record_step(self.ids[id(made)], NewStep(**words, **done), on=day)

    def _followed_up(self, told: Mapping[str, Any], day: date) -> None:
        """The full follow-up audit that a weak opinion calls for was made."""
        self.ledger.edit("audit", self._audit(told["title"], day), {"followed_up_on": day.isoformat()}, on=day)

    def _audit(self, title: str, day: date) -> str:
        with self._reader(day) as reader:
            (audit,) = (found.id for found in reader.audits() if found.title == title)
        return audit

    def _move(self, told: Mapping[str, Any], day: date) -> None:
        """An audit goes to another directorate."""
        with self._reader(day) as reader:
            (to,) = (found.id for found in reader.directorates() if found.name == told["to"])
        self.ledger.put_in_order(MoveAudits((self._audit(told["audit"], day),), to), on=day, reason=told["reason"])

    def _seal(self, day: date) -> None:
        """The position as it stands is given to the committee that meets two weeks later."""
        with self._reader(day) as reader:
            live, body = reader.connection, reader.policy.meeting_body
            since, seen = making.since_when(live, body, day), history.last_event(live)
            figures = sealed.pack(making.kept(live, body, day, since))
        report = NewReport(
            body=body,
            as_at=day,
            meeting_on=day + timedelta(days=14),
            since=since,
            figures=figures,
            seen=seen,
        )
        self.ledger.seal(report, on=day)

    def _prepare(self, story: Mapping[str, Any], day: date) -> None:
        """The next meeting is called; of what would be mended before it, some things are left, for a reason."""
        self.clock.turn_to(day)
        meeting = _working(self.as_at + timedelta(days=story["next_meeting"]))
        self.ledger.edit("setting", "next_meeting", {"value": meeting.isoformat()}, on=day)
        with self._reader(day) as reader:
            found = check(gather(reader))
            called = {one.id: one.recommendation for one in reader.recommendations()}
        for left in story["dismissal"]:
            (one,) = (f for f in found if f.rule == left["rule"] and called.get(f.record_id, "").startswith(left["of"]))
            self.ledger.dismiss(one.rule, one.record_id, one.about, reason=left["reason"], on=day)

    @contextmanager
    def _reader(self, day: date) -> Iterator[Reader]:
        """The register as it stands, as at `day`."""
        with closing(store.open_checked(self.path)) as connection:
            yield Reader(connection, day)

    def _dated(self, text: str) -> str:
        """A text with the names of its months."""
        return _MONTH.sub(lambda month: f"{self._month_end(int(month[1])):%B}", text.strip())


def _follow_ups(
    audits: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
    """Each round of follow-up, with its audit and its recommendation."""
    for audit in audits:
        for made in audit["recommendation"]:
            for found in made.get("follow_up", ()):
                yield audit, made, found


def _evidence(told: Mapping[str, Any], day: date) -> NewEvidence:
    return NewEvidence(
        note=told["note"],
        file_name=told.get("file", ""),
        content=told["content"].encode() if "content" in told else None,
        dated=day - timedelta(days=9),
        received_on=day,
        given_by=told["given_by"],
    )
