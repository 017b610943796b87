"""The front of reading: what a file is, by its content, and the reader for it. Readers are imported when needed."""

import codecs
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from db.readings import FileLayout, Problem, ReadColumn, Reading, SourceLine
from db.rules import Policy, Status
from reports.columns import READABLE
from reports.read.layouts import Known, with_words

LARGEST = 250_000_000
"""Bytes in a file; more is no list of recommendations."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_STATUS: Mapping[str, Status] = MappingProxyType({})


def _unheard(_done: int, _total: int) -> None:
    """Nobody watches."""


class Unreadable(Exception):
    """A file that cannot be read at all; the sentence names it."""


class Unmapped(Unreadable):
    """A file with a table in which nobody knows where the recommendation stands; a person can say it."""

    def __init__(self, sentence: str, headings: tuple[ReadColumn, ...]) -> None:
        super().__init__(sentence)
        self.headings = headings


def read(
    path: Path,
    *,
    policy: Policy,
    heading_map: Mapping[str, str] = _NOTHING,
    status_map: Mapping[str, Status] = _NO_STATUS,
    sheet: str | None = None,
    layout: FileLayout | None = None,
    layouts: Sequence[FileLayout] = (),
    progress: Callable[[int, int], None] = _unheard,
) -> Reading:
    """All that the file at `path` says.

    `heading_map` gives the heading of a field (`--map`), `status_map` the status that a word means (`--status`),
    `sheet` the sheet of a workbook that is meant. `layout` says it of all headings and words, `layouts` are those that
    are remembered, of which the one with the file's headings is found. `progress` is told how many of how many pages
    are read, many times a second (0 of 0 where a file has none); whatever it raises stops it. Raises Unreadable.
    """
    said = layout or FileLayout()
    fields = {**said.fields, **{heading: name for name, heading in heading_map.items()}}
    unknown = next((name for name in fields.values() if name and name not in READABLE), None)
    if unknown is not None:
        raise Unreadable(f'{path.name}: there is no field "{unknown}". The fields are: {", ".join(READABLE)}.')
    said = replace(said, fields=fields, statuses={**said.statuses, **status_map})
    name = os.fsencode(path.name).decode(errors="replace")  # a name of other bytes could not be kept as a text
    policy = with_words(policy, said.statuses)
    return _read(name, _content(path), _Asked(Known(said, layouts), policy, sheet, progress))


def _content(path: Path) -> bytes:
    name = path.name
    try:
        if not path.exists():
            raise Unreadable(f"{path}: there is no such file.")
        if not path.is_file():
            raise Unreadable(f"{path}: this is a folder or a device, not a file.")
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{name}: the file is too large, more than {LARGEST // 1_000_000} MB.")
        data = path.read_bytes()
    except OSError as trouble:
        raise Unreadable(f"{path}: the file could not be read: {trouble.strerror}.") from None
    if not data.strip():
        raise Unreadable(f"{name}: the file is empty.")
    return data


class _Asked(NamedTuple):
    """How a file is to be read."""

    known: Known
    policy: Policy
    sheet: str | None
    progress: Callable[[int, int], None]


def _read(name: str, data: bytes, asked: _Asked) -> Reading:
    """What the bytes say, whatever the file's name ends in."""
    sha256 = hashlib.sha256(data).hexdigest()
    _refuse_foreign(name, data)
    if _PDF.search(data[:1024]) or b"startxref" in data[-1024:]:
        return _read_paper("pdf", name, data, asked)
    if data.startswith(b"PK"):
        from reports.read.zipped import Kind, Zipped  # only for a zip

        kind = Zipped(name, data).kind
        if kind is Kind.DOCX or kind is Kind.ODT:
            return _read_paper("docx" if kind is Kind.DOCX else "odt", name, data, asked)
        from reports.read import workbook  # only for a workbook

        found = workbook.read_workbook(name, data, asked.known, asked.policy, asked.sheet)
        return found.reading(name, sha256, "ods" if kind is Kind.ODS else "xlsx")
    opening = _opening(data)
    if _WEB_PAGE.match(opening):
        return _read_paper("html", name, data, asked)
    if _XML.match(opening):
        raise Unreadable(f"{name}: this is XML; save it as XLSX, Word or PDF from the program that made it.")
    if _WEB_ARCHIVE.search(opening):
        raise Unreadable(f"{name}: this is a web page in one archive (MHTML); save it as PDF from a browser.")
    from reports.read import text as texts  # only for text

    text, encoding = texts.decode(name, data)
    if text.lstrip()[:1] in {"{", "["} and (name.casefold().endswith(".json") or _is_json(text)):
        from reports.read import document  # only for JSON

        found = document.read_document(name, text, asked.known, asked.policy)
        return found.reading(name, sha256, "json")
    from reports.read import delimited  # only for text

    if not name.casefold().endswith((".csv", ".tsv")):
        from reports.read.report import reading as report  # only for text
        from reports.read.report.lines import lines_of_text

        if report.looks_like_report(text):
            reading = _mapped(report.read_report(name, lines_of_text(text), sha256, asked.policy, asked.known))
            told = (Problem("line 1", encoding),) if encoding else ()
            return replace(reading, problems=told + reading.problems)
    found = delimited.read_delimited(name, text, asked.known, asked.policy, encoding)
    return found.reading(name, sha256, "csv")


def _read_paper(kind: str, name: str, data: bytes, asked: _Asked) -> Reading:
    """What the lines that a paper prints say; it is taken apart in a process of its own."""
    from reports.read.paper import confined  # only for papers
    from reports.read.report import reading as report

    paper = confined.read_paper(kind, name, data, asked.progress)
    if all(line.is_blank for line in paper.lines):
        raise Unreadable(f"{name}: there are no words in this file.")
    if paper.own is not None:
        source = tuple(SourceLine(line.place, line.cells) for line in paper.lines)
        sha256 = hashlib.sha256(data).hexdigest()
        return Reading(name, sha256, kind, paper.own.as_at, paper.own.records, paper.problems, source)
    sha256 = hashlib.sha256(data).hexdigest()
    reading = _mapped(report.read_report(name, paper.lines, sha256, asked.policy, asked.known))
    return replace(reading, kind=kind, problems=paper.problems + reading.problems)


def _mapped(reading: Reading) -> Reading:
    """A report's reading; one whose only tables have headings that nobody knows is refused, and can be mapped."""
    if reading.records or not reading.headings or any(column.field for column in reading.headings):
        return reading
    named = ", ".join(column.heading for column in reading.headings)
    raise Unmapped(
        f"{reading.file}: no table of recommendations was found. The headings of the largest table are: {named}. "
        'Say which gives the recommendation with --map "recommendation=HEADING".',
        reading.headings,
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


_PDF = re.compile(rb"%PDF-\d")
"""What a PDF begins with, now and then after some bytes of whoever sent it; one that has lost it still has its end."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE = (
    "this is a picture; ask for the file that was printed, or have a program for scans make a PDF with words of it."
)
_PACKED = "this is a packed file; unpack it and read what is in it."
_FOREIGN = (
    (_OLD_OFFICE, "this is a file of old Office; save it as Word (DOCX) or Excel (XLSX) and read that."),
    (b"{\\rtf", "this is rich text; save it as Word (DOCX) and read that."),
    (b"SQLite format 3\x00", "this is a register or another database, not a report; open a register by itself."),
    (b"\x1f\x8b", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!", _PACKED),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
)
"""What is told from its first bytes and cannot be read."""

_WEB_PAGE = re.compile(
    r"\s*+(?:(?>(?:<\?xml[^>]*>|<!--.*?-->)\s*))*+<(?:!doctype\s+html|html|head|body|table|meta|div)\b",
    re.IGNORECASE | re.DOTALL,
)
"""What a web page begins with, a comment or two before it; a match that fails fails in one go."""

_XML = re.compile(r"\s*<(?:\?xml|!doctype)\b", re.IGNORECASE)


_WEB_ARCHIVE = re.compile(
    r"\A(?:From:|Subject:|MIME-Version:).{0,2000}?\bmultipart/related\b", re.IGNORECASE | re.DOTALL
)


def _opening(data: bytes) -> str:
    """The first letters of a text in whatever encoding, as far as they are of ASCII."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:20_000].decode("utf-16", "replace")
    return data[:10_000].removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").decode("latin-1")


def _refuse_foreign(name: str, data: bytes) -> None:
    what = next((what for mark, what in _FOREIGN if data.startswith(mark)), None)
    if data.startswith(_OLD_OFFICE) and "EncryptedPackage".encode("utf-16-le") in data:
        what = "this workbook or document is protected with a password; save it without one and read that."
    elif data.startswith(_OLD_OFFICE) and "WordDocument".encode("utf-16-le") in data:
        what = "this is a document of old Word (DOC); save it as DOCX and read that."
    if what is not None:
        raise Unreadable(f"{name}: {what}")
