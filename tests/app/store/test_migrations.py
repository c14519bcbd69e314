from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.filled import NOW, build, fill
from hep_tui.locations import Places
from hep_tui.store import migrations, schema
from hep_tui.store.backup import backup_before_migration
from hep_tui.store.connection import Connection, create_file
from hep_tui.store.migrations import bring_up_to_date
from hep_tui.store.schema import schema_digest
from hep_tui.store.store import Store

PRESENT = schema.LATEST
TWO = "CREATE TABLE added (x TEXT) STRICT"


def new_file(path: Path) -> Connection:
    """An empty file, open and up to date."""
    create_file(path)
    connection = Connection(path)
    bring_up_to_date(connection, NOW, lambda version: None)
    return connection


def test_the_digest_of_each_version_is_that_of_a_new_file(tmp_path: Path) -> None:
    """The digest in the code is what the steps really make."""
    with new_file(tmp_path / "x.db") as connection:
        assert schema.DIGESTS[schema.LATEST] == schema_digest(connection)
        assert len(migrations.STEPS) == schema.LATEST
        assert connection.scalar("PRAGMA user_version") == schema.LATEST
        assert connection.scalar("PRAGMA application_id") == schema.APPLICATION_ID


def test_every_connection_is_as_durable_and_as_careful_as_it_must_be(tmp_path: Path) -> None:
    """A rollback journal, EXTRA, and the guards for a file that may be hostile."""
    with new_file(tmp_path / "x.db") as connection:
        told = {
            name: connection.scalar(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check")
        }
    assert told == {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }


def test_every_table_is_strict(tmp_path: Path) -> None:
    """No table takes a value of another type than its column says."""
    with new_file(tmp_path / "x.db") as connection:
        rows = connection.rows("PRAGMA table_list")
    assert [name for _, name, kind, _, _, strict in rows if kind == "table" and not strict] == ["sqlite_schema"] or all(
        name.startswith("sqlite_") for _, name, kind, _, _, strict in rows if kind == "table" and not strict
    )


def test_sqlite_utils_leaves_transactions_to_us(tmp_path: Path) -> None:
    """Wrapping the connection and writing through it commits nothing by itself."""
    from sqlite_utils import Database

    def write_and_fail(connection: Connection) -> None:
        with connection.transaction():
            db = Database(connection.raw, recursive_triggers=False, execute_plugins=False)
            db.table("acknowledged").insert({"program": "p", "version": "1", "at": "now"})
            db.execute("CREATE TABLE t (x)")
            assert connection.in_transaction
            raise KeyError

    with new_file(tmp_path / "x.db") as connection:
        with pytest.raises(KeyError):
            write_and_fail(connection)
        assert not connection.in_transaction
        assert connection.scalar("SELECT count(*) FROM acknowledged") == 0
        assert schema.version_of(connection) == schema.LATEST


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program of the next version, with one more step."""

    def next_step(db: object) -> None:
        db.execute(TWO)  # type: ignore[attr-defined]

    with new_file(tmp_path / "shape.db") as connection:
        with connection.transaction():
            connection.execute(TWO)
        digest = schema_digest(connection)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, next_step))
    monkeypatch.setitem(schema.DIGESTS, PRESENT + 1, digest)
    monkeypatch.setattr(migrations, "LATEST", PRESENT + 1)
    monkeypatch.setattr(schema, "LATEST", PRESENT + 1)


def test_case_52_a_verified_copy_is_made_before_a_file_is_changed(
    places: Places, request: pytest.FixtureRequest
) -> None:
    """An older file is brought up to date with everything in it, and the copy is of the old version."""
    with Store.open(places, now=NOW) as store:
        fill(store, 3)
    request.getfixturevalue("next_version")
    with Store.open(places, now=NOW) as store:
        assert store.counts().entries == 3
        assert store.check(NOW).sound
    (copy,) = places.backups.glob(f"hep-version-{PRESENT}-*.db")
    with Connection(copy, readonly=True) as old:
        assert old.scalar("PRAGMA user_version") == PRESENT
        assert old.scalar("SELECT count(*) FROM entry") == 3


def test_case_52_a_step_that_fails_leaves_the_old_file(
    places: Places, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that breaks half-way is as if it had never begun; the next start does it."""
    with Store.open(places, now=NOW) as store:
        fill(store, 3)
    request.getfixturevalue("next_version")
    good = migrations.STEPS

    def breaks(db: object) -> None:
        db.execute(TWO)  # type: ignore[attr-defined]
        raise sqlite3.OperationalError("broken")

    monkeypatch.setattr(migrations, "STEPS", (*good[:-1], breaks))
    with pytest.raises(sqlite3.OperationalError, match="broken"):
        Store.open(places, now=NOW)
    with Connection(places.database, readonly=True) as connection:
        assert connection.scalar("PRAGMA user_version") == PRESENT
        assert schema.DIGESTS[PRESENT] == schema_digest(connection)
    monkeypatch.setattr(migrations, "STEPS", good)
    with Store.open(places, now=NOW) as store:
        assert store.counts().entries == 3


def test_no_copy_is_made_of_a_new_file(places: Places) -> None:
    """An empty file has nothing to lose."""
    places.make()
    create_file(places.database)
    with Connection(places.database) as connection:
        bring_up_to_date(connection, NOW, backup_before_migration(connection, places, NOW))
    assert not places.backups.exists()


def test_three_processes_that_open_a_new_file_at_once(places: Places) -> None:
    """All of them succeed, and each can save."""
    code = (
        "import sys; from app.store.filled import *; from pathlib import Path; from uuid import uuid4\n"
        "with Store.open(places_in(Path(sys.argv[1])), now=NOW) as store:\n"
        "    store.append(lambda n: [completion(n, store.device, id=str(uuid4()))])\n"
    )
    home = str(places.data.parent.parent)
    tests = str(Path(__file__).parents[2])
    argv = [sys.executable, "-c", f"import sys; sys.path.insert(0, {tests!r})\n{code}", home]
    running = [subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[1] for process in running] == [""] * 3
    with Store.open(places, now=NOW) as store:
        assert store.counts().entries == 3
        assert store.check(NOW).sound
        assert store.append(build(store))[0].device_seq == 4


def test_a_file_of_the_first_version_is_brought_up_to_date(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever began with the first version keeps everything, and the clinic's tables are added."""
    with monkeypatch.context() as first:
        first.setattr(migrations, "STEPS", migrations.STEPS[:1])
        first.setattr(migrations, "LATEST", 1)
        first.setattr(schema, "LATEST", 1)
        with Store.open(places, now=NOW) as store:
            fill(store, 3)

    with Store.open(places, now=NOW) as store:
        assert store.counts().entries == 3
        assert store.connection.scalar("SELECT count(*) FROM held") == 0
        assert store.check(NOW).sound
