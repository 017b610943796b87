"""What a meeting goes through: recommendations in order, and what they are in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db import cycle
from db.escalation import Reached, When
from db.queries import Reader
from db.rows import NO_DIRECTORATE, STATUS_NOT_READ, Filter, Sort
from db.rules import Policy, day_after, show_date
from db.sealed import latest

_BY_DUE = Sort()


@dataclass(frozen=True, slots=True)
class Queue:
    """Recommendations by id, in order."""

    words: str
    """What they are: `Adult Social Care, open`."""
    ids: tuple[str, ...]


def of_directorate(reader: Reader, directorate: str) -> Queue:
    """The open ones of a directorate, by its id; the empty text means those of none."""
    return of_filter(reader, Filter(directorate=directorate, open_only=True))


def of_filter(reader: Reader, f: Filter, sort: Sort = _BY_DUE) -> Queue:
    """What a filter lets through, in the order of the screen."""
    directorates = {node.id: node.name for node in reader.tree()}
    audits = {audit.id: audit.title for audit in reader.audits()}
    ids = tuple(line.id for line in reader.lines(reader.order(f, sort)))
    return Queue(narrowing(f, reader.policy, directorates, audits) or "all recommendations", ids)


def narrowing(f: Filter, policy: Policy, directorates: Mapping[str, str], audits: Mapping[str, str]) -> str:
    """What a filter lets through, in words; nothing where it lets everything through. Names are by id."""
    parts: list[str] = []
    if f.directorate is not None:
        parts.append(directorates.get(f.directorate, NO_DIRECTORATE) if f.directorate else NO_DIRECTORATE)
    if f.audit:
        parts.append(audits.get(f.audit, "one audit"))
    if f.among is not None:
        parts.append(f.among_words or "some recommendations")
    if f.band is not None:
        parts.append(policy.band_phrase(f.band))
    if f.status is not None:
        parts.append(policy.status_names.get(f.status) or str(f.status))
    if f.status_unread:
        parts.append(STATUS_NOT_READ)
    if f.priority:
        parts.append(f"{f.priority} priority")
    if f.reported_only:
        parts.append("high priority")
    if f.open_only:
        parts.append("open")
    if f.text.strip():
        parts.append(f"with “{' '.join(f.text.split())}”")
    return ", ".join(parts)


def of_steps(reader: Reader, months: int | None = None) -> Queue:
    """All that reached a step of escalation, or that step, since the last report: the gravest first."""
    found = cycle.escalation(reader)
    since = f" since {show_date(found.since)}" if found.since else ""
    step = f"{months} months" if months is not None else "a step of escalation"
    return Queue(f"reached {step}{since}", reached_since((*found.reached, *found.others), months))


def reached_since(reached: Iterable[Reached], months: int | None) -> tuple[str, ...]:
    """Those that stand at a step (that one) since the last report, each once."""
    wanted = (one for one in reached if one.when is When.SINCE and months in (None, one.step.months))
    return tuple(dict.fromkeys(one.recommendation.id for one in wanted))


def of_last_report(reader: Reader, body: str = "") -> Queue | None:
    """What the last report to a body (the policy's) told and is still open, as it was told; None where none was."""
    given = latest(reader.reports(), day_after(reader.as_at), body or reader.policy.meeting_body)
    if given is None:
        return None
    told = [one.id for one in reader.told(given.id).recommendations]
    among = Filter(among=tuple(told), open_only=True)
    still = {line.id for line in reader.lines(reader.order(among))}
    words = f"told to the {given.body} as at {show_date(given.as_at)}, still open"
    return Queue(words, tuple(id_ for id_ in told if id_ in still))
