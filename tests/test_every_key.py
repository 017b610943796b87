"""What a person can rely on in every place: no key of any action is dead; what cannot be done there says why."""

from opened import fresh, opened, text, until

from db.rows import Filter
from tui.commands import ALONE, COMMANDS, DIALOGS, OF_REGISTER, Need, Place
from tui.views import VIEWS, turn_to

ENDS = {"quit"}
"""What ends the program."""
SETTLED = {"up", "down", "page_up", "page_down", "first", "last", "right", "left"}
"""What moves as far as there is anything to move along, and says so by standing still."""


def told(app):
    """What changes at once, and costs nothing to look at."""
    focused = app.focused
    return app.screen, focused, getattr(focused, "cursor", None), app.theme, app.clipboard


async def back_to(app, pilot, place):
    """As it was before the key."""
    app.clear_notifications()
    home = app.register if place == "register" else app.get_screen(place) if app.is_screen_installed(place) else None
    if app.screen is home and app.focused is not None:
        return
    views = {where.split(":")[0] for where in VIEWS.values()}
    await pilot.pause()
    while app.screen is not app.register and type(app.screen).__module__ not in views:
        await app.pop_screen()
    await turn_to(app, place)
    if place == "register":
        app.register.filter_line.clear()
        app.register.narrowed = Filter()
        app.register.go_to_pane("table")
    await pilot.pause()


async def dead(app, pilot, place, asked):
    """The ids of those actions whose keys do nothing there and say nothing."""
    silent = []
    await back_to(app, pilot, place)
    if place != "register":
        await until(pilot, lambda: app.screen.shown is not None)
    said = []
    app.notify = lambda *words, **_: said.append(words)  # Not drawn, which would take most of the time.
    for command in sorted(asked, key=lambda one: one.id == "enter"):
        if command.place in DIALOGS | ALONE or command.id in ENDS | SETTLED | {place}:
            continue
        if command.place is Place.VIEWS and place not in {"register", "today"}:
            continue  # They turn from one view as from another.
        for key in command.keys[:1]:
            bound = app.screen._bindings.key_to_bindings.get(key, [])
            if not bound:
                if command.place in OF_REGISTER:
                    silent.append(f"{command.id} is not bound to {key}")
                continue
            said.clear()
            before, drawn_before = told(app), text(app)
            await app.screen.run_action(bound[0].action)
            if not said and told(app) == before and text(app) == drawn_before:
                await pilot.pause(0.05)
                if not said and told(app) == before and text(app) == drawn_before:
                    silent.append(f"{bound[0].id} by {key}")
            await back_to(app, pilot, place)
    return silent


async def test_no_key_is_dead(tmp_path):
    async with opened(fresh(tmp_path), (80, 24)) as (app, pilot):
        silent = {place: await dead(app, pilot, place, COMMANDS) for place in ("register", *VIEWS)}
    assert silent == {place: [] for place in silent}


async def test_what_a_register_that_is_only_read_cannot_do_is_said_in_every_place(tmp_path):
    writing = [command for command in COMMANDS if Need.WRITABLE in command.needs]
    async with opened(fresh(tmp_path), (80, 24), notice="opened for reading") as (app, pilot):
        silent = {place: await dead(app, pilot, place, writing) for place in ("register", *VIEWS)}
    assert silent == {place: [] for place in silent}
