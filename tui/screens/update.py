"""Write an update or a note: what management says, what audit found, and what follows for the status."""

from textual.app import ComposeResult
from textual.widgets import Static

from db.rows import Detail
from db.rules import Method, Opinion, Status, show_date, status_after, visible
from tui.screens.acceptance import AcceptanceFields
from tui.screens.asked import FollowUpAsked
from tui.screens.form import Desk, Form
from tui.screens.status import METHODS, ruling, standing, statuses
from tui.text import show, signs, status_word
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, DateField, LineField, ProseField
from tui.widgets.opening import Opening

CLAIMS = (
    Option("", "not said"),
    Option(str(Status.NOT_IMPLEMENTED), "not done"),
    Option(str(Status.PARTIALLY_IMPLEMENTED), "partly done"),
    Option(str(Status.IMPLEMENTED), "done"),
)


class UpdateDialog(Form):
    """A dated follow-up entry."""

    heading = "Write an update"

    def __init__(self, detail: Detail, desk: Desk) -> None:
        self.detail = detail
        self.about = detail.recommendation.ref
        super().__init__(desk, f"update:{detail.recommendation.id}")

    def body(self) -> ComposeResult:
        """The recommendation, what the last update said, and the new one."""
        one = self.detail.recommendation
        yield Static(standing(self.detail), classes="quiet", markup=False)
        last = f"Last, {show_date(one.update_on)}: {one.update}" if one.update else one.recommendation
        yield Opening(last)
        yield ProseField("Management says", name="management")
        yield ChoiceField("and calls it", CLAIMS, name="claim")
        yield ProseField("Audit found", name="text")
        yield ChoiceField("By way of", METHODS, name="method")
        yield ChoiceField("Our opinion", (Option("", "no opinion"), *statuses(None)), name="opinion")
        yield Static("", classes="ruling", markup=False)
        yield AcceptanceFields(self.desk.today, before=next(reversed(self.detail.acceptances), None), id="acceptance")
        yield LineField("Next action", one.action, name="action")
        yield ProseField("Reason", name="reason", placeholder="where a status or an earlier date needs one")
        yield DateField("As at", self.desk.today, name="on", latest=self.desk.today)

    def consider(self) -> None:
        """What would become of the status."""
        claim, opinion = (self.status(name) for name in ("claim", "opinion"))
        now = self.detail.recommendation.status
        after = status_after([Opinion(self.desk.today, opinion=now), Opinion(self.desk.today, claim, opinion)])
        risk = opinion is Status.RISK_ACCEPTED
        self.query_one("#acceptance", AcceptanceFields).turn(risk)
        why = self.written("why" if risk else "reason")
        said, no = ruling(now, opinion, reason=why, accepted=self.accepted)
        if opinion is None and after is not now:
            moves = f"{status_word(now)} {signs.arrow} {status_word(after)}"
            said = f"{moves}: management says done, audit has not seen it yet"
        ruled = self.query_one(".ruling", Static)
        ruled.update(show(f"! {no}" if no else said))
        ruled.set_class(no is not None, "-no")

    @property
    def accepted(self) -> bool:
        """Is there accepted evidence?"""
        return any(evidence.accepted_by for evidence in self.detail.evidence)

    def status(self, name: str) -> Status | None:
        """The status chosen in a field."""
        words = self.query_one(f"#{name}", ChoiceField).words
        return Status(words) if words else None

    def written(self, name: str) -> str:
        """The long text of a field."""
        return self.query_one(f"#{name}", ProseField).words

    async def asked(self) -> FollowUpAsked | None:
        """The entry."""
        one, day = self.detail.recommendation, self.query_one("#on", DateField).day
        claim, opinion = (self.status(name) for name in ("claim", "opinion"))
        action = self.query_one("#action", LineField).words
        reason = self.query_one("#reason", ProseField)
        risk = self.query_one("#acceptance", AcceptanceFields)
        acceptance = risk.given() if opinion is Status.RISK_ACCEPTED else None
        if opinion is Status.RISK_ACCEPTED and acceptance is None:
            return None
        why = acceptance.why if acceptance else reason.words
        _, no = ruling(one.status, opinion, reason=why, accepted=self.accepted)
        if no is not None:
            reason.refuse(f"{no} Evidence is accepted under Status or Evidence.")
            return None
        if day is not None and day < self.desk.today and not visible(reason.words):
            reason.refuse("An update dated back needs a reason, which is kept.")
            return None
        if not (claim or opinion or visible(self.written("management") + self.written("text")) or action != one.action):
            self.query_one("#management", ProseField).refuse("Nothing is written yet.")
            return None
        method = self.query_one("#method", ChoiceField).words
        return FollowUpAsked(
            one.id,
            claim=claim,
            opinion=opinion,
            management=self.written("management"),
            text=self.written("text"),
            method=Method(method) if method else None,
            action=action if action != one.action else None,
            reason=reason.words,
            acceptance=acceptance,
            effective_on=day,
        )
