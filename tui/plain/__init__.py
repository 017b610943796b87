"""The register in plain lines, for a pipe, a screen reader or a terminal without the full screen."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from textwrap import fill

from tui.text import show, show_line


def say(line: str) -> None:
    """One line or more on standard output, made harmless."""
    print(show(line))


def say_wrapped(line: str, hang: int) -> None:
    """A long line, as several that fit 80 columns; those after the first are set in by so much."""
    say(fill(line, 79, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False))


def block(title: str, text: str) -> None:
    """A heading and its text; nothing where there is no text."""
    if text.strip():
        entry(title, text)


def entry(title: str, text: str) -> None:
    """What stands for itself, whether or not words were given with it."""
    say(f"\n{title}" + (f"\n{text.strip()}" if text.strip() else ""))


def document(value: object) -> object:
    """Dates as ISO text, dataclasses as objects; what JSON knows stays as it is."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): document(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [document(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: document(getattr(value, part.name)) for part in fields(value)}
    return value


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while something long is done; silent where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005 - nobody watches
        return
    from rich.console import Console  # only long work shows a bar
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(show_line(what)), total=None)

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield update
