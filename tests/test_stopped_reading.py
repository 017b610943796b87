"""Reading a long file says how far it is and can be stopped, on the screen and on the command line."""

import _thread
import csv
import json
import signal
import subprocess
import sys
import threading
import time

import pytest
import xlsxwriter
from made import one
from opened import drawn, fresh, opened, until

from reports.read.paper import confined
from tui import cli, jobs
from tui.screens.importing import ImportDialog

POPEN = subprocess.Popen


@pytest.fixture
def started(monkeypatch):
    """The readers that were started; each stays at page 37 of 200."""
    found = []

    def start(*given, **more):
        found.append(POPEN(*given, **more))
        return found[-1]

    monkeypatch.setattr(confined, "_CHILD", "naughty")
    monkeypatch.setattr(confined.subprocess, "Popen", start)
    return found


@pytest.fixture
def _heeds_ctrl_c():
    """As in a terminal; what a script starts in the background is told to pay no heed to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7 and so on")
    return path


def has_ended(process):
    """Within a moment; it was looked after, too."""
    until_then = time.monotonic() + 5
    while process.returncode is None and time.monotonic() < until_then:
        time.sleep(0.02)
    return process.returncode is not None


async def reading(app, pilot, paper):
    await pilot.press("i")
    await until(pilot, lambda: isinstance(app.screen, ImportDialog))
    app.screen.query_one("#file").words = str(paper)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "page 37 of 200" in "\n".join(drawn(app)))


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_screen_says_the_page_and_esc_stops_at_once(tmp_path, paper, started, size):
    path = fresh(tmp_path)
    before = path.read_bytes(), set(tmp_path.iterdir())
    async with opened(path, size) as (app, pilot):
        await reading(app, pilot, paper)
        began = time.monotonic()
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped. Nothing was imported." in "\n".join(drawn(app)))
        await until(pilot, lambda: started[0].returncode is not None)
        assert time.monotonic() - began < 5
        assert "page 37" not in "\n".join(drawn(app))
    assert len(started) == 1
    assert (path.read_bytes(), set(tmp_path.iterdir())) == before


ROWS = [["Audit", "Recommendation", "Due date"], *(["Fleet", f"Service van {n}.", "1/5/2025"] for n in range(2500))]


def as_csv(path):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(ROWS)


def as_xlsx(path):
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for n, row in enumerate(ROWS):
            sheet.write_row(n, 0, row)


def as_json(path):
    path.write_text(json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]))


@pytest.mark.parametrize(("name", "write"), [("list.csv", as_csv), ("list.xlsx", as_xlsx), ("list.json", as_json)])
async def test_the_screen_says_the_row_of_a_list_and_esc_stops_it_before_the_next(tmp_path, monkeypatch, name, write):
    at_row, go_on, stopped, report = threading.Event(), threading.Event(), threading.Event(), jobs.Progress.__call__

    def slowly(progress, done, total):
        try:
            report(progress, done, total)
        except jobs.Stopped:
            stopped.set()
            raise
        if done == 1000:
            at_row.set()
            go_on.wait(30)

    monkeypatch.setattr(jobs.Progress, "__call__", slowly)
    write(tmp_path / name)
    path = fresh(tmp_path)
    before = path.read_bytes(), set(tmp_path.iterdir())
    async with opened(path, (80, 24)) as (app, pilot):
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ImportDialog))
        app.screen.query_one("#file").words = str(tmp_path / name)
        await pilot.press("ctrl+s")
        await until(pilot, at_row.is_set)
        await until(pilot, lambda: "row 1,000 of 2,500" in "\n".join(drawn(app)))
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped. Nothing was imported." in "\n".join(drawn(app)))
        go_on.set()
        await until(pilot, stopped.is_set)
    assert (path.read_bytes(), set(tmp_path.iterdir())) == before


async def test_leaving_the_app_ends_the_reader(tmp_path, paper, started):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        await reading(app, pilot, paper)
        app.exit()
    assert has_ended(started[0])
    assert one(path, "SELECT count(*) FROM source") == 0


@pytest.mark.usefixtures("_heeds_ctrl_c")
def test_ctrl_c_ends_the_verb_with_one_word_and_no_register(tmp_path, paper, started, capsys):
    def interrupt():
        while not started or time.monotonic() < began + 0.5:
            time.sleep(0.02)
        _thread.interrupt_main()

    began = time.monotonic()
    threading.Thread(target=interrupt).start()
    assert cli.main(["import", str(paper), "--register", str(tmp_path / "register.db")]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Stopped.\n")
    assert started[0].returncode is not None
    assert list(tmp_path.iterdir()) == [paper]


def test_a_bar_is_shown_only_where_somebody_watches(monkeypatch, capsys):
    from tui import plain

    class Watched:
        """Standard error as a terminal has it."""

        def __getattr__(self, name):
            return getattr(real, name)

        def isatty(self):
            return True

    with plain.progress("Reading [b]a\x1b[2Jpaper.pdf") as told:
        told(37, 200)
    assert capsys.readouterr().err == ""
    real = sys.stderr
    monkeypatch.setattr(sys, "stderr", Watched())
    monkeypatch.setenv("COLUMNS", "80")
    with plain.progress("Reading [b]a\x1b[2Jpaper.pdf") as told:
        told(0, 0)
        told(37, 200)
    shown = capsys.readouterr().err
    assert "37/200" in shown
    assert "[b]a" in shown
    assert "\x1b[2J" not in shown
