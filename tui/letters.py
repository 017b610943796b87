"""For terminals whose font has no symbols: whatever draws a sign, Textual's own widgets too, is drawn in ASCII."""

from functools import lru_cache

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_PLAIN = str.maketrans(
    {
        "🔎": "? ",
        **dict.fromkeys("“”„″", '"'),
        **dict.fromkeys("‘’‚′", "'"),
        **dict.fromkeys("‐‑‒–—―−─━═╌┄┈╴╶╸╺╼╾▔", "-"),
        **dict.fromkeys("│┃║╎┆┊╵╷╹╻▌▐▏▕▎▍▋▊▉", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘┏┓┗┛╔╗╚╝├┤┬┴┼╞╡╪╬", "+"),
        **dict(zip("▁▂▃▄▅▆▇█", "_.-=+*##", strict=True)),
        **dict(zip("░▒▓▀", ".:#-", strict=True)),
        **dict(zip("←→↑↓↵⏎", "<>^v<<", strict=True)),
        **dict(zip("◀▶▴▾▸◂▲▼►◄", "<>^v><^v><", strict=True)),
        **dict(zip("·•…×✓✔✕✗", "-*~xxxxx", strict=True)),
        **dict(zip("○◐◕●◆◇◌■□", "-~=+^^.#-", strict=True)),
        **dict(zip("«»≤≥\N{NO-BREAK SPACE}", "<><> ", strict=True)),
    }
)
"""A sign and what stands for it in as many columns. Letters of other alphabets are no signs: they stay."""


class PlainLetters(LineFilter):
    """What is drawn, in ASCII as far as it is ours: signs, frames, scroll bars, quotation marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """The same line in plain letters."""
        return [_plain(segment) for segment in segments]


@lru_cache(4096)
def _plain(segment: Segment) -> Segment:
    if segment.text.isascii():
        return segment
    return Segment(segment.text.translate(_PLAIN), segment.style, segment.control)
