"""What the headings of a report's tables were taken for, with the first rows below them."""

from collections.abc import Iterator, Sequence

from db.readings import ReadColumn
from reports.columns import READABLE
from reports.read.headings import column_read
from reports.read.report.cells import plain_text
from reports.read.report.columns import Layout
from reports.read.report.outline import Outline, TableRow


def headings_read(out: Outline) -> tuple[ReadColumn, ...]:
    """The columns of the tables of recommendations; of the largest other table, where there is none."""
    by_layout: dict[tuple[str, ...], list[TableRow]] = {}
    for row in out.rows or out.summary:
        by_layout.setdefault(row.layout.headings, []).append(row)
    largest = max(out.unread, key=len, default=[])
    if out.rows or sum(map(len, by_layout.values())) >= len(largest):
        found: dict[str, ReadColumn] = {}
        for rows in by_layout.values():
            for column in _of_rows(rows[0].layout, rows):
                found.setdefault(column.heading, column)
        return tuple(found.values())
    return tuple(
        column_read(" ".join(heading.split()), None, (row[at] for row in largest[1:] if at < len(row)))
        for at, heading in enumerate(largest[0])
        if heading.strip()
    )


def _of_rows(layout: Layout, rows: Sequence[TableRow]) -> Iterator[ReadColumn]:
    for names, heading in zip(layout.fields, layout.headings, strict=True):
        if heading:
            name = names[0] if names else ""
            said = (plain_text(row.text(name or heading)) for row in rows)
            yield column_read(heading, READABLE.get(name), said)
