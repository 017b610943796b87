"""What a person can rely on where words have less room than they need: a mark says that there is more."""

from contextlib import closing

import pytest
from made import one
from opened import TODAY, drawn, fresh, opened, until

from db.inputs import NewAudit, NewRecommendation
from db.ledger import Ledger
from tui.text import cut_before

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
SENTENCE = "The Head of Revenues should look at every account once a quarter and write down what was found there. "


@pytest.fixture
def path(tmp_path):
    """The one due first has more to say than there is room for."""
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.add_audit(NewAudit(title="Accounts", issued=TODAY), on=TODAY)
        audit = one(path, "SELECT id FROM audit WHERE title = 'Accounts'")
        long = f"First\n\n{SENTENCE * 9}"
        new = NewRecommendation(audit_id=audit, ref="A-1", text=long, priority="critical", due=TODAY.replace(year=2015))
        ledger.add_recommendation(new, on=TODAY)
    return path


@pytest.mark.parametrize(("size", "room"), [((80, 24), 2), ((120, 40), 6)])
async def test_a_form_begins_with_what_it_is_about_and_says_that_there_is_more_of_it(path, size, room):
    async with opened(path, size) as (app, pilot):
        for form in "sdEn":
            await pilot.press(form)
            await until(pilot, lambda: app.screen.query("Opening"))
            await pilot.pause()
            (opening,) = app.screen.query("Opening")
            place = opening.region
            lines = [line[place.x : place.right].rstrip() for line in drawn(app)[place.y : place.bottom]]
            assert lines[0] == "First"
            assert lines[1].startswith(SENTENCE[:40])
            assert len(lines) == room
            assert lines[-1].endswith(ELLIPSIS)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.register)


async def test_a_line_that_is_longer_than_its_place_has_a_mark_where_it_goes_on(path):
    owner = f"{'Head of ' * 9}Revenues"
    async with opened(path, (80, 24)) as (app, pilot):
        await pilot.press("e")
        await until(pilot, lambda: app.screen.query("#owner"))
        line = app.screen.query_one("#owner").line
        line.value, line.cursor_position = owner, 0
        await pilot.pause()
        assert seen(app, line) == owner[: line.content_size.width - 1] + ELLIPSIS
        line.focus()
        await pilot.press("end")
        assert seen(app, line).startswith(ELLIPSIS)
        assert seen(app, line).endswith("Revenues ")
    async with opened(path, (44, 24)) as (app, pilot):
        await pilot.press("d")
        await until(pilot, lambda: app.screen.query("#agreed_by"))
        await pilot.pause()
        line = app.screen.query_one("#agreed_by").line
        assert seen(app, line).startswith("who agreed it")
        assert seen(app, line).rstrip().endswith(ELLIPSIS)


def seen(app, widget):
    """What is drawn of a line."""
    place = widget.content_region
    return drawn(app)[place.y][place.x : place.right]


async def test_a_reference_too_long_for_its_column_keeps_its_end_and_a_priority_is_told_in_letters_with_a_point(
    tmp_path,
):
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        first = one(path, "SELECT id FROM recommendation ORDER BY rowid LIMIT 1")
        ledger.edit("recommendation", first, {"ref": "IA/2021-22/FIN/REC-1"}, on=TODAY)
    async with opened(path, (100, 40)) as (app, pilot):
        await pilot.press("slash", *"FIN/REC-1".replace("/", "").lower()[:3])
        await until(pilot, lambda: any(f"{ELLIPSIS}IN/REC-1" in line for line in drawn(app)))
        (line,) = [line for line in drawn(app) if f"{ELLIPSIS}IN/REC-1" in line]
        assert "mode. " in line


async def test_what_is_shown_beside_a_list_is_named_in_full(path):
    async with opened(path, (80, 24)) as (app, pilot):
        await pilot.press("2")
        await until(pilot, lambda: app.screen.query("#beside"))
        pane, name = app.screen.query_one("#beside"), "Head of Revenues " * 9
        pane.read(name, ())
        await pilot.pause()
        assert " ".join("".join(line.text for line in lines) for lines in pane._lines).split() == name.split()


def test_what_is_cut_at_its_beginning_keeps_as_much_of_its_end_as_there_is_room_for():
    assert cut_before("IA/2021-22/REC-1", 16) == "IA/2021-22/REC-1"
    assert cut_before("IA/2021-22/REC-1", 7) == f"{ELLIPSIS}/REC-1"
    assert cut_before("審計-1", 4) == f"{ELLIPSIS}-1"
    assert cut_before("REC-1", 0) == ""
