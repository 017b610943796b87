"""A small register to test with, and quick ways to ask what is in it."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from db import history, store
from db.inputs import NewAudit, NewRecommendation
from db.ledger import Ledger

TODAY = date(2022, 2, 15)


def ask(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(store.connect(path, read_only=True)) as connection:
        return connection.execute(sql, values).fetchall()


def one(path: Path, sql: str, *values: object) -> Any:
    (row,) = ask(path, sql, *values)
    return row[0] if len(row) == 1 else row


def on_day(path: Path, day: date, sql: str) -> list[tuple[Any, ...]]:
    with closing(store.connect(path, read_only=True)) as live, closing(history.state_at(live, day)) as past:
        return past.execute(sql).fetchall()


def small_register(path: Path, *, recommendations: int = 1, on: date = TODAY) -> Path:
    """One audit of one directorate, with recommendations MHC-1, MHC-2, ... due on 30 September 2021."""
    store.create(path)
    ledger = Ledger(path, "Ann Auditor")
    try:
        ledger.add_audit(NewAudit(title="Mental Health Casework", directorate="Care"), on=on)
        audit = one(path, "SELECT id FROM audit")
        for n in range(recommendations):
            new = NewRecommendation(audit_id=audit, text=f"Do thing {n + 1}.", due=date(2021, 9, 30))
            ledger.add_recommendation(new, on=on)
    finally:
        ledger.close()
    return path
