"""What is known of a table's headings before it is read: what a person says of this file, and layouts remembered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from db.readings import FileLayout, RawRecord
from db.rules import Policy, Status
from db.rules import plain as plain_words
from reports.columns import READABLE, plain

_LONGEST_WORD = 200
"""Letters of a cell that may be a status and nothing more."""

ALIKE = 0.7
"""The share of headings, of all that the layout and the table have, from which the table is of that layout."""


class Known:
    """What may be said of a file before it is opened."""

    def __init__(self, said: FileLayout | None = None, remembered: Sequence[FileLayout] = ()) -> None:
        self.said = said or FileLayout()
        self._said = _Lookup(self.said)
        self._remembered = [_Lookup(layout) for layout in remembered]

    def of_table(self, headings: Iterable[str]) -> FileLayout:
        """What is known of a table of these headings, by them as they are printed there.

        What is said of this file stands over the layout that shares the most headings with the table.
        """
        printed = [heading for heading in headings if heading.strip()]
        best = next(iter(self._fitting(printed)), None)
        fields = {**(best.fields(printed) if best else {}), **self._said.fields(printed)}
        statuses: Mapping[str, Status] = {**(best.layout.statuses if best else {}), **self.said.statuses}
        return FileLayout(self.said.name or (best.layout.name if best else ""), fields, statuses)

    def rivals(self, headings: Iterable[str]) -> list[str]:
        """The names of the layouts that fit a table of these headings equally well, if they do not mean the same."""
        printed = [heading for heading in headings if heading.strip()]
        fitting = self._fitting(printed)
        meant = [(one.fields(printed), one.layout.statuses) for one in fitting]
        return [one.layout.name for one in fitting] if any(other != meant[0] for other in meant) else []

    def _fitting(self, printed: Sequence[str]) -> list["_Lookup"]:
        """The remembered layouts that share the most headings with these; none beside one that was named."""
        words = {plain(heading) for heading in printed}
        shares = [] if self.said.name else [one.share(words) for one in self._remembered]
        most = max(shares, default=0.0)
        return [one for one, share in zip(self._remembered, shares, strict=False) if share == most >= ALIKE]

    def lacking(self, headings: Iterable[str]) -> list[str]:
        """The headings that were spoken of and are not among these."""
        there = {plain(heading) for heading in headings}
        return [heading for heading in self.said.fields if plain(heading) not in there]


class _Lookup:
    """One layout, its headings found whatever their case and signs."""

    def __init__(self, layout: FileLayout) -> None:
        self.layout = layout
        # A register that a later version wrote may name fields that this one has not.
        fields = {heading: name for heading, name in layout.fields.items() if not name or name in READABLE}
        self._exactly = {_close(heading): name for heading, name in fields.items()}
        self._plainly = {plain(heading): name for heading, name in reversed([*fields.items()])}

    def share(self, words: set[str]) -> float:
        """How much of its headings and of those is in both."""
        own = self._plainly.keys()
        return len(own & words) / len(own | words) if own else 0.0

    def fields(self, printed: Sequence[str]) -> dict[str, str]:
        """What it says of these headings; one that is there to the letter is meant before one that is like it."""
        found = {heading: self._exactly[_close(heading)] for heading in printed if _close(heading) in self._exactly}
        meant = {plain(heading) for heading in found}
        for heading in printed:
            if heading not in found and plain(heading) in self._plainly and plain(heading) not in meant:
                found[heading] = self._plainly[plain(heading)]
        return found


def _close(heading: str) -> str:
    return " ".join(heading.casefold().split())


def lacking_words(words: Mapping[str, Status], records: Sequence[RawRecord]) -> list[str]:
    """Those of the `words` for statuses that nothing in the records was read from."""
    lacking = {plain_words(word): word for word in words}
    for record in records:
        if not lacking:
            break
        said = plain_words(record.status_words)
        cells = {plain_words(cell) for cell in record.words.values() if len(cell) < _LONGEST_WORD}
        for word in [word for word in lacking if word in cells or re.search(rf"\b{re.escape(word)}\b", said)]:
            del lacking[word]
    return list(lacking.values())


def with_words(policy: Policy, statuses: Mapping[str, Status]) -> Policy:
    """The policy with a file's own words for statuses over its own."""
    words = {plain_words(word): status for word, status in statuses.items()}
    return replace(policy, status_words={**policy.status_words, **words}) if words else policy


NOTHING = Known()
"""Nothing is known."""
