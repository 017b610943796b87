"""The one thread that writes: what is to be saved waits in line, and is called saved only after it is committed."""

import gc
import importlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui.faults import kind_and_place

if TYPE_CHECKING:
    from db.ledger import Ledger

Told = TypeVar("Told")


class Writer:
    """A queue, its thread, and on it the ledger. All of it begins after the first paint."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "writer")
        self._ledger: Ledger | None = None
        self._trouble = "The register is still being checked."
        self._waiting = 0

    def begin(self, *also_load: str) -> "Future[str]":
        """Load the ledger and these modules, then check the file: loading slows the keys down, so it comes first.

        The result says why the register cannot be written, or nothing.
        """
        return self._thread.submit(self._begin, also_load)

    def put(self, work: "Callable[[Ledger], Told]") -> "Future[Told]":
        """Put a change into the line. Where it is not in the file afterwards, its future raises SaveFailed."""
        self._waiting += 1
        return self._thread.submit(self._do, work)

    @property
    def saving(self) -> bool:
        """Is there something that is not in the file yet?"""
        return self._waiting > 0

    def drain(self) -> None:
        """Wait until what is in the line is written."""
        self._thread.submit(int).result()

    def close(self) -> None:
        """Write what waits, then stop."""
        self._thread.submit(self._end)
        self._thread.shutdown(wait=True)

    def _begin(self, also_load: tuple[str, ...]) -> str:
        from db import store  # all this is loaded on this thread, behind the first paint
        from db.ledger import Ledger

        for module in also_load:
            importlib.import_module(module)
        try:
            damage = store.quick_check(self._path)
            if damage:
                self._trouble = (
                    f"The register is damaged ({damage[0]}). Nothing is written to it; `outstanding check` tells more."
                )
            else:
                self._ledger, self._trouble = Ledger(self._path, store.user_name(self._path)), ""
        except store.RegisterError as error:
            self._trouble = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, what can be read is still shown
            self._trouble = _internal(error)
        # What is loaded stays: to look through it for garbage would hold the keys up for 0.1 s, again and again.
        gc.freeze()
        return self._trouble

    def _do(self, work: "Callable[[Ledger], Told]") -> Told:
        from db.connection import RegisterError
        from db.ledger import Refused
        from tui.screens.asked import SaveFailed, SaveRefused

        try:
            if self._ledger is None:
                raise SaveFailed(self._trouble)  # noqa: TRY301 - said like any other reason
            return work(self._ledger)
        except Refused as error:
            raise SaveRefused(str(error)) from None
        except SaveFailed:
            raise
        except RegisterError as error:
            raise SaveFailed(str(error)) from None
        except Exception as error:
            raise SaveFailed(_internal(error)) from error  # The words typed stay on the screen, whatever it is.
        finally:
            self._waiting -= 1

    def _end(self) -> None:
        if self._ledger is not None:
            self._ledger.close()


def _internal(error: Exception) -> str:
    return f"An internal error ({kind_and_place(error)}). Nothing was saved."
