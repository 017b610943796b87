"""While another program writes, a key says so or waits: it never ends the program, and what is asked again is done."""

import sqlite3
from contextlib import contextmanager

import pytest
from opened import fresh, opened, text, toasts, until

from db.connection import RegisterError
from db.queries import Changed
from tui.reader import BUSY


@contextmanager
def written_elsewhere(path):
    """Another program is about to commit: for that moment nobody else may read."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


@pytest.mark.parametrize("key", ["a", "A", "e", "s", "d", "v"])
async def test_a_key_that_opens_a_form_says_that_the_register_is_busy(tmp_path, key):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        with written_elsewhere(path):
            await pilot.press(key)
            await until(pilot, lambda: any(BUSY in said for said in toasts(app)))
            assert app.screen is app.register
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not app.register)


@pytest.mark.parametrize("key", ["f", "i", "x"])
async def test_a_key_that_needs_little_of_the_register_works_all_the_same(tmp_path, key):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        with written_elsewhere(path):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not app.register)


async def test_months_are_counted_the_other_way_once_that_can_be_read(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        assert "completed months" in text(app)
        with written_elsewhere(path):
            await pilot.press("m")
            await pilot.pause(0.1)
        await until(pilot, lambda: "calendar months" in text(app))


@pytest.mark.parametrize(("view", "key"), [("6", "n"), ("9", "v"), ("0", "e")])
async def test_a_key_that_opens_a_form_over_figures_says_so_too(tmp_path, view, key):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        await pilot.press(view)
        await until(pilot, lambda: getattr(app.screen, "shown", None) is not None)
        await pilot.pause()
        if view == "9":
            app.screen.listing.go_to_key(app.screen.shown.people[0])
        with written_elsewhere(path):
            await pilot.press(key)
            await until(pilot, lambda: any(BUSY in said for said in toasts(app)))


async def test_what_was_written_to_while_a_form_was_reading_it_is_a_trouble_that_forms_know(tmp_path):
    def question(_):
        raise Changed

    async with opened(fresh(tmp_path)) as (app, _):
        with pytest.raises(RegisterError, match="Please do this again"):
            await app.read(question)
