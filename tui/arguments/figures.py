"""What can be typed for the figures at a date, and for what wants doing."""

from tui.arguments.typed import Parser, Verb, day, reading


def _position(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("--since", type=day, metavar="DATE", help="add the movement since then")


VERBS = {
    "position": Verb(
        "count by age band, priority, status and directorate, as at a date", "figures.do_position", _position
    ),
}
