"""What can be typed to give a report to a committee."""

from pathlib import Path

from tui.arguments.typed import Parser, Verb, day

_KINDS = ("appendices", "csv", "xlsx", "json")


def _export(parser: Parser) -> None:
    parser.add_argument("kind", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--as-at", type=day, metavar="DATE", help="the date every age is counted for (today)")
    parser.add_argument("--since", type=day, metavar="DATE", help="appendices: implemented since then")
    parser.add_argument("--title", default="Outstanding audit recommendations", metavar="TEXT")
    parser.add_argument("--organisation", default="", metavar="NAME", help="whose paper it is")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")


VERBS = {
    "export": Verb("write the appendices as PDF, or the register as CSV, XLSX or JSON", "exporting.do_export", _export),
}
