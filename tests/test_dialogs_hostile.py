"""No text of a register, and none that is pasted, acts on the screen: every dialog opened on it in every field."""

from dataclasses import fields, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from desk import AUDITS, DETAIL, DIRECTORATES, MOVED, ONE, RECEIVED, SIZES, Host
from textual.events import Paste
from textual.widgets import Input, Select, TextArea

from db.intake import Candidate, Entry, Outcome, Plan
from db.readings import Problem, RawRecord, Reading, SourceLine
from db.rules import Policy
from tui.jobs import Planned
from tui.screens.add import AddAudit, AddRecommendation
from tui.screens.confirm import ConfirmDialog
from tui.screens.correcting import CorrectDialog
from tui.screens.doubt import DoubtDialog
from tui.screens.due import DueDialog
from tui.screens.edit import EditAudit, EditDirectorate, EditRecommendation
from tui.screens.evidence import AttachDialog, EvidenceDialog
from tui.screens.planned import PlanDialog
from tui.screens.save_out import SaveOutDialog
from tui.screens.sourced import SourceDialog
from tui.screens.status import StatusDialog
from tui.screens.unsaved import UnsavedDialog
from tui.screens.update import UpdateDialog

EVIL = {
    "markup": "[/] [red]x[/red] [/etc/passwd] \\[b]",
    "link": "[@click=app.quit]press me[/]",
    "escape": "\x1b[31mred\x1b]0;title\x07\x9b31m\x08\x0b\x0c\r",
    "bidi": "abc\u202edef\u2066ghi\u200fjkl\ufeff\u200b",
    "long": "x" * 900,
    "emoji": "👩‍👩‍👧‍👦 ❤️ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 e\u0301\u0301\u0301 漢字",
    "lines": "one\n\n\ntwo\u2028three\r\nfour\tfive",
}


def with_every_text(row: Any, evil: str) -> Any:
    """The row with every text that a person or a file can have put in it replaced."""
    kept = {"id", "audit_id", "sha256", "directorate_id", "auditor"}
    texts = [f.name for f in fields(row) if isinstance(getattr(row, f.name), str) and f.name not in kept]
    return replace(row, **{name: evil for name in texts if not isinstance(getattr(row, name), Enum)})


def dialogs(evil):
    one = replace(
        with_every_text(ONE, evil), milestones=tuple(with_every_text(milestone, evil) for milestone in ONE.milestones)
    )
    evidence = with_every_text(RECEIVED, evil)
    accepted = replace(evidence, id="e2", accepted_by=evil, accepted_on=date(2022, 2, 1))
    detail = replace(
        DETAIL, recommendation=one, evidence=(evidence, accepted), revisions=(with_every_text(MOVED, evil),)
    )
    audits = tuple(with_every_text(audit, evil) for audit in AUDITS)
    directorates = tuple(with_every_text(directorate, evil) for directorate in DIRECTORATES)
    raw = RawRecord(where=evil, audit=evil, recommendation=evil, update=evil, words={evil: evil})
    candidates = (Candidate("r1", evil, evil), Candidate("r2", evil, evil))
    doubtful = Entry(0, Outcome.DOUBTFUL, raw, None, evil, evil, (), candidates)
    added = replace(doubtful, position=0, outcome=Outcome.ADD)
    reading = Reading(evil, "00", "report", None, (raw, raw), ())
    lines = tuple(SourceLine(f"{evil} {n}", (evil,) * n) for n in range(4))
    plan = Plan(reading, date(2022, 2, 15), (added,), (Problem(evil, evil, evil),) * 3, "s", True, (), ())
    return {
        "status": lambda desk: StatusDialog(detail, desk),
        "update": lambda desk: UpdateDialog(detail, desk),
        "due": lambda desk: DueDialog(detail, desk),
        "evidence": lambda desk: EvidenceDialog(detail, desk),
        "attach": lambda desk: AttachDialog(detail, desk),
        "save out": lambda desk: SaveOutDialog(evidence, desk),
        "edit": lambda desk: EditRecommendation(detail, audits, desk),
        "edit audit": lambda desk: EditAudit(audits[0], directorates, desk),
        "edit directorate": lambda desk: EditDirectorate(directorates[0], desk),
        "add audit": lambda desk: AddAudit(directorates, desk),
        "add recommendation": lambda desk: AddRecommendation(audits, "a2", desk),
        "plan": lambda desk: PlanDialog(Planned(plan, 0), Path("x"), desk),
        "correct": lambda _: CorrectDialog(raw, Policy()),
        "source": lambda _: SourceDialog(lines, {1}, evil, Path(evil)),
        "doubt": lambda _: DoubtDialog(doubtful, 1, 1),
        "unsaved": lambda _: UnsavedDialog(evil, evil),
        "confirm": lambda _: ConfirmDialog(evil, evil),
    }


ACTS = {
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
}


def is_harmless(line):
    """Would a terminal show this, and do nothing else?"""
    return not any(ord(letter) in ACTS for letter in line)


TOGETHER = {
    "marks": " ".join(EVIL[kind] for kind in ("link", "markup", "escape")),
    "letters": " ".join(EVIL[kind] for kind in ("bidi", "emoji", "lines")),
    "long": EVIL["long"],
}
"""Short enough that a field of the narrowest screen shows the beginning of each; an app for each would take long."""


@pytest.mark.parametrize(
    ("together", "size"),
    [("long", SIZES[0]), ("marks", SIZES[0]), ("letters", SIZES[2])],
    ids=str,
)
async def test_hostile_text_in_every_field_is_shown_and_does_nothing(together, size):
    for name, make in dialogs(TOGETHER[together]).items():
        app = Host(make)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await pilot.pause()
            for _ in range(12 if name == "edit" else 4):
                lines = app.drawn
                assert all(map(is_harmless, lines)), (name, [line for line in lines if not is_harmless(line)])
                await pilot.press("tab")
                await pilot.pause()
            if lists := app.screen.query(Select):
                lists.first().focus()
                await pilot.press("enter")
                await pilot.pause()
                assert lists.first().expanded
                assert all(map(is_harmless, app.drawn))
            if name == "status":
                await pilot.press("4")
                await pilot.pause()
                assert all(map(is_harmless, app.drawn))
            assert app.is_running, name


async def test_a_stored_link_that_is_clicked_runs_nothing():
    app = Host(dialogs(EVIL["link"])["status"])
    async with app.run_test() as pilot:
        await pilot.pause()
        at = next((y, line.index("press me")) for y, line in enumerate(app.drawn) if "press me" in line)
        await pilot.click(offset=(at[1] + 2, at[0]))
        await pilot.pause()
        assert app.is_running
        assert "[@click=app.quit]press me[/]" in app.text


@pytest.mark.parametrize("kind", ["escape", "bidi", "markup"])
async def test_hostile_text_pasted_is_kept_as_it_is_and_shown_harmless(kind):
    app = Host(dialogs("plain")["update"])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for widget in (app.screen.query(TextArea).first(), app.screen.query(Input).first()):
            widget.focus()
            await pilot.pause()
            app.post_message(Paste(EVIL[kind].replace("\r", "").replace("\x0b", "").replace("\x0c", "")))
            await pilot.pause()
            assert all(map(is_harmless, app.drawn))
        wanted = EVIL[kind].replace("\r", "").replace("\x0b", "").replace("\x0c", "")
        assert app.screen.query_one("#management").words == wanted


async def test_the_cursor_stands_where_it_types_among_controls():
    app = Host(dialogs("a\x07b\x1bc")["edit directorate"])
    async with app.run_test() as pilot:
        await pilot.pause()
        field = app.screen.query_one("#name")
        await pilot.press("home", "right", "right", "X")
        await pilot.pause()
        assert field.words == "a\x07Xb\x1bc"
        assert "a␇Xb␛c" in app.text
