"""What a key brought about that need not be done before it is seen: begun once the screen is painted, in order."""

import asyncio
from collections.abc import Callable, Coroutine

SOON = 0.04
"""Seconds after a key at which what it need not wait for is begun."""


class Afterwards:
    """What waits until the screen is painted, and what runs beside it."""

    def __init__(self) -> None:
        self._due: list[Callable[[], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waits(self) -> bool:
        """Is there anything to do yet?"""
        return bool(self._due)

    def soon(self, do: Callable[[], None]) -> None:
        """Do it once what the key changed is on the screen: the threads' work would keep it waiting. In order."""
        if not self._due:
            asyncio.get_running_loop().call_later(SOON, self.do_due)
        self._due.append(do)

    def do_due(self) -> None:
        """Do now all that waits."""
        due, self._due = self._due, []
        for do in due:
            do()

    def begin(self, doing: Coroutine[None, None, None]) -> None:
        """Let it run; nobody waits for it."""
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
