"""Which recommendations are marked, to be changed together: kept by id, whatever is filtered and in whatever order."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Marks:
    """A set of recommendations."""

    rows: dict[str, int] = field(default_factory=dict)
    """By id, in the order in which they were marked; the row id tells whether it is among those shown."""
    hidden: int = 0
    """How many of them the table does not show."""

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, id_: object) -> bool:
        return id_ in self.rows

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all, also of those that are not shown."""
        return tuple(self.rows)

    def add(self, found: Mapping[str, int]) -> None:
        """Mark these."""
        self.rows |= found

    def turn(self, found: Mapping[str, int]) -> None:
        """Mark those of these that are not marked, and those that are no longer."""
        for id_, rowid in found.items():
            if self.rows.pop(id_, None) is None:
                self.rows[id_] = rowid

    def drop(self, ids: Iterable[str]) -> None:
        """These are marked no longer."""
        for id_ in ids:
            self.rows.pop(id_, None)

    def count_hidden(self, shown: Container[int]) -> None:
        """Only these rows are shown."""
        self.hidden = sum(rowid not in shown for rowid in self.rows.values())

    def in_words(self) -> str:
        """`5 marked, 2 not shown`; nothing where there is none."""
        if not self.rows:
            return ""
        return f"{len(self.rows):,} marked" + (f", {self.hidden:,} not shown" if self.hidden else "")
