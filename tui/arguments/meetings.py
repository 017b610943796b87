"""What can be typed to go through recommendations in a meeting, and to have its minutes."""

from pathlib import Path

from tui.arguments.typed import Parser, Verb, by, day, json, reading


def _one(parser: Parser) -> None:
    help_ = "last, its date or month, or the end of its id as `meeting list` shows it"
    parser.add_argument("meeting", metavar="MEETING", help=help_)


def _begin(parser: Parser) -> None:
    parser.add_argument("--body", required=True, metavar="BODY", help="who meets")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day of the meeting (today)")
    parser.add_argument("--directorate", metavar="NAME", help="go through its open recommendations")
    parser.add_argument("--filter", metavar="WORDS", help="the open ones with these words")
    parser.add_argument(
        "--step", type=int, metavar="N", help="what reached N months since the last report; 0: any step"
    )
    parser.add_argument("--last-report", action="store_true", help="what the last report told and is still open")
    by(parser)
    json(parser)


def _note(parser: Parser) -> None:
    _one(parser)
    parser.add_argument("ref", metavar="REF")
    for name, says in (
        ("note", "said"),
        ("action", "to be done: the recommendation's next action"),
        ("decision", "decided"),
        ("question", "asked by a member"),
        ("promise", "promised as evidence"),
    ):
        parser.add_argument(f"--{name}", default="", metavar="TEXT", help=says)
    parser.add_argument("--who", default="", metavar="NAME", help="who is to do it, or asked it")
    parser.add_argument("--due", type=day, metavar="DATE", help="when that is to be done")
    parser.add_argument("--status", metavar="STATUS", help="audit's opinion, from now on")
    parser.add_argument("--new-date", type=day, metavar="DATE", help="the revised due date; needs --reason")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why status or due date change")
    by(parser)
    json(parser)


def _end(parser: Parser) -> None:
    _one(parser)
    by(parser)


def _show(parser: Parser) -> None:
    _one(parser)
    reading(parser)


def _minutes(parser: Parser) -> None:
    _one(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write them: FILE.pdf, or FILE.txt for e-mail"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")
    json(parser)


_MEETING = {
    "list": Verb("list the meetings held", "meetings.do_list", reading),
    "begin": Verb("begin a meeting over a queue of recommendations", "meetings.do_begin", _begin),
    "note": Verb("record what was said or changed about one of them", "meetings.do_note", _note),
    "end": Verb("end a meeting; `undo` lets it go on", "meetings.do_end", _end),
    "show": Verb("show a meeting: its queue, and its journal", "meetings.do_show", _show),
    "minutes": Verb("the minutes: decisions, changes, actions, questions", "meetings.do_minutes", _minutes),
}

VERBS = {"meeting": Verb("go through recommendations in a meeting, and have its minutes", under=_MEETING)}
