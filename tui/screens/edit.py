"""Edit any field of a recommendation, an audit or a directorate; what is not touched stays exactly as it is."""

from collections.abc import Iterator, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.widgets import Static

from db.rows import NO_DIRECTORATE, Audit, Detail, Directorate
from db.rules import Policy, show_date, visible
from tui.commands import key_of, spelt
from tui.screens.acceptance import WORDS, acceptance_words
from tui.screens.asked import EditAsked, RecordChange
from tui.screens.form import Desk, Form
from tui.screens.status import NAME_CUT
from tui.text import cut, show_line, signs
from tui.widgets.choice import Option
from tui.widgets.fields import ChoiceField, DateField, Field, LineField, ListField, ProseField
from tui.widgets.passages import lasting

AUDITORS = (Option("internal", "Internal Audit"), Option("external", "External Audit"))


def scale(names: Sequence[str], given: str) -> tuple[Option, ...]:
    """A body's scale, with what stands there if it is not on it."""
    known = {name.casefold() for name in names}
    own = (Option(given, given),) if visible(given) and given.casefold() not in known else ()
    return (Option("", "not given"), *(Option(name, name) for name in names), *own)


def on_scale(names: Sequence[str], given: str) -> str:
    """The scale's own spelling of what is given."""
    return next((name for name in names if name.casefold() == given.casefold()), given)


def audit_label(audit: Audit) -> str:
    """An audit in a list: its title and the date of its report."""
    return f"{cut(show_line(audit.title), NAME_CUT)}{f' {signs.dot} {show_date(audit.issued)}' if audit.issued else ''}"


def recommendation_fields(
    policy: Policy, audits: Sequence[Audit], audit: str, given: dict[str, str] | None = None
) -> Iterator[Field]:
    """The fields that adding and editing share."""
    has = given or {}
    names = [priority.name for priority in policy.known_priorities]
    yield ListField("Audit", [(one.id, audit_label(one)) for one in audits], audit, name="audit_id")
    yield ProseField("Recommendation", has.get("text", ""), name="text")
    priority = has.get("priority", "")
    yield ChoiceField("Priority", scale(names, priority), on_scale(names, priority), name="priority")
    yield ProseField("Response", has.get("response", ""), name="response", placeholder="what management agreed to do")
    yield LineField("Owner", has.get("owner", ""), name="owner", placeholder="who is to do it")
    yield LineField(
        "Director", has.get("director", ""), name="director", placeholder="Name, Role; else the directorate's"
    )
    yield LineField(
        "Exec. member", has.get("executive_member", ""), name="executive_member", placeholder="Name, Portfolio; ..."
    )


class EditForm(Form):
    """A form over records that are there: what was changed, and why."""

    def because(self) -> ProseField:
        """The last field."""
        return ProseField("Why", name="reason", placeholder="if the history should say; kept with the change")

    def typed(self, *names: str) -> dict[str, object]:
        """The new values of those fields that were changed."""
        fields = {field.name or "": field for field in self.fields}
        return {
            name: field.day if isinstance(field, DateField) else field.words
            for name in names
            if (field := fields[name]).changed
        }

    def changed_to(self, *changes: RecordChange) -> EditAsked | None:
        """What is asked for, unless nothing has been changed."""
        made = tuple(change for change in changes if change.fields)
        if not made:
            self.complain("Nothing has changed yet.")
            return None
        return EditAsked(made, self.query_one("#reason", ProseField).words)


class EditRecommendation(EditForm):
    """All of a recommendation and of what was last said of it; status and due date have forms of their own."""

    heading = "Edit"
    NAMES = (
        *("audit_id", "text", "priority", "response", "owner", "director", "executive_member"),
        *("action", "ref", "source_ref", "original_due", "due_words", "status_words"),
    )

    def __init__(self, detail: Detail, audits: Sequence[Audit], desk: Desk) -> None:
        self.detail, self.audits = detail, audits
        self.said = next((each for each in detail.updates if each.management or each.text), None)
        self.about = detail.recommendation.ref
        super().__init__(desk, f"edit:{detail.recommendation.id}")

    def body(self) -> ComposeResult:
        """The fields, the milestones, and why."""
        one = self.detail.recommendation
        given = {
            "text": one.recommendation,
            "priority": one.priority,
            "response": one.response,
            "owner": one.owner,
            "director": one.director,
            "executive_member": one.executive_member,
        }
        yield from recommendation_fields(self.desk.policy, self.audits, one.audit_id, given)
        if self.said is not None:
            by = f" by {show_line(self.said.by)}" if visible(self.said.by) else ""
            words = f"Latest update, {show_date(self.said.on)}{by}: to correct it; {key_of('update')} writes a new one."
            yield Static(words, classes="quiet", markup=False)
            yield ProseField("Management", self.said.management, name="said_management", placeholder="what it says")
            yield ProseField("Update", self.said.text, name="said_text", placeholder="what the auditor found")
        yield ProseField("Next action", one.action, name="action")
        yield LineField("Reference", one.ref, name="ref")
        yield LineField("Printed ref.", one.source_ref, name="source_ref", placeholder="as the report printed it")
        yield DateField("Original date", one.original_due, name="original_due")
        yield LineField("Date in words", one.due_words, name="due_words", placeholder="what stood for a date: TBC")
        yield LineField("Status in words", one.status_words, name="status_words", placeholder="as it was printed")
        for milestone in one.milestones:
            yield LineField("Milestone", milestone.what, name=f"what-{milestone.id}")
            yield DateField("  due", milestone.due, name=f"due-{milestone.id}")
            yield DateField("  met on", milestone.met_on, name=f"met_on-{milestone.id}", latest=self.desk.today)
        yield LineField("New milestone", name="what-new", placeholder="one part of it, with a date of its own")
        yield DateField("  due", name="due-new")
        for acceptance in self.detail.acceptances:
            until = lasting(acceptance, self.desk.today)
            words = f"Risk accepted on {show_date(acceptance.accepted_on)}, {until}; {key_of('status')} extends it."
            yield Static(words, classes="quiet", markup=False)
            yield from acceptance_words(acceptance)
        yield self.because()
        yield Static(
            spelt("In the register, {status} changes the status and {due} the due date."), classes="quiet", markup=False
        )

    async def asked(self) -> EditAsked | None:
        """What was changed."""
        one = self.detail.recommendation
        fields = {field.name or "": field for field in self.fields}
        for name in ("text", "ref"):
            if not visible(fields[name].words):
                fields[name].refuse("This must not be left blank.")
                return None
        changes = self.typed(*self.NAMES)
        if "original_due" in changes:
            reason = self.query_one("#reason", ProseField)
            if one.original_due is not None and not visible(reason.words):
                reason.refuse("Correcting the original date needs a reason, which is kept.")
                return None
            if one.due == one.original_due and not self.detail.revisions:
                changes["due"] = changes["original_due"]
        milestones = []
        for milestone in one.milestones:
            new = self.typed(*(f"{name}-{milestone.id}" for name in ("what", "due", "met_on")))
            milestones.append(
                RecordChange("milestone", milestone.id, {name.partition("-")[0]: value for name, value in new.items()})
            )
            if new.get(f"due-{milestone.id}", milestone.due) is None:
                fields[f"due-{milestone.id}"].refuse("A milestone has a date.")
                return None
        what, due = self.query_one("#what-new", LineField), self.query_one("#due-new", DateField)
        if visible(what.words) or due.day:
            if due.day is None:
                due.refuse("A milestone has a date.")
                return None
            row: dict[str, object] = {"recommendation_id": one.id, "what": what.words, "due": due.day}
            milestones.append(RecordChange("milestone", "", row))
        accepted = self.acceptances()
        if accepted is None:
            return None
        said = self.saying()
        if said is None:
            return None
        return self.changed_to(RecordChange("recommendation", one.id, changes), *said, *milestones, *accepted)

    @property
    def first_said(self) -> str:
        """The field with the first words of the latest update."""
        return "said_text" if self.said is not None and not visible(self.said.management) else "said_management"

    def saying(self) -> list[RecordChange] | None:
        """The words of the latest update that were mended; None where nothing would be left of it, which is said."""
        if self.said is None:
            return []
        management, text = (self.query_one(f"#said_{name}", ProseField) for name in ("management", "text"))
        words = self.typed("said_management", "said_text")
        if words and not visible(management.words) and not visible(text.words):
            (management if management.changed else text).refuse("An update says something: correct its words.")
            return None
        mended = {name.removeprefix("said_"): value for name, value in words.items()}
        return [RecordChange("progress_update", self.said.id, mended)]

    def acceptances(self) -> list[RecordChange] | None:
        """The words of acceptances that were mended; None where some must not be left blank, which is said there."""
        fields = {field.name or "": field for field in self.fields}
        changes = []
        for acceptance in self.detail.acceptances:
            for name in ("accepted_by", "why"):
                if not visible(fields[f"{name}-{acceptance.id}"].words):
                    fields[f"{name}-{acceptance.id}"].refuse("This must not be left blank.")
                    return None
            words = self.typed(*(f"{name}-{acceptance.id}" for name in WORDS))
            mended = {name.partition("-")[0]: value for name, value in words.items()}
            changes.append(RecordChange("acceptance", acceptance.id, mended))
        return changes


class EditAudit(EditForm):
    """An audit."""

    heading = "Edit the audit"

    def __init__(self, audit: Audit, directorates: Sequence[Directorate], desk: Desk) -> None:
        self.audit, self.directorates = audit, directorates
        super().__init__(desk, f"edit:{audit.id}")

    def body(self) -> ComposeResult:
        """The fields, and why."""
        audit = self.audit
        yield from audit_fields(self.desk, self.directorates, audit)
        done = "once its follow-up audit is done"
        yield DateField(
            "Followed up on", audit.followed_up_on, name="followed_up_on", latest=self.desk.today, empty=done
        )
        yield self.because()

    async def asked(self) -> EditAsked | None:
        """What was changed."""
        title = self.query_one("#title", LineField)
        if not visible(title.words):
            title.refuse("An audit has a title.")
            return None
        changes = self.typed("title", "issued", "auditor", "assurance", "directorate_id", "followed_up_on")
        if "directorate_id" in changes:
            changes["directorate_id"] = changes["directorate_id"] or None
        return self.changed_to(RecordChange("audit", self.audit.id, changes))


class EditDirectorate(EditForm):
    """A directorate's name."""

    heading = "Edit the directorate"

    def __init__(self, directorate: Directorate, desk: Desk) -> None:
        self.directorate = directorate
        super().__init__(desk, f"edit:{directorate.id}")

    def body(self) -> ComposeResult:
        """The name, and why."""
        yield LineField("Name", self.directorate.name, name="name")
        yield self.because()

    async def asked(self) -> EditAsked | None:
        """The new name."""
        name = self.query_one("#name", LineField)
        if not visible(name.words):
            name.refuse("A directorate has a name.")
            return None
        return self.changed_to(RecordChange("directorate", self.directorate.id, self.typed("name")))


def audit_fields(desk: Desk, directorates: Sequence[Directorate], audit: Audit | None = None) -> Iterator[Field]:
    """The fields that adding and editing an audit share."""
    today: date = desk.today
    assurance = audit.assurance if audit else ""
    opinions = desk.policy.known_opinions
    yield LineField("Title", audit.title if audit else "", name="title", placeholder="as its report is called")
    yield DateField("Report date", audit.issued if audit else None, name="issued", latest=today)
    yield ChoiceField("By", AUDITORS, audit.auditor if audit else "internal", name="auditor")
    yield ChoiceField("Assurance", scale(opinions, assurance), on_scale(opinions, assurance), name="assurance")
    known = [(one.id, one.name) for one in directorates]
    yield ListField(
        "Directorate",
        known,
        (audit.directorate_id if audit else "") or "",
        name="directorate_id",
        none=NO_DIRECTORATE,
    )
