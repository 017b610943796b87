"""Letters, lines and the one door from a register's words to paper."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.write.page import BOLD, ITALIC, REGULAR, TEXT, Face, Setter, _fill, legible
from reports.write.tagging import Document

FACES = [REGULAR, BOLD, ITALIC]


def setter() -> Setter:
    return Setter(Document(title="", author="", subject="", on=date(2022, 2, 15)))


def width(text: str, face: Face = REGULAR) -> float:
    return sum(face.characters[c] for c in text)


@pytest.mark.parametrize(
    "text",
    [
        "Every permit is checked, and paid for (see 4.2) before it is granted: £5,000 at 3½ %.",
        "Llŷn Ŵyl â ê î ô û ŵ ŷ ä ë ï ö ü Â Ê Î Ô Û Ŵ Ŷ ẁ ẃ ẅ ỳ",
        "“quoted” \u2018words\u2019 \u2013 and — dashes… • bullets · €20 ✓ ✔ ☐ ☑ → ≤ ≥ \u2212 ½ ² ▲ ● ■ 😀",
        "non\u2011breaking hyphens and\xa0spaces",
        "<b>bold</b> & <img src='/etc/passwd'/> [link=x] \\(not a string\\)",
    ],
)
def test_what_the_fonts_draw_is_printed_as_it_is(text):
    assert legible(text) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("\x1b[31mred", "[U+001B][31mred"),
        ("a\x00b", "a[U+0000]b"),
        ("\u202ecod.exe", "[U+202E]cod.exe"),
        ("zero\u200bwidth\ufeff", "zero[U+200B]width[U+FEFF]"),
        ("soft\u00adhyphen", "soft[U+00AD]hyphen"),
        ("\U0001f642", "[U+1F642]"),
        ("\u5be9", "[U+5BE9]"),
        ("\u05e9", "[U+05E9]"),
        ("\ud800", "[U+D800]"),
        ("\ue000", "[U+E000]"),
        ("✔\ufe0f", "✔"),
        ("tab\tand\nline", "tab and line"),
        ("w\u0302", "ŵ"),
    ],
)
def test_what_acts_or_hides_or_has_no_letter_becomes_a_mark(text, printed):
    assert legible(text) == printed


@given(st.text())
def test_whatever_comes_through_the_door_can_be_drawn_in_every_face(text):
    printed = legible(text)
    assert legible(printed) == printed
    for character in printed:
        assert unicodedata.category(character)[0] != "C"
        for face in FACES:
            code = 0x20 if character == "\xa0" else ord(character)
            assert code in face.fonts[character].face.charToGlyph


PROSE = st.text(alphabet=st.sampled_from("aiW.-/\u2019ŵ✓ 5"), max_size=300)


@settings(max_examples=300)
@given(PROSE, st.floats(1500, 20000), st.floats(0, 1500))
def test_lines_hold_every_word_in_order_and_none_is_too_wide(text, measure, indent):
    lines = _fill(text, REGULAR, measure, indent)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for n, line in enumerate(lines):
        assert width(line.rstrip(" ")) <= measure - (indent if n == 0 else 0) + 0.01


@given(PROSE, st.floats(3000, 20000))
def test_a_line_ends_in_a_blank_unless_it_breaks_a_word(text, measure):
    assert "".join(_fill(text, REGULAR, measure, 0)).split() == text.split()


def test_a_word_is_broken_at_its_hyphen_only_where_it_does_not_fit():
    assert _fill("the well-run one", REGULAR, width("the well-"), 0) == ["the well-", "run one"]
    assert _fill("the well-run one", REGULAR, width("the well-run"), 0) == ["the well-run ", "one"]
    assert _fill("reported in 2018/19", REGULAR, width("reported in 2018/"), 0) == ["reported in ", "2018/19"]


def test_an_address_is_broken_after_a_loose_sign_for_choice():
    assert _fill("https://example.org/page", REGULAR, width("https://example.org/p"), 0) == [
        "https://example.org/",
        "page",
    ]


def test_a_word_wider_than_a_line_is_not_begun_at_the_end_of_another():
    assert _fill("a implementation", REGULAR, width("implementat"), 0) == ["a ", "implementat", "ion"]


def test_letters_without_end_are_broken_in_time_that_grows_with_them_and_are_not_remembered():
    lines = _fill("x" * 200_000, REGULAR, 40 * width("x"), 0)
    assert {len(line) for line in lines} == {40}
    assert max(map(len, REGULAR.words)) < 40


def test_a_line_that_must_be_one_is_cut_and_says_so():
    ours = setter()
    assert ours.line("Adults", TEXT, 100) == "(Adults) Tj"
    cut = ours.line("Adults " * 50, TEXT, 100)
    assert cut.startswith("(Adults Adults")
    assert len(cut) < 80


def test_a_string_cannot_end_the_string_it_is_written_in():
    assert setter().line(r"a) Tj ET (b \ c", TEXT) == r"(a\) Tj ET \(b \\ c) Tj"


@pytest.mark.parametrize("text", ["a ✓ b", "a ✓"])
def test_symbols_come_from_the_second_font_and_the_first_is_taken_up_again(text):
    fonts = [word for word in setter().line(text, TEXT).split() if word.startswith("/F")]
    assert fonts == ["/F2+0", "/F1+0"]
