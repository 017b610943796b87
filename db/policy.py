"""What a body has decided, as its register keeps it: one setting per field of the policy, its value as JSON."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from db.rows import PRIORITY_NOT_GIVEN
from db.rules import Basis, Counting, Duty, EscalationStep, Policy, Priority, Status, plain


def read_policy(settings: Mapping[str, str]) -> Policy:
    """The policy that these settings make; what they do not speak of stays as it is by default.

    A ValueError says in a sentence which setting cannot be read: a policy half read would give wrong figures.
    """
    decided: dict[str, Any] = {}
    for name, read in _FIELDS.items():
        if name in settings:
            try:
                decided[name] = read(json.loads(settings[name]))
            except (ValueError, TypeError, KeyError, AttributeError):
                raise ValueError(f"The setting {name} cannot be read: {settings[name][:200]}") from None
    return Policy(**decided)


def _months(value: Any) -> tuple[int, ...]:
    months = tuple(value)
    if not all(type(month) is int and month > 0 for month in months) or list(months) != sorted(set(months)):
        raise ValueError(months)
    return months


def _two_months(value: Any) -> tuple[int, int]:
    first, second = _months(value)
    return first, second


def _steps(value: Any) -> tuple[EscalationStep, ...]:
    steps = tuple(EscalationStep(step["months"], Duty(step["duty"])) for step in value)
    _months([step.months for step in steps])
    return steps


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(name.casefold() for name in value)


def _priorities(value: Any) -> tuple[Priority, ...]:
    scale = tuple(Priority(step["name"].casefold(), reported=step["reported"]) for step in value)
    if not all(step.reported in (True, False) for step in scale):
        raise ValueError(value)
    return scale


def _status_words(value: Any) -> Mapping[str, Status]:
    return {plain(words): Status(status) for words, status in value.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "organisation": _text,
    "counting": Counting,
    "basis": Basis,
    "band_edges": _two_months,
    "edge_included": _yes_or_no,
    "escalation": _steps,
    "priorities": _priorities,
    "opinions": _names,
    "follow_up_opinions": _names,
    "follow_up_months": _two_months,
    "meeting_body": _text,
    "next_meeting": _day,
    "status_words": _status_words,
}


def priority_name(priority: str, policy: Policy) -> str:
    """The name a stored priority is counted under: the scale's own spelling where it is on the scale."""
    if not priority.strip():
        return PRIORITY_NOT_GIVEN
    folded = priority.casefold()
    return folded if any(step.name == folded for step in policy.priorities) else priority
