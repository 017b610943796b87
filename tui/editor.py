"""A long text in the person's own editor, through a file that nobody else may read."""

import os
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from tui.commands import key_of
from tui.terminal import editor_command


class NoEditor(Exception):
    """The text could not be edited there; it is as it was."""


def edited(text: str, app: "App[object]") -> str:
    """`text` as the editor left it."""
    try:
        command = editor_command()
    except ValueError:
        raise NoEditor("The command in VISUAL or EDITOR has a quotation mark without its other half.") from None
    if not command:
        raise NoEditor(f"No editor was found. Set EDITOR to the one you like, then press {key_of('editor')} again.")
    number, name = tempfile.mkstemp(prefix="outstanding-", suffix=".txt")  # Made 0600.
    file = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        with app.suspend():
            subprocess.run([*command, name], check=False)  # noqa: S603 - the person's own editor
        after = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except SuspendNotSupported as error:
        raise NoEditor("This terminal cannot be lent to an editor.") from error
    except OSError as error:
        raise NoEditor(f"The editor `{command[0]}` could not be started: {error.strerror}.") from error
    except UnicodeError as error:
        kept = file.rename(file.with_suffix(".kept"))
        raise NoEditor(f"The editor did not write UTF-8. What it wrote is in {kept}.") from error
    finally:
        file.unlink(missing_ok=True)
    return after if text.endswith("\n") else after.removesuffix("\n")
