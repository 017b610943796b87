"""The fields of forms: a label, the place to type or choose, and below it what there is to say of that."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from db.rules import show_date, unstorable
from reports.read.dates import read_date
from tui.text import show_line, show_text
from tui.widgets.choice import Choice, Option, Tick
from tui.widgets.entry import Line, Prose
from tui.widgets.entry_list import Picker

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Field(Vertical):
    """What all fields have in common."""

    @dataclass
    class Changed(Message):
        """Something was typed or chosen."""

        field: "Field"

    def __init__(self, label: str, *, name: str) -> None:
        super().__init__(name=name, id=name)
        self.label = label
        self.begun = ""
        """The words it opened with: a draft holds only what differs."""

    @property
    def words(self) -> str:
        """What stands in the field, as a text that a draft can keep."""
        raise NotImplementedError

    @words.setter
    def words(self, words: str) -> None:
        raise NotImplementedError

    @property
    def control(self) -> Widget:
        """What takes the focus."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Label, control, and the line below."""
        yield Static(self.label, classes="label", markup=False)
        yield self.control
        yield Static("", classes="said", markup=False)

    def on_mount(self) -> None:
        """Remember how it began."""
        self.begun = self.words

    def on_descendant_focus(self) -> None:
        """The label says where the keys go."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """And where they go no longer."""
        self.remove_class("-here")

    @property
    def changed(self) -> bool:
        """Has anything been typed or chosen?"""
        return self.words != self.begun

    def trouble(self) -> str | None:
        """Why what stands here cannot be taken, as a sentence; None where it can."""
        return unstorable(self.words)

    def explain(self, sentence: str, *, trouble: bool = False) -> None:
        """Say a sentence under the field."""
        self.query_one(".said", Static).update(show_text(sentence))
        self.set_class(trouble, "-trouble")
        self.set_class(bool(sentence), "-said")

    def refuse(self, sentence: str) -> None:
        """Say why not, here, and come here to mend it."""
        self.explain(sentence, trouble=True)
        self.control.focus()
        self.call_after_refresh(self.scroll_visible, animate=False)

    def touched(self) -> None:
        """What was said of the words before holds no longer; what is wrong is said quietly until it is to be saved."""
        self.explain(self.trouble() or "")
        self.post_message(self.Changed(self))


class LineField(Field):
    """A short text on one line."""

    def __init__(self, label: str, value: str = "", *, name: str, placeholder: str = "") -> None:
        super().__init__(label, name=name)
        self.line = Line(value, placeholder=placeholder)

    @property
    def control(self) -> Line:
        """The line."""
        return self.line

    @property
    def words(self) -> str:
        """What is typed."""
        return self.line.value

    @words.setter
    def words(self, words: str) -> None:
        self.line.value = words

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.touched()


class DateField(LineField):
    """A date, typed as people write them in Britain, and shown as it was understood."""

    def __init__(
        self,
        label: str,
        value: date | None = None,
        *,
        name: str,
        latest: date | None = None,
        meaning: Callable[[date], str] | None = None,
        empty: str = "",
    ) -> None:
        """`meaning` says what a day would mean, `empty` what it means to leave this empty."""
        example = "30 Sep 2019 or 30/9/19"
        super().__init__(label, show_date(value), name=name, placeholder=f"{example}; {empty}" if empty else example)
        self.latest, self.meaning = latest, meaning

    @property
    def day(self) -> date | None:
        """The date understood."""
        return read_date(self.words) if self.words.strip() else None

    def trouble(self) -> str | None:
        """Say what a date may look like."""
        if not self.words.strip():
            return None
        day = self.day
        if day is None:
            return super().trouble() or "This is not one date yet. Write 30 Sep 2019, 30/9/19 or 2019-09-30."
        if self.latest is not None and day > self.latest:
            return f"{show_date(day)} is still to come."
        return None

    def touched(self) -> None:
        """Say how it was understood."""
        super().touched()
        day = self.day
        if day is not None and self.changed and self.trouble() is None:
            meaning = f", {self.meaning(day)}" if self.meaning else ""
            self.explain(f"{WEEKDAYS[day.weekday()]} {show_date(day)}{meaning}")


class ProseField(Field):
    """A long text."""

    def __init__(self, label: str, value: str = "", *, name: str, placeholder: str = "") -> None:
        super().__init__(label, name=name)
        self.prose = Prose(value, placeholder=placeholder)

    @property
    def control(self) -> Prose:
        """The text area."""
        return self.prose

    @property
    def words(self) -> str:
        """What is typed."""
        return self.prose.value

    @words.setter
    def words(self, words: str) -> None:
        self.prose.value = words

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.touched()


class ChoiceField(Field):
    """One of a few."""

    def __init__(
        self, label: str, options: Iterable[Option], value: str = "", *, name: str, stacked: bool = False
    ) -> None:
        super().__init__(label, name=name)
        self.choice = Choice(tuple(options), value, stacked=stacked)

    @property
    def control(self) -> Choice:
        """The options."""
        return self.choice

    @property
    def words(self) -> str:
        """What is chosen."""
        return self.choice.value

    @words.setter
    def words(self, words: str) -> None:
        self.choice.value = words

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        self.touched()


class ListField(Field):
    """One of many, in a list that opens; typing finds in it."""

    def __init__(
        self, label: str, options: Sequence[tuple[str, str]], value: str = "", *, name: str, none: str = ""
    ) -> None:
        """`options` are (value, label); `none` is the label of choosing none."""
        super().__init__(label, name=name)
        listed = [("", none), *options] if none else list(options)
        self.values = values = [option for option, _ in listed]
        self.list = Picker(
            [(show_text(show_line(shown)), option) for option, shown in listed],
            value=value if value in values else (values[0] if values else Select.NULL),
            allow_blank=not listed,
            prompt="",
            compact=True,
        )

    @property
    def control(self) -> Select[str]:
        """The list."""
        return self.list

    @property
    def words(self) -> str:
        """What is chosen."""
        value = self.list.value
        return value if isinstance(value, str) else ""

    @words.setter
    def words(self, words: str) -> None:
        if words in self.values:  # A draft may speak of an audit that is gone.
            self.list.value = words

    @on(Select.Changed)
    def _chosen(self, event: Select.Changed) -> None:
        event.stop()
        self.touched()


class TickField(Field):
    """A thing to say yes to."""

    def __init__(self, question: str, *, name: str, label: str = "") -> None:
        super().__init__(label, name=name)
        self.tick = Tick(question)

    @property
    def control(self) -> Tick:
        """The box."""
        return self.tick

    @property
    def ticked(self) -> bool:
        """Is it?"""
        return self.tick.ticked

    @property
    def words(self) -> str:
        """`yes` or nothing."""
        return "yes" if self.tick.ticked else ""

    @words.setter
    def words(self, words: str) -> None:
        self.tick.ticked = bool(words)

    @on(Tick.Changed)
    def _ticked(self, event: Tick.Changed) -> None:
        event.stop()
        self.touched()
