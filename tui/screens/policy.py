"""What this body has decided, every setting in words: changed one by one, or taken over from another body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from db.policy import FIELDS, as_settings, decided, read_policy
from db.presets import Preset, presets
from db.queries import Reader
from db.rules import Policy, show_date
from tui import settled
from tui.commands import RECORD, Place, bindings
from tui.screens.form import Desk, Form
from tui.screens.mending import over
from tui.screens.view import View
from tui.text import show_line, signs
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, Field, ProseField, TickField
from tui.widgets.listing import Cell, Column, Listing, Row
from tui.widgets.passages import Passage

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from db.ledger import Ledger, Receipt


@dataclass(frozen=True, slots=True)
class DecideAsked:
    """Settings of the policy to be changed together."""

    changes: Mapping[str, Any]
    reason: str = ""

    def carry_out(self, ledger: "Ledger", on: "date") -> "Receipt":
        """Decide."""
        return ledger.decide(self.changes, on=on, reason=self.reason)


class PolicyView(View[Policy]):
    """Every setting, its value and where that comes from."""

    ID = "policy"
    KEYS = ("enter", "preset")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.POLICY)
    BESIDE = True

    def headline(self) -> str:
        """As at which day."""
        return f"Policy at {show_date(self.as_at)}"

    def counted(self) -> tuple[str, ...]:
        """How months are counted stands among the settings."""
        return ()

    def read(self, reader: Reader) -> Policy:
        """The policy as it is decided, whichever way is looked at just now."""
        return read_policy(dict(reader.connection.execute("SELECT key, value FROM setting")))

    def show(self, shown: Policy) -> None:
        """One row for each setting."""
        now, default = as_settings(shown), as_settings(Policy())
        rows = []
        for name, field in FIELDS.items():
            own = now[name] != default[name]
            value = settled.told(name, shown)
            rows.append(Row((field.label, Cell(value, bold=own), Cell(_from(name, own=own), "muted")), key=name))
        self.place((Column("Setting", 34, narrow=30), Column("As decided"), Column("From", 9, leaves=70)), rows)

    def selected(self, key: "Hashable") -> None:
        """The whole value, part by part, and how it is written."""
        if self.shown is None or not isinstance(key, str):
            return
        now, default = as_settings(self.shown), as_settings(Policy())
        value, own = settled.told(key, self.shown), now[key] != default[key]
        told = [Passage(show_line(part)) for part in value.split("; ")]
        told += [Passage(), Passage(_from(key, own=own, whole=True), label="from", ink="muted")]
        if own:
            told.append(Passage(show_line(settled.told(key, Policy())), label="default", ink="muted"))
        if hint := settled.HINTS.get(key):
            told.append(Passage(hint, label="written", ink="muted"))
        self.tell(FIELDS[key].label, told)

    def open(self, opened: Listing.Opened) -> None:
        """Change the setting."""
        if (why := self.refusal(RECORD)) is not None:
            self.notify(f"Policy: {why}", severity="warning", markup=False)
        elif self.shown is not None and isinstance(opened.key, str):
            self.run_worker(over(self, SettingForm(opened.key, self.shown, self.desk)))

    async def do_preset(self) -> None:
        """Take over another body's conventions."""
        if self.shown is not None:
            await over(self, PresetForm(self.shown, self.desk))


def _from(name: str, *, own: bool, whole: bool = False) -> str:
    """Where a value comes from."""
    source = settled.SOURCES.get(name) if whole else ""
    where = f", as a council's audit committee had it in February 2022 (its report, {source})" if source else ""
    return "this body" if own else f"default{where}"


class SettingForm(Form):
    """One setting, typed in words."""

    heading = "Policy"

    def __init__(self, name: str, policy: Policy, desk: Desk) -> None:
        self.name_of, self.policy = name, policy
        self.about = FIELDS[name].label
        super().__init__(desk, f"policy:{name}")

    def body(self) -> ComposeResult:
        """The value, whether it is to be the default, and why."""
        name = self.name_of
        value, default = (settled.in_words(name, as_settings(one)[name]) for one in (self.policy, Policy()))
        yield Static(f"Now: {show_line(settled.told(name, self.policy))}", classes="gap", markup=False)
        if name in settled.CHOICES:
            options = (Option(one, one, "default" if one == default else "") for one in settled.CHOICES[name])
            yield ChoiceField("Is to be", options, value, name="value", stacked=True)
        else:
            yield ProseField("Is to be", value, name="value")
            if hint := settled.HINTS.get(name):
                yield Static(f"Write: {hint}", classes="quiet under-field", markup=False)
            yield TickField(f"as by default: {settled.told(name, Policy())}", name="default", label="or")
        yield ProseField("Why", name="reason", placeholder="if the history should say; kept with the change")

    async def asked(self) -> DecideAsked | None:
        """What it is to be; what is wrong with it is said, and stays to be mended."""
        by_default = any(tick.ticked for tick in self.query(TickField))
        try:
            value = None if by_default else settled.typed(self.name_of, self.query_one("#value", Field).words)
            decided = as_settings(Policy())[self.name_of] if by_default else value
            changed = settled.differences(self.policy, {self.name_of: decided})
        except ValueError as wrong:
            self.complain(str(wrong))
            return None
        if not changed:
            self.complain("Nothing has changed yet.")
            return None
        return DecideAsked({self.name_of: value}, self.query_one("#reason", ProseField).words)


class PresetForm(Form):
    """The conventions of another body, and what taking them over would change."""

    heading = "Take over conventions"

    def __init__(self, policy: Policy, desk: Desk) -> None:
        self.policy = policy
        super().__init__(desk, "policy preset")

    def body(self) -> ComposeResult:
        """Whose, what they are, what would change."""
        options = tuple(Option(one.name, one.title) for one in presets())
        yield ChoiceField("Of", options, self._first().name, name="preset", stacked=True)
        yield Static("", id="conventions", markup=False)

    def _first(self) -> Preset:
        """One that would change something."""
        return next((one for one in presets() if one.changes(self.policy)), presets()[0])

    @property
    def chosen(self) -> Preset:
        """The one that is chosen."""
        words = self.query_one("#preset", ChoiceField).words
        return next(one for one in presets() if one.name == words)

    def consider(self) -> None:
        """Say what it is and what it would change."""
        preset = self.chosen
        lines = [show_line(preset.about), f"Source: {preset.source}.", ""]
        changes = preset.changes(self.policy)
        then = decided(self.policy, changes)
        for name in changes:
            old, new = (show_line(settled.told(name, policy)) for policy in (self.policy, then))
            lines += [f"{FIELDS[name].label}:", f"  {old}", f"  {signs.arrow} {new}"]
        if not changes:
            lines.append("Everything is so already.")
        self.query_one("#conventions", Static).update("\n".join(lines))

    async def asked(self) -> DecideAsked | None:
        """All of it at once."""
        changes = self.chosen.changes(self.policy)
        if not changes:
            self.complain("Everything is so already.")
            return None
        return DecideAsked(changes, f"as {self.chosen.title} has it")
