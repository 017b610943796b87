"""The verb that counts, and says how a count came about."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date

from db import sealed, store, then
from db.connection import RegisterError, sentences
from db.flows import Moved, Told, ids_moved, moved
from db.making import places
from db.movement import Figure, Movement, Part
from db.policy import read_policy
from db.positions import Dimension, position_by
from db.queries import Reader
from db.rules import Basis, Counting, Policy
from tui.plain import figures
from tui.text import called
from tui.verbs.registers import DONE, NotDone, existing, print_json, today


@contextmanager
def _live(typed: argparse.Namespace) -> Iterator[Reader]:
    """The register as it stands, whatever date is spoken of: figures of any date are read from it."""
    path = existing(typed.register)
    with closing(store.open_checked(path)) as connection, sentences(path):
        yield Reader(connection, typed.as_at or today())


def counted(reader: Reader, *, known: date | None, policy: Policy) -> figures.Counts:
    """The counts at the reader's date, from what was known on a day."""
    by = {
        dimension: position_by(reader.connection, dimension, as_at=reader.as_at, known=known, policy=policy)
        for dimension in Dimension
    }
    return figures.Counts(by, reader.fingerprint())


def do_position(typed: argparse.Namespace) -> int:
    """Count, as at a date; with --since, say how the count came about."""
    with _live(typed) as reader:
        known = None if typed.known_now else reader.as_at
        try:
            policy = read_policy(then.settings(reader.connection, then.latest(reader.connection, known)))
        except ValueError as trouble:
            raise RegisterError(str(trouble)) from None
        policy = replace(
            policy,
            counting=Counting(typed.counting) if typed.counting else policy.counting,
            basis=Basis(typed.basis) if typed.basis else policy.basis,
        )
        called.policy = policy
        counts = counted(reader, known=known, policy=policy)
        if since := _since(typed.since, reader, policy):
            told = places(reader.connection, policy.meeting_body, since)
            went = moved(reader.connection, since, reader.as_at, policy=policy, told=told)
            behind = _behind(reader, went, policy, told) if typed.json else {}
            counts = replace(counts, moved=went, behind=behind)
    dimension = Dimension(typed.by.replace("-", " ")) if typed.by else None
    if typed.json:
        print_json(figures.as_document(counts, dimension))
    elif dimension:
        figures.position_by(counts, dimension)
    else:
        figures.position(counts)
    return DONE


def _behind(reader: Reader, went: Moved, policy: Policy, told: Told | None) -> figures.Behind:
    """The references behind each figure that is not nothing."""
    refs = {line.id: line.ref for line in reader.lines(reader.order())}
    parts: dict[tuple[Part, str], Movement] = {(Part.WHOLE, ""): went.movements.whole}
    parts |= {(Part.DIRECTORATE, id_): sums for id_, sums in went.movements.directorates.items()}
    parts |= {(Part.BAND, str(band)): sums for band, sums in went.movements.bands.items()}
    return {
        (part, of, figure): tuple(
            sorted(
                refs.get(id_, id_)
                for id_ in ids_moved(
                    reader.connection, went.since, went.as_at, figure, part=part, of=of, policy=policy, told=told
                )
            )
        )
        for (part, of), sums in parts.items()
        for figure in Figure
        if getattr(sums, figure)
    }


def _since(typed: date | str | None, reader: Reader, policy: Policy) -> date | None:
    """The day a movement begins on: one that was typed, or that of the last report."""
    if typed == "last":
        last = sealed.latest(reader.reports(), reader.as_at, policy.meeting_body)
        if last is None:
            raise NotDone(f"No report to the {policy.meeting_body} is sealed; say --since DATE.")
        return last.as_at
    if isinstance(typed, date) and typed > reader.as_at:
        raise NotDone("--since must be before the date of the position.")
    return typed if isinstance(typed, date) else None
