"""Papers: files whose words stand on pages or between paragraphs; each is read to the lines of a report."""

from dataclasses import dataclass
from datetime import date

from db.readings import Problem, RawRecord
from reports.read.progress import Progress
from reports.read.report.lines import Line

__all__ = ["Own", "Paper", "Progress"]


@dataclass(frozen=True, slots=True)
class Own:
    """What a paper of our own making gives, field by field."""

    as_at: date | None
    """The day it speaks for."""
    records: tuple[RawRecord, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file prints, in the order in which a person reads it."""

    lines: tuple[Line, ...]
    """Blank ones stand between pages, and between tables and the words around them."""
    problems: tuple[Problem, ...] = ()
    """What a person should know of the file besides: changes that are tracked, pages that are pictures."""
    own: Own | None = None
    """Where we made it ourselves: then nothing in its lines has to be found out."""
