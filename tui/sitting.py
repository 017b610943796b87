"""How far a running meeting has come: its order, what was put off, the time taken, what is half typed. Pure."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

Texts = list[str]
"""What is typed in the lines of one question."""


class Mark(StrEnum):
    """What became of an item of the queue."""

    DONE = "done"
    """Something was recorded about it."""
    SEEN = "seen"
    """It was looked at, and left as it is."""
    SKIPPED = "skipped"
    LATER = "later"


@dataclass
class Sitting:
    """It outlives the program: whatever is in it is kept as a draft, and read again."""

    order: list[str]
    """Recommendations by id, as they come; those put off stand at the end."""
    at: int = 0
    marks: dict[str, Mark] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    half: dict[str, dict[str, Texts]] = field(default_factory=dict)
    """What is half typed: by recommendation, by what it is to become."""
    asking: str = ""
    """What is being typed at this moment; empty where nothing is."""

    @property
    def here(self) -> str:
        """The recommendation spoken of."""
        return self.order[self.at] if self.order else ""

    @property
    def is_last(self) -> bool:
        """Does none come after it?"""
        return self.at >= len(self.order) - 1

    def ahead(self, count: int) -> list[str]:
        """This one, those that come next, and the one before."""
        return self.order[self.at : self.at + 1 + count] + self.order[max(self.at - 1, 0) : self.at]

    def count(self, mark: Mark) -> int:
        """How many bear it."""
        return sum(one is mark for one in self.marks.values())

    # Going on. -------------------------------------------------------------------------------------------------

    def step(self, by: int) -> bool:
        """To the next or the one before; False at an end."""
        at = self.at + by
        if by > 0:
            self.marks.setdefault(self.here, Mark.SEEN)
        if not 0 <= at < len(self.order):
            return False
        self.at = at
        return True

    def go_to(self, id_: str) -> bool:
        """To that one, if it is in the queue."""
        if id_ not in self.order:
            return False
        self.at = self.order.index(id_)
        return True

    def skip(self) -> bool:
        """Leave it out, and on to the next."""
        self.marks[self.here] = Mark.SKIPPED
        return self.step(1)

    def put_off(self) -> bool:
        """To the end of the queue with it, and on to the next; False where it is the last."""
        here = self.here
        self.marks[here] = Mark.LATER
        if self.is_last:
            return False
        self.order.append(self.order.pop(self.at))
        return True

    def spend(self, seconds: float) -> None:
        """So long it has been spoken of."""
        self.seconds[self.here] = self.seconds.get(self.here, 0.0) + seconds

    # What is half typed. ---------------------------------------------------------------------------------------

    def typed(self, id_: str, what: str, texts: Sequence[str]) -> None:
        """Keep what is typed so far; nothing is kept of nothing."""
        if any(texts):
            self.half.setdefault(id_, {})[what] = list(texts)
        elif id_ in self.half:
            self.half[id_].pop(what, None)
            if not self.half[id_]:
                del self.half[id_]

    def begun(self, id_: str, what: str) -> Texts:
        """What was typed of it before."""
        return list(self.half.get(id_, {}).get(what, ()))

    # Kept and read again. --------------------------------------------------------------------------------------

    def kept(self) -> str:
        """All of it as the text of a draft."""
        marked = {mark: [id_ for id_, one in self.marks.items() if one is mark] for mark in Mark}
        return json.dumps(
            {
                "order": self.order,
                "here": self.here,
                **{str(mark): ids for mark, ids in marked.items()},
                "seconds": {id_: round(seconds, 1) for id_, seconds in self.seconds.items()},
                "half": self.half,
                "asking": self.asking,
            }
        )


def taken_up(queue: Sequence[str], draft: str) -> Sitting:
    """The sitting over this queue, going on where the draft says; what makes no sense in a draft is nothing."""
    told: object = None
    with suppress(ValueError):
        told = json.loads(draft)
    kept = told if isinstance(told, dict) else {}
    known = set(queue)
    order = list(dict.fromkeys(id_ for id_ in _ids(kept.get("order")) if id_ in known))
    sitting = Sitting([*order, *(id_ for id_ in queue if id_ not in order)])
    for mark in Mark:
        sitting.marks.update((id_, mark) for id_ in _ids(kept.get(mark)) if id_ in known)
    seconds, half = kept.get("seconds"), kept.get("half")
    if isinstance(seconds, dict):
        sitting.seconds = {
            id_: float(one) for id_, one in seconds.items() if id_ in known and isinstance(one, int | float)
        }
    for id_, texts in half.items() if isinstance(half, dict) else ():
        for what, lines in texts.items() if isinstance(texts, dict) and id_ in known else ():
            sitting.typed(id_, what, list(_ids(lines)))
    here, asking = kept.get("here"), kept.get("asking")
    if isinstance(here, str):
        sitting.go_to(here)
    sitting.asking = asking if isinstance(asking, str) else ""
    return sitting


def _ids(told: object) -> Iterator[str]:
    yield from (one for one in (told if isinstance(told, list) else ()) if isinstance(one, str))
