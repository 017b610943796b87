"""What a person can rely on where words have less room than they need: a mark says that there is more."""

from contextlib import closing

import pytest
from made import one
from opened import TODAY, drawn, fresh, opened, until

from db.inputs import NewAudit, NewRecommendation
from db.ledger import Ledger

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
            assert lines[-1].endswith("\N{HORIZONTAL ELLIPSIS}")
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.register)
