"""A person's own keys: the settings file, what is wrong in it, and which keys are kept where that is so."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.commands import (
    ALONE,
    BY_ID,
    DEFAULT_KEYS,
    DIALOGS,
    KEY_NAMES,
    OF_REGISTER,
    OF_VIEW,
    Command,
    Place,
    at,
    change,
    is_letter,
    key_name,
    named,
)
from tui.text import show_line

TOGETHER: Sequence[tuple[str, tuple[str, ...]]] = (
    ("a question", ("yes", "no")),
    ("a row in doubt", ("answer", "later")),
    ("what was not saved", ("try_again", "copy_text", "keep_editing")),
    ("an import's plan", ("take_in", "ask", "page_up", "page_down", "stop")),
    ("an import's plan", ("take_in", "ask", "page_up", "page_down", "leave")),
    ("a new report", ("seal", "stop")),
    ("a new report", ("seal", "leave")),
    ("an import", ("look", "stop")),
    ("an import", ("look", "leave")),
    ("an export", ("write", "pack_check", "stop")),
    ("an export", ("write", "pack_check", "leave")),
    ("a date", ("show_day", "leave")),
    ("a file to save", ("save", "close")),
    ("an empty register", ("look_at_sample", "begin_import", "begin_audit", "take_tour", "leave")),
    ("the tour", ("tour_on", "tour_back", "leave")),
)
"""Which of the answers to questions stand in one dialog, and what it is about. `stop` and `leave` may share a key."""

_NEVER = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "esc"}
"""Keys that a terminal cannot tell from others."""
_OURS = {"ctrl+q": "quit", "f1": "help", "ctrl+c": ""}
"""Keys that do one thing everywhere, whatever else is changed."""
_MOVE = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")
_ARROWS = {"↑": "up", "↓": "down", "←": "left", "→": "right"}
_EDIT_TEXT = frozenset(
    [*(f"ctrl+{letter}" for letter in "adekuvwxyz"), *_MOVE, "f6", "tab", "shift+tab", "backspace", "delete", "space"]
)
"""Keys that a field takes for itself."""
_FUNCTIONS = frozenset(f"f{n}" for n in range(1, 25))
_NAMED = _FUNCTIONS | frozenset([*_MOVE, "tab", "enter", "escape", "space", "backspace", "delete", "insert"])


@dataclass(frozen=True, slots=True)
class Own:
    """What a keys file asks for, as far as it can be had, and a sentence for each thing that cannot."""

    path: Path
    keys: Mapping[str, tuple[str, ...]]
    troubles: tuple[str, ...] = ()


def keys_file() -> Path:
    """Where a person's own keys are kept, whether there are any or not."""
    if named_file := os.environ.get("OUTSTANDING_KEYS"):
        return Path(named_file)
    from platformdirs import user_config_path  # a register that is named needs none of it

    return user_config_path("outstanding") / "keys.toml"


def take_up() -> Own:
    """Read the keys file, and give the actions their keys; before a screen is loaded."""
    own = read(keys_file())
    change(own.keys)
    return own


def read(path: Path) -> Own:
    """What the file asks for. Where there is none, nothing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Own(path, {})
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not in UTF-8"
        return Own(path, {}, (f"{path} could not be read ({why}); all keys are as they were made.",))
    import tomllib  # few have such a file

    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Own(path, {}, (f"{path} could not be understood ({error}); all keys are as they were made.",))
    told = whole.get("keys", {})
    if not isinstance(told, dict) or whole.keys() - {"keys"}:  # Otherwise it would be passed over without a word.
        return Own(path, {}, (f"In {path} the actions stand under [keys]; all keys are as they were made.",))
    keys, troubles = _asked(told)
    keys, clashes = _without_clashes(keys)
    return Own(path, keys, tuple(f"{path.name}: {trouble}" for trouble in (*troubles, *clashes)))


def _asked(told: Mapping[str, object]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    keys: dict[str, tuple[str, ...]] = {}
    troubles: list[str] = []
    for id_, asked in told.items():
        command = BY_ID.get(id_)
        words = [asked] if isinstance(asked, str) else asked
        if command is None:
            troubles.append(f"there is no action `{show_line(id_)}`{_likely(id_)}")
        elif not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
            troubles.append(f'`{id_}` needs a key in quotation marks, as in {id_} = "{command.keys[0]}".')
        else:
            found = [_key(command, word) for word in words]
            troubles += [f"{key.why}; `{id_}` keeps {_shown(DEFAULT_KEYS[id_])}." for key in found if key.why][:1]
            if not any(key.why for key in found):
                keys[id_] = tuple(dict.fromkeys(key.name for key in found))
    return keys, troubles


def _likely(id_: str) -> str:
    from difflib import get_close_matches  # only where something is misspelt

    likely = get_close_matches(id_, BY_ID, 1)
    return f"; is it `{likely[0]}`?" if likely else "; `outstanding keys` lists them."


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    why: str = ""
    """Why it cannot be had."""


def _key(command: Command, word: str) -> _Key:
    """A key as Textual names it, from one as a person does."""
    key = key_from(word)
    if key is None:
        return _Key("", f"`{show_line(word)}` is no key")
    if key in _NEVER:
        return _Key("", f"a terminal cannot tell {word} from {_NEVER[key]}")
    if _OURS.get(key, command.id) != command.id:
        return _Key(
            "", f"{key_name(key)} is kept for {'leaving' if key == 'ctrl+q' else 'help' if key == 'f1' else 'copying'}"
        )
    typed = command.place in DIALOGS and not any(is_letter(one) for one in DEFAULT_KEYS[command.id])
    if typed and (is_letter(key) or (key in _EDIT_TEXT and key not in DEFAULT_KEYS[command.id])):
        return _Key("", f"{key_name(key)} edits the text in a form")
    return _Key(key)


def key_from(word: str) -> str | None:
    """Textual's name of a key: `/`, `slash`, `PgUp`, `ctrl+k`, `G`; None where it is none that is known."""
    before, _, last = word.rpartition("+") if len(word) > 1 and not word.endswith("++") else (word[:-2], "", word[-1:])
    held = sorted(before.lower().split("+")) if before else []
    key = _last(last)
    if key is None or set(held) - {"ctrl", "shift", "alt"} or len(set(held)) != len(held):
        return None
    if not held or key in _NAMED:
        return "+".join((*held, key))
    if held == ["ctrl"] and key.isascii() and key.isalpha() and len(key) == 1:
        return f"ctrl+{key.lower()}"
    return f"alt+{key}" if held == ["alt"] and len(key) == 1 else None


def _last(word: str) -> str | None:
    if arrow := _ARROWS.get(word):
        return arrow
    if len(word) == 1:
        return (word if word.isalnum() else sign_name(word)) if word.isprintable() else None
    name = {shown.casefold(): key for key, shown in KEY_NAMES.items()}.get(word.casefold(), word.casefold())
    return name if name in _NAMED or (is_letter(name) and len(name) > 1) else None


def sign_name(sign: str) -> str:
    """Textual's name of a sign's key: `question_mark`."""
    if sign == " ":
        return "space"
    from unicodedata import name  # few have such a key

    known = {shown: key for key, shown in KEY_NAMES.items() if is_letter(key)}
    return known.get(sign) or name(sign, sign).lower().replace("-", "_").replace(" ", "_")


def where_pressed() -> Iterator[tuple[str, Sequence[Command]]]:
    """Each place by its name, with all commands whose keys work there side by side."""
    yield "the register", tuple(at(*OF_REGISTER))
    for place in Place:
        if place in ALONE or (place in DIALOGS and place is not Place.QUESTION):
            yield _within(place), tuple(at(place))
        elif place not in OF_REGISTER and place not in DIALOGS:
            yield _within(place), (*at(place), *at(Place.MOVING, Place.VIEWS), *named(*OF_VIEW))
    for name, ids in TOGETHER:
        yield name, named(*ids)


def _within(place: Place) -> str:
    return place.value.removeprefix("In ")


def _without_clashes(asked: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Where two actions of one place would have one key, what was changed keeps its own; each said once."""
    keys, troubles, said = dict(asked), [], set[str]()
    while clash := next(_clashes({**DEFAULT_KEYS, **keys}), None):
        place, key, both = clash
        changed = [one.id for one in both if one.id in keys]
        words = f"{key_name(key)} would be both `{both[0].id}` and `{both[1].id}` in {place}"
        kept = " and ".join(f"`{id_}` keeps {_shown(DEFAULT_KEYS[id_])}" for id_ in changed)
        for id_ in changed:
            del keys[id_]
        if words not in said:
            said.add(words)
            troubles.append(f"{words}; {kept}.")
    return keys, troubles


def _clashes(keys: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, tuple[Command, Command]]]:
    for place, commands in where_pressed():
        taken: dict[str, Command] = {}
        for command in commands:
            for key in keys[command.id]:
                if taken.setdefault(key, command) is not command:
                    yield place, key, (taken[key], command)


def _shown(keys: Iterable[str]) -> str:
    return " ".join(map(key_name, keys))


def as_file() -> str:
    """A keys file to begin with: every action with its key, all of them commented out."""
    lines = [
        "# Your own keys for Outstanding. Take away the # before a line and write another key,",
        '# or several: status = "s", redo = ["U", "ctrl+r"]. What is not named here keeps its key.',
        "# Keys: a letter, a sign, enter, esc, space, tab, up, PgUp, Home, f2, ctrl+k, alt+k, shift+up.",
        "",
        "[keys]",
    ]
    for place in Place:
        lines += ["", f"# {place.value}"]
        for command in at(place):
            keys = [_quoted(key) for key in DEFAULT_KEYS[command.id]]
            told = keys[0] if len(keys) == 1 else f"[{', '.join(keys)}]"
            lines.append(f"# {f'{command.id} = {told}':<40} # {command.help}")
    return "\n".join(lines) + "\n"


def written(key: str) -> str:
    """A key as the file takes it, and as it can be typed: `shift+up`, `PgUp`, `?`."""
    *held, last = key_name(key).split("+") if not key_name(key).endswith("+") else [key_name(key)]
    return "+".join((*held, _ARROWS.get(last, last)))


def _quoted(key: str) -> str:
    return '"' + written(key).replace("\\", "\\\\").replace('"', '\\"') + '"'
