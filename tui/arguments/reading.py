"""What can be typed to look things up."""

from tui.arguments.typed import Parser, Verb, reading


def _list(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("filter", nargs="*", metavar="FILTER", help="words to find, each the beginning of a word")
    parser.add_argument("--directorate", metavar="NAME")
    parser.add_argument("--audit", metavar="TITLE")
    parser.add_argument("--priority", metavar="NAME")
    parser.add_argument("--status", metavar="WORD")
    parser.add_argument("--band", metavar="BAND", help="over_12, 6_to_12, under_6, not_due, no_date or closed")
    parser.add_argument("--open", action="store_true", help="only what is not closed")


def _show(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--printed", action="store_true", help="with what each file it was read from says")


def _history(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("ref", nargs="?", metavar="REF", help="of one recommendation (all)")


VERBS = {
    "list": Verb("list recommendations", "reading.do_list", _list),
    "audits": Verb("list directorates, who holds their posts, and audits", "reading.do_audits", reading),
    "show": Verb("show everything about one recommendation", "reading.do_show", _show),
    "history": Verb("show what was changed, when, by whom and why", "reading.do_history", _history),
}
