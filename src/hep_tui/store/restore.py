"""Puts a backup back and keeps what is newer: nothing that can be read in the present file is lost."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Generator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from hep_care.frozen import frozen
from hep_tui.locations import Places
from hep_tui.store import days, facts, health, ledger, meta, quarantine, resources
from hep_tui.store.audit import Findings, audit
from hep_tui.store.backup import copy_file, remove_part
from hep_tui.store.connection import Connection, sync_folder
from hep_tui.store.errors import BackupProblem, BadBackup, NotAFile, OpeningProblem, OtherPatient
from hep_tui.store.migrations import bring_up_to_date
from hep_tui.store.opening import Patience
from hep_tui.store.rows import COLUMNS, Origin, Row, seal
from hep_tui.store.salvage import KEPT_TABLES, Remains, remains
from hep_tui.store.schema import version_of

_ID, _DEVICE, _NUMBER, _PAYLOAD, _SHA, _ORIGIN = (
    COLUMNS.index(name) for name in ("id", "device", "device_seq", "payload", "sha256", "origin")
)


@frozen
class Restored:
    """What a restore did."""

    file: Path
    entries: int
    """In the file now."""
    kept_newer: int
    """Of these, the ones that were not in the backup."""
    verified: bool
    set_aside: Path | None
    """Where the file that was here before lies now."""


def restore(places: Places, file: Path, now: datetime, patience: Patience = Patience()) -> Restored:
    """Put a backup in the place of the present file, together with whatever that holds and the backup does not.

    No `Store` of these places may be open in this process. The present file is moved aside, never deleted.
    Raises a `BackupProblem`, or a `NotSaved` where there is no room; the present file is then as it was.
    """
    places.make()
    problem = health.looked_at(places)
    if isinstance(problem, NotAFile):
        raise problem
    with _held(places.database, patience):
        left = remains(places.database)
        part = places.data / f".restore-{secrets.token_hex(6)}.part"
        try:
            findings, newer = _merged(file, part, left, places.database, now)
            aside = _put_in_place(part, places.database, now)
        except OSError as error:
            raise BackupProblem(error.strerror or "") from error
        finally:
            remove_part(part)
    return Restored(places.database, findings.entries, newer, findings.sound, aside)


@contextlib.contextmanager
def _held(database: Path, patience: Patience) -> Generator[None, None, None]:
    """Keep others from writing to the present file meanwhile, where it can still be locked."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OpeningProblem, sqlite3.Error):
            if database.exists() and database.stat().st_size:
                current = stack.enter_context(
                    Connection(database, busy_s=patience.busy_s, give_up_s=patience.give_up_s)
                )
                current.rollback_journal()
                stack.enter_context(current.hold())
        yield


def _merged(file: Path, part: Path, left: Remains, database: Path, now: datetime) -> tuple[Findings, int]:
    if not file.is_file() or (database.exists() and file.samefile(database)):
        raise BadBackup
    try:
        with Connection(file, readonly=True) as backup:
            # An empty file opens as an empty database; it is no copy of anything.
            if version_of(backup) == 0:
                raise BadBackup
            copy_file(backup, part)
    except (OpeningProblem, sqlite3.Error) as error:
        raise BadBackup(str(error)) from error
    with Connection(part) as merged:
        merged.rollback_journal()
        # The backup itself stays as it is: what is migrated is a copy of it.
        bring_up_to_date(merged, now, lambda version: version)
        with merged.transaction():
            newer = _merge(merged, left, now)
        return audit(merged), newer


def _merge(merged: Connection, left: Remains, now: datetime) -> int:
    for key in (meta.BINDING, meta.PATIENT):
        theirs, ours = meta.get(merged, key), left.meta.get(key)
        if theirs is not None and ours is not None and theirs != ours:
            raise OtherPatient
    newer = _merge_entries(merged, left.entries, now)
    resources.add(merged, left.resources)
    for thing in left.quarantine:
        quarantine.set_aside(merged, thing)
    for table, columns in KEPT_TABLES.items():
        marks = ", ".join("?" * len(columns.split(",")))
        sql = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})"
        merged.execute_many(sql, left.tables.get(table, []))
    for id, _, _, closed_at in left.tables.get("session", []):
        merged.execute("UPDATE session SET closed_at = ? WHERE id = ? AND closed_at IS NULL", (closed_at, id))
    for key, value in left.meta.items():
        if meta.get(merged, key) is None:
            meta.put(merged, key, value)
    meta.put(merged, meta.EPOCH, str(uuid4()))
    for device, last in left.last_seq.items():
        tally = ledger.read_one(merged, device)
        tally.last_seq = max(tally.last_seq, last)
        ledger.write(merged, device, tally)
    days.mark_dirty(merged, date.min)
    return newer


def _merge_entries(merged: Connection, rows: list[Row], now: datetime) -> int:
    here = {row[_ID]: row for _, row in facts.by_ids(merged, [row[_ID] for row in rows])}
    numbers = {(d, n) for d, n in merged.rows("SELECT device, device_seq FROM entry WHERE origin = 'here'")}
    new = []
    for row in rows:
        if row[_ID] not in here:
            taken = (row[_DEVICE], row[_NUMBER]) in numbers
            new.append(_as_imported(row) if taken else row)
        elif here[row[_ID]][_SHA] != row[_SHA]:
            why = "another content under the same id"
            quarantine.set_aside(merged, quarantine.Quarantined("entry", row[_ID], why, row[_PAYLOAD], now))
    facts.insert(merged, new)
    return len(new)


def _as_imported(row: Row) -> Row:
    values = (*row[:_ORIGIN], Origin.IMPORT.value)
    return (*values, seal(values))


def _put_in_place(part: Path, database: Path, now: datetime) -> Path | None:
    """Give the new file its name; the old one, with its journal, keeps its content under another name."""
    handle = os.open(part, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    aside = None
    if os.path.lexists(database):
        stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        aside = database.with_name(f"set-aside-{stamp}-{secrets.token_hex(3)}.db")
        try:
            # Linked first, so that at no moment there is no file.
            os.link(database, aside)
        except OSError:
            database.rename(aside)
        for ending in ("-journal", "-wal", "-shm"):
            old = health.companion(database, ending)
            if old.exists():
                old.rename(health.companion(aside, ending))
    part.replace(database)
    sync_folder(database.parent)
    return aside
