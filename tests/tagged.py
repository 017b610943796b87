"""Reads a tagged PDF as a screen reader does: through its tree alone, checking on the way that nothing escapes it."""

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import pikepdf
from pikepdf import Dictionary, Name

PAINTING = {
    "Tj",
    "TJ",
    "'",
    '"',
    "f",
    "F",
    "f*",
    "S",
    "s",
    "B",
    "B*",
    "b",
    "b*",
    "Do",
    "sh",
    "BI",
    "EI",
    "INLINE IMAGE",
}


@dataclass(eq=False)
class Node:
    role: str
    kids: list["Node | str"] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)
    """Sheets its own pieces stand on, from 1."""
    fonts: set[str] = field(default_factory=set)
    """Fonts its own pieces are set in."""
    lines: dict[int, int] = field(default_factory=dict)
    """How many lines of it stand on each sheet."""

    def every(self, *roles: str) -> list["Node"]:
        """All nodes of these roles under it, in reading order."""
        nodes = [kid for kid in self.kids if isinstance(kid, Node)]
        return [found for node in nodes for found in ([node] if node.role in roles else []) + node.every(*roles)]

    @property
    def text(self) -> str:
        """Its words, as they are read out."""
        return "".join(kid if isinstance(kid, str) else kid.text + " " for kid in self.kids)

    @property
    def words(self) -> list[str]:
        return self.text.split()


class Reading:
    """A PDF read through its tags; `faults` says what a reader would trip over."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.faults: list[str] = []
        self.sizes: set[float] = set()
        self.artifacts: list[list[str]] = []
        """What is drawn on each sheet and not read out."""
        self._pieces: list[dict[int, str]] = []
        self._fonts: dict[tuple[int, int], set[str]] = {}
        self._lines: Counter[tuple[int, int]] = Counter()
        self._sheet = {page.objgen: n for n, page in enumerate(self.pdf.pages)}
        self._parents = self._parent_tree()
        for page in self.pdf.pages:
            self._read_page(page)
        self._seen: set[tuple[int, int]] = set()
        self._linked: set[tuple[int, int]] = set()
        root = self.pdf.Root.StructTreeRoot
        self.tree = Node("Root", [self._node(kid, root) for kid in root.K])
        drawn = {(n, mcid) for n, pieces in enumerate(self._pieces) for mcid in pieces}
        self.faults += [f"piece {piece} is in no element" for piece in sorted(drawn - self._seen)]
        for page in self.pdf.pages:
            for note in page.get("/Annots", []):
                if note.objgen not in self._linked:
                    self.faults.append("an annotation is in no element")

    def pieces(self, page: int) -> dict[int, str]:
        """The text of each marked piece of a sheet, from 0."""
        return self._pieces[page]

    def _parent_tree(self) -> dict[int, object]:
        nums = list(self.pdf.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in nums[::2]]
        if any(a >= b for a, b in pairwise(keys)):
            self.faults.append("the parent tree is not in order")
        return dict(zip(keys, nums[1::2], strict=True))

    def _read_page(self, page: pikepdf.Page) -> None:
        fonts = {
            name: (str(font.BaseFont).partition("+")[2], _decoder(font)) for name, font in page.Resources.Font.items()
        }
        number = len(self._pieces)
        pieces: dict[int, str] = {}
        artifacts: list[str] = []
        current: int | None = None
        inside = ""
        text_object = False
        font, decode = "", {}
        for operands, operator in pikepdf.parse_content_stream(page):
            op = str(operator)
            if op in ("BDC", "BMC"):
                if inside:
                    self.faults.append(f"sheet {number}: marked content inside marked content")
                inside = str(operands[0])
                if inside == "/Artifact":
                    artifacts.append("")
                else:
                    current = int(operands[1].MCID)
                    if current in pieces:
                        self.faults.append(f"sheet {number}: piece {current} twice")
                    pieces[current] = ""
                if text_object:
                    self.faults.append(f"sheet {number}: {op} inside BT")
            elif op == "EMC":
                if not inside or text_object:
                    self.faults.append(f"sheet {number}: stray EMC")
                inside, current = "", None
            elif op in ("BT", "ET"):
                if text_object == (op == "BT"):
                    self.faults.append(f"sheet {number}: stray {op}")
                text_object = op == "BT"
            elif op == "Tf":
                font, decode = fonts[str(operands[0])]
                self.sizes.add(float(operands[1]))
            if op in ("Tm", "T*") and current is not None:
                self._lines[number, current] += 1
            if op in PAINTING and not inside:
                self.faults.append(f"sheet {number}: {op} outside marked content")
            if op == "Tj" and inside:
                words = "".join(decode[code] for code in bytes(operands[0]))
                if current is None:
                    artifacts[-1] += words
                else:
                    pieces[current] += words
                    self._fonts.setdefault((number, current), set()).add(font)
        if inside or text_object:
            self.faults.append(f"sheet {number}: something is left open")
        self._pieces.append(pieces)
        self.artifacts.append(artifacts)

    def _node(self, element: Dictionary, parent: Dictionary) -> Node:
        if element.P.objgen != parent.objgen:
            self.faults.append("an element names another parent")
        node = Node(str(element.S).lstrip("/"))
        if "/A" in element:
            node.attributes = {str(key): str(value) for key, value in element.A.items()}
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                node.kids.append(self._piece(node, element, self._sheet[element.Pg.objgen], kid))
            elif kid.get("/Type") == Name.MCR:
                node.kids.append(self._piece(node, element, self._sheet[kid.Pg.objgen], int(kid.MCID)))
            elif kid.get("/Type") == Name.OBJR:
                self._linked.add(kid.Obj.objgen)
                if self._parents.get(int(kid.Obj.StructParent)) != element:
                    self.faults.append("a link is not tied to its element")
            else:
                node.kids.append(self._node(kid, element))
        return node

    def _piece(self, node: Node, element: Dictionary, sheet: int, mcid: int) -> str:
        if (sheet, mcid) in self._seen:
            self.faults.append(f"piece {sheet, mcid} is in two elements")
        self._seen.add((sheet, mcid))
        parents = self._parents.get(int(self.pdf.pages[sheet].StructParents))
        if parents is None or len(parents) <= mcid or parents[mcid].objgen != element.objgen:
            self.faults.append(f"piece {sheet, mcid} has another parent in the parent tree")
        node.pages.add(sheet + 1)
        node.lines[sheet + 1] = node.lines.get(sheet + 1, 0) + self._lines[sheet, mcid]
        node.fonts |= self._fonts.get((sheet, mcid), set())
        return self._pieces[sheet].get(mcid, "")


def _decoder(font: Dictionary) -> dict[int, str]:
    cmap = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]+)>", cmap.split("endcodespacerange")[1])
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
