"""What a person can rely on in the keys: one table of actions, no key that does nothing, none that does two things."""

from collections import Counter
from itertools import chain

import pytest

from tui.commands import (
    ALONE,
    BY_ID,
    COMMANDS,
    DIALOGS,
    OF_REGISTER,
    Place,
    at,
    bindings,
    key_name,
    key_table,
    keys_shown,
)
from tui.screens.actions import Actions
from tui.screens.register import _KEYS, RegisterScreen
from tui.views import VIEWS
from tui.widgets.footer import MOST, KeyLine
from tui.widgets.pane import CursorPane
from tui.widgets.table import Table

REGISTER = [command for command in COMMANDS if command.place in OF_REGISTER]


def test_every_action_of_the_register_is_there():
    for command in REGISTER:
        name = command.id.replace("import", "import_")
        does = hasattr(RegisterScreen, f"do_{command.id}") or hasattr(Actions, name)
        moves = command.place is Place.MOVING and hasattr(CursorPane, f"move_{command.id}")
        opens = command.place is Place.VIEWS and command.id in {"register", *VIEWS}
        marks = command.place is Place.MARKING and hasattr(Table, f"move_{command.id}")
        assert does or moves or opens or marks, command.id


def test_no_key_of_the_register_does_two_things():
    counted = Counter(chain.from_iterable(command.keys for command in REGISTER))
    assert [key for key, count in counted.items() if count > 1] == []


def test_no_key_of_a_view_is_one_that_moves_the_cursor():
    moving = set(chain.from_iterable(command.keys for command in at(Place.MOVING)))
    views = set(Place) - OF_REGISTER - DIALOGS - ALONE
    assert [command.id for command in at(*views) if moving & set(command.keys)] == []


def test_no_key_of_a_view_does_two_things():
    for place in set(Place) - OF_REGISTER - DIALOGS - ALONE:
        counted = Counter(chain.from_iterable(command.keys for command in (*at(place), *at(Place.VIEWS))))
        assert [key for key, count in counted.items() if count > 1] == []


def test_ids_are_unique_for_a_persons_own_keys_are_kept_by_them():
    assert len(BY_ID) == len(COMMANDS)
    assert [binding.id for binding in bindings(Place.FINDING)] == [command.id for command in at(Place.FINDING)]


def test_the_last_line_holds_few_keys_and_one_of_them_tells_all():
    line = KeyLine(_KEYS, id="keys")
    (narrow, _), (wide, _) = line.lines(80)[0], line.lines(200)[0]
    assert len(narrow) == 2 * MOST
    assert narrow[-1].text == wide[-1].text == " Keys  "
    assert sum(len(words.text) for words in narrow) <= 80
    assert len(wide) == 2 * len(_KEYS)


@pytest.mark.parametrize("columns", range(12, 140, 7))
def test_a_key_for_which_there_is_no_room_is_left_out_whole(columns):
    (words, _) = KeyLine(_KEYS, id="keys").lines(columns)[0]
    assert sum(len(word.text) for word in words) <= columns
    assert len(words) % 2 == 0


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_action_says_what_it_does(command):
    assert command.help.endswith(".")
    assert len(command.label) <= 14
    assert command.keys


def test_the_table_for_the_readme_names_every_key():
    table = key_table()
    assert table.startswith("| | key | does |\n|---|---|---|\n")
    for command in COMMANDS:
        assert command.help in table
        for key in command.keys:
            assert f"`{key_name(key)}`" in table


def test_help_names_both_its_keys():
    assert keys_shown(BY_ID["help"]) == "? F1"


def test_every_part_of_the_help_has_something_to_say():
    assert {command.place for command in COMMANDS} == set(Place)
