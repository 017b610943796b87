"""Conventions of whole bodies, ready to be taken over, and what that would change."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from db.policy import as_settings, decided
from db.rules import Policy

OWN = ("organisation", "next_meeting")
"""What no preset touches: it is this body's, whatever its conventions."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What one body has decided."""

    name: str
    title: str
    about: str
    source: str
    policy: Policy

    def changes(self, policy: Policy) -> Mapping[str, Any]:
        """The settings that taking it over would change, as they would be."""
        now, then = as_settings(policy), as_settings(self.policy)
        return {name: then[name] for name in then if name not in OWN and then[name] != now[name]}


@cache
def presets() -> tuple[Preset, ...]:
    """All there are, the default first."""
    told = tomllib.loads(files("db").joinpath("presets.toml").read_text("utf-8"))
    return tuple(
        Preset(name, one["title"], one["about"], one["source"], decided(Policy(), one.get("policy", {})))
        for name, one in told.items()
    )
