"""What a person can rely on in the palette: anything by its name, best first, from every place, and no key waits."""

import pytest
from opened import HOSTILE, SIZES, fresh, opened, text, until

from tui.commands import COMMANDS, OF_REGISTER, Place, at
from tui.found import Kind, actions
from tui.screens.palette import Entries, PaletteScreen


def entries(app):
    return app.screen.query_one(Entries).entries


async def ask(app, pilot, words):
    """Open it, type, and wait for the answer."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(app.screen, PaletteScreen))
    await pilot.press(*words)
    await until(pilot, lambda: app.screen._answered == words)


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        ("status", "status"),
        ("stauts", "status"),
        ("due date", "due"),
        ("appendices", "export"),
        ("evid", "evidence"),
        ("light", "theme"),
        ("take back", "undo"),
    ],
)
def test_an_action_is_found_by_its_name_by_what_it_does_and_with_a_letter_wrong(words, id_):
    assert next(actions(at(*OF_REGISTER), words)).id == id_


def test_what_no_action_is_called_finds_none():
    assert list(actions(COMMANDS, "zzzz")) == []


def test_without_a_word_all_that_can_be_done_is_there_and_the_views_last():
    kinds = [entry.kind for entry in actions(at(*OF_REGISTER), "")]
    assert kinds == sorted(kinds, key=[Kind.ACTION, Kind.VIEW].index)
    assert len(kinds) == len([one for one in at(*OF_REGISTER) if one.place is not Place.MOVING]) - 1


@pytest.mark.parametrize("size", SIZES)
async def test_a_recommendation_an_audit_and_a_directorate_are_gone_to(tmp_path, size):
    async with opened(fresh(tmp_path), size) as (app, pilot):
        await ask(app, pilot, "REC-17")
        assert entries(app)[0].name == "REC-17"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.register and app.register.table.selected.ref == "REC-17")
        await ask(app, pilot, "letings")
        assert [(one.kind, one.name) for one in entries(app)] == [(Kind.AUDIT, "Lettings")]
        assert "audit" in text(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.register.scope.name == "Lettings" and app.register.table.count == 20)
        await ask(app, pilot, "finance")
        await until(pilot, lambda: Kind.DIRECTORATE in {one.kind for one in entries(app)})
        while app.screen.query_one(Entries).current.kind is not Kind.DIRECTORATE:
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: app.register.scope.name == "Finance")


async def test_enter_waits_for_the_answer_to_what_was_typed_and_the_next_keys_for_the_form(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        await pilot.press("ctrl+p", *"REC-9", "enter")
        await until(pilot, lambda: app.screen is app.register and app.register.table.selected.ref == "REC-9")
        await pilot.press("ctrl+p", *"update", "enter", *"seen", "space", *"it")
        await until(pilot, lambda: getattr(app.screen, "fields", None))
        await until(pilot, lambda: app.screen.words().get("management") == "seen it")


async def test_it_opens_from_a_view_and_from_a_form_and_tells_what_can_be_done_there(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        await pilot.press("3", "ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, PaletteScreen))
        assert "dimension" in [one.id for one in entries(app)]
        assert "status" not in [one.id for one in entries(app)]
        await pilot.press(*"REC-17")
        await until(pilot, lambda: app.screen._answered == "REC-17")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.register and app.register.table.selected.ref == "REC-17")
        await pilot.press("n", "ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, PaletteScreen))
        assert [one.id for one in entries(app)] == ["save", "cancel", "editor"]
        await pilot.press("escape", *"kept")
        await until(pilot, lambda: app.screen.words() == {"management": "kept"})


async def test_what_cannot_be_done_is_there_and_says_why(tmp_path):
    async with opened(fresh(tmp_path), notice="opened for reading") as (app, pilot):
        await ask(app, pilot, "undo")
        assert "it can only be read" in text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_are_shown_and_not_obeyed(tmp_path, size):
    async with opened(fresh(tmp_path, hostile=True), size) as (app, pilot):
        await ask(app, pilot, "lettings")
        await until(pilot, lambda: entries(app))
        shown = text(app)
        assert not set(HOSTILE) & {"\x1b", "\x9b", "\u202e"} & set(shown)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.register)
