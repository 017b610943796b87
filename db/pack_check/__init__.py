"""The pack check: what a Head of Audit would want mended before a report goes out. Pure rules over frozen rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from db.pack_check.closing import acceptance_incomplete, closed_as_reported, closed_untested
from db.pack_check.dates import due_is_report_date, due_moved_unagreed, milestone_missed
from db.pack_check.findings import TITLES, Finding, Pack, Reported, Walked, standing
from db.pack_check.missing import missing
from db.pack_check.names import personal_name
from db.pack_check.statuses import status_disagrees, status_not_read, status_words_disagree
from db.pack_check.twins import audit_named_twice, recorded_twice
from db.pack_check.updates import no_update, out_of_date_words, past_as_to_come, promise_passed, same_update

__all__ = ["TITLES", "Finding", "Pack", "Reported", "check", "standing"]

_RULES: Mapping[str, Callable[[Pack], Iterator[Finding]]] = {
    rule.__name__: rule
    for rule in (
        no_update,
        same_update,
        past_as_to_come,
        out_of_date_words,
        promise_passed,
        milestone_missed,
        due_is_report_date,
        due_moved_unagreed,
        closed_untested,
        closed_as_reported,
        acceptance_incomplete,
        status_not_read,
        status_disagrees,
        status_words_disagree,
        recorded_twice,
        audit_named_twice,
        missing,
        personal_name,
    )
}


def _go_on() -> None:
    """Nobody can say to stop."""


def check(pack: Pack, pause: Callable[[], None] = _go_on) -> list[Finding]:
    """Everything that is found, each thing once, rule by rule in the order of TITLES; what `pause` raises stops it."""
    walked = replace(pack, reported=Walked(pack.reported, pause))
    return list({finding.key: finding for rule in TITLES for finding in _RULES[rule](walked)}.values())
