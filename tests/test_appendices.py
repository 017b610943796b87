"""The committee's appendices: nothing is missing, everybody can read them, the same register gives the same file."""

import io
import itertools
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

import page as validator
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tagged import Node, Reading

from db.rows import Milestone, Recommendation
from db.rules import Band, Counting, Policy, Status, band, months_overdue
from reports.write.appendices import columns, divide, write_appendices
from reports.write.files import save
from reports.write.page import BOTTOM, FOOT_LINE, HEAD_LINE, RIGHT, TEXT, TOP, Setter, legible
from reports.write.table import KEEP, PADDING, Block, Cell
from reports.write.tagging import Document

AS_AT = date(2022, 2, 15)
SINCE = date(2021, 11, 15)
POLICY = Policy()
FINGERPRINT = "3f9c2a71b04d" * 5 + "cafe"
HEADINGS = [
    "Audit Title", "Due Date", "Recommendation", "Management Response", "Update/Opinion", "Ownership and Actions",
]  # fmt: skip
PROSE = (
    "Officers should check each permit against the register before it is granted, and record who checked it and when. "
    "The register is to be reconciled every month by somebody who grants no permits. "
)


def recommendation(n: int = 1, **fields: object) -> Recommendation:
    plain: dict[str, object] = {
        "rowid": n, "id": f"{n:036d}", "ref": f"SWP-{n}", "source_ref": "", "audit_id": "a",
        "audit": "Street Works Permits", "issued": date(2021, 7, 21), "assurance": "limited",
        "directorate": "Highways", "priority": "significant", "recommendation": PROSE, "response": "Agreed.",
        "owner": "Permits Manager", "director": "Strategic Director of Highways", "executive_member": "Highways lead",
        "original_due": date(2021, 9, 30), "due": date(2021, 9, 30), "due_words": "",
        "status": Status.PARTIALLY_IMPLEMENTED, "status_words": "", "update": "Two checks are awaited.",
        "update_on": date(2022, 2, 3), "action": "To look again in March.", "closed_on": None, "as_at": AS_AT,
        "counting": POLICY.counting, "basis": POLICY.basis, "months_overdue": None, "months_original": None,
        "months_other": None, "band": Band.NO_DATE, "milestones": (),
    }  # fmt: skip
    made = Recommendation(**{**plain, **fields})  # type: ignore[arg-type]
    return replace(
        made,
        band=band(made.status, made.due, AS_AT, POLICY),
        months_overdue=months_overdue(made.status, made.due, AS_AT, POLICY.counting),
        months_original=months_overdue(made.status, made.original_due, AS_AT, POLICY.counting),
    )


def paper(recommendations: list[Recommendation], **changes: object) -> bytes:
    out = io.BytesIO()
    settled: dict[str, object] = {
        "as_at": AS_AT, "policy": POLICY, "fingerprint": FINGERPRINT, "title": "Outstanding audit recommendations",
        "organisation": "Example Council", "implemented_since": SINCE,
    }  # fmt: skip
    write_appendices(out, recommendations, **{**settled, **changes})  # type: ignore[arg-type]
    return out.getvalue()


def varied() -> list[Recommendation]:
    """One of every kind, some longer than a sheet, some made to do harm."""
    hostile = (
        "<b>bold</b> &amp; <img src='/etc/passwd'/> \x1b[31m \u202e \U0001f642 😀 ✓ Llŷn a) Tj ET (b \\ " + "x" * 5000
    )
    return [
        recommendation(1, directorate="Adults", due=date(2019, 9, 30), recommendation=PROSE * 40, priority="critical"),
        recommendation(
            2, directorate="Adults", due=date(2021, 6, 30), original_due=date(2018, 3, 31), source_ref="4.2",
            milestones=(Milestone("m", "Draft", date(2021, 5, 31), date(2021, 6, 1)),
                        Milestone("n", "Everywhere", date(2021, 6, 30), None)),
            recommendation="These:\n• one, \n  -below it\n1. first\n2) second\n\nAnd so on.", update=PROSE * 9,
        ),
        recommendation(3, recommendation=hostile, response=hostile, update=hostile, audit=hostile[:300], ref="<i>3"),
        recommendation(4, due=None, original_due=None, due_words="TBC", directorate="", audit="a" * 400),
        recommendation(5, due=date(2022, 4, 1), status=Status.AWAITING_VERIFICATION, priority="moderate"),
        recommendation(6, status=Status.IMPLEMENTED, closed_on=date(2021, 11, 16), directorate="Children\u2019s"),
        recommendation(7, status=Status.IMPLEMENTED, closed_on=date(2021, 1, 5), priority=""),
        recommendation(8, status=Status.RISK_ACCEPTED, closed_on=date(2021, 12, 1), priority="High"),
        recommendation(9, status=None, status_words="amber", response="", update="", owner="", director="", action=""),
        *(recommendation(n, update=PROSE * (n % 5)) for n in range(10, 30)),
    ]  # fmt: skip


def write_to(out: BinaryIO) -> None:
    out.write(paper(varied()))


@pytest.fixture(scope="module")
def whole() -> bytes:
    return paper(varied())


@pytest.fixture(scope="module")
def reading(whole: bytes) -> Reading:
    return Reading(whole)


def rows(reading: Reading) -> dict[str, Node]:
    """The row of each recommendation, by its reference."""
    found = {}
    for row in reading.tree.every("TBody"):
        for tr in row.every("TR"):
            paragraphs = tr.every("TH")[0].every("P")
            found[paragraphs[1].text.strip()] = tr
    return found


def squeezed(text: str) -> str:
    """What is left of a text without blanks and the signs that lists are begun with."""
    return re.sub(r"[\s\-*\u2013·•‣■▪○●◦\uf0a7\uf0b7\uf0d8]+", "", text)


# Everybody can read it. ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recommendations", [varied(), [], [recommendation()]], ids=["varied", "empty", "one"])
def test_the_paper_keeps_every_rule_of_pdf_ua(recommendations):
    report = validator.validate_pdf_bytes(paper(recommendations), profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.rules.total > 100


@pytest.mark.parametrize("recommendations", [varied(), []], ids=["varied", "empty"])
def test_all_that_is_drawn_is_in_the_tree_once_or_decoration(recommendations):
    assert Reading(paper(recommendations)).faults == []


def test_another_reader_finds_the_same_words_in_every_piece(whole, reading):
    document = pypdfium2.PdfDocument(whole)
    for number, sheet in enumerate(document):
        text_page = sheet.get_textpage()
        pieces: Counter[int] = Counter()
        found: dict[int, str] = {}
        for thing in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            mcid = pdfium.FPDFPageObj_GetMarkedContentID(thing)
            if mcid >= 0:
                length = pdfium.FPDFTextObj_GetText(thing, text_page, None, 0)
                buffer = (pdfium.FPDF_WCHAR * (length // 2 + 1))()
                pdfium.FPDFTextObj_GetText(thing, text_page, buffer, length)
                found[mcid] = found.get(mcid, "") + bytes(buffer)[: length - 2].decode("utf-16-le")
                pieces[mcid] += 1
        ours = {mcid: text for mcid, text in reading.pieces(number).items() if text.strip()}
        assert {k: "".join(v.split()) for k, v in found.items() if v.strip()} == {
            k: "".join(v.split()) for k, v in ours.items()
        }


def test_the_tree_has_the_shape_that_readers_expect(reading):
    (body,) = reading.tree.kids
    assert body.role == "Document"
    assert {kid.role for kid in body.kids} == {"Sect"}
    assert [h.role for h in body.every("H1", "H2", "H3")][:3] == ["H1", "H2", "H2"]
    for table in body.every("Table")[1:]:
        head, *others = table.every("TR")
        assert [cell.text.strip() for cell in head.every("TH")] == HEADINGS
        assert {cell.attributes["/Scope"] for cell in head.every("TH")} == {"/Column"}
        for row in others:
            assert [cell.role for cell in row.kids] == ["TH"] + ["TD"] * 5
            assert row.every("TH")[0].attributes["/Scope"] == "/Row"


def test_lists_are_lists(reading):
    cell = rows(reading)["SWP-2"].every("TD")[1]
    assert [kid.role for kid in cell.kids] == ["P", "L", "L", "P"]
    assert [item.text.split() for item in cell.every("LI")] == [
        ["•", "one,"], ["•", "below", "it"], ["1.", "first"], ["2)", "second"],
    ]  # fmt: skip
    assert [each.attributes["/ListNumbering"] for each in cell.every("L")] == ["/Disc", "/Decimal"]
    assert [item.every("Lbl")[0].text.strip() for item in cell.every("LI")] == ["•", "•", "1.", "2)"]


def test_the_file_names_its_language_its_title_and_nothing_else(whole, reading):
    root = reading.pdf.Root
    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    info = {key: str(value) for key, value in reading.pdf.docinfo.items()}
    assert info["/Title"] == "Outstanding audit recommendations: Position at 15 Feb 2022"
    assert info["/CreationDate"] == info["/ModDate"] == "D:20220215000000Z"
    assert info["/Author"] == "Example Council"
    metadata = root.Metadata.read_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    for private in (os.environ.get("USER", "nobody-at-all"), str(Path.home()), str(Path.cwd())):
        if len(private) > 5:
            assert private.encode() not in whole
            assert private not in metadata


def test_letters_are_embedded_real_and_large_enough(reading):
    fonts = {str(font.BaseFont): font for page in reading.pdf.pages for font in page.Resources.Font.values()}
    names = {name.partition("+")[2] for name in fonts}
    assert names == {"NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "DejaVuSans", "DejaVuSans-Bold"}
    assert all("/FontFile2" in font.FontDescriptor for font in fonts.values())
    assert min(reading.sizes) >= 8.5


# Every word of every record. -----------------------------------------------------------------------------------------


def test_every_word_of_every_record_is_read_in_order(reading):
    found = rows(reading)
    for r in varied():
        audit, due, text, response, update, ownership = found[legible(r.ref)].kids
        assert squeezed(text.text) == squeezed(legible(r.recommendation))
        assert squeezed(response.text) == squeezed(legible(r.response) or "No response recorded")
        assert squeezed(update.text).startswith(squeezed(legible(r.update) or "No update recorded"))
        assert squeezed(audit.text).startswith(squeezed(legible(f"{r.audit}{r.ref}")))
        assert r.source_ref in audit.text
        assert r.priority.casefold() in audit.text.casefold()
        assert r.assurance in audit.text
        assert r.due_words in due.text
        assert r.status_words in update.text
        for words in (r.director, r.executive_member, r.owner, r.action):
            assert squeezed(words) in squeezed(ownership.text)


ANYTHING = st.text(max_size=200)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_a_record_holds_is_on_paper_and_harms_nothing(audit, text, response, owner, directorate):
    r = recommendation(audit=audit, recommendation=text, response=response, owner=owner, directorate=directorate)
    done = Reading(paper([r]))
    assert done.faults == []
    (row,) = done.tree.every("TBody")[0].every("TR")
    cells = [squeezed(cell.text) for cell in row.kids]
    assert cells[0].startswith(squeezed(legible(audit)))
    assert cells[2] in (squeezed(legible(text)), "Norecommendationrecorded")
    assert cells[3] in (squeezed(legible(response)), "Noresponserecorded")
    assert squeezed(legible(owner)) in cells[5]
    assert squeezed(legible(directorate)) in squeezed(done.tree.every("H3")[0].text) or not directorate


def test_the_dates_and_months_are_those_of_the_register(reading):
    due = rows(reading)["SWP-2"].every("TD")[0].text.replace("\xa0", " ")
    assert " ".join(due.split()) == (
        "30 Jun 2021 originally 31 Mar 2018 7 months overdue 46 months past the original date"
        " Milestones Draft: 31 May 2021, met 1 Jun 2021 Everywhere: 30 Jun 2021, missed"
    )
    update, ownership = rows(reading)["SWP-2"].every("TD")[3:]
    assert " ".join(update.words[-7:]) == "Feb 2022 Internal Audit opinion: Partially implemented"
    assert "Status: 7 months overdue" in " ".join(ownership.words)


def test_bold_and_italic_are_letters_of_their_own(reading):
    cells = rows(reading)["SWP-9"].kids
    assert [p.fonts for p in cells[0].every("P")][:2] == [{"NotoSans-Bold"}, {"NotoSans-Regular"}]
    assert cells[3].every("P")[0].fonts == {"NotoSans-Italic"}
    assert cells[4].every("P")[-1].fonts == {"NotoSans-Bold"}
    assert cells[5].every("P")[0].fonts == {"NotoSans-Bold", "NotoSans-Regular"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": None, "status_words": "amber"}, "Status not read: “amber”"),
        ({"status": None}, "No status recorded"),
        ({"status": Status.AWAITING_VERIFICATION}, "Awaiting verification: management says it is done"),
        ({"status": Status.NOT_IMPLEMENTED}, "Internal Audit opinion: Not implemented"),
        ({"status": Status.NOT_IMPLEMENTED, "auditor": "external"}, "External Audit opinion: Not implemented"),
        ({"status": Status.NOT_IMPLEMENTED, "status_words": "Outstanding"}, "printed as “Outstanding”"),
        (
            {"accepted_until": date(2022, 1, 31), "accepted_by": "Director of Highways"},
            "Open again: the acceptance by Director of Highways ended on 31 Jan 2022",
        ),
    ],
)
def test_an_opinion_is_audits_or_says_that_there_is_none(changes, says):
    (row,) = rows(Reading(paper([recommendation(**changes)]))).values()
    assert says in " ".join(row.every("TD")[3].words)


# Where it stands. ----------------------------------------------------------------------------------------------------

STATES = list(itertools.product([None, *Status], [None, date(2020, 1, 1), date(2021, 5, 1), date(2022, 2, 14), AS_AT]))


@pytest.mark.parametrize("since", [SINCE, None])
def test_no_record_is_off_the_page_or_on_it_twice(since):
    everything = [
        recommendation(n, status=status, due=due, closed_on=closed)
        for n, ((status, due), closed) in enumerate(itertools.product(STATES, [None, SINCE, date(2021, 1, 1)]))
    ]
    sections = divide(everything, AS_AT, POLICY, since)
    assert Counter(r.ref for s in sections for r in s.recommendations) == Counter(r.ref for r in everything)
    done = Reading(paper(everything, implemented_since=since))
    printed = Counter(row.every("P")[1].text.strip() for b in done.tree.every("TBody") for row in b.every("TR"))
    assert printed == Counter(r.ref for r in everything)


def test_what_was_implemented_by_the_day_of_the_last_position_is_not_told_as_new():
    closed = [
        recommendation(n, status=Status.IMPLEMENTED, closed_on=day)
        for n, day in enumerate((date(2021, 11, 14), SINCE, date(2021, 11, 16)))
    ]
    (new, *_, otherwise) = divide(closed, AS_AT, POLICY, SINCE)
    assert [r.ref for r in new.recommendations] == ["SWP-2"]
    assert {r.ref for r in otherwise.recommendations} == {"SWP-0", "SWP-1"}


def test_each_stands_in_the_appendix_of_its_age(reading):
    where = {}
    for sect in reading.tree.every("Sect")[1:]:
        title = sect.every("H2")[0].text.strip()
        for tbody in sect.every("TBody"):
            for row in tbody.every("TR"):
                where[row.every("P")[1].text.strip()] = title
    assert {f"SWP-{n}": where[f"SWP-{n}"].replace("\u2013", "-") for n in (1, 2, 4, 5, 6, 7, 8, 9)} == {
        "SWP-6": "Appendix 1 - Implemented since 15 Nov 2021",
        "SWP-1": "Appendix 2 - Over 12 months overdue",
        "SWP-2": "Appendix 3 - 6 to 12 months overdue",
        "SWP-9": "Appendix 4 - Under 6 months overdue",
        "SWP-5": "Appendix 5 - Not yet due",
        "SWP-4": "Appendix 6 - No date",
        "SWP-7": "Appendix 7 - Closed otherwise",
        "SWP-8": "Appendix 7 - Closed otherwise",
    }  # fmt: skip


def test_an_appendix_without_records_says_so():
    done = Reading(paper([]))
    said = [sect.every("P")[0].text.strip() for sect in done.tree.every("Sect")[1:]]
    assert len(said) == 7
    assert all(words.startswith("No recommendation is ") for words in said)
    assert "No recommendation is 12 months or more overdue at 15 Feb 2022." in said


def test_records_are_sorted_by_directorate_audit_and_due_date_and_by_number():
    mixed = [
        recommendation(10, directorate="B"), recommendation(9, directorate="B"), recommendation(1, directorate=""),
        recommendation(2, directorate="B", audit="A"), recommendation(3, directorate="A", due=date(2021, 12, 1)),
        recommendation(4, directorate="A", due=date(2021, 11, 1)),
    ]  # fmt: skip
    section = divide(mixed, AS_AT, POLICY, SINCE)[3]
    assert [r.ref for r in section.recommendations] == ["SWP-4", "SWP-3", "SWP-2", "SWP-9", "SWP-10", "SWP-1"]


def test_the_summary_adds_up_both_ways(reading):
    head, *body = [[cell.text.strip() for cell in tr.kids] for tr in reading.tree.every("Table")[0].every("TR")]
    assert head == ["Recommendations", "Critical", "Significant", "Moderate", "Other", "Not given", "All"]
    numbers = [[int(n) for n in row[1:]] for row in body]
    assert all(sum(row[:-1]) == row[-1] for row in numbers)
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert numbers[-1][-1] == len(varied())


def test_the_cover_says_the_position_how_months_are_counted_and_of_which_register(reading):
    cover = " ".join(reading.tree.every("Sect")[0].words)
    assert "Position at 15 Feb 2022" in cover
    assert "26 of 29 recommendations are open; 24 are overdue, 1 of them by 12 months or more." in cover
    assert "completed months" in cover
    assert FINGERPRINT in cover
    calendar = replace(POLICY, counting=Counting.CALENDAR)
    assert "calendar months" in Reading(paper([], policy=calendar)).tree.text


def test_a_body_whose_edges_belong_to_the_band_below_is_told_so():
    below = replace(POLICY, band_edges=(3, 9), edge_included=False)
    nine_months = replace(recommendation(due=date(2021, 5, 15)), band=Band.SIX_TO_12)
    cover = " ".join(Reading(paper([nine_months], policy=below)).tree.every("Sect")[0].words)
    assert "Exactly 3 months counts as under 3, exactly 9 as 3 to 9." in cover
    assert "1 is overdue, none of them by 10 months or more." in cover
    assert [section.what for section in divide([], AS_AT, below, None)[1:4]] == [
        "10 months or more overdue at 15 Feb 2022",
        "4 to less than 10 months overdue at 15 Feb 2022",
        "overdue at 15 Feb 2022 by less than 4 months",
    ]
    assert "Exactly 6 months counts as 6 to 12, exactly 12 as over 12." in Reading(paper([])).tree.text


def test_a_paper_for_another_date_than_its_ages_is_refused():
    with pytest.raises(ValueError, match="another date"):
        paper([recommendation()], as_at=date(2022, 3, 1))


# On which sheet. -----------------------------------------------------------------------------------------------------


def test_contents_and_outline_lead_to_the_sheets_they_name(reading):
    headings = [(h.text.strip(), min(h.pages)) for h in reading.tree.every("H2", "H3") if h.text.strip() != "Contents"]
    entries = [re.fullmatch(r"(.*) \(\d+\) (\d+)", entry.text.strip()) for entry in reading.tree.every("TOCI")]
    assert [(e[1], int(e[2])) for e in entries if e] == headings
    sheets = {page.objgen: n for n, page in enumerate(reading.pdf.pages, 1)}
    links = [note for page in reading.pdf.pages for note in page.get("/Annots", [])]
    assert [sheets[note.Dest[0].objgen] for note in links] == [n for _, n in headings]
    with reading.pdf.open_outline() as outline:
        lines = [(item.title, sheets[item.destination[0].objgen]) for item in outline.root]
        level = [line for item in outline.root for line in item.children]
    assert lines == [h for h in headings if h[0].startswith("Appendix")]
    assert [(item.title, sheets[item.destination[0].objgen]) for item in level] == [
        h for h in headings if not h[0].startswith("Appendix")
    ]
    assert sum(len(item.children) for item in level) == len(varied())


def test_contents_of_many_directorates_go_on_over_further_sheets():
    many = [recommendation(n, directorate=f"Directorate {n:03d} " + "of many words " * 9) for n in range(150)]
    done = Reading(paper(many))
    assert done.faults == []
    pages = [entry.every("Link")[0].pages for entry in done.tree.every("TOCI")]
    assert pages[0] == {1}
    assert max(pages[-1]) >= 3 - 1
    assert len(pages) == 157


def test_every_sheet_says_its_number_the_date_and_the_register(reading):
    total = len(reading.pdf.pages)
    for n, drawn in enumerate(reading.artifacts, 1):
        said = "".join(drawn)
        assert f"Page {n} of {total}Position at 15 Feb 2022Register {FINGERPRINT[:12]}" in said


def test_a_row_that_runs_over_repeats_heading_and_name_unread(reading):
    row = rows(reading)["SWP-1"]
    sheets = sorted(set().union(*(p.pages for p in row.every("P"))))
    assert len(sheets) >= 2
    for sheet in sheets[1:]:
        drawn = reading.artifacts[sheet - 1]
        assert "".join(HEADINGS) in drawn
        assert "SWP-1 (continued)" in drawn
    assert row.text.count("continued") == 0


def test_nothing_is_drawn_outside_its_column_or_the_sheet():
    long = recommendation(
        1, recommendation="x" * 5000 + " " + PROSE * 300, response="W" * 3000, audit="M" * 500, ref="R" * 90,
        owner="https://example.org/" + "o" * 200, update="• " + "w" * 400 + " ✓" * 90, due_words="D" * 80,
    )  # fmt: skip
    grid = columns([long])
    sheets = list(pypdfium2.PdfDocument(paper([long])))[1:]
    assert len(sheets) > 8
    for sheet in sheets:
        for thing in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            left, bottom, right, top = thing.get_bounds()
            if FOOT_LINE + 9 < bottom < HEAD_LINE - 9 and pdfium.FPDFPageObj_GetMarkedContentID(thing) >= 0:
                assert bottom > BOTTOM
                assert top < TOP
                ends = [c.left + c.width - PADDING for c in grid if c.x - 1 <= left < c.left + c.width]
                assert right <= (ends[0] if left > 40 else RIGHT) + 0.7


@pytest.mark.parametrize("text", [PROSE * 5, "\n\n".join([PROSE[:112]] * 7)], ids=["one", "many"])
def test_no_line_of_a_paragraph_is_alone_on_a_sheet_and_no_row_is_begun_in_little_room(text):
    split = 0
    for amount in range(1, 60):
        above = recommendation(1, response="word " * 5 * amount, update="")
        done = Reading(paper([above, recommendation(2, update=text)]))
        for paragraph in done.tree.every("P"):
            if len(paragraph.pages) > 1:
                assert min(paragraph.lines.values()) > 1
        lines = Counter[int]()
        for paragraph in rows(done)["SWP-2"].every("TD")[3].every("P"):
            lines.update(paragraph.lines)
        if len(lines) > 1:
            split += 1
            assert lines[min(lines)] * TEXT.leading > KEEP - 3 * TEXT.leading
    assert split > 3


@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from([0.0, 1.5, 5.0])), min_size=1, max_size=6),
    st.lists(st.floats(0, 150), max_size=6),
)
def test_a_cell_draws_each_line_once_and_takes_the_room_it_says(blocks, rooms):
    document = Document(title="", author="", subject="", on=AS_AT)
    setter = Setter(document)
    texts = [[f"(b{n}l{i} )Tj" for i in range(lines)] for n, (lines, _) in enumerate(blocks)]
    cell = Cell([Block(text, TEXT, before) for text, (_, before) in zip(texts, blocks, strict=True)], document.body, 0)
    drawn: list[str] = []
    for room in [*rooms, 10_000.0]:
        sheet = document.sheet()
        whole = cell.height()
        used = cell.draw(sheet, setter, 500, room)
        assert used <= room + 0.2
        assert cell.height() <= whole
        code = " ".join(sheet.code)
        lines = re.findall(r"\((b\d+l\d+) \)Tj", code)
        gaps = sum(blocks[int(n)][1] for n in dict.fromkeys(re.findall(r"\(b(\d+)l", code))) if lines else 0
        first = blocks[int(lines[0][1])][1] if lines else 0
        assert used == pytest.approx(len(lines) * TEXT.leading + gaps - first)
        drawn += lines
    assert cell.done
    assert drawn == [f"b{n}l{i}" for n, (lines, _) in enumerate(blocks) for i in range(lines)]


def test_no_heading_is_left_behind_by_its_table():
    for amount in range(1, 60):
        above = recommendation(1, directorate="A", response="word " * 5 * amount, update="")
        done = Reading(paper([above, recommendation(2, directorate="B", update=PROSE * 4)]))
        heading = done.tree.every("H3")[1]
        table = done.tree.every("Table")[2]
        assert heading.pages == table.every("TH")[0].pages
        assert heading.pages == rows(done)["SWP-2"].every("P")[0].pages
    for words in range(300, 900, 15):  # Names that take most of a sheet themselves.
        done = Reading(paper([recommendation(1, directorate="word " * words, update=PROSE * 4)]))
        assert done.tree.every("Table")[1].every("TH")[0].pages == rows(done)["SWP-1"].every("P")[0].pages


def test_an_empty_line_gives_room_between_paragraphs():
    def distance(text: str) -> float:
        r = recommendation(recommendation=text)
        sheet = pypdfium2.PdfDocument(paper([r]))[1]
        tops = [
            thing.get_bounds()[3]
            for thing in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
            if abs(thing.get_bounds()[0] - columns([r])[2].x) < 2
        ]
        return float(tops[-2] - tops[-1])

    assert distance("Above\n\nAbove") == pytest.approx(distance("Above\nAbove") + 3, abs=0.1)


# The same again, and stopping. ---------------------------------------------------------------------------------------


def test_the_same_register_and_date_give_the_same_bytes(whole):
    assert paper(varied()) == whole
    assert paper(list(reversed(varied()))) == whole
    code = "import sys; sys.path[:0] = ['tests', '.']; import test_appendices as t; t.write_to(sys.stdout.buffer)"
    for changes in ({"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "7"}, {"SOURCE_DATE_EPOCH": "86400", "LANG": "C"}):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **changes}, capture_output=True, check=True,
            cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        assert done.stdout == whole


def test_another_word_or_date_gives_another_identity(whole):
    def identity(data: bytes) -> bytes:
        return bytes(Reading(data).pdf.trailer.ID[0])

    others = [
        paper([*varied()[:-1], recommendation(29, response="Agree.")]),
        paper(varied(), fingerprint="other"),
        paper([], as_at=date(2022, 2, 16)),
        paper([]),
    ]
    assert len({identity(whole), *map(identity, others)}) == 5


def test_progress_is_told_record_by_record():
    told: list[tuple[int, int]] = []
    paper(varied(), progress=lambda done, total: told.append((done, total)))
    assert told == [(n, len(varied())) for n in range(1, len(varied()) + 1)]


def test_stopping_leaves_nothing_behind(tmp_path):
    class Stopped(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 5:
            raise Stopped

    def write(out: io.BufferedWriter) -> None:
        write_appendices(
            out, varied(), as_at=AS_AT, policy=POLICY, fingerprint=FINGERPRINT, title="", organisation="",
            implemented_since=None, progress=stop,
        )  # fmt: skip

    with pytest.raises(Stopped):
        save(tmp_path / "paper.pdf", write, overwrite=False)
    assert list(tmp_path.iterdir()) == []
