"""What stands over a table and speaks for its rows where no column of it does: an audit's title, a directorate."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from reports.columns import column_for, plain
from reports.read.dates import dates_in
from reports.read.report.banners import PRIORITY
from reports.read.report.cells import Piece

_LONGEST = 120
"""Letters: what is longer is a sentence."""
_GIVEN = frozenset({"directorate", "issued", "assurance", "auditor"})
"""What a label may give beside the audit itself."""

_LABEL = re.compile(r"(?P<label>[^\W\d_][^:\n]{2,40}?)\s*(?::|\s[-\u2013])\s*(?P<words>\S.*)")
_NUMBER = re.compile(r"\A\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=\S)")
_DIRECTORATE = re.compile(r"(?:directorate of \S.*|\S.* directorate)", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:appendix|annexe?|report|introduction|background|purpose|contents|conclusions?|implications|next steps|audits"
    r"|details?|findings|issues|the|this|these|internal audit|external audit)\b.*"
    r"|(?:section|part|table|schedule) \w{1,2}(?:\W.*)?|key(?: (?:to|findings|messages|issues|points)\b.*)?|legend"
    r"|red|amber|green|open|live|new|(?:agreed |management )*action plans?"
    r"|(?:no|limited|minimal|partial|reasonable|moderate|adequate|substantial|full) assurance\b.*"
    r"|.*\b(?:recommendations?|actions|overdue|implemented|outstanding|months?|completed|closed|summary|tracker"
    r"|follow[- ]?up|progress|position|opinion)\b.*"
    r"|.*\b(?:council|committee|authority|board|trust|commissioner|report|due)",
    re.IGNORECASE,
)
"""Headings of a report's parts, and names of bodies: no audit is called so."""


@dataclass(slots=True)
class Captions:
    """What has been said so far over the next table."""

    _headed: dict[str, Piece] = field(default_factory=dict)
    """By field: what headings say, until another says it anew."""
    _labelled: dict[str, Piece] = field(default_factory=dict)
    """What stands beside labels since the latest heading."""
    _last: Piece | None = None
    """The latest line that may be a title, though nothing marks it as one."""
    _is_taken: bool = False
    """Did a table follow it? Then it speaks for the next one only if nothing else is said between them."""

    def heading(self, line: int, words: str) -> None:
        """A heading stands at `line`, marked as one by the file itself."""
        self._labelled.clear()
        self._last = None
        words = _NUMBER.sub("", words, count=1)
        label = _LABEL.fullmatch(words)
        name = _field(label["label"], label["words"]) if label else ""
        if label and name in {"audit", "directorate"}:
            words = label["words"]
        elif _DIRECTORATE.fullmatch(words):
            name = "directorate"
        elif PRIORITY.fullmatch(words):
            name = "priority"
        elif line > 1 and _may_be_title(words):
            name = "audit"
        else:
            return
        if name == "directorate":
            self._headed.clear()
        elif name == "audit":
            self._headed.pop("priority", None)
        self._headed[name] = Piece(line, words)

    def line(self, line: int, words: str) -> None:
        """Words stand outside of tables at `line`: a label with what it says, or perhaps a title."""
        if (label := _LABEL.fullmatch(words)) and self.labelled(line, label["label"], label["words"]):
            return
        if line > 1 and words[0].isupper() and words[-1].isalnum() and not dates_in(words) and _may_be_title(words):
            self._last, self._is_taken = Piece(line, words), False
        elif self._is_taken and not _NO_TITLE.fullmatch(words):
            self._last = None

    def labelled(self, line: int, label: str, words: str) -> bool:
        """`words` stand beside a label; does it say what speaks for a table's rows?"""
        name = _field(label, words)
        if name == "audit":
            self._labelled = {other: piece for other, piece in self._labelled.items() if other == "directorate"}
        if name:
            self._labelled[name] = Piece(line, words)
        return bool(name)

    def over(self, known: AbstractSet[str]) -> Iterator[tuple[str, Piece]]:
        """A table follows that has the columns `known`: what is said over it for the other fields."""
        given = {**({"audit": self._last} if self._last else {}), **self._headed, **self._labelled}
        self._is_taken = True
        spoken = {"directorate", "priority"} if "audit" in known else set(given)
        yield from ((name, piece) for name, piece in given.items() if name in spoken - known)


def _field(label: str, words: str) -> str:
    """Which field of a table's rows stands beside a label; nothing where none does."""
    column = column_for(label)
    name = column.field if column else ""
    if name == "audit":
        sure = column is not None and plain(label) not in map(plain, column.otherwise)
        return name if sure and _may_be_title(words) else ""
    return name if name in _GIVEN and len(words) <= _LONGEST else ""


def _may_be_title(words: str) -> bool:
    named = len(words) <= _LONGEST and any(map(str.isalpha, words)) and ":" not in words
    return named and not _NO_TITLE.fullmatch(words)
