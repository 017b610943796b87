"""One entry per action: from here come bindings, footer, command palette, help and the README's key table."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import BindingType


class Place(Enum):
    """Where an action applies; its value heads that part of the help."""

    MOVING = "Moving about"
    FINDING = "Finding"
    MARKING = "Marking several"
    RECOMMENDATION = "The selected recommendation"
    REGISTER = "The register"
    VIEWS = "Figures and reports"
    FIGURES = "In the figures"
    TODAY = "In today's list"
    ESCALATION = "In the escalation"
    FINDINGS = "In the pack check"
    REPORTS = "In the reports"
    POLICY = "In the policy"
    ORDER = "In order"
    MEETING = "In a meeting"
    MINUTES = "In the minutes"
    KEPT = "In what was kept and tested"
    TEXT = "In a form"
    EVIDENCE = "In the evidence"
    PLAN = "In an import's plan"
    HEADINGS = "In a file's headings"
    QUESTION = "When asked"
    WELCOME = "In an empty register"
    TOUR = "In the tour"


OF_REGISTER = frozenset({Place.MOVING, Place.FINDING, Place.MARKING, Place.RECOMMENDATION, Place.REGISTER, Place.VIEWS})
"""Places whose actions the main screen does; all other places are over it."""
DIALOGS = frozenset({Place.TEXT, Place.EVIDENCE, Place.PLAN, Place.HEADINGS, Place.QUESTION, Place.WELCOME, Place.TOUR})
"""Places over the register where a person writes or answers: what is done there, the dialog itself does."""
ALONE = frozenset({Place.MEETING})
"""Places whose keys are all their own: those of moving about and of the views are not among them."""


class Need(Flag):
    """What must be so before an action can run."""

    NOTHING = 0
    SELECTION = auto()
    """A recommendation is selected."""
    WRITABLE = auto()
    """The register may be written, and the position shown is today's."""


RECORD = Need.SELECTION | Need.WRITABLE


@dataclass(slots=True, eq=False)
class Command:
    """Something a person can do."""

    id: str
    """Stable: a person's own keys are kept by it. A form has `action_<id>`, the register or a view `do_<id>`."""
    keys: tuple[str, ...]
    """As Textual names them; the first is the one shown. Only `change` sets others."""
    label: str
    """One or two words."""
    help: str
    place: Place
    needs: Need = Need.NOTHING

    @property
    def action(self) -> str:
        """What its keys are bound to; the register's and the views' go through one door, which can say why not."""
        return self.id if self.place in DIALOGS else f"do('{self.id}')"


COMMANDS: tuple[Command, ...] = (
    Command("up", ("up", "k"), "Up", "One line up.", Place.MOVING),
    Command("down", ("down", "j"), "Down", "One line down.", Place.MOVING),
    Command("page_up", ("pageup", "ctrl+b"), "Page up", "One screenful up.", Place.MOVING),
    Command("page_down", ("pagedown", "ctrl+f"), "Page down", "One screenful down.", Place.MOVING),
    Command("first", ("home", "g"), "First", "To the first line.", Place.MOVING),
    Command("last", ("end", "G"), "Last", "To the last line.", Place.MOVING),
    Command("next_pane", ("tab",), "Next pane", "To the next pane: audits, recommendations, detail.", Place.MOVING),
    Command("previous_pane", ("shift+tab",), "Previous pane", "To the pane before.", Place.MOVING),
    Command("enter", ("enter",), "Open", "Into what is selected: an audit, a recommendation.", Place.MOVING),
    Command("right", ("right", "l"), "Right", "Open a directorate, or on to the next pane.", Place.MOVING),
    Command("left", ("left", "h"), "Left", "Shut a directorate, or back to the pane before.", Place.MOVING),
    Command("back", ("escape",), "Back", "Out of what was entered; in the table, show everything again.", Place.MOVING),
    Command("filter", ("slash",), "Find", "Find as you type, in all text.", Place.FINDING),
    Command("narrow", ("f",), "Filter", "Show only one status, priority, age band or directorate.", Place.FINDING),
    Command("sort", ("o",), "Sort", "Order by due date, reference, priority, title or status.", Place.FINDING),
    Command("reverse", ("O",), "Reverse", "Turn the order round.", Place.FINDING),
    Command("counting", ("m",), "Months", "Count months the other way: completed or calendar.", Place.FINDING),
    Command(
        "mark",
        ("space",),
        "Mark",
        "Mark it, and go down; s, n, d and e are then of all that are marked.",
        Place.MARKING,
    ),
    Command("mark_range", ("V",), "Range", "Begin a range of marks, and end it.", Place.MARKING),
    Command("mark_down", ("shift+down",), "Mark down", "Mark it and the one below.", Place.MARKING),
    Command("mark_up", ("shift+up",), "Mark up", "Mark it and the one above.", Place.MARKING),
    Command("mark_all", ("ctrl+a",), "Mark all", "Mark all that the filter lets through.", Place.MARKING),
    Command(
        "mark_turn",
        ("asterisk",),
        "Turn marks",
        "Mark those that are not, and no longer those that are.",
        Place.MARKING,
    ),
    Command("status", ("s",), "Status", "Change the status.", Place.RECOMMENDATION, RECORD),
    Command("update", ("n",), "Update", "Write an update or a note.", Place.RECOMMENDATION, RECORD),
    Command("due", ("d",), "Due date", "Move the due date, with a reason.", Place.RECOMMENDATION, RECORD),
    Command(
        "evidence", ("v",), "Evidence", "Add evidence, or get a file back out.", Place.RECOMMENDATION, Need.SELECTION
    ),
    Command("step", ("E",), "Escalation", "Record who was notified or attended.", Place.RECOMMENDATION, RECORD),
    Command(
        "edit",
        ("e",),
        "Edit",
        "Edit any field, of an audit or directorate in the tree.",
        Place.RECOMMENDATION,
        Need.WRITABLE,
    ),
    Command("copy", ("y",), "Copy", "Copy the selected recommendation's text.", Place.RECOMMENDATION, Need.SELECTION),
    Command("add", ("a",), "Add", "Add a recommendation.", Place.REGISTER, Need.WRITABLE),
    Command("add_audit", ("A",), "Add audit", "Add an audit.", Place.REGISTER, Need.WRITABLE),
    Command("import", ("i",), "Import", "Read a committee report or a spreadsheet.", Place.REGISTER, Need.WRITABLE),
    Command("export", ("x",), "Export", "Write the appendices as PDF, or the register as a sheet.", Place.REGISTER),
    Command("meeting", ("M",), "Meeting", "Go through a queue in a meeting.", Place.REGISTER, Need.WRITABLE),
    Command("undo", ("u",), "Undo", "Take back the latest change.", Place.REGISTER, Need.WRITABLE),
    Command("redo", ("U", "ctrl+r"), "Redo", "Return what was taken back.", Place.REGISTER, Need.WRITABLE),
    Command("theme", ("t",), "Light or dark", "Change between dark and light colours.", Place.REGISTER),
    Command(
        "palette",
        ("ctrl+p",),
        "Find anything",
        "Find any action, recommendation, audit or report by its name.",
        Place.REGISTER,
    ),
    Command("tour", ("T",), "Tour", "Once round the screen in seven steps; nothing is changed.", Place.REGISTER),
    Command("help", ("question_mark", "f1"), "Keys", "What can be pressed.", Place.REGISTER),
    Command("quit", ("q", "ctrl+q"), "Quit", "Leave; what is being saved is saved first.", Place.REGISTER),
    Command("register", ("1",), "Register", "Back to the recommendations.", Place.VIEWS),
    Command("today", ("2",), "Today", "What wants doing, in one list.", Place.VIEWS),
    Command("position", ("3",), "Position", "The counts at any date, by band, directorate, person.", Place.VIEWS),
    Command("movement", ("4",), "Movement", "What came, what was closed, between two dates.", Place.VIEWS),
    Command("escalation", ("5",), "Escalation", "Who is notified, and who must attend.", Place.VIEWS),
    Command("reports", ("6",), "Reports", "Seal a report; look again at what was told.", Place.VIEWS),
    Command("findings", ("7",), "Pack check", "What is wrong in the pack before it goes out.", Place.VIEWS),
    Command("policy", ("8",), "Policy", "What this body has decided: months, bands, steps.", Place.VIEWS),
    Command("order", ("9",), "In order", "Rename, merge and move audits, directorates, people.", Place.VIEWS),
    Command("kept", ("0",), "Kept & tested", "Dates moved, what is tested, audits due again.", Place.VIEWS),
    Command("dimension", ("d",), "By", "By the next of directorate, priority, status, member, auditor.", Place.FIGURES),
    Command("dimension_back", ("D",), "By, back", "Count by the one before.", Place.FIGURES),
    Command("as_at", ("a",), "As at", "As at another date.", Place.FIGURES),
    Command("since", ("s",), "Since", "Movement from another date.", Place.FIGURES),
    Command("known", ("n",), "Known", "As was known then, or as is known now.", Place.FIGURES),
    Command("edge", ("e",), "Band edges", "Put the months that part two bands into the other one.", Place.FIGURES),
    Command("basis", ("b",), "Basis", "Age by the revised due date, or by the original one.", Place.FIGURES),
    Command(
        "in_register", ("o",), "In register", "Show the recommendation in the register.", Place.TODAY, Need.SELECTION
    ),
    Command("record", ("e",), "Record", "Record who was notified or attended.", Place.ESCALATION, RECORD),
    Command("next_meeting", ("n",), "Next meeting", "Say when the next meeting is.", Place.ESCALATION, Need.WRITABLE),
    Command("dismiss", ("d",), "Dismiss", "Leave the finding as it is, with a reason.", Place.FINDINGS, RECORD),
    Command("dismissed", ("D",), "Dismissed", "Show or hide what was dismissed, and why.", Place.FINDINGS),
    Command("new_report", ("n",), "New report", "Seal a report: position and papers.", Place.REPORTS, Need.WRITABLE),
    Command("flip", ("f",), "Told or now", "The recommendation as it was told, or as it is now.", Place.REPORTS),
    Command("papers", ("x",), "Papers out", "Take the report's papers out to a folder.", Place.REPORTS, Need.SELECTION),
    Command("withdraw", ("w",), "Withdraw", "Withdraw the report, with a reason.", Place.REPORTS, RECORD),
    Command("preset", ("p",), "Conventions", "Take over another body's conventions.", Place.POLICY, Need.WRITABLE),
    Command("rename", ("r",), "Rename", "Give it another name.", Place.ORDER, RECORD),
    Command("merge", ("c",), "Merge", "Make it one with another, or all of a suggestion.", Place.ORDER, RECORD),
    Command(
        "move", ("v",), "Move", "Move an audit to another directorate; hand a person's post over.", Place.ORDER, RECORD
    ),
    Command("next_list", ("d",), "Next list", "Dates moved, by owner, called done, follow-up audits.", Place.KEPT),
    Command("list_before", ("D",), "List before", "Turn to the list before.", Place.KEPT),
    Command("amend", ("e",), "Edit", "Edit the recommendation, or the audit.", Place.KEPT, RECORD),
    Command(
        "meeting_status",
        tuple("1234567"),
        "Status",
        "Set the status: 1 not implemented ... 7 not adopted.",
        Place.MEETING,
        RECORD,
    ),
    Command(
        "meeting_note",
        ("n",),
        "Note",
        "A note for the minutes; ↓ saves it and goes on.",
        Place.MEETING,
        RECORD,
    ),
    Command("meeting_action", ("a",), "Action", "An action: what, who, by when.", Place.MEETING, RECORD),
    Command("meeting_due", ("d",), "New date", "Move the due date, with a reason.", Place.MEETING, RECORD),
    Command("meeting_promise", ("p",), "Promised", "Evidence that was promised.", Place.MEETING, RECORD),
    Command("meeting_question", ("q",), "Question", "A question from a member.", Place.MEETING, RECORD),
    Command("meeting_decision", ("c",), "Decision", "What was decided, in words.", Place.MEETING, RECORD),
    Command("meeting_next", ("enter", "space", "right"), "Next", "On to the next.", Place.MEETING, Need.SELECTION),
    Command("meeting_back", ("left", "backspace"), "Back", "Back to the one before.", Place.MEETING, Need.SELECTION),
    Command("meeting_skip", ("s",), "Skip", "Leave it out.", Place.MEETING, Need.SELECTION),
    Command("meeting_later", ("l",), "Later", "Put it off to the end of the queue.", Place.MEETING, Need.SELECTION),
    Command("meeting_go", ("g",), "Go to", "To an item by number, reference or audit.", Place.MEETING, Need.SELECTION),
    Command(
        "meeting_undo",
        ("u",),
        "Undo",
        "Take back the latest record, and go there.",
        Place.MEETING,
        Need.WRITABLE,
    ),
    Command("meeting_redo", ("U", "ctrl+r"), "Redo", "Return what was taken back.", Place.MEETING, Need.WRITABLE),
    Command("meeting_journal", ("j",), "Journal", "What the meeting has recorded; and back.", Place.MEETING),
    Command("meeting_up", ("up",), "Up", "Read one line up.", Place.MEETING),
    Command("meeting_down", ("down",), "Down", "Read one line down.", Place.MEETING),
    Command("meeting_page_up", ("pageup",), "Page up", "Read one screenful up.", Place.MEETING),
    Command("meeting_page_down", ("pagedown",), "Page down", "Read one screenful down.", Place.MEETING),
    Command("meeting_top", ("home",), "Top", "Back to what is asked first.", Place.MEETING),
    Command("meeting_bottom", ("end",), "Bottom", "To the end of what is known of it.", Place.MEETING),
    Command("meeting_end", ("x", "ctrl+e"), "End", "The minutes: look, write them, end the meeting.", Place.MEETING),
    Command("meeting_leave", ("escape",), "Leave", "Out of the meeting, which is not over.", Place.MEETING),
    Command("minutes_write", ("w",), "Write", "Write them as PDF, or as plain text for an e-mail.", Place.MINUTES),
    Command("minutes_end", ("x", "ctrl+e"), "End meeting", "The meeting is over.", Place.MINUTES, Need.WRITABLE),
    Command("minutes_back", ("b",), "Back", "Back to the meeting.", Place.MINUTES),
    Command("save", ("ctrl+s",), "Save", "Save what the form holds.", Place.TEXT),
    Command("cancel", ("escape",), "Close", "Close the form; a text begun is kept.", Place.TEXT),
    Command("editor", ("f4",), "Editor", "Write the long text in your editor.", Place.TEXT),
    Command("afresh", ("f8",), "Afresh", "Set aside the draft put back, and bring it back again.", Place.TEXT),
    Command("accept", ("a",), "Accept", "Accept the selected evidence.", Place.EVIDENCE),
    Command("save_out", ("o", "enter"), "Save file", "Save the file back out.", Place.EVIDENCE),
    Command("attach", ("n",), "Attach", "Attach a file or a note.", Place.EVIDENCE),
    Command("close", ("escape",), "Close", "Back to the register.", Place.EVIDENCE),
    Command("take_in", ("ctrl+s",), "Import", "Put all of the plan into the register.", Place.PLAN),
    Command("ask", ("d",), "Doubtful", "Say what doubtful rows are.", Place.PLAN),
    Command("whole", ("enter",), "Look", "The row whole: what was printed beside what is stored.", Place.PLAN),
    Command("row_before", ("left", "p"), "Before", "The row before, while one is seen whole.", Place.PLAN),
    Command("row_after", ("right", "n"), "Next", "The next row, while one is seen whole.", Place.PLAN),
    Command("correct", ("e",), "Correct", "Correct the row's fields before anything is written.", Place.PLAN),
    Command("leave_out", ("x",), "Leave out", "Leave the row out, or take it back in.", Place.PLAN),
    Command("join", ("c",), "Join", "Make it one with the row above, or two again.", Place.PLAN),
    Command("as_read", ("u",), "As read", "Take the row as it was read, whatever was corrected.", Place.PLAN),
    Command("source", ("s",), "Source", "The page or the rows it was read from, its own lines marked.", Place.PLAN),
    Command("open_file", ("o",), "Open file", "The file itself, in the program that shows it.", Place.PLAN),
    Command("headings", ("h",), "Headings", "Say what the file's headings and words mean.", Place.PLAN),
    Command("read_so", ("ctrl+s",), "Read so", "Read the file with these meanings.", Place.HEADINGS),
    Command("mean", ("enter",), "Change", "Say what the heading, or the word, means.", Place.HEADINGS),
    Command("yes", ("y",), "Yes", "Do it.", Place.QUESTION),
    Command("no", ("n", "escape"), "No", "Leave it.", Place.QUESTION),
    Command("try_again", ("r", "enter"), "Try again", "Save what was not saved.", Place.QUESTION),
    Command("copy_text", ("c",), "Copy", "Copy all that was typed.", Place.QUESTION),
    Command("write", ("ctrl+s",), "Write", "Write the file.", Place.QUESTION),
    Command("seal", ("ctrl+s",), "Seal", "Seal the report.", Place.QUESTION),
    Command("pack_check", ("f7",), "Pack check", "Look first at what is wrong in the pack.", Place.QUESTION),
    Command("look", ("ctrl+s",), "Read", "Read the file, and show what it would do.", Place.QUESTION),
    Command("stop", ("escape",), "Stop", "Stop what goes on, or close.", Place.QUESTION),
    Command("leave", ("escape",), "Close", "Close; nothing is done.", Place.QUESTION),
    Command("show_day", ("enter", "ctrl+s"), "Show", "Show the figures of that day.", Place.QUESTION),
    Command("go_on", ("enter",), "Go on", "Go on with the meeting that is not over.", Place.QUESTION),
    Command("answer", ("enter",), "This one", "Answer with the selected line.", Place.QUESTION),
    Command("later", ("escape",), "Later", "Leave it doubtful; it is skipped.", Place.QUESTION),
    Command("keep_editing", ("escape",), "Keep editing", "Back to the form.", Place.QUESTION),
    Command("look_at_sample", ("s",), "Sample", "Look at a sample, thrown away afterwards.", Place.WELCOME),
    Command("begin_import", ("i",), "Import", "Begin with a report or a spreadsheet.", Place.WELCOME),
    Command("begin_audit", ("n",), "New audit", "Begin with a new audit.", Place.WELCOME),
    Command("take_tour", ("T",), "Tour", "Once round the screen first.", Place.WELCOME),
    Command("tour_on", ("enter", "space", "right"), "Next", "To the next step.", Place.TOUR),
    Command("tour_back", ("left", "backspace"), "Back", "To the step before.", Place.TOUR),
)

BY_ID = {command.id: command for command in COMMANDS}
OF_VIEW = ("counting", "undo", "redo", "theme", "palette", "help", "quit")
"""Ids of the register's actions that a view does as well."""
DEFAULT_KEYS = {command.id: command.keys for command in COMMANDS}


def change(keys: Mapping[str, tuple[str, ...]]) -> None:
    """Give these actions other keys, all others their own; before a screen is loaded, which binds them."""
    for command in COMMANDS:
        command.keys = keys.get(command.id, DEFAULT_KEYS[command.id])


_SIGNS = {
    "exclamation_mark": "!",
    "quotation_mark": '"',
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "apostrophe": "'",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "asterisk": "*",
    "plus": "+",
    "comma": ",",
    "minus": "-",
    "full_stop": ".",
    "slash": "/",
    "colon": ":",
    "semicolon": ";",
    "less_than_sign": "<",
    "equals_sign": "=",
    "greater_than_sign": ">",
    "question_mark": "?",
    "at": "@",
    "left_square_bracket": "[",
    "backslash": "\\",
    "right_square_bracket": "]",
    "circumflex_accent": "^",
    "underscore": "_",
    "grave_accent": "`",
    "left_curly_bracket": "{",
    "vertical_line": "|",
    "right_curly_bracket": "}",
    "tilde": "~",
    "pound_sign": "\N{POUND SIGN}",
}
"""Textual's names of the keys that write a sign, and the sign."""
KEY_NAMES = {
    **_SIGNS,
    "escape": "esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    **{f"f{n}": f"F{n}" for n in range(1, 25)},
}


def key_name(key: str) -> str:
    """A key as it stands on a keyboard."""
    *held, last = key.split("+")
    return "+".join((*held, KEY_NAMES.get(last, last)))


def key_of(id_: str) -> str:
    """The key of an action, as it stands on a keyboard."""
    return key_name(BY_ID[id_].keys[0])


def spelt(words: str) -> str:
    """Words of ours in which `{id}` stands for the key of that action."""
    return re.sub(r"\{(\w+)\}", lambda found: key_of(found[1]), words)


def is_letter(key: str) -> bool:
    """Does this key write something where a text is typed?"""
    return len(key) == 1 or key in _SIGNS or key == "space"


def keys_shown(command: Command) -> str:
    """All keys of a command: `? F1`."""
    return " ".join(key_name(key) for key in command.keys)


def at(*places: Place) -> Iterable[Command]:
    """The commands of these places, in their order."""
    return (command for command in COMMANDS if command.place in places)


def named(*ids: str) -> tuple[Command, ...]:
    """The commands of these ids, in this order."""
    return tuple(BY_ID[id_] for id_ in ids)


def bindings(*places: Place) -> "list[BindingType]":
    """The commands of these places as Textual's bindings."""
    return bound(at(*places))


def bound(commands: Iterable[Command]) -> "list[BindingType]":
    """Commands as Textual's bindings, each with its stable id."""
    from textual.binding import Binding  # README and the command line read this table without Textual

    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, id=command.id)
        for command in commands
    ]


def key_table() -> str:
    """All keys as Markdown, for the README."""
    rows = ["| | key | does |", "|---|---|---|"]
    for place in Place:
        for first, command in zip((place.value, *[""] * len(COMMANDS)), at(place), strict=False):
            keys = " ".join(f"`{key_name(key)}`" for key in command.keys)
            rows.append(f"| {first} | {keys} | {command.help} |")
    return "\n".join(rows) + "\n"
