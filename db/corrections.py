"""What may be corrected in a record, and what that brings with it."""

import json
from collections.abc import Mapping

from pydantic import ValidationError
from sqlmodel import col, select

from db import rules
from db.follow_up import day_of, move_due
from db.ids import new_id
from db.inputs import BACKWARDS, EDITABLE, NewMilestone, sentence
from db.layouts import PREFIX, called, in_settings, kept_as, spelt
from db.models import Milestone, Setting
from db.policy import FIELDS, as_settings, decided, read_policy
from db.readings import FileLayout
from db.refs import is_taken
from db.rules import Policy, visible
from db.transaction import Refused, Transaction


def checked(kind: str, fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that may be corrected, as what they must be."""
    allowed = EDITABLE.get(kind)
    if allowed is None:
        raise Refused("This is not corrected.")
    if kind == "recommendation" and fields.keys() & {"status", "due"}:
        raise Refused("The status follows from the updates, and the due date moves with a reason: follow it up.")
    if unknown := fields.keys() - allowed.model_fields.keys():
        raise Refused(f"This is not corrected: {', '.join(sorted(unknown)).replace('_', ' ')}.")
    try:
        return allowed.model_validate(dict(fields)).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise Refused(sentence(error)) from None


def correct(t: Transaction, kind: str, id: str, fields: Mapping[str, object]) -> None:
    """Correct one record."""
    if kind == "setting":
        _set(t, id, fields["value"])
        return
    if kind == "milestone" and not id:
        milestone = {**fields}
        of = {"recommendation_id": milestone.pop("recommendation_id")}
        t.create(kind, new_id(), {**NewMilestone.model_validate(milestone).model_dump(), **of})
        return
    if kind == "recommendation" and "original_due" in fields and fields.get("due") == fields["original_due"]:
        fields = {name: value for name, value in fields.items() if name != "due"}  # it follows by itself
    new = checked(kind, fields)
    if "original_due" in new:
        _correct_original(t, id, new)
    if "ref" in new:
        new["ref"] = own_ref(t, str(new["ref"]), of=id)
    if kind == "directorate" and "name" in new:
        refuse_taken(t, str(new["name"]), but=id)
    t.change(kind, id, new)
    if kind == "post":
        _refuse_backwards(t, id)


def own_ref(t: Transaction, ref: str, *, of: str = "") -> str:
    """A reference without the blanks around it; refused where another recommendation than `of` has it."""
    ref = ref.strip()
    if is_taken(t.cursor.connection, ref, but=of):
        raise Refused("Another recommendation has this reference.")
    return ref


def _refuse_backwards(t: Transaction, post: str) -> None:
    fields = t.get("post", post) or {}
    since, until = day_of(fields["since"]), day_of(fields["until"])
    if since and until and until < since:
        raise Refused(BACKWARDS)


def _correct_original(t: Transaction, recommendation: str, new: dict[str, object]) -> None:
    """An original date is corrected with a reason; the date in force follows where it has never been moved."""
    old = t.get("recommendation", recommendation) or {}
    if old.get("original_due") and not rules.visible(t.why):
        raise Refused("Correcting an original due date needs a reason, which is kept.")
    if old.get("due") == old.get("original_due") and not t.of("due_revision", recommendation):
        new["due"] = new["original_due"]


def _set(t: Transaction, key: str, value: object) -> None:
    """Set a policy setting, or another."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        read_policy({key: text})
    except ValueError as error:
        raise Refused(str(error)) from None
    if t.get("setting", key) is None:
        t.create("setting", key, {"value": text})
    else:
        t.change("setting", key, {"value": text})


def decide(t: Transaction, changes: Mapping[str, object]) -> None:
    """Change settings of the policy, all or none; None takes one back to what it is by default."""
    kept = {setting.key: setting.value for setting in t.session.exec(select(Setting))}
    reset = [name for name in kept if name in FIELDS and changes.get(name, "") is None]
    given = {name: value for name, value in changes.items() if value is not None or name not in FIELDS}
    try:
        others = read_policy({name: value for name, value in kept.items() if name not in changes})
        after = as_settings(decided(others, given))
    except ValueError as error:
        raise Refused(str(error)) from None
    now = as_settings(Policy()) | {name: json.loads(value) for name, value in kept.items()}
    set_anew = [name for name in given if after[name] != now[name]]
    for name in set_anew:
        _set(t, name, after[name])
    for name in reset:
        t.remove("setting", name)
    t.said = f"Policy: {', '.join(FIELDS[name].label.lower() for name in [*set_anew, *reset])}"


def remember(t: Transaction, layout: FileLayout) -> None:
    """Keep a layout under its name, in the place of one that is called the same."""
    name = spelt(layout.name)
    if not visible(name):
        raise Refused("A layout is remembered under a name.")
    if not any(layout.fields.values()):
        raise Refused("No heading of this layout stands for anything.")
    before = called(name, _layouts(t))
    if before is None:
        t.create("setting", f"{PREFIX}{name}", {"value": kept_as(layout)})
    else:
        t.change("setting", f"{PREFIX}{before.name}", {"value": kept_as(layout)})


def forget(t: Transaction, name: str) -> None:
    """Forget a layout; the history keeps it."""
    there = called(name, _layouts(t))
    if there is None:
        raise Refused(f"There is no layout {spelt(name)}.")
    t.remove("setting", f"{PREFIX}{there.name}")


def _layouts(t: Transaction) -> tuple[FileLayout, ...]:
    return in_settings({setting.key: setting.value for setting in t.session.exec(select(Setting))})


def settle_dues(t: Transaction) -> None:
    """The due date is that of the last milestone: where it was, or where that is later, it moves along."""
    touched = {str(fields["recommendation_id"]) for kind, fields in t.touched if kind == "milestone"}
    for recommendation in touched:
        there = t.session.exec(select(col(Milestone.due)).where(Milestone.recommendation_id == recommendation)).all()
        before = max(there, default=None)
        dues = (day_of(fields["due"]) for fields in t.of("milestone", recommendation))
        after = max((due for due in dues if due), default=None)
        due = day_of((t.get("recommendation", recommendation) or {})["due"])
        if after and (due is None or due == before or after > due):
            move_due(t, recommendation, after, reason=t.why)


def directorate(t: Transaction, named: str) -> str | None:
    """The id of a directorate by it or by its name; a new one is added."""
    if not rules.visible(named):
        return None
    if found := next((id_ for id_, name in _directorates(t) if named == id_ or _is_called(name, named)), None):
        return found
    record = new_id()
    t.create("directorate", record, {"name": named.strip()})
    return record


def refuse_taken(t: Transaction, name: str, *, but: str = "") -> None:
    """No two directorates go by one name; `but` is the id of the one that is to have it."""
    for id_, other in _directorates(t):
        if id_ != but and _is_called(other, name):
            raise Refused(f"There is a directorate of this name already{f', {other}: merge the two' if but else ''}.")


def _directorates(t: Transaction) -> list[tuple[str, str]]:
    return t.cursor.execute("SELECT id, name FROM directorate ORDER BY rowid").fetchall()


def _is_called(name: str, words: str) -> bool:
    """Is it this name? Case and spacing count for nothing."""
    return name.casefold().split() == words.casefold().split()
