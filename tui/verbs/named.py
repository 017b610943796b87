"""Records and statuses found by what a person calls them: a title, a name, a number in a list, an id."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from db.queries import Reader
from db.rows import Audit, Directorate, Post
from db.rules import Policy, Status, read_status, show_date
from tui.verbs.registers import NotDone


class _Kept(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_Kept)


def audit_named(reader: Reader, words: str) -> Audit:
    """The audit of this title, whatever its case, or of this id."""
    audits = reader.audits()
    found = called_so(words, [(one, one.title) for one in audits])
    if not found:
        raise NotDone(f"There is no audit {words} in the register; `outstanding audits` lists all.")
    if len(found) > 1:
        which = "; ".join(f"{one.id} (reported {show_date(one.issued) or 'on no date'})" for one in found)
        raise NotDone(f"Several audits are called {words}. Name one by its id: {which}.")
    return found[0]


def directorate_named(reader: Reader, words: str) -> Directorate:
    """The directorate of this name, whatever its case, or of this id."""
    found = called_so(words, [(one, one.name) for one in reader.directorates()])
    if not found:
        raise NotDone(f"There is no directorate {words} in the register; `outstanding audits` lists all.")
    if len(found) > 1:
        raise NotDone(f"Several directorates are called {words}. Name one by its id: {_ids(found)}.")
    return found[0]


def post_named(reader: Reader, person: str, directorate: str | None) -> Post:
    """The post that a person holds or held, or that of this id; a directorate tells one from another."""
    names = {one.id: one.name for one in reader.directorates()}
    found = called_so(person, [(one, one.person) for one in reader.posts()])
    if directorate is not None:
        where = directorate_named(reader, directorate).id
        found = [one for one in found if one.directorate_id == where]
    if not found:
        raise NotDone(f"{person} holds no post here; `outstanding audits` lists who does.")
    if len(found) > 1:
        which = "; ".join(f"{one.id} ({one.role} of {names[one.directorate_id]})" for one in found)
        raise NotDone(f"{person} holds several posts. Name one by --directorate or by its id: {which}.")
    return found[0]


def status_named(words: str | None, policy: Policy) -> Status | None:
    """The status that words name, the body's own or the usual ones; None where there are no words."""
    status = read_status(words, policy)
    if words and status is None:
        raise NotDone(f"`{words}` is no status. There are: {', '.join(map(policy.status_name, Status))}.")
    return status


def check_step(months: int, policy: Policy) -> None:
    """Refuse a step of escalation that the policy does not have."""
    steps = [step.months for step in policy.escalation]
    if months not in steps:
        raise NotDone(f"There is no step at {months} months; there are steps at {', '.join(map(str, steps))}.")


def nth(records: Sequence[Record], words: str, what: str, lister: str) -> Record:
    """The record of this number in the list, or of this id."""
    wanted = words.strip()
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 9:
        if 1 <= int(wanted) <= len(records):
            return records[int(wanted) - 1]
    elif found := [one for one in records if one.id == wanted]:
        return found[0]
    there = f"there are {len(records)}" if len(records) > 1 else f"there is {'one' if records else 'none'}"
    raise NotDone(f"There is no {what} {words}; {there}. `{lister}` numbers them.")


def called_so(words: str, named: Sequence[tuple[Record, str]]) -> list[Record]:
    """Those of this id or name; where there are none, of this name whatever its case."""
    exact = [one for one, name in named if words in {one.id, name}]
    return exact or [one for one, name in named if name.strip().casefold() == words.strip().casefold()]


def _ids(records: Sequence[Record]) -> str:
    return "; ".join(one.id for one in records)
