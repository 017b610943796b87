"""The rule on what is missing: owner, directorate, priority, due date."""

from collections.abc import Iterator

from db.pack_check.findings import Finding, Pack, about, of, quoted
from db.rules import listed


def missing(pack: Pack) -> Iterator[Finding]:
    """What a committee asks at once: whose is it, how grave, by when? Of a directorate, once for the audit."""
    waiting = set()
    for one in (one.recommendation for one in pack.reported if one.open):
        waiting.add(one.audit_id)
        lacks = {}
        if not (one.owner.strip() or one.director.strip()):
            lacks["owner"] = "no owner"
        if not one.priority.strip():
            lacks["priority"] = "no priority"
        if one.due is None:
            words = one.due_words.strip()
            lacks["due"] = f"no due date ({quoted(words)} is none)" if words else "no due date"
        if lacks:
            said = f"{one.ref} has {listed(lacks.values())}."
            yield of(one, "missing", said, next(iter(lacks)), *lacks.values())
    for audit in pack.audits:
        if audit.directorate_id is None and audit.id in waiting:
            said = f"The audit {audit.title} belongs to no directorate."
            yield Finding("missing", audit.title, "audit", audit.id, said, about("no directorate"), "directorate")
