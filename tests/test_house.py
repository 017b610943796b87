"""The house stays as it was built: its checks pass, its rooms keep apart, and light things stay light."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tui.arguments import VERBS
from tui.commands import key_table

HOUSE = Path(__file__).parent.parent
ROOMS = ("db", "reports", "tui")


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def tool(name: str) -> str:
    return shutil.which(name, path=str(Path(sys.executable).parent)) or name


def test_ruff_finds_nothing():
    run(tool("ruff"), "check", "--no-cache", ".")


def test_every_file_is_formatted():
    run(tool("ruff"), "format", "--no-cache", "--check", ".")


def test_types_are_strict_and_hold():
    run(sys.executable, "-m", "mypy")


def test_the_rooms_keep_apart():
    run(tool("lint-imports"), "--no-cache")


def loaded_by(statement: str) -> set[str]:
    """The names of all packages that a fresh Python has loaded after `statement`."""
    code = f"import sys; sys.path.insert(0, '.'); {statement}; print(*{{m.partition('.')[0] for m in sys.modules}})"
    return set(subprocess.check_output([sys.executable, "-c", code], cwd=HOUSE, text=True).split())


ORM = {"sqlmodel", "sqlalchemy", "pydantic"}
SHEETS = {"python_calamine", "xlsxwriter", "openpyxl"}
PAPER = {"reportlab", "lxml", *SHEETS}


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import tui.cli", {"textual", *ORM, *PAPER}),
        ("import tui.app", {*ORM, *PAPER}),
        ("import db.queries, db.store, db.history, db.rules, db.rows", {"textual", *ORM, *PAPER}),
        ("import db.ledger, db.intake, db.sample", {"textual", *PAPER}),
        ("import reports.read, reports.columns", {"textual", *ORM, *PAPER}),
        ("import reports.write.appendices, reports.write.sheets", {"textual", *ORM, *SHEETS}),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(statement, heavy):
    assert not loaded_by(statement) & heavy


def test_nobody_below_the_screen_asks_what_day_it_is():
    asked = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for room in ("db", "reports")
        for path in (HOUSE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "today"
    ]
    assert asked == []


def test_the_top_level_holds_the_three_rooms_and_nothing_else():
    tracked = subprocess.run(["git", "ls-files"], cwd=HOUSE, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    names = {name.partition("/")[0] for name in tracked if name and not name.startswith(".")}
    assert names <= {*ROOMS, "tests", "pyproject.toml", "README.md", "LICENSE"}


def test_every_file_opens_with_one_line_that_says_what_it_is_for():
    silent = [
        str(path.relative_to(HOUSE))
        for room in ROOMS
        for path in (HOUSE / room).rglob("*.py")
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert silent == []


README = (HOUSE / "README.md").read_text(encoding="utf-8")


def between(mark: str) -> str:
    return README.partition(f"<!-- {mark} -->\n")[2].partition(f"<!-- /{mark} -->")[0].strip()


def test_the_readme_tells_the_keys_that_there_are():
    assert between("keys") == key_table().strip()


def test_the_readme_tells_the_verbs_that_there_are():
    told = set(re.findall(r"`(?:outstanding )?([a-z-]+)[^`]*`", between("verbs")))
    assert set(VERBS) <= told


def test_the_readme_maps_files_that_there_are():
    rows = [re.findall(r"`([^`]+)`", line.split("|")[1]) for line in between("layout").splitlines()[2:]]
    named = [HOUSE / row[0].partition("/")[0] / name.partition("/")[2] for row in rows for name in row[:1]]
    named += [(HOUSE / row[0]).parent / name for row in rows for name in row[1:]]
    assert [str(path.relative_to(HOUSE)) for path in named if not path.exists()] == []


def test_the_readme_gives_each_library_its_line():
    declared = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    told = between("libraries").casefold()
    assert [name for name in (line.partition("==")[0] for line in declared) if name not in told] == []


def test_every_dependency_is_pinned_once():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    transitive = (HOUSE / ".constraints.txt").read_text(encoding="utf-8").split()
    names = [line.partition("==")[0].casefold() for line in (*direct, *transitive)]
    assert all("==" in line for line in (*direct, *transitive))
    assert len(names) == len(set(names))


def taken_from_ours(*paths: Path) -> set[str]:
    """The modules of ours that these files import."""
    return {
        node.module
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ROOMS and node.module
    }


def test_paper_takes_only_rules_rows_and_how_rows_are_kept_from_the_truth():
    taken = taken_from_ours(*(HOUSE / "reports").rglob("*.py"))
    truth = {module for module in taken if module.startswith("db")}
    assert truth == {"db.rules", "db.rows", "db.readings", "db.packed"}
    assert taken_from_ours(HOUSE / "db" / "packed.py") == {"db.rules", "db.readings"}


def test_rules_are_lowest():
    assert taken_from_ours(HOUSE / "db" / "rules.py") == set()
    assert taken_from_ours(HOUSE / "db" / "rows.py") == {"db.rules"}
    assert taken_from_ours(HOUSE / "db" / "readings.py") == {"db.rules"}
