"""Asks for a day: the one that figures are as at, or from which movement is counted."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from tui.commands import bound, named
from tui.screens.sheet import Sheet
from tui.widgets.fields import DateField


@dataclass(frozen=True, slots=True)
class Asked:
    """The day asked for; None where the field was left empty."""

    day: date | None


class DayDialog(Sheet[Asked | None]):
    """One field; dismissed with what was asked for, or with nothing."""

    keys = named("show_day", "leave")
    BINDINGS: ClassVar[list[BindingType]] = bound(keys)

    def __init__(self, heading: str, label: str, day: date | None, *, empty: str) -> None:
        super().__init__()
        self.heading = heading
        self._field = DateField(label, day, name="day", empty=empty)

    def body(self) -> ComposeResult:
        """The day."""
        yield self._field

    @on(Input.Submitted)
    def action_show_day(self) -> None:
        """Take it, where it is one."""
        if (trouble := self._field.trouble()) is not None:
            self._field.refuse(trouble)
        else:
            self.dismiss(Asked(self._field.day))

    def action_leave(self) -> None:
        """Leave the figures as they are."""
        self.dismiss(None)
