"""Reading behind the screen's back: one thread, at most one question of each kind waiting, the newest one.

It imports nothing of Textual, so that the first answers are on their way while Textual is still loading.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Condition, Thread

from db import history, store
from db.queries import Interrupted, Reader
from db.rows import DirectorateNode, Filter, Line, Position, Sort
from db.rules import Counting
from tui.text import called

FIRST_LINES = 64
"""Lines read before the first paint: a tall screenful."""
POLL = 1.0
"""Seconds between looks for what other programs have written."""
BUSY = "The register is busy; please press that again."
"""What is said where `near` could not read it, for that never waits."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first paint shows."""

    tree: tuple[DirectorateNode, ...]
    position: Position
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class ChangedElsewhere:
    """Another program has written to the register."""


class Background:
    """The thread, its connection and its questions."""

    def __init__(self, path: Path, as_at: date, *, past: bool) -> None:
        self.path, self.as_at, self._past = path, as_at, past
        self.first_look: Future[FirstLook] = Future()
        """Raises RegisterError where the file cannot be opened or read."""
        self.near: Future[Reader] = Future()
        """A second reader, for the screen's own thread: what that asks is short, and it never waits."""
        self.tell: Callable[[object], object] = _nobody
        """Who is told what was found; called on this thread."""
        self.seen = 0
        """The latest event that the screen knows of."""
        self._questions: dict[str, Callable[[Reader], object]] = {}
        self._running = ""
        self._asked: Callable[[Reader], object] | None = None
        """The question that is being answered."""
        self._unwanted = False
        """Does nobody wait for its answer any more?"""
        self._stop = False
        self._wake = Condition()
        self._thread = Thread(target=self._run, name="reader", daemon=True)
        self._thread.start()

    def ask(self, kind: str, question: Callable[[Reader], object]) -> None:
        """Have this answered and told; an older question of its kind is dropped, or interrupted."""
        with self._wake:
            self._questions.pop(kind, None)
            self._questions[kind] = question
            if self._running == kind:
                self._interrupt()
            self._wake.notify()

    def drop(self, question: Callable[[Reader], object]) -> None:
        """Nobody waits for the answer to this any more."""
        with self._wake:
            self._questions = {kind: asked for kind, asked in self._questions.items() if asked is not question}
            if self._asked is question:
                self._interrupt()

    def view(self, as_at: date, counting: Counting) -> None:
        """From the next question on say what is so as at that day, months counted this way, here and nearby."""
        self.as_at = as_at

        def turned(reader: Reader) -> Reader:
            return Reader(reader.connection, as_at, counting=counting, path=reader.path)

        near = turned(self.near.result())
        self.near = Future()
        self.near.set_result(near)

        def switch(reader: Reader) -> None:
            self._reader = turned(reader)
            self._reader.pause = self._pause

        self.ask("view", switch)

    @property
    def shared(self) -> bool:
        """Is a question being answered on the very connection that the screen's own thread reads from?"""
        return self._past and bool(self._running)

    def close(self) -> None:
        """Answer no more."""
        with self._wake:
            self._stop = True
            self._questions.clear()
            if self._running:
                self._interrupt()
            self._wake.notify()
        self._thread.join(timeout=5)
        if self.near.done() and not self._past:
            self.near.result().connection.close()  # Windows removes no file that someone holds open.

    def _run(self) -> None:
        try:
            self._open()
        except BaseException as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            for future in (self.first_look, self.near):
                if not future.done():
                    future.set_exception(error)
            return
        while not self._stop:
            with self._wake:
                if not (self._questions or self._stop):
                    self._wake.wait(POLL)
                kind = next(iter(self._questions), "")
                question = self._questions.pop(kind, self._look_for_changes)
                self._running, self._asked, self._unwanted = kind, question, False
            self._answer(question)
        self._reader.connection.close()

    def _open(self) -> None:
        """Open, and read what the first paint shows before anything else."""
        connection = store.open_checked(self.path)
        if self._past:
            later = connection.execute("SELECT 1 FROM event WHERE effective_on > ? LIMIT 1", (str(self.as_at),))
            # Where nothing has happened since, the register as it was is the register as it is.
            self._past = later.fetchone() is not None
        if self._past:
            connection = history.state_at(connection, self.as_at)
        self._reader = reader = Reader(connection, self.as_at)
        reader.pause = self._pause
        called.policy = reader.policy
        lines = reader.first(Filter(), Sort(), FIRST_LINES)
        self.seen = history.last_event(reader.connection)
        self.first_look.set_result(FirstLook(reader.tree(), reader.position(), lines))
        near = connection if self._past else store.connect(self.path, read_only=True)
        if not self._past:
            near.execute("PRAGMA busy_timeout=0")
        self.near.set_result(Reader(near, self.as_at))

    def _answer(self, question: Callable[[Reader], object]) -> None:
        found: object = None
        try:
            found = question(self._reader)
            called.policy = self._reader.policy
        except Interrupted:
            pass  # A newer question of its kind is waiting, or nobody is.
        except Exception as error:  # noqa: BLE001 - a thread must not end unheard
            found = error
        with self._wake:
            self._running, self._asked = "", None
        if found is not None:
            self.tell(found)

    def _interrupt(self) -> None:
        """Stop what is being read, be it in the database or in what is made of that."""
        self._unwanted = True
        self._reader.interrupt()

    def _pause(self) -> None:
        if self._unwanted:
            raise Interrupted

    def _look_for_changes(self, reader: Reader) -> object:
        """Has another program written to the register? Drafts do not count: they are no events."""
        if self._past or (latest := history.last_event(reader.connection)) == self.seen:
            return None
        self.seen = latest
        return ChangedElsewhere()


def _nobody(found: object) -> None:
    """Nobody listens yet."""
