"""At the edge of a meeting: what it is and how far it has come, the queue with its marks, the journal, its keys."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from rich.segment import Segment
from textual import events
from textual.geometry import Region

from db.held import Entry
from db.rows import Recommendation
from db.rules import Status, show_date
from tui.commands import BY_ID, Command, is_letter, named
from tui.sitting import Mark, Sitting
from tui.text import cut, fit, show_line, signs, width
from tui.theme import STATUS_INK
from tui.widgets.bar import WordLines, Words
from tui.widgets.detail import PassagePane
from tui.widgets.pane import CursorPane
from tui.widgets.passages import Passage

MARK_WORDS = {Mark.DONE: "done", Mark.SEEN: "seen", Mark.SKIPPED: "skipped", Mark.LATER: "later"}
_SPOKEN = {"promise": "promised"}
_AROUND = 4
"""Items of the queue that are seen before and after the one that is spoken of."""
_CLOCK = 34
"""Columns of the corner in which the clock goes: no more than that is drawn each second."""


def clock(seconds: float) -> str:
    """`0:42`, `1:02:31`."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


class MeetingHead(WordLines):
    """Which meeting it is; how far it has come, and the time."""

    def __init__(self, *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.title = ""
        self.queue = ""
        self.sitting: Sitting | None = None

    def tick(self) -> None:
        """A second has passed."""
        self.refresh(Region(max(self.size.width - _CLOCK, 0), 1, _CLOCK, 1))

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """The meeting and its progress; the queue and the clock."""
        sitting = self.sitting
        if sitting is None:
            return (([Words(f" {self.title}", "heading", bold=True)], ()), ((), ()))
        counts = [
            f"{sitting.count(mark)} {MARK_WORDS[mark]}"
            for mark in (Mark.DONE, Mark.SKIPPED, Mark.LATER)
            if sitting.count(mark)
        ]
        told = f" {signs.dot} ".join([f"{sitting.at + 1} of {len(sitting.order)}", *counts])
        here, all_ = sitting.seconds.get(sitting.here, 0.0), sum(sitting.seconds.values())
        time = f"this one {clock(here)} {signs.dot} in all {clock(all_)} ".rjust(_CLOCK)
        return (
            (
                [Words(f" {cut(self.title, columns - width(told) - 3)}", "heading", bold=True)],
                (Words(f"{told} ", bold=True),),
            ),
            ([Words(f" {cut(self.queue, columns - _CLOCK - 2)}", "muted")], (Words(time, "muted"),)),
        )


class QueuePane(CursorPane, can_focus=False):
    """The queue, each with how it stands and what became of it."""

    def __init__(self, chosen: Callable[[str], None], *, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self._chosen = chosen
        self.sitting: Sitting | None = None
        self.known: Mapping[str, Recommendation] = {}
        self.statuses: Mapping[str, Status | None] = {}
        """How they stand by now, as far as that differs."""
        self._refs = 6
        self._shown: dict[int, object] = {}
        """What was last drawn, by line."""

    def show(self) -> None:
        """It has changed, or another one is spoken of."""
        if self.sitting is None:
            return
        self._refs = max((width(show_line(one.ref)) for one in self.known.values()), default=6)
        self._refs = min(self._refs, 11)
        top, count = self.top, self.count
        self.count, self.cursor = len(self.sitting.order), self.sitting.at
        around = min(_AROUND, self.seen // 3)
        self.scroll_to_line(min(max(top, self.cursor - self.seen + 1 + around), self.cursor - around))
        was, self._shown = self._shown, {n: self._look(n) for n in range(self.top, self.top + self.seen)}
        if (top, count) != (self.top, self.count):
            self.refresh()
        elif changed := [n for n, look in self._shown.items() if was.get(n) != look]:
            self._refresh_lines(*changed)

    def _look(self, index: int) -> object:
        return self.identity(index), self.is_current(index)

    def on_resize(self) -> None:
        """Another height: what is spoken of stays in view."""
        super().on_resize()
        self.show()

    def heading(self, columns: int) -> str:
        """What it is."""
        return fit("Queue", columns)

    def identity(self, index: int) -> object:
        """A line shows the same while all in it is so."""
        if self.sitting is None or index >= len(self.sitting.order):
            return None
        id_ = self.sitting.order[index]
        half = id_ in self.sitting.half
        return index, id_, self.sitting.marks.get(id_), half, self._status(id_), id_ in self.known

    def _status(self, id_: str) -> Status | None:
        return self.statuses[id_] if id_ in self.statuses else self.known[id_].status if id_ in self.known else None

    def line(self, index: int, columns: int) -> list[Segment]:
        """Its number, its status, its reference and audit, and its mark."""
        sitting = self.sitting
        if sitting is None:
            return [Segment(" " * columns, self.inks())]
        id_, here = sitting.order[index], index == sitting.at
        one, ground = self.known.get(id_), "cursor" if here else "background"
        mark = {Mark.DONE: signs.done, Mark.SEEN: signs.dot, Mark.SKIPPED: "skip", Mark.LATER: "later", None: ""}[
            sitting.marks.get(id_)
        ]
        mark += signs.ellipsis * (id_ in sitting.half)
        status = self._status(id_)
        ref = fit(show_line(one.ref) if one else signs.ellipsis, min(self._refs, columns - 14))
        room = columns - 7 - width(ref) - 7
        audit = fit(show_line(one.audit) if one else "", max(room, 0))
        text = "cursor-text" if here else "foreground"
        return [
            Segment(
                f"{signs.here if here else ' '}{index + 1:>3} ", self.inks("cursor-text" if here else "muted", ground)
            ),
            Segment(f"{signs.status[status]} ", self.inks("cursor-text" if here else STATUS_INK[status], ground)),
            Segment(f"{ref} ", self.inks(text, ground, bold=here)),
            Segment(audit, self.inks("cursor-text" if here else "muted", ground)),
            Segment(
                fit(f" {mark}", columns - 8 - width(ref) - width(audit)),
                self.inks("cursor-text" if here else "accent", ground),
            ),
        ]

    def line_clicked(self, index: int, event: events.Click) -> None:  # noqa: ARG002 - one click goes there
        """To the one clicked."""
        if self.sitting is not None:
            self._chosen(self.sitting.order[index])


class JournalPane(PassagePane, can_focus=False):
    """What the meeting has recorded, the latest first."""


def journal_passages(journal: Sequence[Entry]) -> Iterator[Passage]:
    """What the journal tells, entry by entry."""
    if not journal:
        yield Passage("Nothing yet: what is decided here stands here.", ink="muted")
    for entry in reversed(journal):
        yield Passage(f"{entry.at.astimezone():%H:%M}  {show_line(entry.ref)}", ink="heading", bold=True)
        for change in entry.changes:
            yield Passage(show_line(change), indent=3)
        for minute in entry.minutes:
            who = f", {show_line(minute.who)}" if minute.who else ""
            due = f", by {show_date(minute.due)}" if minute.due else ""
            yield Passage(f"{_SPOKEN.get(minute.kind, minute.kind)}: {show_line(minute.text)}{who}{due}", indent=3)
        if entry.why:
            yield Passage(f"reason: {show_line(entry.why)}", ink="muted", indent=3)


def meeting_keys() -> tuple[Command, ...]:
    """For the last line: those that matter most, then those for which a wide screen has room."""
    status = BY_ID["meeting_status"]
    shown = replace(status, keys=(f"{status.keys[0]}-{status.keys[-1]}",))
    return (
        shown,
        *named(
            "meeting_note",
            "meeting_next",
            "meeting_undo",
            "help",
            "meeting_action",
            "meeting_due",
            "meeting_promise",
            "meeting_question",
            "meeting_later",
            "meeting_skip",
            "meeting_journal",
            "meeting_go",
            "meeting_end",
            "meeting_back",
        ),
    )


def writing_keys() -> tuple[Command, ...]:
    """While something is written: what is no letter, and so is done all the same."""
    kept = ((one, [key for key in one.keys if not is_letter(key)]) for one in named("help", "palette"))
    return tuple(replace(one, keys=tuple(keys)) for one, keys in kept if keys)
