"""Which row of a grid is the heading, and which column is which field."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from db.rows import Problem
from db.rules import Policy
from reports.cells import letters
from reports.columns import BY_FIELD, COLUMNS, Column, column_for, plain
from reports.read.grid import Grid, Row, words

_OURS = BY_FIELD["id"].heading
"""No other file has a column of this name."""

_SEARCHED = 50
"""How many rows are looked through for the heading."""

_LONGEST_HEADING = 120

_FIELD_ORDER = (BY_FIELD["recommendation"], *(c for c in COLUMNS if c.field not in {"recommendation", "id", "ref"}))
"""Foreign files are asked for the recommendation first: `Agreed action` is one only where nothing is surer."""


@dataclass(slots=True)
class Layout:
    """What the columns of a grid are."""

    heading: Row
    names: dict[int, str]
    """A name for every column that has a heading, each once."""
    columns: dict[int, Column] = field(default_factory=dict)
    continued: dict[int, list[int]] = field(default_factory=dict)
    """The columns of ours that continue a long text, by the column it begins in."""
    ours: bool = False
    """Is it a file of our own making?"""
    marked: bool = False
    """Are its texts marked as `cells.inert` marks them?"""
    problems: list[Problem] = field(default_factory=list)

    def column_of(self, name: str) -> int | None:
        """Where a field stands."""
        return next((at for at, column in self.columns.items() if column.field == name), None)


def recognised(row: Row, heading_map: Mapping[str, str]) -> int:
    """How many different fields the cells of `row` name, if it is a heading."""
    mapped = {plain(heading) for heading in heading_map.values()}
    found: set[str] = set()
    for value in row.cells.values():
        if isinstance(value, str) and len(value) <= _LONGEST_HEADING:
            column = column_for(value)
            if plain(value) in mapped:
                found.add(value)
            elif column is not None:
                found.add(column.field)
    return len(found)


def find_heading(rows: Iterable[Row], heading_map: Mapping[str, str]) -> tuple[Row | None, int]:
    """The row most like a heading among the first ones, with the number of fields it names."""
    best: Row | None = None
    most = 0
    for row, _ in zip(rows, range(_SEARCHED), strict=False):
        score = recognised(row, heading_map)
        if score > most:
            best, most = row, score
    return best, most


def in_two_rows(upper: Row, lower: Row) -> Row:
    """A heading whose merged cells reach over two rows: `Due date` above `Original` and `Revised`."""
    cells = dict(upper.cells)
    for at, value in lower.cells.items():
        if at not in lower.carried:
            above = next((upper.cells[first] for first, last in upper.spans.items() if first <= at <= last), None)
            cells[at] = f"{words(above)} {words(value)}".strip()
    return Row(upper.number, cells)


def lay_out(grid: Grid, heading: Row, rows: Sequence[Row], heading_map: Mapping[str, str], policy: Policy) -> Layout:
    """Which column of `grid` is which field, told where it is not clear; `rows` are those below the heading."""
    titles = {at: words(value).strip() for at, value in sorted(heading.cells.items())}
    layout = Layout(heading, _names(titles))
    layout.ours = layout.marked = _OURS in titles.values()
    if layout.ours:
        _assign_ours(layout, titles)
    else:
        _assign_mapped(grid, layout, titles, heading_map)
        _assign_known(layout, titles, opinions=_opinions(titles, rows, policy))
    layout.columns = dict(sorted(layout.columns.items()))
    _tell_rest(grid, layout, titles)
    return layout


def _names(titles: Mapping[int, str]) -> dict[int, str]:
    """The headings, those printed more than once told apart by their column."""
    often = Counter(titles.values())
    return {
        at: title if title and often[title] == 1 else f"{title} (column {letters(at)})".lstrip()
        for at, title in titles.items()
    }


def _assign_ours(layout: Layout, titles: Mapping[int, str]) -> None:
    """Our own headings, to the letter; `Update (2)` continues `Update`."""
    ours = {column.heading: column for column in COLUMNS}
    begun: dict[str, int] = {}
    for at, title in titles.items():
        if title in ours and title not in begun:
            layout.columns[at] = ours[title]
            begun[title] = at
            continue
        stem, _, number = title.removesuffix(")").rpartition(" (")
        if stem in begun and number.isdecimal():
            layout.continued.setdefault(begun[stem], []).append(at)


def _assign_mapped(grid: Grid, layout: Layout, titles: Mapping[int, str], heading_map: Mapping[str, str]) -> None:
    for name, heading in heading_map.items():
        column = BY_FIELD["source_ref" if name == "ref" else name]
        at = next((at for at, title in titles.items() if title == heading.strip()), None)
        if at is None:
            at = next((at for at, title in titles.items() if plain(title) == plain(heading)), None)
        if at is None:
            what = f"There is no heading like this one, which was to be read as {column.heading.lower()}."
            layout.problems.append(Problem(grid.where(layout.heading), what, heading))
        elif at not in layout.columns:
            layout.columns[at] = column


def _assign_known(layout: Layout, titles: Mapping[int, str], *, opinions: bool) -> None:
    """By synonym: first what can mean one thing only, then the likeliest meaning of the rest."""
    free = {at: plain(title) for at, title in titles.items() if at not in layout.columns}
    taken = {column.field for column in layout.columns.values()}

    def claim(column: Column, names: Iterable[str]) -> None:
        if column.field in taken:
            return
        for name in names:
            at = next((at for at, title in free.items() if title == name), None)
            if at is not None:
                layout.columns[at] = column
                taken.add(column.field)
                del free[at]
                return

    for column in _FIELD_ORDER:
        if column.field == "source_ref":
            claim(column, (plain(column.heading), "ref", *column.synonyms))
        elif column.field != "due":
            claim(column, (plain(column.heading), *column.synonyms))
    # Beside a revised date, the plain due date is the original one.
    due = BY_FIELD["due"]
    claim(due, due.synonyms)
    if "due" in taken:
        claim(BY_FIELD["original_due"], due.otherwise)
    for column in _FIELD_ORDER:
        names = (name for name in column.otherwise if name != "opinion" or opinions == (column.field == "assurance"))
        claim(column, names)


def _opinions(titles: Mapping[int, str], rows: Sequence[Row], policy: Policy) -> bool:
    """Does a column headed `Opinion` give assurance opinions? Elsewhere it gives the status."""
    at = next((at for at, title in titles.items() if plain(title) == "opinion"), None)
    if at is None:
        return False
    said = {words(row.cells.get(at)).casefold().replace("assurance", "").strip() for row in rows}
    return not said.isdisjoint(policy.known_opinions)


def _tell_rest(grid: Grid, layout: Layout, titles: Mapping[int, str]) -> None:
    """Every heading that has found no field is told once; its cells are kept as printed."""
    continued = {at for more in layout.continued.values() for at in more}
    for at, title in titles.items():
        if at in layout.columns or at in continued or not title:
            continue
        meant = None if layout.ours else column_for(title)
        holder = (
            layout.column_of("source_ref" if meant and meant.field in {"id", "ref"} else meant.field) if meant else None
        )
        if meant is not None and holder is not None:
            what = (
                f"Two columns claim the {meant.heading.lower()}: {layout.names[holder]} is read, "
                "this one is kept as printed."
            )
        else:
            what = "This heading is not recognised; its column is kept as printed and not read."
        layout.problems.append(Problem(grid.place(layout.heading, at), what, title))
