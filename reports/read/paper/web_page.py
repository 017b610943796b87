"""Web pages, saved or pasted, and what Word and Excel save as such: their words and tables, nothing fetched or run."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from db.readings import Problem
from reports.read import Unreadable
from reports.read.paper import Paper, Progress
from reports.read.paper.blocks import Block, Cell, Paragraph, Remark, Row, Table, lay
from reports.read.paper.open_lists import numeral
from reports.read.text import decode

_LARGEST = 60_000_000
"""Bytes; the tree of a page takes ten times as many."""

_WIDEST, _TALLEST = 1_000, 65_534
"""Columns and rows that browsers let a cell cover."""


def read_web_page(name: str, data: bytes, progress: Progress) -> Paper:
    """The lines of a web page; `name` is the file's, and `progress` is told of its tables.

    Raises Unreadable where it is larger or deeper than any page, or has no words.
    """
    if len(data) > _LARGEST:
        raise Unreadable(f"{name}: the page is too large, more than {_LARGEST // 1_000_000} MB.")
    text, encoding = _decoded(name, data)
    root = _parsed(name, text)
    page = _Page(progress, sum(1 for _ in root.iter("table")))
    blocks = page.blocks(root)
    problems = [Problem("document", encoding)] if encoding else []
    if page.hidden:
        what = "Parts of this page that a browser does not show were not read."
        problems.append(Problem("document", what, " \u2026 ".join(page.hidden)[:2_000]))
    paper = lay(name, blocks, problems)
    if not paper.lines:
        what = "this page has no words"
        if next(root.iter("frameset"), None) is not None or "Excel.Sheet" in text:
            what = "this page only holds others together; its sheets are in the folder beside it"
        raise Unreadable(f"{name}: {what}; open it in the program that made it, save it as XLSX or PDF, and read that.")
    return paper


_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_FOR_TEXT = re.compile(r"iso-?8859|windows|cp\d|mac|koi8|gb|big5|shift|euc|latin|us-?ascii", re.IGNORECASE)
"""The encodings of before Unicode that pages name."""


def _decoded(name: str, data: bytes) -> tuple[str, str]:
    """The text of a page, and what is to be told of its encoding; what it says counts where it cannot be UTF-8."""
    said = _CHARSET.search(data[:4_096])
    named = said[1].decode("ascii", "replace") if said else ""
    try:
        data.decode()
    except UnicodeDecodeError:
        known = _FOR_TEXT.match(named) and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    else:
        known = None
    try:
        encoding = codecs.lookup(named).name if known else ""
    except LookupError:
        encoding = ""
    if not encoding:
        return decode(name, data)
    # Browsers take all of these for what Windows writes, and so do those who write them.
    return data.decode("cp1252" if encoding in {"iso8859-1", "ascii"} else encoding, "replace"), ""


def _parsed(name: str, text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    clean = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(clean, parser)
    except (etree.LxmlError, ValueError):
        raise Unreadable(f"{name}: this is no web page that can be read.") from None
    if root is None:
        raise Unreadable(f"{name}: this page is empty.")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise Unreadable(
            f"{name}: this page is longer or nested deeper than can be read; save it as PDF from a browser."
        )
    return root


_SKIPPED = re.compile(
    "head|script|style|template|noscript|iframe|object|embed|svg|math|select|button|datalist|audio|video|canvas|map"
)
"""What is no text, and what is pressed."""

_BLOCK = re.compile(
    "html|body|p|div|h[1-6]|[uod]l|li|d[td]|section|article|aside|header|footer|main|nav|form|blockquote|pre|address|"
    "center|fieldset|legend|figure|figcaption|details|summary|caption|hr|menu|dir|t[dhr]|tbody|thead|tfoot"
)
"""What begins a line of its own."""

_HEADING = re.compile("h[1-6]")
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_COMMENT = re.compile(r"mso-element\s*:\s*comment", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_LABEL = re.compile(r"^(?:[\u00b7\u00a7\uf0b7\uf0a7\u2023\u25aa\u25cf\u25e6]|o(?=\s))\s*")
"""How Word writes the bullet of an item that is no item to a browser."""
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
"""What Word does not read again, for it counts such items itself."""


@dataclass(frozen=True, slots=True)
class _At:
    """Where in the page the walk is."""

    is_heading: bool = False
    level: int = 0
    """Of lists."""
    keeps_lines: bool = False


@dataclass(slots=True)
class _Flow:
    """Blocks that follow each other, and the words that have not become one yet."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    label: str = ""
    """Of the item that begins."""
    remarks: list[Remark] = field(default_factory=list)
    """On the paragraph that is being said."""

    def end(self, at: _At) -> None:
        """What was said so far is a paragraph."""
        text = "".join(self.pieces).replace("\u00ad", "").replace("\u200b", "")
        self.pieces.clear()
        if text.strip():
            lines = "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
            label, self.label = self.label, ""
            self.blocks.append(Paragraph(f"{label} {lines}" if label else lines, at.is_heading, max(at.level - 1, 0)))
        self.blocks += self.remarks
        self.remarks.clear()


class _Page:
    """Takes the elements of a page apart."""

    def __init__(self, progress: Progress, tables: int) -> None:
        self.progress = progress
        self.tables, self.done = tables, 0
        self.hidden: list[str] = []

    def blocks(self, element: etree._Element, at: _At | None = None) -> list[Block]:
        """What stands in an element."""
        flow = _Flow()
        at = at or _At()
        self._take(element, flow, at)
        flow.end(at)
        return flow.blocks

    def _take(self, element: etree._Element, flow: _Flow, at: _At) -> None:
        self._say(element.text, flow, at)
        numbers = _numbers(element)
        for child in element:
            if child.tag == "li":
                flow.end(at)
                flow.label = next(numbers)
            self._child(child, flow, at)
            self._say(child.tail, flow, at)

    def _child(self, element: etree._Element, flow: _Flow, at: _At) -> None:
        name = str(element.tag)
        if self._passed_over(element, name, flow):
            return
        if name == "br":
            flow.pieces.append("\n")
        elif name == "table":
            flow.end(at)
            self._table(element, flow)
        elif name == "img":
            flow.pieces.append(f" {element.get('alt') or ''} ")
        elif _BLOCK.fullmatch(name):
            flow.end(at)
            inner = _within(name, at)
            self._take(element, flow, inner)
            flow.end(inner)
        elif _IGNORED.search(str(element.get("style") or "")):
            flow.pieces += (_LABEL.sub("\u2022 ", _words(element)), " ")
        else:
            self._take(element, flow, at)

    def _say(self, text: str | None, flow: _Flow, at: _At) -> None:
        if text:
            flow.pieces.append(text if at.keeps_lines else _SPACES.sub(" ", text))

    def _passed_over(self, element: etree._Element, name: str, flow: _Flow) -> bool:
        """Is it nothing that is read? What a person wrote and a browser hides is told."""
        style = str(element.get("style") or "")
        if _SKIPPED.fullmatch(name):
            return True
        if name == "del":
            flow.remarks.append(Remark("Words were deleted here, and the deletion is tracked.", _words(element)))
            return True
        if name == "comment" or _COMMENT.search(style):
            flow.remarks.append(Remark("A comment stands here.", _words(element)))
            return True
        if element.get("hidden") is not None or _HIDING.search(style):
            if words := _words(element):
                self.hidden.append(words)
            return True
        return False

    def _table(self, element: etree._Element, flow: _Flow) -> None:
        self.progress(self.done, self.tables)
        self.done += 1
        for caption in element.iterchildren("caption"):
            self._child(caption, flow, _At())
        parts = list(self._rows(element, flow))
        flow.end(_At())
        # A foot may be written before the body that it stands under.
        parts.sort(key=lambda part: part[0])
        flow.blocks.append(Table([row for _, row in parts]))

    def _rows(self, element: etree._Element, flow: _Flow, rank: int = 0) -> Iterator[tuple[int, Row]]:
        """The rows, each with whether it stands at the head (-1), in the body (0) or at the foot (1).

        What stands between rows or cells goes into `flow`, before the table, as browsers show it.
        """
        self._say(element.text, flow, _At())
        for child in element:
            name = str(child.tag)
            if name == "tr":
                if not self._passed_over(child, name, flow):
                    yield rank, self._row(child, flow, is_heading=rank < 0)
            elif name != "table" and next(child.iter("tr"), None) is not None:
                if not self._passed_over(child, name, flow):
                    yield from self._rows(child, flow, {"thead": -1, "tfoot": 1}.get(name, rank))
            elif name != "caption":
                self._child(child, flow, _At())
            self._say(child.tail, flow, _At())

    def _row(self, element: etree._Element, flow: _Flow, *, is_heading: bool) -> Row:
        row = Row(is_heading=is_heading or {str(child.tag) for child in element} == {"th"})
        self._say(element.text, flow, _At())
        for child in element:
            if child.tag not in {"td", "th"}:
                self._child(child, flow, _At())
            elif not self._passed_over(child, "td", flow):
                row.cells.append(self._cell(child))
            self._say(child.tail, flow, _At())
        return row

    def _cell(self, element: etree._Element) -> Cell:
        down = _count(element.get("rowspan"), _TALLEST)
        return Cell(self.blocks(element), max(_count(element.get("colspan"), _WIDEST), 1), down or _TALLEST)


def _within(name: str, at: _At) -> _At:
    return replace(
        at,
        is_heading=at.is_heading or _HEADING.fullmatch(name) is not None,
        level=at.level + (name in _LISTS),
        keeps_lines=at.keeps_lines or name == "pre",
    )


def _numbers(element: etree._Element) -> Iterator[str]:
    """What stands before each item of a list."""
    ordered = str(element.tag) == "ol"
    items = [child for child in element if str(child.tag) == "li"] if ordered else []
    count = _count(element.get("start"), 9_999) if ordered else 1
    for item in items:
        count = _count(item.get("value"), 9_999) if item.get("value") else count
        yield f"{numeral(count, str(element.get('type') or '1'))}."
        count += 1
    while True:
        yield "\u2022"


def _count(said: str | bytes | None, most: int) -> int:
    """A number as a page gives it; 1 where it gives none."""
    text = str(said or "").strip()
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _words(element: etree._Element) -> str:
    return " ".join(" ".join(map(str, element.itertext())).split())
