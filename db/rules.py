"""Pure policy: statuses, months overdue, age bands, escalation, and which change of status is allowed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Status(StrEnum):
    """Where a recommendation stands; the words are the field's and are stored as they are."""

    NOT_IMPLEMENTED = "not implemented"
    PARTIALLY_IMPLEMENTED = "partially implemented"
    AWAITING_VERIFICATION = "awaiting verification"
    IMPLEMENTED = "implemented"
    RISK_ACCEPTED = "risk accepted"
    SUPERSEDED = "superseded"
    NOT_ADOPTED = "not adopted"


CLOSED = frozenset({Status.IMPLEMENTED, Status.RISK_ACCEPTED, Status.SUPERSEDED, Status.NOT_ADOPTED})
"""The statuses that end the follow-up."""


class Band(StrEnum):
    """How late a recommendation is, in the order committees read: latest last but for the three that do not age."""

    OVER_12 = "over_12"
    SIX_TO_12 = "6_to_12"
    UNDER_6 = "under_6"
    NOT_DUE = "not_due"
    NO_DATE = "no_date"
    CLOSED = "closed"


OVERDUE = (Band.OVER_12, Band.SIX_TO_12, Band.UNDER_6)
"""The bands that are overdue."""


class Counting(StrEnum):
    """Two ways to count months, both in real use."""

    COMPLETED = "completed"
    """Whole months that have passed: 30 Sep 2019 to 15 Feb 2022 is 28."""
    CALENDAR = "calendar"
    """Year x 12 + month, the day ignored: 30 Sep 2019 to 15 Feb 2022 is 29."""

    @property
    def other(self) -> "Counting":
        """The way that this is not."""
        return Counting.CALENDAR if self is Counting.COMPLETED else Counting.COMPLETED


class Basis(StrEnum):
    """Which due date is aged."""

    REVISED = "revised"
    ORIGINAL = "original"

    @property
    def other(self) -> "Basis":
        """The date that this is not."""
        return Basis.ORIGINAL if self is Basis.REVISED else Basis.REVISED


class Method(StrEnum):
    """How the auditor came to an opinion."""

    ENQUIRY = "enquiry"
    DOCUMENT = "document"
    RETEST = "re-test"


@dataclass(frozen=True, slots=True)
class Priority:
    """One step of a body's scale, gravest first in the policy."""

    name: str
    reported: bool
    """Do committees see it? In the example council: critical and significant only."""


class Duty(StrEnum):
    """What a step of escalation asks for (the report's 2.3 and 2.4)."""

    NOTIFY = "notify"
    """The Executive Member is notified."""
    ATTEND = "attend"
    """The Strategic Director attends the committee with the Executive Member."""
    WRITE_BACK = "write back"
    """The risk is written back to the Strategic Director."""


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """What is due once a recommendation is so many months overdue."""

    months: int
    duty: Duty


@dataclass(frozen=True, slots=True)
class Policy:
    """What one body has decided; the example council's by default (its report of February 2022, 1.2, 2.2-2.4)."""

    organisation: str = ""
    """Its name, as it stands on papers."""
    counting: Counting = Counting.COMPLETED
    basis: Basis = Basis.REVISED
    band_edges: tuple[int, int] = (6, 12)
    """The months that part the three overdue bands."""
    edge_included: bool = True
    """Does an edge belong to the band above it (6 months is `6 to 12`, 12 is `over 12`), or to the one below?"""
    escalation: tuple[EscalationStep, ...] = (
        EscalationStep(6, Duty.NOTIFY),
        EscalationStep(9, Duty.ATTEND),
        EscalationStep(12, Duty.ATTEND),
        EscalationStep(18, Duty.WRITE_BACK),
    )
    """By months; writing back was put off from 12 months to 18, until when Directors attend (2.4)."""
    priorities: tuple[Priority, ...] = (
        Priority("critical", reported=True),
        Priority("significant", reported=True),
        Priority("moderate", reported=False),
        Priority("minor", reported=False),
    )
    opinions: tuple[str, ...] = ("full", "substantial", "reasonable", "limited", "no")
    follow_up_opinions: tuple[str, ...] = ("limited", "no")
    """Assurance opinions after which a full follow-up audit is due (2.2)."""
    follow_up_months: tuple[int, int] = (6, 12)
    meeting_body: str = "Audit Committee"
    """The body that positions are given to."""
    next_meeting: date | None = None
    """The day it next meets."""
    status_words: Mapping[str, Status] = field(default_factory=dict)
    """This body's further words for statuses, case-folded; they win over the words known everywhere."""
    further_scales: Mapping[str, tuple[Priority, ...]] = field(default_factory=dict)
    """Other scales of priority in use at the same time, by whose they are; what is entered is on `priorities`."""
    further_opinions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other scales of assurance opinions in use, best first, by whose they are."""
    status_names: Mapping[Status, str] = field(default_factory=dict)
    """What this body calls statuses, on screen and paper; tables and JSON keep the field's words."""
    band_names: Mapping[Band, str] = field(default_factory=dict)
    """What it calls age bands."""
    appendix_titles: Mapping[Band, str] = field(default_factory=dict)
    """What it calls the appendix of a band."""

    @property
    def known_priorities(self) -> tuple[Priority, ...]:
        """The steps of all scales, the first scale first; a name that stands on several counts where it is first."""
        known: dict[str, Priority] = {}
        for scale in (self.priorities, *self.further_scales.values()):
            for step in scale:
                known.setdefault(step.name, step)
        return tuple(known.values())

    @property
    def known_opinions(self) -> tuple[str, ...]:
        """The assurance opinions of all scales."""
        return tuple(dict.fromkeys(self.opinions + sum(self.further_opinions.values(), ())))

    def reported(self, priority: str | None) -> bool:
        """Do committees see this priority? One not given, or on no scale, counts as reported."""
        return next((p.reported for p in self.known_priorities if p.name == (priority or "").casefold()), True)

    def status_name(self, status: Status) -> str:
        """What this body calls a status."""
        return self.status_names.get(status, str(status))

    def band_name(self, band: Band) -> str:
        """What this body calls an age band: `Over 12 months overdue`."""
        return self.band_names.get(band) or _BAND_NAMES[band].format(*self.band_edges)

    def band_phrase(self, band: Band) -> str:
        """The same within a sentence: `over 12 months overdue`."""
        name = self.band_name(band)
        return name if band in self.band_names else name[:1].lower() + name[1:]

    def band_word(self, band: Band) -> str:
        """A band in two words, where it is plain that months overdue are meant: `over 12`."""
        return _BAND_WORDS[band].format(*self.band_edges)

    @property
    def bands_of_edges(self) -> tuple[str, str]:
        """In which bands the months stand that part them, in two words each."""
        bands = (Band.SIX_TO_12, Band.OVER_12) if self.edge_included else (Band.UNDER_6, Band.SIX_TO_12)
        return self.band_word(bands[0]), self.band_word(bands[1])

    def edges_in_words(self) -> str:
        """The same as a clause."""
        (first, second), (one, other) = self.band_edges, self.bands_of_edges
        return f"{first} months overdue counts as {one}, {second} as {other}"


_BAND_NAMES = {
    Band.OVER_12: "Over {1} months overdue",
    Band.SIX_TO_12: "{0} to {1} months overdue",
    Band.UNDER_6: "Under {0} months overdue",
    Band.NOT_DUE: "Not yet due",
    Band.NO_DATE: "No date",
    Band.CLOSED: "Closed",
}
_BAND_WORDS = {
    Band.OVER_12: "over {1}",
    Band.SIX_TO_12: "{0} to {1}",
    Band.UNDER_6: "under {0}",
    Band.NOT_DUE: "not due",
    Band.NO_DATE: "no date",
    Band.CLOSED: "closed",
}


def add_months(day: date, months: int) -> date:
    """`day` so many months later, cut to the end of a shorter month (31 Aug + 1 = 30 Sep).

    Some write 31 Dec 9999 for never: no day is beyond what a calendar holds.
    """
    try:
        return day + relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.max if months > 0 else date.min


def day_after(day: date) -> date:
    """The next day; of the last there is, itself."""
    return day if day == date.max else day + timedelta(days=1)


def _day_before(day: date) -> date:
    return day if day == date.min else day - timedelta(days=1)


def calendar_months(due: date, as_at: date) -> int:
    """Months from `due` to `as_at` as a difference of calendar months, days ignored."""
    return (as_at.year - due.year) * 12 + as_at.month - due.month


def completed_months(due: date, as_at: date) -> int:
    """The most whole months that have passed from `due` by `as_at`; negative before `due`."""
    months = calendar_months(due, as_at)
    return months if add_months(due, months) <= as_at else months - 1


def months_between(due: date, as_at: date, counting: Counting) -> int:
    """Months from `due` to `as_at`, counted as policy says."""
    return calendar_months(due, as_at) if counting is Counting.CALENDAR else completed_months(due, as_at)


def in_effect(
    status: Status | None, accepted_until: date | None, status_before: Status | None, as_at: date
) -> Status | None:
    """The status at `as_at`: an acceptance holds to the end of its last day, then what was so before is so again."""
    return status_before if accepted_until is not None and accepted_until < as_at else status


def aged_date(due: date | None, original_due: date | None, basis: Basis) -> date | None:
    """The due date that ages: the one in force, or the first there was."""
    return due if basis is Basis.REVISED or original_due is None else original_due


def is_overdue(status: Status | None, due: date | None, as_at: date) -> bool:
    """Open, and due before `as_at`: what is due today is not late today."""
    return status not in CLOSED and due is not None and due < as_at


def months_overdue(status: Status | None, due: date | None, as_at: date, counting: Counting) -> int | None:
    """Months late, or None where nothing is late."""
    if due is None or not is_overdue(status, due, as_at):
        return None
    return months_between(due, as_at, counting)


def band(status: Status | None, due: date | None, as_at: date, policy: Policy) -> Band:
    """The one age band a recommendation is in at `as_at`."""
    if status in CLOSED:
        return Band.CLOSED
    if due is None:
        return Band.NO_DATE
    if not due < as_at:
        return Band.NOT_DUE
    months = months_between(due, as_at, policy.counting)
    first, second = first_months(policy)
    if months < first:
        return Band.UNDER_6
    return Band.SIX_TO_12 if months < second else Band.OVER_12


def first_months(policy: Policy) -> tuple[int, int]:
    """The fewest months of the second and of the third band."""
    first, second = policy.band_edges
    return (first, second) if policy.edge_included else (first + 1, second + 1)


def latest_due(as_at: date, months: int, counting: Counting) -> date:
    """The latest due date that is `months` or more late at `as_at`: a database then compares dates, not months."""
    if counting is Counting.CALENDAR:
        return _day_before(add_months(as_at.replace(day=1), 1 - months))
    day = add_months(as_at, -months)
    while day < as_at and add_months(day_after(day), months) <= as_at:
        day = day_after(day)
    return day


def reached_on(due: date, months: int, counting: Counting) -> date:
    """The first day on which what was due on `due` is so many months overdue: `latest_due` the other way."""
    day = add_months(due, months)
    return day.replace(day=1) if counting is Counting.CALENDAR else day


def band_limits(as_at: date, policy: Policy) -> tuple[date, date, date]:
    """The latest due dates of OVER_12, of SIX_TO_12 and of UNDER_6 at `as_at`; a later one is not yet due."""
    first, second = first_months(policy)
    yesterday = _day_before(as_at)
    return (
        min(latest_due(as_at, second, policy.counting), yesterday),
        min(latest_due(as_at, first, policy.counting), yesterday),
        yesterday,
    )


def escalation_step(months: int | None, policy: Policy) -> EscalationStep | None:
    """The highest step that has fired for something `months` overdue (it fires at months >= step)."""
    fired = (step for step in policy.escalation if months is not None and months >= step.months)
    return max(fired, key=lambda step: step.months, default=None)


def follow_up_window(opinion: str | None, reported_on: date | None, policy: Policy) -> tuple[date, date] | None:
    """First and last day for the follow-up audit after a weak assurance opinion (the report's 2.2), else None."""
    if reported_on is None or (opinion or "").casefold() not in policy.follow_up_opinions:
        return None
    first, last = policy.follow_up_months
    return add_months(reported_on, first), add_months(reported_on, last)


_WORDS: Mapping[str, Status] = {
    **{str(status): status for status in Status},
    "outstanding": Status.NOT_IMPLEMENTED,
    "open": Status.NOT_IMPLEMENTED,
    "not started": Status.NOT_IMPLEMENTED,
    "no progress": Status.NOT_IMPLEMENTED,
    "unimplemented": Status.NOT_IMPLEMENTED,
    "not yet implemented": Status.NOT_IMPLEMENTED,
    "not actioned": Status.NOT_IMPLEMENTED,
    "partial": Status.PARTIALLY_IMPLEMENTED,
    "partly": Status.PARTIALLY_IMPLEMENTED,
    "in part": Status.PARTIALLY_IMPLEMENTED,
    "partly implemented": Status.PARTIALLY_IMPLEMENTED,
    "part implemented": Status.PARTIALLY_IMPLEMENTED,
    "partially complete": Status.PARTIALLY_IMPLEMENTED,
    "partially completed": Status.PARTIALLY_IMPLEMENTED,
    "in progress": Status.PARTIALLY_IMPLEMENTED,
    "ongoing": Status.PARTIALLY_IMPLEMENTED,
    "underway": Status.PARTIALLY_IMPLEMENTED,
    "under way": Status.PARTIALLY_IMPLEMENTED,
    "started": Status.PARTIALLY_IMPLEMENTED,
    "management says done": Status.AWAITING_VERIFICATION,
    "implemented (not verified)": Status.AWAITING_VERIFICATION,
    "awaiting evidence": Status.AWAITING_VERIFICATION,
    "awaiting validation": Status.AWAITING_VERIFICATION,
    "ready for verification": Status.AWAITING_VERIFICATION,
    "fully implemented": Status.IMPLEMENTED,
    "complete": Status.IMPLEMENTED,
    "completed": Status.IMPLEMENTED,
    "closed": Status.IMPLEMENTED,
    "verified": Status.IMPLEMENTED,
    "done": Status.IMPLEMENTED,
    "accepted risk": Status.RISK_ACCEPTED,
    "risk tolerated": Status.RISK_ACCEPTED,
    "no longer applicable": Status.SUPERSEDED,
    "no longer relevant": Status.SUPERSEDED,
    "replaced": Status.SUPERSEDED,
    "rejected": Status.NOT_ADOPTED,
    "not agreed": Status.NOT_ADOPTED,
    "not accepted": Status.NOT_ADOPTED,
}


def plain(words: str) -> str:
    """Words as statuses are looked up by them: case, hyphens, spacing and a final stop count for nothing."""
    return " ".join(words.casefold().replace("-", " ").split()).rstrip(".")


def read_status(words: str | None, policy: Policy) -> Status | None:
    """The status that `words` name; None where nobody can say."""
    known = plain(words or "")
    own = {plain(name): status for status, name in policy.status_names.items()}
    return policy.status_words.get(known) or own.get(known) or _WORDS.get(known)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one update says of the status: management's claim, audit's opinion, or neither."""

    on: date
    claim: Status | None = None
    opinion: Status | None = None


def status_after(updates: Sequence[Opinion]) -> Status | None:
    """The status a recommendation has after its updates, oldest first.

    It is audit's latest opinion, or *awaiting verification* where management has since claimed it done.
    None where there has been neither.
    """
    status: Status | None = None
    for update in updates:
        if update.claim is Status.IMPLEMENTED and status not in CLOSED:
            status = Status.AWAITING_VERIFICATION
        if update.opinion is not None:
            status = update.opinion
    return status


def refusal(old: Status | None, new: Status, *, reason: str, accepted_evidence: bool) -> str | None:
    """Why the change may not be made, as a sentence for a person; None where it may.

    Standard 2500.A1: an action is implemented when audit has assured itself of it; otherwise senior management has
    accepted the risk. Either leaves a trace.
    """
    stated = bool(visible(reason))
    if new is Status.IMPLEMENTED and old is not Status.IMPLEMENTED and not (accepted_evidence or stated):
        return "Implemented needs accepted evidence, or a stated reason, which is kept."
    if new in CLOSED - {Status.IMPLEMENTED} and not stated:
        return f"{str(new).capitalize()} closes the recommendation and needs a reason, which is kept."
    return None


_BLANK_LETTERS = "\u00ad\u115f\u1160\u3164\uffa0\u2800"
"""Printable by their Unicode class, blank to the eye."""


def visible(text: str) -> str:
    """`text` without what no eye can see, so that a reason made of zero-width characters is no reason."""
    return "".join(c for c in text if c.isprintable() and not c.isspace() and c not in _BLANK_LETTERS)


def unstorable(text: str) -> str | None:
    """Why `text` cannot be stored exactly, as a sentence; None where it can."""
    if "\x00" in text:
        return "The text holds a NUL character, which cannot be stored."
    try:
        text.encode()
    except UnicodeEncodeError:
        return "The text holds half a character (a lone surrogate), which cannot be stored."
    return None


def slip(dates: Iterable[tuple[date | None, date | None]]) -> int:
    """Days that revisions (old, new) have moved a due date in all; forward is positive."""
    return sum((new - old).days for old, new in dates if old is not None and new is not None)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As they begin, and as they are written."""


def show_date(day: date | None) -> str:
    """A date as it is said in Britain, whatever the machine's language: `30 Sep 2019`; empty where there is none."""
    return "" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def so_many(count: int, what: str, several: str = "") -> str:
    """`1 day`, `1,200 days`; `several` where that is not the word with an s."""
    return f"{count:,} {what if count == 1 else several or f'{what}s'}"


def show_size(size: int) -> str:
    """`812 bytes`, `24 KB`, `3.1 MB`."""
    if size < 1000:
        return so_many(size, "byte")
    if size < 1_000_000:
        return f"{size / 1000:.0f} KB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


LARGEST_FILE = 20_000_000
"""Bytes of one file that a register takes in."""


def listed(parts: Iterable[str]) -> str:
    """Several in a sentence, at least one: `a, b and c`."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
