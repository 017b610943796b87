"""What each verb of the command line does, from the register to plain lines or one JSON document."""

from tui.verbs.exporting import do_backup, do_export, do_restore
from tui.verbs.importing import do_import
from tui.verbs.reading import do_check, do_history, do_list, do_position, do_show
from tui.verbs.screen import do_demo, open_screen
from tui.verbs.writing import do_set, do_undo

__all__ = [
    "do_backup",
    "do_check",
    "do_demo",
    "do_export",
    "do_history",
    "do_import",
    "do_list",
    "do_position",
    "do_restore",
    "do_set",
    "do_show",
    "do_undo",
    "open_screen",
]
