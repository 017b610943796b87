"""What stands beneath a title, a date or an update in its own cell, as our papers print it: a reference, an age."""

import re

from db.readings import RawMilestone
from db.rules import CLOSED, Policy, read_status
from reports.read.dates import read_date

_DATE = r"[0-9]{1,2}\s[A-Z][a-z]{2,8}\s[0-9]{4}"
_TITLE = re.compile(
    rf"(?P<title>.+?)(?:\s+Report of (?P<issued>{_DATE}))?(?:\s+Assurance: (?P<assurance>[^\n:]{{1,60}}?))?"
    r"(?P<auditor>\s+External Audit)?\s*",
    re.DOTALL,
)
_REF = re.compile(r"(?P<title>.+?)\s+(?P<ref>[A-Z][A-Z0-9]{0,7}-[0-9]{1,4}(?:/[0-9]{1,3})?)", re.DOTALL)
_PRINTED_AS = re.compile(r"\s+printed as (?P<source_ref>\S{1,40})$")
_AGE = re.compile(r"\s*\b(?:less than a month|[0-9]{1,3} months?) (?:overdue|past the original date)\b", re.IGNORECASE)
_ORIGINALLY = re.compile(rf"\s+originally (?P<day>{_DATE})")
_MILESTONES = re.compile(r"\s+Milestones\s+(?=\S)")
_MILESTONE = re.compile(rf"\s*(?P<what>[^:]+):\s(?P<due>{_DATE})(?:, met (?P<met>{_DATE})|, missed)?")
_UPDATED = re.compile(
    rf"\s+Updated (?P<day>{_DATE})(?=\s*$|\s+(?:(?:Internal|External) Audit opinion|Awaiting verification|Status not))"
)
_NO_OPINION = re.compile(
    r"\s*(?:\b(?P<waiting>Awaiting verification): management says it is done; \w+ Audit has not yet tested it"
    r"|\bStatus not read: \u201c(?P<unread>[^\u201d\n]*)\u201d)\s*$"
)
"""What stands where audit has no opinion: it is in place of a status, and no word of the update."""
_ASIDE = {
    "recommendation": "No recommendation recorded",
    "response": "No response recorded",
    "update": "No update recorded",
}
"""What stands where there is no text."""
_CLOSED_ON = re.compile(rf"\b(?P<label>Status: )(?P<status>[A-Z][a-z ]{{2,30}}?) (?P<day>{_DATE})(?=\s|$)")


def take_apart(text: dict[str, str], policy: Policy) -> tuple[RawMilestone, ...]:
    """Give what stands beneath to fields of its own, where `text`, cells by field, has none; the milestones of it."""
    given: dict[str, str] = {}
    if title := _TITLE.fullmatch(text.get("audit", "")):
        named = _named(title["title"], policy)
        if title["issued"] or title["assurance"] or {"ref", "priority"} <= named.keys():
            given |= {name: title[name] for name in ("issued", "assurance") if title[name]}
            given |= {"auditor": "external"} if title["auditor"] else {}
            given |= named
            text["audit"] = given.pop("audit")
    due, *rest = _MILESTONES.split(text.get("due", ""), maxsplit=1)
    stones = list(_MILESTONE.finditer(rest[0])) if rest else []
    if due and (original := _ORIGINALLY.search(due)):
        given["original_due"] = original["day"]
        due = due[: original.start()] + due[original.end() :]
    if due:
        due = _AGE.sub("", due).strip()
        text["due"] = due[1:-1] if re.fullmatch("\u201c[^\u201d]*\u201d", due) else due.removeprefix("No date").strip()
    if updated := _UPDATED.search(text.get("update", "")):
        given["update_on"] = updated["day"]
        text["update"] = text["update"][: updated.start()] + text["update"][updated.end() :]
    if said := _NO_OPINION.search(text.get("update", "")):
        given["status"] = said["waiting"] or said["unread"]
        text["update"] = text["update"][: said.start()]
    for name, aside in _ASIDE.items():
        first, _, below = text.get(name, "").partition("\n")
        if first == aside:
            text[name] = below
    closed = _CLOSED_ON.search(text.get("owner", ""))
    if closed and read_status(closed["status"], policy) in CLOSED:
        given["closed_on"] = closed["day"]
        text["owner"] = _CLOSED_ON.sub(r"\g<label>\g<status>", text["owner"])
    text |= {name: words for name, words in given.items() if not text.get(name)}
    return tuple(
        RawMilestone(" ".join(stone["what"].split()), day, read_date(stone["met"] or ""))
        for stone in stones
        if (day := read_date(stone["due"]))
    )


def _named(title: str, policy: Policy) -> dict[str, str]:
    """A title without the priority and the references under it."""
    found: dict[str, str] = {}
    head, _, last = title.rstrip().replace("\n", " ").rpartition(" ")
    if last.casefold() in {priority.name for priority in policy.known_priorities}:
        title, found["priority"] = head, last
    if printed := _PRINTED_AS.search(title):
        title, found["source_ref"] = title[: printed.start()], printed["source_ref"]
    if ref := _REF.fullmatch(title.strip()):
        title, found["ref"] = ref["title"], ref["ref"]
    return found | {"audit": title.strip()}
