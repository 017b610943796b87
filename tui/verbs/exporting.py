"""The verbs that make files of the register: papers, sheets, backups."""

import argparse
from collections.abc import Callable
from typing import BinaryIO

from db import store
from db.queries import Reader
from tui import plain
from tui.verbs.registers import DONE, existing, opened


def do_export(typed: argparse.Namespace) -> int:
    """Write a paper or a sheet; a file that is there is left alone unless --overwrite is said."""
    from tui.verbs.files import write_file  # only an export writes files

    path = existing(typed.register)
    with opened(path, typed.as_at) as reader:
        write_file(typed, path, _WRITERS[typed.kind](reader, typed))
    return DONE


def _appendices(reader: Reader, typed: argparse.Namespace) -> Callable[[BinaryIO], None]:
    from reports.write.appendices import write_appendices  # the page's library is a heavy one

    def write(out: BinaryIO) -> None:
        with plain.progress("Appendices") as progress:
            write_appendices(
                out,
                list(reader.recommendations()),
                as_at=reader.as_at,
                policy=reader.policy,
                fingerprint=reader.fingerprint(),
                title=typed.title,
                organisation=typed.organisation or reader.policy.organisation,
                implemented_since=typed.since,
                progress=progress,
            )

    return write


def _sheet(kind: str) -> Callable[[Reader, argparse.Namespace], Callable[[BinaryIO], None]]:
    def writer(reader: Reader, _: argparse.Namespace) -> Callable[[BinaryIO], None]:
        from reports.write import sheets  # only an export writes sheets

        found = list(reader.recommendations())
        return {
            "csv": lambda out: sheets.write_csv(out, found, policy=reader.policy),
            "xlsx": lambda out: sheets.write_xlsx(out, found, as_at=reader.as_at, policy=reader.policy),
            "json": lambda out: sheets.write_json(out, found, as_at=reader.as_at),
        }[kind]

    return writer


_WRITERS: dict[str, Callable[[Reader, argparse.Namespace], Callable[[BinaryIO], None]]] = {
    "appendices": _appendices,
    "csv": _sheet("csv"),
    "xlsx": _sheet("xlsx"),
    "json": _sheet("json"),
}


def do_backup(typed: argparse.Namespace) -> int:
    """Copy the register whole, and check the copy."""
    plain.say(f"Backed up and checked: {store.backup(existing(typed.register), typed.output)}")
    return DONE


def do_restore(typed: argparse.Namespace) -> int:
    """Put a backup in the register's place; what stood there is kept aside."""
    path = typed.register or store.default_register()
    aside = store.restore(typed.backup, path)
    plain.say(f"Restored: {path}" + (f" (what stood there is kept as {aside})" if aside else ""))
    return DONE
