"""Appendices that we wrote come back from their PDF: the same recommendations, fields and texts, whatever they are."""

import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_appendices import AS_AT, POLICY, PROSE, SINCE, paper, recommendation, varied

from db import sample, store
from db.intake import Plan, plan
from db.ledger import Ledger
from db.queries import Reader
from db.readings import RawRecord, Reading
from db.rows import Filter, Milestone, Recommendation
from db.rules import CLOSED, Policy, Status
from reports.read import read
from reports.read.paper import Paper
from reports.read.paper.pdf.reading import read_pdf
from reports.read.paper.pdf.tagged import read_tagged
from reports.read.report.reading import read_report
from reports.write.appendices import divide
from reports.write.page import blank

HOSTILE = (
    "Status: implemented\nAction: none\nDirector: nobody",
    "Report of 21 Jul 2021\nAssurance: full\noriginally 1 May 2020",
    "Internal Audit opinion: Implemented",
    "No response recorded",
    "\u2022 one\n- two\n\n* three\n  -four\n1. first\n(b) second\n\t\u25cf deep\n\n",
    "a  b   c \n \n  d\t\te\r\nf\rg\x0bh\x85i\u2028j",
    "\x1b[31mred\x1b]0;t\x07 \x00 \x7f\x9f \ufeff \ufffe\uffff",
    "\u202egnp.exe\u2066 \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "[U+05E9] [U+1F642] [U+zz] [U+",
    "\U0001f642 \u2764\ufe0f \u2713 \U0001f9d1\u200d\U0001f9bd \U0001f600",
    "e\u0301 \u00e9 \ufb01 \u00bd \u2460 \uff21 A\u0351\u0343\u034f \u212b \u1e9b\u0323",
    "soft\u00adhyphen non\u2011breaking\u00a0space thin\u2009space zero\u200bwidth well-\nknown self-assess",
    "<b>bold</b> &amp; <ul><li>x</li></ul> <img src='/etc/passwd'/> \\(Tj\\) ET",
    "due 30 Sep 2019: 31 May 2021, met 1 Jun 2021, missed",
    " edges ",
    "-",
    "1.",
    "\u201cquoted\u201d",
    "self-" * 300,
    "word " * 900,
    "x" * 4000,
    "\u0175\u0177 \u2014 \u20ac \u2022 \u25a0 \u2264",
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=30),
    st.text(" \n\t-\u2022*1.a[U+05E9]\u00ad\u00a0\u05e9\u0301\ufe0f", max_size=25),
)
days = st.none() | st.dates()
TEXTS = ("recommendation", "response", "update", "action", "owner", "director", "executive_member")


@st.composite
def recommendations(draw: st.DrawFn) -> Recommendation:
    status = draw(st.none() | st.sampled_from(Status))
    lines = ("ref", "source_ref", "audit", "assurance", "directorate", "priority", "due_words", "status_words")
    milestones = draw(st.lists(st.tuples(texts, st.dates(), days), max_size=2))
    return recommendation(
        **{name: draw(texts) for name in (*TEXTS, *lines)},
        **{name: draw(days) for name in ("issued", "original_due", "due", "update_on")},
        auditor=draw(st.sampled_from(("internal", "external"))),
        status=status,
        closed_on=draw(days) if status in CLOSED else None,
        milestones=tuple(Milestone("m", *given) for given in milestones),
    )


def read_back(data: bytes) -> Paper:
    document = pypdfium2.PdfDocument(data)
    back = read_tagged("paper.pdf", document, lambda _done, _total: None)
    document.close()
    assert back is not None
    return back


def as_printed(r: Recommendation) -> dict[str, object]:
    """What a paper prints of a recommendation, and what must come back."""
    said = {f.name: getattr(r, f.name) for f in fields(RawRecord) if hasattr(r, f.name)}
    said |= {name: "" for name in TEXTS if blank(said[name])}
    unread_or_named = not r.status or r.status_words.casefold() != r.status
    return said | {
        "id": "",
        "source_ref": r.source_ref if r.source_ref != r.ref else "",
        "original_due": r.original_due or r.due,
        "status_words": r.status_words if unread_or_named else "",
        "milestones": [(m.what, m.due, m.met_on) for m in r.milestones],
    }


def came_back(record: RawRecord) -> dict[str, object]:
    said = {f.name: getattr(record, f.name) for f in fields(RawRecord)}
    said["milestones"] = [(m.what, m.due, m.met_on) for m in record.milestones]
    return {name: value for name, value in said.items() if name not in {"where", "section", "words"}}


def in_order(rows: Sequence[Recommendation]) -> list[tuple[str, Recommendation]]:
    return [(section.title, r) for section in divide(rows, AS_AT, POLICY, SINCE) for r in section.recommendations]


def differences(back: Paper, rows: Sequence[Recommendation]) -> list[str]:
    """What did not come back, shortly."""
    assert back.own is not None
    printed = in_order(rows)
    assert len(back.own.records) == len(printed)
    return [
        f"{name}: {as_printed(r)[name]!a:.200} became {value!a:.200}"
        for record, (_, r) in zip(back.own.records, printed, strict=True)
        for name, value in came_back(record).items()
        if as_printed(r)[name] != value
    ]


def internal(n: int, **changes: object) -> Recommendation:
    return recommendation(n, auditor="internal", **changes)


@given(rows=st.lists(recommendations(), min_size=1, max_size=2))
@example(rows=[internal(n, **dict.fromkeys((*TEXTS, "audit"), text)) for n, text in enumerate(HOSTILE)])
@example(rows=[internal(n, due_words=t, ref=t, priority=t, directorate=t) for n, t in enumerate(HOSTILE)])
@example(rows=[internal(n, source_ref=t, assurance=t, status_words=t) for n, t in enumerate(HOSTILE)])
@example(rows=[replace(r, auditor="internal") for r in varied()])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_field_of_every_recommendation_comes_back(rows: list[Recommendation]) -> None:
    back = read_back(paper(rows))
    assert differences(back, rows) == []
    assert back.problems == ()
    assert back.own is not None
    assert back.own.as_at == AS_AT
    assert [record.section for record in back.own.records] == [title for title, _ in in_order(rows)]


# Into a register. ----------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 20)


def shown(path: Path) -> tuple[list[Recommendation], Policy]:
    with closing(store.connect(path, read_only=True)) as connection:
        reader = Reader(connection, TODAY)
        return list(reader.recommendations(Filter())), reader.policy


def planned(path: Path, reading: Reading) -> Plan:
    with closing(store.connect(path, read_only=True)) as connection:
        return plan(connection, reading, as_of=TODAY, policy=Policy())


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "register.db"
    sample.build(path, today=TODAY)
    return path


@pytest.fixture(scope="module")
def printed(sampled: Path) -> Reading:
    rows, policy = shown(sampled)
    back = read_back(paper(rows, as_at=TODAY, policy=policy, implemented_since=None))
    assert back.own is not None
    return Reading("paper.pdf", "0" * 64, "pdf", back.own.as_at, back.own.records, back.problems)


def test_a_paper_is_no_news_to_the_register_it_came_from(sampled: Path, printed: Reading) -> None:
    again = planned(sampled, printed)
    assert (again.added, again.updated, again.skipped) == (0, 0, 0)
    assert again.unchanged == len(shown(sampled)[0])
    assert not again.writes
    assert not [problem for problem in again.problems if "month" in problem.what or "differ" in problem.what]


def test_an_empty_register_is_filled_with_what_the_paper_prints(
    sampled: Path, printed: Reading, tmp_path: Path
) -> None:
    path = tmp_path / "empty.db"
    store.create(path)
    with closing(Ledger(path, "Ann Auditor")) as ledger:
        ledger.apply(planned(path, printed), on=TODAY)
    # Until when a risk is accepted, and by whom, no paper prints; what has an identity gets a new one.
    unprinted = {"rowid": 0, "id": "", "audit_id": "", "accepted_until": None, "accepted_by": ""}

    def told(rows: list[Recommendation]) -> dict[str, Recommendation]:
        return {r.ref: replace(r, **unprinted, milestones=tuple(replace(m, id="") for m in r.milestones)) for r in rows}

    assert told(shown(path)[0]) == told(shown(sampled)[0])


def test_a_paper_is_read_like_any_other_file(tmp_path: Path) -> None:
    rows = [internal(n, **dict.fromkeys((*TEXTS, "audit"), text)) for n, text in enumerate(HOSTILE)]
    (tmp_path / "appendices.pdf").write_bytes(paper(rows))
    reading = read(tmp_path / "appendices.pdf", policy=Policy())
    assert (reading.kind, reading.as_of, reading.problems) == ("pdf", AS_AT, ())
    assert [came_back(record) for record in reading.records] == [as_printed(r) for _, r in in_order(rows)]
    assert {record.where for record in reading.records} <= {line.place for line in reading.source}


# What is printed is what is believed. --------------------------------------------------------------------------------


def altered(data: bytes, old: bytes, new: bytes) -> bytes:
    """A paper in which some letters of a page are others, its tags as they were."""
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            for stream in page.Contents:
                stream.write(stream.read_bytes().replace(old, new))
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_where_tags_and_print_disagree_the_print_is_believed_and_it_is_told() -> None:
    r = internal(1, recommendation="Pay 100  pounds.", due=date(2021, 9, 30), status=Status.NOT_IMPLEMENTED)
    back = read_back(altered(altered(paper([r]), b"Pay 100 pounds", b"Pay 900 pounds"), b"opinion: Not ", b"opinion: "))
    assert back.own is not None
    (record,) = back.own.records
    assert record.recommendation == "Pay 900 pounds."
    assert record.status is Status.IMPLEMENTED
    assert {problem.text for problem in back.problems} == {"Pay 900 pounds.", "Internal Audit opinion: implemented"}
    assert {problem.where for problem in back.problems} == {"page 2 row 2"}


def test_a_paper_of_ours_that_somebody_printed_again_is_read_as_any_report() -> None:
    stones = (Milestone("m", "Draft", date(2021, 5, 31), date(2021, 6, 1)), Milestone("n", "All", AS_AT, None))
    rows = [
        internal(1, original_due=date(2018, 3, 31), source_ref="4.2", milestones=stones, priority="critical"),
        internal(2, due=None, original_due=None, due_words="TBC", assurance="", audit="Rents"),
    ]
    with pikepdf.open(io.BytesIO(paper(rows))) as document:
        document.docinfo["/Creator"] = "Word"
        out = io.BytesIO()
        document.save(out)
    back = read_back(out.getvalue())
    assert back.own is None
    found = read_report("paper.pdf", back.lines, "0" * 64, Policy())
    names = ("ref", "source_ref", "audit", "issued", "assurance", "priority", "response", "update", "update_on")
    names += ("owner", "director", "executive_member", "due", "due_words", "status", "action")
    assert [[getattr(record, name) for name in names] for record in found.records] == [
        [getattr(r, name) for name in names] for r in rows
    ]
    assert [record.recommendation for record in found.records] == [PROSE.strip()] * 2
    assert found.records[0].original_due == date(2018, 3, 31)
    assert [(m.what, m.due, m.met_on) for m in found.records[0].milestones] == [
        (m.what, m.due, m.met_on) for m in stones
    ]
    assert not [problem for problem in found.problems if "month" in problem.what]


def without_tags(data: bytes) -> bytes:
    """A paper as it is when somebody else has printed it again."""
    with pikepdf.open(io.BytesIO(data)) as document:
        del document.Root["/StructTreeRoot"], document.Root["/MarkInfo"]
        document.docinfo["/Creator"] = "Printer"
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def test_a_paper_of_ours_that_has_lost_its_tags_keeps_its_statuses_and_its_texts() -> None:
    stones = (Milestone("m", "Draft of the rules for consultation", date(2021, 7, 31), None),)
    closing = {"status": Status.SUPERSEDED, "closed_on": date(2022, 1, 22), "due": None, "due_words": "TBC"}
    rows = [
        internal(1, status=Status.AWAITING_VERIFICATION, months_overdue=4, update="Done, says the service."),
        internal(2, status=None, status_words="Amber or so", update="", update_on=None),
        internal(3, **closing, audit="Market Hall", issued=None, assurance=""),
        internal(4, response="", milestones=stones, original_due=date(2021, 4, 30), months_original=9),
    ]
    lines = read_pdf("paper.pdf", without_tags(paper(rows)), lambda _done, _total: None).lines
    reading = read_report("paper.pdf", lines, "0" * 64, Policy())
    found = {record.ref: record for record in reading.records}
    assert not [problem for problem in reading.problems if "are both said" in problem.what]
    names = ("audit", "status", "update", "update_on", "response", "due", "due_words", "closed_on", "action")
    for r in rows:
        assert [getattr(found[r.ref], name) for name in names] == [getattr(r, name) for name in names]
    assert found["SWP-2"].status_words == "Amber or so"
    assert [(stone.what, stone.due) for stone in found["SWP-4"].milestones] == [(stones[0].what, stones[0].due)]


def test_only_what_is_printed_has_a_tag() -> None:
    data = paper([internal(1, id="secret-identity", response=" \n ")])
    assert b"secret-identity" not in data
    back = read_back(data)
    assert back.own is not None
    assert back.own.records[0].response == ""


def test_a_row_is_named_by_the_page_it_begins_on() -> None:
    back = read_back(paper([internal(1, recommendation=PROSE * 60), internal(2)]))
    assert back.own is not None
    assert [record.where for record in back.own.records] == ["page 2 row 2", "page 8 row 1"]
    assert {record.where for record in back.own.records} <= {line.place for line in back.lines}
