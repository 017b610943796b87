"""What a file's headings mean is said on the screen, seen at once, and remembered; from 80 columns on."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import OptionList

from db import store
from db.layouts import remembered
from db.ledger import Ledger
from db.rows import FileLayout
from db.rules import Status
from reports.read import Unmapped
from tests.desk import Desk, Host
from tui.jobs import Progress, read_file
from tui.screens.importing import ImportDialog
from tui.screens.mapping import MappingDialog
from tui.screens.planned import PlanDialog

FOREIGN = """\
What we asked for,Where we looked,By,How far,Whose job
Lock the store each evening.,Depot,1/4/2025,not a start,Depot Manager
Count the stock each month.,Depot,1/5/2025,sorted,Depot Manager
"""
BOTH = pytest.mark.parametrize("size", [(80, 24), (200, 60)])


class Writing(Desk):
    """A desk that carries out what it is asked."""

    def __init__(self, register: Path) -> None:
        super().__init__()
        self.register = register

    async def save(self, asked: Any) -> Any:
        await super().save(asked)
        with_ledger = Ledger(self.register, "An Auditor")
        try:
            return asked.carry_out(with_ledger, self.today)
        finally:
            with_ledger.close()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    store.create(path)
    return path


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.csv"
    path.write_text(FOREIGN, encoding="utf-8")
    return path


def headings(file: Path) -> Any:
    with pytest.raises(Unmapped) as refused:
        read_file(file, Desk.policy, Progress())
    return refused.value.headings


async def until(host: Host, words: str) -> None:
    for _ in range(200):
        if words in host.text:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{words} is not on the screen:\n" + "\n".join(host.drawn))


def layouts_in(register: Path) -> tuple[FileLayout, ...]:
    connection = store.connect(register, read_only=True)
    try:
        return remembered(connection)
    finally:
        connection.close()


@BOTH
async def test_headings_nobody_knows_are_mapped_with_letters_and_remembered(
    size: tuple[int, int], register: Path, foreign: Path
) -> None:
    columns = headings(foreign)
    host = Host(lambda desk: MappingDialog(foreign, register, desk, columns), Writing(register))
    async with host.run_test(size=size) as pilot:
        await until(host, "say which heading gives it")
        assert "Lock the store each evening." in host.text  # how the words begin, and the first rows
        assert "2. Count the stock each month." in host.text
        for letter in ("a", "b", "d", "f", "j"):  # recommendation, audit, due, status, owner
            await pilot.press("enter", letter)
            await pilot.pause()
            await pilot.press("down")
        await until(host, "2 recommendations read: status not read in 2.")
        await pilot.press("down")  # over the title of the words
        assert "not a start" in host.text
        entries = host.screen.query_one(OptionList)
        entries.highlighted = 6
        await pilot.press("enter", "1")
        await until(host, "status not read in 1.")
        await pilot.press("tab")
        await pilot.press(*"Northshire")
        await pilot.press("ctrl+s")
        await until(host, "the register")
        await pilot.pause()
    assert [(one.audit, one.status) for one in host.result.records] == [
        ("Depot", Status.NOT_IMPLEMENTED),
        ("Depot", None),
    ]
    (kept,) = layouts_in(register)
    assert kept.name == "Northshire"
    assert kept.fields["How far"] == "status"
    assert kept.statuses == {"not a start": Status.NOT_IMPLEMENTED}
