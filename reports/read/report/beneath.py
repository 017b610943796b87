"""What stands beneath a title, a date or an update in its own cell, as our papers print it: a reference, an age."""

import re

from db.readings import RawMilestone
from db.rules import Policy
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
_MILESTONE = re.compile(rf"\s*(?P<what>[^:]+): (?P<due>{_DATE})(?:, met (?P<met>{_DATE})|, missed)?")
_UPDATED = re.compile(
    rf"\s+Updated (?P<day>{_DATE})(?=\s*$|\s+(?:(?:Internal|External) Audit opinion|Awaiting verification|Status not))"
)


def take_apart(text: dict[str, str], policy: Policy) -> tuple[RawMilestone, ...]:
    """Give what stands beneath to fields of its own, where `text`, cells by field, has none; the milestones of it."""
    given: dict[str, str] = {}
    if (title := _TITLE.fullmatch(text.get("audit", ""))) and (title["issued"] or title["assurance"]):
        given |= {name: title[name] for name in ("issued", "assurance") if title[name]}
        given |= {"auditor": "external"} if title["auditor"] else {}
        given |= _named(title["title"], policy)
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
