"""What a file says of a recommendation that the register does not know yet, as records to make and to change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from db.ids import new_id
from db.intake.identity import Group
from db.intake.matching import SAME, Text, is_part, likeness
from db.intake.standing import Known, KnownUpdate
from db.readings import Problem, RawMilestone, RawRecord, Reading
from db.rules import CLOSED, Policy, Status
from db.said import british

Value = str | date | None
_CALLED = {
    "text": "recommendation",
    "response": "management response",
    "owner": "owner",
    "director": "director",
    "executive_member": "Executive Member",
    "priority": "priority",
    "original_due": "original due date",
    "due": "due date",
    "due_words": "due date in words",
    "status_words": "wording of the status",
    "action": "next action",
}


@dataclass(frozen=True, slots=True)
class Write:
    """One record to make or to change."""

    kind: str
    id: str
    fields: dict[str, Value]
    new: bool


@dataclass(slots=True)
class News:
    """What is to be written of one recommendation, and how a person is told."""

    writes: list[Write] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def make(self, kind: str, of: str, fields: dict[str, Value]) -> None:
        """Make a record that belongs to the recommendation `of`."""
        self.writes.append(Write(kind, new_id(), {**fields, "recommendation_id": of}, new=True))


@dataclass(frozen=True, slots=True)
class Occasion:
    """The file that brings the news, and its day."""

    reading: Reading
    as_of: date
    policy: Policy
    source: str
    tell: Callable[[Problem], None]

    def entry(self, text: str, status: Status | None, words: str, on: date | None = None) -> dict[str, Value]:
        """A follow-up entry: that management says it is done is their claim; all else is audit's opinion."""
        day = on or self.as_of
        claimed = status is Status.AWAITING_VERIFICATION
        closed = f"reported as {status} in {self.reading.file}, {british(day)}; not tested here"
        return {
            "on": day,
            "text": text,
            "claim": Status.IMPLEMENTED if claimed else None,
            "opinion": None if claimed else status,
            "words": words,
            "reason": closed if status in CLOSED else "",
            "source_id": self.source,
        }


def priority(words: str, policy: Policy) -> str:
    """A priority as policy spells it, or as printed."""
    plain = " ".join(words.split())
    return next((p.name for p in policy.known_priorities if p.name.casefold() == plain.casefold()), plain)


def stored(value: Value) -> str | None:
    """A value as the tables hold it."""
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def of_new(group: Group, id_: str, ref: str, audit_id: str, occasion: Occasion) -> News:
    """Everything, as of a recommendation that the register does not have."""
    raw, news = group.raw, News()
    now = raw.due_in_force
    original = raw.original_due or (None if _is_moved_from_words(raw) else now)
    fields: dict[str, Value] = {
        "audit_id": audit_id,
        "ref": ref,
        "source_ref": raw.source_ref,
        "priority": priority(raw.priority, occasion.policy),
        "text": raw.recommendation,
        "response": raw.response,
        "owner": raw.owner,
        "director": raw.director,
        "executive_member": raw.executive_member,
        "original_due": original,
        "due": now,
        "due_words": raw.due_words,
        "status": raw.status,
        "status_words": raw.status_words if raw.id or not raw.status else "",
        "action": raw.action,
    }
    news.writes.append(Write("recommendation", id_, fields, new=True))
    if original and original != now:
        _revise(news, id_, original, now, occasion)
    for milestone in raw.milestones:
        news.make("milestone", id_, _milestone(milestone))
    _first_updates(news, id_, raw, occasion)
    return news


def _is_moved_from_words(raw: RawRecord) -> bool:
    """Does a date stand beside words that are none? Then these were the original one, which nobody knows."""
    return raw.due is not None and bool(raw.due_words)


def _revise(news: News, id_: str, old: date | None, new: date | None, occasion: Occasion) -> None:
    reason = f"as printed in {occasion.reading.file}"
    news.make("due_revision", id_, {"old": old, "new": new, "reason": reason, "agreed_on": None})


def _milestone(milestone: RawMilestone) -> dict[str, Value]:
    return {"what": milestone.what, "due": milestone.due, "met_on": milestone.met_on}


def _first_updates(news: News, id_: str, raw: RawRecord, occasion: Occasion) -> None:
    """One update; two where our own file dates the closing and a later word apart."""
    on = raw.update_on or raw.closed_on or occasion.as_of
    if raw.closed_on and raw.closed_on != on and raw.status in CLOSED:
        news.make("progress_update", id_, occasion.entry("", raw.status, raw.status_words, raw.closed_on))
        if raw.update:
            news.make("progress_update", id_, occasion.entry(raw.update, None, "", on))
    elif raw.update or raw.status or raw.status_words:
        news.make("progress_update", id_, occasion.entry(raw.update, raw.status, raw.status_words, on))


# Against what the register knows. ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Comparison:
    """One recommendation of a file beside the register's."""

    group: Group
    known: Known
    before: RawRecord | None
    """What a file of this name said of it last time: what it repeats is no news."""
    updates: Sequence[KnownUpdate]
    milestones: Sequence[tuple[str, RawMilestone]]
    in_office: Mapping[str, str]
    """The director and the Executive Members it has while it prints none of its own."""
    occasion: Occasion
    _news: News = field(default_factory=News)
    _changes: dict[str, Value] = field(default_factory=dict)

    def news(self) -> News:
        """What the register does not know yet."""
        self._texts()
        self._due()
        if self._is_new("status"):
            self._put("status", self.group.raw.status)
            if self.known.fields["status"] in CLOSED and self.group.raw.status not in CLOSED and not self.known.later:
                was = f"It is {self.known.fields['status']} in the register and {self.group.raw.status} here"
                self._tell(f"{was}; it is open again.", self.group.raw.status_words)
            self._put("status_words", "")
        elif self._is_new("status_words"):
            self._put("status_words", self.group.raw.status_words)
        if self._changes:
            # A risk accepted once more is not the acceptance that has ended.
            ended = {"accepted_until": None, "status_before": None} if "status" in self._changes else {}
            self._news.writes.append(Write("recommendation", self.known.id, self._changes | ended, new=False))
        self._news.said += filter(None, (self._said(name, value) for name, value in self._changes.items()))
        self._milestones()
        self._progress()
        return self._news

    def _said(self, field: str, value: Value) -> str:
        old = self.known.fields[field]
        if field in {"due", "original_due"}:
            return f"{_CALLED[field]} {british(old)} → {british(value)}"
        if field == "status":
            return f"{old or 'status not read'} → {value}"
        return "" if field in {"due_words", "status_words"} and not value else f"{_CALLED[field]} changed"

    def _is_new(self, field: str) -> bool:
        """Does the file say something that it did not say last time?"""
        value = getattr(self.group.raw, field)
        return bool(value) and (self.before is None or getattr(self.before, field) != value)

    def _put(self, field: str, value: Value) -> None:
        if stored(value) != self.known.fields[field]:
            self._changes[field] = value

    def _texts(self) -> None:
        raw = self.group.raw
        if self._is_new("recommendation") and self._says_more(raw.recommendation, self.known.fields["text"]):
            self._changes["text"] = raw.recommendation
        for name in ("response", "owner", "director", "executive_member", "action"):
            known = self.known.fields[name] or self.in_office.get(name, "")
            if self._is_new(name) and self._says_more(getattr(raw, name), known):
                self._changes[name] = getattr(raw, name)
        if self._is_new("priority"):
            self._put("priority", priority(raw.priority, self.occasion.policy))

    def _says_more(self, words: str, known: str) -> bool:
        """Does a text say something else, or more? Where it comes from our own file, every sign counts."""
        if words == known or self.group.raw.id or self.before is not None:
            return words != known
        mine, theirs = Text.of(words), Text.of(known)
        if mine == theirs or is_part(mine, theirs):
            return False
        # What came out of a PDF has lost letters on its way.
        extracted = self.occasion.reading.kind in {"report", "pdf"}
        return not (extracted and likeness(mine, theirs, at_least=SAME) and len(mine.letters) <= len(theirs.letters))

    def _due(self) -> None:
        raw, known = self.group.raw, self.known.fields
        if self._is_new("original_due") and known["original_due"] is None:
            self._changes["original_due"] = raw.original_due
        elif self._is_new("original_due") and known["original_due"] != stored(raw.original_due):
            self._tell(
                f"The original due date is {british(raw.original_due)} here and {british(known['original_due'])} in "
                "the register; an original date is never overwritten.",
                british(raw.original_due),
            )
        now = raw.due_in_force
        if now and (self._is_new("due") or self._is_new("milestones")) and known["due"] != stored(now):
            self._move(now)
        if "due" in self._changes and known["due_words"] and not raw.due_words:
            self._changes["due_words"] = ""
        if self._is_new("due_words"):
            self._put("due_words", raw.due_words)

    def _move(self, now: date) -> None:
        known = self.known.fields
        if known["due"] is None:
            self._changes["due"] = now
            if known["original_due"] is None and not _is_moved_from_words(self.group.raw):
                self._changes.setdefault("original_due", now)
        elif self.group.audit and now == self.group.audit.issued:
            self._tell(
                f"The due date here, {british(now)}, is only the date of the audit's report; "
                f"{british(known['due'])} is kept.",
                british(now),
            )
        elif stored(now) != known["original_due"] or self.before is not None or self.known.later:
            then = date.fromisoformat(known["due"])
            # An older file after a newer one: what it prints is the date that was moved from.
            old, new = (now, then) if self.known.later else (then, now)
            _revise(self._news, self.known.id, old, new, self.occasion)
            self._changes["due"] = now

    def _milestones(self) -> None:
        if not self._is_new("milestones"):
            return
        known = {Text.of(milestone.what): (id_, milestone) for id_, milestone in self.milestones}
        for milestone in self.group.raw.milestones:
            id_, old = known.get(Text.of(milestone.what), ("", None))
            if old is None:
                self._news.make("milestone", self.known.id, _milestone(milestone))
                self._news.said.append("milestone added")
            elif old.due != milestone.due or (milestone.met_on and milestone.met_on != old.met_on):
                moved: dict[str, Value] = {"due": milestone.due, "met_on": milestone.met_on or old.met_on}
                self._news.writes.append(Write("milestone", id_, moved, new=False))
                self._news.said.append("milestone changed")

    def _progress(self) -> None:
        """A new update, unless the register has its words; the one that this file brought for this day is corrected."""
        raw, known = self.group.raw, self.known.fields
        text = raw.update if self._is_new("update") and not self._has_update(raw.update) else ""
        status = raw.status if self._is_new("status") else None
        words = raw.status_words if status or self._is_new("status_words") else ""
        turned = status is not None and str(status) != known["status"]
        unread = bool(words) and raw.status is None and words != known["status_words"]
        if not (text or turned or unread):
            return
        on = raw.update_on or self.occasion.as_of
        former = [u for u in self.updates if u.on == on and u.source == self.occasion.reading.file]
        if not former:
            self._news.make("progress_update", self.known.id, self.occasion.entry(text, status, words, on))
            self._news.said.append("update added")
            return
        corrected = self.occasion.entry(text or former[-1].text, status, words, on)
        for name in ("opinion", "claim", "reason") if status is None else ():
            del corrected[name]
        self._news.writes.append(Write("progress_update", former[-1].id, corrected, new=False))
        self._news.said.append("update corrected")

    def _has_update(self, text: str) -> bool:
        """Is it an update the register has, or what a page left of one?"""
        if any(text in (update.text, update.management) for update in self.updates):
            return True
        mine = Text.of(text)
        return any(
            mine == theirs or is_part(mine, theirs)
            for update in self.updates
            for theirs in map(Text.of, (update.text, update.management, f"{update.management} {update.text}"))
        )

    def _tell(self, what: str, words: str) -> None:
        self.occasion.tell(Problem(self.group.raw.where, f"{self.known.ref}: {what}", words))
