"""What can be typed for the figures at a date, and for what wants doing."""

from tui.arguments.typed import Parser, Verb, by, day, json, reading


def _position(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("--since", type=day, metavar="DATE", help="add the movement since then")


def _escalation(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("--meeting", type=day, metavar="DATE", help="the next meeting (the policy's)")
    parser.add_argument("--since", type=day, metavar="DATE", help="the last report (the last sealed one)")


def _note(parser: Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--months", type=int, required=True, metavar="N", help="the step: 6, 9, 12 ...")
    parser.add_argument("--notified", type=day, metavar="DATE", help="the day the Executive Member was notified")
    parser.add_argument("--attended", type=day, metavar="DATE", help="the day the director attended")
    parser.add_argument("--who", metavar="TEXT", help="who was notified, or attended and with whom")
    parser.add_argument("--explanation", metavar="TEXT")
    parser.add_argument("--decision", metavar="TEXT")
    by(parser)
    json(parser)


VERBS = {
    "position": Verb(
        "count by age band, priority, status and directorate, as at a date", "figures.do_position", _position
    ),
    "escalation": Verb(
        "who must be notified and who must attend by the next meeting",
        "",
        _escalation,
        under={"note": Verb("record what was done at a step", "recording.do_note_step", _note)},
    ),
}
