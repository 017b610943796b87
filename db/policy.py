"""What a body has decided, as its register keeps it: one setting per field of the policy, its value as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from db.rows import PRIORITY_NOT_GIVEN
from db.rules import Band, Basis, Counting, Duty, EscalationStep, Policy, Priority, Status, plain, visible


def read_policy(settings: Mapping[str, str]) -> Policy:
    """The policy that these settings make; what they do not speak of stays as it is by default.

    A ValueError says in a sentence which setting cannot be read: a policy half read would give wrong figures.
    """
    decided: dict[str, Any] = {}
    for name, kept in settings.items():
        if name in FIELDS:
            try:
                decided[name] = FIELDS[name].read(json.loads(kept))
            except (ValueError, TypeError, KeyError, AttributeError):
                raise ValueError(f"The setting {name} cannot be read: {kept[:200]}") from None
    return Policy(**decided)


def decided(policy: Policy, changes: Mapping[str, object]) -> Policy:
    """The policy once these settings are changed, each given as JSON has it.

    A ValueError says what is wrong, a sentence for every wrong value and for every two that do not go together.
    """
    read: dict[str, Any] = {}
    wrong: list[str] = []
    for name, value in changes.items():
        if name not in FIELDS:
            wrong.append(f"There is no setting {name}.")
            continue
        try:
            read[name] = FIELDS[name].read(value)
        except Wrong as error:
            wrong.append(f"{FIELDS[name].label}: {error}")
        except (ValueError, TypeError, KeyError, AttributeError):
            wrong.append(f"{FIELDS[name].label}: this is not {FIELDS[name].shape}.")
    after = replace(policy, **read)
    if wrong := wrong or list(_at_odds(after)):
        raise ValueError(" ".join(wrong))
    return after


def as_settings(policy: Policy) -> dict[str, Any]:
    """Every setting as JSON keeps it."""
    return {name: _kept(getattr(policy, name)) for name in FIELDS}


def _at_odds(policy: Policy) -> Iterator[str]:
    """What cannot be so together."""
    known = {opinion.casefold() for opinion in policy.known_opinions}
    if strange := [opinion for opinion in policy.follow_up_opinions if opinion not in known]:
        yield f"A follow-up audit is due after {', '.join(strange)}, which is no opinion on any scale."


class Wrong(ValueError):
    """A sentence's end: what is wrong with a value."""


@dataclass(frozen=True, slots=True)
class Field:
    """A setting: what it is called, what its value has to be, and how that is read."""

    label: str
    shape: str
    read: Callable[[Any], Any]


def _kept(value: object) -> Any:
    """A value of the policy as JSON."""
    match value:
        case EscalationStep():
            return {"months": value.months, "duty": str(value.duty)}
        case Priority():
            return {"name": value.name, "reported": value.reported}
        case tuple():
            return [_kept(one) for one in value]
        case Mapping():
            return {str(name): _kept(one) for name, one in value.items()}
        case date():
            return value.isoformat()
        case StrEnum():
            return str(value)
    return value


def _months(value: Any) -> tuple[int, ...]:
    months = tuple(value)
    if not all(type(month) is int and 0 < month < _MOST_MONTHS for month in months):
        raise Wrong(f"months are whole numbers from 1 to {_MOST_MONTHS - 1}.")
    if list(months) != sorted(set(months)):
        raise Wrong("each number of months must be larger than the one before.")
    return months


def _two_months(value: Any) -> tuple[int, int]:
    months = _months(value)
    if len(months) != 2:
        raise Wrong("there are two numbers of months.")
    return months[0], months[1]


def _steps(value: Any) -> tuple[EscalationStep, ...]:
    steps = tuple(EscalationStep(step["months"], _one_of(Duty, "duty")(step["duty"])) for step in value)
    _months([step.months for step in steps])
    return steps


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _one_of(words: type[StrEnum], what: str) -> Callable[[Any], Any]:
    def read(value: Any) -> StrEnum:
        try:
            return words(value)
        except ValueError:
            raise Wrong(f"{value} is no {what}; there are: {', '.join(words)}.") from None

    return read


def _named(value: Any) -> str:
    """A name that is seen, as it is spelt."""
    if not visible(_text(value)):
        raise Wrong("a name must not be left blank.")
    return " ".join(value.split())


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return _each_once(tuple(_named(name).casefold() for name in value))


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if names.count(name) > 1:
            raise Wrong(f"{name} stands there twice.")
    return names


def _scale(value: Any) -> tuple[str, ...]:
    if not value:
        raise Wrong("a scale has at least one step.")
    return _names(value)


def _priorities(value: Any) -> tuple[Priority, ...]:
    _scale([step["name"] for step in value])
    return tuple(Priority(_named(step["name"]).casefold(), reported=_truth(step["reported"])) for step in value)


def _by_name(read: Callable[[Any], Any]) -> Callable[[Any], Mapping[str, Any]]:
    def read_all(value: Any) -> Mapping[str, Any]:
        return {_named(name): read(one) for name, one in value.items()}

    return read_all


def _called(words: type[StrEnum], what: str) -> Callable[[Any], Mapping[Any, str]]:
    """Names for some of these words; no two the same, or nobody could tell them apart."""

    def read(value: Any) -> Mapping[Any, str]:
        called = {_one_of(words, what)(word): _named(name) for word, name in value.items()}
        _each_once(tuple(called.get(word, str(word)).casefold() for word in words))
        return called

    return read


def _status_words(value: Any) -> Mapping[str, Status]:
    return {plain(_named(words)): _one_of(Status, "status")(status) for words, status in value.items()}


_MOST_MONTHS = 1200

FIELDS: Mapping[str, Field] = {
    "organisation": Field("Organisation", "a name", _text),
    "counting": Field("Months are counted", "a way of counting", _one_of(Counting, "way of counting")),
    "basis": Field("The due date that ages", "one of the two dates", _one_of(Basis, "due date")),
    "band_edges": Field("Age bands part at", "two numbers of months", _two_months),
    "edge_included": Field("An edge belongs to the later band", "yes or no", _truth),
    "band_names": Field("Names of age bands", "a name for each band", _called(Band, "band")),
    "appendix_titles": Field("Titles of appendices", "a title for each band", _called(Band, "band")),
    "escalation": Field("Escalation", "months and a duty for each step", _steps),
    "priorities": Field("Priorities", "a list of priorities, gravest first", _priorities),
    "further_scales": Field("Further scales of priority", "a scale by each name", _by_name(_priorities)),
    "opinions": Field("Assurance opinions", "a list of opinions, best first", _scale),
    "further_opinions": Field("Further scales of opinions", "a scale by each name", _by_name(_scale)),
    "follow_up_opinions": Field("A follow-up audit is due after", "a list of opinions", _names),
    "follow_up_months": Field("It is due within", "two numbers of months", _two_months),
    "status_names": Field("Names of statuses", "a name for each status", _called(Status, "status")),
    "status_words": Field("Words read as a status", "a status for each word", _status_words),
    "meeting_body": Field("Reports go to", "a name", _text),
    "next_meeting": Field("It next meets on", "a date", _day),
}
"""The settings, in the order they are shown."""


def priority_name(priority: str, policy: Policy) -> str:
    """The name a stored priority is counted under: the scale's own spelling where it is on a scale."""
    if not priority.strip():
        return PRIORITY_NOT_GIVEN
    folded = priority.casefold()
    return folded if any(step.name == folded for step in policy.known_priorities) else priority
