"""Bad states of the patient's file, by the number of the case."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.store.filled import NOW, TODAY, build, changed_row, completion, fill, new_id, places_in
from hep_care.counts import DayCount
from hep_tui.locations import Places
from hep_tui.store import health, schema
from hep_tui.store.connection import Connection
from hep_tui.store.errors import (
    CannotWrite,
    ChangedSchema,
    DamagedFile,
    DiskFull,
    FileReplaced,
    ForeignCompanion,
    LooksEmptied,
    NewerFile,
    NoFileYet,
    NotADatabase,
    NotAFile,
    NotOurs,
    NotSaved,
    OpeningProblem,
    StillLocked,
)
from hep_tui.store.identity import NoticeKind
from hep_tui.store.opening import Patience
from hep_tui.store.restore import restore
from hep_tui.store.store import Store

SHORT = Patience(busy_s=0.01, give_up_s=0.05)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Places of a profile that has no file yet."""
    return places_in(tmp_path / "home")


@pytest.fixture
def filled(places: Places) -> Places:
    """Places with a file of 40 entries, closed."""
    with Store.open(places, now=NOW) as store:
        fill(store, 40)
    return places


def refused(places: Places, problem: type[OpeningProblem]) -> None:
    """The file is refused for this reason, says so without being opened too, and is not changed by either."""
    before = places.database.read_bytes() if places.database.is_file() else None
    assert isinstance(health.diagnosis(places), problem)
    with pytest.raises(problem) as caught:
        Store.open(places, now=NOW)
    assert "\n" not in str(caught.value)
    assert (places.database.read_bytes() if places.database.is_file() else None) == before


def test_case_46_not_a_database(filled: Places) -> None:
    """Random bytes are refused; a restore moves them aside and never overwrites them."""
    with Store.open(filled, now=NOW) as store:
        backup = store.backup(filled.data / "copy.db")
    noise = os.urandom(9000)
    filled.database.write_bytes(noise)
    refused(filled, NotADatabase)
    done = restore(filled, backup.file, NOW)
    assert done.entries == 40
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == noise


def test_case_47_truncated_in_half(filled: Places) -> None:
    """A truncated file is refused; a restore brings back the backup and what can still be read of the file."""
    with Store.open(filled, now=NOW) as store:
        backup = store.backup(filled.data / "copy.db")
        store.receive([completion(n, "other", id=new_id(1000 + n)) for n in range(1, 400)], NOW)
    size = filled.database.stat().st_size
    os.truncate(filled.database, size // 2 // 4096 * 4096)
    refused(filled, DamagedFile)
    done = restore(filled, backup.file, NOW)
    assert done.verified
    assert done.kept_newer > 50
    assert done.entries == 40 + done.kept_newer


def test_case_48_zero_bytes_where_data_was(filled: Places) -> None:
    """An emptied or missing file is not a new patient, as long as anything remembers that there was data."""
    os.truncate(filled.database, 0)
    refused(filled, LooksEmptied)
    filled.database.unlink()
    refused(filled, LooksEmptied)
    filled.memory.unlink()
    filled.backups.mkdir()
    (filled.backups / "hep-20260101T000000Z.db").touch()
    refused(filled, LooksEmptied)


def test_case_48_a_new_profile_is_a_new_patient(places: Places) -> None:
    """Without any memory of data a missing file is made, unless it was only to be opened."""
    assert isinstance(health.diagnosis(places), NoFileYet)
    with pytest.raises(NoFileYet):
        Store.open(places, now=NOW, create=False)
    with Store.open(places, now=NOW) as store:
        assert store.counts().entries == 0
    assert health.diagnosis(places) is None


@pytest.mark.parametrize(
    "change",
    [
        "payload = replace(payload, '\"reps\":10', '\"reps\":11')",
        "date = '2026-03-05'",
        "private_note = 'x'",
        "seal = 'x'",
        "device_seq = 99",
        "logged_at = CAST(x'ff' AS TEXT)",
    ],
)
def test_case_49_a_changed_row_is_found_when_it_is_read_and_at_the_start(filled: Places, change: str) -> None:
    """A damaged row is passed over, kept in quarantine, reported once, and made good when it comes back."""
    changed_row(filled.database, f"UPDATE entry SET {change} WHERE seq = 7")
    with Store.open(filled, now=NOW) as store:
        assert len(list(store.entries())) == 39
        assert store.damaged == {"entry 7"}
        assert [row.number for row in store.check(NOW).damaged] == [7]
        assert [thing.ref for thing in store.quarantined()] == ["7"]
        assert store.check(NOW).sound
        assert store.gaps(store.device) == ((7, 7),)
        assert store.receive([completion(7, store.device)], NOW).new == 1
        assert store.quarantined() == ()
        assert store.gaps(store.device) == ()
        assert store.check(NOW).sound


def test_case_49_a_damaged_row_makes_room_for_its_content(filled: Places) -> None:
    """An entry that comes again takes the place of the damaged row with its id, checked before or not."""
    changed_row(filled.database, "UPDATE entry SET payload = 'x' WHERE seq = 7")
    with Store.open(filled, now=NOW) as store:
        assert store.receive([completion(7, store.device)], NOW).new == 1
        assert store.check(NOW).sound
        assert store.counts().entries == 40


def test_case_49_damaged_resources_and_totals_are_not_used(filled: Places) -> None:
    """A changed total is missing, so that it is counted again."""
    with Store.open(filled, now=NOW) as store:
        store.replace_day_totals([DayCount(TODAY, 2, 1)], TODAY, TODAY, store.derived().generation)
    changed_row(filled.database, "UPDATE day_total SET done = 2")
    with Store.open(filled, now=NOW) as store:
        assert store.day_totals() == ()
        assert not store.check(NOW).sound
        assert store.derived().valid_through is None


def test_case_49_flipped_bits_never_give_a_wrong_history(filled: Places, tmp_path: Path) -> None:
    """With any single bit flipped, the file is refused, or the check finds it, or the history is the same."""
    with Store.open(filled, now=NOW) as store:
        before = list(store.entries())
    good = filled.database.read_bytes()
    silent = 0
    for n in range(150):
        bad = bytearray(good)
        at = (n * 7919 * 31) % len(good)
        bad[at] ^= 1 << (n % 8)
        filled.database.write_bytes(bad)
        try:
            with Store.open(filled, now=NOW, readonly=True) as store:
                sound = store.check(NOW).sound
                silent += sound and (list(store.entries()) != before or list(store.entries(TODAY, TODAY)) != before)
        except OpeningProblem:
            continue
    assert silent == 0


def test_case_50_made_by_a_newer_version(filled: Places) -> None:
    """A file of a newer program is left as it is, to its last byte."""
    with Connection(filled.database) as connection, connection.transaction():
        connection.execute(f"PRAGMA user_version={schema.LATEST + 1}")
    refused(filled, NewerFile)


def test_case_51_a_database_of_another_program(places: Places) -> None:
    """Another application_id, or tables without one, are refused."""
    places.make()
    raw = sqlite3.connect(places.database)
    raw.execute("CREATE TABLE theirs (x)")
    raw.commit()
    refused(places, NotOurs)
    raw.execute("PRAGMA application_id=7")
    raw.commit()
    raw.close()
    refused(places, NotOurs)


def test_case_53_rows_that_vanished_are_noticed(filled: Places) -> None:
    """Rows that are gone without a trace in the structure are noticed, counted, and made good by a sync."""
    changed_row(filled.database, "DELETE FROM entry WHERE seq > 30")
    with Store.open(filled, now=NOW) as store:
        (loss,) = store.check(NOW).losses
        assert (loss.expected, loss.found) == (40, 30)
        assert [thing.what for thing in store.quarantined()] == ["lost"]
        assert store.check(NOW).sound
        assert store.gaps(store.device) == ((31, 40),)
        assert fill(store, 1)[0].device_seq == 41
        store.receive([completion(n, store.device) for n in range(31, 41)], NOW)
        assert store.quarantined() == ()
        assert store.check(NOW).sound


def test_case_54_a_log_of_another_database(filled: Places) -> None:
    """A write-ahead log beside the file is refused: SQLite would mix it in."""
    health.companion(filled.database, "-wal").write_bytes(b"x" * 100)
    refused(filled, ForeignCompanion)


@pytest.mark.timeout(5)
def test_case_55_a_folder_or_a_pipe_at_the_path(places: Places) -> None:
    """Neither a folder nor a pipe keeps the program waiting."""
    places.make()
    places.database.mkdir()
    refused(places, NotAFile)
    places.database.rmdir()
    os.mkfifo(places.database)
    refused(places, NotAFile)


@pytest.mark.skipif(os.geteuid() != 0, reason="as another user a folder's own mode does it")
def test_case_56_a_read_only_file_opens_to_view(reachable: Path) -> None:
    """Where nothing can be written the history is shown, and saving says that it cannot."""
    filled = places_in(reachable / "home")
    with Store.open(filled, now=NOW) as store:
        fill(store, 40)
    nobody = 65534
    kinds = [folder.parent for folder in (filled.data, filled.config, filled.cache, filled.state)]
    for up in (reachable / "home", *kinds):
        up.chmod(0o755)
    for path in (filled.data, filled.config, filled.cache, filled.state, filled.database):
        os.chown(path, nobody, nobody)
    filled.database.chmod(0o400)
    os.seteuid(nobody)
    try:
        with Store.open(filled, now=NOW) as store:
            assert [notice.kind for notice in store.notices] == [NoticeKind.VIEW_ONLY]
            assert len(list(store.entries())) == 40
            with pytest.raises(CannotWrite):
                fill(store, 1)
    finally:
        os.seteuid(0)


def test_case_57_disk_full(filled: Places) -> None:
    """Nothing of an entry is kept when there is no room, history stays readable, and the next one after is saved."""
    with Store.open(filled, now=NOW) as store:
        connection = store.connection
        connection.scalar(f"PRAGMA max_page_count={connection.scalar('PRAGMA page_count')}")
        with pytest.raises(DiskFull, match="NOT saved"):
            store.append(build(store, 200))
        assert len(list(store.entries())) == 40
        connection.scalar("PRAGMA max_page_count=1000000")
        fill(store, 1)
        assert store.check(NOW).sound
        assert store.counts().entries == 41


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """No file can grow past this size meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [0, 512, 4096])
def test_case_58_the_disk_refuses_a_write(filled: Places, room: int) -> None:
    """An error of the disk itself is "NOT saved"; the connection is opened anew and goes on."""
    with Store.open(filled, now=NOW) as store:
        size = filled.database.stat().st_size
        with file_size_limit(size if room else 0), pytest.raises(NotSaved):
            store.append(build(store, 100))
        assert len(list(store.entries())) == 40
        fill(store, 1)
        assert store.check(NOW).sound
        assert store.counts().entries == 41


def test_case_59_a_lock_that_is_held_long(filled: Places) -> None:
    """While another program holds the file the wait is told, and once it lets go the entry is saved."""
    other = sqlite3.connect(filled.database, isolation_level=None)
    told: list[float] = []

    def tell(waited: float) -> None:
        told.append(waited)
        if len(told) == 4:
            other.execute("COMMIT")

    patience = Patience(busy_s=0.01, give_up_s=60)
    with Store.open(filled, now=NOW, on_wait=tell, patience=patience) as store:
        other.execute("BEGIN EXCLUSIVE")
        fill(store, 1)
        assert len(told) == 4
        assert told == sorted(told)
        assert store.counts().entries == 41
    other.close()


def test_case_59_a_lock_that_is_never_given_back(filled: Places) -> None:
    """Past the limit the patient is told that nothing was saved."""
    other = sqlite3.connect(filled.database, isolation_level=None)
    with Store.open(filled, now=NOW, patience=SHORT) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StillLocked, match="NOT saved"):
            fill(store, 1)
        other.execute("COMMIT")
        fill(store, 1)
    other.close()


def test_case_59_a_reader_that_lingers_delays_the_commit_only(filled: Places) -> None:
    """A commit that readers keep waiting is finished once they are gone."""
    other = sqlite3.connect(filled.database, isolation_level=None)
    told: list[float] = []

    def tell(waited: float) -> None:
        told.append(waited)
        other.execute("COMMIT")

    with Store.open(filled, now=NOW, on_wait=tell, patience=Patience(0.01, 60)) as store:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM entry").fetchall()
        fill(store, 1)
        assert len(told) == 1
        assert store.counts().entries == 41
    other.close()


def test_case_61_the_file_was_replaced_or_unlinked_while_open(filled: Places) -> None:
    """Nothing is written to a file that nobody will see again, and the new file is left alone."""
    store = Store.open(filled, now=NOW)
    copy = filled.data / "copy.db"
    shutil.copy2(filled.database, copy)
    copy.replace(filled.database)
    before = filled.database.read_bytes()
    with pytest.raises(FileReplaced, match="NOT saved"):
        fill(store, 1)
    filled.database.unlink()
    with pytest.raises(FileReplaced):
        fill(store, 1)
    assert not filled.database.exists()
    store.close()
    filled.database.write_bytes(before)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM day_total; END",
        "CREATE VIEW v AS SELECT * FROM entry",
        "CREATE TABLE extra (x)",
        "DROP TRIGGER entry_is_never_deleted",
        "DROP INDEX entry_by_date",
    ],
)
def test_case_62_a_changed_schema_is_refused(filled: Places, statement: str) -> None:
    """Triggers, views and tables that are not ours, or ours missing, are refused before anything is read."""
    raw = sqlite3.connect(filled.database)
    raw.execute(statement)
    raw.commit()
    raw.close()
    refused(filled, ChangedSchema)


def test_case_63_a_clone_gets_a_device_id_of_its_own(filled: Places, tmp_path: Path) -> None:
    """Both copies of a cloned folder go on, and no number is given twice for one device."""
    shutil.copytree(tmp_path / "home", tmp_path / "clone")
    clone = places_in(tmp_path / "clone")
    with Store.open(filled, now=NOW) as first, Store.open(clone, now=NOW) as second:
        assert first.notices == ()
        assert [notice.kind for notice in second.notices] == [NoticeKind.NEW_DEVICE]
        assert first.device != second.device
        fill(first, 1)
        second.append(build(second, start=500))
        assert second.counts().entries == 41
    with Store.open(clone, now=NOW) as again:
        assert again.notices == ()
        assert again.device == second.device


def test_case_64_an_older_copy_in_the_same_place_is_noticed(filled: Places) -> None:
    """A file that was put back by other means lacks entries; it says how many and numbers under a new device."""
    older = filled.database.read_bytes()
    with Store.open(filled, now=NOW) as store:
        fill(store, 5)
        before = store.device
    filled.database.write_bytes(older)
    with Store.open(filled, now=NOW) as store:
        (notice,) = store.notices
        assert notice.kind is NoticeKind.OLDER_COPY
        assert "5 entries" in notice.sentence
        assert store.device != before
        assert store.counts().entries == 40


def test_case_65_a_clock_far_behind_is_flagged_and_logs_anyway(filled: Places) -> None:
    """With the clock a year behind, work is saved, and the patient is told once that the date may be wrong."""
    with Store.open(filled, now=NOW - timedelta(days=365)) as store:
        assert [notice.kind for notice in store.notices] == [NoticeKind.CLOCK_BEHIND]
        fill(store, 1)
        assert store.counts().entries == 41
