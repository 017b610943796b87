"""What a person can rely on in a keys file: it is obeyed everywhere, and what cannot be had is told in a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from textual.keys import _character_to_key

from tui.commands import BY_ID, COMMANDS, DEFAULT_KEYS, key_name
from tui.keys import TOGETHER, as_file, key_from, read

HERE = Path(__file__).parent


def told(folder, text):
    path = folder / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def outstanding(folder, *words):
    env = {**os.environ, "OUTSTANDING_KEYS": str(folder / "keys.toml")}
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", *words], cwd=HERE.parent, env=env, capture_output=True, text=True, check=False
    )


def test_without_a_file_every_key_is_its_own(tmp_path):
    own = read(tmp_path / "none.toml")
    assert (own.keys, own.troubles) == ({}, ())


def test_one_key_or_several_as_a_person_writes_them(tmp_path):
    own = told(
        tmp_path, '[keys]\nstatus = "S"\nredo = ["U", "f6", "PgUp"]\nfilter = ["/", "Ctrl+K"]\npage_up = "ctrl+b"\n'
    )
    assert own.keys == {
        "status": ("S",),
        "redo": ("U", "f6", "pageup"),
        "filter": ("slash", "ctrl+k"),
        "page_up": ("ctrl+b",),
    }
    assert own.troubles == ()


def test_two_actions_can_change_places(tmp_path):
    own = told(tmp_path, '[keys]\nstatus = "n"\nupdate = "s"\n')
    assert own.keys == {"status": ("n",), "update": ("s",)}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('statsu = "x"', "there is no action `statsu`; is it `status`?"),
        ('status = "Q!"', "`Q!` is no key; `status` keeps s."),
        ('status = "ctrl+m"', "a terminal cannot tell ctrl+m from enter; `status` keeps s."),
        ("status = 7", "`status` needs a key in quotation marks"),
        ('status = "ctrl+q"', "ctrl+q is kept for leaving; `status` keeps s."),
        ('save = "z"', "z edits the text in a form; `save` keeps ctrl+s."),
        ('save = "ctrl+k"', "ctrl+k edits the text in a form; `save` keeps ctrl+s."),
        ('status = "n"', "n would be both `status` and `update` in the register; `status` keeps s."),
        ('withdraw = "j"', "j would be both `withdraw` and `down` in the reports; `withdraw` keeps w."),
        ('no = "y"', "y would be both `yes` and `no` in a question; `no` keeps n esc."),
    ],
)
def test_what_cannot_be_had_is_told_in_a_sentence_and_keeps_its_key(tmp_path, line, sentence):
    own = told(tmp_path, f'[keys]\nexport = "X"\n{line}\n')
    assert own.keys == {"export": ("X",)}
    assert len(own.troubles) == 1
    assert sentence in own.troubles[0]


def test_a_file_that_is_none_changes_nothing(tmp_path):
    for text in ("[keys\n", "keys = 3\n"):
        own = told(tmp_path, text)
        assert own.keys == {}
        assert len(own.troubles) == 1
    (tmp_path / "keys.toml").write_bytes(b"\xff\xfe\x00")
    assert len(read(tmp_path / "keys.toml").troubles) == 1


def test_the_file_to_begin_with_says_what_is_so(tmp_path):
    assert told(tmp_path, as_file()).keys == {}
    uncommented = "\n".join(
        line.removeprefix("# ") if line.split(" = ")[0].removeprefix("# ") in BY_ID else line
        for line in as_file().splitlines()
    )
    own = told(tmp_path, uncommented)
    assert own.troubles == ()
    assert own.keys == DEFAULT_KEYS


def test_keys_are_named_as_the_screen_names_them():
    for character in map(chr, range(0x21, 0x250)):
        if character.isprintable():
            assert key_from(character) == _character_to_key(character)
    for command in COMMANDS:
        for key in command.keys:
            assert key_from(key_name(key)) == key


def test_answers_that_stand_in_one_dialog_are_known_to():
    assert {id_ for _, ids in TOGETHER for id_ in ids} <= set(BY_ID)


def test_the_verb_tells_the_keys_and_makes_the_file_once(tmp_path):
    written = outstanding(tmp_path, "keys", "--write")
    assert written.returncode == 0
    assert str(tmp_path / "keys.toml") in written.stdout
    assert outstanding(tmp_path, "keys", "--write").returncode == 2
    (tmp_path / "keys.toml").write_text('[keys]\nstatus = "S"\nstatsu = "x"\n')
    listed = outstanding(tmp_path, "keys", "--json")
    assert listed.returncode == 1
    assert "is it `status`?" in listed.stderr
    document = json.loads(listed.stdout)
    assert next(one for one in document["keys"] if one["id"] == "status")["keys"] == ["S"]


PRESSED = """
import asyncio, sys
from pathlib import Path
sys.path[:0] = ["tests", "."]
from tui import keys
own = keys.take_up()
from opened import fresh, opened, text, toasts, until
async def main():
    async with opened(fresh(Path(sys.argv[1])), troubles=own.troubles) as (app, pilot):
        assert " S Status" in text(app), text(app)
        await until(pilot, lambda: any("statsu" in one for one in toasts(app)))
        await pilot.press("f12", "f12")
        assert app.register.table.cursor == 2
        await pilot.press("j", "s")
        assert app.screen is app.register and app.register.table.cursor == 2
        await pilot.press("f5", *"half done")
        assert app.screen.words() == {"management": "half done"}, app.screen
        assert "f2" not in text(app) and "F2 Save" in text(app)
        await pilot.press("f2")
        await until(pilot, lambda: app.screen is app.register)
        await pilot.press("f1", *"status")
        await until(pilot, lambda: "Change the status" in text(app))
        assert " S " in text(app)
        await pilot.press("escape", "3", "S")
        await until(pilot, lambda: any("that is done in the register" in one for one in toasts(app)))
asyncio.run(main())
"""


def test_footer_help_moving_forms_and_typing_ahead_follow_the_file(tmp_path):
    (tmp_path / "keys.toml").write_text(
        '[keys]\nstatus = "S"\nstatsu = "x"\ndown = ["down", "f12"]\nupdate = "f5"\nsave = "f2"\n'
    )
    done = subprocess.run(
        [sys.executable, "-c", PRESSED, str(tmp_path)],
        cwd=HERE.parent,
        env={**os.environ, "OUTSTANDING_KEYS": str(tmp_path / "keys.toml")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_keys_without_the_heading_are_told_and_not_passed_over(tmp_path):
    file = tmp_path / "keys.toml"
    file.write_text('status = "S"\n', encoding="utf-8")
    own = read(file)
    assert own.keys == {}
    assert "under [keys]" in own.troubles[0]
