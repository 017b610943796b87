"""A tagged PDF: sheets, and the tree that tells a screen reader what stands on them (PDF/UA-1)."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from reports.write import page

LANGUAGE = "en-GB"


class Element(pdfdoc.PDFObject):
    """One node of the tree: a table, a cell, a paragraph."""

    def __init__(self, document: "Document", role: str, parent: "Element | None", attributes: str = "") -> None:
        self.document = document
        self.role = role
        self.attributes = attributes
        self.parent = parent
        self.kids: list[Element] = []
        self.pieces: list[tuple[Sheet, int]] = []
        """What is drawn of it: the sheet, and which of its marked pieces."""
        self.link = ""
        """Reference of the annotation that makes it a link, on the sheet of its first piece."""
        self.reference = document.refer(self)
        if parent is not None:
            parent.kids.append(self)

    def add(self, role: str, attributes: str = "") -> "Element":
        """A new node, after its other kids."""
        return Element(self.document, role, self, attributes)

    def format(self, _document: pdfdoc.PDFDocument) -> bytes:
        """The node as a PDF object; ReportLab asks for it."""
        kids = [kid.reference for kid in self.kids]
        where = ""
        if self.pieces:
            first = self.pieces[0][0]
            where = f"/Pg {first.reference}"
            kids += [
                str(n) if sheet is first else f"<</Type/MCR/Pg {sheet.reference}/MCID {n}>>" for sheet, n in self.pieces
            ]
            if self.link:
                kids.append(f"<</Type/OBJR/Pg {first.reference}/Obj {self.link}>>")
        parent = self.parent.reference if self.parent else self.document.root
        return f"<</Type/StructElem/S/{self.role}/P {parent}{where}/K[{' '.join(kids)}]{self.attributes}>>".encode()


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle of a sheet that leads to a place."""

    element: Element
    to: str
    says: str
    """What is printed there, for readers of links alone."""
    rectangle: tuple[float, float, float, float]


@dataclass(eq=False, slots=True)
class Sheet:
    """One side of paper."""

    number: int
    code: list[str] = field(default_factory=list)
    """Operators, in reading order."""
    marked: list[Element] = field(default_factory=list)
    """What each marked piece of it belongs to."""
    links: list[Link] = field(default_factory=list)
    reference: str = ""
    contents: str = ""
    """Reference of its operators, once it is closed."""
    annotations: list[str] = field(default_factory=list)

    def mark(self, element: Element, operators: str) -> None:
        """Draw a piece of `element`."""
        self.code.append(f"/{element.role} <</MCID {len(self.marked)}>> BDC {operators} EMC")
        element.pieces.append((self, len(self.marked)))
        self.marked.append(element)

    def decorate(self, operators: str) -> None:
        """Draw what nobody needs read aloud: rules, fills, what each sheet repeats."""
        self.code.append(f"/Artifact BMC {operators} EMC")


class _Raw(pdfdoc.PDFObject):
    """An object whose content is known only when the file is written."""

    def __init__(self, content: Callable[[], str]) -> None:
        self.content = content

    def format(self, _document: pdfdoc.PDFDocument) -> bytes:
        return self.content().encode()


class Document(pdfdoc.PDFDocument):
    """A PDF being made. It knows no clock and no path: the same words and date give the same bytes."""

    # ReportLab's, untyped there.
    Catalog: Any
    outline: Any

    def __init__(self, *, title: str, author: str, subject: str, on: date) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7), lang=LANGUAGE)
        self.title, self.author, self.subject = map(page.legible, (title, author, subject))
        self.setTitle(self.title)
        self.setAuthor(self.author)
        self.setSubject(self.subject)
        self.setCreator("Outstanding")
        self.setDateFormatter(lambda *_: f"D:{on:%Y%m%d}000000Z")
        self.on = on
        self.sheets: list[Sheet] = []
        self._digest = sha256(f"{self.title}\0{self.author}\0{self.subject}\0{on}".encode())
        self._registry: Any = self
        self._pages: Any = self.Catalog.Pages
        self._fonts = pdfdoc.PDFObjectReference(pdfdoc.BasicFonts).format(self).decode()
        self._foot = ""
        self._places: dict[str, tuple[Sheet, float]] = {}
        self._destinations: dict[str, pdfdoc.Destination] = {}
        self._linked: list[Element] = []
        self.root = self.refer(_Raw(self._tree))
        self.body = Element(self, "Document", None)

    def refer(self, thing: pdfdoc.PDFObject) -> str:
        """Give an object its number in the file: the reference to it."""
        reference: bytes = self._registry.Reference(thing).format(self)
        return reference.decode()

    def sheet(self) -> Sheet:
        """A fresh sheet, after all others."""
        sheet = Sheet(len(self.sheets) + 1)
        self.sheets.append(sheet)
        leaf = _Raw(lambda: self._leaf(sheet))
        sheet.reference = self.refer(leaf)
        self._pages.addPage(leaf)
        return sheet

    def place(self, key: str, sheet: Sheet, top: float) -> None:
        """Name a place that links and the outline can lead to."""
        self._places[key] = sheet, top

    def number_of(self, key: str) -> int:
        """The page a place is on."""
        return self._places[key][0].number

    def entry(self, title: str, key: str, level: int, *, closed: bool = False) -> None:
        """Add a line to the outline that viewers show beside the page."""
        self.outline.addOutlineEntry(key, level, page.legible(title[:200]), closed=closed)

    def close(self, sheet: Sheet) -> None:
        """Nothing more comes onto this sheet: it is kept compressed."""
        sheet.contents = self._stream("\n".join(sheet.code))
        sheet.code.clear()

    def _stream(self, code: str) -> str:
        self._digest.update(code.encode())
        packed = zlib.compress(code.encode())
        return self.refer(pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Filter": "/FlateDecode"}), packed))

    def data(self, foot: str) -> bytes:
        """The whole file; `foot` is drawn on each sheet."""
        self._foot = self._stream(f"/Artifact BMC {foot} EMC")
        for sheet in self.sheets:
            sheet.annotations = [self._annotation(link) for link in sheet.links]
        catalog: Any = self.Catalog
        catalog.StructTreeRoot = self.root
        catalog.MarkInfo = "<</Marked true>>"
        catalog.ViewerPreferences = "<</DisplayDocTitle true>>"
        catalog.Metadata = pdfdoc.XMP(creator=self._metadata)
        catalog.showOutline()
        return self.GetPDFData(self)

    def _leaf(self, sheet: Sheet) -> str:
        parent = self.refer(self._pages)
        annotations = f"/Annots[{' '.join(sheet.annotations)}]" if sheet.annotations else ""
        return (
            f"<</Type/Page/Parent {parent}/MediaBox[0 0 {page.WIDTH} {page.HEIGHT}]"
            f"/Resources<</Font {self._fonts}>>/Contents[{sheet.contents} {self._foot}]"
            f"/StructParents {sheet.number - 1}/Tabs/S{annotations}>>"
        )

    def _annotation(self, link: Link) -> str:
        key = len(self.sheets) + len(self._linked)
        self._linked.append(link.element)
        target, top = self._places[link.to]
        says: bytes = pdfdoc.PDFString(page.legible(link.says)).format(self)
        corners = " ".join(f"{x:.2f}" for x in link.rectangle)
        link.element.link = self.refer(
            _Raw(
                lambda: (
                    f"<</Type/Annot/Subtype/Link/Rect[{corners}]/Border[0 0 0]/F 4/StructParent {key}"
                    f"/Dest[{target.reference}/XYZ null {top:.2f} null]/Contents {says.decode('latin-1')}>>"
                )
            )
        )
        return link.element.link

    def _tree(self) -> str:
        parents = [f"{sheet.number - 1}[{' '.join(e.reference for e in sheet.marked)}]" for sheet in self.sheets]
        parents += [f"{key} {element.reference}" for key, element in enumerate(self._linked, len(self.sheets))]
        return (
            f"<</Type/StructTreeRoot/K[{self.body.reference}]/ParentTreeNextKey {len(parents)}"
            f"/ParentTree<</Nums[{chr(10).join(parents)}]>>>>"
        )

    def _metadata(self, _document: pdfdoc.PDFDocument) -> bytes:
        title, author, subject = map(escape, (self.title, self.author, self.subject))
        day = f"{self.on:%Y-%m-%d}T00:00:00Z"
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
            ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
            f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
            f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>"
            f"<xmp:CreatorTool>{escape(self.info.creator)}</xmp:CreatorTool>"
            f"<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>"
            f"<pdf:Producer>{escape(self.info.producer)}</pdf:Producer><pdfuaid:part>1</pdfuaid:part>"
            '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
        ).encode()

    # What ReportLab asks of a document and of its canvas, which this is too.

    def ID(self) -> bytes:  # noqa: N802 - ReportLab's name
        """What tells this file from others: a digest of what stands in it."""
        name = self._digest.hexdigest()[:32]
        return f"[<{name}><{name}>]\n".encode()

    def _bookmarkReference(self, key: str) -> pdfdoc.Destination:  # noqa: N802 - ReportLab's name
        destination = self._destinations.get(key)
        if destination is None:
            sheet, top = self._places[key]
            destination = self._destinations[key] = pdfdoc.Destination(key)
            destination.xyz(0, round(top, 2), 0)
            destination.setPage(sheet.reference)
        return destination
