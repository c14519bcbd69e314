from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.store.filled import NOW, TODAY, build, changed_row, completion, fill, new_id, places_in
from hep_tui.locations import Places
from hep_tui.store.backup import backups, to_keep
from hep_tui.store.errors import AlreadyThere, BackupProblem, BadBackup, OtherPatient, StillLocked
from hep_tui.store.identity import NoticeKind
from hep_tui.store.opening import Patience
from hep_tui.store.resources import Resource
from hep_tui.store.restore import restore
from hep_tui.store.store import Store


def test_a_backup_is_a_whole_file_of_its_own(store: Store, places: Places) -> None:
    """The copy holds every entry, is verified, closed to others, and leaves nothing half-made behind."""
    fill(store, 20)
    made = store.backup(places.data / "copy.db")
    assert (made.entries, made.verified) == (20, True)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert sorted(path.name for path in places.data.iterdir()) == ["copy.db", "hep.db"]


def test_a_backup_never_overwrites(store: Store, places: Places) -> None:
    """A file with that name stays as it is."""
    target = places.data / "thesis.txt"
    target.write_text("mine")
    with pytest.raises(AlreadyThere):
        store.backup(target)
    assert target.read_text() == "mine"


def test_a_backup_that_cannot_be_made_says_so(store: Store, places: Places) -> None:
    """A folder that is not there is one sentence, and the file goes on."""
    with pytest.raises(BackupProblem, match="unchanged"):
        store.backup(places.data / "no" / "copy.db")
    fill(store, 1)


def test_a_backup_of_a_damaged_file_is_not_called_verified(places: Places) -> None:
    """The copy of a file with a damaged row is made, and says that it is not sound."""
    with Store.open(places, now=NOW) as store:
        fill(store, 5)
    changed_row(places.database, "UPDATE entry SET slot = 9 WHERE seq = 2")
    with Store.open(places, now=NOW) as store:
        made = store.backup(places.data / "copy.db")
    assert (made.entries, made.verified) == (4, False)


def test_thinning_keeps_days_weeks_and_months() -> None:
    """Of one copy a day for a year, 7 days, 4 weeks and 6 months stay, each by its newest."""
    moments = [datetime(2026, 12, 31, 12, tzinfo=UTC) - timedelta(days=n) for n in range(365)]
    kept = sorted(to_keep(moments), reverse=True)
    assert kept[:7] == moments[:7]
    assert [moment.month for moment in kept[-5:]] == [11, 10, 9, 8, 7]
    assert len(kept) == 14
    assert to_keep(kept) == frozenset(kept)
    assert to_keep([]) == frozenset()


def test_thinning_counts_periods_that_have_a_copy() -> None:
    """Somebody who opens the app twice a year keeps those copies."""
    moments = [datetime(2020 + n // 2, 1 + 6 * (n % 2), 1, tzinfo=UTC) for n in range(8)]
    assert to_keep(moments) == frozenset(moments[-7:])


def test_one_copy_a_day_and_old_ones_go(store: Store, places: Places) -> None:
    """The second start of a day makes none; after a month only those that thinning keeps are left."""
    for day in range(40):
        assert store.daily_backup(NOW + timedelta(days=day)) is not None
        assert store.daily_backup(NOW + timedelta(days=day, hours=3)) is None
    made = backups(places)
    assert set(made) == to_keep(made)
    assert len(made) < 14


def test_a_restore_keeps_what_is_newer(places: Places) -> None:
    """What was saved after the backup is still there afterwards, and the old file is moved aside whole."""
    with Store.open(places, now=NOW) as store:
        fill(store, 5)
        copy = store.backup(places.data / "copy.db").file
        fill(store, 4)
        store.receive([completion(1, "other", id=new_id(99))], NOW)
        store.add_resources([Resource("CarePlan", "p", "1", "{}", NOW)])
        store.set_active("p", TODAY, NOW)
        store.acknowledge("p", "1", NOW)
        store.begin_session("s", "{}", NOW)
        store.note_session("s", "set-done", "{}", NOW)
        store.set_meta("cursor", "7")
        before = list(store.entries())
        device = store.device
    old = places.database.read_bytes()
    done = restore(places, copy, NOW)
    assert (done.entries, done.kept_newer, done.verified) == (10, 5, True)
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == old
    with Store.open(places, now=NOW) as store:
        assert sorted(store.entries(), key=str) == sorted(before, key=str)
        assert [r.raw for r in store.resources()] == ["{}"]
        assert store.active_program() is not None
        assert store.acknowledged("p", "1")
        assert len(store.unfinished_sessions()[0].events) == 1
        assert store.meta("cursor") == "7"
        assert [notice.kind for notice in store.notices] == [NoticeKind.NEW_DEVICE]
        assert store.device != device
        assert store.check(NOW).sound
    assert sorted(p.name for p in places.data.iterdir()) == sorted(["copy.db", "hep.db", done.set_aside.name])


def test_a_backup_comes_back_on_a_new_computer(places: Places, tmp_path: Path) -> None:
    """Where there is no file yet the backup becomes the file."""
    with Store.open(places, now=NOW) as store:
        fill(store, 5)
        copy = store.backup(tmp_path / "copy.db").file
    new = places_in(tmp_path / "new")
    done = restore(new, copy, NOW)
    assert (done.entries, done.kept_newer, done.set_aside) == (5, 0, None)
    with Store.open(new, now=NOW) as store:
        assert store.append(build(store, start=500))[0].device_seq == 1


def test_what_is_no_backup_is_refused(places: Places, tmp_path: Path) -> None:
    """Noise, another program's database, a missing file and the file itself change nothing."""
    with Store.open(places, now=NOW) as store:
        fill(store, 2)
    before = places.database.read_bytes()
    noise = tmp_path / "noise.db"
    noise.write_bytes(os.urandom(5000))
    (tmp_path / "empty.db").touch()
    for file in (noise, tmp_path / "empty.db", tmp_path / "missing.db", places.database, tmp_path):
        with pytest.raises(BadBackup, match="unchanged"):
            restore(places, file, NOW)
    assert places.database.read_bytes() == before
    assert [path.name for path in places.data.iterdir()] == ["hep.db"]


def test_the_backup_of_another_patient_is_refused(places: Places, tmp_path: Path) -> None:
    """A file that is bound to somebody else is not mixed into this one."""
    other = places_in(tmp_path / "other")
    for where, patient in ((places, "https://clinic Patient/1"), (other, "https://clinic Patient/2")):
        with Store.open(where, now=NOW) as store:
            store.set_meta("binding", patient)
            copy = store.backup(tmp_path / f"{where.data.parent.parent.name}.db").file
    with pytest.raises(OtherPatient, match="--profile"):
        restore(places, copy, NOW)


def test_numbers_used_twice_are_both_kept(places: Places, tmp_path: Path) -> None:
    """Two entries of one device with the same number, from before a restore and after, are two facts."""
    with Store.open(places, now=NOW) as store:
        copy = store.backup(tmp_path / "copy.db").file
        store.append(build(store, start=10))
        device = store.device
    other = places_in(tmp_path / "other")
    restore(other, copy, NOW)
    with Store.open(other, now=NOW) as store:
        store.receive([completion(1, device, id=new_id(20))], NOW)
        copy = store.backup(tmp_path / "copy2.db").file
    assert restore(places, copy, NOW).entries == 2


def test_a_restore_waits_for_no_one_for_ever(places: Places, tmp_path: Path) -> None:
    """While another process writes, a restore is refused and nothing has changed."""
    with Store.open(places, now=NOW) as store:
        copy = store.backup(tmp_path / "copy.db").file
        with store.transaction(), pytest.raises(StillLocked):
            restore(places, copy, NOW, Patience(0.01, 0.05))
        fill(store, 1)
