"""What can be typed to bring something into the register, or to take it back."""

from pathlib import Path

from db.rules import Method
from tui.arguments.typed import Parser, Verb, by, day, json, pair, reading


def _import(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument(
        "--map",
        action="append",
        type=pair("FIELD=HEADING"),
        default=[],
        metavar="FIELD=HEADING",
        help="the heading that gives a field; nothing=HEADING is kept as printed and not read",
    )
    parser.add_argument(
        "--status",
        action="append",
        type=pair("WORD=STATUS"),
        default=[],
        metavar="WORD=STATUS",
        help='what a word of the file means: "Nearly there=partially implemented"',
    )
    parser.add_argument("--remember", metavar="NAME", help="keep what its headings and words mean, for its next file")
    parser.add_argument("--layout", metavar="NAME", help="read by this layout; one with the file's headings is found")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the date the file speaks for")
    parser.add_argument(
        "--answer",
        action="append",
        type=pair("WHERE=REF"),
        default=[],
        metavar="WHERE=REF",
        help="which recommendation a row in doubt is, by the place it is told with; or add, or skip",
    )
    parser.add_argument("--beside", action="store_true", help="each row as printed, beside what is stored of it")
    parser.add_argument(
        "--set",
        action="append",
        type=pair("WHERE:FIELD=VALUE", may_clear=True),
        default=[],
        metavar="WHERE:FIELD=VALUE",
        help="put a field of the row at that place right before it is taken in; an empty VALUE clears it",
    )
    parser.add_argument(
        "--join",
        action="append",
        default=[],
        metavar="WHERE",
        help="make the row at that place one with the row above, where a page tore it",
    )
    parser.add_argument(
        "--leave-out", action="append", default=[], metavar="WHERE", help="do not take the row at that place"
    )
    by(parser)
    json(parser)


def _layout(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("name", metavar="NAME")


def _forget(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME")
    by(parser)
    json(parser)


def _set(parser: Parser) -> None:
    parser.add_argument("refs", nargs="*", metavar="REF", help="several are changed together, with a note or a reason")
    parser.add_argument("--from-list", metavar="FILE", help="references, one on a line; - reads them from a pipe")
    parser.add_argument("--status", metavar="STATUS", help="audit's opinion")
    parser.add_argument("--note", default="", metavar="TEXT", help="what was found")
    parser.add_argument("--due", type=day, metavar="DATE", help="the revised due date; needs --reason")
    parser.add_argument("--reason", default="", metavar="TEXT")
    parser.add_argument("--evidence", type=Path, metavar="FILE", help="kept in the register")
    parser.add_argument("--management", default="", metavar="TEXT", help="what management says")
    parser.add_argument("--claim", metavar="STATUS", help="what management calls it; implemented: to be verified")
    parser.add_argument("--method", choices=tuple(map(str, Method)), help="how audit came to the status")
    parser.add_argument("--action", metavar="TEXT", help='what is to happen next; "" for nothing')
    parser.add_argument("--owner", metavar="NAME", help="who is to do it from now on")
    parser.add_argument("--clear-due", action="store_true", help="there is no due date any more; needs --reason")
    parser.add_argument("--agreed-by", default="", metavar="NAME", help="who agreed the new due date")
    parser.add_argument("--agreed-on", type=day, metavar="DATE", help="the day they did (today)")
    parser.add_argument(
        "--accept-evidence",
        action="append",
        default=[],
        metavar="N",
        help="with implemented: evidence it rests on, by its number in `evidence REF`; may be repeated",
    )
    parser.add_argument(
        "--on", type=day, metavar="DATE", help="the day it was so (today); an earlier one needs --reason"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="of several: say what would be done and refused; do nothing"
    )
    by(parser)
    json(parser)


def _accept(parser: Parser) -> None:
    parser.add_argument("refs", nargs="+", metavar="REF", help="several are accepted together")
    parser.add_argument("--by", required=True, metavar="NAME", help="who accepts the risk")
    parser.add_argument("--role", required=True, metavar="ROLE", help="the office that lets them")
    parser.add_argument("--why", required=True, metavar="TEXT")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day they accepted it (today)")
    parser.add_argument(
        "--until", type=day, metavar="DATE", help="its last day; the recommendation is open again after"
    )
    parser.add_argument("--residual-risk", default="", metavar="TEXT", help="what may still happen")
    parser.add_argument("--mitigation", default="", metavar="TEXT", help="what is done about it all the same")
    parser.add_argument("--audit-view", default="", metavar="TEXT", help="what the Head of Audit thinks of it")
    parser.add_argument("--minute", default="", metavar="TEXT", help="the committee minute that noted it")
    parser.add_argument("--reason", default="", metavar="TEXT", help="to count it from --on, not from today: why")
    json(parser)


def _undo(parser: Parser) -> None:
    parser.add_argument("--redo", action="store_true", help="return what the latest undo took back")


VERBS = {
    "import": Verb("read a committee report or a spreadsheet into the register", "importing.do_import", _import),
    "layouts": Verb(
        "list what the headings of other bodies' files mean, as remembered",
        "layouts.do_layouts",
        reading,
        under={
            "show": Verb("show what one layout's headings and words mean", "layouts.do_show", _layout),
            "forget": Verb("forget one layout", "layouts.do_forget", _forget),
        },
    ),
    "set": Verb("record what was found about one recommendation, or several", "recording.do_set", _set),
    "accept": Verb(
        "record that the risk of one recommendation, or several, is accepted", "recording.do_accept", _accept
    ),
    "undo": Verb("take back the latest change, or return it with --redo", "recording.do_undo", _undo),
}
