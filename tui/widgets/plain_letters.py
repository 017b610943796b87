"""For terminals whose font has no symbols: whatever draws a sign, Textual's own widgets too, is drawn in ASCII."""

from functools import lru_cache

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.letters import in_letters


class PlainLetters(LineFilter):
    """What is drawn, in plain letters."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """The same line in plain letters."""
        return [_plain(segment) for segment in segments]


@lru_cache(4096)
def _plain(segment: Segment) -> Segment:
    if segment.text.isascii():
        return segment
    return Segment(in_letters(segment.text), segment.style, segment.control)
