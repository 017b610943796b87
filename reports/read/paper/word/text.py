"""The words of a Word document's paragraphs as a reader sees them, and what stands beside them that is told."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from db.rules import listed
from reports.read.paper.blocks import Remark
from reports.read.paper.word.signs import draws_signs, sign
from reports.read.paper.word.styles import Style, Styles, W, counted, switched, value

ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
"""Something written in several ways, for newer programs and for older ones."""
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RUN_PROPERTIES = f"{W}rPr"
_SHOWN = 200
"""Letters that are enough to find what a comment is on."""
_QUOTED = 80
"""Letters that are enough to find a change."""

_HELD = frozenset(
    W + name for name in ("hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdtContent", "rubyBase")
)
"""What only holds runs."""
_UNTYPED = {0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x2011: "-", 0x00AD: "", 0x200B: "", 0x2060: "", 0xFEFF: ""}
"""Blanks and hyphens that only say where a line may end."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(slots=True)
class Change:
    """A tracked change that nobody has accepted or rejected."""

    kind: str
    """`insertion`, `deletion`, `move`."""
    words: str


@dataclass(slots=True)
class Notes:
    """What the document says elsewhere of the words here, by id."""

    footnotes: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


class Words:
    """Reads paragraphs one after the other; fields and comments go on from one to the next."""

    def __init__(self, styles: Styles, notes: Notes | None = None, read: Callable[[], None] = lambda: None) -> None:
        self.styles = styles
        self.notes = notes or Notes()
        self.in_table = False
        self._remarks: list[Remark] = []
        self.changes: list[Change] = []
        self._boxes: list[etree._Element] = []
        self.pictures = 0
        """Outside of tables, those large enough for one."""
        self._read = read
        self._text: list[str] = []
        self._fields: list[bool] = []
        """For every field that is open: has its result begun?"""
        self._open: dict[str, str] = {}
        """Comments, with the words so far that each is on."""
        self._told_comments: set[str] = set()
        self._hidden = ""

    def of(self, paragraph: etree._Element, style: Style) -> str:
        """Its words, with a line feed where a line is broken."""
        self._text = []
        self._hidden = ""
        self._hold(paragraph, style)
        self._fields = [begun for begun in self._fields if begun]
        if self._hidden.strip():
            self.tell("Hidden text stands here; it was left out.", self._hidden)
        self._read()
        return "".join(self._text)

    def tell(self, what: str, text: str = "") -> None:
        """Say something of the place that is being read."""
        self._remarks.append(Remark(what, " ".join(text.split())))

    def told(self) -> list[Remark]:
        """What is to be said of the place just read."""
        remarks, self._remarks = self._remarks, []
        return remarks

    def hanging(self) -> list[etree._Element]:
        """The text boxes that hang on what was just read."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def absent_row(self, row: etree._Element, change: str) -> None:
        """Tell of a row that is left out, one hidden or one deleted."""
        words = removed(row)
        if change == "hidden":
            self.tell("A hidden row stands here; it was left out.", words)
            return
        self.changes.append(Change("deletion", words))
        self.tell("A row that stood here is deleted, as a tracked change; it was left out.", words)

    def changed_row(self, row: etree._Element | None, changes: Sequence[Change]) -> None:
        """Tell of the tracked `changes` in a row, or that all of `row` is one."""
        if row is not None and not changes:
            words = "".join(text.text or "" for text in row.iter(f"{W}t"))
            changes = [Change("insertion", words)]
            self.changes += changes
        if changes:
            what = f"Words of this row are tracked changes, {tracked(changes)}; they are read as if they were accepted."
            self.tell(what, quoted(changes))

    # What holds runs. --------------------------------------------------------------------------------------

    def _hold(self, holder: etree._Element, style: Style) -> None:
        before = ""
        for child in holder:
            name = child.tag
            if name == f"{W}r":
                self._run(child, style)
                before = ""
            elif name in {f"{W}ins", f"{W}moveTo"}:
                start = len(self._text)
                self._hold(child, style)
                kind = "insertion" if name == f"{W}ins" else "move"
                self._change(kind, "".join(self._text[start:]), goes_on=before == kind)
                before = kind
            elif name == f"{W}del":
                self._change("deletion", removed(child), goes_on=before == "deletion")
                before = "deletion"
            elif name in _HELD:
                self._hold(child, style)
                before = ""
            elif name == f"{W}sdt":
                if not only_asks(child):
                    self._hold(child, style)
            elif name == ALTERNATIVES:
                self._hold(chosen(child), style)
            elif name == f"{W}commentRangeStart":
                self._open[child.get(f"{W}id", "")] = ""
            elif name == f"{W}commentRangeEnd":
                self._comment(child.get(f"{W}id", ""))
            elif name.startswith(_MATHS):
                self._say("".join(text.text or "" for text in child.iter(f"{_MATHS}t")))

    def _change(self, kind: str, words: str, *, goes_on: bool) -> None:
        if not words:
            return
        if goes_on and self.changes:
            self.changes[-1].words += words
        else:
            self.changes.append(Change(kind, words))

    def _comment(self, id: str) -> None:
        words = " ".join(self._open.pop(id, "").split())
        if id in self._told_comments or id not in self.notes.comments:
            return
        self._told_comments.add(id)
        if len(words) >= _SHOWN:
            words = f"{words[:_SHOWN]}\u2026"
        at = f", on \u201c{words}\u201d" if words else ""
        what = f"A comment stands here{at}; it is no part of the text."
        self.tell(what, self.notes.comments[id])

    # Runs. -------------------------------------------------------------------------------------------------

    def _run(self, run: etree._Element, style: Style) -> None:
        font = ""
        hidden = style.hidden
        for child in run:
            name = child.tag
            if name == _RUN_PROPERTIES:
                font = _font(child)
                own = switched(child, "vanish")
                hidden = (style.hidden or self.styles.of(child, "rStyle").hidden) if own is None else own
            elif name == f"{W}t":
                text = child.text or ""
                if font:
                    text = "".join(letter if letter == " " else sign(ord(letter), font) for letter in text)
                self._say(text, hidden=hidden)
            elif name in _SPACES:
                if child.get(f"{W}type") not in {"page", "column"}:
                    self._say(_SPACES[name], hidden=hidden)
            elif name == f"{W}sym":
                self._say(_symbol(child), hidden=hidden)
            elif name == f"{W}fldChar":
                self._field(child)
            elif name in _REFERENCES:
                self._note(_REFERENCES[name], child.get(f"{W}id", ""))
            elif name == f"{W}commentReference":
                self._comment(child.get(f"{W}id", ""))
            elif name == f"{W}ruby":
                for base in child.iterfind(f"{W}rubyBase"):
                    self._hold(base, style)
            elif name in _DRAWN and not hidden:
                self._drawing(child)
            elif name == ALTERNATIVES and not hidden:
                way = chosen(child)
                if any(drawn.tag in _DRAWN for drawn in way):
                    self._drawing(way)
                else:
                    self._run(way, style)

    def _say(self, text: str, *, hidden: bool = False) -> None:
        if not text or not all(self._fields):
            return
        if hidden:
            self._hidden += text
            return
        text = text.translate(_UNTYPED)
        if _PRIVATE.search(text):
            text = _PRIVATE.sub(lambda letter: sign(ord(letter[0]), ""), text)
        self._text.append(text)
        for comment, words in self._open.items():
            if len(words) < _SHOWN:
                self._open[comment] = words + text

    def _field(self, mark: etree._Element) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._say(_from_list(mark.find(f"{W}ffData")))
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, kind: str, id: str) -> None:
        key = f"{kind} {id}"
        if key in self.notes.footnotes and all(self._fields):
            article = "An" if kind == "endnote" else "A"
            self.tell(f"{article} {kind} belongs here; it is no part of the text.", self.notes.footnotes[key])

    def _drawing(self, drawing: etree._Element) -> None:
        """A text box, a picture, or a file of another program; what it is of is told."""
        boxes = _outermost(drawing, f"{W}txbxContent")
        self._boxes += boxes
        foreign = next((found for found in drawing.iter() if etree.QName(found).localname == "OLEObject"), None)
        if foreign is not None:
            program = foreign.get("ProgID", "")
            self.tell("A file of another program stands here as a picture; nothing of it was read.", program)
        elif not boxes and self.in_table:
            said = next((p.get("descr") or p.get("title") or "" for p in drawing.iter() if _is_named(p)), "")
            self.tell("A picture stands here; what it shows was not read.", said)
        elif not boxes and _is_large(drawing):
            self.pictures += 1


_SPACES = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_REFERENCES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_DRAWN = frozenset(W + name for name in ("drawing", "pict", "object"))
_LARGE = (2_880_000, 1_080_000)
"""Width and height, 8 and 3 cm, from which a picture may be one of a table."""


def removed(deletion: etree._Element) -> str:
    """The words that a deletion takes away."""
    paragraphs = deletion.iter(f"{W}p") if deletion.tag == f"{W}tr" else (deletion,)
    return " ".join("".join(text.text or "" for text in p.iter(f"{W}delText", f"{W}t")) for p in paragraphs)


def only_asks(control: etree._Element) -> bool:
    """Does a content control hold nothing but the words that ask for some, or a table of contents?"""
    properties = control.find(f"{W}sdtPr")
    return bool(switched(properties, "showingPlcHdr")) or _is_contents(control)


def _is_contents(control: etree._Element) -> bool:
    """Is a content control the table of contents?"""
    return "contents" in (value(control, "sdtPr", "docPartObj", "docPartGallery") or "").casefold()


def chosen(alternatives: etree._Element) -> etree._Element:
    """The first of the ways."""
    return alternatives[0] if len(alternatives) else alternatives


def _font(properties: etree._Element) -> str:
    """The font of a run if it draws signs for letters."""
    fonts = properties.find(f"{W}rFonts")
    name = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    return name if draws_signs(name) else ""


def _symbol(symbol: etree._Element) -> str:
    try:
        return sign(int(symbol.get(f"{W}char", ""), 16), symbol.get(f"{W}font", ""))
    except ValueError:
        return ""


def _from_list(data: etree._Element | None) -> str:
    """What was chosen in a drop-down of an old form."""
    entries = [] if data is None else [entry.get(f"{W}val", "") for entry in data.iterfind(f"{W}ddList/{W}listEntry")]
    picked = counted(value(data, "ddList", "result") or value(data, "ddList", "default"), 0)
    return entries[picked] if picked < len(entries) else ""


def _outermost(element: etree._Element, name: str) -> list[etree._Element]:
    """Descendants of a name, without those that stand inside another; of alternatives, the first."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag == name:
            found.append(child)
        else:
            found += _outermost(chosen(child) if child.tag == ALTERNATIVES else child, name)
    return found


def _is_named(element: etree._Element) -> bool:
    return etree.QName(element).localname == "docPr"


def _is_large(drawing: etree._Element) -> bool:
    for extent in drawing.iter():
        if etree.QName(extent).localname == "extent":
            sides = (counted(extent.get(side), 0, sum(_LARGE)) for side in ("cx", "cy"))
            return all(side > least for side, least in zip(sides, _LARGE, strict=True))
    return False


def quoted(changes: Sequence[Change]) -> str:
    """The first words of each: `insertion: \u201cby May\u201d`."""
    return "; ".join(f"{change.kind}: \u201c{_opening(change.words)}\u201d" for change in changes)


def _opening(words: str) -> str:
    flat = " ".join(words.split())
    return f"{flat[:_QUOTED]}\u2026" if len(flat) > _QUOTED else flat


def tracked(changes: Sequence[Change]) -> str:
    """`2 insertions and 1 deletion`."""
    counts = Counter(change.kind for change in changes)
    return listed(f"{n} {kind}{'s' * (n > 1)}" for kind, n in counts.items())
