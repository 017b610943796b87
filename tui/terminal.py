"""What differs between Windows and the rest: the terminal, the editor."""

import os
import shlex
import shutil
import signal
import sys

WINDOWS = sys.platform == "win32"

ENDING_SIGNALS: tuple[int, ...] = () if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP)
"""What the system sends to end a program, which then puts the terminal right; Windows just closes the window."""


def editor_command() -> list[str]:
    """The person's editor with its options, or the plainest one there is; empty where there is none."""
    chosen = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    if chosen and WINDOWS:  # Backslashes are part of a path there, and quotes stay on.
        return [part.strip('"') for part in shlex.split(chosen, posix=False)]
    if chosen:
        return shlex.split(chosen)
    known = ("notepad",) if WINDOWS else ("nano", "vim", "vi")
    return next(([name] for name in known if shutil.which(name)), [])
