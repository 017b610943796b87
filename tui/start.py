"""From the command line to the screen: reading begins before Textual is loaded, and ends after everything is saved."""

import gc
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.reader import Background
from tui.text import signs

if TYPE_CHECKING:
    from tui.app import Outstanding


def run(path: Path, *, as_at: date | None = None, ascii_only: bool = False) -> int:
    """Open the screen on a register; where the sample is asked for, on that, and then again. Returns the exit code."""
    app = _shown(path, as_at=as_at, ascii_only=ascii_only)
    while app.sample is not None:
        with app.sample as folder:
            ended = _shown(Path(folder, "sample.sqlite"), as_at=None, ascii_only=ascii_only).return_code
        if ended:  # The terminal was closed, or something went wrong.
            return ended
        app = _shown(path, as_at=as_at, ascii_only=ascii_only)
    return app.return_code or 0


def _shown(path: Path, *, as_at: date | None, ascii_only: bool) -> "Outstanding":
    today = datetime.now().astimezone().date()
    past = as_at is not None and as_at < today
    background = Background(path, as_at or today, past=past)
    if ascii_only:
        signs.use_ascii()
    from tui import keys  # reading has begun

    own = keys.take_up()
    # Loading makes many objects and no garbage worth looking for.
    gc.disable()
    os.environ.setdefault("TEXTUAL_FPS", "240")  # What was found is painted at once, not at the next of 60 ticks.
    from tui.app import Outstanding
    from tui.theme import theme_file
    from tui.writer import Writer

    gc.freeze()
    gc.enable()
    background.first_look.result()
    writer = Writer(path)
    notice = "as it was then" if past else "" if os.access(path, os.W_OK) else "opened for reading"
    app = Outstanding(
        background,
        writer,
        notice=notice,
        fixed=as_at is not None,
        troubles=own.troubles,
        theme_file=theme_file(),
        greets=True,
    )
    try:
        app.run()
    finally:
        background.close()
        writer.close()
    return app
