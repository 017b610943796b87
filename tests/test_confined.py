"""A paper is taken apart where it can do no harm: whatever its reader does, one sentence or a paper comes of it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import naughty
import pytest

from reports.read import Unreadable
from reports.read.paper import confined
from reports.read.paper.limits import Limits

POPEN = subprocess.Popen
LIMITS = Limits(20, 300_000_000)
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no process to a limit of this kind")


@pytest.fixture(autouse=True)
def _naughty_child(monkeypatch):
    monkeypatch.setattr(confined, "_CHILD", "naughty")


def read(kind: str, data: bytes = b"", limits: Limits = LIMITS, progress=lambda *_: None):
    return confined.read_paper(kind, "paper.pdf", data, progress, limits)


@pytest.fixture
def started(monkeypatch):
    """The processes that were started."""
    found = []

    def start(*given, **more):
        found.append(POPEN(*given, **more))
        return found[-1]

    monkeypatch.setattr(confined.subprocess, "Popen", start)
    return found


def is_there(pid: int) -> bool:
    """Is it at work? One that has ended and was not yet looked after by the system is not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()


def test_what_a_reader_finds_comes_back_as_it_was_whatever_libraries_print():
    told = []
    paper = read("honest", "ŵ€\n".encode(), progress=lambda done, total: told.append((done, total)))
    assert [(line.cells, line.place, line.drawn) for line in paper.lines] == [(("ŵ€\n", ""), "page 1 row 1", True)]
    assert [(p.where, p.what, p.text) for p in paper.problems] == [("page 1", "It is short.", "paper.pdf")]
    assert [(n, 3) for n in range(3)] == [one for one in told if one[1]]


def test_a_refusal_is_told_in_its_own_words():
    with pytest.raises(Unreadable, match=r"^paper\.pdf: it is not to my liking\.$"):
        read("refusing")


@posix
@pytest.mark.parametrize("kind", ["swelling", "leaping", "refused_more"])
def test_too_much_memory_is_said_to_be_that(kind):
    with pytest.raises(Unreadable, match="took more memory than 300 MB"):
        read(kind)


@pytest.mark.parametrize("kind", ["slow", "busy"])
def test_too_much_time_is_said_to_be_that(kind):
    with pytest.raises(Unreadable, match=r"took longer than 1 seconds?; open it and save it again"):
        read(kind, limits=Limits(1, 300_000_000))


@pytest.mark.parametrize("kind", ["crashing", "killed", "raising", "deep", "leaving", "odd"])
def test_a_reader_that_breaks_down_gives_one_sentence_without_words_of_the_file(kind):
    with pytest.raises(Unreadable, match=r"^paper\.pdf: the file is damaged, or made in a way") as told:
        read(kind)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_more_words_than_a_report_has_are_not_waited_for():
    with pytest.raises(Unreadable, match="more words than any report"):
        read("wordy", limits=Limits(20, 300_000_000, said=100_000))
    with pytest.raises(Unreadable, match="more words than any report"):
        read("long_lined", limits=Limits(20, 300_000_000, a_line=100_000))


def test_half_a_letter_is_marked_as_lost():
    assert read("half_letters").lines[0].cells == ("a\ufffdb",)


@pytest.mark.parametrize("deed", sorted(naughty.DEEDS.keys() - {"hide"}))
def test_no_reader_connects_runs_writes_or_looks_about(deed):
    with pytest.raises(Unreadable, match="its reader would have had to do what none may"):
        read("doing", deed.encode())


def test_a_reader_knows_nothing_of_who_asks(monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    assert read("doing", b"hide").lines[0].cells == ("mended",)


class Enough(Exception):
    pass


def test_a_reading_that_is_stopped_ends_at_once_and_leaves_nothing_behind(started):
    began = time.monotonic()

    def stop(done: int, total: int) -> None:
        if total:
            assert started[0].poll() is None
            raise Enough

    with pytest.raises(Enough):
        read("slow", progress=stop)
    assert time.monotonic() - began < 10
    assert [process.returncode is not None for process in started] == [True]  # it has ended, and was looked after


def test_a_reading_that_is_silent_can_be_stopped(started):
    told = []

    def ask(*at: int) -> None:
        told.append(at)
        if told.count((1, 2)) > 2:
            raise Enough

    with pytest.raises(Enough):
        read("busy", progress=ask)
    assert started[0].returncode is not None


@posix
def test_who_asks_and_is_killed_leaves_no_reader_behind():
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from reports.read.paper import confined\n"
        "confined._CHILD = 'naughty'\n"
        "confined.read_paper('slow', 'paper.pdf', b'', lambda done, total: done and print(done, flush=True))\n"
    )
    here = Path(__file__).parent
    with POPEN([sys.executable, "-c", code, str(here), str(here.parent)], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert is_there(child)
        parent.kill()
    until = time.monotonic() + 10
    while is_there(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_there(child)
