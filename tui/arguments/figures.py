"""What can be typed for the figures at a date, and for what wants doing."""

from datetime import date

from tui.arguments.typed import Parser, Verb, by, day, json, reading

_DIMENSIONS = ("band", "priority", "status", "directorate", "executive-member", "auditor")


def _day_or_last(words: str) -> date | str:
    """A date, or the last sealed report."""
    return words if words == "last" else day(words)


def _position(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("--by", choices=_DIMENSIONS, metavar="WHAT", help=", ".join(_DIMENSIONS))
    parser.add_argument("--counting", choices=("completed", "calendar"), metavar="WAY", help="completed or calendar")
    parser.add_argument("--basis", choices=("revised", "original"), metavar="DATE", help="revised or original due date")
    parser.add_argument("--known-now", action="store_true", help="by what is known today, not what was known then")
    parser.add_argument(
        "--since", type=_day_or_last, metavar="DATE", help="add the movement since then, or since `last`"
    )


def _escalation(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("--meeting", type=day, metavar="DATE", help="the next meeting (the policy's)")
    parser.add_argument("--since", type=day, metavar="DATE", help="date of the last report (the last sealed one)")


def _note(parser: Parser) -> None:
    parser.add_argument("refs", nargs="+", metavar="REF", help="several where one letter was of them all")
    parser.add_argument("--months", type=int, required=True, metavar="N", help="the step: 6, 9, 12 ...")
    parser.add_argument("--notified", type=day, metavar="DATE", help="the day the Executive Member was notified")
    parser.add_argument("--attended", type=day, metavar="DATE", help="the day the director attended")
    parser.add_argument("--who", metavar="TEXT", help="who was notified, or attended and with whom")
    parser.add_argument("--explanation", metavar="TEXT")
    parser.add_argument("--decision", metavar="TEXT")
    by(parser)
    json(parser)


def _slips(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("--by", choices=("owner",), metavar="WHAT", help="owner: gathered by who is to do it")


VERBS = {
    "today": Verb("what wants doing, in one list, the most urgent first", "cycle.do_today", reading),
    "position": Verb(
        "count by age band, priority, status and directorate, as at a date", "figures.do_position", _position
    ),
    "escalation": Verb(
        "who must be notified and who must attend by the next meeting",
        "cycle.do_escalation",
        _escalation,
        under={"note": Verb("record what was done at a step", "recording.do_note_step", _note)},
    ),
    "slips": Verb("how often and how far due dates were moved", "cycle.do_slips", _slips),
    "follow-ups": Verb("audits of weak assurance that are to be followed up", "cycle.do_follow_ups", reading),
    "verified": Verb("of what is called done, how much audit has tested", "cycle.do_verified", reading),
}
