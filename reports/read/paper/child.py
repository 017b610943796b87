"""What runs in the process of its own in which a paper is taken apart: bytes come in, lines of JSON go out."""

import json
import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO, NoReturn

from db.packed import as_given
from reports.read import Unreadable
from reports.read.paper import Paper, Progress, guard
from reports.read.paper.limits import OUT_OF_MEMORY, Limits, impose

READERS = {
    "pdf": ("pdf.reading", "read_pdf"),
    "docx": ("word.reading", "read_docx"),
    "odt": ("open_document", "read_odt"),
    "html": ("web_page", "read_web_page"),
}
"""The room and the name of the reader of each kind of paper."""

Reader = Callable[[str, bytes, Progress], Paper]


def main() -> NoReturn:
    """Read the one paper that standard input brings, say what is in it, and end at once.

    First comes a line of JSON with the kind, the name, the size and the limits; then come the bytes. Standard input
    stays open after them: that it closes says that nobody waits any more.
    """
    out = _taken_output()
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(asked["size"])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    impose(Limits(**asked["limits"]), lambda: _say_now(out, "swollen"))
    room, function = READERS[asked["kind"]]
    try:
        try:
            reader: Reader = getattr(import_module(f"reports.read.paper.{room}"), function)
        except Exception as trouble:  # noqa: BLE001 - a library may be missing or unfit in any way
            _say(out, "unfit", _where(trouble))
        else:
            guard.forbid()
            _read(reader, asked["name"], data, out)
        out.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:  # what the libraries would still tidy up is not worth what may go wrong with it
        os._exit(0)


def _say(out: BinaryIO, *words: object) -> None:
    out.write(json.dumps(words).encode("ascii") + b"\n")


def _say_now(out: BinaryIO, *words: object) -> None:
    _say(out, *words)
    out.flush()


def _read(reader: Reader, name: str, data: bytes, out: BinaryIO) -> None:
    def progress(done: int, total: int) -> None:
        _say_now(out, "at", done, total)

    try:
        paper = reader(name, data, progress)
    except Unreadable as trouble:
        _say(out, "refused", str(trouble))
    except (MemoryError, OSError):
        raise
    except guard.Forbidden as deed:
        _say(out, "broke", f"its reader would have had to do what none may, {deed}")
    except Exception as trouble:  # noqa: BLE001 - a stranger's file may make a library raise anything
        _say(out, "broke", _where(trouble))
    else:
        for line in paper.lines:
            _say(out, "line", line.cells, line.place, line.drawn)
        for problem in paper.problems:
            _say(out, "problem", problem.where, problem.what, problem.text)
        if paper.own is not None:
            for record in paper.own.records:
                _say(out, "record", as_given(record))
            _say(out, "own", paper.own.as_at.toordinal() if paper.own.as_at else 0)
        _say(out, "end", len(paper.lines))


def _where(trouble: BaseException) -> str:
    """What went wrong and where, for those who mend it: without its message, in which the file's words may stand."""
    at = trouble.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f" in {os.path.basename(at.tb_frame.f_code.co_filename)} line {at.tb_lineno}" if at else ""  # noqa: PTH119
    return f"{type(trouble).__name__}{place}"


def _taken_output() -> BinaryIO:
    """Standard output, for ourselves alone: what a library prints goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return out


def _end_with_parent() -> None:
    """Wait until standard input closes: then whoever asked has gone."""
    sys.stdin.buffer.read(1)
    os._exit(1)


if __name__ == "__main__":
    main()
