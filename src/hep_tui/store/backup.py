"""Verified copies of the patient's file, and which of them are kept."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

from hep_care.frozen import frozen
from hep_tui.locations import Places, make_folder
from hep_tui.store.audit import Findings, audit
from hep_tui.store.connection import Connection, create_file, sync_folder
from hep_tui.store.errors import AlreadyThere, BackupProblem, DiskFull, NotSaved, OpeningProblem
from hep_tui.store.schema import version_of

DAILY, WEEKLY, MONTHLY = 7, 4, 6

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"hep-(\d{8}T\d{6}Z)\.db", re.ASCII)


@frozen
class Backup:
    """A copy that was opened and read through after it was made."""

    file: Path
    entries: int
    verified: bool
    """False where the file itself has damaged rows; the copy then has them too."""


def make_backup(connection: Connection, target: Path) -> Backup:
    """Copy the file, read the copy through, make it durable, and only then give it its name.

    Raises a `BackupProblem`; a file that is at `target` already is never overwritten.
    """
    part = target.with_name(f".{target.name}.{os.urandom(6).hex()}.part")
    if os.path.lexists(target):
        raise AlreadyThere
    try:
        findings = copy_file(connection, part)
        try:
            # A link, not a rename: a rename would replace a file that appeared meanwhile.
            os.link(part, target)
        except FileExistsError:
            raise AlreadyThere from None
        except OSError:
            part.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupProblem(error.strerror or "") from error
    except (OpeningProblem, NotSaved, sqlite3.Error) as error:
        raise BackupProblem(error.detail if isinstance(error, DiskFull) else str(error)) from error
    finally:
        remove_part(part)
    return Backup(target, findings.entries, findings.sound)


def copy_file(connection: Connection, part: Path) -> Findings:
    """Copy the file to a new one, mode 0600, read that through and flush it; says what was found."""
    create_file(part)
    connection.copy_into(part)
    with Connection(part, readonly=True) as copy:
        version_of(copy)
        findings = audit(copy)
    if findings.structure != "ok":
        raise BackupProblem(findings.structure.splitlines()[0])
    handle = os.open(part, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return findings


def remove_part(part: Path) -> None:
    """Remove what was not finished."""
    for name in (part, part.with_name(part.name + "-journal")):
        with contextlib.suppress(OSError):
            name.unlink()


def daily_backup(connection: Connection, places: Places, now: datetime) -> Backup | None:
    """Make the copy of this day, unless there is one, and let go of those that need not be kept."""
    made = backups(places)
    day = now.astimezone(UTC).date()
    if any(moment.date() == day for moment in made):
        return None
    make_folder(places.backups)
    backup = make_backup(connection, places.backups / f"hep-{_stamp(now)}.db")
    made = backups(places)
    for moment in set(made) - to_keep(made):
        made[moment].unlink(missing_ok=True)
    return backup


def backup_before_migration(connection: Connection, places: Places, now: datetime) -> Callable[[int], Backup]:
    """What makes the copy of a file before it is brought to a new version; such copies are kept."""

    def keep_copy(version: int) -> Backup:
        make_folder(places.backups)
        name = f"hep-version-{version}-{_stamp(now)}-{os.urandom(3).hex()}.db"
        return make_backup(connection, places.backups / name)

    return keep_copy


def backups(places: Places) -> dict[datetime, Path]:
    """The daily copies there are, by the moment they were made."""
    if not places.backups.is_dir():
        return {}
    found = ((match, path) for path in places.backups.iterdir() if (match := _NAME.fullmatch(path.name)))
    made = {}
    for match, path in found:
        with contextlib.suppress(ValueError):
            made[datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)] = path
    return made


def to_keep(moments: Collection[datetime]) -> frozenset[datetime]:
    """Of copies made at these moments, the newest of each of the last 7 days, 4 weeks and 6 months that have one."""
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAILY, lambda m: m.date()),
        (WEEKLY, lambda m: m.isocalendar()[:2]),
        (MONTHLY, lambda m: (m.year, m.month)),
    )
    kept: set[datetime] = set()
    for count, period in periods:
        newest = {period(moment): moment for moment in sorted(moments)}
        kept.update(sorted(newest.values(), reverse=True)[:count])
    return frozenset(kept)


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime(_STAMP)
