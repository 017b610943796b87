"""What our own papers say in their tags, so that each printed word comes back into the field it was printed from.

An element is titled with the heading of its field (`Management response`, `Milestone 2`). Where paper cannot print a
text as it is (a hidden character, two blanks, an empty line, another bullet), an attribute of ours gives what was
meant. It only ever completes what is printed: who reads it holds it against the printed words, which win.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from db.rules import MONTHS, show_date
from reports.columns import BY_FIELD, Kind

OWNER = "XXOutstanding"
"""Of our attributes: a private name, by the rules of PDF."""
EXACTLY, BEFORE, AFTER = "Text", "Before", "After"
"""The text of an element; what stands between it and the one before; what follows the last of its field."""

MILESTONE = "Milestone"
_HEADINGS = {column.heading: field for field, column in BY_FIELD.items()}

_SHOWN = re.compile(r"([0-9]{1,2})[ \xa0]([A-Z][a-z]{2})[ \xa0]([0-9]{1,4})")

AROUND: Mapping[str, tuple[str, str]] = {
    "as_at": ("Position at ", ""),
    "source_ref": ("printed as ", ""),
    "issued": ("Report of ", ""),
    "assurance": ("Assurance: ", ""),
    "auditor": ("", " Audit"),
    "original_due": ("originally ", ""),
    "due_words": ("\u201c", "\u201d"),
    "status_words": ("\u201c", "\u201d"),
    "update_on": ("Updated ", ""),
    "director": ("Director: ", ""),
    "executive_member": ("Executive Member: ", ""),
    "owner": ("Owner: ", ""),
    "action": ("Action: ", ""),
}
"""What is printed before and after the words of a field."""


def printed(field: str, value: str) -> str:
    """A value of a field as a line of paper has it; dates are given as ISO."""
    before, after = AROUND.get(field, ("", ""))
    return f"{before}{show_date(date.fromisoformat(value)) if is_date(field) else value}{after}"


def plainly(field: str, words: str) -> str:
    """The value of a field that printed words give by themselves; a date as ISO, empty where it is none."""
    before, after = AROUND.get(field, ("", ""))
    value = words.removeprefix(before).removesuffix(after)
    if is_date(field):
        day = shown_date(value)
        return day.isoformat() if day else ""
    return value


def shown_date(words: str) -> date | None:
    """The date that `show_date` showed."""
    found = _SHOWN.fullmatch(words)
    try:
        return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])) if found else None
    except ValueError:
        return None


def is_date(field: str) -> bool:
    """Does a field hold a date?"""
    return field in BY_FIELD and BY_FIELD[field].kind is Kind.DATE


def attributes(field: str, given: Mapping[str, str]) -> str:
    """The entries of an element: its field's title, and of what is `given` under our names all that has to be said."""
    title = BY_FIELD[field].heading if field in BY_FIELD else field
    ours = "".join(f"/{name}{_string(text)}" for name, text in given.items())
    return f"/T({title})" + (f"/A<</O/{OWNER}{ours}>>" if ours else "")


def field_of(title: str) -> str:
    """The field that an element is titled with; a milestone has its number; empty for all else."""
    return title if title.startswith(f"{MILESTONE} ") else _HEADINGS.get(title, "")


def _string(text: str) -> str:
    """A text as PDF writes it."""
    if text.isascii() and text.isprintable():
        return "(" + re.sub(r"([()\\])", r"\\\1", text) + ")"
    return f"<FEFF{text.encode('utf-16-be', 'surrogatepass').hex().upper()}>"


# What paper loses. ---------------------------------------------------------------------------------------------------

_MARK = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
_LATIN = re.compile(
    "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    "\u2018\u2019\u201c\u201d\u2013\u2014\u00a3\u20ac]"
)
"""Letters and signs of English and Welsh that are one thing in all encodings, and never between two fonts."""
_BLANKS = frozenset("\t\n\r\x85\u2028\u2029") | {chr(code) for code in range(0xFE00, 0xFE10)}

_UNSEEN = frozenset(("Zs", "Mn", "Mc", "Me"))


def survives(text: str) -> bool:
    """Do letters come back from paper as they are, whoever reads it? Two blanks, or hidden or odd ones, do not."""
    letters = _LATIN.sub("x", text)
    return letters.isascii() and letters.isprintable() and text == " ".join(text.split()) and not _MARK.search(text)


def same(one: str, other: str) -> bool:
    """Are they the same words but for what paper loses: blanks, case, accents, which of several like signs?"""
    return _essence(one) == _essence(other)


def ends_in(words: str, end: str) -> bool:
    """Do words end in others, but for what paper loses?"""
    return bool(end) and _essence(words).endswith(_essence(end))


def _essence(text: str) -> str:
    text = _MARK.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), unicodedata.normalize("NFC", text))
    # Of two equal accents drawn over each other some readers see one.
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in text if c not in _BLANKS and unicodedata.category(c) not in _UNSEEN)
