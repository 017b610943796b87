"""What was read of a file, before the register makes anything of it: records, problems, corrections, headings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from db.rules import Status


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that a person should look at; nothing of it is lost."""

    where: str
    """The place in the file: `line 12`, `lines 12-30`, `Sheet1!B7`."""
    what: str
    """The trouble, as a sentence."""
    text: str = ""
    """The words it is about, as printed."""


@dataclass(frozen=True, slots=True)
class RawMilestone:
    """One part of a due date that has several."""

    what: str
    due: date
    met_on: date | None = None


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One recommendation as one place of a file gives it. An empty text or None: the file does not say."""

    where: str
    section: str = ""
    """The heading it stands under, as printed: `Appendix 2 - Recommendations over 12 months overdue`."""
    id: str = ""
    """The identity a file of our own making carries."""
    ref: str = ""
    """The register's own reference, in a file of our own making."""
    source_ref: str = ""
    audit: str = ""
    issued: date | None = None
    """The date of the audit's report."""
    auditor: str = ""
    """`internal`, `external` or not said."""
    assurance: str = ""
    """The audit's assurance opinion, as printed."""
    directorate: str = ""
    priority: str = ""
    recommendation: str = ""
    response: str = ""
    owner: str = ""
    director: str = ""
    executive_member: str = ""
    original_due: date | None = None
    due: date | None = None
    """The due date in force."""
    due_words: str = ""
    """The words that stand where a date should, if they are no date: `TBC`, `Ongoing`."""
    milestones: tuple[RawMilestone, ...] = ()
    status: Status | None = None
    status_words: str = ""
    """The words the status was read from, or could not be."""
    update: str = ""
    update_on: date | None = None
    """The day the update is of, where the file gives one to each."""
    closed_on: date | None = None
    action: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """The cells as printed, by their heading."""

    @property
    def due_in_force(self) -> date | None:
        """The last milestone's, where the date printed is none of its own."""
        last = max((milestone.due for milestone in self.milestones), default=None)
        printed = self.due or self.original_due
        if last is None or (printed is not None and printed > last):
            return printed
        return last


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file as it was read: words outside of tables, or the cells of a row."""

    place: str
    """`line 12`, `page 3 row 2`, `Sheet1 row 7`; each once in a file."""
    cells: tuple[str, ...]


class Act(StrEnum):
    """What a person does to a row that was read."""

    CHANGED = "corrected"
    LEFT_OUT = "left out"
    JOINED = "joined to the row above"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person made of one row before the import."""

    position: int
    """The row's place among the records read."""
    act: Act
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Of a row that is corrected: its fields of `RawRecord` as they should be."""


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of the table that recommendations were looked for in, and what it was taken for."""

    heading: str
    """As printed."""
    field: str = ""
    """What it was read as; empty: its words are kept as printed."""
    words: tuple[str, ...] = ()
    """What stands in it in the first rows, as printed."""
    statuses: tuple[str, ...] = ()
    """The different words of a column of statuses, each once."""


@dataclass(frozen=True, slots=True)
class FileLayout:
    """What the headings and the words of one body's files mean, as a person has said it."""

    name: str = ""
    """What it is remembered by."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """By heading the field it gives; an empty one: its words are kept as printed and not read."""
    statuses: Mapping[str, Status] = field(default_factory=dict)
    """By word the status it means."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one file said."""

    file: str
    """The file's name, without its folder."""
    sha256: str
    kind: str
    """`report`, `pdf`, `docx`, `odt`, `html`, `csv`, `xlsx`, `ods`, `json`."""
    as_of: date | None
    """The date the file speaks for, where it says so."""
    records: tuple[RawRecord, ...]
    """As they were read, whatever a person made of them since."""
    problems: tuple[Problem, ...]
    source: tuple[SourceLine, ...] = field(default=(), repr=False)
    """The lines it was read from, in their order."""
    corrections: tuple[Correction, ...] = ()
    """What a person made of its rows, in the order of doing."""
    headings: tuple[ReadColumn, ...] = ()
    """What the headings of its table were taken for; of a table that nobody could read, its headings all the same."""
    layout: str = ""
    """The name of the remembered layout that it was read by."""

    @property
    def is_paper(self) -> bool:
        """Was it written to be read, and not kept as rows of a table?"""
        return self.kind in {"report", "pdf", "docx", "odt", "html"}

    def taken(self, given: date | None, today: date) -> "tuple[date, Reading]":
        """The day it is taken to speak for, and itself with what is to be said of that.

        A paper is dated for a meeting that is yet to come; were its news of that day, nobody would see it before.
        """
        day = given or self.as_of or today
        if day <= today:
            return day, self
        said = "The file is dated for a day to come; what it says is taken as of today."
        return today, replace(self, problems=(Problem("the file's date", said, day.isoformat()), *self.problems))
