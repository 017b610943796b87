"""The command line: what was typed, which verb it is, and how it ends. Textual is imported only to open the screen."""

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from db.store import RegisterError
from tui.arguments import VERBS, screen_parser, verb_typed
from tui.arguments.typed import Verb
from tui.letters import spell_out
from tui.text import show
from tui.verbs.registers import DAMAGED, DONE, NOT_DONE, NotDone


def _screen(words: Sequence[str]) -> int:
    typed = screen_parser().parse_args(words)
    if typed.version:
        from importlib.metadata import version  # the screen opens sooner without

        print(f"outstanding {version('outstanding')}")
        return DONE
    from tui.verbs.screen import open_screen

    return open_screen(typed.register, as_at=typed.as_at, ascii_only=typed.ascii)


def _work(verb: Verb) -> Callable[[argparse.Namespace], int]:
    """What does it; its room is imported only now, so that each verb starts as light as it can."""
    room, _, function = verb.does.partition(".")
    work: Callable[[argparse.Namespace], int] = getattr(import_module(f"tui.verbs.{room}"), function)
    return work


def _verb(words: Sequence[str]) -> int:
    verb, typed = verb_typed(words)
    work = _work(verb)
    # A verb ends before it has left much garbage; to look for it, then and on the way out, takes a sixth of the time.
    gc.disable()
    atexit.register(gc.freeze)
    try:
        return work(typed)
    finally:
        # What was made meanwhile counts as old, else all of it is looked through at once.
        gc.freeze()
        gc.unfreeze()
        gc.enable()


def _tell(trouble: str) -> None:
    """One sentence; the names of files and records in it are made harmless."""
    print(show(trouble), file=sys.stderr)


def _say_no_more() -> None:
    """See to it that what is left of the output is not flushed to where it does not go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(words: Sequence[str] | None = None) -> int:
    """Do what was typed; returns the exit code of the contract: 0, 1, 2 or 3."""
    words = sys.argv[1:] if words is None else words
    spell_out(sys.stdout)
    try:
        ended = _verb(words) if words and words[0] in VERBS else _screen(words)
        sys.stdout.flush()
    except NotDone as trouble:
        _tell(str(trouble))
        return NOT_DONE
    except RegisterError as trouble:
        _tell(str(trouble))
        return DAMAGED
    except BrokenPipeError:  # whoever read our output has seen enough (`outstanding list | head`)
        _say_no_more()
        return NOT_DONE
    except OSError as trouble:  # a path that the system will not look at, or no room for our output
        _tell(f"{trouble.filename or 'The output'}: {trouble.strerror or trouble}.")
        if trouble.filename is None:
            _say_no_more()
        return NOT_DONE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return NOT_DONE
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends in a sentence without the words of a record
        from tui.faults import stopped  # few need it

        _tell(stopped(error))
        return NOT_DONE
    return ended


if __name__ == "__main__":
    sys.exit(main())
