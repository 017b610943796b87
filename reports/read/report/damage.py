"""What extraction did to a report's cells that the eye sees: lost openings, broken ends, lines of rubbish."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from db.readings import Problem
from reports.read.report.cells import Piece, breaks_off, plain_text, title_and_issued
from reports.read.report.outline import TableRow

_TEXTS = ("recommendation", "response", "update")
_WORD = re.compile(r"[^\W\d_]+")
_ECHO = 45.0
"""Likeness, in per cent, from which a line of unheard-of words echoes the one before it."""


def damage(rows: Sequence[TableRow]) -> Iterator[Problem]:
    """What a person should compare with the paper; every word of it is kept where it stands."""
    words = Counter(
        word.casefold()
        for row in rows
        for pieces in row.cells.values()
        for p in pieces
        for word in _WORD.findall(p.text)
    )
    small = _style_is_small(rows)
    for row in rows:
        at = row.places.at
        title, _ = title_and_issued(plain_text(row.text("audit")))
        for name in _TEXTS:
            pieces = row.cells.get(name, [])
            cell = f"The {row.layout.heading(name)} of \u201c{title}\u201d"
            if pieces and name not in small and _opens_small(pieces[0].text):
                start = " ".join(pieces[0].text.split()[:4])
                what = f"{cell} opens in mid-sentence, \u201c{start}\u2026\u201d; its first words seem lost."
                yield Problem(at(pieces[0].line), what, pieces[0].text)
            for one, other in pairwise(pieces):
                if (
                    breaks_off(one.text)
                    and other.line > one.line + 1
                    and other.text.startswith(("<ul", "<li", "\u2022"))
                ):
                    what = f"{cell} breaks off before a list goes on at {at(other.line)}; words seem lost between them."
                    yield Problem(at(one.line), what, _end(one.text))
            if pieces and breaks_off(pieces[-1].text):
                what = f"{cell} breaks off in mid-sentence; its last words seem lost."
                yield Problem(at(pieces[-1].line), what, _end(pieces[-1].text))
            for piece in _rubbish(pieces, words):
                what = f"This line of the {row.layout.heading(name)} seems misread; it is kept as it stands."
                yield Problem(at(piece.line), what, piece.text)


def _style_is_small(rows: Sequence[TableRow]) -> set[str]:
    """The columns that this report likes to begin with a small letter."""
    small = set()
    for name in _TEXTS:
        opened = [_opens_small(row.cells[name][0].text) for row in rows if row.cells.get(name)]
        if sum(opened) * 2 > len(opened):
            small.add(name)
    return small


def _opens_small(text: str) -> bool:
    return text[:1].islower() and len(text.split()) > 3


def _end(text: str) -> str:
    return " ".join(text.split()[-8:])


def _rubbish(pieces: Sequence[Piece], words: Counter[str]) -> Iterator[Piece]:
    """Lines that only a machine reads so: a word stammered and cut, or the line above again in no language."""
    for before, piece in pairwise(pieces):
        said = [word.casefold() for word in _WORD.findall(piece.text)]
        if not said or piece.line != before.line + 1:
            continue
        last = said[-1]
        stammered = len(last) > 3 and words[last] == 1 and any(w.startswith(last) and w != last for w in said[:-1])
        sentence = (
            piece.text[0].isupper()
            and piece.text.endswith(".")
            and before.text[:1].islower()
            and before.text.endswith(".")
        )
        unheard = any(len(word) > 3 and words[word] == 1 for word in said)
        echo = sentence and unheard and fuzz.ratio(piece.text.casefold(), before.text.casefold()) >= _ECHO
        if stammered or echo:
            yield piece
