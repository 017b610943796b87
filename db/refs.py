"""References people speak of a recommendation by: the printed one where there is one, else the audit's initials."""

import re
from collections.abc import Iterable

_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_WORD = re.compile(r"[^\W\d_]+|\d+")
_MADE = re.compile(r"(.+)-(\d{1,9})")
_LONGEST = 40
"""Characters of a printed reference that can still be spoken and typed."""


def initials(title: str) -> str:
    """The stem of references made from an audit's title, numbers whole: `Section 106 Agreements` gives `S106A`."""
    words: list[str] = _WORD.findall(title.replace("'", "").replace("\u2019", ""))
    telling = [word for word in words if word.casefold() not in _SMALL] or words
    if len(telling) == 1:
        return telling[0][:4].upper()
    return "".join(word if word.isdigit() else word[0] for word in telling[:4]).upper() or "REC"


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

    def made(self, title: str) -> str:
        """The next reference of the audit called `title`: `MHC-1`, `MHC-2` …"""
        stem = initials(title)
        return self._take(f"{stem}-{self._last.get(stem.casefold(), 0) + 1}")
