"""What can be typed to enter, correct and take away records, and to keep evidence."""

from pathlib import Path

from tui.arguments.typed import Parser, Verb, by, day, json, pair, reading

_FIELDS = """\
A FIELD is called as `outstanding edit REF` lists it; with nothing after =, it
is emptied. N is a number in that list, or an id.
  outstanding edit HCC-1 owner="Head of Finance" priority=critical
  outstanding edit HCC-1 --milestone 2 due=2026-06-30 met-on=2026-06-12
  outstanding edit --audit "Home Care Contracts" followed-up-on=2026-05-01
  outstanding edit --post "Jane Smith" until=2026-03-31
"""


def _named(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME")
    by(parser)
    json(parser)


def _post(parser: Parser) -> None:
    parser.add_argument("person", metavar="PERSON")
    parser.add_argument("--directorate", required=True, metavar="NAME", help="where")
    parser.add_argument("--role", required=True, metavar="ROLE", help='director or "executive member"')
    parser.add_argument("--title", default="", metavar="TITLE", help="as it is printed after the name")
    parser.add_argument("--since", type=day, metavar="DATE", help="the first day in office")
    parser.add_argument("--until", type=day, metavar="DATE", help="the last day in office")
    by(parser)
    json(parser)


def _audit(parser: Parser) -> None:
    parser.add_argument("title", metavar="TITLE")
    parser.add_argument("--issued", type=day, metavar="DATE", help="the date of its report")
    parser.add_argument("--auditor", default="internal", metavar="WHO", help="internal or external (internal)")
    parser.add_argument("--assurance", default="", metavar="OPINION", help="limited, substantial, ...")
    parser.add_argument("--directorate", default="", metavar="NAME", help="one not known yet is added")
    by(parser)
    json(parser)


def _recommendation(parser: Parser) -> None:
    parser.add_argument("text", metavar="TEXT", help="what is recommended")
    parser.add_argument("--audit", required=True, metavar="TITLE", help="the audit it is of")
    parser.add_argument("--ref", default="", metavar="REF", help="made from the audit's title if not given")
    parser.add_argument("--source-ref", default="", metavar="REF", help="as the report printed it")
    parser.add_argument("--priority", default="", metavar="NAME")
    parser.add_argument("--response", default="", metavar="TEXT", help="what management agreed to do")
    parser.add_argument("--owner", default="", metavar="NAME", help="who is to do it")
    parser.add_argument("--director", default="", metavar="NAME", help="else the directorate's")
    parser.add_argument("--executive-member", default="", metavar="NAME", help="else the directorate's")
    parser.add_argument("--due", type=day, metavar="DATE", help="the original due date")
    parser.add_argument("--due-words", default="", metavar="WORDS", help="what stands for a date: TBC")
    parser.add_argument("--status", metavar="STATUS", help="an open one (not implemented)")
    parser.add_argument("--action", default="", metavar="TEXT", help="what is to happen next")
    parser.add_argument(
        "--milestone",
        action="append",
        type=pair("WHAT=DATE"),
        default=[],
        metavar="WHAT=DATE",
        help="one part of it; may be repeated",
    )
    by(parser)
    json(parser)


def _milestone(parser: Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("what", metavar="WHAT")
    parser.add_argument("due", type=day, metavar="DATE")
    parser.add_argument("--reason", default="", metavar="TEXT", help="needed where it moves the due date")
    by(parser)
    json(parser)


def _edit(parser: Parser) -> None:
    parser.mixed = True
    parser.epilog = _FIELDS
    parser.add_argument("words", nargs="*", metavar="REF FIELD=VALUE", help="without a FIELD, all of them are listed")
    parser.add_argument("--milestone", metavar="N", help="a milestone of REF")
    parser.add_argument("--update", metavar="N", help="an update of REF: its words, not what it did")
    parser.add_argument("--evidence", metavar="N", help="a piece of evidence of REF")
    parser.add_argument("--acceptance", metavar="N", help="a risk acceptance of REF")
    parser.add_argument("--audit", metavar="TITLE", help="an audit, not a recommendation")
    parser.add_argument("--directorate", metavar="NAME", help="a directorate; with --post: whose")
    parser.add_argument("--post", metavar="PERSON", help="a director's or an Executive Member's post")
    parser.add_argument("--reason", default="", metavar="TEXT", help="kept in the history")
    parser.add_argument("--on", type=day, metavar="DATE", help="since when it is so (today); needs --reason")
    by(parser)
    json(parser)


def _remove(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME")
    _why(parser)


def _remove_post(parser: Parser) -> None:
    parser.add_argument("person", metavar="PERSON")
    parser.add_argument("--directorate", metavar="NAME", help="where, if they hold several posts")
    _why(parser)


def _remove_milestone(parser: Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("number", metavar="N", help="as `outstanding edit REF` numbers them, or an id")
    _why(parser)


def _why(parser: Parser) -> None:
    parser.add_argument("--reason", default="", metavar="TEXT", help="kept in the history")
    by(parser)
    json(parser)


def _evidence(parser: Parser) -> None:
    reading(parser)
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--add", type=Path, metavar="FILE", help="keep a file in the register")
    parser.add_argument("--note", default="", metavar="TEXT", help="what it shows; may stand without a file")
    parser.add_argument("--given-by", default="", metavar="NAME")
    parser.add_argument("--dated", type=day, metavar="DATE", help="its own date")
    parser.add_argument("--received", type=day, metavar="DATE", help="the day it came (today)")
    parser.add_argument("--accept", metavar="N", help="audit accepts the piece of this number")
    parser.add_argument("--out", metavar="N", help="write the file of this number to -o FILE")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")
    by(parser)


VERBS = {
    "add": Verb(
        "enter an audit, a recommendation, a directorate, a post, a milestone",
        under={
            "audit": Verb("enter an audit", "adding.do_add_audit", _audit),
            "recommendation": Verb(
                "enter a recommendation of an audit", "adding.do_add_recommendation", _recommendation
            ),
            "milestone": Verb("give a recommendation a milestone", "adding.do_add_milestone", _milestone),
            "directorate": Verb("enter a directorate", "adding.do_add_directorate", _named),
            "post": Verb("enter a director or an Executive Member", "adding.do_add_post", _post),
        },
    ),
    "edit": Verb("correct any field, or list the fields there are", "editing.do_edit", _edit),
    "evidence": Verb("list evidence, keep some, accept it, get a file out", "evidence.do_evidence", _evidence),
    "remove": Verb(
        "take away what was entered in error and nothing refers to",
        under={
            "milestone": Verb("take away a milestone", "adding.do_remove_milestone", _remove_milestone),
            "audit": Verb("take away an audit without recommendations", "adding.do_remove_audit", _remove),
            "directorate": Verb("take away a directorate without audits", "adding.do_remove_directorate", _remove),
            "post": Verb("take away a post; `hand-over` ends one", "adding.do_remove_post", _remove_post),
        },
    ),
}
