"""A register that another program swapped under an open window is noticed even where nothing shows it."""

import shutil
from contextlib import closing

import pytest
from made import TODAY, ask, small_register

from db import store
from db.connection import RegisterError
from db.inputs import FollowUp
from db.ledger import Ledger


def test_a_copy_that_went_its_own_way_is_noticed_though_it_looks_the_same(tmp_path):
    path, copy = small_register(tmp_path / "register.db"), tmp_path / "copy.db"
    shutil.copy(path, copy)
    with closing(Ledger(copy, "Bo")) as elsewhere:
        elsewhere.follow_up("MHC-1", FollowUp(text="There."), on=TODAY)
    with closing(Ledger(path, "Ann")) as ledger:
        ledger.follow_up("MHC-1", FollowUp(text="Here!!"), on=TODAY)
        theirs = copy.read_bytes()
        assert (theirs[24:28], len(theirs)) == (path.read_bytes()[24:28], path.stat().st_size)
        path.write_bytes(theirs)  # as a sync tool does; by its header, SQLite cannot know
        with pytest.raises(RegisterError, match="overwritten"):
            ledger.follow_up("MHC-1", FollowUp(text="Mixed up."), on=TODAY)
    assert ask(path, "SELECT text FROM progress_update") == [("There.",)]
    assert store.check(path) == []


def test_two_windows_on_one_register_are_no_trouble(tmp_path):
    path = small_register(tmp_path / "register.db")
    with closing(Ledger(path, "Ann")) as one, closing(Ledger(path, "Bo")) as other:
        for n in range(3):
            one.follow_up("MHC-1", FollowUp(text=f"One {n}"), on=TODAY)
            other.follow_up("MHC-1", FollowUp(text=f"Other {n}"), on=TODAY)
    assert len(ask(path, "SELECT text FROM progress_update")) == 6
