"""Any table printed as a report is read back field by field, and no text at all raises or loses a word."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from papers import HEADINGS, REPORT, read, report, told

from reports.read.report.lines import lines_of_text
from reports.read.report.walk import outline

WORDS = (
    *("council", "service", "manager", "checks", "papers", "signed", "yearly", "office", "house", "garden", "street"),
    *("invoice", "payment", "review", "keep", "send", "write", "weekly", "staff", "form", "record", "ledger", "open"),
)


@st.composite
def sentences(draw: st.DrawFn, most: int = 4) -> str:
    count = draw(st.integers(1, most))
    made = []
    for _ in range(count):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=14))
        made.append(" ".join(words).capitalize() + ".")
    return " ".join(made)


@dataclass(frozen=True)
class Printed:
    """A recommendation to be printed in a report."""

    audit: str
    issued: date | None
    due: date
    recommendation: str
    response: str
    update: str
    status: str
    director: str
    action: str


names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(lambda words: " ".join(words).title())
days = st.dates(date(2015, 1, 1), date(2021, 12, 31))
printed = st.builds(
    Printed,
    audit=names,
    issued=st.none() | days,
    due=days,
    recommendation=sentences(),
    response=sentences(),
    update=sentences(),
    status=st.sampled_from(["Partially implemented", "Not implemented"]),
    director=names,
    action=sentences(2),
)


def spelt(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def cells(p: Printed) -> list[list[str]]:
    """The six cells, each as its paragraphs."""
    return [
        [p.audit, *([spelt(p.issued)] if p.issued else [])],
        [spelt(p.due)],
        [p.recommendation],
        [p.response],
        [p.update, f"Internal Audit opinion: {p.status}"],
        [f"Director: {p.director}", "Executive Member: The Member", "Status: overdue", f"Action: {p.action}"],
    ]


def in_lines(columns: Sequence[Sequence[str]]) -> list[str]:
    height = max(map(len, columns))
    return ["\t".join(column[n] if n < len(column) else "" for column in columns) for n in range(height)]


def wrapped(p: Printed, widths: Sequence[int]) -> list[str]:
    """A row as lines: every column wrapped at its width."""
    columns = [
        [line for paragraph in cell for line in textwrap.wrap(paragraph, width, break_long_words=False)]
        for cell, width in zip(cells(p), widths, strict=True)
    ]
    return in_lines(columns)


def on_pages(lines: Sequence[str], length: int) -> str:
    pages = [lines[n : n + length] for n in range(0, len(lines), length)]
    return report(*[line for page in pages for line in (HEADINGS, *page, "")])


def check_same(text: str, rows: Sequence[Printed]) -> None:
    reading = read(text)
    got = [
        (r.audit, r.issued, r.due, r.recommendation, r.response, r.update, r.status, r.director, r.action)
        for r in reading.records
    ]
    assert got == [
        (p.audit, p.issued, p.due, p.recommendation, p.response, p.update, p.status.lower(), p.director, p.action)
        for p in rows
    ], text
    assert [s for s in told(reading) if "the date of the audit's own" not in s and "seems misread" not in s] == []


@settings(max_examples=50, deadline=timedelta(seconds=2))
@given(
    st.lists(printed, min_size=1, max_size=4),
    st.tuples(*(st.integers(least, 40) for least in (9, 9, 12, 12, 12, 12))),
    st.integers(2, 40),
)
def test_any_table_wrapped_and_cut_over_pages_is_read_back_field_by_field(
    rows: list[Printed], widths: tuple[int, ...], length: int
) -> None:
    check_same(on_pages([line for p in rows for line in wrapped(p, widths)], length), rows)


@settings(max_examples=30, deadline=timedelta(seconds=2))
@given(st.lists(printed, min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=4, max_size=4))
def test_any_table_of_whole_cells_cut_over_pages_is_read_back_field_by_field(
    rows: list[Printed], cuts: list[int]
) -> None:
    pages: list[list[str]] = [[]]
    for p, percent in zip(rows, cuts, strict=False):
        whole = ["  ".join(cell) for cell in cells(p)]
        above, below = list(whole), [""] * 6
        for column in (2, 3, 4):
            words = whole[column].split(" ")
            at = len(words) * percent // 100
            if 1 < at < len(words) - 1:
                above[column], below[column] = " ".join(words[:at]), " ".join(words[at:])
        pages[-1].append("\t".join(above))
        if any(below):
            pages.append(["\t".join(below)])
    check_same(report(*[line for page in pages for line in (HEADINGS, *page, "")]), rows)


PIECES = (
    *(
        "\t",
        "\n",
        " ",
        "30 Sept 2019",
        "Audit Title",
        "Due Date",
        "Recommendation",
        "Update/Opinion",
        "Status",
        "Months",
    ),
    *("Directorate", "# Appendix 1 - Implemented", "Appendix 2", "Director: A", "Action: B", "<ul> <li>", "</li>", "x"),
    *(
        HEADINGS,
        "Page 1",
        "3.1",
        "5 months overdue",
        "the end of the",
        "One recommendation is open.",
        "&amp;",
        "•",
        "\f",
    ),
    *(
        "this month (January 2022)",
        "Report to: Audit Committee 15 February 2022",
        "(continued)",
        "TBC",
        "\x00",
        "\u202e",
    ),
)


def flat(text: str) -> str:
    return " ".join(text.replace("\f", " ").split())


def check_nothing_dropped(text: str) -> None:
    """Every cell of every line is in a record, a problem, a paragraph of prose, or a line of headings."""
    lines = lines_of_text(text)
    out = outline(lines)
    reading = read(text)
    kept = [cell for r in reading.records for cell in r.words.values()]
    kept += [piece.text for row in out.summary for pieces in row.cells.values() for piece in pieces]
    kept += [problem.text for problem in reading.problems] + [paragraph.text for paragraph in out.prose]
    haystack = flat("\n".join(kept))
    headings = set(out.headings)
    for n, line in enumerate(lines, 1):
        if n not in headings:
            for cell in line.cells:
                assert flat(cell) in haystack or "(continued)" in line.text, (n, line)


@settings(max_examples=100, deadline=timedelta(seconds=2))
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=60).map("".join))
def test_no_text_raises_and_no_word_of_it_is_dropped(text: str) -> None:
    check_nothing_dropped(text)


@settings(max_examples=30, deadline=timedelta(seconds=2))
@given(st.randoms(use_true_random=False))
def test_a_report_torn_at_random_loses_no_word(random: Random) -> None:
    lines = REPORT.split("\n")
    for _ in range(random.randint(1, 12)):
        n = random.randrange(len(lines))
        tear = random.choice(("drop", "swap", "cut", "join", "tab", "blank"))
        if tear == "drop":
            del lines[n]
        elif tear == "swap":
            m = random.randrange(len(lines))
            lines[n], lines[m] = lines[m], lines[n]
        elif tear == "cut":
            at = random.randint(0, len(lines[n]))
            lines[n : n + 1] = [lines[n][:at], lines[n][at:]]
        elif tear == "join" and n + 1 < len(lines):
            lines[n : n + 2] = [lines[n] + lines[n + 1]]
        elif tear == "tab":
            lines[n] = lines[n].replace(" ", "\t", 1)
        else:
            lines.insert(n, "")
    check_nothing_dropped("\n".join(lines))
