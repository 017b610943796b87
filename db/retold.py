"""What has become of everything that a report told, recommendation by recommendation."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.rows import Recommendation
from db.since import Change, changes, since


@dataclass(frozen=True, slots=True)
class Retold:
    """One recommendation as it was told, as it is now, and the sentence between."""

    told: Recommendation | None
    """None where it is new since."""
    now: Recommendation | None
    """None where it is no longer there."""
    said: str
    changes: tuple[Change, ...]

    @property
    def shown(self) -> Recommendation:
        """As it was told, or as it is where it was not."""
        shown = self.told or self.now
        assert shown is not None  # noqa: S101 - one of the two is always there
        return shown


def retold(told: Iterable[Recommendation], now: Iterable[Recommendation]) -> tuple[Retold, ...]:
    """All of them, as they were told, in that order; then what is new since."""
    there = {one.id: one for one in now}
    found = [_retold(one, there.pop(one.id, None)) for one in told]
    return (*found, *(_retold(None, one) for one in there.values()))


def _retold(told: Recommendation | None, now: Recommendation | None) -> Retold:
    return Retold(told, now, since(told, now), changes(told, now) if told and now else ())
