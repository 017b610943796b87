"""The engine under the ledger's sessions: one connection to one register file, and its refusals as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool

from db.connection import connect, sentences
from db.transaction import Refused


def engine(path: Path) -> Engine:
    """Every transaction is to write, and takes the register at once."""
    made = create_engine(
        "sqlite://",
        creator=lambda: connect(path, read_only=False),
        poolclass=StaticPool,
        hide_parameters=True,
    )

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(made, "reset")
    def reset(connection: Any, *_: object) -> None:
        # A COMMIT refused as busy would leave its changes behind, to be committed with the next ones.
        if connection.in_transaction:
            connection.rollback()

    return made


@contextmanager
def as_sentences(path: Path) -> Iterator[None]:
    """What the register does not take, or cannot, is told in words."""
    with sentences(path):
        try:
            yield
        except IntegrityError as error:
            raise Refused(_rule_broken(str(error.orig))) from None
        except DBAPIError as error:
            raise (error.orig or error) from None


def _rule_broken(said: str) -> str:
    """Which rule of the tables a change breaks; `said` names it and holds no text of a record."""
    if said.startswith("UNIQUE") and said.endswith(".id"):
        return f"There is already such a {said.rpartition(' ')[2].removesuffix('.id').replace('_', ' ')}."
    if "recommendation.ref" in said:
        return "Another recommendation has this reference."
    if "directorate.name" in said:
        return "There is a directorate of this name already."
    if "FOREIGN KEY" in said:
        return "This refers to something that is not in the register, or something else there refers to this."
    return f"The register does not take this: {said.rpartition(': ')[2].replace('_', ' ')}."
