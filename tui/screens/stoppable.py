"""A sheet that does something long: a bar shows how far it is, and it can be stopped before it is left."""

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
        self.set_interval(0.1, self._show_progress)

    def _show_progress(self) -> None:
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
