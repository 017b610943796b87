"""A file that is a zip inside: what it is by what it holds, and its parts unpacked without trusting them."""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

from reports.read import Unreadable

_LARGEST = 400_000_000
"""Bytes in all the parts; a full sheet of a million rows has fewer."""

_LARGEST_TREE = 60_000_000
"""Bytes of a part that is taken as a tree, which takes ten times the room; two thousand pages have fewer."""

_SWOLLEN = (20_000_000, 250)
"""A part of more bytes than this that unpacks to more times its size was made to swell."""

_MOST_PARTS = 20_000
"""A workbook has a few per sheet, a document one per picture."""


class Kind(Enum):
    """What a zip is."""

    XLSX = "workbook"
    XLSB = "binary workbook"
    DOCX = "Word document"
    PPTX = "presentation"
    ODS = "OpenDocument spreadsheet"
    ODT = "OpenDocument text"
    OTHER_ODF = "OpenDocument file"
    EPUB = "e-book"
    XPS = "printed page (XPS)"
    APPLE = "Pages or Numbers file"
    PACKED = "packed file"


_MAIN_TYPES = (
    ("ms-excel.sheet.binary.", Kind.XLSB),
    ("spreadsheetml.", Kind.XLSX),
    ("ms-excel.", Kind.XLSX),
    ("wordprocessingml.", Kind.DOCX),
    ("ms-word.", Kind.DOCX),
    ("presentationml.", Kind.PPTX),
    ("ms-powerpoint.", Kind.PPTX),
)
"""How Office calls the main part of a file, whatever folder it stands in; with macros under a name of its own."""

_FOLDERS = (
    ("xl/workbook.bin", Kind.XLSB),
    ("xl/", Kind.XLSX),
    ("word/", Kind.DOCX),
    ("ppt/", Kind.PPTX),
    ("index/document.iwa", Kind.APPLE),
    ("index.zip", Kind.APPLE),
    ("fixeddocseq.fdseq", Kind.XPS),
    ("fixeddocumentsequence.fdseq", Kind.XPS),
)
"""What stands in a file that does not say what it is."""

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

_REFUSED = {
    Kind.XLSB: "this is a binary workbook (XLSB); save it as XLSX and read that.",
    Kind.PPTX: "this is a presentation, which has no list of recommendations; save the report in it as PDF or Word.",
    Kind.OTHER_ODF: "this is an OpenDocument file that is neither text nor spreadsheet; save it as PDF and read that.",
    Kind.EPUB: "this is an e-book; save it as PDF or Word and read that.",
    Kind.XPS: "this is an XPS file, pages as they were printed; save it as PDF and read that.",
    Kind.APPLE: "this is an Apple Pages or Numbers file; export it as Word or Excel and read that.",
    Kind.PACKED: "this is a packed file; unpack it and read what is in it.",
}


class Related(NamedTuple):
    """What a part of an Office file refers to."""

    type: str
    """`styles`, `comments`, `worksheet`."""
    path: str


class Zipped:
    """A zip of a kind that can be read here, its parts not yet unpacked.

    Raises Unreadable, as everything here does, where it is of another kind, damaged, locked, or made to swell.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        if data.count(b"PK\x01\x02") > _MOST_PARTS:
            raise Unreadable(f"{name}: the file is too large: it has more than {_MOST_PARTS} parts.")
        with self.sound():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.parts = {part.filename.casefold(): part for part in self._zip.infolist()}
            """By their paths in small letters, for Office does not tell large from small."""
            for part in self.parts.values():
                if part.flag_bits & 1:
                    raise RuntimeError("password")
                if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                    raise NotImplementedError
                if part.file_size > _SWOLLEN[0] and part.file_size > _SWOLLEN[1] * part.compress_size:
                    raise Unreadable(f"{name}: the file is too large: it was made to swell when it is unpacked.")
            if sum(part.file_size for part in self._zip.infolist()) > _LARGEST:
                raise Unreadable(f"{name}: the file is too large: unpacked, more than {_LARGEST // 1_000_000} MB.")
            self.kind = self._kind()
            if self.kind in _REFUSED:
                raise Unreadable(f"{name}: {_REFUSED[self.kind]}")
            if b"encryption-data" in self.part("META-INF/manifest.xml"):
                raise RuntimeError("password")

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Whatever a broken file raises, as a sentence."""
        damaged = (zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, etree.LxmlError, OverflowError)
        try:
            yield
        except NotImplementedError:
            raise Unreadable(f"{self.name}: the file is packed in a way that is not known here.") from None
        except RuntimeError as trouble:
            if "password" not in str(trouble):
                raise
            raise Unreadable(
                f"{self.name}: the file is protected with a password; save it without one and read that."
            ) from None
        except (*damaged, EOFError, LookupError, ValueError, OSError):
            raise Unreadable(f"{self.name}: the file is damaged or cut off.") from None

    @property
    def has_macros(self) -> bool:
        """Does it bring programs along? They are never run."""
        return any(path.endswith("vbaproject.bin") or path.startswith("basic/") for path in self.parts)

    def part(self, path: str) -> bytes:
        """What a part holds, unpacked; nothing where there is none."""
        found = self.parts.get(path.casefold())
        with self.sound():
            return self._zip.read(found) if found else b""

    def tree(self, path: str) -> etree._Element | None:
        """The root of an XML part, without its comments and instructions; None where there is no such part.

        A document type, in which entities come that swell or fetch, is refused; so is what is nested 256 deep.
        """
        found = self.parts.get(path.casefold())
        if found is None:
            return None
        if found.file_size > _LARGEST_TREE:
            raise Unreadable(
                f"{self.name}: the document is too large: its words take more than {_LARGEST_TREE // 1_000_000} MB."
            )
        xml = self.part(path)
        with self.sound():
            _refuse_document_type(xml)
            parser = etree.XMLParser(
                resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
            )
            return etree.fromstring(xml, parser)

    def sound_throughout(self) -> None:
        """Unpack every part once: another library will, and would unpack more than the zip says that there is."""
        with self.sound():
            if self._zip.testzip() is not None:
                raise zipfile.BadZipFile

    @property
    def main(self) -> str:
        """The path of an Office file's main part, which may be called anything."""
        usual = {Kind.XLSX: "xl/workbook.xml", Kind.DOCX: "word/document.xml"}
        return next((r.path for r in self.related("").values() if r.type == "officeDocument"), usual.get(self.kind, ""))

    def related(self, path: str) -> dict[str, Related]:
        """What the part at `path` refers to inside the file, by id; `""` is the file itself."""
        folder, part = posixpath.split(path)
        found: dict[str, Related] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                found[attributes["Id"]] = Related(attributes["Type"].rpartition("/")[2], target)

        with self.sound():
            parse(self.part(posixpath.join(folder, "_rels", f"{part}.rels")) or b"<none/>", start)
        return found

    def _kind(self) -> Kind:
        """What it says that it is; else what it looks like."""
        said = self.part("mimetype")[:200].decode("ascii", "replace").strip()
        if said.startswith("application/epub"):
            return Kind.EPUB
        if said.startswith(_OPEN_DOCUMENT) or {"mimetype", "content.xml"} <= self.parts.keys():
            if "encrypted-package" in self.parts:
                raise RuntimeError("password")
            what = said.removeprefix(_OPEN_DOCUMENT).removesuffix("-template")
            return {"spreadsheet": Kind.ODS, "text": Kind.ODT, "text-master": Kind.ODT}.get(what, Kind.OTHER_ODF)
        types = self.part("[Content_Types].xml").decode("utf-8", "replace")
        for called, kind in _MAIN_TYPES:
            if re.search(rf"{re.escape(called)}[\w.]*main\+?", types, re.IGNORECASE):
                return kind
        return next((kind for folder, kind in _FOLDERS if any(map(_under(folder), self.parts))), Kind.PACKED)


def _under(folder: str) -> Callable[[str], bool]:
    return lambda path: path.startswith(folder)


def parse(
    xml: bytes, start: Callable[[str, Mapping[str, str]], None], parser: expat.XMLParserType | None = None
) -> None:
    """Give every element to `start` by its name without a prefix; ValueError where there is a document type."""
    parser = parser or expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, found: start(name.rpartition(":")[2], found)
    parser.Parse(xml, True)


class _Begun(Exception):
    """The first element is there, and no document type can follow."""


def _refuse_document_type(xml: bytes) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse

    def begun(*_: object) -> None:
        raise _Begun

    parser.StartElementHandler = begun
    try:
        parser.Parse(xml, True)
    except _Begun:
        return


def _refuse(*_: object) -> None:
    """No office program writes a document type; entities, which swell or fetch, come in one."""
    raise ValueError("document type")
