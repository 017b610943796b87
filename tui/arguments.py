"""What can be typed on the command line."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

from tui.verbs.registers import NotDone

ABOUT = """\
Follow up audit recommendations until they are implemented, or the risk is accepted.

  outstanding                      open the screen on your register
  outstanding demo                 try it on a sample register
  outstanding import REPORT.txt    read a committee report or a spreadsheet
  outstanding VERB --help          what a verb does
"""

VERBS = {
    "demo": "open the screen on a throwaway sample register",
    "import": "read a committee report or a spreadsheet into the register",
    "list": "list recommendations",
    "show": "show everything about one recommendation",
    "set": "record what was found about one recommendation",
    "position": "count by age band, priority, status and directorate, as at a date",
    "export": "write the appendices as PDF, or the register as CSV, XLSX or JSON",
    "history": "show what was changed, when, by whom and why",
    "undo": "take back the latest change, or return it with --redo",
    "check": "look for damage in the register",
    "backup": "copy the register, and check the copy",
    "restore": "put a backup in the register's place, which is kept aside",
}


class _Parser(argparse.ArgumentParser):
    """Refuses with one sentence."""

    def error(self, message: str) -> NoReturn:
        raise NotDone(f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` says what can be typed.")


def _day(words: str) -> date:
    from reports.read.dates import read_date  # the screen opens sooner without

    day = read_date(words)
    if day is None:
        raise argparse.ArgumentTypeError(f"`{words}` is not a date; write 2022-02-15 or 15 Feb 2022")
    return day


def _pair(words: str) -> tuple[str, str]:
    left, equals, right = words.partition("=")
    if not equals or not left.strip() or not right.strip():
        raise argparse.ArgumentTypeError(f"`{words}` is not of the form LEFT=RIGHT")
    return left.strip(), right.strip()


def screen_parser() -> _Parser:
    """For `outstanding [REGISTER]`."""
    parser = _Parser(prog="outstanding", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.epilog = "verbs:\n" + "\n".join(f"  {verb:<10}{said}" for verb, said in VERBS.items())
    parser.add_argument("register", nargs="?", type=Path, metavar="REGISTER", help="the register's file")
    parser.add_argument("--as-at", type=_day, metavar="DATE", help="the date every age is counted for (today)")
    parser.add_argument("--ascii", action="store_true", help="plain letters instead of symbols")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    return parser


def verb_parser(verb: str) -> _Parser:
    """For `outstanding VERB`; it refuses with one sentence, as NotDone."""
    parser = _Parser(prog=f"outstanding {verb}", description=f"{VERBS[verb][:1].upper()}{VERBS[verb][1:]}.")
    if verb == "demo":
        parser.add_argument("--keep", type=Path, metavar="PATH", help="make a lasting one here, and do not open it")
        parser.add_argument("--as-at", type=_day, metavar="DATE")
        parser.add_argument("--ascii", action="store_true", help="plain letters instead of symbols")
        return parser
    parser.add_argument("--register", type=Path, metavar="PATH", help="the register's file")
    _OPTIONS[verb](parser)
    return parser


def _reading(parser: _Parser) -> None:
    parser.add_argument("--as-at", type=_day, metavar="DATE", help="the date to speak of (today)")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def _narrowing(parser: _Parser) -> None:
    parser.add_argument("filter", nargs="*", metavar="FILTER", help="words to find, each the beginning of a word")
    parser.add_argument("--directorate", metavar="NAME")
    parser.add_argument("--audit", metavar="TITLE")
    parser.add_argument("--priority", metavar="NAME")
    parser.add_argument("--status", metavar="WORD")
    parser.add_argument("--band", metavar="BAND", help="over_12, 6_to_12, under_6, not_due, no_date or closed")
    parser.add_argument("--open", action="store_true", help="only what is not closed")


def _import(parser: _Parser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--map", action="append", type=_pair, default=[], metavar="FIELD=HEADING")
    parser.add_argument("--status", action="append", type=_pair, default=[], metavar="WORD=STATUS")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="the date the file speaks for")
    parser.add_argument("--by", metavar="NAME", help="who says so (you)")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def _list(parser: _Parser) -> None:
    _reading(parser)
    _narrowing(parser)


def _show(parser: _Parser) -> None:
    _reading(parser)
    parser.add_argument("ref", metavar="REF")


def _set(parser: _Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--status", metavar="STATUS", help="audit's opinion")
    parser.add_argument("--note", default="", metavar="TEXT", help="what was found")
    parser.add_argument("--due", type=_day, metavar="DATE", help="the revised due date; needs --reason")
    parser.add_argument("--reason", default="", metavar="TEXT")
    parser.add_argument("--evidence", type=Path, metavar="FILE", help="kept in the register")
    parser.add_argument("--by", metavar="NAME", help="who says so (you)")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def _position(parser: _Parser) -> None:
    _reading(parser)
    parser.add_argument("--since", type=_day, metavar="DATE", help="add the movement since then")


def _export(parser: _Parser) -> None:
    _narrowing_kinds = ("appendices", "csv", "xlsx", "json")
    parser.add_argument("kind", choices=_narrowing_kinds, metavar="KIND", help=", ".join(_narrowing_kinds))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--as-at", type=_day, metavar="DATE", help="the date every age is counted for (today)")
    parser.add_argument("--since", type=_day, metavar="DATE", help="appendices: implemented since then")
    parser.add_argument("--title", default="Outstanding audit recommendations", metavar="TEXT")
    parser.add_argument("--organisation", default="", metavar="NAME", help="whose paper it is")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")


def _history(parser: _Parser) -> None:
    _reading(parser)
    parser.add_argument("ref", nargs="?", metavar="REF", help="of one recommendation (all)")


def _undo(parser: _Parser) -> None:
    parser.add_argument("--redo", action="store_true", help="return what the latest undo took back")


def _check(parser: _Parser) -> None:
    _reading(parser)


def _backup(parser: _Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where (beside the register)")


def _restore(parser: _Parser) -> None:
    parser.add_argument("backup", type=Path, metavar="BACKUP")


_OPTIONS: dict[str, Callable[[_Parser], None]] = {
    "import": _import,
    "list": _list,
    "show": _show,
    "set": _set,
    "position": _position,
    "export": _export,
    "history": _history,
    "undo": _undo,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
}
