"""The record of a risk accepted, as fields of a form: who accepts it, why, and until when."""

from collections.abc import Iterator
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from db.rows import Acceptance
from db.rules import show_date, visible
from tui.screens.asked import AcceptanceGiven
from tui.text import show_line
from tui.widgets.fields import DateField, Field, LineField, ProseField
from tui.widgets.passages import lasting

WORDS = ("accepted_by", "role", "why", "residual_risk", "mitigation", "audit_view", "minute")
"""What may be corrected afterwards; another last day is another acceptance."""
_NEEDED = {
    "accepted_by": "A risk is accepted by somebody: write who.",
    "role": "Write their role: only senior management can accept a risk.",
    "why": "Accepting a risk needs a reason, which is kept.",
}


def acceptance_words(acceptance: Acceptance | None = None) -> Iterator[Field]:
    """The words of an acceptance, those that are needed first; to be corrected where there is one."""
    of = f"-{acceptance.id}" if acceptance else ""

    def line(label: str, name: str, placeholder: str) -> LineField:
        given = getattr(acceptance, name) if acceptance else ""
        return LineField(label, given, name=f"{name}{of}", placeholder=placeholder)

    def prose(label: str, name: str, placeholder: str) -> ProseField:
        given = getattr(acceptance, name) if acceptance else ""
        return ProseField(label, given, name=f"{name}{of}", placeholder=placeholder)

    yield line("Accepted by", "accepted_by", "a person of senior management")
    yield line("Their role", "role", "Strategic Director, Chief Executive")
    yield prose("Why", "why", "why the risk is taken rather than the action; kept")
    yield prose("Residual risk", "residual_risk", "what can still happen, and how bad it would be")
    yield prose("Mitigation", "mitigation", "what is done instead")
    yield prose("Our view", "audit_view", "what the Head of Audit thinks of it; the committee is told")
    yield line("Minute", "minute", "of the committee that noted it")


class AcceptanceFields(Vertical):
    """The fields of a new acceptance, shown only while a risk is being accepted."""

    def __init__(self, today: date, *, before: Acceptance | None, id: str) -> None:  # Textual's name
        super().__init__(id=id)
        self.today, self.before = today, before

    def compose(self) -> ComposeResult:
        """What it takes the place of, the words, and the two days."""
        if (one := self.before) is not None:
            last = f"Accepted before by {show_line(one.accepted_by)} on {show_date(one.accepted_on)}"
            yield Static(f"{last}; {lasting(one, self.today)}.", classes="quiet", markup=False)
        who, role, *words = acceptance_words()
        yield from (who, role)
        yield DateField("Accepted on", self.today, name="accepted_on", latest=self.today)
        yield DateField("Ends on", name="expires_on", meaning=self.meaning, empty="none: until further notice")
        yield from words

    def meaning(self, day: date) -> str:
        """What a last day would mean."""
        return "past already: it stays open" if day < self.today else "the day after it is open again"

    def turn(self, shown: bool) -> None:
        """Show the fields, or hide them; what is typed in them stays."""
        for widget in (self, *self.query(Field)):
            widget.display = shown

    @property
    def complete(self) -> bool:
        """Is all there that it takes?"""
        fields = {field.name or "": field for field in self.query(Field)}
        begins, ends = (self.query_one(f"#{name}", DateField).day for name in ("accepted_on", "expires_on"))
        return (
            all(visible(fields[name].words) for name in _NEEDED)
            and not any(field.trouble() for field in fields.values())
            and not (ends and ends < (begins or self.today))
        )

    def given(self) -> AcceptanceGiven | None:
        """The acceptance; None where something has to be mended first, which is said at its field."""
        fields = {field.name or "": field for field in self.query(Field)}
        for name, sentence in _NEEDED.items():
            if not visible(fields[name].words):
                fields[name].refuse(sentence)
                return None
        accepted_on, expires_on = (self.query_one(f"#{name}", DateField) for name in ("accepted_on", "expires_on"))
        begins = accepted_on.day or self.today
        day = begins if accepted_on.changed else None  # That of the follow-up, which may be dated back.
        if expires_on.day is not None and expires_on.day < begins:
            expires_on.refuse(f"An acceptance ends after the day it begins, {show_date(begins)}.")
            return None
        return AcceptanceGiven(
            accepted_on=day, expires_on=expires_on.day, **{name: fields[name].words for name in WORDS}
        )
