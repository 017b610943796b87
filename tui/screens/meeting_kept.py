"""Where a running meeting is, kept as a draft while it goes on, so that it goes on there after anything."""

import asyncio
from typing import TYPE_CHECKING

from tui.screens.asked import SaveFailed

if TYPE_CHECKING:
    from tui.screens.meeting import MeetingScreen

KEEP_AFTER = 0.25
"""Seconds after the last change at which where the meeting is, is kept."""
KEEP_BY = 0.7
"""Seconds after the first change by which it is kept, however fast the keys come."""


class Keeping:
    """The draft of a meeting's screen; it must be told when anything of it has changed."""

    def __init__(self, screen: "MeetingScreen") -> None:
        self._screen = screen
        self._key = f"meeting:{screen.meeting}"
        self._kept = ""
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None
        self._by = 0.0

    def take_up(self, draft: str) -> None:
        """This is what is kept."""
        self._kept = draft

    def soon(self) -> None:
        """Once no key has changed anything for a moment, and at the latest before a second has passed."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
        else:
            self._by = loop.time() + KEEP_BY
        when = min(loop.time() + KEEP_AFTER, self._by)
        self._timer = loop.call_at(when, lambda: self._screen.afterwards.begin(self.now()))

    async def now(self) -> None:
        """Keep where it is; one at a time, the newest last."""
        self._timer = None
        state = self._state()
        if self._busy or not state or state == self._kept:
            if self._busy:
                self.soon()
            return
        self._busy = True
        try:
            await self._screen.desk.keep_draft(self._key, state)
            self._kept = state
        except SaveFailed as failed:
            self._screen.hand.warn(f"What is typed and where the meeting is could NOT be kept: {failed}")
        finally:
            self._busy = False

    @property
    def rests(self) -> bool:
        """Is nothing left to keep?"""
        return self._timer is None and not self._busy

    def end(self) -> None:
        """No more timers: the screen goes down."""
        if self._timer is not None:
            self._timer.cancel()

    def last(self) -> None:
        """The screen goes down: nobody waits, but it is kept all the same."""
        state = self._state()
        if state and state != self._kept:
            self._screen.desk.last_draft(self._key, state)

    def _state(self) -> str:
        sitting, writing = self._screen.sitting, self._screen.hand.writing
        if sitting is None:
            return ""
        sitting.asking = writing.ask.what if writing and writing.item == sitting.here else ""
        return sitting.kept()
