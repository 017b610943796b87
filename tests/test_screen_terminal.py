"""What a person can rely on when the program ends, however it does: the terminal works, and no record stands in it."""

import os
import select
import signal
import struct
import subprocess
import sys
import time

import pytest
from opened import fresh

from tui.faults import STOPPED
from tui.terminal import ENDING_SIGNALS

fcntl, pty, termios = (pytest.importorskip(name) for name in ("fcntl", "pty", "termios"))


@pytest.fixture
def path(tmp_path):
    return fresh(tmp_path)


def spawn(path, before=""):
    """The program in a terminal of its own; `before` is done to it first."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    code = (
        f"{before}\nimport sys; from pathlib import Path; from tui.start import run; sys.exit(run(Path({str(path)!r})))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
        # As a terminal window does, whose closing is told.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no thread runs here
    )
    os.close(slave)
    assert b"REC-" in read_until(master, b"REC-")
    time.sleep(0.3)
    return child, master


def read_until(master, words, seconds=20.0):
    got, end = b"", time.monotonic() + seconds
    while words not in got and time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            try:
                got += os.read(master, 65536)
            except OSError:
                break
    return got


@pytest.mark.parametrize("number", ENDING_SIGNALS, ids=lambda number: number.name)
def test_a_program_ended_by_the_system_leaves_a_working_terminal(path, number):
    child, master = spawn(path)
    child.send_signal(number)
    got = read_until(master, b"\x1b[?1049l") + read_until(master, b"never comes", 0.5)
    for mode in (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h"):
        assert mode in got, mode
    assert child.wait(20) == 128 + number
    os.close(master)


def test_a_program_whose_window_was_closed_ends_and_puts_up_no_screen_again_though_it_is_woken_as_well(path):
    woken = path.with_name("woken")
    noted = f"""
from pathlib import Path
from textual.drivers.linux_driver import LinuxDriver
LinuxDriver.resume_application_mode = lambda self: Path({str(woken)!r}).touch()
"""
    child, master = spawn(path, noted)
    os.close(master)  # The system then wakes what runs in it, besides telling it.
    child.wait(20)
    assert not woken.exists()


def test_a_program_that_was_held_and_is_woken_puts_its_screen_up_again(path):
    child, master = spawn(path)
    child.send_signal(signal.SIGCONT)
    assert b"\x1b[?1049h" in read_until(master, b"\x1b[?1049h")
    child.terminate()
    child.wait(20)
    os.close(master)


def test_an_error_in_a_terminal_says_one_sentence(path):
    breaks = """
from tui.screens.register import RegisterScreen
def breaks(self):
    words_of_a_record = "do not print me"
    return words_of_a_record / 0
RegisterScreen.do_sort = breaks
"""
    child, master = spawn(path, breaks)
    os.write(master, b"o")
    got = read_until(master, b"TypeError") + read_until(master, b"never comes", 0.5)
    assert STOPPED in " ".join(got.decode().split())
    assert b"(TypeError in" in got
    assert b"do not print me" not in got
    assert b"Traceback" not in got
    assert child.wait(20) == 1
    os.close(master)
