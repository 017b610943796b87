"""Whatever ends the program, and however full the disk, what was called saved is there."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from kill import trial
from made import TODAY, ask, one, small_register

from db import store
from db.connection import RegisterError, connect
from db.inputs import FollowUp, NewEvidence
from db.ledger import Ledger


def test_a_killed_program_loses_nothing_it_called_saved(tmp_path):
    assert "nothing lost" in trial(12, tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on a file's size to stand for a full disk")
def test_a_full_disk_is_said_and_loses_nothing(tmp_path):
    path = small_register(tmp_path / "register.db")
    script = (
        "import resource, sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from made import TODAY; from db.ledger import Ledger; from db import store\n"
        "from db.inputs import FollowUp, NewEvidence\n"
        "path = Path(sys.argv[1]); ledger = Ledger(path, 'Ann')\n"
        "ledger.follow_up('MHC-1', FollowUp(text='before'), on=TODAY)\n"
        "limit = path.stat().st_size + 20_000\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))\n"
        "try: ledger.follow_up('MHC-1', FollowUp(text='big', evidence=NewEvidence(content=bytes(500_000))), on=TODAY)\n"
        "except store.RegisterError as error: print(error)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "ledger.follow_up('MHC-1', FollowUp(text='after'), on=TODAY)\n"
    )
    house = Path(__file__).parent.parent
    child = [sys.executable, "-c", script, str(path), str(house), str(house / "tests")]
    done = subprocess.run(child, capture_output=True, text=True, check=True)
    assert "Nothing was saved" in done.stdout
    assert "disk" in done.stdout
    assert ask(path, "SELECT text FROM progress_update ORDER BY rowid") == [("before",), ("after",)]
    assert store.check(path) == []


def test_a_commit_refused_as_busy_is_not_saved_with_the_next(tmp_path, monkeypatch):
    path = small_register(tmp_path / "register.db")
    monkeypatch.setattr("db.connection._BUSY_SECONDS", 0.1)
    ledger = Ledger(path, "Ann")
    with closing(store.connect(path, read_only=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM audit").fetchall()  # holds its lock, and with it the commit
        with pytest.raises(RegisterError, match="in use") as refused:
            ledger.follow_up("MHC-1", FollowUp(text="refused"), on=TODAY)
        assert refused.value.in_use
        reader.execute("ROLLBACK")
    ledger.follow_up("MHC-1", FollowUp(text="taken"), on=TODAY)
    ledger.close()
    assert ask(path, "SELECT text FROM progress_update") == [("taken",)]


def test_two_programs_at_once_lose_no_update(tmp_path):
    path = small_register(tmp_path / "register.db")
    house = Path(__file__).parent.parent
    script = (
        "import sys; sys.path[:0] = sys.argv[3:]\n"
        "from pathlib import Path; from made import TODAY\n"
        "from db.ledger import Ledger; from db.inputs import FollowUp\n"
        "ledger = Ledger(Path(sys.argv[1]), sys.argv[2])\n"
        "for n in range(40):\n"
        "    words = f'{sys.argv[2]} {n}'\n"
        "    ledger.follow_up('MHC-1', FollowUp(text=words, action=words), on=TODAY)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name, str(house), str(house / "tests")])
        for name in ("Ann", "Bo")
    ]
    assert [child.wait() for child in both] == [0, 0]
    assert one(path, "SELECT count(DISTINCT text) FROM progress_update") == 80
    assert store.check(path) == []


def test_an_error_tells_no_text_of_a_record(tmp_path, monkeypatch):
    path = small_register(tmp_path / "register.db")
    monkeypatch.setattr("db.connection._BUSY_SECONDS", 0.1)
    ledger = Ledger(path, "Ann")
    with closing(store.connect(path, read_only=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegisterError) as error:
            ledger.follow_up("MHC-1", FollowUp(text="SECRET", evidence=NewEvidence(note="SECRET")), on=TODAY)
        other.execute("ROLLBACK")
    whole = []
    trouble: BaseException | None = error.value
    while trouble:
        whole.append(repr(trouble))
        trouble = None if trouble.__suppress_context__ else trouble.__cause__ or trouble.__context__
    assert "SECRET" not in " ".join(whole)
    ledger.close()


def test_a_journal_left_by_a_killed_program_is_not_played_back_into_a_restored_register(tmp_path, monkeypatch):
    path = small_register(tmp_path / "register.db")
    copy = store.backup(path)
    journal = path.with_name(f"{path.name}-journal")
    with closing(sqlite3.connect(path, isolation_level=None)) as killed:
        killed.execute("PRAGMA cache_size=1")
        killed.execute("BEGIN")
        killed.execute("UPDATE audit SET title = title || hex(randomblob(90000))")
        half_done, left = path.read_bytes(), journal.read_bytes()
        killed.execute("ROLLBACK")
    path.write_bytes(half_done)
    journal.write_bytes(left)

    def cannot_be_opened(file, *, read_only):
        if file == path:
            raise RegisterError("It is damaged.")
        return connect(file, read_only=read_only)

    monkeypatch.setattr("db.backups.connect", cannot_be_opened)
    aside = store.restore(copy, path)
    assert not journal.exists()
    assert store.check(path) == []
    assert ask(path, "SELECT title FROM audit") == ask(copy, "SELECT title FROM audit")
    assert aside is not None
    assert (aside.read_bytes(), aside.with_name(f"{aside.name}-journal").read_bytes()) == (half_done, left)
