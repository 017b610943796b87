"""What text looks like inside a spreadsheet's cell, and back again: the one door between the register and sheets.

A cell that a spreadsheet would take for a formula is marked with an apostrophe; a text that begins with one is marked
too, so that whatever begins with an apostrophe in a file of ours has lost one when it is read.
"""

import re
from collections.abc import Iterable, Iterator

from db.readings import RawMilestone
from db.rows import Milestone
from reports.read.dates import read_date

_LIVE = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20'")
"""What begins a formula in some spreadsheet (the wide forms where Chinese or Japanese is set), and the mark itself."""

MARK = "'"

CELL_LIMIT = 32_767
"""The most UTF-16 units that Excel holds in a cell."""


def inert(text: str) -> str:
    """`text` as a cell that no spreadsheet runs."""
    return _marked(_held(text))


def revived(cells: Iterable[str]) -> str:
    """What `inert` or `pieces` was given."""
    text = "".join(cell.removeprefix(MARK) for cell in cells)
    return _HELD.sub(lambda found: chr(int(found[1], 16)), text) if _HOLD in text else text


def pieces(text: str) -> list[str]:
    """`text` as inert cells of a workbook, as many as it takes."""
    whole = inert(text)
    if len(whole) * 2 <= CELL_LIMIT or _units(whole) <= CELL_LIMIT:
        return [whole]
    return [_marked(piece) for piece in _cut(_held(text), CELL_LIMIT - len(MARK))]


def _marked(text: str) -> str:
    """Spaces before a formula do not hide it."""
    return MARK + text if text[:1] in _LIVE or text.lstrip()[:1] in _LIVE else text


_HOLD = "\x1a"
_HARD = re.compile(
    r"[\x1a\ufffe\uffff]|^<(?=r>)|_(?=x[0-9A-Fa-f]{4}(?:_x[0-9A-Fa-f]{4}|[\x00-\x08\x0b-\x1f\ufffe\uffff]))"
)
_HELD = re.compile(_HOLD + "([0-9A-F]{4})")


def _held(text: str) -> str:
    """`text` without what no XML can hold, what XlsxWriter takes for its own, and what runs into its `_xHHHH_`."""
    return _HARD.sub(lambda found: f"{_HOLD}{ord(found[0]):04X}", text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, limit: int) -> Iterator[str]:
    """`text` in pieces of `limit` UTF-16 units or one less, no character cut in two."""
    units = text.encode("utf-16-le")
    start = 0
    while start < len(units):
        end = start + 2 * limit
        if end < len(units) and 0xDC <= units[end + 1] <= 0xDF:
            end -= 2
        yield units[start:end].decode("utf-16-le")
        start = end


_PART = re.compile(r"(?:[^\\;]|\\.)+", re.DOTALL)
_MILESTONE = re.compile(r"\s*(?P<what>.*): (?P<due>[^:()]+?)(?: \(met (?P<met>[^:()]+)\))?\s*", re.DOTALL)


def write_milestones(milestones: Iterable[Milestone | RawMilestone]) -> str:
    r"""Milestones as one text: `draft: 2021-05-31 (met 2021-06-03); embedded: 2021-11-30`.

    A `;` or `\` of their own, and a blank at the edge, stand behind a `\`.
    """
    return "; ".join(
        f"{_guarded(m.what)}: {m.due.isoformat()}" + (f" (met {m.met_on.isoformat()})" if m.met_on else "")
        for m in milestones
    )


def _guarded(what: str) -> str:
    what = re.sub(r"([\\;])", r"\\\1", what)
    return "\\" + what if what[:1].isspace() else what


def read_milestones(text: str) -> tuple[RawMilestone, ...] | None:
    """What `write_milestones` was given, or a person wrote in its manner; None where `text` is something else."""
    milestones = []
    for part in _PART.findall(text):
        found = _MILESTONE.fullmatch(part)
        due = found and read_date(found["due"])
        met_on = found and found["met"] and read_date(found["met"])
        if not found or not due or (found["met"] and not met_on):
            return None
        what = re.sub(r"\\(.)", r"\1", found["what"], flags=re.DOTALL)
        milestones.append(RawMilestone(what, due, met_on or None))
    return tuple(milestones)


def letters(column: int) -> str:
    """A column as spreadsheets name it: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
