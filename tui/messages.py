"""What the threads and the forms tell the screens. Textual keeps its own fields in a message, so none is frozen."""

from array import array
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.message import Message

from db.rows import Detail, DirectorateNode, Filter, Line, Position

if TYPE_CHECKING:
    from db.ledger import Receipt
    from tui.writer import Save


@dataclass
class PositionRead(Message):
    """The tree and the counts, as they now are."""

    tree: tuple[DirectorateNode, ...]
    position: Position


@dataclass
class FirstRead(Message):
    """The first screenful that a filter lets through."""

    filter: Filter
    lines: list[Line]


@dataclass
class OrderRead(Message):
    """All that a filter lets through, in order."""

    filter: Filter
    order: array[int]


@dataclass
class DetailRead(Message):
    """Everything about one recommendation; None where there is no longer such a one."""

    detail: Detail | None


@dataclass
class ReadFailed(Message):
    """Why the register could not be read, as a sentence."""

    said: str


@dataclass
class RegisterChanged(Message):
    """Another program has written to the register."""


@dataclass
class WriterReady(Message):
    """The register was checked and can be written."""


@dataclass
class RegisterUnsafe(Message):
    """The check found damage, or the register cannot be written: reading goes on, writing does not."""

    said: str


@dataclass
class Saved(Message):
    """A change that is now in the file."""

    receipt: "Receipt"
    at: datetime


@dataclass
class NotSaved(Message):
    """A change that is not in the file, and why; `save` holds the words of it."""

    save: "Save"
    said: str


@dataclass
class Draft(Message):
    """A form's long text as it now is. A form posts it each second in which the text has changed; it bubbles to the app.

    An empty text drops the draft.
    """

    key: str
    """`update:<recommendation id>`"""
    text: str


@dataclass
class DraftKept(Message):
    """A draft that is now in the file; it is not yet *saved*."""

    key: str
    at: datetime
