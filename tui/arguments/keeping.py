"""What can be typed about the register as a file: tried on a sample, copied, put back."""

from pathlib import Path

from tui.arguments.typed import Parser, Verb, day, json


def _demo(parser: Parser) -> None:
    parser.add_argument("--keep", type=Path, metavar="PATH", help="make a lasting one here, and do not open it")
    parser.add_argument("--as-at", type=day, metavar="DATE")
    parser.add_argument("--ascii", action="store_true", help="plain letters instead of symbols")


def _backup(parser: Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where (beside the register)")


def _restore(parser: Parser) -> None:
    parser.add_argument("backup", type=Path, metavar="BACKUP")


def _keys(parser: Parser) -> None:
    json(parser)
    parser.add_argument("--write", action="store_true", help="make a file to change keys in, and say where it is")


VERBS = {
    "demo": Verb("open the screen on a throwaway sample register", "screen.do_demo", _demo, on_a_register=False),
    "backup": Verb("copy the register, and check the copy", "exporting.do_backup", _backup),
    "restore": Verb("put a backup in the register's place, which is kept aside", "exporting.do_restore", _restore),
    "keys": Verb("every action with its key, and your own keys", "keys.do_keys", _keys, on_a_register=False),
}
