"""What a person can rely on wherever words of a register stand on the screen: nothing acts, nothing hides, all fits."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from db.rules import Status, show_date
from tui import text
from tui.text import cut, fit, overdue, show, show_line, show_text, signs, status_label, status_word, wrap

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)


@given(ANYTHING)
def test_no_control_character_reaches_the_terminal(words):
    shown = show(words)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown.replace("\n", ""))


@given(ANYTHING)
def test_no_text_turns_the_direction_of_what_stands_beside_it(words):
    turning = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    assert not any(unicodedata.bidirectional(c) in turning for c in show(words))


def test_what_acts_or_hides_is_shown_as_a_mark():
    assert show("a\x1b]0;owned\x07b") == "a␛]0;owned␇b"
    assert show("\u202efdp.exe") == "<U+202E>fdp.exe"
    assert show("pass\u200bword \x9b31m") == "pass<U+200B>word <U+009B>31m"
    assert show("one\r\ntwo\rthree\tfour") == "one\ntwo␍three    four"


def test_markup_is_nothing_but_its_letters():
    for words in ("done [/]", "[red]x[/red]", "[@click=app.quit]here[/]", "\\[b]", "[/etc/passwd]"):
        assert show(words) == words
        assert show_text(words).plain == words
        assert show_text(words).spans == []


@given(ANYTHING)
def test_one_line_is_one_line(words):
    assert "\n" not in show_line(words)


@given(ANYTHING, st.integers(0, 40))
def test_what_is_fitted_takes_exactly_its_columns(words, columns):
    assert cell_len(fit(show_line(words), columns)) == columns
    assert cell_len(cut(show_line(words), columns)) <= columns


def test_what_is_cut_off_says_so():
    assert cut("Recommendation", 8) == "Recomme…"
    assert cut("Recommendation", 14) == "Recommendation"
    assert cut("審計審計", 5) == "審計…"


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200), st.integers(4, 40))
def test_wrapping_loses_no_letter_and_keeps_to_its_width(words, columns):
    lines = list(wrap(show(words), columns))
    assert all(cell_len(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(show(words).split())


def test_a_word_of_5000_letters_is_broken_where_it_must_be():
    lines = list(wrap("x" * 5000, 70))
    assert "".join(lines) == "x" * 5000
    assert max(map(len, lines)) == 70


def test_an_indented_line_keeps_its_indent():
    assert list(wrap("  - alpha beta gamma", 10)) == ["  - alpha", "  beta", "  gamma"]


def test_dates_are_british():
    assert show_date(date(2019, 9, 30)) == "30 Sep 2019"
    assert show_date(None) == ""


def test_every_status_has_a_sign_of_its_own_and_a_word(monkeypatch):
    for _ in range(2):
        assert len({signs.status[status] for status in (*Status, None)}) == len(Status) + 1
        for status in (*Status, None):
            assert cell_len(signs.status[status]) == 1
            assert status_label(status) == f"{signs.status[status]} {status_word(status)}"
            assert len(status_word(status, short=True)) <= 11
        monkeypatch.setattr(text.signs, "__dict__", dict(vars(text.signs)))
        signs.use_ascii()


def test_ascii_signs_are_ascii(monkeypatch):
    monkeypatch.setattr(text.signs, "__dict__", dict(vars(text.signs)))
    signs.use_ascii()
    drawn = [sign for sign in vars(signs).values() if isinstance(sign, str)] + list(signs.status.values())
    assert all(sign.isascii() for sign in drawn)


@pytest.mark.parametrize("words", ["", "plain", "line\nline"])
def test_what_needs_no_change_is_not_changed(words):
    assert show(words) == words


def test_what_is_late_by_days_is_not_called_no_months_late():
    assert [overdue(months) for months in (0, 1, 19)] == [
        "less than a month overdue",
        "1 month overdue",
        "19 months overdue",
    ]
