"""What a row without an audit title takes from the row above: cells merged over several rows say it once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from db.readings import Problem
from db.rules import listed
from reports.columns import READABLE

OF_THE_AUDIT = ("issued", "auditor", "assurance", "directorate")
"""What stands with the title for the rows below it."""

Place = TypeVar("Place")


def _sentence(taken: Collection[str], *, several: bool) -> str:
    named = [READABLE[name].heading.lower() for name in OF_THE_AUDIT if name in taken]
    also = f", with its {listed(named)}" if named else ""
    if several:
        said = "These rows have no audit title of their own; they were read under the title of the row above them"
    else:
        said = "This row has no audit title of its own; it was read under the title of the row above"
    return f"{said}{also}."


@dataclass(slots=True)
class Untitled(Generic[Place]):
    """Rows without a title, one below the other: they are told in one sentence, which gives the place of all."""

    problems: list[Problem]
    span: Callable[[Place, Place], str]
    """The place from one row to another."""
    _first: Place | None = None
    """Where those that are told together begin."""
    _at: int = 0
    """Where among the problems they are told."""
    _taken: frozenset[str] = frozenset()

    def met(self, place: Place, taken: Collection[str], title: str) -> None:
        """One more, which was read under `title`; what else of the audit it has `taken` from above."""
        if self._first is None or self._taken != frozenset(taken):
            self._first, self._at, self._taken = place, len(self.problems), frozenset(taken)
            self.problems.append(Problem(self.span(place, place), _sentence(taken, several=False), title))
        else:
            where = self.span(self._first, place)
            self.problems[self._at] = Problem(where, _sentence(taken, several=True), title)

    def end(self) -> None:
        """Another row follows."""
        self._first = None
