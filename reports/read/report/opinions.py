"""How far a recommendation has come, as a report says it: a labelled opinion, a conclusion, or nothing more to do."""

import re
from typing import NamedTuple

from db.rules import Policy, Status, read_status


class Said(NamedTuple):
    """A status in a report's words, and the text without them where they only label it."""

    text: str
    words: str = ""
    status: Status | None = None


_OPINION = re.compile(
    r"[ ]*\b(?:(?:internal|external)\s+)?(?:audit(?:or)?(?:['\u2019]?s)?\s+)?opinion\s*[:\u2013]\s*(?P<words>[^\n]*)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?P<words>[^\W\d_][^\n.:;,\u2013\u2014]{2,40}?)\s*(?:[.:;\n]|\s[-\u2013\u2014]\s)")
_CONCLUSION = re.compile(
    r"\b(?:consider|regard|class|assess|deem)(?:ed|s)?\b[^.\n]{0,90}?\b(?:to be|as(?: being)?)\s+['\u2018\u201c\"]?"
    r"(?P<words>(?:fully |partially |partly |not )?(?:implemented|complete[d]?))",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:until|once|when|cannot|can't|could|not yet|unless|before|not be)\b", re.IGNORECASE)
_OTHER_CLOSING = re.compile(
    r"\b(?:risk (?:has been |is |was )?accepted|superseded|no longer (?:applicable|relevant))\b", re.IGNORECASE
)
_NOTHING_MORE = re.compile(
    r"no (?:further|more) (?:action|follow[- ]up|work)(?: is)?(?: (?:required|needed|necessary))?"
    r"(?=\s*(?:[.;,(\u2013-]|$))",
    re.IGNORECASE | re.MULTILINE,
)


def opinion_in(update: str, policy: Policy) -> Said:
    """The opinion an update is labelled with, taken out of it; the last one where there are several."""
    for label in reversed(list(_OPINION.finditer(update))):
        line = label["words"].strip()
        words, status = _known_beginning(line, policy)
        if status or (words and "audit" in label[0][: label.start("words") - label.start()].casefold()):
            left = line[len(words) :].lstrip(" .;,")
            text = f"{update[: label.start()].rstrip()}\n{left}{update[label.end() :]}"
            return Said(text.strip("\n"), words, status)
    return Said(update)


def _known_beginning(line: str, policy: Policy) -> tuple[str, Status | None]:
    """The most words at the beginning of `line` that name a status; its first sentence where none do."""
    ends = [m.start() for m in re.finditer(r"(?=\s|$)", line)][:8]
    for end in reversed([*ends, len(line)]):
        words = line[:end].rstrip(" .;,")
        status = read_status(words, policy) if words else None
        if status:
            return words, status
    return line.partition(". ")[0].rstrip(" .;,"), None


def opening_in(update: str, policy: Policy) -> Said:
    """The status that an update opens with, as a sentence or a line of its own: `In progress. Two of four are done.`"""
    found = _OPENING.match(update.lstrip())
    status = read_status(found["words"], policy) if found else None
    return Said(update, found["words"], status) if found and status else Said(update)


def conclusion_in(update: str, policy: Policy) -> Said:
    """The status that a sentence of the update comes to: `we consider this recommendation to be fully implemented`."""
    found = [m for m in _CONCLUSION.finditer(update) if not _NOT_SO.search(_sentence_before(update, m.end()))]
    if not found:
        return Said(update)
    words = found[-1]["words"]
    return Said(update, words, read_status(words, policy))


def _sentence_before(text: str, end: int) -> str:
    return re.split(r"[.\n]", text[:end])[-1]


def closing_in(action: str, update: str) -> Said:
    """The closure that a next action like `No further action required` tells of."""
    nothing = _NOTHING_MORE.match(action)
    if not nothing:
        return Said(action)
    other = _OTHER_CLOSING.search(f"{action}\n{update}")
    if not other:
        return Said(action, nothing[0], Status.IMPLEMENTED)
    accepted = other[0].casefold().startswith("risk")
    return Said(action, other[0], Status.RISK_ACCEPTED if accepted else Status.SUPERSEDED)
