"""Rules on statuses: one that nobody could read, and those that their own words contradict."""

import re
from collections.abc import Iterator

from db.pack_check.findings import Finding, Pack, of, quoted
from db.rules import CLOSED, Status, read_status

_SENTENCE = re.compile(r"[^.!?\n]+")
_THIS_ONE = r"\b(?:this|the) (?:\w+ )?(?:recommendation|action|agreed action)(?![\w' ]{0,30}\brecommendations)"
_DONE = re.compile(
    rf"{_THIS_ONE}[^.;]{{0,40}}?\b(?:is|has been|as|to be|being)(?: now| therefore)*(?: fully)? "
    r"(?:implemented|completed?|closed)\b"
    r"|^\W*(?:now )?fully (?:implemented|complete)\W*$|^\W*action (?:has been |is )?(?:now )?(?:fully )?completed?\W*$",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    rf"{_THIS_ONE}[^.;]{{0,40}}?\b(?:remains?|is|has)(?: still)? "
    r"(?:(?:only )?part(?:ial)?ly implemented|outstanding|not (?:yet )?(?:been )?(?:fully )?implemented)\b"
    r"|\bno progress (?:has been|was|is|to report|made)|^\W*no progress\W*$"
    r"|^\W*not (?:yet )?(?:started|implemented)\W*$",
    re.IGNORECASE,
)
_NOT_SO = re.compile(
    r"\b(?:not|until|once|when|unless|before|if|cannot|can't|could|would|will|should|yet|expected|almost|nearly|"
    r"part|partly|partially|other|except|but|previously|was|were|had)\b",
    re.IGNORECASE,
)
"""Beside these a sentence does not say that it is so now."""


def status_not_read(pack: Pack) -> Iterator[Finding]:
    """`Work in hand?` stood where a status should: it is open, and nobody knows how far it is."""
    for one in (one.recommendation for one in pack.reported):
        if one.status is None:
            words = f": {quoted(one.status_words)} is none that is known" if one.status_words.strip() else ""
            yield of(one, "status_not_read", f"{one.ref} has no status{words}.", "status", one.status_words)


def status_disagrees(pack: Pack) -> Iterator[Finding]:
    """*Partially implemented*, while its update calls it fully implemented; or closed, and `no progress`."""
    for one in pack.told():
        row = one.recommendation
        if row.status is None or row.status is Status.AWAITING_VERIFICATION or not row.update:
            continue
        pattern = _UNDONE if row.status is Status.IMPLEMENTED else _DONE if row.status not in CLOSED else None
        said = _says(pattern, row.update) if pattern else ""
        if said:
            sentence = f"{row.ref} is {row.status}; its update says {quoted(said, 120)}."
            yield of(row, "status_disagrees", sentence, "status", row.status, said)


def _says(pattern: re.Pattern[str], update: str) -> str:
    """The sentence of an update that says so plainly; empty where none does."""
    for sentence in _SENTENCE.finditer(update):
        found = pattern.search(sentence[0])
        if found and (pattern is _UNDONE or not _NOT_SO.search(sentence[0])):
            return sentence[0].strip()
    return ""


def status_words_disagree(pack: Pack) -> Iterator[Finding]:
    """Printed as `Not implemented`, and recorded as partially implemented."""
    for one in pack.told():
        row = one.recommendation
        for words, status in ((row.status_words, row.status), (one.opinion_words, one.opinion)):
            read = read_status(words, pack.policy)
            if read is not None and status is not None and read is not status:
                said = f"{row.ref} is {status}; the words it was read from are {quoted(words)}."
                yield of(row, "status_words_disagree", said, "status", status, words)
                break
