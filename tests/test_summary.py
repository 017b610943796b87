"""The summary for members: everybody can read it, it adds up, and the same figures give the same file."""

import io
from datetime import date

import page as validator
import pypdfium2
import pytest
from tagged import Reading
from test_appendices import AS_AT, FINGERPRINT, POLICY, recommendation

from db.movement import Movement
from db.rules import Status
from reports.write.summary import Heading, write_summary

HEADING = Heading("Example County Council", "Position and movement", "To the Audit Committee, meeting on 9 Mar 2022")
MOVEMENT = Movement(brought_forward=8, restated=-1, new=2, implemented=4, carried_forward=5)


def some(count=6):
    return [
        recommendation(
            n,
            directorate=("Highways", "Housing", "")[n % 3],
            due=(None, date(2022, 2, 28), date(2019, 9, 30), date(2021, 9, 30))[n % 4],
            status=(Status.NOT_IMPLEMENTED, Status.NOT_IMPLEMENTED, Status.IMPLEMENTED)[n % 3],
        )
        for n in range(count)
    ]


def paper(recommendations, *, since=date(2021, 11, 15), heading=HEADING):
    out = io.BytesIO()
    write_summary(
        out,
        recommendations,
        heading=heading,
        as_at=AS_AT,
        policy=POLICY,
        fingerprint=FINGERPRINT,
        since=since,
        movement=[(term.line, term.count) for term in MOVEMENT.told],
    )
    return out.getvalue()


def tables(content):
    return [
        [[cell.text.strip() for cell in row.every("TH", "TD")] for row in table.every("TR")]
        for table in Reading(content).tree.every("Table")
    ]


@pytest.mark.parametrize("recommendations", [some(), []], ids=["some", "none"])
@pytest.mark.parametrize("since", [None, date(2021, 11, 15)])
def test_everybody_can_read_it(recommendations, since):
    content = paper(recommendations, since=since)
    report = validator.validate_pdf_bytes(content, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert Reading(content).faults == []


def test_the_counts_add_up_both_ways():
    head, *rows, whole = tables(paper(some(30)))[0]
    assert head == [
        "Directorate", "Over 12 months", "6 to 12 months", "Under 6 months", "Not yet due", "No date", "Open", "Closed",
        "All",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["Highways", "Housing", "(no directorate)"]
    for _, *numbers in (*rows, whole):
        bands, (is_open, closed, total) = list(map(int, numbers[:-3])), map(int, numbers[-3:])
        assert sum(bands) == is_open == total - closed
    assert [sum(int(row[n]) for row in rows) for n in range(1, 9)] == list(map(int, whole[1:]))


def test_the_movement_is_told_line_by_line_where_there_is_one():
    assert tables(paper(some()))[1][1:] == [
        ["Brought forward", "8"],
        ["\u2212 Restated: recorded since and dated back", "1"],
        ["+ New", "2"],
        ["\u2212 Implemented", "4"],
        ["\u2212 Risk accepted", "0"],
        ["\u2212 Superseded or not adopted", "0"],
        ["= Carried forward", "5"],
    ]
    assert len(tables(paper(some(), since=None))) == 1


def test_it_is_one_sheet_and_goes_on_over_more_only_where_it_must():
    assert len(pypdfium2.PdfDocument(paper(some()))) == 1
    many = [recommendation(n, directorate=f"Directorate {n:03} {'of a very long name ' * 4}") for n in range(60)]
    content = paper(many)
    assert len(pypdfium2.PdfDocument(content)) > 1
    assert len(tables(content)[0]) == 62


def test_the_same_figures_give_the_same_bytes_and_hostile_names_do_nothing():
    assert paper(some()) == paper(some())
    hostile = Heading("\x1b]0;owned\x07", "Position (and) \\movement", "To the \u202eCommittee")
    assert Reading(paper([recommendation(1, directorate="(\\)\x00")], heading=hostile)).faults == []
