"""Audits, directorates and people with how much each is about: renamed, merged and moved; what is likely one on top."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from db.namesakes import Named, Order, Suggestion, order
from db.queries import Reader
from db.rules import show_date
from tui.commands import Place, bindings
from tui.screens.mending import at_once, over, say_busy
from tui.screens.tidying import HandOverForm, MergeForm, MoveForm, RenameForm
from tui.screens.view import View
from tui.text import show_line
from tui.views import turn_to
from tui.widgets.listing import Column, Listing, Row, heading, note

KINDS = {"audit": "Audits", "directorate": "Directorates", "person": "People"}


class OrderView(View[Order]):
    """The suggestions, then everything by kind and name."""

    ID = "order"
    KEYS = ("rename", "merge", "move")
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.ORDER)
    EMPTY = "There are no audits yet: press {register}, then {add_audit} adds one and {import} reads a report."

    def __init__(self) -> None:
        super().__init__()
        self._sought: tuple[str, str] | None = None
        """Kind and id of what the cursor is to be on once it is read."""

    def headline(self) -> str:
        """As at which day."""
        return f"The register in order, {show_date(self.as_at)}"

    def counted(self) -> Sequence[str]:
        """No months are shown."""
        return ()

    def read(self, reader: Reader) -> Order:
        """Everything that goes by a name."""
        return order(reader.connection)

    def show(self, shown: Order) -> None:
        """Suggestions, audits, directorates, people."""
        rows: list[Row] = []
        if shown.suggestions:
            rows.append(heading("Likely one under several names"))
            for suggestion in shown.suggestions:
                first, *others = suggestion.named
                rows.append(Row((first.name, first.more, f"{first.about:,}"), key=suggestion))
                rows += [Row((f"  = {one.name}", one.more, f"{one.about:,}")) for one in others]
        elif shown.audits:
            rows.append(note("Nothing goes by two names, as far as names tell."))
        for kind, named in (("audit", shown.audits), ("directorate", shown.directorates), ("person", shown.people)):
            if named:
                rows += [note(""), heading(KINDS[kind])]
                rows += [Row((one.name, one.more, f"{one.about:,}"), key=one) for one in named]
        columns = (
            Column("Name", most=70),
            Column("What tells it apart", 40, narrow=24),
            Column("Recomm.", 8, right=True),
        )
        self.place(columns, rows)
        self._find(rows)

    def seek(self, kind: str, id_: str) -> None:
        """Put the cursor on that one: where it is likely one with others, on what makes them one."""
        self._sought = kind, id_
        if self.shown is not None:
            self._find(self.listing.rows)

    def _find(self, rows: Sequence[Row]) -> None:
        for row in rows if self._sought is not None else ():
            named = row.key.named if isinstance(row.key, Suggestion) else (row.key,)
            if any(isinstance(one, Named) and (one.kind, one.id) == self._sought for one in named):
                self._sought = None
                self.listing.go_to_key(row.key)
                return

    def open(self, opened: Listing.Opened) -> None:
        """Its recommendations; of a suggestion, make it one."""
        match opened.key:
            case Suggestion():
                self.run_worker(self.action_do("merge"))
            case Named() as one:
                self.run_worker(self._show_in_register(one))

    async def _show_in_register(self, one: Named) -> None:
        """All that is recommended to it, or that names it."""
        await turn_to(self.desk, "register")
        match one.kind:
            case "audit":
                self.desk.register.go_to_part(audit=one.id)
            case "directorate":
                self.desk.register.go_to_part(directorate=one.id)
            case _:
                self.desk.register.find(one.name)

    async def do_rename(self) -> None:
        """Another name for what is selected."""
        if (one := self._one()) is not None:
            await over(self, RenameForm(one, self.desk))

    async def do_merge(self) -> None:
        """The suggestion, or what is selected with another of its kind."""
        key, shown = self.listing.key, self.shown
        if shown is None:
            return
        if isinstance(key, Suggestion):
            await over(self, MergeForm(key.named, (), self.desk))
        elif (one := self._one()) is not None:
            others = [other for other in self._all(one.kind) if other != one]
            if others:
                await over(self, MergeForm((one,), others, self.desk))
            else:
                self._say("Merge: there is no other to merge it with.")

    async def do_move(self) -> None:
        """An audit to another directorate; a person's post to somebody else."""
        one = self._one()
        if one is None or self.shown is None:
            return
        if one.kind == "audit":
            await over(self, MoveForm(one, self.shown.directorates, self.desk))
        elif one.kind == "person":
            await self._hand_over(one)
        else:
            self._say(f"Move: {show_line(one.name)} is not moved; its audits are.")

    async def _hand_over(self, person: Named) -> None:
        posts = at_once(self, lambda reader: self._held(reader, person.name))
        if posts is None:
            say_busy(self)
        elif posts:
            await over(self, HandOverForm(person, posts, self.desk))
        else:
            self._say(f"Move: {show_line(person.name)} holds no post to hand over.")

    def _held(self, reader: Reader, person: str) -> list[tuple[str, str]]:
        """The posts somebody holds: id, and what they are."""
        names = {one.id: one.name for one in reader.directorates()}
        return [
            (post.id, f"{post.title or post.role}, {names.get(post.directorate_id, '')}")
            for post in reader.posts()
            if post.person.strip() == person and (post.until is None or post.until >= self.desk.today)
        ]

    def _all(self, kind: str) -> Sequence[Named]:
        shown = self.shown
        if shown is None:
            return ()
        return {"audit": shown.audits, "directorate": shown.directorates, "person": shown.people}[kind]

    def _one(self) -> Named | None:
        """What is selected; of a suggestion, the one of it that would be kept."""
        key: Hashable = self.listing.key
        if isinstance(key, Suggestion):
            return key.named[0]
        return key if isinstance(key, Named) else None
