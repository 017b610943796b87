"""Long work beside the screen, on a thread of its own that can be told to stop: planning an import, writing a file."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from db import history, store
from db.layouts import remembered
from db.queries import Reader
from db.readings import FileLayout, Reading
from db.rows import Recommendation
from db.rules import Policy
from tui.screens.asked import SaveFailed

if TYPE_CHECKING:
    from db.intake import Plan
    from reports.read import Apart

Told = TypeVar("Told")


class Stopped(SaveFailed):
    """The work was stopped as was asked; nothing of it is left behind."""


class Progress:
    """How far a piece of work is; the thread reports, the screen looks, and may ask to stop."""

    def __init__(self) -> None:
        self.done, self.total = 0, 0
        self.stop = False

    def __call__(self, done: int, total: int) -> None:
        """Report. Raises Stopped where that was asked for."""
        if self.stop:
            raise Stopped
        self.done, self.total = done, total


async def aside(work: Callable[[], Told], *, tidies: bool = False) -> Told:
    """What `work` gives, done on a thread of its own; the end of the program waits for one that tidies up after it."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[Told] = loop.create_future()

    def settle(set_it: Callable[[], None]) -> None:
        if not told.done():
            set_it()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
            trouble = error
            with suppress(RuntimeError):  # The screen may be gone.
                loop.call_soon_threadsafe(settle, lambda: told.set_exception(trouble))
        else:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, lambda: told.set_result(result))

    threading.Thread(target=run, name="job", daemon=not tidies).start()
    return await told


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and the register's latest event when it was made."""

    plan: "Plan"
    seq: int


def take_apart(file: Path, progress: Progress) -> "Apart":
    """What a file prints, to be read as often as its headings are said anew.

    Raises reports.read.Unreadable or Stopped.
    """
    from reports import read  # the readers are loaded here, not on the screen's thread

    return read.take_apart(file, progress)


def read_file(
    file: "Path | Apart",
    policy: Policy,
    progress: Progress,
    *,
    layout: FileLayout | None = None,
    layouts: Sequence[FileLayout] = (),
) -> Reading:
    """All that a file says, by a layout or by that of the remembered ones which it has.

    Raises reports.read.Unreadable or Stopped.
    """
    from reports.read import read

    return read(file, policy=policy, progress=progress, layout=layout, layouts=layouts)


def known_layouts(register: Path) -> tuple[FileLayout, ...]:
    """The layouts that a register remembers. Raises RegisterError."""
    with closing(store.connect(register, read_only=True)) as connection:
        return remembered(connection)


def make_plan(register: Path, reading: Reading, *, as_of: date, policy: Policy, answers: Mapping[int, str]) -> Planned:
    """What importing it would do now."""
    from db import intake

    with closing(store.connect(register, read_only=True)) as connection:
        seq = history.last_event(connection)
        return Planned(intake.plan(connection, reading, as_of=as_of, policy=policy, answers=answers), seq)


KINDS: Mapping[str, tuple[str, str]] = {
    "appendices": ("committee appendices", ".pdf"),
    "xlsx": ("Excel workbook", ".xlsx"),
    "csv": ("CSV", ".csv"),
    "json": ("JSON", ".json"),
}
"""What can be written: its name and how its file ends."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be written."""

    kind: str
    """One of KINDS."""
    as_at: date
    title: str = ""
    since: date | None = None
    """From when on the appendices list what was implemented; all of it where not given."""


def write_file(register: Path, paper: Paper, path: Path, *, overwrite: bool = False, progress: Progress) -> None:
    """Write the register as it is at a date. Raises Exists, Unwritable, Stopped or RegisterError."""
    from reports.write.files import save

    with closing(store.open_checked(register)) as connection:
        reader = Reader(history.at(connection, paper.as_at), paper.as_at)
        save(path, _writer(reader, paper, progress), overwrite=overwrite, register=register)


def _writer(reader: Reader, paper: Paper, progress: Progress) -> Callable[[BinaryIO], None]:
    if paper.kind == "appendices":
        from reports.write.appendices import write_appendices  # the page's library is a heavy one

        return lambda out: write_appendices(
            out,
            list(reader.recommendations()),
            as_at=reader.as_at,
            policy=reader.policy,
            fingerprint=reader.fingerprint(),
            title=paper.title,
            organisation=reader.policy.organisation,
            implemented_since=paper.since,
            progress=progress,
        )
    from reports.write import sheets

    if paper.kind == "csv":
        return lambda out: sheets.write_csv(out, list(_counted(reader, progress)), policy=reader.policy)
    if paper.kind == "json":
        return lambda out: sheets.write_json(out, list(_counted(reader, progress)), as_at=reader.as_at)
    return lambda out: sheets.write_xlsx(
        out, list(_counted(reader, progress)), as_at=reader.as_at, policy=reader.policy
    )


def _counted(reader: Reader, progress: Progress) -> Iterator[Recommendation]:
    total = reader.position().total
    for done, recommendation in enumerate(reader.recommendations()):
        progress(done, total)
        yield recommendation
