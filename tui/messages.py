"""What the threads tell the screens. Textual keeps its own fields in a message, so none is frozen."""

from array import array
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.message import Message

from db.rows import Detail, DirectorateNode, Filter, Line, Position, Sort
from db.rules import Policy

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass
class MarksRead(Message):
    """Recommendations that were asked to be marked, by id, with their row ids."""

    found: dict[str, int]
    turn: bool
    """Those of them that are marked are to be so no longer."""


@dataclass
class MarksLeft(Message):
    """Which of the marked recommendations there still are, now that the register has changed."""

    asked: dict[str, int]
    found: dict[str, int]


@dataclass
class PositionRead(Message):
    """The tree and the counts, as they now are."""

    tree: tuple[DirectorateNode, ...]
    position: Position


@dataclass
class FirstRead(Message):
    """The first screenful that a filter lets through."""

    asked: tuple[Filter, Sort]
    lines: list[Line]
    asked_for: int
    """How many lines at most; fewer are all there are."""


@dataclass
class OrderRead(Message):
    """All that a filter lets through, in order."""

    asked: tuple[Filter, Sort]
    order: "array[int]"


@dataclass
class DetailRead(Message):
    """Everything about one recommendation; None where there is no longer such a one."""

    detail: Detail | None


@dataclass
class ViewRead(Message):
    """What a view asked for, or why that could not be read."""

    view: "Screen[None]"
    asked: object
    as_at: date
    policy: Policy | None
    shown: object
    trouble: str
    """As a sentence; empty where it was read."""


@dataclass
class PaletteRead(Message):
    """What the register holds that is called so."""

    view: "Screen[Any]"
    text: str
    found: tuple[object, ...]
    trouble: str = ""


@dataclass
class ReadFailed(Message):
    """Why the register could not be read, as a sentence."""

    said: str


class RegisterChanged(Message):
    """Another program has written to the register."""


@dataclass
class WriterReady(Message):
    """The register was checked; `trouble` says why it cannot be written, or nothing."""

    trouble: str
