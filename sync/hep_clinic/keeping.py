"""Copies of the clinic's file: a verified one made beside a running server, and how one is put back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from hep_clinic.errors import NotDone, Refused
from hep_clinic.fhir import tables

BACKED_UP = "backed_up"
"""Key under which the file remembers when it was copied last."""
RECORDS = ("version", "term", "bytes")
"""Tables that a restore puts back. Who may come in, and who came, stays as it is: what was withdrawn stays withdrawn."""


def back_up(db: sqlite3.Connection, target: Path) -> int:
    """Copy the file as of now, look at the copy, and give it its name; how many resources it holds.

    The server may go on meanwhile. Raises `Refused` where the name is taken, `NotDone` where the copy is not whole.
    """
    if target.exists():
        raise Refused(f"{target.name} is there already; a backup overwrites nothing.")
    part = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(part)) as copy:
            db.backup(copy, pages=2000)
            # One file and nothing beside it, whatever the server itself keeps.
            copy.execute("PRAGMA journal_mode=DELETE")
        count = verified(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        # Not a link: memory sticks know none.
        part.rename(target)
    finally:
        with suppress(OSError):
            part.unlink()
    with tables.transaction(db):
        tables.set_single(db, BACKED_UP, str(tables.now()))
    return count


def verified(path: Path) -> int:
    """How many resources a copy holds. Raises `Refused` where it is no clinic's file, or damaged."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            marks = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            if marks != [tables.APPLICATION_ID, tables.VERSION]:
                raise Refused(f"{path.name} is not a backup of this version of hep-clinic.")
            said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if said != "ok" or db.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise Refused(f"{path.name} is damaged.")
            return int(db.execute("SELECT count(*) FROM version WHERE newest = 1").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise Refused(f"{path.name} is not a backup of a clinic, or is damaged.") from error


def put_back(file: Path, backup: Path) -> int:
    """Put the records of a backup in place of those that are here, under a new epoch; how many resources that makes.

    Beside a running server it is one transaction. Raises `Refused` for a backup that is not whole, and `NotDone` where
    the present file is damaged: that one must be moved away first, by a person.
    """
    count = verified(backup)
    try:
        db = tables.open_file(file)
    except (sqlite3.DatabaseError, tables.NotOurs) as error:
        raise NotDone(
            f"The present {file.name} is damaged. Stop the server, move that file away, and restore again."
        ) from error
    with closing(db):
        db.execute("ATTACH DATABASE ? AS kept", (str(backup.resolve()),))
        with tables.transaction(db):
            fresh = _is_empty(db)
            db.execute("PRAGMA defer_foreign_keys=ON")
            for table in reversed(RECORDS):
                db.execute(f"DELETE FROM main.{table}")
            for table in RECORDS:
                db.execute(f"INSERT INTO main.{table} SELECT * FROM kept.{table}")
            if fresh:
                _with_access(db)
            tables.set_single(db, "epoch", str(uuid4()))
    return count


def _is_empty(db: sqlite3.Connection) -> bool:
    """Whether nobody was ever let in or turned away here."""
    return all(
        db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None for table in ("audit", "account", "family")
    )


def _with_access(db: sqlite3.Connection) -> None:
    """On a new machine the accounts, devices and the log come from the backup too."""
    for table in ("account", "bearer", "invitation", "family", "token", "audit"):
        db.execute(f"INSERT INTO main.{table} SELECT * FROM kept.{table}")
    db.execute("INSERT OR REPLACE INTO main.single SELECT * FROM kept.single")
