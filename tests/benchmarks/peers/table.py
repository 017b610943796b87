"""A bare Textual DataTable of 1,000 recommendations, read from a register with plain sqlite3."""

import sqlite3
import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import DataTable

SQL = """SELECT r.ref, a.title, r.priority, r.status, r.due, r.owner, substr(r.text, 1, 80)
    FROM recommendation r JOIN audit a ON a.id = r.audit_id LIMIT 1000"""


class Table(App[None]):
    BINDINGS: ClassVar = [("ctrl+q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Ref", "Audit", "Priority", "Status", "Due", "Owner", "Recommendation")
        table.add_rows(sqlite3.connect(sys.argv[1]).execute(SQL))
        table.focus()


if __name__ == "__main__":
    Table().run()
