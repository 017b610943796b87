"""Going through the queue of a meeting: on, back, past one, to one; and how long each is spoken of."""

import time
from typing import TYPE_CHECKING

from tui.sitting import Mark

if TYPE_CHECKING:
    from tui.screens.meeting import MeetingScreen

LONGEST_TICK = 5.0
"""Seconds that one tick of the clock may count for: a closed lid is no time spent."""
KEEP_TIME = 15
"""Ticks after which the time spent is kept, though nothing else has changed."""


class Through:
    """What the screen does when another item of its queue is wanted."""

    def __init__(self, screen: "MeetingScreen") -> None:
        self._screen = screen
        self._since = time.monotonic()
        self._ticks = 0

    # The clock. ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From now on time is spent."""
        self._since = time.monotonic()

    def spend(self) -> None:
        """The time since the last of these went to the item that is spoken of."""
        now, sitting = time.monotonic(), self._screen.sitting
        if sitting is not None and sitting.order:
            sitting.spend(min(now - self._since, LONGEST_TICK))
        self._since = now

    def tick(self) -> None:
        """A second has passed."""
        self.spend()
        self._screen.head.tick()
        self._ticks += 1
        if self._ticks % KEEP_TIME == 0:
            self._screen.keeping.soon()

    # On, and back. ---------------------------------------------------------------------------------------------

    def go(self, id_: str) -> None:
        """To that one."""
        sitting = self._screen.sitting
        self.spend()
        if sitting is not None and sitting.go_to(id_):
            self._moved()

    def lead_to(self, id_: str) -> None:
        """To that one; where it is spoken of already, its page stays as it lies."""
        if id_ != self._screen.going.here:
            self.go(id_)

    def next(self) -> None:
        """On to the next."""
        self.spend()
        if self._screen.going.step(1):
            self._moved()
        else:
            self._at_the_end()

    def back(self) -> None:
        """Back to the one before."""
        self.spend()
        if self._screen.going.step(-1):
            self._moved()
        else:
            self._screen.hand.tell("This is the first of the queue.")

    def skip(self) -> None:
        """Leave it out."""
        self.spend()
        ref = self._screen.ref(self._screen.going.here)
        self._move_on(self._screen.going.skip(), f"{ref}: skipped.")

    def later(self) -> None:
        """To the end of the queue with it."""
        self.spend()
        ref = self._screen.ref(self._screen.going.here)
        self._move_on(self._screen.going.put_off(), f"{ref}: later; it comes once more at the end.")

    def _move_on(self, moved: bool, words: str) -> None:
        self._screen.hand.tell(words)
        self._moved()
        if not moved:
            self._at_the_end()

    def _moved(self) -> None:
        screen = self._screen
        screen.show()
        screen.afterwards.soon(screen.read_ahead)
        screen.keeping.soon()

    def _at_the_end(self) -> None:
        screen, sitting = self._screen, self._screen.going
        left = [
            f"{sitting.count(mark)} {words}"
            for mark, words in ((Mark.LATER, "put off"), (Mark.SKIPPED, "skipped"))
            if sitting.count(mark)
        ]
        screen.head.refresh()
        screen.queue.show()
        screen.keeping.soon()
        also = f" {', '.join(left)}: g goes to one." if left else ""
        screen.hand.tell(f"That was the last of the queue.{also} x ends the meeting.", "accent")
