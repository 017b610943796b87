"""The verb that corrects fields of any record, or lists what can be corrected."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from db.queries import Reader
from db.rules import Method, visible
from tui.plain.belongings import Correctable, correctable, correctable_as_document
from tui.verbs.named import audit_named, directorate_named, nth, post_named
from tui.verbs.registers import DONE, NotDone, existing, found_in, opened, print_json, today, written
from tui.verbs.saved import as_day, not_to_come, told

if TYPE_CHECKING:
    from db.inputs import Input
    from db.rows import Detail

_BELONGINGS = {
    "milestone": "milestone",
    "update": "progress_update",
    "evidence": "evidence",
    "acceptance": "acceptance",
}
"""What a recommendation has, by the option that names one of them."""
_DAYS = {"progress_update": "on", "acceptance": "accepted_on"}
_BY_NAME = {("recommendation", "audit"): "audit_id", ("audit", "directorate"): "directorate_id"}
"""Fields that refer to a record, as a person calls them."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The record to be corrected."""

    kind: str
    id: str
    now: Mapping[str, object]
    """Its fields as they are."""


def do_edit(typed: argparse.Namespace) -> int:
    """Correct fields of one record; without a field, list them."""
    path, on = existing(typed.register), today()
    with opened(path, None) as reader:
        words = list(typed.words)
        ref = _ref(typed, words)
        if not words:
            return _listed(typed, list(_all(typed, reader, ref)), reader)
        chosen = _chosen(typed, reader, ref)
        fields = dict(_fields(reader, chosen, words))
    if chosen.kind == "progress_update":
        left = [str(fields.get(name, chosen.now[name])) for name in ("management", "text")]
        if fields.keys() & {"management", "text"} and not any(map(visible, left)):
            raise NotDone("An update says something: correct its words.")
    with written(path, typed.by) as ledger:
        receipt = ledger.edit(chosen.kind, chosen.id, fields, on=on, reason=typed.reason, effective_on=typed.on)
    return told(typed, receipt, on)


def _ref(typed: argparse.Namespace, words: list[str]) -> str:
    """The reference that was typed, taken out of the words; empty where another record is asked for."""
    belongings = [name for name in _BELONGINGS if getattr(typed, name) is not None]
    others = [name for name in ("audit", "post", "directorate") if getattr(typed, name) is not None]
    if others == ["post", "directorate"]:
        others = ["post"]
    if len(belongings) + len(others) > 1:
        raise NotDone(f"One record is edited at a time: --{' or --'.join([*others, *belongings])}.")
    if others:
        return ""
    if not words:
        raise NotDone("Edit what? `outstanding edit REF FIELD=VALUE`, or --audit, --directorate or --post.")
    return words.pop(0)


def _chosen(typed: argparse.Namespace, reader: Reader, ref: str) -> _Chosen:
    """The record to be corrected."""
    if typed.audit is not None:
        audit = audit_named(reader, typed.audit)
        return _Chosen("audit", audit.id, _now("audit", audit))
    if typed.post is not None:
        post = post_named(reader, typed.post, typed.directorate)
        return _Chosen("post", post.id, _now("post", post))
    if typed.directorate is not None:
        directorate = directorate_named(reader, typed.directorate)
        return _Chosen("directorate", directorate.id, _now("directorate", directorate))
    detail = reader.detail(found_in(reader, ref))
    for option, kind in _BELONGINGS.items():
        if (number := getattr(typed, option)) is not None:
            one: Any = nth(_belonging(detail, kind), number, option, f"outstanding edit {ref}")
            return _Chosen(kind, one.id, _now(kind, one))
    return _Chosen("recommendation", detail.recommendation.id, _now("recommendation", detail.recommendation))


def _belonging(detail: "Detail", kind: str) -> tuple[Any, ...]:
    return {
        "milestone": detail.recommendation.milestones,
        "progress_update": detail.updates,
        "evidence": detail.evidence,
        "acceptance": detail.acceptances,
    }[kind]


def _all(typed: argparse.Namespace, reader: Reader, ref: str) -> Iterator[Correctable]:
    """What can be corrected of what was asked for: a recommendation is told with all that it has."""
    chosen = _chosen(typed, reader, ref)
    what = next((option for option, kind in _BELONGINGS.items() if kind == chosen.kind), chosen.kind)
    yield Correctable(what, "", 0, chosen.id, _spoken(reader, chosen))
    if chosen.kind != "recommendation":
        return
    detail = reader.detail(chosen.id)
    for option, kind in _BELONGINGS.items():
        for number, one in enumerate(_belonging(detail, kind), start=1):
            part = _Chosen(kind, one.id, _now(kind, one))
            of = getattr(one, _DAYS[kind]) if kind in _DAYS else None
            yield Correctable(option, option, number, one.id, _spoken(reader, part), of)


def _now(kind: str, record: object) -> dict[str, object]:
    """The fields of a record that can be corrected, as they are."""
    from db.inputs import EDITABLE  # see written

    others = {"text": "recommendation"} if kind == "recommendation" else {}
    return {name: getattr(record, others.get(name, name)) for name in EDITABLE[kind].model_fields}


def _spoken(reader: Reader, chosen: _Chosen) -> dict[str, object]:
    """The same by the names a person types, records by theirs."""
    own = {field: name for (kind, name), field in _BY_NAME.items() if kind == chosen.kind}
    titles = {one.id: one.title for one in reader.audits()} if "audit_id" in own else {}
    names = {one.id: one.name for one in reader.directorates()} if "directorate_id" in own else {}
    known: Mapping[str, str] = titles | names
    return {
        own.get(name, name).replace("_", "-"): known.get(str(value), "") if name in own else value
        for name, value in chosen.now.items()
    }


def _listed(typed: argparse.Namespace, found: list[Correctable], reader: Reader) -> int:
    """What could be corrected: nothing was asked to be."""
    if typed.reason or typed.on:
        raise NotDone("--reason and --on are of a change, and no FIELD=VALUE was given.")
    if typed.json:
        print_json(correctable_as_document(found, reader.as_at))
    else:
        correctable(found)
    return DONE


def _fields(reader: Reader, chosen: _Chosen, words: list[str]) -> Iterator[tuple[str, object]]:
    """The fields and their new values, from `FIELD=VALUE`."""
    from db.inputs import EDITABLE  # see written

    model, seen = EDITABLE[chosen.kind], set[str]()
    for word in words:
        name, equals, value = word.partition("=")
        field = name.strip().casefold().replace("-", "_").replace(" ", "_")
        field = _BY_NAME.get((chosen.kind, field), field)
        if not equals:
            raise NotDone(f"`{word}` is not of the form FIELD=VALUE.")
        if chosen.kind == "recommendation" and field in {"status", "due"}:
            verb = f"outstanding set REF --{field}"
            raise NotDone(
                f"The {'status' if field == 'status' else 'due date'} is followed up: `{verb} ...` changes it."
            )
        if field not in model.model_fields:
            raise NotDone(f"There is no field {name} here. There are: {', '.join(_spoken(reader, chosen))}.")
        if field in seen:
            raise NotDone(f"{name} is given twice.")
        seen.add(field)
        new = _value(reader, model, field, name, value)
        not_to_come(field, new)
        yield field, new


def _value(reader: Reader, model: "type[Input]", field: str, name: str, words: str) -> object:
    """What was typed, as what the field is."""
    if field == "audit_id":
        return audit_named(reader, words).id
    if field == "directorate_id":
        return directorate_named(reader, words).id if visible(words) else None
    annotation = model.model_fields[field].annotation
    kinds = get_args(annotation) or (annotation,)
    if date in kinds:
        if visible(words):
            return as_day(words)
        if type(None) not in kinds:
            raise NotDone(f"{name} is a date, and cannot be left empty.")
        return None
    if Method in kinds:
        return words.strip().casefold() or None
    return words
