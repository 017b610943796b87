"""The forms that put the register in order: another name, one of several, another place, another holder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from db.namesakes import Named
from db.rows import NO_DIRECTORATE
from db.rules import so_many, visible
from tui.screens.form import Desk, Form
from tui.text import show_line
from tui.widgets.fields import DateField, Field, LineField, ListField, ProseField

if TYPE_CHECKING:
    from db.ledger import Ledger, Receipt, Tidying


@dataclass(frozen=True, slots=True)
class TidyAsked:
    """Something put in order, from today or from an earlier day on."""

    make: "Callable[[], Tidying]"
    """On the writer's thread, whose it is to load the ORM."""
    effective_on: date | None = None
    reason: str = ""

    def carry_out(self, ledger: "Ledger", on: date) -> "Receipt":
        """Do it."""
        return ledger.put_in_order(self.make(), on=on, effective_on=self.effective_on, reason=self.reason)


class TidyForm(Form):
    """What is done, since when it is so, and why."""

    def since(self) -> tuple[Field, Field]:
        """The last fields."""
        empty = "empty: from today on"
        return (
            DateField("Since", name="effective_on", latest=self.desk.today, empty=empty),
            ProseField("Why", name="reason", placeholder="kept in the history; an earlier day needs it"),
        )

    def tidy(self, make: "Callable[[], Tidying]") -> TidyAsked:
        """What is asked for."""
        since = self.query_one("#effective_on", DateField).day
        return TidyAsked(make, since, self.query_one("#reason", ProseField).words)


class RenameForm(TidyForm):
    """Another name."""

    def __init__(self, named: Named, desk: Desk) -> None:
        self.named = named
        self.heading, self.about = f"Rename the {named.kind}", named.name
        super().__init__(desk, f"rename:{named.kind}:{named.id}")

    def body(self) -> ComposeResult:
        """The name, and since when."""
        yield Static(_about(self.named), classes="quiet", markup=False)
        yield LineField("Name", self.named.name, name="new")
        yield from self.since()

    async def asked(self) -> TidyAsked | None:
        """The new name."""
        new, named = self.query_one("#new", LineField), self.named
        if not visible(new.words):
            new.refuse("This must not be left blank.")
            return None
        words = new.words

        def make() -> "Tidying":
            from db import orderly  # the ORM is the writer's thread's to load

            if named.kind == "person":
                return orderly.RenamePeople((named.name,), words)
            if named.kind == "audit":
                return orderly.RenameAudit(named.id, words)
            return orderly.RenameDirectorate(named.id, words)

        return self.tidy(make)


class MergeForm(TidyForm):
    """One of several: all of these, or this one and another; which is kept is chosen."""

    heading = "Make one of several"

    def __init__(self, named: Sequence[Named], others: Sequence[Named], desk: Desk) -> None:
        """`others` are those that a single one may be merged with."""
        self.named, self.others = named, others
        super().__init__(desk, f"merge:{named[0].kind}:{named[0].id}")

    def body(self) -> ComposeResult:
        """Those that are one, and which stays."""
        for one in self.named:
            yield Static(f"{show_line(one.name)}: {_about(one)}", classes="quiet", markup=False)
        choices = self.others or self.named
        label = "Into" if self.others else "Keep"
        yield ListField(label, [(one.id, _label(one)) for one in choices], choices[0].id, name="kept")
        said = {
            "audit": "Its recommendations come to the one kept, which keeps its title, report date and opinion.",
            "directorate": "Its audits and posts come to the one kept.",
            "person": "Wherever the others are named, the one kept is named.",
        }
        yield Static(said[self.named[0].kind], classes="quiet", markup=False)
        yield from self.since()

    async def asked(self) -> TidyAsked | None:
        """Which is kept; all others go into it."""
        id_ = self.query_one("#kept", ListField).words
        kept = next(one for one in (*self.others, *self.named) if one.id == id_)
        others = [one for one in self.named if one != kept]

        def make() -> "Tidying":
            from db import orderly  # the ORM is the writer's thread's to load

            if kept.kind == "person":
                return orderly.RenamePeople(tuple(one.name for one in others), kept.name)
            merge = orderly.MergeAudits if kept.kind == "audit" else orderly.MergeDirectorates
            return merge(kept.id, tuple(one.id for one in others))

        return self.tidy(make)


class MoveForm(TidyForm):
    """An audit to another directorate."""

    heading = "Move the audit"

    def __init__(self, audit: Named, directorates: Sequence[Named], desk: Desk) -> None:
        self.audit, self.directorates = audit, directorates
        self.about = audit.name
        super().__init__(desk, f"move:{audit.id}")

    def body(self) -> ComposeResult:
        """Where to, and since when."""
        yield Static(_about(self.audit), classes="quiet", markup=False)
        known = [(one.id, one.name) for one in self.directorates]
        yield ListField("To", known, name="to", none=NO_DIRECTORATE)
        yield from self.since()

    async def asked(self) -> TidyAsked | None:
        """The directorate."""
        to, audit = self.query_one("#to", ListField).words, self.audit.id

        def make() -> "Tidying":
            from db.orderly import MoveAudits  # the ORM is the writer's thread's to load

            return MoveAudits((audit,), to)

        return self.tidy(make)


class HandOverForm(Form):
    """A post passes to somebody else; who held it is still named for the time before."""

    heading = "Hand the post over"

    def __init__(self, person: Named, posts: Sequence[tuple[str, str]], desk: Desk) -> None:
        self.person, self.posts = person, posts
        self.about = person.name
        super().__init__(desk, f"hand over:{person.id}")

    def body(self) -> ComposeResult:
        """Which post, to whom, since when."""
        yield ListField("Post", self.posts, self.posts[0][0], name="post")
        yield LineField("To", name="person", placeholder="who holds it now")
        yield DateField("Since", self.desk.today, name="since", latest=self.desk.today)

    async def asked(self) -> TidyAsked | None:
        """Who, and since when."""
        person, since = self.query_one("#person", LineField), self.query_one("#since", DateField)
        if not visible(person.words):
            person.refuse("A post has somebody who holds it.")
            return None
        if since.day is None:
            since.refuse("Write the day it passed over.")
            return None
        post, name, day = self.query_one("#post", ListField).words, person.words, since.day

        def make() -> "Tidying":
            from db.orderly import HandOver  # the ORM is the writer's thread's to load

            return HandOver(post, name, day)

        return TidyAsked(make, day, f"the post of {self.person.name} passed to {name}")


def _about(named: Named) -> str:
    count = so_many(named.about, "recommendation")
    return f"{count}, {show_line(named.more)}" if named.more else count


def _label(named: Named) -> str:
    return f"{show_line(named.name)} ({named.about})"
