"""What tests of the screen share: registers to open, plain and hostile, the app on one of them, and what it shows."""

import tempfile
from contextlib import asynccontextmanager, closing
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from made import ask, one

from db import store
from db.inputs import FollowUp, NewAudit, NewEvidence, NewMilestone, NewRecommendation
from db.ledger import Ledger
from db.rules import Status
from tui.app import Outstanding
from tui.reader import Background
from tui.text import signs
from tui.writer import Writer

TODAY = date(2022, 2, 15)
NOW = datetime(2022, 2, 15, 14, 2).astimezone()
SIZES = [(80, 24), (120, 40), (200, 60)]
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07 \x9b31m done [/] [red]x[/red] [@click=app.quit]press[/] [/etc/passwd] "
    "\u202egnp.exe\u202c \u200b👩\u200d💻 審計 ❤\ufe0f \\[b] {x} $y %s\r\n\tsecond\x00".replace("\x00", "\x01")
    + "w" * 900
)


def make(path, *, hostile=False):
    """Two directorates, three audits, 60 recommendations; in a hostile one every field of everything is hostile."""
    words = (lambda plain: f"{HOSTILE} {plain}") if hostile else (lambda plain: plain)
    store.create(path)
    with closing(Ledger(path, words("Ann Auditor"))) as ledger:
        for title, directorate in (("Council Tax", "Finance"), ("Grants", "Finance"), ("Lettings", "Housing")):
            new = NewAudit(
                title=words(title), issued=date(2019, 5, 1), assurance=words("limited"), directorate=words(directorate)
            )
            ledger.add_audit(new, on=TODAY)
        audits = [id_ for (id_,) in ask(path, "SELECT id FROM audit ORDER BY rowid")]
        for n in range(3 if hostile else 60):
            new = NewRecommendation(
                audit_id=audits[n % 3],
                ref=words(f"REC-{n + 1}"),
                source_ref=words(f"R{n}"),
                text=words(f"Do thing number {n + 1} well."),
                priority=words("critical") if hostile or n % 2 else "moderate",
                response=words("Agreed."),
                owner=words("Head of Revenues"),
                director=words("A Director"),
                executive_member=words("A Member"),
                due=None if n == 59 else date(2019 + n % 4, 1 + n % 12, 1 + n % 28),
                due_words=words("TBC") if n == 59 or hostile else "",
                action=words("Look again"),
                milestones=(NewMilestone(what=words("a draft"), due=date(2019, 6, 1)),),
            )
            ledger.add_recommendation(new, on=TODAY)
        file = NewEvidence(
            note=words("Minutes"), file_name=words("minutes.pdf"), content=b"%PDF", given_by=words("Owner")
        )
        change = FollowUp(
            opinion=Status.PARTIALLY_IMPLEMENTED,
            management=words("Nearly done."),
            text=words("Two of four seen."),
            reason=words("because"),
            due=date(2021, 3, 31),
            agreed_by=words("SMT"),
            evidence=file,
        )
        ledger.follow_up(one(path, "SELECT id FROM recommendation ORDER BY rowid LIMIT 1"), change, on=TODAY)
    return path


@cache
def template(*, hostile):
    """A register as bytes, made once."""
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / "register.db", hostile=hostile).read_bytes()


def fresh(folder, *, hostile=False):
    """A register of its own for one test."""
    path = folder / "register.db"
    path.write_bytes(template(hostile=hostile))
    return path


@asynccontextmanager
async def opened(path, size=(120, 40), *, writable=True, **options):
    """The app on a register, the writer ready; both threads ended afterwards."""
    background, writer = Background(path, TODAY, past=False), Writer(path)
    app = Outstanding(background, writer, clock=lambda: NOW, **options)
    try:
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await until(pilot, lambda: app.register.detail.detail is not None)
            if writable and not app.notice:
                await until(pilot, lambda: not app.not_writable())
            yield app, pilot
    finally:
        background.close()
        writer.close()


async def until(pilot, so):
    """Wait for threads, not for a time."""
    for _ in range(1000):
        await pilot.pause(0.01)
        if so():
            return
    pytest.fail("waited in vain")


def drawn(app):
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def text(app):
    return "\n".join(drawn(app))


def toasts(app):
    return [notification.message for notification in app._notifications]


def titled(app):
    """The toasts, each with its title before its words."""
    return [(notification.title, notification.message) for notification in app._notifications]


def sheet(app):
    """The words in the form, however they are broken into lines, without the sign of the current one."""
    (region,) = (sheet.region for sheet in app.screen.query(".sheet"))
    words = " ".join(line[region.x + 1 : region.right - 1] for line in drawn(app)[region.y : region.bottom])
    return " ".join(words.replace(signs.here, " ").split())
