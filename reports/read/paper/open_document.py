"""OpenDocument text (.odt): paragraphs, lists and tables as a person reads them, and what hides behind them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from db.readings import Problem
from db.rules import so_many
from reports.read import Unreadable
from reports.read.open_words import Said, comment, given, hidden_styles, local, number, paragraphs_of, said_in
from reports.read.paper import Paper, Progress
from reports.read.paper.blocks import Block, Cell, Paragraph, Remark, Row, Table, lay
from reports.read.paper.open_lists import Counting, Numbering
from reports.read.zipped import Kind, Zipped

_MOST_REPEATED = 1_000
"""A row or a cell that stands several times is written once, with a number."""

_CONTENTS = frozenset(
    {"table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index"}
)
"""They say again what the document says."""

_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group"})


def read_odt(name: str, data: bytes, progress: Progress) -> Paper:
    """The lines of an OpenDocument text; `name` is the file's, and `progress` is told of every block in it.

    Changes that are tracked count as accepted. Raises Unreadable where the file is damaged, locked or no such text.
    """
    package = Zipped(name, data)
    if package.kind is not Kind.ODT:
        raise Unreadable(f"{name}: this is a {package.kind.value}, not an OpenDocument text.")
    content, styles = package.tree("content.xml"), package.tree("styles.xml")
    body = None if content is None else content.find("{*}body/{*}text")
    if content is None or body is None:
        raise Unreadable(f"{name}: the file is damaged or cut off.")
    text = _Text(content, styles)
    blocks: list[Block] = []
    for done, element in enumerate(body):
        progress(done, len(body))
        blocks += text.blocks([element])
    problems = list(_changes(body))
    if package.has_macros:
        problems.append(Problem("document", "This file brings macros along; they were not run."))
    return lay(name, blocks, problems)


def _changes(body: etree._Element) -> Iterator[Problem]:
    """What is to be said of changes that are tracked."""
    kinds = Counter[str]()
    deleted: list[str] = []
    for region in body.iterfind("{*}tracked-changes/{*}changed-region"):
        for change in region:
            kinds[local(change)] += 1
            if local(change) == "deletion":
                deleted += paragraphs_of(child for child in change if local(child) != "change-info")
    told = [
        so_many(count, *names)
        for kind, names in (
            ("insertion", ("insertion",)),
            ("deletion", ("deletion",)),
            ("format-change", ("change of format", "changes of format")),
        )
        if (count := kinds[kind])
    ]
    if told:
        what = f"Changes are tracked in this file ({', '.join(told)}); it was read as if all of them were accepted."
        words = " \u2026 ".join(filter(None, deleted))
        yield Problem("document", what, f"deleted: {words}" if words else "")


class _Text:
    """Takes the elements of a document apart, knowing its styles."""

    def __init__(self, content: etree._Element, styles: etree._Element | None) -> None:
        self.hiding = hidden_styles(styles, content)
        self.numbering = Numbering(styles, content)

    def blocks(self, elements: Iterable[etree._Element]) -> Iterator[Block]:
        """What some elements of the body, of a cell or of a frame say."""
        for element in elements:
            name = local(element)
            if name in {"p", "h"}:
                label = self.numbering.heading(element) if name == "h" else ""
                yield from self._paragraph(element, label)
            elif name == "list":
                yield from self._list(element, 1, "", None)
            elif name == "table":
                yield Table(list(self._rows(element)))
            elif name == "section":
                yield from self._section(element)
            elif name == "annotation":
                yield Remark("A comment stands here.", comment(element))
            elif name == "numbered-paragraph":
                yield from self.blocks(child for child in element if local(child) != "number")
            elif name not in _CONTENTS and name != "tracked-changes":
                # Frames and shapes, and what is in them, whatever holds them together.
                yield from self.blocks(element)

    def _section(self, element: etree._Element) -> Iterator[Block]:
        if given(element, "display") != "none":
            yield from self.blocks(element)
            return
        words = " ".join(paragraphs_of([element]))
        if words:
            yield Remark("A hidden section stands here; it was not read.", words)

    def _paragraph(self, element: etree._Element, label: str, level: int = 1) -> Iterator[Block]:
        said = said_in(element, self.hiding)
        printed = next((str(child.text or "") for child in element if local(child) == "number"), "")
        text = said.text.removeprefix(printed).lstrip() if printed else said.text
        label = printed or label
        yield Paragraph(f"{label} {text}" if label and text else text, local(element) == "h", level - 1)
        yield from _remarks(said)
        yield from self.blocks(said.boxes)

    def _list(self, element: etree._Element, level: int, inherited: str, counting: Counting | None) -> Iterator[Block]:
        style, levels = self.numbering.levels(element, inherited)
        counting = counting or self.numbering.counting(element, style)
        for item in element:
            labelled = local(item) == "list-item"
            for child in item:
                if local(child) == "list":
                    yield from self._list(child, level + 1, style, counting)
                elif local(child) in {"p", "h"}:
                    # Only an item's first paragraph has its number.
                    label = counting.next(level, levels, given(item, "start-value")) if labelled else ""
                    labelled = False
                    yield from self._paragraph(child, label, level)
                else:
                    yield from self.blocks([child])

    def _rows(self, table: etree._Element, *, is_heading: bool = False) -> Iterator[Row]:
        for element in table:
            name = local(element)
            if name in _GROUPS:
                yield from self._rows(element, is_heading=is_heading or name == "table-header-rows")
            elif name == "table-row":
                cells = [cell for child in element for cell in self._cells(child)]
                filled = any(cell.blocks for cell in cells)
                for _ in range(number(given(element, "number-rows-repeated"), 1, _MOST_REPEATED) if filled else 1):
                    yield Row(cells, is_heading)

    def _cells(self, element: etree._Element) -> Iterator[Cell]:
        """One cell, or several alike; those that a merged one covers are its own affair."""
        if local(element) != "table-cell":
            return
        cell = Cell(
            list(self.blocks(element)),
            number(given(element, "number-columns-spanned"), 1, _MOST_REPEATED),
            number(given(element, "number-rows-spanned"), 1, 1_000_000),
        )
        for _ in range(number(given(element, "number-columns-repeated"), 1, _MOST_REPEATED)):
            yield cell


def _remarks(said: Said) -> Iterator[Remark]:
    """What is to be told of a paragraph."""
    for text in said.comments:
        yield Remark("A comment stands here.", text)
    for text in said.notes:
        yield Remark("A footnote stands here; it was not read with the text.", text)
    if any(said.hidden):
        yield Remark("Hidden words stand here; they were not read.", " ".join(said.hidden))
