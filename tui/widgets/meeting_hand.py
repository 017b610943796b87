"""Where all that is typed in a meeting goes: a key is an action, or a letter of the line that is being written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from textual import events

from db.rules import Status
from tui.commands import named
from tui.text import cut, show, show_line, signs, status_word, width, wrap
from tui.theme import STATUS_INK
from tui.widgets.bar import WordLines, Words
from tui.widgets.typed import Typed

if TYPE_CHECKING:
    from tui.app import Outstanding

OF_REGISTER = ("help", "palette", "theme")
"""What can be done in a meeting as in the register."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to be typed, in one line or a few."""

    what: str
    """What it is to become: `note`."""
    title: str
    labels: tuple[str, ...]
    hints: tuple[str, ...] = ()
    """What an empty line is to hold."""
    status: Status | None = None
    """The status that waits for it."""
    leads: bool = False
    """Does it lead somewhere, and record nothing?"""


@dataclass
class Writing:
    """A question open over an item, and what is typed in its lines."""

    ask: Ask
    item: str
    """The recommendation it was asked of, whatever is shown by now."""
    ref: str
    lines: list[Typed] = field(default_factory=list)
    at: int = 0
    trouble: str = ""

    @property
    def texts(self) -> list[str]:
        """What is typed."""
        return [line.text for line in self.lines]


class Hand(WordLines, can_focus=True):
    """It has the keys as long as the meeting is on the screen, so that they are done in the order they were pressed."""

    SENDS_ON = frozenset(key for one in (*named(*OF_REGISTER, "meeting_end", "meeting_leave"),) for key in one.keys)
    """Keys that open something, for which those typed after them are meant."""

    def __init__(
        self,
        actions: Mapping[str, str],
        do: Callable[[str, str], bool],
        typed: Callable[[Writing], None],
        answered: Callable[[Writing, bool], str],
        turned: Callable[[], None],
        *,
        id: str,  # Textual's name
    ) -> None:
        """`do` an action by its id and key, False where it is for others; keep what was `typed`.

        `answered` takes what was written (True: and goes on), or says why it cannot be taken; `turned` is told when
        keys become letters, or actions again.
        """
        super().__init__(id=id)
        self._actions, self._do, self._typed, self._answered, self._turned = actions, do, typed, answered, turned
        self._writing: Writing | None = None
        self.said: Sequence[Words] = ()
        """What was last done, or is wrong."""
        self.under: Sequence[Words] = ()
        """A second line of that."""

    @property
    def writing(self) -> Writing | None:
        """What is being written."""
        return self._writing

    @writing.setter
    def writing(self, writing: Writing | None) -> None:
        self._writing = writing
        self._turned()

    def ask(self, ask: Ask, item: str, ref: str, texts: Sequence[str], *, trouble: str = "") -> None:
        """Have this written, from what was begun before."""
        begun = [*texts, *[""] * len(ask.labels)][: len(ask.labels)]
        empty = next((n for n, text in enumerate(begun) if not text), 0)
        self.writing = Writing(ask, item, ref, [Typed(text) for text in begun], empty if any(begun) else 0, trouble)
        self.refresh()

    def tell(self, words: str, ink: str = "muted", under: str = "") -> None:
        """Say what was done."""
        self.said = (Words(f" {words}", ink, bold=ink == "error"),)
        self.under = (Words(f" {under}", "muted"),)
        self.refresh()

    def warn(self, words: str) -> None:
        """Say what is wrong besides, where it is seen and takes the place of nothing graver."""
        if self.writing is not None:
            self.writing.trouble = self.writing.trouble or words
        elif any(said.ink == "error" and words not in said.text for said in self.said):
            self.under = (Words(f" {words}", "error"),)
        else:
            self.tell(words, "error")
        self.refresh()

    # Keys. -----------------------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """A letter of what is written, or an action."""
        taken = self._write(event) if self.writing else self._act(event)
        if taken:
            event.stop()
            event.prevent_default()
            if event.key in self.SENDS_ON or event.key in {"tab", "shift+tab"}:
                await cast("Outstanding", self.app).release()

    def _act(self, event: events.Key) -> bool:
        id_ = self._actions.get(event.key)
        return id_ is not None and self._do(id_, event.key)

    def _write(self, event: events.Key) -> bool:
        writing = self.writing
        assert writing is not None  # noqa: S101 - only then is it called
        match event.key:
            case "enter" if writing.at < len(writing.lines) - 1:  # As in a form; the last line's saves.
                writing.at += 1
            case "enter" | "ctrl+s":
                self._answer(go_on=False)
            case "down" if len(writing.lines) == 1:
                self._answer(go_on=True)
            case "tab" | "down":
                writing.at = (writing.at + 1) % len(writing.lines)
            case "shift+tab" | "up":
                writing.at = (writing.at - 1) % len(writing.lines)
            case "escape":
                self._close()
            case _:
                if not writing.lines[writing.at].press(event.key, event.character):
                    return False
                writing.trouble = ""
                self._typed(writing)
        self.refresh()
        return True

    def _close(self) -> None:
        """No more is written; what was typed is kept elsewhere, until its key is pressed again."""
        writing, self.writing = self.writing, None
        if writing is not None and any(writing.texts) and not writing.ask.leads:
            self.tell(f"{writing.ask.title} {writing.ref}: half typed, and kept so.")

    def _answer(self, *, go_on: bool) -> None:
        writing = self.writing
        assert writing is not None  # noqa: S101 - only then is it called
        self.writing = None  # Taking it may ask for something else.
        if trouble := self._answered(writing, go_on):
            writing.trouble = trouble
            self.writing = writing

    def on_paste(self, event: events.Paste) -> None:
        """Lines pasted become one."""
        event.stop()
        if self.writing is not None:
            self.writing.lines[self.writing.at].insert(event.text)
            self._typed(self.writing)
            self.refresh()

    # Drawing. --------------------------------------------------------------------------------------------------

    def lines(self, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        """The digits and what they mean, and what was said; or the lines that are being written."""
        if self.writing is None:
            said, under = self._told(columns)
            return ((), ()), (_statuses(columns), ()), (said, ()), (under, ())
        return self._written(self.writing, columns)

    def _told(self, columns: int) -> tuple[Sequence[Words], Sequence[Words]]:
        """What was said, in both lines where one is too short for it and the other is free."""
        words = self.said[0] if self.said else Words("")
        if width(words.text) <= columns or any(words.text.strip() for words in self.under):
            return self.said, self.under
        first, *others = wrap(words.text.strip(), columns - 2)
        rest = cut(" ".join(others), columns - 2)
        return [replace(words, text=f" {first}")], [replace(words, text=f" {rest}")]

    def _written(self, writing: Writing, columns: int) -> Sequence[tuple[Sequence[Words], Sequence[Words]]]:
        ask = writing.ask
        if ask.leads:
            keys = f"enter goes there {signs.dot} esc stays"
        elif writing.at < len(ask.labels) - 1:
            keys = f"enter next line {signs.dot} ctrl+s saves {signs.dot} esc closes it"
        elif writing.at:
            keys = f"enter saves {signs.dot} esc closes it"
        else:
            keys = f"enter saves {signs.dot} {signs.down.strip()} saves, next one {signs.dot} esc closes it"
        right: Sequence[Words] = (Words(f"{keys} ", "muted"),)
        room = max(columns - width(ask.title) - width(keys) - 5, 0)
        heading = [Words(f" {ask.title} ", "heading", bold=True), Words(cut(show_line(writing.ref), room), bold=True)]
        if writing.trouble:
            heading, right = [Words(f" ! {writing.trouble}", "error", bold=True)], ()
        return ((heading, right), *(self._line(writing, n, columns) for n in range(len(ask.labels))))

    def _line(self, writing: Writing, n: int, columns: int) -> tuple[Sequence[Words], Sequence[Words]]:
        typed, here = writing.lines[n], n == writing.at
        label = f" {signs.pointer if here else ' '} {writing.ask.labels[n]}: "
        before, after = show(typed.text[: typed.at]), show(typed.text[typed.at :])
        hint = writing.ask.hints[n] if n < len(writing.ask.hints) and not typed.text else ""
        room = max(columns - width(label) - 4, 10)
        while width(before) > room:
            before = before[max(1, len(before) - room) :] if before.isascii() else before[1:]
        words = [Words(label, "accent" if here else "muted", bold=here), Words(before)]
        if here:
            words.append(Words(after[:1] or " ", "background", ground="foreground"))
            after = after[1:]
        return ([*words, Words(after), Words(hint, "muted")], ())


def _statuses(columns: int) -> list[Words]:
    """The digits that set a status, in the longest words for which there is room."""
    signed = [f"{signs.status[status]} {status_word(status)}" for status in Status]
    short = [f"{signs.status[status]} {status_word(status, short=True)}" for status in Status]
    names = next((some for some in (signed, short) if sum(map(width, some)) + 4 * len(some) <= columns), _SHORTEST)
    gap = " " * max(min((columns - sum(map(width, names))) // len(names) - 3, 3), 0)
    return [
        words
        for n, (status, name) in enumerate(zip(Status, names, strict=True), 1)
        for words in (Words(f" {n}", "accent", bold=True), Words(f" {name}{gap}", STATUS_INK[status]))
    ]


_SHORTEST = ("not impl.", "partial", "verify", "implem.", "risk acc.", "supers.", "not ad.")
