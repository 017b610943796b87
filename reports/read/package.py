"""The parts of an XLSX file, opened without trusting it: sizes bounded, no document types, nothing fetched."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, NamedTuple
from xml.parsers import expat

from reports.cells import unescaped
from reports.read import Unreadable

_LARGEST = 400_000_000
"""Bytes of XML in all the parts we read; a full sheet of a million rows has fewer."""

_DATE_IDS = frozenset((*range(14, 23), *range(27, 37), *range(50, 59)))
"""The number formats that every workbook has, and that show a day (ECMA-376, 18.8.30)."""

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What in a number format is literal text, padding, colour or country."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]


class Part(NamedTuple):
    """A sheet as the workbook names it."""

    name: str
    path: str
    hidden: bool


class Enough(Exception):
    """Stops the reading of a part."""


def parse(source: IO[bytes], start: Start, end: End, parser: expat.XMLParserType | None = None) -> None:
    """Give every element of `source` to the handlers by its name without a prefix."""
    parser = parser or expat.ParserCreate()
    parser.buffer_text = True

    def root(name: str, attributes: Mapping[str, str]) -> None:
        # Nearly all workbooks use no prefix, and then nothing stands between the parser and the handlers.
        if ":" in name:
            parser.StartElementHandler = lambda name, found: start(name.rpartition(":")[2], found)
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        else:
            parser.StartElementHandler = start
            parser.EndElementHandler = end
        start(name.rpartition(":")[2], attributes)

    parser.StartElementHandler = root
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.ParseFile(source)
    except Enough:
        return


def _refuse_doctype(*_: object) -> None:
    """No workbook has a document type; entities, which swell or fetch, come in one."""
    raise ValueError("document type")


class Package:
    """An XLSX file, its cells not yet read."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._left = _LARGEST
        with self.sound():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._paths = {path.casefold(): path for path in self._zip.namelist()}
            _refuse_others(name, set(self._paths))
            workbook = self._workbook_path()
            related = self._related(workbook)
            self.epoch_1904 = False
            self.sheets = tuple(self._sheets(workbook, related))
            self.date_styles = self._date_styles(_of_type(related, "styles"))
            self.strings = self._strings(_of_type(related, "sharedStrings"))

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Whatever a broken package raises, as a sentence."""
        try:
            yield
        except NotImplementedError:
            raise Unreadable(f"{self.name}: the file is packed in a way that is not known here.") from None
        except RuntimeError as trouble:
            if "password" not in str(trouble):
                raise
            raise Unreadable(f"{self.name}: the workbook is protected with a password.") from None
        except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError, ValueError, OSError):
            raise Unreadable(f"{self.name}: the file is damaged or cut off.") from None

    def open(self, path: str) -> IO[bytes]:
        """The XML of a part, if what has been opened so far leaves room for it."""
        info = self._zip.getinfo(self._paths[path.casefold()])
        self._left -= info.file_size
        if self._left < 0:
            raise Unreadable(f"{self.name}: the workbook is too large: unpacked, more than {_LARGEST // 1_000_000} MB.")
        return self._zip.open(info)

    def _workbook_path(self) -> str:
        main = _of_type(self._related(""), "officeDocument") or "xl/workbook.xml"
        return main if main.casefold() in self._paths else "xl/workbook.xml"

    def _related(self, path: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: (type, path) by id."""
        folder, leaf = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{leaf}.rels")
        found: dict[str, tuple[str, str]] = {}
        if relations.casefold() not in self._paths:
            return found

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                found[attributes["Id"]] = attributes["Type"].rpartition("/")[2], target

        parse(self.open(relations), start, _nothing)
        return found

    def _sheets(self, workbook: str, related: Mapping[str, tuple[str, str]]) -> list[Part]:
        sheets: list[Part] = []

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "workbookPr":
                self.epoch_1904 = attributes.get("date1904", "0") in {"1", "true"}
            elif name == "sheet":
                relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                kind, path = related.get(relation, ("", ""))
                if kind == "worksheet" and path.casefold() in self._paths:
                    sheets.append(Part(attributes["name"], path, attributes.get("state", "visible") != "visible"))

        parse(self.open(workbook), start, _nothing)
        return sheets

    def _date_styles(self, path: str | None) -> frozenset[str]:
        """The styles of cells that show a number as a day."""
        formats: dict[str, str] = {}
        shown: list[str] = []
        inside = False

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                formats[attributes["numFmtId"]] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                shown.append(attributes.get("numFmtId", "0"))

        def end(name: str) -> None:
            nonlocal inside
            if name == "cellXfs":
                inside = False

        if path is not None and path.casefold() in self._paths:
            parse(self.open(path), start, end)
        return frozenset(str(style) for style, known in enumerate(shown) if _shows_day(known, formats))

    def _strings(self, path: str | None) -> list[str]:
        """The texts that cells refer to by number, without their fonts and their phonetic guides."""
        strings: list[str] = []
        pieces: list[str] = []
        guide = False
        parser = expat.ParserCreate()

        def start(name: str, _: Mapping[str, str]) -> None:
            nonlocal guide
            if name == "t" and not guide:
                parser.CharacterDataHandler = pieces.append
            elif name == "si":
                pieces.clear()
            elif name == "rPh":
                guide = True

        def end(name: str) -> None:
            nonlocal guide
            if name == "t":
                parser.CharacterDataHandler = None
            elif name == "si":
                strings.append(unescaped("".join(pieces)))
            elif name == "rPh":
                guide = False

        if path is not None and path.casefold() in self._paths:
            parse(self.open(path), start, end, parser)
        return strings


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


def _nothing(_: str) -> None:
    """The end of an element that says nothing."""


def _of_type(related: Mapping[str, tuple[str, str]], kind: str) -> str | None:
    return next((path for found, path in related.values() if found == kind), None)


def _shows_day(format_id: str, formats: Mapping[str, str]) -> bool:
    code = formats.get(format_id)
    if code is None:
        return format_id.isdecimal() and int(format_id) in _DATE_IDS
    shown = _NOT_SHOWN.sub("", code.split(";")[0]).casefold()
    return shown != "general" and any(letter in shown for letter in "dy")
