"""One follow-up of several recommendations: each checked as by itself, those refused left as they are."""

from collections.abc import Callable, Iterable

from db.follow_up import follow_up, nothing_new
from db.inputs import FollowUp
from db.rules import visible
from db.transaction import NotTaken, Refused, Transaction


def follow_up_together(
    t: Transaction, wanted: Iterable[str], change: FollowUp, find: Callable[[str], str]
) -> tuple[NotTaken, ...]:
    """Everything `change` says, of each of them it may be said of; the others, with the reason."""
    words = (change.reason, change.text, change.management, change.acceptance.why if change.acceptance else "")
    if not any(map(visible, words)):
        raise Refused("A change of several needs a note or a reason, which is kept with each.")
    refused = []
    done: set[str] = set()
    for asked in wanted:
        found = ""
        try:
            found = find(asked)
            if found not in done:
                done.add(found)
                with t.attempt():
                    follow_up(t, found, change)
                    _refuse_nothing(t, change)
        except Refused as why:
            refused.append(NotTaken(found or asked, t.name("recommendation", found) if found else "", str(why)))
    return tuple(refused)


def _refuse_nothing(t: Transaction, change: FollowUp) -> None:
    if t.changes_nothing:
        raise Refused(nothing_new(change))


def count_refused(refused: tuple[NotTaken, ...]) -> str:
    """To be said behind what was done: `; 2 refused`."""
    return f"; {len(refused)} refused" if refused else ""
