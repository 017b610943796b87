"""What a meeting reads before it is asked for, on the reader's thread: the next items, and what was so before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from db.held import Proceedings
from db.queries import Reader
from db.rows import Detail, Recommendation
from db.sealed import latest
from tui.sitting import taken_up
from tui.widgets.meeting_page import Item, Said

AHEAD = 2
"""Items read ahead: the next one is there before it is asked for."""
EARLIER = 4
"""Meetings before this one whose words are looked up."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was so before this meeting; it is looked up once."""

    told: Mapping[str, Recommendation] = field(default_factory=dict)
    """The queue as the last report to the body told it."""
    told_on: date | None = None
    """The day that report was as at; None where none was given."""
    said: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    """In the meetings before this one, latest first, by recommendation."""

    def item(self, detail: Detail) -> Item:
        """A recommendation with what was so of it."""
        id_ = detail.recommendation.id
        return Item(detail, self.told.get(id_), self.told_on, self.said.get(id_, ()))


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader's thread found."""

    proceedings: Proceedings
    items: dict[str, Item]
    before: Before


def read_ahead(reader: Reader, meeting: str, wanted: Sequence[str], before: Before | None) -> Read:
    """The meeting, and these items of it; those it is at where none is named, for then it is only taken up."""
    proceedings = reader.meeting(meeting)
    ids = [one.id for one in proceedings.queue]
    if before is None:
        before = _before(reader, meeting, frozenset(ids))
    items = {}
    for id_ in wanted or taken_up(ids, proceedings.draft).ahead(AHEAD):
        try:
            items[id_] = before.item(reader.detail(id_))
        except LookupError:
            continue
    return Read(proceedings, items, before)


def _before(reader: Reader, meeting: str, ids: frozenset[str]) -> Before:
    said = _said(reader, meeting)
    report = latest(reader.reports(), reader.as_at + timedelta(days=1), reader.policy.meeting_body)
    if report is None:
        return Before(said=said)
    told = reader.told(report.id).recommendations
    return Before({one.id: one for one in told if one.id in ids}, report.as_at, said)


def _said(reader: Reader, but: str) -> dict[str, tuple[Said, ...]]:
    said: dict[str, tuple[Said, ...]] = {}
    others = [held.meeting for held in reader.meetings() if held.meeting.id != but][:EARLIER]
    for meeting in others:
        for entry in reversed(reader.meeting(meeting.id).journal):
            words = "; ".join(minute.text for minute in entry.minutes)
            if words:
                told = Said(meeting.held_on, meeting.body, words)
                said[entry.recommendation_id] = (*said.get(entry.recommendation_id, ()), told)
    return said
