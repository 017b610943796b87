"""What a person can rely on in the looks of a meeting and its minutes: as they are pictured, and read in any theme."""

from types import SimpleNamespace

import pytest
from in_meeting import begun, settled
from opened import SIZES, opened, text, until
from test_looks import bits, hard_to_read, unlike_picture
from walked import NOW, register, walking

from db.ledger import Ledger
from tui.screens import meeting_through
from tui.screens.meeting_minutes import MinutesScreen


@pytest.fixture(autouse=True)
def its_days(monkeypatch):
    """No time passes."""
    walking(monkeypatch)
    monkeypatch.setenv("OUTSTANDING_USER", "Ann Auditor")
    monkeypatch.setitem(Ledger.__init__.__kwdefaults__, "clock", lambda: NOW)
    monkeypatch.setattr(meeting_through, "time", SimpleNamespace(monotonic=lambda: 0.0))


def unlike(app, name, size):
    """How the screen differs from its picture, and what of it is hard to read in some theme or in plain letters."""
    found = unlike_picture(app, f"{name}-{size[0]}x{size[1]}.txt")
    return [*found, *(complaint for words in bits(app) for complaint in hard_to_read(*words))]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_meeting_and_its_minutes_look_as_pictured_at_every_size(tmp_path, size):
    wrong = []
    async with opened(register(tmp_path), size) as (app, pilot):
        await begun(app, pilot, "2")
        for keys in (
            ("3", "n", *"Letters go out from Monday.", "down"),
            ("d", *"31 jan 27", "enter", *"The post is vacant", "enter", *"The Director", "enter"),
            ("a", *"Visit the last three", "enter", *"Contracts Officer", "enter", *"15 jan 27", "enter"),
            ("q", *"Why so late?", "ctrl+s", "enter", "s", "l", "n", *"half", "escape", "left", "left"),
        ):
            await pilot.press(*keys)
            await settled(app, pilot)
        wrong += unlike(app, "meeting", size)
        await pilot.press("c", *"To be tested again before the summer.")
        await settled(app, pilot)
        wrong += unlike(app, "meeting-typed", size)
        await pilot.press("enter", "j")
        await settled(app, pilot)
        wrong += unlike(app, "meeting-journal", size)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, MinutesScreen) and app.screen.minutes is not None)
        await until(pilot, lambda: "Decisions (1)" in text(app))
        wrong += unlike(app, "minutes", size)
    assert not wrong, "\n".join(wrong)
