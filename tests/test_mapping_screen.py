"""What a file's headings mean is said on the screen, seen at once, and remembered; from 80 columns on."""

import asyncio
from pathlib import Path
from shutil import move
from typing import Any

import pytest
from textual import events
from textual.widgets import OptionList

from db import store
from db.layouts import remembered
from db.ledger import Ledger
from db.readings import FileLayout
from db.rules import Status
from reports.read import Unmapped
from reports.read.paper import confined
from tests.desk import Desk, Host
from tui.jobs import Progress, read_file
from tui.screens.importing import ImportDialog
from tui.screens.mapping import MappingDialog
from tui.screens.planned import PlanDialog
from tui.widgets.files import PathField

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
    for _ in range(100):
        if words in host.text:
            return
        await asyncio.sleep(0.05)
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


def importing(register: Path, file: Path) -> Host:
    return Host(lambda desk: ImportDialog(register, desk), Writing(register))


@BOTH
async def test_the_import_asks_what_headings_mean_that_nobody_knows_and_finds_them_again(
    size: tuple[int, int], register: Path, foreign: Path
) -> None:
    host = importing(register, foreign)
    async with host.run_test(size=size) as pilot:
        host.screen.query_one("#file", PathField).words = str(foreign)
        await pilot.press("ctrl+s")
        await until(host, "Not all of these headings are known")
        await until(host, "say which heading gives it")
        await pilot.press("enter", "a", "down", "enter", "b")
        await until(host, "2 recommendations read")
        await pilot.press("tab", *"Depots", "ctrl+s")
        await until(host, "2 rows read")
        await pilot.press("escape")
        await pilot.pause()
        host.screen.query_one("#file", PathField)  # back where the file is chosen
        await pilot.press("ctrl+s")
        await until(host, "Read by the layout Depots.")
        assert isinstance(host.screen, PlanDialog)


async def test_headings_that_were_known_can_be_said_anew_from_the_plan(register: Path, tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text(
        "Audit,Recommendation,Comment,RAG\nDepot,Lock it.,Locks are ordered.,Amber\nDepot,Bolt it.,Begun.,Red\n",
        encoding="utf-8",
    )
    host = importing(register, file)
    async with host.run_test(size=(80, 24)) as pilot:
        host.screen.query_one("#file", PathField).words = str(file)
        await pilot.press("ctrl+s")
        await until(host, "2 rows read")
        await pilot.press("h")
        await until(host, "2 recommendations read")
        entries = host.screen.query_one(OptionList)
        entries.highlighted = 5  # Amber, after four headings and the title of the words
        await pilot.press("enter", "2")
        await until(host, "status not read in 1")
        await pilot.press("ctrl+s")
        await until(host, "What the import would do")
        for _ in range(100):
            if isinstance(host.screen, PlanDialog) and host.screen.reading.records[0].status:
                break
            await asyncio.sleep(0.02)
        assert [one.status for one in host.screen.reading.records] == [Status.PARTIALLY_IMPLEMENTED, None]
    assert layouts_in(register) == ()  # without a name nothing is remembered


async def test_out_of_the_headings_the_reason_stays_and_nothing_is_imported(register: Path, foreign: Path) -> None:
    host = importing(register, foreign)
    async with host.run_test(size=(80, 24)) as pilot:
        host.screen.query_one("#file", PathField).words = str(foreign)
        await pilot.press("ctrl+s")
        await until(host, "say which heading gives it")
        await pilot.press("ctrl+s")
        await until(host, "enter on a heading says what it stands for")
        await pilot.press("escape")
        await until(host, "no row was recognised as the heading")
    assert layouts_in(register) == ()


async def test_a_field_is_given_by_one_heading_and_hostile_words_are_only_words(register: Path, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(
        "Audit,Recommendation,[b]Note[/b]\nDepot,[red]Lock[/] it.\x1b[2J,\u202eBolt it.\n", encoding="utf-8"
    )
    columns = read_file(file, Desk.policy, Progress()).headings
    host = Host(lambda desk: MappingDialog(file, register, desk, columns), Writing(register))
    async with host.run_test(size=(80, 24)) as pilot:
        await until(host, "1 recommendation read")
        assert "[b]Note[/b]" in host.text
        assert "\x1b" not in host.text
        await pilot.press("end", "enter", "a")
        await pilot.pause()
        dialog = host.screen
        assert isinstance(dialog, MappingDialog)
        assert dialog.fields == {"Audit": "audit", "Recommendation": "", "[b]Note[/b]": "recommendation"}
        await until(host, "1 recommendation read")
        await pilot.press("ctrl+s")
        await until(host, "the register")
    assert host.result.records[0].recommendation == "\u202eBolt it."


TRACKER = """\
What we asked for,Where we looked,How far,% complete
The store should be locked each evening by whoever leaves last and the key be signed for,Depot,Amber,50
Count the stock each month.,Depot,sorted,
"""


async def test_each_heading_has_one_line_and_a_colour_says_that_its_percentage_counts(
    register: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tracker.csv"
    file.write_text(TRACKER.replace("How far", "RAG"), encoding="utf-8")
    columns = headings(file)
    host = Host(lambda desk: MappingDialog(file, register, desk, columns), Writing(register))
    async with host.run_test(size=(80, 24)) as pilot:
        await until(host, "say which heading gives it")
        await pilot.press("end")
        lines = [line for line in host.drawn if "│" in line]
        at = next(n for n, line in enumerate(lines) if "What we asked for" in line)
        assert "Where we looked" in lines[at + 1]
        assert "by the percentage beside it" in next(line for line in lines if line.strip("│▌ ").startswith("Amber"))
        assert "not known: kept in words" in next(line for line in lines if "sorted" in line)


async def test_what_was_said_of_a_word_is_still_there_when_the_headings_are_looked_at_again(
    register: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tracker.csv"
    known = {"What we asked for": "Recommendation", "Where we looked": "Audit", "How far": "Status"}
    file.write_text("\n".join([",".join(known.values()) + ",% complete", *TRACKER.splitlines()[1:]]), encoding="utf-8")
    host = importing(register, file)
    async with host.run_test(size=(80, 24)) as pilot:
        host.screen.query_one("#file", PathField).words = str(file)
        await pilot.press("ctrl+s")
        await until(host, "2 rows read")
        await pilot.press("h")
        await until(host, "status not read in 1")
        await pilot.press("end", "enter", "4")  # sorted
        await until(host, "2 recommendations read: no due date in 2; no owner in 2.")
        await pilot.press("ctrl+s")
        await until(host, "What the import would do")
        await pilot.press("h")
        await until(host, "2 recommendations read: no due date in 2; no owner in 2.")
        assert "implemented" in next(line for line in host.drawn if "sorted" in line)


async def test_what_was_said_of_headings_is_not_lost_by_one_key(register: Path, foreign: Path) -> None:
    columns = headings(foreign)
    host = Host(lambda desk: MappingDialog(foreign, register, desk, columns), Writing(register))
    async with host.run_test(size=(80, 24)) as pilot:
        await until(host, "say which heading gives it")
        await pilot.press("enter", "a")
        await until(host, "2 recommendations read")
        await pilot.press("escape")
        await until(host, "What you said of its headings and words is lost.")
        await pilot.press("n")
        await until(host, "2 recommendations read")
        await pilot.press("escape", "y")
        await until(host, "the register")
    assert host.result is None


async def test_a_file_that_was_away_for_a_moment_is_read_again_when_asked_for(register: Path, foreign: Path) -> None:
    columns = headings(foreign)
    host = Host(lambda desk: MappingDialog(foreign, register, desk, columns), Writing(register))
    away = foreign.with_suffix(".away")
    move(foreign, away)
    async with host.run_test(size=(80, 24)) as pilot:
        await until(host, "there is no such file")
        await pilot.press("enter", "a")
        await until(host, "Recommendation")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "on a heading says" not in host.text
        move(away, foreign)
        await pilot.press("ctrl+s")
        await until(host, "the register")
    assert len(host.result.records) == 2


async def test_a_paper_is_taken_apart_once_however_often_its_headings_are_said_anew(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    read_paper = confined.read_paper

    def noted(kind: str, *of: Any) -> Any:
        taken.append(kind)
        return read_paper(kind, *of)

    monkeypatch.setattr(confined, "read_paper", noted)
    rows = "".join(f"<tr><td>{'<td>'.join(line.split(','))}</tr>" for line in FOREIGN.splitlines())
    file = tmp_path / "paper.html"
    file.write_text(f"<html><body><h1>Progress</h1><table>{rows}</table></body></html>", encoding="utf-8")
    host = importing(register, file)
    async with host.run_test(size=(80, 24)) as pilot:
        host.screen.query_one("#file", PathField).words = str(file)
        await pilot.press("ctrl+s")
        await until(host, "say which heading gives it")
        await pilot.press("enter", "a", "down", "enter", "b")
        await until(host, "2 recommendations read")
        await pilot.press("down", "enter", "d")
        await until(host, "2 recommendations read: no status in 2; no owner in 2.")
        await pilot.press("ctrl+s")
        await until(host, "2 rows read")
        await pilot.press("h")
        await until(host, "2 recommendations read: no status in 2; no owner in 2.")
    assert taken == ["html"]


async def test_letters_typed_faster_than_an_answer_is_taken_answer_once(register: Path, foreign: Path) -> None:
    columns = headings(foreign)
    host = Host(lambda desk: MappingDialog(foreign, register, desk, columns), Writing(register))
    async with host.run_test(size=(80, 24)) as pilot:
        await until(host, "say which heading gives it")
        await pilot.press("enter")
        await pilot.pause()
        for letter in "bab":
            host.post_message(events.Key(letter, letter))
        await pilot.pause(0.2)
        assert isinstance(host.screen, MappingDialog)
        assert host.screen.so().fields["What we asked for"] == "audit"
