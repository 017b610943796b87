"""A sheet that does something long: a bar shows how far it is, and it can be stopped before it is left."""

from collections.abc import Iterator
from contextlib import contextmanager

from textual.widgets import ProgressBar

from tui.jobs import Progress
from tui.screens.sheet import Result, Sheet


class StoppableSheet(Sheet[Result]):
    """Its body ends in the bar; `progress` is set while it is busy."""

    progress: Progress | None = None
    """Of what is being done now."""

    @property
    def bar(self) -> ProgressBar:
        """The bar."""
        return self.query_one(ProgressBar)

    def on_mount(self) -> None:
        """Nothing is being done yet."""
        self.bar.display = False
        self.set_interval(0.1, self.show_progress)

    @contextmanager
    def busy(self, words: str, *afterwards: str) -> Iterator[Progress]:
        """Say what is being done, with the bar, and that it can be stopped; `afterwards` are the keys shown then."""
        progress = self.progress = Progress()
        self.bar.display = True
        self.tell(words)
        self.show_keys("stop")
        try:
            yield progress
        finally:
            progress.stop = True  # If the app ends, what is half done is not wanted any more.
            self.progress = None
            if self.is_running:
                self.bar.display = False
                self.tell("")
                self.show_keys(*afterwards)

    def show_progress(self) -> None:
        """How far it is now."""
        if self.progress is not None:
            self.bar.update(total=self.progress.total or None, progress=self.progress.done)

    def action_leave(self) -> None:
        """Close."""
        self.action_stop()

    def action_stop(self) -> None:
        """Stop what is being done, of which nothing is kept; where nothing is, close."""
        if self.progress is None:
            self.dismiss(None)
        else:
            self.progress.stop = True
            self.tell("stopping")
