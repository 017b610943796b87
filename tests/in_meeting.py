"""A meeting on the screen, for tests: begun, gone on with, settled, and what stands in its minutes."""

from contextlib import closing

from opened import TODAY, text, until

from db import store
from db.queries import Reader
from tui.screens.meeting import MeetingScreen


async def begun(app, pilot, *queue):
    """A new meeting over the directorate of the selected recommendation, or over the queue with that key."""
    await pilot.press("M")
    await until(pilot, lambda: "Goes through" in text(app))
    await pilot.press(*queue, "ctrl+s")
    await until(pilot, lambda: isinstance(app.screen, MeetingScreen) and app.screen.sitting is not None)
    return app.screen


async def settled(app, pilot):
    meeting = app.screen
    await until(pilot, lambda: not app.writer.saving and not meeting.afterwards.waits and not meeting.deeds.saving)
    await until(pilot, lambda: meeting.keeping.rests)
    await pilot.pause()


def journal(path):
    """What stands in the minutes of the last meeting, oldest first."""
    with closing(store.connect(path, read_only=True)) as connection:
        reader = Reader(connection, TODAY)
        found = reader.meeting(reader.meetings()[0].meeting.id)
        return [(e.ref, e.changes, tuple((m.kind, m.text) for m in e.minutes)) for e in found.journal]


async def gone_on_with(app, pilot):
    """The meeting that is not over, on the screen again."""
    await pilot.press("M")
    await until(pilot, lambda: "enter Go on" in text(app))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, MeetingScreen) and app.screen.sitting is not None)
    return app.screen
