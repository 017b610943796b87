"""What a reader of our papers can rely on over a table: headings are whole, and columns as wide as what is in them."""

from dataclasses import replace
from typing import NamedTuple

import pypdfium2
import pytest
from tagged import Reading
from test_appendices import HEADINGS, PROSE, paper, recommendation
from test_minutes_paper import paper as minutes
from test_minutes_paper import told

from db.rows import Recommendation
from db.rules import Policy, Priority

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def uneven(wordy: str) -> list[Recommendation]:
    """In one column much to read, in the others next to nothing."""
    little = {"recommendation": "Do.", "response": "Yes.", "update": "No."}
    return [recommendation(n, **{**little, wordy: PROSE * 90}) for n in range(3)]


@pytest.mark.parametrize("wordy", ["recommendation", "response", "update"])
def test_the_headings_are_whole_on_every_sheet_however_narrow_a_column_gets(wordy):
    content = paper(uneven(wordy))
    heads = [table.every("THead")[0] for table in Reading(content).tree.every("Table")[1:]]
    assert [[cell.text.strip() for cell in head.every("TH")] for head in heads] == [HEADINGS]
    document = pypdfium2.PdfDocument(content)
    sheets = [page.get_textpage().get_text_bounded() for page in document]
    rows = [text for text in sheets if "Ownership and Actions" in text]
    assert len(rows) > 3
    for text in rows:
        assert all(word in text.split() for heading in HEADINGS for word in heading.split())
        assert ELLIPSIS not in text.replace(PROSE, "")


def test_a_heading_of_two_lines_takes_its_room_from_no_row():
    reading = Reading(paper(uneven("update")))
    assert reading.faults == []
    assert reading.tree.text.count("Officers should check each permit") == 3 * 90


def test_the_figures_of_the_cover_have_whole_headings_that_do_not_run_into_each_other():
    names = ("fundamental to the control environment", "significant weakness", "merits attention", "advisory only")
    policy = Policy(priorities=tuple(Priority(name, reported=True) for name in names))
    content = paper([recommendation(n, priority=name) for n, name in enumerate(names)], policy=policy)
    (head, *_) = Reading(content).tree.every("Table")[0].every("TR")
    assert [" ".join(cell.text.split()) for cell in head.every("TH")] == [
        "Recommendations", "Fundamental to the control environment", "Significant weakness", "Merits attention",
        "Advisory only", "All",
    ]  # fmt: skip
    assert place(content, "Significant").right < place(content, "Merits").left


def test_a_long_title_is_cut_on_the_cover_with_a_mark():
    cover = Reading(paper([recommendation()], title="Audit recommendations outstanding " * 9)).tree.every("H1")[0]
    assert cover.text.strip().endswith(ELLIPSIS)


def test_in_the_minutes_a_column_of_facts_is_no_wider_than_they_are():
    digest = told()
    changed = tuple(replace(change, due=None, others=(), why=()) for change in digest.changes)
    content = minutes(replace(digest, changes=changed))
    assert place(content, "partially implemented").left < 300
    assert place(content, "By whom").left - place(content, "Owner").left in (0, 1)  # As letters begin.
    why, due = (place(minutes(digest), words) for words in ("Why", "273 days later"))
    assert 0 < why.left - due.right < 150


class Place(NamedTuple):
    """Where some words stand on the first sheet."""

    left: float
    right: float


def place(content: bytes, words: str) -> Place:
    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    at, count = page.search(words).get_next()
    return Place(round(page.get_charbox(at)[0]), round(page.get_charbox(at + count - 1)[2]))
