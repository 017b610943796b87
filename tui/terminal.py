"""What differs between Windows and the rest: the terminal, the editor, the program that shows a file."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

WINDOWS = sys.platform == "win32"

ENDING_SIGNALS: tuple[int, ...] = () if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP)
"""What the system sends to end a program, which then puts the terminal right; Windows just closes the window."""


def stay_down_without_a_terminal() -> None:
    """What wakes the program puts the screen up again, but not where the window was closed, which wakes it too.

    What is written there is read by nobody, and the program would wait for that for ever.
    """
    if sys.platform == "win32" or not callable(wake := signal.getsignal(signal.SIGCONT)):
        return

    def woken(number: int, frame: FrameType | None) -> None:
        if os.isatty(0):  # Where its keys come from.
            wake(number, frame)

    signal.signal(signal.SIGCONT, woken)


def editor_command() -> list[str]:
    """The person's editor with its options, or the plainest one there is; empty where there is none.

    Raises ValueError where a quotation mark in it has no other half.
    """
    chosen = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    if chosen and WINDOWS:  # Backslashes are part of a path there, and quotes stay on.
        return [part.strip('"') for part in shlex.split(chosen, posix=False)]
    if chosen:
        return shlex.split(chosen)
    known = ("notepad",) if WINDOWS else ("nano", "vim", "vi")
    return next(([name] for name in known if shutil.which(name)), [])


OPENED = frozenset({".pdf", ".docx", ".odt", ".ods", ".xlsx", ".csv", ".tsv", ".txt", ".md", ".json"})
"""Endings of files that are shown, not run: no program, and nothing that fetches or acts when it is opened."""


class NoViewer(Exception):
    """The file could not be opened; it is as it was."""


def open_file(file: Path) -> None:
    """Open a file in the program that this system has for its kind. Raises NoViewer."""
    if not file.is_file():
        raise NoViewer(f"{file} is no longer there.")
    if file.suffix.casefold() not in OPENED:
        raise NoViewer(f"Files that end so might do more than be shown, so that it is not opened from here: {file}.")
    try:
        if sys.platform == "win32":
            os.startfile(file)  # noqa: S606 - the person's own file, in their own program
            return
        opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        on_desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if opener is None or not on_desktop:
            raise NoViewer(f"No program to show it was found from this terminal. The file is {file.absolute()}.")
        quiet = subprocess.DEVNULL
        command = [opener, str(file.absolute())]
        subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603
    except OSError as error:
        raise NoViewer(f"{file} could not be opened: {error.strerror}.") from None
