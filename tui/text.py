"""The one door for a register's words to the screen: nothing hidden, nothing obeyed, never wider than its place."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells, set_cell_size

from db.rules import Band, Policy, Status, so_many

if TYPE_CHECKING:
    from rich.text import Text

_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)
"""Controls, marks of direction, invisible format characters and halves of characters; the line feed is kept."""
MEASURE = 76
"""Columns of a text at most, in however wide a pane: longer lines are not read with ease."""


def _mark(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if character == "\t":
        return "    "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xFE00 <= code <= 0xFE0F:
        return ""  # Only asks for another drawing of the sign before it, which terminals do not agree on.
    return f"<U+{code:04X}>"


def show(text: str) -> str:
    """`text` for the screen, lines kept: what would act or hide is made visible. The stored text is not touched."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(_mark, text.replace("\r\n", "\n"))


def show_line(text: str) -> str:
    """The same in one line: line ends and runs of blanks become one blank."""
    return " ".join(show(text).split())


def show_text(text: str) -> "Text":
    """The same for widgets of Textual that take a renderable, in which markup is never read."""
    from rich.text import Text  # the command line uses this door too and has no use for it

    return Text(show(text), end="")


def width(text: str) -> int:
    """Columns that `text` takes on a screen."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, columns: int) -> str:
    """`text`, already shown, in at most so many columns; what is cut off leaves an ellipsis."""
    if width(text) <= columns:
        return text
    if columns < 1:
        return ""
    return set_cell_size(text, columns - 1).rstrip() + signs.ellipsis


def cut_before(text: str, columns: int) -> str:
    """The same with its end kept, by which references are told apart."""
    if width(text) <= columns:
        return text
    room, start = columns - width(signs.ellipsis), len(text)
    while start and width(text[start - 1]) <= room:
        start -= 1
        room -= width(text[start])
    return signs.ellipsis + text[start:] if columns > 0 else ""


def fit(text: str, columns: int) -> str:
    """`text`, already shown, in exactly so many columns."""
    if text.isascii() and len(text) <= columns:
        return text.ljust(columns)
    return set_cell_size(cut(text, columns), columns)


def wrap(text: str, columns: int) -> Iterator[str]:
    """`text`, already shown, as lines of at most so many columns, broken at blanks where there are any."""
    columns = max(columns, 2)  # A wide character takes two.
    for paragraph in text.split("\n"):
        if width(paragraph) <= columns:
            yield paragraph.rstrip()
            continue
        body = paragraph.lstrip(" ")
        indent = min(len(paragraph) - len(body), columns // 2)
        line, room = " " * indent, columns - indent
        for word in body.split(" "):
            taken = width(word)
            if taken + (len(line) > indent) <= room:
                glue = " " if len(line) > indent else ""
                line += glue + word
                room -= taken + len(glue)
                continue
            if len(line) > indent:
                yield line.rstrip()
            if taken <= columns - indent:
                line, room = " " * indent + word, columns - indent - taken
                continue
            *whole, rest = chop_cells(word, columns - indent)
            for piece in whole:
                yield " " * indent + piece
            line, room = " " * indent + rest, columns - indent - width(rest)
        yield line.rstrip()


class Signs:
    """Signs beside words; the words alone say as much."""

    def __init__(self) -> None:
        self.status: dict[Status | None, str] = dict(zip((*Status, None), "○◐◕●◆»✕?", strict=True))
        """A circle that fills until the auditor has seen it done, and other shapes for other ends."""
        self.ellipsis, self.dot, self.arrow, self.pointer = "…", "·", "→", "▸"
        self.open, self.shut, self.down, self.up = "▾", "▸", "▼", "▲"
        self.track, self.thumb, self.done, self.chosen = "│", "┃", "✓", "•"
        self.minus = "\N{MINUS SIGN}"
        self.marked = "■"
        self.bands: dict[Band, str] = dict(zip(Band, "█▓▒░·x", strict=True))
        """In bars, the parts of an age band: the later, the darker."""
        self.whole, self.more, self.less = "█", "▓", "░"
        """In bars, what stands, what comes to it and what goes."""
        self.steps = "▁▂▃▄▅▆▇█"
        self.here, self.there = "▌", "▏"
        """At the edge of the current line: in the pane where the keys go, and in the others."""

    def use_ascii(self) -> None:
        """From now on draw with ASCII signs only, for terminals whose font has no others."""
        self.status = dict(zip((*Status, None), "-~=+^>x?", strict=True))
        self.ellipsis, self.dot, self.arrow, self.pointer = "~", "-", "->", ">"
        self.open, self.shut, self.down, self.up = "v", ">", " v", " ^"
        self.track, self.thumb, self.done, self.chosen = ":", "#", "x", "*"
        self.minus = "-"
        self.marked = "*"
        self.bands = dict(zip(Band, "#*=-.x", strict=True))
        self.whole, self.more, self.less = "#", "+", "-"
        self.steps = "_1234567"
        self.here, self.there = ">", "|"


signs = Signs()


class Called:
    """What the body whose register this is calls statuses and bands."""

    def __init__(self) -> None:
        self.policy = Policy()
        """As it was last read; one for the whole program, as it speaks of one register at a time."""

    def band(self, band: Band) -> str:
        """The name of an age band: `Over 12 months overdue`."""
        return self.policy.band_name(band)

    def band_phrase(self, band: Band) -> str:
        """The same within a sentence: `over 12 months overdue`."""
        return self.policy.band_phrase(band)


called = Called()


STATUS_UNREAD = "status not read"

_SHORT: dict[Status | None, str] = {
    Status.NOT_IMPLEMENTED: "not impl.",
    Status.PARTIALLY_IMPLEMENTED: "partially",
    Status.AWAITING_VERIFICATION: "to verify",
    Status.IMPLEMENTED: "implemented",
    Status.RISK_ACCEPTED: "risk acc.",
    Status.SUPERSEDED: "superseded",
    Status.NOT_ADOPTED: "not adopted",
    None: "not read",
}


def status_word(status: Status | None, *, short: bool = False) -> str:
    """The word of a status, or that nobody could read one."""
    own = called.policy.status_names.get(status) if status else None
    if own:
        return show_line(own)
    if short:
        return _SHORT[status]
    return STATUS_UNREAD if status is None else str(status)


def overdue(months: int) -> str:
    """How late something is, in whole months: `19 months overdue`."""
    return f"{so_many(months, 'month') if months else 'less than a month'} overdue"


def status_label(status: Status | None) -> str:
    """Sign and word, the two that carry the meaning where there is no colour."""
    return f"{signs.status[status]} {status_word(status)}"
