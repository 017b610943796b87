"""A report is made: read at one moment, its papers set, and all of it handed to the ledger to be sealed."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from db import history, sealed, store
from db.making import kept, since_when
from db.queries import Reader
from db.rows import Report
from db.rules import Policy, show_date
from db.sealed import Kept

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt

APPENDICES, SUMMARY = "Outstanding audit recommendations", "Position and movement"
"""The titles of the papers."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that a person asks for."""

    body: str
    as_at: date
    meeting_on: date | None = None
    since: date | None = None
    """From when the movement runs; the as-at date of the report before where it is not given."""


@dataclass(frozen=True, slots=True)
class Made:
    """The report, ready to be sealed if nothing is written to the register meanwhile."""

    wanted: Wanted
    figures: bytes
    seen: int
    """The latest event that it was made from."""
    papers: tuple[tuple[str, bytes], ...]

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Seal it."""
        from pydantic import ValidationError  # as the ORM, it is the writer's thread's to load

        from db.inputs import NewPaper, NewReport, sentence
        from db.ledger import Refused

        wanted = self.wanted
        try:
            new = NewReport(
                body=wanted.body,
                as_at=wanted.as_at,
                meeting_on=wanted.meeting_on,
                since=wanted.since,
                figures=self.figures,
                seen=self.seen,
                papers=tuple(NewPaper(name=name, content=content) for name, content in self.papers),
            )
        except ValidationError as trouble:
            raise Refused(sentence(trouble)) from None
        return ledger.seal(new, on=on)


def meeting_of(body: str, as_at: date, policy: Policy) -> date | None:
    """The meeting that a report to that body goes to, where the policy knows."""
    meets = policy.next_meeting
    return meets if meets and meets >= as_at and sealed.same_body(body, policy.meeting_body) else None


def make(register: Path, wanted: Wanted, progress: Progress | None = None) -> Made:
    """Read it and set its papers, as what was known on its day. Raises RegisterError, and what `progress` does."""
    with closing(store.open_checked(register)) as live:
        seen = history.last_event(live)
        body = wanted.body.strip()
        since = wanted.since or since_when(live, body, wanted.as_at)
        wanted = Wanted(body, wanted.as_at, wanted.meeting_on, since)
        told = kept(live, body, wanted.as_at, since)
        return Made(wanted, sealed.pack(told), seen, tuple(_papers(wanted, told, progress)))


def findings(register: Path, as_at: date) -> int:
    """How many things the pack check finds that a Head of Audit would want mended first. Raises RegisterError."""
    from db.checked import pack_check  # likeness of texts is much to load

    with closing(store.open_checked(register)) as live:
        return len(pack_check(Reader(history.at(live, as_at), as_at), Reader(live, as_at)).stands)


def overtaken(register: Path, made: Made) -> bool:
    """Was the register written to since? Then it is to be made once more."""
    with closing(store.connect(register, read_only=True)) as live:
        return history.last_event(live) != made.seen


def papers_of(reader: Reader, report: Report) -> Mapping[str, bytes]:
    """The papers of a report by the names they get outside; a RegisterError where one is not what was sealed."""
    from reports.write.files import harmless_name  # only what writes files needs it

    return {harmless_name(paper.name): reader.paper(paper) for paper in report.papers}


def put_papers(register: Path, papers: Mapping[str, bytes], folder: Path, *, overwrite: bool) -> list[Path]:
    """Write them into a folder, which is made if only it is missing. Raises Exists and Unwritable."""
    from reports.write.files import Exists, Unwritable, save  # see papers_of

    try:
        folder.mkdir(exist_ok=True)
        there = [name for name in papers if (folder / name).exists()]
    except (OSError, ValueError) as trouble:
        raise Unwritable(f"{folder} cannot be a folder for the papers.") from trouble
    if there and not overwrite:  # before any is written
        raise Exists(f"{folder} has {' and '.join(there)} already.")
    for name, content in papers.items():
        save(folder / name, _writer(content), overwrite=overwrite, register=register)
    return [folder / name for name in papers]


def _writer(content: bytes) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        out.write(content)

    return write


def _papers(wanted: Wanted, told: Kept, progress: Progress | None) -> Iterator[tuple[str, bytes]]:
    """The appendices and the summary, from the very rows that are sealed."""
    from reports.write.appendices import write_appendices  # the page's library is a heavy one
    from reports.write.summary import Heading, write_summary

    position, policy = told.position, told.policy
    out = io.BytesIO()
    write_appendices(
        out,
        told.recommendations,
        as_at=position.as_at,
        policy=policy,
        fingerprint=position.fingerprint,
        title=APPENDICES,
        organisation=policy.organisation,
        implemented_since=wanted.since,
        progress=progress,
    )
    yield f"appendices-{position.as_at}.pdf", out.getvalue()
    out = io.BytesIO()
    meeting = f", meeting on {show_date(wanted.meeting_on)}" if wanted.meeting_on else ""
    write_summary(
        out,
        told.recommendations,
        heading=Heading(policy.organisation, SUMMARY, f"To the {wanted.body}{meeting}"),
        as_at=position.as_at,
        policy=policy,
        fingerprint=position.fingerprint,
        since=wanted.since,
        movement=[(term.line, term.count) for term in told.movement.movements.whole.told] if told.movement else (),
    )
    yield f"position-and-movement-{position.as_at}.pdf", out.getvalue()
