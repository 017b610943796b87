"""What a person can rely on whatever is in the register, whatever breaks, and whatever their terminal can show."""

import threading
import time
import unicodedata

import pytest
from opened import HOSTILE, SIZES, drawn, fresh, opened, text, toasts, until
from textual.color import Color

from db import store
from tui import app as app_module
from tui.commands import COMMANDS, OF_REGISTER, Need
from tui.screens.asked import AcceptAsked, SaveFailed
from tui.screens.evidence import EvidenceDialog
from tui.screens.status import StatusDialog
from tui.text import show
from tui.theme import DARK, LIGHT, inks_of
from tui.widgets.table import Table


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


@pytest.fixture
def hostile(tmp_path):
    return fresh(tmp_path, hostile=True)


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=str)
async def test_every_action_runs_on_a_hostile_register_and_no_control_reaches_the_screen(hostile, size):
    async with opened(hostile, size) as (app, pilot):
        for command in COMMANDS:
            if command.place not in OF_REGISTER or command.id == "quit":
                continue
            await pilot.press(command.keys[0])
            await pilot.pause()
            assert_harmless(app)
            while app.screen is not app.register:
                await pilot.press("escape")
                await pilot.pause(0.02)
            app.register.go_to_pane("table")
        assert_harmless(app)
        assert app.is_running


def assert_harmless(app):
    for line in drawn(app):
        hidden = [c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u202e\u202c\u200b"]
        assert hidden == []


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=str)
async def test_hostile_words_are_all_there_and_do_nothing_when_clicked(hostile, size):
    async with opened(hostile, size) as (app, pilot):
        await pilot.press("enter")
        shown = ""
        for _ in range(400):
            shown += "\n".join(line[-size[0] :] for line in drawn(app))
            before = app.register.detail.top
            await pilot.press("pagedown")
            await pilot.pause()
            if app.register.detail.top == before:
                break
        for mark in ("␛[2J", "␇", "[@click=app.quit]press[/]", "<U+202E>", "[/etc/passwd]", "\\[b]"):
            assert mark in shown, mark
        for x in range(2, size[0], 9):
            await pilot.click(offset=(x, 8))
        assert app.is_running
        assert show(HOSTILE)[:4] == "␛[2J"


async def test_what_is_said_in_passing_is_no_markup_and_hides_nothing(path):
    async with opened(path) as (app, pilot):
        app.screen.notify("[/] a [red]name[/red] \u202eof\x1b[2J a file")
        await until(pilot, lambda: "[/] a [red]name[/red] <U+202E>of\u241b[2J a file" in " ".join(toasts(app)))
        await until(pilot, lambda: "[/] a [red]name" in text(app))


async def test_where_nothing_can_be_written_every_writing_action_says_why(path):
    async with opened(path, notice="as it was then") as (app, pilot):
        assert "as it was then" in text(app)
        for command in COMMANDS:
            if command.place in OF_REGISTER and Need.WRITABLE in command.needs:
                app.clear_notifications()
                await pilot.press(command.keys[0])
                await pilot.pause()
                assert app.screen is app.register
                said = f"{command.label}: This is the register as it was then; it can only be read."
                assert toasts(app) == [said]


async def test_where_nothing_can_be_written_a_file_can_still_be_got_out(path):
    async with opened(path, notice="as it was then") as (app, pilot):
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, EvidenceDialog))
        with pytest.raises(SaveFailed, match="only be read"):
            await app.save(AcceptAsked("any"))


async def test_what_is_typed_before_the_file_is_checked_waits_for_that(path, monkeypatch):
    monkeypatch.setattr(store, "quick_check", lambda _: (time.sleep(0.5), [])[1])
    async with opened(path, writable=False) as (app, pilot):
        await pilot.press("s", "2")
        assert app.not_writable()
        assert app.screen is app.register
        await until(pilot, lambda: isinstance(app.screen, StatusDialog))
        await until(pilot, lambda: "(•) 2 ◐ partially implemented" in text(app))
        assert not toasts(app)


async def test_an_edit_does_not_wait_long_for_a_check_that_takes_long_and_says_so(path, monkeypatch):
    checked = threading.Event()
    monkeypatch.setattr(store, "quick_check", lambda _: (checked.wait(), [])[1])
    monkeypatch.setattr(app_module, "PATIENCE", 0.2)
    async with opened(path, writable=False) as (app, pilot):
        await pilot.press("s")
        await until(pilot, lambda: toasts(app))
        assert "being checked" in toasts(app)[0]
        checked.set()
        await until(pilot, lambda: not app.not_writable())


async def test_a_damaged_register_is_read_and_not_written(path, monkeypatch):
    monkeypatch.setattr(store, "quick_check", lambda _: ["row 3 missing from index"])
    async with opened(path, writable=False) as (app, pilot):
        await until(pilot, lambda: "damaged" in app.not_writable())
        await pilot.press("s")
        await pilot.pause()
        assert "damaged" in toasts(app)[-1]
        assert "can only be read" in drawn(app)[0]
        assert app.screen is app.register


# Colours. --------------------------------------------------------------------------------------------------------


def contrast(ink, ground):
    def luminance(colour):
        parts = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in Color.parse(colour).normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_word_stands_out_at_seven_to_one(theme):
    inks = inks_of(theme.name)
    words = [
        "foreground",
        "muted",
        "heading",
        "accent",
        "error",
        "over-12",
        "six-to-12",
        "under-6",
        "not-due",
        "no-date",
        "closed",
    ]
    for ground in ("background", "panel"):
        for ink in words:
            style = inks(ink, ground)
            assert contrast(style.color.name, style.bgcolor.name) >= 7, (ink, ground)
    for ground in ("cursor", "cursor-idle"):
        style = inks("cursor-text", ground)
        assert contrast(style.color.name, style.bgcolor.name) >= 7, ground


async def test_it_reads_without_colour(path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(path, (200, 60)) as (app, pilot):
        await pilot.pause()
        grounds = set()
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                colour, ground = segment.style.color.get_truecolor(), segment.style.bgcolor.get_truecolor()
                assert len(set(colour)) == len(set(ground)) == 1
                if segment.text.strip(" │┃"):
                    assert contrast(colour.hex, ground.hex) >= 7, segment
        table = app.register.query_one(Table)
        strips = table.render_lines(table.size.region)
        grounds = [next(iter(strip)).style.bgcolor.get_truecolor() for strip in strips[1:4]]
        assert grounds[0] != grounds[1]


async def test_an_error_of_ours_shows_no_word_of_a_record(path, capsys):
    secret = "words of a record"

    def breaks():
        words_of_it = secret  # A local, as Textual's traceback would print it.
        return len(words_of_it) / 0

    async def press():
        async with opened(path) as (app, pilot):
            app.register.do_sort = breaks
            shown.append(app)
            await pilot.press("o")
            await pilot.pause()

    shown = []
    with pytest.raises(ZeroDivisionError):
        await press()
    printed = "".join(str(part) for part in shown[0]._exit_renderables) + "".join(capsys.readouterr())
    assert secret not in printed
