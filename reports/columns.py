"""One table of columns: how each field is called on paper and in the wild, how wide it is and how it is read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cache

from db.rows import Recommendation
from reports.dated import undated


class Kind(Enum):
    """How the cells of a column are read and written."""

    TEXT = auto()
    DATE = auto()
    STATUS = auto()
    NUMBER = auto()
    MILESTONES = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a recommendation as a column."""

    field: str
    """Its name in JSON and in `RawRecord`."""
    heading: str
    """Its heading in the files we write."""
    kind: Kind = Kind.TEXT
    width: int = 14
    """Characters across in a sheet."""
    synonyms: tuple[str, ...] = ()
    """Headings found in the wild that can mean nothing else, as `plain` leaves them."""
    otherwise: tuple[str, ...] = ()
    """Headings that mean this field where nothing surer does, the likeliest first."""
    computed: bool = False
    """Ours to compute: written, and not believed when read."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


_DUE = _names(
    "due date, due, date due, target date, target, target completion date, target implementation date, "
    "target date for implementation, target date for completion, implementation date, implementation target date, "
    "implementation due date, implementation deadline, agreed implementation date, agreed target date, "
    "agreed due date, agreed completion date, agreed date, agreed deadline, date for implementation, "
    "date for completion, planned completion date, planned implementation date, proposed implementation date, "
    "expected completion date, expected implementation date, expected date, estimated completion date, deadline, "
    "due by, completion due, completion date, timescale, time scale, timescale for implementation, "
    "implementation timescale, timeframe, time frame, by when, when, original revised due date"
)
"""The due date; the original one where a revised one stands beside it."""

_WHO = _names(
    "owner, action owner, responsibility, responsible officer, responsible person, responsible manager, lead officer, "
    "officer responsible, officer, lead, who, by whom"
)
_WHEN = _names(
    "date, due date, target date, timescale, deadline, date for completion, completion date, date for implementation, "
    "implementation date, when, by when"
)
_WHO_AND_WHEN = tuple(
    f"{one}{also}{other}"
    for who in _WHO
    for when in _WHEN
    for one, other in ((who, when), (when, who))
    for also in (" and ", " ")
)
"""The owner and the due date in one cell: `Responsible officer & date`."""

_AGREED_ACTION = _names(
    "agreed action, agreed management action, management agreed action, management action, action agreed, "
    "agreed action plan, action plan, action to be taken, proposed action, management action plan"
)
"""What is followed up where findings are agreed as actions; management's response where there is a recommendation."""

COLUMNS: tuple[Column, ...] = (
    Column("ref", "Ref", width=10),
    Column(
        "audit",
        "Audit title",
        width=28,
        synonyms=_names(
            "audit, audit and date, audit and report date, audit and year, audit title and year, "
            "audit name, title of audit, name of audit, "
            "audit report, audit report title, audit review, "
            "audit review title, audit area, audit subject, audit assignment, audit engagement, audit topic, review, "
            "review title, review name, report title, report name, title of report, internal audit report, "
            "internal audit, internal audit review, assignment, assignment title, engagement, engagement title"
        ),
        otherwise=_names(
            "report, title, area reviewed, audited area, system, subject, project, source, parent action title, "
            "parent title, parent action, parent"
        ),
    ),
    Column(
        "issued",
        "Report date",
        Kind.DATE,
        12,
        synonyms=_names(
            "date of report, audit report date, date of audit report, final report date, date of final report, "
            "final report issued, date final report issued, final report issue date, report issued, "
            "report issue date, date report issued, date of issue, date issued, issue date, issued, issued on"
        ),
        otherwise=_names("audit date, date of audit, date reported, date raised, date of review"),
    ),
    Column(
        "directorate",
        "Directorate",
        width=18,
        synonyms=_names(
            "department, dept, directorate department, directorate service, directorate service area, "
            "directorate division, department service, department directorate, responsible directorate, "
            "responsible department, lead directorate, lead department"
        ),
        otherwise=_names("service, service area, division, business unit, business area, service unit, section"),
    ),
    Column(
        "priority",
        "Priority",
        synonyms=_names(
            "priority rating, priority level, priority grade, priority of recommendation, recommendation priority, "
            "recommendation grade, recommendation rating, rec priority, rec grade, rec rating, grade, grading, "
            "risk rating, risk grade, risk grading, risk level, risk category, risk priority, risk classification, "
            "severity, significance, importance"
        ),
        otherwise=_names("rating, classification, category, level, risk"),
    ),
    Column(
        "recommendation",
        "Recommendation",
        width=60,
        synonyms=_names(
            "audit recommendation, internal audit recommendation, agreed recommendation, recommendation agreed, "
            "recommendation text, recommendation made, recommendation detail, recommendation description, "
            "recommendation agreed action, recommendation action, detail of recommendation, "
            "description of recommendation, recommended action"
        ),
        otherwise=(
            *_AGREED_ACTION,
            *_names(
                "audit action, action required, required action, improvement action, action, action description, "
                "finding and recommendation, issue and recommendation, finding recommendation, issue recommendation, "
                "recommendation and finding, recommendation finding, finding and agreed action, "
                "rec, description, detail, finding, audit finding, issue, observation, "
                "weakness, summary"
            ),
        ),
    ),
    Column(
        "response",
        "Management response",
        width=50,
        synonyms=_names(
            "response, mgmt response, manager response, client response, auditee response, officer response, "
            "service response, director response, response from management, management response and action, "
            "management response agreed action, management response action plan, "
            "management response and agreed action, agreed management response"
        ),
        otherwise=(*_AGREED_ACTION, "management comment", "manager comment"),
    ),
    Column(
        "owner",
        "Owner",
        width=24,
        synonyms=_names(
            "action owner, recommendation owner, responsible owner, owned by, lead officer, lead, lead person, "
            "lead manager, responsible officer, responsible person, responsible manager, responsible lead, "
            "responsible, responsible official, responsible for implementation, officer responsible, "
            "person responsible, manager responsible, responsibility, responsibility for implementation, "
            "accountable officer, named officer, implementing officer, assigned to, allocated to, ownership, "
            "ownership and action, operational lead, operational owner, action lead, delivery lead, task owner, "
            "lead responsible officer, responsible lead officer"
        )
        + _WHO_AND_WHEN,
        otherwise=_names("officer, manager, assignee, contact, who, by whom"),
    ),
    Column(
        "director",
        "Director",
        width=24,
        synonyms=_names(
            "executive lead, lead executive, strategic director, executive director, corporate director, "
            "service director, lead director, "
            "responsible director, accountable director, director responsible, chief officer"
        ),
        otherwise=_names("head of service, assistant director"),
    ),
    Column(
        "executive_member",
        "Executive Member",
        width=24,
        synonyms=_names(
            "exec member, executive portfolio holder, portfolio holder, cabinet member, cabinet portfolio holder, "
            "cabinet portfolio, lead member, elected member"
        ),
        otherwise=_names("portfolio, member, councillor"),
    ),
    Column(
        "original_due",
        "Original due date",
        Kind.DATE,
        12,
        synonyms=_names(
            "original due, original date, original target date, original target, original implementation date, "
            "original completion date, original deadline, original agreed date, original agreed implementation date, "
            "original target implementation date, original timescale, originally due, due date original, "
            "target date original, implementation date original, initial due date, initial target date, "
            "initial implementation date, first due date"
        ),
    ),
    Column(
        "due",
        "Due date",
        Kind.DATE,
        12,
        synonyms=_names(
            "revised due date, revised due, revised date, revised target date, revised target, "
            "revised implementation date, revised completion date, revised target completion date, "
            "revised target implementation date, revised deadline, revised agreed date, revised timescale, "
            "due date revised, target date revised, implementation date revised, current due date, "
            "current target date, current implementation date, latest due date, latest target date, "
            "extended due date, extended date, extended target date, extension date, new due date, new target date"
        ),
        otherwise=_DUE,
    ),
    Column(
        "status",
        "Status",
        Kind.STATUS,
        20,
        synonyms=_names(
            "implementation status, current status, latest status, recommendation status, rec status, action status, "
            "progress status, audit status, follow up status, status of recommendation, status at follow up, "
            "status opinion, follow up opinion, auditor opinion, opinion on implementation"
        ),
        otherwise=_names(
            "state, opinion, rag status, rag, rag rating, position, implemented, implemented yes no, implemented y n, "
            "fully implemented, complete, completed, complete yes no, complete y n, done"
        ),
    ),
    Column(
        "update",
        "Update",
        width=60,
        synonyms=_names(
            "progress, progress and status, status and progress, "
            "progress update, progress to date, progress made, progress note, progress comment, "
            "progress since last report, update on progress, update opinion, update and opinion, update comment, "
            "latest update, latest progress, latest position, latest comment, latest note, "
            "current position, current progress, "
            "management update, officer update, service update, audit update, status update, follow up update, "
            "follow up comment, follow up finding, implementation update, position statement"
        ),
        otherwise=_names(
            "comment, commentary, note, narrative, remark, officer comment, service comment, audit comment, "
            "auditor comment, position, follow up"
        ),
    ),
    Column(
        "action",
        "Next action",
        width=40,
        synonyms=_names(
            "next step, further action, further action required, outstanding action, action outstanding, "
            "remaining action, planned action, future action"
        ),
        otherwise=_names("action required, action"),
    ),
    Column(
        "months_overdue",
        "Months overdue",
        Kind.NUMBER,
        9,
        synonyms=_names("month, month late, number of month, number of month overdue, no of month overdue, overdue"),
        computed=True,
    ),
    Column("band", "Age band", width=22, computed=True),
    Column("id", "Outstanding id", width=38),
    Column(
        "source_ref",
        "Source ref",
        synonyms=_names(
            "reference, ref no, ref number, reference no, reference number, unique ref, unique reference, unique id, "
            "id, rec no, rec ref, rec number, rec id, rec reference, recommendation no, recommendation ref, "
            "recommendation number, recommendation reference, recommendation id, action no, action ref, "
            "action number, action id, finding no, finding ref, finding number, issue no, issue ref, issue number, "
            "issue id, item no, item number, tracker ref"
        ),
        otherwise=_names("rec, no, number, item, audit ref, report ref, action code, rec code, ref code, code"),
    ),
    Column("as_at", "As at", Kind.DATE, 12, computed=True),
    Column("counting", "Months counted as", computed=True),
    Column("basis", "Aged from", computed=True),
    Column("due_words", "Due date in words", width=20),
    Column("status_words", "Status as printed", width=20),
    Column(
        "assurance",
        "Assurance opinion",
        synonyms=_names(
            "assurance, audit opinion, assurance level, assurance rating, level of assurance, overall assurance, "
            "overall opinion, overall assurance opinion, audit assurance, audit assurance opinion, report opinion"
        ),
        otherwise=_names("opinion, conclusion, audit rating"),
    ),
    Column(
        "auditor",
        "Auditor",
        synonyms=_names("audited by, audit provider, audit body, internal or external, internal external"),
    ),
    Column("milestones", "Milestones", Kind.MILESTONES, 30),
    Column(
        "update_on",
        "Update date",
        Kind.DATE,
        12,
        synonyms=_names(
            "date of update, last updated, updated on, last update, last update date, date of last update, "
            "date of latest update, latest update date, latest note date, date updated"
        ),
    ),
    Column(
        "closed_on",
        "Closed on",
        Kind.DATE,
        12,
        synonyms=_names(
            "date closed, closed date, closure date, date completed, completed on, date implemented, implemented on, "
            "date of implementation, date of closure, actual completion date, actual implementation date"
        ),
    ),
    Column("months_original", "Months overdue, original date", Kind.NUMBER, 12, computed=True),
    Column("months_other", "Months overdue, counted the other way", Kind.NUMBER, 12, computed=True),
)

BY_FIELD: Mapping[str, Column] = {column.field: column for column in COLUMNS}

_SIGNS = re.compile(r"[\W_]+")


@cache
def plain(heading: str) -> str:
    """`heading` without case, punctuation, line breaks and plurals: what synonyms are compared by."""
    words = unicodedata.normalize("NFKC", heading[:200]).casefold().replace("#", " no ").replace("(s)", "")
    words = words.replace("'", "").replace("\u2019", "").replace("&", " and ").replace("%", " percent ")
    words = words.replace("followup", "follow up")
    return " ".join(
        word.removesuffix("s") if len(word) > 4 and not word.endswith(("ss", "us")) else word
        for word in _SIGNS.sub(" ", words).split()
    )


_ROUNDS = (("1st", "first"), ("2nd", "second"), ("3rd", "third"), ("4th", "fourth"))


_REVISED = ("revised", "extended")
_DATES = _names(
    "date, due date, target date, target, implementation date, completion date, deadline, target completion date, "
    "target implementation date"
)


def _round(n: int) -> Iterator[Column]:
    """What a body that looks again and again gives of its n-th time, and the n-th due date that it agreed to."""
    one, first = _ROUNDS[n - 1]
    called = [f"{ordinal} follow up" for ordinal in (one, first)] + [f"follow up {n}", f"follow up no {n}"]
    called += [f"{name} audit" for name in called]

    def column(field: str, heading: str, kind: Kind, words: str, more: Iterable[str] = ()) -> Column:
        said = [form for name in called for word in _names(words) for form in (f"{name} {word}", f"{word} at {name}")]
        return Column(field, heading, kind, synonyms=tuple(name for name in (*more, *said) if name != plain(heading)))

    texts = "update, comment, finding, progress, note, position, result, outcome, detail, response, commentary"
    named = (*called, *(f"update {name}" for name in called))
    yield column(f"follow_up_{n}", f"{one} follow-up", Kind.TEXT, texts, named)
    statuses = "status, opinion, rag, rag status, rag rating, implementation status"
    yield column(f"follow_up_{n}_status", f"{one} follow-up status", Kind.STATUS, statuses)
    dated = [f"date of {name}" for name in called]
    yield column(f"follow_up_{n}_on", f"{one} follow-up date", Kind.DATE, "date", dated)
    moved = [f"{ordinal} {revised} {what}" for ordinal in (one, first) for revised in _REVISED for what in _DATES]
    moved += [f"{revised} {what} {n}" for revised in _REVISED for what in _DATES]
    yield Column(f"revised_due_{n}", f"{one} revised date", Kind.DATE, synonyms=tuple(moved[1:]))


FURTHER: tuple[Column, ...] = (
    Column(
        "percent",
        "% complete",
        Kind.NUMBER,
        synonyms=_names(
            "percent, percentage, percent completed, percent implemented, percent done, percent progress, "
            "percent completion, percent of completion, percentage complete, percentage completed, "
            "percentage implemented, percentage done, percentage progress, percentage completion, "
            "percentage of completion, complete percent, completed percent, completion percent, completion percentage, "
            "implemented percent, progress percent, progress percentage, progress in percent, progress bar"
        ),
    ),
    Column(
        "direction",
        "Direction",
        synonyms=_names(
            "direction of travel, direction of progress, travel direction, direction since last report, "
            "direction since last meeting, progress direction"
        ),
        otherwise=_names("trend, movement, change since last report, movement since last report"),
    ),
    *(column for n in range(1, len(_ROUNDS) + 1) for column in _round(n)),
)
"""What other bodies give in columns of their own: read and made part of the fields above, never written."""

READABLE: Mapping[str, Column] = {column.field: column for column in (*COLUMNS, *FURTHER)}
"""All that a heading may stand for."""


@cache
def _known() -> Mapping[str, Column]:
    """Every heading that names a column, the sure ones winning over the others."""
    known: dict[str, Column] = {}
    for rank in range(3):
        for column in READABLE.values():
            for name in ((column.heading,), column.synonyms, column.otherwise)[rank]:
                known.setdefault(plain(name), column)
    return known


def column_for(heading: str) -> Column | None:
    """The column that `heading` names taken by itself; None for words nobody knows."""
    return _known().get(plain(heading)) or _known().get(plain(undated(heading)))


def as_json(r: Recommendation) -> dict[str, object]:
    """The object that stands for a recommendation in `list` and in a JSON file: dates are ISO or null."""
    return {
        "ref": r.ref,
        "audit": r.audit,
        "issued": _iso(r.issued),
        "directorate": r.directorate or None,
        "priority": r.priority,
        "recommendation": r.recommendation,
        "response": r.response,
        "owner": r.owner,
        "director": r.director,
        "executive_member": r.executive_member,
        "original_due": _iso(r.original_due),
        "due": _iso(r.due),
        "status": None if r.status is None else str(r.status),
        "update": r.update,
        "action": r.action,
        "months_overdue": r.months_overdue,
        "band": str(r.band),
        "id": r.id,
        "source_ref": r.source_ref,
        "as_at": _iso(r.as_at),
        "counting": str(r.counting),
        "basis": str(r.basis),
        "due_words": r.due_words,
        "status_words": r.status_words,
        "assurance": r.assurance,
        "auditor": r.auditor,
        "milestones": [{"what": m.what, "due": _iso(m.due), "met_on": _iso(m.met_on)} for m in r.milestones],
        "update_on": _iso(r.update_on),
        "closed_on": _iso(r.closed_on),
        "months_original": r.months_original,
        "months_other": r.months_other,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
