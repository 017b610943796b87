"""References people speak of a recommendation by: the printed one where there is one, else the audit's initials.

By them it is found again, whatever their case.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence

from db.fetch import fetch

_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_WORD = re.compile(r"[^\W\d_]+|\d+")
_MADE = re.compile(r"(.+)-(\d{1,9})")
_NUMBER = re.compile(r"\(?\d{1,3}[.)]?")
_LONGEST = 40
"""Characters of a printed reference that can still be spoken and typed."""

# NOCASE knows the letters of ASCII only; the other spellings are looked for besides.
_SPELT = "COLLATE NOCASE IN (:ref, :lower, :upper)"
_CALLED = "SELECT json_array(id, ref) AS line FROM recommendation WHERE {} ORDER BY ref"
_BY_REF = _CALLED.format(f"ref {_SPELT}")
_BY_SOURCE_REF = _CALLED.format(f"source_ref {_SPELT}")
_FOUND = (_CALLED.format("id IN (:ref, :lower)"), _CALLED.format("ref = :ref"), _BY_REF, _BY_SOURCE_REF)
"""The ways to be called, each by an index. A recommendation's own reference wins over one that was printed."""


class Ambiguous(Exception):
    """Several recommendations go by one printed reference."""

    def __init__(self, ref: str, refs: Sequence[str]) -> None:
        super().__init__(f"{ref} is the printed reference of several recommendations: {', '.join(refs)}. Name one.")
        self.refs = tuple(refs)


def find(connection: sqlite3.Connection, called: str) -> str | None:
    """The id of the recommendation called so, whatever its case: by its id, its reference, or the one printed.

    None where there is none; Ambiguous is raised where several go by it.
    """
    ref = called.strip().encode(errors="replace").decode()
    if not ref:
        return None
    found = next(filter(None, _found(connection, ref, *_FOUND)), [])
    if len(found) > 1:
        raise Ambiguous(ref, [ref for _, ref in found])
    return str(found[0][0]) if found else None


def is_taken(connection: sqlite3.Connection, ref: str, *, but: str = "") -> bool:
    """Has a recommendation this very reference, whatever its case? `but` is the id of the one that is to have it."""
    (found,) = _found(connection, ref, _BY_REF)
    return any(id_ != but for id_, _ in found)


def _found(connection: sqlite3.Connection, ref: str, *ways: str) -> list[list[list[str]]]:
    return fetch(connection, {"ref": ref, "lower": ref.lower(), "upper": ref.upper()}, *ways)


def initials(title: str) -> str:
    """The stem of references made from an audit's title, numbers whole: `Section 106 Agreements` gives `S106A`."""
    words: list[str] = _WORD.findall(title.replace("'", "").replace("\u2019", ""))
    telling = [word for word in words if word.casefold() not in _SMALL] or words
    if len(telling) == 1:
        return telling[0][:4].upper()
    return "".join(word if word.isdigit() else word[0] for word in telling[:4]).upper() or "REC"


def is_number(printed: str) -> bool:
    """Is it a number and nothing more, as tables count their rows with?"""
    return _NUMBER.fullmatch(printed.strip()) is not None


class References:
    """The references of a register, of which each new one is unlike all others whatever its case."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}
        for ref in taken:
            self._take(ref)

    def _take(self, ref: str) -> str:
        plain = ref.casefold()
        self._taken.add(plain)
        if made := _MADE.fullmatch(plain):
            self._last[made[1]] = max(self._last.get(made[1], 0), int(made[2]))
        return ref

    def printed(self, words: str) -> str | None:
        """A unique reference after the printed `words`, a clash getting `/2`; None where they cannot serve as one."""
        ref = " ".join(words.split())
        if not ref or len(ref) > _LONGEST or not ref.isprintable():
            return None
        n = 1
        while (ref if n == 1 else f"{ref}/{n}").casefold() in self._taken:
            n += 1
        return self._take(ref if n == 1 else f"{ref}/{n}")

    def made(self, title: str, number: str = "") -> str:
        """The next reference of the audit called `title`: `MHC-1`, `MHC-2` …; with its row's number if it is free."""
        stem = initials(title)
        if is_number(number) and (ref := f"{stem}-{int(number.strip('(.)'))}").casefold() not in self._taken:
            return self._take(ref)
        return self._take(f"{stem}-{self._last.get(stem.casefold(), 0) + 1}")


def next_ref(connection: sqlite3.Connection, title: str) -> str:
    """The next reference of the audit called `title`; of those there are, only the ones of its stem are read."""
    stem = initials(title)
    like = connection.execute(
        "SELECT ref FROM recommendation WHERE ref LIKE ? OR ref LIKE ?", (f"{stem}-%", f"{stem.lower()}-%")
    )
    return References(ref for (ref,) in like).made(title)
