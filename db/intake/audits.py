"""The audits a file speaks of: one audit under several spellings of its title, in the file and in the register."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from db.ids import new_id
from db.intake.matching import is_slip, title_key, title_words
from db.intake.standing import KnownAudit
from db.readings import Problem, RawRecord
from db.rules import visible
from db.said import british

_ONE_REPORT = 183
"""Days by which two printed report dates of one audit may differ; further apart, an audit was done again."""
_SAID = ("auditor", "assurance", "directorate")


@dataclass(slots=True, eq=False)
class Audit:
    """An audit as the register and the file know it."""

    id: str
    title: str
    issued: date | None = None
    known: KnownAudit | None = None
    rows: list[int] = field(default_factory=list)
    """The places in the file that speak of it."""
    said: dict[str, str] = field(default_factory=dict)
    """What the file says of it: auditor, assurance, directorate."""


class Audits:
    """Which audit each row of a file speaks of."""

    def __init__(self, known: Iterable[KnownAudit], tell: Callable[[Problem], None]) -> None:
        self._tell = tell
        self._titled: dict[str, list[Audit]] = {}
        self._near: dict[Hashable, list[Audit]] = {}
        self._of: dict[int, Audit] = {}
        for audit in known:
            self._add(Audit(audit.id, audit.title, audit.issued, audit))

    def _add(self, audit: Audit) -> Audit:
        self._titled.setdefault(title_key(audit.title), []).append(audit)
        for trait in _traits(title_words(audit.title)):
            self._near.setdefault(trait, []).append(audit)
        return audit

    def of(self, position: int) -> Audit | None:
        """The audit that the row at `position` speaks of; None where it has no title."""
        return self._of.get(position)

    @property
    def spoken_of(self) -> Sequence[Audit]:
        """The audits that the file speaks of, in its order."""
        return sorted((a for named in self._titled.values() for a in named if a.rows), key=lambda a: a.rows[0])

    def all(self) -> Sequence[Audit]:
        """Those of the register and those of the file."""
        return [audit for named in self._titled.values() for audit in named]

    def namesakes(self, audit: Audit) -> Sequence[Audit]:
        """All audits of this title: the same work done in several years."""
        return self._titled[title_key(audit.title)]

    def read(self, rows: Sequence[tuple[int, RawRecord]]) -> None:
        """Find the audit of every row with a title, making those that are new. Rows that date theirs come first."""
        for position, raw in sorted(rows, key=lambda row: row[1].issued is None):
            if raw.audit:
                audit = self._named(raw.audit, raw.issued) or self._add(Audit(new_id(), " ".join(raw.audit.split())))
                audit.issued = audit.issued or raw.issued
                audit.rows.append(position)
                self._of[position] = audit
        printed = dict(rows)
        for audit in self.spoken_of:
            audit.rows.sort()
            if audit.known is None:
                audit.title = " ".join(printed[audit.rows[0]].audit.split())
        for new in [a for a in self.spoken_of if a.known is None]:
            for other in self.near(new):
                if new.issued and other.issued and _is_respelt(title_words(new.title), title_words(other.title)):
                    self.join(new, other)
                    break

    def _named(self, title: str, issued: date | None) -> Audit | None:
        """The audit of this title whose report is of that date, or may be."""
        named = self._titled.get(title_key(title), [])
        if issued is None:
            return max(named, key=lambda a: a.issued or date.min, default=None)
        apart = [(abs((a.issued - issued).days) if a.issued else _ONE_REPORT, n) for n, a in enumerate(named)]
        days, n = min(apart, default=(_ONE_REPORT + 1, 0))
        return named[n] if days <= _ONE_REPORT else None

    def near(self, audit: Audit) -> Iterator[Audit]:
        """Other audits that this one may be: a word is misspelt or the title cut short, and no dates say otherwise."""
        words = title_words(audit.title)
        begun = [("whole", words[:n]) for n in range(2, len(words))]
        for trait in (*_slips(words), *begun, ("begins", words)):
            for other in self._near.get(trait, ()):
                agreed = not (audit.issued and other.issued) or audit.issued == other.issued
                alike = trait[0] in {"whole", "begins"} or _is_respelt(words, title_words(other.title))
                if (
                    other is not audit
                    and agreed
                    and alike
                    and (other.known or (other.rows and other.rows[0] < audit.rows[0]))
                ):
                    yield other

    def join(self, new: Audit, other: Audit) -> None:
        """They are one."""
        other.rows = sorted(other.rows + new.rows)
        other.issued = other.issued or new.issued
        for position in new.rows:
            self._of[position] = other
        new.rows = []

    def gather(self, rows: dict[int, RawRecord]) -> None:
        """Note what the file says of each audit; what its rows disagree on is told."""
        for audit in self.spoken_of:
            told: set[object] = {audit.issued, None}
            for raw in (rows[position] for position in audit.rows):
                if raw.issued not in told:
                    told.add(raw.issued)
                    self._tell(
                        Problem(
                            raw.where,
                            f"The report of this audit is dated {british(raw.issued)} here and {british(audit.issued)} "
                            "elsewhere; the latter is kept.",
                            raw.audit,
                        )
                    )
                for name in _SAID:
                    said = getattr(raw, name).strip()
                    said = said if visible(said) else ""
                    kept = audit.said.setdefault(name, said) or said
                    audit.said[name] = kept
                    if said and title_key(said) != title_key(kept) and (name, said) not in told:
                        told.add((name, said))
                        self._tell(
                            Problem(
                                raw.where,
                                f"The {name} of the audit {audit.title} is given as {said} here and {kept} "
                                "elsewhere; the latter is kept.",
                                said,
                            )
                        )


def _traits(words: Sequence[str]) -> Iterator[tuple[Hashable, ...]]:
    """What a title is found by if another is nearly it."""
    yield "whole", words
    yield from (("begins", words[:n]) for n in range(2, len(words)))
    yield from _slips(words)


def _slips(words: Sequence[str]) -> Iterator[tuple[Hashable, ...]]:
    """What two titles share if one word of them differs: the others."""
    yield from ((n, words[:n], words[n + 1 :]) for n, word in enumerate(words) if is_slip(word, word))


def _is_respelt(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(a == b or is_slip(a, b) for a, b in zip(one, other, strict=True))
