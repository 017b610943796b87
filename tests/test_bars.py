"""What a person can rely on in bars: they fill their room, are as long as their figures say, and leave none out."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rows import DueRevision
from tui.text import Signs, signs, width
from tui.widgets.bars import Bar, Length, drawn, moves, shared

FIGURES = st.lists(st.integers(0, 100_000) | st.integers(0, 3), min_size=1, max_size=6)


@given(FIGURES, st.integers(0, 200))
def test_columns_are_shared_out_whole_and_no_figure_is_left_out(figures, columns):
    taken = shared(figures, columns)
    if any(figures) and columns >= sum(figure > 0 for figure in figures):
        assert sum(taken) == columns
        assert [one > 0 for one in taken] == [figure > 0 for figure in figures]
    else:
        assert not any(taken)
    ranked = sorted(zip(figures, taken, strict=True))
    assert all(less <= more for (_, less), (_, more) in pairwise(ranked))


@given(FIGURES, st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 120))
def test_a_bar_takes_its_room_and_has_all_its_parts(figures, after, beyond, columns):
    parts = tuple(Length(figure, sign) for figure, sign in zip(figures, "abcdef", strict=False))
    bar = Bar(parts, after + sum(figures) + beyond, after)
    words = "".join(text for text, _ in drawn(bar, columns))
    assert width(words) == columns
    if columns >= len(figures):
        told = {sign for sign in words if sign != " "}
        assert told == {part.sign for part in parts if part.figure}


@given(st.integers(1, 500), st.integers(1, 500), st.integers(8, 120))
def test_of_two_bars_on_one_scale_the_longer_is_of_the_greater_figure(one, other, columns):
    full = max(one, other)
    lengths = [
        "".join(text for text, _ in drawn(Bar((Length(n, "#"),), full), columns)).count("#") for n in (one, other)
    ]
    assert (lengths[0] <= lengths[1]) if one <= other else (lengths[0] >= lengths[1])
    assert max(lengths) == columns


def moved(*days):
    at = date(2024, 3, 31)
    for count in days:
        before, at = at, at + timedelta(count)
        yield DueRevision(id="", old=before, new=at, reason="because", agreed_by="", agreed_on=None)


@pytest.mark.parametrize(
    ("days", "drawn"), [((), ""), ((1,), "▁▂"), ((184,), "▁▃"), ((92, 92, 92), "▁▂▃▄"), ((92, -100), "▁▂▁")]
)
def test_the_moves_of_a_due_date_stand_step_by_step(days, drawn):
    assert moves(list(moved(*days))) == drawn


def test_of_many_moves_the_latest_are_drawn():
    assert moves(list(moved(*[92] * 20))) == "…" + "█" * 12


def test_no_two_parts_have_one_sign_in_plain_letters_either():
    plain = Signs()
    plain.use_ascii()
    for of in (signs, plain):
        assert len(set(of.bands.values())) == len(of.bands)
        assert len({of.whole, of.more, of.less}) == 3
        assert len(set(of.steps)) == 8
        assert all(width(sign) == 1 for sign in (*of.bands.values(), of.whole, of.more, of.less, *of.steps))
    assert "".join((*plain.bands.values(), plain.whole, plain.more, plain.less, plain.steps)).isascii()
