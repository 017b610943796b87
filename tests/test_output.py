"""What the command line writes where the output has no signs of ours, or the program itself fails."""

import io
import json
import os
import sys

import pytest
from made import small_register

from tui.cli import main
from tui.faults import STOPPED

UNUSUAL = "Łódź; 審計 “quoted” \N{EN DASH} done"


@pytest.fixture
def register(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTSTANDING_USER", "An auditor")
    path = small_register(tmp_path / "register.db")
    assert main(["set", "MHC-1", "--note", UNUSUAL, "--owner", UNUSUAL, "--register", str(path)]) == 0
    return path


@pytest.fixture
def said(register, monkeypatch):
    def say(encoding, *words):
        pipe = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        with monkeypatch.context() as here:
            here.setattr(sys, "stdout", pipe)
            assert main([*words, "--register", str(register)]) == 0
        return pipe.buffer.getvalue().decode(encoding)

    return say


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii"])
@pytest.mark.parametrize("verb", ["list", "show MHC-1", "history", "position", "today", "audits", "policy"])
def test_plain_lines_are_written_in_whatever_encoding_a_pipe_has(said, encoding, verb):
    assert said(encoding, *verb.split())


def test_a_sign_that_cannot_be_written_is_spelt_in_plain_letters_and_any_other_character_by_its_number(said):
    whole = said("ascii", "show", "MHC-1")
    assert "- not implemented" in whole
    assert '"quoted" - done' in whole
    assert r"\u0141\xf3d\u017a; \u5be9\u8a08" in whole
    assert "\N{WHITE CIRCLE} not implemented" in said("utf-8", "show", "MHC-1")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_json_loses_no_character_whatever_the_encoding(said, encoding):
    (one,) = json.loads(said(encoding, "list", "--json"))
    assert one["owner"] == UNUSUAL


def test_json_tells_of_a_file_whose_name_is_no_text_on_this_system(register, capsys):
    named = register.with_name(os.fsdecode(b"bad\xff.db"))
    try:
        register.rename(named)
    except OSError:
        pytest.skip("this system gives files no such names")
    capsys.readouterr()
    assert main(["check", "--json", "--register", str(named)]) == 0
    assert json.loads(capsys.readouterr().out)["register"] == named.name


def test_an_error_of_ours_ends_in_one_sentence_without_the_words_of_a_record(register, capsys, monkeypatch):
    def fails(*_, **__):
        raise KeyError(UNUSUAL)

    monkeypatch.setattr("tui.verbs.reading.listed", fails)
    capsys.readouterr()
    assert main(["list", "--register", str(register)]) == 2
    assert capsys.readouterr().err.startswith(f"{STOPPED} (KeyError in test_output.py, line ")
