"""Small registers in memory, written by hand or drawn at random, and the records they were made of."""

import sqlite3
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, product
from typing import Any

from hypothesis import strategies as st

from db.migrations import STEPS
from db.rules import Status

AS_AT = date(2022, 2, 15)
BLANK: dict[str, dict[str, Any]] = {
    "directorate": {"name": "Housing"},
    "post": {"role": "director", "person": "A Person", "title": "", "since": None, "until": None},
    "audit": {"title": "Rents", "issued": None, "auditor": "internal", "assurance": "", "directorate_id": None},
    "recommendation": {
        "source_ref": "", "priority": "", "text": "Do it.", "response": "", "owner": "", "director": "",
        "executive_member": "", "original_due": None, "due": None, "due_words": "", "status": None,
        "status_words": "", "action": "", "accepted_until": None, "status_before": None,
    },
    "progress_update": {
        "on": "2021-06-01", "management": "", "text": "", "method": None, "claim": None, "opinion": None, "words": "",
        "reason": "Said so.", "by": "An Auditor", "source_id": None,
    },
    "evidence": {
        "note": "A note", "file_name": "", "sha256": None, "dated": None, "received_on": "2021-06-01",
        "given_by": "", "accepted_by": "", "accepted_on": None,
    },
    "due_revision": {"old": None, "new": None, "reason": "Slipped", "agreed_by": "", "agreed_on": None},
    "milestone": {"met_on": None},
}  # fmt: skip


class Small:
    """A register in memory without a history, filled record by record."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA trusted_schema=OFF")
        for statement in chain(*STEPS):
            self.connection.execute(statement)
        self.made = 0

    def add(self, kind: str, **fields: Any) -> str:
        """Make a record; what is not said is blank. Its id says its kind and number."""
        self.made += 1
        record = {"id": f"{kind}-{self.made}", **BLANK.get(kind, {}), **fields}
        if kind == "recommendation":
            record.setdefault("ref", f"R-{self.made}")
        self.insert(kind, record)
        return str(record["id"])

    def insert(self, table: str, record: dict[str, Any]) -> None:
        columns, marks = (", ".join(form.format(name) for name in record) for form in ('"{}"', ":{}"))
        self.connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", record)

    def index(self) -> "Small":
        """Fill the index of words."""
        self.connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        return self


@dataclass
class Drawn:
    """A register, and what is in it as plain records."""

    small: Small
    directorates: list[dict[str, Any]] = field(default_factory=list)
    audits: list[dict[str, Any]] = field(default_factory=list)
    recommendations: list[dict[str, Any]] = field(default_factory=list)


WORDS = ["Rent", "rents", "rental", "café", "CAFE", "Tŷ", "safe-guard", "2021/22", "it's", "un", "under", "a"]
DUES = [
    None, "2018-06-30", "2021-02-14", "2021-02-15", "2021-02-16", "2021-08-14", "2021-08-15", "2021-08-16",
    "2022-02-14", "2022-02-15", "2022-02-16", "2024-02-29",
]  # fmt: skip
UNTIL = [None, "2021-06-30", "2022-02-14", "2022-02-15", "2023-02-15"]
"""Last days of risk acceptances: some have ended."""
BEFORE = ["not implemented", "partially implemented", "awaiting verification"]
PRIORITIES = ["critical", "Critical", "significant", "moderate", "minor", "", "severe", "Élevée"]
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@st.composite
def registers(draw: st.DrawFn) -> Drawn:
    """Up to three directorates (some without audits), five audits (some without a directorate), 15 recommendations."""
    drawn = Drawn(Small())
    for name in draw(st.lists(st.sampled_from(["Housing", "adults", "Écoles"]), unique=True)):
        record = {"id": f"d-{name}", "name": name}
        drawn.small.insert("directorate", record)
        drawn.directorates.append(record)
    for n in range(draw(st.integers(0, 5))):
        record = {
            **BLANK["audit"],
            "id": f"a-{n}",
            "title": draw(phrases),
            "issued": draw(st.sampled_from([None, "2020-01-31", "2021-01-31"])),
            "directorate_id": draw(st.sampled_from([None, *(d["id"] for d in drawn.directorates)])),
        }
        drawn.small.insert("audit", record)
        drawn.audits.append(record)
    for n in range(draw(st.integers(0, 15)) if drawn.audits else 0):
        record = {
            **BLANK["recommendation"],
            "rowid": n + 1,
            "id": f"r-{n}",
            "audit_id": draw(st.sampled_from(drawn.audits))["id"],
            "ref": f"{draw(st.sampled_from(['RE-', 're-', 'Z', '9/']))}{draw(st.integers(1, 12))}{'x' * n}",
            "priority": draw(st.sampled_from(PRIORITIES)),
            "text": draw(phrases),
            "response": draw(phrases),
            "original_due": draw(st.sampled_from(DUES)),
            "due": draw(st.sampled_from(DUES)),
            "status": draw(st.sampled_from([None, *map(str, Status), Status.RISK_ACCEPTED])),
        }
        if record["status"] == Status.RISK_ACCEPTED and (until := draw(st.sampled_from(UNTIL))):
            record |= {"accepted_until": until, "status_before": draw(st.sampled_from(BEFORE))}
        drawn.small.insert("recommendation", record)
        drawn.recommendations.append(record)
    drawn.small.index()
    return drawn


def every_sort_of_recommendation() -> Drawn:
    """Every status with every due date in force; priorities, audits and words in turn."""
    drawn = Drawn(Small())
    for name in ("Housing", "adults"):
        record = {"id": f"d-{name}", "name": name}
        drawn.small.insert("directorate", record)
        drawn.directorates.append(record)
    for n, (title, issued) in enumerate(product(["Rents", "benefits", "Élan"], [None, "2021-01-31"])):
        directorate = [None, "d-Housing", "d-adults"][n % 3]
        record = {**BLANK["audit"], "id": f"a-{n}", "title": title, "issued": issued, "directorate_id": directorate}
        drawn.small.insert("audit", record)
        drawn.audits.append(record)
    for n, (status, due) in enumerate(product([None, *map(str, Status)], DUES)):
        record = {
            **BLANK["recommendation"],
            "rowid": n + 1,
            "id": f"r-{n}",
            "audit_id": f"a-{n * 7 % 6}",
            "ref": f"{['RE-', 're-', 'Z'][n % 3]}{n * 31 % 97}",
            "priority": PRIORITIES[n * 5 % 8],
            "text": f"{WORDS[n * 11 % 12]} {WORDS[n * 17 % 11]}",
            "original_due": DUES[n * 5 % 12],
            "due": due,
            "status": status,
        }
        if status == Status.RISK_ACCEPTED and (until := UNTIL[n % 5]):
            record |= {"accepted_until": until, "status_before": BEFORE[n % 3]}
        drawn.small.insert("recommendation", record)
        drawn.recommendations.append(record)
    drawn.small.index()
    return drawn
