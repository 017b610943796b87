"""What can be typed to give a report to a committee."""

from pathlib import Path

from tui.arguments.typed import Parser, Verb, by, day, json, reading

_KINDS = ("appendices", "csv", "xlsx", "json")


def _export(parser: Parser) -> None:
    parser.add_argument("kind", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--as-at", type=day, metavar="DATE", help="the date every age is counted for (today)")
    parser.add_argument("--since", type=day, metavar="DATE", help="appendices: implemented since then")
    parser.add_argument("--title", default="Outstanding audit recommendations", metavar="TEXT")
    parser.add_argument("--organisation", default="", metavar="NAME", help="whose paper it is")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")


def _new(parser: Parser) -> None:
    parser.add_argument("--to", metavar="BODY", help="who it is given to (the policy's committee)")
    parser.add_argument("--as-at", type=day, metavar="DATE", help="the date the position is of (today)")
    parser.add_argument("--meeting", type=day, metavar="DATE", help="when the body meets (the policy's next meeting)")
    parser.add_argument("--since", type=day, metavar="DATE", help="the movement from then (from the report before)")
    by(parser)
    json(parser)


def _one(parser: Parser) -> None:
    help_ = "last, its date or month, or the end of its id as `report list` shows it"
    parser.add_argument("report", metavar="REPORT", help=help_)


def _show(parser: Parser) -> None:
    _one(parser)
    json(parser)


def _changes(parser: Parser) -> None:
    _one(parser)
    reading(parser)


def _papers(parser: Parser) -> None:
    _one(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there")


def _withdraw(parser: Parser) -> None:
    _one(parser)
    parser.add_argument("--why", required=True, metavar="TEXT", help="kept with it")
    by(parser)


_REPORT = {
    "new": Verb("seal a report: position and papers are kept as they are", "reports.do_new", _new),
    "list": Verb("list the reports that were sealed", "reports.do_list", json),
    "show": Verb("show what a report told, as it was told", "reports.do_show", _show),
    "changes": Verb("say what has changed since, recommendation by recommendation", "reports.do_changes", _changes),
    "papers": Verb("take a report's papers out again, byte for byte", "reports.do_papers", _papers),
    "withdraw": Verb("withdraw a report, with a reason; it can be looked at still", "reports.do_withdraw", _withdraw),
}

VERBS = {
    "report": Verb(
        "seal what a committee is told, look at it again; alone: list the reports",
        "reports.do_list",
        json,
        under=_REPORT,
    ),
    "export": Verb("write the appendices as PDF, or the register as CSV, XLSX or JSON", "exporting.do_export", _export),
}
