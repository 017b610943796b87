"""Every sign in plain letters: for a font that has no symbols, and for a file or a pipe whose encoding has none."""

import codecs
import io
from typing import TextIO

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

_HANDLER = "outstanding.letters"


def in_letters(text: str) -> str:
    """The same in as many columns, in ASCII as far as it is ours: signs, frames, scroll bars, quotation marks."""
    return text if text.isascii() else text.translate(_PLAIN)


def spell_out(out: TextIO) -> None:
    """Have written in plain letters what its encoding lacks: Windows gives a pipe or a file one without our signs."""
    if isinstance(out, io.TextIOWrapper):
        codecs.register_error(_HANDLER, _spelt_out)
        out.reconfigure(errors=_HANDLER)


def takes_all(out: TextIO) -> bool:
    """Has its encoding every character?"""
    return codecs.lookup(out.encoding or "utf-8").name.startswith("utf-")


def _spelt_out(error: UnicodeError) -> tuple[str, int]:
    """What could not be written; a character that is no sign of ours by its number, as JSON and Python write it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = in_letters(error.object[error.start : error.end])
    return lost.encode("ascii", "backslashreplace").decode("ascii"), error.end
