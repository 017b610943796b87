"""The reporting cycle in plain lines: today's list, moved due dates, follow-up audits, claims against tests."""

from collections.abc import Sequence
from datetime import date

from db.agenda import Wanted
from db.follow_up_audits import FollowUpAudit
from db.rows import DueRevision
from db.rules import show_date, so_many
from db.slips import OwnerSlips, Slip
from db.verified import TESTED, Claim, Tested, Verified
from tui.plain import document, say, say_wrapped
from tui.text import show_line

# What wants doing. ---------------------------------------------------------------------------------------------------


def agenda(wanted: Sequence[Wanted], as_at: date) -> None:
    """The day it is to be done by, or waits from; what it is; what it is about."""
    say(
        f"To do as at {show_date(as_at)}: {so_many(len(wanted), 'thing')}"
        if wanted
        else _NOTHING.format(show_date(as_at))
    )
    for one in wanted:
        about = f"{show_line(one.ref)}: " if one.ref else ""
        say_wrapped(f"  {show_date(one.by) or 'no date':<11}  {one.kind}  {about}{show_line(one.said)}", 15)


_NOTHING = "Nothing wants doing as at {}."


def agenda_as_document(wanted: Sequence[Wanted], as_at: date) -> object:
    """Each with its kind, and where it is mended."""
    return {"as_at": as_at.isoformat(), "wanted": document(tuple(wanted))}


# Due dates that were moved. ------------------------------------------------------------------------------------------


def slips(moved: Sequence[Slip], as_at: date) -> None:
    """Recommendation by recommendation, the farthest first."""
    times = sum(one.times for one in moved)
    on = so_many(len(moved), "recommendation")
    say(f"Due dates moved, as at {show_date(as_at)}: {so_many(times, 'time')} on {on}")
    for one in moved:
        of = one.recommendation
        say("")
        say_wrapped(f"{show_line(of.ref)}  {_days(one.days)} in {so_many(one.times, 'move')}  {show_line(of.audit)}", 2)
        say(f"  {show_line(of.owner) or '(no owner)'}")
        for revision in one.revisions:
            agreed = (
                f"agreed by {show_line(revision.agreed_by)}"
                if revision.agreed_by.strip()
                else "nobody named who agreed"
            )
            dates = f"{show_date(revision.old) or 'no date'} to {show_date(revision.new) or 'no date'}"
            say_wrapped(f"    {dates}, {agreed}: {show_line(revision.reason)}", 6)


def _days(count: int) -> str:
    return f"{so_many(abs(count), 'day')} {'later' if count >= 0 else 'earlier'}"


def owners(owned: Sequence[OwnerSlips], as_at: date) -> None:
    """Owner by owner, whoever moved farthest first."""
    say(f"Due dates moved, by owner, as at {show_date(as_at)}")
    for owner in owned:
        say(f"\n{show_line(owner.owner)}")
        refs = ", ".join(show_line(one.recommendation.ref) for one in owner.slips)
        say_wrapped(f"  {_days(owner.days)} in {so_many(owner.times, 'move')}: {refs}", 4)
        if owner.agreed_by:
            say_wrapped(f"  agreed by {'; '.join(map(show_line, owner.agreed_by))}", 4)
    if not owned:
        say("None was moved.")


def slips_as_document(moved: Sequence[Slip], owned: Sequence[OwnerSlips] | None, as_at: date) -> object:
    """Every move; by owner too where that was asked for."""
    told: dict[str, object] = {
        "as_at": as_at.isoformat(),
        "slips": [
            {
                "ref": one.recommendation.ref,
                "id": one.recommendation.id,
                "owner": one.recommendation.owner,
                "times": one.times,
                "days": one.days,
                "revisions": [_revision(revision) for revision in one.revisions],
            }
            for one in moved
        ],
    }
    if owned is not None:
        told["owners"] = [
            {
                "owner": owner.owner,
                "times": owner.times,
                "days": owner.days,
                "refs": [one.recommendation.ref for one in owner.slips],
                "agreed_by": list(owner.agreed_by),
            }
            for owner in owned
        ]
    return told


def _revision(revision: DueRevision) -> object:
    return document(revision)


# Follow-up audits. ---------------------------------------------------------------------------------------------------


_WHEN = {"late": "Late", "due": "Due now", "to come": "To come"}


def show_follow_ups(due: Sequence[FollowUpAudit], as_at: date) -> None:
    """By how urgent they are."""
    say(f"Follow-up audits to be made, as at {show_date(as_at)}")
    for when, title in _WHEN.items():
        each = [one for one in due if one.when == when]
        if each:
            say(f"\n{title}")
        for one in each:
            say(f"  {show_line(one.audit.title)}")
            opinion = f"{one.audit.assurance} assurance on {show_date(one.audit.issued)}"
            say(f"      {opinion}; between {show_date(one.first)} and {show_date(one.last)}")
    if not due:
        say("None: no audit of weak assurance waits to be followed up.")


def follow_ups_as_document(due: Sequence[FollowUpAudit], as_at: date) -> object:
    """Each with the first and last day."""
    return {
        "as_at": as_at.isoformat(),
        "follow_ups": [
            {
                "audit": one.audit.title,
                "id": one.audit.id,
                "directorate": one.audit.directorate,
                "assurance": one.audit.assurance,
                "issued": document(one.audit.issued),
                "first": document(one.first),
                "last": document(one.last),
                "when": one.when,
            }
            for one in due
        ],
    }


# Claimed against verified. -------------------------------------------------------------------------------------------


def verified(claims: Sequence[Claim], parts: Sequence[Verified], as_at: date) -> None:
    """In all, by directorate, and what is not tested yet."""
    whole = Verified("all", tuple(claims))
    say(f"Called done, as at {show_date(as_at)}: {whole.called_done}. Audit has tested {whole.tested} of them.")
    for tested, count in whole.counts.items():
        if count:
            say(f"  {count:>6}  {tested}")
    if whole.not_found_done:
        say(f"  {whole.not_found_done:>6}  looked at, and found not done")
    say("\nBy directorate: called done, tested")
    for part in (*parts, whole):
        say(f"  {part.called_done:>6} {part.tested:>6}  {show_line(part.name)}")
    waiting = [claim for claim in claims if claim.tested not in TESTED]
    if waiting:
        say("\nNot tested")
    for claim in waiting:
        of = claim.recommendation
        since = f", called done {show_date(claim.claimed_on)}" if claim.claimed_on else ""
        why = "" if claim.tested is Tested.NOT_YET else f", {claim.tested}"
        say_wrapped(f"  {show_line(of.ref)}  {show_line(of.audit)}{since}{why}", 6)


def verified_as_document(claims: Sequence[Claim], parts: Sequence[Verified], as_at: date) -> object:
    """The counts, and each claim with how it was tested."""
    return {
        "as_at": as_at.isoformat(),
        **_verified(Verified("all", tuple(claims))),
        "directorates": {part.name: _verified(part) for part in parts},
        "claims": [
            {
                "ref": claim.recommendation.ref,
                "id": claim.recommendation.id,
                "directorate": claim.recommendation.directorate,
                "claimed_on": document(claim.claimed_on),
                "tested": str(claim.tested),
                "confirmed": claim.confirmed,
            }
            for claim in claims
        ],
    }


def _verified(part: Verified) -> dict[str, object]:
    how = {str(tested): count for tested, count in part.counts.items()}
    return {
        "called_done": part.called_done,
        "tested": part.tested,
        "not_found_done": part.not_found_done,
        "how": how,
    }
