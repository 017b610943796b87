"""What a person can rely on in the looks: screens as they are pictured, contrast in both themes, plain letters."""

import os
import re
from difflib import unified_diff
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from opened import SIZES, drawn, opened, toasts
from textual.color import Color
from textual.filter import monochrome_style
from textual.screen import ModalScreen
from walked import back, register, settled, walk, walking

from tui import text
from tui.text import signs
from tui.theme import DARK, LIGHT, chosen
from tui.widgets.plain_letters import PlainLetters

PICTURES = Path(__file__).parent / "pictures"
README = Path(__file__).parent.parent / "README.md"
RENEW = "OUTSTANDING_PICTURES"
"""Set to `renew` in the environment, it has the pictures drawn anew: look at each before it is committed."""

WORDS, LINES = 7, 3
"""The contrast that words need against their ground, and that bars and frames do."""
BARS = frozenset("│┃─━╭╮╰╯▌▏▎▔▁▂▃▄▅▆▇█╸╺╴╶ ")
_FINGERPRINT = re.compile(r"\b[0-9a-f]{12}\b")
"""Of a register, and never twice the same."""


@pytest.fixture(autouse=True)
def its_days(monkeypatch):
    walking(monkeypatch)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_looks_as_pictured_and_can_be_read_in_every_theme_and_in_plain_letters(tmp_path, size):
    """In one walk for each size, as walking takes time: at the middle one past everything there is."""
    wrong = []
    async with opened(register(tmp_path), size) as (app, pilot):
        async for stop in walk(app, pilot, everything=size == (120, 40)):
            if stop.pictured:
                wrong += unlike_picture(app, f"{stop.name}-{size[0]}x{size[1]}.txt")
            wrong += [f"{stop.name}: {complaint}" for words in bits(app) for complaint in hard_to_read(*words)]
    assert not wrong, "\n".join(wrong)


def unlike_picture(app, name):
    """How what is seen differs from the picture of that name."""
    picture, seen = PICTURES / name, [_FINGERPRINT.sub("0" * 12, line).rstrip() for line in drawn(app)]
    if os.environ.get(RENEW) == "renew":
        picture.write_text("\n".join(seen) + "\n", encoding="utf-8")
    kept = picture.read_text(encoding="utf-8").splitlines() if picture.exists() else []
    told = f"now: to keep it, {RENEW}=renew pytest -n 0 tests/test_looks.py, and look at it"
    return list(unified_diff(kept, seen, picture.name, told, lineterm="", n=1))


def test_the_picture_in_the_readme_is_one_of_them():
    picture = (PICTURES / "register-120x40.txt").read_text(encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    before, rest = readme.split("<!-- picture -->\n")
    shown, after = rest.split("<!-- /picture -->")
    block = f"```text\n{picture}```\n"
    if os.environ.get(RENEW) == "renew":
        README.write_text(f"{before}<!-- picture -->\n{block}<!-- /picture -->{after}", encoding="utf-8")
    else:
        assert shown == block


# Reading. --------------------------------------------------------------------------------------------------------


def bits(app):
    """Words with their ink and ground, as they are drawn; not what lies dimmed under a dialog."""
    under = app.screen if isinstance(app.screen, ModalScreen) else None
    found = {}
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            at, x = x, x + text.width(segment.text)
            if segment.text.strip() and not (under and app.screen.get_widget_at(at, y)[0] is under):
                found[BARS.issuperset(segment.text), segment.style] = segment
                if not segment.text.isascii():
                    found[segment.text] = segment
    return [(segment, BARS.issuperset(segment.text)) for segment in found.values()]


def hard_to_read(segment, bar):
    """What is too faint in dark, in light or without colours, or beyond ASCII in plain letters."""
    needed = LINES if bar else WORDS
    inks = tuple(Color.from_rich_color(colour).hex.lower() for colour in colours(segment.style))
    names = [[name for name, hex_ in COLOURS[DARK.name].items() if alike(hex_, ink)] for ink in inks]
    if not all(names):
        yield f"{inks} of {segment.text!r} are not all colours of our theme"
        return
    grey = (Color.from_rich_color(colour).hex.lower() for colour in colours(monochrome_style(segment.style)))
    light = (tuple(COLOURS[LIGHT.name][name] for name in pair) for pair in product(*names))
    for ink, ground in {inks, tuple(grey), *light}:
        if contrast(ink, ground) < needed:
            yield f"{contrast(ink, ground):.2f}, not {needed}: {ink} on {ground} {segment.text!r}"
    (plain,) = PlainLetters().apply([segment], Color(0, 0, 0))
    if not plain.text.isascii():
        yield f"beyond ASCII in plain letters: {plain.text!r}"
    if text.width(plain.text) != text.width(segment.text):
        yield f"of another width in plain letters: {plain.text!r}"


def alike(one, other):
    """Textual's sums round a colour down."""
    return all(abs(a - b) <= 1 for a, b in zip(Color.parse(one).rgb, Color.parse(other).rgb, strict=True))


def colours(style):
    return (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)


def of_theme(theme):
    """The colours of a theme by their names."""
    own = {name: getattr(theme, name) for name in ("foreground", "background", "panel", "accent", "error")}
    return own | {name: value for name, value in theme.variables.items() if value.startswith("#")}


COLOURS = {theme.name: of_theme(theme) for theme in (DARK, LIGHT)}


def luminance(colour):
    parts = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in Color.parse(colour).normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@cache
def contrast(ink, ground):
    """As the WCAG 2 define it."""
    high, low = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


async def test_plain_letters_without_colours_are_all_that_a_terminal_gets(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(text.signs, "__dict__", dict(vars(text.signs)))
    signs.use_ascii()
    async with opened(register(tmp_path), (80, 24)) as (app, pilot):
        for keys in ("", "ctrl+p", "escape s", "escape 3"):
            await pilot.press(*keys.split())
            await pilot.pause()
            assert [line for line in drawn(app) if not line.isascii()] == []
            for strip in app.screen._compositor.render_strips():
                for segment in filter(lambda one: one.text.strip(), strip):
                    assert all(len(set(colour.get_truecolor())) == 1 for colour in colours(segment.style))


async def test_the_current_line_is_seen_without_colours(tmp_path):
    async with opened(register(tmp_path), (120, 40)) as (app, pilot):
        assert [line for line in drawn(app) if "\u258c" in line and "HCC-1" in line]
        assert [line for line in drawn(app) if line.startswith("\u258f") and "All audits" in line]
        await pilot.press("2", "down")
        await pilot.pause(0.2)
        assert sum(line.startswith("\u258c") for line in drawn(app)) == 1


async def test_the_current_line_of_a_list_to_choose_from_is_seen_without_colours(tmp_path):
    async with opened(register(tmp_path), (80, 24)) as (app, pilot):
        for keys, current, *lines in (
            ("ctrl+p down", "Filter"),
            ("f down", "open"),
            ("e enter down", "Rent Arrears"),
            ("M down", "the table, as it is shown now"),
            ("s down", "awaiting verification"),
            ("d tab", "there is no date in force any more"),
            ("slash f d t b minus 1 enter v", "Inspection sheets", "not accepted yet", "Manager"),
        ):
            for key in keys.split():
                await pilot.press(key)
                await settled(app, pilot)
            shown = here(app)
            assert len(shown) == 1 + len(lines), keys
            assert all(words in line for words, line in zip((current, *lines), shown, strict=True)), keys
            await back(app, pilot)


def here(app):
    """The lines of a sheet with the sign of the current one."""
    place = app.screen.query_one(".sheet").region
    lines = [line[place.x : place.right] for line in drawn(app)[place.y : place.bottom]]
    return [line for line in lines if "\u258c" in line]


# Choosing. -------------------------------------------------------------------------------------------------------


async def test_the_theme_chosen_is_the_one_of_the_next_start(tmp_path, monkeypatch):
    monkeypatch.delenv("OUTSTANDING_THEME", raising=False)
    kept = tmp_path / "settings" / "theme"
    async with opened(register(tmp_path), theme_file=kept) as (app, pilot):
        assert app.theme == DARK.name
        await pilot.press("t")
        assert app.theme == LIGHT.name
    assert chosen(kept) is LIGHT
    monkeypatch.setenv("OUTSTANDING_THEME", "dark")
    assert chosen(kept) is DARK


async def test_a_choice_that_cannot_be_kept_holds_until_the_end_and_says_so(tmp_path):
    (tmp_path / "settings").write_text("a file where a folder should be")
    async with opened(register(tmp_path), theme_file=tmp_path / "settings" / "theme") as (app, pilot):
        await pilot.press("t")
        assert app.theme == LIGHT.name
        assert "The next start will not know" in toasts(app)[-1]
