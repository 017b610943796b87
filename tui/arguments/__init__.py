"""What can be typed on the command line: the verbs, group by group, and the parser of each."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from tui.arguments import checking, editing, figures, keeping, meetings, ordering, reading, recording, reporting
from tui.arguments.typed import Parser, Verb, day
from tui.verbs.registers import NotDone

ABOUT = """\
Follow up audit recommendations until they are implemented, or the risk is accepted.

  outstanding                      open the screen on your register
  outstanding demo                 try it on a sample register
  outstanding import REPORT.pdf    read a committee report or a spreadsheet
  outstanding VERB --help          what a verb does

Plain mode, for a screen reader or a pipe: every reading and every edit is a verb
below. One line tells one thing, nothing is told by colour or place alone; --json
tells the same to a program.
"""

GROUPS: Mapping[str, Mapping[str, Verb]] = {
    "to look things up": reading.VERBS,
    "to record": {**recording.VERBS, **editing.VERBS},
    "figures at a date, and what wants doing": figures.VERBS,
    "to go through them in a meeting": meetings.VERBS,
    "to report to the committee": {**checking.VERBS, **reporting.VERBS},
    "to put the register in order": ordering.VERBS,
    "the register's file": keeping.VERBS,
}
"""In the order of the help, which is that of a newcomer's questions."""

VERBS: Mapping[str, Verb] = {name: verb for group in GROUPS.values() for name, verb in group.items()}


def screen_parser() -> Parser:
    """For `outstanding [REGISTER]`."""
    parser = Parser(prog="outstanding", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.epilog = "\n\n".join(f"{title}:\n{_listed(group)}" for title, group in GROUPS.items())
    parser.add_argument("register", nargs="?", type=Path, metavar="REGISTER", help="the register's file")
    parser.add_argument("--as-at", type=day, metavar="DATE", help="the date every age is counted for (today)")
    parser.add_argument("--ascii", action="store_true", help="plain letters instead of symbols")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    return parser


def verb_typed(words: Sequence[str]) -> tuple[Verb, argparse.Namespace]:
    """The verb that `words` begin with, or its sub-verb, and what was typed after it; else one sentence, as NotDone."""
    verb, prog, rest = VERBS[words[0]], f"outstanding {words[0]}", words[1:]
    while rest and rest[0] in verb.under:
        verb, prog, rest = verb.under[rest[0]], f"{prog} {rest[0]}", rest[1:]
    parser = Parser(
        prog=prog,
        description=f"{verb.says[:1].upper()}{verb.says[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if verb.under:
        own = prog.removeprefix("outstanding ")
        parser.epilog = f"verbs under it:\n{_listed({f'{own} {name}': under for name, under in verb.under.items()})}"
    if verb.on_a_register and verb.does:
        parser.add_argument("--register", type=Path, metavar="PATH", help="the register's file")
    verb.options(parser)
    if not verb.does and not {"-h", "--help"} & set(rest):
        raise NotDone(f"`{prog}` is followed by one of: {', '.join(verb.under)}. `{prog} --help` says what each does.")
    return verb, parser.parse_intermixed_args(rest) if parser.mixed else parser.parse_args(rest)


def _listed(verbs: Mapping[str, Verb]) -> str:
    wide = max(12, *(len(name) + 2 for name in verbs))
    return "\n".join(f"  {name:<{wide}}{verb.says}" for name, verb in verbs.items())
