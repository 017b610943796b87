"""The minutes of a meeting as plain text, for an e-mail."""

from collections.abc import Iterator

from db.minutes import Digest
from db.rules import Policy
from tui.minuted import Part, lines, parts
from tui.text import show, show_line, wrap

COLUMNS = 72
_INDENT = "  "


def letter(digest: Digest, policy: Policy) -> str:
    """All of it, no line longer than e-mails are."""
    return "\n".join(line.rstrip() for line in _lines(digest, policy)) + "\n"


def _lines(digest: Digest, policy: Policy) -> Iterator[str]:
    for line in lines(digest):
        yield from wrap(show_line(line), COLUMNS)
    found = parts(digest, policy)
    for part in found:
        heading = f"{part.title} ({len(part.rows)})"
        yield from ("", "", heading.upper())
        yield from _part(part)
    if not found:
        yield from ("", "Nothing was recorded.")


def _part(part: Part) -> Iterator[str]:
    """Each row as a paragraph: what it is about, what is said, then what else, named."""
    for ref, audit, *rest in part.rows:
        yield ""
        yield from wrap(show_line(f"{ref}, {audit}"), COLUMNS)
        for n, (name, words) in enumerate(zip(part.columns[2:], rest, strict=True), 2):
            if words.strip():
                yield from _set_in(show(words) if n < part.plain else f"{name}: {show_line(words)}")


def _set_in(words: str) -> Iterator[str]:
    for line in wrap(words.strip("\n"), COLUMNS - len(_INDENT)):
        yield f"{_INDENT}{line}" if line else ""
