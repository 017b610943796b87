"""What is written as CSV, XLSX or JSON comes back in unchanged, whatever the texts are, and is harmless on the way."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db.readings import RawRecord, Reading
from db.rows import Milestone, Recommendation
from db.rules import Band, Basis, Counting, Policy, Status
from reports.columns import COLUMNS, as_json
from reports.read import read
from reports.write.sheets import write_csv, write_json, write_xlsx

AS_AT = date(2022, 2, 15)

PLAIN = Recommendation(
    rowid=1,
    id="0190a8a0-0000-7000-8000-000000000001",
    ref="P-1",
    source_ref="2021/7 R1",
    audit_id="0190a8a0-0000-7000-8000-000000000002",
    audit="Payroll",
    issued=date(2021, 3, 1),
    assurance="limited",
    directorate="Corporate Services",
    priority="significant",
    recommendation="Overtime should be approved before it is paid.",
    response="Agreed.",
    owner="Payroll Manager",
    director="Director of Finance",
    executive_member="Executive Member for Finance",
    original_due=date(2021, 6, 30),
    due=date(2021, 9, 30),
    due_words="",
    status=Status.PARTIALLY_IMPLEMENTED,
    status_words="In progress",
    update="A form is in use in two of five teams.",
    update_on=date(2022, 1, 10),
    action="Roll out to the other three.",
    closed_on=None,
    as_at=AS_AT,
    counting=Counting.COMPLETED,
    basis=Basis.REVISED,
    months_overdue=4,
    months_original=7,
    months_other=5,
    band=Band.UNDER_6,
    milestones=(Milestone("m1", "draft", date(2021, 5, 31), date(2021, 6, 3)),),
    auditor="internal",
)

Write = Callable[[BinaryIO, Sequence[Recommendation]], None]
WRITERS: dict[str, Write] = {"csv": write_csv, "xlsx": write_xlsx, "json": write_json}

LIVE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'", "''=1", "\r\n=1", "\uff1d1")
AWKWARD = (
    *LIVE,
    "_x0041_",
    "_x005F_x0041_",
    "_x000d__x000A_",
    "_x0041_x0042_x0043\r",
    "\x1aFFFE\x1a",
    "<r>&</r>",
    "x005F_",
    "a\rb\nc\r\nd\n",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202egnp.exe\u2066",
    "\x0b\x0c\x85\u2028\ufeff",
    "\ufffe\uffff\x7f\x9f",
    "<b>&amp;</b>]]><![CDATA[",
    'he said "so", then; left|there\t"',
    "\U0001f9d1\u200d\U0001f9bd" * 10,
    "Llanfairpwllgwyngyll \u0175\u0177 z\u0351\u0343\u034f",
    "44561",
    "TRUE",
    "1e5",
    "2021-06-30",
    "Recommendation",
    "sep=;",
    "A" * 32_767,
    "A" * 32_768,
    "=" * 40_000,
    "\U0001f600" * 20_000,
    "A" + "\U0001f600" * 20_000,
    "_x0041_" * 6_000,
)

texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40),
    st.text("=+-@'\t\r\n _x0041F;:\\\" ", max_size=12),
)
solid = texts.filter(lambda text: text.strip() != "")
days = st.none() | st.dates()


@st.composite
def recommendations(draw: st.DrawFn) -> Recommendation:
    status = draw(st.none() | st.sampled_from(Status))
    return replace(
        PLAIN,
        **{
            name: draw(texts)
            for name in (
                *("id", "ref", "source_ref", "assurance", "directorate", "priority", "response", "owner", "director"),
                *("executive_member", "due_words", "status_words", "update", "action", "auditor"),
            )
        },
        audit=draw(solid),
        recommendation=draw(solid),
        **{name: draw(days) for name in ("issued", "original_due", "due", "update_on", "closed_on")},
        status=status,
        milestones=tuple(
            Milestone("", what, due, met_on)
            for what, due, met_on in draw(st.lists(st.tuples(texts, st.dates(), days), max_size=3))
        ),
        months_overdue=draw(st.none() | st.integers(0, 400)),
        band=draw(st.sampled_from(Band)),
    )


def there_and_back(kind: str, rows: Sequence[Recommendation], folder: Path) -> Reading:
    path = folder / f"register.{kind}"
    with path.open("wb") as out:
        WRITERS[kind](out, rows)
    return read(path, policy=Policy())


CARRIED = {f.name for f in fields(RawRecord)} & {f.name for f in fields(Recommendation)}


def carried(row: Recommendation | RawRecord) -> dict[str, object]:
    said = {name: getattr(row, name) for name in CARRIED}
    said["milestones"] = [(m.what, m.due, m.met_on) for m in row.milestones]
    return said


@pytest.mark.parametrize("kind", WRITERS)
@given(rows=st.lists(recommendations(), min_size=1, max_size=4))
@example(
    rows=[
        replace(PLAIN, recommendation=text, update=text, owner=text, audit=f"{text}.")
        for text in AWKWARD
        if text.strip()
    ]
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_field_comes_back_as_it_was(
    kind: str, rows: list[Recommendation], tmp_path_factory: pytest.TempPathFactory
) -> None:
    reading = there_and_back(kind, rows, tmp_path_factory.mktemp("sheets"))
    assert [carried(record) for record in reading.records] == [carried(row) for row in rows]
    assert reading.problems == ()
    assert reading.as_of == AS_AT
    assert reading.kind == kind


def test_all_that_makes_a_recommendation_is_carried() -> None:
    assert {f.name for f in fields(RawRecord)} - {"where", "section", "words"} <= CARRIED
    assert {column.field for column in COLUMNS} == set(as_json(PLAIN))


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_rows_give_the_same_bytes(kind: str) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    WRITERS[kind](first, [PLAIN])
    WRITERS[kind](second, [PLAIN])
    assert first.getvalue() == second.getvalue()


def test_a_workbook_does_not_say_when_it_was_written() -> None:
    out = io.BytesIO()
    write_xlsx(out, [PLAIN])
    with zipfile.ZipFile(out) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2022-02-15T00:00:00Z" in package.read("docProps/core.xml")


@pytest.mark.parametrize("kind", WRITERS)
def test_an_empty_register_is_a_file_that_is_read_as_empty(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"none.{kind}"
    with path.open("wb") as out:
        WRITERS[kind](out, [])
    reading = read(path, policy=Policy())
    assert (reading.records, reading.problems) == ((), ())


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_that_is_written_begins_a_formula(text: str, tmp_path: Path) -> None:
    row = replace(PLAIN, **{f.name: text for f in fields(PLAIN) if f.type is str})
    out = io.BytesIO()
    write_csv(out, [row])
    cells = [*csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))][1]
    path = tmp_path / "live.xlsx"
    with path.open("wb") as book:
        write_xlsx(book, [row])
    shown = next(openpyxl.load_workbook(path).active.iter_rows(min_row=2))
    assert all(cell.data_type != "f" for cell in shown)
    for cell in [*cells, *(str(cell.value) for cell in shown if cell.data_type == "s")]:
        assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@\t\uff1d"


def test_every_piece_of_a_long_text_is_inert(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with path.open("wb") as out:
        write_xlsx(out, [replace(PLAIN, update="=" * 70_000)])
    heading, cells = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    pieces = {title: cell for title, cell in zip(heading, cells, strict=True) if title.startswith("Update")}
    assert [title for title in pieces if title != "Update date"] == ["Update", "Update (2)", "Update (3)"]
    assert all(len(pieces[t]) <= 32_767 and pieces[t].startswith("'=") for t in ("Update", "Update (2)", "Update (3)"))


def test_a_workbook_has_a_heading_that_stays_dates_that_are_dates_and_a_filter(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with path.open("wb") as out:
        write_xlsx(out, [PLAIN, replace(PLAIN, due=None, issued=date(1899, 12, 31))])
    sheet = openpyxl.load_workbook(path).active
    heading = [cell.value for cell in sheet[1]]
    due = heading.index("Due date")
    assert heading == [column.heading for column in COLUMNS]
    assert sheet[1][0].font.b
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet[1][-1].column_letter}3"
    assert sheet[2][due].value.date() == date(2021, 9, 30)
    assert sheet[2][due].number_format == "d mmm yyyy"
    assert sheet[3][due].value is None
    assert sheet[3][heading.index("Report date")].value == "1899-12-31"
    assert sheet[2][heading.index("Recommendation")].alignment.wrap_text
    assert sheet[2][heading.index("Months overdue")].value == 4


def test_csv_is_what_excel_opens_by_a_double_click() -> None:
    out = io.BytesIO()
    write_csv(out, [PLAIN])
    assert out.getvalue().startswith(b"\xef\xbb\xbfRef,Audit title,Report date,")
    assert out.getvalue().endswith(b"\r\n")
    assert b",2021-09-30," in out.getvalue()


def test_json_is_one_object_with_its_date_and_the_objects_of_list() -> None:
    out = io.BytesIO()
    write_json(out, [PLAIN])
    document = json.loads(out.getvalue())
    assert document == {"as_at": "2022-02-15", "recommendations": [as_json(PLAIN)]}


def test_a_json_list_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([as_json(PLAIN)]))
    assert carried(read(path, policy=Policy()).records[0]) == carried(PLAIN)


def test_a_file_of_ours_that_a_person_has_added_to_is_read_with_the_addition(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with path.open("wb") as out:
        write_xlsx(out, [PLAIN])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heading = [cell.value for cell in sheet[1]]
    sheet.cell(1, len(heading) + 1, "My notes")
    sheet.cell(3, heading.index("Audit title") + 1, "Payroll")
    sheet.cell(3, heading.index("Recommendation") + 1, "A second thing should be done.")
    sheet.cell(3, heading.index("Due date") + 1, "31/3/22")
    sheet.cell(3, heading.index("Status") + 1, "Outstanding")
    book.save(path)
    reading = read(path, policy=Policy())
    assert carried(reading.records[0]) == carried(PLAIN)
    assert reading.records[1].id == ""
    assert reading.records[1].due == date(2022, 3, 31)
    assert reading.records[1].status is Status.NOT_IMPLEMENTED
    assert [problem.text for problem in reading.problems] == ["My notes"]


def test_bands_are_named_in_full_in_sheets() -> None:
    out = io.BytesIO()
    write_csv(out, [PLAIN], policy=Policy(band_edges=(3, 9)))
    assert b"Under 3 months overdue" in out.getvalue()
