"""Which row of a grid is the heading, and which column is which field."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from db.readings import Problem, ReadColumn
from db.rules import Policy
from reports.cells import letters
from reports.columns import BY_FIELD, COLUMNS, READABLE, Column, Kind, column_for, plain
from reports.dated import superseded, undated
from reports.read.further import is_colour
from reports.read.grid import Grid, Row, words
from reports.read.layouts import Known

_OURS = BY_FIELD["id"].heading
"""No other file has a column of this name."""

_SEARCHED = 50
"""How many rows are looked through for the heading."""

_LONGEST_HEADING = 120

_FIELD_ORDER = (
    BY_FIELD["recommendation"],
    *(c for c in READABLE.values() if c.field not in {"recommendation", "id", "ref"}),
)
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
    left: frozenset[int] = frozenset()
    """The columns of which a person has said that they are not to be read."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def who_and_when(self) -> int | None:
        """Where the owner stands, and with him the due date, since no column of its own gives it."""
        dated = any(column.field in {"due", "original_due"} for column in self.columns.values())
        return None if dated else self.column_of("owner")

    def column_of(self, name: str) -> int | None:
        """Where a field stands."""
        return next((at for at, column in self.columns.items() if column.field == name), None)


def recognised(row: Row, known: Known) -> int:
    """How many different fields the cells of `row` name, if it is a heading."""
    cells = [value for value in row.cells.values() if isinstance(value, str) and len(value) <= _LONGEST_HEADING]
    meant = known.of_table(cells).fields
    found: set[str] = set()
    for value in cells:
        column = column_for(value)
        if value in meant:
            found.add(value)
        elif column is not None:
            found.add(column.field)
    return len(found)


def find_heading(rows: Iterable[Row], known: Known) -> tuple[Row | None, int]:
    """The row most like a heading among the first ones, with the number of fields it names."""
    best: Row | None = None
    most = 0
    for row, _ in zip(rows, range(_SEARCHED), strict=False):
        score = recognised(row, known)
        if score > most:
            best, most = row, score
    return best, most


def heading_at(rows: Sequence[Row], at: int) -> tuple[Row, int]:
    """The heading of which the row `at` is one, and where the rows below it begin: it may take two."""
    for upper in (at - 1, at):
        if 0 <= upper < len(rows) - 1 and _divides(rows[upper], rows[upper + 1], merged=upper < at):
            return _in_two_rows(rows[upper], rows[upper + 1]), upper + 2
    return rows[at], at + 1


def _in_two_rows(upper: Row, lower: Row) -> Row:
    """A heading of two rows: `Due date` above `Original` and `Revised`."""
    return Row(
        upper.number, {**upper.cells, **{at: _both(upper, lower, at) for at in lower.cells.keys() - lower.carried}}
    )


def _divides(upper: Row, lower: Row, *, merged: bool) -> bool:
    """Does `lower` give parts of the headings in `upper`? Where no cells are `merged`, each must be known with it."""
    if not lower.carried.isdisjoint(upper.cells):
        return True
    new = any(column_for(words(value)) is None for value in lower.cells.values())
    return not merged and new and all(column_for(_both(upper, lower, at)) for at in lower.cells)


def _both(upper: Row, lower: Row, at: int) -> str:
    """The heading of a column from both of its rows, in the order that is known: `Revised due date`, `RAG status`."""
    first = max((first for first in upper.cells if first <= at), default=at)
    reaches = upper.spans.get(first, first) if upper.spans else at
    above, below = words(upper.cells.get(first)) if at <= reaches else "", words(lower.cells[at])
    either = (f"{above} {below}".strip(), f"{below} {above}".strip(), below)
    return next((name for name in either if column_for(name)), either[0])


def first_table(rows: Sequence[Row], best: Row, known: Known) -> int:
    """Where the first heading stands that is like the `best`: of several tables, a later one may have more of them."""
    titles = frozenset(map(words, best.cells.values()))
    return next(at for at, row in enumerate(rows) if row is best or _is_heading(row, titles, known))


def tables(heading: Row, below: Sequence[Row], known: Known) -> Iterator[tuple[Row, Sequence[Row]]]:
    """Each heading with the rows below it: a sheet may have several tables, one under the other, each with its own."""
    titles = frozenset(map(words, heading.cells.values()))
    begin = 0
    for n, row in enumerate(below):
        if row.cells != heading.cells and _is_heading(row, titles, known):
            yield heading, below[begin:n]
            heading, begin = row, n + 1
    yield heading, below[begin:]


def _is_heading(row: Row, titles: frozenset[str], known: Known) -> bool:
    """Is a row the heading of another table that has some of the `titles` too?"""
    shared = titles.intersection(row.cells.values())
    return len(shared) > 1 and recognised(row, known) >= max(3, len(row.cells) / 2)


def titles_of(heading: Row) -> dict[int, str]:
    """The headings in a row, by their column."""
    return {at: words(value).strip() for at, value in sorted(heading.cells.items())}


def lay_out(grid: Grid, heading: Row, rows: Sequence[Row], known: Known, policy: Policy) -> Layout:
    """Which column of `grid` is which field, told where it is not clear; `rows` are those below the heading."""
    titles = titles_of(heading)
    layout = Layout(heading, _names(titles))
    layout.ours = layout.marked = _OURS in titles.values()
    if layout.ours:
        _assign_ours(layout, titles)
    else:
        _assign_mapped(layout, titles, known)
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


def _assign_mapped(layout: Layout, titles: Mapping[int, str], known: Known) -> None:
    meant = known.of_table(titles.values()).fields
    layout.left = frozenset(at for at, title in titles.items() if meant.get(title) == "")
    for at, title in titles.items():
        if name := meant.get(title):
            column = READABLE["source_ref" if name == "ref" else name]
            if column not in layout.columns.values():
                layout.columns[at] = column


def doubts(known: Known, headings: Sequence[str], where: str) -> Iterator[Problem]:
    """What was said of headings that are not among these, and layouts among which nobody has chosen."""
    if rivals := known.rivals(headings):
        what = (
            f"{len(rivals)} remembered layouts fit these headings equally well; {rivals[0]} was taken. To take another "
            "say --layout and its name."
        )
        yield Problem(where, what, ", ".join(rivals))
    for heading in known.lacking(headings):
        if name := known.said.fields[heading]:
            what = f"There is no heading like this one, which was to be read as {READABLE[name].heading.lower()}."
            yield Problem(where, what, heading)


def _assign_known(layout: Layout, titles: Mapping[int, str], *, opinions: bool) -> None:
    """By synonym: first what can mean one thing only, then the likeliest meaning of the rest."""
    rest = {at: title for at, title in titles.items() if at not in layout.columns and at not in layout.left}
    before_last = superseded([*rest.values()])
    free = {at: plain(undated(title)) for n, (at, title) in enumerate(rest.items()) if n not in before_last}
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
    if "due" in taken or any(name.startswith("revised_due") for name in taken):
        claim(BY_FIELD["original_due"], due.otherwise)
    for column in _FIELD_ORDER:
        names = (name for name in column.otherwise if name != "opinion" or opinions == (column.field == "assurance"))
        claim(column, names)


def _opinions(titles: Mapping[int, str], rows: Sequence[Row], policy: Policy) -> bool:
    """Does a column headed `Opinion` give assurance opinions? Elsewhere it gives the status."""
    at = next((at for at, title in titles.items() if plain(title) == "opinion"), None)
    if at is None:
        return False
    said = {words(row.cells.get(at)).casefold().replace("assurance", "").strip() for row in rows} - {""}
    return not said.isdisjoint(policy.known_opinions) or (bool(said) and all(map(is_colour, said)))


def _tell_rest(grid: Grid, layout: Layout, titles: Mapping[int, str]) -> None:
    """Every heading that has found no field is told once; its cells are kept as printed."""
    continued = {at for more in layout.continued.values() for at in more}
    for at, title in titles.items():
        if at in layout.columns or at in continued or at in layout.left or not title:
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


_SHOWN_ROWS = 5
_SHOWN_STATUSES = 40
_SHOWN_LETTERS = 300


def columns_read(tables: Iterable[tuple[Layout, Sequence[Row]]]) -> tuple[ReadColumn, ...]:
    """What each heading was taken for, with the words of the first rows below it."""
    found: dict[str, ReadColumn] = {}
    for layout, rows in tables:
        for at, title in titles_of(layout.heading).items():
            if title and title not in found and not layout.ours:
                said = [words(row.cells.get(at)) for row in rows]
                found[title] = column_read(title, layout.columns.get(at), said)
    return tuple(found.values())


def column_read(heading: str, column: Column | None, said: Iterable[str]) -> ReadColumn:
    """What a heading was taken for; `said` is what stands below it, row by row."""
    texts = [text.strip()[:_SHOWN_LETTERS] for text in said]
    is_status = column is not None and column.kind is Kind.STATUS
    statuses = tuple(dict.fromkeys(" ".join(text.split()) for text in texts if text)) if is_status else ()
    return ReadColumn(heading, column.field if column else "", tuple(texts[:_SHOWN_ROWS]), statuses[:_SHOWN_STATUSES])


def likely_heading(rows: Sequence[Row]) -> Row | None:
    """The row that is most likely the heading where not one of its words is known: the first of the fullest."""
    short = [
        row
        for row in rows[:_SEARCHED]
        if all(isinstance(value, str) and len(value) <= _LONGEST_HEADING for value in row.cells.values())
    ]
    best = max(short, key=lambda row: len(row.cells), default=None)
    return best if best is not None and len(best.cells) > 1 else None
