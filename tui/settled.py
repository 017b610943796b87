"""The settings of the policy in words, and what was typed for one read back as JSON has it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from db.policy import FIELDS, as_settings, decided
from db.rules import Band, Basis, Counting, Duty, Policy, Priority, show_date

SOURCES: Mapping[str, str] = {
    "band_edges": "3.3",
    "escalation": "2.3, 2.4",
    "priorities": "1.2",
    "follow_up_opinions": "2.2",
    "follow_up_months": "2.2",
}
"""The paragraph of the example council's report of February 2022 that says what is so by default."""

_BANDS = {
    Band.OVER_12: "third",
    Band.SIX_TO_12: "second",
    Band.UNDER_6: "first",
    Band.NOT_DUE: "not due",
    Band.NO_DATE: "no date",
    Band.CLOSED: "closed",
}
"""What bands are called where their names are decided: the overdue ones by their order, whatever their months."""

_WHICH = f"({', '.join(_BANDS.values())}; the third is overdue longest)"

CHOICES: Mapping[str, tuple[str, ...]] = {
    "counting": tuple(map(str, Counting)),
    "basis": tuple(map(str, Basis)),
    "edge_included": ("yes", "no"),
}
"""Settings that are one of a few, as they are typed."""

HINTS: Mapping[str, str] = {
    "counting": "completed, or calendar",
    "basis": "revised, or original",
    "band_edges": "two numbers of months: 6, 12",
    "edge_included": "yes, or no",
    "band_names": f"third = Long overdue; ... {_WHICH}",
    "appendix_titles": f"third = Long overdue; ... {_WHICH}",
    "escalation": "MONTHS: DUTY; ... (duties: notify, attend, write back)",
    "priorities": "gravest first, a star after those that committees see: critical*, minor",
    "further_scales": "NAME: high*, low; OTHER NAME: ...",
    "opinions": "best first: full, limited, no",
    "further_opinions": "NAME: green, red; OTHER NAME: ...",
    "follow_up_opinions": "limited, no",
    "follow_up_months": "two numbers of months: 6, 12",
    "status_names": "STATUS = NAME; ...",
    "status_words": "WORD = STATUS; ...",
    "next_meeting": "a date: 15 Feb 2022",
}
"""How the value of a setting is typed; those not named take any words."""


def in_words(name: str, value: Any) -> str:
    """A setting's value, as JSON has it, as it is typed and read."""
    if value is None or value in ("", [], {}):
        return ""
    match name:
        case "next_meeting":
            return show_date(date.fromisoformat(value))
        case "edge_included":
            return "yes" if value else "no"
        case "escalation":
            return "; ".join(f"{step['months']}: {step['duty']}" for step in value)
        case "priorities":
            return _scale(value)
        case "further_scales":
            return "; ".join(f"{of}: {_scale(scale)}" for of, scale in value.items())
        case "further_opinions":
            return "; ".join(f"{of}: {', '.join(scale)}" for of, scale in value.items())
        case "band_names" | "appendix_titles":
            return "; ".join(f"{_BANDS[Band(band)]} = {called}" for band, called in value.items())
        case "status_names" | "status_words":
            return "; ".join(f"{one} = {other}" for one, other in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


DUTY_WORDS = {
    Duty.NOTIFY: "notify the Executive Member",
    Duty.ATTEND: "the Director attends",
    Duty.WRITE_BACK: "write the risk back",
}
"""What a step of escalation asks for."""

_UNSAID = {
    "organisation": "not given",
    "appendix_titles": "as the bands are called",
    "further_scales": "none",
    "further_opinions": "none",
    "status_names": "as they usually are",
    "status_words": "none of its own",
    "next_meeting": "not known",
}
"""What it says of a setting for which there is no value."""


def told(name: str, policy: Policy) -> str:
    """A setting as one would say it, part by part; how it is typed is `in_words`."""
    first, second = policy.band_edges
    match name:
        case "counting":
            return f"{policy.counting} months"
        case "band_edges":
            return f"{first} and {second} months"
        case "edge_included":
            return f"{in_words(name, policy.edge_included)}: {policy.edges_in_words()}"
        case "band_names":
            return "; ".join(map(policy.band_name, Band))
        case "appendix_titles" if policy.appendix_titles:
            return "; ".join(policy.appendix_titles[band] for band in Band if band in policy.appendix_titles)
        case "escalation" if policy.escalation:
            duties = groupby(policy.escalation, key=lambda step: step.duty)
            return "; ".join(
                f"{DUTY_WORDS[duty]} at {' and '.join(str(step.months) for step in steps)} months"
                for duty, steps in duties
            )
        case "priorities":
            return _scale_told(policy.priorities)
        case "further_scales" if policy.further_scales:
            return "; ".join(f"{of}: {_scale_told(scale)}" for of, scale in policy.further_scales.items())
        case "follow_up_opinions" if policy.follow_up_opinions:
            return f"{' or '.join(policy.follow_up_opinions)} assurance"
        case "follow_up_months":
            return " to ".join(map(str, policy.follow_up_months)) + " months"
    return in_words(name, as_settings(policy)[name]) or _UNSAID.get(name, "none")


def _scale_told(scale: Sequence[Priority]) -> str:
    unseen = [step.name for step in scale if not step.reported]
    seen = ", ".join(step.name for step in scale if step.reported)
    return f"{seen}; not seen by committees: {', '.join(unseen)}" if unseen else seen


def kept_in_words(name: str, kept: object) -> str:
    """A setting's value as the register keeps it; as it is where it is none of the policy's."""
    if kept is None:
        return "as by default"
    try:
        return in_words(name, json.loads(str(kept))) or "nothing"
    except (ValueError, TypeError, KeyError, AttributeError):
        return str(kept)


def typed(name: str, words: str) -> Any:
    """What was typed for a setting, as JSON has it; a ValueError says in a sentence what cannot be read."""
    words = words.strip()
    if words[:1] in {"[", "{"}:
        try:
            return json.loads(words)
        except ValueError:
            raise ValueError(f"{FIELDS[name].label}: this is no JSON. Write {HINTS.get(name, 'words')}.") from None
    try:
        return _READ.get(name, str)(words)
    except ValueError as wrong:
        said = str(wrong) or f"write {HINTS[name]}"
        raise ValueError(f"{FIELDS[name].label}: {said[:1].lower()}{said[1:]}.") from None


def differences(policy: Policy, changes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Of each setting that would change its label, and how it is and would be in words; ValueError as `decided`."""
    now, then = as_settings(policy), as_settings(decided(policy, changes))
    return [
        (FIELDS[name].label, in_words(name, now[name]) or "nothing", in_words(name, then[name]) or "nothing")
        for name in FIELDS
        if now[name] != then[name]
    ]


def _scale(steps: list[dict[str, Any]]) -> str:
    return ", ".join(f"{step['name']}{'*' if step['reported'] else ''}" for step in steps)


def _parts(words: str, by: str) -> list[str]:
    return [part.strip() for part in words.split(by) if part.strip()]


def _pairs(words: str, sign: str) -> dict[str, str]:
    pairs = [part.partition(sign) for part in _parts(words, ";")]
    if not all(between for _, between, _ in pairs):
        raise ValueError
    return {left.strip(): right.strip() for left, _, right in pairs}


def _read_months(words: str) -> list[int]:
    if re.search(r"[^\d\s,;and]", words):
        raise ValueError
    return [_number(number) for number in re.findall(r"\d+", words)]


def _number(words: str) -> int:
    if not re.fullmatch(r"\d{1,4}", words.strip()):
        raise ValueError
    return int(words)


def _read_steps(words: str) -> list[dict[str, Any]]:
    pairs = _pairs(words, ":")
    return [
        {"months": _number(months.removesuffix("months")), "duty": duty.casefold()} for months, duty in pairs.items()
    ]


def _read_priorities(words: str) -> list[dict[str, Any]]:
    return [{"name": name.rstrip("* "), "reported": name.endswith("*")} for name in _parts(words, ",")]


def _read_bands(words: str) -> dict[str, str]:
    of = {called: str(band) for band, called in _BANDS.items()} | {str(band): str(band) for band in Band}
    pairs = _pairs(words, "=")
    if strange := [band for band in pairs if band.casefold() not in of]:
        raise ValueError(f"{strange[0]} is no band; there are: {', '.join(_BANDS.values())}")
    return {of[band.casefold()]: name for band, name in pairs.items()}


def _read_truth(words: str) -> bool:
    said = {"yes": True, "no": False}.get(words.casefold())
    if said is None:
        raise ValueError("say yes or no")
    return said


def _read_day(words: str) -> str | None:
    from reports.read.dates import read_date  # the screen opens sooner without

    day = read_date(words)
    if words and day is None:
        raise ValueError(f"{words} is not a date; write 2022-02-15 or 15 Feb 2022")
    return day.isoformat() if day else None


def _one_word(words: str) -> str:
    return words.casefold().split(" ")[0]


_READ: Mapping[str, Callable[[str], Any]] = {
    "counting": _one_word,
    "basis": _one_word,
    "band_edges": _read_months,
    "edge_included": _read_truth,
    "band_names": _read_bands,
    "appendix_titles": _read_bands,
    "escalation": _read_steps,
    "priorities": _read_priorities,
    "further_scales": lambda words: {of: _read_priorities(scale) for of, scale in _pairs(words, ":").items()},
    "opinions": lambda words: _parts(words, ","),
    "further_opinions": lambda words: {of: _parts(scale, ",") for of, scale in _pairs(words, ":").items()},
    "follow_up_opinions": lambda words: _parts(words, ","),
    "follow_up_months": _read_months,
    "status_names": lambda words: {one.casefold(): other for one, other in _pairs(words, "=").items()},
    "status_words": lambda words: {one: other.casefold() for one, other in _pairs(words, "=").items()},
    "next_meeting": _read_day,
}
