"""What is typed in a meeting: the lines each thing asks for, and what comes of what was written in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.held import Entry
from db.rows import Recommendation
from db.rules import CLOSED, Status, show_date, visible
from reports.read.dates import read_date
from tui.screens.asked import AcceptanceGiven, FollowUpAsked
from tui.screens.minuting import MinuteGiven
from tui.text import status_word
from tui.widgets.meeting_hand import Ask, Writing

_DATE = "30 Sep 2019 or 30/9/19"
_WRITE = "write 30 Sep 2019, 30/9/19 or 2019-09-30."
ASKS = {
    "note": Ask("note", "Note on", ("note",), ("what is said, for the minutes",)),
    "action": Ask(
        "action", "Action on", ("action", "who", "by when"), ("what is to be done", "by whom", f"{_DATE}, if said")
    ),
    "due": Ask(
        "due",
        "New date for",
        ("new date", "reason", "agreed by"),
        (_DATE, "kept with the date", "who agreed it, if said"),
    ),
    "promise": Ask(
        "promise",
        "Promised for",
        ("evidence", "from", "by when"),
        ("what will be sent", "by whom", f"{_DATE}, if said"),
    ),
    "question": Ask("question", "Question on", ("question", "from"), ("what a member asks", "which member")),
    "decision": Ask("decision", "Decision on", ("decision",), ("what was decided",)),
    "go": Ask("go", "Go to", ("number, reference or audit",), leads=True),
}
"""What is typed in a meeting, by what it becomes."""


def closing(status: Status) -> Ask:
    """What a status that closes still needs."""
    title = f"{status_word(status).capitalize()}:"
    if status is Status.RISK_ACCEPTED:
        hints = ("why the risk is taken; kept", "a person of senior management", "Strategic Director")
        return Ask(f"status:{status}", title, ("why", "accepted by", "their role"), hints, status)
    hint = "why it is so without accepted evidence; kept" if status is Status.IMPLEMENTED else "why; kept"
    return Ask(f"status:{status}", title, ("reason",), (hint,), status)


def ask_of(what: str) -> Ask | None:
    """The one that becomes this."""
    if what.startswith("status:"):
        return next((closing(status) for status in CLOSED if what == f"status:{status}"), None)
    return ASKS.get(what)


def stands(what: str, texts: Sequence[str], entry: Entry) -> bool:
    """Is what was half typed recorded by now? A program that is killed may not have come to forget it."""
    if what == "due":
        return entry.due is not None and entry.due[1] == read_date(texts[0])
    if what.startswith("status:"):
        return entry.status is not None and what == f"status:{entry.status[1]}"
    return any(minute.kind == what and minute.text == texts[0].strip() for minute in entry.minutes)


@dataclass(frozen=True, slots=True)
class Taken:
    """What comes of what was written."""

    minute: MinuteGiven | None = None
    change: FollowUpAsked | None = None


def taken(writing: Writing, one: Recommendation | None, *, with_status: bool, today: date) -> Taken | str:
    """What comes of it, as far as is known of `one`; or why it cannot be taken, with the line to mend gone to.

    A note that goes `with_status` is the update's text too: the committee's paper shows it.
    """
    ask, texts = writing.ask, [text.strip() for text in writing.texts]
    if ask.status is not None:
        return _status(writing, ask.status, texts)
    if ask.what == "due":
        return _due(writing, one, texts, today)
    if not visible(texts[0]):
        return f"Write the {ask.labels[0]} itself first."
    who, by_when = texts[1] if len(texts) > 1 else "", texts[2] if len(texts) > 2 else ""
    day = read_date(by_when) if by_when else None
    if by_when and day is None:
        return f"By when is not one date yet: {_WRITE}"
    change = FollowUpAsked(writing.item, text=texts[0]) if ask.what == "note" and with_status else None
    return Taken(MinuteGiven(ask.what, texts[0], who, day), change)


def _status(writing: Writing, status: Status, texts: Sequence[str]) -> Taken | str:
    if status is not Status.RISK_ACCEPTED:
        return Taken(change=FollowUpAsked(writing.item, opinion=status, reason=texts[0]))
    needed = ("Accepting a risk needs a reason, which is kept.", "Write who accepts it.", "Write their role.")
    for n, text in enumerate(texts):
        if not visible(text):
            writing.at = n
            return needed[n]
    why, who, role = texts
    acceptance = AcceptanceGiven(accepted_by=who, role=role, accepted_on=None, why=why)
    return Taken(change=FollowUpAsked(writing.item, opinion=status, acceptance=acceptance))


def _due(writing: Writing, one: Recommendation | None, texts: Sequence[str], today: date) -> Taken | str:
    words, reason, agreed_by = texts
    day = read_date(words) if words else None
    if day is None:
        writing.at = 0
        return f"This is not one date yet: {_WRITE}"
    if one is not None and one.due == day:
        writing.at = 0
        return f"{show_date(day)} is the date in force already."
    if not visible(reason) and (one is None or one.original_due is not None):
        writing.at = 1
        return "Moving a due date needs a reason, which is kept."
    return Taken(change=FollowUpAsked(writing.item, due=day, reason=reason, agreed_by=agreed_by, agreed_on=today))


def found(words: str, order: Sequence[str], known: Mapping[str, Recommendation]) -> str | None:
    """The item of the queue that a number, a reference or the words of an audit mean."""
    wanted = words.strip().casefold()
    if not wanted:
        return None
    if wanted.isdecimal() and 0 < int(wanted) <= len(order):
        return order[int(wanted) - 1]
    queue = [(id_, known[id_]) for id_ in order if id_ in known]
    ways: tuple[Callable[[Recommendation], bool], ...] = (
        lambda one: one.ref.casefold() == wanted,
        lambda one: one.ref.casefold().startswith(wanted),
        lambda one: wanted in f"{one.ref} {one.audit}".casefold(),
    )
    return next((id_ for is_it in ways for id_, one in queue if is_it(one)), None)
