"""A file appears whole under its name or not at all, and never over another unasked."""

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from reports.write.files import Exists, Unwritable, save


def words(text: bytes) -> Callable[[BinaryIO], None]:
    return lambda out: out.write(text) and None


def fails(error: BaseException) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        out.write(b"half of it")
        raise error

    return write


def test_a_new_file_is_written_and_nothing_else(tmp_path):
    save(tmp_path / "paper.pdf", words(b"whole"), overwrite=False)
    assert [path.name for path in tmp_path.iterdir()] == ["paper.pdf"]
    assert (tmp_path / "paper.pdf").read_bytes() == b"whole"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps who may read a file otherwise")
@pytest.mark.parametrize("overwrite", [True, False])
def test_only_its_owner_can_read_it(tmp_path, overwrite):
    save(tmp_path / "paper.pdf", words(b"whole"), overwrite=overwrite)
    assert stat.S_IMODE((tmp_path / "paper.pdf").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_replaced_only_if_asked(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"old")
    with pytest.raises(Exists, match=r"paper\.pdf is there already\.$"):
        save(path, fails(AssertionError("was made for nothing")), overwrite=False)
    assert path.read_bytes() == b"old"
    save(path, words(b"new"), overwrite=True)
    assert path.read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "paper.pdf"

    def write(out: BinaryIO) -> None:
        out.write(b"ours")
        path.write_bytes(b"theirs")

    with pytest.raises(Exists):
        save(path, write, overwrite=False)
    assert path.read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), ValueError("a fault"), OSError(errno.EIO, "Input/output error")]
)
def test_what_breaks_off_leaves_all_as_it_was(tmp_path, error, overwrite):
    (tmp_path / "old.pdf").write_bytes(b"old")
    path = tmp_path / ("old.pdf" if overwrite else "new.pdf")
    with pytest.raises((type(error), Unwritable)):
        save(path, fails(error), overwrite=overwrite)
    assert [p.name for p in tmp_path.iterdir()] == ["old.pdf"]
    assert (tmp_path / "old.pdf").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), r"^There is no room left on the disk for .*new\.pdf\.$"),
        (OSError(errno.EDQUOT, "Quota exceeded"), r"^There is no room left on the disk for "),
        (OSError(errno.EROFS, "Read-only file system"), r"new\.pdf is on a disk that can only be read\.$"),
        (OSError(errno.EIO, "Input/output error"), r"new\.pdf cannot be written: Input/output error\.$"),
    ],
)
def test_a_disk_that_does_not_take_it_is_told_in_a_sentence(tmp_path, error, says):
    with pytest.raises(Unwritable, match=says):
        save(tmp_path / "new.pdf", fails(error), overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(Unwritable, match=r"is a folder, not a file\.$"):
        save(tmp_path, words(b""), overwrite=True)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Unwritable, match=r"^There is no folder .*nowhere\.$"):
        save(tmp_path / "nowhere" / "new.pdf", words(b""), overwrite=True)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, monkeypatch):
    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(Unwritable, match=r"^Nothing can be written in the folder .*\.$"):
        save(tmp_path / "new.pdf", words(b""), overwrite=False)


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_file_held_open_by_another_program_is_told_and_nothing_stays(tmp_path, monkeypatch, overwrite):
    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(Unwritable, match=r"new\.pdf cannot be replaced; it may be open in another program\.$"):
        save(tmp_path / "new.pdf", words(b"new"), overwrite=overwrite)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("overwrite", [False, True])
def test_the_register_is_never_written_over(tmp_path, overwrite):
    register, link = tmp_path / "register.db", tmp_path / "link.db"
    register.write_bytes(b"all there is")
    os.link(register, link)
    for path in (register, link):
        with pytest.raises(Unwritable, match="the register itself"):
            save(path, fails(AssertionError("was made for nothing")), overwrite=overwrite, register=register)
    assert register.read_bytes() == b"all there is"


def test_what_is_no_file_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unwritable, match=r"pipe is not a file that can be replaced\.$"):
        save(tmp_path / "pipe", words(b""), overwrite=True)


def test_a_link_keeps_leading_to_the_file(tmp_path):
    (tmp_path / "far").mkdir()
    try:
        (tmp_path / "link.pdf").symlink_to(tmp_path / "far" / "paper.pdf")
    except OSError:
        pytest.skip("no links here")
    save(tmp_path / "link.pdf", words(b"one"), overwrite=False)
    save(tmp_path / "link.pdf", words(b"two"), overwrite=True)
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "far" / "paper.pdf").read_bytes() == b"two"


def test_a_name_that_no_disk_allows_is_a_sentence(tmp_path):
    with pytest.raises(Unwritable, match=r"\.$"):
        save(tmp_path / ("n" * 5000), words(b""), overwrite=False)
    with pytest.raises(Unwritable, match=r"cannot be the name of a file\.$"):
        save(tmp_path / "a\0b", words(b""), overwrite=False)
