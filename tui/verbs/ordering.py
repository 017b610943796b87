"""The verbs that put the register in order: rename, merge, move, hand over, and what wants it."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from db.namesakes import Named, Order, order
from db.rules import show_date, so_many
from tui import plain
from tui.text import show_line
from tui.verbs.named import called_so
from tui.verbs.registers import DONE, NotDone, existing, found_in, opened, print_json, today, written
from tui.verbs.saved import told

if TYPE_CHECKING:
    from db.ledger import Tidying


def do_order(typed: argparse.Namespace) -> int:
    """What is likely one under several names."""
    with opened(typed.register, typed.as_at) as reader:
        found, day = order(reader.connection), reader.as_at
    if typed.json:
        kinds = {"audits": found.audits, "directorates": found.directorates, "people": found.people}
        likely = [{"kind": one.kind, "named": [_object(named) for named in one.named]} for one in found.suggestions]
        listed = {kind: [_object(named) for named in all_] for kind, all_ in kinds.items()}
        print_json({"as_at": day.isoformat(), "suggestions": likely, **listed})
        return DONE
    for suggestion in found.suggestions:
        kept, *others = (one.name for one in suggestion.named)
        plain.say(f"Likely one {suggestion.kind}:")
        for one in suggestion.named:
            more = f" ({show_line(one.more)})" if one.more else ""
            plain.say(f"  {show_line(one.name)}{more}: {so_many(one.about, 'recommendation')}")
        names = " ".join(f'"{show_line(other)}"' for other in others)
        plain.say(f'  outstanding merge {_PLURAL[suggestion.kind]} {names} --into "{show_line(kept)}"')
    if not found.suggestions:
        plain.say("Nothing goes by two names, as far as names tell.")
    plain.say(
        f"{len(found.audits)} audits, {len(found.directorates)} directorates, {len(found.people)} people "
        f"as at {show_date(day)}."
    )
    return DONE


_PLURAL = {"audit": "audits", "directorate": "directorates", "person": "people"}


def _object(named: Named) -> dict[str, object]:
    return {"id": named.id, "name": named.name, "recommendations": named.about, "more": named.more}


def do_rename_audit(typed: argparse.Namespace) -> int:
    """Give an audit another title."""
    from db.orderly import RenameAudit  # see written

    return _put(typed, RenameAudit(_one(_read(typed).audits, typed.old, "audit"), typed.new))


def do_rename_directorate(typed: argparse.Namespace) -> int:
    """Give a directorate another name."""
    from db.orderly import RenameDirectorate  # see written

    return _put(typed, RenameDirectorate(_one(_read(typed).directorates, typed.old, "directorate"), typed.new))


def do_rename_person(typed: argparse.Namespace) -> int:
    """Give a person another name, wherever named."""
    from db.orderly import RenamePeople  # see written

    return _put(typed, RenamePeople((_one(_read(typed).people, typed.old, "person"),), typed.new))


def do_merge_audits(typed: argparse.Namespace) -> int:
    """Recommendations go to the audit kept."""
    from db.orderly import MergeAudits  # see written

    kept, others = _kept_and_others(typed, _read(typed).audits, "audit")
    return _put(typed, MergeAudits(kept, others))


def do_merge_directorates(typed: argparse.Namespace) -> int:
    """Audits and posts go to the directorate kept."""
    from db.orderly import MergeDirectorates  # see written

    kept, others = _kept_and_others(typed, _read(typed).directorates, "directorate")
    return _put(typed, MergeDirectorates(kept, others))


def do_merge_people(typed: argparse.Namespace) -> int:
    """Several names become one, which need not be one of them."""
    from db.orderly import RenamePeople  # see written

    people = _read(typed).people
    return _put(typed, RenamePeople(tuple(_one(people, name, "person") for name in typed.names), typed.into))


def do_move(typed: argparse.Namespace) -> int:
    """Move recommendations to another audit."""
    from db.orderly import MoveRecommendations  # see written

    with opened(typed.register, None) as reader:
        ids = tuple(found_in(reader, ref) for ref in typed.names)
        to = _one(order(reader.connection).audits, typed.to, "audit")
    return _put(typed, MoveRecommendations(ids, to))


def do_move_audit(typed: argparse.Namespace) -> int:
    """Move audits to another directorate, or to none."""
    from db.orderly import MoveAudits  # see written

    found = _read(typed)
    audits = tuple(_one(found.audits, title, "audit") for title in typed.names)
    return _put(typed, MoveAudits(audits, _one(found.directorates, typed.to, "directorate") if typed.to else ""))


def do_hand_over(typed: argparse.Namespace) -> int:
    """Hand a post over; who held it is still named for the time before."""
    from db.orderly import HandOver  # see written

    since = typed.since or today()
    with opened(typed.register, None) as reader:
        names = {one.id: one.name for one in reader.directorates()}
        held = [
            post
            for post in reader.posts()
            if post.person.casefold() == typed.old.strip().casefold()
            and (post.until is None or post.until >= since)
            and (not typed.directorate or names[post.directorate_id].casefold() == typed.directorate.casefold())
        ]
    if not held:
        raise NotDone(f"{typed.old} holds no post on {show_date(since)}.")
    if len(held) > 1:
        where = ", ".join(f"{post.role} of {names[post.directorate_id]}" for post in held)
        raise NotDone(f"{typed.old} holds several posts: {where}. Name one by --directorate.")
    return _put(typed, HandOver(held[0].id, typed.new, since), since=since)


def _put(typed: argparse.Namespace, tidying: "Tidying", *, since: date | None = None) -> int:
    """Do it, and say what was done."""
    day = today()
    effective_on = typed.effective if since is None else min(since, day)
    reason = typed.reason if since is None else f"the post passed over on {show_date(since)}"
    with written(existing(typed.register), typed.by) as ledger:
        receipt = ledger.put_in_order(tidying, on=day, effective_on=effective_on, reason=reason)
    return told(typed, receipt, day)


def _read(typed: argparse.Namespace) -> Order:
    with opened(typed.register, None) as reader:
        return order(reader.connection)


def _one(named: Sequence[Named], words: str, kind: str) -> str:
    """The id of what is called so, whatever its case; NotDone where there is none, or several."""
    found = called_so(words, [(one, one.name) for one in named])
    if not found:
        raise NotDone(f"There is no {kind} {words} in the register; `outstanding order --json` lists all.")
    if len(found) > 1:
        which = "; ".join(f"{one.id} ({one.more})" if one.more else one.id for one in found)
        raise NotDone(f"Several go by the name {words}. Name one by its id: {which}.")
    return found[0].id


def _kept_and_others(typed: argparse.Namespace, named: Sequence[Named], kind: str) -> tuple[str, tuple[str, ...]]:
    kept = _one(named, typed.into, kind)
    return kept, tuple(id_ for name in typed.names if (id_ := _one(named, name, kind)) != kept)
