"""Add an audit or a recommendation by hand."""

from collections.abc import Sequence

from textual.app import ComposeResult

from db.rows import Audit, Directorate
from db.rules import visible
from tui.commands import spelt
from tui.screens.asked import AddAuditAsked, AddRecommendationAsked
from tui.screens.edit import audit_fields, recommendation_fields
from tui.screens.form import Desk, Form
from tui.widgets.fields import DateField, LineField, ListField, ProseField


class AddAudit(Form):
    """An audit to be followed up, in a directorate known or new."""

    heading = "Add an audit"

    def __init__(self, directorates: Sequence[Directorate], desk: Desk) -> None:
        self.directorates = directorates
        super().__init__(desk, "add:audit")

    def body(self) -> ComposeResult:
        """The fields."""
        yield from audit_fields(self.desk, self.directorates)
        yield LineField("or a new one", name="directorate", placeholder="a directorate that is not in the list")

    async def asked(self) -> AddAuditAsked | None:
        """The audit."""
        words = {field.name or "": field.words for field in self.fields}
        if not visible(words["title"]):
            self.query_one("#title", LineField).refuse("An audit has a title.")
            return None
        return AddAuditAsked(
            {
                "title": words["title"].strip(),
                "issued": self.query_one("#issued", DateField).day,
                "auditor": words["auditor"],
                "assurance": words["assurance"],
                "directorate": words["directorate"].strip() or words["directorate_id"],
            }
        )


class AddRecommendation(Form):
    """A recommendation of an audit that is there."""

    heading = "Add a recommendation"

    def __init__(self, audits: Sequence[Audit], audit: str, desk: Desk) -> None:
        """`audit` is the id of the one it is likely to be of."""
        self.audits, self.audit = audits, audit
        super().__init__(desk, "add:recommendation")

    def body(self) -> ComposeResult:
        """The fields."""
        yield from recommendation_fields(self.desk.policy, self.audits, self.audit)
        yield DateField("Due date", name="due")
        yield LineField("or in words", name="due_words", placeholder="what stands for a date: TBC")
        yield ProseField("Next action", name="action")
        yield LineField("Printed ref.", name="source_ref", placeholder="the report's own reference")
        yield LineField("Reference", name="ref", placeholder="made from the audit's title if left empty")

    async def asked(self) -> AddRecommendationAsked | None:
        """The recommendation."""
        words: dict[str, object] = {field.name or "": field.words for field in self.fields}
        if not words["audit_id"]:
            self.query_one("#audit_id", ListField).refuse(
                spelt("It belongs to an audit: add the audit first, with {add_audit}.")
            )
            return None
        text = self.query_one("#text", ProseField)
        if not visible(text.words):
            text.refuse("Write what is recommended.")
            return None
        return AddRecommendationAsked({**words, "due": self.query_one("#due", DateField).day})
