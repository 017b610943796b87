"""Change the status: one digit, a line of note, saved. The evidence rule is explained while it is typed."""

from textual.app import ComposeResult
from textual.widgets import Static

from db.rows import Detail, Evidence
from db.rules import CLOSED, Method, Status, refusal, show_date, visible
from tui.screens.acceptance import AcceptanceFields
from tui.screens.asked import FileGiven, FollowUpAsked
from tui.screens.form import Desk, Form
from tui.text import cut, overdue, show, show_line, signs, status_label, status_word
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, ProseField, TickField
from tui.widgets.files import PathField
from tui.widgets.opening import Opening

NAME_CUT = 160
"""Letters of a name over a form; whoever imports a page as a name must still see the fields."""
METHODS = (Option("", "not said"), *(Option(str(method), str(method)) for method in Method))


def statuses(now: Status | None) -> tuple[Option, ...]:
    """The seven, with their signs; the one in force is marked."""
    return tuple(Option(str(status), status_label(status), "now" if status is now else "") for status in Status)


def standing(detail: Detail) -> str:
    """Where a recommendation stands, in one line: the audit, the due date, how late."""
    one = detail.recommendation
    late = "" if one.months_overdue is None else f", {overdue(one.months_overdue)}"
    due = show_date(one.due) or show_line(one.due_words) or "not given"
    return f"{cut(show_line(one.audit), NAME_CUT)} {signs.dot} due {due}{late}"


def evidence_words(evidence: Evidence) -> str:
    """One piece of evidence in one line: the note, the file, when it came."""
    what = [show_line(words) for words in (evidence.note, evidence.file_name) if visible(words)]
    by = f" from {show_line(evidence.given_by)}" if visible(evidence.given_by) else ""
    return f"{f' {signs.dot} '.join(what)}, received {show_date(evidence.received_on)}{by}"


def ruling(now: Status | None, new: Status | None, *, reason: str, accepted: bool) -> tuple[str, str | None]:
    """What the change would do, and why it may not be made (None where it may)."""
    if new is None or new is now:
        return "", None
    no = refusal(now, new, reason=reason, accepted_evidence=accepted)
    moves = f"{status_word(now)} {signs.arrow} {status_word(new)}"
    if no is not None:
        return moves, no
    if new is Status.IMPLEMENTED:
        return f"{moves}, {'on accepted evidence' if accepted else 'on the reason stated'}", None
    return (f"{moves}: closed" if new in CLOSED else moves), None


class StatusDialog(Form):
    """Pick one of seven statuses, say what was found, and show what it rests on."""

    heading = "Change the status"

    def __init__(self, detail: Detail, desk: Desk) -> None:
        self.detail = detail
        self.about = detail.recommendation.ref
        super().__init__(desk, f"status:{detail.recommendation.id}")

    def body(self) -> ComposeResult:
        """The recommendation, the seven, the words."""
        one = self.detail.recommendation
        yield Static(standing(self.detail), classes="quiet", markup=False)
        yield Opening(one.recommendation)
        yield ChoiceField("Status", statuses(one.status), str(one.status or ""), name="opinion", stacked=True)
        yield Static("", classes="ruling", markup=False)
        for n, evidence in enumerate(self.waiting):
            yield TickField(evidence_words(evidence), name=f"accept-{evidence.id}", label="Accept" if n == 0 else "")
        yield PathField("Attach a file", name="file")
        yield TickField("accepted anew: until another day, or by somebody else", name="anew", label="And")
        yield AcceptanceFields(self.desk.today, before=next(reversed(self.detail.acceptances), None), id="acceptance")
        yield ProseField("What we found", name="text", placeholder="a line for the record, if there is one")
        yield ProseField("Reason", name="reason", placeholder="kept with the change")
        yield ChoiceField("By way of", METHODS, name="method")

    @property
    def waiting(self) -> list[Evidence]:
        """Evidence received and not accepted yet."""
        return [evidence for evidence in self.detail.evidence if not evidence.accepted_by]

    @property
    def picked(self) -> Status | None:
        """The status chosen."""
        words = self.query_one("#opinion", ChoiceField).words
        return Status(words) if words else None

    @property
    def accepts_risk(self) -> bool:
        """Is a risk being accepted, that was not or is accepted once more?"""
        again = self.detail.recommendation.status is Status.RISK_ACCEPTED
        return self.picked is Status.RISK_ACCEPTED and (not again or self.query_one("#anew", TickField).ticked)

    def ticked(self) -> tuple[str, ...]:
        """Ids of the evidence that is accepted with this."""
        ticks = (tick for tick in self.query(TickField) if tick.name != "anew")
        return tuple(one.id for one, tick in zip(self.waiting, ticks, strict=True) if tick.display and tick.ticked)

    def accepted(self, *, given: bool) -> bool:
        """Would there be accepted evidence, with a file given here or without?"""
        return given or bool(self.ticked()) or len(self.waiting) < len(self.detail.evidence)

    def consider(self) -> None:
        """What the change needs, and whether it is there."""
        new = self.picked
        one, risk = self.detail.recommendation, new is Status.RISK_ACCEPTED
        for field in (*self.query(TickField), self.query_one("#file", PathField)):
            field.display = new is Status.IMPLEMENTED
        self.query_one("#anew", TickField).display = risk and one.status is Status.RISK_ACCEPTED
        self.query_one("#acceptance", AcceptanceFields).turn(self.accepts_risk)
        why = self.query_one("#why" if self.accepts_risk else "#reason", ProseField)
        self.query_one("#reason", ProseField).display = not risk  # Why a risk is accepted is its reason.
        file = self.query_one("#file", PathField)
        accepted = self.accepted(given=file.display and file.found.size is not None)
        moves, no = ruling(one.status, new, reason=why.words, accepted=accepted)
        ruled = self.query_one(".ruling", Static)
        ruled.update(show(f"! {no}" if no else moves))
        ruled.set_class(no is not None, "-no")

    async def asked(self) -> FollowUpAsked | None:
        """The status with what it rests on."""
        one, new = self.detail.recommendation, self.picked
        text, reason = (self.query_one(f"#{name}", ProseField) for name in ("text", "reason"))
        file = self.query_one("#file", PathField)
        if not self.words():
            self.complain("Nothing has changed yet: pick a status with its digit, or write what was found.")
            return None
        given = None
        if file.display and file.words.strip():
            content = await file.content()
            if content is None:
                return None
            given = FileGiven(file_name=file.stored_name, content=content, received_on=self.desk.today)
        acceptance = self.query_one("#acceptance", AcceptanceFields).given() if self.accepts_risk else None
        if self.accepts_risk and acceptance is None:
            return None
        why = acceptance.why if acceptance else reason.words
        _, no = ruling(one.status, new, reason=why, accepted=self.accepted(given=given is not None))
        if no is not None:
            reason.refuse(no)
            return None
        method = self.query_one("#method", ChoiceField).words
        return FollowUpAsked(
            one.id,
            # Said once more without a record, it would take away the day that the acceptance ends.
            opinion=None if new is Status.RISK_ACCEPTED and acceptance is None else new,
            text=text.words,
            method=Method(method) if method else None,
            reason=reason.words if reason.display else "",
            evidence=given,
            accept_evidence=given is not None,
            accept=self.ticked(),
            acceptance=acceptance,
        )
