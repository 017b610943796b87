"""The rows and words of reports given: each in short, and what each recommendation was told as and has become."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db.rows import Recommendation, Report
from db.rules import OVERDUE, Band, show_date
from db.sealed import Told
from db.since import Retold
from tui.text import called, overdue, show, show_line, status_label, status_word
from tui.theme import BAND_INK, STATUS_INK
from tui.widgets.listing import Cell, Column, Row, heading, note
from tui.widgets.passages import Passage


@dataclass(frozen=True, slots=True)
class Then:
    """One report, and what has become of what it told."""

    told: Told
    now: date
    since: tuple[Retold, ...]

    @property
    def as_at(self) -> date:
        """The day of the position that was told."""
        return self.told.position.as_at

    def of(self, id_: str) -> Retold | None:
        """The recommendation of that id."""
        return next((one for one in self.since if one.shown.id == id_), None)


# The list of reports. ------------------------------------------------------------------------------------------------


def given_columns(told: Iterable[Told]) -> tuple[Column, ...]:
    """The headings; bands that parted at other months in another report have no months in common to be called by."""
    longest = {one.policy.band_word(Band.OVER_12) for one in told} or {called.policy.band_word(Band.OVER_12)}
    return (
        Column("Position at", 12),
        Column("Given to"),
        Column("Meeting", 12, leaves=84),
        Column("Open", 6, right=True),
        Column("Overdue", 8, right=True, leaves=46),
        Column(
            f"{longest.pop()} months".capitalize() if len(longest) == 1 else "Longest overdue", 8, right=True, leaves=56
        ),
        Column("Sealed", 12),
    )


def given(report: Report, told: Told | None) -> Row:
    """A report as a row; what is damaged shows no figure."""
    bands = told.position.bands if told else None
    overdue = sum(bands[band] for band in OVERDUE) if bands else 0
    is_open = sum(count for band, count in bands.items() if band is not Band.CLOSED) if bands else 0
    figures = (f"{is_open:,}", f"{overdue:,}", Cell(f"{bands[Band.OVER_12]:,}", "over-12")) if bands else ("", "", "")
    if report.withdrawn_on:
        state = Cell("withdrawn", "error", bold=True)
    else:
        state = Cell(show_date(report.sealed_on), "muted") if told else Cell("damaged", "error", bold=True)
    cells = (show_date(report.as_at), report.body, show_date(report.meeting_on), *figures, state)
    return Row(cells, key=("report", report.id))


def about(report: Report, told: Told | None) -> Iterator[Passage]:
    """A report in short: what it told in figures, and what was sealed with it."""
    yield Passage(show_line(report.body), label="given to", bold=True)
    yield Passage(show_date(report.as_at), label="position at")
    if report.meeting_on:
        yield Passage(show_date(report.meeting_on), label="meeting")
    yield Passage(f"{show_date(report.sealed_on)} by {show_line(report.by)}", label="sealed")
    if report.withdrawn_on:
        yield Passage(show_date(report.withdrawn_on), label="withdrawn", ink="error", bold=True)
        yield Passage(show(report.withdrawn_why), label=" ", ink="error")
    if told is None:
        yield Passage("What it told is damaged and cannot be read.", ink="error", bold=True)
        return
    yield from _heading(f"Position at {show_date(report.as_at)}")
    for band, count in told.position.bands.items():
        yield Passage(f"{count:>5,}  {show_line(told.policy.band_name(band))}", ink=BAND_INK[band])
    yield Passage(f"{told.position.total:>5,}  In all", bold=True)
    if told.movement and report.since:
        yield from _heading(f"Movement from {show_date(report.since)}")
        for term in told.movement.movements.whole.told:
            yield Passage(f"{term.sign:1} {term.count:>5,}  {term.figure.in_full}", bold=term.is_end)
    yield from _heading("Papers")
    for paper in report.papers:
        yield Passage(show_line(paper.name))
    if not report.papers:
        yield Passage("none were sealed with it", ink="muted")
    yield Passage(f"Register {report.fingerprint[:12]}", ink="muted")


# What a report told. -------------------------------------------------------------------------------------------------

TOLD = (
    Column("Ref", 9, narrow=8),
    Column("Status told", 12, narrow=11),
    Column("Due told", 12, leaves=90),
    Column("What has changed since"),
)


def told_rows(then: Then) -> Iterator[Row]:
    """As they were told, in that order, each with what has changed; then what is new since."""
    report = then.told.report
    if report.withdrawn_on:
        yield note(f"Withdrawn on {show_date(report.withdrawn_on)}: {report.withdrawn_why}", "error")
    meeting = f", for the meeting on {show_date(report.meeting_on)}" if report.meeting_on else ""
    yield heading(f"To the {report.body}{meeting}; what has changed since, by {show_date(then.now)}")
    new = False
    for one in then.since:
        if one.told is None and not new:
            new = True
            yield note("")
            yield heading(f"New since, and so not told at {show_date(then.as_at)}")
        yield _row(one)


def _row(one: Retold) -> Row:
    if (was := one.told) is None:
        now = one.shown
        due = show_date(now.due) or show_line(now.due_words) or "no date"
        return Row((now.ref, "", "", f"New since then: {status_word(now.status)}, due {due}."), key=("told", now.id))
    cells = (
        was.ref,
        Cell(status_word(was.status, short=True), STATUS_INK[was.status]),
        Cell(show_date(was.due) or was.due_words or "no date", BAND_INK[was.band]),
        Cell(one.said, "foreground" if one.changes or one.now is None else "muted"),
    )
    return Row(cells, key=("told", was.id))


_FACTS = {
    "audit": "audit",
    "directorate": "directorate",
    "status": "status",
    "due": "due",
    "priority": "priority",
    "owner": "owner",
    "director": "director",
    "executive_member": "executive",
}
_TEXTS = {
    "recommendation": "Recommendation",
    "response": "Management response",
    "update": "Update",
    "action": "Next action",
}


def words_of(one: Retold, *, now: bool, told_at: date, now_at: date) -> Iterator[Passage]:
    """One of the two sides of it: as it was told, or as it is now; what differs between them is marked."""
    side, day, name = (one.now, now_at, "Now") if now else (one.told, told_at, "As told")
    yield Passage(show_line(one.said), ink="accent", bold=True)
    yield Passage()
    yield Passage(f"{name}, {show_date(day)}", ink="heading", bold=True)
    if side is None:
        yield Passage("It is no longer in the register." if now else "It was not there then.", ink="muted")
        return
    changed = {change.field for change in one.changes}
    for field, label in _FACTS.items():
        if text := _fact(side, field):
            yield _marked(text, label, marked=field in changed)
    for field, title in _TEXTS.items():
        text = str(getattr(side, field))
        if text.strip() or field in changed:
            yield from _heading(f"{title}{_MARK if field in changed else ''}", marked=field in changed)
            yield Passage(show(text) if text.strip() else "none", ink="foreground" if text.strip() else "muted")


_MARK = " (changed)"


def _marked(text: str, label: str, *, marked: bool) -> Passage:
    words = f"{text}{_MARK}" if marked else text
    return Passage(words, label=label, ink="accent" if marked else "foreground", bold=marked)


def _fact(side: Recommendation, field: str) -> str:
    if field == "status":
        return status_label(side.status)
    if field != "due":
        return show_line(str(getattr(side, field)))
    late = side.months_overdue
    months = f", {overdue(late)}" if late is not None else ""
    return (show_date(side.due) or show_line(side.due_words) or "no date") + months


def _heading(words: str, *, marked: bool = False) -> Sequence[Passage]:
    return Passage(), Passage(words, ink="accent" if marked else "heading", bold=True)
