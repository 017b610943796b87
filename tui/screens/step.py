"""Record what was done about a recommendation that reached a step of escalation."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.widgets import Static

from db.escalation import Reached
from db.rows import Detail, StepRecord
from db.rules import Policy, escalation_step, show_date
from tui.screens.asked import StepAsked, StepsAsked
from tui.screens.form import Desk, Form, Words
from tui.screens.status import standing
from tui.settled import DUTY_WORDS
from tui.text import show_line
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, DateField, Field, LineField, ProseField
from tui.widgets.opening import Opening

NOTHING = "Nothing is written yet: say when they were notified or attended, or what was said."


def step_words(months: int, policy: Policy) -> str:
    """A step by its months and what it asks for: `9 months: the Director attends`."""
    duty = next((step.duty for step in policy.escalation if step.months == months), None)
    return f"{months} months{f': {DUTY_WORDS[duty]}' if duty else ''}"


class StepDialog(Form):
    """Who was told, who came with whom, what they said, and what was decided; once more adds to what is there."""

    heading = "Record an escalation"

    def __init__(self, detail: Detail, desk: Desk, months: int | None = None) -> None:
        """`months` is the step to begin with: the highest that was reached, if not given. There must be some step."""
        self.detail = detail
        self.about = detail.recommendation.ref
        self.steps = {step.months: step for step in detail.steps}
        known = sorted({*self.steps, *(step.months for step in desk.policy.escalation)})
        reached = escalation_step(detail.recommendation.months_overdue, desk.policy)
        self.known, self.first = known, months or (reached.months if reached else known[0])
        super().__init__(desk, f"step:{detail.recommendation.id}")

    def body(self) -> ComposeResult:
        """The recommendation, the step, and what was done."""
        one, policy = self.detail.recommendation, self.desk.policy
        yield Static(standing(self.detail), classes="quiet", markup=False)
        yield Opening(one.recommendation)
        options = (
            Option(str(months), step_words(months, policy), "recorded" if months in self.steps else "")
            for months in self.known
        )
        yield ChoiceField("Step", options, str(self.first), name="months", stacked=True)
        yield from _deeds(self.desk.today, self.steps.get(self.first))

    @property
    def months(self) -> int:
        """The step chosen."""
        return int(next(field.words for field in self.fields if field.name == "months"))

    @property
    def told(self) -> list[Field]:
        """The fields that say what was done."""
        return [field for field in self.fields if field.name != "months"]

    def words(self) -> Words:
        """What was typed, and of which step."""
        typed = {field.name or "": field.words for field in self.told if field.changed}
        return {"months": str(self.months), **typed} if typed else {}

    def consider(self) -> None:
        """Another step: what is recorded of it stands in the fields, but for those where something was typed."""
        step = self.steps.get(self.months)
        for field in self.told:
            recorded = _as_words(getattr(step, field.name or "")) if step else ""
            if recorded != field.begun:
                typed, field.begun = field.changed, recorded
                if not typed:
                    field.words = recorded

    async def asked(self) -> StepAsked | None:
        """What is said anew of the step."""
        if not (changed := _changed(self.told)):
            self.complain(NOTHING)
            return None
        return StepAsked(self.detail.recommendation.id, self.months, changed)


class StepsDialog(Form):
    """What was done with somebody about all recommendations that a step calls that person on for."""

    heading = "Record an escalation"

    def __init__(self, who: str, reached: Sequence[Reached], desk: Desk) -> None:
        self.about, self.reached = who, reached
        self.steps = tuple(dict.fromkeys((one.recommendation.id, one.step.months) for one in reached))
        duties = ",".join(sorted({one.step.duty for one in reached}))
        super().__init__(desk, f"steps:{duties}:{who}")

    def body(self) -> ComposeResult:
        """Which they are, and what was done about each of them."""
        many = len({one.recommendation.id for one in self.reached})
        yield Static(f"This is recorded for all {many} recommendations:", classes="opening", markup=False)
        for one in self.reached:
            of, step = one.recommendation, step_words(one.step.months, self.desk.policy)
            words = f"{show_line(of.ref)} {show_line(of.audit)}, {step}"
            yield Static(f"{words}{'; recorded already' if one.done else ''}", classes="quiet", markup=False)
        if any(one.done for one in self.reached):
            words = "Where something is recorded already, what is written here takes its place; the history keeps it."
            yield Static(words, classes="quiet", markup=False)
        yield from _deeds(self.desk.today)

    async def asked(self) -> StepsAsked | None:
        """The same of each."""
        if not (changed := _changed(self.fields)):
            self.complain(NOTHING)
            return None
        return StepsAsked(self.steps, changed)


def _deeds(today: date, step: StepRecord | None = None) -> Iterator[Field]:
    """The fields that say what was done, with what is recorded."""
    notified, attended = (step.notified_on, step.attended_on) if step else (None, None)
    yield DateField("Notified on", notified, name="notified_on", latest=today)
    yield DateField("Attended on", attended, name="attended_on", latest=today)
    who = "who was notified, or who attended and with whom"
    yield LineField("Who", step.who if step else "", name="who", placeholder=who)
    said = step.explanation if step else ""
    yield ProseField("Explanation", said, name="explanation", placeholder="what they said of the delay")
    decided = step.decision if step else ""
    yield ProseField("Decision", decided, name="decision", placeholder="what was decided, and by when")


def _changed(told: Iterable[Field]) -> dict[str, object]:
    """What was written anew."""
    return {
        field.name or "": field.day if isinstance(field, DateField) else field.words for field in told if field.changed
    }


def _as_words(value: date | str | None) -> str:
    return value if isinstance(value, str) else show_date(value)
