"""The front of reading: what a file is, by its content, and the reader for it. Readers are imported when needed."""

import codecs
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from db.readings import FileLayout, Problem, ReadColumn, Reading, SourceLine
from db.rules import Policy, Status
from reports.columns import READABLE
from reports.read.layouts import Known, lacking_words, with_words
from reports.read.progress import Progress, unheard

if TYPE_CHECKING:
    from reports.read.paper import Paper

LARGEST = 250_000_000
"""Bytes in a file; more is no list of recommendations."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_STATUS: Mapping[str, Status] = MappingProxyType({})


class Unreadable(Exception):
    """A file that cannot be read at all; the sentence names it."""


class Unmapped(Unreadable):
    """A file with a table in which nobody knows where the recommendation stands; a person can say it."""

    def __init__(self, sentence: str, headings: tuple[ReadColumn, ...]) -> None:
        super().__init__(sentence)
        self.headings = headings


class Asked(NamedTuple):
    """How a file is to be read."""

    known: Known
    policy: Policy
    progress: Progress
    sheet: str | None = None
    """The one of a workbook that is meant."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A file taken apart, of which nothing is made yet."""

    name: str
    sha256: str
    kind: str
    """`pdf`, `docx`, `odt`, `html`, `xlsx`, `ods`; of all other text nothing."""
    holds: "Paper | bytes" = field(repr=False)
    """The lines that a paper prints; of all else its bytes."""


def read(
    file: Path | Apart,
    *,
    policy: Policy,
    heading_map: Mapping[str, str] = _NOTHING,
    status_map: Mapping[str, Status] = _NO_STATUS,
    sheet: str | None = None,
    layout: FileLayout | None = None,
    layouts: Sequence[FileLayout] = (),
    progress: Progress = unheard,
) -> Reading:
    """All that a file says, which was taken `Apart` or is so now.

    `heading_map` gives the heading of a field (`--map`), `status_map` the status that a word means (`--status`); what
    of them the file has not is told. `sheet` is the sheet of a workbook that is meant. `layout` says it of all headings
    and words, `layouts` are those that are remembered, of which the one with the file's headings is found. `progress`
    is told how far it is, many times a second; whatever it raises stops the reading. Raises Unreadable.
    """
    said = layout or FileLayout()
    fields = {**said.fields, **{heading: name for name, heading in heading_map.items()}}
    unknown = next((name for name in fields.values() if name and name not in READABLE), None)
    if unknown is not None:
        raise Unreadable(f'{file.name}: there is no field "{unknown}". The fields are: {", ".join(READABLE)}.')
    said = replace(said, fields=fields, statuses={**said.statuses, **status_map})
    apart = file if isinstance(file, Apart) else take_apart(file, progress)
    reading = _read(apart, Asked(Known(said, layouts), with_words(policy, said.statuses), progress, sheet))
    where = reading.source[0].place if reading.source else "line 1"
    what = "There is no status like this one, which was to be read as {}."
    lacking = lacking_words(status_map, reading.records)
    told = (Problem(where, what.format(status_map[word]), word) for word in lacking)
    return replace(reading, problems=(*reading.problems, *told))


def take_apart(path: Path, progress: Progress = unheard) -> Apart:
    """The file at `path`, to be read as often as somebody says what its headings and words mean.

    `progress` is told how many of a paper's pages are taken apart. Raises Unreadable.
    """
    name = os.fsencode(path.name).decode(errors="replace")  # a name of other bytes could not be kept as a text
    data = _content(path)
    kind, sha256 = _kind(name, data), hashlib.sha256(data).hexdigest()
    if kind not in _PAPERS:
        return Apart(name, sha256, kind, data)
    from reports.read.paper import confined  # only for papers

    paper = confined.read_paper(kind, name, data, progress)
    if all(line.is_blank for line in paper.lines):
        raise Unreadable(f"{name}: there are no words in this file.")
    return Apart(name, sha256, kind, paper)


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


_PAPERS = frozenset({"pdf", "docx", "odt", "html"})


def _kind(name: str, data: bytes) -> str:
    """What the bytes are, whatever the file's name ends in; nothing where they are text."""
    _refuse_foreign(name, data)
    if _PDF.search(data[:1024]) or b"startxref" in data[-1024:]:
        return "pdf"
    if data.startswith(b"PK"):
        from reports.read.zipped import Kind, Zipped  # only for a zip

        return {Kind.DOCX: "docx", Kind.ODT: "odt", Kind.ODS: "ods"}.get(Zipped(name, data).kind, "xlsx")
    opening = _opening(data)
    if _WEB_PAGE.match(opening):
        return "html"
    if _XML.match(opening):
        raise Unreadable(f"{name}: this is XML; save it as XLSX, Word or PDF from the program that made it.")
    if _WEB_ARCHIVE.search(opening):
        raise Unreadable(f"{name}: this is a web page in one archive (MHTML); save it as PDF from a browser.")
    return ""


def _read(apart: Apart, asked: Asked) -> Reading:
    """What a file says that was taken apart."""
    if not isinstance(apart.holds, bytes):
        return _read_paper(apart, apart.holds, asked)
    if not apart.kind:
        return _read_text(apart, apart.holds, asked)
    from reports.read import workbook  # only for a workbook

    found = workbook.read_workbook(apart.name, apart.holds, asked)
    return found.reading(apart.name, apart.sha256, apart.kind)


def _read_text(apart: Apart, data: bytes, asked: Asked) -> Reading:
    """A list as JSON or with delimiters, or a report whose columns are parted by tabs."""
    from reports.read import text as texts  # only for text

    name, sha256 = apart.name, apart.sha256
    text, encoding = texts.decode(name, data)
    if text.lstrip()[:1] in {"{", "["} and (name.casefold().endswith(".json") or _is_json(text)):
        from reports.read import document  # only for JSON

        return document.read_document(name, text, asked).reading(name, sha256, "json")
    if not name.casefold().endswith((".csv", ".tsv")):
        from reports.read.report import reading as report  # only for text
        from reports.read.report.lines import lines_of_text

        if report.looks_like_report(text):
            reading = _mapped(report.read_report(name, lines_of_text(text), sha256, asked.policy, asked.known))
            told = (Problem("line 1", encoding),) if encoding else ()
            return replace(reading, problems=told + reading.problems)
    from reports.read import delimited  # only for text

    found = delimited.read_delimited(name, text, asked, encoding)
    return found.reading(name, sha256, "csv")


def _read_paper(apart: Apart, paper: "Paper", asked: Asked) -> Reading:
    """What the lines that a paper prints say."""
    from reports.read.report import reading as report  # only for papers

    if paper.own is not None:
        source = tuple(SourceLine(line.place, line.cells) for line in paper.lines)
        as_at, records = paper.own.as_at, paper.own.records
        return Reading(apart.name, apart.sha256, apart.kind, as_at, records, paper.problems, source)
    reading = _mapped(report.read_report(apart.name, paper.lines, apart.sha256, asked.policy, asked.known))
    return replace(reading, kind=apart.kind, problems=paper.problems + reading.problems)


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
