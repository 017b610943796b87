"""A register file is made safe, opened with care, refused with a sentence, backed up and brought back."""

import lzma
import os
import random
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from made import TODAY, ask, one, small_register
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from db import backups, connection, history, migrations, store
from db.connection import RegisterError
from db.inputs import FollowUp, NewEvidence
from db.ledger import Ledger

POSIX_MODES = pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions in access lists, not in modes")
NOW = datetime(2022, 2, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return small_register(tmp_path / "register.db", recommendations=3)


def follow_up(path, text="More."):
    ledger = Ledger(path, "Ann")
    try:
        return ledger.follow_up("MHC-1", FollowUp(text=text), on=TODAY)
    finally:
        ledger.close()


def contents(path):
    return "\n".join(sqlite3.connect(path).iterdump())


# Making one. ---------------------------------------------------------------------------------------------------


def test_a_new_register_is_whole_and_says_what_it_is(tmp_path):
    path = tmp_path / "new" / "r\u00e9gister #1?.db"
    store.create(path)
    assert store.check(path) == []
    assert store.quick_check(path) == []
    assert ask(path, "PRAGMA application_id") == [(migrations.APPLICATION_ID,)]
    assert ask(path, "PRAGMA user_version") == [(migrations.VERSION,)]


@POSIX_MODES
def test_only_its_owner_may_read_a_register_and_its_backups(tmp_path):
    before = os.umask(0)
    try:
        path = small_register(tmp_path / "data" / "register.db")
        copy = store.backup(path)
    finally:
        os.umask(before)
    for file, mode in ((path, 0o600), (path.parent, 0o700), (copy, 0o600), (copy.parent, 0o700)):
        assert stat.S_IMODE(file.stat().st_mode) == mode


def test_making_one_replaces_nothing(path):
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="exists already"):
        store.create(path)
    assert path.read_bytes() == before
    with pytest.raises(RegisterError, match="No register could be made"):
        store.create(path / "below" / "a file")


@pytest.mark.parametrize("made", [store.create, store.backup])
def test_what_was_being_made_when_killed_does_not_stand_in_the_way(tmp_path, monkeypatch, made):
    path = tmp_path / "register.db"
    if made is store.backup:
        small_register(path)
    whole = connection.connect

    def killed(file, *, read_only):
        if file != path:
            raise SystemExit  # nothing after it is cleared away
        return whole(file, read_only=read_only)

    with monkeypatch.context() as patch:
        for module in (store, backups):
            patch.setattr(module, "connect", killed)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            made(path)
    if made is store.create:
        assert not path.exists()
    left = one_part(tmp_path)
    made(path)
    assert store.check(path) == []
    os.utime(left, (0, 0))
    store.backup(path)
    assert left.exists() == (made is store.create)
    store.restore(store.backup(path), path)
    assert not list(path.parent.glob(".outstanding-*"))


def one_part(folder):
    (left,) = folder.rglob(".outstanding-*.part")
    return left


def test_every_write_is_on_the_disk_before_it_is_acknowledged(path):
    def pragma(name, *, read_only):
        with closing(store.connect(path, read_only=read_only)) as open_one:
            return open_one.execute(f"PRAGMA {name}").fetchone()[0]

    for name, value in [("journal_mode", "delete"), ("synchronous", 3), ("cache_spill", 0), ("foreign_keys", 1),
                        ("trusted_schema", 0), ("recursive_triggers", 1), ("temp_store", 2)]:  # fmt: skip
        assert pragma(name, read_only=False) == value
    assert pragma("query_only", read_only=True) == 1


# Opening one. --------------------------------------------------------------------------------------------------


def test_what_is_no_register_is_refused_with_a_sentence(tmp_path, path):
    empty, text, short, other = (tmp_path / name for name in ("empty.db", "text.db", "short.db", "other.db"))
    empty.touch()
    text.write_text("Dear all, " * 500)
    short.write_bytes(path.read_bytes()[:60])
    with closing(sqlite3.connect(other)) as foreign:
        foreign.execute("CREATE TABLE invoice (id)")
    for file, words in [
        (empty, "is empty, not a register"),
        (text, "is not a register"),
        (short, "is damaged"),
        (other, "a database of another program"),
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere.db", "There is no register"),
    ]:
        with pytest.raises(RegisterError, match=words):
            store.open_checked(file)
        with pytest.raises(RegisterError, match=words):
            Ledger(file, "Ann")
        assert store.check(file) != []


def test_a_truncated_register_is_refused(path):
    whole = path.read_bytes()
    for part in (0.3, 0.7, 0.99):
        path.write_bytes(whole[: int(len(whole) * part) // 4096 * 4096])
        with pytest.raises(RegisterError, match="damaged"):
            store.open_checked(path)
        assert "damaged" in store.check(path)[0]


def test_a_newer_register_is_refused_and_left_alone(path):
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version={migrations.VERSION + 1}")
    before = path.read_bytes()
    for opened in (store.open_checked, lambda file: Ledger(file, "Ann"), store.backup):
        with pytest.raises(RegisterError, match="newer version"):
            opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("DROP TRIGGER event_is_never_removed", "trigger event_is_never_removed is missing"),
        (
            "CREATE TRIGGER sly AFTER INSERT ON audit BEGIN DELETE FROM post; END",
            "trigger sly that is not Outstanding's",
        ),
        ("DROP INDEX audit_of_directorate", "index audit_of_directorate is missing"),
        ("ALTER TABLE audit ADD COLUMN extra TEXT", "table audit has been altered"),
    ],
)
def test_a_register_whose_rules_were_altered_is_refused(path, tampering, words):
    with closing(sqlite3.connect(path)) as tampered:
        tampered.execute(tampering)
    with pytest.raises(RegisterError, match=words):
        store.open_checked(path)


def test_damage_anywhere_is_told_in_a_sentence(path):
    follow_up(path, "Text with \u00e9 and \u0175.")
    whole, chance = path.read_bytes(), random.Random(1)
    told = 0
    for _ in range(150):
        spoilt = bytearray(whole)
        for _ in range(chance.choice((1, 8, 200))):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path.write_bytes(spoilt)
        try:
            with closing(store.open_checked(path)) as open_one:
                history.fingerprint(open_one)
        except (RegisterError, sqlite3.Error):
            told += 1
        told += bool(store.check(path))  # raises nothing
    assert told > 50


def test_bytes_that_are_no_text_are_told_in_a_sentence(path):
    with closing(sqlite3.connect(path)) as spoilt:
        spoilt.execute("UPDATE audit SET title = CAST(x'c3' AS TEXT)")
        spoilt.commit()
    assert "damaged" in store.check(path)[0]
    with pytest.raises(RegisterError, match="damaged"):
        store.backup(path)


@POSIX_MODES
@pytest.mark.parametrize("locked", ["file", "folder"])
def test_a_read_only_register_can_be_read_and_says_why_it_is_not_written(path, locked):
    target = path if locked == "file" else path.parent
    target.chmod(target.stat().st_mode & ~0o222)
    child = os.fork()
    if child == 0:  # permissions do not bind root, so somebody else tries
        try:
            if os.geteuid() == 0:
                for parent in path.parents:
                    if parent.is_relative_to(tempfile.gettempdir()) and parent != Path(tempfile.gettempdir()):
                        parent.chmod(parent.stat().st_mode | 0o055)
                path.chmod(0o444 if locked == "file" else 0o666)
                os.setuid(65534)
            with closing(store.open_checked(path)) as open_one:
                assert open_one.execute("SELECT count(*) FROM recommendation").fetchone() == (3,)
            assert store.check(path) == []
            with pytest.raises(RegisterError, match=r"read-only|write in its folder"):
                follow_up(path)
        except BaseException as error:  # noqa: BLE001 - the parent tells of it
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_a_register_in_use_is_said_to_be(path, monkeypatch):
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0.1)
    ledger = Ledger(path, "Ann")
    with closing(store.connect(path, read_only=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for opened in (store.open_checked, store.check, store.backup):
            with pytest.raises(RegisterError, match="in use") as error:
                opened(path)
            assert error.value.in_use
        with pytest.raises(RegisterError, match="in use"):
            ledger.follow_up("MHC-1", FollowUp(text="x"), on=TODAY)
        other.execute("ROLLBACK")
    ledger.follow_up("MHC-1", FollowUp(text="x"), on=TODAY)
    ledger.close()


def test_a_register_kept_open_in_another_journal_mode_is_not_written(path, monkeypatch):
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN")
        other.execute("SELECT * FROM audit").fetchall()
        with pytest.raises(RegisterError, match=r"in use|another program"):
            store.connect(path, read_only=False)
    follow_up(path)
    assert ask(path, "PRAGMA journal_mode") == [("delete",)]


def test_opening_takes_a_few_milliseconds(path):
    store.open_checked(path).close()
    best = min(_seconds(lambda: store.open_checked(path).close()) for _ in range(5))
    assert best < 0.02


def _seconds(act):
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


# A file that changes under us. ---------------------------------------------------------------------------------


def test_a_register_replaced_while_open_is_not_written(path, tmp_path):
    ledger = Ledger(path, "Ann")
    other = small_register(tmp_path / "other.db")
    before = contents(other)
    other.replace(path)
    with pytest.raises(RegisterError, match=r"replaced while it was open\. Nothing was saved"):
        ledger.follow_up("MHC-1", FollowUp(text="lost?"), on=TODAY)
    ledger.close()
    assert contents(path) == before


def test_a_register_deleted_while_open_is_said_to_be(path):
    ledger = Ledger(path, "Ann")
    path.unlink()
    with pytest.raises(RegisterError, match="deleted"):
        ledger.follow_up("MHC-1", FollowUp(text="lost?"), on=TODAY)
    ledger.close()


def test_a_register_overwritten_with_an_earlier_copy_or_another_is_not_written(path, tmp_path):
    earlier, other = path.read_bytes(), small_register(tmp_path / "other.db", recommendations=9).read_bytes()
    ledger = Ledger(path, "Ann")
    ledger.follow_up("MHC-1", FollowUp(text="One."), on=TODAY)
    current = path.read_bytes()
    for bytes_ in (earlier, other):
        path.write_bytes(bytes_)
        with pytest.raises(RegisterError, match="overwritten"):
            ledger.follow_up("MHC-1", FollowUp(text="Two."), on=TODAY)
        assert path.read_bytes() == bytes_
    path.write_bytes(current)
    ledger.follow_up("MHC-1", FollowUp(text="Three."), on=TODAY)
    ledger.close()
    assert ask(path, "SELECT text FROM progress_update ORDER BY rowid") == [("One.",), ("Three.",)]
    assert store.check(path) == []


def test_each_copy_of_a_register_has_its_own_chain(path, tmp_path):
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    for file in (path, copy, path):
        follow_up(file)
    assert one(path, "SELECT count(*) FROM writer") == 1
    assert one(copy, "SELECT count(*), count(DISTINCT machine) FROM writer") == (2, 2)
    assert store.check(copy) == []


# Upgrades. -----------------------------------------------------------------------------------------------------

NEXT_STEP = (
    "ALTER TABLE audit ADD COLUMN risk TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE seal (id TEXT PRIMARY KEY, on_day TEXT NOT NULL) STRICT",
)


def with_steps(monkeypatch, *steps):
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, *steps))
    monkeypatch.setattr(migrations, "VERSION", len(migrations.STEPS))


def test_an_older_register_is_upgraded_after_a_verified_backup(path, monkeypatch):
    before = contents(path)
    released = migrations.VERSION
    with_steps(monkeypatch, NEXT_STEP)
    with closing(store.open_checked(path)) as upgraded:
        assert upgraded.execute("SELECT risk FROM audit").fetchall() == [("",)]
        assert upgraded.execute("PRAGMA user_version").fetchone() == (released + 1,)
    (kept,) = backups.folder_of(path).iterdir()
    assert "before upgrade" in kept.name
    assert contents(kept) == before
    assert store.check(path) == []
    store.open_checked(path).close()
    assert len(list(backups.folder_of(path).iterdir())) == 1


def test_a_register_of_each_released_form_opens_whole_and_takes_changes(tmp_path):
    for kept in (Path(__file__).parent / "data").glob("register-*.db.xz"):
        path = tmp_path / kept.stem
        path.write_bytes(lzma.decompress(kept.read_bytes()))
        assert store.check(path) == []
        with closing(store.open_checked(path)) as upgraded:
            assert upgraded.execute("PRAGMA user_version").fetchone() == (migrations.VERSION,)
            assert upgraded.execute("SELECT status, due FROM recommendation ORDER BY ref").fetchall() == [
                ("implemented", "2025-06-30"),
                ("not implemented", "2026-03-31"),
                ("not implemented", None),
            ]
        assert store.check(path) == []
        (before,) = backups.folder_of(path).iterdir()
        assert store.check(before) == []
        with closing(Ledger(path, "Ann")) as ledger:
            ledger.follow_up("PAYR-2", FollowUp(text="More."), on=date(2026, 1, 5))
        assert store.check(path) == []


@pytest.mark.parametrize(
    "step",
    [(*NEXT_STEP, "INSERT INTO nowhere VALUES (1)"), (*NEXT_STEP, "PRAGMA defer_foreign_keys=ON", "DELETE FROM audit")],
)
def test_an_upgrade_that_fails_leaves_the_register_as_it_was(path, monkeypatch, step):
    before = contents(path)
    with_steps(monkeypatch, step)
    with pytest.raises(RegisterError):
        store.open_checked(path)
    assert contents(path) == before


def test_a_damaged_register_is_not_upgraded(path, monkeypatch):
    with closing(sqlite3.connect(path)) as spoilt:
        spoilt.execute("UPDATE audit SET title = 'Smuggled'")
        spoilt.commit()
    before = contents(path)
    with_steps(monkeypatch, NEXT_STEP)
    with pytest.raises(RegisterError, match="damaged"):
        store.open_checked(path)
    assert contents(path) == before


# Backups. ------------------------------------------------------------------------------------------------------


def test_a_backup_holds_everything_and_is_made_once(path, tmp_path):
    ledger = Ledger(path, "Ann")
    ledger.follow_up("MHC-1", FollowUp(evidence=NewEvidence(content=b"bytes" * 1000)), on=TODAY)
    ledger.close()
    copy = store.backup(path, tmp_path / "copy.db")
    assert contents(copy) == contents(path)
    with pytest.raises(RegisterError, match="never replaces"):
        store.backup(path, copy)
    with pytest.raises(RegisterError, match="No copy could be written"):
        store.backup(path, tmp_path / "nowhere" / "copy.db")
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_register_is_not_backed_up_and_drives_out_no_good_copy(path):
    for hour in range(40):
        store_backup(path, NOW + timedelta(hours=hour))
    before = set(backups.folder_of(path).iterdir())
    with closing(sqlite3.connect(path)) as spoilt:
        spoilt.execute("UPDATE audit SET title = 'Smuggled'")
        spoilt.commit()
    with pytest.raises(RegisterError, match="damaged, so no copy of it is kept"):
        store.backup(path)
    assert set(backups.folder_of(path).iterdir()) == before


def store_backup(path, now):
    return backups.backup(path, now=now)


def test_the_ladder_keeps_recent_daily_and_weekly_copies_and_no_file_of_others(path, monkeypatch):
    copied = path.read_bytes()
    monkeypatch.setattr(
        backups, "_copy", lambda _, to, **_more: to.write_bytes(copied)
    )  # the ladder alone is tried here
    folder = backups.folder_of(path)
    folder.mkdir()
    strangers = {
        folder / name for name in ("register replaced 2020-01-01 000000.db", "notes.txt", "other 2020-01-01 000000.db")
    }
    for stranger in strangers:
        stranger.touch()
    made = [store_backup(path, NOW + timedelta(hours=6 * n)) for n in range(4 * 400)]
    kept = sorted(set(folder.iterdir()) - strangers)
    assert strangers <= set(folder.iterdir())
    assert kept[-backups.RECENT :] == made[-backups.RECENT :]
    days = {file.name[9:19] for file in kept}
    assert len(days) <= backups.RECENT + backups.DAYS + backups.WEEKS
    assert {file.name[9:19] for file in made[-4 * (backups.DAYS - 1) :]} <= days
    oldest = datetime.strptime(kept[0].name[9:19], "%Y-%m-%d").replace(tzinfo=UTC)
    assert timedelta(weeks=backups.WEEKS - 2) < NOW + timedelta(days=400) - oldest < timedelta(weeks=backups.WEEKS + 1)


def test_copies_made_in_passing_drive_out_only_their_kind(path):
    lasting = [store_backup(path, NOW - timedelta(days=n)) for n in range(3)]
    for n in range(backups.RECENT + 5):
        backups.backup(path, why="before import", in_passing=True, now=NOW + timedelta(hours=n))
    kept = set(backups.folder_of(path).iterdir())
    assert set(lasting) < kept
    assert len(kept) == len(lasting) + backups.RECENT


def test_two_backups_in_one_second_are_two(path):
    assert store_backup(path, NOW) != store_backup(path, NOW)


def test_a_backup_brings_the_register_back_and_keeps_what_stood_there(path):
    copy = store.backup(path)
    follow_up(path, "After the backup.")
    replaced = contents(path)
    aside = store.restore(copy, path)
    assert contents(path) == contents(copy)
    assert aside is not None
    assert contents(aside) == replaced
    assert "replaced" in aside.name
    follow_up(path, "Goes on.")  # by a writer of its own: the replaced file's chain may have gone on too
    assert one(path, "SELECT count(*) FROM writer") == 2
    assert store.check(path) == []


def test_a_damaged_register_is_replaced_by_a_backup_with_its_journal_out_of_the_way(path):
    copy = store.backup(path)
    path.write_bytes(b"\x00" * 5000)
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"left over")
    aside = store.restore(copy, path)
    assert store.check(path) == []
    assert not journal.exists()
    assert aside is not None
    assert aside.read_bytes() == b"\x00" * 5000


def test_a_backup_makes_a_register_where_there_is_none(path, tmp_path):
    fresh = tmp_path / "elsewhere" / "register.db"
    assert store.restore(store.backup(path), fresh) is None
    assert store.check(fresh) == []


@POSIX_MODES
def test_a_link_to_a_register_leads_to_what_was_restored(path, tmp_path):
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "register.db"
    link.symlink_to(Path("..") / path.name)
    copy = store.backup(path)
    follow_up(link, "After the backup.")
    replaced = contents(path)
    aside = store.restore(copy, link)
    assert link.is_symlink()
    assert contents(path) == contents(copy)
    assert contents(aside) == replaced


def test_a_folder_is_not_replaced_by_a_backup(path, tmp_path):
    (tmp_path / "folder" / "within").mkdir(parents=True)
    with pytest.raises(RegisterError, match="is a folder"):
        store.restore(store.backup(path), tmp_path / "folder")
    assert (tmp_path / "folder" / "within").is_dir()


def test_a_bad_backup_is_refused_and_the_register_stays(path, tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0.1)
    good, bad, newer = store.backup(path), tmp_path / "bad.db", tmp_path / "newer.db"
    shutil.copy(good, bad)
    shutil.copy(good, newer)
    with closing(sqlite3.connect(bad)) as spoilt:
        spoilt.execute("UPDATE recommendation SET owner = 'x'")
        spoilt.commit()
    with closing(sqlite3.connect(newer)) as later:
        later.execute("PRAGMA user_version=99")
    before = contents(path)
    for backup, words in [
        (bad, "damaged"),
        (newer, "newer"),
        (tmp_path / "none.db", "no backup"),
        (tmp_path, "no backup"),
    ]:
        with pytest.raises(RegisterError, match=words):
            store.restore(backup, path)
    with closing(store.connect(path, read_only=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegisterError, match="in use"):
            store.restore(good, path)
        other.execute("ROLLBACK")
    assert contents(path) == before
    assert not list(tmp_path.glob("*restoring*"))


# Who and where. ------------------------------------------------------------------------------------------------


def test_the_user_is_named_by_settings_environment_or_system_and_never_blank(path, monkeypatch):
    monkeypatch.setenv("OUTSTANDING_USER", "  ")
    monkeypatch.setattr("getpass.getuser", lambda: "login")
    assert store.user_name(path) == "login"
    monkeypatch.setattr("getpass.getuser", lambda: "\u200b")
    assert store.user_name() == "unknown user"
    monkeypatch.setenv("OUTSTANDING_USER", "Ann Auditor ")
    assert store.user_name(path) == "Ann Auditor"
    ledger = Ledger(path, store.user_name())
    ledger.edit("setting", "user", {"value": "A. Auditor, CIA"}, on=TODAY)
    ledger.close()
    assert store.user_name(path) == "A. Auditor, CIA"


def test_the_default_register_is_named_by_the_environment_or_in_the_users_data(monkeypatch):
    monkeypatch.setenv("OUTSTANDING_REGISTER", "here.db")
    assert store.default_register() == Path("here.db")
    monkeypatch.delenv("OUTSTANDING_REGISTER")
    assert store.default_register().name == "register.db"
    assert "outstanding" in str(store.default_register()).casefold()


# Two descriptions of one schema. -------------------------------------------------------------------------------


def test_the_models_mirror_the_schema(path):
    with closing(sqlite3.connect(path)) as made, closing(sqlite3.connect(":memory:")) as modelled:
        for table in SQLModel.metadata.sorted_tables:
            modelled.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        names = {name for (name,) in modelled.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        real = {
            name
            for name, sql in made.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            if "search" not in name and name != "stood"  # only the plain driver writes or reads it
        }
        assert names == real
        for name in names:
            assert columns(modelled, name) == columns(made, name), name
            assert sorted(links(modelled, name)) == sorted(links(made, name)), name
            assert uniques(modelled, name) == uniques(made, name), name
            assert constraints(modelled, name) == constraints(made, name), name


def columns(database, table):
    rows = database.execute(f"PRAGMA table_info({table})")
    return [(name, kind, bool(needed) or bool(key), key) for _, name, kind, needed, _, key in rows]


def links(database, table):
    return [row[2:5] for row in database.execute(f"PRAGMA foreign_key_list({table})")]


def uniques(database, table):
    found = database.execute(f"PRAGMA index_list({table})").fetchall()
    return sorted(
        tuple(column for _, _, column in database.execute(f"PRAGMA index_info({name})"))
        for _, name, unique, origin, _ in found
        if unique and origin == "u"
    )


def constraints(database, table):
    """Each named constraint with its words, spaces and quotes aside, and whether the table is strict."""
    (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    plain = " ".join(sql.replace('"', "").split())
    found = {"is strict": str(plain.endswith("STRICT"))}
    for start in re.finditer(r"CONSTRAINT (\w+) (CHECK|UNIQUE) ", plain):
        depth, end = 0, start.end()
        while depth or end == start.end():
            depth += {"(": 1, ")": -1}.get(plain[end], 0)
            end += 1
        found[start[1]] = start[2] + plain[start.end() : end].replace("( ", "(").replace(" )", ")")
    return found


def test_a_register_is_known_to_be_older_before_it_is_opened(path, tmp_path):
    older = tmp_path / "older.db"
    older.write_bytes(lzma.decompress((Path(__file__).parent / "data" / "register-1.db.xz").read_bytes()))
    other = tmp_path / "other.txt"
    other.write_text("no register")
    assert [store.is_older(file) for file in (older, path, other)] == [True, False, False]
    store.open_checked(older).close()
    assert not store.is_older(older)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a lock for as long as its handle is open")
def test_to_ask_whether_a_register_is_older_lets_go_of_no_lock(path):
    busy = f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
    with closing(connection.connect(path, read_only=False)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        assert not store.is_older(path)
        other = subprocess.run([sys.executable, "-c", busy], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr
