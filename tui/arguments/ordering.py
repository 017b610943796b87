"""What can be typed to put the register in order, and for what this body has decided."""

from tui.arguments.typed import Verb

VERBS: dict[str, Verb] = {}
