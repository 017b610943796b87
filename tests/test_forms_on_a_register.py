"""The forms on a real register: what they save is in the file, what they import and export is what was looked at."""

import hashlib
import json
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from made import ask, one
from opened import TODAY, fresh, opened, sheet, toasts, until

from db.inputs import NewRecommendation
from db.ledger import Ledger
from db.rules import Policy
from reports.read import read
from tui import jobs
from tui.screens import importing, stoppable
from tui.screens.confirm import ConfirmDialog
from tui.screens.doubt import DoubtDialog
from tui.screens.evidence import AttachDialog, EvidenceDialog
from tui.screens.exporting import ExportDialog
from tui.screens.importing import ImportDialog
from tui.screens.planned import PlanDialog
from tui.screens.status import StatusDialog

NEWS = "Reference,Audit,Recommendation,Due date,Status\n"
NEWS += "X-1,Council Tax,Publish the list of debts each month.,30/9/2021,Open\n"


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


async def press(app, pilot, keys, screen=None):
    """Press, and wait for the screen that should come; None is the register."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(app.screen, screen) if screen else app.screen is app.register)
    await pilot.pause()


# Saving. ---------------------------------------------------------------------------------------------------------


async def test_a_status_and_its_note_are_in_the_file_when_the_screen_says_saved(path):
    async with opened(path) as (app, pilot):
        ref = app.register.table.selected.ref
        await press(app, pilot, "s", StatusDialog)
        await press(app, pilot, ["2", "tab", "h", "m", "ctrl+s"])
        await until(pilot, lambda: toasts(app))
        assert ref in toasts(app)[-1]
        found = one(
            path,
            "SELECT r.status, u.text, u.opinion FROM progress_update u"
            " JOIN recommendation r ON r.id = u.recommendation_id ORDER BY u.rowid DESC LIMIT 1",
        )
        assert found == ("partially implemented", "hm", "partially implemented")


async def test_a_file_attached_on_the_screen_comes_back_out_of_the_register(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "proof.bin").write_bytes(bytes(range(256)))
    async with opened(path) as (app, pilot):
        await press(app, pilot, "v", EvidenceDialog)
        await press(app, pilot, "n", AttachDialog)
        app.screen.query_one("#file").words = str(tmp_path / "in" / "proof.bin")
        await press(app, pilot, ["ctrl+s"], EvidenceDialog)
        await until(pilot, lambda: any(e.file_name == "proof.bin" for e in app.screen.detail.evidence))
        await pilot.press("end", "a")
        await until(pilot, lambda: app.screen.detail.evidence[-1].accepted_by)
        await pilot.press("o")
        await pilot.pause(0.1)
        await press(app, pilot, ["ctrl+s"], EvidenceDialog)
    assert (tmp_path / "proof.bin").read_bytes() == bytes(range(256))


async def test_what_the_rules_of_the_register_refuse_is_a_sentence_in_the_form(path):
    async with opened(path) as (app, pilot):
        await pilot.press("e")
        await pilot.pause(0.2)
        other = next(ref for (ref,) in ask(path, "SELECT ref FROM recommendation") if ref != app.screen.about)
        app.screen.query_one("#ref").words = other
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Another recommendation has this reference." in sheet(app))


async def test_every_field_edited_on_the_screen_is_changed_in_the_file(path):
    words = {"text": "T", "response": "R", "owner": "O", "director": "D", "executive_member": "E", "action": "A"}
    async with opened(path) as (app, pilot):
        id_ = app.register.table.selected.id
        await pilot.press("e")
        await pilot.pause(0.2)
        for name, value in words.items():
            app.screen.query_one(f"#{name}").words = value
        app.screen.query_one("#what-new").words = "a pilot"
        app.screen.query_one("#due-new").words = "1 Mar 2022"
        app.screen.query_one("#reason").words = "It ends later than was due."
        await press(app, pilot, ["ctrl+s"])
    found = one(path, f"SELECT {', '.join(words)} FROM recommendation WHERE id = ?", id_)
    assert found == tuple(words.values())
    assert ("a pilot", "2022-03-01") in ask(path, "SELECT what, due FROM milestone WHERE recommendation_id = ?", id_)


async def test_an_audit_and_a_recommendation_are_added_by_hand_and_undone(path):
    async with opened(path) as (app, pilot):
        await pilot.press("A")
        await pilot.pause(0.2)
        app.screen.query_one("#title").words = "Payroll"
        app.screen.query_one("#directorate").words = "People"
        await press(app, pilot, ["ctrl+s"])
        await pilot.press("a")
        await pilot.pause(0.2)
        app.screen.query_one("#audit_id").words = one(path, "SELECT id FROM audit WHERE title = 'Payroll'")
        app.screen.query_one("#text").words = "Check the leavers."
        await press(app, pilot, ["ctrl+s"])
        assert ask(path, "SELECT 1 FROM recommendation WHERE text = 'Check the leavers.'")
        await pilot.press("u")
        await until(pilot, lambda: not ask(path, "SELECT 1 FROM recommendation WHERE text = 'Check the leavers.'"))


CHILD = """
import asyncio, sys
from pathlib import Path
sys.path[:0] = [{house!r}, {tests!r}]
from opened import opened
async def main():
    async with opened(Path({path!r})) as (app, pilot):
        await pilot.press("n")
        while True:
            await pilot.press("x")
            print("x", flush=True)
            await asyncio.sleep(0.02)
asyncio.run(main())
"""


def killed_while_typing(path):
    """Have another process type into an update, kill it, and say how many letters it had typed."""
    tests = Path(__file__).parent
    code = CHILD.format(house=str(tests.parent), tests=str(tests), path=str(path))
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE) as child:
        typed = 0
        while typed < 100:
            assert child.stdout.readline()
            typed += 1
        child.kill()
    return typed


async def test_at_most_a_second_of_typing_is_lost_when_the_program_is_killed_and_the_rest_is_offered_again(path):
    typed = killed_while_typing(path)
    (draft,) = ask(path, "SELECT text FROM draft")
    kept = json.loads(draft[0])[0]["management"]
    assert kept == "x" * len(kept)
    assert typed - len(kept) <= 60
    async with opened(path) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: "The draft you left is put back." in sheet(app))
        assert app.screen.query_one("#management").words == kept


# Importing. ------------------------------------------------------------------------------------------------------


async def plan_of(app, pilot, file):
    """Open the import on a file, up to its plan or to the question that comes before."""
    await press(app, pilot, "i", ImportDialog)
    app.screen.query_one("#file").words = str(file)
    await press(app, pilot, ["ctrl+s"], PlanDialog | DoubtDialog)


async def test_an_import_is_looked_at_and_then_done_at_once(path, tmp_path):
    (tmp_path / "news.csv").write_text(NEWS)
    before = one(path, "SELECT count(*) FROM recommendation")
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, tmp_path / "news.csv")
        assert "1 to add" in sheet(app)
        await pilot.press("right")
        await pilot.pause()
        assert "Publish the list of debts each month." in sheet(app)
        assert one(path, "SELECT count(*) FROM recommendation") == before
        await press(app, pilot, ["ctrl+s"])
        await until(pilot, lambda: toasts(app))
        assert "1 added" in toasts(app)[-1]
    assert one(path, "SELECT count(*) FROM recommendation") == before + 1
    assert one(path, "SELECT count(DISTINCT \"transaction\") FROM event WHERE verb = 'import'") == 1


async def test_the_real_form_of_a_report_goes_in_with_every_problem_listed(path):
    report = Path(__file__).parent / "data" / "committee-report.txt"
    told = read(report, policy=Policy()).problems
    async with opened(path, (80, 24)) as (app, pilot):
        await plan_of(app, pilot, report)
        assert f"{len(told)} problems" in sheet(app) or "problems" in sheet(app)
        seen = ""
        for _ in range(3 * len(told)):
            seen += sheet(app)
            await pilot.press("down")
            await pilot.pause()
        for problem in told:
            assert problem.where in seen
        await pilot.press("escape")
        await pilot.pause()
        await press(app, pilot, ["escape"])
    assert one(path, "SELECT count(*) FROM source") == 0


async def test_the_same_file_again_says_that_it_changes_nothing(path, tmp_path):
    (tmp_path / "news.csv").write_text(NEWS)
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, tmp_path / "news.csv")
        await press(app, pilot, ["ctrl+s"])
        await plan_of(app, pilot, tmp_path / "news.csv")
        assert "importing it changes nothing" in sheet(app)
        assert "1 unchanged" in sheet(app)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "the file is empty"), (b"{\\rtf1 paper}", "this is rich text"), (None, "There is no such file.")],
)
async def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(path, tmp_path, content, said):
    file = tmp_path / "odd.csv"
    if content is not None:
        file.write_bytes(content)
    async with opened(path) as (app, pilot):
        await press(app, pilot, "i", ImportDialog)
        app.screen.query_one("#file").words = str(file)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: said in sheet(app))


async def test_a_register_changed_meanwhile_is_compared_anew_before_anything_is_imported(path, tmp_path):
    (tmp_path / "news.csv").write_text(NEWS)
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, tmp_path / "news.csv")
        await app.carry_out(lambda ledger: ledger.add_directorate("Another", on=TODAY))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "the plan was made anew" in sheet(app))
        assert one(path, "SELECT count(*) FROM source") == 0
        await press(app, pilot, ["ctrl+s"])
    assert one(path, "SELECT count(*) FROM source") == 1


async def test_an_import_that_is_stopped_leaves_nothing_behind(path, tmp_path, monkeypatch):
    kinds = [f"{hashlib.sha256(bytes([n])).hexdigest()} {hashlib.md5(bytes([n])).hexdigest()}" for n in range(200)]
    rows = "".join(f"Y-{n},Council Tax,Do {kind}.,30/9/2021,Open\n" for n, kind in enumerate(kinds))
    (tmp_path / "news.csv").write_text(NEWS + rows)
    events = one(path, "SELECT count(*) FROM event")

    class Impatient(jobs.Progress):
        def __call__(self, done, total):
            self.stop = done > 100
            super().__call__(done, total)

    monkeypatch.setattr(stoppable, "Progress", Impatient)
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, tmp_path / "news.csv")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Stopped. Nothing was imported." in sheet(app))
        assert one(path, "SELECT count(*) FROM event") == events


KNOWN = (
    "The Director should agree a formal process with the Trust for a monthly reconciliation between the "
    "safeguarding referrals sent and those received, so that outcomes are recorded in the same way in both systems."
)
REWORDED = KNOWN.replace("formal process with the Trust", "way of working with its partners")


@pytest.fixture
def doubtful(path, tmp_path):
    """A file with a row that may speak of a recommendation of the register, or may not."""
    audit = one(path, "SELECT id FROM audit WHERE title = 'Council Tax'")
    with closing(Ledger(path, "An Auditor")) as ledger:
        new = NewRecommendation(audit_id=audit, text=KNOWN, ref="KNOWN", due=date(2019, 9, 30))
        ledger.add_recommendation(new, on=TODAY)
    file = tmp_path / "news.csv"
    file.write_text(f'Audit,Recommendation,Management response,Due date\nCouncil Tax,"{REWORDED}",Agreed.,30/9/2019\n')
    return file


@pytest.mark.parametrize("answer", ["1", "add", "skip"])
async def test_a_doubtful_row_is_asked_and_the_answer_is_taken(path, doubtful, answer):
    known = one(path, "SELECT id FROM recommendation WHERE ref = 'KNOWN'")
    count = one(path, "SELECT count(*) FROM recommendation")
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, doubtful)
        assert isinstance(app.screen, DoubtDialog)
        assert REWORDED in sheet(app)
        assert KNOWN in sheet(app)
        digit = answer if answer == "1" else str(app.screen.values.index(answer) + 1)
        await press(app, pilot, [digit], PlanDialog)
        await until(pilot, lambda: not app.screen.doubtful())
        await press(app, pilot, ["ctrl+s"])
    spoken_of = [id_ for (id_,) in ask(path, "SELECT recommendation_id FROM appearance")]
    assert (spoken_of == [known]) == (answer == "1")
    assert one(path, "SELECT count(*) FROM recommendation") == count + (answer == "add")


async def test_a_doubtful_row_left_for_later_is_not_taken_and_can_be_asked_again(path, doubtful):
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, doubtful)
        await press(app, pilot, ["escape"], PlanDialog)
        assert "1 doubtful" in sheet(app)
        await press(app, pilot, ["d"], DoubtDialog)


# Exporting. ------------------------------------------------------------------------------------------------------


PAPERS = {"appendices": (".pdf", b"%PDF"), "xlsx": (".xlsx", b"PK"), "csv": (".csv", b""), "json": (".json", b"{")}


@pytest.mark.parametrize("kind", PAPERS)
async def test_each_kind_of_file_is_written_where_it_was_said(path, tmp_path, kind, monkeypatch):
    ending, begins = PAPERS[kind]
    monkeypatch.chdir(tmp_path)
    async with opened(path) as (app, pilot):
        await press(app, pilot, "x", ExportDialog)
        app.screen.query_one("#kind").words = kind
        await pilot.pause()
        target = Path(app.screen.query_one("#path").words)
        assert (target.parent, target.suffix) == (tmp_path, ending)
        await press(app, pilot, ["ctrl+s"])
        await until(pilot, lambda: toasts(app))
    (content,) = (file.read_bytes() for file in tmp_path.glob(target.name))
    assert content.startswith(begins)
    assert len(content) > 1000


async def test_a_file_is_not_written_over_unasked(path, tmp_path):
    target = tmp_path / "register.csv"
    target.write_bytes(b"mine")
    async with opened(path) as (app, pilot):
        await press(app, pilot, "x", ExportDialog)
        app.screen.query_one("#kind").words = "csv"
        await pilot.pause()
        app.screen.query_one("#path").words = str(target)
        await press(app, pilot, ["ctrl+s"], ConfirmDialog)
        await press(app, pilot, ["n"], ExportDialog)
        assert target.read_bytes() == b"mine"
        await press(app, pilot, ["ctrl+s"], ConfirmDialog)
        await press(app, pilot, ["y"])
    assert target.read_bytes() != b"mine"


async def test_an_export_that_is_stopped_leaves_nothing_behind(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    slow = threading.Event()

    def wait(self, done, total):
        slow.wait(5)
        self.stop = True
        raise jobs.Stopped

    monkeypatch.setattr(jobs.Progress, "__call__", wait)
    async with opened(path) as (app, pilot):
        await press(app, pilot, "x", ExportDialog)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.progress is not None)
        await pilot.press("escape")
        await pilot.pause()
        assert "stopping" in sheet(app)
        assert "esc Stop" in sheet(app)
        slow.set()
        await until(pilot, lambda: "Stopped. Nothing was written." in sheet(app))
    assert set(tmp_path.iterdir()) == before


async def test_leaving_the_app_while_it_writes_ends_both_and_leaves_nothing_half_done(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    begun, report = threading.Event(), jobs.Progress.__call__

    def slowly(self, done, total):
        begun.set()
        time.sleep(0.1)
        report(self, done, total)

    monkeypatch.setattr(jobs.Progress, "__call__", slowly)
    async with opened(path) as (app, pilot):
        await press(app, pilot, "x", ExportDialog)
        await pilot.press("ctrl+s")
        await until(pilot, begun.is_set)
        app.exit()
    for thread in threading.enumerate():
        if thread.name == "job":
            assert not thread.daemon
            thread.join(10)
    assert set(tmp_path.iterdir()) == before


async def test_leaving_the_app_while_it_reads_ends_it(path, tmp_path, monkeypatch):
    (tmp_path / "news.csv").write_text(NEWS)
    begun = threading.Event()

    def slowly(*_, **__):
        begun.set()
        time.sleep(1)

    monkeypatch.setattr(importing, "read_file", slowly)
    async with opened(path) as (app, pilot):
        await press(app, pilot, "i", ImportDialog)
        app.screen.query_one("#file").words = str(tmp_path / "news.csv")
        await pilot.press("ctrl+s")
        await until(pilot, begun.is_set)
        left = time.monotonic()
        app.exit()
    assert time.monotonic() - left < 0.9


async def test_a_folder_that_is_not_there_is_told_at_the_field(path, tmp_path):
    async with opened(path) as (app, pilot):
        await press(app, pilot, "x", ExportDialog)
        app.screen.query_one("#path").words = str(tmp_path / "none" / "x.pdf")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "There is no folder" in sheet(app))
