"""The verbs for layouts of other bodies' files: listed, shown and forgotten; `import --remember` keeps them."""

import argparse
from collections.abc import Sequence

from db.layouts import called, remembered
from db.readings import FileLayout
from tui import plain
from tui.text import show_line
from tui.verbs.registers import DONE, NotDone, existing, opened, print_json, today, written
from tui.verbs.saved import told


def do_layouts(typed: argparse.Namespace) -> int:
    """The layouts that are remembered."""
    with opened(typed.register, typed.as_at) as reader:
        layouts, day = remembered(reader.connection), reader.as_at
    if typed.json:
        print_json({"as_at": day.isoformat(), "layouts": [_document(layout) for layout in layouts]})
        return DONE
    for layout in layouts:
        headings = ", ".join(show_line(heading) for heading in layout.fields)
        plain.say_wrapped(f"{show_line(layout.name)}: {headings}", 4)
    if not layouts:
        plain.say("None is remembered. `outstanding import FILE --map ... --remember NAME` keeps one.")
    return DONE


def do_show(typed: argparse.Namespace) -> int:
    """What the headings and the words of one mean."""
    with opened(typed.register, typed.as_at) as reader:
        layout, day = layout_named(typed.name, remembered(reader.connection)), reader.as_at
    if typed.json:
        print_json({"as_at": day.isoformat(), **_document(layout)})
        return DONE
    plain.say(show_line(layout.name))
    for heading, field in layout.fields.items():
        plain.say(f"  {show_line(heading)}: {field.replace('_', ' ') or 'not read'}")
    for word, status in layout.statuses.items():
        plain.say(f"  {show_line(word)} = {status}")
    return DONE


def do_forget(typed: argparse.Namespace) -> int:
    """Forget one."""
    path = existing(typed.register)
    with opened(path, None) as reader:
        layout = layout_named(typed.name, remembered(reader.connection))
    with written(path, typed.by) as ledger:
        receipt = ledger.forget_layout(layout.name, on=today())
    return told(typed, receipt, today())


def layout_named(name: str, layouts: Sequence[FileLayout]) -> FileLayout:
    """The layout of this name, whatever its case."""
    found = called(name, layouts)
    if found is None:
        there = f"There are: {', '.join(one.name for one in layouts)}." if layouts else "None is remembered."
        raise NotDone(f"There is no layout {name}. {there}")
    return found


def _document(layout: FileLayout) -> dict[str, object]:
    fields = {heading: field or None for heading, field in layout.fields.items()}
    return {"name": layout.name, "fields": fields, "statuses": dict(layout.statuses)}
