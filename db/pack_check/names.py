"""The rule on personal names in what is to be published: a hint, and rather none than a wrong one."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from db.pack_check.findings import LATEST_UPDATE, Finding, Pack, of, quoted
from db.rows import Recommendation

_WORD = r"(?:Mc|Mac|O['\u2019])?[A-Z][a-z\u00df-\u00ff]+(?:['\u2019-][A-Z][a-z\u00df-\u00ff]+)*"
_CAPITAL = re.compile(r"[A-Z][a-z\u00df-\u00ff]+")
_TITLE = re.compile("M(?:r|s|x|iss)|Dr|Prof|Cllr|Councillor")
"""Without one of these nobody is addressed; most texts have none."""
_ADDRESSED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Cllr|Councillor)\b\.?\s+(?P<name>(?:[A-Z]\.?\s+)?{_WORD}(?:\s+{_WORD})?)"
)
_NAMED = re.compile(rf"(?<![\w'\u2019-])(?P<first>{_WORD})(?=(?P<last>\s+(?:[A-Z]\.?\s+)?{_WORD})?)")
_PLACE = re.compile(
    r"Academy|Act|Airport|Avenue|Award|Bank|Bridge|Buildings?|Centre|Charity|Church|Close|College|Court|Crescent|Day|Drive|"
    r"Estate|Foundation|Fund|Gallery|Gardens|Green|Hall|Hill|Hospital|House|Hub|Infants?|Inn|Junior|Lane|Lewis|Library|Lodge|"
    r"Market|Mill|Museum|Park|Partnership|Place|Primary|Report|Review|Road|Room|School|Square|Stadium|Station|Street|Suite|"
    r"Surgery|System|Terrace|Theatre|Tower|Trust|University|Ward|Way|Wing|Wood|Works"
)
"""After one of these a name is that of a place or a thing."""
_BEFORE = re.compile(r"(?:\b(?:St|Saint|Sir|Lady|Lord|King|Queen|Prince|Princess|Royal|Holy)\.?|&|King['\u2019]s)\s+\Z")
_COMPANY = re.compile(r"\s+(?:[A-Z]\w+\s+)?(?:&|Ltd|Limited|LLP|plc|PLC|Inc|and Sons|and Co)\b|\s+&")
_MENDED = {"recommendation": "text", "response": "response", "update": LATEST_UPDATE, "action": "action"}
"""The texts that are read, and where each is corrected: a new update does not mend the words of the old one."""


def personal_name(pack: Pack) -> Iterator[Finding]:
    """`Linda will carry out random checks each week.`"""
    known = {word for post in pack.posts for word in _words(post.person)}
    for one in (one.recommendation for one in pack.told()):
        yield from _named(one, known)


def _named(one: Recommendation, officers: set[str]) -> Iterator[Finding]:
    told: set[str] = set()
    for field, place in _MENDED.items():
        for name in _names(getattr(one, field)):
            known = officers.union(*map(_words, (one.director, one.executive_member, one.owner)))
            if name not in told and known.isdisjoint(_words(name)):
                told.add(name)
                what = {"response": "management response", "action": "next action"}.get(field, field)
                said = f"The {what} of {one.ref} seems to name a person, {quoted(name)}, who is no director or member."
                yield of(one, "personal_name", said, place, name, field)


def _names(text: str) -> Iterator[str]:
    for match in _ADDRESSED.finditer(text) if _TITLE.search(text) else ():
        if not _PLACE.fullmatch(match["name"].split()[-1]):
            yield " ".join(match[0].split())
    end = 0
    given = not _given_names().isdisjoint(_CAPITAL.findall(text))
    for match in _NAMED.finditer(text) if given else ():
        if match["first"] not in _given_names() or match.start() < end:
            continue
        last = (match["last"] or "").split()
        end = match.end() + len(match["last"] or "")
        after = re.match(rf"\s+({_WORD})", text[end : end + 40])
        if any(_PLACE.fullmatch(word) for word in (*last, after[1] if after else "")):
            continue
        if _BEFORE.search(text, max(0, match.start() - 12), match.start()) or _COMPANY.match(text, match.end()):
            continue
        if not _is_addressed(text, match.start()):
            yield " ".join((match["first"], *last))


def _is_addressed(text: str, start: int) -> bool:
    """`Mrs Linda Smith` is told once, with her title."""
    return bool(re.search(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor)\b\.?\s+\Z", text[:start][-14:]))


def _words(person: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", person.casefold())


@cache
def _given_names() -> frozenset[str]:
    """Common given names that are no words, months, places or systems; none has a second capital."""
    return frozenset(files("db.pack_check").joinpath("given_names.txt").read_text("utf-8").split())
