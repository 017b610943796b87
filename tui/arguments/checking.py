"""What can be typed to look for what is wrong: in the register's file, and in what will be reported."""

from tui.arguments.typed import Verb, reading

VERBS = {
    "check": Verb("look for damage in the register", "checking.do_check", reading),
}
