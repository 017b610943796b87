"""What tests of dialogs share: a desk that remembers, an app that opens one dialog, and rows to open it on."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from db.rows import Audit, Detail, Directorate, DueRevision, Evidence, Milestone, Recommendation
from db.rules import Band, Basis, Counting, Policy, Status
from tui import app as outstanding
from tui.theme import THEMES

TODAY = date(2022, 2, 15)
SIZES = [(80, 24), (120, 40), (200, 60)]

ONE = Recommendation(
    rowid=1,
    id="r1",
    ref="CTB-1",
    source_ref="IA/7",
    audit_id="a1",
    audit="Council Tax Billing",
    issued=date(2019, 4, 5),
    assurance="limited",
    directorate="Finance",
    priority="significant",
    recommendation="Reconcile the billing system with the ledger each month, and keep the reconciliation.",
    response="Agreed.",
    owner="Head of Revenues",
    director="A Director, Strategic Director",
    executive_member="A Member, Finance",
    original_due=date(2019, 9, 30),
    due=date(2021, 3, 31),
    due_words="",
    status=Status.PARTIALLY_IMPLEMENTED,
    status_words="Partially implemented",
    update="Two of four quarters are done.",
    update_on=date(2021, 11, 16),
    action="Look at the third quarter",
    closed_on=None,
    as_at=TODAY,
    counting=Counting.COMPLETED,
    basis=Basis.REVISED,
    months_overdue=10,
    months_original=28,
    months_other=11,
    band=Band.SIX_TO_12,
    milestones=(Milestone("m1", "a draft", date(2021, 1, 31), None),),
    auditor="internal",
)
RECEIVED = Evidence(
    "e1", "Minutes", "minutes.pdf", "ab" * 32, 24_000, None, date(2022, 2, 1), "Head of Revenues", "", None
)
ACCEPTED = replace(RECEIVED, id="e2", accepted_by="An Auditor", accepted_on=date(2022, 2, 2))
MOVED = DueRevision("d1", date(2019, 9, 30), date(2021, 3, 31), "staff were redeployed", "SMT", date(2020, 6, 1))
DETAIL = Detail(ONE, (), (RECEIVED,), (MOVED,), (), ())
AUDITS = (
    Audit("a1", "Council Tax Billing", date(2019, 4, 5), "internal", "limited", "d1", "Finance"),
    Audit("a2", "Grants", None, "external", "", None, ""),
)
DIRECTORATES = (Directorate("d1", "Finance"), Directorate("d2", "Growth"))


class Desk:
    """Keeps what it is asked to keep; fails when told to."""

    today = TODAY
    policy = Policy()
    register = Path("register.db")

    def __init__(self, drafts: dict[str, str] | None = None) -> None:
        self.drafts = {} if drafts is None else drafts
        self.saved: list[Any] = []
        self.fails: list[Exception] = []
        """Raised by the next saves and drafts, one each."""
        self.detail = DETAIL
        self.files: dict[str, bytes] = {}

    async def save(self, asked: object) -> object:
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails.pop(0)
        self.saved.append(asked)
        return SimpleNamespace(said="done")

    async def keep_draft(self, key: str, text: str) -> None:
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails.pop(0)
        self.last_draft(key, text)

    def last_draft(self, key: str, text: str) -> None:
        if text:
            self.drafts[key] = text
        else:
            self.drafts.pop(key, None)

    async def read(self, question: Callable[[Any], Any]) -> Any:
        return question(
            SimpleNamespace(
                draft=lambda key: self.drafts.get(key, ""),
                detail=lambda _: self.detail,
                attachment=lambda sha256: self.files[sha256],
                path=self.register,
                connection=SimpleNamespace(execute=lambda _: ()),
            )
        )


OPEN = object()
"""The result of a dialog that has not been left."""


class Host(App[None]):
    """An app with nothing but one dialog over it."""

    CSS_PATH = outstanding.__file__.replace("app.py", "app.tcss")

    def __init__(self, make: Callable[[Desk], Screen[Any]], desk: Desk | None = None) -> None:
        super().__init__()
        self.make, self.desk = make, desk or Desk()
        self.result: object = OPEN
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        yield Static("the register")

    def on_mount(self) -> None:
        self.push_screen(self.make(self.desk), lambda result: setattr(self, "result", result))

    @property
    def drawn(self) -> list[str]:
        """The lines on the screen."""
        return ["".join(segment.text for segment in strip) for strip in self.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """The words on the screen, in the dialog if there is one, however they are broken into lines."""
        sheets = [sheet.region for sheet in self.screen.query(".sheet")]
        left, right = (sheets[0].x + 1, sheets[0].right - 1) if sheets else (0, None)
        return " ".join(" ".join(line[left:right] for line in self.drawn).split())
