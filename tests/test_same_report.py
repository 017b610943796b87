"""One report, set in a word processor in the shape of a real one: its Word file and its PDF say what its text says."""

from dataclasses import replace
from pathlib import Path

import pytest

from db.readings import RawRecord, Reading
from db.rules import Policy
from reports.read import read

DATA = Path(__file__).parent / "data"


def said(name: str) -> Reading:
    return read(DATA / name, policy=Policy())


def fields(record: RawRecord) -> RawRecord:
    """All that a record says; where it stands, and its cells letter for letter, are each file's own."""
    return replace(record, where="", words={})


@pytest.mark.parametrize("name", ["committee-report.docx", "committee-report.pdf"])
def test_a_report_is_read_field_by_field_alike_from_its_text_its_word_file_and_its_pdf(name: str) -> None:
    text, paper = said("committee-report.txt"), said(name)
    assert paper.as_of == text.as_of
    assert [fields(record) for record in paper.records] == [fields(record) for record in text.records]


@pytest.mark.parametrize("name", ["committee-report.docx", "committee-report.pdf"])
def test_of_a_paper_nothing_is_left_without_a_place_that_the_eye_can_place(name: str) -> None:
    unplaced = ("lost their column", "without headings", "not read", "garbled", "beyond the last column", "misread")
    assert not [problem for problem in said(name).problems if any(words in problem.what for words in unplaced)]


@pytest.mark.parametrize("name", ["committee-report.docx", "committee-report.pdf"])
def test_what_a_report_contradicts_itself_in_is_told_of_each_file(name: str) -> None:
    telling = (" counts ", "in the table at", "both said of", "this month", "the date of the audit's own report")

    def told(reading: Reading) -> list[str]:
        return sorted(problem.text for problem in reading.problems if any(words in problem.what for words in telling))

    assert told(said(name)) == told(said("committee-report.txt"))
    assert len(told(said(name))) >= 8
