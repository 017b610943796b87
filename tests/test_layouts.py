"""Trackers and reports of other bodies read right, as sheets and as a paper's tables, in the words each uses."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.readings import FileLayout, RawRecord, Reading
from db.rules import Policy, Priority, Status
from reports.columns import COLUMNS, FURTHER, READABLE, column_for, plain
from reports.read import Unmapped, Unreadable, read
from reports.read.further import Percentages, moved, priority_in, status_in
from reports.read.layouts import Known
from reports.read.report.lines import Line
from reports.read.report.reading import read_report

POLICY = Policy()
Rows = Sequence[Sequence[str]]
Read = Callable[..., Reading]

PARTLY, OPEN, DONE, SAID_DONE = (
    Status.PARTIALLY_IMPLEMENTED,
    Status.NOT_IMPLEMENTED,
    Status.IMPLEMENTED,
    Status.AWAITING_VERIFICATION,
)


def as_sheet(tmp_path: Path) -> Read:
    """The rows as a CSV."""

    def taken(rows: Rows, policy: Policy = POLICY, **options: object) -> Reading:
        path = tmp_path / "tracker.csv"
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8")
        return read(path, policy=policy, **options)  # type: ignore[arg-type]

    return taken


def as_paper(_: Path) -> Read:
    """The rows as a table that a paper draws, under a heading of its own."""

    def taken(rows: Rows, policy: Policy = POLICY, **options: object) -> Reading:
        known = Known(options.get("layout"), options.get("layouts") or ())  # type: ignore[arg-type]
        words = ("Report to: Audit Panel - 15 February 2026", "", "Progress on recommendations", "")
        lines = [Line((text,), f"page 1 line {n}") for n, text in enumerate(words, 1)]
        lines += [Line(tuple(row), f"page 1 row {n}", drawn=True) for n, row in enumerate(rows, 1)]
        return read_report("paper.pdf", lines, "0" * 64, policy, known)

    return taken


@pytest.fixture(params=[as_sheet, as_paper], ids=["sheet", "paper"])
def take(request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    make: Callable[[Path], Read] = request.param
    return make(tmp_path)


def told(reading: Reading) -> str:
    return "\n".join(f"{problem.what} [{problem.text}]" for problem in reading.problems)


def one(reading: Reading) -> RawRecord:
    (record,) = reading.records
    return record


PERCENTAGES = [
    ["Audit", "Agreed action", "Priority", "Owner", "Target date", "% complete", "Comments"],
    ["Street Lighting", "Inspect every column.", "Critical", "Head of Highways", "31 March 2026", "60%", "Half done."],
    ["Street Lighting", "Keep one list.", "P3 - Moderate", "Head of Highways", "31 March 2026", "100%", "All done."],
    ["Street Lighting", "Name a deputy.", "High", "Head of Highways", "Q2 2026", "0%", ""],
]
"""A council that reports how far each action is, in per cent (in the shape of a unitary's committee papers)."""

MOVED = [
    ["Ref", "Report", "Recommendation", "Grade", "Original target date", "Revised target date", "Direction", "Update"],
    ["9/1", "Stores", "Lock them.", "H", "30/06/2025", "31/12/2025\n31/03/2026", "Improving", "Locks are ordered."],
    ["9/2", "Stores", "Count them.", "L", "30/06/2025", "N/A", "No change", ""],
    ["9/3", "Stores", "Insure them.", "M", "30/06/2025", "end of March 2026", "Declining", "The broker left."],
]
"""A health board's log: dates moved and moved again, and where it is heading."""

ROUNDS = [
    [
        "Report",
        "Recommendation",
        "Category",
        "Due",
        "1st follow up",
        "Follow up 1 status",
        "2nd follow up",
        "Follow up 2 status",
    ],
    [
        "Markets",
        "Bank the takings.",
        "Significant",
        "1 May 2025",
        "A safe.",
        "Part implemented",
        "Weekly.",
        "Implemented",
    ],
    ["Markets", "Number the pitches.", "Fundamental", "1 May 2025", "No start was made.", "Not implemented", "", ""],
]
"""A borough that looks twice."""

COLOURS = [
    ["No.", "Audit area", "Agreed management action", "Rating", "Responsible officer", "Deadline", "RAG", "Position"],
    ["1", "Fleet", "Service the vans.", "Essential", "Fleet Manager", "1 May 2025", "Amber - in progress", "Half."],
    ["2", "Fleet", "Sell the old ones.", "Desirable", "Fleet Manager", "1 May 2025", "Complete (Blue)", "Sold."],
    ["3", "Fleet", "Keep log books.", "Merits attention", "Fleet Manager", "1 May 2025", "Red", "Not begun."],
    ["4", "Fleet", "Lock the yard.", "1", "Fleet Manager", "1 May 2025", "Grey / not agreed", ""],
]
"""A panel of two firms of auditors, in colours."""

ASKED = [
    ["What we asked for", "Where we looked", "By", "How far", "Whose job", "Cost code"],
    ["Lock the store each evening.", "Depot", "1/4/2025", "not a start", "Depot Manager", "A1"],
    ["Count the stock each month.", "Depot", "1/5/2025", "sorted", "Depot Manager", "A2"],
]
"""A tracker in nobody's words but its own."""

NORTHSHIRE = FileLayout(
    "Northshire tracker",
    {
        "What we asked for": "recommendation",
        "Where we looked": "audit",
        "By": "due",
        "How far": "status",
        "Whose job": "owner",
        "Cost code": "",
    },
    {"Not a start": OPEN},
)


def test_percentages_say_how_far_it_is_and_never_that_it_was_verified(take: Read) -> None:
    reading = take(PERCENTAGES)
    assert [record.status for record in reading.records] == [PARTLY, SAID_DONE, OPEN]
    assert [record.status_words for record in reading.records] == ["60%", "100%", "0%"]
    assert [record.priority for record in reading.records] == ["critical", "moderate", "High"]
    assert reading.records[2].due is None
    assert reading.records[2].due_words == "Q2 2026"
    assert "on no scale of the policy; it is kept as printed. [High]" in told(reading)


def test_a_status_in_words_stands_over_a_percentage_and_the_difference_is_told(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Due date", "Status", "% complete", "Update"]
    reading = take(
        [
            heading,
            ["Fleet", "Service the vans.", "1 May 2025", "Not implemented", "100%", "x"],
            ["Fleet", "Sell the old ones.", "1 May 2025", "Partially implemented", "40%", "y"],
            ["Fleet", "Keep log books.", "1 May 2025", "Withdrawn by members", "100%", "z"],
            ["Fleet", "Lock the yard.", "1 May 2025", "Amber", "40%", "z"],
        ]
    )
    assert [record.status for record in reading.records] == [OPEN, PARTLY, None, PARTLY]
    assert "The percentage is 100%, the status \u201cNot implemented\u201d; the status was taken." in told(reading)
    assert "[Withdrawn by members]" in told(reading)
    assert told(reading).count("The percentage is") == 1


def test_the_last_of_several_revised_dates_is_due_and_the_original_stays(take: Read) -> None:
    reading = take(MOVED)
    assert [record.original_due for record in reading.records] == [date(2025, 6, 30)] * 3
    moved, same, words = reading.records
    assert moved.due == date(2026, 3, 31)
    assert "the last, 31 Mar 2026, is the due date" in told(reading)
    assert same.due in {None, date(2025, 6, 30)}  # not moved: the original one holds
    assert same.due_words == ""
    assert words.due_words == "end of March 2026"


def test_words_that_were_the_original_date_are_kept_beside_the_revised_one(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Owner", "Target date", "Revised target date", "Status"]
    row = ["Fleet", "Service the vans.", "Fleet Manager", "31 June 2025", "31 August 2025", "Open"]
    (record,) = take([heading, row]).records
    assert (record.original_due, record.due, record.due_words) == (None, date(2025, 8, 31), "31 June 2025")


MERGED = [
    ["Audit", "Report date", "Directorate", "Assurance", "Recommendation", "Due date", "Status"],
    ["Fleet", "1 May 2024", "Works", "Limited", "Service the vans.", "1 May 2025", "Not implemented"],
    ["", "", "", "", "Sell the old ones.", "1 June 2025", "Implemented"],
    ["", "", "", "", "Keep log books.", "1 June 2025", "Implemented"],
    ["Stores", "", "Leisure", "", "Lock them.", "1 May 2025", "Not implemented"],
    ["", "", "", "", "Count them.", "1 July 2025", "Not implemented"],
    ["Fleet", "1 May 2021", "Works", "Full", "Insure the vans.", "1 May 2022", "Implemented"],
    ["", "", "Finance", "", "Value the vans.", "1 May 2022", "Implemented"],
]
"""Cells that were merged over the rows of an audit, in a file that knows no merged cells."""


WHEN = ["Not yet due", "not due.", "Overdue", "Five months overdue", "Overdue (12 months)", "overdue by 3 months"]


@pytest.mark.parametrize("words", WHEN)
def test_words_of_when_it_is_due_are_no_status_and_what_stands_beside_them_is(words: str, take: Read) -> None:
    heading = ["Audit", "Recommendation", "Due date", "Status", "% complete", "Update"]
    reading = take(
        [
            heading,
            ["Fleet", "Service the vans.", "1 May 2025", words, "", "Letters were sent."],
            ["Fleet", "Sell the old ones.", "1 May 2025", words, "40%", ""],
            ["Fleet", "Keep log books.", "1 May 2025", words, "", "Partially implemented"],
            ["Fleet", "Lock the yard.", "1 May 2025", f"In progress - {words}", "", ""],
        ]
    )
    read_as = [PARTLY] * 3 if words in WHEN[:3] else [PARTLY, PARTLY, None]
    assert [record.status for record in reading.records] == [None, *read_as]
    assert reading.records[0].status_words == words
    assert told(reading).count(f"not how far it has come; it is left open. [{words}]") == 1


def test_what_is_said_once_of_an_audit_holds_for_its_rows_and_for_those_of_no_other(take: Read) -> None:
    records = take(MERGED).records
    limited = ("Fleet", date(2024, 5, 1), "Works", "Limited")
    assert [(r.audit, r.issued, r.directorate, r.assurance) for r in records] == [
        *[limited] * 3,
        *[("Stores", None, "Leisure", "")] * 2,
        ("Fleet", date(2021, 5, 1), "Works", "Full"),
        ("Fleet", date(2021, 5, 1), "Finance", "Full"),
    ]


def test_rows_without_a_title_are_told_together_with_the_place_of_all(take: Read) -> None:
    said = [(p.where, p.what, p.text) for p in take(MERGED).problems if "title of" in p.what]
    several, one, other = said
    assert several[0].endswith(("lines 3-4", "page 1 rows 3-4"))
    assert several[1:] == (
        "These rows have no audit title of their own; they were read under the title of the row above them, with its "
        "report date, assurance opinion and directorate.",
        "Fleet",
    )
    assert one[1].endswith(
        "This row has no audit title of its own; it was read under the title of the row above, with its directorate."
    )
    assert other[1].endswith("the row above, with its report date and assurance opinion.")


def test_where_some_dates_can_only_be_american_no_other_is_guessed(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Owner", "Report date", "Due date", "Status"]

    def dues(*printed: str) -> list[date | None]:
        rows = [["Fleet", f"Service van {n}.", "Manager", "31/03/2025", due, "Open"] for n, due in enumerate(printed)]
        reading = take([heading, *rows])
        assert [record.due_words for record in reading.records if record.due is None] == [
            due for due, record in zip(printed, reading.records, strict=True) if record.due is None
        ]
        assert ("month first" in told(reading)) == ("04/13/2025" in printed and "13/04/2025" not in printed)
        assert {record.issued for record in reading.records} == {date(2025, 3, 31)}
        return [record.due for record in reading.records]

    may, april = date(2025, 5, 4), date(2025, 4, 4)
    assert dues("04/05/2025", "04/13/2025", "04/04/2025", "4 May 2025") == [None, None, april, may]
    assert dues("04/05/2025", "04/13/2025", "13/04/2025") == [may, None, date(2025, 4, 13)]
    assert dues("04/05/2025", "06/07/2025") == [may, date(2025, 7, 6)]


def test_a_direction_stands_with_the_words_of_the_update_and_is_told_once(take: Read) -> None:
    reading = take(MOVED)
    assert [record.update for record in reading.records] == [
        "Locks are ordered.\nDirection: Improving",
        "Direction: No change",
        "The broker left.\nDirection: Declining",
    ]
    assert told(reading).count("The direction stands at the end of the update's words.") == 1
    assert {record.priority for record in reading.records} == {"H", "M", "L"}  # on no scale here, so not guessed


def test_letters_are_a_priority_where_the_policy_has_them(take: Read) -> None:
    policy = replace(POLICY, priorities=(Priority("h", reported=True), Priority("m", reported=True)))
    reading = take(MOVED, policy)
    assert [record.priority for record in reading.records] == ["h", "L", "m"]
    assert "[L]" in told(reading)
    assert "[H]" not in told(reading)


def test_the_latest_follow_up_with_words_is_the_update_and_the_status(take: Read) -> None:
    reading = take(ROUNDS)
    banked, numbered = reading.records
    assert (banked.update, banked.status) == ("Weekly.", DONE)
    assert (numbered.update, numbered.status) == ("No start was made.", OPEN)
    assert "A safe." in banked.words.values()  # the first follow-up, kept as printed
    assert "2nd follow-up is the latest with words" in told(reading)
    assert [record.priority for record in reading.records] == ["significant", "Fundamental"]


def test_a_follow_up_that_is_a_status_and_nothing_more_is_one(take: Read) -> None:
    reading = take(
        [
            ["Audit", "Recommendation", "Due date", "First follow-up", "Second follow-up", "Date of 2nd follow up"],
            ["Fleet", "Service the vans.", "1 May 2025", "Not implemented", "Partially implemented", "3 Nov 2025"],
        ]
    )
    assert one(reading).status is PARTLY
    assert one(reading).update_on == date(2025, 11, 3)


@pytest.mark.parametrize(
    "heading", ["Responsible officer & date for completion", "Lead / deadline", "Due date & owner"]
)
@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("Head of Fleet\n31 March 2026", ("Head of Fleet", date(2026, 3, 31), "")),
        ("Head of Fleet, by 1/5/2026", ("Head of Fleet", date(2026, 5, 1), "")),
        ("Depot Lead (30 June 2026)", ("Depot Lead", date(2026, 6, 30), "")),
        ("31/5/26 - Depot Lead", ("Depot Lead", date(2026, 5, 31), "")),
        ("Depot Lead, 1 May 2025 revised to 31 May 2026", ("Depot Lead", date(2026, 5, 31), "")),
        ("Depot Lead\nOngoing", ("Depot Lead", None, "Ongoing")),
        ("Depot Lead - ASAP", ("Depot Lead", None, "ASAP")),
        (
            "Fleet Board of 1 May 2026, chaired by the Lead",
            ("Fleet Board of 1 May 2026, chaired by the Lead", None, ""),
        ),
        ("Fleet Board", ("Fleet Board", None, "")),
    ],
)
def test_who_and_by_when_in_one_cell_are_told_apart(
    words: str, read_as: tuple[str, date | None, str], heading: str, take: Read
) -> None:
    rows = [["Audit", "Finding / Recommendation", heading, "Status"], ["Fleet", "Service the vans.", words, "Open"]]
    record = one(take(rows))
    assert (record.owner, record.due, record.due_words) == read_as
    assert record.original_due == (date(2025, 5, 1) if "revised" in words else None)


def test_a_date_in_the_owners_words_is_not_due_where_a_column_says_what_is(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Owner", "Due date"]
    record = one(take([heading, ["Fleet", "Sell.", "Panel of 1 May 2026", "1/6/2026"]]))
    assert (record.owner, record.due) == ("Panel of 1 May 2026", date(2026, 6, 1))


def test_colours_beside_words_are_read_by_the_words_and_bare_ones_are_never_guessed(take: Read) -> None:
    reading = take(COLOURS)
    assert [record.status for record in reading.records] == [PARTLY, DONE, None, Status.NOT_ADOPTED]
    assert reading.records[2].status_words == "Red"
    assert "What this colour stands for is not known" in told(reading)
    assert take(COLOURS, replace(POLICY, status_words={"red": OPEN})).records[2].status is OPEN
    assert [record.priority for record in reading.records] == ["Essential", "Desirable", "Merits attention", "1"]
    assert [record.source_ref for record in reading.records] == ["1", "2", "3", "4"]


def test_an_answer_to_whether_it_is_done_is_its_status_and_no_leaves_it_to_the_percentage(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Due date", "Implemented?", "% complete"]
    said = (("Yes", "100%"), ("No", ""), ("No", "50%"), ("Partly", "20%"), ("Yes", ""))
    reading = take([heading, *(["Fleet", f"Van {n}.", "1 May 2025", *words] for n, words in enumerate(said))])
    assert [record.status for record in reading.records] == [DONE, OPEN, PARTLY, PARTLY, DONE]
    assert [record.status_words for record in reading.records] == ["Yes", "No", "No 50%", "Partly", "Yes"]
    assert "status" not in told(reading)


def test_what_was_closed_on_a_day_is_closed_unless_its_status_says_otherwise(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Owner", "Date closed", "Status"]
    said = (("3 May 2025", ""), ("", ""), ("3 May 2025", "In progress"), ("3 May 2025", "Superseded"))
    reading = take([heading, *(["Fleet", f"Van {n}.", "Fleet Manager", *words] for n, words in enumerate(said))])
    assert [(record.status, record.status_words) for record in reading.records] == [
        (DONE, "Closed on 3 May 2025"),
        (None, ""),
        (PARTLY, "In progress"),
        (Status.SUPERSEDED, "Superseded"),
    ]


def test_of_headings_that_name_a_month_the_latest_is_read(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Due date", "Update Sept 2025", "Update (Jan 2026)", "Update at 30 June 2025"]
    reading = take([heading, ["Fleet", "Service the vans.", "1 May 2025", "Second.", "Third.", "First."]])
    assert one(reading).update == "Third."
    assert one(reading).words["Update Sept 2025"] == "Second."
    assert "Update Sept 2025" in " ".join(f"{problem.what} {problem.text}" for problem in reading.problems)


def test_a_status_that_an_update_opens_with_is_the_status(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Due date", "Progress"]
    said = ("In progress. Two of four are done.", "Complete: seen in May.", "Completed forms are kept.", "Going well.")
    reading = take([heading, *(["Fleet", f"Van {n}.", "1 May 2025", words] for n, words in enumerate(said))])
    assert [record.status for record in reading.records] == [PARTLY, DONE, None, None]
    assert [record.update for record in reading.records] == list(said)


def test_a_date_that_was_moved_in_its_own_cell_has_both_dates(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Owner", "Due date"]
    reading = take(
        [
            heading,
            ["Fleet", "Service the vans.", "Fleet Manager", "31 March 2025, revised to 30 June 2025"],
            ["Fleet", "Sell the old ones.", "Fleet Manager", "30/06/2025 (was 31/03/2025)"],
            ["Fleet", "Keep log books.", "Fleet Manager", "31 May 2025 31 August 2025 30 November 2025"],
        ]
    )
    dates = [(record.original_due, record.due) for record in reading.records]
    assert dates[:2] == [(date(2025, 3, 31), date(2025, 6, 30))] * 2
    assert reading.records[2].due is None  # three parts of one date: none of them is the date
    assert told(reading).count("The date was moved here") == 2


def test_the_latest_column_of_revised_dates_is_due(take: Read) -> None:
    heading = ["Audit", "Recommendation", "Target date", "1st revised date", "2nd revised date", "Status"]
    reading = take(
        [
            heading,
            ["Fleet", "Service the vans.", "1 May 2025", "1 June 2025", "1 July 2025", "Open"],
            ["Fleet", "Sell the old ones.", "1 May 2025", "1 June 2025", "", "Open"],
        ]
    )
    assert [record.original_due for record in reading.records] == [date(2025, 5, 1)] * 2
    assert [record.due for record in reading.records] == [date(2025, 7, 1), date(2025, 6, 1)]


def test_a_table_in_nobodys_words_is_refused_with_a_reason_and_tells_its_headings(tmp_path: Path) -> None:
    with pytest.raises(Unmapped, match=r"no row was recognised .* What we asked for, Where we looked") as refused:
        as_sheet(tmp_path)(ASKED)
    assert [column.heading for column in refused.value.headings] == ASKED[0]
    assert refused.value.headings[0].words == ("Lock the store each evening.", "Count the stock each month.")
    paper = as_paper(tmp_path)(ASKED)
    assert paper.records == ()
    assert "The headings of its largest table are: What we asked for, Where we looked" in told(paper)
    assert [column.heading for column in paper.headings] == ASKED[0]
    assert paper.headings[2].words == ("1/4/2025", "1/5/2025")


def test_a_paper_in_nobodys_words_is_refused_and_prose_without_a_table_is_only_told(tmp_path: Path) -> None:
    rows = "\n".join("\t".join(row) for row in ASKED)
    path = tmp_path / "paper.txt"
    path.write_text(f"Report to: Audit Panel - 15 February 2026\n\n{rows}\n", encoding="utf-8")
    with pytest.raises(Unmapped, match="no table of recommendations was found") as refused:
        read(path, policy=POLICY)
    assert [column.heading for column in refused.value.headings] == ASKED[0]
    mapped = FileLayout("", {"What we asked for": "recommendation", "Where we looked": "audit", "By": "due"})
    assert len(read(path, policy=POLICY, layout=mapped).records) == 2
    path.write_text("Report to: Audit Panel - 15 February 2026\n\nNothing is outstanding.\n", encoding="utf-8")
    assert "no table of recommendations" in told(read(path, policy=POLICY))


def test_a_heading_is_mapped_and_the_words_of_a_status_too(take: Read) -> None:
    reading = take(ASKED, layout=replace(NORTHSHIRE, name=""))
    first, second = reading.records
    assert (first.audit, first.due, first.owner) == ("Depot", date(2025, 4, 1), "Depot Manager")
    assert (first.status, second.status) == (OPEN, None)
    assert "Cost code" in first.words  # not read, and kept
    assert "Cost code" not in told(reading)
    assert "[sorted]" in told(reading)
    fields = {column.heading: column.field for column in reading.headings}
    assert fields == dict(NORTHSHIRE.fields)
    assert next(column.statuses for column in reading.headings if column.field == "status") == ("not a start", "sorted")


def test_what_was_said_of_a_heading_that_is_not_there_is_told(take: Read) -> None:
    reading = take(PERCENTAGES, layout=FileLayout("", {"Deadline agreed": "due", "Cost code": ""}))
    assert (
        told(reading).count("There is no heading like this one, which was to be read as due date. [Deadline agreed]")
        == 1
    )
    assert "Cost code" not in told(reading)  # that it was not to be read needs no heading


@pytest.mark.parametrize(
    ("word", "is_there"),
    [
        ("Not a start.", True),
        ("SORTED", True),
        ("begun", True),  # beside its colour
        ("under way", True),  # in the update, which is all that it says
        ("waiting", False),
        ("depot", False),  # a word of the file, and of no status
    ],
)
def test_what_was_said_of_a_status_that_is_not_there_is_told(tmp_path: Path, word: str, is_there: bool) -> None:
    path = tmp_path / "tracker.csv"
    path.write_text(
        "Audit,Recommendation,Status,Update\nStock,Go to the depot.,not a start,\nStock,Lock it.,sorted,\n"
        "Stock,Bolt it.,Amber - begun,\nStock,Count it.,,Under-way\n"
    )
    reading = read(path, policy=POLICY, status_map={word: SAID_DONE})
    said = [p for p in reading.problems if p.what.startswith("There is no status like this one")]
    assert [(p.where, p.text) for p in said] == ([] if is_there else [("line 1", word)])
    assert all("read as awaiting verification" in p.what for p in said)
    assert is_there == (SAID_DONE in [record.status for record in reading.records])


def test_one_heading_is_enough_to_say(take: Read) -> None:
    reading = take(ASKED, layout=FileLayout("", {"WHAT WE ASKED FOR": "recommendation"}))
    assert [record.recommendation for record in reading.records] == [row[0] for row in ASKED[1:]]


def test_a_remembered_layout_is_found_by_its_headings_whatever_their_order_and_case(take: Read) -> None:
    order = (3, 0, 5, 2, 1, 4)
    turned = [[row[at].upper() if n == 0 else row[at] for at in order] for n, row in enumerate(ASKED)]
    other = FileLayout("Another", {"Ref": "source_ref", "By": "owner", "Who": "owner"})
    reading = take(turned, layouts=[other, NORTHSHIRE])
    assert reading.layout == "Northshire tracker"
    assert [record.status for record in reading.records] == [OPEN, None]
    assert [record.due for record in reading.records] == [date(2025, 4, 1), date(2025, 5, 1)]


def test_of_two_layouts_that_fit_equally_one_is_taken_and_both_are_named(take: Read) -> None:
    other = replace(NORTHSHIRE, name="Southshire", fields={**NORTHSHIRE.fields, "Where we looked": "directorate"})
    reading = take(ASKED, layouts=(NORTHSHIRE, other))
    assert (reading.layout, reading.records[0].audit) == ("Northshire tracker", "Depot")
    said = "2 remembered layouts fit these headings equally well; Northshire tracker was taken."
    assert f"{said} To take another say --layout and its name. [Northshire tracker, Southshire]" in told(reading)
    named = take(ASKED, layout=other, layouts=(NORTHSHIRE, other))
    assert (named.layout, named.records[0].audit, named.records[0].directorate) == ("Southshire", "", "Depot")
    same = replace(NORTHSHIRE, name="The same again")
    assert all("equally" not in told(reading) for reading in (named, take(ASKED, layouts=(NORTHSHIRE, same))))


def test_beside_a_layout_that_was_named_no_other_is_looked_for(take: Read) -> None:
    words = replace(NORTHSHIRE, name="Southshire", statuses={"sorted": DONE})
    reading = take(ASKED, layout=NORTHSHIRE, layouts=(words, NORTHSHIRE))
    assert [record.status for record in reading.records] == [OPEN, None]


def test_a_layout_is_found_where_a_column_came_and_not_where_most_are_others(take: Read) -> None:
    more = [[*row, extra] for row, extra in zip(ASKED, ("Notes of ours", "a", "b"), strict=True)]
    assert take(more, layouts=[NORTHSHIRE]).layout == "Northshire tracker"
    known = take(PERCENTAGES, layouts=[NORTHSHIRE, FileLayout("Small", {"Audit": "owner", "Owner": "audit"})])
    assert known.layout == ""
    assert known.records[0].audit == "Street Lighting"


def test_what_is_said_of_this_file_stands_over_what_is_remembered(take: Read) -> None:
    reading = take(ASKED, layout=FileLayout("", {"Whose job": "director"}), layouts=[NORTHSHIRE])
    assert reading.layout == "Northshire tracker"
    assert one(replace(reading, records=reading.records[:1])).director == "Depot Manager"


def test_no_field_is_guessed_from_a_name_that_nobody_gave(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match='no field "colour"'):
        as_sheet(tmp_path)(ASKED, layout=FileLayout("", {"By": "colour"}))
    later = FileLayout("Later", {**NORTHSHIRE.fields, "Cost code": "cost_code"})  # as a later version may keep one
    assert as_sheet(tmp_path)(ASKED, layouts=[later]).layout == "Later"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Progress (%)", "percent"),
        ("Percentage implemented", "percent"),
        ("Direction of travel", "direction"),
        ("2nd Follow-Up", "follow_up_2"),
        ("Followup 1 status", "follow_up_1_status"),
        ("Position at third follow up", "follow_up_3"),
        ("Date of first follow-up", "follow_up_1_on"),
        ("2nd revised target date", "revised_due_2"),
        ("Revised date 3", "revised_due_3"),
    ],
)
def test_headings_of_further_columns_are_known(heading: str, field: str) -> None:
    column = column_for(heading)
    assert column is not None
    assert column.field == field


def test_further_columns_are_spelt_as_headings_are_compared_and_mean_one_thing() -> None:
    names = [name for column in FURTHER for name in (*column.synonyms, *column.otherwise)]
    assert [name for name in names if plain(name) != name] == []
    sure = [plain(name) for column in READABLE.values() for name in (column.heading, *column.synonyms)]
    assert len(sure) == len(set(sure))
    assert not {column.field for column in FURTHER} & {column.field for column in COLUMNS}


@pytest.mark.parametrize(
    ("cells", "words", "read_as"),
    [
        (["45%"], "45%", 45),
        (["45", "100"], "100", 100),
        (["0.45", "1"], "1", 100),
        (["0", "1"], "1", None),
        (["0", "1"], "0", 0),
        (["1", "30"], "1", 1),
        (["about 50% complete"], "about 50% complete", 50),
        (["140%"], "140%", None),
        (["half"], "half", None),
    ],
)
def test_a_percentage_is_read_where_it_can_mean_one_thing(cells: list[str], words: str, read_as: float | None) -> None:
    assert Percentages(cells).read(words) == read_as


def test_numbers_of_a_workbook_are_parts_of_one() -> None:
    assert Percentages([0.0, 1.0], numbers=True).read("1") == 100


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Blue - Complete", DONE),
        ("Green: implemented", DONE),
        ("In progress (Amber)", PARTLY),
        ("75% complete", PARTLY),
        ("100%", SAID_DONE),
        ("Green", None),
        ("Red/Amber", None),
        ("75", None),
    ],
)
def test_a_status_is_read_with_what_stands_beside_it(words: str, status: Status | None) -> None:
    assert status_in(words, POLICY) is status


def test_a_priority_is_the_policys_word_with_its_rank_or_without() -> None:
    assert priority_in("1 - Critical", POLICY) == ("critical", "")
    assert priority_in("Significant (2)", POLICY) == ("significant", "")
    assert priority_in("Moderate priority", POLICY) == ("moderate", "")
    assert priority_in("", POLICY) == ("", "")
    assert priority_in("Housekeeping", POLICY)[0] == "Housekeeping"


def test_a_date_that_was_never_moved_is_no_date_of_its_own() -> None:
    assert moved("due", "n/a", revised=True) == (None, None, "")
    assert moved("due", "TBC", revised=True) is None
    assert moved("issued", "1 May 2025, now 1 June 2025", revised=True) is None


def test_a_date_brought_forward_is_due_when_its_words_say() -> None:
    early, late = date(2023, 6, 30), date(2023, 12, 31)
    for words in (
        "originally 31/12/2023, now 30/06/2023",
        "30 June 2023 (was 31 December 2023)",
        "moved from 31 December 2023 to 30 June 2023",
        "Original date: 31/12/2023 Revised date: 30/06/2023",
    ):
        assert (found := moved("due", words, revised=False))
        assert found[:2] == (early, late)
        assert (again := moved("due", words, revised=True))
        assert again[:2] == (early, None)
    for words in ("30 June 2023 (original), 31 December 2023 (revised)", "30/06/2023 original\n31/12/2023 revised"):
        assert (found := moved("due", words, revised=False))
        assert found[:2] == (late, early)


@pytest.mark.parametrize(
    "words",
    [
        "31/03/2022 (extension to 30/06/2022 not agreed)",
        "31/03/2022, extension to 30/06/2022 requested",
        "31/03/2022; proposed revised date 30/06/2022",
        "31/03/2022, revised to 30/06/2022?",
        "30/06/2023 original 31/12/2023 revised",
        "was 31/03/2022 or originally 30/06/2022, now 30/04/2022",
    ],
)
def test_a_date_of_which_nobody_knows_whether_it_was_moved_moves_nothing(words: str) -> None:
    assert moved("due", words, revised=False) is None
    assert moved("due", words, revised=True) is None


def test_a_revised_date_with_a_doubt_beside_it_is_no_date() -> None:
    assert moved("due", "31 March 2022?", revised=True) is None
