"""An XLSX file before its cells are read: its sheets by name."""

import io
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from reports.read import Unreadable
from reports.read.zipped import Zipped, parse

_MANY_TEXTS = re.compile(rb"uniqueCount\s*=\s*[\"']\s*[0-9]{9}")
"""Calamine makes room for as many texts as the file says it has, and ends the program where there is no such room."""


_MONTH_AND_YEAR = 17
"""The number of the format `mmm-yy`, which every workbook has."""

_NO_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^]]*\]|_.|;.*', re.DOTALL)
"""What of a format stands for nothing in a date."""


class Part(NamedTuple):
    """A sheet as the workbook names it."""

    name: str
    path: str
    hidden: bool


class Package:
    """An XLSX file, its cells not yet read."""

    def __init__(self, zipped: Zipped, data: bytes) -> None:
        self.name = zipped.name
        self.epoch_1904 = False
        self._zip = zipped
        # Calamine would unpack more than the zip says that there is.
        zipped.sound_throughout()
        with self.sound():
            self._main = zipped.main
            if _MANY_TEXTS.search(self.xml(f"{posixpath.dirname(self._main)}/sharedStrings.xml")):
                raise ValueError
            self.sheets = tuple(self._sheets())
            if not self.sheets:
                raise Unreadable(f"{self.name}: the workbook has no sheet of cells.")
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Whatever a broken file raises, as a sentence."""
        with self._zip.sound():
            try:
                yield
            except CalamineError:
                raise ValueError from None

    def xml(self, path: str) -> bytes:
        """A part; nothing where there is none."""
        return self._zip.part(path)

    def months(self) -> frozenset[str]:
        """The styles of cells that show of a day its month and year alone."""
        formats = {str(_MONTH_AND_YEAR)}
        styles: list[str] = []
        inside = False

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal inside
            if name in {"cellXfs", "cellStyleXfs", "dxfs"}:
                inside = name == "cellXfs"
            elif name == "numFmt":
                letters = set(_NO_LETTERS.sub("", attributes.get("formatCode", "")).casefold())
                if {"m", "y"} <= letters and letters.isdisjoint("dhs"):
                    formats.add(attributes.get("numFmtId", ""))
            elif name == "xf" and inside:
                styles.append(attributes.get("numFmtId", ""))

        xml = self.xml(f"{posixpath.dirname(self._main)}/styles.xml")
        if xml:
            parse(xml, start)
        return frozenset(str(n) for n, format_ in enumerate(styles) if format_ in formats)

    def cells(self, sheet: Part) -> CalamineSheet:
        """The values of a sheet."""
        return self._book.get_sheet_by_name(sheet.name)

    def _sheets(self) -> Iterable[Part]:
        """The sheets of cells and where each is, which calamine keeps to itself, as the day it counts from."""
        related = self._zip.related(self._main)
        sheets: dict[str, Part] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "workbookPr":
                self.epoch_1904 = attributes.get("date1904") in {"1", "true"}
            elif name == "sheet":
                kind, path = related[next((value for key, value in attributes.items() if key.endswith(":id")), "")]
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.setdefault(attributes["name"], Part(attributes["name"], path, hidden))

        parse(self.xml(self._main), start)
        return sheets.values()
