"""Our two themes, dark and light: ink on paper, few colours, words at 7:1 or better on their ground, lines at 3:1."""

import os
from functools import lru_cache
from pathlib import Path

from rich.style import Style
from textual.theme import Theme

from db.rules import Band, Status

DARK = Theme(
    name="outstanding-dark",
    dark=True,
    primary="#8ab4dc",
    secondary="#b6c0cc",
    accent="#f0c27a",
    warning="#f0c27a",
    error="#ffab99",
    success="#9fd0a8",
    foreground="#e2e6eb",
    background="#14181d",
    surface="#14181d",
    panel="#1f262e",
    variables={
        "muted": "#b6c0cc",
        "line": "#6c7e92",
        "heading": "#a8c8e8",
        "cursor": "#2c4a66",
        "cursor-text": "#ffffff",
        "cursor-idle": "#252e38",
        "over-12": "#ffab99",
        "six-to-12": "#f5bd78",
        "under-6": "#ece0a0",
        "not-due": "#a5d3ad",
        "no-date": "#cdb8ee",
        "closed": "#b6c0cc",
        "border": "#8ab4dc",
        "border-blurred": "#6c7e92",
        "input-selection-background": "#2c4a66",
        "block-cursor-background": "#2c4a66",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "footer-key-foreground": "#f0c27a",
    },
)

LIGHT = Theme(
    name="outstanding-light",
    dark=False,
    primary="#1f4e79",
    secondary="#3f4a56",
    accent="#6b4000",
    warning="#6b4000",
    error="#931809",
    success="#1a5428",
    foreground="#1b1f24",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#eeece6",
    variables={
        "muted": "#3f4a56",
        "line": "#807a70",
        "heading": "#1f4e79",
        "cursor": "#cfe0f0",
        "cursor-text": "#0a1016",
        "cursor-idle": "#e6e8ea",
        "over-12": "#8f1608",
        "six-to-12": "#6b3c00",
        "under-6": "#544a00",
        "not-due": "#1a5428",
        "no-date": "#553080",
        "closed": "#3f4a56",
        "border": "#1f4e79",
        "border-blurred": "#807a70",
        "input-selection-background": "#cfe0f0",
        "block-cursor-background": "#cfe0f0",
        "block-cursor-foreground": "#0a1016",
        "block-cursor-text-style": "bold",
        "footer-key-foreground": "#6b4000",
    },
)

THEMES = (DARK, LIGHT)


def theme_file() -> Path:
    """Where a person's choice between the two is kept, in a word."""
    from platformdirs import user_config_path  # where no choice is kept none of it is needed

    return user_config_path("outstanding") / "theme"


def chosen(kept: Path | None) -> Theme:
    """The theme of `OUTSTANDING_THEME`, else the one kept there, else the dark one."""
    word = os.environ.get("OUTSTANDING_THEME", "")
    if not word and kept is not None:
        try:
            word = kept.read_text(encoding="utf-8")
        except (OSError, ValueError):
            word = ""  # Nothing was ever chosen, or what stands there is no choice of ours.
    return LIGHT if word.strip() == "light" else DARK


def keep(theme: Theme, kept: Path) -> None:
    """Keep this choice. Raises OSError."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("light\n" if theme is LIGHT else "dark\n", encoding="utf-8")


BAND_INK: dict[Band, str] = {
    Band.OVER_12: "over-12",
    Band.SIX_TO_12: "six-to-12",
    Band.UNDER_6: "under-6",
    Band.NOT_DUE: "not-due",
    Band.NO_DATE: "no-date",
    Band.CLOSED: "closed",
}
"""The theme's variable for the words of a band."""

STATUS_INK: dict[Status | None, str] = {
    Status.NOT_IMPLEMENTED: "over-12",
    Status.PARTIALLY_IMPLEMENTED: "six-to-12",
    Status.AWAITING_VERIFICATION: "heading",
    Status.IMPLEMENTED: "not-due",
    Status.RISK_ACCEPTED: "no-date",
    Status.SUPERSEDED: "closed",
    Status.NOT_ADOPTED: "closed",
    None: "under-6",
}
"""The theme's variable for the words of a status."""


class Inks:
    """A theme's colours as Rich styles: an ink on a ground, made once."""

    def __init__(self, theme: Theme) -> None:
        self._colours = {
            "foreground": theme.foreground or "",
            "background": theme.background or "",
            "panel": theme.panel or "",
            "accent": theme.accent or "",
            "error": theme.error or "",
            **theme.variables,
        }
        self._made: dict[tuple[str, str, bool], Style] = {}

    def __call__(self, ink: str = "foreground", ground: str = "background", *, bold: bool = False) -> Style:
        """The style for words in `ink`."""
        try:
            return self._made[ink, ground, bold]
        except KeyError:
            style = Style(color=self._colours[ink], bgcolor=self._colours[ground], bold=bold)
            return self._made.setdefault((ink, ground, bold), style)


@lru_cache
def inks_of(name: str) -> Inks:
    """The inks of a theme by its name; the dark one's for a theme that is not ours."""
    return Inks(next((theme for theme in THEMES if theme.name == name), DARK))
