"""Recommendations as CSV, XLSX and JSON, which come back in unchanged."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from db.rows import Recommendation
from db.rules import Band, Policy
from reports.cells import inert, write_milestones
from reports.columns import COLUMNS, Column, Kind, as_json

_DEFAULT = Policy()


def write_csv(out: BinaryIO, recommendations: Iterable[Recommendation], *, policy: Policy = _DEFAULT) -> None:
    """CSV as Excel opens it by a double click: UTF-8 with a mark, dates ISO, no cell a formula."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    for recommendation in recommendations:
        writer.writerow([_printed(cell(recommendation, column, policy)) for column in COLUMNS])
    text.detach()


def write_json(out: BinaryIO, recommendations: Sequence[Recommendation], *, as_at: date | None = None) -> None:
    """One JSON object with the date all ages are for, and a recommendation a line."""
    day = recommendations[0].as_at if recommendations else as_at
    out.write(f'{{"as_at": {json.dumps(day and day.isoformat())}, "recommendations": ['.encode())
    for n, recommendation in enumerate(recommendations):
        out.write(b",\n" if n else b"\n")
        out.write(json.dumps(as_json(recommendation), ensure_ascii=False).encode())
    out.write(b"\n]}\n")


def write_xlsx(
    out: BinaryIO,
    recommendations: Sequence[Recommendation],
    *,
    as_at: date | None = None,
    policy: Policy = _DEFAULT,
) -> None:
    """A workbook of one sheet: heading kept in view, dates that are dates, long texts over several columns."""
    from reports.write.workbook import write_workbook  # CSV and JSON need none of it

    rows = [[cell(recommendation, column, policy) for column in COLUMNS] for recommendation in recommendations]
    day = recommendations[0].as_at if recommendations else as_at
    write_workbook(out, COLUMNS, rows, day)


def cell(recommendation: Recommendation, column: Column, policy: Policy) -> str | date | int | None:
    """What a column shows of a recommendation."""
    if column.kind is Kind.MILESTONES:
        return write_milestones(recommendation.milestones)
    value: str | date | int | None = getattr(recommendation, column.field)
    if isinstance(value, Band):
        return policy.band_name(value)
    return str(value) if isinstance(value, str) else value


def _printed(value: str | date | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return inert(value) if isinstance(value, str) else str(value)
