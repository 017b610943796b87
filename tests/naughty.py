"""The child of reports.read.paper.confined with readers that do what no reader should; test_confined.py runs it."""

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from db.readings import Problem
from reports.read import Unreadable
from reports.read.paper import Paper, Progress, child
from reports.read.report.lines import Line

ME = sys.modules[__name__]


def honest(name: str, data: bytes, progress: Progress) -> Paper:
    for n in range(3):
        progress(n, 3)
    print("a library says something")
    os.write(1, b"and so does one in C\n")
    words = data.decode("utf-8", "surrogateescape")
    return Paper((Line((words, ""), "page 1 row 1", drawn=True),), (Problem("page 1", "It is short.", name),))


def refusing(name: str, data: bytes, progress: Progress) -> Paper:
    raise Unreadable(f"{name}: it is not to my liking.")


def swelling(name: str, data: bytes, progress: Progress) -> Paper:
    held = []
    while True:
        held.append(b"x" * 5_000_000)
        time.sleep(0.002)


def leaping(name: str, data: bytes, progress: Progress) -> Paper:
    return Paper((Line((str(len(b"x" * 3_000_000_000)),), "page 1 line 1"),))


def refused_more(name: str, data: bytes, progress: Progress) -> Paper:
    held = b"x" * 200_000_000
    time.sleep(0.2)
    os.abort()  # as a library in C that gets no more memory
    return Paper((Line((str(len(held)),), "page 1 line 1"),))


def slow(name: str, data: bytes, progress: Progress) -> Paper:
    progress(os.getpid(), 2**31)
    time.sleep(60)
    return Paper(())


def paging(name: str, data: bytes, progress: Progress) -> Paper:
    progress(37, 200)
    time.sleep(60)
    return Paper(())


def busy(name: str, data: bytes, progress: Progress) -> Paper:
    progress(1, 2)
    re.match("(a+)+$", "a" * 40 + "b")  # holds on to the interpreter
    return Paper(())


def crashing(name: str, data: bytes, progress: Progress) -> Paper:
    ctypes.string_at(0)
    return Paper(())


def killed(name: str, data: bytes, progress: Progress) -> Paper:
    signal.raise_signal(signal.SIGKILL)
    return Paper(())


def raising(name: str, data: bytes, progress: Progress) -> Paper:
    raise KeyError("a secret word of the file")


def deep(name: str, data: bytes, progress: Progress) -> Paper:
    return deep(name, data, progress)


def leaving(name: str, data: bytes, progress: Progress) -> Paper:
    sys.exit(0)


def wordy(name: str, data: bytes, progress: Progress) -> Paper:
    return Paper(tuple(Line(("word " * 100,), f"page 1 line {n}") for n in range(100_000)))


def long_lined(name: str, data: bytes, progress: Progress) -> Paper:
    return Paper((Line(("word " * 1_000_000,), "page 1 line 1"),))


def odd(name: str, data: bytes, progress: Progress) -> Paper:
    return Paper((Line((1, 2), "page 1 line 1"),))  # type: ignore[arg-type]


def half_letters(name: str, data: bytes, progress: Progress) -> Paper:
    return Paper((Line(("a\ud800b",), "page 1 line 1"),))


DEEDS = {
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "resolve": lambda: socket.getaddrinfo("localhost", 80),
    "run": lambda: subprocess.run(["true"], check=True),
    "system": lambda: os.system("true"),
    "fork": os.fork if hasattr(os, "fork") else lambda: None,
    "write": lambda: Path("written").write_text("x"),
    "remove": lambda: os.remove("nothing"),  # noqa: PTH107
    "peek": lambda: Path(__file__, "../../../../../../../../../../etc/passwd").resolve().read_text(),
    "load": lambda: ctypes.CDLL("evil.so"),
    "load from elsewhere": lambda: ctypes.CDLL(str(Path(__file__, "../../../../../../../../../evil.so").resolve())),
    "look next door": lambda: Path(f"{sys.prefix}-of-another", "secret").read_text(),
    "hide": lambda: os.environ["HOME"],
}


def doing(name: str, data: bytes, progress: Progress) -> Paper:
    """Do a deed; whatever a library would mend is mended."""
    try:
        DEEDS[data.decode()]()
    except Exception:  # noqa: BLE001 - as a careless library does
        return Paper((Line(("mended",), "page 1 line 1"),))
    return Paper((Line(("done",), "page 1 line 1"),))


def main() -> None:
    for name, reader in list(vars(ME).items()):
        if callable(reader) and getattr(reader, "__module__", "") == __name__:
            child.READERS[name] = ("naughty", name)
            setattr(sys.modules.setdefault("reports.read.paper.naughty", ME), name, reader)
    child.READERS["pdf"] = ("naughty", "paging")
    child.main()


if __name__ == "__main__":
    main()
