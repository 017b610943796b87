"""What can be typed to look for what is wrong: in the register's file, and in what will be reported."""

from pathlib import Path

from tui.arguments.typed import Parser, Verb, by, reading


def _check(parser: Parser) -> None:
    reading(parser)
    parser.add_argument(
        "--report",
        nargs="?",
        type=Path,
        const=Path(),
        metavar="FILE",
        help="look through what would be reported; with FILE, compare a published report with the register",
    )
    parser.add_argument("--dismiss", metavar="KEY", help="leave a finding as it is; needs --reason")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why it is left, which is kept")
    by(parser)


VERBS = {
    "check": Verb("look for damage in the register, or for what is wrong in a report", "checking.do_check", _check),
}
