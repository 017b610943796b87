"""A small register with words of its own, and a walk past all that the screen shows of it."""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import opened as fixtures
from made import ask
from opened import drawn, until

from db import store
from db.inputs import FollowUp, NewAudit, NewEvidence, NewRecommendation
from db.ledger import Ledger
from db.rules import Status
from tui.sealing import Wanted, make

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 14, 2).astimezone()
BEFORE = date(2026, 8, 21)

AUDITS = (
    ("Home Care Contracts", date(2025, 1, 17), "limited", "Adult Social Care"),
    ("Agency Staff", date(2025, 9, 19), "reasonable", "Corporate Resources"),
    ("Rent Arrears", date(2025, 3, 21), "limited", "Housing and Growth"),
    ("Fire Doors in Tower Blocks", date(2026, 1, 16), "no", "Housing and Growth"),
)
FOUND = (
    "We found 14 of 60 visits paid for with no record that anybody came. Between them they cost 2,310 a year, and "
    "nobody had asked the provider for any of it back."
)
RECOMMENDATIONS = (
    (0, "HCC-1", "critical", date(2025, 3, 31), "Head of Commissioning",
     "Visits should be paid for only where the provider's record shows that they were made. As a minimum:\n"
     "\u2022 invoices are set against the call records each month;\n"
     "\u2022 what is paid too much is asked for within the quarter.\n\n" + FOUND),
    (0, "HCC-2", "significant", date(2025, 9, 30), "Head of Commissioning",
     "Each provider should be visited once a year, and what is found should be written to it."),
    (0, "HCC-3", "moderate", date(2026, 2, 28), "Contracts Officer", "The list of contracts should be whole."),
    (1, "AS-1", "significant", date(2026, 5, 31), "Head of People", "Agency staff should be approved first."),
    (1, "AS-2", "significant", date(2026, 7, 31), "Head of People",
     "Those who have been here for more than a year should be reviewed, with the reason why each is still needed."),
    (1, "AS-3", "minor", None, "Head of People", "The guidance for managers should be brought up to date."),
    (2, "RA-1", "critical", date(2025, 12, 31), "Head of Housing",
     "Tenants in arrears should be written to within two weeks, and offered help before any notice is served."),
    (2, "RA-2", "significant", date(2026, 6, 30), "Income Manager", "Arrears of former tenants should be followed up."),
    (2, "RA-3", "moderate", date(2026, 12, 31), "Income Manager", "Write-offs should be approved as the rules say."),
    (3, "FDTB-1", "critical", date(2026, 10, 31), "Building Safety Manager",
     "Every fire door should be inspected each year, and every defect mended by its date."),
    (3, "FDTB-2", "significant", date(2027, 1, 31), "Building Safety Manager", "One list should hold all the doors."),
    (3, "FDTB-3", "significant", date(2027, 3, 31), "Head of Housing", "Leaseholders' doors should be inspected, too."),
)  # fmt: skip
FOLLOWED = (
    ("HCC-1", BEFORE, FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, management="Invoices are set against the records.",
     text="Three months of invoices seen. Nothing has been asked back yet.", action="See the first letters sent")),
    ("HCC-2", BEFORE, FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Eleven of 20 providers were visited.",
     due=date(2026, 3, 31), reason="Two posts were empty", agreed_by="Director of Adult Social Care")),
    ("HCC-3", BEFORE, FollowUp(opinion=Status.IMPLEMENTED, text="Tested against payments.", reason="Seen")),
    ("RA-1", date(2026, 9, 18), FollowUp(claim=Status.IMPLEMENTED, management="All letters go out within two weeks.")),
    ("FDTB-1", date(2026, 11, 6), FollowUp(opinion=Status.PARTIALLY_IMPLEMENTED, text="Two of five blocks are done.",
     evidence=NewEvidence(note="Inspection sheets", file_name="sheets.pdf", content=b"%PDF", given_by="The Manager"))),
)  # fmt: skip


@cache
def _template():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        store.create(path)
        with closing(Ledger(path, "Ann Auditor", clock=lambda: NOW)) as ledger:
            for title, issued, assurance, directorate in AUDITS:
                new = NewAudit(title=title, issued=issued, assurance=assurance, directorate=directorate)
                ledger.add_audit(new, on=BEFORE)
            ids = [id_ for (id_,) in ask(path, "SELECT id FROM audit ORDER BY rowid")]
            for audit, ref, priority, due, owner, text in RECOMMENDATIONS:
                new = NewRecommendation(
                    audit_id=ids[audit], ref=ref, text=text, priority=priority, due=due, owner=owner,
                    due_words="" if due else "TBC", response="Agreed. A plan has been drawn up.",
                )  # fmt: skip
                ledger.add_recommendation(new, on=BEFORE)
            for ref, on, change in FOLLOWED[:3]:
                ledger.follow_up(ref, change, on=on)
            make(path, Wanted("Audit Committee", BEFORE, meeting_on=date(2026, 9, 4))).carry_out(ledger, BEFORE)
            for ref, on, change in FOLLOWED[3:]:
                ledger.follow_up(ref, change, on=on)
        return path.read_bytes()


def register(folder):
    """The register, for one walk."""
    path = folder / "register.sqlite"
    path.write_bytes(_template())
    return path


@dataclass(frozen=True)
class Stop:
    """Something to look at on the walk."""

    name: str
    keys: str
    """What to press for it, from the register."""
    pictured: bool = True


WALK = (
    Stop("register", ""),
    Stop("found", "slash d o o r", pictured=False),
    Stop("detail", "tab"),
    Stop("today", "2"),
    Stop("position", "3"),
    Stop("movement", "4"),
    Stop("escalation", "5"),
    Stop("reports", "6"),
    Stop("told", "6 enter"),
    Stop("pack-check", "7"),
    Stop("policy", "8"),
    Stop("order", "9"),
    Stop("kept", "0", pictured=False),
    Stop("help", "question_mark"),
    Stop("tour", "T"),
    Stop("palette", "ctrl+p"),
    Stop("meeting-begin", "M", pictured=False),
    Stop("filter", "f", pictured=False),
    Stop("status", "s"),
    Stop("accept-risk", "s 5", pictured=False),
    Stop("update", "n"),
    Stop("due", "d", pictured=False),
    Stop("due-refused", "d x ctrl+s", pictured=False),
    Stop("evidence", "v", pictured=False),
    Stop("step", "E", pictured=False),
    Stop("edit", "e", pictured=False),
    Stop("add", "a", pictured=False),
    Stop("add-audit", "A", pictured=False),
    Stop("import", "i", pictured=False),
    Stop("export", "x", pictured=False),
    Stop("new-report", "6 n", pictured=False),
    Stop("withdraw", "6 w", pictured=False),
    Stop("as-at", "3 a", pictured=False),
    Stop("dismiss", "7 d", pictured=False),
    Stop("rename", "9 r", pictured=False),
    Stop("undone", "u", pictured=False),
)


async def walk(app, pilot, *, everything):
    """Past every stop, or those that are pictured; each of them while it is on the screen."""
    for stop in WALK:
        if stop.pictured or everything:
            for key in stop.keys.split():
                await pilot.press(key)
                await settled(app, pilot)
            yield stop
            await back(app, pilot)


async def settled(app, pilot):
    """Everything asked for has been read and drawn."""
    await app.read(lambda reader: reader.as_at)
    await pilot.pause()
    await until(pilot, lambda: getattr(app.screen, "shown", ()) is not None)


async def back(app, pilot):
    """To the register, whatever is over it."""
    for _ in range(6):
        if app.screen is app.register and app.focused is app.register.table and not app.register.filter_line.text:
            break
        await pilot.press("escape")
        await app.read(lambda reader: reader.as_at)
    app.clear_notifications()
    assert app.screen is app.register, drawn(app)
    await settled(app, pilot)


def walking(monkeypatch):
    """The days of this register are the app's."""
    monkeypatch.setattr(fixtures, "TODAY", TODAY)
    monkeypatch.setattr(fixtures, "NOW", NOW)
