"""Putting the register in order: audits, directorates and people renamed, merged and moved, each in one transaction."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from db import history
from db.corrections import refuse_taken
from db.ids import new_id
from db.rules import listed, show_date, so_many, visible
from db.said import british
from db.transaction import Refused, Stored, Transaction

Fields = Mapping[str, Stored]

_PEOPLE = ("owner", "director", "executive_member")
"""Where a recommendation names people: `Name` or `Name, Role`, several joined by semicolons."""


@dataclass(frozen=True, slots=True)
class RenameAudit:
    """An audit gets another title; references made from the old one stay as they were printed."""

    verb: ClassVar[str] = "rename audit"
    audit: str
    title: str

    def write(self, t: Transaction) -> None:
        """Change the title."""
        old = _there(t, "audit", self.audit)
        title = _name(self.title)
        _put(t, "audit", self.audit, {"title": title})
        t.said = f"{old['title']} is now {title}"


@dataclass(frozen=True, slots=True)
class RenameDirectorate:
    """A directorate gets another name, which no other may have at that time."""

    verb: ClassVar[str] = "rename directorate"
    directorate: str
    name: str

    def write(self, t: Transaction) -> None:
        """Change the name."""
        old = _there(t, "directorate", self.directorate)
        name = _name(self.name)
        _refuse_taken(t, self.directorate, name)
        _put(t, "directorate", self.directorate, {"name": name})
        t.said = f"{old['name']} is now {name}"


@dataclass(frozen=True, slots=True)
class MergeAudits:
    """Audits that are one: their recommendations go to the one kept, and the emptied ones are removed.

    The one kept keeps its title, report date, auditor, assurance and directorate; only what it lacks is taken from the
    others, in their order. Where a file spoke of a recommendation stays with the recommendation.
    """

    verb: ClassVar[str] = "merge audits"
    kept: str
    others: tuple[str, ...]

    def write(self, t: Transaction) -> None:
        """Move the recommendations, fill what is lacking, remove what is empty."""
        kept, others = _there(t, "audit", self.kept), _others(t, "audit", self.kept, self.others)
        moved = _redirect(t, "recommendation", "audit_id", self.others, self.kept)
        lacking = {
            name: next((other[name] for other in others if other[name]), None)
            for name in ("issued", "assurance", "directorate_id", "followed_up_on")
            if not kept[name]
        }
        _put(t, "audit", self.kept, {name: value for name, value in lacking.items() if value})
        for other in self.others:
            _remove(t, "audit", other)
        t.said = f"{listed(str(o['title']) for o in others)} merged into {kept['title']}: {_counted(moved)} moved"
        if apart := [o for o in others if o["issued"] and kept["issued"] and o["issued"] != kept["issued"]]:
            t.said += f"; its report stays dated {british(kept['issued'])}, not {listed(_dates(apart))}"


@dataclass(frozen=True, slots=True)
class MergeDirectorates:
    """Directorates that are one, or became one: their audits and posts go to the one kept."""

    verb: ClassVar[str] = "merge directorates"
    kept: str
    others: tuple[str, ...]

    def write(self, t: Transaction) -> None:
        """Move audits and posts, remove what is empty."""
        kept, others = _there(t, "directorate", self.kept), _others(t, "directorate", self.kept, self.others)
        moved = _redirect(t, "audit", "directorate_id", self.others, self.kept)
        _redirect(t, "post", "directorate_id", self.others, self.kept)
        _drop_doubles(t, self.kept)
        for other in self.others:
            _remove(t, "directorate", other)
        audits = so_many(len(moved), "audit")
        t.said = f"{listed(str(o['name']) for o in others)} merged into {kept['name']}: {audits} moved"


@dataclass(frozen=True, slots=True)
class MoveAudits:
    """Audits go to another directorate; to none where that is empty."""

    verb: ClassVar[str] = "move audit"
    audits: tuple[str, ...]
    directorate: str

    def write(self, t: Transaction) -> None:
        """Change their directorate."""
        to = str(_there(t, "directorate", self.directorate)["name"]) if self.directorate else "no directorate"
        titles = [str(_there(t, "audit", audit)["title"]) for audit in self.audits]
        for audit in self.audits:
            _put(t, "audit", audit, {"directorate_id": self.directorate or None})
        t.said = f"{listed(titles)} moved to {to}"


@dataclass(frozen=True, slots=True)
class MoveRecommendations:
    """Recommendations go to another audit; they keep their references."""

    verb: ClassVar[str] = "move recommendation"
    recommendations: tuple[str, ...]
    audit: str

    def write(self, t: Transaction) -> None:
        """Change their audit."""
        to = _there(t, "audit", self.audit)["title"]
        refs = [str(_there(t, "recommendation", id_)["ref"]) for id_ in self.recommendations]
        for id_ in self.recommendations:
            _put(t, "recommendation", id_, {"audit_id": self.audit})
        t.said = f"{listed(refs)} moved to {to}"


@dataclass(frozen=True, slots=True)
class RenamePeople:
    """A person gets another name, or several names become one: in posts, and where recommendations name people.

    Who accepted a risk, gave evidence or agreed to a date stays as it was recorded: that was said by that name.
    """

    verb: ClassVar[str] = "rename person"
    names: tuple[str, ...]
    name: str

    def write(self, t: Transaction) -> None:
        """Put the new name wherever an old one stands."""
        new = _name(self.name)
        if ";" in new or "," in new:
            raise Refused("A person's name is given without commas and semicolons; the role stays as it is.")
        old = frozenset(self.names) - {new}

        def rename_post(fields: Fields) -> Fields:
            return {"person": new} if fields["person"] in old else {}

        def rename_named(fields: Fields) -> Fields:
            return {name: renamed(str(fields[name]), old, new) for name in _PEOPLE}

        for post in _that_mention(t, "post", old):
            _rewrite(t, "post", post, rename_post)
        about = [
            one for one in _that_mention(t, "recommendation", old) if _rewrite(t, "recommendation", one, rename_named)
        ]
        for directorate in _all(t, "directorate"):
            _drop_doubles(t, directorate)
        t.said = f"{listed(self.names)} is now {new}" + (f", on {_counted(about)}" if about else "")


@dataclass(frozen=True, slots=True)
class HandOver:
    """A post passes to somebody else on a day: before it, who held it is still named."""

    verb: ClassVar[str] = "hand over post"
    post: str
    person: str
    since: date

    def write(self, t: Transaction) -> None:
        """End the one term and begin the other."""
        old = _there(t, "post", self.post)
        new, last = _name(self.person), self.since - timedelta(days=1)
        if old["until"] and str(old["until"]) < str(last):
            raise Refused(f"{old['person']} left this post on {british(old['until'])}.")
        if old["since"] and str(old["since"]) >= self.since.isoformat():
            raise Refused(f"{old['person']} holds this post since {british(old['since'])}; hand it over after that.")
        _put(t, "post", self.post, {"until": last})
        # A term known to end that very day was the person's; a later end is the post's, whoever holds it.
        until = None if old["until"] == str(last) else old["until"]
        fields = {name: old[name] for name in ("directorate_id", "role", "title")}
        t.create("post", new_id(), {**fields, "person": new, "since": self.since, "until": until})
        t.said = f"{new} follows {old['person']} on {show_date(self.since)}"


def renamed(named: str, old: Collection[str], new: str) -> str:
    """Text that names people, with the new name for each old one; who is then named twice is named once."""
    parts = [part.strip() for part in named.split(";")]
    names = [part.partition(",") for part in parts]
    if not any(name.strip() in old for name, _, _ in names):
        return named
    told = (f"{new}{comma}{role}" if name.strip() in old else name + comma + role for name, comma, role in names)
    return "; ".join(dict.fromkeys(told))


# How it is done, whatever day it is dated back to. -------------------------------------------------------------


def _put(t: Transaction, kind: str, id_: str, fields: Fields | Mapping[str, object]) -> None:
    """Change fields from the transaction's day on, or from when the record was there.

    Refused where a later value would stay in force: what was asked for would not be so.
    """
    day = max(t.on, _days(t, kind, id_)[0])
    t.change(kind, id_, fields, on=day)
    now = t.get(kind, id_) or {}
    for name, value in fields.items():
        if str(now[name]) != str(value):
            raise Refused(f"{t.name(kind, id_)} was changed again after {show_date(t.on)}; date this later.")


def _rewrite(t: Transaction, kind: str, id_: str, rewrite: Callable[[Fields], Mapping[str, Stored]]) -> bool:
    """Apply `rewrite` to what a record says on the transaction's day and to all it says later. Was there anything?"""
    days = _days(t, kind, id_)
    wrote = False
    for day in [max(t.on, days[0]), *(day for day in days if day > t.on)]:
        old = t.was(kind, id_, day)
        if old and (new := {name: value for name, value in rewrite(old).items() if old[name] != value}):
            t.change(kind, id_, new, on=day)
            wrote = True
    return wrote


def _redirect(t: Transaction, kind: str, field: str, gone: Sequence[str], to: str) -> list[str]:
    """Let everything that refers to what will be gone refer to what stays; those still there that did, by id."""

    def rewrite(fields: Fields) -> Mapping[str, Stored]:
        return {field: to} if fields[field] in gone else {}

    did = [id_ for id_ in _that_mention(t, kind, gone) if _rewrite(t, kind, id_, rewrite)]
    return [id_ for id_ in did if t.get(kind, id_) is not None]


def _remove(t: Transaction, kind: str, id_: str) -> None:
    """Remove a record after the last that was said of it: something said later would bring it back."""
    t.remove(kind, id_, on=max(t.on, *_days(t, kind, id_)))


def _drop_doubles(t: Transaction, directorate: str) -> None:
    """Of posts that say the same, keep one."""
    seen: set[tuple[Stored, ...]] = set()
    for id_ in _all(t, "post"):
        post = t.get("post", id_)
        if post is None or post["directorate_id"] != directorate:
            continue
        says = tuple(post[name] for name in ("role", "person", "title", "since", "until"))
        if says in seen:
            _remove(t, "post", id_)
        seen.add(says)


def _days(t: Transaction, kind: str, id_: str) -> list[date]:
    """The days of which something was said of a record, earliest first."""
    told = (told for _, told in history.records(t.cursor.connection, kind, t.out_of_effect, id_))
    return sorted({date.fromisoformat(on) for events in told for on, _, _ in events} | t.days(kind, id_)) or [t.on]


def _all(t: Transaction, kind: str) -> list[str]:
    """The records of a kind that the register has, by id, as they were made."""
    return [id_ for (id_,) in t.cursor.execute(f"SELECT id FROM {kind} ORDER BY rowid").fetchall()]


def _that_mention(t: Transaction, kind: str, names: Iterable[str]) -> list[str]:
    """The records of a kind that hold a name, or ever did: those gone by now too, for the days they were there."""
    quoted = [json.dumps(name, ensure_ascii=False)[1:-1] for name in names]
    rows = t.cursor.execute(
        "SELECT DISTINCT record FROM event WHERE kind = ?"
        " AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(changes, value)) ORDER BY record",
        (kind, json.dumps(quoted)),
    )
    return [id_ for (id_,) in rows.fetchall()]


def _there(t: Transaction, kind: str, id_: str) -> Fields:
    fields = t.get(kind, id_)
    if fields is None:
        raise Refused(f"There is no such {kind}.")
    return fields


def _others(t: Transaction, kind: str, kept: str, others: Sequence[str]) -> list[Fields]:
    if not others or kept in others:
        raise Refused(f"Merging takes {'an' if kind == 'audit' else 'a'} {kind} to keep and others that go into it.")
    return [_there(t, kind, other) for other in others]


def _name(words: str) -> str:
    if not visible(words):
        raise Refused("A name must not be left blank.")
    return " ".join(words.split())


def _refuse_taken(t: Transaction, directorate: str, name: str) -> None:
    """No two directorates go by one name on any day: not today, whatever its case, nor in the past looked back at."""
    refuse_taken(t, name, but=directorate)
    first = max(t.on, _days(t, "directorate", directorate)[0])
    for other_id, told in history.records(t.cursor.connection, "directorate", t.out_of_effect):
        if other_id == directorate:
            continue
        for day in {str(first), *(on for on, _, _ in told if on > str(first))}:
            fields = history.replay(told, day)
            if fields.get("id") and fields.get("name") == name:
                raise Refused(f"On {british(day)} another directorate went by the name {name}; date this later.")


def _dates(audits: Iterable[Fields]) -> Iterator[str]:
    return (british(audit["issued"]) for audit in audits)


def _counted(recommendations: Sequence[str]) -> str:
    return so_many(len(recommendations), "recommendation")
