"""Tables that give one recommendation each, label beside words, turned into rows under headings."""

import re
from collections.abc import Iterator, Sequence

from reports.columns import column_for
from reports.read.report.lines import Line

_NUMBERED = re.compile(
    r"(?P<name>[^\W\d_]+)(?: no\.?| number)? (?P<number>[A-Z]{0,3}\d{1,3}(?:\.\d{1,2})?)[.:)]?", re.IGNORECASE
)
"""A label with a number of its own: `Recommendation 3`."""
_LONGEST = 60
"""Letters of a label; what is longer is words."""


def unfolded(rows: Sequence[Line]) -> list[Line]:
    """The rows of a table; those of a card as two, its labels and what stands beside them.

    A table is of cards where its labels name the recommendation and two fields more, and few others. Where a label
    comes again the next card begins.
    """
    if not rows or len(rows[0].cells) not in {2, 4}:
        return list(rows)
    laid: list[Line] = []
    labels: list[str] = []
    values: list[str] = []
    begun = rows[0]

    def shut() -> bool:
        fields = {column.field for column in map(column_for, labels) if column}
        if "recommendation" not in fields or len(fields) < 3 or len(fields) * 2 < len(labels):
            return False
        laid.append(Line(tuple(labels), f"labels at {begun.place}", drawn=True))
        laid.append(Line(tuple(values), begun.place, drawn=True))
        return True

    for row in rows:
        if row.is_blank:
            continue
        for label, value in _pairs(row):
            if len(label) > _LONGEST or (not label and not labels):
                return list(rows)
            if label in labels:
                if not shut():
                    return list(rows)
                labels, values, begun = [], [], row
            if label:
                labels.append(label)
                values.append(value)
            else:
                values[-1] = "\n".join(filter(None, (values[-1], value)))
    return laid if shut() else list(rows)


def _pairs(row: Line) -> Iterator[tuple[str, str]]:
    """Each label of a row with the words beside it."""
    for label, value in zip(row.cells[::2], row.cells[1::2], strict=True):
        if (label or value) and label != value:  # one across several columns is said in each of a first row
            name = " ".join(label.split()).rstrip(" :")
            numbered = _NUMBERED.fullmatch(name)
            if numbered and not column_for(name) and column_for(numbered["name"]):
                yield numbered["name"], value
                yield f"{numbered['name']} number", numbered["number"]
            else:
                yield name, value
