"""The committee's appendices as a PDF: every recommendation, under the heading of its age, in six columns."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import BinaryIO

from db.rows import NO_DIRECTORATE, Recommendation
from db.rules import OVERDUE, Band, Basis, Counting, Policy, Status, first_months, show_date
from reports.write import cover
from reports.write.cells import TITLES, cells, named
from reports.write.page import BOLD, BOTTOM, LEFT, NAVY, QUIET, RIGHT, TOP, Setter, Style
from reports.write.table import Column, Flow, Table, beginning, foot
from reports.write.tagging import Document, Element

SECTION = Style(BOLD, 15, 20, NAVY)
DIRECTORATE = Style(BOLD, 10.5, 15, NAVY)
AUDIT, DUE, OWNERSHIP = 104.0, 84.0, 122.0
"""The widths of the columns that hold no prose."""
LEAST = 110.0
"""The least width of one that does."""


@dataclass(frozen=True, slots=True)
class Section:
    """One appendix."""

    key: str
    title: str
    what: str
    """Ends the sentence `3 recommendations are ...`."""
    recommendations: Sequence[Recommendation]

    def directorates(self) -> Iterator[tuple[str, Sequence[Recommendation], str]]:
        """Its recommendations by directorate, and the place where each begins."""
        groups = groupby(self.recommendations, key=lambda r: r.directorate)
        for n, (name, recommendations) in enumerate(groups):
            yield name or NO_DIRECTORATE, tuple(recommendations), f"{self.key}/{n}"


def write_appendices(
    out: BinaryIO,
    recommendations: Sequence[Recommendation],
    *,
    as_at: date,
    policy: Policy,
    fingerprint: str,
    title: str,
    organisation: str,
    implemented_since: date | None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the paper to `out`, at once when it is made; what `progress` raises stops it before that."""
    if any(r.as_at != as_at for r in recommendations):
        raise ValueError("These ages were computed for another date than the paper's.")
    position = f"Position at {show_date(as_at)}"
    document = Document(title=f"{title}: {position}", author=organisation, subject=f"Register {fingerprint}", on=as_at)
    setter = Setter(document)
    sections = divide(recommendations, as_at, policy, implemented_since)
    entries = [entry for section in sections for entry in contents(section)]
    front = document.body.add("Sect")
    sheets = [document.sheet() for _ in range(cover.count_sheets(entries))]
    flow = Flow(document, setter, title, sections[0].title)
    paper = _Paper(flow, recommendations, progress)
    for section in sections:
        paper.write(section)
    flow.close()
    words = cover.Cover(
        organisation,
        title,
        position,
        finding(recommendations, policy),
        notes(as_at, policy, fingerprint),
        figures(sections, policy),
        entries,
    )
    cover.draw(document, setter, sheets, front, words)
    out.write(document.data(foot(setter, position, f"Register {fingerprint[:12]}", len(document.sheets))))


# Which recommendation stands where. ----------------------------------------------------------------------------------


def divide(
    recommendations: Iterable[Recommendation], as_at: date, policy: Policy, since: date | None
) -> tuple[Section, ...]:
    """Every recommendation in its one appendix, by directorate, audit and due date."""
    first, second = first_months(policy)
    day, when = show_date(as_at), f" since {show_date(since)}" if since else ""
    earlier = f", or implemented by {show_date(since)} or on a day not recorded" if since else ""
    titles = {
        "implemented": (f"Implemented{when}", f"recorded as implemented{when}"),
        Band.OVER_12: (policy.band_name(Band.OVER_12), f"{second} months or more overdue at {day}"),
        Band.SIX_TO_12: (
            policy.band_name(Band.SIX_TO_12),
            f"{first} to less than {second} months overdue at {day}",
        ),
        Band.UNDER_6: (policy.band_name(Band.UNDER_6), f"overdue at {day} by less than {first} months"),
        Band.NOT_DUE: (policy.band_name(Band.NOT_DUE), f"open and due on {day} or later"),
        Band.NO_DATE: (policy.band_name(Band.NO_DATE), "open without a due date, and so cannot be aged"),
        Band.CLOSED: ("Closed otherwise", f"closed otherwise: risk accepted, superseded, not adopted{earlier}"),
    }
    titles |= {band: (title, titles[band][1]) for band, title in policy.appendix_titles.items()}
    found: dict[str, list[Recommendation]] = {key: [] for key in titles}
    for r in recommendations:
        # What the position at that day counted as closed is not since then: the movement says so too.
        recent = r.status is Status.IMPLEMENTED and (not since or (r.closed_on is not None and r.closed_on > since))
        found["implemented" if recent else r.band].append(r)
    return tuple(
        Section(str(key), f"Appendix {n} \u2013 {title}", what, sorted(found[key], key=_order))
        for n, (key, (title, what)) in enumerate(titles.items(), 1)
    )


def _order(r: Recommendation) -> tuple[object, ...]:
    number = [(words, len(digits), digits) for words, digits in re.findall(r"(\D*)(\d*)", r.ref.casefold())]
    place = not r.directorate, r.directorate.casefold(), r.directorate
    return *place, r.audit.casefold(), r.due or date.max, number, r.ref, r.id


def counted(count: int, what: str) -> str:
    """So many recommendations are what is said."""
    words = {0: "No recommendation is", 1: "One recommendation is"}.get(count, f"{count:,} recommendations are")
    return f"{words} {what}."


# The cover. ----------------------------------------------------------------------------------------------------------


def contents(section: Section) -> Iterator[cover.Entry]:
    """The lines of the contents for one appendix."""
    yield cover.Entry(section.title, len(section.recommendations), section.key, 0)
    for name, recommendations, key in section.directorates():
        yield cover.Entry(name, len(recommendations), key, 1)


def finding(recommendations: Sequence[Recommendation], policy: Policy) -> str:
    """The position in a sentence."""
    bands = Counter(r.band for r in recommendations)
    overdue = sum(bands[band] for band in OVERDUE)
    still_open = len(recommendations) - bands[Band.CLOSED]
    if not still_open:
        return "No recommendation is open."
    head = f"{still_open:,} of {len(recommendations):,} recommendations {_are(still_open)} open"
    if not overdue:
        return f"{head}; none is overdue."
    late, months = bands[Band.OVER_12], first_months(policy)[1]
    how_many = f"{late:,}" if late else "none"
    return f"{head}; {overdue:,} {_are(overdue)} overdue, {how_many} of them by {months} months or more."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def notes(as_at: date, policy: Policy, fingerprint: str) -> tuple[str, ...]:
    """How the ages are counted, and from what this paper was computed."""
    (first, second), edges = policy.band_edges, policy.bands_of_edges
    due = "the due date in force" if policy.basis is Basis.REVISED else "the original due date"
    way = {
        Counting.COMPLETED: "completed months: only whole months that have passed are counted",
        Counting.CALENDAR: "calendar months: the month of the one date is taken from that of the other, days ignored",
    }[policy.counting]
    return (
        f"Months overdue run from {due} to {show_date(as_at)} and are {way}. A recommendation is overdue if it is open"
        f" and was due before that day. Exactly {first} months counts as {edges[0]}, exactly {second} as {edges[1]}.",
        f"Computed from the register whose history has the fingerprint {fingerprint}.",
    )


def figures(sections: Sequence[Section], policy: Policy) -> list[list[str]]:
    """The counts by appendix and priority, which add up both ways."""
    scale = {priority.name: priority.name.capitalize() for priority in policy.known_priorities}

    def column(r: Recommendation) -> str:
        return scale.get(r.priority.casefold(), "Other" if r.priority.strip() else "Not given")

    counts = [Counter(column(r) for r in section.recommendations) for section in sections]
    total = sum(counts, Counter())
    columns = [name for name in (*scale.values(), "Other", "Not given") if total[name]]
    rows = [(section.title.partition(" \u2013 ")[2], count) for section, count in zip(sections, counts, strict=True)]
    return [
        ["Recommendations", *columns, "All"],
        *([name, *(f"{count[c]:,}" for c in columns), f"{count.total():,}"] for name, count in (*rows, ("All", total))),
    ]


# The appendices. -----------------------------------------------------------------------------------------------------


def columns(recommendations: Sequence[Recommendation]) -> list[Column]:
    """The six columns; those of prose share the room by how much there is to read in each."""
    fields = ("recommendation", "response", "update")
    weights = [sum(len(getattr(r, field)) for r in recommendations) ** 0.6 + 1 for field in fields]
    share = (RIGHT - LEFT - AUDIT - DUE - OWNERSHIP - 3 * LEAST) / sum(weights)
    widths = (AUDIT, DUE, *(LEAST + share * weight for weight in weights), OWNERSHIP)
    return [Column(title, LEFT + sum(widths[:i]), widths[i]) for i, title in enumerate(TITLES)]


class _Paper:
    """Writes the appendices, one after another."""

    def __init__(
        self, flow: Flow, recommendations: Sequence[Recommendation], progress: Callable[[int, int], None] | None
    ) -> None:
        self._flow = flow
        self._columns = columns(recommendations)
        self._measures = [column.measure for column in self._columns]
        self._total = len(recommendations)
        self._done = 0
        self._progress = progress

    def write(self, section: Section) -> None:
        """One appendix."""
        flow, setter = self._flow, self._flow.setter
        flow.about = section.title
        flow.begin(26.0, (TOP - BOTTOM) * 0.4 if section.recommendations else 60.0)
        element = flow.document.body.add("Sect")
        self._head(section.title, section.key, 0, SECTION, element)
        sentence = counted(len(section.recommendations), section.what)
        flow.words(sentence, QUIET, element)
        for name, recommendations, key in section.directorates():
            flow.about = f"{section.title}, {name}"
            flow.begin(14.0, DIRECTORATE.leading + 3 + beginning(setter, self._columns))
            tag = named("directorate", name, name) if recommendations[0].directorate else ""
            self._head(name, key, 1, DIRECTORATE, element, tag=tag)
            flow.y -= 3
            table = Table(flow, element, self._columns)
            for r in recommendations:
                self._row(table, r)
            table.end()

    def _head(self, words: str, key: str, level: int, style: Style, parent: Element, *, tag: str = "") -> None:
        """Draw a heading, which the contents and the outline lead to."""
        flow = self._flow
        flow.document.place(key, flow.sheet, flow.y)
        flow.document.entry(words, key, level, closed=True)
        flow.words(words, style, parent, role=f"H{level + 2}", tag=tag)

    def _row(self, table: Table, r: Recommendation) -> None:
        key = f"recommendation {self._done}"
        table.row(cells(self._flow.setter, r, self._measures), r.ref, key)
        self._flow.document.entry(f"{r.ref} {r.audit}", key, 2)
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)
