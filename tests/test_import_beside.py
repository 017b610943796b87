"""What a person can rely on before an import: what was printed beside what is stored, and all of it put right first."""

import json
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from made import ask, one
from opened import SIZES, TODAY, drawn, fresh, opened, text, until
from test_looks import bits, hard_to_read, unlike_picture

from db import corrected, intake, store
from db.ledger import Ledger
from db.readings import RawRecord, Reading
from db.rules import Policy, Status
from reports.read import read
from tui import jobs
from tui.beside import Side, State, ends, side_of
from tui.cli import main
from tui.screens import planned as planning
from tui.screens import sourced
from tui.screens.confirm import ConfirmDialog
from tui.screens.correcting import CorrectDialog
from tui.screens.importing import ImportDialog
from tui.screens.planned import PlanDialog
from tui.screens.sourced import SourceDialog
from tui.terminal import NoViewer, open_file
from tui.verbs import importing

REPORT = Path(__file__).parent / "data" / "committee-report.txt"
TORN = """Audit,Recommendation,Management response,Due date,Status,Owner
Rent Arrears,"Write to tenants in arrears within two weeks, and",Agreed.,31/3/2022,Open,Head of Rents
,offer help before any notice is served.,,,,
Keys,Count the keys of each block once a year.,Agreed.,TBC,Nearly there,
Lifts,Test the alarms.,Agreed.,30/6/2022,Open,Head of Lifts
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "torn.csv"
    path.write_text(TORN)
    return path


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


def reading(file):
    return read(file, policy=Policy())


def planned(path, given, answers=None):
    with closing(store.connect(path, read_only=True)) as connection:
        return intake.plan(connection, given, as_of=TODAY, policy=Policy(), answers=answers)


def taken_in(path, given):
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        plan = planned(path, given)
        ledger.apply(plan, on=TODAY)
    return plan


def of(path, text):
    names = "text", "due", "due_words", "status", "owner"
    rows = ask(path, f"SELECT {', '.join(names)} FROM recommendation WHERE text LIKE ?", f"{text}%")
    return [dict(zip(names, row, strict=True)) for row in rows]


# Printed beside stored. ------------------------------------------------------------------------------------------


def became(side, at):
    return {cell.heading: {one.field: one for one in cell.became} for cell in side.cells(at)}


def test_each_field_stands_beside_the_cell_that_it_was_taken_out_of():
    side = Side(reading(REPORT))
    at = next(at for at, raw in enumerate(side.reading.records) if raw.issued and raw.director and raw.owner == "")
    cells = became(side, at)
    assert {"audit", "issued"} <= cells["Audit Title"].keys()
    assert {"director", "executive_member", "action"} <= cells["Ownership and Actions"].keys()
    assert {"update", "status"} <= cells["Update/Opinion"].keys()
    assert cells["Due Date"].keys() == {"due"}


def test_every_field_that_is_stored_is_shown_once():
    side = Side(reading(REPORT))
    for at in range(len(side.reading.records)):
        shown = [one.field for cell in side.cells(at) for one in cell.became]
        assert sorted(shown) == sorted(side.fields(at))


def test_what_is_doubtful_says_so_and_why(file):
    side = Side(reading(file))
    keys = side.fields(2)
    assert (keys["due"].state, keys["due"].words) == (State.DOUBTFUL, "no date: TBC")
    assert "not a date" in keys["due"].why
    assert keys["status"].state is State.DOUBTFUL
    assert "Nearly there" in keys["status"].words
    assert keys["owner"].state is State.EMPTY
    assert side.doubts(2) == 2
    assert side.doubts(3) == 0
    assert side.fields(1)["audit"].state is State.DOUBTFUL


def test_each_of_the_rows_that_one_sentence_is_about_is_doubtful(file):
    below = ",Read the meters.,,1/5/2022,Open,\n"
    file.write_text(f"{TORN}{below}{below}{below}")
    side = Side(reading(file))
    assert [side.fields(at)["audit"].state for at in (3, 4, 5, 6)] == [State.SURE, *[State.DOUBTFUL] * 3]
    assert all("lines 6-8: These rows" in side.fields(at)["audit"].why for at in (4, 5, 6))


TWICE = """Audit,Recommendation,Due date,Status,Update,Priority
Rent Arrears,Write to tenants in arrears within two weeks.,31/3/2022,Open,Letters wait.,Blue
Rent Arrears,Write to tenants in arrears within two weeks.,,,Begun; the letters are drafted and printed.,
"""


@pytest.fixture
def twice(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text(TWICE)
    return path


def test_of_a_row_that_is_printed_again_it_is_shown_what_of_both_is_stored(path, twice):
    plan = planned(path, reading(twice))
    fields = side_of(plan).fields(0)
    assert fields["update"].words == "Begun; the letters are drafted and printed."
    assert fields["update"].state is State.DOUBTFUL
    assert fields["priority"].state is State.DOUBTFUL  # on no scale
    (stored,) = (write.fields for write in plan.entries[0].writes if write.kind == "progress_update")
    assert stored["text"] == fields["update"].words


def test_what_was_put_right_holds_whatever_the_other_rows_print(path, twice):
    mended = corrected.correct(reading(twice), 0, {"update": "Begun.", "due": None})
    mended = corrected.correct(mended, 1, {"status": Status.IMPLEMENTED})
    plan = planned(path, mended)
    fields = side_of(plan).fields(0)
    assert (fields["update"].words, fields["update"].state) == ("Begun.", State.BY_HAND)
    raw = plan.entries[0].raw
    assert (raw.update, raw.due, raw.status) == ("Begun.", None, Status.IMPLEMENTED)
    assert not [problem for problem in plan.problems if "update here is not that" in problem.what]


def test_cells_joined_from_lost_lines_are_doubtful():
    side = Side(reading(REPORT))
    told = next(p for p in side.problems if "joined to the Management Response" in p.what)
    stored = side.fields(side.row_of(told.where))["response"]
    assert stored.state is State.DOUBTFUL
    assert "lost their column" in stored.why


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("line 3", ("line 3", "line 3")),
        ("lines 3-9", ("line 3", "line 9")),
        ("page 3 rows 2-4", ("page 3 row 2", "page 3 row 4")),
        ("page 3 row 2 to page 4 row 1", ("page 3 row 2", "page 4 row 1")),
        ("Due to close rows 3-5", ("Due to close row 3", "Due to close row 5")),
        ("Sheet1!B7", ("Sheet1 row 7", "Sheet1 row 7")),
    ],
)
def test_a_place_is_found_among_the_lines_of_the_file(where, found):
    assert ends(where) == found


def test_every_row_and_every_problem_of_a_row_is_found_in_the_file():
    side = Side(reading(REPORT))
    for raw in side.reading.records:
        lines = side.lines_of(raw.where)
        assert lines
        assert raw.recommendation[2:12] in " ".join(" ".join(side.reading.source[n].cells) for n in lines)


def test_a_sheet_is_looked_up_with_each_cell_in_its_column(file):
    assert reading(file).source[2].cells == ("", "offer help before any notice is served.", "", "", "", "")


# Put right before the import. ------------------------------------------------------------------------------------


def test_what_is_put_right_is_what_goes_in_and_the_history_says_so(path, file):
    given = corrected.correct(
        reading(file), 2, {"due": date(2022, 5, 31), "due_words": "", "status": Status("not implemented")}
    )
    given = corrected.leave_out(corrected.join_above(given, 1), 3)
    plan = taken_in(path, given)
    assert (plan.added, plan.skipped) == (2, 2)
    (rents,) = of(path, "Write to tenants")
    assert rents["text"] == "Write to tenants in arrears within two weeks, and offer help before any notice is served."
    (keys,) = of(path, "Count the keys")
    assert (keys["due"], keys["due_words"], keys["status"]) == ("2022-05-31", "", "not implemented")
    assert of(path, "Test the alarms") == []
    why = one(path, "SELECT why FROM event ORDER BY seq DESC LIMIT 1")
    assert "line 4 (due date, due date in words, status)" in why
    assert "line 3 (joined to the row above, line 2)" in why
    assert "line 5 (left out)" in why


def test_the_same_file_read_again_takes_nothing_back(path, file):
    given = corrected.correct(reading(file), 3, {"due": date(2022, 9, 30), "owner": "Head of Homes"})
    taken_in(path, given)
    again = planned(path, reading(file))
    assert [entry.outcome for entry in again.entries if entry.raw.audit == "Lifts"] == ["unchanged"]
    assert of(path, "Test the alarms")[0]["due"] == "2022-09-30"


def test_what_was_done_can_be_taken_back_one_by_one(file):
    as_it_was = reading(file)
    given = corrected.leave_out(corrected.join_above(as_it_was, 1), 2)
    assert set(corrected.rows_of(given).gone) == {1, 2}
    assert set(corrected.rows_of(corrected.leave_out(given, 2)).gone) == {1}
    assert set(corrected.rows_of(corrected.join_above(given, 1)).gone) == {2}
    assert set(corrected.rows_of(corrected.as_read(given, 0)).gone) == {2}, "what was joined to it is apart again"
    assert corrected.join_above(corrected.leave_out(given, 2), 1) == as_it_was


def test_a_row_over_three_pages_is_made_one_with_its_first_part(file):
    given = corrected.join_above(corrected.join_above(reading(file), 1), 2)
    rows = corrected.rows_of(given)
    assert rows.joined == {0: [1, 2]}
    assert rows.records[0].recommendation.endswith("notice is served.\nCount the keys of each block once a year.")
    assert rows.records[0].due == date(2022, 3, 31), "the first date holds"
    assert rows.records[0].words["Owner"] == "Head of Rents"
    assert {n for at in (0, 1, 2) for n in Side(given).lines_of(rows.records[at].where)} == Side(given).marked(0)


def test_a_date_takes_the_place_of_words_that_stand_for_it_and_of_no_others():
    moved = RawRecord("line 3", due=date(2023, 6, 30), due_words="29 February 2022")
    spoken = RawRecord("line 4", due_words="TBC")
    reading = Reading("t.csv", "0" * 64, "csv", None, (moved, spoken), ())
    for position in (0, 1):
        reading = corrected.correct(reading, position, {"due": date(2023, 9, 30)})
    assert [raw.due_words for raw in corrected.rows_of(reading).records] == ["29 February 2022", ""]


def test_a_due_date_before_the_last_milestone_is_refused():
    raw = next(raw for raw in reading(REPORT).records if raw.milestones)
    early = min(one.due for one in raw.milestones)
    assert "correct the milestones too" in corrected.too_early(raw, {"due": early})
    assert not corrected.too_early(raw, {"due": early, "milestones": ()})


# On the screen. --------------------------------------------------------------------------------------------------


async def plan_of(app, pilot, file):
    await pilot.press("i")
    await until(pilot, lambda: isinstance(app.screen, ImportDialog))
    app.screen.query_one("#file").words = str(file)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: isinstance(app.screen, PlanDialog) and app.screen.current is not None)
    return app.screen


async def to_rows(app, pilot):
    while app.screen.current[0] != "row":
        await pilot.press("right")
        await pilot.pause()


async def mended(app, pilot, plan, *keys):
    before = plan.planned
    await pilot.press(*keys)
    await until(pilot, lambda: app.screen is plan and plan.planned is not before)


def unlike(app, name):
    """How the screen differs from its picture, and what of it is hard to read in some theme or in plain letters."""
    return [*unlike_picture(app, name), *(complaint for words in bits(app) for complaint in hard_to_read(*words))]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_was_printed_stands_beside_what_is_stored_at_every_size(path, size):
    async with opened(path, size) as (app, pilot):
        await plan_of(app, pilot, REPORT)
        await to_rows(app, pilot)
        assert unlike(app, f"plan-{size[0]}x{size[1]}.txt") == []
        narrow = size[0] < 110
        assert ("as it would be stored" in text(app)) != narrow
        await pilot.press("down", "enter")
        await pilot.pause()
        assert unlike(app, f"plan-row-{size[0]}x{size[1]}.txt") == []
        rows = [line for line in drawn(app) if " │ " in line]
        assert [line for line in rows if "as printed" in line and "as it would be stored" in line]
        assert [line for line in rows if "1 April 2022" in line and "1 Apr 2022" in line]
        await pilot.press("right")
        await pilot.pause()
        assert "1 Jan 2022" in text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "16 rows read" in text(app)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SourceDialog))
        assert unlike(app, f"plan-source-{size[0]}x{size[1]}.txt") == []
        marked = [line for line in drawn(app) if "▌ line 109" in line]
        assert len(marked) == 1
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, ImportDialog))
    assert one(path, "SELECT count(*) FROM source") == 0


async def test_a_row_is_corrected_in_a_form_and_goes_in_as_it_was_put_right(path, file):
    async with opened(path, (80, 24)) as (app, pilot):
        plan = await plan_of(app, pilot, file)
        await to_rows(app, pilot)
        await pilot.press("down")
        assert "TBC" in plan.side.rows.records[plan.row].due_words
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, CorrectDialog))
        app.screen.query_one("#due").words = "31 Febtember"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "not one date yet" in text(app)
        app.screen.query_one("#due").words = "31/5/22"
        app.screen.query_one("#status").words = "not implemented"
        await mended(app, pilot, plan, "ctrl+s")
        assert "put right by you" in text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "✓ put right by you: due date, due date in words, status" in text(app)
        assert one(path, "SELECT count(*) FROM source") == 0
        await pilot.press("escape", "ctrl+s")
        await until(pilot, lambda: app.screen is app.register)
    (keys,) = of(path, "Count the keys")
    assert (keys["due"], keys["due_words"], keys["status"]) == ("2022-05-31", "", "not implemented")


async def test_a_row_is_joined_to_the_one_above_left_out_and_taken_back(path, file):
    async with opened(path) as (app, pilot):
        plan = await plan_of(app, pilot, file)
        await to_rows(app, pilot)
        await pilot.press("c")
        await pilot.pause()
        assert "There is no row above this one." in text(app)
        while plan.row != 1:
            await pilot.press("right")
            await pilot.pause()
        await mended(app, pilot, plan, "c")
        assert plan.side.rows.gone == {1: "joined to the row above, line 2"}
        await pilot.press("e")
        await pilot.pause()
        assert "take it back first" in text(app)
        await mended(app, pilot, plan, "u")
        assert plan.side.rows.gone == {}
        await mended(app, pilot, plan, "x")
        assert plan.side.rows.gone == {1: "left out"}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("n")
        await until(pilot, lambda: app.screen is plan)
        await mended(app, pilot, plan, "x")
        assert plan.side.rows.gone == {}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ImportDialog))


async def test_the_key_that_joins_two_rows_parts_them_again_in_the_list_too(path, file):
    async with opened(path) as (app, pilot):
        plan = await plan_of(app, pilot, file)
        await to_rows(app, pilot)
        await pilot.press("end")
        await pilot.pause()
        last = plan.row
        await mended(app, pilot, plan, "c")
        assert plan.side.rows.joined == {last - 1: [last]}
        assert plan.row == last - 1
        await mended(app, pilot, plan, "c")
        assert plan.side.rows.joined == {}


async def test_an_import_asked_for_at_once_is_that_of_the_rows_as_they_were_put_right(path, file, monkeypatch):
    def slowly(*of, **how):
        time.sleep(0.2)
        return jobs.make_plan(*of, **how)

    monkeypatch.setattr(planning, "make_plan", slowly)
    async with opened(path) as (app, pilot):
        plan = await plan_of(app, pilot, file)
        await to_rows(app, pilot)
        await pilot.press("end")
        assert plan.row == 3
        await pilot.press("x", "ctrl+s")
        await until(pilot, lambda: app.screen is app.register)
    assert one(path, "SELECT count(*) FROM source") == 1
    assert of(path, "Test the alarms") == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_click_on_a_line_shows_its_row_and_hides_no_list_that_has_room(path, file, size):
    async with opened(path, size) as (app, pilot):
        plan = await plan_of(app, pilot, file)
        await to_rows(app, pilot)
        before = plan.row
        await pilot.click(".entries", offset=(5, 3))
        await pilot.pause()
        assert plan.row != before
        assert plan.is_whole == (size[0] < 110)
        if not plan.is_whole:
            await pilot.press("enter")
            assert plan.is_whole


async def test_of_words_that_nobody_knows_the_last_line_says_where_their_meaning_is_told(path, tmp_path):
    file = tmp_path / "tracker.csv"
    file.write_text(f"Audit,Recommendation,Status\nKeys,Count the keys.,{'hardly begun ' * 30}\n")
    async with opened(path, (80, 24)) as (app, pilot):
        await plan_of(app, pilot, file)
        assert "h Headings" in drawn(app)[-2]
        assert text(app).count("hardly begun") < 20  # the row whole has all of them
        assert "esc Close" in drawn(app)[-2]


async def test_a_form_that_was_typed_in_asks_before_it_is_left(path, file):
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, file)
        await to_rows(app, pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, CorrectDialog))
        app.screen.query_one("#owner").words = "Somebody"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, PlanDialog))
        assert app.screen.reading.corrections == ()


async def test_the_file_itself_is_opened_with_its_own_program(path, file, monkeypatch):
    asked = []
    monkeypatch.setattr(sourced, "open_file", asked.append)
    async with opened(path) as (app, pilot):
        await plan_of(app, pilot, file)
        await to_rows(app, pilot)
        await pilot.press("o")
        await pilot.pause()
        assert "torn.csv is being opened; look at line 2." in text(app)
        await pilot.press("s", "o")
        await pilot.pause()
    assert asked == [file, file]


def test_what_might_do_more_than_be_shown_is_not_opened(tmp_path, monkeypatch):
    program = tmp_path / "report.bat"
    program.write_text("x")
    with pytest.raises(NoViewer, match="not opened from here"):
        open_file(program)
    with pytest.raises(NoViewer, match="no longer there"):
        open_file(tmp_path / "none.pdf")
    monkeypatch.setenv("PATH", "")
    (tmp_path / "report.pdf").write_bytes(b"%PDF")
    with pytest.raises(NoViewer, match=r"report\.pdf"):
        open_file(tmp_path / "report.pdf")


# By typing. ------------------------------------------------------------------------------------------------------


@pytest.fixture
def typed(path, monkeypatch, capsys):
    monkeypatch.setenv("OUTSTANDING_REGISTER", str(path))
    monkeypatch.setattr(importing, "today", lambda: TODAY)

    def type_(*words, code=0):
        ended = main(["import", *words])
        said = capsys.readouterr()
        assert ended == code, said
        return said.err if code == 2 else said.out

    return type_


def test_rows_are_put_right_by_typing(path, file, typed):
    typed(
        *(str(file), "--join", "line 3", "--set", "line 4:due=31 May 2022", "--set", "line 4:status=open"),
        *("--set", "line 4:audit=Key Safes", "--leave-out", "Line 5"),
        code=1,
    )
    assert of(path, "Write to tenants")[0]["text"].endswith("any notice is served.")
    (keys,) = of(path, "Count the keys")
    assert (keys["due"], keys["due_words"], keys["status"]) == ("2022-05-31", "", "not implemented")
    assert one(path, "SELECT count(*) FROM audit WHERE title = 'Key Safes'") == 1
    assert of(path, "Test the alarms") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "line 99:due=1 May 2022"), "no row at line 99"),
        (("--set", "line 4:due=soon"), "is not a date"),
        (("--set", "line 4:status=soonish"), "is no status"),
        (("--set", "line 4:colour=red"), "The fields are: audit"),
        (("--set", "line 4:due"), "not of the form WHERE:FIELD=VALUE"),
        (("--map", "colour"), "not of the form FIELD=HEADING"),
        (("--join", "line 2"), "no row above line 2"),
        (("--leave-out", "line 1"), "no row at line 1"),
    ],
)
def test_what_cannot_be_put_right_is_refused_in_a_sentence(path, file, typed, words, said):
    assert said in typed(str(file), *words, code=2)
    assert one(path, "SELECT count(*) FROM source") == 0


def test_a_field_is_typed_as_it_is_called_where_it_is_shown_and_can_be_cleared(path, tmp_path, typed):
    file = tmp_path / "foreign.csv"
    file.write_text("Audit,Wish,No,Due date,Status\nKeys,Count the keys.,7,31/3/2022,Open\n")
    told = typed(
        *(str(file), "--map", "Recommendation=Wish", "--map", "source ref=No", "--set", "line 2:Due date="),
        *("--set", "line 2:due date in words=when we can"),
        code=1,
    )
    assert "1 added" in told
    (keys,) = of(path, "Count the keys")
    assert (keys["due"], keys["due_words"]) == (None, "when we can")
    assert one(path, "SELECT source_ref FROM recommendation WHERE text LIKE 'Count the%'") == "7"


def test_printed_beside_stored_can_be_asked_for_in_plain_lines_and_as_json(file, typed):
    plain = typed(str(file), "--dry-run", "--beside", code=1)
    assert "due date: no date: TBC (doubtful); printed under Due date." in plain
    (row,) = [
        row for row in json.loads(typed(str(file), "--dry-run", "--beside", "--json", code=1))["rows"]
        if row["where"] == "line 4"
    ]  # fmt: skip
    assert row["printed"]["Status"] == "Nearly there"
    assert row["fields"]["status"] == {"stored": None, "state": "doubtful", "why": row["fields"]["status"]["why"]}
    assert row["fields"]["audit"]["stored"] == "Keys"
