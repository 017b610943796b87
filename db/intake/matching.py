"""When two texts, or two titles, are the same thing said again: likeness that ignores how they are set."""

import html
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

SAME = 95.0
"""Likeness, in per cent, from which two texts are one."""
MIDDLING = 85.0
"""Likeness from which only a person can say."""
_SLIP = 85.0
_TELLING = 40
"""Letters and digits that a part of a text must have to stand for the whole."""
_FEW = 64
"""So many texts are compared one by one; among more, those that share rare words first."""

_TAG = re.compile(r"</?(?:ul|ol|li|p|b|i|u|br|em|strong|sup|sub|span|div)\b[^<>]{0,80}>", re.IGNORECASE)
_NUMERAL = re.compile(r"\n[ \t]*\(?(?:\d{1,2}|[A-Za-z]|[ivx]{2,4})[.)]\s")
_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")
_ANCHOR = re.compile("th|an|er|on|in")
"""Where the stretches of a text begin by which it is found again, wherever it has shifted; no two of them overlap."""
_STRETCH = 12
"""Letters in each."""


@lru_cache(maxsize=4096)
def title_words(title: str) -> tuple[str, ...]:
    """The words of a title, whatever its case and punctuation: `X - Y`, `X (Y)` and `X: Y` have the same."""
    plain = unicodedata.normalize("NFKC", html.unescape(title)).casefold().replace("&", " and ")
    return tuple(_SIGNS.sub(" ", plain.replace("'", "").replace("\u2019", "")).split()) or tuple(title.split())


def title_key(title: str) -> str:
    """What all ways to print one title share; a word broken in two makes no difference."""
    return "".join(title_words(title))


def is_slip(one: str, other: str) -> bool:
    """Is one word the other with a slip of the pen (`agreements` for `agreement`)? Never a number or a short word."""
    return (
        min(len(one), len(other)) >= 5
        and one[0] == other[0]
        and not _NUMBER.search(one + other)
        and fuzz.ratio(one, other) >= _SLIP
    )


class _LettersOnly(dict[int, int | None]):
    """For `str.translate`: keeps letters and digits, drops all other signs."""

    def __missing__(self, sign: int) -> int | None:
        kept = self[sign] = sign if chr(sign).isalnum() else None
        return kept


_LETTERS_ONLY = _LettersOnly()


@dataclass(frozen=True, slots=True)
class Text:
    """A text as its letters and digits alone: bullets, markup, case and broken lines make no difference."""

    letters: str
    plain: str = field(default="", compare=False)

    @classmethod
    def of(cls, text: str) -> "Text":
        """`text`, made ready to be compared."""
        plain = _TAG.sub("\n", text) if "<" in text else text
        plain = html.unescape(plain) if "&" in plain else plain
        plain = plain if plain.isascii() else unicodedata.normalize("NFKC", plain)
        plain = _NUMERAL.sub("\n", f"\n{plain}")
        return cls(plain.casefold().translate(_LETTERS_ONLY) or "".join(text.split()), plain)

    def __bool__(self) -> bool:
        """Is there anything to compare?"""
        return bool(self.letters)

    def numbers(self) -> Counter[str]:
        """The numbers in it, numerals of lists aside."""
        return Counter(_NUMBER.findall(self.plain))


def likeness(one: Text, other: Text, *, at_least: float = 0.0) -> float:
    """How alike two texts are, in per cent; 0 below `at_least`. Site 4 is not site 5, whatever stands around it."""
    if one.letters == other.letters:
        return 100.0
    found = fuzz.ratio(one.letters, other.letters, score_cutoff=at_least)
    if not found:
        return 0.0
    mine, theirs = one.numbers(), other.numbers()
    return 0.0 if mine - theirs and theirs - mine else found


def is_part(part: Text, whole: Text) -> bool:
    """Is `part` the end or the beginning of `whole`, as where a cell lost its first lines or its last?"""
    size = len(part.letters)
    if not _TELLING <= size < len(whole.letters) <= 4 * size:
        return False
    return any(
        fuzz.ratio(part.letters, piece, score_cutoff=SAME) > 0
        for piece in (whole.letters[-size:], whole.letters[:size])
    )


class Shelf:
    """Texts among which the like of another can be found; each is known by its place, in the order they were added."""

    def __init__(self) -> None:
        self._texts: list[Text] = []
        self._sizes: list[int] = []
        self._same: dict[str, list[int]] = {}
        self._anchored: defaultdict[str, list[int]] = defaultdict(list)
        self._anchors_known = 0

    def add(self, text: Text) -> None:
        """Put `text` on the shelf."""
        self._same.setdefault(text.letters, []).append(len(self._texts))
        self._texts.append(text)
        self._sizes.append(len(text.letters))

    def __getitem__(self, place: int) -> Text:
        """The text at `place`."""
        return self._texts[place]

    def same(self, text: Text) -> list[int]:
        """The places of the texts that are `text` letter for letter."""
        return self._same.get(text.letters, [])

    def alike(self, text: Text, *, at_least: float) -> Iterator[tuple[int, float]]:
        """The places and likeness of the texts that are alike enough, likest first."""
        places = self._near_in_size(text, at_least)
        choices = [self._texts[place].letters for place in places]
        for _, _, index in process.extract(text.letters, choices, scorer=fuzz.ratio, score_cutoff=at_least, limit=None):
            score = likeness(text, self._texts[places[index]], at_least=at_least)
            if score:
                yield places[index], score

    def _near_in_size(self, text: Text, at_least: float) -> list[int]:
        """The promising places but for those of texts so much longer or shorter that they cannot be alike enough."""
        size = len(text.letters)
        # Likeness is twice what two texts share, of the letters of both; they share the shorter one at most.
        share = (at_least - 0.001) / 200
        least, most = size * share / (1 - share), size * (1 - share) / share if share > 0 else math.inf
        sizes = self._sizes
        return sorted(place for place in self._promising(text) if least <= sizes[place] <= most)

    def _promising(self, text: Text) -> Iterable[int]:
        """The places worth comparing: all of a few; among many, those that share the rarest of the text's anchors."""
        if len(self._texts) <= _FEW:
            return range(len(self._texts))
        for place in range(self._anchors_known, len(self._texts)):
            for anchor in _anchors(self._texts[place].letters):
                self._anchored[anchor].append(place)
        self._anchors_known = len(self._texts)
        shared = sorted(filter(None, map(self._anchored.get, _anchors(text.letters))), key=len)
        if not shared:
            return range(len(self._texts))
        promising: set[int] = set()
        for places in shared:
            promising.update(places)
            if len(promising) >= _FEW:
                break
        return promising


@lru_cache(maxsize=2)
def _anchors(letters: str) -> Collection[str]:
    """Each once, in their order; a text that was looked for is often put on the shelf next."""
    starts = [match.start() for match in _ANCHOR.finditer(letters, 0, max(len(letters) - _STRETCH + 2, 0))]
    return dict.fromkeys([letters[start : start + _STRETCH] for start in starts])
