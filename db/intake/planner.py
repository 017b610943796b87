"""A file against the register: what it adds, changes and leaves alone, and all that a person should look at."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from db.connection import path_of, sentences
from db.corrected import rows_of
from db.ids import new_id
from db.intake.audits import Audit, Audits
from db.intake.conflicts import as_one
from db.intake.identity import Group, gather, recognise
from db.intake.matching import title_key
from db.intake.news import Comparison, Occasion, Value, Write, of_new
from db.intake.plans import Candidate, Entry, Outcome, Plan
from db.intake.standing import Known, Standing
from db.readings import Problem, RawRecord, Reading
from db.refs import References, is_number
from db.rules import Policy, unstorable, visible
from db.said import british


def plan(
    connection: sqlite3.Connection,
    reading: Reading,
    *,
    as_of: date,
    policy: Policy,
    answers: Mapping[int, str] | None = None,
) -> Plan:
    """What importing `reading` would do. Nothing is written; RegisterError where the register cannot be read.

    `answers` are what a person said of doubtful rows, by position: `add`, `skip` or the id of the recommendation.
    """
    with sentences(path_of(connection)):
        return _Planner(connection, reading, as_of, policy, answers or {}).plan()


class _Planner:
    """Works one plan out."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        reading: Reading,
        as_of: date,
        policy: Policy,
        answers: Mapping[int, str],
    ) -> None:
        self._standing = Standing(connection, as_of)
        self._before = self._standing.said_before(reading)
        self._reading, self._as_of, self._policy, self._answers = reading, as_of, policy, answers
        self._rows = rows_of(reading)
        self._problems = list(reading.problems)
        self._source = (self._before and self._before.source) or new_id()
        self._occasion = Occasion(reading, as_of, policy, self._source, self._problems.append)
        self._told: dict[str, list[Problem]] = {}
        for problem in reading.problems:
            self._told.setdefault(problem.where, []).append(problem)
        self._entries: dict[int, Entry] = {}
        self._writes: list[Write] = []
        self._made: set[Audit] = set()
        self._directorates = {title_key(name): id_ for id_, name in self._standing.directorates}
        self._references = References(self._standing.refs())

    def plan(self) -> Plan:
        rows = dict(self._sound())
        audits = Audits(self._standing.audits, self._problems.append)
        audits.read(list(rows.items()))
        groups = gather(rows, audits, self._standing, self._problems.append, self._rows.changed)
        audits.gather(rows)
        self._recognise(groups, audits)
        corrected = {audit: self._correct(audit, rows) for audit in audits.spoken_of}
        self._compare([(group, group.known) for group in groups if group.known], corrected)
        self._add([group for group in groups if group.known is None])
        for group in groups:
            self._repeat(group)
        seen = self._before.positions if self._before else {}
        entries = tuple(self._entries[position] for position in sorted(self._entries))
        return Plan(
            reading=self._reading,
            as_of=self._as_of,
            entries=entries,
            problems=tuple(self._problems),
            source=self._source,
            source_is_new=not (self._before and self._before.source),
            writes=tuple(self._writes),
            appearances=tuple(
                (e.position, e.recommendation_id)
                for e in entries
                if e.recommendation_id and e.outcome is not Outcome.DOUBTFUL and e.position not in seen
            ),
        )

    # What is read. ------------------------------------------------------------------------------------------------

    def _sound(self) -> Iterator[tuple[int, RawRecord]]:
        """The rows that can be kept and are something; the others are told and skipped."""
        for position, raw in enumerate(self._rows.records):
            texts = _TEXTS(raw)
            if gone := self._rows.gone.get(position):
                self._entries[position] = Entry(position, Outcome.SKIPPED, raw, None, "", gone)
            elif trouble := unstorable("".join(texts)):
                self._skip(position, raw, f"{trouble} The row is not taken.")
            elif not any(texts):
                why = "There is nothing in this row that can be taken."
                self._skip(position, raw, next((told.what for told in self._told.get(raw.where, ())), why))
            else:
                if raw.status_words and raw.status is None:
                    self._tell(raw, "This status is not known; its words are kept and none is set.", raw.status_words)
                if raw.due_words and raw.due is None:
                    self._tell(raw, "This due date is no date; its words are kept and none is set.", raw.due_words)
                seen = raw if _is_seen(raw.recommendation) else replace(raw, recommendation="")
                yield position, seen if _is_seen(raw.audit) else replace(seen, audit="")

    def _tell(self, raw: RawRecord, what: str, text: str = "") -> None:
        """Tell it, unless the reader has told it of this place."""
        if not any(what == told.what or text == told.text for told in self._told.get(raw.where, ())):
            self._problems.append(Problem(raw.where, what, text))

    def _skip(self, position: int, raw: RawRecord, why: str, text: str = "") -> None:
        self._tell(raw, why, text)
        self._entries[position] = Entry(position, Outcome.SKIPPED, raw, None, "", why)

    # What it is. --------------------------------------------------------------------------------------------------

    def _recognise(self, groups: Sequence[Group], audits: Audits) -> None:
        """What was answered, and what this very file was found to be before, is no longer in question."""
        open_: list[Group] = []
        found = dict(self._before.positions) if self._before else {}
        found |= {position: answer for position, answer in self._answers.items() if answer not in {"add", "skip"}}
        known = {known.id: known for known in self._standing.with_ids(found.values())}
        for group in groups:
            group.known = next((known[found[p]] for p in group.rows if found.get(p) in known), None)
            if self._answer(group) != "add":
                open_.append(group)
        recognise(open_, audits, self._standing)

    def _answer(self, group: Group) -> str:
        return next((self._answers[position] for position in group.rows if position in self._answers), "")

    def _repeat(self, group: Group) -> None:
        """Its further rows: the same recommendation printed again."""
        head = self._entries[group.rows[0]]
        for position in group.rows[1:]:
            raw = self._rows.records[position]
            said = f"printed again: the recommendation at {head.raw.where}"
            self._entries[position] = Entry(position, Outcome.SKIPPED, raw, head.recommendation_id, head.ref, said)

    # What becomes of it. ------------------------------------------------------------------------------------------

    def _compare(self, found: Sequence[tuple[Group, Known]], corrected: Mapping[Audit, Mapping[str, str]]) -> None:
        """Those that the register has: what is new of them."""
        ids = [known.id for _, known in found]
        updates, milestones = self._standing.updates(ids), self._standing.milestones(ids)
        for group, known in found:
            if self._answer(group) == "skip":
                self._enter(group, Outcome.SKIPPED, "skipped, as answered")
                continue
            before = self._before.rows.get(known.id) if self._before else None
            issued = group.audit.issued if group.audit else None
            comparison = Comparison(
                group,
                known,
                as_one(before, issued, lambda _: None) if before else None,
                updates.get(known.id, ()),
                milestones.get(known.id, ()),
                {
                    "director": self._standing.in_office(known.audit_id, "director"),
                    "executive_member": self._standing.in_office(known.audit_id, "executive member"),
                },
                self._occasion,
            )
            news = comparison.news()
            about_audit = corrected.get(group.audit, {}) if group.audit else {}
            said = news.said + [done for name, done in about_audit.items() if getattr(group.raw, name)]
            outcome = Outcome.UPDATE if said or news.writes else Outcome.UNCHANGED
            told = "; ".join(said) or "nothing new"
            self._enter(group, outcome, told, known.id, known.ref, writes=tuple(news.writes))

    def _add(self, groups: Sequence[Group]) -> None:
        """Those that the register does not have: added, unless it is in doubt or there is too little of them."""
        new: list[tuple[Group, Audit]] = []
        for group in groups:
            if self._answer(group) == "skip":
                self._enter(group, Outcome.SKIPPED, "skipped, as answered")
            elif group.candidates:
                self._doubt(group)
            elif not group.text:
                self._skip(group.rows[0], group.raw, "This row has no recommendation.", group.raw.audit)
            elif group.audit is None:
                self._skip(group.rows[0], group.raw, "This row has no audit title.", group.raw.recommendation)
            else:
                new.append((group, group.audit))
        by_row = _count_rows([(group.raw.source_ref, audit) for group, audit in new])
        printed = {g: self._printed(g.raw, by_row=by_row) for g, _ in new}
        taken = {known.id for known in self._standing.with_ids(g.raw.id for g, _ in new if g.raw.id)}
        for group, audit in new:
            self._found(audit)
            id_ = group.raw.id if _is_uuid(group.raw.id) and group.raw.id not in taken else new_id()
            taken.add(id_)
            ref = printed[group] or self._references.made(audit.title, group.raw.source_ref)
            news = of_new(group, id_, ref, audit.id, self._occasion)
            self._enter(group, Outcome.ADD, "added", id_, ref, writes=tuple(news.writes))

    def _printed(self, raw: RawRecord, *, by_row: bool) -> str | None:
        """The reference as printed; not a number, where numbers are those of rows."""
        no_reference = by_row and is_number(raw.source_ref)
        return self._references.printed(raw.ref) or (None if no_reference else self._references.printed(raw.source_ref))

    def _doubt(self, group: Group) -> None:
        candidates = tuple(Candidate(k.id, k.ref, str(k.fields["text"])) for k in group.candidates)
        refs = " or ".join(candidate.ref for candidate in candidates)
        said = f"This may be {refs}, or a new recommendation; it is left out until somebody says which."
        self._problems.append(Problem(group.raw.where, said, group.raw.recommendation[:200]))
        self._enter(group, Outcome.DOUBTFUL, said, candidates=candidates)

    def _enter(
        self, group: Group, outcome: Outcome, said: str, id_: str | None = None, ref: str = "", **more: Any
    ) -> None:
        position = group.rows[0]
        self._entries[position] = Entry(position, outcome, group.raw, id_, ref, said, **more)

    # Audits and directorates. -------------------------------------------------------------------------------------

    def _found(self, audit: Audit) -> None:
        """Make a new audit, once."""
        if audit.known is None and audit not in self._made:
            self._made.add(audit)
            fields: dict[str, Value] = {
                "title": audit.title,
                "issued": audit.issued,
                "auditor": "external" if audit.said["auditor"] == "external" else "internal",
                "assurance": audit.said["assurance"],
                "directorate_id": self._directorate(audit.said["directorate"]),
            }
            self._writes.append(Write("audit", audit.id, fields, new=True))

    def _directorate(self, name: str) -> str | None:
        """The id of the directorate of that name, made if it is new."""
        if not _is_seen(name):
            return None
        key = title_key(name)
        if key not in self._directorates:
            self._directorates[key] = new_id()
            self._writes.append(
                Write("directorate", self._directorates[key], {"name": " ".join(name.split())}, new=True)
            )
        return self._directorates[key]

    def _correct(self, audit: Audit, rows: Mapping[int, RawRecord]) -> dict[str, str]:
        """Change what the file says otherwise of an audit that the register has; what is done, by field."""
        known = audit.known
        if known is None:
            return {}
        names = dict(self._standing.directorates)
        fields: dict[str, Value] = {}
        done: dict[str, str] = {}
        if known.issued is None and audit.issued:
            fields["issued"], done["issued"] = audit.issued, f"report dated {british(audit.issued)}"
        for name, had in (
            ("auditor", known.auditor),
            ("assurance", known.assurance),
            ("directorate", names.get(known.directorate_id or "", "")),
        ):
            said = audit.said[name]
            if not said or title_key(said) == title_key(had) or self._said_so_before(audit, name, said):
                continue
            if had and self._reading.is_paper:
                # The audit may go by its directorate's short name there; a report does not move it.
                self._tell(
                    rows[audit.rows[0]], f"The {name} of {known.title} is {had} in the register, which is kept.", said
                )
                continue
            if name == "auditor" and said not in {"internal", "external"}:
                continue
            fields["directorate_id" if name == "directorate" else name] = (
                self._directorate(said) if name == "directorate" else said
            )
            done[name] = f"{name} {had} → {said}" if had else f"{name} {said}"
        if fields:
            self._writes.append(Write("audit", audit.id, fields, new=False))
        return done

    def _said_so_before(self, audit: Audit, field: str, said: str) -> bool:
        rows = (raw for raws in self._before.rows.values() for raw in raws) if self._before else ()
        return any(
            getattr(raw, field).strip() == said and title_key(raw.audit) == title_key(audit.title) for raw in rows
        )


_TEXTS = attrgetter(*(f.name for f in fields_of(RawRecord) if f.type is str and f.name not in {"where", "section"}))
"""All that a row says in words."""


def _is_seen(text: str) -> bool:
    return bool(visible(text[:1]) or visible(text))


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _count_rows(printed: Sequence[tuple[str, Audit]]) -> bool:
    """Do the numbers of a file begin anew with each audit? Those that go through a whole list are references."""
    numbered = [(int(ref.strip("(.)")), audit) for ref, audit in printed if is_number(ref)]
    return len({audit for _, audit in numbered}) < 2 or len({number for number, _ in numbered}) < len(numbered)
