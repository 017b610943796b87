"""What an import came to, in plain lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from db.readings import ReadColumn
from tui.plain import say, say_wrapped
from tui.plain.beside import beside_as_document, say_beside
from tui.text import show_line

if TYPE_CHECKING:
    from db.intake import Plan


def _taken_for(headings: Sequence[ReadColumn]) -> Iterator[str]:
    """What each heading was taken for."""
    for column in headings:
        field = column.field.replace("_", " ")
        yield f"{show_line(column.heading)} {f'is read as {field}' if field else 'is kept as printed'}"


@dataclass(slots=True)
class Imported:
    """What an import of one or more files came to."""

    plans: list["Plan"] = field(default_factory=list)

    def add(self, plan: "Plan") -> None:
        """One file more."""
        self.plans.append(plan)

    @property
    def problems(self) -> list[dict[str, str]]:
        """Everything to look at, with its file and place."""
        return [
            {"file": plan.reading.file, "where": problem.where, "what": problem.what, "text": problem.text}
            for plan in self.plans
            for problem in plan.problems
        ]

    def counts(self) -> dict[str, int]:
        """How many rows came to what; they add up to the rows read."""
        names = ("added", "updated", "unchanged", "skipped")
        return {name: sum(getattr(plan, name) for plan in self.plans) for name in names}

    def as_json(self, *, beside: bool = False) -> object:
        """The document of the contract; with each row as printed `beside` what is stored, where that is asked for."""
        readings = [plan.reading for plan in self.plans]
        return {
            **self.counts(),
            "problems": self.problems,
            "layouts": {reading.file: reading.layout for reading in readings if reading.layout},
            "headings": [
                {"file": reading.file, "heading": column.heading, "field": column.field or None}
                for reading in readings
                for column in reading.headings
            ],
            **({"rows": [row for plan in self.plans for row in beside_as_document(plan)]} if beside else {}),
        }

    def say(self, *, dry_run: bool, beside: bool = False) -> None:
        """The same in plain lines."""
        for reading in (plan.reading for plan in self.plans):
            if reading.layout:
                say(f"{show_line(reading.file)}: read by the layout {show_line(reading.layout)}.")
            if dry_run and reading.headings:
                say_wrapped(f"{show_line(reading.file)}: {'; '.join(_taken_for(reading.headings))}.", 4)
        for problem in self.problems:
            text = f"\n    {show_line(problem['text'])[:300]}" if problem["text"] else ""
            say(f"{show_line(problem['file'])}, {problem['where']}: {show_line(problem['what'])}{text}")
        for plan in self.plans if beside else ():
            say_beside(plan)
        said = ", ".join(f"{count} {name}" for name, count in self.counts().items())
        look = f" {len(self.problems)} to look at." if self.problems else ""
        say(f"{'Would be: ' if dry_run else ''}{said}.{look}")
