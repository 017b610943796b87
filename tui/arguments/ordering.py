"""What can be typed to put the register in order, and for what this body has decided."""

from tui.arguments.typed import Parser, Verb, by, day, json, reading


def _dated(parser: Parser) -> None:
    parser.add_argument("--effective", type=day, metavar="DATE", help="since when it is so (today); needs --reason")
    parser.add_argument("--reason", default="", metavar="TEXT", help="kept in the history")
    by(parser)
    json(parser)


def _rename(parser: Parser) -> None:
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    _dated(parser)


def _merge(parser: Parser) -> None:
    parser.add_argument("names", nargs="+", metavar="NAME", help="those that are one")
    parser.add_argument("--into", required=True, metavar="NAME", help="the one to keep")
    _dated(parser)


def _move(parser: Parser) -> None:
    parser.add_argument("names", nargs="+", metavar="NAME", help="references of recommendations")
    parser.add_argument("--to", required=True, metavar="AUDIT", help="the audit they belong to")
    _dated(parser)


def _move_audit(parser: Parser) -> None:
    parser.add_argument("names", nargs="+", metavar="TITLE")
    parser.add_argument("--to", required=True, metavar="DIRECTORATE", help='"" for none')
    _dated(parser)


def _hand_over(parser: Parser) -> None:
    parser.add_argument("old", metavar="OLD", help="who held the post")
    parser.add_argument("new", metavar="NEW", help="who holds it now")
    parser.add_argument("--directorate", metavar="NAME", help="where, if they held several posts")
    parser.add_argument("--since", type=day, metavar="DATE", help="the day it passed over (today)")
    by(parser)
    json(parser)


def _set(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("value", nargs="*", metavar="VALUE", help="in words as `policy` shows it, or as JSON")
    parser.add_argument("--default", action="store_true", help="as it is by default")
    parser.add_argument("--reason", default="", metavar="TEXT", help="kept in the history")
    by(parser)
    json(parser)


def _use(parser: Parser) -> None:
    parser.add_argument("preset", metavar="PRESET")
    parser.add_argument("--dry-run", action="store_true", help="say what would be changed, and change nothing")
    by(parser)
    json(parser)


VERBS: dict[str, Verb] = {
    "order": Verb("what is likely one under several names: audits, directorates, people", "ordering.do_order", reading),
    "rename": Verb(
        "rename an audit, a directorate or a person",
        under={
            "audit": Verb("give an audit another title", "ordering.do_rename_audit", _rename),
            "directorate": Verb("give a directorate another name", "ordering.do_rename_directorate", _rename),
            "person": Verb("give a person another name, wherever named", "ordering.do_rename_person", _rename),
        },
    ),
    "merge": Verb(
        "make one of several audits, directorates or people",
        under={
            "audits": Verb("recommendations go to the audit kept", "ordering.do_merge_audits", _merge),
            "directorates": Verb("audits and posts go to the one kept", "ordering.do_merge_directorates", _merge),
            "people": Verb("several names become one", "ordering.do_merge_people", _merge),
        },
    ),
    "move": Verb(
        "move recommendations to another audit",
        "ordering.do_move",
        _move,
        under={"audit": Verb("move audits to another directorate", "ordering.do_move_audit", _move_audit)},
    ),
    "hand-over": Verb("hand a director's or an Executive Member's post over", "ordering.do_hand_over", _hand_over),
    "policy": Verb(
        "show what this body has decided",
        "policy.do_policy",
        reading,
        under={
            "set": Verb("change one setting", "policy.do_set", _set),
            "presets": Verb("list bodies whose conventions are ready", "policy.do_presets", json),
            "use": Verb("take over the conventions of a body", "policy.do_use", _use),
        },
    ),
}
