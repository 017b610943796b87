"""What a transaction did, as a short sentence for the person who did it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from db.layouts import name_in
from db.policy import FIELDS
from db.rules import show_date, so_many

Changes = Mapping[str, tuple[object, object]]

_ASIDE = frozenset(
    {"id", "recommendation_id", "original_due", "due_words", "status_words", "accepted_until", "status_before"}
)
"""Fields that change along with others and need no word of their own."""
MOST_ALIKE = 3
"""Different things done to several recommendations, that are all told; of more, only how many were changed."""
_AS_KEPT: Mapping[str, str] = {}
_MINUTED = {
    "note": "note minuted",
    "action": "action minuted",
    "decision": "decision minuted",
    "question": "question minuted",
    "promise": "evidence promised",
}


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
        return f"{name('recommendation', id_)}: {', '.join(phrases(whole)) or 'changed'}"
    if whole and all(kind == "setting" for kind, _, _ in whole):
        return _of_settings({key: changes for _, key, changes in whole})
    if not spoken_of and len({(kind, id_) for kind, id_, _ in whole}) == 1:
        kind, id_, changes = whole[0]
        if kind == "meeting":
            return _of_a_meeting(name(kind, id_), changes)
        return f"{name(kind, id_)}: {kind} {_done(kind, changes)}"
    if not spoken_of:
        return "; ".join(dict.fromkeys(f"{kind} {_done(kind, changes)}" for kind, _, changes in whole))
    return _of_many(whole, spoken_of, about)


def british(day: object) -> str:
    """A date as it is kept, as people here write it."""
    if not day:
        return "no date"
    return show_date(date.fromisoformat(str(day)))


def meeting_name(body: str, held_on: object) -> str:
    """What a person calls a meeting."""
    return f"Meeting of the {re.sub('^the ', '', body.strip(), flags=re.IGNORECASE)} on {british(held_on)}"


def _of_settings(whole: Mapping[str, Changes]) -> str:
    """`Policy: age bands part at`, or `Layout Northshire tracker remembered`."""
    layouts = [
        f"Layout {name} {'forgotten' if 'key' in changes and changes['key'][1] is None else 'remembered'}"
        for key, changes in whole.items()
        if (name := name_in(key)) is not None
    ]
    labels = [FIELDS[key].label.lower() if key in FIELDS else key for key in whole if name_in(key) is None]
    return "; ".join([*([f"Policy: {', '.join(labels)}"] if labels else []), *layouts])


def _done(kind: str, changes: Changes) -> str:
    key = changes.get("key" if kind == "setting" else "id")
    if key is None:
        return "changed"
    return "added" if key[0] is None else "removed"


def phrases(events: Sequence[tuple[str, str, Changes]], called: Mapping[str, str] = _AS_KEPT) -> Iterator[str]:
    """What was done to one recommendation, the gravest first; `called` has a body's own words for statuses."""
    own = {field: pair for kind, _, changes in events if kind == "recommendation" for field, pair in changes.items()}
    if "id" in own:
        yield _done("recommendation", own)
        return
    aside = _ASIDE | {"status", "due", "owner"}
    if "status" in own:
        old, new = own["status"]
        yield " → ".join(called.get(str(word), str(word)) if word else "status not read" for word in (old, new))
    if "due" in own:
        old, new = own["due"]
        yield f"due {british(old)} → {british(new)}"
    if "owner" in own:
        yield "owner " + " → ".join(str(name or "nobody") for name in own["owner"])
    for kind, _, changes in events:
        done = _done(kind, changes)
        if kind == "evidence":
            yield "evidence accepted" if "accepted_by" in changes else f"evidence {done.replace('added', 'received')}"
        elif kind == "minute" and (words := _MINUTED.get(_either(changes.get("kind", ())))):
            yield words
            aside |= {"action"} if words == _MINUTED["action"] else set()
        elif kind in {"milestone", "acceptance", "escalation_step"}:
            yield f"{kind.replace('_', ' ')} {done}"
        elif kind == "progress_update" and "status" not in own:
            yield f"update {done}"
    rest = [field.removesuffix("_id").replace("_", " ") for field in own if field not in aside]
    if rest:
        yield f"{', '.join(rest)} changed"


def _either(pair: Iterable[object]) -> str:
    """What a field is made with, or was when it was taken away."""
    return str(next(filter(None, pair), ""))


def _of_a_meeting(name: str, changes: Changes) -> str:
    """`Meeting of the DLT on 22 Nov 2026 begun: 30 recommendations`."""
    if "id" in changes:
        made = changes["id"][1] is not None
        queue = len(json.loads(str(changes["queue"][made])))
        return f"{name} {'begun' if made else 'not begun'}: {so_many(queue, 'recommendation')}"
    if "ended_on" in changes:
        return f"{name} {'ended' if changes['ended_on'][1] else 'goes on'}"
    return f"{name} changed"


def _of_many(events: list[tuple[str, str, Changes]], about: set[str], of: Callable[[str, str], Iterable[str]]) -> str:
    done = {id_: _done(kind, changes) for kind, id_, changes in events if kind == "recommendation" and "id" in changes}
    if not done and (alike := _alike(events, of)):
        return alike
    counts = Counter(done.get(id_, "changed") for id_ in about)
    told = [f"{counts[word]} {word}" for word in ("added", "changed", "removed") if counts[word]]
    return f"recommendations: {', '.join(told)}"


def _alike(events: list[tuple[str, str, Changes]], of: Callable[[str, str], Iterable[str]]) -> str:
    """What was done to each of several, where that is one thing or a few: `12 recommendations: update added`."""
    by_one: dict[str, list[tuple[str, str, Changes]]] = {}
    for event in events:
        for id_ in of(event[0], event[1]):
            by_one.setdefault(id_, []).append(event)
    done = [list(phrases(own)) or ["changed"] for own in by_one.values()]
    counts = Counter(map(", ".join, done)).most_common()
    if len(counts) > MOST_ALIKE:  # Then what each has become, whatever it was before.
        counts = Counter(", ".join(map(_became, whole)) for whole in done).most_common()
    if len(counts) > MOST_ALIKE:
        return ""
    told = counts[0][0] if len(counts) == 1 else "; ".join(f"{phrase} ({count})" for phrase, count in counts)
    return f"{len(by_one)} recommendations: {told}"


def _became(phrase: str) -> str:
    """`due 1 Jun 2019 → 30 Sep 2022` without what was before: `due → 30 Sep 2022`."""
    old, arrow, new = phrase.rpartition(" → ")
    what = next((what for what in ("due ", "owner ") if old.startswith(what)), "")
    return f"{what}→ {new}" if arrow else phrase
