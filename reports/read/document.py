"""Our own JSON, and other JSON that is a list of objects, as records."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from db.readings import Problem, RawMilestone
from reports.cells import write_milestones
from reports.columns import BY_FIELD
from reports.read import Asked, Unreadable
from reports.read.dates import read_date
from reports.read.grid import Grid, Row, Value
from reports.read.headings import Layout
from reports.read.records import Records, read_cells, read_records

_TOLD_BY = frozenset({"ref", "recommendation", "as_at", "id"})
"""An object with these names is of our own making."""


def read_document(name: str, text: str, asked: Asked) -> Records:
    """The records of a JSON text: a list of objects, or an object that has one."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise Unreadable(f"{name}: this is no JSON: {trouble}.") from None
    items, as_of = _items(document)
    objects = [(n, item) for n, item in enumerate(items or [], 1) if isinstance(item, dict)]
    if items == []:
        return Records((), (), as_of)
    if items is None or not objects:
        raise Unreadable(f"{name}: this JSON has no list of recommendations.")
    names = list(dict.fromkeys(key for _, item in objects for key in item))
    places = {key: at for at, key in enumerate(names)}
    rows = [Row(n, _cells(item, places)) for n, item in objects]
    grid = Grid(rows, unit="item")
    grid.problems += [
        Problem(f"item {n}", "This is no object; it is not read.", json.dumps(item, ensure_ascii=False)[:1000])
        for n, item in enumerate(items, 1)
        if not isinstance(item, dict)
    ]
    if not _TOLD_BY.issubset(places):
        grid.rows.insert(0, Row(1, dict(enumerate(names))))
        return read_records(name, grid, asked)
    layout = Layout(Row(1, dict(enumerate(names))), dict(enumerate(names)), ours=True)
    layout.columns = {at: BY_FIELD[key] for key, at in places.items() if key in BY_FIELD}
    layout.problems = [
        Problem("item 1", "This name is not known; what it names is kept as written and not read.", key)
        for key in names
        if key not in BY_FIELD
    ]
    found = read_cells(grid, layout, asked)
    return replace(found, as_of=as_of or found.as_of)


def _items(document: object) -> tuple[list[object] | None, date | None]:
    """The list in a document, if it has one, and the date that the document is of."""
    if isinstance(document, list):
        return document, None
    if isinstance(document, dict):
        said = document.get("as_at")
        as_of = read_date(said) if isinstance(said, str) else None
        lists = [value for value in document.values() if isinstance(value, list)]
        named = document.get("recommendations")
        return named if isinstance(named, list) else lists[0] if len(lists) == 1 else None, as_of
    return None, None


def _cells(item: Mapping[str, object], places: Mapping[str, int]) -> dict[int, Value]:
    return {places[key]: words for key, value in item.items() if (words := _words(value))}


def _words(value: object) -> str:
    """A value as the text of a cell; milestones in the form they have in sheets."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and (milestones := _milestones(value)):
        return write_milestones(milestones)
    return json.dumps(value, ensure_ascii=False)


def _milestones(items: list[object]) -> list[RawMilestone]:
    """The milestones that a list holds, or nothing if it holds something else."""
    milestones = []
    for item in items:
        if not isinstance(item, dict):
            return []
        what, due, met_on = item.get("what"), item.get("due"), item.get("met_on")
        day = read_date(due) if isinstance(due, str) else None
        if not isinstance(what, str) or day is None:
            return []
        milestones.append(RawMilestone(what, day, read_date(met_on) if isinstance(met_on, str) else None))
    return milestones
