"""What the figures at a date share: by what they are divided, as at which day, and the other readings of the policy."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar, TypeVar

from textual.binding import BindingType

from db.rules import Policy
from tui.commands import bound, named, spelt
from tui.screens.day import Asked, DayDialog
from tui.screens.view import BASIS_WORDS, View
from tui.text import signs
from tui.widgets.bar import Words
from tui.widgets.position import COUNTING_WORDS

Shown = TypeVar("Shown")


def counted_how(policy: Policy) -> tuple[str, str]:
    """How months are counted, and which due dates age."""
    return COUNTING_WORDS[policy.counting], BASIS_WORDS[policy.basis]


class CountedView(View[Shown]):
    """Figures divided by one thing at a time."""

    BINDINGS: ClassVar[list[BindingType]] = bound(named("dimension", "dimension_back", "as_at", "basis", "edge"))
    DIMENSIONS: ClassVar[tuple[str, ...]]
    """What they can be divided by, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.dimension = self.DIMENSIONS[0]
        self.day: date | None = None
        """The day asked for; None for the one that the register is shown as at."""
        self._turned: frozenset[str] = frozenset()
        """What of the policy is read the other way."""

    @property
    def today(self) -> date:
        """The day that the register is shown as at."""
        return self.desk.background.as_at

    def turned(self, policy: Policy) -> Policy:
        """The policy, with the readings asked for."""
        basis, edge = policy.basis, policy.edge_included
        if "basis" in self._turned:
            basis = basis.other
        if "edge" in self._turned:
            edge = not edge
        return replace(policy, basis=basis, edge_included=edge)

    def notes(self) -> Iterator[Words]:
        """What it can be divided by, with a mark at what it is; each answers to a click."""
        yield Words(" By ", "muted")
        for name in self.DIMENSIONS:
            here = name == self.dimension
            mark = signs.pointer if here else " "
            yield Words(f"{mark}{name} ", "accent" if here else "muted", bold=here, action=f"screen.by('{name}')")

    def action_by(self, dimension: str) -> None:
        """By this one."""
        self.dimension = dimension
        self.refresh_said()
        self.refresh_all()

    def do_dimension(self) -> None:
        """By the next."""
        self.action_by(self.DIMENSIONS[(self.DIMENSIONS.index(self.dimension) + 1) % len(self.DIMENSIONS)])

    def do_dimension_back(self) -> None:
        """By the one before."""
        self.action_by(self.DIMENSIONS[self.DIMENSIONS.index(self.dimension) - 1])

    def do_basis(self) -> None:
        """The other due date ages."""
        self._turn("basis")

    def do_edge(self) -> None:
        """The edges of the bands belong to the other band."""
        self._turn("edge")

    def _turn(self, what: str) -> None:
        if self.shown is not None and not self.counted():
            said = spelt("Nothing is aged in these figures; {dimension} turns to those by age band.")
            self.notify(said, severity="warning", markup=False)
            return
        self._turned ^= {what}
        self.refresh_all()

    async def do_as_at(self) -> None:
        """As at another day."""

        def asked(answer: Asked | None) -> None:
            if answer is not None:
                self.day = None if answer.day == self.today else answer.day
                self.refresh_all()

        dialog = DayDialog(f"{self.headline().split()[0]} as at", "As at", self.day, empty="empty for today")
        await self.desk.push_screen(dialog, asked)
