"""The rows of a grid as records, one after the other: what each cell says, and what is to be told of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from db.readings import Problem, RawMilestone, RawRecord
from db.rules import Policy, Status, read_status, unstorable
from reports.cells import letters, read_milestones, revived
from reports.columns import READABLE, Column, Kind
from reports.read.above import OF_THE_AUDIT, Untitled
from reports.read.days import Days
from reports.read.further import (
    Percentages,
    answer_in,
    closed_on,
    priority_in,
    settle,
    status_in,
    tells_no_progress,
    unread_status,
    with_percent,
)
from reports.read.grid import Grid, Row, Trouble, Value, words
from reports.read.headings import (
    Layout,
)
from reports.read.progress import Progress, walked
from reports.read.report.cells import title_and_issued, unpack
from reports.read.report.opinions import opening_in, opinion_in
from reports.read.report.who import who_and_when

_PROSE = frozenset({"recommendation", "response", "update", "action"})
"""Kept to the last blank; labels lose the blanks around them, so that one audit is one audit."""

_GROUPING = ("audit", "directorate")
"""What a heading above a group of rows may give, the likelier first."""

_OF_A_TITLE = ("audit", *OF_THE_AUDIT)

# The rows of a tracker say the same few titles over and over.
_title_of = lru_cache(1_000)(title_and_issued)


@dataclass(slots=True)
class Rows:
    """The reading of one grid, row by row."""

    grid: Grid
    policy: Policy
    problems: list[Problem]
    progress: Progress
    layout: Layout = field(init=False)
    """Of the table that the rows are of now."""
    width: int = 0
    """Columns of the widest table."""
    as_of: date | None = None
    group: dict[str, str] = field(default_factory=dict)
    """What headings above groups of rows say, by field."""
    section: str = ""
    heading_rows: list[tuple[Row, str, str]] = field(default_factory=list)
    """Such headings that no row has followed yet: where, the field, the words."""
    above: dict[str, str | date] = field(default_factory=dict)
    """What the row above says of its audit, by field."""
    untitled: Untitled[Row] = field(init=False)
    told: set[str] = field(default_factory=set)
    days: Days = field(init=False)
    percentages: Percentages = field(default_factory=lambda: Percentages(()))

    def __post_init__(self) -> None:
        self.untitled = Untitled(self.problems, self.grid.span)

    def read(self, tables: Sequence[tuple[Layout, Sequence[Row]]]) -> Iterator[RawRecord]:
        """The records of these tables' rows, in their order."""
        total, before = sum(len(rows) for _, rows in tables), 0
        for n, (layout, rows) in enumerate(tables):
            if n:
                self._enter_section()
            if n and layout.column_of("recommendation") is None:
                self._tell_other((layout.heading, *rows))
            else:
                self._open(layout, rows)
                yield from self._records(walked(rows, self.progress, total, before))
            before += len(rows)
        for row, _, text in self.heading_rows:
            self._tell(self.grid.where(row), "This row has no recommendation, and no row that it could head.", text)

    def _tell_other(self, rows: Sequence[Row]) -> None:
        text = "\n".join(" | ".join(map(words, row.cells.values())) for row in rows)
        what = "This table does not give recommendations; nothing of it was read."
        self._tell(self.grid.span(rows[0], rows[-1]), what, text)

    def _open(self, layout: Layout, rows: Sequence[Row]) -> None:
        """A table of this layout begins."""
        told = {(problem.what, problem.text) for problem in self.problems}
        self.problems += [problem for problem in layout.problems if (problem.what, problem.text) not in told]
        self.layout, self.days = layout, Days(self.grid, layout, self._tell)
        self.width = max(self.width, max(layout.names, default=-1) + 1)
        if not self.layout.ours and self.layout.column_of("audit") is None:
            what = "No column gives the audit's title."
            self.problems.append(Problem(self.grid.where(self.layout.heading), what))
        if (at := self.layout.column_of("percent")) is not None:
            cells = [row.cells[at] for row in rows if at in row.cells]
            numbers = all(isinstance(cell, float | int) for cell in cells)
            self.percentages = Percentages(map(words, cells), numbers=numbers)
        self.days.look(rows)

    def _records(self, rows: Iterable[Row]) -> Iterator[RawRecord]:
        for row in self._folded(rows):
            printed = self._printed(row)
            if not any(text.strip() for text in printed.values()):
                continue
            if self._repeats_heading(row):
                self._enter_section()
                continue
            if not self.layout.ours and self._is_group_heading(row):
                continue
            yield self._record(row, printed)

    def _tell(self, where: str, what: str, text: str = "") -> None:
        self.problems.append(Problem(where, what, text.replace("\x00", "\u2400")))

    # Rows -----------------------------------------------------------------------------------------------------

    def _folded(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows that share one merged recommendation are one record; what the later ones add is joined to it."""
        at = self.layout.column_of("recommendation")
        whole: Row | None = None
        for row in rows:
            if whole is not None and at in row.carried:
                for column, value in row.cells.items():
                    if column not in row.carried:
                        before = words(whole.cells.get(column))
                        whole.cells[column] = f"{before}\n{words(value)}" if before else value
                continue
            if whole is not None:
                yield whole
            whole = row
        if whole is not None:
            yield whole

    def _printed(self, row: Row) -> dict[str, str]:
        """The cells as printed, by their heading; a column without one is called by its letter."""
        names = self.layout.names
        printed = {}
        for column, value in row.cells.items():
            text = words(value)
            if text:
                printed[names.get(column) or f"column {letters(column)}"] = text
        return printed

    def _repeats_heading(self, row: Row) -> bool:
        heading = self.layout.heading.cells
        return all(words(value).strip() == words(heading.get(at)).strip() for at, value in row.cells.items())

    def _is_group_heading(self, row: Row) -> bool:
        """Is it one cell over a group of rows? Then it says their audit, or their directorate."""
        filled = [(at, text) for at, value in row.cells.items() if (text := words(value).strip())]
        if len(filled) != 1:
            return False
        at, text = filled[0]
        column = self.layout.columns.get(at)
        if column is not None and column.field == "recommendation" and not row.spans:
            return False
        missing = [name for name in _GROUPING if self.layout.column_of(name) is None]
        if column is not None and column.field in _GROUPING and not row.spans:
            target = column.field
        elif missing and unstorable(text) is None:
            target = missing[0]
        else:
            return False
        self.heading_rows.append((row, target, text))
        return True

    def _enter_section(self) -> None:
        """What stands over headings is the title of a table, and neither an audit nor a directorate."""
        if self.heading_rows:
            self.section = self.heading_rows[-1][2]
            self.group.clear()
            self.above = {}
        for row, _, text in self.heading_rows:
            self._tell(self.grid.where(row), "Taken as the title of the table below it.", text)
        self.heading_rows.clear()

    def _enter_groups(self, first: Row) -> None:
        """A record follows: the headings just passed are its own; over a row with an audit they name another thing."""
        at = self.layout.column_of("audit")
        audited = bool(words(first.cells.get(at)).strip()) if at is not None else False
        for row, meant, text in self.heading_rows:
            name = "directorate" if meant == "audit" and audited else meant
            self.above = {}
            title = READABLE[name].heading.lower()
            self._tell(
                self.grid.where(row), f"Taken as the {title} of the rows below it, where they give no other.", text
            )
            self.group[name] = self.section = text
        self.heading_rows.clear()

    # Cells ----------------------------------------------------------------------------------------------------

    def _record(self, row: Row, printed: dict[str, str]) -> RawRecord:
        where = self.grid.where(row)
        refused = next(((name, why) for name, text in printed.items() if (why := unstorable(text))), None)
        if refused is not None:
            name, why = refused
            self._tell(where, f"{why} The row is not read.", f"{name}: {printed[name][:200]}")
            return RawRecord(where)
        self._enter_groups(row)
        texts: dict[str, str] = {}
        days: dict[str, date] = {}
        not_days: dict[str, str] = {}
        milestones: tuple[RawMilestone, ...] = ()

        def take_day(at: int, name: str, value: Value) -> None:
            day = self.days.read(row, at, value)
            if day is not None:
                days[name] = day
            elif (text := words(value).strip()) and not self.days.take_moved(row, at, text, days):
                not_days[name] = text

        for at, column in self.layout.columns.items():
            value = row.cells.get(at)
            if value is None or (column.computed and column.field != "as_at"):
                continue
            if isinstance(value, Trouble):
                self._tell(self.grid.place(row, at), value.what, value.words)
            elif column.kind is Kind.DATE:
                take_day(at, column.field, value)
            elif column.kind is Kind.MILESTONES:
                milestones = self._milestones(row, at, self._text(row, at, column))
            else:
                texts[column.field] = self._text(row, at, column)
        self.as_of = self.as_of or days.get("as_at")
        if not self.layout.ours:
            if (owner := self.layout.who_and_when) is not None and "owner" in texts:
                texts["owner"], when = who_and_when(texts["owner"])
                take_day(owner, "due", when)
            for name, text in self.group.items():
                texts[name] = texts.get(name) or text
            self._take_apart(where, texts, days)
            self._take_from_above(row, texts, days, not_days)
            self._take_further(where, texts, days)
        words_of_due = self._due_words(where, texts, days, not_days)
        status, words_of_status = self._status(where, texts)
        if status is None and not words_of_status and "closed_on" in days and not self.layout.ours:
            status, words_of_status = closed_on(days["closed_on"])
        self._tell_missing(where, texts, printed)
        return RawRecord(
            where=where,
            section=self.section,
            id=texts.get("id", ""),
            ref=texts.get("ref", ""),
            source_ref=texts.get("source_ref", ""),
            audit=texts.get("audit", ""),
            issued=days.get("issued"),
            auditor=texts.get("auditor", ""),
            assurance=texts.get("assurance", ""),
            directorate=texts.get("directorate", ""),
            priority=texts.get("priority", ""),
            recommendation=texts.get("recommendation", ""),
            response=texts.get("response", ""),
            owner=texts.get("owner", ""),
            director=texts.get("director", ""),
            executive_member=texts.get("executive_member", ""),
            original_due=days.get("original_due"),
            due=days.get("due"),
            due_words=words_of_due,
            milestones=milestones,
            status=status,
            status_words=words_of_status,
            update=texts.get("update", ""),
            update_on=days.get("update_on"),
            closed_on=days.get("closed_on"),
            action=texts.get("action", ""),
            words=printed,
        )

    def _text(self, row: Row, at: int, column: Column) -> str:
        text = words(row.cells.get(at))
        if self.layout.marked:
            more = (words(row.cells.get(further)) for further in self.layout.continued.get(at, ()))
            return revived((text, *more))
        if self.layout.ours:
            return text
        if column.field in _PROSE:
            return text if text.strip() else ""
        return text.strip()

    def _due_words(self, where: str, texts: dict[str, str], days: dict[str, date], not_days: Mapping[str, str]) -> str:
        """The words where the due date should stand; every word that is no date is told."""
        for name, text in not_days.items():
            heading = READABLE[name].heading.lower()
            self._tell(where, f"The {heading} is not a date; its words are kept and no date is made of them.", text)
        if self.layout.ours:
            return texts.get("due_words", "") or not_days.get("due", "")
        if "due" in days:
            return not_days.get("original_due", "")
        return not_days.get("due") or texts.get("due_words") or not_days.get("original_due", "")

    def _status(self, where: str, texts: Mapping[str, str]) -> tuple[Status | None, str]:
        """The status, and the words it was read from. Words that nobody can read are kept and told."""
        said = texts.get("status", "")
        status = (read_status if self.layout.ours else status_in)(said, self.policy)
        if self.layout.ours and said.strip() and status is None:
            self._tell(where, unread_status(said), said)
        if self.layout.ours:
            return status, texts.get("status_words", "") or ("" if status else said)
        asks = self.layout.column_of("status")
        status = status or answer_in(self.layout.names.get(-1 if asks is None else asks, ""), said)
        if not said or (status is None and tells_no_progress(said)):
            update = texts.get("update", "").partition("\nDirection: ")[0]
            found = status_in(update, self.policy) if len(update) < 100 else None
            opinion = opinion_in(update, self.policy) if found is None else None
            if opinion is not None and not opinion.words:
                opinion = opening_in(update, self.policy)
            status = opinion.status if opinion else found
            said = (opinion.words if opinion else update.strip()) or said or texts.get("status_words", "")
        standing = with_percent(status, said, texts.get("percent", ""), self.percentages)
        if standing.told:
            self._tell(where, standing.told, standing.text)
        elif texts.get("status", "").strip() and standing.status is None:
            self._tell(where, unread_status(said), said)
        return standing.status, standing.words

    def _take_further(self, where: str, texts: dict[str, str], days: dict[str, date]) -> None:
        """What other bodies give in columns of their own; what is to be told of them is told once."""
        priority, told = priority_in(texts.get("priority", ""), self.policy)
        texts["priority"] = priority
        for what, text in (*settle(texts, days), *([(told, priority)] if told else [])):
            key = f"{what}\n{text}" if what == told else what
            if key not in self.told:
                self.told.add(key)
                self._tell(where, what, text)

    def _milestones(self, row: Row, at: int, text: str) -> tuple[RawMilestone, ...]:
        milestones = read_milestones(text)
        if milestones is None:
            what = "These milestones could not be read; each is expected as `what: date`, with `;` between them."
            self._tell(self.grid.place(row, at), what, text)
        return milestones or ()

    def _take_apart(self, where: str, texts: dict[str, str], days: dict[str, date]) -> None:
        """What committees' papers pack into one cell, where no column of its own gives it."""
        packed = unpack(texts.get("owner", ""))
        if packed.rest != texts.get("owner", ""):
            texts["owner"] = "; ".join(filter(None, (packed.rest, packed.owner)))
            for name in ("director", "executive_member", "status", "action"):
                texts[name] = texts.get(name) or getattr(packed, name)
        if "issued" not in days and self.layout.column_of("issued") is None:
            title, issued = _title_of(texts.get("audit", ""))
            if issued is not None and title:
                texts["audit"], days["issued"] = title, issued
        auditor = texts.pop("auditor", "").casefold()
        texts["auditor"] = "external" if "external" in auditor else "internal" if "internal" in auditor else ""
        if auditor and not texts["auditor"] and auditor not in self.told:
            self.told.add(auditor)
            self._tell(where, "The auditor is neither internal nor external audit; kept as printed.", auditor)

    def _take_from_above(
        self, row: Row, texts: dict[str, str], days: dict[str, date], not_days: Mapping[str, str]
    ) -> None:
        """A title that is printed once stands for the rows below it, not for what may be the rest of one of them."""
        said = {name: value for name in _OF_A_TITLE if (value := days.get(name) or texts.get(name))}
        named = days or not_days or any(texts.get(name, "").strip() for name in ("source_ref", "status", "percent"))
        if "audit" in said:
            same = said["audit"] == self.above.get("audit")
            self.above = {**self.above, **said} if same else said
        elif named and self.above and texts.get("recommendation", "").strip():
            taken = {name: value for name, value in self.above.items() if name not in {*said, *not_days}}
            for name, value in taken.items():
                if isinstance(value, date):
                    days[name] = value
                else:
                    texts[name] = value
            self.untitled.met(row, taken.keys() - {"audit"}, texts["audit"])
            return
        self.untitled.end()

    def _tell_missing(self, where: str, texts: Mapping[str, str], printed: Mapping[str, str]) -> None:
        if not texts.get("recommendation", "").strip():
            text = "; ".join(f"{name}: {cell}" for name, cell in printed.items())
            self._tell(where, "This row has no recommendation.", text)
        elif not texts.get("audit", "").strip() and self.layout.column_of("audit") is not None:
            self._tell(where, "This row has no audit title.", texts["recommendation"])
