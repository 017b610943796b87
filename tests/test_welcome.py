"""What a person can rely on in the first minute: an empty register says how to begin, and a tour changes nothing."""

from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from made import ask
from opened import NOW, SIZES, TODAY, drawn, fresh, opened, text, until
from test_looks import bits, hard_to_read

from db import sample, store
from tui import start
from tui.app import Outstanding
from tui.commands import key_of
from tui.reader import Background
from tui.screens.add import AddAudit
from tui.screens.importing import ImportDialog
from tui.screens.welcome import STEPS, Tour, Welcome
from tui.writer import Writer

EVENTS = "SELECT count(*) FROM event"


@asynccontextmanager
async def greeted(folder, size=(80, 24), **options):
    """A new register on the screen, as a person opens one."""
    path = folder / "new.db"
    if not path.exists():
        store.create(path)
    background, writer = Background(path, TODAY, past=False), Writer(path)
    app = Outstanding(background, writer, clock=lambda: NOW, greets=True, **options)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            if not app.notice:
                await until(pilot, lambda: isinstance(app.screen, Welcome))
                await until(pilot, lambda: not app.not_writable())
            yield app, pilot
    finally:
        background.close()
        writer.close()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_an_empty_register_says_how_to_begin_and_which_keys_to_know(tmp_path, size):
    async with greeted(tmp_path, size) as (app, pilot):
        told = text(app)
        for words in ("Look at the sample first", "Import a committee report", "Begin with a new audit", "A tour"):
            assert words in told
        for id_ in ("filter", "status", "update", "undo", "help"):
            assert any(line.split("│")[1:2] and line.split("│")[1].split()[:1] == [key_of(id_)] for line in drawn(app))
        assert [complaint for words in bits(app) for complaint in hard_to_read(*words)] == []
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.register)
        assert "An empty register" in text(app)


@pytest.mark.parametrize(("key", "form"), [("n", AddAudit), ("i", ImportDialog)])
async def test_each_offer_opens_what_it_offers_and_takes_what_is_typed_at_once(tmp_path, key, form):
    async with greeted(tmp_path) as (app, pilot):
        await pilot.press(key, "q", "u", "x")
        await until(pilot, lambda: isinstance(app.screen, form))
        await until(pilot, lambda: "qux" in text(app))


async def test_nothing_is_offered_once_something_is_there_or_where_it_can_only_be_read(tmp_path):
    async with opened(fresh(tmp_path), greets=True) as (app, _):
        assert app.screen is app.register
    async with greeted(tmp_path, notice="opened for reading") as (app, pilot):
        await pilot.pause()
        assert app.screen is app.register


async def test_the_tour_is_short_changes_nothing_and_comes_back(tmp_path):
    async with greeted(tmp_path) as (app, pilot):
        before = ask(tmp_path / "new.db", EVENTS)
        await pilot.press("T")
        for number, (title, _) in enumerate(STEPS, start=1):
            at = f"{number} of {len(STEPS)}"
            await until(pilot, lambda at=at: at in text(app))
            assert isinstance(app.screen, Tour)
            assert title in text(app)
            await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Welcome))
        assert ask(tmp_path / "new.db", EVENTS) == before


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_tour_stands_over_the_register_and_every_step_is_told_whole(tmp_path, size):
    async with opened(fresh(tmp_path), size) as (app, pilot):
        await pilot.press("T")
        for _, words in STEPS:
            assert "REC-" in text(app)
            box = app.screen.query_one(".sheet").region
            lines = [line[box.x + 1 : box.right - 1].strip() for line in drawn(app)[box.y : box.bottom]]
            told = " ".join(" ".join(lines).split())
            assert words.split("}")[-1].split(";")[-1].strip() in told
            await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.register)
        await pilot.press("T", "enter", "left")
        await until(pilot, lambda: f"1 of {len(STEPS)}" in text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.register)


async def test_the_sample_is_made_beside_and_the_register_left_alone(tmp_path, monkeypatch):
    built = []
    monkeypatch.setattr(sample, "build", lambda path, today: built.append((path.parent, today)))
    async with greeted(tmp_path) as (app, pilot):
        before = ask(tmp_path / "new.db", EVENTS)
        await pilot.press("s")
        await until(pilot, lambda: app.sample is not None)
    with app.sample as folder:
        assert built == [(Path(folder), TODAY)]
    assert ask(tmp_path / "new.db", EVENTS) == before


async def test_a_sample_that_cannot_be_made_is_told_in_a_sentence(tmp_path, monkeypatch):
    def full(path, today):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sample, "build", full)
    async with greeted(tmp_path) as (app, pilot):
        await pilot.press("s")
        await until(pilot, lambda: "could not be made: No space left on device" in text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.register)


def test_after_the_sample_comes_ones_own_register_again(tmp_path, monkeypatch):
    shown = []

    class Shown:
        return_code = 0
        sample = None

    def show(path, *, as_at, ascii_only):
        shown.append(path)
        app = Shown()
        if len(shown) == 1:
            app.sample = TemporaryDirectory(dir=tmp_path)
        return app

    monkeypatch.setattr(start, "_shown", show)
    assert start.run(tmp_path / "own.db") == 0
    assert [path.name for path in shown] == ["own.db", "sample.sqlite", "own.db"]
    assert not shown[1].parent.exists()


async def test_an_empty_register_has_no_figures_of_nought_but_what_to_do(tmp_path):
    async with greeted(tmp_path) as (app, pilot):
        await pilot.press("escape")
        for key in "345":
            await pilot.press(key)
            await until(pilot, lambda: "press 1, then i reads a report" in " ".join(text(app).split()))
            assert "Together" not in text(app)
