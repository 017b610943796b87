"""A paper taken apart in a process of its own, which can do no harm and can be stopped at any moment."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from db.packed import from_given
from db.readings import Problem, RawRecord
from reports.read import Unreadable
from reports.read.paper import Own, Paper, Progress
from reports.read.paper.limits import Limits, ended, environment, unseen
from reports.read.report.lines import Line

_ROOT = Path(__file__).parents[3]
_STEP = 0.1
"""Seconds after which whoever waits is asked again whether to go on."""

_CHILD = "reports.read.paper.child"
"""The module that runs in it."""

_INSTEAD = "open it and save it again from the program that made it, or save its pages in parts, and read those."


def read_paper(kind: str, name: str, data: bytes, progress: Progress, limits: Limits | None = None) -> Paper:
    """What a file of this kind (a key of child.READERS) prints.

    `progress` is called ten times a second or more; whatever it raises stops the reading at once. Raises Unreadable.
    """
    limits = limits or Limits.of(len(data))
    with _child(kind, name, data, limits) as said:
        return _Listener(name, limits, progress).listen(said)


class _Said:
    """What a child says, line by line, heard on a thread of its own; the exit code at last."""

    def __init__(self, process: "subprocess.Popen[bytes]", limits: Limits) -> None:
        self.process, self.limits = process, limits
        self.lines: SimpleQueue[bytes] = SimpleQueue()
        """An empty one is the last."""
        self.too_much = False

    def hear(self, pipe: IO[bytes]) -> None:
        """Until it ends, or says too much."""
        left = self.limits.said
        with pipe:
            while line := pipe.readline(self.limits.a_line):
                left -= len(line)
                self.too_much = left < 0 or len(line) == self.limits.a_line
                if self.too_much:
                    break
                self.lines.put(line)
        self.lines.put(b"")


@contextmanager
def _child(kind: str, name: str, data: bytes, limits: Limits) -> Iterator[_Said]:
    """A child at work; when the block is left, for whatever reason, there is none any more."""
    asked = {"kind": kind, "name": name, "size": len(data), "limits": asdict(limits)}
    path = os.pathsep.join(dict.fromkeys(os.path.abspath(p) for p in (str(_ROOT), *sys.path) if p))  # noqa: PTH100
    try:
        process = subprocess.Popen(  # noqa: S603 - it is this program's own
            [sys.executable, "-P", "-s", "-S", "-B", "-X", "utf8", "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment(), "PYTHONPATH": path},
            cwd=sys.prefix,
            creationflags=unseen(),
        )
    except OSError as trouble:
        raise Unreadable(f"{name}: the program that reads it could not be started: {trouble.strerror}.") from None
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    said = _Said(process, limits)
    opening = json.dumps(asked).encode("ascii") + b"\n"
    threads = [
        threading.Thread(target=_tell, args=(process.stdin, opening, data), daemon=True),
        threading.Thread(target=said.hear, args=(process.stdout,), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield said
    finally:
        process.kill()
        process.wait()
        for thread in threads:
            thread.join()
        with contextlib.suppress(OSError):
            process.stdin.close()


def _tell(pipe: IO[bytes], opening: bytes, data: bytes) -> None:
    """Give the child its file; the pipe stays open, for that it closes tells the child to end."""
    with contextlib.suppress(OSError):
        pipe.write(opening)
        pipe.write(data)
        pipe.flush()


class _Listener:
    """Who waits for a paper."""

    def __init__(self, name: str, limits: Limits, progress: Progress) -> None:
        self.name, self.limits, self.progress = name, limits, progress
        self.at = (0, 0)
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.is_swollen = False
        """Has it taken half of the memory it may take?"""
        self.records: list[RawRecord] = []
        self.own: Own | None = None

    def listen(self, said: _Said) -> Paper:
        """The paper, when all of it was said."""
        until = time.monotonic() + self.limits.seconds
        asked = 0.0
        while True:
            if time.monotonic() > asked + _STEP:
                asked = time.monotonic()
                self.progress(*self.at)
            try:
                line = said.lines.get(timeout=_STEP)
            except Empty:
                line = None
            if line == b"":
                raise self._why(said)
            if line is not None and (paper := self._take(line)) is not None:
                return paper
            if time.monotonic() > until:
                raise self._too_long()

    def _take(self, line: bytes) -> Paper | None:
        """One line of what is said; the paper, if it was the last."""
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            raise self._broke("its reader says what nobody can read") from None
        match said:
            case ["at", int(done), int(total)]:
                self.at = done, total
                self.progress(done, total)
            case ["swollen"]:
                self.is_swollen = True
            case ["line", [*cells], str(place), bool(drawn)] if cells and all(isinstance(cell, str) for cell in cells):
                self.lines.append(Line(tuple(map(_sound, cells)), place, drawn))
            case ["problem", str(where), str(what), str(text)]:
                self.problems.append(Problem(where, _sound(what), _sound(text)))
            case ["record", {**given}]:
                self.records.append(self._record(given))
            case ["own", int(day)] if 0 <= day <= date.max.toordinal():
                self.own = Own(date.fromordinal(day) if day else None, tuple(self.records))
            case ["refused", str(sentence)]:
                raise Unreadable(_sound(sentence))
            case ["unfit", str(where)]:
                raise Unreadable(
                    f"{self.name}: the part of this program that reads such files does not work ({where})."
                )
            case ["broke", str(where)]:
                raise self._broke(where)
            case ["end", int(many)] if many == len(self.lines):
                return Paper(tuple(self.lines), tuple(self.problems), self.own)
            case _:
                raise self._broke("its reader says what nobody can read")
        return None

    def _record(self, given: dict[Any, Any]) -> RawRecord:
        """A record of a paper of ours; what a child says is not believed unseen."""
        try:
            record = from_given(json.loads(_sound(json.dumps(given, ensure_ascii=False))))
        except (ValueError, TypeError, KeyError, AttributeError):
            record = None
        values = [getattr(record, each.name) for each in fields(RawRecord)] if record else [None]
        if record is None or not all(isinstance(value, str | date | tuple | Mapping | None) for value in values):
            raise self._broke("its reader says what nobody can read")
        return record

    def _why(self, said: _Said) -> Unreadable:
        """Why nothing more is said."""
        if said.too_much:
            return Unreadable(f"{self.name}: it holds more words than any report; save the pages that matter.")
        try:
            code = said.process.wait(timeout=_STEP)
        except subprocess.TimeoutExpired:
            return self._broke("its reader says no more")
        why = ended(code)
        if why == "time":
            return self._too_long()
        if why == "memory" or self.is_swollen:
            megabytes = self.limits.memory // 1_000_000
            return Unreadable(f"{self.name}: reading it took more memory than {megabytes} MB; {_INSTEAD}")
        return self._broke(f"its reader broke down with {code}")

    def _too_long(self) -> Unreadable:
        seconds = self.limits.seconds
        many = f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"
        return Unreadable(f"{self.name}: reading it took longer than {many}; {_INSTEAD}")

    def _broke(self, how: str) -> Unreadable:
        return Unreadable(
            f"{self.name}: the file is damaged, or made in a way that is not known here ({how}); {_INSTEAD}"
        )


def _sound(text: str) -> str:
    """Halves of letters, which no file can keep, are marked as lost."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
