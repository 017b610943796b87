"""What a transaction did, as a short sentence for the person who did it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from db.policy import FIELDS
from db.rules import show_date

Changes = Mapping[str, tuple[object, object]]

_ASIDE = frozenset(
    {"id", "recommendation_id", "original_due", "due_words", "status_words", "accepted_until", "status_before"}
)
"""Fields that change along with others and need no word of their own."""


def said(
    events: Iterable[tuple[str, str, Changes]],
    name: Callable[[str, str], str],
    about: Callable[[str, str], Iterable[str]],
) -> str:
    """`MHC-1: not implemented → implemented`, from events (kind, record, changes).

    `name` gives what a person calls a record: a reference, a title; `about` the recommendations a record is of.
    """
    whole = list(events)
    spoken_of = {id_ for kind, record, _ in whole for id_ in about(kind, record)} | {
        str(side) for _, _, changes in whole for side in changes.get("recommendation_id", ()) if side
    }
    if len(spoken_of) == 1:
        (id_,) = spoken_of
        return f"{name('recommendation', id_)}: {', '.join(_of_one(whole)) or 'changed'}"
    if whole and all(kind == "setting" for kind, _, _ in whole):
        return f"Policy: {', '.join(FIELDS[key].label.lower() if key in FIELDS else key for _, key, _ in whole)}"
    if not spoken_of and len({(kind, id_) for kind, id_, _ in whole}) == 1:
        kind, id_, changes = whole[0]
        return f"{name(kind, id_)}: {kind} {_done(kind, changes)}"
    if not spoken_of:
        return "; ".join(dict.fromkeys(f"{kind} {_done(kind, changes)}" for kind, _, changes in whole))
    return _of_many(whole, spoken_of)


def british(day: object) -> str:
    """A date as it is kept, as people here write it."""
    if not day:
        return "no date"
    return show_date(date.fromisoformat(str(day)))


def _done(kind: str, changes: Changes) -> str:
    key = changes.get("key" if kind == "setting" else "id")
    if key is None:
        return "changed"
    return "added" if key[0] is None else "removed"


def _of_one(events: list[tuple[str, str, Changes]]) -> Iterable[str]:
    """The phrases for one recommendation, the gravest first."""
    own = {field: pair for kind, _, changes in events if kind == "recommendation" for field, pair in changes.items()}
    if "id" in own:
        yield _done("recommendation", own)
        return
    if "status" in own:
        old, new = own["status"]
        yield f"{old or 'status not read'} → {new or 'status not read'}"
    if "due" in own:
        old, new = own["due"]
        yield f"due {british(old)} → {british(new)}"
    for kind, _, changes in events:
        done = _done(kind, changes)
        if kind == "evidence":
            yield "evidence accepted" if "accepted_by" in changes else f"evidence {done.replace('added', 'received')}"
        elif kind == "minute" and "kind" in changes and changes["kind"][1] != "change":
            yield f"{changes['kind'][1]} minuted"
        elif kind in {"milestone", "acceptance", "escalation_step"}:
            yield f"{kind.replace('_', ' ')} {done}"
        elif kind == "progress_update" and "status" not in own:
            yield f"update {done}"
    rest = [field.replace("_", " ") for field in own if field not in _ASIDE | {"status", "due"}]
    if rest:
        yield f"{', '.join(rest)} changed"


def _of_many(events: list[tuple[str, str, Changes]], about: set[str]) -> str:
    done = {id_: _done(kind, changes) for kind, id_, changes in events if kind == "recommendation" and "id" in changes}
    counts = Counter(done.get(id_, "changed") for id_ in about)
    told = [f"{counts[word]} {word}" for word in ("added", "changed", "removed") if counts[word]]
    return f"recommendations: {', '.join(told)}"
