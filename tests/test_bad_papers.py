"""Papers that are damaged, locked, swollen or up to no good: a reading, or one sentence that says what to do."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import hostile
import pytest

from db import store
from db.readings import Reading
from db.rules import Policy
from reports.read import Unreadable, read
from reports.read.paper import confined
from reports.read.paper.limits import Limits
from tui import cli

MB = 1_000_000


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Reading]:
    def taken(content: bytes, name: str = "paper.pdf") -> Reading:
        path = tmp_path / name
        path.write_bytes(content)
        return read(path, policy=Policy())

    return taken


def told(reading: Reading) -> str:
    return " ".join(problem.what for problem in reading.problems)


# What can be read all the same. ----------------------------------------------------------------------------------


GOOD = {
    "as it should be": hostile.good_pdf,
    "with bytes of whoever sent it before it": lambda: b"X-Mailer: 7\r\n\r\n" + hostile.good_pdf(),
    "with a password that is empty": partial(hostile.encrypted, ""),
    "with bytes after its end": lambda: hostile.good_pdf() + b"\r\n--boundary--\r\n",
    "with bytes left out of its table of places": lambda: hostile.good_pdf().replace(b"xref", b"xre", 1),
}


@pytest.mark.parametrize("how", GOOD)
def test_a_pdf_is_read(take, how):
    reading = take(GOOD[how]())
    assert (reading.kind, len(reading.records)) == ("pdf", 2)
    assert reading.records[0].audit == "Gritting Routes (March 2021)"


def test_the_content_says_what_a_paper_is_not_its_name(take):
    assert take(hostile.docx(), "paper.pdf").kind == "docx"
    assert take(hostile.good_pdf(), "paper.docx").kind == "pdf"
    assert take(hostile.docx(kind=hostile.DOCM), "paper.docm").kind == "docx"


def test_a_thousand_objects_that_nobody_needs_hinder_nobody(take):
    with pytest.raises(Unreadable, match=r"no words|scan"):
        take(hostile.many_objects(1_000))


# What is refused. ------------------------------------------------------------------------------------------------


REFUSED = {
    "locked": (partial(hostile.encrypted, "x"), "password"),
    "cut off at its end": (lambda: hostile.good_pdf()[:-900], "damaged or cut off"),
    "cut off in the middle": (lambda: hostile.good_pdf()[:900], "damaged or cut off"),
    "its first line only": (lambda: b"%PDF-1.7\n", "damaged or cut off"),
    "noise": (lambda: b"%PDF-1.7\n" + random.Random(7).randbytes(5_000), "damaged or cut off"),
    "pages in a circle": (hostile.tree_loop, "damaged"),
    "pictures": (hostile.scan, "scan"),
    "too many pages": (partial(hostile.pages, 1_001), "1,00[01]"),
    "deep": (partial(hostile.deep, 100_000), "no words|scan"),
    "entities that swell": (partial(hostile.docx, before=hostile.laughs(), body="<w:p>&e9;</w:p>"), "damaged"),
    "a picture that swells": (partial(hostile.zip_bomb, 30 * MB), "made to swell"),
    "tables in tables": (partial(hostile.nested_tables, 5_000), "damaged"),
    "nothing": (lambda: b"", "empty"),
    "blanks": (lambda: b"\r\n \n", "empty"),
    "half a document": (lambda: hostile.docx()[:600], "damaged or cut off"),
    "a document without words": (lambda: hostile.docx().replace(b"word/document.xml", b"word/documenu.xml"), "damaged"),
    "old Word": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
        "save it as DOCX",
    ),
    "rich text": (lambda: rb"{\rtf1 Audit}", "save it as Word"),
    "a web archive": (
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html>",
        "save it as PDF from a browser",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_sentence(take, what):
    make, why = REFUSED[what]
    with pytest.raises(Unreadable, match=why) as refused:
        take(make(), "some paper.pdf")
    sentence = str(refused.value)
    assert sentence.startswith("some paper.pdf: ")
    assert "\n" not in sentence
    assert "not known here" not in sentence


# What costs too much: with small bounds here; those in force are ten times as wide. ------------------------------


@pytest.mark.parametrize(
    "make",
    [
        partial(hostile.flate_bomb, 400 * MB),
        partial(hostile.flate_bomb, 400 * MB, layers=2),
        partial(hostile.object_stream_bomb, 400 * MB),
        partial(hostile.forms_in_forms, 20, 8),
    ],
)
def test_a_pdf_that_swells_is_stopped(make):
    with pytest.raises(Unreadable, match=r"took more memory than \d+ MB|took longer than \d+ seconds"):
        confined.read_paper("pdf", "bomb.pdf", make(), lambda *_: None, Limits(10, 150 * MB))


def test_bounds_grow_with_the_file_and_end_somewhere():
    small, middle, large = map(Limits.of, (10_000, 10 * MB, 250 * MB))
    assert (small.seconds, middle.seconds, large.seconds) == (180, 780, 1800)
    assert small.memory < middle.memory < large.memory <= 2_000 * MB


# What would do something. ----------------------------------------------------------------------------------------


@pytest.fixture
def listening() -> Iterator[tuple[str, list[object]]]:
    """An address of this machine, and who came to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    visitor, where = server.accept()
                except OSError:
                    return
                visitor.close()
                came.append(where)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        yield address, came
        with closing(socket.create_connection(server.getsockname())):
            pass  # so that accept wakes up
        server.close()
    thread.join(5)


def test_nothing_is_fetched_or_run_and_what_would_be_is_told(take, listening):
    address, came = listening
    reading = take(hostile.acting(address))
    assert len(reading.records) == 2
    for what in ("scripts", "start another program", "another file"):
        assert what in told(reading)
    with pytest.raises(Unreadable, match="damaged"):
        take(hostile.docx(before=hostile.outside(address), body="<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"), "x.docx")
    linked = f'<Relationship Id="r2" Type="http://x/attachedTemplate" Target="{address}/t.dotm" TargetMode="External"/>'
    assert len(take(hostile.docx(related=linked), "x.docx").records) == 2
    page = f'<html><img src="{address}/i.png"><link rel=stylesheet href="{address}/s.css"><p>Words.</p></html>'
    assert take(page.encode(), "x.html").kind == "html"
    assert came == []


def test_macros_are_not_run_and_are_told(take):
    reading = take(hostile.docx(kind=hostile.DOCM, parts={"word/vbaProject.bin": b"Sub AutoOpen()"}), "paper.docm")
    assert len(reading.records) == 2
    assert "macros" in told(reading)


@pytest.mark.parametrize("make", [partial(hostile.encrypted, "x"), hostile.scan, hostile.tree_loop])
def test_a_register_is_as_it_was_after_a_file_that_could_not_be_read(tmp_path, capsys, make):
    register = tmp_path / "register.db"
    store.create(register)
    before = register.read_bytes()
    (tmp_path / "paper.pdf").write_bytes(make())
    assert cli.main(["import", str(tmp_path / "paper.pdf"), "--register", str(register)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert register.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"register.db", "paper.pdf"}


@pytest.mark.parametrize("seed", range(6))
def test_a_paper_altered_at_random_is_read_or_refused(take, seed):
    for make, name in ((hostile.good_pdf, "x.pdf"), (hostile.docx, "x.docx")):
        try:
            take(hostile.mutated(make(), seed), name)
        except Unreadable as refused:
            assert str(refused).startswith(f"{name}: ")  # noqa: PT017 - that it may be read is no failure
