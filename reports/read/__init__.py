"""The front of reading: what a file is, by its content, and the reader for it. Readers are imported when needed."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from db.rows import Problem, Reading
from db.rules import Policy, Status, plain
from reports.columns import BY_FIELD

LARGEST = 250_000_000
"""Bytes in a file; more is no list of recommendations."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_STATUS: Mapping[str, Status] = MappingProxyType({})


class Unreadable(Exception):
    """A file that cannot be read at all; the sentence names it."""


def read(
    path: Path,
    *,
    policy: Policy,
    heading_map: Mapping[str, str] = _NOTHING,
    status_map: Mapping[str, Status] = _NO_STATUS,
    sheet: str | None = None,
) -> Reading:
    """All that the file at `path` says.

    `heading_map` gives the heading of a field (`--map`), `status_map` the status that a word means (`--status`),
    `sheet` the sheet of a workbook that is meant.
    """
    unknown = next((name for name in heading_map if name not in BY_FIELD), None)
    if unknown is not None:
        raise Unreadable(f'{path.name}: there is no field "{unknown}". The fields are: {", ".join(BY_FIELD)}.')
    words = {plain(word): status for word, status in status_map.items()}
    name = os.fsencode(path.name).decode(errors="replace")  # a name of other bytes could not be kept as a text
    return _read(
        name, _content(path), heading_map, replace(policy, status_words={**policy.status_words, **words}), sheet
    )


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


def _read(name: str, data: bytes, heading_map: Mapping[str, str], policy: Policy, sheet: str | None) -> Reading:
    """What the bytes say, whatever the file's name ends in."""
    sha256 = hashlib.sha256(data).hexdigest()
    _refuse_foreign(name, data)
    if data.startswith(b"PK"):
        from reports.read import workbook  # only for a workbook

        found = workbook.read_workbook(name, data, heading_map, policy, sheet)
        return Reading(name, sha256, "xlsx", found.as_of, found.records, found.problems)
    from reports.read import text as texts  # only for text

    text, encoding = texts.decode(name, data)
    if _WEB_PAGE.match(text):
        raise Unreadable(f"{name}: this is a web page or XML; save it as XLSX or CSV and read that.")
    if text.lstrip()[:1] in {"{", "["} and (name.casefold().endswith(".json") or _is_json(text)):
        from reports.read import document  # only for JSON

        found = document.read_document(name, text, heading_map, policy)
        return Reading(name, sha256, "json", found.as_of, found.records, found.problems)
    from reports.read import delimited  # only for text

    if not name.casefold().endswith((".csv", ".tsv")):
        from reports.read.report import reading as report  # only for text
        from reports.read.report.lines import lines_of_text

        if report.looks_like_report(text):
            reading = report.read_report(name, lines_of_text(text), sha256, policy)
            told = (Problem("line 1", encoding),) if encoding else ()
            return replace(reading, problems=told + reading.problems)
    found = delimited.read_delimited(name, text, heading_map, policy, encoding)
    return Reading(name, sha256, "csv", found.as_of, found.records, found.problems)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (_OLD_OFFICE, "this is a file of old Office; save it as XLSX, or its text as CSV or TXT, and read that."),
    (b"%PDF", "this is a PDF; copy its text into a TXT file and read that."),
    (b"{\\rtf", "this is rich text; save it as TXT and read that."),
    (b"SQLite format 3\x00", "this is a register or another database, not a report; open a register by itself."),
    (b"\x1f\x8b", "this is a packed file; unpack it and read what is in it."),
    (b"7z\xbc\xaf", "this is a packed file; unpack it and read what is in it."),
    (b"Rar!", "this is a packed file; unpack it and read what is in it."),
    (b"\x89PNG", "this is a picture; only text and spreadsheets can be read."),
    (b"\xff\xd8\xff", "this is a picture; only text and spreadsheets can be read."),
    (b"GIF8", "this is a picture; only text and spreadsheets can be read."),
)
"""What is told from its first bytes and cannot be read."""

_WEB_PAGE = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|table|meta)\b", re.IGNORECASE)


def _refuse_foreign(name: str, data: bytes) -> None:
    what = next((what for mark, what in _FOREIGN if data.startswith(mark)), None)
    if data.startswith(_OLD_OFFICE) and "EncryptedPackage".encode("utf-16-le") in data:
        what = "this workbook or document is protected with a password; save it without one and read that."
    if what is not None:
        raise Unreadable(f"{name}: {what}")
