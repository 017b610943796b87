"""A file's path, typed with its folder open below the line, pasted, or dropped on the terminal."""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual import events, on, work
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from db.rules import LARGEST_FILE, show_date, show_size
from tui.text import show_line, show_text
from tui.widgets.entry_list import EntryList
from tui.widgets.fields import LineField

LISTED = 200
"""Names shown of one folder; typing on narrows them."""


def path_of(words: str) -> Path:
    """A path as typed, pasted with quotes, or dropped on the terminal."""
    words = words.strip()
    if len(words) > 1 and words[0] == words[-1] and words[0] in "\"'":
        words = words[1:-1]
    return Path(words).expanduser()


@dataclass(frozen=True, slots=True)
class Found:
    """What is at a path."""

    names: tuple[str, ...]
    """What the folder holds that begins so, folders first and with a slash."""
    size: int | None
    """Bytes, where the path is a file."""
    modified: datetime | None


def look(words: str, endings: tuple[str, ...]) -> Found:
    """Look at a path and its folder; what cannot be read holds nothing."""
    path = path_of(words)
    try:
        stat = path.stat() if path.is_file() else None
    except (OSError, ValueError):
        stat = None
    beginning = "" if words.rstrip("\"'").endswith(("/", os.sep)) else path.name.casefold()
    folder = path if not beginning else path.parent
    folders, files = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name.casefold()
                if not name.startswith(beginning) or (name.startswith(".") and not beginning):
                    continue
                if entry.is_dir():
                    folders.append(entry.name + "/")
                elif not endings or name.endswith(endings):
                    files.append(entry.name)
    except (OSError, ValueError):
        pass
    names = (*sorted(folders, key=str.casefold), *sorted(files, key=str.casefold))
    if stat is None:
        return Found(names, None, None)
    return Found(names, stat.st_size, datetime.fromtimestamp(stat.st_mtime).astimezone())


class PathField(LineField):
    """A path; below it, while it is being typed, what its folder holds."""

    def __init__(
        self, label: str, value: str = "", *, name: str, endings: tuple[str, ...] = (), new: bool = False
    ) -> None:
        """`new`: a file to be written, which need not be there."""
        super().__init__(label, value, name=name, placeholder="a path (Down lists the folder), or drop the file here")
        self.endings, self.new = endings, new
        self.names = EntryList(classes="names", compact=True, markup=False)
        self.found = Found((), None, None)

    @property
    def path(self) -> Path:
        """The path typed."""
        return path_of(self.words)

    def compose(self) -> ComposeResult:
        """The folder stands between the line and what is said."""
        label, control, said = super().compose()
        yield label
        yield control
        yield self.names
        yield said

    def trouble(self) -> str | None:
        """Say what is at the path, if that cannot be used."""
        if not self.words.strip() or self.new:
            return None
        try:
            size = self.path.stat().st_size
            if self.path.is_dir():
                return "This is a folder: choose a file in it."
        except (OSError, ValueError):
            return "There is no such file."
        if size <= LARGEST_FILE:
            return None
        return f"The file has {show_size(size)}; a register takes files of up to {show_size(LARGEST_FILE)}."

    def touched(self) -> None:
        """Look at the folder, off the screen's thread: it may be a slow share."""
        self.explain("")
        self.look()
        self.post_message(self.Changed(self))

    @work(group="look", exclusive=True)
    async def look(self) -> None:
        """Show what is there."""
        words = self.words
        found = await asyncio.to_thread(look, words, self.endings)
        if words != self.words:
            return
        if found.names != self.found.names or not words:
            shown = found.names[:LISTED] if words and found.names != (self.path.name,) else ()
            self.names.set_options([Option(show_text(show_line(name))) for name in shown])
        self.found = found
        self._open_or_shut()
        self.post_message(self.Changed(self))
        if self.has_class("-trouble"):  # Said meanwhile, and of more weight.
            return
        if found.size is not None and not self.new:
            dated = f", last changed {show_date(found.modified.date())}" if found.modified else ""
            self.explain(f"{show_size(found.size)}{dated}")
        if found.size is not None and self.new:
            self.explain("There is a file of this name already.")

    def _open_or_shut(self) -> None:
        self.set_class(bool(self.names.option_count) and self.has_focus_within, "-open")

    def on_descendant_focus(self) -> None:
        """Open the folder when the line is entered."""
        self.look()

    def on_descendant_blur(self) -> None:
        """Shut it when it is left."""
        self.call_after_refresh(self._open_or_shut)

    def on_key(self, event: events.Key) -> None:
        """Down goes into the folder, up from its first line comes back."""
        if event.key == "down" and self.line.has_focus and self.names.option_count:
            self.names.focus()
            self.names.highlighted = 0
            event.stop()
        elif event.key == "down" and self.line.has_focus and not self.words:
            self.line.value = f".{os.sep}"
            event.stop()
        elif event.key == "up" and self.names.has_focus and not self.names.highlighted:
            self.line.focus()
            event.stop()
            event.prevent_default()

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        name = self.found.names[event.option_index]
        path = self.path
        folder = path if self.words.endswith(("/", os.sep)) or not self.words else path.parent
        self.line.value = str(folder / name) + ("/" if name.endswith("/") else "")
        self.line.cursor_position = len(self.line.value)
        self.line.focus()

    @property
    def stored_name(self) -> str:
        """The file's name, so that it can be kept: what is no text on this system becomes `?`."""
        return self.path.name.encode("utf-8", "replace").decode()

    async def content(self) -> bytes | None:
        """The file's bytes; None where there are none to be had, which has been said."""
        try:
            return await asyncio.to_thread(self.path.read_bytes)
        except (OSError, ValueError) as error:
            self.refuse(f"The file cannot be read: {getattr(error, 'strerror', None) or error}.")
            return None
