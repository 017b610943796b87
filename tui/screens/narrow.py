"""What the table can be narrowed to: one status, age band, priority or directorate, with how many each would leave."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from db.rows import STATUS_NOT_READ, Filter, Position
from db.rules import Policy, Status
from tui.commands import BY_ID, bound, key_of, named
from tui.text import called, cut, fit, show_line, signs, status_label
from tui.widgets.pane import CursorPane

_HEAD = 14


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the menu."""

    section: str
    label: str
    count: str
    filter: Filter
    """What the table would be narrowed to."""
    on: bool = False
    """It is so already; choosing it takes it away."""


def choices(
    now: Filter, position: Position, policy: Policy, directorates: dict[str, tuple[str, int]]
) -> Iterator[Choice]:
    """All there is to choose, what is chosen now marked. `directorates`: names and counts by id."""
    yield Choice("", "everything", f"{position.total:,}", Filter())
    yield Choice("only", "open", "", replace(now, open_only=not now.open_only), now.open_only)
    yield Choice("only", "high priority", "", replace(now, reported_only=not now.reported_only), now.reported_only)
    for band, count in position.bands.items():
        on = now.band is band
        label = show_line(called.band_phrase(band))
        yield Choice("age band", label, f"{count:,}", replace(now, band=None if on else band), on)
    for word, count in position.statuses.items():
        status = None if word == STATUS_NOT_READ else Status(word)
        on = (
            now.status is status and now.status_unread == (status is None) and (status is not None or now.status_unread)
        )
        wanted = replace(now, status=None if on else status, status_unread=status is None and not on)
        yield Choice("status", status_label(status), f"{count:,}", wanted, on)
    for name, count in position.priorities.items():
        on = now.priority == name
        mark = "" if policy.reported(name) else " (not reported)"
        yield Choice("priority", name + mark, f"{count:,}", replace(now, priority=None if on else name), on)
    for id_, (name, count) in directorates.items():
        on = now.directorate == id_
        yield Choice("directorate", name, f"{count:,}", replace(now, directorate=None if on else id_), on)


class Choices(CursorPane):
    """The lines of the menu."""

    def __init__(self, lines: list[Choice], *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.choices = lines
        self.count = len(lines)

    def heading(self, columns: int) -> str:
        """What it is for."""
        keys = f"{key_of('answer')} chooses, {key_of('leave')} closes "
        return fit("Show only", columns - len(keys)) + keys

    def line(self, index: int, columns: int) -> list[Segment]:
        """Section, label, count."""
        choice = self.choices[index]
        first = index == 0 or self.choices[index - 1].section != choice.section
        section = fit(f" {choice.section}" if first else "", _HEAD)
        mark = f"{signs.done} " if choice.on else "  "
        count = f" {choice.count} "
        label = fit(mark + cut(show_line(choice.label), columns - _HEAD - 2 - len(count)), columns - _HEAD - len(count))
        if index == self.cursor:
            return [Segment(self.edge + section[1:] + label + count, self.inks("cursor-text", "cursor", bold=True))]
        style = self.inks("accent" if choice.on else "foreground", bold=choice.on)
        return [Segment(section, self.inks("heading")), Segment(label, style), Segment(count, self.inks("muted"))]

    def line_clicked(self, index: int, event: events.Click) -> None:
        """One click chooses."""
        super().line_clicked(index, event)
        self.screen.dismiss(self.choices[index].filter)


class NarrowMenu(ModalScreen[Filter | None]):
    """Dismissed with what the table is to be narrowed to; with None where it stays as it is."""

    CSS_PATH = "../dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(named("answer", "leave")),
        Binding(",".join(BY_ID["narrow"].keys), "leave", show=False),
    ]

    def __init__(self, lines: list[Choice]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The menu."""
        with Vertical(classes="sheet"):
            yield Choices(self._lines, id="choices")

    def action_answer(self) -> None:
        """Take the line under the cursor."""
        menu = self.query_one(Choices)
        self.dismiss(menu.choices[menu.cursor].filter)

    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
