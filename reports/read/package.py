"""An XLSX file before its cells are read: opened without trusting it, its sheets by name."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from reports.read import Unreadable

_LARGEST = 400_000_000
"""Bytes in all the parts; a full sheet of a million rows has fewer."""

_MANY_TEXTS = re.compile(rb"uniqueCount\s*=\s*[\"']\s*[0-9]{9}")
"""Calamine makes room for as many texts as the file says it has, and ends the program where there is no such room."""


class Part(NamedTuple):
    """A sheet as the workbook names it."""

    name: str
    path: str
    hidden: bool


def parse(
    xml: bytes, start: Callable[[str, Mapping[str, str]], None], parser: expat.XMLParserType | None = None
) -> None:
    """Give every element to `start` by its name without a prefix."""
    parser = parser or expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, found: start(name.rpartition(":")[2], found)
    parser.Parse(xml, True)


def _refuse_doctype(*_: object) -> None:
    """No workbook has a document type; entities, which swell or fetch, come in one."""
    raise ValueError("document type")


class Package:
    """An XLSX file, its cells not yet read."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.epoch_1904 = False
        with self.sound():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._paths = {path.casefold(): path for path in self._zip.namelist()}
            _refuse_others(name, set(self._paths))
            if sum(part.file_size for part in self._zip.infolist()) > _LARGEST:
                raise Unreadable(f"{name}: the workbook is too large: unpacked, more than {_LARGEST // 1_000_000} MB.")
            # Calamine would unpack more than the zip says that there is.
            if self._zip.testzip() is not None:
                raise zipfile.BadZipFile
            main = dict(self._related("", ".rels").values()).get("officeDocument", "xl/workbook.xml")
            self._folder = posixpath.dirname(main)
            if _MANY_TEXTS.search(self.xml(f"{self._folder}/sharedStrings.xml")):
                raise zipfile.BadZipFile
            self.sheets = tuple(self._sheets())
            if not self.sheets:
                raise Unreadable(f"{name}: the workbook has no sheet of cells.")
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Whatever a broken file raises, as a sentence."""
        damaged = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError, ValueError, OSError)
        try:
            yield
        except NotImplementedError:
            raise Unreadable(f"{self.name}: the file is packed in a way that is not known here.") from None
        except RuntimeError as trouble:
            if "password" not in str(trouble):
                raise
            raise Unreadable(f"{self.name}: the workbook is protected with a password.") from None
        except (CalamineError, *damaged):
            raise Unreadable(f"{self.name}: the file is damaged or cut off.") from None

    def xml(self, path: str) -> bytes:
        """A part; nothing where there is none."""
        return self._zip.read(self._paths[path.casefold()]) if path.casefold() in self._paths else b""

    def cells(self, sheet: Part) -> CalamineSheet:
        """The values of a sheet."""
        return self._book.get_sheet_by_name(sheet.name)

    def _related(self, folder: str, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: (type, path) by id."""
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship":
                path = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                found[attributes["Id"]] = attributes["Type"].rpartition("/")[2], path

        parse(self.xml(posixpath.join(folder, "_rels", part)) or b"<none/>", start)
        return found

    def _sheets(self) -> Iterable[Part]:
        """The sheets of cells and where each is, which calamine keeps to itself, as the day it counts from."""
        related = self._related(self._folder, "workbook.xml.rels")
        sheets: dict[str, Part] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "workbookPr":
                self.epoch_1904 = attributes.get("date1904") in {"1", "true"}
            elif name == "sheet":
                kind, path = related[next((value for key, value in attributes.items() if key.endswith(":id")), "")]
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.setdefault(attributes["name"], Part(attributes["name"], path, hidden))

        parse(self.xml(f"{self._folder}/workbook.xml"), start)
        return sheets.values()


def _refuse_others(name: str, paths: set[str]) -> None:
    """Of the files that are zips inside only one kind is a workbook."""
    if "xl/workbook.bin" in paths:
        what = "this is a binary workbook (XLSB); save it as XLSX and read that."
    elif any(path.startswith("word/") for path in paths):
        what = "this is a Word document; save it as TXT and read that."
    elif any(path.startswith("ppt/") for path in paths):
        what = "this is a presentation; only text and spreadsheets can be read."
    elif {"mimetype", "content.xml"} <= paths:
        what = "this is an OpenDocument file; save it as XLSX, or its text as TXT, and read that."
    elif any(path.startswith("xl/") for path in paths):
        return
    else:
        what = "this is a packed file; unpack it and read what is in it."
    raise Unreadable(f"{name}: {what}")
