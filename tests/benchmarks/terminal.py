"""A full-screen program in a pseudo-terminal, timed from a key to the frame that shows its effect.

Record first, analyse later: a thread stamps every read with a monotonic clock and stores it; the slow emulation of the
screen runs only once the program is silent, and so never competes with what is being measured. What is drawn between
the marks of synchronized output (DEC mode 2026) counts as visible when it ends.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyte

clock = time.monotonic
KEYS = {
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "pagedown": b"\x1b[6~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "ctrl+q": b"\x11",
    "ctrl+a": b"\x01",
    "ctrl+s": b"\x13",
    "backspace": b"\x7f",
}
Frame = tuple[tuple[object, ...], ...]
"""The cells of a screen, line by line."""

_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p|\x1b\[(?:0?c|>0?q|6n)")
_SYNC = re.compile("\x1b\\[\\?2026([hl])")
_UNKNOWN_TO_PYTE = re.compile(
    "\x1b\\[[<=>][0-9;]*[a-zA-Z]|\x1b\\[\\?[0-9;]*(?:\\$p|u)|\x1b\\[[0-9;]* q|\x1b[P_][^\x1b]*\x1b\\\\"
)


class Terminal:
    """One run of a program, 120 columns by 40 lines unless said otherwise."""

    def __init__(self, argv: Sequence[str], *, columns: int = 120, lines: int = 40, env: dict[str, str]) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self._synchronized = False
        self._log: list[tuple[float, bytes]] = []
        self._digested = 0
        self.started = clock()
        self.pid, self._tty = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        fcntl.ioctl(self._tty, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._ended = threading.Event()
        threading.Thread(target=self._record, daemon=True).start()

    # The terminal's side. ---------------------------------------------------------------------------------------

    def _record(self) -> None:
        while not self._ended.is_set():
            if not select.select([self._tty], [], [], 0.2)[0]:
                continue
            try:
                data = os.read(self._tty, 65536)
            except OSError:
                break
            if not data:
                break
            self._log.append((clock(), data))
            for query in _QUERY.finditer(data):
                self._answer(query)
        self._ended.set()

    def _answer(self, query: re.Match[bytes]) -> None:
        if query[1]:
            os.write(self._tty, b"\x1b[?%b;%d$y" % (query[1], 2 if query[1] == b"2026" else 0))
        elif query[0].endswith(b"c"):
            os.write(self._tty, b"\x1b[?62;22c")
        elif query[0].endswith(b"n"):
            os.write(self._tty, b"\x1b[1;1R")

    def frames(self) -> Iterator[tuple[float, Frame]]:
        """Every frame that became visible since the last call, with its time."""
        while self._digested < len(self._log):
            at, data = self._log[self._digested]
            self._digested += 1
            text = self._rest + self._decode(data)
            cut = text.rfind("\x1b", max(0, len(text) - 64))
            complete = cut < 0 or re.match("\x1b(\\[[0-?]*[ -/]*[@-~]|[^\\[\\]P_])", text[cut:])
            text, self._rest = (text, "") if complete else (text[:cut], text[cut:])
            start = 0
            for mark in _SYNC.finditer(text):
                self._feed(text[start : mark.start()])
                start = mark.end()
                self._synchronized = mark[1] == "h"
                if not self._synchronized:
                    yield at, self.frame()
            self._feed(text[start:])
            if not self._synchronized:
                yield at, self.frame()

    def _feed(self, text: str) -> None:
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", text))

    def frame(self) -> Frame:
        """The cells as they now are."""
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        return tuple(tuple(buffer[y][x] for x in columns) for y in range(self.screen.lines))

    # The user's side. -------------------------------------------------------------------------------------------

    def wait_for(self, *words: str, timeout: float = 60) -> float:
        """Seconds from the start to the first frame that shows all these words, looked for once all is silent."""
        end = clock() + timeout
        while clock() < end:
            time.sleep(0.05)
            if self._log and clock() - self._log[-1][0] < 0.15:
                continue
            for at, _ in self.frames():
                shown = "\n".join(self.screen.display)
                if all(word in shown for word in words):
                    return at - self.started
            if self._ended.is_set():
                break
        raise TimeoutError(f"{words} never appeared:\n" + "\n".join(self.screen.display))

    def quiet(self, seconds: float = 0.15, *, timeout: float = 60) -> None:
        """Wait until nothing has been drawn for so long."""
        end = clock() + timeout
        while clock() < end:
            last = self._log[-1][0] if self._log else self.started
            if clock() - last > seconds:
                break
            time.sleep(0.01)
        for _ in self.frames():
            pass

    def press(self, key: str, *, look_at: Callable[[Frame], object] | None = None, quiet: float = 0.12) -> float | None:
        """Seconds from a key to the first changed frame; with `look_at`, to the frame on which that part is final."""
        before = self.frame()
        at = clock()
        os.write(self._tty, KEYS.get(key, key.encode()))
        time.sleep(quiet)
        while self._log and clock() - self._log[-1][0] < quiet:
            time.sleep(0.005)
        frames = list(self.frames())
        if look_at is None:
            return next((when - at for when, frame in frames if frame != before), None)
        final = look_at(self.frame())
        if final == look_at(before):
            return None
        final_from = at
        for when, frame in reversed(frames):
            if look_at(frame) != final:
                break
            final_from = when
        return final_from - at

    def memory(self) -> int:
        """Resident bytes of the program."""
        pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def close(self) -> None:
        """End the program."""
        self._ended.set()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._tty)
